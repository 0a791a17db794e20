"""The journal: one SQLite file, read and written through one connection.

Reads fetch everything and let go before anything is printed: an open cursor would keep every
writer waiting. Writes happen inside `writing`, which is one transaction together with what
`undo` needs.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.times.local_time import in_minutes
from pdtrack.store import numbering
from pdtrack.store.connection import KeptConnection
from pdtrack.store.entry_row import (
    COLUMNS,
    Row,
    entry_of,
    instant,
    row_of,
    seconds,
    tags_of,
)
from pdtrack.store.entry_table import EntryTable, WordList
from pdtrack.store.memory_table import FORGOT, MemoryTable
from pdtrack.store.opening import Ask, open_file
from pdtrack.store.paths import daily_copy_of
from pdtrack.store.sqlite_errors import damaged, roll_back, translated_errors
from pdtrack.store.undo_log import WRITING_ONE, ChangeKind, NextUndo, UndoLog, Undone

if TYPE_CHECKING:
    from pdtrack.domain.analysis.verdicts import Verdicts
    from pdtrack.store.claim_table import ClaimTable

# Some 9,000 entries; checking more would be noticeably slow at each new one.
CHECKED_PAGES: Final = 512
# Between two instants, which the index finds, and between what the clocks showed.
_WITHIN: Final = "at >= ? AND at <= ? AND at + at_offset * 60 BETWEEN ? AND ?"
_WIDEST_OFFSET: Final = 24 * 3_600


class Journal:
    """An open journal. Make one with `open_journal`; close it, or use it in a `with`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        close: Callable[[], None] | None = None,
        *,
        passphrase: str | None = None,
    ) -> None:
        """`close` is called instead of closing the connection: it may have more to close.

        `passphrase` is what opened the file; its copies may need it.
        """
        self._connection = connection
        self._table = EntryTable(connection)
        self.memory = MemoryTable(connection)
        self._undo_log = UndoLog(connection, self._table, self.memory)
        self._close = close or connection.close
        self.path = path
        self._passphrase = passphrase
        # A copy was made: the next change remembers where.
        self._was_copied = False
        self._highest: int | None = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and release its lock."""
        self._close()

    # Reading

    def entries(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """Entries with `since <= at <= until`, oldest first; those of one instant by number.

        An end without an offset is compared with what the clock showed at the entry.
        """
        with translated_errors():
            rows = self._table.select(f"WHERE {_WITHIN} ORDER BY at, id", _range(since, until))
            return [entry_of(row) for row in rows]

    def newest(
        self,
        limit: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """The `limit` newest entries (-1 is all), newest first, without reading the rest."""
        with translated_errors():
            rows = self._table.select(
                f"WHERE {_WITHIN} ORDER BY at DESC, id DESC LIMIT ?",
                (*_range(since, until), limit),
            )
            return [entry_of(row) for row in rows]

    def page(
        self,
        columns: Sequence[str] = COLUMNS,
        *,
        after: int = 0,
        since: datetime | None = None,
        until: datetime | None = None,
        most: int,
    ) -> list[Row]:
        """The rows of the next `most` entries with numbers above `after`, by number.

        A long diary is read page by page, so that neither memory nor a lock is held for it.
        """
        if not set(COLUMNS).issuperset(columns):
            raise ValueError("there is no such column")
        query = (
            f"SELECT {', '.join(columns)} FROM entry "  # noqa: S608
            f"WHERE id > ? AND {_WITHIN} ORDER BY id LIMIT ?"
        )
        with translated_errors():
            found = self._connection.execute(query, (after, *_range(since, until), most))
            return found.fetchall()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one and the same state; whoever wants to write has to wait."""
        with translated_errors():
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            roll_back(self._connection)

    def get(self, number: int) -> Entry | None:
        """The entry with that number, or `None`."""
        with translated_errors():
            row = self._table.row(number)
        return None if row is None else entry_of(row)

    def by_uid(self, uid: str) -> Entry | None:
        """The entry with that uid, or `None`."""
        with translated_errors():
            rows = self._table.select("WHERE uid = ?", (uid,))
        return entry_of(rows[0]) if rows else None

    def highest(self) -> int:
        """The highest number that an entry ever had, 0 where there was none."""
        if self._highest is not None:
            return self._highest
        with translated_errors():
            return numbering.believable(self._connection)

    def last(self) -> Entry | None:
        """The entry that a command wrote last; after an import, the highest number."""
        with translated_errors():
            number = self._undo_log.last_written(WRITING_ONE)
            if number is not None and (row := self._table.row(number)) is not None:
                return entry_of(row)
            rows = self._table.select("ORDER BY id DESC LIMIT 1")
        return entry_of(rows[0]) if rows else None

    def count(self, *, since: datetime | None = None, until: datetime | None = None) -> int:
        """How many entries there are between two times."""
        query, values = "SELECT count(*) FROM entry", _range(since, until)
        if since is None and until is None:
            values = ()
        else:
            query += f" WHERE {_WITHIN}"
        with translated_errors():
            found: int = self._connection.execute(query, values).fetchone()[0]
        return found

    def last_written(self, *, before: datetime) -> datetime | None:
        """When something was last written before that moment; `None` where nothing was.

        A time that a later change was written before counts for nothing: the clock was ahead.
        """
        query = (
            "WITH written AS "
            "(SELECT at, min(at) OVER (ORDER BY abs(id) DESC) AS least FROM change) "
            "SELECT max(at) FROM (SELECT recorded_at AS at FROM entry UNION ALL "
            "SELECT edited_at FROM entry UNION ALL SELECT at FROM written) "
            "WHERE at < ? AND at NOT IN (SELECT at FROM written WHERE at > least)"
        )
        with translated_errors():
            (found,) = self._connection.execute(query, (seconds(before),)).fetchone()
        return None if found is None else instant(found)

    def words(self, which: WordList) -> dict[str, int]:
        """Each word in use in `tags` or `helped`, with the number of entries that have it."""
        with translated_errors():
            return self._table.words(which)

    def steps(self) -> int:
        """How many changes `undo` can undo."""
        with translated_errors():
            return self._undo_log.steps()

    def unmarked(self) -> list[Entry]:
        """The entries that nobody has looked at for cards: they come from an older version."""
        with translated_errors():
            return [entry_of(row) for row in self._table.select("WHERE cards IS NULL")]

    def has_unmarked(self) -> bool:
        """Whether there are any of these; fast, whatever the length of the diary."""
        query = "SELECT 1 FROM entry WHERE cards IS NULL LIMIT 1"
        with translated_errors():
            return self._connection.execute(query).fetchone() is not None

    def claim(self) -> str | None:
        """What was judged about links, as a text; `None` where nothing was yet."""
        with translated_errors():
            return self._claim().text()

    def _claim(self) -> ClaimTable:
        # Only a few commands compute patterns or follow them.
        from pdtrack.store.claim_table import ClaimTable

        return ClaimTable(self._connection)

    # Writing

    @property
    def change(self) -> int | None:
        """The number of the change that is being written; `None` outside of one."""
        return self._undo_log.change

    @contextlib.contextmanager
    def writing(
        self, what: ChangeKind | None = None, *, now: datetime, continues: int | None = None
    ) -> Iterator[Journal]:
        """One transaction. `what` is the change that `undo` can undo, if entries change.

        `continues` is the number of the newest change (`change`), if this one is a part of it:
        `undo` undoes both at once. Where another one was made in between, a new one begins.
        When the block has ended well, everything is on the disk.
        """
        with translated_errors(writing=True):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            if what is not None:
                with translated_errors(writing=True):
                    self._undo_log.begin(what, now, continues)
            yield self
            with translated_errors(writing=True):
                self._table.count_words()
                self._undo_log.finish()
                if self._was_copied:
                    self._remember_place()
                self._check_pages()
                self._connection.execute("COMMIT")
        except BaseException:
            roll_back(self._connection)
            raise
        finally:
            self._undo_log.end()
            self._table.end()
            self._highest = None

    def _remember_place(self) -> None:
        from pdtrack.store.copy_places import remember_place  # once a day

        remember_place(self._connection, self.path)
        self._was_copied = False

    def add(self, entry: Entry, *, wanted: int | None = None, is_settled: bool = False) -> Entry:
        """Store a new entry and return it with its number and uid.

        The number is `wanted` where no entry ever had a higher one, else the next one. What is
        compared counts as settled from the start, unless the entry `is_settled`:
        `Entry.settled` lets it follow later edits while the entry is young.
        """
        entry.check()
        # Nobody else can write until then, so it is read once.
        self._highest = self.highest()
        if wanted is None or wanted <= self._highest:
            numbering.check_next(self._highest)
            wanted = self._highest + 1
        else:
            numbering.check_wanted(wanted, self._highest)
        stored = entry._replace(
            id=wanted,
            uid=entry.uid or os.urandom(16).hex(),
            at=in_minutes(entry.at),
        )
        if not is_settled:
            stored = stored._replace(
                settled_tags=entry.tags,
                settled_with=entry.with_,
                settled_orgasm=entry.orgasm,
            )
        with translated_errors(writing=True):
            number = self._highest = self._table.insert(row_of(stored))
            self._undo_log.record(number, None)
        return stored if stored.id == number else stored._replace(id=number)

    def replace(self, entry: Entry) -> None:
        """Replace the entry that has this number."""
        entry.check()
        with translated_errors(writing=True):
            self._undo_log.record(entry.number, self._table.remove(entry.number))
            self._table.insert(row_of(entry._replace(at=in_minutes(entry.at))))

    def mark(self, number: int, cards: tuple[str, ...]) -> None:
        """Store which cards an entry from an older version calls for; no change to undo."""
        with translated_errors(writing=True):
            self._connection.execute(
                "UPDATE entry SET cards = ? WHERE id = ?", (" ".join(cards), number)
            )

    def delete(self, number: int) -> None:
        """Delete an entry; `undo` can bring it back."""
        with translated_errors(writing=True):
            self._undo_log.record(number, self._table.remove(number))

    def rename_tag(self, old: str, new: str, *, now: datetime) -> int:
        """Give a tag another name in every entry; an entry that has both keeps one.

        Returns how many entries have it; one that only had it at 48 hours changes as well.
        """
        changed = [
            entry
            for entry in self.entries()
            if old in (entry.tags or ()) or old in (entry.settled_tags or ())
        ]
        for entry in changed:
            # What was settled keeps its meaning under the new name.
            self.replace(
                entry._replace(
                    tags=_renamed(entry.tags, old, new),
                    settled_tags=_renamed(entry.settled_tags, old, new),
                    edited_at=now,
                )
            )
        with translated_errors(writing=True):
            self._claim().rename(old, new)
        return sum(old in (entry.tags or ()) for entry in changed)

    def undo(self) -> Undone | None:
        """Undo the newest change that is still there; `None` when there is none."""
        with translated_errors(writing=True):
            is_rename = self._undo_log.next_kind() == "tag rename"
            before = self._tags_of_entries() if is_rename else {}
            undone = self._undo_log.undo()
            if undone is None:
                return None
            self.memory.drop(FORGOT)
            if is_rename:
                old = {
                    tag
                    for number, tags in self._tags_of_entries().items()
                    for tag in tags - before.get(number, set())
                }
                for tag in old:
                    self._claim().rename_back(tag)
            elif undone.what == "import" and not self.count():
                self._claim().clear()
            return undone

    def _tags_of_entries(self) -> dict[int, set[str]]:
        """The tags of every entry, now and 48 hours after it was recorded."""
        return {row[0]: set(tags_of(row)) for row in self._table.select()}

    def keep_claim(self, verdicts: Verdicts) -> None:
        """Keep what was judged about links, for good; not a change that `undo` undoes."""
        with translated_errors(writing=True):
            self._claim().keep(verdicts)

    def next_undo(self, most: int) -> NextUndo | None:
        """What `undo` would undo, with at most `most` numbers; `None` when there is nothing."""
        with translated_errors():
            return self._undo_log.next_undo(most)

    def redo(self) -> Undone | None:
        """Bring back the change that was undone last; `None` when there is none."""
        with translated_errors(writing=True):
            is_rename = self._undo_log.next_kind(undone=True) == "tag rename"
            before = self._tags_of_entries() if is_rename else {}
            redone = self._undo_log.redo()
            if redone is not None and is_rename:
                after = self._tags_of_entries()
                changed = [n for n in redone.entries if n in before and n in after]
                lost = {tag for n in changed for tag in before[n] - after[n]}
                gained = {tag for n in changed for tag in after[n] - before[n]}
                # Where every entry had both tags, the new one is among those they share.
                if changed and not gained:
                    gained = set.intersection(*(after[n] for n in changed))
                if len(lost) == len(gained) == 1:
                    self._claim().rename(lost.pop(), gained.pop())
            return redone

    def _check_pages(self) -> None:
        """Raise where pages lead astray: what is written there could not be found again."""
        run = self._connection.execute
        (pages,) = run("PRAGMA page_count").fetchone()
        if pages > CHECKED_PAGES:
            return
        if self._structure("quick_check(1)") != "ok":
            raise damaged()

    def _structure(self, check: str) -> str:
        """What a check of SQLite's own says, leaving the rules about single answers aside.

        An entry that a disk spoiled may still be edited, deleted or forgotten.
        """
        run = self._connection.execute
        run("PRAGMA ignore_check_constraints = ON")
        try:
            (found,) = run(f"PRAGMA {check}").fetchone()
        finally:
            run("PRAGMA ignore_check_constraints = OFF")
        return str(found)

    # Forgetting

    def forgettable(self, *, before: datetime) -> list[int]:
        """Numbers of the entries before that moment, deleted ones that undo keeps included."""
        with translated_errors():
            return sorted({*self._undo_log.forgettable(before=before), *self.memory.erasing()})

    def knows(self, number: int) -> bool:
        """Whether an entry of that number is there, was and can be brought back, or is being
        erased.
        """
        with translated_errors():
            return (
                self._undo_log.knows(number)
                or self._table.row(number) is not None
                or number in self.memory.erasing()
            )

    def images(self, numbers: Collection[int]) -> list[Row]:
        """Every row that is kept of entries: as they are now, and as they were before changes."""
        with translated_errors():
            return [*self._table.rows(numbers), *self._undo_log.images(numbers)]

    def all_images(self) -> Iterator[Row]:
        """Every row that is kept of any entry."""
        with translated_errors():
            yield from self._table.select()
            yield from self._undo_log.all_images()

    def forget(self, numbers: Collection[int], counts_with: Callable[[str], str] = str) -> None:
        """Erase entries for good, inside `writing()`, with the steps of undo that hold them.

        What was shown about entries is forgotten too, and links of tags that no entry has any
        more. `counts_with` gives the tag for a typed word.
        """
        with translated_errors(writing=True):
            images = self.images(numbers)
            self._table.remove_all(numbers)
            self._undo_log.forget(numbers)
            self._claim().forget({word for row in images for word in tags_of(row)}, counts_with)
            # What another program counted in the rows, or put there, may hold their words.
            self._connection.execute("DROP TABLE IF EXISTS sqlite_stat1")
            numbering.repair(self._connection)
            self.memory.drop_about_entries()

    def check_whole(self) -> None:
        """Raise `JournalUnusable` where a page or an index leads astray."""
        with translated_errors():
            found = self._structure("integrity_check(1)")
        if found != "ok":
            raise damaged()

    def vacuum(self) -> None:
        """Rewrite the file without its free pages."""
        with translated_errors(writing=True):
            self._connection.execute("VACUUM")

    def texts(self) -> Iterator[str]:
        """Every text that the file holds, table by table, whatever tables there are."""
        with translated_errors():
            query = "SELECT name FROM sqlite_schema WHERE type = 'table'"
            tables = [name for (name,) in self._connection.execute(query)]
        for table in ("sqlite_schema", *tables):
            quoted = table.replace('"', '""')
            with translated_errors():
                for row in self._connection.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608
                    yield from (value for value in row if isinstance(value, str))

    # Copies

    def keep_daily_copy(self, day: date) -> str | None:
        """Keep a copy of the first state of `day` next to the journal, if there is none yet.

        Returns a sentence where one could not be made.
        """
        if os.path.lexists(daily_copy_of(self.path, day)):
            return None
        from pdtrack.store.daily_copy import copy_first_of_day  # once a day

        self._was_copied = True
        return copy_first_of_day(self._connection, self.path, day, self._passphrase)

    def copy_to(
        self, target: Path, *, force: bool, committing: Callable[[], None] = lambda: None
    ) -> None:
        """Write a verified copy of the journal, in the same encryption.

        `committing` is called right before it gets its name.
        """
        from pdtrack.store import copies

        room = Path(os.path.realpath(self.path)).parent
        copies.write_copy(self._connection, target, force=force, room=room, committing=committing)

    def adopt(self, entry: Entry) -> None:
        """Store an entry of another journal as it is, its number included; not for undo."""
        entry.check()
        with translated_errors(writing=True):
            self._table.insert(row_of(entry))


