"""drip: a row for every day.

A day becomes a `day` entry with tags for its moods, pains and bleeding. Sex becomes an intimate
moment of its own, alone, with a partner, or one of each; nothing more is known about it. A
contraceptive alone makes no moment: the pill is taken every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pdtrack.exchange.apps.cycle_days import CYCLE_SPOTTING, PERIOD, PERIOD_CRAMPS
from pdtrack.exchange.foreign_csv import column_order, entries_of_rows, foreign_table
from pdtrack.exchange.foreign_entry import foreign_entry, joined_note
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, cell, require_columns
from pdtrack.exchange.parse.labels import Labels

REQUIRED: Final = ("date", "bleeding.value", "sex.solo", "mood.happy")

# The tag of each column.
_MOODS: Final = {
    "mood.happy": "happy",
    "mood.sad": "sad",
    "mood.stressed": "stressed",
    "mood.balanced": "balanced",
    "mood.fine": "fine",
    "mood.anxious": "anxious",
    "mood.energetic": "energetic",
    "mood.fatigue": "fatigue",
    "mood.angry": "angry",
}
_PAINS: Final = {
    "pain.cramps": PERIOD_CRAMPS,
    "pain.ovulationpain": "ovulation-pain",
    "pain.headache": "headache",
    "pain.backache": "backache",
    "pain.nausea": "nausea",
    "pain.tenderbreasts": "tender-breasts",
    "pain.migraine": "migraine",
}
_PREVENTION: Final = {
    "sex.condom": "condom",
    "sex.pill": "pill",
    "sex.iud": "iud",
    "sex.patch": "patch",
    "sex.ring": "ring",
    "sex.implant": "implant",
    "sex.diaphragm": "diaphragm",
    "sex.none": "no-contraception",
    "sex.other": "other-contraception",
}
_BLEEDING: Final = {"0": CYCLE_SPOTTING, "1": PERIOD, "2": PERIOD, "3": PERIOD}
_DAY_NOTES: Final = ("note.value", "mood.note", "pain.note")
# Cells that only add to another cell.
_DETAILS: Final = frozenset({"mood.other", "pain.other"})
_COLUMNS: Final = frozenset(
    {"date", "sex.solo", "sex.partner", "sex.note", "bleeding.value", "bleeding.exclude"}
    | {*_MOODS, *_PAINS, *_PREVENTION, *_DAY_NOTES, *_DETAILS}
)
_FLAGS: Final = frozenset({*_MOODS, *_PAINS, *_PREVENTION, "sex.solo", "sex.partner"})
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"", "false", "0", "no"})


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of an export."""
    orders = column_order(file, "date", options)
    table = foreign_table(file, report)
    require_columns(table, REQUIRED, "drip")
    labels, uids = Labels(options, report), Uids("drip")

    def read_row(cells: Cells, row: int) -> list[Incoming]:
        order = orders.of(cell(cells, "date"))
        day = dates.parse_date(cell(cells, "date"), "date", order=order)
        dates.report_order(cell(cells, "date"), order, report)
        at = dates.at_noon(day, "date", options, report)
        flags = {name for name in cells if name in _FLAGS and _flag(cells, name)}
        _drop(cells, report)
        found = []
        notes = [cells.get(name, "") for name in _DAY_NOTES]
        sex_note = cells.get("sex.note", "")
        prevention = [tag for name, tag in _PREVENTION.items() if name in flags]
        for whom in _moments(flags):
            answers: dict[str, Any] = {"with_": whom, "note": joined_note(sex_note)}
            answers["tags"] = labels.tags_of(prevention).tags
            uid = uids.of(day.isoformat(), "sex", whom)
            found.append(foreign_entry(at, uid, kind="intimate", **answers))
            # The first of two moments has the rest of what was noted.
            prevention, sex_note = [], ""
        moods = [tag for name, tag in _MOODS.items() if name in flags]
        rest = _day_labels(cells, flags, report)
        tags = labels.tags_of([*moods, *rest, *prevention], moods).tags
        note = joined_note(*notes, sex_note)
        uid = uids.of(day.isoformat(), "day")
        if tags or note:
            found.append(foreign_entry(at, uid, tags=tags, note=note))
        return [Incoming(each, row) for each in found]

    yield from entries_of_rows(table, report, read_row)


def _flag(cells: Cells, name: str) -> bool:
    word = cell(cells, name).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError(name, "it is true, false or empty")


def _moments(flags: set[str]) -> list[str]:
    """With whom there was sex that day; both is two moments."""
    return [word for word in ("partner", "solo") if f"sex.{word}" in flags]


def _day_labels(cells: Cells, flags: set[str], report: ImportReport) -> list[str]:
    found = [tag for name, tag in _PAINS.items() if name in flags]
    bleeding = cell(cells, "bleeding.value")
    if not bleeding:
        return found
    if bleeding not in _BLEEDING:
        raise CellError("bleeding.value", "it is a number from 0 to 3")
    if cell(cells, "bleeding.exclude").casefold() in _TRUE:
        report.drop("bleeding marked as excluded", "drip leaves it out of the cycle as well")
    else:
        found.append(_BLEEDING[bleeding])
    return found


def _drop(cells: Cells, report: ImportReport) -> None:
    for name, text in cells.items():
        if name not in _COLUMNS and text.strip() and text.strip().casefold() != "false":
            group = name.partition(".")[0]
            report.drop(f"column {group}", "pdtrack doesn't store this")
