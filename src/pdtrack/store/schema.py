"""The tables of the journal, and how an older journal becomes a current one.

The position of a migration is the version it leads to, so versions can't be numbered
wrong. `user_version` is set inside the transaction of the migration itself.
"""

from __future__ import annotations

from functools import cache
from typing import Final

MAGIC: Final = b"SQLite format 3\x00"
# "PDT1": tells our file from every other SQLite file.
APPLICATION_ID: Final = 0x50445431


def _entry(name: str, whom: str) -> str:
    """The table of entries; `whom` are the words that "with whom" can have."""
    return f"""
CREATE TABLE {name} (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  uid            TEXT    NOT NULL UNIQUE CHECK (length(uid) BETWEEN 1 AND 64),
  kind           TEXT    NOT NULL CHECK (kind IN ('intimate', 'day')),
  at             INTEGER NOT NULL,
  at_offset      INTEGER NOT NULL CHECK (at_offset BETWEEN -1439 AND 1439),
  recorded_at    INTEGER NOT NULL,
  edited_at      INTEGER,
  before         INTEGER CHECK (before BETWEEN 0 AND 10),
  before_recalled INTEGER CHECK (before_recalled IN (0, 1)),
  after          INTEGER CHECK (after BETWEEN 0 AND 10),
  later          INTEGER CHECK (later BETWEEN 0 AND 10),
  mood           INTEGER CHECK (mood BETWEEN 0 AND 10),
  tears          INTEGER CHECK (tears BETWEEN 0 AND 3),
  pain           INTEGER CHECK (pain BETWEEN 0 AND 3),
  lasted         TEXT    CHECK (lasted IN ('minutes', 'hours', 'day', 'days')),
  wanted         TEXT    CHECK (wanted IN ('yes', 'mixed', 'pressured', 'no', 'unsure')),
  with_whom      TEXT    CHECK (with_whom IN ({whom})),
  orgasm         INTEGER CHECK (orgasm IN (0, 1)),
  tags           TEXT,
  helped         TEXT,
  note           TEXT    CHECK (length(note) BETWEEN 1 AND 20000),
  settled_tags   TEXT,
  settled_with   TEXT    CHECK (settled_with IN ({whom})),
  settled_orgasm INTEGER CHECK (settled_orgasm IN (0, 1)),
  CHECK ((before IS NULL) = (before_recalled IS NULL)),
  CHECK (kind = 'day' OR mood IS NULL),
  CHECK (kind = 'intimate' OR (before IS NULL AND after IS NULL AND later IS NULL
         AND pain IS NULL AND lasted IS NULL AND wanted IS NULL AND with_whom IS NULL
         AND orgasm IS NULL))
) STRICT
"""


# What an entry was before a change: `was` is its row as JSON, or NULL where the change
# created it. Undo needs nothing else.
_CHANGE: Final = """
CREATE TABLE change (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  at   INTEGER NOT NULL,
  what TEXT    NOT NULL
) STRICT
"""
_CHANGE_ENTRY: Final = """
CREATE TABLE change_entry (
  change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
  entry  INTEGER NOT NULL,
  was    TEXT,
  PRIMARY KEY (change, entry)
) STRICT, WITHOUT ROWID
"""

# Every tag, and every word for what helped, with the number of entries that have it. Each
# new entry reads them, so they must not cost more in a long diary.
_WORD: Final = """
CREATE TABLE word (
  list TEXT    NOT NULL CHECK (list IN ('tags', 'helped')),
  word TEXT    NOT NULL,
  uses INTEGER NOT NULL,
  PRIMARY KEY (list, word)
) STRICT, WITHOUT ROWID
"""

