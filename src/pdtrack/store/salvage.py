"""Copies what can still be read of a damaged journal, row by row, into a new one."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files, numbering
from pdtrack.store.connection import connect, create_tables
from pdtrack.store.entry_row import COLUMNS, entry_of
from pdtrack.store.journal import Journal
from pdtrack.store.opening import Ask, open_file
from pdtrack.store.sqlcipher import error_types
from pdtrack.store.sqlite_errors import translated_errors

# The highest number that is tried; no diary has more entries.
TRIED_MOST: Final = 1_000_000
# Nobody deletes more of their newest entries than this.
CLAIMED_MOST: Final = 10_000


def salvage_entries(
    path: Path, ask: Ask | None, target: Path, *, force: bool, now: datetime
) -> tuple[int, int]:
    """Copy every entry that can be read into a new journal at `target`.

    Returns how many were copied and how many numbers could not be read. The damaged file is
    only read; the new one has the same passphrase.
    """
    # A damaged journal can't be migrated either.
    opened = open_file(path, older=True, ask=ask)
    if opened is None:
        raise JournalUnusable("There is no journal.", "Nothing was written.")
    try:
        entries, lost = _readable(opened.connection)
        given = _given(opened.connection, entries)
    finally:
        opened.close()
    room = Path(os.path.realpath(path)).parent
    with files.built_whole(target, force=force, room=room) as draft:
        connection = connect(draft, opened.passphrase)
        create_tables(connection)
        saved = 0
        with Journal(connection, target) as journal, journal.writing(now=now):
            for entry in entries:
                # An entry that breaks a rule of the tables must not cost the others.
                with contextlib.suppress(InvalidInput):
                    journal.adopt(entry)
                    saved += 1
            numbering.reserve(connection, "entry", given)
    return saved, lost + len(entries) - saved


def _readable(connection: sqlite3.Connection) -> tuple[list[Entry], int]:
    # A note with a broken letter is better than none.
    connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    # A page with one bad cell is read too.
    connection.execute("PRAGMA cell_size_check = OFF")
    # In one transaction the file is locked once, not for every number.
    connection.execute("BEGIN")
    found: list[Entry] = []
    query = f"SELECT {_columns(connection)} FROM entry WHERE id = ?"  # noqa: S608
    lost = 0
    for number in sorted(_numbers(connection)):
        try:
            with translated_errors():
                row = connection.execute(query, (number,)).fetchone()
            if row is None:
                continue
            entry = entry_of(row)
            entry.check()
        except (PdtrackError, ValueError):
            lost += 1
            continue
        found.append(entry)
    return found, lost


def _columns(connection: sqlite3.Connection) -> str:
    """What to select; a column that the file is too old for is empty."""
    known: set[str] = set()
    with contextlib.suppress(*error_types("Error")):
        known.update(row[1] for row in connection.execute("PRAGMA table_info(entry)"))
    return ", ".join(column if column in known else "NULL" for column in COLUMNS)


def _numbers(connection: sqlite3.Connection) -> set[int]:
    """Every number that an entry may have, wherever the file names one.

    The file's own count of the numbers that it gave is only one witness; it may be anything.
    """
    seen: set[int] = set()
    for query in _WITNESSES:
        with contextlib.suppress(*error_types("Error")):
            for (number,) in connection.execute(query):
                if isinstance(number, int) and number > 0:
                    seen.add(number)
    highest = _sequence(connection)
    # The gaps too: a page that is lost hides its numbers from all witnesses.
    return seen | set(range(1, min(max((highest, *seen)), TRIED_MOST) + 1))


def _sequence(connection: sqlite3.Connection) -> int:
    """The highest number that the file claims to have given; it may be anything."""
    with contextlib.suppress(*error_types("Error")):
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
        if row is not None and isinstance(row[0], int):
            return row[0]
    return 0


def _given(connection: sqlite3.Connection, entries: list[Entry]) -> int:
    """Up to which number none is given again; the file's claim is believed within reason."""
    highest = max((entry.number for entry in entries), default=0)
    claimed = _sequence(connection)
    return claimed if highest <= claimed <= highest + CLAIMED_MOST else highest


_WITNESSES: Final = (
    "SELECT id FROM entry NOT INDEXED ORDER BY id",
    "SELECT id FROM entry NOT INDEXED ORDER BY id DESC",
    "SELECT id FROM entry INDEXED BY entry_at ORDER BY at",
    "SELECT id FROM entry INDEXED BY entry_at ORDER BY at DESC",
)
