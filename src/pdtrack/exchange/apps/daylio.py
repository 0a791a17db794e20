"""Daylio: its CSV of four generations, and its backup.

Moods are words that people choose: in CSV only the five that Daylio comes with are known, and
in a backup every mood has its level. The five levels become 0, 3, 5, 8 and 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, BinaryIO, Final

from pdtrack.domain.times.day import YEARS
from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.shared_rows import (
    FOREIGN_ROWS_MOST,
    entries_of_rows,
    foreign_entry,
    foreign_table,
    joined_note,
    report_other_columns,
)
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, cell, require_columns
from pdtrack.exchange.parse.html_text import plain_text
from pdtrack.exchange.parse.json_stream import members
from pdtrack.exchange.parse.labels import (
    LABEL_MOST,
    Labels,
    MoodWords,
    mood_of_level,
    split_labels,
)
from pdtrack.exchange.parse.zip_member import ZIP_MAGIC, ZipMember

REQUIRED: Final = ("date", "time", "mood", "activities", "note")

_LEVELS: Final = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1}
_MOODS: Final = {word: mood_of_level(level) for word, level in _LEVELS.items()}
_COLUMNS: Final = frozenset({*REQUIRED, "full_date", "year", "weekday", "scales", "note_title"})
_YEAR: Final = re.compile(r"[0-9]{4}")

# In a backup, moods are numbers, and 1 is the best one.
_MEMBER: Final = "backup.daylio"
_PREDEFINED: Final = {6 - level: word for word, level in _LEVELS.items()}
_LISTED_MOST: Final = 20_000
_OFFSET_MOST: Final = 86_340_000  # milliseconds
_AGAIN: Final = "Make the backup again."


def is_backup(head: bytes, name: str) -> bool:
    """Whether a file of that name that begins like this is a backup."""
    named = name.casefold().endswith(".daylio")
    return head.startswith(ZIP_MAGIC) and (named or _MEMBER.encode() in head)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a CSV export or of a backup, whichever it is."""
    is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    file.seek(0)
    return (_backup if is_zip else _csv)(file, options, report)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What one entry of Daylio has, in either file."""

    at: datetime
    mood: int | None
    activities: list[str]
    note: str | None
    uid: str


@dataclass(slots=True)
class _Reader:
    """Makes entries, and remembers what it has to between them."""

    options: ImportOptions
    report: ImportReport
    moods: MoodWords = field(init=False)
    labels: Labels = field(init=False)
    uids: Uids = field(init=False)

    def __post_init__(self) -> None:
        self.moods = MoodWords(self.options, self.report, _MOODS)
        self.labels = Labels(self.options, self.report)
        self.uids = Uids("daylio")

    def incoming(self, noted: _Noted, row: int) -> list[Incoming]:
        """One entry; in an intimate one the mood is the one right after."""
        found = self.labels.tags_of(noted.activities)
        answers: dict[str, Any] = {"tags": found.tags, "note": noted.note}
        if found.is_moment:
            answers["after"] = noted.mood
            made = foreign_entry(noted.at, noted.uid, kind="intimate", **answers)
        else:
            made = foreign_entry(noted.at, noted.uid, mood=noted.mood, **answers)
        if not made.answered and not found.is_moment:
            self.report.drop("rows", "they add nothing")
            return []
        return [Incoming(made, row)]


# CSV


def _csv(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    table = foreign_table(file)
    require_columns(table, REQUIRED, "Daylio")
    if "year" not in table.columns:
        require_columns(table, ("full_date",), "Daylio")
    reader = _Reader(options, report)

    def read_row(cells: Cells, row: int) -> list[Incoming]:
        report_other_columns(cells, _COLUMNS, report)
        day = _date(cells)
        clock = dates.parse_clock(cell(cells, "time"), "time") if cell(cells, "time") else None
        word, activities = cell(cells, "mood"), split_labels(cell(cells, "activities"))
        texts = [cell(cells, name) for name in ("note_title", "note", "scales")]
        uid = reader.uids.of(
            day.isoformat(), str(clock), word.casefold(), " | ".join(activities), *texts
        )
        note = joined_note(plain_text(texts[0]), plain_text(texts[1]), texts[2])
        at = _at(day, clock, options, report)
        mood = None
        if word:
            mood = reader.moods.number_of(word, "mood")
            if mood is None:
                return []
        return reader.incoming(_Noted(at, mood, activities, note, uid), row)

    yield from entries_of_rows(table, report, read_row)


def _date(cells: Cells) -> date:
    if full := cell(cells, "full_date"):
        return dates.parse_date(full, "full_date")
    year = cell(cells, "year")
    if not _YEAR.fullmatch(year):
        raise CellError("year" if "year" in cells else "full_date", "the date has no year")
    return dates.parse_date(cell(cells, "date"), "date", int(year))


def _at(day: date, clock: time | None, options: ImportOptions, report: ImportReport) -> datetime:
    if clock is None:
        return dates.at_noon(day, "time", options, report)
    return dates.at_clock(day, clock, "time", options, report)


# The backup


@dataclass(slots=True)
class _Lists:
    """The activities and the moods of a backup, by their numbers."""

    activities: dict[int, str] = field(default_factory=dict)
    moods: dict[int, tuple[str, int | None]] = field(default_factory=dict)


def _backup(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    archived = ZipMember(file, _MEMBER)
    lists = _lists(archived)
    reader = _Reader(options, report)
    for member in members(archived.decoded()):
        if member.key != "dayEntries" or not member.place:
            continue
        if member.place > FOREIGN_ROWS_MOST:
            raise InvalidInput(
                f"The file has more than {FOREIGN_ROWS_MOST:,} entries.", "Is it a backup?"
            )
        try:
            found = _read_entry(member.value, member.place, lists, reader)
        except CellError as error:
            report.reject(member.place, error)
        else:
            yield from found


def _lists(archived: ZipMember) -> _Lists:
    lists = _Lists()
    has_entries = False
    for member in members(archived.decoded()):
        has_entries |= member.key == "dayEntries"
        if member.key not in ("tags", "customMoods") or not member.place:
            continue
        if member.place > _LISTED_MOST or not isinstance(member.value, dict):
            raise InvalidInput(f"The backup's list of {member.key} makes no sense.", _AGAIN)
        number = _whole(member.value, "id")
        if number is None:
            continue
        if member.key == "tags":
            lists.activities[number] = _text(member.value, "name")[:LABEL_MOST]
        else:
            lists.moods[number] = _named(member.value)
    if not has_entries:
        raise InvalidInput("The backup has no list of entries.", _AGAIN)
    return lists


def _named(mood: dict[str, Any]) -> tuple[str, int | None]:
    """The name of a mood and its level, from 1 (worst) to 5; Daylio counts from the best."""
    group = _whole(mood, "mood_group_id")
    predefined = _whole(mood, "predefined_name_id")
    name = _text(mood, "custom_name").strip() or _PREDEFINED.get(predefined or 0, "")
    return name, 6 - group if group is not None and group in range(1, 6) else None


def _read_entry(found: Any, row: int, lists: _Lists, reader: _Reader) -> list[Incoming]:
    if not isinstance(found, dict):
        raise CellError("dayEntries", "this is not an entry")
    report = reader.report
    numbers = found.get("tags") or []
    if not isinstance(numbers, list):
        raise CellError("tags", "this is not a list")
    each = {n: lists.activities.get(n) for n in numbers if type(n) is int}
    activities = [name for name in each.values() if name]
    if lost := len(each) - len(activities):
        report.drop("activities", "the backup does not name them", lost)
    if found.get("assets"):
        report.drop("entries' photos and recordings", "pdtrack doesn't store these")
    title, text = _text(found, "note_title"), _text(found, "note")
    at = _moment(found, reader.options, report)
    number = _whole(found, "mood")
    uid = reader.uids.of(
        "backup", at.isoformat(), str(number), " | ".join(activities), title.strip(), text.strip()
    )
    note = joined_note(plain_text(title), plain_text(text))
    mood = None
    if number is not None:
        mood = _mood(number, lists, reader.moods)
        if mood is None:
            return []
    return reader.incoming(_Noted(at, mood, activities, note, uid), row)


def _mood(number: int, lists: _Lists, moods: MoodWords) -> int | None:
    """What the person gave its name, else its level; `None` if pdtrack has to ask."""
    usual = ("", 6 - number) if number in range(1, 6) else ("", None)
    name, level = lists.moods.get(number, usual)
    name = name or _PREDEFINED.get(number, f"mood {number}")
    mood = moods.own_number(name)
    if mood is None and level is not None:
        mood = mood_of_level(level)
    if mood is None:
        moods.report_unknown(name, "mood")
    else:
        moods.report_number(name, mood)
    return mood


def _moment(found: dict[str, Any], options: ImportOptions, report: ImportReport) -> datetime:
    """When an entry was: by milliseconds and an offset, else by the clock of this place."""
    milliseconds, offset = _whole(found, "datetime"), _whole(found, "timeZoneOffset")
    if milliseconds is not None and offset is not None:
        return _instant(milliseconds, offset, options)
    wall = [_whole(found, name) for name in ("year", "month", "day", "hour", "minute")]
    year, month, number, hour, minute = (-1 if part is None else part for part in wall)
    if year not in YEARS:
        raise CellError("datetime", "the entry does not say when it was")
    try:
        day, clock = date(year, month + 1, number), time(hour, minute)
    except (ValueError, OverflowError):
        raise CellError("datetime", "there is no such time") from None
    return dates.at_clock(day, clock, "datetime", options, report)


def _instant(milliseconds: int, offset: int, options: ImportOptions) -> datetime:
    if abs(offset) >= _OFFSET_MOST:
        raise CellError("timeZoneOffset", "there is no such offset")
    zone = timezone(timedelta(minutes=round(offset / 60_000)))
    try:
        at = datetime.fromtimestamp(milliseconds // 1_000, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        raise CellError("datetime", "there is no such time") from None
    dates.check_year(at.year, "datetime")
    dates.refuse_future(at, options.now, "datetime")
    return at


def _whole(found: dict[str, Any], name: str) -> int | None:
    value = found.get(name)
    return value if type(value) is int else None


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
