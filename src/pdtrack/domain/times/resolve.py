"""Times as people type them: from a phrase and a `now` to an instant.

How a phrase is read is in `parse`; what it means is here. Three rules carry the rest:
the past is meant, a day ends at the day end of the settings, and what is not certain is refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final, TypeVar

from pdtrack.domain.times.day import (
    DAY_END,
    WEEKDAYS,
    YEARS,
    YEARS_HINT,
    dated,
    day_of,
    echo,
    instant_here,
    months_before,
)
from pdtrack.domain.times.local_time import Instants, instants_at, localized
from pdtrack.domain.times.parse import no_ago, number_alone, quoted, read_phrase, year_out_of_reach
from pdtrack.domain.times.phrase import (
    Date,
    DayPhrase,
    DaysAgo,
    Elapsed,
    Lasting,
    LastNight,
    MonthsAgo,
    NamedSpan,
    Stretch,
    TimePhrase,
    Weekday,
)
from pdtrack.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day: the time that it means when named alone, and the times that fit it."""

    usual: time
    begins: time
    ends: time

    @property
    def over_midnight(self) -> bool:
        return self.ends < self.begins

    def has(self, clock: time) -> bool:
        if self.over_midnight:
            return clock >= self.begins or clock < self.ends
        return self.begins <= clock < self.ends


BARE_DAY: Final = time(22)
"""The time that a day means when it is named alone."""

PARTS: Final = {
    "morning": Part(time(8), time(0), time(12)),
    "afternoon": Part(time(15), time(12), time(18)),
    "evening": Part(time(20), time(17), time(4)),
    "night": Part(time(23), time(18), time(6)),
}

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_WEEK: Final = timedelta(days=7)


class HappenedTwice(InvalidInput):
    """The clock showed this time twice; `choices` are the two instants, in order."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(
            f"{echo(first)} happened twice, because the clocks changed.",
            f"Write {first:%Y-%m-%d %H:%M} {_offset(first)} for the first time"
            f" or {_offset(second)} for the second.",
        )
        self.choices = (first, second)


def understand(
    text: str, *, now: datetime, instants: Instants, day_end: time = DAY_END
) -> datetime:
    """The past moment a phrase means, in whole seconds, with the offset of then and there."""
    try:
        phrase = read_phrase(text)
        return _moment(phrase, _Here.of(phrase, now, instants, day_end))
    except OverflowError:
        raise _too_far(text) from None


def understand_stretch(
    text: str, *, now: datetime, instants: Instants, day_end: time = DAY_END, until: bool = False
) -> tuple[datetime, datetime]:
    """The first and the last second of a stretch; both are the same for a time of day.

    Days, weeks, months and years are meant whole, and a written date may lie in the future.
    `7d` is today and the six days before; `until` makes it the days before those. An end
    without an offset is what the clock showed wherever a person was then.
    """
    try:
        phrase = read_phrase(text)
        here = _Here.of(phrase, now, instants, day_end)
        first, last = _stretch(phrase, here)
        if until and isinstance(phrase.day, Lasting) and not phrase.day.named:
            last = _reachable(first - _SECOND)
    except OverflowError:
        raise _too_far(text) from None
    return first, last


def understand_day(
    text: str,
    *,
    now: datetime,
    instants: Instants,
    day_end: time = DAY_END,
    end: bool = False,
) -> datetime:
    """The instant at which such a stretch begins here, or with `end` its last second."""
    first, last = understand_stretch(text, now=now, instants=instants, day_end=day_end, until=end)
    return instant_here(last if end else first, instants, end=end)


@dataclass(frozen=True, slots=True)
class _Here:
    """The moment and the place from which a phrase is understood."""

    now: datetime
    instants: Instants
    day_end: time

    @classmethod
    def of(cls, phrase: TimePhrase, now: datetime, instants: Instants, day_end: time) -> _Here:
        """With an offset in the phrase, a place whose clocks always have that offset."""
        if phrase.offset is not None:
            return cls(now.astimezone(timezone(phrase.offset)), instants_at(phrase.offset), day_end)
        return cls(localized(now, instants), instants, day_end)

    @property
    def wall(self) -> datetime:
        """What the clock shows now."""
        return self.now.replace(tzinfo=None, microsecond=0)

    @property
    def today(self) -> date:
        """The day that is going on; after midnight still the evening's."""
        return day_of(self.now, self.day_end)


