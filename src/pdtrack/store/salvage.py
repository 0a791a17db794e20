"""Copies what can still be read of a damaged journal, row by row, into a new one."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files, numbering, sqlcipher
from pdtrack.store.connection import connect, create_tables
from pdtrack.store.entry_row import COLUMNS, Row, entry_of
from pdtrack.store.journal import Journal
from pdtrack.store.opening import Ask, open_file
from pdtrack.store.sqlcipher import error_types
from pdtrack.store.sqlite_errors import translated_errors

# The highest number that is tried; no diary has more entries.
TRIED_MOST: Final = 1_000_000
# So many numbers are read at once, and one by one where that fails.
BLOCK: Final = 500
# Nobody deletes more of their newest entries than this.
CLAIMED_MOST: Final = 10_000


class Salvaged(NamedTuple):
    """How many entries were saved.

    `lost`: numbers of entries that can't be read. `absent`: numbers below the highest that no
    entry has; it was deleted, or it is lost with its page.
    """

    saved: int
    lost: int
    absent: int


def salvage_entries(
    path: Path,
    ask: Ask | None,
    target: Path,
    *,
    force: bool,
    now: datetime,
    committing: Callable[[], None] = lambda: None,
) -> Salvaged:
    """Copy every entry that can be read into a new journal at `target`, and what it remembers.

    The damaged file is only read; the new one has the same passphrase. `committing` is called right
    before it gets its name.
    """
    # A damaged journal can't be migrated either.
    opened = open_file(path, older=True, ask=ask)
    if opened is None:
        raise JournalUnusable("There is no journal.", "Nothing was written.")
    opened.connection.close()
    with opened.held, contextlib.closing(_Reader(path, opened.passphrase)) as reader:
        entries, lost, top = _readable(reader)
        if not (entries or lost) and reader.rows(_ANY) != []:
            raise JournalUnusable("No entry could be read.", "Nothing was written.")
        given = _given(reader, entries)
        claim, memory = reader.all(_CLAIM), reader.all(_MEMORY)
    room = Path(os.path.realpath(path)).parent
    with files.built_whole(target, force=force, room=room, committing=committing) as draft:
        connection = connect(draft, opened.passphrase)
        create_tables(connection)
        saved = 0
        with Journal(connection, target) as journal, journal.writing(now=now):
            for entry in entries.values():
                # An entry that breaks a rule of the tables must not cost the others.
                with contextlib.suppress(InvalidInput):
                    journal.adopt(entry)
                    saved += 1
            numbering.reserve(connection, "entry", given)
            _carry(connection, journal, claim, memory)
    lost += len(entries) - saved
    return Salvaged(saved, lost, max(0, top - saved - lost))


class _Reader:
    """Reads a damaged file; after an error it is reopened, since SQLCipher answers nothing then."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self._path = path
        self._key = None if passphrase is None else sqlcipher.raw_key(path, passphrase)
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        connection = connect(self._path, self._key)
        # A note with a broken letter is better than none.
        connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
        # A page with one bad cell is read too.
        connection.execute("PRAGMA cell_size_check = OFF")
        # In one transaction the file is locked once, not for every number.
        connection.execute("BEGIN")
        return connection

    def close(self) -> None:
        self._connection.close()

    def rows(self, query: str, values: tuple[int, ...] = ()) -> list[Row] | None:
        """All rows, or `None` where one of them can't be read."""
        try:
            with translated_errors():
                return self._connection.execute(query, values).fetchall()
        except (PdtrackError, ValueError):
            self.close()
            self._connection = self._opened()
            return None

    def all(self, query: str) -> list[Row]:
        """The rows that can be read before the first that can't."""
        found: list[Row] = []
        with contextlib.suppress(ValueError, *error_types("Error")):
            # One by one: an error keeps what came before it.
            for row in self._connection.execute(query):
                found.append(row)
            return found
        self.close()
        self._connection = self._opened()
        return found


