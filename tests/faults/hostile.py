"""Hostile databases: a sound journal after someone has tampered with it.

Each is made from one diary by SQL that bypasses pdtrack, or byte by byte.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

HUGE: Final = 2**63 - 1
COPY_OF_ENTRY: Final = "ALTER TABLE entry RENAME TO real_entry; "
ENDLESS: Final = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
DEEP: Final = "[" * 50_000

# Tables, views, triggers and indexes that pdtrack didn't make: it must use none of them.
SCHEMAS: Final = {
    "a trigger that wipes": "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
    "a trigger in a file that is written ahead": "CREATE TRIGGER t AFTER INSERT ON entry "
    "BEGIN DELETE FROM entry; END; PRAGMA journal_mode = WAL",
    "a trigger like SQLite's own": "CREATE TRIGGER sqliteX AFTER DELETE ON entry "
    "BEGIN INSERT INTO memory VALUES (old.note, 1); END",
    "a trigger that refuses": "CREATE TRIGGER t BEFORE INSERT ON change "
    "BEGIN SELECT RAISE(ABORT, 'needle'); END",
    "a trigger on what is remembered": "CREATE TRIGGER t AFTER UPDATE ON memory "
    "BEGIN DELETE FROM change; END",
    "a trigger that keeps what is forgotten": "CREATE TABLE keep (n); CREATE TRIGGER t "
    "AFTER DELETE ON entry BEGIN INSERT INTO keep VALUES (old.note); END",
    "a stash": "CREATE TABLE stash AS SELECT * FROM entry",
    "a stash like SQLite's own": "CREATE TABLE sqliteStash AS SELECT note FROM entry",
    "a stash without a name": 'CREATE TABLE "" AS SELECT note FROM entry',
    "a stash of words to find": "CREATE VIRTUAL TABLE stash USING fts5(note)",
    "a view as entry": COPY_OF_ENTRY + "CREATE VIEW entry AS SELECT * FROM real_entry",
    "a view without end as entry": COPY_OF_ENTRY
    + f"CREATE VIEW entry AS {ENDLESS} SELECT r.* FROM real_entry r, n",
    "a view without end as word": "DROP TABLE word; "
    f"CREATE VIEW word AS {ENDLESS} SELECT 'tags' AS list, i AS word, i AS uses FROM n",
    "a view without end as memory": "DROP TABLE memory; "
    f"CREATE VIEW memory AS {ENDLESS} SELECT i AS what, i AS at FROM n",
    "a view without end as claim": "DROP TABLE claim; "
    f"CREATE VIEW claim AS {ENDLESS} SELECT i AS id, i AS content FROM n",
    "a second index": "CREATE INDEX more ON entry (note)",
    "an index that grows": "CREATE INDEX more ON entry (length(hex(zeroblob(id * 0 + 30000000))))",
    "another index under the same name": "DROP INDEX entry_at; CREATE INDEX entry_at ON entry (id)",
    "no index": "DROP INDEX entry_at",
    "a table that takes anything": COPY_OF_ENTRY
    + "CREATE TABLE entry AS SELECT * FROM real_entry; DROP TABLE real_entry; "
    "UPDATE entry SET note = '=cmd|calc', at = 'x'",
    "a column that is computed": "ALTER TABLE entry ADD COLUMN g TEXT GENERATED ALWAYS AS "
    "(hex(zeroblob(90000000))) VIRTUAL",
    "a column more": "ALTER TABLE entry ADD COLUMN weather TEXT",
    "a column less": "DROP INDEX entry_unmarked; ALTER TABLE entry DROP COLUMN cards",
    "a table less": "DROP TABLE claim",
    "two thousand tables": "BEGIN;"
    + "".join(f"CREATE TABLE t{n} (a);" for n in range(2_000))
    + "COMMIT",
    "a definition of five megabytes": f"CREATE TABLE long (a CHECK (a <> '{'x' * 5_000_000}'))",
    "what SQLite counted with a note": "CREATE TABLE a (b); "
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'sqlite_stat1', "
    "tbl_name = 'sqlite_stat1', sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat,note)' "
    "WHERE name = 'a'",
    "what SQLite counted with samples": "CREATE TABLE a (b); "
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'sqlite_stat4', "
    "tbl_name = 'sqlite_stat4', sql = 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)' "
    "WHERE name = 'a'",
}

# Values that pdtrack never writes, in correct tables.
VALUES: Final = {
    "the highest number of all": f"UPDATE entry SET id = {HUGE} WHERE id = 3",
    "a number of eighteen digits": "UPDATE entry SET id = 999999999999999999 WHERE id = 3; "
    "UPDATE sqlite_sequence SET seq = 999999999999999999 WHERE name = 'entry'",
    "the number nought": "UPDATE entry SET id = 0 WHERE id = 3",
    "a number below nought": f"UPDATE entry SET id = -{HUGE} WHERE id = 3",
    "a sequence at its end": f"UPDATE sqlite_sequence SET seq = {HUGE}",
    "a sequence of changes at its end": f"UPDATE sqlite_sequence SET seq = {HUGE} "
    "WHERE name = 'change'",
    "a sequence far ahead": "UPDATE sqlite_sequence SET seq = 900000000000000000",
    "a sequence that is a word": "UPDATE sqlite_sequence SET seq = 'needle'",
    "a sequence that is empty": "UPDATE sqlite_sequence SET seq = NULL",
    "a sequence below nought": "UPDATE sqlite_sequence SET seq = -5",
    "a sequence twice": "INSERT INTO sqlite_sequence VALUES ('entry', 7), ('entry', 8)",
    "no sequence": "DELETE FROM sqlite_sequence",
    "a note of bytes": "UPDATE entry SET note = x'00ff00ff' WHERE id = 3",
    "a note in broken letters": "UPDATE entry SET note = CAST(x'6ec328' AS TEXT) WHERE id = 3",
    "a note with an end inside": "UPDATE entry SET note = 'nee' || char(0) || 'dle' WHERE id = 3",
    "a note of twenty megabytes": "UPDATE entry SET note = hex(zeroblob(10000000)) WHERE id = 3",
    "a note of sixty megabytes": "UPDATE entry SET note = zeroblob(60000000) WHERE id = 3",
    "a note that moves the cursor": "UPDATE entry SET note = char(27) || '[2J' || char(8238)",
    "tags of bytes": "UPDATE entry SET tags = x'ff20fe' WHERE id = 3",
    "tags of a megabyte": "UPDATE entry SET tags = hex(zeroblob(500000)) WHERE id = 3",
    "a tag that moves the cursor": "UPDATE entry SET tags = char(27) || '[2J' WHERE id = 3",
    "a uid of bytes": "UPDATE entry SET uid = x'00' WHERE id = 3",
    "a uid that is a number": "UPDATE entry SET uid = 7 WHERE id = 3",
    "no uid": "UPDATE entry SET uid = NULL WHERE id = 3",
    "a long uid": "UPDATE entry SET uid = hex(zeroblob(100000)) WHERE id = 3",
    "a time that is a word": "UPDATE entry SET at = 'needle' WHERE id = 3",
    "a time at the end of all": f"UPDATE entry SET at = {HUGE}, recorded_at = {HUGE} WHERE id = 3",
    "a time before all": f"UPDATE entry SET at = -{HUGE}, edited_at = -{HUGE} WHERE id = 3",
    "an offset of years": f"UPDATE entry SET at_offset = {HUGE} WHERE id = 3",
    "a mood of a half": "UPDATE entry SET after = 4.5 WHERE id = 3",
    "a mood of a million": "UPDATE entry SET after = 1000000 WHERE id = 3",
    "a kind that is none": "UPDATE entry SET kind = 'needle' WHERE id = 3",
    "a card that is none": "UPDATE entry SET cards = '../../etc/passwd' WHERE id = 3",
    "cards of bytes": "UPDATE entry SET cards = x'ff' WHERE id = 3",
    "a step of undo that is no JSON": "UPDATE change_entry SET was = 'needle'",
    "a step of undo that is deep": f"UPDATE change_entry SET was = '{DEEP}'",
    "a step of undo of numbers": "UPDATE change_entry SET was = '[" + "1e999," * 23 + "1]'",
    "a step of undo of bytes": "UPDATE change_entry SET was = x'ff'",
    "a step of undo for nobody": "INSERT INTO change_entry VALUES (99, 99, NULL)",
    "a change that is none": "UPDATE change SET what = 'rm -rf', at = -9223372036854775807",
    "changes without end": f"{ENDLESS} INSERT INTO change (at, what) SELECT i, 'log' FROM n "
    "LIMIT 100000",
    "words that nobody used": f"{ENDLESS} INSERT INTO word SELECT 'tags', 'w' || i, 1 FROM n "
    "LIMIT 100000",
    "a word of bytes": "UPDATE word SET word = x'ff' || rowcount.c FROM "
    "(SELECT 1 AS c) AS rowcount",
    "a count at its end": f"UPDATE word SET uses = {HUGE}",
    "a memory of the end of all": f"INSERT INTO memory VALUES ('said:P1', {HUGE})",
    "a memory of bytes": "INSERT INTO memory VALUES (x'ff', 1)",
    "a claim that is deep": f"INSERT OR REPLACE INTO claim VALUES (1, '{DEEP}')",
    "a claim of numbers": "INSERT OR REPLACE INTO claim VALUES (1, '{\"checks\": 1e999}')",
    "a claim of bytes": "INSERT OR REPLACE INTO claim VALUES (1, x'ff')",
    "a claim of ten megabytes": "INSERT OR REPLACE INTO claim VALUES (1, hex(zeroblob(5000000)))",
    "claims": "INSERT OR REPLACE INTO claim VALUES (2, '{}'), (3, '{}')",
}

# How the file is built; a sound file may be built this way too.
FORMS: Final = {
    "small pages": "PRAGMA page_size = 512; VACUUM",
    "large pages": "PRAGMA page_size = 65536; VACUUM",
    "pages that move": "PRAGMA auto_vacuum = FULL; VACUUM",
    "written ahead": "PRAGMA journal_mode = WAL",
    "version nought": "PRAGMA user_version = 0",
    "a version below nought": "PRAGMA user_version = -1",
    "a version far ahead": "PRAGMA user_version = 2147483647",
    "an older version than it is": "PRAGMA user_version = 1",
    "another program's": "PRAGMA application_id = 1",
    "what SQLite counted": "ANALYZE; DROP TABLE IF EXISTS sqlite_stat4",
}


def with_sql(script: str) -> Callable[[Path], None]:
    """Run an SQL script on the file, ignoring the rules of its tables."""

    def change(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.executescript(script)

    return change


def with_values(script: str) -> Callable[[Path], None]:
    """The same, with tables that accept any value at first and look correct afterwards."""

    def change(path: Path) -> None:
        was = _loosened(path)
        with_sql(script)(path)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            for name, sql in was:
                connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))

    return change


def _loosened(path: Path) -> list[tuple[str, str]]:
    """Remove the rules from the tables; return their definitions."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
        was = connection.execute(query).fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        for name, sql in was:
            loose = sql.replace("STRICT, WITHOUT", "WITHOUT").replace(") STRICT", ")")
            loose = loose.replace("TEXT    NOT NULL", "TEXT").replace("INTEGER NOT NULL", "INTEGER")
            connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (loose, name))
    return was


