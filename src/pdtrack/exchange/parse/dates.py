"""Dates and times as other programs write them, and when that was by the clock of this place.

Only the digits 0 to 9 and English names of months are read. A date that can be read in two ways
is refused. Three rules for times that a file leaves open, each with its line in the report: a
day without a time is 12:00; a time that a clock change skipped is the first minute after it; a
time that happened twice is the first of the two.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from pdtrack.domain.times.day import MONTHS, YEARS
from pdtrack.domain.times.local_time import localized
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport

_NOON: Final = time(12)
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


def parse_date(text: str, column: str, year: int | None = None) -> date:
    """A date; `year` is the one that another column has."""
    words = " ".join(text.split())
    if found := _ISO.fullmatch(words):
        return _date(found[1], found[3], found[4], column)
    if found := _DOTTED.fullmatch(words):
        return _date(found[3], found[2], found[1], column)
    if _SLASHED.fullmatch(words):
        raise CellError(
            column, "day and month can be read in two ways", "Write dates as in 2026-11-20."
        )
    if found := _DAY_FIRST.fullmatch(words):
        return _named(found[3], found[2], found[1], column, year)
    if found := _MONTH_FIRST.fullmatch(words):
        return _named(found[3], found[1], found[2], column, year)
    raise CellError(column, "this is not a date", "Write dates as in 2026-11-20.")


def parse_clock(text: str, column: str) -> time:
    """A time of day on a 24-hour clock, or on a 12-hour clock with am or pm."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise CellError(column, "this is not a time of day")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if half := (found[4] or "").casefold():
        if hour > 12 or (half == "p" and hour == 0):
            raise CellError(column, "there is no such time on a 12-hour clock")
        hour = hour % 12 + 12 * (half == "p")
    try:
        return time(hour, minute, second)
    except ValueError:
        raise CellError(column, "there is no such time") from None


def parse_moment(text: str, column: str, options: ImportOptions, report: ImportReport) -> datetime:
    """A date in one cell, with or without a time and an offset."""
    words = " ".join(text.split())
    if found := _MOMENT.fullmatch(words):
        offset = "+00:00" if found[3] == "Z" else found[3]
        try:
            at = datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}")
        except ValueError:
            raise CellError(column, "there is no such time") from None
        check_year(at.year, column)
        refuse_future(at, options.now, column)
        return at
    if found := _BOTH.fullmatch(words):
        day, clock = parse_date(found[1], column), parse_clock(found[2], column)
        return at_clock(day, clock, column, options, report)
    return at_noon(parse_date(words, column), column, options, report)


def at_clock(
    day: date, clock: time, column: str, options: ImportOptions, report: ImportReport
) -> datetime:
    """When the clock of this place showed that time of that day."""
    wall = datetime.combine(day, clock)
    found = options.instants(wall)
    if len(found) > 1:
        report.map("times that happened twice", "the first of the two")
    if not found:
        report.map("times that a clock change skipped", "the first minute after it")
        for _ in range(_SKIPPED_MOST):
            wall = wall.replace(second=0) + _MINUTE
            if found := options.instants(wall):
                break
        else:
            raise CellError(column, "there is no such time here")
    refuse_future(found[0], options.now, column)
    return found[0]


def at_noon(day: date, column: str, options: ImportOptions, report: ImportReport) -> datetime:
    """12:00 of a day without a time; now, before noon of today."""
    report.map("days without a time", _NOON.strftime("%H:%M"))
    return at_hour(day, _NOON, column, options, report)


def at_hour(
    day: date, hour: time, column: str, options: ImportOptions, report: ImportReport
) -> datetime:
    """The hour that stands for a day or a part of it; now, as long as it is still to come."""
    here = localized(options.now, options.instants)
    if day == here.date() and here.time() < hour:
        return here.replace(microsecond=0)
    return at_clock(day, hour, column, options, report)


def check_year(year: int, column: str) -> None:
    """Raise `CellError` for a year that no entry can have."""
    if year not in YEARS:
        raise CellError(column, f"years go from {YEARS[0]} to {YEARS[-1]}")


def refuse_future(at: datetime, now: datetime, column: str) -> None:
    """Raise `CellError` for a time that is still to come."""
    if at > now:
        raise CellError(
            column, "this is in the future", "Check the date, and this computer's clock."
        )


def _named(year: str | None, month: str, number: str, column: str, elsewhere: int | None) -> date:
    name = month.casefold()
    months = [n for n, known in enumerate(MONTHS, 1) if known.casefold().startswith(name)]
    if len(months) != 1:
        raise CellError(column, "this is not an English month", "Write dates as in 2026-11-20.")
    if year is None and elsewhere is None:
        raise CellError(column, "the date has no year")
    return _date(year or str(elsewhere), str(months[0]), number, column)


def _date(year: str, month: str, number: str, column: str) -> date:
    check_year(int(year), column)
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise CellError(column, "there is no such date") from None
