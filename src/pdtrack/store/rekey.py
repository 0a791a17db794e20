"""Giving the journal a passphrase, another one, or none: a new file, checked, then swapped in.

The old file is not touched until the new one is complete, has been opened with the new
passphrase and holds the same. Whatever stops this half-way leaves the old journal.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import copies as backup
from pdtrack.store import files
from pdtrack.store import sqlcipher as crypt
from pdtrack.store.integrity import damages
from pdtrack.store.opening import (
    BUSY_SECONDS,
    Ask,
    Opened,
    check_place,
    connect,
    draft_of,
    faults,
    inspect,
    make,
    open_file,
    remove_whole,
    take_place,
)
from pdtrack.store.schema import APPLICATION_ID, PRAGMAS, VERSION


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: how many entries, and how many automatic copies were replaced.

    `left`: journals that a restore replaced, which could not be put under the passphrase.
    """

    entries: int
    copies: int
    made: bool = False
    left: tuple[Path, ...] = ()


def has_passphrase(path: Path) -> bool | None:
    """Whether the journal has a passphrase; `None` where there is no journal."""
    check_place(path)
    return inspect(path).encrypted if os.path.lexists(path) else None


def rebuild(
    path: Path, ask: Ask | None, *, new: str | None, again: str | None, day: date
) -> Rebuilt:
    """Put the journal under `new`, or under none. `again` is `new` as typed the second time.

    `ask` gives the passphrase that it has now, if it has one. A journal that is not there
    yet is made, so that nothing of it is ever on the disk in the clear. A copy of the new
    file is kept as that of `day`.
    """
    if new is not None:
        crypt.check_new(new)
        crypt.library()
        if not os.path.lexists(path) and make(path, new):
            return Rebuilt(0, 0, made=True)
    opened = open_file(path, alone=True, ask=ask)
    if opened is None or (opened.passphrase is None and new is None):
        raise InvalidInput("The journal has no passphrase.", "Nothing was changed.")
    if crypt.alike(opened.passphrase, new):
        opened.connection.close()
        opened.held.close()
        raise InvalidInput("That is the passphrase it has already.", "Nothing was changed.")
    with opened.held:
        try:
            done = _rebuild_alone(path, opened, new, again)
        finally:
            opened.connection.close()
        with contextlib.suppress(PdtrackError, OSError):
            _keep_copy(path, again, day)
    return done


def _seal_replaced(
    path: Path, old: str | None, new: str | None, again: str | None
) -> tuple[Path, ...]:
    """Put what a restore replaced under the same passphrase: it may hold what is nowhere else.

    Returns those that stay as they are: damaged, or with a passphrase of their own.
    """
    left = []
    for copy in backup.copies(path, surely=True):
        stands = old if copy.encrypted else None
        if not copy.is_replaced or stands == new:
            continue
        try:
            connection = connect(copy.path, stands)
            with contextlib.closing(connection):
                opened = Opened(connection, stands, contextlib.ExitStack())
                _rebuild_alone(copy.path, opened, new, again)
        except JournalUnusable:
            left.append(copy.path)
    return tuple(left)


def _rebuild_alone(path: Path, opened: Opened, new: str | None, again: str | None) -> Rebuilt:
    draft = draft_of(path)
    in_place = False
    try:
        files.create_empty(draft)
        entries = _fill(path, opened.passphrase, draft, new)
        _verify(opened.connection, draft, again)
        # What is open can't be replaced everywhere, and what it left beside it has to go.
        opened.connection.close()
        # Before the swap: a copy that anybody can read must not outlive it.
        left = _seal_replaced(path, opened.passphrase, new, again)
        copies = backup.remove_copies(path, replaced=False)
        in_place = True
        take_place(path)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        if in_place and not os.path.lexists(draft):
            raise PdtrackError(
                f"The new file is in place, but the disk gave an error at the end ({reason}).",
                "Look with pdtrack doctor.",
            ) from None
        raise PdtrackError(
            f"The new file could not be written ({reason}).",
            "The journal is as it was. Check the folder and the free space.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            remove_whole(draft)
    return Rebuilt(entries, copies, left=left)


def _fill(path: Path, old: str | None, draft: Path, new: str | None) -> int:
    """Copy the whole journal into the empty draft; returns the number of entries."""
    with faults(writing=True), contextlib.ExitStack() as closing:
        source = crypt.connect(path, old, timeout=BUSY_SECONDS)
        closing.callback(source.close)
        for pragma in PRAGMAS:
            source.execute(pragma)
        if damages(source, encrypted=old is not None):
            raise JournalUnusable(
                "The journal is damaged, so it was left as it is.",
                "pdtrack doctor says more.",
            )
        key = "" if new is None else crypt.normal(new)
        source.execute("ATTACH ? AS draft KEY ?", (str(draft), key))
        # A draft is thrown away when anything fails: it needs no journal of its own.
        source.execute("PRAGMA draft.journal_mode = OFF")
        source.execute("SELECT sqlcipher_export('draft')").fetchone()
        source.execute(f"PRAGMA draft.user_version = {VERSION}")
        source.execute(f"PRAGMA draft.application_id = {APPLICATION_ID}")
        (count,) = source.execute("SELECT count(*) FROM main.entry").fetchone()
        source.execute("DETACH draft")
    return int(count)


def _verify(journal: sqlite3.Connection, draft: Path, again: str | None) -> None:
    """Raise unless the draft opens with `again`, is sound, and says the same as the journal."""
    with contextlib.ExitStack() as closing:
        try:
            copy = connect(draft, again)
        except crypt.WrongPassphrase:
            raise InvalidInput(
                "The new file did not open with the passphrase as typed the second time.",
                "Nothing was changed.",
            ) from None
        closing.callback(copy.close)
        with faults():
            same = _digest(copy) == _digest(journal)
        if not same or damages(copy, encrypted=again is not None):
            raise PdtrackError("The new file did not come out well.", "Nothing was changed.")


def _digest(connection: sqlite3.Connection) -> str:
    """A fingerprint of everything that the journal holds, its last number included."""
    found = hashlib.sha256()
    queries = (
        "PRAGMA user_version",
        "PRAGMA application_id",
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2",
        "SELECT * FROM sqlite_sequence ORDER BY 1",
        "SELECT * FROM entry ORDER BY 1",
        "SELECT * FROM change ORDER BY 1",
        "SELECT * FROM change_entry ORDER BY 1, 2",
        "SELECT * FROM word ORDER BY 1, 2",
        "SELECT * FROM memory ORDER BY 1",
    )
    for query in queries:
        for row in connection.execute(query):
            found.update(repr(row).encode())
        found.update(b"\n")
    return found.hexdigest()


def _keep_copy(path: Path, passphrase: str | None, day: date) -> None:
    connection = connect(path, passphrase)
    try:
        backup.fresh(connection, path, day)
    finally:
        connection.close()
