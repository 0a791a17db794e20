"""Whether a journal is whole: what a page checks, what a row checks, and what only we know."""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from pathlib import Path
from typing import Final

from pdtrack.errors import PdtrackError
from pdtrack.store.entry_row import entry_of, from_image, instant
from pdtrack.store.opening import faults
from pdtrack.store.schema import MIGRATIONS

# SQLite's own sentences may quote a value of an index; ours say where to look.
PAGES: Final = "The pages of the file do not fit together."
CIPHER: Final = "A part of the file is not what was encrypted."
TABLES: Final = "The tables are not those of a journal."
ROWS: Final = "Some entries can't be read."
WORDS: Final = "The count of the tags does not match the entries."


def damages(connection: sqlite3.Connection, *, encrypted: bool = False) -> list[str]:
    """What is wrong with the open journal, a sentence each; nothing where it is sound."""
    found = []
    if encrypted and not _says(connection, "PRAGMA cipher_integrity_check", []):
        found.append(CIPHER)
    if not _says(connection, "PRAGMA integrity_check(1)", [("ok",)]):
        found.append(PAGES)
    if not encrypted and not _is_whole_pages(connection):
        found.append(PAGES)
    if not _says(connection, "PRAGMA foreign_key_check", []):
        found.append(PAGES)
    if not _says(connection, _SCHEMA, expected_schema()):
        found.append(TABLES)
    else:
        found += _row_damages(connection)
    return list(dict.fromkeys(found))


def _says(connection: sqlite3.Connection, question: str, answer: list[tuple[str, ...]]) -> bool:
    try:
        with faults():
            return connection.execute(question).fetchall() == answer
    except PdtrackError:
        return False


def _is_whole_pages(connection: sqlite3.Connection) -> bool:
    """SQLite reads zeros for what is missing of the last page, and has nothing against them."""
    try:
        with faults():
            (_, _, path) = connection.execute("PRAGMA database_list").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        return os.stat(path).st_size % int(size) == 0
    except (PdtrackError, OSError):
        return False


_SCHEMA: Final = (
    "SELECT type, name, sql FROM sqlite_schema "
    "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type, name"
)


@cache
def expected_schema() -> list[tuple[str, ...]]:
    """What a journal of this version says of its tables."""
    empty = sqlite3.connect(":memory:")
    try:
        for migration in MIGRATIONS:
            for statement in migration:
                empty.execute(statement)
        return empty.execute(_SCHEMA).fetchall()
    finally:
        empty.close()


def _row_damages(connection: sqlite3.Connection) -> list[str]:
    from pdtrack.store.journal import Journal

    try:
        counted: dict[tuple[str, str], int] = {}
        for entry in Journal(connection, Path()).entries():
            entry.check()
            for which, words in (("tags", entry.tags), ("helped", entry.helped)):
                for word in words or ():
                    counted[which, word] = counted.get((which, word), 0) + 1
        with faults():
            kept = connection.execute("SELECT list, word, uses FROM word").fetchall()
            images = connection.execute("SELECT was FROM change_entry").fetchall()
            times = connection.execute(
                "SELECT at FROM change UNION SELECT at FROM memory"
            ).fetchall()
        for (was,) in images:
            if was is not None:
                entry_of(from_image(was))
        for (at,) in times:
            instant(at)
    except (PdtrackError, ValueError, OverflowError, OSError):
        return [ROWS]
    return [] if {(a, b): uses for a, b, uses in kept} == counted else [WORDS]
