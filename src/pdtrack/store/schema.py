"""The tables of the journal, and how an older journal becomes a current one.

The position of a migration is the version it leads to, so versions can't be numbered
wrong. `user_version` is set inside the transaction of the migration itself.
"""

from __future__ import annotations

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
_CHANGE = """
CREATE TABLE change (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  at   INTEGER NOT NULL,
  what TEXT    NOT NULL
) STRICT
"""
_CHANGE_ENTRY = """
CREATE TABLE change_entry (
  change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
  entry  INTEGER NOT NULL,
  was    TEXT,
  PRIMARY KEY (change, entry)
) STRICT, WITHOUT ROWID
"""

# Every tag, and every word for what helped, with the number of entries that have it. Each
# new entry reads them, so they must not cost more in a long diary.
_WORD = """
CREATE TABLE word (
  list TEXT    NOT NULL CHECK (list IN ('tags', 'helped')),
  word TEXT    NOT NULL,
  uses INTEGER NOT NULL,
  PRIMARY KEY (list, word)
) STRICT, WITHOUT ROWID
"""

# What was shown when ("not again within 14 days"), and what was answered once.
_MEMORY = """
CREATE TABLE memory (
  what TEXT    PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""

# What was judged about links, as JSON (domain/analysis/verdict_document.py): at most one row.
_CLAIM = """
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
    # SQLite can't change a CHECK: the table is made anew and continues its numbers.
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

PRAGMAS: Final = (
    # DELETE with EXTRA: an acknowledged entry survived every simulated power cut; with
    # SQLite's default (FULL) the last one was lost in a third of them.
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",
    # Deleted text is overwritten, and no sort ever reaches a temporary file.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
)
