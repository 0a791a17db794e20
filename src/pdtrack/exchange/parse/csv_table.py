"""The rows of a CSV file, read one at a time and within limits.

The first line that is not empty is the header. Rows are counted as a spreadsheet counts them:
the header is row 1, and a note of several lines is in one row.

A file of another program may be untidy: UTF-16 or Latin-1, a line `sep=;`, columns without a
name, rows that are too short. A row with more cells than columns goes to the report.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import BinaryIO, Final, Protocol

from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import CellError, ImportReport, printable

BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_TWICE: Final = re.compile(r" \([0-9]{1,3}\)$")

# A cell is limited by `csv.field_size_limit`, which is 131,072 unless someone changes it: far
# more than the longest note has.
_LINE_MOST: Final = 1_000_000
_ROW_MOST: Final = 2_000_000
_COLUMNS_MOST: Final = 500
_DELIMITERS: Final = (",", ";", "\t")
_NOT_UTF8: Final = CellError("", "it is not UTF-8 text", "Export or save the file as UTF-8.")

# A row: its cells by the names of their columns.
Cells = dict[str, str]
# The names of the columns of a table whose first row is none of names, else `None`.
Headless = Callable[[list[str]], Sequence[str] | None]


class CsvTable:
    """The header and the rows of a file; one of another program fills a `report`.

    `headless` has the names of the columns if the first row is an entry already.
    """

    def __init__(
        self,
        file: BinaryIO,
        rows_most: int,
        report: ImportReport | None = None,
        headless: Headless | None = None,
    ) -> None:
        self._report = report
        self._lines = _Lines(file if report is None else decoded(file, report))
        self._most = rows_most
        self._raw: Iterator[list[str]] = self._records()
        header = next(self._raw, None)
        if header is None:
            raise InvalidInput("The file is empty.", "Give a file that was exported.")
        if headless is not None and (names := headless(header)) is not None:
            self._raw = chain([header], self._raw)
            header = [*names]
        while header and not header[-1].strip():
            header.pop()
        self.columns = _names(header, is_foreign=report is not None)

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        """Each row that is not empty, with its number."""
        columns = self.columns
        width = len(columns)
        for number, cells in enumerate(self._raw, 2):
            if len(cells) != width:
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                if self._report is not None:
                    cells += [""] * (width - len(cells))
            if not any(cells if self._report is None else map(str.strip, cells)):
                continue
            if len(cells) != width:
                if self._report is None:
                    raise _width(number, len(cells), columns)
                self._report.reject(number, _too_long(width))
                continue
            if number > self._most + 1:
                raise InvalidInput(
                    f"The file has more than {self._most:,} rows.", "Split it and try again."
                )
            yield number, dict(zip(columns, cells, strict=True))

    def _records(self) -> Iterator[list[str]]:
        number = 0
        first = self._lines.first()
        delimiter = named_delimiter(first)
        if delimiter:
            next(self._lines)
        reader = csv.reader(self._lines, delimiter=delimiter or delimiter_of(first), strict=True)
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


class HasLines(Protocol):
    """What lines can be read from, as UTF-8."""

    def readline(self, most: int, /) -> bytes:
        """The next line, or as much of it as `most` allows; empty at the end."""
        ...


class _Lines:
    """The lines of a file as text, with one limit for a line and one for a row."""

    def __init__(self, file: HasLines) -> None:
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
            if raw.startswith(_UTF16):
                raise CellError("", "it is UTF-16 text", "Export or save the file as UTF-8.")
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


def named_delimiter(line: str) -> str:
    """What a first line `sep=;` says that separates the cells; empty for any other line."""
    name, _, delimiter = line.strip('\r\n"').partition("=")
    return delimiter if name.casefold() == "sep" and delimiter in (*_DELIMITERS, "|") else ""


def decoded(file: BinaryIO, report: ImportReport) -> HasLines:
    """The lines of another program's file as UTF-8, with a line in the report for any other text.

    Text that is not UTF-8 is taken for Latin-1 if no character of it is UTF-8 beyond ASCII:
    else the file is damaged, and is refused where that is.
    """
    start = file.read(4)
    file.seek(0)
    if start.startswith(_UTF16) or (len(start) == 4 and b"\x00" in start):
        wide = "utf-16" if start.startswith(_UTF16) else f"utf-16-{'b' if not start[0] else 'l'}e"
        report.map("text in UTF-16", "the same characters")
        return _Transcoded(file, wide)
    if _is_latin_1(file):
        report.map("text that is not UTF-8", "read as Latin-1 (Western European)")
        return _Transcoded(file, "cp1252")
    return file


def _is_latin_1(file: BinaryIO) -> bool:
    """Whether a file has characters beyond ASCII, and not one of them is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    is_utf8 = is_other = False
    while piece := file.read(65_536):
        if b"\x00" in piece:
            break
        beyond = {c for c in decoder.decode(piece) if c > "\x7f"} if not piece.isascii() else set()
        others = {c for c in beyond if "\udc80" <= c <= "\udcff"}
        is_other |= bool(others)
        is_utf8 |= len(beyond) > len(others)
    file.seek(0)
    return is_other and not is_utf8


