"""What `undo` and `redo` need: for each change, what every entry was before it or after it.

A change has a number above 0. Once it is undone, its number is negative and it holds what its
entries were after it: the undone change nearest to 0 is the next that `redo` brings back.
"""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, Literal, NamedTuple, get_args

from pdtrack.domain.entry import Entry
from pdtrack.store.entry_row import COLUMNS, Row, entry_of, from_image, image_of, instant, seconds
from pdtrack.store.entry_table import EntryTable
from pdtrack.store.memory_table import FORGOT, MemoryTable
from pdtrack.store.numbering import next_change

CHANGES_KEPT: Final = 500
# What is remembered while the last thing that was done is `forget`: no undo brings it back.
# Of so many entries it is shown what each was before a change was undone.
PAIRS_MOST: Final = 8

# What can be undone, by the command that did it.
ChangeKind = Literal["log", "before", "later", "day", "edit", "delete", "tag rename", "import"]

# Those that write one entry: the last of them wrote the entry that is named `last`.
WRITING_ONE: Final[tuple[ChangeKind, ...]] = ("log", "before", "later", "day", "edit")


class Undone(NamedTuple):
    """What `undo` or `redo` turned: the kind of the change, when it was made, and its entries.

    `pairs`: for the first few entries what each was, and what it is now; `None` is no entry.
    """

    what: str
    at: datetime
    entries: tuple[int, ...]
    pairs: tuple[tuple[Entry | None, Entry | None], ...] = ()


class NextUndo(NamedTuple):
    """What `undo` would undo next.

    `entries`: how many entries the change touched. `removed`: the numbers of the first few
    that would be deleted. `removes`: how many would be. `notes`: how many notes would be lost.
    """

    number: int
    what: str
    at: datetime
    entries: int
    removed: tuple[int, ...]
    removes: int
    notes: int


