"""Opening the journal's file: finding it, checking that it is ours, making it, bringing it up.

Everything that SQLite or the system can say on the way becomes an error of our own here.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files, lock
from pdtrack.store import sqlcipher as crypt
from pdtrack.store.schema import APPLICATION_ID, MAGIC, MIGRATIONS, PRAGMAS, VERSION

BUSY_SECONDS: Final = 30
# Strict tables came with 3.37 (November 2021).
SQLITE_LEAST: Final = (3, 37, 0)
SIDECARS: Final = ("-journal", "-wal", "-shm")

# Asked with the number of wrong answers so far; raises `JournalUnusable` when it gives up.
Ask = Callable[[int], str]


class Opened(NamedTuple):
    """An open journal: how to speak to it, what opens it, and the lock to let go of."""

    connection: sqlite3.Connection
    passphrase: str | None
    held: contextlib.ExitStack


class Found(NamedTuple):
    """What a file says of itself before SQLite touches it; `version` hides in a locked one."""

    encrypted: bool
    version: int | None


def open_file(
    path: Path,
    *,
    create: bool = False,
    alone: bool = False,
    older: bool = False,
    ask: Ask | None = None,
) -> Opened | None:
    """Open the journal at `path`, made first if `create`; `None` where there is none.

    `alone` keeps every other command out until it is let go of: the file itself may be
    replaced. An older journal is brought up to this version first, unless `older` admits it
    as it is. Raises `JournalUnusable` for anything there that is not a journal of this
    version or an older one; it is left as it is, byte for byte.
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
            # A file that is not ours gets neither a lock beside it nor another mode.
            try:
                inspect(path)
            except JournalUnusable:
                if os.path.lexists(path):
                    raise
                continue  # it went meanwhile
        # Asked before the lock is taken: somebody may look for the words a while.
        passphrase = passphrase_for(path, ask, wrong)
        with contextlib.ExitStack() as held:
            held.enter_context(lock.locked(path, alone=alone, reading=not (create or alone)))
            try:
                connection = _open_held(path, passphrase, older=older)
            except crypt.WrongPassphrase:
                wrong += 1
                continue
            if connection is not None:
                close_to_others(path)
                return Opened(connection, passphrase, held.pop_all())
        bring_up(path, passphrase)


def passphrase_for(path: Path, ask: Ask | None, wrong: int = 0) -> str | None:
    """What opens the file at `path`, asked for only where it needs one."""
    if not crypt.looks_encrypted(path):
        return None
    if ask is None:
        raise crypt.WrongPassphrase if wrong else locked_out()
    return ask(wrong)


def locked_out(name: str = "The journal") -> JournalUnusable:
    """The error for a passphrase that nobody can be asked for."""
    return JournalUnusable(
        f"{name} has a passphrase, and there is no terminal to ask for it.",
        "Scripts name it by PDTRACK_PASSPHRASE_COMMAND or PDTRACK_PASSPHRASE_FILE.",
    )


def _open_held(path: Path, passphrase: str | None, *, older: bool) -> sqlite3.Connection | None:
    """A connection under the lock; `None` where the file was replaced or is too old."""
    if not os.path.lexists(path):
        return None
    clear_draft(path)
    found = inspect(path)
    if found.encrypted != (passphrase is not None):
        return None
    least = 0 if older else VERSION
    if found.version is not None and found.version < least:
        return None
    connection = connect(path, passphrase)
    if found.version is None and _checked_version(connection) < least:
        connection.close()
        return None
    return connection


