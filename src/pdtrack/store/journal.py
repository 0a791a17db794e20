"""The journal: one SQLite file, and all the SQL there is.

Reads fetch everything and let go before anybody prints: an open cursor would keep every
writer waiting. Writes happen inside `writing`, which is one transaction together with
what `undo` needs to take it back.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.times.local_time import in_minutes
from pdtrack.store.entry_row import (
    COLUMNS,
    Row,
    entry_of,
    from_image,
    image_of,
    instant,
    row_of,
    seconds,
    words_of,
)
from pdtrack.store.opening import (
    Ask,
    daily_copy_of,
    damaged,
    faults,
    let_go,
    open_file,
    roll_back,
)

CHANGES_KEPT: Final = 500
# Some 9,000 entries; to look at more would be felt at each of them.
CHECKED_PAGES: Final = 512

_ALL: Final = ", ".join(COLUMNS)
_INSERT: Final = f"INSERT INTO entry ({_ALL}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Undone:
    """What `undo` took back: the words of the change, when it was made, and its entries."""

    what: str
    at: datetime
    entries: tuple[int, ...]


class Journal:
    """An open journal. Make one with `open_journal`; close it, or use it in a `with`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        held: contextlib.ExitStack | None = None,
        passphrase: str | None = None,
    ) -> None:
        """`held` is what is let go of after the file: the lock beside it."""
        self._connection = connection
        self._held = held
        self._passphrase = passphrase
        self.path = path
        self._change: int | None = None
        self._uses: Counter[tuple[str, str]] = Counter()
        self._highest: int | None = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        let_go(self._connection, self.path, self._passphrase)
        if self._held is not None:
            self._held.close()

    # Reading

    def entries(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """Entries with `since <= at <= until`, oldest first; those of one instant by number."""
        query = f"SELECT {_ALL} FROM entry WHERE at >= ? AND at <= ? ORDER BY at, id"  # noqa: S608
        with faults():
            return [entry_of(row) for row in self._connection.execute(query, _range(since, until))]

    def newest(
        self,
        limit: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """The `limit` newest entries (-1 is all), newest first, without reading the rest."""
        query = (
            f"SELECT {_ALL} FROM entry WHERE at >= ? AND at <= ? "  # noqa: S608
            "ORDER BY at DESC, id DESC LIMIT ?"
        )
        with faults():
            rows = self._connection.execute(query, (*_range(since, until), limit))
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
            "WHERE id > ? AND at >= ? AND at <= ? ORDER BY id LIMIT ?"
        )
        with faults():
            found = self._connection.execute(query, (after, *_range(since, until), most))
            return found.fetchall()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one and the same state; whoever writes has to wait meanwhile."""
        with faults():
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            roll_back(self._connection)

    def get(self, number: int) -> Entry | None:
        """The entry with that number, or `None`."""
        with faults():
            row = self._row(number)
        return None if row is None else entry_of(row)

    def by_uid(self, uid: str) -> Entry | None:
        """The entry with that uid, or `None`."""
        query = f"SELECT {_ALL} FROM entry WHERE uid = ?"  # noqa: S608
        with faults():
            row = self._connection.execute(query, (uid,)).fetchone()
        return None if row is None else entry_of(row)

    def highest(self) -> int:
        """The highest number that was ever given, 0 where none was."""
        if self._highest is not None:
            return self._highest
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'entry'"
        with faults():
            row = self._connection.execute(query).fetchone()
        return 0 if row is None else int(row[0])

    def last(self) -> Entry | None:
        """The entry that was written down last (the highest number)."""
        with faults():
            row = self._connection.execute(
                f"SELECT {_ALL} FROM entry ORDER BY id DESC LIMIT 1"  # noqa: S608
            ).fetchone()
        return None if row is None else entry_of(row)

    def count(self) -> int:
        """How many entries there are."""
        with faults():
            found: int = self._connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        return found

    def last_recorded(self, *, before: datetime) -> datetime | None:
        """When the last entry was written down that was before that moment."""
        query = "SELECT max(recorded_at) FROM entry WHERE recorded_at < ?"
        with faults():
            (found,) = self._connection.execute(query, (seconds(before),)).fetchone()
        return None if found is None else instant(found)

    def words(self, which: str) -> dict[str, int]:
        """Each word in use in `tags` or `helped`, with the number of entries that have it."""
        query = "SELECT word, uses FROM word WHERE list = ? ORDER BY word"
        with faults():
            return dict(self._connection.execute(query, (which,)).fetchall())

    def last_used(self, which: str) -> dict[str, datetime]:
        """When the newest entry with each word of `tags` or `helped` was."""
        last: dict[str, datetime] = {}
        for entry in self.entries():
            for word in getattr(entry, which) or ():
                last[word] = entry.at
        return last

    def memory(self) -> dict[str, datetime]:
        """What was said or answered when."""
        with faults():
            rows = self._connection.execute("SELECT what, at FROM memory").fetchall()
        return {what: instant(at) for what, at in rows}

    # Writing

    @contextlib.contextmanager
    def writing(self, what: str = "", *, now: datetime) -> Iterator[Journal]:
        """One transaction. `what` names the change for `undo`; empty is no change of entries.

        Whoever gets past the end of the block knows that it is on disk.
        """
        with faults(writing=True):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            if what:
                with faults(writing=True):
                    self._change = self._connection.execute(
                        "INSERT INTO change (at, what) VALUES (?, ?)", (seconds(now), what)
                    ).lastrowid
            yield self
            with faults(writing=True):
                self._count_words()
                if self._change is not None:
                    self._finish_change(self._change)
                self._check_pages()
                self._connection.execute("COMMIT")
        except BaseException:
            roll_back(self._connection)
            raise
        finally:
            self._change = None
            self._uses.clear()
            self._highest = None

    def add(self, entry: Entry, *, wanted: int | None = None) -> Entry:
        """Store a new entry; returns it with its number and uid.

        The number is `wanted`, where that is above all that were ever given, or the next one.
        What is compared counts as settled from the start: `Entry.settled` lets it follow
        later edits while the entry is young.
        """
        entry.check()
        # While nobody else can write, it is asked for once.
        self._highest = self.highest()
        stored = replace(
            entry,
            id=wanted if wanted is not None and wanted > self._highest else None,
            uid=entry.uid or os.urandom(16).hex(),
            at=in_minutes(entry.at),
            settled_tags=entry.tags,
            settled_with=entry.with_,
            settled_orgasm=entry.orgasm,
        )
        with faults(writing=True):
            number = self._highest = self._insert(row_of(stored))
            self._keep(number, None)
        return stored if stored.id == number else replace(stored, id=number)

    def replace(self, entry: Entry) -> None:
        """Store `entry` in place of the one with its number."""
        entry.check()
        with faults(writing=True):
            self._keep(entry.number, self._remove(entry.number))
            self._insert(row_of(replace(entry, at=in_minutes(entry.at))))

    def delete(self, number: int) -> None:
        """Take an entry away; `undo` can bring it back."""
        with faults(writing=True):
            self._keep(number, self._remove(number))

    def rename_tag(self, old: str, new: str, *, now: datetime) -> int:
        """Give a tag another name in every entry; where both stood, one is left.

        Returns how many entries have it; one that had it at 48 hours only changes as well.
        """
        changed = [
            entry
            for entry in self.entries()
            if old in (entry.tags or ()) or old in (entry.settled_tags or ())
        ]
        for entry in changed:
            # What was settled keeps its meaning under the new name.
            self.replace(
                replace(
                    entry,
                    tags=_renamed(entry.tags, old, new),
                    settled_tags=_renamed(entry.settled_tags, old, new),
                    edited_at=now,
                )
            )
        return sum(old in (entry.tags or ()) for entry in changed)

    def undo(self) -> Undone | None:
        """Take back the newest change that is still there; `None` when there is none."""
        with faults(writing=True):
            change = self._connection.execute(
                "SELECT id, at, what FROM change ORDER BY id DESC LIMIT 1"
            ).fetchone()
            if change is None:
                return None
            number, at, what = change
            images = self._connection.execute(
                "SELECT entry, was FROM change_entry WHERE change = ? ORDER BY entry", (number,)
            ).fetchall()
            for entry, _ in images:
                self._remove(entry)
            for _, was in images:
                if was is not None:
                    self._insert(from_image(was))
            self._connection.execute("DELETE FROM change WHERE id = ?", (number,))
        return Undone(what, instant(at), tuple(entry for entry, _ in images))

    def remember(self, what: str, *, now: datetime) -> None:
        """Keep in mind that `what` was said, or answered, now."""
        with faults(writing=True):
            self._connection.execute(
                "INSERT INTO memory (what, at) VALUES (?, ?) "
                "ON CONFLICT (what) DO UPDATE SET at = excluded.at",
                (what, seconds(now)),
            )

    def _row(self, number: int) -> Row | None:
        query = f"SELECT {_ALL} FROM entry WHERE id = ?"  # noqa: S608
        row: Row | None = self._connection.execute(query, (number,)).fetchone()
        return row

    def _insert(self, row: Row) -> int:
        number = self._connection.execute(_INSERT, row).lastrowid
        self._use_words(row, 1)
        return int(number or 0)

    def _remove(self, number: int) -> Row | None:
        """Take the row away and return what it was; `None` where there was none."""
        row = self._row(number)
        if row is not None:
            self._connection.execute("DELETE FROM entry WHERE id = ?", (number,))
            self._use_words(row, -1)
        return row

    def _use_words(self, row: Row, times: int) -> None:
        for which in ("tags", "helped"):
            for word in words_of(row[COLUMNS.index(which)]) or ():
                self._uses[which, word] += times

    def _count_words(self) -> None:
        """Bring the table of words up to what this transaction changed."""
        changed = [(which, word, uses) for (which, word), uses in self._uses.items() if uses]
        self._connection.executemany(
            "INSERT INTO word (list, word, uses) VALUES (?, ?, ?) "
            "ON CONFLICT (list, word) DO UPDATE SET uses = uses + excluded.uses",
            changed,
        )
        if changed:
            self._connection.execute("DELETE FROM word WHERE uses <= 0")

    def _keep(self, number: int | None, was: Row | None) -> None:
        """Note what an entry was before this change; the first note of a change stands."""
        if self._change is None:
            raise RuntimeError("entries change only inside writing(what)")
        self._connection.execute(
            "INSERT OR IGNORE INTO change_entry (change, entry, was) VALUES (?, ?, ?)",
            (self._change, number, None if was is None else image_of(was)),
        )

    def _check_pages(self) -> None:
        """Nothing is written into a file whose pages lead astray: it could not be found again."""
        run = self._connection.execute
        (pages,) = run("PRAGMA page_count").fetchone()
        if pages > CHECKED_PAGES:
            return
        # An entry that a disk spoiled may still be edited, deleted or forgotten.
        run("PRAGMA ignore_check_constraints = ON")
        try:
            (found,) = run("PRAGMA quick_check(1)").fetchone()
        finally:
            run("PRAGMA ignore_check_constraints = OFF")
        if found != "ok":
            raise damaged()

    def _finish_change(self, number: int) -> None:
        """Drop a change that changed nothing, and those that are too old to be undone."""
        kept = self._connection.execute(
            "SELECT 1 FROM change_entry WHERE change = ? LIMIT 1", (number,)
        ).fetchone()
        if kept is None:
            self._connection.execute("DELETE FROM change WHERE id = ?", (number,))
        self._connection.execute(
            "DELETE FROM change WHERE id <= "
            "(SELECT id FROM change ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (CHANGES_KEPT,),
        )

    # Care of the file

    def keep_daily_copy(self, day: date) -> None:
        """Keep a copy of the first state of `day` beside the journal, if there is none yet."""
        if os.path.lexists(daily_copy_of(self.path, day)):
            return
        from pdtrack.store import copies as backup  # once a day

        backup.daily(self._connection, self.path, day)

    def copy_to(self, target: Path, *, force: bool) -> None:
        """Write a verified copy of the journal, in the same encryption."""
        from pdtrack.store import copies as backup

        backup.write_copy(self._connection, target, force=force)

    def steps(self) -> int:
        """How many changes `undo` can take back."""
        with faults():
            found: int = self._connection.execute("SELECT count(*) FROM change").fetchone()[0]
        return found

    def forgettable(self, *, before: datetime) -> list[int]:
        """Numbers of the entries before that moment, deleted ones that undo keeps included."""
        query = (
            "SELECT id FROM entry WHERE at < :at UNION SELECT entry FROM change_entry "
            "WHERE json_extract(was, '$[3]') < :at AND entry NOT IN (SELECT id FROM entry) "
            "ORDER BY 1"
        )
        with faults():
            rows = self._connection.execute(query, {"at": seconds(before)}).fetchall()
        return [number for (number,) in rows]

    def knows(self, number: int) -> bool:
        """Whether an entry of that number is there, or was and can be brought back."""
        query = "SELECT 1 FROM change_entry WHERE entry = ? LIMIT 1"
        with faults():
            kept = self._connection.execute(query, (number,)).fetchone()
        return kept is not None or self.get(number) is not None

    def images(self, number: int) -> list[Row]:
        """Every row that is kept of an entry: as it stands, and as it was before changes."""
        query = "SELECT was FROM change_entry WHERE entry = ? AND was IS NOT NULL"
        with faults():
            kept = self._connection.execute(query, (number,)).fetchall()
            row = self._row(number)
        return [*([] if row is None else [row]), *(from_image(was) for (was,) in kept)]

    def forget(self, numbers: Collection[int]) -> None:
        """Take entries away for good, inside `writing()`.

        Undo can't jump over a step, so the newest step that touched one of them goes
        with all older ones; those after it stay. What was said about them is forgotten too.
        """
        run = self._connection.execute
        with faults(writing=True):
            newest = 0
            for number in numbers:
                self._remove(number)
                query = "SELECT max(change) FROM change_entry WHERE entry = ?"
                newest = max(newest, run(query, (number,)).fetchone()[0] or 0)
            run("DELETE FROM change WHERE id <= ?", (newest,))
            run("DELETE FROM memory WHERE what LIKE 'said:%' OR what LIKE 'read:%'")

    def adopt(self, entry: Entry) -> None:
        """Store an entry of another file as it is, its number included; no step of undo."""
        entry.check()
        with faults(writing=True):
            self._insert(row_of(entry))

    def tidy(self) -> None:
        """Rebuild the file without its free pages."""
        with faults(writing=True):
            self._connection.execute("VACUUM")

    def texts(self) -> Iterator[str]:
        """Every text that the file holds, table by table."""
        tables = ("entry", "change", "change_entry", "word", "memory", "sqlite_schema")
        for table in tables:
            with faults():
                for row in self._connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
                    yield from (value for value in row if isinstance(value, str))


def open_journal(path: Path, *, create: bool = False, ask: Ask | None = None) -> Journal | None:
    """Open the journal at `path`, made first if `create`; `None` where there is none.

    `ask` is asked for the passphrase where the file has one. Raises `JournalUnusable` for
    anything there that is not a journal of this version or an older one, or that stays
    locked; it is left as it is, byte for byte.
    """
    opened = open_file(path, create=create, ask=ask)
    if opened is None:
        return None
    return Journal(opened.connection, path, opened.held, opened.passphrase)


# Words and ends


def _range(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Both ends in seconds; an open end lies beyond every entry."""
    low = -(2**62) if since is None else seconds(since)
    high = 2**62 if until is None else seconds(until)
    return low, high


def _renamed(words: tuple[str, ...] | None, old: str, new: str) -> tuple[str, ...] | None:
    if words is None:
        return None
    return tuple(dict.fromkeys(new if word == old else word for word in words))
