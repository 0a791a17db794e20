"""Replaces the journal with a backup; the journal is kept among the automatic copies."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files, lock, numbering
from pdtrack.store.connection import (
    connect,
    inspect,
    migrate_draft,
    put_in_place,
)
from pdtrack.store.copies import automatic_copies, stamp
from pdtrack.store.copy_places import keep_places, places_of, remember_place
from pdtrack.store.entry_row import COLUMNS
from pdtrack.store.generations import thin_out
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.journal import Journal
from pdtrack.store.made_folders import make_folder
from pdtrack.store.memory_table import MemoryTable
from pdtrack.store.opening import Ask, passphrase_for
from pdtrack.store.passphrase_mark import forget_passphrase, remember_passphrase
from pdtrack.store.paths import (
    SIDECARS,
    clear_draft,
    copies_folder,
    draft_of,
    remove_database,
    stem_of,
)
from pdtrack.store.sqlcipher import WrongPassphrase, cipher_connection, looks_encrypted
from pdtrack.store.sqlite_errors import FlawedJournal, damaged, translated_errors

_UID: Final = COLUMNS.index("uid")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: how many entries there are now, and where the old journal is kept.

    `earlier`: how many journals that a restore replaced are kept, this one included. `is_followed`:
    whether the old journal could be read, so that no number of its entries is given again.
    """

    entries: int
    encrypted: bool
    kept: Path | None
    earlier: int = 0
    is_followed: bool = True


def restore_backup(
    journal: Path,
    source: Path,
    ask: Ask | None,
    *,
    known: str | None = None,
    committing: Callable[[], None] = lambda: None,
) -> Restored:
    """Replace the journal with the backup at `source`; the journal is kept among the copies.

    `ask` gives the passphrase of the backup; `known` is that of the journal, where it is known.
    Raises `InvalidInput` for a file that is no sound journal; nothing is changed then. `committing`
    is called when the next step can't be undone any more.
    """
    _check_source(journal, source)
    passphrase = _opening(source, ask)
    make_folder(journal.parent, journal)
    with lock.locked(journal, alone=True):
        clear_draft(journal, alone=True)
        draft = draft_of(journal)
        try:
            with _readable():
                _copy_bytes(source, draft)
            carried = _carried(journal, (known, passphrase))
            count = _checked(journal, draft, passphrase, carried)
            kept = _set_aside(journal)
            # One without a passphrase is expected before it is there, one with it afterwards.
            if passphrase is None:
                forget_passphrase(journal)
            committing()
            put_in_place(journal)
            if passphrase is not None:
                remember_passphrase(journal)
        except OSError as problem:
            raise PdtrackError(
                f"The journal could not be replaced ({problem.strerror or 'unknown reason'}).",
                "It is as it was. Check the folder and the free space.",
            ) from None
        finally:
            with contextlib.suppress(OSError):
                remove_database(draft)
        # Copies that nothing can be said about are kept.
        with (
            contextlib.suppress(PdtrackError, OSError),
            contextlib.closing(connect(journal, passphrase)) as connection,
        ):
            thin_out(connection, journal, passphrase)
        earlier = sum(copy.is_replaced for copy in automatic_copies(journal))
    is_followed = kept is None or "entry" in carried.numbers
    return Restored(count, passphrase is not None, kept, earlier, is_followed)


def _opening(source: Path, ask: Ask | None) -> str | None:
    """What opens the backup. Asked for before the lock is held: a person may need a while."""
    wrong = 0
    while True:
        passphrase = passphrase_for(source, ask, wrong)
        if passphrase is None:
            return None
        try:
            with translated_errors():
                cipher_connection(source, passphrase, timeout=0, only_read=True).close()
        except WrongPassphrase:
            wrong += 1
            continue
        except PdtrackError:
            pass  # what else is wrong with it is found in the draft
        return passphrase


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


class _Carried(NamedTuple):
    """What the journal that is replaced hands on: its highest numbers, where it was, and what is
    still to be erased from its copies.
    """

    numbers: dict[str, int]
    places: list[tuple[str, int]]
    erasing: dict[int, set[str]]


def _carried(journal: Path, passphrases: Iterable[str | None]) -> _Carried:
    """What the current journal hands on, as far as it can be read with one of these.

    Reading it also rolls back what a killed command may have left half-written next to it.
    """
    found = _Carried({}, [], {})
    is_locked = looks_encrypted(journal)
    keys = dict.fromkeys(key for key in passphrases if key is not None) if is_locked else (None,)
    for key in keys if os.path.lexists(journal) else ():
        with contextlib.suppress(PdtrackError):
            with contextlib.closing(connect(journal, key)) as connection, translated_errors():
                for table in ("entry", "change"):
                    found.numbers[table] = numbering.believable(connection, table)
                found.places.extend(places_of(connection))
                found.erasing.update(MemoryTable(connection).erasing())
            break
    return found


def _checked(journal: Path, draft: Path, passphrase: str | None, carried: _Carried) -> int:
    """How many entries the draft holds, once it is proved to be a sound journal of ours.

    Numbers that were given since it was made are not given again.
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
        with translated_errors(writing=True):
            numbering.repair(connection)
        if integrity_problems(connection, encrypted=found.encrypted):
            raise damaged()
        with translated_errors():
            (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
            for table, highest in carried.numbers.items():
                numbering.reserve(connection, table, highest)
        keep_places(connection, carried.places)
        remember_place(connection, journal)
        _keep_erasing(Journal(connection, draft), carried.erasing)
    except JournalUnusable as problem:
        raise _refused(problem) from None
    finally:
        connection.close()
    return int(count)


def _keep_erasing(restored: Journal, erasing: Mapping[int, set[str]]) -> None:
    """Remember what is still to be erased from copies, unless the restored journal holds it."""
    if not erasing:
        return
    held = {row[_UID] for row in restored.all_images()}
    # A number may be that of another entry here.
    restored.memory.begin_erasing(
        [
            (0 if restored.knows(number) else number, uid)
            for number, uids in erasing.items()
            for uid in uids - held
        ],
        now=datetime.now(UTC),
    )


def _refused(problem: JournalUnusable) -> InvalidInput:
    """The problem as one of the file that was named, which is not the journal."""
    message = problem.message
    if isinstance(problem, FlawedJournal):
        message = problem.flaw.sentence("The file")
    return InvalidInput(message, "Nothing was changed.")


def _set_aside(journal: Path) -> Path | None:
    """Keep the journal that is about to be replaced, and what SQLite left next to it."""
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
    try:
        _copy_bytes(real, draft)
        os.replace(draft, kept)
    finally:
        draft.unlink(missing_ok=True)
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