# A moment


def _moment(phrase: TimePhrase, here: _Here) -> datetime:
    match phrase.day:
        case NamedSpan(int(year), None):
            raise number_alone(str(year))
        case Lasting(named=False):
            raise no_ago(phrase.text)
        case MonthsAgo() | Stretch() | NamedSpan() | Lasting():
            raise InvalidInput(
                f"{quoted(phrase.text)} is too wide for one moment.",
                "Write the day, as in 2026-11-20 23:30.",
            )
        case Elapsed(back):
            return _reachable(localized(here.now.replace(microsecond=0) - back, here.instants))
        case DaysAgo(days, counted=True) if not phrase.part and phrase.clock is None:
            return _past([here.wall - days * _DAY], here)
    if phrase.clock is None:
        return _usual(phrase, here)
    return _past(_walls(phrase, phrase.clock, here), here)


def _usual(phrase: TimePhrase, here: _Here) -> datetime:
    """The time that a day or a part of it means; now, while that is still to come."""
    part = PARTS[phrase.part] if phrase.part else None
    days = _days(phrase.day, here, timed=False)
    usual = part.usual if part else BARE_DAY
    begun = datetime.combine(days[0], part.begins if part else time(0)) <= here.wall
    if begun and datetime.combine(days[0], usual) > here.wall:
        return here.now.replace(microsecond=0)
    return _past([datetime.combine(day, usual) for day in days], here)


def _past(walls: list[datetime], here: _Here) -> datetime:
    """The one past instant of a wall time."""
    wall = _latest(walls, here)
    past = [at for at in _existing(wall, here) if at <= here.now]
    if not past:
        raise InvalidInput(
            f"{echo(wall)} is in the future.",
            "Write a time up to now, with its date if it was another day.",
        )
    if len(past) == 2:
        raise HappenedTwice(past[0], past[1])
    return past[0]


def _latest(walls: list[datetime], here: _Here) -> datetime:
    """The first of the wall times that is not to come; if all are, the first."""

    def has_come(wall: datetime) -> bool:
        return wall <= here.wall or any(at <= here.now for at in here.instants(wall))

    return next((wall for wall in walls if has_come(wall)), walls[0])


def _existing(wall: datetime, here: _Here) -> tuple[datetime, ...]:
    """The instants of a wall time; refused where a clock change skips it."""
    found = here.instants(_reachable(wall))
    if not found:
        raise InvalidInput(
            f"{echo(wall)} does not exist: the clocks skip it.",
            "Write the time the clock showed after the change.",
        )
    return found


# A stretch


def _stretch(phrase: TimePhrase, here: _Here) -> tuple[datetime, datetime]:
    """The first and the last second, without an offset where every clock counts as it shows."""
    if isinstance(phrase.day, Elapsed):
        at = _moment(phrase, here)
        return at, at
    if phrase.clock is not None:
        wall = _latest(_walls(phrase, phrase.clock, here), here)
        found = _existing(wall, here)
        if phrase.offset is not None or len(found) > 1:
            return found[0], found[-1]
        return wall, wall
    if phrase.part:
        return _part(PARTS[phrase.part], _days(phrase.day, here, timed=False), here)
    first, last = map(_reachable, _span(phrase.day, here))
    return (
        datetime.combine(first, here.day_end),
        datetime.combine(last + _DAY, here.day_end) - _SECOND,
    )


def _part(part: Part, days: list[date], here: _Here) -> tuple[datetime, datetime]:
    """Mornings begin and nights end with the day."""
    begun = (day for day in days if datetime.combine(day, part.begins) <= here.wall)
    day = _reachable(next(begun, days[0]))
    ends = (day + _DAY, here.day_end) if part.over_midnight else (day, part.ends)
    return (
        datetime.combine(day, max(part.begins, here.day_end)),
        datetime.combine(*ends) - _SECOND,
    )