def _root(path: Path, table: str) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        return int(connection.execute(query, (table,)).fetchone()[0])


def one_page_a_thousand_times(path: Path) -> None:
    """Every page of a tree points to the next one hundreds of times: endless rows."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE room (a)")
        connection.executemany("INSERT INTO room VALUES (?)", [("x" * 3000,)] * 30)
        connection.execute("DROP TABLE room")
    root = _root(path, "entry")
    content = bytearray(path.read_bytes())
    pages = len(content) // 4096
    chain = [root, *range(pages - 6, pages + 1)]
    leaf = bytearray(content[(root - 1) * 4096 : root * 4096])
    if leaf[0] != 13:  # the tree has a second level already
        first = int.from_bytes(leaf[8:12], "big")
        leaf = bytearray(content[(first - 1) * 4096 : first * 4096])
    for page, below in pairwise(chain):
        content[(page - 1) * 4096 : page * 4096] = _interior(below, 400)
    content[(chain[-1] - 1) * 4096 : chain[-1] * 4096] = leaf
    path.write_bytes(content)


def _interior(below: int, times: int) -> bytes:
    """A page of a table that points to `below` a number of times."""
    page = bytearray(4096)
    page[0] = 5
    page[3:5] = times.to_bytes(2, "big")
    page[8:12] = below.to_bytes(4, "big")
    at = 4096
    for number in range(times):
        at -= 6
        page[at : at + 4] = below.to_bytes(4, "big")
        page[at + 4 : at + 6] = bytes((0x80 | number >> 7, number & 0x7F))
        page[12 + 2 * number : 14 + 2 * number] = at.to_bytes(2, "big")
    page[5:7] = at.to_bytes(2, "big")
    return bytes(page)


def a_page_that_is_its_own_child(path: Path) -> None:
    """The tree of entries points back to its root."""
    root = _root(path, "entry")
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = _interior(root, 300)
    path.write_bytes(content)


def two_tables_in_one_place(path: Path) -> None:
    """The memory table uses the pages of the entries."""
    script = (
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = "
        "(SELECT rootpage FROM sqlite_schema WHERE name = 'change') WHERE name = 'entry'"
    )
    with_sql(script)(path)


def a_table_in_the_list_of_tables(path: Path) -> None:
    """The entries use the pages of the list of tables."""
    with_sql(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'entry'"
    )(path)


def an_index_that_is_empty(path: Path) -> None:
    """The index of times is a sound page without rows: lists are empty, but no entry is lost."""
    root = _root(path, "entry_at")
    content = bytearray(path.read_bytes())
    page = bytearray(4096)
    page[0], page[5:7] = 10, (4096).to_bytes(2, "big")
    content[(root - 1) * 4096 : root * 4096] = page
    path.write_bytes(content)


def other_letters(path: Path) -> None:
    """The same rows, with two bytes for each letter."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        dump = "\n".join(connection.iterdump())
        marks = [
            f"PRAGMA {name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
    path.unlink()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA encoding = 'UTF-16le'")
        connection.executescript(dump + "\n".join(marks))


PAGES: Final[dict[str, Callable[[Path], None]]] = {
    "rows without end": one_page_a_thousand_times,
    "a page that is its own child": a_page_that_is_its_own_child,
    "two tables in one place": two_tables_in_one_place,
    "a table in the list of tables": a_table_in_the_list_of_tables,
    "an index that is empty": an_index_that_is_empty,
    "other letters": other_letters,
}

HOSTILE: Final[dict[str, Callable[[Path], None]]] = {
    **{name: with_sql(script) for name, script in SCHEMAS.items()},
    **{name: with_values(script) for name, script in VALUES.items()},
    **{name: with_sql(script) for name, script in FORMS.items()},
    **PAGES,
}
