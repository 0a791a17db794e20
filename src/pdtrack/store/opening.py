"""Opening the journal's file: finding it, checking that it is ours, making it, bringing it up.

Everything that SQLite or the system can say on the way becomes an error of our own here.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store.schema import APPLICATION_ID, MAGIC, MIGRATIONS, PRAGMAS, VERSION

BUSY_SECONDS: Final = 30
# Strict tables came with 3.37 (November 2021).
SQLITE_LEAST: Final = (3, 37, 0)


def open_file(path: Path, *, create: bool = False) -> sqlite3.Connection | None:
    """A connection to the journal at `path`, made first if `create`; `None` where there is none.

    Raises `JournalUnusable` for anything there that is not a journal of this version or
    an older one; it is left as it is, byte for byte.
    """
    if sqlite3.sqlite_version_info < SQLITE_LEAST:
        raise JournalUnusable(
            f"This Python has SQLite {sqlite3.sqlite_version}, which is too old.",
            "pdtrack needs SQLite 3.37 or newer; a newer Python brings one.",
        )
    if not os.path.lexists(path):
        if not create:
            return None
        _create(path)
    version = _inspect(path)
    connection = _connect(path)
    if version < VERSION:
        try:
            _migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _create(path: Path) -> None:
    """Make a new journal that appears under its name only when it is complete."""
    try:
        files.make_folder(path.parent)
        draft = files.fresh_name(path)
        files.create_empty(draft)
    except OSError as problem:
        raise JournalUnusable(
            f"The journal's folder can't be used ({problem.strerror}).",
            "Choose another place with --journal or PDTRACK_JOURNAL.",
        ) from None
    try:
        connection = _connect(draft)
        try:
            with faults(writing=True):
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _migrate(connection)
        finally:
            connection.close()
        with contextlib.suppress(FileExistsError):
            # Another pdtrack may have made it meanwhile; then theirs is the journal.
            _claim(draft, path)
        files.sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def _claim(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here; os.rename refuses an existing target on Windows only.
        if not path.exists():
            draft.rename(path)


def _inspect(path: Path) -> int:
    """The schema version of the journal at `path`, read without SQLite touching it."""
    if path.is_dir():
        raise JournalUnusable("The journal's name is a folder.", "Give the path of a file.")
    if not path.exists():
        raise JournalUnusable("The journal is a link to nowhere.", "Mend the link or remove it.")
    if not path.is_file():
        raise JournalUnusable("The journal's name is not a file.", "Give the path of a file.")
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as problem:
        raise JournalUnusable(
            f"The journal can't be read ({problem.strerror}).", "Check who owns the file."
        ) from None
    if not header:
        raise JournalUnusable(
            "The journal is an empty file.",
            "Bring back a copy of it, or move the empty file away to start anew.",
        )
    if not header.startswith(MAGIC) or len(header) < 100:
        raise JournalUnusable("That file is not a journal.", "It was left as it is.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise JournalUnusable("That file belongs to another program.", "It was left as it is.")
    version = int.from_bytes(header[60:64], "big")
    if version > VERSION:
        raise JournalUnusable(
            "The journal was written by a newer pdtrack.", "Install that version to open it."
        )
    return version


def _connect(path: Path) -> sqlite3.Connection:
    with faults():
        connection = sqlite3.connect(
            path.absolute().as_uri() + "?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the current version, in one transaction."""
    with faults(writing=True):
        connection.execute("BEGIN IMMEDIATE")
        try:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            for migration in MIGRATIONS[version:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def faults(*, writing: bool = False) -> Iterator[None]:
    """Turn what SQLite and the system say into our own words; theirs may quote a note."""
    try:
        yield
    except UnicodeError:
        raise _damaged() from None
    except sqlite3.IntegrityError:
        raise InvalidInput(
            "That entry breaks a rule of the journal.", "Nothing was saved."
        ) from None
    except sqlite3.DatabaseError as problem:
        raise _said_plainly(problem, writing) from None


def _said_plainly(problem: sqlite3.DatabaseError, writing: bool) -> PdtrackError:
    # A plain text compare of our own: the message itself is never shown.
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_BUSY"):
        return PdtrackError("Another pdtrack kept the journal busy.", "Try again in a moment.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return JournalUnusable(
            "The journal can't be written here." if writing else "The journal can't be opened.",
            "Check who owns the file and its folder, and that they are not read-only.",
        )
    if name.startswith("SQLITE_FULL"):
        return PdtrackError(
            "The disk is full. Nothing was saved.", "Free some space and try again."
        )
    if name.startswith("SQLITE_IOERR"):
        # The failure may have come after the commit, so neither yes nor no is true.
        return PdtrackError(
            "The disk gave an error; it is not sure that this was saved."
            if writing
            else "The disk gave an error.",
            "Look with pdtrack list before you try again." if writing else "Try again.",
        )
    return _damaged()


def _damaged() -> JournalUnusable:
    return JournalUnusable("The journal is damaged.", "Keep the file; bring back a copy of it.")
