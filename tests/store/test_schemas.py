"""Journals of every past schema open completely, for ever."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from build import NOW, entry
from pdtrack.errors import JournalUnusable
from pdtrack.store import schema
from pdtrack.store.connection import connect
from pdtrack.store.copies import automatic_copies
from pdtrack.store.entry_row import COLUMNS
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.journal import open_journal
from pdtrack.store.salvage import Salvaged, salvage_entries

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("version-*.sql"))
# A future migration.
MORE = (*schema.MIGRATIONS, ("ALTER TABLE entry ADD COLUMN weather TEXT",))


def made(path: Path, script: Path) -> Path:
    """The journal built from a dump."""
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()
    return path


def is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on pdtrack knows one more version."""
    for module in ("pdtrack.store.connection", "pdtrack.store.schema"):
        monkeypatch.setattr(f"{module}.MIGRATIONS", MORE)
        monkeypatch.setattr(f"{module}.VERSION", len(MORE))


def rows(path: Path) -> list[tuple[object, ...]]:
    """The entries and undo steps, in the columns of version 1."""
    connection = connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")][:24]
    found: list[tuple[object, ...]] = []
    for query in (f"SELECT {', '.join(columns)} FROM entry", "SELECT * FROM change_entry",
                  "SELECT * FROM change", "SELECT * FROM word"):  # fmt: skip
        found += connection.execute(query).fetchall()
    connection.close()
    return found


def test_there_is_a_journal_of_every_version() -> None:
    """A maintainer who adds a migration adds the last schema here."""
    assert [path.stem for path in SCHEMAS] == [
        f"version-{number}" for number in range(1, len(schema.MIGRATIONS) + 1)
    ]


@pytest.mark.parametrize("script", SCHEMAS, ids=lambda path: path.stem)
def test_a_journal_of_every_version_opens_completely(tmp_path: Path, script: Path) -> None:
    """Its entries, undo steps and tags are unchanged."""
    path = made(tmp_path / "journal.db", script)
    journal = open_journal(path)
    assert journal is not None
    with journal:
        first, day = journal.entries()
        assert (first.number, first.after, first.pain, first.note) == (1, 3, 1, "a long week")
        assert first.tags == ("stress", "own-word")
        assert (day.number, day.kind, day.mood) == (3, "day", 5)
        assert journal.steps() == 5
        assert journal.highest() == 3
    connection = connect(path)
    assert integrity_problems(connection) == []
    connection.close()


def test_a_journal_is_upgraded_and_its_backup_still_opens_in_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upgrade keeps every row and saves a backup first, which the older pdtrack opens."""
    path = made(tmp_path / "journal.db", SCHEMAS[-1])
    before = rows(path)
    with monkeypatch.context() as patch:
        is_newer(patch)
        journal = open_journal(path)
        assert journal is not None
        journal.close()
        assert rows(path) == before
    (copy,) = automatic_copies(path)
    assert copy.mode == 0o600
    bytes_now = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(JournalUnusable, match="newer pdtrack"):
        open_journal(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == bytes_now
    older = open_journal(copy.path)
    assert older is not None
    older.close()
    assert rows(copy.path) == before


def test_numbers_continue_after_an_upgrade(tmp_path: Path) -> None:
    """A number deleted before the upgrade isn't reused."""
    path = made(tmp_path / "journal.db", SCHEMAS[0])
    connection = sqlite3.connect(path)
    connection.executescript("DELETE FROM entry; UPDATE sqlite_sequence SET seq = 9")
    connection.close()
    journal = open_journal(path)
    assert journal is not None
    with journal, journal.writing("log", now=NOW):
        assert journal.highest() == 9
        assert journal.add(entry(after=5, with_="someone-else")).number == 10


def test_undo_reaches_back_into_an_older_version(tmp_path: Path) -> None:
    """An entry that undo stored in the old version can be restored."""
    path = made(tmp_path / "journal.db", SCHEMAS[0])
    journal = open_journal(path)
    assert journal is not None
    with journal, journal.writing(now=NOW):
        assert journal.undo() is not None
        deleted = journal.get(2)
        assert deleted is not None
        assert (deleted.after, deleted.tags) == (8, ())


def test_a_damaged_older_journal_is_salvaged_as_it_is(tmp_path: Path) -> None:
    """One bad row prevents the upgrade and loses no other row."""
    path = made(tmp_path / "journal.db", SCHEMAS[0])
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("UPDATE entry SET pain = 9 WHERE id = 1")
    connection.commit()
    connection.close()
    content = path.read_bytes()
    with pytest.raises(JournalUnusable, match="damaged"):
        open_journal(path)
    saved = salvage_entries(path, None, tmp_path / "saved.db", force=False, now=NOW)
    assert saved == Salvaged(saved=1, lost=1, absent=1)
    assert path.read_bytes() == content
    journal = open_journal(tmp_path / "saved.db")
    assert journal is not None
    with journal:
        assert [one.number for one in journal.entries()] == [3]


def test_the_columns_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Undo steps from an older version are read by column position."""
    path = made(tmp_path / "journal.db", SCHEMAS[0])
    journal = open_journal(path)
    assert journal is not None
    journal.close()
    connection = sqlite3.connect(path)
    found = tuple(row[1] for row in connection.execute("PRAGMA table_info(entry)"))
    connection.close()
    assert found == COLUMNS


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_the_recorded_schema_matches_what_sqlite_stores(version: int) -> None:
    """Derived from the migrations, to the letter."""
    connection = sqlite3.connect(":memory:")
    for statement in (one for each in schema.MIGRATIONS[:version] for one in each):
        connection.execute(statement)
    assert set(connection.execute(schema.DEFINITIONS)) == schema.definitions(version)
    connection.close()
