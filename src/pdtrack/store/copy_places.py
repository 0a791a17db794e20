"""Every folder that pdtrack put automatic copies of this diary in.

The journal itself remembers them: it may be moved, linked into another folder or named by a
variable afterwards, and nothing about it is left on any other disk.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from pdtrack.errors import PdtrackError
from pdtrack.store import files
from pdtrack.store.connection import checked_version, limit
from pdtrack.store.copies import Copy, copies_and_drafts
from pdtrack.store.memory_table import PLACE
from pdtrack.store.sqlcipher import looks_encrypted
from pdtrack.store.sqlite_errors import translated_errors


@dataclass(frozen=True, slots=True)
class KnownCopies:
    """The automatic copies of a diary, wherever they are.

    `elsewhere`: those of them next to which another journal lives now. `unreached`: folders
    that hold copies and can't be looked into, or in which others may have planted some.
    `drafts`: what killed commands left half-built in those folders.
    """

    copies: tuple[Copy, ...]
    elsewhere: frozenset[Path]
    unreached: tuple[Path, ...]
    drafts: tuple[Path, ...]

    def sweep(self) -> None:
        """Remove the drafts, which hold what a copy holds; raises `OSError`."""
        for draft in self.drafts:
            draft.unlink(missing_ok=True)


def remember_place(connection: sqlite3.Connection, journal: Path) -> None:
    """Remember in the journal that copies of it are next to its real file."""
    # As bytes, because the name of a folder may be no text.
    what = PLACE + os.fsencode(os.path.realpath(journal)).hex(" ")
    with translated_errors(writing=True):
        known = connection.execute("SELECT 1 FROM memory WHERE what = ?", (what,)).fetchone()
        if known is None:
            _insert(connection, [(what, int(time.time()))])


def places_of(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """What the journal remembers about places, as rows; for a journal that replaces it."""
    query = "SELECT what, at FROM memory WHERE what >= ? AND what < ?"
    with translated_errors():
        return connection.execute(query, (PLACE, PLACE[:-1] + ";")).fetchall()


def keep_places(connection: sqlite3.Connection, rows: list[tuple[str, int]]) -> None:
    """Remember these as well."""
    with translated_errors(writing=True):
        _insert(connection, rows)


def _insert(connection: sqlite3.Connection, rows: list[tuple[str, int]]) -> None:
    connection.executemany("INSERT OR IGNORE INTO memory (what, at) VALUES (?, ?)", rows)


def known_copies(
    journal: Path, usual: Path | None, connection: sqlite3.Connection | None = None
) -> KnownCopies:
    """All automatic copies of the diary: next to the journal, in the usual folder, and wherever
    the journal remembers that it was.

    `usual` is where the journal is when nobody names another place. Without a `connection`,
    what the journal remembers is not known.
    """
    remembered = [] if connection is None else _paths(connection)
    here = [Path(os.path.realpath(journal)), journal.absolute()]
    found: dict[Path, Copy] = {}
    elsewhere: set[Path] = set()
    unreached: list[Path] = []
    drafts: list[Path] = []
    for place in dict.fromkeys((*here, *([] if usual is None else [usual]), *remembered)):
        is_other = _is_other(place, journal)
        if is_other and place == usual and place not in remembered:
            continue
        folder = place.parent / "backups"
        try:
            if place in remembered and not place.parent.is_dir():
                raise FileNotFoundError
            if place not in here and not files.is_ours_alone(folder):
                raise PermissionError
            copies, left = copies_and_drafts(folder, place.name)
        except OSError:
            unreached.append(folder)
            continue
        # A command of another journal may be building one just now.
        drafts += [draft for draft in left if not is_other or files.is_abandoned(draft)]
        # The same file may be reached by two names; that of the file itself comes first.
        for copy in sorted(copies, key=lambda one: os.path.islink(one.path)):
            real = Path(os.path.realpath(copy.path))
            if real not in found and is_other:
                elsewhere.add(copy.path)
            found.setdefault(real, copy)
    return KnownCopies(tuple(found.values()), frozenset(elsewhere), tuple(unreached), tuple(drafts))


def known_from_outside(journal: Path, usual: Path | None) -> KnownCopies:
    """The places of copies, found without a passphrase and without writing.

    A journal that has a passphrase is not opened; where else it was stays unknown then.
    """
    with contextlib.suppress(PdtrackError, OSError, sqlite3.Error):
        if os.path.isfile(journal) and not looks_encrypted(journal):
            address = f"{journal.absolute().as_uri()}?mode=ro&immutable=1"
            with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
                limit(connection, journal)
                checked_version(connection)
                return known_copies(journal, usual, connection)
    return known_copies(journal, usual)


def _paths(connection: sqlite3.Connection) -> list[Path]:
    found = []
    for what, _ in places_of(connection):
        with contextlib.suppress(ValueError):
            found.append(Path(os.fsdecode(bytes.fromhex(what.removeprefix(PLACE)))))
    return found


def _is_other(place: Path, journal: Path) -> bool:
    """Whether another journal than this one is at that place now."""
    try:
        return not os.path.samefile(place, journal)
    except OSError:
        return False
