"""The numbers behind the pictures: moods over time, the days of a calendar, tags in counts.

Nothing here judges a number; whoever draws it says what it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median, quantiles
from typing import Final

from pdtrack.domain.analysis.classify import CHANGED, Judge, change
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, MONTHS, WEEKDAYS, dated, day_of

# The rolling middle looks back on so many moods right after, and on no fewer than three;
# where entries are folded, on those of so many slots.
WINDOW: Final = 7
WINDOW_SLOTS: Final = 3
WINDOW_LEAST: Final = 3
MOODS: Final = ("before", "after", "later")


@dataclass(frozen=True, slots=True)
class Span:
    """What was noted: lowest, middle (median), highest, and how many.

    `lower` and `upper` hold the middle half between them: the quartiles.
    """

    low: int
    lower: float
    middle: float
    upper: float
    high: int
    count: int

    @classmethod
    def of(cls, values: Iterable[int | None]) -> Span | None:
        """The span of the values that were noted; `None` where all were skipped."""
        noted = [value for value in values if value is not None]
        if not noted:
            return None
        lower, middle, upper = quantiles(
            noted * 2 if len(noted) == 1 else noted, method="inclusive"
        )
        return cls(min(noted), lower, middle, upper, max(noted), len(noted))


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the time axis: a single entry, or all those of some days.

    `rolling` is the middle of the last `WINDOW` moods right after, or of those in this
    slot and the two before it.
    """

    first: date
    last: date
    entries: tuple[Entry, ...]
    before: Span | None = None
    after: Span | None = None
    later: Span | None = None
    day: Span | None = None
    rolling: float | None = None

    @property
    def moments(self) -> int:
        """How many of its entries are moments; the others are day moods."""
        return sum(entry.is_moment for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Course:
    """Moods over time. `unit`: what one slot holds, one of `UNITS`."""

    unit: str
    slots: tuple[Slot, ...]

    @property
    def is_folded(self) -> bool:
        """Whether a slot may hold more than one entry."""
        return self.unit != UNITS[0]


UNITS: Final = ("entry", "day", "week", "month", "quarter", "year", "decade")
_FIRST_OF: Final[dict[str, Callable[[date], date]]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=day.month - (day.month - 1) % 3, day=1),
    "year": lambda day: day.replace(month=1, day=1),
    "decade": lambda day: day.replace(year=day.year - day.year % 10, month=1, day=1),
}
_LONGER: Final = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "decade": timedelta(days=3653),
}


def course(
    entries: Sequence[Entry], *, most: int, folded_most: int | None = None, day_end: time = DAY_END
) -> Course:
    """The entries (oldest first) in at most `most` slots, by themselves where they all fit.

    Otherwise by the smallest unit of which there are at most `folded_most` (`most`, if not
    told); days without an entry keep their place then.
    """
    days = [day_of(entry.at, day_end) for entry in entries]
    if len(entries) <= most:
        alone = [[entry] for entry in entries]
        middles = _rolling(alone, WINDOW)
        slots = (_slot(*one) for one in zip(days, days, alone, middles, strict=True))
        return Course(UNITS[0], tuple(slots))
    # Places far apart can put an earlier day behind a later one.
    low, high = min(days), max(days)
    room = folded_most or most
    unit = next((u for u in UNITS[1:] if len(_firsts(u, low, high)) <= room), UNITS[-1])
    first_of = _FIRST_OF[unit]
    inside: dict[date, list[Entry]] = {first: [] for first in _firsts(unit, low, high)}
    for entry, day in zip(entries, days, strict=True):
        inside[first_of(day)].append(entry)
    lasts = [first_of(first + _LONGER[unit]) - timedelta(days=1) for first in inside]
    middles = _rolling(list(inside.values()), None)
    slots = (_slot(*one) for one in zip(inside, lasts, inside.values(), middles, strict=True))
    return Course(unit, tuple(slots))


def _firsts(unit: str, low: date, high: date) -> list[date]:
    first_of = _FIRST_OF[unit]
    firsts = [first_of(low)]
    while (following := first_of(firsts[-1] + _LONGER[unit])) <= high:
        firsts.append(following)
    return firsts


def _slot(first: date, last: date, entries: Sequence[Entry], rolling: float | None) -> Slot:
    return Slot(
        first,
        last,
        tuple(entries),
        before=Span.of(entry.before for entry in entries),
        after=Span.of(entry.after for entry in entries),
        later=Span.of(entry.later for entry in entries),
        day=Span.of(entry.mood for entry in entries),
        rolling=rolling,
    )


def _rolling(many: Sequence[Sequence[Entry]], window: int | None) -> list[float | None]:
    """For each slot the middle of the last `window` moods right after, or of its last slots."""
    noted: list[int] = []
    starts: list[int] = []
    middles = []
    for entries in many:
        starts.append(len(noted))
        noted += [entry.after for entry in entries if entry.after is not None]
        first = starts[-WINDOW_SLOTS:][0] if window is None else -window
        last = noted[first:]
        middles.append(median(last) if len(last) >= WINDOW_LEAST else None)
    return middles


# How moods changed


@dataclass(frozen=True, slots=True)
class Changes:
    """From before to right after, in moments: a change is 2 points or more.

    `unknown`: one of the two was skipped. `noted_later`: of those that fell, how many
    have a mood later as well; `back`: of these, how many came back to within a point of
    the mood before, or higher.
    """

    fell: int
    alike: int
    rose: int
    unknown: int
    noted_later: int
    back: int


