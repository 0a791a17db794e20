"""Every format that can be read: its name, how it is recognised, and who reads it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

from pdtrack.errors import InvalidInput
from pdtrack.exchange import csv, json
from pdtrack.exchange.apps import bearable, clue, daylio, drip, trackgraph
from pdtrack.exchange.apps import table as columns
from pdtrack.exchange.importing import How, Incoming, Report, counted
from pdtrack.exchange.parse.csv_table import BOM, header_of

Reader: TypeAlias = Callable[[BinaryIO, How, Report], Iterator[Incoming]]

HEAD: Final = 65_536
OWN_MOST: Final = 4 * 2**30
FOREIGN_MOST: Final = 64 * 2**20
# A backup holds photos beside the one file that is read.
ARCHIVE_MOST: Final = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, in full, who reads it, how large, and whether it is ours."""

    name: str
    title: str
    read: Reader
    most: int = FOREIGN_MOST
    is_own: bool = False


FORMATS: Final = {
    each.name: each
    for each in (
        Format("csv", "pdtrack CSV", csv.read, OWN_MOST, True),
        Format("json", "pdtrack JSON", json.read, OWN_MOST, True),
        Format("daylio", "Daylio CSV or backup", daylio.read, ARCHIVE_MOST),
        Format("bearable", "Bearable CSV", bearable.read),
        Format("drip", "drip CSV", drip.read),
        Format("clue", "Clue measurements.json or .cluedata", clue.read),
        Format("trackgraph", "Track & Graph CSV", trackgraph.read),
        Format("table", "any CSV, with the columns named", columns.read),
    )
}


def recognise(head: bytes, name: str) -> str | None:
    """The format of a file that begins so and has that name; `None` if it is none of ours."""
    if head.startswith(daylio.ZIP):
        return "daylio" if name.casefold().endswith(".daylio") or _ARCHIVED in head else None
    start = head.removeprefix(BOM).lstrip()
    if start.startswith(b"{"):
        return _object_kind(start)
    if start.startswith(b"["):
        return "clue" if all(word in start for word in _LISTED) else None
    found = header_of(head)
    return _table_kind(set(found)) if found else None


_LISTED: Final = (b'"type"', b'"date"')
_ARCHIVED: Final = daylio.BACKUP.encode()


def _object_kind(start: bytes) -> str | None:
    if b'"schema"' in start or b'"entries"' in start:
        return "json"
    return "clue" if b'"data"' in start else None


def _table_kind(names: set[str]) -> str | None:
    return next((form for form, needed in _HEADERS.items() if needed <= names), None)


# By what must stand in the header; the first that fits.
_HEADERS: Final = {
    "daylio": {"date", "time", "mood", "activities", "note"},
    "bearable": {"date", "category", "rating/amount", "detail"},
    "drip": {"date", "bleeding.value", "sex.solo", "mood.happy"},
    "trackgraph": {"featurename", "timestamp", "value"},
    "csv": {"at", "kind"},
}


def named(name: str) -> Format:
    """The format of that name."""
    try:
        return FORMATS[name]
    except KeyError:
        raise InvalidInput(
            "There is no format of that name.", f"They are {', '.join(FORMATS)}."
        ) from None


def read(file: BinaryIO, form: str, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of a file, one at a time, while `report` fills.

    Raises `InvalidInput` for a file that is wrong, and `UnknownMoods` at the end if words
    for moods are left over. Rows of other programs that can't come in stand in the report.
    """
    found = named(form)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > found.most:
        raise InvalidInput(
            f"The file is larger than {found.most // 2**20:,} MB.",
            "Check that this is the right file.",
        )
    return counted(found.read(file, how, report), report)


def check(file: BinaryIO, form: str, how: How) -> Report:
    """Everything there is to say about a file, without keeping its entries."""
    report = Report(form)
    for _ in read(file, form, how, report):
        pass
    return report