class _Transcoded:
    """The lines of a file in another encoding, as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        errors = "strict" if encoding.startswith("utf") else "replace"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._text = ""
        self._ended = False

    def readline(self, most: int, /) -> bytes:
        """The next line, or as much of it as `most` allows."""
        while "\n" not in self._text and not self._ended and len(self._text) <= most:
            raw = self._file.read(65_536)
            self._ended = not raw
            self._text += self._decoder.decode(raw, not raw)
        end = min(self._text.find("\n") + 1 or len(self._text), most)
        line, self._text = self._text[:end], self._text[end:]
        return line.encode("utf-8", "surrogatepass")


def header_of(head: bytes) -> list[str] | None:
    """The names of the columns at the start of a file; `None` if that is no table."""
    try:
        lines = _head_text(head).lstrip("\r\n").split("\n", 2)
        delimiter = named_delimiter(lines[0])
        text = (lines[1] if delimiter and len(lines) > 1 else lines[0]).rstrip("\r")
        delimiter = delimiter or delimiter_of(text)
        cells = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except (csv.Error, UnicodeDecodeError):
        return None
    return [_name(cell) for cell in cells]


def _head_text(head: bytes) -> str:
    """The start of a file as text."""
    if head.startswith(_UTF16):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    start = head.removeprefix(BOM).lstrip(b"\r\n")
    lines = start.split(b"\n", 2)[:2]
    try:
        return b"\n".join(lines).decode("utf-8")
    except UnicodeDecodeError:
        return b"\n".join(lines).decode("cp1252", "replace")


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


def _name(text: str) -> str:
    return text.strip().removeprefix("\ufeff").casefold()


def _names(header: Sequence[str], *, is_foreign: bool) -> list[str]:
    """The names of the columns; another program's may be missing or there twice."""
    if len(header) > _COLUMNS_MOST:
        raise InvalidInput(
            f"Row 1 has {len(header):,} columns, and at most {_COLUMNS_MOST} are read.",
            "Check that this is the right file.",
        )
    names: list[str] = []
    for position, text in enumerate(header, 1):
        name = _name(text)
        if is_foreign:
            name = name or f"without a name ({position})"
            same = sum(base_name(each) == name for each in names)
            name = f"{name} ({same + 1})" if same else name
        if name in names:
            raise InvalidInput(
                f"Row 1: the column {printable(name) or 'without a name'} is there twice.",
                "Rename or remove one of them.",
            )
        names.append(name)
    return names


def base_name(name: str) -> str:
    """The name of a column as the file has it, also of the second one with the same name."""
    return _TWICE.sub("", name)


def _too_long(width: int) -> CellError:
    return CellError(
        "", f"it has more cells than the {width} columns of the header", "Quote its separators."
    )


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
