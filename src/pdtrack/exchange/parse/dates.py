"""Dates and times as other programs write them, and where on the clock they were.

Only digits 0 to 9 and English names of months are read. A date that can be read in two
ways is refused. Three rules for times that a file leaves open, each said in the report:
a day without a time is 12:00; a time that a clock change skipped is the first minute after
it; a time that happened twice is the first of the two.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from pdtrack.domain.times.day import MONTHS, YEARS
from pdtrack.domain.times.local_time import localized
from pdtrack.exchange.importing import How, Report, Unfit
from pdtrack.exchange.own_entry import not_to_come

NOON: Final = time(12)
_MINUTE: Final = timedelta(minutes=1)
_SKIPPED_MOST: Final = 2 * 24 * 60

_ISO: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SLASHED: Final = re.compile(r"[0-9]{1,2}[/-][0-9]{1,2}[/-](?:[0-9]{4}|[0-9]{2})")
_DAY_FIRST: Final = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]{3,9})\.?(?:,? ([0-9]{4}))?"
)
_MONTH_FIRST: Final = re.compile(
    r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?"
)
_CLOCK: Final = re.compile(
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?(?:\.[0-9]+)?(?:\s*([aApP])\.?[mM]\.?)?"
)
_BOTH: Final = re.compile(r"(.{6,30}?)(?:T|,? )([0-9]{1,2}[:.][0-9]{2}\b.*)")
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]{1,9})?"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})"
)


def day(text: str, column: str, year: int | None = None) -> date:
    """A date; `year` is the one that stands elsewhere."""
    words = " ".join(text.split())
    if found := _ISO.fullmatch(words):
        return _date(found[1], found[3], found[4], column)
    if found := _DOTTED.fullmatch(words):
        return _date(found[3], found[2], found[1], column)
    if _SLASHED.fullmatch(words):
        raise Unfit(
            column, "day and month can be read in two ways", "Write dates as in 2026-11-20."
        )
    if found := _DAY_FIRST.fullmatch(words):
        return _named(found[3], found[2], found[1], column, year)
    if found := _MONTH_FIRST.fullmatch(words):
        return _named(found[3], found[1], found[2], column, year)
    raise Unfit(column, "this is not a date", "Write dates as in 2026-11-20.")


def clock(text: str, column: str) -> time:
    """A time of day on a 24-hour clock, or a 12-hour clock with am or pm."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise Unfit(column, "this is not a time of day")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if half := (found[4] or "").casefold():
        if hour > 12 or (half == "p" and hour == 0):
            raise Unfit(column, "there is no such time on a 12-hour clock")
        hour = hour % 12 + 12 * (half == "p")
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Unfit(column, "there is no such time") from None


def moment(text: str, column: str, how: How, report: Report) -> datetime:
    """A date with or without a time and an offset, all in one cell."""
    words = " ".join(text.split())
    if found := _MOMENT.fullmatch(words):
        offset = "+00:00" if found[3] == "Z" else found[3]
        try:
            at = datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}")
        except ValueError:
            raise Unfit(column, "there is no such time") from None
        _year(at.year, column)
        not_to_come(at, how.now, column)
        return at
    if found := _BOTH.fullmatch(words):
        return placed(day(found[1], column), clock(found[2], column), column, how, report)
    return whole_day(day(words, column), column, how, report)


def placed(there: date, at: time, column: str, how: How, report: Report) -> datetime:
    """The instant at which the clock of this place showed it."""
    wall = datetime.combine(there, at)
    found = how.instants(wall)
    if len(found) > 1:
        report.map("times that happened twice", "the first of the two")
    if not found:
        report.map("times that a clock change skipped", "the first minute after it")
        for _ in range(_SKIPPED_MOST):
            wall = wall.replace(second=0) + _MINUTE
            if found := how.instants(wall):
                break
        else:
            raise Unfit(column, "there is no such time here")
    not_to_come(found[0], how.now, column)
    return found[0]


def whole_day(there: date, column: str, how: How, report: Report) -> datetime:
    """12:00 of that day; now, while today's noon is still to come."""
    report.map("days without a time", NOON.strftime("%H:%M"))
    return hour_of_day(there, NOON, column, how, report)


def hour_of_day(there: date, hour: time, column: str, how: How, report: Report) -> datetime:
    """The hour that stands for a day or a part of it; now, while that is still to come."""
    here = localized(how.now, how.instants)
    if there == here.date() and here.time() < hour:
        return here.replace(microsecond=0)
    return placed(there, hour, column, how, report)


def _named(year: str | None, month: str, number: str, column: str, elsewhere: int | None) -> date:
    name = month.casefold()
    months = [n for n, known in enumerate(MONTHS, 1) if known.casefold().startswith(name)]
    if len(months) != 1:
        raise Unfit(column, "this is not an English month", "Write dates as in 2026-11-20.")
    if year is None and elsewhere is None:
        raise Unfit(column, "the date has no year")
    return _date(year or str(elsewhere), str(months[0]), number, column)


def _date(year: str, month: str, number: str, column: str) -> date:
    _year(int(year), column)
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise Unfit(column, "there is no such date") from None


def _year(year: int, column: str) -> None:
    if year not in YEARS:
        raise Unfit(column, f"years go from {YEARS[0]} to {YEARS[-1]}")
