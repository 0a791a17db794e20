"""Bearable: a table with a row for every fact, of three generations.

Each mood is a `day` entry, at its time or at the hour that stands for its part of the day. The
symptoms and gratitudes of that time become its tags and its note, or those of an entry without a
mood. Factors and measured amounts are not imported, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, BinaryIO, Final

from pdtrack.domain.fields import EntryKind
from pdtrack.exchange.foreign_csv import foreign_table, report_other_columns
from pdtrack.exchange.foreign_entry import foreign_entry, joined_note
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, cell, require_columns
from pdtrack.exchange.parse.labels import Labels, means_no, mood_on_scale, split_labels

REQUIRED: Final = ("date", "category", "rating/amount", "detail")

_COLUMNS: Final = frozenset({*REQUIRED, "date formatted", "weekday", "time of day", "notes"})
_HOURS: Final = {"pre": time(6), "am": time(9), "mid": time(14), "pm": time(20)}
_ALL_DAY: Final = frozenset({"", "all day"})
_MOOD: Final = "mood"
_SYMPTOMS: Final = frozenset({"symptom", "symptoms"})
_TEXTS: Final = frozenset({"gratitude", "gratitudes", "note", "notes", "journal"})
_SEVERITY: Final = re.compile(r"\((?:Mild|Moderate|Severe|Unbearable|Extreme)\)$", re.IGNORECASE)
_SLOT_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Fact:
    """A row: its labels and its note, and the mood of a row for a mood."""

    row: int
    labels: list[str]
    note: str
    mood: int | None = None


@dataclass(slots=True)
class _Slot:
    """A time or a part of a day: its moods, and everything else that was noted for it."""

    day: date
    part: str
    moods: list[_Fact] = field(default_factory=list)
    rest: list[_Fact] = field(default_factory=list)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of an export, in which the rows of a day follow one another."""
    table = foreign_table(file, report)
    require_columns(table, REQUIRED, "Bearable")
    reader = _Reader(options, report)
    for _, rows in groupby(table, key=lambda each: (each[1]["date"], each[1].get("time of day"))):
        slot: _Slot | None = None
        for row, cells in rows:
            report_other_columns(cells, _COLUMNS, report)
            try:
                slot = slot or _slot(cells)
                reader.add_row(cells, row, slot)
            except CellError as error:
                report.reject(row, error)
        if slot is not None:
            yield from reader.entries_of(slot)


def _slot(cells: Cells) -> _Slot:
    formatted = cell(cells, "date formatted")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", formatted):
        day = dates.parse_date(formatted, "date formatted")
    else:
        day = dates.parse_date(cell(cells, "date"), "date")
    part = cell(cells, "time of day").casefold()
    if part in _ALL_DAY:
        return _Slot(day, "")
    if part not in _HOURS:
        try:
            dates.parse_clock(part, "time of day")
        except CellError:
            names = ", ".join(_HOURS)
            raise CellError("time of day", f"it can be {names}, all day or a time") from None
    return _Slot(day, part)


class _Reader:
    def __init__(self, options: ImportOptions, report: ImportReport) -> None:
        self._options = options
        self._report = report
        self._labels = Labels(options, report)
        self._uids = Uids("bearable")

    def add_row(self, cells: Cells, row: int, slot: _Slot) -> None:
        """Add the mood, the labels or the text of a row to its part of the day."""
        category, labels = cell(cells, "category").casefold(), split_labels(cell(cells, "detail"))
        amount = cell(cells, "rating/amount")
        note = cells.get("notes", "").strip()
        if len(slot.moods) + len(slot.rest) >= _SLOT_MOST:
            raise CellError("date", f"one part of a day has more than {_SLOT_MOST:,} rows")
        if category == _MOOD:
            mood = mood_on_scale(amount, "rating/amount", self._options, self._report)
            slot.moods.append(_Fact(row, labels, note, mood))
            return
        if category in _TEXTS:
            note = "\n".join(filter(None, (cell(cells, "detail"), note)))
            labels = []
        elif category in _SYMPTOMS and amount and means_no(amount):
            self._report.drop("symptoms of 0", "it means that there were none", len(labels))
            labels = []
        elif category in _SYMPTOMS:
            labels = [_SEVERITY.sub("", label).rstrip() for label in labels]
            self._report.drop("how severe a symptom was", "in pdtrack, pain belongs to a moment")
        elif not any(map(self._labels.is_moment, labels)):
            self._drop(category or "row without a category", amount, labels)
            labels = []
        if labels or note:
            slot.rest.append(_Fact(row, labels, note))

    def _drop(self, category: str, amount: str, labels: list[str]) -> None:
        """Put on the report what is not imported: amounts and factors, such as sleep."""
        what = f"{category} (an amount)" if amount or not labels else category
        self._report.drop(what, "pdtrack doesn't store this", max(1, len(labels)))

    def entries_of(self, slot: _Slot) -> Iterator[Incoming]:
        """An entry for each mood; the first one has the labels and notes of all other rows."""
        rest = slot.rest
        for fact in slot.moods or [_Fact(each.row, [], "") for each in rest[:1]]:
            labels = [*fact.labels, *(label for each in rest for label in each.labels)]
            tags = self._labels.tags_of(labels, fact.labels)
            answers: dict[str, Any] = {"tags": tags.tags}
            try:
                at = self._at(slot)
                notes = (fact.note, *(each.note for each in rest), *tags.texts)
                answers["note"] = joined_note(*notes)
            except CellError as error:
                self._report.reject(fact.row, error)
            else:
                answers["after" if tags.is_moment else "mood"] = fact.mood
                kind: EntryKind = "intimate" if tags.is_moment else "day"
                uid = self._uids.of(slot.day.isoformat(), slot.part)
                made = foreign_entry(at, uid, kind=kind, **answers)
                if made.answered or tags.is_moment:
                    yield Incoming(made, fact.row)
                else:
                    self._report.drop("rows", "they add nothing")
            rest = []

    def _at(self, slot: _Slot) -> datetime:
        if not slot.part:
            return dates.at_noon(slot.day, "date", self._options, self._report)
        hour = _HOURS.get(slot.part)
        if hour is None:
            clock = dates.parse_clock(slot.part, "time of day")
            return dates.at_clock(slot.day, clock, "time of day", self._options, self._report)
        self._report.map(f"time of day {slot.part}", hour.strftime("%H:%M"))
        return dates.at_hour(slot.day, hour, "date", self._options, self._report)
