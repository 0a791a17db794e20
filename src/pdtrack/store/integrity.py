"""Whether a journal is whole: its pages, its rows, and what only pdtrack knows about them."""

from __future__ import annotations

import os
import sqlite3
from enum import Enum

from pdtrack.errors import PdtrackError
from pdtrack.store.entry_row import entry_of, from_image, instant
from pdtrack.store.entry_table import EntryTable
from pdtrack.store.schema import DEFINITIONS, VERSION, is_made_of
from pdtrack.store.sqlite_errors import translated_errors


class IntegrityProblem(Enum):
    """What can be wrong with a journal. SQLite's own sentences may quote values; these don't."""

    CIPHER = "Part of the file has changed since it was encrypted."
    PAGES = "The pages of the file do not fit together."
    TABLES = "The tables are not those of a journal."
    ROWS = "Some entries can't be read."
    WORDS = "The count of the tags does not match the entries."


def integrity_problems(
    connection: sqlite3.Connection, *, encrypted: bool = False
) -> list[IntegrityProblem]:
    """What is wrong with the open journal, each problem once; nothing where it is sound."""
    found = []
    if encrypted and not _answers(connection, "PRAGMA cipher_integrity_check", []):
        found.append(IntegrityProblem.CIPHER)
    if not _answers(connection, "PRAGMA integrity_check(1)", [("ok",)]):
        found.append(IntegrityProblem.PAGES)
    if not encrypted and not _is_whole_pages(connection):
        found.append(IntegrityProblem.PAGES)
    if not _answers(connection, "PRAGMA foreign_key_check", []):
        found.append(IntegrityProblem.PAGES)
    if not _is_ours(connection):
        found.append(IntegrityProblem.TABLES)
    else:
        found += _row_problems(connection)
    return list(dict.fromkeys(found))


def _answers(connection: sqlite3.Connection, question: str, answer: list[tuple[str, ...]]) -> bool:
    try:
        with translated_errors():
            return connection.execute(question).fetchall() == answer
    except PdtrackError:
        return False


def _is_ours(connection: sqlite3.Connection) -> bool:
    try:
        with translated_errors():
            return is_made_of(connection.execute(DEFINITIONS).fetchall(), VERSION)
    except PdtrackError:
        return False


def _is_whole_pages(connection: sqlite3.Connection) -> bool:
    """Whether the last page is complete; SQLite reads zeros for what is missing, and accepts it."""
    try:
        with translated_errors():
            # As bytes, since the name of a folder may be no text.
            (path,) = connection.execute(
                "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE seq = 0"
            ).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        return os.stat(path).st_size % int(size) == 0
    except (PdtrackError, OSError, ValueError):
        # In a file with UTF-16, which pdtrack never makes, the name isn't one either.
        return False


def _row_problems(connection: sqlite3.Connection) -> list[IntegrityProblem]:
    try:
        counted: dict[tuple[str, str], int] = {}
        with translated_errors():
            rows = EntryTable(connection).select("ORDER BY id")
        for entry in map(entry_of, rows):
            entry.check()
            for which, words in (("tags", entry.tags), ("helped", entry.helped)):
                for word in words or ():
                    counted[which, word] = counted.get((which, word), 0) + 1
        with translated_errors():
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
        return [IntegrityProblem.ROWS]
    return [] if {(a, b): uses for a, b, uses in kept} == counted else [IntegrityProblem.WORDS]
