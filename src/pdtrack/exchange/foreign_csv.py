"""What the readers of other programs' CSV files share: their rows, and the order of their dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from pdtrack.exchange.importing import (
    FOREIGN_ROWS_MOST,
    CellError,
    ImportOptions,
    ImportReport,
    Incoming,
)
from pdtrack.exchange.own_entry import PLAIN_LINE_ENDS
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, CsvTable, Headless, cell

RowReader = Callable[[Cells, int], list[Incoming]]


def foreign_table(
    file: BinaryIO, report: ImportReport, headless: Headless | None = None
) -> CsvTable:
    """The table in another program's file."""
    return CsvTable(file, FOREIGN_ROWS_MOST, report, headless)


def entries_of_rows(table: CsvTable, report: ImportReport, read: RowReader) -> Iterator[Incoming]:
    """The entries that `read` makes of each row; a row that it can't read goes to the report."""
    for number, cells in table:
        try:
            found = read(cells, number)
        except CellError as error:
            report.reject(number, error)
        else:
            if any("\r" in text for text in cells.values()):
                report.map(*PLAIN_LINE_ENDS)
            yield from found


class ColumnOrder:
    """What comes first in dates like 5/6/2021, by all dates of the file.

    They are looked at when the first such date is met, so that most files are read once less.
    """

    def __init__(
        self, file: BinaryIO, dates_in: Callable[[CsvTable], Iterable[str]], options: ImportOptions
    ) -> None:
        self._file = file
        self._dates_in = dates_in
        self._given = options.order
        self._known: tuple[dates.Order | None] | None = None

    def of(self, text: str, headless: Headless | None = None) -> dates.Order | None:
        """What comes first in this date; `None` where that shows, or nothing shows it."""
        if not dates.needs_order(text):
            return None
        if self._known is None:
            place = self._file.tell()
            self._file.seek(0)
            table = foreign_table(self._file, ImportReport(""), headless)
            self._known = (dates.order_of(self._dates_in(table), self._given),)
            self._file.seek(place)
        return self._known[0]


def column_order(file: BinaryIO, name: str, options: ImportOptions) -> ColumnOrder:
    """What comes first in the dates of one column."""
    return ColumnOrder(
        file, lambda table: (dates.date_part(cell(cells, name)) for _, cells in table), options
    )


def report_other_columns(cells: Cells, known: frozenset[str], report: ImportReport) -> None:
    """Put every filled cell of a column that is not known on the report."""
    for name, text in cells.items():
        if name not in known and text.strip():
            report.drop(f"column {name}", "pdtrack doesn't store this")
