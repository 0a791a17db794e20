"""Daylio: its CSV of four generations, and its backup.

Moods are words that people choose: in CSV only the five that Daylio comes with are known, and
in a backup every mood has its level. The five levels become 0, 3, 5, 8 and 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, BinaryIO, Final

from pdtrack.domain.times.day import YEARS
from pdtrack.domain.times.local_time import localized
from pdtrack.errors import InvalidInput
from pdtrack.exchange.foreign_csv import (
    ColumnOrder,
    entries_of_rows,
    foreign_table,
    report_other_columns,
)
from pdtrack.exchange.foreign_entry import joined_note, labelled_entries
from pdtrack.exchange.foreign_json import entries_of_members, object_of, text_in, whole_in
from pdtrack.exchange.importing import (
    FOREIGN_ROWS_MOST,
    CellError,
    ImportOptions,
    ImportReport,
    Incoming,
    Uids,
)
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, CsvTable, cell, require_columns
from pdtrack.exchange.parse.html_text import plain_text
from pdtrack.exchange.parse.json_stream import ReadBytes, json_start, members
from pdtrack.exchange.parse.labels import (
    LABEL_MOST,
    Labels,
    MoodWords,
    mood_of_level,
    split_labels,
)
from pdtrack.exchange.parse.zip_member import ZIP_MAGIC, ZipMember, decoded_pieces

REQUIRED: Final = ("date", "time", "mood", "activities", "note")

_LEVELS: Final = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1}
_MOODS: Final = {word: mood_of_level(level) for word, level in _LEVELS.items()}
_COLUMNS: Final = frozenset({*REQUIRED, "full_date", "year", "weekday", "scales", "note_title"})
_YEAR: Final = re.compile(r"[0-9]{4}")
# The columns of a file without a header, by how many there are.
_FIRST_NAMES: Final = ("full_date", "date", "weekday", "time", "mood", "activities")
_NAMES: Final = {
    7: (*_FIRST_NAMES, "note"),
    8: (*_FIRST_NAMES, "note_title", "note"),
    9: (*_FIRST_NAMES, "scales", "note_title", "note"),
}

# In a backup, moods are numbers, and 1 is the best one.
_MEMBER: Final = "backup.daylio"
_PREDEFINED: Final = {6 - level: word for word, level in _LEVELS.items()}
_LISTED_MOST: Final = 20_000
_OFFSETS: Final = range(-12 * 60, 14 * 60 + 1, 15)  # minutes
_MINUTE: Final = timedelta(minutes=1)
_AGAIN: Final = "Make the backup again."
# How base64 of an object begins, which is a backup that was taken out of its archive.
_ENCODED: Final = (b"eyJ", b"ewo", b"ew0K")
_LISTS: Final = (b'"dayEntries"', b'"customMoods"')


def is_backup(head: bytes, name: str) -> bool:
    """Whether a file of that name that begins like this is a backup, packed or not."""
    if head.startswith(ZIP_MAGIC):
        return name.casefold().endswith(".daylio") or _MEMBER.encode() in head
    start = json_start(head)
    if start.startswith(_ENCODED):
        text = b"".join(start.split())
        start = next(decoded_pieces(iter([text[: len(text) // 4 * 4]])), b"")
    return start.startswith(b"{") and any(name in start for name in _LISTS)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a CSV export or of a backup, whichever it is."""
    start = json_start(file.read(_START_SIZE))
    file.seek(0)
    if start.startswith((ZIP_MAGIC, b"{", *_ENCODED)):
        return _backup(file, options, report)
    return _csv(file, options, report)


_START_SIZE: Final = 64


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
        note = joined_note(noted.note or "", *found.texts)
        made = labelled_entries(
            noted.at, noted.uid, row, found, self.report, mood=noted.mood, note=note
        )
        return [replace(each, has_twin=True) for each in made]


# CSV


