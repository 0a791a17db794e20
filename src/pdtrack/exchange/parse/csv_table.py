"""The rows of a CSV file, read one at a time and within limits.

The first line that is not empty is the header. Rows are counted as a spreadsheet counts them:
the header is row 1, and a note of several lines is in one row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import CellError, printable

BOM: Final = b"\xef\xbb\xbf"

# A cell is limited by `csv.field_size_limit`, which is 131,072 unless someone changes it: far
# more than the longest note has.
_LINE_MOST: Final = 1_000_000
_ROW_MOST: Final = 2_000_000
_COLUMNS_MOST: Final = 500
_DELIMITERS: Final = (",", ";", "\t")
_NOT_UTF8: Final = CellError("", "it is not UTF-8 text", "Export or save the file as UTF-8.")

# A row: its cells by the names of their columns.
Cells = dict[str, str]


class CsvTable:
    """The header and the rows of a file."""

    def __init__(self, file: BinaryIO, rows_most: int) -> None:
        self._lines = _Lines(file)
        self._most = rows_most
        self._raw = self._records()
        header = next(self._raw, None)
        if header is None:
            raise InvalidInput("The file is empty.", "Give a file that was exported.")
        self.columns = _names(header)

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        """Each row with its number; a row must have as many cells as there are columns."""
        columns = self.columns
        width = len(columns)
        for number, cells in enumerate(self._raw, 2):
            if not cells:
                continue
            if len(cells) != width:
                raise _width(number, len(cells), columns)
            if number > self._most + 1:
                raise InvalidInput(
                    f"The file has more than {self._most:,} rows.", "Split it and try again."
                )
            yield number, dict(zip(columns, cells, strict=True))

    def _records(self) -> Iterator[list[str]]:
        number = 0
        first = self._lines.first()
        reader = csv.reader(self._lines, delimiter=delimiter_of(first), strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                raise _broken(number + 1, problem) from None
            except UnicodeDecodeError:
                raise _NOT_UTF8.in_row(number + 1) from None
            except CellError as error:
                raise error.in_row(number + 1) from None
            self._lines.used()
            if cells or number:
                number += 1
                yield cells


class _Lines:
    """The lines of a file as text, with one limit for a line and one for a row."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._since = 0
        self._begun = False
        self._held: str | None = None

    def first(self) -> str:
        """The first line; it will be read again."""
        try:
            self._held = next(self, "")
        except UnicodeDecodeError:
            raise _NOT_UTF8.in_row(1) from None
        except CellError as error:
            raise error.in_row(1) from None
        return self._held

    def used(self) -> None:
        """Start to count the bytes of a new row."""
        self._since = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._held is not None:
            line, self._held = self._held, None
            if not line:
                raise StopIteration
            return line
        raw = self._file.readline(_LINE_MOST + 1)
        if not raw:
            raise StopIteration
        if not self._begun:
            self._begun = True
            _check_start(raw)
            raw = raw.removeprefix(BOM)
        self._since += len(raw)
        if len(raw) > _LINE_MOST or self._since > _ROW_MOST:
            raise CellError(
                "", "it is far too long for a row", "Check that this is the right file."
            )
        if b"\x00" in raw:
            raise CellError("", "it holds a NUL character", "Check that this is the right file.")
        return raw.decode("utf-8")


def delimiter_of(line: str) -> str:
    """What separates the cells of a header: a comma, a semicolon or a tab."""
    return max(_DELIMITERS, key=line.count)


def header_of(head: bytes) -> list[str] | None:
    """The names of the columns at the start of a file; `None` if that is no table."""
    try:
        text = head.removeprefix(BOM).lstrip(b"\r\n").split(b"\n", 1)[0].decode("utf-8")
        cells = next(csv.reader([text.rstrip("\r")], delimiter=delimiter_of(text), strict=True), [])
    except (csv.Error, UnicodeDecodeError):
        return None
    return [_name(cell) for cell in cells]


def require_columns(table: CsvTable, names: Iterable[str], program: str) -> None:
    """Raise `InvalidInput` if a column is missing."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise InvalidInput(
            f"Row 1: the column {missing[0]} is missing.", f"Give a file that {program} exported."
        )


def cell(cells: Mapping[str, str], name: str) -> str:
    """The text of a cell without spaces around it; empty if the file has no such column."""
    return cells.get(name, "").strip()


def _check_start(raw: bytes) -> None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CellError("", "it is UTF-16 text", "Export or save the file as UTF-8.")


def _name(text: str) -> str:
    return text.strip().removeprefix("\ufeff").casefold()


def _names(header: Sequence[str]) -> list[str]:
    if len(header) > _COLUMNS_MOST:
        raise InvalidInput(
            f"Row 1 has {len(header):,} columns, and at most {_COLUMNS_MOST} are read.",
            "Check that this is the right file.",
        )
    names = [_name(cell) for cell in header]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise InvalidInput(
                f"Row 1: the column {printable(name) or 'without a name'} is there twice.",
                "Rename or remove one of them.",
            )
    return names


def _width(row: int, found: int, columns: Sequence[str]) -> InvalidInput:
    wanted = len(columns)
    if found < wanted:
        return InvalidInput(
            f"Row {row}, column {printable(columns[found])}: the row ends before this column.",
            f"It has {found} cells and the header has {wanted}; the file may be cut off.",
        )
    return InvalidInput(
        f"Row {row}, column {wanted + 1}: the header has only {wanted} columns.",
        "A cell with the separator in it needs quotes around it.",
    )


def _broken(row: int, problem: csv.Error) -> InvalidInput:
    reason = str(problem)
    if "field larger" in reason:
        return InvalidInput(
            f"Row {row}: a cell is far too long.", "Check that this is the right file."
        )
    if "unexpected end" in reason:
        return InvalidInput(
            f"Row {row}: the file ends inside quotes.", "It may be cut off; export it again."
        )
    return InvalidInput(f"Row {row}: its quotes or line ends are broken.", "Export the file again.")
