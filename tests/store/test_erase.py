"""`forget`: no file holds an erased entry any more, and the rest is unchanged."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from build import NOW, entry
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import connection, copy_without
from pdtrack.store.forget import check_ours, forget_all, forget_entries
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.made_folders import make_folder
from pdtrack.store.schema import APPLICATION_ID, MAGIC

NEEDLE = "the needle of the note"
TAG = "own-zebra-word"


def new(tags: str | None = None, **answers: Any) -> Entry:
    """An entry that has no number yet."""
    return entry(tags, **answers)._replace(id=None)


def opened(path: Path) -> Journal:
    """The journal, made where it is missing."""
    journal = open_journal(path, create=True)
    assert journal is not None
    return journal


def add(journal: Journal, one: Entry) -> int:
    """Write one entry as a separate change; return its number."""
    with journal.writing("log", now=NOW):
        return journal.add(one).number


def diary(path: Path) -> Path:
    """Entries 1 and 3 stay; entry 2 holds the needle in every possible place."""
    with opened(path) as journal:
        add(journal, new("stress", ago=9, after=5, note="stays"))
        number = add(journal, new(f"{TAG} stress", ago=5, after=2, note=NEEDLE + " é" * 900))
        journal.keep_daily_copy(NOW.date() - timedelta(days=1))
        with journal.writing("edit", now=NOW):
            kept = journal.get(number)
            assert kept is not None
            journal.replace(kept._replace(note=NEEDLE + " second"))
        add(journal, new("stress", ago=1, after=7, note="stays too"))
    return path


def hits(folder: Path, *words: str) -> list[str]:
    """The files that hold one of the words."""
    return [
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(word.encode() in file.read_bytes() for word in words)
    ]


def test_a_forgotten_entry_is_in_no_file(tmp_path: Path) -> None:
    """Not in the tables, the undo steps, the free pages or the backups."""
    path = diary(tmp_path / "journal.db")
    assert len(hits(tmp_path, NEEDLE, TAG)) == 2
    done = forget_entries(path, None, now=NOW, numbers=[2])
    assert (done.entries, done.copies, done.searched) == (1, 1, 2)
    assert hits(tmp_path, NEEDLE, TAG) == []
    with opened(path) as journal:
        assert [one.note for one in journal.entries()] == ["stays", "stays too"]
        assert journal.words("tags") == {"stress": 2}


def test_undo_reaches_back_to_an_erased_step_and_no_further(tmp_path: Path) -> None:
    """The step after it can be undone; there are none before."""
    path = diary(tmp_path / "journal.db")
    forget_entries(path, None, now=NOW, numbers=[2])
    with opened(path) as journal:
        with journal.writing(now=NOW):
            undone = journal.undo()
        assert undone is not None
        assert undone.entries == (3,)
        with journal.writing(now=NOW):
            assert journal.undo() is None
        assert [one.note for one in journal.entries()] == ["stays"]


@pytest.mark.parametrize("numbers", [(1, 3), (3, 1)])
def test_undo_cannot_skip_the_newest_erased_step(tmp_path: Path, numbers: tuple[int, int]) -> None:
    """In whatever order the entries are named; steps after it stay."""
    path = tmp_path / "journal.db"
    with opened(path) as journal:
        for after in (1, 2, 3, 4):
            add(journal, new(after=after))
    forget_entries(path, None, now=NOW, numbers=numbers)
    with opened(path) as journal:
        assert journal.steps() == 1
        with journal.writing(now=NOW):
            undone = journal.undo()
        assert undone is not None
        assert undone.entries == (4,)
        assert [one.after for one in journal.entries()] == [2]


def test_the_space_of_an_erased_entry_is_released(tmp_path: Path) -> None:
    """The file has no free page left that could show how much there was."""
    path = tmp_path / "journal.db"
    with opened(path) as journal:
        add(journal, new(after=5))
        for number in range(20):
            add(journal, new(after=5, note=f"{number} " + "long " * 2_000))
    before = path.stat().st_size
    forget_entries(path, None, now=NOW, numbers=range(2, 22))
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    assert path.stat().st_size < before / 3


def test_the_number_of_an_erased_entry_is_not_reused(tmp_path: Path) -> None:
    """Even if it was the newest entry."""
    path = diary(tmp_path / "journal.db")
    forget_entries(path, None, now=NOW, numbers=[2, 3])
    with opened(path) as journal:
        assert add(journal, new(after=1)) == 4


def test_a_deleted_entry_can_be_erased_from_undo(tmp_path: Path) -> None:
    """Deleting keeps the entry for undo; `forget` erases it there too."""
    path = diary(tmp_path / "journal.db")
    with opened(path) as journal, journal.writing("delete", now=NOW):
        journal.delete(2)
    assert hits(tmp_path, NEEDLE)
    forget_entries(path, None, now=NOW, numbers=[2])
    assert hits(tmp_path, NEEDLE, TAG) == []


def test_forget_before_a_day_also_erases_deleted_entries(tmp_path: Path) -> None:
    """The deleted entry is older than the day, and undo still holds it."""
    path = diary(tmp_path / "journal.db")
    with opened(path) as journal, journal.writing("delete", now=NOW):
        journal.delete(2)
    done = forget_entries(path, None, now=NOW, before=NOW - timedelta(days=3))
    assert done.entries == 2
    assert hits(tmp_path, NEEDLE, TAG, "stays\x00") == []
    with opened(path) as journal:
        assert [one.note for one in journal.entries()] == ["stays too"]


def test_a_file_that_becomes_small_is_not_called_endless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work of erasing is measured by what the file was, not by the little that is left."""
    path = tmp_path / "journal.db"
    with opened(path) as journal:
        with journal.writing("import", now=NOW):
            for number in range(300):
                journal.add(new(ago=9, after=5, note=f"note {number} " + "words " * 40))
        add(journal, new(ago=1, after=5, note="stays"))
    monkeypatch.setattr(connection, "STEPS_ASKED", 500)
    monkeypatch.setattr(connection, "STEPS_ALWAYS", 1_000)
    monkeypatch.setattr(connection, "STEPS_A_BYTE", 0.7)
    done = forget_entries(path, None, now=NOW, before=NOW - timedelta(days=3))
    assert done.entries == 300


