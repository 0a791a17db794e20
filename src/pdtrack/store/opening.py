"""Opens the journal: finds it, checks it, locks it, makes it where it is missing, migrates it."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from pdtrack.errors import JournalUnusable
from pdtrack.store import files, lock
from pdtrack.store.connection import (
    KeptConnection,
    checked_version,
    connect,
    create_tables,
    inspect,
    make_writable,
    migrate,
    needs_migration,
)
from pdtrack.store.made_folders import make_folder
from pdtrack.store.passphrase_mark import check_not_replaced, remember_passphrase
from pdtrack.store.paths import (
    check_place,
    clear_draft,
    close_to_others,
    draft_of,
    remove_database,
    remove_sidecars,
)
from pdtrack.store.sqlcipher import WrongPassphrase, locked_out, looks_encrypted

# Strict tables came with 3.37 (November 2021).
SQLITE_LEAST: Final = (3, 37, 0)

# Asked with the number of wrong answers so far; raises `JournalUnusable` to give up.
Ask = Callable[[int], str]


class Opened(NamedTuple):
    """An open journal: its connection, what opens it, and the lock that is held for it."""

    path: Path
    connection: sqlite3.Connection
    passphrase: str | None
    held: contextlib.ExitStack
    kept: KeptConnection | None

    def close(self) -> None:
        """Close the file, or keep it open for the command's next use; then release the lock."""
        if self.passphrase is None or self.kept is None:
            self.connection.close()
        else:
            self.kept.keep(self.connection, self.path, self.passphrase)
        self.held.close()


def open_file(
    path: Path,
    *,
    create: bool = False,
    alone: bool = False,
    older: bool = False,
    replaced: bool = False,
    ask: Ask | None = None,
    kept: KeptConnection | None = None,
) -> Opened | None:
    """Open the journal at `path`, made first if `create`; `None` where there is none.

    `alone` keeps every other command out until it is closed: the caller may replace the file.
    An older journal is migrated first, unless `older` accepts it as it is, whatever tables it has.
    `replaced` accepts one without a passphrase in the place of one that had one. Raises
    `JournalUnusable` for a file that is no journal of this version or an older one; it is left as
    it is, byte for byte.
    """
    if sqlite3.sqlite_version_info < SQLITE_LEAST:
        raise JournalUnusable(
            f"This Python has SQLite {sqlite3.sqlite_version}, which is too old.",
            "pdtrack needs SQLite 3.37 or newer; a newer Python brings one.",
        )
    wrong = 0
    while True:
        check_place(path)
        if not os.path.lexists(path):
            if not create:
                return None
            make(path)
        else:
            # A file that is not ours gets neither a lock next to it nor another mode.
            try:
                inspect(path, older=older)
            except JournalUnusable:
                if os.path.lexists(path):
                    raise
                continue  # it was removed in between
        # Before the lock is held: a person may need a while to find the words.
        passphrase = passphrase_for(path, ask, wrong)
        with contextlib.ExitStack() as held:
            held.enter_context(lock.locked(path, alone=alone, reading=not (create or alone)))
            try:
                clear_draft(path, alone=alone)
                connection = _open_held(path, passphrase, kept, older=older, replaced=replaced)
            except WrongPassphrase:
                wrong += 1
                continue
            if connection is not None:
                close_to_others(path)
                if passphrase is not None:
                    remember_passphrase(path)
                return Opened(path, connection, passphrase, held.pop_all(), kept)
        upgrade(path, passphrase)


def passphrase_for(path: Path, ask: Ask | None, wrong: int = 0) -> str | None:
    """What opens the file at `path`; asked for only where it needs a passphrase."""
    if not looks_encrypted(path):
        return None
    if ask is None:
        raise WrongPassphrase if wrong else locked_out()
    return ask(wrong)


def _open_held(
    path: Path,
    passphrase: str | None,
    kept: KeptConnection | None,
    *,
    older: bool,
    replaced: bool,
) -> sqlite3.Connection | None:
    """A connection under the lock; `None` where the file was replaced or is too old."""
    if not os.path.lexists(path):
        return None
    found = inspect(path, older=older)
    if not replaced:
        check_not_replaced(path, encrypted=found.encrypted)
    if found.encrypted != (passphrase is not None):
        return None
    if not older and found.version is not None and needs_migration(found.version):
        return None
    connection = connect(path, passphrase) if kept is None else kept.connect(path, passphrase)
    version = checked_version(connection, made_of=not older)
    if older:
        return connection
    if needs_migration(version):
        connection.close()
        return None
    make_writable(connection)
    return connection


def make(
    path: Path, passphrase: str | None = None, committing: Callable[[], None] = lambda: None
) -> bool:
    """Make a new journal that appears under its name only when it is complete.

    Returns `False` where there was one already: another pdtrack may have been faster. `committing`
    is called right before it appears.
    """
    try:
        make_folder(path.parent, path)
    except OSError as problem:
        raise _no_folder(problem) from None
    with lock.locked(path, alone=True):
        if os.path.lexists(path):
            return False
        check_not_replaced(path, encrypted=passphrase is not None)
        draft = draft_of(path)
        clear_draft(path)
        try:
            # Left by a journal that is gone, they would be played into the new one.
            remove_sidecars(path)
            files.create_empty(draft)
            with contextlib.closing(connect(draft, passphrase)) as connection:
                create_tables(connection)
            committing()
            os.replace(draft, path)
            if passphrase is not None:
                remember_passphrase(path)
            files.sync_folder(path.parent)
        except OSError as problem:
            raise _no_folder(problem) from None
        finally:
            with contextlib.suppress(OSError):
                remove_database(draft)
    return True


def _no_folder(problem: OSError) -> JournalUnusable:
    return JournalUnusable(
        f"The journal's folder can't be used ({problem.strerror or 'unknown reason'}).",
        "Choose another place with --journal or PDTRACK_JOURNAL.",
    )


def upgrade(path: Path, passphrase: str | None) -> None:
    """Bring an older journal to the current version; a copy of it is kept first."""
    from pdtrack.store.copies import copy_before_migration  # once in the life of a version
    from pdtrack.store.copy_places import remember_place

    with lock.locked(path, alone=True):
        if not os.path.lexists(path):
            return
        if inspect(path).encrypted != (passphrase is not None):
            return
        with contextlib.closing(connect(path, passphrase)) as connection:
            version = checked_version(connection)
            if needs_migration(version):
                copy_before_migration(connection, path, version)
                migrate(connection)
                remember_place(connection, path)