def _readable(reader: _Reader) -> tuple[dict[int, Entry], int, int]:
    """The entries that can be read, how many can't, and up to which number there were any."""
    seen = _numbers(reader)
    top = _top(seen, _claimed(reader))
    columns = _columns(reader)
    rows: dict[int, Row] = {}
    broken: set[int] = set()
    # The gaps too: a page that is lost hides its numbers from all witnesses.
    blocks = [(low, min(low + BLOCK - 1, top)) for low in range(1, top + 1, BLOCK)]
    for low, high in [*blocks, *((one, one) for one in sorted(seen) if not 0 < one <= top)]:
        query = f"SELECT {columns} FROM entry WHERE id BETWEEN ? AND ? ORDER BY id LIMIT {BLOCK}"  # noqa: S608
        found = reader.rows(query, (low, high)) or []
        # Those that are missing one by one: a number that a disk changed ends such a walk early.
        for number in sorted(set(range(low, high + 1)) - {row[0] for row in found}):
            one = reader.rows(f"SELECT {columns} FROM entry WHERE id = ?", (number,))  # noqa: S608
            if one is None:
                broken.add(number)
            found += one or ()
        rows.update((row[0], row) for row in found)
    # What an index still names was not deleted.
    broken |= seen - rows.keys()
    entries: dict[int, Entry] = {}
    for number, row in sorted(rows.items()):
        try:
            entry = entry_of(row)
            entry.check()
        except (PdtrackError, ValueError):
            broken.add(number)
            continue
        entries[number] = entry
    highest = max((*entries, *broken), default=0)
    return entries, len(broken), top if top <= highest + CLAIMED_MOST else highest


def _top(seen: Collection[int], claimed: int) -> int:
    """Up to which number entries are looked for: a number that a disk changed may be anything."""
    numbers = sorted(seen)
    top = numbers[len(numbers) // 2] if numbers else claimed
    for number in sorted({*numbers, claimed}):
        if top < number <= top + CLAIMED_MOST:
            top = number
    return min(top, TRIED_MOST)


def _columns(reader: _Reader) -> str:
    """What to select; a column that the file is too old for is empty."""
    known = {row[1] for row in reader.all("PRAGMA table_info(entry)")}
    return ", ".join(column if column in known else "NULL" for column in COLUMNS)


def _numbers(reader: _Reader) -> set[int]:
    """Every number that an entry has, wherever the file names one."""
    return {
        number
        for query in _WITNESSES
        for (number,) in reader.all(query)
        if isinstance(number, int) and number > 0
    }


def _claimed(reader: _Reader) -> int:
    """The highest number that the file claims to have given; it may be anything."""
    rows = reader.all("SELECT seq FROM sqlite_sequence WHERE name = 'entry' LIMIT 1")
    return next((seq for (seq,) in rows if isinstance(seq, int)), 0)


def _given(reader: _Reader, entries: Collection[int]) -> int:
    """Up to which number none is given again; the file's claim is believed within reason."""
    highest = max(entries, default=0)
    claimed = _claimed(reader)
    return claimed if highest <= claimed <= highest + CLAIMED_MOST else highest


def _carry(
    connection: sqlite3.Connection, journal: Journal, claim: list[Row], memory: list[Row]
) -> None:
    """Put in what was judged about links, and what was shown or answered, as far as it is sound."""
    from pdtrack.store.claim_table import parsed_claim

    with contextlib.suppress(PdtrackError, TypeError):
        if claim:
            journal.keep_claim(parsed_claim(claim[0][0]))
    for what, at in memory:
        if isinstance(what, str) and isinstance(at, int) and abs(at) < _LATEST:
            with translated_errors(writing=True):
                connection.execute("INSERT OR IGNORE INTO memory VALUES (?, ?)", (what, at))


# Where not even this can be answered, the file is not known to be without entries.
_ANY: Final = "SELECT id FROM entry NOT INDEXED LIMIT 1"
_CLAIM: Final = "SELECT content FROM claim LIMIT 1"
_MEMORY: Final = "SELECT what, at FROM memory LIMIT 10000"
# The year 9999, in seconds.
_LATEST: Final = 253_402_300_800

_WITNESSES: Final = (
    "SELECT id FROM entry NOT INDEXED ORDER BY id",
    "SELECT id FROM entry NOT INDEXED ORDER BY id DESC",
    "SELECT id FROM entry INDEXED BY entry_at ORDER BY at",
    "SELECT id FROM entry INDEXED BY entry_at ORDER BY at DESC",
)
