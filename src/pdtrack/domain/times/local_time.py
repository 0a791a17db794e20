"""What the clocks of a place showed; all that pdtrack knows about clock changes is here.

A wall time is a datetime without an offset, as people give it. Two nights a year it is not
enough: in spring an hour never happens, in autumn one happens twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, TypeAlias

Instants: TypeAlias = Callable[[datetime], tuple[datetime, ...]]
"""From a wall time to the instants at which the clock showed it.

None where a change skipped it, two where it happened twice, the earlier one first.
"""

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_NEAR: Final = (timedelta(0), timedelta(days=-1), timedelta(days=1), timedelta(hours=-3))


def instants_in(zone: tzinfo) -> Instants:
    """The clocks of a named zone."""
    return _instants(lambda wall: wall.replace(tzinfo=zone))


def instants_at(offset: timedelta) -> Instants:
    """The clocks of a place that stays at one offset: every time happens once."""
    fixed = timezone(offset)
    return lambda wall: (wall.replace(tzinfo=fixed, fold=0),)


def instants_here() -> Instants:
    """The clocks of this computer; reads its zone, never the time."""
    return _instants(lambda wall: wall.astimezone())


def localized(at: datetime, instants: Instants) -> datetime:
    """The instant `at` with the offset that the clocks of the place had then."""
    wall = at.replace(tzinfo=None, fold=0)
    for shift in _NEAR:
        for neighbour in instants(wall + shift):
            local = at.astimezone(neighbour.tzinfo)
            if local in instants(local.replace(tzinfo=None)):
                return local
    return at


class OffsetMarks:
    """Tells which times need their offset: the place had another one, or the hour came twice."""

    def __init__(self, instants: Instants) -> None:
        self._instants = instants
        self._steady: dict[date, timedelta | None] = {}

    def mark(self, at: datetime) -> str:
        """` (+09:00)` where the clock that a moment was at can't be told from its time alone."""
        day = at.date()
        if day not in self._steady:
            self._steady[day] = self._offset_all(day)
        if self._steady[day] == at.utcoffset():
            return ""
        here = self._instants(at.replace(tzinfo=None))
        if [one.utcoffset() for one in here] == [at.utcoffset()]:
            return ""
        return f" ({at.isoformat(timespec='minutes')[16:]})"

    def _offset_all(self, day: date) -> timedelta | None:
        """The offset here during the whole of a day; `None` where it changes."""
        begins = datetime.combine(day, time(0))
        found = {
            one.utcoffset() for hour in (0, 24) for one in self._instants(begins + hour * _HOUR)
        }
        return found.pop() if len(found) == 1 else None


def in_minutes(at: datetime) -> datetime:
    """The instant `at` with an offset of whole minutes, as files have it.

    Its clock is ahead by some seconds then, and shows the same minute.
    """
    offset = at.utcoffset() or timedelta(0)
    return at.astimezone(timezone(-(-offset // _MINUTE) * _MINUTE)) if offset % _MINUTE else at


def _instants(attach: Callable[[datetime], datetime]) -> Instants:
    """Tries both readings of a wall time and keeps those that read back the same."""

    def found(wall: datetime) -> tuple[datetime, ...]:
        both = (_fixed(attach, wall.replace(fold=fold)) for fold in (0, 1))
        return tuple(sorted({at for at in both if at and at.replace(tzinfo=None) == wall}))

    return found


def _fixed(attach: Callable[[datetime], datetime], wall: datetime) -> datetime | None:
    """The instant of a wall time, read back through UTC, with a plain offset."""
    try:
        there = attach(wall)
        zone = there.tzinfo
        back = there.astimezone(UTC).astimezone(zone)
        offset = back.utcoffset()
    except (OSError, OverflowError, ValueError):
        return None
    if offset is None:
        return None
    return back.replace(tzinfo=timezone(offset), fold=0)
