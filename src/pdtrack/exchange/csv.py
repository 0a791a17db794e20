"""pdtrack's own CSV: UTF-8, RFC 4180, one header line; a skipped answer is an empty cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ATTRIBUTES, NAMES, TEXT, utc
from pdtrack.exchange.cells import inert

# About a screenful at a time: memory stays flat however long the diary is.
CHUNK: Final = 500


def lines(entries: Iterable[Entry], *, notes: bool = True) -> Iterator[str]:
    """The document in pieces: the header first, then the entries in the order given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(NAMES)
    for number, entry in enumerate(entries, 1):
        writer.writerow(_cells(entry, notes))
        if number % CHUNK == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _cells(entry: Entry, notes: bool) -> list[str]:
    cells = [_cell(name, getattr(entry, ATTRIBUTES[name])) for name in NAMES]
    if not notes:
        cells[NAMES.index("note")] = ""
    return cells


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in ("recorded_at", "edited_at"):
        return utc(value)
    if name == "at":
        return str(value.isoformat())
    if isinstance(value, tuple):
        return inert(" ".join(value)) if value else "none"
    return inert(value) if name in TEXT else str(value)