def test_what_another_program_counted_is_erased_too(tmp_path: Path) -> None:
    """Every table may hold any text: SQLite's own ones, and what was remembered or counted."""
    path = diary(tmp_path / "journal.db")
    with sqlite3.connect(path) as other:
        other.execute("ANALYZE")
        other.execute("INSERT INTO sqlite_stat1 SELECT 'entry', 'entry_at', note FROM entry")
        other.execute("INSERT INTO sqlite_sequence SELECT note, 1 FROM entry")
        other.execute("INSERT INTO memory SELECT 'place:' || note, 1 FROM entry")
        other.execute("INSERT INTO change (at, what) SELECT 1, note FROM entry")
        other.execute("INSERT INTO word SELECT 'helped', note, 1 FROM entry")
        other.execute("UPDATE word SET uses = 9")
    other.close()
    forget_entries(path, None, now=NOW, numbers=[2])
    assert hits(tmp_path, NEEDLE, TAG) == []
    with opened(path) as journal:
        assert journal.count() == 2
        assert journal.words("tags") == {"stress": 2}
        assert integrity_problems(journal._connection) == []


def test_the_memory_of_shown_lines_is_erased_with_the_entries(tmp_path: Path) -> None:
    """A rule that once fired reveals something; the first-use notice doesn't."""
    path = diary(tmp_path / "journal.db")
    with opened(path) as journal, journal.writing(now=NOW):
        journal.memory.remember("said:P1", now=NOW)
        journal.memory.remember("first-use", now=NOW)
    forget_entries(path, None, now=NOW, numbers=[2])
    with opened(path) as journal:
        assert [what for what in journal.memory.known() if "place" not in what] == ["first-use"]


def test_a_word_that_another_entry_still_has_raises_no_alarm(tmp_path: Path) -> None:
    """The search is only for text that no other entry has."""
    path = tmp_path / "journal.db"
    with opened(path) as journal:
        add(journal, new("stress", after=5, note="the same words"))
        add(journal, new("stress", after=5, note="the same words"))
    forget_entries(path, None, now=NOW, numbers=[1])
    assert hits(tmp_path, "the same words") != []


def test_a_remaining_trace_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pdtrack verifies the promise by searching the files."""
    path = diary(tmp_path / "journal.db")
    monkeypatch.setattr(copy_without, "erase_from", lambda *_, **__: False)
    with pytest.raises(PdtrackError, match="still found"):
        forget_entries(path, None, now=NOW, numbers=[2])


def test_forget_without_a_journal_finds_nothing(tmp_path: Path) -> None:
    """It makes nothing either."""
    with pytest.raises(InvalidInput):
        forget_entries(tmp_path / "journal.db", None, now=NOW, numbers=[1])
    assert list(tmp_path.iterdir()) == []


def test_forget_all_leaves_the_folders_as_they_were(tmp_path: Path) -> None:
    """Including other files in them."""
    before = sorted(tmp_path.rglob("*"))
    path = tmp_path / "a" / "b" / "journal.db"
    make_folder(path.parent, path)
    diary(path)
    path.with_name("journal.db-journal").write_bytes(b"x")
    forget_all(path, [], [])
    assert sorted(tmp_path.rglob("*")) == before


def test_forget_all_keeps_files_that_are_not_ours(tmp_path: Path) -> None:
    """A file that someone put beside the journal or among the backups."""
    path = diary(tmp_path / "a" / "journal.db")
    (tmp_path / "a" / "backups" / "photo.jpg").write_bytes(b"x")
    forget_all(path, [], [])
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "backups", "photo.jpg"]


def test_a_linked_journal_is_erased_with_its_link(tmp_path: Path) -> None:
    """Neither name is left."""
    diary(tmp_path / "real.db")
    (tmp_path / "journal.db").symlink_to(tmp_path / "real.db")
    forget_all(tmp_path / "journal.db", [], [])
    assert [p.name for p in tmp_path.iterdir()] == []


def test_forget_all_works_twice(tmp_path: Path) -> None:
    """The second time there is nothing to erase."""
    path = diary(tmp_path / "journal.db")
    forget_all(path, [], [])
    forget_all(path, [], [])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (b"", True),
        (bytes(8192), True),
        (Random(1).randbytes(8192), True),
        (b"?" + bytes(67) + APPLICATION_ID.to_bytes(4, "big") + bytes(40), True),
        (MAGIC.ljust(68, b"\0") + b"else" + bytes(40), False),
        (b"dear diary, \n\n\n\n" * 256, False),
        (b"dear diary", False),
    ],
    ids=["empty", "zeros", "noise", "our mark damaged", "another program", "a page", "a text"],
)
def test_only_a_journal_may_be_forgotten(tmp_path: Path, content: bytes, is_ours: bool) -> None:
    """A journal that a disk damaged still counts as one; a thesis at the wrong path doesn't."""
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    with contextlib.nullcontext() if is_ours else pytest.raises(JournalUnusable):
        check_ours(path)
