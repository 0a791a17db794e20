"""Puts a backup in the place of the journal, which is kept among the automatic copies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files, lock
from pdtrack.store.connection import (
    connect,
    inspect,
    migrate_draft,
    put_in_place,
    reserve_numbers,
)
from pdtrack.store.copies import prune_other_copies, stamp
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.made_folders import make_folder
from pdtrack.store.opening import Ask, passphrase_for
from pdtrack.store.paths import (
    SIDECARS,
    clear_draft,
    copies_folder,
    draft_of,
    remove_database,
    stem_of,
)
from pdtrack.store.sqlcipher import WrongPassphrase, looks_encrypted
from pdtrack.store.sqlite_errors import FlawedJournal, damaged, translated_errors


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: how many entries there are now, and where the old journal is kept."""

    entries: int
    encrypted: bool
    kept: Path | None


def restore_backup(journal: Path, source: Path, ask: Ask | None) -> Restored:
    """Put the backup at `source` in the place of the journal, which is kept among the copies.

    Raises `InvalidInput` for a file that is no sound journal; nothing is changed then.
    """
    _check_source(journal, source)
    passphrase = passphrase_for(source, ask)
    wrong = 0
    make_folder(journal.parent, journal)
    with lock.locked(journal, alone=True):
        clear_draft(journal, alone=True)
        draft = draft_of(journal)
        try:
            with _readable():
                _copy_bytes(source, draft)
            while True:
                try:
                    count = _checked(draft, passphrase, _highest(journal, passphrase))
                    break
                except WrongPassphrase:
                    wrong += 1
                    passphrase = passphrase_for(source, ask, wrong)
            kept = _set_aside(journal)
            put_in_place(journal)
        except OSError as problem:
            raise PdtrackError(
                f"The journal could not be replaced ({problem.strerror or 'unknown reason'}).",
                "It is as it was. Check the folder and the free space.",
            ) from None
        finally:
            with contextlib.suppress(OSError):
                remove_database(draft)
        prune_other_copies(journal)
    return Restored(count, passphrase is not None, kept)


def _check_source(journal: Path, source: Path) -> None:
    if source.is_dir() or not source.exists():
        raise InvalidInput("There is no such file to restore.", "Give the path of a backup.")
    if not source.is_file():
        raise InvalidInput("That name is not a file.", "Give the path of a backup.")
    try:
        inspect(source)
    except JournalUnusable as problem:
        raise _refused(problem) from None
    if os.path.lexists(journal) and os.path.samefile(journal, source):
        raise InvalidInput("That file is the journal itself.", "Give the path of a backup.")
    for sidecar in SIDECARS[:2]:
        if source.with_name(source.name + sidecar).exists():
            raise InvalidInput(
                "Something is still using that file, or was interrupted while using it.",
                "Open it once with pdtrack --journal FILE list, then restore it.",
            )


def _highest(journal: Path, passphrase: str | None) -> int:
    """The highest number that the current journal ever gave an entry, as far as it can be read.

    Reading it also rolls back what a killed command may have left half-written beside it.
    """
    with contextlib.suppress(PdtrackError):
        if os.path.lexists(journal):
            key = passphrase if looks_encrypted(journal) else None
            with contextlib.closing(connect(journal, key)) as connection, translated_errors():
                row = connection.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()
                return int(row[0] or 0)
    return 0


def _checked(draft: Path, passphrase: str | None, highest: int) -> int:
    """How many entries the draft holds, once it is proved to be a sound journal of ours.

    Numbers up to `highest` were given since it was made, and are not given again.
    """
    try:
        found = inspect(draft)
        connection = connect(draft, passphrase if found.encrypted else None)
    except WrongPassphrase:
        raise
    except JournalUnusable as problem:
        raise _refused(problem) from None
    try:
        migrate_draft(connection)
        if integrity_problems(connection, encrypted=found.encrypted):
            raise damaged()
        with translated_errors():
            (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
            reserve_numbers(connection, highest)
    except JournalUnusable as problem:
        raise _refused(problem) from None
    finally:
        connection.close()
    return int(count)


def _refused(problem: JournalUnusable) -> InvalidInput:
    """The same problem as one of the file that was named, which is not the journal."""
    message = problem.message
    if isinstance(problem, FlawedJournal):
        message = problem.flaw.sentence("The file")
    return InvalidInput(message, "Nothing was changed.")


def _set_aside(journal: Path) -> Path | None:
    """Keep the journal that is about to be replaced, and what SQLite left beside it."""
    real = Path(os.path.realpath(journal))
    if not real.exists():
        return None
    kept = copies_folder(journal) / f"{stem_of(journal)}-replaced-{stamp()}.db"
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = kept.with_name(f"{stem_of(journal)}-replaced-{stamp()}-{number}.db")
    files.create_folder(kept.parent)
    for sidecar in SIDECARS:
        beside = real.with_name(real.name + sidecar)
        if beside.exists():
            _copy_bytes(beside, kept.with_name(kept.name + sidecar))
    # Whole, or not at all: half a file there would look like something to restore.
    draft = files.fresh_name(kept)
    _copy_bytes(real, draft)
    os.replace(draft, kept)
    files.sync_folder(kept.parent)
    return kept


def _copy_bytes(source: Path, target: Path) -> None:
    files.create_empty(target)
    with source.open("rb") as read, target.open("rb+") as written:
        while piece := read.read(2**20):
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except PermissionError as problem:
        raise InvalidInput(
            f"The file can't be read ({problem.strerror}).", "Check who owns it."
        ) from None
