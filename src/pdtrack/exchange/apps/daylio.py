"""Daylio: its CSV of four generations, and the backup that knows what its moods are worth.

The five levels of Daylio become 0, 3, 5, 8 and 10. Its moods are words that people choose,
so in CSV only the five it comes with are known. In a backup each mood says its level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, BinaryIO, Final

from pdtrack.domain.times.day import YEARS
from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.shared_rows import ROWS_MOST, entry, leftovers, note_of, table_of, taken
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.own_entry import not_to_come
from pdtrack.exchange.parse import dates as clocks
from pdtrack.exchange.parse.csv_table import Row, cell, need
from pdtrack.exchange.parse.html_text import text_of
from pdtrack.exchange.parse.json_stream import members
from pdtrack.exchange.parse.labels import LABEL_MOST, Labels, Moods, of_level, parts
from pdtrack.exchange.parse.zip_member import Archive

LEVELS: Final = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1}
PREDEFINED: Final = {6 - level: word for word, level in LEVELS.items()}
USUAL: Final = {word: of_level(level) for word, level in LEVELS.items()}
COLUMNS: Final = frozenset(
    {
        "full_date",
        "year",
        "date",
        "weekday",
        "time",
        "mood",
        "activities",
        "scales",
        "note_title",
        "note",
    }
)
ZIP: Final = b"PK\x03\x04"
BACKUP: Final = "backup.daylio"
LISTED_MOST: Final = 20_000

_YEAR: Final = re.compile(r"[0-9]{4}")
_DAY: Final = timedelta(days=1)


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of a CSV export or of a backup, whichever it is."""
    backup = file.read(len(ZIP)) == ZIP
    file.seek(0)
    return _backup(file, how, report) if backup else _csv(file, how, report)


@dataclass(slots=True)
class _Told:
    """What one entry of Daylio says, whichever file it stands in."""

    at: datetime
    mood: int | None
    activities: list[str]
    note: str | None
    uid: str


@dataclass(slots=True)
class _Reader:
    """What is needed to make entries, and remembered between them."""

    how: How
    report: Report
    moods: Moods = field(init=False)
    labels: Labels = field(init=False)
    uids: Uids = field(init=False)

    def __post_init__(self) -> None:
        self.moods = Moods(self.how, self.report, USUAL)
        self.labels = Labels(self.how, self.report)
        self.uids = Uids("daylio")

    def incoming(self, told: _Told, row: int) -> list[Incoming]:
        """One entry. In an intimate one the mood is how it was after."""
        taken = self.labels.take(told.activities)
        answers: dict[str, Any] = {"tags": taken.tags, "note": told.note}
        if taken.intimate:
            made = entry(told.at, told.uid, kind="intimate", after=told.mood, **answers)
        else:
            made = entry(told.at, told.uid, mood=told.mood, **answers)
        if not made.answered and not taken.intimate:
            self.report.drop("rows", "they say nothing")
            return []
        return [Incoming(made, row)]


# CSV


