"""Gives the journal a passphrase, another one, or none: a new, checked file replaces the old.

The old file is not touched until the new one is complete, has been opened with the new
passphrase and holds the same. Whatever stops this halfway leaves the old journal.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import copies, files, sqlcipher
from pdtrack.store.connection import (
    BUSY_SECONDS,
    KeptConnection,
    checked_version,
    connect,
    inspect,
    needs_migration,
    put_in_place,
)
from pdtrack.store.copies import Copy
from pdtrack.store.copy_places import KnownCopies, known_copies, remember_place
from pdtrack.store.copy_without import bring_up_to_date
from pdtrack.store.generations import holds_all
from pdtrack.store.gone import gone
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.opening import Ask, make, open_file
from pdtrack.store.passphrase_mark import forget_passphrase, remember_passphrase
from pdtrack.store.paths import (
    check_place,
    copies_folder,
    daily_copy_of,
    draft_of,
    for_sql,
    remove_database,
)
from pdtrack.store.schema import APPLICATION_ID, PRAGMAS, VERSION, definitions
from pdtrack.store.sqlite_errors import translated_errors


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many entries the new file holds, and how many automatic copies were replaced.

    `left`: copies that could not be given the passphrase. `unreached`: folders that hold copies and
    can't be looked into. `linked`: files that were replaced and have another name (a hard link).
    `targets`: files that a removed copy was a link to.
    """

    entries: int
    copies: int
    made: bool = False
    left: tuple[Path, ...] = ()
    unreached: tuple[Path, ...] = ()
    linked: tuple[Path, ...] = ()
    targets: tuple[Path, ...] = ()


def has_passphrase(path: Path) -> bool | None:
    """Whether the journal has a passphrase; `None` where there is no journal."""
    check_place(path)
    return inspect(path).encrypted if os.path.lexists(path) else None


