"""The CSV of `export`, straight from the rows of the journal.

The same document as `pdtrack.exchange.csv.lines` makes of entries (a test holds the two
together), in a third of the time: nobody needs entries only to write them down.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, Final

from pdtrack.domain.fields import NAMES
from pdtrack.exchange.cells import inert

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
)
_FLAGS: Final = {None: "", 0: "no", 1: "yes"}

Row = tuple[Any, ...]


def pieces(pages: Iterable[list[Row]], *, notes: bool = True) -> Iterator[str]:
    """The document in pieces: the header, then a piece for each page of rows."""
    yield _written([NAMES])
    for page in pages:
        yield _written(_cells(*row, notes=notes) for row in page)


def _written(rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cells(
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
    *,
    notes: bool,
) -> tuple[Any, ...]:
    """The cells of one row, in the order of `NAMES`; the writer leaves `None` empty."""
    return (
        number,
        inert(uid),
        datetime.fromtimestamp(at, _zone(offset)).isoformat(),
        _utc(recorded_at),
        None if edited_at is None else _utc(edited_at),
        kind,
        before,
        _FLAGS[before_recalled],
        after,
        later,
        mood,
        tears,
        pain,
        lasted,
        wanted,
        with_whom,
        _FLAGS[orgasm],
        _words(tags),
        _words(helped),
        inert(note) if notes and note is not None else None,
    )


def _utc(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@cache
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def _words(text: str | None) -> str | None:
    return text if text is None else inert(text) if text else "none"
