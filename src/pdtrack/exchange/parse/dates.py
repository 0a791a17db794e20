"""Dates and times as other programs write them, and when that was by the clock of this place.

A date is never guessed. Where the numbers alone leave open whether day or month comes first,
the whole column decides (`order_of`), or the person does; else the row is refused. Three rules
for times that a file leaves open, each with its line in the report: a day without a time is
12:00; a time that a clock change skipped is the first minute after it; a time that happened
twice is the first of the two.

No date library is behind this: those tried take "5" for the fifth of this month, or 2024-13-05
for the 13th of May.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, Literal, get_args

from pdtrack.domain.times.day import YEARS
from pdtrack.domain.times.local_time import localized
from pdtrack.exchange.importing import UNCLEAR_DATE, CellError, ImportOptions, ImportReport
from pdtrack.exchange.parse.calendar_words import HALF_DAY_WORDS, MONTH_WORDS, WEEKDAY_WORDS

Order = Literal["dmy", "mdy"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
ORDER_NAMES: Final[dict[Order, str]] = {"dmy": "day/month/year", "mdy": "month/day/year"}

_NOON: Final = time(12)
_MINUTE: Final = timedelta(minutes=1)
_SKIPPED_MOST: Final = 2 * 24 * 60
_TEXT_MOST: Final = 60
_WRITE: Final = "Write dates as in 2026-11-20."
# A year of two digits is in 1970 to 2069.
_CENTURY_FROM: Final = 70
# Spreadsheets count days from here.
_SERIAL_START: Final = date(1899, 12, 30)
_SERIALS: Final = range(25_569, 110_000)

_ISO: Final = re.compile(r"([0-9]{4})(?:([-/])|\. ?)([0-9]{1,2})(?(2)\2|\. ?)([0-9]{1,2})\.?")
_NUMBERS: Final = re.compile(
    r"([0-9]{1,2})(?:([-/])|\. ?)([0-9]{1,2})(?(2)\2|\. ?)([0-9]{4}|[0-9]{2})\.?"
)
_CJK: Final = re.compile(r"(?:([0-9]{4})[年년] ?)?([0-9]{1,2})[月월] ?([0-9]{1,2})[日일]")
_COMPACT: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T?([0-9]{2})([0-9]{2})([0-9]{2})?)?"
)
_SERIAL: Final = re.compile(r"([0-9]{5,6})(?:[.,]([0-9]{1,12}))?")
_EPOCH: Final = re.compile(r"([0-9]{10})(?:[0-9]{3})?(?:\.[0-9]{1,9})?")
# A word may have signs on its letters, as in Hindi.
_WORD: Final = re.compile(
    r"[0-9]+|[^\W\d_](?:[^\W\d_]|['’](?=\w)|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u094f])*"
)
# What stands between or behind the numbers of a long date.
_SMALL: Final = {
    *("de", "del", "di", "of", "the", "den", "der", "le", "el", "il"),
    *("st", "nd", "rd", "th", "er", "re", "г", "р"),
}
_CLOCK: Final = re.compile(
    r"([^\d\s:.]{0,12}[^\d:.]{0,6}?)\s*([0-9]{1,2})[:.h]([0-9]{2})(?:[:.]([0-9]{2}))?"
    r"(?:[.,][0-9]{1,9})?\s*(.{0,20})"
)
_HOUR: Final = re.compile(r"([0-9]{1,2})\s*([aApP]\.?[mM]\.?)")
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]{1,9})?"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_ZONED: Final = re.compile(
    r"(.*?)\s*(?:(Z|UTC|GMT)|(?:UTC|GMT)?\s*([+-])([0-9]{1,2})(?::?([0-9]{2}))?)", re.I | re.S
)
# The name of a zone behind its offset, and a clock in front of its date or inside it.
_ZONE_NAME: Final = re.compile(r" \([^()]{1,40}\)$")
_CLOCK_ELSEWHERE: Final = (
    re.compile(r"^(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?),? (?P<date>[^:]+)$"),
    re.compile(
        r"^(?P<date>[^:]+?) (?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?P<year> [0-9]{4})$"
    ),
)
_DIGIT_ZERO: Final = frozenset("٠۰०০੦૦௦౦೦൦๐")


# Dates


def parse_date(text: str, column: str, year: int | None = None, order: Order | None = None) -> date:
    """A date; `year` is the one that another column has, `order` what comes first in this one."""
    words = _plain(text)
    if found := _ISO.fullmatch(words):
        return _date(found[1], found[3], found[4], column)
    if found := _NUMBERS.fullmatch(words):
        return _of_numbers(found, column, order)
    if found := _CJK.fullmatch(words):
        return _date(_some_year(found[1], year, column), found[2], found[3], column)
    if (found := _COMPACT.fullmatch(words)) and not found[4]:
        return _date(found[1], found[2], found[3], column)
    if (found := _SERIAL.fullmatch(words)) and int(found[1]) in _SERIALS:
        return _SERIAL_START + timedelta(days=int(found[1]))
    if len(words) <= _TEXT_MOST and any(character.isalpha() for character in words):
        return _of_words(words, column, year)
    raise CellError(column, "this is not a date", _WRITE)


def needs_order(text: str) -> bool:
    """Whether this is a date in numbers, in which day or month may come first."""
    return _NUMBERS.match(_plain(text)) is not None


def order_of(texts: Iterable[str], given: Order | None) -> Order | None:
    """What comes first in the dates of a whole column; `None` if they don't show it.

    One date with a number over 12 decides, unless another one says the opposite.
    """
    if given is not None:
        return given
    shown = {shows for text in texts if (shows := order_shown(text)) is not None}
    return shown.pop() if len(shown) == 1 else None


def order_shown(text: str, day: date | None = None, weekday: str = "") -> Order | None:
    """What comes first in one date, by its numbers, or by the day or weekday next to it."""
    found = _NUMBERS.match(_plain(text))
    if found is None or (day is None and not weekday and _may_begin_with_year(found)):
        return None
    fitting = []
    for order in ORDERS:
        try:
            read = _of_numbers(found, "", order)
        except CellError:
            continue
        if day is not None and (read.month, read.day) != (day.month, day.day):
            continue
        number = _weekdays().get(_key(weekday)) if weekday else None
        if number is None or read.weekday() == number:
            fitting.append((order, read))
    if len({read for _, read in fitting}) == 1 and len(fitting) == 1:
        return fitting[0][0]
    return None


def _of_numbers(found: re.Match[str], column: str, order: Order | None) -> date:
    """A date like 5/6/2021 or 15.05.24; dots mean that the day comes first, unless it can't."""
    first, second, year = found[1], found[3], _some_year(found[4], None, column)
    if order is None:
        if _may_begin_with_year(found):
            raise CellError(column, UNCLEAR_DATE, _WRITE)
        if int(first) > 12 or (found[2] is None and int(second) <= 12) or first == second:
            order = "dmy"
        elif int(second) > 12:
            order = "mdy"
        else:
            raise CellError(column, UNCLEAR_DATE, _WRITE)
    day, month = (first, second) if order == "dmy" else (second, first)
    return _date(year, month, day, column)


