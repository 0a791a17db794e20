"""The numbers of entries: how far SQLite's count of them can be believed.

SQLite keeps the highest number that it ever gave. A disk, or another program, may have made
anything of it; a number that is far beyond all entries would be given to the next one.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from pdtrack.errors import InvalidInput, JournalUnusable

# Nobody deletes or imports more entries than this in a row.
GAP_MOST: Final = 1_000_000
# The last number that SQLite has.
NUMBER_MOST: Final = 2**63 - 1


def highest_given(connection: sqlite3.Connection, table: str = "entry") -> int:
    """The highest number that was ever given, by the file's own count; 0 where it has none."""
    query = "SELECT seq FROM sqlite_sequence WHERE name = ? ORDER BY rowid LIMIT 1"
    row = connection.execute(query, (table,)).fetchone()
    return row[0] if row is not None and isinstance(row[0], int) else 0


def believable(connection: sqlite3.Connection, table: str = "entry") -> int:
    """The highest number that was ever given, as far as that can be believed."""
    (highest,) = connection.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608
    known = max(0, highest) if isinstance(highest, int) else 0
    given = highest_given(connection, table)
    return given if known <= given <= known + GAP_MOST else known


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether the counts of numbers can go on: one for each table, near what is there."""
    rows = connection.execute("SELECT name, seq FROM sqlite_sequence LIMIT 9").fetchall()
    names = [name for name, _ in rows]
    if len(names) != len(set(names)) or not {"entry", "change"}.issuperset(names):
        return False
    return all(
        isinstance(given, int) and given == believable(connection, name) for name, given in rows
    )


def repair(connection: sqlite3.Connection) -> None:
    """Count on from what can be believed."""
    counts = {table: believable(connection, table) for table in ("entry", "change")}
    connection.execute("DELETE FROM sqlite_sequence")
    for table, highest in counts.items():
        reserve(connection, table, highest)


def next_change(connection: sqlite3.Connection) -> int:
    """The number for a new change; raises `JournalUnusable` where there is none left."""
    highest = believable(connection, "change")
    check_next(highest)
    return highest + 1


def reserve(connection: sqlite3.Connection, table: str, highest: int) -> None:
    """Give no new row a number up to `highest`: they were all given before."""
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
        (table, table),
    )
    connection.execute(
        "UPDATE sqlite_sequence SET seq = ? WHERE name = ? AND seq < ?", (highest, table, highest)
    )


def check_next(highest: int) -> None:
    """Raise `JournalUnusable` where no further number can be given."""
    if highest >= NUMBER_MOST:
        raise JournalUnusable(
            "The journal has an entry with the highest number there is, so nothing was saved.",
            "Delete that entry for good with pdtrack forget, and try again.",
        )


def check_wanted(number: int, highest: int) -> None:
    """Raise `InvalidInput` for a number that is far beyond all that were given."""
    if number > highest + GAP_MOST:
        raise InvalidInput(
            "The file has a number (id) that is far beyond all others.",
            "Empty that cell: the entry then gets the next number.",
        )