class UndoLog:
    """Records changes and undoes them, inside the transactions of a `Journal`."""

    def __init__(
        self, connection: sqlite3.Connection, table: EntryTable, memory: MemoryTable
    ) -> None:
        self._connection = connection
        self._table = table
        self._memory = memory
        self._change: int | None = None

    @property
    def change(self) -> int | None:
        """The number of the change that is being recorded."""
        return self._change

    def begin(self, what: ChangeKind, now: datetime, continues: int | None = None) -> None:
        """Begin a change: everything that is recorded until `finish` belongs to it.

        The newest change goes on where `continues` is its number.
        """
        if continues is not None:
            (newest,) = self._connection.execute("SELECT max(id) FROM change").fetchone()
            if newest == continues:
                self._change = continues
                return
        number = next_change(self._connection)
        query = "INSERT INTO change (id, at, what) VALUES (?, ?, ?)"
        self._connection.execute(query, (number, seconds(now), what))
        self._change = number

    def record(self, number: int | None, was: Row | None) -> None:
        """Record what an entry was before this change; only its first record counts."""
        if self._change is None:
            raise RuntimeError("entries change only inside writing(what)")
        self._connection.execute(
            "INSERT OR IGNORE INTO change_entry (change, entry, was) VALUES (?, ?, ?)",
            (self._change, number, None if was is None else image_of(was)),
        )

    def finish(self) -> None:
        """Drop the change if it changed nothing, and changes that are too old to be undone."""
        if self._change is None:
            return
        kept = self._connection.execute(
            "SELECT 1 FROM change_entry WHERE change = ? LIMIT 1", (self._change,)
        ).fetchone()
        if kept is None:
            self._connection.execute("DELETE FROM change WHERE id = ?", (self._change,))
        else:
            # Something new was written: what was undone can't be redone any more.
            self._connection.execute("DELETE FROM change WHERE id < 0")
            self._memory.drop(FORGOT)
        self._connection.execute(
            "DELETE FROM change WHERE id <= "
            "(SELECT id FROM change ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (CHANGES_KEPT,),
        )

    def end(self) -> None:
        """Forget which change it was: the transaction is over."""
        self._change = None

    def next_kind(self, *, undone: bool = False) -> str | None:
        """The kind of the change that `undo` would undo, or `redo` if `undone`."""
        which = "id < 0" if undone else "id > 0"
        query = f"SELECT what FROM change WHERE {which} ORDER BY id DESC LIMIT 1"  # noqa: S608
        row = self._connection.execute(query).fetchone()
        return None if row is None else str(row[0])

    def next_undo(self, most: int) -> NextUndo | None:
        """What `undo` would undo, with at most `most` numbers; `None` when there is nothing."""
        change = self._connection.execute(
            "SELECT id, at, what FROM change WHERE id > 0 ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if change is None:
            return None
        number, at, what = change
        removed = (
            "FROM change_entry JOIN entry ON id = change_entry.entry "
            "WHERE change = ? AND was IS NULL"
        )
        first = self._connection.execute(
            f"SELECT id {removed} ORDER BY id LIMIT ?", (number, most)
        ).fetchall()
        (removes,) = self._connection.execute(f"SELECT count(*) {removed}", (number,)).fetchone()
        notes, entries = self._connection.execute(
            "SELECT coalesce(sum(entry.note IS NOT NULL AND was IS NOT NULL "
            "AND json_extract(was, ?) IS NOT entry.note), 0), count(*) "
            "FROM change_entry LEFT JOIN entry ON id = change_entry.entry WHERE change = ?",
            (f"$[{COLUMNS.index('note')}]", number),
        ).fetchone()
        numbers = tuple(found for (found,) in first)
        return NextUndo(number, what, instant(at), entries, numbers, removes, notes)

    def undo(self) -> Undone | None:
        """Undo the newest change that is still there; `None` when there is none."""
        return self._turn("id > 0")

    def redo(self) -> Undone | None:
        """Bring back the change that was undone last; `None` when there is none."""
        return self._turn("id < 0")

    def _turn(self, which: str) -> Undone | None:
        """Put back what the entries of a change were, and keep what they are instead."""
        change = self._connection.execute(
            f"SELECT id, at, what FROM change WHERE {which} ORDER BY id DESC LIMIT 1"  # noqa: S608
        ).fetchone()
        if change is None:
            return None
        number, at, what = change
        images = self._connection.execute(
            "SELECT entry, was FROM change_entry WHERE change = ? ORDER BY entry", (number,)
        ).fetchall()
        rows = [(entry, self._table.remove(entry)) for entry, _ in images]
        for _, was in images:
            if was is not None:
                self._table.insert(from_image(was))
        self._connection.execute("DELETE FROM change WHERE id = ?", (number,))
        self._connection.execute(
            "INSERT INTO change (id, at, what) VALUES (?, ?, ?)", (-number, at, what)
        )
        self._connection.executemany(
            "INSERT INTO change_entry (change, entry, was) VALUES (?, ?, ?)",
            [(-number, entry, None if row is None else image_of(row)) for entry, row in rows],
        )
        pairs = [
            (_entry(was), _entry(None if image is None else from_image(image)))
            for (_, was), (_, image) in zip(rows[:PAIRS_MOST], images[:PAIRS_MOST], strict=True)
        ]
        return Undone(what, instant(at), tuple(entry for entry, _ in images), tuple(pairs))

    def last_written(self, kinds: Collection[ChangeKind]) -> int | None:
        """The number of the entry that the newest change of these kinds wrote, if it is there."""
        marks = ", ".join("?" * len(kinds))
        found = self._connection.execute(
            "SELECT entry.id FROM change JOIN change_entry ON change = change.id "  # noqa: S608
            "JOIN entry ON entry.id = change_entry.entry "
            f"WHERE change.id > 0 AND what IN ({marks}) ORDER BY change.id DESC LIMIT 1",
            tuple(kinds),
        ).fetchone()
        return None if found is None else int(found[0])

    def steps(self) -> int:
        """How many changes `undo` can undo."""
        query = "SELECT count(*) FROM change WHERE id > 0"
        found: int = self._connection.execute(query).fetchone()[0]
        return found

    def knows(self, number: int) -> bool:
        """Whether a change touched the entry of that number."""
        query = "SELECT 1 FROM change_entry WHERE entry = ? LIMIT 1"
        return self._connection.execute(query, (number,)).fetchone() is not None

    def images(self, numbers: Collection[int]) -> list[Row]:
        """What entries were before each change that touched them."""
        wanted = set(numbers)
        query = "SELECT entry, was FROM change_entry WHERE was IS NOT NULL"
        rows = self._connection.execute(query)
        return [from_image(was) for number, was in rows if number in wanted]

    def all_images(self) -> Iterator[Row]:
        """What any entry was before any change."""
        for (was,) in self._connection.execute("SELECT was FROM change_entry"):
            if was is not None:
                yield from_image(was)

    def forgettable(self, *, before: datetime) -> list[int]:
        """Numbers of the entries before that moment, deleted ones that undo keeps included."""
        query = (
            "SELECT id FROM entry WHERE at < :at UNION SELECT entry FROM change_entry "
            "WHERE json_extract(was, :place) < :at AND entry NOT IN (SELECT id FROM entry) "
            "ORDER BY 1"
        )
        values = {"at": seconds(before), "place": f"$[{COLUMNS.index('at')}]"}
        return [number for (number,) in self._connection.execute(query, values)]

    def forget(self, numbers: Collection[int]) -> None:
        """Drop the newest change that touched one of these entries, and all older ones.

        Undo can't jump over a change, so those before it can't stay. What was undone is
        dropped whole.
        """
        wanted = set(numbers)
        rows = self._connection.execute("SELECT change, entry FROM change_entry")
        newest = max((change for change, entry in rows if entry in wanted), default=0)
        # One that pdtrack did not make may have any name.
        kinds = get_args(ChangeKind)
        marks = ", ".join("?" * len(kinds))
        self._connection.execute(
            f"DELETE FROM change WHERE id <= ? OR what NOT IN ({marks})",  # noqa: S608
            (newest, *kinds),
        )


def _entry(row: Row | None) -> Entry | None:
    return None if row is None else entry_of(row)