def _may_begin_with_year(found: re.Match[str]) -> bool:
    """Whether a date like 24-05-15 may have its year first."""
    is_short = found[2] == "-" and len(found[4]) == 2
    return is_short and int(found[3]) <= 12 and int(found[4]) <= 31


def _of_words(text: str, column: str, year: int | None) -> date:
    """A date with the name of its month, in any order, with or without a weekday."""
    months: list[int] = []
    weekdays: list[int] = []
    numbers: list[str] = []
    for found in _WORD.finditer(text):
        word = _key(found[0])
        if word[0].isdigit():
            numbers.append(word)
        elif (month := _month(word)) is not None:
            months.append(month)
        elif (weekday := _weekdays().get(word)) is not None:
            weekdays.append(weekday)
        elif word not in _SMALL:
            unknown = any(character.isdigit() for character in text)
            what = "it has no month that pdtrack knows" if unknown else "this is not a date"
            raise CellError(column, what, _WRITE)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if not years and len(days) == 2 and year is None:
        years = [days.pop()]  # as in 15-May-24
    if len(months) != 1 or len(days) != 1 or len(years) > 1 or len(weekdays) > 1:
        raise CellError(column, "this is not a date", _WRITE)
    if len(years) + len(days) != len(numbers):
        raise CellError(column, "this is not a date", _WRITE)
    day = _date(_some_year(years[0] if years else None, year, column), months[0], days[0], column)
    if weekdays and day.weekday() != weekdays[0]:
        raise CellError(column, "its weekday does not match the date", _WRITE)
    return day


