"""What a journal remembers besides its entries: what was shown, and what is still to be erased.

Nothing here begins a transaction; `Journal` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Final

from pdtrack.store.entry_row import instant, seconds
from pdtrack.store.sqlite_errors import translated_errors

# What was shown first, also in neutral words; that no backup could be made, and that the clock
# is far ahead.
FIRST_USE: Final = "first-use"
FIRST_DISCREET: Final = "first-use-discreet"
NO_BACKUP: Final = "no-backup"
LEAP: Final = "keep-months-leap"
# What `remember` records about entries begins so: it was shown to a person, or read by a
# script. What a script reads is still shown to the person.
SHOWN_TO_PERSON: Final = "said:"
SHOWN_TO_SCRIPT: Final = "read:"
# `forget` was the last thing done: what `undo` would undo is older.
FORGOT: Final = "forgot"
# And what is being erased: the number and the uid of an entry.
_ERASING: Final = "erasing:"
# All that begins so.
_IS_ERASING: Final = ("what >= ? AND what < ?", (_ERASING, _ERASING[:-1] + ";"))
# Where copies are: the name of a journal, as bytes in hexadecimal digits.
PLACE: Final = "place:"
_ABOUT_NO_ENTRY: Final = (FIRST_USE, FIRST_DISCREET, NO_BACKUP, LEAP, FORGOT)


class MemoryTable:
    """Reads and writes what is remembered through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self) -> dict[str, datetime]:
        """What `remember` recorded, and when."""
        with translated_errors():
            rows = self._connection.execute("SELECT what, at FROM memory").fetchall()
        # Another program may have put anything there.
        return {what: instant(at) for what, at in rows if isinstance(what, str)}

    def has(self, what: str) -> bool:
        """Whether `what` was recorded."""
        query = "SELECT 1 FROM memory WHERE what = ?"
        with translated_errors():
            return self._connection.execute(query, (what,)).fetchone() is not None

    def remember(self, what: str, *, now: datetime) -> None:
        """Record that `what` was shown, or answered, now."""
        with translated_errors(writing=True):
            self._connection.execute(
                "INSERT INTO memory (what, at) VALUES (?, ?) "
                "ON CONFLICT (what) DO UPDATE SET at = excluded.at",
                (what, seconds(now)),
            )

    def drop(self, what: str) -> None:
        """Remember it no longer."""
        with translated_errors(writing=True):
            self._connection.execute("DELETE FROM memory WHERE what = ?", (what,))

    def drop_about_entries(self) -> None:
        """Keep only what is about no entry; another program may have put anything there."""
        with translated_errors(writing=True):
            rows = self._connection.execute("SELECT what FROM memory").fetchall()
            others = [row for row in rows if not _is_about_no_entry(row[0])]
            self._connection.executemany("DELETE FROM memory WHERE what = ?", others)

    # Erasing from copies: what is still to be done, so that a later command can finish it

    def erasing(self) -> dict[int, set[str]]:
        """The entries, by number, that were erased here and may still be in copies: their uids."""
        where, values = _IS_ERASING
        query = f"SELECT what FROM memory WHERE {where}"  # noqa: S608
        with translated_errors():
            rows = self._connection.execute(query, values).fetchall()
        found: dict[int, set[str]] = {}
        for (what,) in rows:
            number, _, uid = what.removeprefix(_ERASING).partition(":")
            found.setdefault(int(number) if number.isdecimal() else 0, set()).add(uid)
        return found

    def begin_erasing(self, uids: Collection[tuple[int, str]], *, now: datetime) -> None:
        """Remember, in a transaction, which entries are to be erased from copies as well."""
        rows = [(f"{_ERASING}{number}:{uid}", seconds(now)) for number, uid in uids]
        with translated_errors(writing=True):
            self._connection.executemany("INSERT OR IGNORE INTO memory VALUES (?, ?)", rows)

    def end_erasing(self) -> None:
        """They are in no copy any more."""
        where, values = _IS_ERASING
        with translated_errors(writing=True):
            self._connection.execute(f"DELETE FROM memory WHERE {where}", values)  # noqa: S608


def _is_about_no_entry(what: object) -> bool:
    if not isinstance(what, str):
        return False
    try:
        return bool(bytes.fromhex(what.removeprefix(PLACE))) and what.startswith(PLACE)
    except ValueError:
        return what in _ABOUT_NO_ENTRY or what.startswith(_ERASING)
