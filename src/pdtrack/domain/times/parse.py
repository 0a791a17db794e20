"""Reads a phrase about time, such as `yesterday 23:30`.

`read_phrase` turns words into a `TimePhrase`: at most one day, one part of a day, one time and one
offset. Every word counts: what is not understood is refused, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final

from pdtrack.domain.times.day import MONTHS, WEEKDAYS, YEARS, YEARS_HINT
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

PHRASE_LONGEST: Final = 80

EXAMPLES: Final = "Write it like 22:30, yesterday 23:30, fri 23:00, 2h ago or 2026-11-20 23:30."


def read_phrase(text: str) -> TimePhrase:
    """What the phrase means; refused where a single word of it makes no sense."""
    reader = _Reader(text, _tokens(text))
    while reader.more():
        _filler(reader)
        if not any(parse(reader) for parse in (_ago, _day, _part, _clock)):
            raise _left_over(reader)
    return _checked(reader.phrase)


def quoted(text: str) -> str:
    """The beginning of what was typed, safe to print."""
    plain = "".join(c if c.isprintable() else "?" for c in text.strip())
    return f"“{plain[:39]}…”" if len(plain) > 40 else f"“{plain}”"


# Words

_WEEKDAYS: Final = {
    written: number
    for number, name in enumerate(WEEKDAYS)
    for written in (name.lower(), name[:3].lower())
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTHS: Final = {
    written: number
    for number, name in enumerate(MONTHS, 1)
    for written in (name.lower(), name[:3].lower())
} | {"sept": 9}
_PARTS: Final = frozenset(("morning", "afternoon", "evening", "night"))
_UNITS: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "second"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    # "2 nights ago" is two days ago, at the hour of now.
    **dict.fromkeys(("d", "day", "days", "night", "nights"), "day"),
    **dict.fromkeys(("w", "week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
}
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}
_DAYS: Final = {"day": 1, "week": 7}
_MONTHS_IN: Final = {"month": 1, "year": 12}
_COUNTS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS: Final = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_COUNTS, 1)}
_OTHER_WORDS: Final = ("today", "tonight", "yesterday", "last", "this", "past")
_CLOCK_WORDS: Final = {"noon": time(12), "midnight": time(0)}

# Tokens

_AMPM: Final = r"(?:\s*[ap](?:m(?![a-z])|\.m\.))"
_TOKEN: Final = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d(?![\d/.-]))(?:t(?=\d))?"
    r"|(?P<month>\d{4}-\d\d(?![\d/.-]))"
    r"|(?P<slashed>\d+(?:[/.-]\d+){2,}|\d+/\d+)"
    rf"|(?P<clock>\d+(?::\d+)+(?:\.\d+)?{_AMPM}?|\d+{_AMPM})"
    r"|(?P<offset>z(?![a-z])|[+-]\d\d(?::?\d\d(?::\d\d)?)?(?![\d:]))"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)(?![a-z]))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z]+)"
    r"|(?P<comma>,)"
    r"|(?P<other>\S)"
)
_CLOCK: Final = re.compile(r"(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(?:([ap])\.?m\.?)?")
_UNIT: Final = "|".join(sorted(_UNITS, key=len, reverse=True))
_COUNT: Final = rf"\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_END_OF_DAY: Final = re.compile(r"24:00(?::00(?:\.0+)?)?")


def _and_a_half(found: re.Match[str]) -> str:
    """`1.5 hour` for `an hour and a half`."""
    return f"{_NUMBERS.get(found[1], found[1])}.5 {found[2]}"


# Other ways to write what the rest reads: 20261120T2330, 22.30, 12 noon, "and" and so on.
_OTHER_WAYS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(?!\d)"), r"\1-\2-\3t\4:\5"),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)(?!\d)"), r"\1-\2-\3t\4:\5:\6"),
    (re.compile(rf"(?<![\d./-])(\d\d?)\.([0-5]\d)(?![\d./-]|\s*(?:{_UNIT})\b)"), r"\1:\2"),
    (re.compile(r"\b12 (noon|midnight)\b"), r"\1"),
    (re.compile(r"\b(?:the )?day before yesterday\b"), "2 days ago"),
    (re.compile(rf"\b({_COUNT})\s*({_UNIT}) and a half\b"), _and_a_half),
    (re.compile(rf"\b({_COUNT}) and a half ({_UNIT})\b"), _and_a_half),
    (re.compile(rf"\b((?:{_COUNT})\s*(?:{_UNIT})) and (?={_COUNT}|half\b)"), r"\1 "),
    (re.compile(r"\bjust now\b"), "now"),
)
_WIDEST_OFFSET: Final = timedelta(hours=14)

_DAY_KINDS: Final = ("iso", "number", "ordinal")
_TIME_WORDS: Final = ("noon", "midnight", "night")

_Token = tuple[str, str]


def _tokens(text: str) -> list[_Token]:
    """The words, numbers, dates and times of a phrase."""
    plain = text.strip().lower()
    if not plain:
        raise InvalidInput("No time was given.", EXAMPLES)
    if len(plain) > PHRASE_LONGEST:
        raise InvalidInput(f"{quoted(text)} is too long for a time.", EXAMPLES)
    if not (plain.isascii() and plain.isprintable()):
        raise InvalidInput(
            f"Can't read {quoted(text)}.", f"Use plain letters and digits. {EXAMPLES}"
        )
    for pattern, usual in _OTHER_WAYS:
        plain = pattern.sub(usual, plain)
    return [(str(m.lastgroup), m[str(m.lastgroup)]) for m in _TOKEN.finditer(plain)]


class _Reader:
    """Walks over the tokens and keeps what they mean."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.phrase = TimePhrase(text)

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self, ahead: int = 0) -> _Token:
        """The next token, or an empty one."""
        there = self.at + ahead
        return self.tokens[there] if there < len(self.tokens) else ("", "")

    def take(self, *kinds: str) -> str:
        """The text of the next token if it is of one of these kinds, else nothing."""
        kind, text = self.peek()
        if kind not in kinds:
            return ""
        self.at += 1
        return text

    def word(self, words: Container[str]) -> str:
        """The next token if it is one of these words, else nothing."""
        kind, text = self.peek()
        return self.take("word") if kind == "word" and text in words else ""

    def keep_day(self, day: DayPhrase) -> bool:
        if self.phrase.day is not None:
            raise InvalidInput(f"{quoted(self.phrase.text)} names two days.", "Write one of them.")
        self.phrase = replace(self.phrase, day=day)
        return True

    def keep_part(self, part: str) -> bool:
        if self.phrase.part:
            raise _two_times(self.phrase)
        self.phrase = replace(self.phrase, part=part)
        return True

    def keep_clock(self, clock: time, offset: timedelta | None, *, ends_day: bool = False) -> bool:
        if self.phrase.clock is not None:
            raise _two_times(self.phrase)
        self.phrase = replace(self.phrase, clock=clock, ends_day=ends_day, offset=offset)
        return True