# What was shown when ("not again within 14 days"), and what was answered once.
_MEMORY: Final = """
CREATE TABLE memory (
  what TEXT    PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""

# What was judged about links, as JSON (domain/analysis/verdict_document.py): at most one row.
_CLAIM: Final = """
CREATE TABLE claim (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  content TEXT    NOT NULL
) STRICT
"""

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        _entry("entry", "'partner', 'solo'"),
        "CREATE INDEX entry_at ON entry (at, id)",
        _CHANGE,
        _CHANGE_ENTRY,
        _WORD,
        _MEMORY,
    ),
    # SQLite can't change a CHECK: the table is made again and continues its numbers.
    (
        _entry("entry_2", "'partner', 'solo', 'someone-else'"),
        "INSERT INTO entry_2 SELECT * FROM entry",
        "DELETE FROM sqlite_sequence WHERE name = 'entry_2'",
        "UPDATE sqlite_sequence SET name = 'entry_2' WHERE name = 'entry'",
        "DROP TABLE entry",
        "ALTER TABLE entry_2 RENAME TO entry",
        "CREATE INDEX entry_at ON entry (at, id)",
    ),
    # NULL where an entry was never looked at for cards: it came from an older version. The
    # index finds these at once, and is empty in every other journal.
    (
        "ALTER TABLE entry ADD COLUMN cards TEXT",
        "CREATE INDEX entry_unmarked ON entry (id) WHERE cards IS NULL",
    ),
    (_CLAIM,),
)
VERSION: Final = len(MIGRATIONS)

# A row of SQLite's own list of what a file holds: type, name, table, definition.
Definition = tuple[str, str, str, str | None]


def definitions(version: int) -> frozenset[Definition]:
    """Everything that a journal of that version is made of, as SQLite writes it down."""
    return _made_by(MIGRATIONS[:version])


@cache
def _made_by(migrations: tuple[tuple[str, ...], ...]) -> frozenset[Definition]:
    """What these migrations make, read from their text: asking SQLite would take 2 ms."""
    tables: dict[str, str] = {}
    indexes: dict[str, tuple[str, str]] = {}
    for statement in (one for migration in migrations for one in migration):
        match statement.split()[:6]:
            case ["CREATE", "TABLE", name, *_]:
                tables[name] = statement.strip()
            case ["CREATE", "INDEX", name, "ON", table, *_]:
                indexes[name] = table, statement.strip()
            case ["DROP", "TABLE", name]:
                del tables[name]
                indexes = {key: index for key, index in indexes.items() if index[0] != name}
            case ["ALTER", "TABLE", old, "RENAME", "TO", name]:
                renamed = tables.pop(old).replace(f"TABLE {old}", f'TABLE "{name}"', 1)
                tables[name] = renamed
            case ["ALTER", "TABLE", name, "ADD", "COLUMN", *_]:
                column = statement.split(" ADD COLUMN ")[1].strip()
                columns, rules, rest = tables[name].partition(",\n  CHECK (")
                tables[name] = f"{columns}, {column}{rules}{rest}"
    found: set[Definition] = {("table", name, name, sql) for name, sql in tables.items()}
    found |= {("index", name, table, sql) for name, (table, sql) in indexes.items()}
    # What SQLite makes by itself: the rule that uids are unique, and the count of numbers.
    found.add(("index", "sqlite_autoindex_entry_1", "entry", None))
    sequence = "CREATE TABLE sqlite_sequence(name,seq)"
    found.add(("table", "sqlite_sequence", "sqlite_sequence", sequence))
    return frozenset(found)


# Another program that opened the file may have counted rows for itself: numbers, no words.
_COUNTS: Final[Definition] = (
    *("table", "sqlite_stat1", "sqlite_stat1"),
    "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
)
# No journal has as many; a hostile file may list as many as it likes.
DEFINITIONS: Final = (
    "SELECT type, name, tbl_name, trim(sql, char(10, 32)) FROM sqlite_schema LIMIT 100"
)


def is_made_of(found: list[Definition], version: int) -> bool:
    """Whether a file holds what a journal of that version is made of, and nothing else."""
    known = definitions(version)
    return len(found) <= len(known) + 1 and set(found) - {_COUNTS} == known


# DELETE with EXTRA: an acknowledged entry survived every simulated power cut; with SQLite's
# default (FULL) the last one was lost in a third of them.
JOURNAL_MODE: Final = "PRAGMA journal_mode = DELETE"
PRAGMAS: Final = (
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",
    # Deleted text is overwritten, and no sort ever reaches a temporary file.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
)