def changes(entries: Iterable[Entry]) -> Changes:
    """How the moments among the entries changed."""
    moments = [entry for entry in entries if entry.is_moment]
    steps = [change(entry) for entry in moments]
    fell = [e for e, step in zip(moments, steps, strict=True) if step is not None and fell_by(step)]
    noted = [(e.before or 0, e.later) for e in fell if e.later is not None]
    return Changes(
        fell=len(fell),
        alike=sum(step is not None and abs(step) < CHANGED for step in steps),
        rose=sum(step is not None and step >= CHANGED for step in steps),
        unknown=steps.count(None),
        noted_later=len(noted),
        back=sum(later > before - CHANGED for before, later in noted),
    )


def fell_by(step: int) -> bool:
    """Whether a change is a fall and no mere wobble."""
    return step <= -CHANGED


# Days of a calendar


@dataclass(frozen=True, slots=True)
class Day:
    """What a day of the calendar shows.

    `change` is the lowest change of its moments, `None` where none is known. `tears`:
    "tears", "mixed", "happy" (the first that applies) or nothing. `moments` counts its
    moments; a day without one has day moods alone.
    """

    day: date
    change: int | None
    tears: str
    moments: int
    entries: tuple[Entry, ...]


TEARS: Final = ("tears", "mixed", "happy")


def calendar(entries: Iterable[Entry], judge: Judge, day_end: time = DAY_END) -> tuple[Day, ...]:
    """The days that have an entry, earliest first."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(day_of(entry.at, day_end), []).append(entry)
    return tuple(_day(day, here, judge) for day, here in sorted(by_day.items()))


def _day(day: date, entries: Sequence[Entry], judge: Judge) -> Day:
    moments = [entry for entry in entries if entry.is_moment]
    steps = [step for entry in moments if (step := change(entry)) is not None]
    tears = {tears_of(entry, judge) for entry in moments}
    return Day(
        day,
        min(steps) if steps else None,
        next((kind for kind in TEARS if kind in tears), ""),
        len(moments),
        tuple(entries),
    )


def tears_of(entry: Entry, judge: Judge) -> str:
    """Which tears there were: "happy", "mixed", other "tears", or none (empty)."""
    if not judge.cried(entry):
        return ""
    if judge.is_happy_tears(entry) and not judge.is_safety(entry):
        return "happy"
    if judge.is_mixed_tears(entry) and not judge.is_safety(entry):
        return "mixed"
    return "tears"


# Tags and what helped


@dataclass(frozen=True, slots=True)
class Parted:
    """The moments of some entries: harder, other, and those left out of counts of tags.

    Left out are those that were not fully wanted and those where safety comes first.
    """

    hard: tuple[Entry, ...]
    other: tuple[Entry, ...]
    left_out: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many moments there are of all three."""
        return len(self.hard) + len(self.other) + len(self.left_out)


def moments_of(entries: Iterable[Entry], judge: Judge) -> Parted:
    """The moments among the entries, parted."""
    moments = [entry for entry in entries if entry.is_moment]
    eligible = [entry for entry in moments if judge.is_eligible(entry)]
    return Parted(
        hard=tuple(entry for entry in eligible if judge.is_hard(entry)),
        other=tuple(entry for entry in eligible if not judge.is_hard(entry)),
        left_out=tuple(entry for entry in moments if not judge.is_eligible(entry)),
    )


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag on so many of the harder moments, and on so many of the other ones."""

    tag: str
    hard_with: int
    hard_total: int
    other_with: int
    other_total: int


def tag_counts(hard: Sequence[Entry], other: Sequence[Entry]) -> tuple[TagCount, ...]:
    """Every tag of the moments, those commonest among the harder ones first."""
    among_hard, among_other = _words(entry.tags for entry in hard), _words(e.tags for e in other)
    counts = (
        TagCount(tag, among_hard[tag], len(hard), among_other[tag], len(other))
        for tag in {*among_hard, *among_other}
    )
    return tuple(sorted(counts, key=lambda one: (-one.hard_with, -one.other_with, one.tag)))


def helped_counts(entries: Iterable[Entry]) -> tuple[tuple[tuple[str, int], ...], int]:
    """What helped with its number of entries, commonest first; how many entries answered."""
    answered = [entry.helped for entry in entries if entry.helped is not None]
    counted = _words(answered)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))), len(answered)


def _words(many: Iterable[tuple[str, ...] | None]) -> Counter[str]:
    return Counter(word for words in many for word in set(words or ()))


# How stretches of days are named


def named(slot: Slot, unit: str) -> str:
    """A folded slot in words: `Week of Mon 24 Aug 2026`, `August 2026`, `2026`."""
    first = slot.first
    if unit == "week":
        return f"Week of {WEEKDAYS[first.weekday()][:3]} {dated(first)}"
    if unit == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    if unit == "quarter":
        return f"{MONTHS[first.month - 1][:3]} to {MONTHS[slot.last.month - 1][:3]} {first.year}"
    if unit == "year":
        return str(first.year)
    if unit == "decade":
        return f"{first.year} to {slot.last.year}"
    return f"{WEEKDAYS[first.weekday()][:3]} {dated(first)}"


def axis_label(day: date, unit: str, *, years: bool) -> str:
    """A day under a time axis, as short as its unit allows; with its year where `years`."""
    month = MONTHS[day.month - 1][:3]
    if unit in ("year", "decade"):
        return str(day.year)
    return f"{month} {day.year}" if years or unit in ("month", "quarter") else f"{day.day} {month}"