# Parsers: each takes what it knows from the front, or nothing


def _filler(reader: _Reader) -> None:
    """A comma between two things, `on` before a day, `at` before a time."""
    following, text = reader.peek(1)
    if reader.at and following not in ("", "comma") and reader.take("comma"):
        following, text = reader.peek(1)
    if following in _DAY_KINDS or text in _WEEKDAYS or text in _MONTHS:
        reader.word(("on",))
    elif following == "clock" or text in _TIME_WORDS:
        reader.word(("at",))


def _clock(reader: _Reader) -> bool:
    """`22:30`, `11pm`, `24:00`, `noon`, with or without an offset."""
    if word := reader.word(_CLOCK_WORDS):
        return reader.keep_clock(_CLOCK_WORDS[word], None)
    if not (text := reader.take("clock")):
        return False
    ends_day = _END_OF_DAY.fullmatch(text) is not None
    clock = time(0) if ends_day else _time(text)
    return reader.keep_clock(clock, _offset(reader.take("offset")), ends_day=ends_day)


def _time(text: str) -> time:
    """A time of day in digits."""
    if match := _CLOCK.fullmatch(text):
        hour, minute, second = (int(group or 0) for group in match.groups()[:3])
        half = match[4]
        if half:
            hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 24
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise InvalidInput(f"{quoted(text)} is not a time of day.", "Write it like 22:30 or 10:30 pm.")