def _checked_version(connection: sqlite3.Connection) -> int:
    """The schema version of a journal that could only be asked after it was opened."""
    try:
        with faults():
            (number,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        _check_ours(number, version)
    except BaseException:
        connection.close()
        raise
    return int(version)


# Where it lies


def check_place(path: Path) -> None:
    """Raise `JournalUnusable` where the journal or its folder can't be trusted or used.

    A link is fine as long as what it leads to is the person's own, or the system's.
    """
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        _check_owner(os.stat(path.parent), "The journal's folder")
    try:
        status = os.stat(path)
    except FileNotFoundError:
        if os.path.islink(path):
            raise JournalUnusable(
                "The journal is a link to nowhere.", "Mend the link or remove it."
            ) from None
        return
    except OSError as problem:
        raise JournalUnusable(
            f"The journal can't be reached ({problem.strerror}).",
            "Choose another place with --journal or PDTRACK_JOURNAL.",
        ) from None
    if stat.S_ISDIR(status.st_mode):
        raise JournalUnusable("The journal's name is a folder.", "Give the path of a file.")
    if not stat.S_ISREG(status.st_mode):
        raise JournalUnusable("The journal's name is not a file.", "Give the path of a file.")
    _check_owner(status, "The journal")


def close_to_others(path: Path) -> None:
    """A journal that came from elsewhere is for its owner's eyes from now on."""
    if files.is_open(path):
        with contextlib.suppress(OSError):
            os.chmod(path, files.FILE_MODE)


def _check_owner(status: os.stat_result, what: str) -> None:
    if hasattr(os, "geteuid") and status.st_uid not in (os.geteuid(), 0):
        raise JournalUnusable(
            f"{what} belongs to another account.",
            "Choose another place with --journal or PDTRACK_JOURNAL.",
        )


def inspect(path: Path) -> Found:
    """What the file at `path` is, read without SQLite touching it."""
    try:
        with path.open("rb") as file:
            header = file.read(crypt.PAGE)
            size = os.fstat(file.fileno()).st_size
    except OSError as problem:
        raise JournalUnusable(
            f"The journal can't be read ({problem.strerror}).", "Check who owns the file."
        ) from None
    if not header:
        raise JournalUnusable(
            "The journal is an empty file.",
            "Bring back a copy of it, or move the empty file away to start anew.",
        )
    if crypt.is_encrypted(header, size):
        return Found(encrypted=True, version=None)
    if not header.startswith(MAGIC) or len(header) < 100:
        raise JournalUnusable("That file is not a journal.", "It was left as it is.")
    version = int.from_bytes(header[60:64], "big")
    _check_ours(int.from_bytes(header[68:72], "big"), version)
    # Both say how changes are written, and SQLite writes both at once: a file where they differ
    # would be put right by mere reading. And no journal was ever without its tables.
    if header[18] != header[19] or version < 1:
        raise damaged()
    return Found(encrypted=False, version=version)


def _check_ours(number: int, version: int) -> None:
    if number != APPLICATION_ID:
        raise JournalUnusable("That file belongs to another program.", "It was left as it is.")
    if version > VERSION:
        raise JournalUnusable(
            "The journal was written by a newer pdtrack.", "Install that version to open it."
        )


# Making and bringing up


def draft_of(path: Path) -> Path:
    """Where a file that will take the journal's place is built; one at a time, under the lock."""
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}.new")


def copies_folder(path: Path) -> Path:
    """Where the journal's automatic copies are kept."""
    return Path(os.path.realpath(path)).parent / "backups"


def stem_of(path: Path) -> str:
    """What a journal's copies are named after: another one beside it never has the same."""
    name = os.path.basename(os.path.realpath(path))
    return name.removesuffix(".db") if name.endswith(".db") else f"{name}."


def daily_copy_of(path: Path, day: date) -> Path:
    """The name of the copy that is made of the journal on `day`."""
    return copies_folder(path) / f"{stem_of(path)}-{day.isoformat()}.db"


def clear_draft(path: Path) -> None:
    """Remove what a killed command left half-built. The journal's lock has to be held."""
    draft = draft_of(path)
    if os.name != "nt" and os.path.lexists(draft):
        with contextlib.suppress(OSError):
            remove_whole(draft)


def remove_whole(path: Path) -> None:
    """Remove a database and what SQLite keeps beside it."""
    remove_sidecars(path)
    path.unlink(missing_ok=True)


def remove_sidecars(path: Path) -> None:
    """Remove what SQLite keeps beside a database that is closed or gone."""
    real = Path(os.path.realpath(path))
    for sidecar in SIDECARS:
        real.with_name(real.name + sidecar).unlink(missing_ok=True)


def make(path: Path, passphrase: str | None = None) -> bool:
    """Make a new journal that appears under its name only when it is complete.

    Returns `False` where there was one already: another pdtrack may have been faster.
    """
    try:
        lock.make_folder(path.parent, path)
    except OSError as problem:
        raise _no_folder(problem) from None
    with lock.locked(path, alone=True):
        if os.path.lexists(path):
            return False
        draft = draft_of(path)
        clear_draft(path)
        try:
            # Of a journal that is gone; left there, it would be played into the new one.
            remove_sidecars(path)
            files.create_empty(draft)
            connection = connect(draft, passphrase)
            try:
                with faults(writing=True):
                    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                migrate(connection)
            finally:
                connection.close()
            os.replace(draft, path)
            files.sync_folder(path.parent)
        except OSError as problem:
            raise _no_folder(problem) from None
        finally:
            with contextlib.suppress(OSError):
                remove_whole(draft)
    return True


