"""Bearable: a table with a row for every fact, of two generations.

Each mood is a `day` entry, at the hour that stands for its part of the day. What else was
noted for that part of the day (symptoms, factors) are its tags; where no mood was noted,
they are an entry without one. Measured amounts have no place in the diary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, BinaryIO, Final

from pdtrack.domain.fields import EntryKind
from pdtrack.exchange.apps.shared_rows import entry, leftovers, note_of, table_of
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.parse import dates as clocks
from pdtrack.exchange.parse.csv_table import Row, cell, need
from pdtrack.exchange.parse.html_text import text_of
from pdtrack.exchange.parse.labels import Labels, on_scale, parts

HOURS: Final = {"pre": time(6), "am": time(9), "mid": time(14), "pm": time(20)}
AMOUNTS: Final = frozenset(
    {
        "energy",
        "sleep",
        "sleep quality",
        "steps",
        "weight",
        "water",
        "heart rate",
        "health measurements",
    }
)
COLUMNS: Final = frozenset(
    {
        "date",
        "date formatted",
        "weekday",
        "time of day",
        "category",
        "rating/amount",
        "detail",
        "notes",
    }
)
SLOT_MOST: Final = 1_000

_SEVERITY: Final = re.compile(r"\((?:Mild|Moderate|Severe|Unbearable|Extreme)\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Fact:
    row: int
    category: str
    labels: list[str]
    note: str
    mood: int | None = None


@dataclass(slots=True)
class _Slot:
    """A part of a day: its moods, and everything else that was noted for it."""

    moods: list[_Fact] = field(default_factory=list)
    rest: list[_Fact] = field(default_factory=list)


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of an export; the rows of one day stand together."""
    table = table_of(file)
    need(table.columns, ("date", "category", "rating/amount", "detail"), "Bearable")
    labels = Labels(how, report)
    uids = Uids("bearable")
    for _, rows in groupby(table, key=lambda each: (each[1]["date"], each[1].get("time of day"))):
        slot = _Slot()
        when: tuple[date, str] | None = None
        for row, cells in rows:
            leftovers(cells, COLUMNS, report)
            try:
                when = when or _when(cells)
                _put(cells, row, slot, how, report)
            except Unfit as unfit:
                report.reject(row, unfit)
        if when is not None:
            yield from _entries(when, slot, labels, uids, how, report)


def _when(cells: Row) -> tuple[date, str]:
    formatted = cell(cells, "date formatted")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", formatted):
        there = clocks.day(formatted, "date formatted")
    else:
        there = clocks.day(cell(cells, "date"), "date")
    part = cell(cells, "time of day").casefold()
    if part and part not in HOURS:
        raise Unfit("time of day", f"it is one of {', '.join(HOURS)}")
    return there, part


def _put(cells: Row, row: int, slot: _Slot, how: How, report: Report) -> None:
    category = cell(cells, "category").casefold()
    detail, note = cell(cells, "detail"), text_of(cells.get("notes", ""))
    if len(slot.moods) + len(slot.rest) >= SLOT_MOST:
        raise Unfit("date", f"one part of a day has more than {SLOT_MOST:,} rows")
    if category == "mood":
        amount = cell(cells, "rating/amount")
        mood = on_scale(amount, "rating/amount", how, report) if amount else None
        slot.moods.append(_Fact(row, category, parts(detail), note, mood))
        return
    listed = parts(detail)
    if category in AMOUNTS:
        report.drop(f"{category} (an amount)", "the diary has no place for it")
        listed = []
    elif category == "symptom":
        listed = [_SEVERITY.sub("", label).rstrip() for label in listed]
        report.drop("how severe a symptom was", "pain in the diary belongs to a moment")
    if listed or note:
        slot.rest.append(_Fact(row, category, listed, note))


def _entries(
    when: tuple[date, str], slot: _Slot, labels: Labels, uids: Uids, how: How, report: Report
) -> Iterator[Incoming]:
    """The first mood of a part of the day has the tags of all of it."""
    rest = [label for fact in slot.rest for label in fact.labels]
    notes = [fact.note for fact in slot.rest]
    own = bool(slot.moods)
    facts = slot.moods or slot.rest[:1]
    for position, fact in enumerate(facts):
        taken = labels.take([*(fact.labels if own else []), *([] if position else rest)])
        answers: dict[str, Any] = {"tags": taken.tags}
        try:
            at = _at(when, how, report)
            answers["note"] = note_of(*([fact.note] if own else []), *([] if position else notes))
        except Unfit as unfit:
            report.reject(fact.row, unfit)
            continue
        answers["after" if taken.intimate else "mood"] = fact.mood
        kind: EntryKind = "intimate" if taken.intimate else "day"
        made = entry(at, uids.of(when[0].isoformat(), when[1]), kind=kind, **answers)
        if made.answered or taken.intimate:
            yield Incoming(made, fact.row)


def _at(when: tuple[date, str], how: How, report: Report) -> datetime:
    there, part = when
    if not part:
        return clocks.whole_day(there, "date", how, report)
    hour = HOURS[part]
    report.map(f"time of day {part}", hour.strftime("%H:%M"))
    return clocks.hour_of_day(there, hour, "date", how, report)
