"""What all readers share: their options, the entries they yield, and the report they fill.

An error of the whole file raises `InvalidInput`. An error in one row of another program's file
goes to `ImportReport.rejects`, and the reader continues. Nothing here ever quotes a note.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from pdtrack.domain.entry import Entry
from pdtrack.domain.times.local_time import Instants
from pdtrack.domain.vocabulary import Vocabulary
from pdtrack.errors import InvalidInput

WORD_MOST: Final = 60
# A file of another program has no more rows, or elements of a list: it is not a diary then.
FOREIGN_ROWS_MOST: Final = 500_000

_REJECTS_LISTED: Final = 1_000
_LINES_LISTED: Final = 1_000
_UNKNOWN_MOST: Final = 200
_WITHOUT_UID_MOST: Final = 500_000
_OTHERS: Final = "and others"
# The reason for a row with a date like 5/6/2021, if nothing shows what comes first.
UNCLEAR_DATE: Final = "day and month can be read in two ways"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to read a file, besides its format.

    `moods`: the person's own words, each with the mood from 0 to 10 that it stands for.
    `intimate`: words (activities, trackers, tags) that mark an intimate moment.
    `columns`: which column holds which answer, in a table of no known format.
    `scale`: the worst and the best number that the other program has for a mood. `order`: what
    comes first in a date like 5/6/2021, where the file does not show it. `fold`: labels count
    as the known tags that they name. `skips_bad`: what can't be read is left out.
    """

    now: datetime
    instants: Instants
    vocabulary: Vocabulary
    moods: Mapping[str, int] = field(default_factory=dict)
    intimate: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[int, int] | None = None
    order: Literal["dmy", "mdy"] | None = None
    fold: bool = False
    skips_bad: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of the file, with a uid and without a number; `number` is the one it had.

    `is_settled`: the file has what its answers were 48 hours after it was recorded. `other_uid`:
    the one that it has in a journal where its labels were read the other way. `has_twin`: an
    entry of the same minute and mood is the same one, from another file of that program.
    """

    entry: Entry
    row: int
    number: int | None = None
    is_settled: bool = False
    other_uid: str = ""
    has_twin: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that can't be imported, and why; the first row of a table is its header."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that is not imported, how often, and why."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """Something that is imported under another name or number."""

    what: str
    becomes: str
    count: int = 1


class UnknownMoods(InvalidInput):
    """The file has words for moods without a number; this error has all of them."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        named = ", ".join(f"{printable(word)} ({count:,})" for word, count in counts.items())
        each = " ".join(f'--map "{printable(word)}=N"' for word in counts)
        super().__init__(
            f"pdtrack doesn't know these words for moods: {named}.",
            f"Replace each N with a number from 0 to 10: {each}",
            neutral="pdtrack doesn't know some words for moods; --map gives them a number.",
        )
        self.counts = dict(counts)
        self.words = tuple(counts)