def rekey(
    path: Path,
    ask: Ask | None,
    *,
    new: str | None,
    again: str | None,
    day: date,
    kept: KeptConnection | None = None,
    usual: Path | None = None,
    committing: Callable[[], None] = lambda: None,
    anew: bool = False,
) -> Rekeyed:
    """Give the journal the passphrase `new`, or none. `again` is `new` as typed once more.

    `ask` gives its current passphrase, if it has one. A journal that is not there yet is made,
    so that nothing of it is ever readable on the disk. A copy of the new file is kept as that
    of `day`. `usual` is where the journal is when nobody names another place. `committing` is
    called when the next step can't be undone any more. `anew` makes one where backups of another
    are left: someone agreed to that.
    """
    if new is not None:
        sqlcipher.check_new(new)
        sqlcipher.library()
        if not anew and (lost := gone(path)) is not None:
            raise lost
        if not os.path.lexists(path) and make(path, new, committing):
            return Rekeyed(0, 0, made=True)
    opened = open_file(path, alone=True, replaced=new is not None, ask=ask, kept=kept)
    if opened is None or (opened.passphrase is None and new is None):
        raise InvalidInput("The journal has no passphrase.", "Nothing was changed.")
    if sqlcipher.alike(opened.passphrase, new):
        opened.close()
        raise InvalidInput("The journal already has that passphrase.", "Nothing was changed.")
    with opened.held:
        try:
            known = known_copies(path, usual, opened.connection)
            if copies_folder(path) in known.unreached:
                raise PdtrackError(
                    "The automatic backups can't be looked into.",
                    "Nothing was changed. Check who owns the folder of backups.",
                )
            old = opened.passphrase
            plan = _plan(known, opened.connection, old, new)
            replaced = (path, *(copy.path for copy in (*plan.superseded, *plan.own)))
            linked = tuple(files.other_names(replaced))
            removed = (copy.path for copy in plan.superseded)
            targets = tuple(files.link_targets(removed).values())
            done = _rekey_alone(
                path,
                opened.connection,
                old,
                new,
                again,
                lambda: _carry_out(plan, known, path, old, new, again, committing),
            )
            done = replace(done, unreached=known.unreached, linked=linked, targets=targets)
            if new is not None:
                remember_passphrase(path)
        finally:
            opened.connection.close()
        made = daily_copy_of(path, day)
        # One that was kept may hold what no other file does.
        if not os.path.lexists(made):
            with (
                contextlib.suppress(PdtrackError, OSError),
                contextlib.closing(connect(path, again)) as connection,
            ):
                remember_place(connection, path)
                copies.keep_copy(connection, made)
    return done


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of the automatic copies: some are superseded, others get the passphrase.

    `left`: those that can't be opened, or that may belong to another journal by now.
    """

    superseded: tuple[Copy, ...]
    own: tuple[Copy, ...]
    left: tuple[Path, ...]


def _plan(
    known: KnownCopies, connection: sqlite3.Connection, old: str | None, new: str | None
) -> _Plan:
    """Decide it while the journal is open; a copy that alone holds an entry is never removed."""
    superseded: list[Copy] = []
    own: list[Copy] = []
    left: list[Path] = []
    for copy in known.copies:
        current = old if copy.encrypted else None
        if current == new:
            continue
        if copy.path in known.elsewhere:
            left.append(copy.path)
            continue
        try:
            is_done = _is_superseded(copy, current, connection)
        except JournalUnusable:
            # An earlier try may have been stopped after this one.
            if not (copy.encrypted and _opens(copy.path, new)):
                left.append(copy.path)
            continue
        (superseded if is_done else own).append(copy)
    return _Plan(tuple(superseded), tuple(own), tuple(left))


def _is_superseded(copy: Copy, key: str | None, connection: sqlite3.Connection) -> bool:
    """Whether the journal holds all of a copy, which is brought up to date first; `key` opens it.

    Raises `JournalUnusable` for a copy that can't be opened.
    """
    with contextlib.closing(connect(copy.path, key)) as held:
        if not needs_migration(checked_version(held)):
            return not copy.is_replaced and holds_all(connection, held)
    bring_up_to_date(copy, key)
    return _is_superseded(copy, key, connection)


def _opens(path: Path, passphrase: str | None) -> bool:
    try:
        connect(path, passphrase).close()
    except JournalUnusable:
        return False
    return True


def _carry_out(
    plan: _Plan,
    known: KnownCopies,
    path: Path,
    old: str | None,
    new: str | None,
    again: str | None,
    committing: Callable[[], None],
) -> tuple[int, tuple[Path, ...]]:
    """Treat every copy as planned; how many were removed, and which stay as they were."""
    left = list(plan.left)
    known.sweep()
    if new is None:
        # Before the swap: whoever is stopped in between must not find the new file refused.
        forget_passphrase(path)
    for copy in plan.own:
        current = old if copy.encrypted else None
        try:
            with contextlib.closing(connect(copy.path, current)) as connection:
                _rekey_alone(copy.path, connection, current, new, again)
        except JournalUnusable:
            left.append(copy.path)
    for copy in plan.superseded:
        remove_database(copy.path)
    copies.remove_what_is_beside(path)
    for folder in {copy.path.parent for copy in plan.superseded}:
        files.remove_if_empty(folder)
    committing()
    return len(plan.superseded), tuple(left)


def _rekey_alone(
    path: Path,
    connection: sqlite3.Connection,
    old: str | None,
    new: str | None,
    again: str | None,
    before_swap: Callable[[], tuple[int, tuple[Path, ...]]] = lambda: (0, ()),
) -> Rekeyed:
    """Rekey a file that nobody else uses; closes `connection`, which is to that file."""
    draft = draft_of(path)
    try:
        files.create_empty(draft)
        entries = _fill(path, old, draft, new)
        _verify(connection, draft, again)
        # Some systems can't replace an open file, and closing it removes its sidecars.
        connection.close()
        # A copy that anyone can read must not outlive the swap.
        removed, left = before_swap()
        put_in_place(path)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise PdtrackError(
            f"The new file could not be written ({reason}).",
            "The journal is as it was. Check the folder and the free space.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            remove_database(draft)
    return Rekeyed(entries, removed, left=left)


def _fill(path: Path, old: str | None, draft: Path, new: str | None) -> int:
    """Copy the whole journal into the empty draft; returns the number of entries."""
    with translated_errors(writing=True), contextlib.ExitStack() as closing:
        source = sqlcipher.cipher_connection(path, old, timeout=BUSY_SECONDS)
        closing.callback(source.close)
        for pragma in PRAGMAS:
            source.execute(pragma)
        if integrity_problems(source, encrypted=old is not None):
            raise JournalUnusable(
                "The journal is damaged, so it was left as it is.",
                "pdtrack doctor shows more.",
            )
        key = "" if new is None else sqlcipher.normal(new)
        source.execute("ATTACH CAST(? AS TEXT) AS draft KEY ?", (for_sql(draft), key))
        # A draft is removed when anything fails: it needs no rollback journal.
        source.execute("PRAGMA draft.journal_mode = OFF")
        source.execute("SELECT sqlcipher_export('draft')").fetchone()
        source.execute(f"PRAGMA draft.user_version = {VERSION}")
        source.execute(f"PRAGMA draft.application_id = {APPLICATION_ID}")
        (count,) = source.execute("SELECT count(*) FROM main.entry").fetchone()
        source.execute("DETACH draft")
    return int(count)


def _verify(journal: sqlite3.Connection, draft: Path, again: str | None) -> None:
    """Raise unless the draft opens with `again`, is sound, and holds the same as the journal."""
    with contextlib.ExitStack() as closing:
        try:
            copy = connect(draft, again)
        except sqlcipher.WrongPassphrase:
            raise InvalidInput(
                "The new file did not open with the passphrase as typed the second time.",
                "Nothing was changed.",
            ) from None
        closing.callback(copy.close)
        with translated_errors():
            same = _digest(copy) == _digest(journal)
        if not same or integrity_problems(copy, encrypted=again is not None):
            raise PdtrackError("The new file failed its check.", "Nothing was changed.")


def _digest(connection: sqlite3.Connection) -> str:
    """A fingerprint of everything that the journal holds, its last number included."""
    found = hashlib.sha256()
    tables = sorted(name for kind, name, _, _ in definitions(VERSION) if kind == "table")
    queries = (
        "PRAGMA user_version",
        "PRAGMA application_id",
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2",
        *(f"SELECT * FROM {table} ORDER BY 1, 2" for table in tables),  # noqa: S608
    )
    for query in queries:
        for row in connection.execute(query):
            found.update(repr(row).encode())
        found.update(b"\n")
    return found.hexdigest()
