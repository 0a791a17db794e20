"""When a day ends, stretches of days, and how a day is written.

A day runs from 04:00 to 04:00, or from the day end that the person set, because a moment at
00:40 belongs to the evening. All counting, grouping and naming of days is based on this.
"""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from typing import Final, NamedTuple

from pdtrack.domain.times.local_time import Instants, localized

DAY_END: Final = time(4)
# The years that an entry can be in, and the same as a hint.
YEARS: Final = range(1970, 2201)
YEARS_HINT: Final = f"Years go from {YEARS[0]} to {YEARS[-1]}."

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)


def day_of(at: datetime, day_end: time = DAY_END) -> date:
    """The day a moment belongs to, by the wall clock of where and when it was."""
    began = at.date()
    return began if at.time() >= day_end else began - _DAY


def instant_here(wall: datetime, instants: Instants, *, end: bool = False) -> datetime:
    """The first instant at which a clock here showed a time; where it was skipped, the one after.

    With `end` it is the last second of what ends then. A time with an offset stays as it is.
    """
    if wall.tzinfo is not None:
        return wall
    if end:
        return localized(instant_here(wall + _SECOND, instants) - _SECOND, instants)
    found = instants(wall)
    while not found:
        wall += _MINUTE
        found = instants(wall)
    return found[0]


def is_within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether a moment lies between two times, both included.

    A time without an offset is compared with what the clock showed at the moment.
    """
    return (since is None or _like(at, since) >= since) and (
        until is None or _like(at, until) < until + _SECOND
    )


def _like(at: datetime, other: datetime) -> datetime:
    return at.replace(tzinfo=None) if other.tzinfo is None else at


def months_before(day: date, months: int) -> date:
    """The day `months` earlier, or the last one of that month: 31 May to 28 February.

    Raises `OverflowError` where the calendar ends.
    """
    from calendar import monthrange  # 1 ms that most commands never need

    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def different_days(moments: Iterable[datetime], day_end: time = DAY_END) -> int:
    """On how many different days the moments were."""
    return len({day_of(at, day_end) for at in moments})


class Period(NamedTuple):
    """A stretch of time in whole seconds; both ends belong to it."""

    since: datetime
    until: datetime

    @classmethod
    def last(cls, days: int, until: datetime) -> "Period":
        """The given number of times 24 hours, the last second of which is `until`."""
        return cls(until - timedelta(days=days) + _SECOND, until)

    @property
    def days(self) -> int:
        """How many days it spans by the wall clock; a begun day counts."""
        walls = self.until.replace(tzinfo=None) - self.since.replace(tzinfo=None)
        return max(0, -(-(walls + _SECOND) // _DAY))


def echo(at: datetime, clock: int = 24) -> str:
    """`Fri 20 Nov 2026, 23:30`, or with a 12-hour clock `Fri 20 Nov 2026, 11:30 pm`."""
    shown_as = f"{at:%H:%M}"
    if clock == 12:
        shown_as = f"{at.hour % 12 or 12}:{at:%M} {'pm' if at.hour >= 12 else 'am'}"
    return f"{dated_with_weekday(at)}, {shown_as}"


def dated_with_weekday(day: date) -> str:
    """`Fri 20 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {dated(day)}"


def dated(day: date) -> str:
    """`20 Nov 2026`, in English wherever the computer is."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
