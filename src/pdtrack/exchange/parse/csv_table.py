"""Rows of a table in a text file, read one at a time and never more than fits.

The first line with anything in it is the header. Rows are counted as a spreadsheet counts
them: the header is row 1, and a note of several lines is one row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import Unfit, shown

# A cell is bounded by `csv.field_size_limit`, which is 131,072 unless somebody changes it:
# far above the longest note (20,000 characters).
LINE_MOST: Final = 1_000_000
RECORD_MOST: Final = 2_000_000
COLUMNS_MOST: Final = 500
DELIMITERS: Final = (",", ";", "\t")
BOM: Final = b"\xef\xbb\xbf"

NOT_UTF8: Final = Unfit("", "it is not UTF-8 text", "Export or save the file as UTF-8.")

Row = dict[str, str]


class Table:
    """The rows of a file under the names of its columns."""

    def __init__(self, file: BinaryIO, rows_most: int) -> None:
        self._lines = _Lines(file)
        self._most = rows_most
        self._raw = self._records()
        header = next(self._raw, None)
        if header is None:
            raise InvalidInput("The file is empty.", "Give a file that was exported.")
        self.columns = _names(header)

    def __iter__(self) -> Iterator[tuple[int, Row]]:
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
                raise NOT_UTF8.at(number + 1) from None
            except Unfit as unfit:
                raise unfit.at(number + 1) from None
            self._lines.used()
            if cells or number:
                number += 1
                yield cells


class _Lines:
    """The lines of a file as text, with a limit for each and for each row."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._since = 0
        self._begun = False
        self._held: str | None = None

    def first(self) -> str:
        """The first line, which stays to be read."""
        try:
            self._held = next(self, "")
        except UnicodeDecodeError:
            raise NOT_UTF8.at(1) from None
        except Unfit as unfit:
            raise unfit.at(1) from None
        return self._held

    def used(self) -> None:
        """A row is complete."""
        self._since = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._held is not None:
            line, self._held = self._held, None
            if not line:
                raise StopIteration
            return line
        raw = self._file.readline(LINE_MOST + 1)
        if not raw:
            raise StopIteration
        if not self._begun:
            self._begun = True
            _check_start(raw)
            raw = raw.removeprefix(BOM)
        self._since += len(raw)
        if len(raw) > LINE_MOST or self._since > RECORD_MOST:
            raise Unfit("", "it is far too long for a row", "Check that this is the right file.")
        if b"\x00" in raw:
            raise Unfit("", "it holds a NUL character", "Check that this is the right file.")
        return raw.decode("utf-8")


def delimiter_of(line: str) -> str:
    """What stands between the cells of a header: a comma, a semicolon or a tab."""
    return max(DELIMITERS, key=line.count)


def header_of(head: bytes) -> list[str] | None:
    """The names of the columns at the start of a file, if that is what stands there."""
    try:
        text = head.removeprefix(BOM).lstrip(b"\r\n").split(b"\n", 1)[0].decode("utf-8")
        cells = next(csv.reader([text.rstrip("\r")], delimiter=delimiter_of(text), strict=True), [])
    except (csv.Error, UnicodeDecodeError):
        return None
    return [_name(cell) for cell in cells]


def need(table: Iterable[str], names: Sequence[str], what: str) -> None:
    """Raise `InvalidInput` if a column is not there."""
    missing = [name for name in names if name not in set(table)]
    if missing:
        raise InvalidInput(
            f"Row 1: the column {missing[0]} is missing.", f"Give a file that {what} exported."
        )


def cell(row: Mapping[str, str], name: str) -> str:
    """A cell without the spaces around it; empty where the file has no such column."""
    return row.get(name, "").strip()


def _check_start(raw: bytes) -> None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit("", "it is UTF-16 text", "Export or save the file as UTF-8.")


def _name(text: str) -> str:
    return text.strip().removeprefix("\ufeff").casefold()


def _names(header: Sequence[str]) -> list[str]:
    if len(header) > COLUMNS_MOST:
        raise InvalidInput(
            f"Row 1 has {len(header):,} columns, and at most {COLUMNS_MOST} are read.",
            "Check that this is the right file.",
        )
    names = [_name(cell) for cell in header]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise InvalidInput(
                f"Row 1: the column {shown(name) or 'without a name'} stands there twice.",
                "Rename or remove one of them.",
            )
    return names


def _width(row: int, found: int, columns: Sequence[str]) -> InvalidInput:
    wanted = len(columns)
    if found < wanted:
        return InvalidInput(
            f"Row {row}, column {shown(columns[found])}: the row ends before this column.",
            f"It has {found} cells and the header has {wanted}; the file may be cut off.",
        )
    return InvalidInput(
        f"Row {row}, column {wanted + 1}: the header has only {wanted} columns.",
        "A cell with the separator in it needs quotes around it.",
    )


def _broken(row: int, problem: csv.Error) -> InvalidInput:
    said = str(problem)
    if "field larger" in said:
        return InvalidInput(
            f"Row {row}: a cell is far too long.", "Check that this is the right file."
        )
    if "unexpected end" in said:
        return InvalidInput(
            f"Row {row}: the file ends inside quotes.", "It may be cut off; export it again."
        )
    return InvalidInput(f"Row {row}: its quotes or line ends are broken.", "Export the file again.")