def _month(word: str) -> int | None:
    """The month of that name; three letters or more of an English one are enough."""
    return _months().get(word) or _months().get(word[:3] if word in _english() else word)


@cache
def _months() -> dict[str, int]:
    return {word: n for n, words in enumerate(MONTH_WORDS, 1) for word in words.split(" | ")}


@cache
def _english() -> frozenset[str]:
    from pdtrack.domain.times.day import MONTHS

    return frozenset(name.casefold()[:n] for name in MONTHS for n in range(3, len(name) + 1))


@cache
def _weekdays() -> dict[str, int]:
    return {word: n for n, words in enumerate(WEEKDAY_WORDS) for word in words.split(" | ")}


def _some_year(text: str | None, elsewhere: int | None, column: str) -> str:
    if text is None and elsewhere is None:
        raise CellError(column, "the date has no year")
    if text is None:
        return str(elsewhere)
    return (
        text if len(text) == 4 else str(int(text) + (1900 if int(text) >= _CENTURY_FROM else 2000))
    )


def _date(year: str, month: str | int, number: str, column: str) -> date:
    check_year(int(year), column)
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise CellError(column, "there is no such date") from None


# Times


def parse_clock(text: str, column: str) -> time:
    """A time of day on a 24-hour clock, or on a 12-hour clock with its mark."""
    words = _plain(text).removesuffix(" Uhr")
    found = _CLOCK.fullmatch(words)
    if found is None:
        short = _HOUR.fullmatch(words)
        if short is None:
            raise CellError(column, "this is not a time of day")
        return _clock(short[1], "0", "0", short[2], column)
    return _clock(found[2], found[3], found[4] or "0", found[1] or found[5], column)


def _clock(hours: str, minutes: str, seconds: str, mark: str, column: str) -> time:
    hour = int(hours)
    if word := re.sub(r"[\s.]", "", mark).casefold():
        half = _half_days().get(word)
        if half is None:
            raise CellError(column, "this is not a time of day")
        if hour > 12 or (half and hour == 0):
            raise CellError(column, "there is no such time on a 12-hour clock")
        hour = hour % 12 + 12 * half
    try:
        return time(hour, int(minutes), int(seconds))
    except ValueError:
        raise CellError(column, "there is no such time") from None


@cache
def _half_days() -> dict[str, int]:
    return {word: n for n, words in enumerate(HALF_DAY_WORDS) for word in words.split(" | ")}