def open_journal(
    path: Path,
    *,
    create: bool = False,
    ask: Ask | None = None,
    kept: KeptConnection | None = None,
) -> Journal | None:
    """Open the journal at `path`, made first if `create`; `None` where there is none.

    `ask` gives the passphrase where the file has one, and `kept` may have it open already.
    Raises `JournalUnusable` for a file that is no journal of this version or an older one, or
    that stays locked; it is left as it is, byte for byte.
    """
    opened = open_file(path, create=create, ask=ask, kept=kept)
    if opened is None:
        return None
    return Journal(opened.connection, path, opened.close, passphrase=opened.passphrase)


def _range(since: datetime | None, until: datetime | None) -> tuple[int, ...]:
    """What `_WITHIN` compares with; an open end is beyond every entry."""
    low, high = low_wall, high_wall = -(2**62), 2**62
    if since is not None and since.tzinfo is None:
        low_wall = seconds(since.replace(tzinfo=UTC))
        low = low_wall - _WIDEST_OFFSET
    elif since is not None:
        low = seconds(since)
    if until is not None and until.tzinfo is None:
        high_wall = seconds(until.replace(tzinfo=UTC))
        high = high_wall + _WIDEST_OFFSET
    elif until is not None:
        high = seconds(until)
    return low, high, low_wall, high_wall


def _renamed(words: tuple[str, ...] | None, old: str, new: str) -> tuple[str, ...] | None:
    if words is None:
        return None
    return tuple(dict.fromkeys(new if word == old else word for word in words))
