"""The CSV of `export`, straight from the rows of the journal.

The same document as `pdtrack.exchange.csv.lines` makes of entries (a test holds the two
together), in a fifth of the time: nobody needs entries, dates and a writer only to put
down what the journal knows already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

from pdtrack.domain.fields import FIELD_NAMES
from pdtrack.exchange.formula_guard import inert

# What a row has to hold, by the names that the journal has for them.
COLUMNS: Final = (
    "id",
    "uid",
    "at",
    "at_offset",
    "recorded_at",
    "edited_at",
    "kind",
    "before",
    "before_recalled",
    "after",
    "later",
    "mood",
    "tears",
    "pain",
    "lasted",
    "wanted",
    "with_whom",
    "orgasm",
    "tags",
    "helped",
    "note",
    "cards",
)
END: Final = "\r\n"
_FLAGS: Final = {None: "", 0: "no", 1: "yes"}
# A scale has no more steps than the mood.
_STEPS: Final[dict[int | None, str]] = {None: "", **{step: str(step) for step in range(11)}}
_TWO_DIGITS: Final = tuple(f"{number:02d}" for number in range(60))
_DAY: Final = 86_400
_EPOCH: Final = date(1970, 1, 1).toordinal()

Row = tuple[Any, ...]


def pieces(pages: Iterable[list[Row]], *, notes: bool = True) -> Iterator[str]:
    """The document in pieces: the header, then a piece for each page of rows."""
    yield ",".join(FIELD_NAMES) + END
    for page in pages:
        yield "".join([_line(*row, notes=notes) for row in page])


def _line(
    number: int,
    uid: str,
    at: int,
    offset: int,
    recorded_at: int,
    edited_at: int | None,
    kind: str,
    before: int | None,
    before_recalled: int | None,
    after: int | None,
    later: int | None,
    mood: int | None,
    tears: int | None,
    pain: int | None,
    lasted: str | None,
    wanted: str | None,
    with_whom: str | None,
    orgasm: int | None,
    tags: str | None,
    helped: str | None,
    note: str | None,
    cards: str | None,
    *,
    notes: bool,
) -> str:
    """One row, its cells in the order of `FIELD_NAMES`; `None` is an empty cell."""
    edited = "" if edited_at is None else f"{_stamp(edited_at)}+00:00"
    return (
        f"{number},{_text(uid)},{_stamp(at + 60 * offset)}{_zone(offset)},"
        f"{_stamp(recorded_at)}+00:00,{edited},{kind},{_STEPS[before]},"
        f"{_FLAGS[before_recalled]},{_STEPS[after]},{_STEPS[later]},{_STEPS[mood]},"
        f"{_STEPS[tears]},{_STEPS[pain]},{lasted or ''},{wanted or ''},{with_whom or ''},"
        f"{_FLAGS[orgasm]},{_words(tags)},{_words(helped)},"
        f"{_text(note) if notes and note else ''},{cards or ''}{END}"
    )


@lru_cache(4096)
def _words(text: str | None) -> str:
    """Words as a cell; most rows share theirs with others."""
    return "" if text is None else _text(text) if text else "none"


def _text(text: str) -> str:
    """Free text as a cell: inert, and in quotes where RFC 4180 asks for them."""
    cell = inert(text)
    if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


# Times: a long diary has few days, offsets and minutes, and many seconds.


def _stamp(seconds: int) -> str:
    """`2026-11-22T00:40:00`: what a clock shows that counts these seconds since 1970."""
    day, rest = divmod(seconds, _DAY)
    minute, second = divmod(rest, 60)
    return f"{_date(day)}T{_clock(minute)}:{_TWO_DIGITS[second]}"


@cache
def _date(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()


@cache
def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@cache
def _zone(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{_clock(abs(minutes))}"
