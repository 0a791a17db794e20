"""Flo: the JSON that it sends on request, with cycles, events and notes in lists of their own.

Every day of a period becomes a `day` entry, as do moods, symptoms and notes. Sex becomes an
intimate moment if an event means that it happened; a wish or "no sex" never makes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, BinaryIO, Final

from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.cycle_days import (
    CYCLE_SPOTTING,
    PERIOD,
    PERIOD_CRAMPS,
    CycleDays,
)
from pdtrack.exchange.foreign_json import object_of, text_in
from pdtrack.exchange.importing import (
    FOREIGN_ROWS_MOST,
    CellError,
    ImportOptions,
    ImportReport,
    Incoming,
)
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.json_stream import json_start, members

_MAIN: Final = "operationalData"
# The objects whose lists are read, and those lists.
_OBJECTS: Final = (_MAIN, "pointEventsManualData")
_CYCLES: Final = f"{_MAIN}.cycles"
_EVENTS: Final = frozenset({f"{name}.point_events_manual_v2" for name in _OBJECTS})
_NOTES: Final = f"{_MAIN}.notes"

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]{5,18}Z?)?")
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\s]+")
_PERIOD_MOST: Final = 60  # days
# What an event about sex says, with whom, and as a tag of the diary besides.
_HAPPENED: Final = {
    "sexprotected": ("partner", "protected"),
    "protectedsex": ("partner", "protected"),
    "sexunprotected": ("partner", "unprotected"),
    "unprotectedsex": ("partner", "unprotected"),
    "sexoral": ("partner", ""),
    "oralsex": ("partner", ""),
    "sexanal": ("partner", ""),
    "masturbation": ("solo", ""),
    "sexmasturbation": ("solo", ""),
    "sextoys": ("", ""),
    "sensualtouch": ("", ""),
}
_ORGASM: Final = "orgasm"
_LABELS: Final = {"drawingpain": PERIOD_CRAMPS, "cramps": PERIOD_CRAMPS}


def is_flo(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is Flo's, whatever its name."""
    start = json_start(head)
    return start.startswith(b"{") and any(f'"{name}"'.encode() in start for name in _OBJECTS)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of an export."""
    days = CycleDays("flo", options, report)
    is_there = False
    for member in members(file.read, _OBJECTS):
        is_there |= member.key.partition(".")[0] in _OBJECTS
        if not member.place:
            continue
        if member.place > FOREIGN_ROWS_MOST:
            raise InvalidInput(
                f"The file has more than {FOREIGN_ROWS_MOST:,} entries.", "Is it from Flo?"
            )
        try:
            if member.key == _CYCLES:
                _add_period(object_of(member.value), member.place, days, options, report)
            elif member.key in _EVENTS:
                _add_event(object_of(member.value), member.place, days, report)
            elif member.key == _NOTES:
                note = object_of(member.value)
                days.day(_day(note), member.place).add_note(text_in(note, "text"))
            else:
                what = member.key.rpartition(".")[2].replace("_", " ")
                report.drop(what, "pdtrack doesn't store this")
        except CellError as error:
            report.reject(member.place, error)
    if not is_there:
        raise InvalidInput("This is not a file from Flo.", "Give the JSON file that Flo sent.")
    yield from days.entries()


def _add_period(
    cycle: dict[str, Any], row: int, days: CycleDays, options: ImportOptions, report: ImportReport
) -> None:
    if cycle.get("pregnant") is True:
        report.drop("cycles of a pregnancy", "they are not periods")
        return
    first = _date(cycle.get("period_start_date"), "period_start_date")
    last = first
    if cycle.get("period_end_date") is not None:
        last = _date(cycle["period_end_date"], "period_end_date")
    if not timedelta(0) <= last - first <= timedelta(days=_PERIOD_MOST):
        raise CellError("period_end_date", f"a period has 1 to {_PERIOD_MOST} days")
    for number in range((last - first).days + 1):
        when = first + timedelta(days=number)
        if when > options.now.date():
            report.drop("days of a period that are still to come", "they are only expected")
        else:
            days.day(when, row).add_label(PERIOD)


def _add_event(event: dict[str, Any], row: int, days: CycleDays, report: ImportReport) -> None:
    category, word = text_in(event, "category").strip(), text_in(event, "subcategory").strip()
    kind, key = category.casefold(), word.casefold().replace("_", "")
    if event.get("deleted") is True:
        report.drop("events that were deleted", "Flo doesn't show them either")
        return
    day = days.day(_day(event), row)
    if kind == "sex" and key in _HAPPENED:
        day.add_sex(*_HAPPENED[key])
    elif kind == "sex" and key == _ORGASM:
        day.orgasm[_ORGASM] = True
    elif kind == "sex":
        report.drop(f"{category}: {word}", "it does not say that sex happened")
    elif key == "spotting":
        day.add_label(CYCLE_SPOTTING)
    elif kind in ("mood", "symptom") and word:
        label = _LABELS.get(key, _WORDS.sub(" ", word).casefold())
        day.add_label(label, is_feeling=kind == "mood")
    else:
        report.drop(category or "events without a category", "pdtrack doesn't store this")


def _day(found: dict[str, Any]) -> date:
    """The day of an event, by the calendar of its place."""
    local = found.get("local_date")
    return _date(found.get("date") if local is None else local, "date")


def _date(value: Any, column: str) -> date:
    """A day; the hour that Flo writes with it means nothing."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise CellError(column, "this is not a date")
    return dates.parse_date(found[1], column)
