"""Copies of the journal: on request, once a day, before a migration; and back again.

Every copy is made by `VACUUM INTO` an empty 0600 file: one consistent state while others
write, in the same encryption, and a damaged page stops it instead of being copied.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files, lock
from pdtrack.store import sqlcipher as crypt
from pdtrack.store.integrity import damages
from pdtrack.store.opening import (
    SIDECARS,
    Ask,
    bring_up_draft,
    clear_draft,
    connect,
    copies_folder,
    daily_copy_of,
    draft_of,
    faults,
    inspect,
    number_from,
    passphrase_for,
    remove_whole,
    stem_of,
    take_place,
)

DAILY_KEPT: Final = 5
OTHERS_KEPT: Final = 3
# A copy of more would be felt at the first entry of a day; that is over 100,000 entries.
DAILY_MOST: Final = 32 * 2**20


# What stands behind the name of the journal in that of a copy, and what a killed command or
# SQLite may have left beside it.
_DAY: Final = r"\d{4}-\d\d-\d\d"
_KIND: Final = (
    rf"(?P<daily>{_DAY})|version-\d+-{_DAY}-\d{{6}}"
    rf"|(?P<replaced>replaced-{_DAY}-\d{{6}}(-\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy in the folder of backups.

    `is_daily`: it was made at the first entry of a day. `is_replaced`: it is the journal that
    a restore replaced, and may hold what is nowhere else.
    """

    path: Path
    made: datetime
    size: int
    mode: int
    encrypted: bool
    is_daily: bool
    is_replaced: bool


def copies(journal: Path, *, surely: bool = False) -> list[Copy]:
    """The copies that pdtrack made by itself, oldest first.

    None where the folder can't be looked into; `surely` raises `OSError` then.
    """
    found: list[Copy] = []
    try:
        named = _named(journal)
    except OSError:
        if surely:
            raise
        return found
    for path, kind in named:
        if kind["rest"]:
            continue
        with contextlib.suppress(OSError):
            status = path.stat()
            copy = Copy(
                path,
                made=datetime.fromtimestamp(status.st_mtime, UTC),
                size=status.st_size,
                mode=status.st_mode & 0o777,
                encrypted=crypt.looks_encrypted(path),
                is_daily=kind["daily"] is not None,
                is_replaced=kind["replaced"] is not None,
            )
            found.append(copy)
    return sorted(found, key=lambda copy: (copy.made, copy.path.name))


def files_of_copies(journal: Path) -> list[Path]:
    """The copies, and what was left beside one of them; raises `OSError` like `_named`."""
    return [path for path, _ in _named(journal)]


