"""Every format that pdtrack imports: its name, how it is recognised, and its reader.

How to add one: a file in `apps` with a function `read` and what its files are recognised by, and
a row in `FORMATS`.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, Final, NamedTuple

from pdtrack.domain.entry import LABELS_UID
from pdtrack.errors import InvalidInput
from pdtrack.exchange import csv, json, own_entry
from pdtrack.exchange.apps import (
    bearable,
    clue,
    daylio,
    dayone,
    drip,
    flo,
    howwefeel,
    jrnl,
    pixels,
    table,
    trackgraph,
)
from pdtrack.exchange.importing import ImportOptions, ImportReport, Incoming, counted
from pdtrack.exchange.parse.csv_table import header_of

Reader = Callable[[BinaryIO, ImportOptions, ImportReport], Iterator[Incoming]]
Recogniser = Callable[[bytes, str], bool]

HEAD_SIZE: Final = 65_536

_OWN_MOST: Final = 4 * 2**30
_FOREIGN_MOST: Final = 64 * 2**20
# A backup has photos besides the one file that is read.
_ARCHIVE_MOST: Final = 4 * 2**30


def _never(head: bytes, name: str) -> bool:
    return False


class Format(NamedTuple):
    """One format.

    `columns`: a table with all of these has this format. `recognises`: whether a file has it,
    by its first `HEAD_SIZE` bytes and its name. `size_most`: a larger file is refused.
    """

    name: str
    title: str
    read: Reader
    size_most: int
    columns: tuple[str, ...] = ()
    recognises: Recogniser = _never
    is_own: bool = False
    reads_archives: bool = False


_ROWS: Final = (
    Format("csv", "pdtrack CSV", csv.read, _OWN_MOST, own_entry.REQUIRED, is_own=True),
    Format("json", "pdtrack JSON", json.read, _OWN_MOST, (), json.is_export, is_own=True),
    Format(
        "daylio", "Daylio CSV or backup", daylio.read, _ARCHIVE_MOST,
        daylio.REQUIRED, daylio.is_backup, reads_archives=True,
    ),
    Format("bearable", "Bearable CSV", bearable.read, _FOREIGN_MOST, bearable.REQUIRED),
    Format("drip", "drip CSV", drip.read, _FOREIGN_MOST, drip.REQUIRED),
    Format(
        "clue", "Clue (measurements.json, .cluedata or zip)", clue.read, _FOREIGN_MOST,
        (), clue.is_measurements, reads_archives=True,
    ),
    Format("flo", "Flo JSON", flo.read, _FOREIGN_MOST, (), flo.is_flo),
    Format("pixels", "Pixels backup", pixels.read, _FOREIGN_MOST, (), pixels.is_pixels),
    Format("howwefeel", "How We Feel CSV", howwefeel.read, _FOREIGN_MOST, howwefeel.REQUIRED),
    Format("dayone", "Day One JSON", dayone.read, _FOREIGN_MOST, (), dayone.is_dayone),
    Format("jrnl", "jrnl JSON", jrnl.read, _FOREIGN_MOST, (), jrnl.is_jrnl),
    Format("trackgraph", "Track & Graph CSV", trackgraph.read, _FOREIGN_MOST, trackgraph.REQUIRED),
    Format("table", "any CSV, with the columns named", table.read, _FOREIGN_MOST),
)  # fmt: skip
FORMATS: Final = {each.name: each for each in _ROWS}


def recognise(head: bytes, name: str) -> str | None:
    """The format of a file with that name and these first bytes; `None` if it has none."""
    for each in FORMATS.values():
        if each.recognises(head, name):
            return each.name
    header = set(header_of(head) or ())
    tables = (each for each in FORMATS.values() if each.columns)
    fitting = [each for each in tables if header.issuperset(each.columns)]
    # The one with the most columns is the most certain.
    return max(fitting, key=lambda each: len(each.columns)).name if fitting else None


def format_named(name: str) -> Format:
    """The format of that name; raises `InvalidInput` if there is none."""
    try:
        return FORMATS[name]
    except KeyError:
        raise InvalidInput(
            "There is no format with that name.", f"They are {', '.join(FORMATS)}."
        ) from None


def read_entries(
    file: BinaryIO, name: str, options: ImportOptions, report: ImportReport
) -> Iterator[Incoming]:
    """The entries of a file, one at a time, while `report` fills.

    Raises `InvalidInput` for a file that is wrong, and `UnknownMoods` at the end if it has words
    for moods without a number. Rows that can't be read are in the report; of pdtrack's own
    files only where `options.skips_bad`.
    """
    form = format_named(name)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > form.size_most:
        raise InvalidInput(
            f"The file is larger than {form.size_most // 2**20:,} MB.",
            "Check that this is the right file.",
        )
    entries = form.read(file, options, report)
    return counted(entries if form.is_own else _with_labels(entries, options), report)


def _with_labels(entries: Iterator[Incoming], options: ImportOptions) -> Iterator[Incoming]:
    """The entries of another program, marked by their uid if their tags are its labels.

    With `fold` the labels count as pdtrack's tags. An entry has one uid or the other, so that
    the same file is recognised however its labels are read.
    """
    for incoming in entries:
        plain = incoming.entry.uid or ""
        marked = LABELS_UID + plain
        if options.fold or not incoming.entry.tags:
            yield replace(incoming, other_uid=marked)
        else:
            entry = incoming.entry._replace(uid=marked)
            yield replace(incoming, entry=entry, other_uid=plain)
