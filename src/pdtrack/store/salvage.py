"""What can still be read of a damaged journal, row by row, into a clean one."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.errors import JournalUnusable, PdtrackError
from pdtrack.store import crypt, files
from pdtrack.store.journal import Journal
from pdtrack.store.opening import Ask, connect, faults, migrate, open_file
from pdtrack.store.schema import APPLICATION_ID

# Where the file can't say how many numbers it gave out: so many misses in a row are the end.
GAP_MOST: Final = 10_000


def salvage(
    path: Path, ask: Ask | None, target: Path, *, force: bool, now: datetime
) -> tuple[int, int]:
    """Copy every entry that can be read into a new journal at `target`.

    Returns how many came over and how many numbers could not be read. The damaged file is
    only read; the copy has the same passphrase.
    """
    opened = open_file(path, ask=ask)
    if opened is None:
        raise JournalUnusable("There is no journal.", "Nothing was written.")
    with opened.held:
        try:
            entries, lost = _readable(opened.connection, path)
        finally:
            opened.connection.close()
    with files.written_whole(target, force=force) as file:
        connection = connect(Path(file.name), opened.passphrase)
        with faults(writing=True):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection)
        with Journal(connection, target) as journal, journal.writing(now=now):
            for entry in entries:
                journal.adopt(entry)
    return len(entries), lost


def _readable(connection: sqlite3.Connection, path: Path) -> tuple[list[Entry], int]:
    # A note with a broken letter is worth more than none.
    connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    journal = Journal(connection, path)
    highest = _highest(connection)
    found: list[Entry] = []
    lost = number = last = 0
    while number < highest if highest is not None else number - last < GAP_MOST:
        number += 1
        try:
            entry = journal.get(number)
            if entry is None:
                continue
            entry.check()
        except (PdtrackError, ValueError, OverflowError, OSError):
            lost += 1
            continue
        found.append(entry)
        last = number
    return found, lost


def _highest(connection: sqlite3.Connection) -> int | None:
    for query in (
        "SELECT seq FROM sqlite_sequence WHERE name = 'entry'",
        "SELECT max(id) FROM entry",
    ):
        try:
            row = connection.execute(query).fetchone()
        except crypt.errors("Error"):
            continue
        if row is not None and isinstance(row[0], int):
            return row[0]
    return None