def _named(journal: Path) -> list[tuple[Path, re.Match[str]]]:
    """What lies in the folder of copies under a name that pdtrack gives to this journal's.

    The folder may hold those of another journal, whose name may begin like this one's.
    Raises `OSError` where it can't be looked into: who takes copies away has to know.
    """
    beside = r"-journal|-wal|-shm"
    rest = rf"(?P<rest>(\.[0-9a-f]+)?\.new({beside})?|{beside}|\.lock)?"
    name = re.compile(rf"\.?{re.escape(stem_of(journal))}-({_KIND})\.db{rest}")
    try:
        paths = sorted(copies_folder(journal).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [(path, kind) for path in paths if (kind := name.fullmatch(path.name))]


def remove_copies(journal: Path, *, replaced: bool = True) -> int:
    """Remove the copies that pdtrack made by itself, and the folder; returns how many.

    With `replaced` also what a restore replaced.
    """
    folder = copies_folder(journal)
    count = 0
    for path, kind in _named(journal):
        if replaced or kind["replaced"] is None:
            path.unlink(missing_ok=True)
            count += not kind["rest"]
    with contextlib.suppress(FileNotFoundError):
        files.sync_folder(folder)
    with contextlib.suppress(OSError):
        folder.rmdir()
    return count


# Making copies


def write_copy(connection: sqlite3.Connection, target: Path, *, force: bool) -> None:
    """Write a verified copy of the open journal to `target`, whole or not at all."""
    with files.written_whole(target, force=force) as file:
        _copy_into(connection, Path(file.name))


def _copy_into(connection: sqlite3.Connection, empty: Path) -> None:
    with faults(writing=True):
        connection.execute("VACUUM INTO ?", (str(empty),))
        # Attached without a key of its own it opens with the journal's: same salt, same key.
        connection.execute("ATTACH ? AS copied", (str(empty),))
        try:
            found = connection.execute("PRAGMA copied.integrity_check(1)").fetchone()[0]
            (count,) = connection.execute("SELECT count(*) FROM copied.entry").fetchone()
        finally:
            connection.execute("DETACH copied")
    if found != "ok" or count is None:
        raise PdtrackError("The copy did not come out well.", "It was removed. Try again.")


def daily(connection: sqlite3.Connection, journal: Path, day: date) -> None:
    """Keep a copy of the first state of `day`; a copy never gets in the way of an entry."""
    with contextlib.suppress(PdtrackError, OSError):
        if journal.stat().st_size > DAILY_MOST:
            return
        with faults():
            if connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is None:
                return
        made = daily_copy_of(journal, day)
        _keep(connection, journal, made)
        _prune(journal, DAILY_KEPT, daily=True, but=made)


def before_migration(connection: sqlite3.Connection, journal: Path, version: int) -> None:
    """Keep a copy of the older journal; without it there is no migration."""
    with faults():
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise JournalUnusable(
            "The journal is damaged, so it was not brought up to date.",
            "Keep the file; bring back a copy of it.",
        )
    target = copies_folder(journal) / f"{stem_of(journal)}-version-{version}-{_stamp()}.db"
    files.make_folder(target.parent)
    with files.written_whole(target, force=True) as file, faults(writing=True):
        connection.execute("VACUUM INTO ?", (file.name,))
    _prune(journal, OTHERS_KEPT, daily=False)


def fresh(connection: sqlite3.Connection, journal: Path, day: date) -> None:
    """Keep a copy of the journal as it is now, as the copy of `day`."""
    _keep(connection, journal, daily_copy_of(journal, day))


def _keep(connection: sqlite3.Connection, journal: Path, target: Path) -> None:
    files.make_folder(target.parent)
    write_copy(connection, target, force=True)


def _prune(journal: Path, kept: int, *, daily: bool, but: Path | None = None) -> None:
    """Remove the oldest; never `but`, which may look old where the clock was ahead before."""
    ours = [copy for copy in copies(journal) if copy.is_daily == daily]
    ours.sort(key=lambda copy: copy.path == but)
    for old in ours[:-kept]:
        remove_whole(old.path)


def _stamp() -> str:
    return time.strftime("%Y-%m-%d-%H%M%S")


# And back


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: how many entries came, what was kept of the journal before."""

    entries: int
    encrypted: bool
    kept: Path | None


def restore(journal: Path, source: Path, ask: Ask | None) -> Restored:
    """Put the copy at `source` in place of the journal, which is kept among the backups.

    Raises `InvalidInput` for a file that is no sound journal; nothing is changed then.
    """
    _check_source(journal, source)
    passphrase = passphrase_for(source, ask)
    wrong = 0
    lock.make_folder(journal.parent, journal)
    with lock.locked(journal, alone=True):
        clear_draft(journal)
        draft = draft_of(journal)
        try:
            with _readable():
                _copy_bytes(source, draft)
            while True:
                try:
                    count = _checked(draft, passphrase, _highest(journal, passphrase))
                    break
                except crypt.WrongPassphrase:
                    wrong += 1
                    passphrase = passphrase_for(source, ask, wrong)
            kept = _set_aside(journal)
            take_place(journal)
        except OSError as problem:
            raise PdtrackError(
                f"The journal could not be replaced ({problem.strerror or 'unknown reason'}).",
                "It is as it was. Check the folder and the free space.",
            ) from None
        finally:
            with contextlib.suppress(OSError):
                remove_whole(draft)
        _prune(journal, OTHERS_KEPT, daily=False)
    return Restored(count, passphrase is not None, kept)


def _check_source(journal: Path, source: Path) -> None:
    if source.is_dir() or not source.exists():
        raise InvalidInput("There is no such file to restore.", "Give the path of a backup.")
    if not source.is_file():
        raise InvalidInput("That name is not a file.", "Give the path of a backup.")
    try:
        inspect(source)
    except JournalUnusable as problem:
        raise _not_sound(problem) from None
    if os.path.lexists(journal) and os.path.samefile(journal, source):
        raise InvalidInput("That file is the journal itself.", "Give the path of a backup.")
    for sidecar in SIDECARS[:2]:
        if source.with_name(source.name + sidecar).exists():
            raise InvalidInput(
                "Something is still using that file, or was stopped while it did.",
                "Open it once with pdtrack --journal FILE list, then restore it.",
            )


def _highest(journal: Path, passphrase: str | None) -> int:
    """The highest number that the journal of now gave out, as far as it can be read.

    Reading it also undoes what a killed command may have left half-written beside it.
    """
    with contextlib.suppress(PdtrackError):
        if os.path.lexists(journal):
            locked = crypt.looks_encrypted(journal)
            connection = connect(journal, passphrase if locked else None)
            try:
                with faults():
                    row = connection.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()
                return int(row[0] or 0)
            finally:
                connection.close()
    return 0


def _checked(draft: Path, passphrase: str | None, highest: int) -> int:
    """How many entries the file holds, once it is proved to be a sound journal of ours.

    Numbers up to `highest` were given out since, and are not given again.
    """
    try:
        found = inspect(draft)
        connection = connect(draft, passphrase if found.encrypted else None)
    except crypt.WrongPassphrase:
        raise
    except JournalUnusable as problem:
        raise _not_sound(problem) from None
    try:
        bring_up_draft(connection)
        if damages(connection, encrypted=found.encrypted):
            raise JournalUnusable("The file is damaged.")
        with faults():
            (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
            number_from(connection, highest)
    except JournalUnusable as problem:
        raise _not_sound(problem) from None
    finally:
        connection.close()
    return int(count)


def _not_sound(problem: JournalUnusable) -> InvalidInput:
    said = problem.message.replace("The journal is", "The file is").replace(
        "The journal was", "The file was"
    )
    return InvalidInput(said, "Nothing was changed.")


def _set_aside(journal: Path) -> Path | None:
    """Keep the journal that is about to be replaced, and what SQLite left beside it."""
    real = Path(os.path.realpath(journal))
    if not real.exists():
        return None
    kept = copies_folder(journal) / f"{stem_of(journal)}-replaced-{_stamp()}.db"
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = kept.with_name(f"{stem_of(journal)}-replaced-{_stamp()}-{number}.db")
    files.make_folder(kept.parent)
    for sidecar in SIDECARS:
        beside = real.with_name(real.name + sidecar)
        if beside.exists():
            _copy_bytes(beside, kept.with_name(kept.name + sidecar))
    # Whole, or not at all: half a file there would look like something to go back to.
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
