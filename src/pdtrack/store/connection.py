"""One connection to one file: what the file is, the pragmas of a connection, its migrations.

Nothing here locks anything; `opening` does.
"""

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from pdtrack.errors import InvalidInput, JournalUnusable
from pdtrack.store import files, sqlcipher
from pdtrack.store.paths import draft_of, remove_sidecars
from pdtrack.store.schema import (
    APPLICATION_ID,
    DEFINITIONS,
    JOURNAL_MODE,
    MAGIC,
    MIGRATIONS,
    PRAGMAS,
    VERSION,
    is_made_of,
)
from pdtrack.store.sqlite_errors import (
    Flaw,
    FlawedJournal,
    changed,
    damaged,
    roll_back,
    translated_errors,
)

BUSY_SECONDS: Final = 30
HEADER_BYTES: Final = 100
# More than any cell of a journal; what was judged about links is the longest.
CELL_MOST: Final = 32 * 2**20
# The steps of SQLite's own machine after which it asks whether to go on, and how many a
# connection may take: so many, and so many more for each byte of the file. The longest work on
# a sound journal takes a fiftieth of that; pages that lead in a circle would take for ever.
STEPS_ASKED: Final = 200_000
STEPS_ALWAYS: Final = 20_000_000
STEPS_A_BYTE: Final = 40


class FileHead(NamedTuple):
    """What the beginning of a file shows. An encrypted file hides its `version`."""

    encrypted: bool
    version: int | None


def inspect(path: Path, *, older: bool = False) -> FileHead:
    """What the file at `path` is, read without SQLite touching it.

    Raises `JournalUnusable` for a file that is no journal of this version or an older one. One
    without a version is damaged, and accepted only as an `older` one.
    """
    try:
        with path.open("rb") as file:
            head = file.read(sqlcipher.PAGE_BYTES)
            size = os.fstat(file.fileno()).st_size
    except OSError as problem:
        raise JournalUnusable(
            f"The journal can't be read ({problem.strerror}).", "Check who owns the file."
        ) from None
    if not head:
        raise FlawedJournal(
            Flaw.EMPTY, "Restore a backup, or move the empty file away to start again."
        )
    if sqlcipher.is_encrypted(head, size):
        return FileHead(encrypted=True, version=None)
    if not head.startswith(MAGIC) or len(head) < HEADER_BYTES:
        raise FlawedJournal(Flaw.NOT_A_JOURNAL, "It was left as it is.")
    version = int.from_bytes(head[60:64], "big")
    _check_ours(int.from_bytes(head[68:72], "big"), version)
    # Bytes 18 and 19 both say how changes are written, and SQLite writes both at once: reading
    # a file where they differ would already change it. And no journal was ever without tables.
    if head[18] != head[19] or (version < 1 and not older):
        raise damaged()
    return FileHead(encrypted=False, version=version)


def may_be_journal(path: Path) -> bool:
    """Whether the file at `path` may be a journal or a backup of one, of any version."""
    try:
        inspect(path)
    except FlawedJournal as problem:
        return problem.flaw in (Flaw.NEWER, Flaw.DAMAGED)
    except JournalUnusable:
        return False
    return True


def _check_ours(application_id: int, version: int) -> None:
    if application_id != APPLICATION_ID:
        raise FlawedJournal(Flaw.ANOTHER_PROGRAM, "It was left as it is.")
    if version > VERSION:
        raise FlawedJournal(Flaw.NEWER, "Install that version to open it.")


def checked_version(connection: sqlite3.Connection, *, made_of: bool = True) -> int:
    """The version of an open journal; closes the connection where it can't be used.

    Nothing of a file is used before it is known to be made of what pdtrack makes, and of
    nothing else (unless not `made_of`): a trigger or a view would act on whatever is done.
    """
    try:
        with translated_errors():
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            _check_ours(application_id, version)
            if made_of and version < 1:
                raise damaged()
            if made_of and not is_made_of(connection.execute(DEFINITIONS).fetchall(), version):
                raise changed()
    except BaseException:
        connection.close()
        raise
    return int(version)


