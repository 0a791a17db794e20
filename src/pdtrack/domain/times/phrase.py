"""What a phrase about time can mean, independent of the time it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Elapsed:
    """`2h ago`; `now` is 0 of it."""

    time: timedelta


@dataclass(frozen=True, slots=True)
class DaysAgo:
    """`today` (0), `yesterday` (1), `3 days ago`; `counted` if it was given as a number."""

    days: int
    counted: bool = False


@dataclass(frozen=True, slots=True)
class LastNight:
    """The night that is still going on, or the one that ended this morning."""


@dataclass(frozen=True, slots=True)
class Weekday:
    """`fri`, or `last fri`, which is never today; Monday is 0."""

    number: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A date as people write it; `year` and `weekday` may be left out."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class MonthsAgo:
    """`3 months ago`, `2 years ago`."""

    months: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """`this week`, `last month`, `last year`."""

    unit: str
    back: int


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """`2026`, `2026-11`, `nov 2026` or `nov`."""

    year: int | None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Lasting:
    """`7d`, or `last 7 days`: so many days or months up to today. `named` if `last` was written."""

    days: int = 0
    months: int = 0
    named: bool = False


DayPhrase = (
    Elapsed | DaysAgo | LastNight | Weekday | Date | MonthsAgo | Stretch | NamedSpan | Lasting
)


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """Everything that a phrase names; `ends_day` if the clock is 24:00, when the day is over."""

    text: str
    day: DayPhrase | None = None
    part: str | None = None
    clock: time | None = None
    ends_day: bool = False
    offset: timedelta | None = None
