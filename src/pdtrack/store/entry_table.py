"""The table of entries, and the table that counts their words.

Nothing here begins a transaction or records a step of undo; `Journal` does.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Final, Literal

from pdtrack.store.entry_row import COLUMNS, Row, words_of

# The answers that are lists of words.
WordList = Literal["tags", "helped"]
WORD_LISTS: Final[tuple[WordList, ...]] = ("tags", "helped")

# More are found faster by reading the whole table once.
ONE_BY_ONE_MOST: Final = 100

_ALL: Final = ", ".join(COLUMNS)
_INSERT: Final = f"INSERT INTO entry ({_ALL}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608


class EntryTable:
    """Reads and writes rows of entries through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # How many more entries each word is in since the transaction began.
        self._uses: Counter[tuple[WordList, str]] = Counter()

    def select(self, rest: str = "", values: Sequence[Any] = ()) -> list[Row]:
        """Whole rows; `rest` is what follows `FROM entry` in the query, `values` fills it."""
        query = f"SELECT {_ALL} FROM entry {rest}"  # noqa: S608
        return self._connection.execute(query, values).fetchall()

    def row(self, number: int) -> Row | None:
        """The row with that number, or `None`."""
        found = self.select("WHERE id = ?", (number,))
        return found[0] if found else None

    def rows(self, numbers: Collection[int]) -> list[Row]:
        """The rows with these numbers, as far as there are any."""
        if len(numbers) > ONE_BY_ONE_MOST:
            wanted = set(numbers)
            return [row for row in self.select() if row[0] in wanted]
        return [row for number in numbers if (row := self.row(number)) is not None]

    def insert(self, row: Row) -> int:
        """Insert a row and return its number."""
        number = self._connection.execute(_INSERT, row).lastrowid
        self._use_words(row, 1)
        return int(number or 0)

    def remove(self, number: int) -> Row | None:
        """Remove the row with that number and return it; `None` where there was none."""
        row = self.row(number)
        if row is not None:
            self._connection.execute("DELETE FROM entry WHERE id = ?", (number,))
            self._use_words(row, -1)
        return row

    def remove_all(self, numbers: Collection[int]) -> None:
        """Remove the rows with these numbers, as far as there are any.

        Every word is counted again: a wrong count would keep one that no entry has any more.
        """
        for number in numbers:
            self._connection.execute("DELETE FROM entry WHERE id = ?", (number,))
        self._connection.execute("DELETE FROM word")
        self._uses.clear()
        for which in WORD_LISTS:
            # As bytes: a disk may have spoiled the letters of any entry.
            query = f"SELECT CAST({which} AS BLOB) FROM entry WHERE {which} IS NOT NULL"  # noqa: S608
            for (text,) in self._connection.execute(query):
                words = words_of(text.decode(errors="replace")) or ()
                self._uses.update((which, word) for word in words)

    def words(self, which: WordList) -> dict[str, int]:
        """Each word in use, with the number of entries that have it."""
        query = "SELECT word, uses FROM word WHERE list = ? ORDER BY word"
        return dict(self._connection.execute(query, (which,)).fetchall())

    def _use_words(self, row: Row, times: int) -> None:
        for which in WORD_LISTS:
            for word in words_of(row[COLUMNS.index(which)]) or ():
                self._uses[which, word] += times

    def count_words(self) -> None:
        """Bring the table of words up to date with what this transaction changed."""
        changed = [(which, word, uses) for (which, word), uses in self._uses.items() if uses]
        self._connection.executemany(
            "INSERT INTO word (list, word, uses) VALUES (?, ?, ?) "
            "ON CONFLICT (list, word) DO UPDATE SET uses = uses + excluded.uses",
            changed,
        )
        if changed:
            self._connection.execute("DELETE FROM word WHERE uses <= 0")

    def end(self) -> None:
        """Start counting from zero: the transaction is over."""
        self._uses.clear()
