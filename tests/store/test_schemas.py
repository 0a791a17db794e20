"""Every schema that there has been: its journals open, whole, for ever."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from pdtrack.errors import JournalUnusable
from pdtrack.store import schema
from pdtrack.store.copies import copies
from pdtrack.store.integrity import damages
from pdtrack.store.journal import open_journal
from pdtrack.store.opening import connect

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("version-*.sql"))
# A migration that is yet to come.
MORE = (*schema.MIGRATIONS, ("ALTER TABLE entry ADD COLUMN weather TEXT",))


def made(path: Path, script: Path) -> Path:
    """The journal that a dump describes."""
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()
    return path


def is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on pdtrack knows one version more."""
    for module in ("pdtrack.store.opening", "pdtrack.store.schema"):
        monkeypatch.setattr(f"{module}.MIGRATIONS", MORE)
        monkeypatch.setattr(f"{module}.VERSION", len(MORE))


def rows(path: Path) -> list[tuple[object, ...]]:
    """The entries and what undo keeps, in the columns that version 1 had."""
    connection = connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")][:24]
    found: list[tuple[object, ...]] = []
    for query in (f"SELECT {', '.join(columns)} FROM entry", "SELECT * FROM change_entry",
                  "SELECT * FROM change", "SELECT * FROM word"):  # fmt: skip
        found += connection.execute(query).fetchall()
    connection.close()
    return found


def test_there_is_a_journal_of_every_version() -> None:
    """Whoever adds a migration leaves the last schema here."""
    assert [path.stem for path in SCHEMAS] == [
        f"version-{number}" for number in range(1, len(schema.MIGRATIONS) + 1)
    ]


@pytest.mark.parametrize("script", SCHEMAS, ids=lambda path: path.stem)
def test_a_journal_of_every_version_opens_whole(tmp_path: Path, script: Path) -> None:
    """Its entries, its steps of undo and its tags are what they were."""
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
    assert damages(connection) == []
    connection.close()


def test_a_journal_goes_forward_and_its_copy_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brought up row by row the same, a copy kept first; the older pdtrack opens that copy."""
    path = made(tmp_path / "journal.db", SCHEMAS[-1])
    before = rows(path)
    with monkeypatch.context() as patch:
        is_newer(patch)
        journal = open_journal(path)
        assert journal is not None
        journal.close()
        assert rows(path) == before
    (copy,) = copies(path)
    assert copy.mode == 0o600
    bytes_now = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(JournalUnusable, match="newer pdtrack"):
        open_journal(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == bytes_now
    older = open_journal(copy.path)
    assert older is not None
    older.close()
    assert rows(copy.path) == before
