"""Which automatic copies are kept: five days, four weeks, six months, and every last holder.

A copy that holds an entry which neither the journal nor another copy holds is never removed. It
may be all that is left of a journal that was lost, replaced by a restore, or put back in an
older state.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Final

from pdtrack.errors import PdtrackError
from pdtrack.store.connection import checked_version, connect
from pdtrack.store.copies import Copy, automatic_copies
from pdtrack.store.entry_row import COLUMNS, Row, from_image
from pdtrack.store.entry_table import EntryTable
from pdtrack.store.numbering import highest_given
from pdtrack.store.paths import remove_database
from pdtrack.store.sqlcipher import WrongPassphrase
from pdtrack.store.sqlite_errors import translated_errors

DAYS_KEPT: Final = 5
WEEKS_KEPT: Final = 4
MONTHS_KEPT: Final = 6
# Copies that were made for another reason than the day.
OTHERS_KEPT: Final = 3
# The copies of days take no more room together, except for the newest two and last holders.
ROOM_MOST: Final = 256 * 2**20
NEWEST_ALWAYS: Final = 2
# How many copies are compared at a time: someone waits for it.
COMPARED_MOST: Final = 8

_ID, _UID = COLUMNS.index("id"), COLUMNS.index("uid")
_RECORDED, _EDITED = COLUMNS.index("recorded_at"), COLUMNS.index("edited_at")


def thin_out(
    connection: sqlite3.Connection,
    journal: Path,
    passphrase: str | None,
    *,
    but: Path | None = None,
) -> None:
    """Remove copies that have had their time and hold nothing of their own; never `but`."""
    copies = automatic_copies(journal)
    # The newest first: what was kept once for its entries is hardly ever held elsewhere later.
    for old in _past_their_time(copies, but)[-COMPARED_MOST:]:
        others = [copy for copy in copies if copy.path != old.path]
        if _is_held(old, connection, others, passphrase):
            remove_database(old.path)
            copies = others


def last_holders(
    connection: sqlite3.Connection, journal: Path, passphrase: str | None
) -> list[Copy]:
    """The copies that are kept beyond their time, for entries that are nowhere else."""
    copies = automatic_copies(journal)
    return [
        old
        for old in _past_their_time(copies, None)
        if not _is_held(old, connection, [c for c in copies if c != old], passphrase)
    ]


def _past_their_time(copies: list[Copy], but: Path | None) -> list[Copy]:
    """The copies that no rule keeps, the oldest first."""
    dated = [(copy.day, copy) for copy in copies if copy.day is not None and copy.path != but]
    days = [copy for _, copy in sorted(dated, key=lambda one: one[0], reverse=True)]
    own = int(any(copy.path == but for copy in copies))
    kept = {copy.path for copy in days[: DAYS_KEPT - own]}
    kept |= _newest_of_each(days, lambda day: (*day.isocalendar()[:2], 0), WEEKS_KEPT)
    kept |= _newest_of_each(days, lambda day: (day.year, day.month, 1), MONTHS_KEPT)
    room = sum(copy.size for copy in copies if copy.path == but)
    for place, copy in enumerate(one for one in days if one.path in kept):
        room += copy.size
        if room > ROOM_MOST and place >= NEWEST_ALWAYS - own:
            kept.discard(copy.path)
    others = [copy for copy in copies if copy.day is None]
    kept |= {copy.path for copy in others[-OTHERS_KEPT:]}
    return [copy for copy in copies if copy.path not in kept and copy.path != but]


def _newest_of_each(
    days: list[Copy], period: Callable[[date], tuple[int, int, int]], most: int
) -> set[Path]:
    newest: dict[tuple[int, int, int], Path] = {}
    for copy in days:
        if copy.day is not None:
            newest.setdefault(period(copy.day), copy.path)
    return set(list(newest.values())[:most])


# What a copy is worth


class CopyState(Enum):
    """Whether a copy can be used, as a word."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    LOCKED = "opens with another passphrase"


def state_of(copy: Copy, passphrase: str | None) -> CopyState:
    """Open a copy and check it."""
    if copy.encrypted and passphrase is None:
        return CopyState.LOCKED
    try:
        with _opened(copy, passphrase) as connection, translated_errors():
            if copy.encrypted and connection.execute("PRAGMA cipher_integrity_check").fetchall():
                return CopyState.DAMAGED
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except WrongPassphrase:
        return CopyState.LOCKED
    except PdtrackError:
        return CopyState.DAMAGED
    return CopyState.WHOLE if found == "ok" else CopyState.DAMAGED


