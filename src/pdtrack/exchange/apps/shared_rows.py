"""What the readers of other programs' files share: their rows, and the entries they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import EntryKind
from pdtrack.exchange.importing import Incoming, Report, Unfit
from pdtrack.exchange.own_entry import note_text
from pdtrack.exchange.parse.csv_table import Row, Table

ROWS_MOST: Final = 500_000

Take = Callable[[Row, int], list[Incoming]]


def table_of(file: BinaryIO) -> Table:
    """The rows of another program's file."""
    return Table(file, ROWS_MOST)


def taken(table: Table, report: Report, take: Take) -> Iterator[Incoming]:
    """What each row brings in; a row that can't come in is put on the report."""
    for number, cells in table:
        try:
            found = take(cells, number)
        except Unfit as unfit:
            report.reject(number, unfit)
        else:
            yield from found


def entry(at: datetime, uid: str, *, kind: EntryKind = "day", **answers: Any) -> Entry:
    """An entry from outside. It was first written down there, about when it was.

    So the order of the diary stays the order of the days, and a file that is imported
    again is never newer than what stands.
    """
    return Entry(at=at, uid=uid, kind=kind, recorded_at=at.astimezone(UTC), **answers)


def note_of(*parts: str) -> str | None:
    """The parts of a note, a paragraph each; `None` where there are none."""
    text = "\n".join(part for part in parts if part)
    return note_text(text) if text else None


def leftovers(cells: Row, known: frozenset[str], report: Report) -> None:
    """Put the filled cells of columns that nobody asked for on the report."""
    for name, cell in cells.items():
        if name not in known and cell.strip():
            report.drop(f"column {name}", "the diary has no place for it")