def _span(day: DayPhrase | None, here: _Here) -> tuple[date, date]:
    """The first and the last day of what is named."""
    today = here.today
    match day:
        case Stretch("week", back):
            monday = today - (today.weekday() + 7 * back) * _DAY
            return monday, monday + 6 * _DAY
        case Stretch("month", back):
            return _months(months_before(today, back).replace(day=1), 1)
        case Stretch(_, back):
            return _months(date(today.year - back, 1, 1), 12)
        case NamedSpan(None, int(month)):
            return _months(date(today.year - (month > today.month), month, 1), 1)
        case NamedSpan(int(year), month):
            return _months(date(year, month or 1, 1), 1 if month else 12)
        case Lasting(days, months):
            begins = months_before(today, months) + _DAY if months else today - (days - 1) * _DAY
            return begins, today
        case MonthsAgo(months):
            found = months_before(today, months)
        case _:
            found = _days(day, here, timed=False)[0]
    return found, found


def _months(first: date, count: int) -> tuple[date, date]:
    """So many whole months."""
    return first, months_before(first, -count) - _DAY


# Days and the wall times on them


def _days(day: DayPhrase | None, here: _Here, *, timed: bool) -> list[date]:
    """The day that is named; for a weekday also the one a week before."""
    match day:
        case DaysAgo(days):
            return [here.today - days * _DAY]
        case LastNight():
            return [here.wall.date() - _DAY]
        case Weekday(number, last):
            newest = here.today - _DAY if last else here.wall.date() if timed else here.today
            newest -= _DAY * ((newest.weekday() - number) % 7)
            return [newest, newest - _WEEK]
        case Date():
            return [_date(day, here.wall.date())]
    raise AssertionError(day)


def _date(written: Date, latest: date) -> date:
    """A written date; without a year the latest one that has begun."""
    if written.year is not None:
        found = date(written.year, written.month, written.day)
    else:
        found = next(day for day in _yearly(written, latest.year) if day <= latest)
    if written.weekday not in (None, found.weekday()):
        raise InvalidInput(
            f"{dated(found)} is a {WEEKDAYS[found.weekday()]}.",
            "Leave the weekday out, or write the date it fits.",
        )
    return found


def _yearly(written: Date, newest: int) -> Iterator[date]:
    """The same date in this year and the ones before; leap years can be eight years apart."""
    for year in range(newest, newest - 9, -1):
        if written.day <= monthrange(year, written.month)[1]:
            yield date(year, written.month, written.day)


def _walls(phrase: TimePhrase, clock: time, here: _Here) -> list[datetime]:
    """The wall times a time of day can mean, the likeliest first."""
    part = PARTS[phrase.part] if phrase.part else None
    if part and not (part.has(clock) and (part.over_midnight or not phrase.ends_day)):
        is_not = f"{'24:00' if phrase.ends_day else f'{clock:%H:%M}'} is not {_in(phrase.part)}"
        raise InvalidInput(
            f"{quoted(phrase.text)} contradicts itself: {is_not}.",
            "Write the day and the time alone, as in yesterday 23:30.",
        )
    if phrase.day is None:
        dates = [here.wall.date(), here.wall.date() - _DAY]
    elif phrase.ends_day:
        dates = [day + _DAY for day in _days(phrase.day, here, timed=True)]
    else:
        dates = [
            there
            for day in _days(phrase.day, here, timed=True)
            for there in _dates(phrase.day, day, part, clock, here)
        ]
    return [datetime.combine(there, clock) for there in dates]


def _dates(named: DayPhrase, day: date, part: Part | None, clock: time, here: _Here) -> list[date]:
    """The dates on which a day can have shown this time.

    The small hours belong to the evening before. A written date is the one on the calendar.
    Of today and of weekdays also the first hours are meant, if their night is still to come.
    """
    if part and part.over_midnight:
        return [day + _DAY * (clock < part.ends)]
    if isinstance(named, Date) or clock >= here.day_end:
        return [day]
    if named == DaysAgo(0) or (isinstance(named, Weekday) and not part):
        return [day + _DAY, day]
    return [day] if part else [day + _DAY]


# Words


_Time = TypeVar("_Time", bound=date)


def _reachable(there: _Time) -> _Time:
    if there.year not in YEARS:
        raise year_out_of_reach(there.year)
    return there


def _too_far(text: str) -> InvalidInput:
    return InvalidInput(f"{quoted(text)} is too far away.", YEARS_HINT)


def _in(part: str | None) -> str:
    return "at night" if part == "night" else f"in the {part}"


def _offset(at: datetime) -> str:
    return at.isoformat(timespec="minutes")[16:]