class CellError(Exception):
    """One cell can't be read: its column, the reason, and what to do about it."""

    def __init__(self, column: str, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.hint = hint

    def in_row(self, row: int, unit: Literal["Row", "Entry"] = "Row") -> InvalidInput:
        """This error with the row of a table, or the entry of a list, that it is in."""
        part = "column" if unit == "Row" else "field"
        where = f"{unit} {row}, {part} {self.column}" if self.column else f"{unit} {row}"
        neutral = f"{unit} {row} can't be imported."
        return InvalidInput(f"{where}: {_uncapped(self.reason)}.", self.hint, neutral=neutral)


@dataclass(slots=True)
class ImportReport:
    """What is imported and what is not; it grows while the file is read.

    `claim` is what a file of pdtrack's own has about links, unread.
    """

    form: str
    kinds: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    rejects: list[Rejected] = field(default_factory=list)
    rejected: int = 0
    claim: Any = None
    unknown: dict[str, int] = field(default_factory=dict)
    has_unclear_dates: bool = False
    _foldable: Counter[tuple[str, str]] = field(default_factory=Counter)
    _safety: Counter[str] = field(default_factory=Counter)
    _may_be_moments: Counter[str] = field(default_factory=Counter)
    _dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    _mapped: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        """How many entries are imported."""
        return self.kinds.total()

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What is not imported, the most frequent first."""
        return tuple(
            Dropped(what, count, why) for (what, why), count in self._dropped.most_common()
        )

    @property
    def mapped(self) -> tuple[Mapped, ...]:
        """What changed its name or number, in the order of the file."""
        return tuple(
            Mapped(what, becomes, count) for (what, becomes), count in self._mapped.items()
        )

    @property
    def foldable(self) -> tuple[Mapped, ...]:
        """Labels that are the name of a known tag, or count as one when typed; with that tag."""
        return tuple(Mapped(what, tag, count) for (what, tag), count in self._foldable.items())

    @property
    def safety(self) -> dict[str, int]:
        """Labels about consent or safety, which mark their entries, and how often each is there."""
        return dict(self._safety)

    def count(self, incoming: Incoming) -> None:
        """Count an entry that is imported."""
        at = incoming.entry.at
        self.kinds[incoming.entry.kind] += 1
        self.first = at if self.first is None or at < self.first else self.first
        self.last = at if self.last is None or at > self.last else self.last

    def drop(self, what: str, why: str, count: int = 1) -> None:
        """Count something that is not imported."""
        _add(self._dropped, (printable(what), why), count)

    def map(self, what: str, becomes: str) -> None:
        """Count something that is imported under another name or number."""
        _add(self._mapped, (printable(what), becomes), 1)

    def offer_fold(self, label: str, tag: str) -> None:
        """Count a label that stays as it is, and would be that tag if the person asked for it."""
        _add(self._foldable, (printable(label), tag), 1)

    def offer_moment(self, label: str) -> None:
        """Count a label such as "sex" that marks moments only where the person says so."""
        self._may_be_moments[printable(label)] += 1

    @property
    def may_be_moments(self) -> dict[str, int]:
        """Labels that could mark intimate moments, with how many entries have them."""
        return dict(self._may_be_moments)

    def add_safety(self, label: str) -> None:
        """Count a label about consent or safety."""
        label = printable(label)
        self._safety[label if label in self._safety or len(self._safety) < 100 else _OTHERS] += 1

    def reject(self, row: int, error: CellError) -> None:
        """Count a row that can't be imported; the first thousand are listed."""
        self.rejected += 1
        self.has_unclear_dates |= error.reason == UNCLEAR_DATE
        if len(self.rejects) < _REJECTS_LISTED:
            self.rejects.append(Rejected(row, error.column, error.reason))

    def add_unknown_mood(self, word: str) -> None:
        """Count a word for a mood that has no number; raises when there are far too many."""
        if word in self.unknown or len(self.unknown) < _UNKNOWN_MOST:
            self.unknown[word] = self.unknown.get(word, 0) + 1
        elif len(self.unknown) == _UNKNOWN_MOST:
            raise InvalidInput(
                f"The file has more than {_UNKNOWN_MOST} different words for moods.",
                "Check that its column for the mood is the right one.",
            )

    def raise_unknown_moods(self) -> None:
        """Raise `UnknownMoods` if there are any."""
        if self.unknown:
            raise UnknownMoods(self.unknown)

    def raise_rejected(self) -> None:
        """Raise `InvalidInput` for the first row that can't be imported, if there is one."""
        if not self.rejects:
            return
        found = self.rejects[0]
        where = f"Row {found.row}, column {found.column}" if found.column else f"Row {found.row}"
        others = self.rejected - 1
        more = f" (and {others:,} more row{'s' if others > 1 else ''})" if others else ""
        hint = "Nothing was imported. --skip-bad imports the other rows."
        if self.has_unclear_dates:
            hint = "Choose what comes first: --dates dmy (the day) or --dates mdy (the month)."
        raise InvalidInput(f"{where}: {_uncapped(found.reason)}{more}.", hint)


class Uids:
    """Uids for rows that have none: a row gets the same uid in every import.

    Rows with the same content differ by their count.
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self._seen: Counter[int] = Counter()

    def of(self, *content: str | None) -> str:
        """The uid of a row with that content."""
        text = "\x1f".join("\x00" if part is None else part for part in (self._form, *content))
        first = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
        key = int.from_bytes(first.digest()[:8], "big")
        self._seen[key] += 1
        if len(self._seen) > _WITHOUT_UID_MOST:
            raise InvalidInput(
                f"The file has more than {_WITHOUT_UID_MOST:,} rows without a uid.",
                "Split it and try again.",
            )
        first.update(b"\x1e%d" % self._seen[key])
        return first.hexdigest()[:32]


def printable(text: str, most: int = WORD_MOST) -> str:
    """A word of the file for the screen: short, on one line, and without control characters."""
    plain = "".join(c if c.isprintable() else "?" for c in text[: most + 1].strip())
    return f"{plain[: most - 1]}…" if len(plain) > most else plain


def counted(entries: Iterable[Incoming], report: ImportReport) -> Iterator[Incoming]:
    """The entries as they are, each counted in the report; raises `UnknownMoods` at the end."""
    for incoming in entries:
        report.count(incoming)
        yield incoming
    report.raise_unknown_moods()


def _add(counter: Counter[tuple[str, str]], key: tuple[str, str], count: int) -> None:
    if key not in counter and len(counter) >= _LINES_LISTED:
        key = (_OTHERS, "")
    counter[key] += count


def _uncapped(reason: str) -> str:
    """A reason as the second half of a sentence."""
    text = reason.rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