def _no_folder(problem: OSError) -> JournalUnusable:
    return JournalUnusable(
        f"The journal's folder can't be used ({problem.strerror or 'unknown reason'}).",
        "Choose another place with --journal or PDTRACK_JOURNAL.",
    )


def connect(path: Path, passphrase: str | None = None) -> sqlite3.Connection:
    """A connection to the file at `path`, with the pragmas that every one has."""
    if passphrase is not None and (kept := _warm.take(path, passphrase)) is not None:
        return kept
    with faults():
        if passphrase is not None:
            connection = crypt.connect(path, passphrase, timeout=BUSY_SECONDS)
        else:
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


class _Warm:
    """One connection to an encrypted journal, kept between two uses of one command.

    Making the key out of the passphrase is slow on purpose, and a command that reads
    first and writes later would pay twice. While kept, it holds no lock of any kind.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[str, str, int, int], sqlite3.Connection] | None = None

    def keep(self, connection: sqlite3.Connection, path: Path, passphrase: str) -> None:
        """Keep the connection instead of closing it, where the system lets us."""
        self.drop()
        name = _identity(path, passphrase)
        # On Windows an open file can't be replaced, not even by this very command.
        if name is None or os.name == "nt" or connection.in_transaction:
            connection.close()
        else:
            self._kept = name, connection

    def take(self, path: Path, passphrase: str) -> sqlite3.Connection | None:
        """The kept connection, if it is to the file that has this name now."""
        if self._kept is None or self._kept[0] != _identity(path, passphrase):
            return None
        connection, self._kept = self._kept[1], None
        return connection

    def drop(self) -> None:
        """Close what is kept."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None


def _identity(path: Path, passphrase: str) -> tuple[str, str, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return os.path.realpath(path), crypt.normal(passphrase), status.st_dev, status.st_ino


_warm: Final = _Warm()


def let_go(connection: sqlite3.Connection, path: Path, passphrase: str | None) -> None:
    """Close a connection that is done with, or keep it for the rest of this command."""
    if passphrase is None:
        connection.close()
    else:
        _warm.keep(connection, path, passphrase)


def bring_up(path: Path, passphrase: str | None) -> None:
    """Bring an older journal to the current version, a copy of it kept first."""
    from pdtrack.store import copies as backup

    with lock.locked(path, alone=True):
        if not os.path.lexists(path):
            return
        found = inspect(path)
        if found.encrypted != (passphrase is not None):
            return
        connection = connect(path, passphrase)
        try:
            version = _checked_version(connection)
            if version < VERSION:
                backup.before_migration(connection, path, version)
                migrate(connection)
        finally:
            connection.close()


def bring_up_draft(connection: sqlite3.Connection) -> None:
    """Check that a copy is ours, and bring it to the current version."""
    if _checked_version(connection) < VERSION:
        migrate(connection)


def take_place(path: Path) -> None:
    """Let the finished draft become the journal, which has to be closed. All or nothing."""
    draft = draft_of(path)
    real = Path(os.path.realpath(path))
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    # Whoever closed the journal well left nothing there that matters any more.
    remove_sidecars(real)
    os.replace(draft, real)
    files.sync_folder(real.parent)


def number_from(connection: sqlite3.Connection, highest: int) -> None:
    """Numbers up to `highest` were given out, and are not given again."""
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'entry', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'entry')"
    )
    connection.execute(
        "UPDATE sqlite_sequence SET seq = ? WHERE name = 'entry' AND seq < ?", (highest, highest)
    )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the current version, in one transaction."""
    try:
        with faults(writing=True):
            _migrate(connection)
    except InvalidInput:
        # A row that breaks a rule of the tables got there past them.
        raise damaged() from None


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """Take back what a failed transaction did, as far as the file can still be spoken to."""
    with contextlib.suppress(*crypt.errors("Error")):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


# What SQLite and the system say, in our words


@contextlib.contextmanager
def faults(*, writing: bool = False) -> Iterator[None]:
    """Turn what SQLite and the system say into our own words; theirs may quote a note."""
    try:
        yield
    except UnicodeError:
        raise damaged() from None
    except crypt.errors("IntegrityError"):
        raise InvalidInput(
            "That entry breaks a rule of the journal.", "Nothing was saved."
        ) from None
    except crypt.errors("DatabaseError") as problem:
        raise _said_plainly(problem, writing) from None


def _said_plainly(problem: Exception, writing: bool) -> PdtrackError:
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
    return damaged()


def damaged() -> JournalUnusable:
    """The error for a file that does not hold what a journal holds."""
    return JournalUnusable("The journal is damaged.", "Keep the file; bring back a copy of it.")
