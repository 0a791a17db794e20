"""Erases entries from an automatic copy, which keeps everything else.

A new copy is written next to it, checked, and put in its place.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Final

from pdtrack.store import files
from pdtrack.store.connection import checked_version, connect, migrate_draft
from pdtrack.store.copies import Copy
from pdtrack.store.entry_row import COLUMNS
from pdtrack.store.integrity import IntegrityProblem, integrity_problems
from pdtrack.store.journal import Journal
from pdtrack.store.paths import draft_of, remove_database
from pdtrack.store.sqlite_errors import damaged, translated_errors

_UID: Final = COLUMNS.index("uid")
# An entry that a disk spoiled is kept in a copy as in the journal.
_BEARABLE: Final = {IntegrityProblem.ROWS, IntegrityProblem.WORDS}


def erase_from(
    copy: Copy,
    passphrase: str | None,
    uids: Collection[str],
    before: datetime | None,
    *,
    now: datetime,
    counts_with: Callable[[str], str],
) -> bool:
    """Erase the entries with these uids, and those before that moment; whether any was there.

    Raises `JournalUnusable` for a copy that can't be opened, and `OSError`.
    """
    key = passphrase if copy.encrypted else None
    with contextlib.closing(connect(copy.path, key)) as connection:
        # Opening it also rolls back what a killed command left half-written in it.
        checked_version(connection)
        with translated_errors():
            connection.execute("SELECT count(*) FROM entry").fetchone()
    return _rewritten(copy, lambda draft: _erased(draft, key, set(uids), before, now, counts_with))


def bring_up_to_date(copy: Copy, key: str | None) -> None:
    """Give a copy that an earlier pdtrack made the tables of this one; `key` opens it."""
    _rewritten(copy, lambda draft: _migrated(draft, key))


def _migrated(draft: Path, key: str | None) -> bool:
    with contextlib.closing(connect(draft, key)) as connection:
        migrate_draft(connection)
        _check(connection, key)
    return True


def _rewritten(copy: Copy, changed: Callable[[Path], bool]) -> bool:
    """Put what `changed` makes of a draft of it in the place of a copy, unless that is `False`."""
    draft = draft_of(copy.path)
    try:
        # Next to another journal a killed command's may be left.
        remove_database(draft)
        files.create_empty(draft)
        with copy.path.open("rb") as read, draft.open("rb+") as written:
            while piece := read.read(2**20):
                written.write(piece)
        if not changed(draft):
            return False
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        status = os.stat(copy.path)
        os.utime(draft, ns=(status.st_atime_ns, status.st_mtime_ns))
        os.replace(draft, copy.path)
        files.sync_folder(copy.path.parent)
    finally:
        with contextlib.suppress(OSError):
            remove_database(draft)
    return True


def _erased(
    draft: Path,
    key: str | None,
    uids: set[str],
    before: datetime | None,
    now: datetime,
    counts_with: Callable[[str], str],
) -> bool:
    with contextlib.closing(connect(draft, key)) as connection:
        migrate_draft(connection)
        journal = Journal(connection, draft)
        numbers = set(() if before is None else journal.forgettable(before=before))
        numbers |= {row[0] for row in journal.all_images() if row[_UID] in uids}
        numbers |= set(journal.memory.erasing())
        if not numbers:
            return False
        with journal.writing(now=now):
            journal.forget(numbers, counts_with)
            journal.memory.end_erasing()
        journal.vacuum()
        _check(connection, key)
    return True


def _check(connection: sqlite3.Connection, key: str | None) -> None:
    if set(integrity_problems(connection, encrypted=key is not None)) - _BEARABLE:
        raise damaged()