def newer_copy(
    connection: sqlite3.Connection, journal: Path, passphrase: str | None
) -> Copy | None:
    """The newest copy of a day, where it has later changes than the journal: an older file was
    put in the journal's place.
    """
    days = [copy for copy in automatic_copies(journal) if copy.day is not None]
    newest = max(days, key=lambda copy: copy.day or date.min, default=None)
    if newest is None:
        return None
    with contextlib.suppress(PdtrackError), _opened(newest, passphrase) as held:
        with translated_errors():
            later = highest_given(held, "change") > highest_given(connection, "change")
        if later and not holds_all(connection, held):
            return newest
    return None


# Whether something is held elsewhere


def _is_held(
    copy: Copy, journal: sqlite3.Connection, others: Iterable[Copy], passphrase: str | None
) -> bool:
    """Whether the journal or another copy holds all that this copy holds.

    A copy that can't be opened may hold anything.
    """
    try:
        with _opened(copy, passphrase) as held:
            if holds_all(journal, held):
                return True
            for other in list(others)[: -COMPARED_MOST - 1 : -1]:
                with contextlib.suppress(PdtrackError), _opened(other, passphrase) as more:
                    if holds_all(more, held):
                        return True
    except PdtrackError:
        return False
    return False


@contextlib.contextmanager
def _opened(copy: Copy, passphrase: str | None) -> Iterator[sqlite3.Connection]:
    key = passphrase if copy.encrypted else None
    with contextlib.closing(connect(copy.path, key)) as connection:
        checked_version(connection)
        yield connection


def holds_all(holder: sqlite3.Connection, held: sqlite3.Connection) -> bool:
    """Whether a journal holds every entry of another one, or went on from what it was.

    What is missing in a journal that went on was deleted there on purpose.
    """
    with translated_errors():
        return _goes_on_from(holder, held) or _has_rows_of(holder, held)


def _goes_on_from(later: sqlite3.Connection, earlier: sqlite3.Connection) -> bool:
    """Whether the newest change of the earlier journal is among those of the later one."""
    query = "SELECT id, at, what FROM change WHERE id > 0 ORDER BY id DESC LIMIT 1"
    newest = earlier.execute(query).fetchone()
    if newest is None:
        return False
    query = "SELECT 1 FROM change WHERE abs(id) = ? AND at = ? AND what = ?"
    if later.execute(query, newest).fetchone() is None:
        return False
    touched = earlier.execute("SELECT entry FROM change_entry WHERE change = ?", newest[:1])
    numbers = [number for (number,) in touched]
    # Two journals may have made a change of the same kind in the same second.
    return bool(numbers) and all(
        _uids(earlier, number) & _uids(later, number) for number in numbers[:100]
    )


def _uids(connection: sqlite3.Connection, number: int) -> set[str]:
    """The uid of an entry, from its row and from what it was before changes."""
    row = EntryTable(connection).row(number)
    query = "SELECT was FROM change_entry WHERE entry = ? AND was IS NOT NULL"
    rows = [from_image(was) for (was,) in connection.execute(query, (number,))]
    return {str(one[_UID]) for one in (*rows, *([] if row is None else [row]))}


def _has_rows_of(holder: sqlite3.Connection, held: sqlite3.Connection) -> bool:
    """Whether each entry is there as it was, or as it became later."""
    there: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _all_rows(holder):
        there[str(row[_UID])].append(row)
    return all(
        any(_is_or_became(row, one) for one in there.get(str(row[_UID]), ()))
        for row in EntryTable(held).select()
    )


def _all_rows(connection: sqlite3.Connection) -> Iterable[Row]:
    yield from EntryTable(connection).select()
    for (was,) in connection.execute("SELECT was FROM change_entry WHERE was IS NOT NULL"):
        yield from_image(was)


def _is_or_became(earlier: Row, later: Row) -> bool:
    same = earlier[_ID + 1 :] == later[_ID + 1 :]
    return same or _stamp(later) > _stamp(earlier)


def _stamp(row: Row) -> int:
    return int(row[_EDITED] or row[_RECORDED])
