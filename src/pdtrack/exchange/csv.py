"""pdtrack's own CSV: UTF-8, RFC 4180, one header line; a skipped answer is an empty cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import EXPORTED, FIELD_NAMES, FREE_TEXT, Field
from pdtrack.exchange.formula_guard import inert
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.own_entry import REQUIRED, from_cells, unknown_field
from pdtrack.exchange.parse.csv_table import Table, need

# About a screenful at a time: memory stays flat however long the diary is.
CHUNK: Final = 500
ROWS_MOST: Final = 5_000_000


def lines(entries: Iterable[Entry], *, notes: bool = True) -> Iterator[str]:
    """The document in pieces: the header first, then the entries in the order given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELD_NAMES)
    for number, entry in enumerate(entries, 1):
        writer.writerow(_cells(entry, notes))
        if number % CHUNK == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of a file that `lines` wrote; raises at the first row that is wrong."""
    table = Table(file, ROWS_MOST)
    need(table.columns, REQUIRED, "pdtrack")
    if not set(FIELD_NAMES).issuperset(table.columns):
        raise unknown_field().at(1)
    uids = Uids(report.form)
    for row, cells in table:
        try:
            yield from_cells(cells, row, how, uids)
        except Unfit as unfit:
            raise unfit.at(row) from None


def _cells(entry: Entry, notes: bool) -> list[str]:
    cells = [_cell(field, getattr(entry, field.attribute)) for field in EXPORTED]
    if not notes:
        cells[FIELD_NAMES.index("note")] = ""
    return cells


def _cell(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.holds == "step":
        return str(value)
    text = field.text(value)
    return inert(text) if field.holds in FREE_TEXT else text