def _csv(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    orders = ColumnOrder(file, _shown_dates, options)
    table = foreign_table(file, report, _headless)
    _check_columns(table)
    reader = _Reader(options, report)

    def read_row(cells: Cells, row: int) -> list[Incoming]:
        report_other_columns(cells, _COLUMNS, report)
        day = _date(cells, orders, report)
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


def _headless(first: list[str]) -> tuple[str, ...] | None:
    """The columns of a table whose first row begins with a date."""
    names = _NAMES.get(len(first))
    if names is not None and _YEAR.fullmatch(first[0].removeprefix("\ufeff").strip()):
        return ("year", *names[1:])
    try:
        dates.parse_date(first[0].removeprefix("\ufeff") if first else "", "", order="dmy")
    except CellError:
        return None
    return names


def _check_columns(table: CsvTable) -> None:
    require_columns(table, REQUIRED, "Daylio")
    if "year" not in table.columns:
        require_columns(table, ("full_date",), "Daylio")


def _shown_dates(table: CsvTable) -> Iterator[str]:
    """The dates of the file, each as the other columns of its row show it."""
    for _, cells in table:
        full = cell(cells, "full_date")
        if not full:
            continue
        shown = _order_shown(cells)
        yield full if shown is None else ("31/1/2000" if shown == "dmy" else "1/31/2000")


def _order_shown(cells: Cells) -> dates.Order | None:
    """What comes first in the date of a row, by its numbers, or the day and weekday next to it."""
    try:
        day = dates.parse_date(cell(cells, "date"), "date", _LEAP_YEAR)
    except CellError:
        day = None
    return dates.order_shown(cell(cells, "full_date"), day, cell(cells, "weekday"))


_LEAP_YEAR: Final = 2000


def _date(cells: Cells, orders: ColumnOrder, report: ImportReport) -> date:
    if full := cell(cells, "full_date"):
        shown = None
        if dates.needs_order(full):
            shown = _order_shown(cells) or orders.of(full, _headless)
        day = dates.parse_date(full, "full_date", order=shown)
        dates.report_order(full, shown, report)
        return day
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
    archived = _Archived(file)
    lists = _lists(archived)
    reader = _Reader(options, report)
    yield from entries_of_members(
        members(archived.opened()),
        "dayEntries",
        report,
        lambda value, place: _read_entry(value, place, lists, reader),
        FOREIGN_ROWS_MOST,
    )


class _Archived:
    """The backup inside its archive, or one that was taken out of it, as JSON or as base64."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
        file.seek(0)

    def opened(self) -> ReadBytes:
        """A function that returns the backup piece by piece, from its start."""
        if self._is_zip:
            return ZipMember(self._file, _MEMBER).decoded()
        self._file.seek(0)
        pieces = decoded_pieces(iter(lambda: self._file.read(65_536), b""))
        return lambda _: next(pieces, b"")


def _lists(archived: _Archived) -> _Lists:
    lists = _Lists()
    has_entries = False
    for member in members(archived.opened()):
        has_entries |= member.key == "dayEntries"
        if member.key not in ("tags", "customMoods") or not member.place:
            continue
        if member.place > _LISTED_MOST or not isinstance(member.value, dict):
            raise InvalidInput(f"The backup's list of {member.key} makes no sense.", _AGAIN)
        number = whole_in(member.value, "id")
        if number is None:
            continue
        if member.key == "tags":
            lists.activities[number] = text_in(member.value, "name")[:LABEL_MOST]
        else:
            lists.moods[number] = _named(member.value)
    if not has_entries:
        raise InvalidInput("The backup has no list of entries.", _AGAIN)
    return lists


def _named(mood: dict[str, Any]) -> tuple[str, int | None]:
    """The name of a mood and its level, from 1 (worst) to 5; Daylio counts from the best."""
    group = whole_in(mood, "mood_group_id")
    predefined = whole_in(mood, "predefined_name_id")
    name = text_in(mood, "custom_name").strip() or _PREDEFINED.get(predefined or 0, "")
    return name, 6 - group if group is not None and group in range(1, 6) else None


def _read_entry(value: Any, row: int, lists: _Lists, reader: _Reader) -> list[Incoming]:
    found = object_of(value, "dayEntries")
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
    title, text = text_in(found, "note_title"), text_in(found, "note")
    at = _moment(found, reader.options, report)
    number = whole_in(found, "mood")
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
    """When an entry was: its wall clock, with the offset where that agrees with the instant.

    An entry without a wall clock has its instant only.
    """
    instant, offset = _instant(found), _offset(found)
    wall = [whole_in(found, name) for name in ("year", "month", "day", "hour", "minute")]
    if all(part is None for part in wall) and instant is not None:
        at = instant.astimezone(offset) if offset else localized(instant, options.instants)
        if offset is None:
            report.map("entries without an offset", "the time zone of this computer")
        dates.check_year(at.year, "datetime")
        dates.refuse_future(at, options.now, "datetime")
        return at
    year, month, number, hour, minute = (-1 if part is None else part for part in wall)
    if year not in YEARS:
        is_absurd = whole_in(found, "datetime") is not None and instant is None
        what = "there is no such time" if is_absurd else "the entry does not say when it was"
        raise CellError("datetime", what)
    try:
        day, clock = date(year, month + 1, number), time(hour, minute)
    except (ValueError, OverflowError):
        raise CellError("datetime", "there is no such time") from None
    shown = datetime.combine(day, clock)
    if instant is not None and offset is not None:
        there = instant.astimezone(offset)
        if there.replace(tzinfo=None, second=0) == shown:
            dates.refuse_future(there, options.now, "datetime")
            return there
    if instant is not None or offset is not None:
        report.map("times whose offset does not fit their clock", "the clock, in this time zone")
    return dates.at_clock(day, clock, "datetime", options, report)


def _instant(found: dict[str, Any]) -> datetime | None:
    milliseconds = whole_in(found, "datetime")
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds // 1_000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _offset(found: dict[str, Any]) -> timezone | None:
    milliseconds = whole_in(found, "timeZoneOffset")
    if milliseconds is None or milliseconds % 60_000 or milliseconds // 60_000 not in _OFFSETS:
        return None
    return timezone(milliseconds // 60_000 * _MINUTE)