def make_writable(connection: sqlite3.Connection) -> None:
    """Prepare to write to a checked journal; closes the connection where that fails.

    It changes the head of a file that another program set to be written ahead (WAL).
    """
    try:
        with translated_errors(writing=True):
            connection.execute(JOURNAL_MODE)
    except BaseException:
        connection.close()
        raise


def connect(path: Path, passphrase: str | None = None) -> sqlite3.Connection:
    """A connection to the file at `path`, with the pragmas that every connection has."""
    with translated_errors():
        if passphrase is not None:
            connection = sqlcipher.cipher_connection(path, passphrase, timeout=BUSY_SECONDS)
        else:
            connection = sqlite3.connect(
                path.absolute().as_uri() + "?mode=rw",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
            )
        try:
            limit(connection, path)
            for pragma in PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
    return connection


def limit(connection: sqlite3.Connection, path: Path) -> None:
    """Let no file, whatever is in it, take memory or time without end."""
    if hasattr(connection, "setlimit"):
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_MOST)
    # A file that is tidied becomes smaller than what was read from it.
    taken, largest = 0, _size(path)

    def is_endless() -> bool:
        nonlocal taken, largest
        taken += STEPS_ASKED
        if taken > STEPS_ALWAYS:
            largest = max(largest, _size(path))
        return taken > STEPS_ALWAYS + STEPS_A_BYTE * largest

    connection.set_progress_handler(is_endless, STEPS_ASKED)


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


class KeptConnection:
    """Keeps one connection to an encrypted journal between two uses by one command.

    Making the key out of the passphrase is slow on purpose, and a command that reads first and
    writes later would do it twice. While kept, the connection holds no lock of any kind. The
    command closes it at its end: it knows the passphrase.
    """

    def __init__(self) -> None:
        self._kept: tuple[_Identity, sqlite3.Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def keep(self, connection: sqlite3.Connection, path: Path, passphrase: str) -> None:
        """Keep the connection instead of closing it, where the system allows that."""
        self.close()
        identity = _identity(path, passphrase)
        # On Windows an open file can't be replaced, not even by this very command.
        if identity is None or os.name == "nt" or connection.in_transaction:
            connection.close()
        else:
            self._kept = identity, connection

    def connect(self, path: Path, passphrase: str | None) -> sqlite3.Connection:
        """The kept connection, if it is to the file that has this name now, or a new one."""
        if self._kept is None or passphrase is None:
            return connect(path, passphrase)
        identity, connection = self._kept
        if identity != _identity(path, passphrase):
            return connect(path, passphrase)
        self._kept = None
        return connection

    def close(self) -> None:
        """Close what is kept."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None


# A path, the device and the number of the file behind it, and what opens it.
_Identity = tuple[str, int, int, str]


def _identity(path: Path, passphrase: str) -> _Identity | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    real = os.path.realpath(path)
    return real, status.st_dev, status.st_ino, sqlcipher.normal(passphrase)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty database a journal of the current version."""
    with translated_errors(writing=True):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the current version, in one transaction."""
    try:
        with translated_errors(writing=True):
            _migrate(connection)
    except InvalidInput:
        # A row that breaks a rule of the tables was not written by pdtrack.
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


def needs_migration(version: int) -> bool:
    """Whether a journal of that version is older than those that this pdtrack writes."""
    return version < VERSION


def migrate_draft(connection: sqlite3.Connection) -> None:
    """Check that a copy is a journal of ours, and bring it to the current version."""
    version = checked_version(connection)
    make_writable(connection)
    if needs_migration(version):
        migrate(connection)


def put_in_place(path: Path) -> None:
    """Replace the journal, which has to be closed, by its finished draft: all or nothing."""
    draft = draft_of(path)
    real = Path(os.path.realpath(path))
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    # Whoever closed the journal properly left nothing there that is still needed.
    remove_sidecars(real)
    os.replace(draft, real)
    files.sync_placed(real.parent)
