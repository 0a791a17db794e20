"""drip: one row for each day.

A day becomes a `day` entry with tags for its moods, pains and bleeding. Sex that was noted
becomes an intimate moment of its own: alone, with a partner, or both; nothing more is known
about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pdtrack.exchange.apps.shared_rows import entry, note_of, table_of, taken
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.parse import dates as clocks
from pdtrack.exchange.parse.csv_table import Row, cell, need
from pdtrack.exchange.parse.html_text import text_of
from pdtrack.exchange.parse.labels import Labels

# Which column is which tag. Cramps and spotting are named in full: alone these words mean
# pain in sex and blood that nobody expected.
MOODS: Final = {
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
PAINS: Final = {
    "pain.cramps": "period-cramps",
    "pain.ovulationpain": "ovulation-pain",
    "pain.headache": "headache",
    "pain.backache": "backache",
    "pain.nausea": "nausea",
    "pain.tenderbreasts": "tender-breasts",
    "pain.migraine": "migraine",
}
PREVENTION: Final = {
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
BLEEDING: Final = {"0": "cycle-spotting", "1": "period", "2": "period", "3": "period"}
DAY_NOTES: Final = ("note.value", "mood.note", "pain.note")
# Cells that only say more about another cell.
ASIDE: Final = frozenset({"mood.other", "pain.other"})
READ: Final = frozenset(
    {"date", "sex.solo", "sex.partner", "sex.note", "bleeding.value", "bleeding.exclude"}
    | {*MOODS, *PAINS, *PREVENTION, *DAY_NOTES, *ASIDE}
)


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of an export."""
    table = table_of(file)
    need(table.columns, ("date", "bleeding.value", "sex.solo", "mood.happy"), "drip")
    labels, uids = Labels(how, report), Uids("drip")

    def take(cells: Row, row: int) -> list[Incoming]:
        there = clocks.day(cell(cells, "date"), "date")
        at = clocks.whole_day(there, "date", how, report)
        flags = {name for name in cells if name in _FLAGS and _flag(cells, name)}
        _drop(cells, report)
        found = []
        notes = [text_of(cells.get(name, "")) for name in DAY_NOTES]
        said = text_of(cells.get("sex.note", ""))
        means = [tag for name, tag in PREVENTION.items() if name in flags]
        for whom in _moments(flags):
            answers: dict[str, Any] = {"tags": labels.take(means).tags, "note": note_of(said)}
            uid = uids.of(there.isoformat(), "sex", whom)
            found.append(entry(at, uid, kind="intimate", with_=whom or None, **answers))
            # What else was noted goes with the first of two.
            means, said = [], ""
        tags = labels.take(_day_labels(cells, flags))
        note = note_of(*notes, said)
        uid = uids.of(there.isoformat(), "day")
        if tags.tags or note:
            found.append(entry(at, uid, tags=tags.tags, note=note))
        return [Incoming(each, row) for each in found]

    yield from taken(table, report, take)


_FLAGS: Final = frozenset({*MOODS, *PAINS, *PREVENTION, "sex.solo", "sex.partner"})
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"", "false", "0", "no"})


def _flag(cells: Row, name: str) -> bool:
    word = cell(cells, name).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Unfit(name, "it is true, false or empty")


def _moments(flags: set[str]) -> list[str]:
    """With whom; an empty word where only the means against a pregnancy are known."""
    whom = [word for word in ("partner", "solo") if f"sex.{word}" in flags]
    return whom or ([""] if flags & PREVENTION.keys() else [])


def _day_labels(cells: Row, flags: set[str]) -> list[str]:
    found = [tag for name, tag in (MOODS | PAINS).items() if name in flags]
    bleeding = cell(cells, "bleeding.value")
    if bleeding and cell(cells, "bleeding.exclude").casefold() not in _TRUE:
        if bleeding not in BLEEDING:
            raise Unfit("bleeding.value", "it is a number from 0 to 3")
        found.append(BLEEDING[bleeding])
    return found


def _drop(cells: Row, report: Report) -> None:
    for name, text in cells.items():
        if name not in READ and text.strip() and text.strip().casefold() != "false":
            group = name.partition(".")[0]
            report.drop(f"column {group}", "the diary has no place for it")
