"""Backups of the journal: complete, readable only by their owner, and restored after a check."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from build import NOW, entry
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import copies, generations
from pdtrack.store.copies import automatic_copies
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.restore import restore_backup

DAY = NOW.date()


def new(**answers: Any) -> Entry:
    """An entry that has no number yet."""
    return entry(**answers)._replace(id=None)


def opened(path: Path) -> Journal:
    """The journal, made where it is missing."""
    journal = open_journal(path, create=True)
    assert journal is not None
    return journal


def filled(path: Path, count: int = 3) -> Path:
    """A journal with entries."""
    with opened(path) as journal:
        for number in range(count):
            with journal.writing("log", now=NOW):
                journal.add(new(after=number % 10, note=f"note {number}"))
    return path


def notes(path: Path) -> list[str | None]:
    """The notes that a journal holds."""
    with opened(path) as journal:
        return [one.note for one in journal.entries()]


def test_a_backup_is_complete_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """It opens as a journal of its own."""
    path = filled(tmp_path / "journal.db")
    target = tmp_path / "copy.db"
    with opened(path) as journal:
        journal.copy_to(target, force=False)
    assert notes(target) == notes(path)
    if os.name != "nt":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_backup_never_overwrites_a_file(tmp_path: Path) -> None:
    """Unless the caller allows it."""
    path = filled(tmp_path / "journal.db")
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with opened(path) as journal:
        with pytest.raises(InvalidInput, match="exists"):
            journal.copy_to(target, force=False)
        assert target.read_text() == "mine"
        journal.copy_to(target, force=True)
    assert notes(target) == notes(path)


def test_a_backup_is_consistent_while_others_write(tmp_path: Path) -> None:
    """Four backups made while a writer adds entries are complete, and none is smaller."""
    path = filled(tmp_path / "journal.db")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with opened(path) as journal, journal.writing("log", now=NOW):
                journal.add(new(after=1))

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    for number in range(4):
        target = tmp_path / f"copy{number}.db"
        with opened(path) as journal:
            journal.copy_to(target, force=False)
        with opened(target) as journal:
            counts.append(journal.count())
            assert integrity_problems(journal._connection) == []
    stop.set()
    writer.join()
    assert counts == sorted(counts)


def test_backups_are_kept_for_days_weeks_and_months(tmp_path: Path) -> None:
    """At most one a day: five days, the newest of each of four weeks, and of six months."""
    path = filled(tmp_path / "journal.db")
    for ago in range(300, -1, -1):
        day = DAY - timedelta(days=ago)
        with opened(path) as journal:
            for _ in range(2):
                journal.keep_daily_copy(day)
        made = path.parent / "backups" / f"journal-{day.isoformat()}.db"
        stamp = NOW.timestamp() - ago * 86400
        os.utime(made, (stamp, stamp))
    days = [copy.day.isoformat() for copy in automatic_copies(path) if copy.day is not None]
    assert days == [
        *("2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"),
        *("2026-11-01", "2026-11-08", "2026-11-15"),
        *("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"),
    ]


def test_backups_are_kept_within_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest two always; of the others, no more than there is room for."""
    for room, kept in ((10, 5), (3, 3), (0, 2)):
        path = filled(tmp_path / str(room) / "journal.db")
        monkeypatch.setattr(generations, "ROOM_MOST", room * path.stat().st_size)
        for ago in range(9, -1, -1):
            with opened(path) as journal:
                journal.keep_daily_copy(DAY - timedelta(days=ago))
        assert len(automatic_copies(path)) == kept + (room == 10), room


def test_an_empty_journal_is_not_backed_up(tmp_path: Path) -> None:
    """There is nothing to lose yet."""
    with opened(tmp_path / "journal.db") as journal:
        journal.keep_daily_copy(DAY)
    assert automatic_copies(tmp_path / "journal.db") == []