def _offset(text: str) -> timedelta | None:
    """An offset from UTC in digits, or `z`."""
    if text in ("", "z"):
        return timedelta(0) if text else None
    digits = text[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = (int(digits[place : place + 2]) for place in (0, 2, 4))
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset > _WIDEST_OFFSET or minutes > 59 or seconds > 59:
        raise InvalidInput(f"{quoted(text)} is not an offset.", "Write it like +01:00.")
    return -offset if text[0] == "-" else offset


def _part(reader: _Reader) -> bool:
    """`evening`, after the day it belongs to."""
    part = reader.word(_PARTS)
    return bool(part) and reader.keep_part(part)


def _day(reader: _Reader) -> bool:
    """Anything that names a day, or several."""
    return any(parse(reader) for parse in (_named, _this, _last, _weekday, _written, _calendar))


def _named(reader: _Reader) -> bool:
    word = reader.word(("now", "today", "yesterday", "tonight"))
    if word == "tonight":
        reader.keep_part("night")
    if word == "now":
        return reader.keep_day(Elapsed(timedelta(0)))
    return bool(word) and reader.keep_day(DaysAgo(int(word == "yesterday")))


def _this(reader: _Reader) -> bool:
    if reader.peek() != ("word", "this"):
        return False
    unit = reader.peek(1)[1]
    if unit in _PARTS:
        reader.at += 1
        return reader.keep_day(DaysAgo(0))
    return _stretch(reader, unit, 0)


def _last(reader: _Reader) -> bool:
    if reader.peek() == ("word", "past"):
        return _lasting(reader)
    if reader.peek() != ("word", "last"):
        return False
    following = reader.peek(1)[1]
    if following in ("night", "evening"):
        reader.at += 1
        return reader.keep_day(LastNight())
    if following in _WEEKDAYS:
        reader.at += 2
        return reader.keep_day(Weekday(_WEEKDAYS[following], last=True))
    return _stretch(reader, following, 1) or _lasting(reader)


def _lasting(reader: _Reader) -> bool:
    """`last 7 days`."""
    start = reader.at
    reader.word(("last", "past"))
    if (measure := _measure(reader)) and (found := _whole_days(measure)):
        return reader.keep_day(replace(found, named=True))
    reader.at = start
    return False


def _stretch(reader: _Reader, unit: str, back: int) -> bool:
    if unit not in ("week", "month", "year"):
        return False
    reader.at += 2
    return reader.keep_day(Stretch(unit, back))


def _weekday(reader: _Reader) -> bool:
    """`fri`, or `fri` in front of a date, which it must fit."""
    if not (word := reader.word(_WEEKDAYS)):
        return False
    start = reader.at
    reader.take("comma")
    if (found := _date(reader)) is not None:
        return reader.keep_day(replace(found, weekday=_WEEKDAYS[word]))
    reader.at = start
    return reader.keep_day(Weekday(_WEEKDAYS[word]))


def _written(reader: _Reader) -> bool:
    found = _date(reader)
    return found is not None and reader.keep_day(found)


def _date(reader: _Reader) -> Date | None:
    """`2026-11-20`, `20 nov`, `nov 20th, 2026`."""
    if iso := reader.take("iso"):
        year, month, day = map(int, iso.split("-"))
        return _real(Date(day, month, year))
    start = reader.at
    found = _day_month(reader) or _month_day(reader)
    if found is None:
        reader.at = start
        return None
    return _real(replace(found, year=_year(reader)))


def _day_month(reader: _Reader) -> Date | None:
    start = reader.at
    number = reader.take("number", "ordinal")
    reader.word(("of",))
    month = reader.word(_MONTHS)
    if number and month:
        return Date(_number(number), _MONTHS[month])
    reader.at = start
    return None


def _month_day(reader: _Reader) -> Date | None:
    month = reader.word(_MONTHS)
    number = reader.take("ordinal") or ("" if _is_year(reader.peek()) else reader.take("number"))
    return Date(_number(number), _MONTHS[month]) if month and number else None


def _year(reader: _Reader) -> int | None:
    """The year after a day and a month, with or without a comma between."""
    comma = int(reader.peek()[0] == "comma")
    if not _is_year(reader.peek(comma)):
        return None
    reader.at += comma
    return int(reader.take("number"))


def _calendar(reader: _Reader) -> bool:
    """A month or a year as a whole."""
    if iso := reader.take("month"):
        whole = NamedSpan(*map(int, iso.split("-")))
        _real(Date(1, whole.month or 0, whole.year))
        return reader.keep_day(whole)
    name = reader.word(_MONTHS)
    if not name and not _is_year(reader.peek()):
        return False
    year = int(reader.take("number")) if _is_year(reader.peek()) else None
    if not name and year not in YEARS:
        raise number_alone(str(year))
    _real(Date(1, 1, year))
    return reader.keep_day(NamedSpan(year, _MONTHS[name] if name else None))


def _is_year(token: _Token) -> bool:
    return token[0] == "number" and len(token[1]) == 4 and token[1].isdigit()


def _number(text: str) -> int:
    """The day of a month; too large where it is no whole number."""
    digits = text.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    return int(digits) if digits.isdigit() else 99


def _real(found: Date) -> Date:
    """The date itself, if the calendar has it."""
    if found.year is not None and found.year not in YEARS:
        raise year_out_of_reach(found.year)
    try:
        date(found.year or 2024, found.month, found.day)
    except ValueError:
        known = 1 <= found.month <= 12
        name = MONTHS[found.month - 1][:3] if known else f"of month {found.month}"
        written = f"{found.day} {name} {found.year or ''}".strip()
        raise InvalidInput(f"{written} is not a date.", "Write it like 2026-11-20.") from None
    return found


def _ago(reader: _Reader) -> bool:
    """`2h ago`, `1h30 ago`, `half an hour ago`, `3 days ago`."""
    start = reader.at
    measures = []
    while measure := _measure(reader):
        measures.append(measure)
    if not measures:
        reader.at = start
        return False
    if not reader.word(("ago",)):
        if len(measures) == 1 and (found := _whole_days(measures[0])):
            return reader.keep_day(found)
        raise no_ago(reader.phrase.text)
    return reader.keep_day(_back(measures, reader.phrase))


def _whole_days(measure: _Measure) -> Lasting | None:
    """The stretch of so many days or months; hours are none."""
    amount, unit = measure
    if unit in _SECONDS or amount < 1 or amount != int(amount):
        return None
    if unit in _DAYS:
        return Lasting(days=int(amount) * _DAYS[unit])
    return Lasting(months=int(amount) * _MONTHS_IN[unit])


_Measure = tuple[float, str]


def _measure(reader: _Reader) -> _Measure | None:
    """`2h`, `90 min`, `an hour`, `half an hour`; after hours also the bare minutes of `1h30`."""
    start = reader.at
    half = bool(reader.word(("half",)))
    amount = _amount(reader)
    unit = reader.word(_UNITS)
    if amount is not None and unit:
        return (amount / 2 if half else amount), _UNITS[unit]
    after_hours = reader.tokens[start - 1][1] in ("h", "hr", "hrs") if start else False
    if amount is not None and after_hours and not half and reader.peek()[1] == "ago":
        return amount, "minute"
    reader.at = start
    return None


def _amount(reader: _Reader) -> float | None:
    if word := reader.word(_NUMBERS):
        return _NUMBERS[word]
    digits = reader.take("number")
    return float(digits[:9]) if digits else None


def _back(measures: list[_Measure], phrase: TimePhrase) -> DayPhrase:
    """How far back, from measures that go from large to small."""
    amount, unit = measures[0]
    units = [unit for _, unit in measures]
    if all(unit in _SECONDS for unit in units):
        if units == sorted(set(units), key=list(_SECONDS).index, reverse=True):
            return Elapsed(timedelta(seconds=round(sum(n * _SECONDS[u] for n, u in measures))))
    elif len(measures) == 1 and amount >= 1 and amount == int(amount):
        if unit in _DAYS:
            return DaysAgo(int(amount) * _DAYS[unit], counted=True)
        return MonthsAgo(int(amount) * _MONTHS_IN[unit])
    raise InvalidInput(f"Can't read {quoted(phrase.text)}.", "Write it like 2h ago or 3 days ago.")


# What makes no sense


def _checked(phrase: TimePhrase) -> TimePhrase:
    """The phrase, if its pieces fit together."""
    timed = phrase.part or phrase.clock is not None
    if isinstance(phrase.day, Elapsed) and timed:
        raise _two_times(phrase)
    if isinstance(phrase.day, MonthsAgo | Stretch | NamedSpan | Lasting) and timed:
        raise InvalidInput(
            f"{quoted(phrase.text)} names no single day.", "Write it like 2026-11-20 23:30."
        )
    if phrase.part and phrase.day is None:
        raise InvalidInput(
            f"{quoted(phrase.text)} doesn't say which day.",
            f"Write it like yesterday {phrase.part} or fri {phrase.part}.",
        )
    return phrase


def number_alone(text: str) -> InvalidInput:
    """The error for `10`."""
    return InvalidInput(
        f"{quoted(text)} alone is not a time.", "Write it like 10:00, 10pm or 10 min ago."
    )


def no_ago(text: str) -> InvalidInput:
    """The error for `2h`."""
    return InvalidInput(f"{quoted(text)} has no “ago”.", "Write it like 2h ago, or 22:30.")


def year_out_of_reach(year: int) -> InvalidInput:
    """The error for 1492."""
    return InvalidInput(f"The year {year} is out of range.", YEARS_HINT)


def _two_times(phrase: TimePhrase) -> InvalidInput:
    return InvalidInput(f"{quoted(phrase.text)} names two times.", "Write one of them.")


def _left_over(reader: _Reader) -> InvalidInput:
    """The error for the first thing that can't be read."""
    kind, text = reader.peek()
    if kind == "number":
        return number_alone(text)
    joins_days = text in ("to", "until", "till") or reader.peek(1)[0] == "iso"
    if _ISO.fullmatch(text) or (joins_days and reader.phrase.day is not None):
        return InvalidInput(
            f"Can't read {quoted(reader.phrase.text)} as one day.",
            "Write --since and --until for several days.",
        )
    if kind == "slashed":
        return InvalidInput(
            f"The date {quoted(text)} is not clear.", "Write the year first, as in 2026-04-03."
        )
    if text in ("tomorrow", "next") or (text == "in" and not reader.at):
        return InvalidInput(
            f"{quoted(reader.phrase.text)} is in the future.", "Write when it happened."
        )
    if text in ("last", "past", "this") and reader.peek(1)[0] == "word":
        # It is the word after it that makes no sense.
        text = reader.peek(1)[1]
    if text in _MONTHS:
        return InvalidInput(
            f"{quoted(reader.phrase.text)} doesn't say which year.",
            f"Write it, as in {text} 2026.",
        )
    if kind == "word" and (near := _near(text)) and near != text:
        right = re.sub(rf"\b{text}\b", near, reader.phrase.text.strip().lower(), count=1)
        return InvalidInput(
            f"Can't read {quoted(text)} as part of a time.",
            f"Write {quoted(right)} if that is what you mean.",
        )
    return InvalidInput(f"Can't read {quoted(text)} as part of a time.", EXAMPLES)


def _near(word: str) -> str:
    """The word about time that a mistyped one is closest to."""
    from difflib import get_close_matches  # only for a mistake

    known = {*_WEEKDAYS, *_MONTHS, *_PARTS, *_UNITS, *_CLOCK_WORDS, *_OTHER_WORDS}
    long = [one for one in sorted(known) if len(one) > 3]
    return next(iter(get_close_matches(word, long, n=1, cutoff=0.75)), "") if len(word) > 2 else ""
