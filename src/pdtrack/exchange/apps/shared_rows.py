"""What the readers of other programs' files share: their rows, and the entries they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import EntryKind
from pdtrack.exchange.importing import CellError, ImportReport, Incoming
from pdtrack.exchange.own_entry import valid_note
from pdtrack.exchange.parse.csv_table import Cells, CsvTable

FOREIGN_ROWS_MOST: Final = 500_000

RowReader = Callable[[Cells, int], list[Incoming]]


def foreign_table(file: BinaryIO) -> CsvTable:
    """The table in another program's file."""
    return CsvTable(file, FOREIGN_ROWS_MOST)


def entries_of_rows(table: CsvTable, report: ImportReport, read: RowReader) -> Iterator[Incoming]:
    """The entries that `read` makes of each row; a row that it can't read goes to the report."""
    for number, cells in table:
        try:
            found = read(cells, number)
        except CellError as error:
            report.reject(number, error)
        else:
            yield from found


def foreign_entry(at: datetime, uid: str, *, kind: EntryKind = "day", **answers: Any) -> Entry:
    """An entry of another program, recorded there at about the time it is about.

    So entries stay in the order of their days, and an entry that is imported again is never
    newer than the one in the journal.
    """
    return Entry(at=at, uid=uid, kind=kind, recorded_at=at.astimezone(UTC), **answers)


def joined_note(*parts: str) -> str | None:
    """The parts of a note, each on lines of its own; `None` if all are empty."""
    text = "\n".join(part for part in parts if part)
    return valid_note(text) if text else None


def report_other_columns(cells: Cells, known: frozenset[str], report: ImportReport) -> None:
    """Put every filled cell of a column that is not known on the report."""
    for name, cell in cells.items():
        if name not in known and cell.strip():
            report.drop(f"column {name}", "pdtrack doesn't store this")
