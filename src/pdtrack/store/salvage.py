"""What can still be read of a damaged journal, row by row, into a clean one."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store import sqlcipher as crypt
from pdtrack.store.entry_row import COLUMNS, entry_of
from pdtrack.store.journal import Journal
from pdtrack.store.opening import Ask, connect, faults, migrate, number_from, open_file
from pdtrack.store.schema import APPLICATION_ID

# So many numbers are tried one by one; no diary has more.
TRIED_MOST: Final = 1_000_000
# Nobody deletes more of their newest entries.
GAP_MOST: Final = 10_000


def salvage(
    path: Path, ask: Ask | None, target: Path, *, force: bool, now: datetime
) -> tuple[int, int]:
    """Copy every entry that can be read into a new journal at `target`.

    Returns how many came over and how many numbers could not be read. The damaged file is
    only read; the copy has the same passphrase.
    """
    # What is damaged can't be brought up to this version either.
    opened = open_file(path, older=True, ask=ask)
    if opened is None:
        raise JournalUnusable("There is no journal.", "Nothing was written.")
    with opened.held:
        try:
            entries, lost = _readable(opened.connection)
            given = _given(opened.connection, entries)
        finally:
            opened.connection.close()
    with files.written_whole(target, force=force) as file:
        connection = connect(Path(file.name), opened.passphrase)
        with faults(writing=True):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection)
        saved = 0
        with Journal(connection, target) as journal, journal.writing(now=now):
            for entry in entries:
                # One that breaks a rule of the tables costs no other.
                with contextlib.suppress(InvalidInput):
                    journal.adopt(entry)
                    saved += 1
            number_from(connection, given)
    return saved, lost + len(entries) - saved


def _readable(connection: sqlite3.Connection) -> tuple[list[Entry], int]:
    # A note with a broken letter is worth more than none.
    connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    # A page with one bad cell is read as well.
    connection.execute("PRAGMA cell_size_check = OFF")
    found: list[Entry] = []
    query = f"SELECT {_columns(connection)} FROM entry WHERE id = ?"  # noqa: S608
    lost = 0
    for number in sorted(_numbers(connection)):
        try:
            with faults():
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
    """What to ask for; a column that the file is too old for is empty."""
    known: set[str] = set()
    with contextlib.suppress(*crypt.errors("Error")):
        known.update(row[1] for row in connection.execute("PRAGMA table_info(entry)"))
    return ", ".join(column if column in known else "NULL" for column in COLUMNS)


def _numbers(connection: sqlite3.Connection) -> set[int]:
    """Every number under which there may be an entry, wherever the file names one.

    What it says of how many it gave out is only one witness; it may be anything.
    """
    seen: set[int] = set()
    for query in _WITNESSES:
        with contextlib.suppress(*crypt.errors("Error")):
            for (number,) in connection.execute(query):
                if isinstance(number, int) and number > 0:
                    seen.add(number)
    highest = _sequence(connection)
    # The gaps: a page that is lost hides its numbers from all witnesses.
    return seen | set(range(1, min(max((highest, *seen)), TRIED_MOST) + 1))


def _sequence(connection: sqlite3.Connection) -> int:
    """How many numbers the file says it gave out; it may say anything."""
    with contextlib.suppress(*crypt.errors("Error")):
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
        if row is not None and isinstance(row[0], int):
            return row[0]
    return 0


def _given(connection: sqlite3.Connection, entries: list[Entry]) -> int:
    """Up to which number none is given again; the file is believed within reason."""
    highest = max((entry.number for entry in entries), default=0)
    said = _sequence(connection)
    return said if highest <= said <= highest + GAP_MOST else highest


_WITNESSES: Final = (
    "SELECT id FROM entry NOT INDEXED ORDER BY id",
    "SELECT id FROM entry NOT INDEXED ORDER BY id DESC",
    "SELECT id FROM entry INDEXED BY entry_at ORDER BY at",
    "SELECT id FROM entry INDEXED BY entry_at ORDER BY at DESC",
)
