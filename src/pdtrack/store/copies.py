"""The automatic copies of the journal, and copies on request.

Every copy is made by `VACUUM INTO` an empty 0600 file: one consistent state while others
write, in the same encryption. A damaged page stops it instead of being copied.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pdtrack.errors import JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store.paths import (
    copies_folder,
    daily_copy_of,
    for_sql,
    remove_database,
    stem_of,
    sweep_copies,
)
from pdtrack.store.sqlcipher import looks_encrypted
from pdtrack.store.sqlite_errors import translated_errors

DAILY_KEPT: Final = 5
OTHERS_KEPT: Final = 3
# Copying more would be noticeably slow at the first entry of a day; it is over 100,000 entries.
DAILY_MOST: Final = 32 * 2**20

# What follows the journal's name in the name of a copy.
_DAY: Final = r"\d{4}-\d\d-\d\d"
_KIND: Final = (
    rf"(?P<daily>{_DAY})|version-\d+-{_DAY}-\d{{6}}"
    rf"|(?P<replaced>replaced-{_DAY}-\d{{6}}(-\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One automatic copy.

    `is_daily`: made at the first entry of a day. `is_replaced`: a journal that a restore
    replaced; it may hold entries that are in no other file.
    """

    path: Path
    made: datetime
    size: int
    mode: int
    encrypted: bool
    is_daily: bool
    is_replaced: bool


def automatic_copies(journal: Path, *, surely: bool = False) -> list[Copy]:
    """The copies that pdtrack made by itself, oldest first.

    None where the folder can't be read; with `surely` that raises `OSError`.
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
                encrypted=looks_encrypted(path),
                is_daily=kind["daily"] is not None,
                is_replaced=kind["replaced"] is not None,
            )
            found.append(copy)
    return sorted(found, key=lambda copy: (copy.made, copy.path.name))


def is_name_of_copy(path: Path, journal: Path) -> bool:
    """Whether `path` is the name of an automatic copy of the journal, or of a draft of one."""
    return path.parent == copies_folder(journal) and _name(journal).fullmatch(path.name) is not None


def files_of_copies(journal: Path) -> list[Path]:
    """The copies, and what was left beside one of them; raises `OSError` like `_named`."""
    return [path for path, _ in _named(journal)]


def _named(journal: Path) -> list[tuple[Path, re.Match[str]]]:
    """The files in the folder of copies that have a name of this journal's copies.

    The folder may hold those of another journal, whose name may begin like this one's. Their
    `rest` is what a killed command or SQLite left beside a copy. Raises `OSError` where the
    folder can't be read: whoever removes copies has to know.
    """
    name = _name(journal)
    try:
        paths = sorted(copies_folder(journal).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [(path, kind) for path in paths if (kind := name.fullmatch(path.name))]


def _name(journal: Path) -> re.Pattern[str]:
    beside = r"-journal|-wal|-shm"
    rest = rf"(?P<rest>(\.[0-9a-f]+)?\.new({beside})?|{beside}|\.lock)?"
    return re.compile(rf"\.?{re.escape(stem_of(journal))}-({_KIND})\.db{rest}")


def remove_copies(journal: Path, *, replaced: bool = True) -> int:
    """Remove the automatic copies, and their folder where it is empty; returns how many.

    Journals that a restore replaced are removed only with `replaced`.
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


def write_copy(connection: sqlite3.Connection, target: Path, *, force: bool, room: Path) -> None:
    """Write a verified copy of the open journal to `target`, whole or not at all.

    It is built in `room` where others could interfere in the folder of `target`.
    """
    with files.built_whole(target, force=force, room=room) as draft:
        _copy_into(connection, draft)


def _copy_into(connection: sqlite3.Connection, empty: Path) -> None:
    with translated_errors(writing=True):
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (for_sql(empty),))
        # Attached without a key of its own it opens with the journal's: same salt, same key.
        connection.execute("ATTACH CAST(? AS TEXT) AS copied", (for_sql(empty),))
        try:
            found = connection.execute("PRAGMA copied.integrity_check(1)").fetchone()[0]
            (count,) = connection.execute("SELECT count(*) FROM copied.entry").fetchone()
        finally:
            connection.execute("DETACH copied")
    if found != "ok" or count is None:
        raise PdtrackError("The copy failed its check.", "It was removed. Try again.")


def copy_first_of_day(connection: sqlite3.Connection, journal: Path, day: date) -> None:
    """Keep a copy of the first state of `day`; a copy that fails never stops an entry."""
    with contextlib.suppress(PdtrackError, OSError):
        if journal.stat().st_size > DAILY_MOST:
            return
        with translated_errors():
            if connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is None:
                return
        sweep_copies(journal)
        made = daily_copy_of(journal, day)
        _keep(connection, journal, made)
        _prune(journal, DAILY_KEPT, daily=True, but=made)


def copy_before_migration(connection: sqlite3.Connection, journal: Path, version: int) -> None:
    """Keep a copy of the older journal; without one it is not migrated."""
    with translated_errors():
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise JournalUnusable(
            "The journal is damaged, so it was not upgraded.",
            "Keep the file, and restore a backup.",
        )
    target = copies_folder(journal) / f"{stem_of(journal)}-version-{version}-{stamp()}.db"
    files.create_folder(target.parent)
    with files.written_whole(target, force=True) as file, translated_errors(writing=True):
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (for_sql(Path(file.name)),))
    prune_other_copies(journal)


def copy_of_day(connection: sqlite3.Connection, journal: Path, day: date) -> None:
    """Keep a copy of the journal as it is now as the copy of `day`."""
    _keep(connection, journal, daily_copy_of(journal, day))


def _keep(connection: sqlite3.Connection, journal: Path, target: Path) -> None:
    files.create_folder(target.parent)
    write_copy(connection, target, force=True, room=target.parent)


def prune_other_copies(journal: Path) -> None:
    """Remove the oldest copies that were made for another reason than the day."""
    _prune(journal, OTHERS_KEPT, daily=False)


def _prune(journal: Path, kept: int, *, daily: bool, but: Path | None = None) -> None:
    """Remove the oldest; never `but`, which may look old where the clock was ahead before."""
    ours = [copy for copy in automatic_copies(journal) if copy.is_daily == daily]
    ours.sort(key=lambda copy: copy.path == but)
    for old in ours[:-kept]:
        remove_database(old.path)


def stamp() -> str:
    """The time of this machine, as names of copies have it."""
    return time.strftime("%Y-%m-%d-%H%M%S")