def test_a_failed_backup_does_not_stop_a_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the entry reports the error, not the backup."""
    path = filled(tmp_path / "journal.db")
    monkeypatch.setattr(copies, "keep_copy", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with opened(path) as journal:
        assert "could not be made (full)" in (journal.keep_daily_copy(DAY) or "")
        with journal.writing("log", now=NOW):
            journal.add(new(after=2))
    assert len(notes(path)) == 4


def test_restore_brings_back_a_backup_and_keeps_the_old_journal(tmp_path: Path) -> None:
    """Restoring can itself be reverted."""
    path = filled(tmp_path / "journal.db", 2)
    with opened(path) as journal:
        journal.copy_to(tmp_path / "copy.db", force=False)
        with journal.writing("log", now=NOW):
            journal.add(new(after=9, note="later"))
    done = restore_backup(path, tmp_path / "copy.db", None)
    assert done.entries == 2
    assert notes(path) == ["note 0", "note 1"]
    assert done.kept is not None
    assert notes(done.kept) == ["note 0", "note 1", "later"]
    restore_backup(path, done.kept, None)
    assert "later" in notes(path)


def test_a_number_used_since_the_backup_is_not_reused(tmp_path: Path) -> None:
    """Entry 3 was another entry, and someone may have noted the number."""
    path = filled(tmp_path / "journal.db", 2)
    with opened(path) as journal:
        journal.copy_to(tmp_path / "copy.db", force=False)
        with journal.writing("log", now=NOW):
            assert journal.add(new(after=9)).number == 3
    restore_backup(path, tmp_path / "copy.db", None)
    with opened(path) as journal, journal.writing("log", now=NOW):
        assert journal.add(new(after=1)).number == 4


def test_a_backup_can_be_restored_where_there_is_no_journal(tmp_path: Path) -> None:
    """A new computer starts with the backup of the old one."""
    path = filled(tmp_path / "old" / "journal.db", 2)
    done = restore_backup(tmp_path / "new" / "journal.db", path, None)
    assert done.kept is None
    assert notes(tmp_path / "new" / "journal.db") == notes(path)


def hole(path: Path) -> None:
    """A journal with a page of zeros."""
    filled(path, 60)
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 6] = bytes(4096)
    path.write_bytes(content)


def trap(path: Path) -> None:
    """A journal that someone gave a table and a trigger of their own."""
    filled(path, 1)
    other = sqlite3.connect(path)
    other.execute("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END")
    other.commit()
    other.close()


BAD: dict[str, Callable[[Path], object]] = {
    "damaged": hole,
    "tables or rules that are not": trap,
    "empty file": lambda path: path.write_bytes(b""),
    "not a journal": lambda path: path.write_text("dear diary"),
    "not a file": lambda path: os.mkfifo(path),
    "no such file": lambda path: None,
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("said", BAD)
def test_a_bad_backup_is_refused_and_nothing_changes(tmp_path: Path, said: str) -> None:
    """The journal stays, byte for byte, and nothing is left beside it."""
    path = filled(tmp_path / "home" / "journal.db")
    bad = tmp_path / "bad.db"
    BAD[said](bad)
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match=said):
        restore_backup(path, bad, None)
    assert path.read_bytes() == before
    names = sorted(place.name for place in path.parent.iterdir())
    assert names == ["journal.db", "journal.db.lock"]


def test_a_damaged_journal_can_be_replaced(tmp_path: Path) -> None:
    """That is what backups are for; the damaged journal is kept as it was."""
    path = tmp_path / "journal.db"
    hole(path)
    content = path.read_bytes()
    good = filled(tmp_path / "good.db")
    done = restore_backup(path, good, None)
    assert notes(path) == notes(good)
    assert done.kept is not None
    assert done.kept.read_bytes() == content


def test_a_half_done_change_is_not_applied_to_the_restored_journal(tmp_path: Path) -> None:
    """The rollback file that a killed command left belongs to the old journal."""
    path = filled(tmp_path / "journal.db", 40)
    good = filled(tmp_path / "good.db", 2)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE entry SET note = 'half'")
    connection.execute("CREATE TABLE spill AS SELECT randomblob(100000) AS x")
    half, beside = path.read_bytes(), path.with_name("journal.db-journal").read_bytes()
    connection.execute("ROLLBACK")
    connection.close()
    path.write_bytes(half)
    path.with_name("journal.db-journal").write_bytes(beside)
    done = restore_backup(path, good, None)
    assert notes(path) == notes(good)
    assert done.kept is not None
    assert len(notes(done.kept)) == 40


def test_a_backup_that_fails_its_check_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged journal gets no backup rather than one that looks sound."""
    path = tmp_path / "journal.db"
    hole(path)
    with opened(path) as journal, pytest.raises((JournalUnusable, PdtrackError)):
        journal.copy_to(tmp_path / "copy.db", force=False)
    assert not (tmp_path / "copy.db").exists()


def test_a_backup_has_its_date_in_its_name(tmp_path: Path) -> None:
    """People find yesterday's backup by its date."""
    path = filled(tmp_path / "journal.db")
    with opened(path) as journal:
        journal.keep_daily_copy(date(2026, 3, 1))
    assert (tmp_path / "backups" / "journal-2026-03-01.db").exists()
