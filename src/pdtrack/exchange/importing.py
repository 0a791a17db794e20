"""What an import is made of: entries that come in, and everything there is to say about it.

A reader yields `Incoming` and tells a `Report` the rest. What is wrong with a whole file
raises `InvalidInput`; what is wrong with one row of another program's file is an entry of
`Report.rejects`. Nothing here ever quotes a note.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.times.local_time import Instants
from pdtrack.domain.vocabulary import Vocabulary
from pdtrack.errors import InvalidInput

WORD_MOST: Final = 60
REJECTS_KEPT: Final = 1_000
LINES_KEPT: Final = 1_000
UNKNOWN_MOST: Final = 200
NAMELESS_MOST: Final = 500_000
OTHERS: Final = "and others"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a reader needs to know besides the file.

    `moods`: the person's own words, and the mood from 0 to 10 each stands for.
    `intimate`: words (activities, trackers, tags) that mark an intimate moment.
    `columns`: which column holds which answer, for a file without a known shape.
    `scale`: the worst and the best number that the other program has for a mood.
    """

    now: datetime
    instants: Instants
    vocabulary: Vocabulary
    moods: Mapping[str, int] = field(default_factory=dict)
    intimate: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[int, int] = (0, 10)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of the file. It has a uid and no number yet; `number` is the one it had."""

    entry: Entry
    row: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that can't come in, and why; the first row of a table is its header."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that the diary has no place for."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """Something that comes in under another name or number."""

    what: str
    how: str
    count: int = 1


class UnknownMoods(InvalidInput):
    """The file has words for moods that nobody has given a number yet; all of them at once."""

    def __init__(self, words: tuple[str, ...]) -> None:
        named = ", ".join(shown(word) for word in words)
        super().__init__(
            f"The file has words for moods that are not known: {named}.",
            "Say what each is worth from 0 to 10, as in"
            f' --map "{shown(words[0]) if words else "word"}=7".',
            neutral="The file has words for moods that are not known; --map gives them a number.",
        )
        self.words = words


class Unfit(Exception):
    """One cell can't be taken: which column, why, and what to do about it."""

    def __init__(self, column: str, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.hint = hint

    def at(self, row: int, unit: str = "Row") -> InvalidInput:
        """The same as an error about a row."""
        part = "column" if unit == "Row" else "field"
        where = f"{unit} {row}, {part} {self.column}" if self.column else f"{unit} {row}"
        neutral = f"{unit} {row} can't be taken as it is."
        return InvalidInput(f"{where}: {_uncapped(self.reason)}.", self.hint, neutral=neutral)


@dataclass(slots=True)
class Report:
    """What came in and what did not, growing while the file is read."""

    form: str
    kinds: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    rejects: list[Rejected] = field(default_factory=list)
    rejected: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    _dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    _mapped: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        """How many entries come in."""
        return self.kinds.total()

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What has no place, the most frequent first."""
        return tuple(
            Dropped(what, count, why) for (what, why), count in self._dropped.most_common()
        )

    @property
    def mapped(self) -> tuple[Mapped, ...]:
        """What changed its name or number, in the order it was met."""
        return tuple(Mapped(what, how, count) for (what, how), count in self._mapped.items())

    def take(self, incoming: Incoming) -> Incoming:
        """Count an entry in."""
        at = incoming.entry.at
        self.kinds[incoming.entry.kind] += 1
        self.first = at if self.first is None or at < self.first else self.first
        self.last = at if self.last is None or at > self.last else self.last
        return incoming

    def drop(self, what: str, why: str, count: int = 1) -> None:
        """Say that something has no place here."""
        _count(self._dropped, (shown(what), why), count)

    def map(self, what: str, how: str) -> None:
        """Say that something comes in as something else."""
        _count(self._mapped, (shown(what), how), 1)

    def reject(self, row: int, unfit: Unfit) -> None:
        """Say that a row can't come in."""
        self.rejected += 1
        if len(self.rejects) < REJECTS_KEPT:
            self.rejects.append(Rejected(row, unfit.column, unfit.reason))

    def ask(self, word: str) -> None:
        """Note a word for a mood that has no number yet."""
        if word in self.unknown or len(self.unknown) < UNKNOWN_MOST:
            self.unknown[word] = self.unknown.get(word, 0) + 1
        elif len(self.unknown) == UNKNOWN_MOST:
            raise InvalidInput(
                f"The file has more than {UNKNOWN_MOST} different words for moods.",
                "Check that its column for the mood is the right one.",
            )

    def raise_unknown(self) -> None:
        """Raise `UnknownMoods` if there are any."""
        if self.unknown:
            raise UnknownMoods(tuple(self.unknown))

    def raise_rejected(self) -> None:
        """Raise `InvalidInput` for the first row that can't come in, if there is one."""
        if not self.rejects:
            return
        found = self.rejects[0]
        where = f"Row {found.row}, column {found.column}" if found.column else f"Row {found.row}"
        others = self.rejected - 1
        more = f" (and {others:,} more row{'s' if others > 1 else ''})" if others else ""
        raise InvalidInput(
            f"{where}: {_uncapped(found.reason)}{more}.",
            "Nothing was imported; --dry-run lists every such row.",
        )


class Uids:
    """Uids for rows that have none: the same row gets the same one in every import.

    Rows that say exactly the same are told apart by counting.
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
        if len(self._seen) > NAMELESS_MOST:
            raise InvalidInput(
                f"The file has more than {NAMELESS_MOST:,} rows without a uid.",
                "Split it and try again.",
            )
        first.update(b"\x1e%d" % self._seen[key])
        return first.hexdigest()[:32]


def shown(text: str, most: int = WORD_MOST) -> str:
    """A word from a file, on one line, short, and with nothing in it that could act."""
    plain = "".join(c if c.isprintable() else "?" for c in text[: most + 1].strip())
    return f"{plain[: most - 1]}…" if len(plain) > most else plain


def counted(entries: Iterator[Incoming], report: Report) -> Iterator[Incoming]:
    """The same entries, counted into the report; unknown words are raised at the end."""
    for incoming in entries:
        yield report.take(incoming)
    report.raise_unknown()


def _count(counter: Counter[tuple[str, str]], key: tuple[str, str], count: int) -> None:
    if key not in counter and len(counter) >= LINES_KEPT:
        key = (OTHERS, "")
    counter[key] += count


def _uncapped(reason: str) -> str:
    """A reason as the second half of a sentence."""
    text = reason.rstrip(".")
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
