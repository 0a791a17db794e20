"""What the readers of other programs' files share: their rows, and the entries they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import EntryKind
from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming
from pdtrack.exchange.own_entry import PLAIN_LINE_ENDS, valid_note
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, CsvTable, Headless, cell
from pdtrack.exchange.parse.json_stream import Member
from pdtrack.exchange.parse.labels import RowTags

FOREIGN_ROWS_MOST: Final = 500_000

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


def entries_of_members(
    members: Iterator[Member],
    key: str,
    report: ImportReport,
    read: Callable[[Any, int], list[Incoming]],
    most: int = FOREIGN_ROWS_MOST,
) -> Iterator[Incoming]:
    """The entries that `read` makes of each element of the list `key` of a JSON document.

    What it can't read goes to the report; raises `InvalidInput` if there is no such list.
    """
    is_there = False
    for member in members:
        is_there |= member.key == key
        if member.key != key or not member.place:
            continue
        if member.place > most:
            raise InvalidInput(
                f"The file has more than {most:,} entries.",
                "Check that this is the right file.",
            )
        try:
            found = read(member.value, member.place)
        except CellError as error:
            report.reject(member.place, error)
        else:
            yield from found
    if not is_there:
        raise InvalidInput(
            "The file has no list of entries.", "Give the file as the other program exported it."
        )


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


def foreign_entry(at: datetime, uid: str, *, kind: EntryKind = "day", **answers: Any) -> Entry:
    """An entry of another program, recorded there at about the time it is about.

    So entries stay in the order of their days, and an entry that is imported again is never
    newer than the one in the journal.
    """
    return Entry(at=at, uid=uid, kind=kind, recorded_at=at.astimezone(UTC), **answers)


def labelled_entries(
    at: datetime,
    uid: str,
    row: int,
    labels: RowTags,
    report: ImportReport,
    *,
    mood: int | None = None,
    note: str | None = None,
) -> list[Incoming]:
    """The entry of a row with labels; none where it would be empty.

    It is a moment if a label marks one; its mood is then the one right after.
    """
    answers: dict[str, Any] = {"tags": labels.tags, "note": note}
    if labels.is_moment:
        made = foreign_entry(at, uid, kind="intimate", after=mood, **answers)
    else:
        made = foreign_entry(at, uid, mood=mood, **answers)
    if not made.answered and not made.is_moment:
        report.drop("rows", "they add nothing")
        return []
    return [Incoming(made, row)]


def joined_note(*parts: str) -> str | None:
    """The parts of a note, each on lines of its own; `None` if all are empty."""
    text = "\n".join(stripped for part in parts if (stripped := part.strip()))
    return valid_note(text) if text else None


def report_other_columns(cells: Cells, known: frozenset[str], report: ImportReport) -> None:
    """Put every filled cell of a column that is not known on the report."""
    for name, text in cells.items():
        if name not in known and text.strip():
            report.drop(f"column {name}", "pdtrack doesn't store this")


def object_of(value: Any, column: str = "") -> dict[str, Any]:
    """An element of a list that has to be an object."""
    if not isinstance(value, dict):
        raise CellError(column, "this is not an entry")
    return value


def text_in(found: dict[str, Any], name: str) -> str:
    """The text of a member; empty if it has none."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


def whole_in(found: dict[str, Any], name: str) -> int | None:
    """The whole number of a member, if it has one."""
    value = found.get(name)
    return value if type(value) is int else None


def texts_in(found: dict[str, Any], name: str) -> list[str]:
    """The texts of a list; empty if it has none."""
    value = found.get(name)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