def parse_moment(
    text: str,
    column: str,
    options: ImportOptions,
    report: ImportReport,
    order: Order | None = None,
) -> datetime:
    """A date in one cell, with or without a time and an offset."""
    words = _ZONE_NAME.sub("", _plain(text))
    for pattern in _CLOCK_ELSEWHERE:
        if found := pattern.fullmatch(words):
            words = f"{found['date']}{found.groupdict().get('year', '')} {found['clock']}"
    if found := _MOMENT.fullmatch(words):
        return _instant(f"{found[1]}T{found[2]}", found[3], column, options, report)
    if (found := _EPOCH.fullmatch(words)) and not _COMPACT.fullmatch(words):
        at = datetime.fromtimestamp(int(found[1]), UTC)
        return _here(at, "times as seconds since 1970", column, options, report)
    if (found := _COMPACT.fullmatch(words)) and found[4]:
        day = _date(found[1], found[2], found[3], column)
        clock = _clock(found[4], found[5], found[6] or "0", "", column)
        return at_clock(day, clock, column, options, report)
    if (found := _SERIAL.fullmatch(words)) and found[2]:
        day = parse_date(found[1], column)
        seconds = round(float(f"0.{found[2]}") * 86_400)
        clock = (datetime.combine(day, time()) + timedelta(seconds=min(seconds, 86_399))).time()
        return at_clock(day, clock, column, options, report)
    if len(words) > _TEXT_MOST:
        raise CellError(column, "this is not a date", _WRITE)
    for first, rest in _splits(words):
        try:
            day = parse_date(first, column, None, order)
        except CellError as error:
            if error.reason == UNCLEAR_DATE and _is_clock(rest):
                raise
            continue
        if zoned := _ZONED.fullmatch(rest):
            clock = parse_clock(zoned[1], column)
            offset = "Z" if zoned[2] else f"{zoned[3]}{int(zoned[4]):02d}:{zoned[5] or '00'}"
            return _instant(f"{day}T{clock}", offset, column, options, report)
        return at_clock(day, parse_clock(rest, column), column, options, report)
    return at_noon(parse_date(words, column, None, order), column, options, report)


def date_part(text: str) -> str:
    """The date of a cell that may have a time as well, to see what comes first in it."""
    words = _plain(text)
    found = _NUMBERS.match(words)
    return found[0] if found else words


def report_order(text: str, order: Order | None, report: ImportReport) -> None:
    """Put on the report how a date like 5/15/2024 was read."""
    if order is not None and _NUMBERS.match(_plain(text)):
        report.map("dates in numbers", ORDER_NAMES[order])


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """Where a text can be split into a date and a time, the shortest date first."""
    for found in re.finditer(r"T(?=[0-9]{2}:)|,? (?:at |um |à )?", words):
        first, rest = words[: found.start()], words[found.end() :]
        if first and _looks_like_clock(rest):
            yield first, rest


def _looks_like_clock(text: str) -> bool:
    return (
        re.match(
            r"[^\d]{0,14}[0-9]{1,2}(?:[:.h][0-9]{2}(?![0-9.]*[0-9]{4})|\s*[aApP]\.?[mM])", text
        )
        is not None
    )


def _is_clock(text: str) -> bool:
    zoned = _ZONED.fullmatch(text)
    try:
        parse_clock(zoned[1] if zoned else text, "")
    except CellError:
        return False
    return True


def _instant(
    wall: str, offset: str, column: str, options: ImportOptions, report: ImportReport
) -> datetime:
    try:
        at = datetime.fromisoformat(wall + ("+00:00" if offset == "Z" else offset))
    except ValueError:
        raise CellError(column, "there is no such time") from None
    if offset == "Z":
        return _here(at, "times in UTC", column, options, report)
    check_year(at.year, column)
    refuse_future(at, options.now, column)
    return at


def _here(
    at: datetime, what: str, column: str, options: ImportOptions, report: ImportReport
) -> datetime:
    """An instant without a place, by the clock of this one."""
    check_year(at.year, column)
    refuse_future(at, options.now, column)
    report.map(what, "the time zone of this computer")
    return localized(at, options.instants)


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


def _plain(text: str) -> str:
    """The text with single spaces and ASCII digits; full-width digits stay as they are."""
    words = " ".join(text.split())
    if words.isascii():
        return words
    return "".join(
        str(unicodedata.digit(c))
        if c.isdecimal() and chr(ord(c) - unicodedata.digit(c)) in _DIGIT_ZERO
        else c
        for c in words
        if c not in "\u200e\u200f"
    )


def _key(word: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())