def _csv(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    table = table_of(file)
    need(table.columns, ("date", "time", "mood", "activities", "note"), "Daylio")
    if not {"full_date", "year"} & set(table.columns):
        need(table.columns, ("full_date",), "Daylio")
    reader = _Reader(how, report)

    def take(cells: Row, row: int) -> list[Incoming]:
        leftovers(cells, COLUMNS, report)
        there = _date(cells)
        clock = clocks.clock(cell(cells, "time"), "time") if cell(cells, "time") else None
        word, listed = cell(cells, "mood"), parts(cell(cells, "activities"))
        said = [cell(cells, name) for name in ("note_title", "note", "scales")]
        uid = reader.uids.of(
            there.isoformat(), str(clock), word.casefold(), " | ".join(listed), *said
        )
        note = note_of(text_of(said[0]), text_of(said[1]), said[2])
        at = _at(there, clock, how, report)
        mood = None
        if word:
            mood = reader.moods.of(word, "mood")
            if mood is None:
                return []
        return reader.incoming(_Told(at, mood, listed, note, uid), row)

    yield from taken(table, report, take)


def _date(cells: Row) -> date:
    if full := cell(cells, "full_date"):
        return clocks.day(full, "full_date")
    year = cell(cells, "year")
    if not _YEAR.fullmatch(year):
        raise Unfit("year" if "year" in cells else "full_date", "the date has no year")
    return clocks.day(cell(cells, "date"), "date", int(year))


def _at(there: date, clock: time | None, how: How, report: Report) -> datetime:
    if clock is None:
        return clocks.whole_day(there, "time", how, report)
    return clocks.placed(there, clock, "time", how, report)


# The backup


@dataclass(slots=True)
class _Lists:
    """The activities and the moods of a backup, by their numbers."""

    activities: dict[int, str] = field(default_factory=dict)
    moods: dict[int, tuple[str, int | None]] = field(default_factory=dict)


def _backup(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    archive = Archive(file, BACKUP)
    lists = _lists(archive)
    reader = _Reader(how, report)
    for member in members(archive.base64()):
        if member.key != "dayEntries" or not member.place:
            continue
        if member.place > ROWS_MOST:
            raise InvalidInput(f"The file has more than {ROWS_MOST:,} entries.", "Is it a backup?")
        try:
            found = _from_backup(member.value, member.place, lists, reader)
        except Unfit as unfit:
            report.reject(member.place, unfit)
        else:
            yield from found


def _lists(archive: Archive) -> _Lists:
    lists = _Lists()
    entries = False
    for member in members(archive.base64()):
        entries |= member.key == "dayEntries"
        if member.key not in ("tags", "customMoods") or not member.place:
            continue
        if member.place > LISTED_MOST or not isinstance(member.value, dict):
            raise InvalidInput(f"The backup's list of {member.key} makes no sense.", _AGAIN)
        number = _whole(member.value, "id")
        if number is None:
            continue
        if member.key == "tags":
            lists.activities[number] = _text(member.value, "name")[:LABEL_MOST]
        else:
            lists.moods[number] = _named(member.value)
    if not entries:
        raise InvalidInput("The backup has no list of entries.", _AGAIN)
    return lists


def _named(mood: dict[str, Any]) -> tuple[str, int | None]:
    """The name of a mood and its level, 1 (worst) to 5; Daylio counts from the best."""
    group = _whole(mood, "mood_group_id")
    predefined = _whole(mood, "predefined_name_id")
    name = _text(mood, "custom_name").strip() or PREDEFINED.get(predefined or 0, "")
    return name, 6 - group if group is not None and group in range(1, 6) else None


def _from_backup(found: Any, row: int, lists: _Lists, reader: _Reader) -> list[Incoming]:
    if not isinstance(found, dict):
        raise Unfit("dayEntries", "this is not an entry")
    how, report = reader.how, reader.report
    numbers = found.get("tags") or []
    if not isinstance(numbers, list):
        raise Unfit("tags", "this is not a list")
    each = {n: lists.activities.get(n) for n in numbers if type(n) is int}
    listed = [name for name in each.values() if name]
    if lost := len(each) - len(listed):
        report.drop("activities", "the backup does not name them", lost)
    if found.get("assets"):
        report.drop("entries' photos and recordings", "the diary has no place for them")
    title, text = _text(found, "note_title"), _text(found, "note")
    at = _moment(found, how, report)
    number = _whole(found, "mood")
    uid = reader.uids.of(
        "backup", at.isoformat(), str(number), " | ".join(listed), title.strip(), text.strip()
    )
    note = note_of(text_of(title), text_of(text))
    mood = None
    if number is not None:
        mood = _mood(number, lists, reader.moods)
        if mood is None:
            return []
    return reader.incoming(_Told(at, mood, listed, note, uid), row)


def _mood(number: int, lists: _Lists, moods: Moods) -> int | None:
    """The person's own number for its name; else its level; else it has to be asked."""
    usual = ("", 6 - number) if number in range(1, 6) else ("", None)
    name, level = lists.moods.get(number, usual)
    name = name or PREDEFINED.get(number, f"mood {number}")
    mood = moods.own(name)
    if mood is None and level is not None:
        mood = of_level(level)
    if mood is None:
        moods.ask(name, "mood")
    else:
        moods.say(name, mood)
    return mood


def _moment(found: dict[str, Any], how: How, report: Report) -> datetime:
    milliseconds, offset = _whole(found, "datetime"), _whole(found, "timeZoneOffset")
    if milliseconds is not None and offset is not None:
        shift = timedelta(minutes=round(offset / 60_000)) if abs(offset) < 86_340_000 else _DAY
        if shift >= _DAY:
            raise Unfit("timeZoneOffset", "there is no such offset")
        try:
            at = datetime.fromtimestamp(milliseconds // 1000, UTC).astimezone(timezone(shift))
        except (OverflowError, ValueError, OSError):
            raise Unfit("datetime", "there is no such time") from None
        if at.year not in YEARS:
            raise Unfit("datetime", f"years go from {YEARS[0]} to {YEARS[-1]}")
        not_to_come(at, how.now, "datetime")
        return at
    parts_of = [_whole(found, name) for name in ("year", "month", "day", "hour", "minute")]
    year, month, number, hour, minute = (-1 if part is None else part for part in parts_of)
    if year not in YEARS:
        raise Unfit("datetime", "the entry does not say when it was")
    try:
        wall = datetime(year, month + 1, number, hour, minute)  # noqa: DTZ001
    except (ValueError, OverflowError):
        raise Unfit("datetime", "there is no such time") from None
    return clocks.placed(wall.date(), wall.time(), "datetime", how, report)


_AGAIN: Final = "Make the backup again."


def _whole(found: dict[str, Any], name: str) -> int | None:
    value = found.get(name)
    return value if type(value) is int else None


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
