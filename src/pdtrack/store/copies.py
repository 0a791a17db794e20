"""The automatic copies of the journal, and copies on request.

Every copy is made by `VACUUM INTO` an empty 0600 file: one consistent state while others
write, in the same encryption. A damaged page stops it instead of being copied.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pdtrack.errors import JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store.paths import (
    copies_folder,
    for_sql,
    stem_of,
    stem_of_name,
)
from pdtrack.store.sqlcipher import looks_encrypted
from pdtrack.store.sqlite_errors import translated_errors

# What follows the journal's name in the name of a copy.
_DAY: Final = r"\d{4}-\d\d-\d\d"
_KIND: Final = (
    rf"(?P<day>{_DAY})|version-\d+-{_DAY}-\d{{6}}"
    rf"|(?P<replaced>replaced-{_DAY}-\d{{6}}(-\d+)?)"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One automatic copy.

    `day`: the day at whose first entry it was made. `is_replaced`: a journal that a restore
    replaced; it may hold entries that are in no other file.
    """

    path: Path
    made: datetime
    size: int
    mode: int
    encrypted: bool
    day: date | None
    is_replaced: bool


def automatic_copies(journal: Path) -> list[Copy]:
    """The copies that pdtrack made by itself, oldest first; none where they can't be read."""
    try:
        name = os.path.basename(os.path.realpath(journal))
        return copies_and_drafts(copies_folder(journal), name)[0]
    except OSError:
        return []


def copies_and_drafts(folder: Path, journal: str) -> tuple[list[Copy], list[Path]]:
    """The copies in `folder` of a journal of that name, oldest first, and what a killed command
    left half-built among them.

    Raises `OSError` where the folder can't be read: whoever removes copies has to know.
    """
    found: list[Copy] = []
    drafts: list[Path] = []
    for path, kind in _named_in(folder, journal):
        if rest := kind["rest"]:
            drafts += [path] if ".new" in rest else []
            continue
        with contextlib.suppress(OSError, ValueError):
            status = path.stat()
            copy = Copy(
                path,
                made=datetime.fromtimestamp(status.st_mtime, UTC),
                size=status.st_size,
                mode=status.st_mode & 0o777,
                encrypted=looks_encrypted(path),
                day=None if kind["day"] is None else date.fromisoformat(kind["day"]),
                is_replaced=kind["replaced"] is not None,
            )
            found.append(copy)
    return sorted(found, key=lambda copy: (copy.made, copy.path.name)), drafts


def is_name_of_copy(path: Path, journal: Path) -> bool:
    """Whether `path` is the name of an automatic copy of the journal, or of a draft of one."""
    name = _name(os.path.basename(os.path.realpath(journal)))
    return path.parent == copies_folder(journal) and name.fullmatch(path.name) is not None


def files_of_copies(journal: Path) -> list[Path]:
    """The copies, and what was left next to one of them; raises `OSError` like `_named`."""
    return [path for path, _ in _named(journal)]


def _named(journal: Path) -> list[tuple[Path, re.Match[str]]]:
    """The files in the folder of copies that have a name of this journal's copies.

    The folder may hold those of another journal, whose name may begin like this one's. Their
    `rest` is what a killed command or SQLite left next to a copy. Raises `OSError` where the
    folder can't be read: whoever removes copies has to know.
    """
    return _named_in(copies_folder(journal), os.path.basename(os.path.realpath(journal)))


def _named_in(folder: Path, journal: str) -> list[tuple[Path, re.Match[str]]]:
    name = _name(journal)
    try:
        paths = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        if os.path.islink(folder):
            raise  # it leads to a disk that isn't there now
        return []
    return [(path, kind) for path in paths if (kind := name.fullmatch(path.name))]


def _name(journal: str) -> re.Pattern[str]:
    beside = r"-journal|-wal|-shm"
    rest = rf"(?P<rest>(\.[0-9a-f]+)?\.new({beside})?|{beside}|\.lock)?"
    return re.compile(rf"\.?{re.escape(stem_of_name(journal))}-({_KIND})\.db{rest}")


def remove_what_is_beside(journal: Path) -> None:
    """Remove what a killed command or SQLite left next to copies that are gone."""
    for path, kind in _named(journal):
        base = path.name.removesuffix(kind["rest"] or "").lstrip(".")
        if kind["rest"] and not path.with_name(base).exists():
            path.unlink(missing_ok=True)


def remove_copies(journal: Path) -> int:
    """Remove the automatic copies, and their folder where it is empty; returns how many."""
    folder = copies_folder(journal)
    count = 0
    for path, kind in _named(journal):
        path.unlink(missing_ok=True)
        count += not kind["rest"]
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        files.sync_folder(folder)
    with contextlib.suppress(OSError):
        folder.rmdir()
    return count


# Making copies


def write_copy(
    connection: sqlite3.Connection,
    target: Path,
    *,
    force: bool,
    room: Path,
    committing: Callable[[], None] = lambda: None,
) -> None:
    """Write a verified copy of the open journal to `target`, whole or not at all.

    It is built in `room` where others could interfere in the folder of `target`. `committing` is
    called right before it gets its name.
    """
    with files.built_whole(target, force=force, room=room, committing=committing) as draft:
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


def keep_copy(connection: sqlite3.Connection, target: Path) -> None:
    """Keep a verified copy under the name of an automatic one."""
    files.create_folder(target.parent)
    write_copy(connection, target, force=True, room=target.parent)


def stamp() -> str:
    """The time of this machine, as names of copies have it."""
    return time.strftime("%Y-%m-%d-%H%M%S")
