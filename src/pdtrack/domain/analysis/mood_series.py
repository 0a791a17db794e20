"""Moods over time: one bucket for each entry or for each stretch of days, and how moods changed.

Nothing here interprets a number; whoever draws it names what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median, quantiles
from typing import Final, Literal, get_args

from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import CHANGED, change
from pdtrack.domain.times.day import DAY_END, MONTHS, dated_with_weekday, day_of

# The running median looks back on so many moods right after, and on no fewer than three;
# where entries are folded, on those of so many buckets.
WINDOW: Final = 7
WINDOW_BUCKETS: Final = 3
WINDOW_LEAST: Final = 3
_DAYS_WITHOUT_YEARS: Final = 300

Unit = Literal["entry", "day", "week", "month", "quarter", "year", "decade"]


@dataclass(frozen=True, slots=True)
class FiveNumbers:
    """Lowest, lower quartile, median, upper quartile and highest of `count` moods."""

    low: int
    lower: float
    median: float
    upper: float
    high: int
    count: int

    @classmethod
    def of(cls, values: Iterable[int | None]) -> FiveNumbers | None:
        """The five numbers of the values that were noted; `None` where all were skipped."""
        noted = [value for value in values if value is not None]
        if not noted:
            return None
        lower, middle, upper = quantiles(
            noted * 2 if len(noted) == 1 else noted, method="inclusive"
        )
        return cls(min(noted), lower, middle, upper, max(noted), len(noted))


@dataclass(frozen=True, slots=True)
class Bucket:
    """One place on the time axis: a single entry, or all entries of some days.

    `rolling` is the median of the last `WINDOW` moods right after or, where entries are
    folded, of those in this bucket and the two before it.
    """

    first: date
    last: date
    entries: tuple[Entry, ...]
    before: FiveNumbers | None = None
    after: FiveNumbers | None = None
    later: FiveNumbers | None = None
    day: FiveNumbers | None = None
    rolling: float | None = None

    @property
    def moments(self) -> int:
        """How many of its entries are moments; the others are day moods."""
        return sum(entry.is_moment for entry in self.entries)


@dataclass(frozen=True, slots=True)
class MoodSeries:
    """Moods over time. `unit`: what one bucket holds. `days`: those of the entries."""

    unit: Unit
    buckets: tuple[Bucket, ...]
    days: tuple[date, ...]

    @property
    def is_folded(self) -> bool:
        """Whether a bucket may hold more than one entry."""
        return self.unit != "entry"

    @property
    def needs_years(self) -> bool:
        """Whether a day under its time axis could be taken for that of another year."""
        return (self.buckets[-1].first - self.buckets[0].first).days > _DAYS_WITHOUT_YEARS


UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
_FIRST_OF: Final[dict[Unit, Callable[[date], date]]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=day.month - (day.month - 1) % 3, day=1),
    "year": lambda day: day.replace(month=1, day=1),
    "decade": lambda day: day.replace(year=day.year - day.year % 10, month=1, day=1),
}
# At least as long as any of these, so that a step from the first day leads into the next.
_LONGER: Final[dict[Unit, timedelta]] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "decade": timedelta(days=3653),
}


def mood_series(
    entries: Sequence[Entry], *, most: int, folded_most: int | None = None, day_end: time = DAY_END
) -> MoodSeries:
    """The entries (oldest first) in at most `most` buckets, one each where they all fit.

    Otherwise in buckets of the smallest unit of which there are at most `folded_most`
    (default: `most`); days without an entry keep their place then.
    """
    days = [day_of(entry.at, day_end) for entry in entries]
    if len(entries) <= most:
        alone = [[entry] for entry in entries]
        medians = _rolling(alone, WINDOW)
        buckets = (_bucket(*one) for one in zip(days, days, alone, medians, strict=True))
        return MoodSeries("entry", tuple(buckets), tuple(days))
    # After a long journey an earlier day can follow a later one.
    low, high = min(days), max(days)
    room = folded_most or most
    unit = next((u for u in UNITS[1:] if len(_firsts(u, low, high)) <= room), UNITS[-1])
    first_of = _FIRST_OF[unit]
    inside: dict[date, list[Entry]] = {first: [] for first in _firsts(unit, low, high)}
    for entry, day in zip(entries, days, strict=True):
        inside[first_of(day)].append(entry)
    lasts = [first_of(first + _LONGER[unit]) - timedelta(days=1) for first in inside]
    medians = _rolling(list(inside.values()), None)
    buckets = (_bucket(*one) for one in zip(inside, lasts, inside.values(), medians, strict=True))
    return MoodSeries(unit, tuple(buckets), tuple(days))


def _firsts(unit: Unit, low: date, high: date) -> list[date]:
    first_of = _FIRST_OF[unit]
    firsts = [first_of(low)]
    while (following := first_of(firsts[-1] + _LONGER[unit])) <= high:
        firsts.append(following)
    return firsts


def _bucket(first: date, last: date, entries: Sequence[Entry], rolling: float | None) -> Bucket:
    return Bucket(
        first,
        last,
        tuple(entries),
        before=FiveNumbers.of(entry.before for entry in entries),
        after=FiveNumbers.of(entry.after for entry in entries),
        later=FiveNumbers.of(entry.later for entry in entries),
        day=FiveNumbers.of(entry.mood for entry in entries),
        rolling=rolling,
    )


def _rolling(many: Sequence[Sequence[Entry]], window: int | None) -> list[float | None]:
    """For each bucket the median of the last `window` moods right after, or of its last buckets."""
    noted: list[int] = []
    starts: list[int] = []
    medians = []
    for entries in many:
        starts.append(len(noted))
        noted += [entry.after for entry in entries if entry.after is not None]
        first = starts[-WINDOW_BUCKETS:][0] if window is None else -window
        last = noted[first:]
        medians.append(median(last) if len(last) >= WINDOW_LEAST else None)
    return medians


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


# How buckets are named


def bucket_name(bucket: Bucket, unit: Unit) -> str:
    """A folded bucket in words: `Week of Mon 24 Aug 2026`, `August 2026`, `2026`."""
    first = bucket.first
    if unit == "week":
        return f"Week of {dated_with_weekday(first)}"
    if unit == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    if unit == "quarter":
        return f"{MONTHS[first.month - 1][:3]} to {MONTHS[bucket.last.month - 1][:3]} {first.year}"
    if unit == "year":
        return str(first.year)
    if unit == "decade":
        return f"{first.year} to {bucket.last.year}"
    return dated_with_weekday(first)


def axis_label(day: date, unit: Unit, *, years: bool) -> str:
    """A day under a time axis, as short as its unit allows; with its year where `years`."""
    month = MONTHS[day.month - 1][:3]
    if unit in ("year", "decade"):
        return str(day.year)
    return f"{month} {day.year}" if years or unit in ("month", "quarter") else f"{day.day} {month}"
