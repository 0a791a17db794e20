"""No copy that alone holds an entry is ever removed, and `forget` reaches every copy."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from cli.locked import needs_sqlcipher, posix, secret
from conftest import Pdtrack, Terminal
from faults.hostile import an_index_that_is_empty
from pdtrack.store import connection

NEEDLE = "needle-of-the-copies"


def holders(folder: Path, words: str = NEEDLE) -> list[str]:
    """The files below `folder` that hold the words."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    )


def write(pdtrack: Pdtrack, *notes: str) -> None:
    """An entry on each of the next days, the first of a day making a copy."""
    for note in notes:
        pdtrack.now += timedelta(days=1)
        pdtrack.ok(f"log --new --mood 5 --note {note}")


def test_four_restores_lose_nothing(pdtrack: Pdtrack) -> None:
    """Each journal that was replaced holds an entry that is nowhere else."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("backup first.db")
    for number in range(4):
        write(pdtrack, f"before-restore-{number}-end")
        said = pdtrack.ok("restore first.db").err
    assert "4 journals that a restore replaced are kept" in said
    for number in range(4):
        assert holders(pdtrack.journal.parent, f"before-restore-{number}-end")
    (replaced,) = holders(pdtrack.journal.parent, "before-restore-0-end")
    pdtrack.ok(f"restore {pdtrack.journal.parent / 'backups' / replaced}")
    assert "before-restore-0-end" in pdtrack.ok("list --json").out


def test_a_journal_put_back_from_elsewhere_rotates_no_copy_out(pdtrack: Pdtrack) -> None:
    """Someone puts an older file in its place: the newer copies are never removed."""
    write(pdtrack, "one")
    older = pdtrack.journal.read_bytes()
    write(pdtrack, "two", "three-is-only-in-copies", "four")
    pdtrack.journal.write_bytes(older)
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    assert holders(pdtrack.journal.parent, "three-is-only-in-copies")


def test_a_deleted_entry_keeps_no_copy_for_ever(pdtrack: Pdtrack) -> None:
    """It was deleted on purpose: the copies that hold it have their time and go."""
    write(pdtrack, "one", NEEDLE)
    pdtrack.ok("delete 2 --yes")
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    copies = list(pdtrack.journal.parent.glob("backups/*.db"))
    assert 5 <= len(copies) <= 8


def test_forget_that_can_not_write_touches_no_copy(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the file, or an index of it is empty."""
    write(pdtrack, "one", "two", "three")
    copies = {path: path.read_bytes() for path in pdtrack.journal.parent.glob("backups/*")}
    assert copies
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(pdtrack.journal, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    result = pdtrack("forget 1 --yes")
    assert result.code == 1
    assert "using the journal" in result.err
    other.close()
    an_index_that_is_empty(pdtrack.journal)
    content = pdtrack.journal.read_bytes()
    result = pdtrack("forget 1 --yes")
    assert result.code == 3
    assert "damaged" in result.err
    assert pdtrack.journal.read_bytes() == content
    assert {path: path.read_bytes() for path in copies} == copies


def test_forget_leaves_in_a_copy_what_is_nowhere_else(pdtrack: Pdtrack) -> None:
    """The entry is erased from the journal that a restore replaced, and nothing else is."""
    write(pdtrack, NEEDLE)
    pdtrack.ok("backup old.db")
    write(pdtrack, "nowhere-else")
    pdtrack.ok("restore old.db")
    Path("old.db").unlink()
    assert "automatic backups were replaced" in pdtrack.ok("forget 1 --yes").out
    assert holders(pdtrack.home) == []
    assert holders(pdtrack.home, "nowhere-else")


def test_forget_reaches_the_folder_that_the_journal_was_moved_from(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moved, under another name, or linked into a folder that a service copies."""
    monkeypatch.delenv("PDTRACK_JOURNAL")
    usual = pdtrack.home / "data" / "pdtrack" / "journal.db"
    write(pdtrack, NEEDLE, "more")
    assert holders(pdtrack.home) == ["journal-2026-11-24.db", "journal.db"]
    moved = pdtrack.home / "Sync" / "diary.db"
    moved.parent.mkdir(mode=0o700)
    usual.rename(moved)
    usual.symlink_to(moved)
    pdtrack.ok("forget 1 --yes")
    assert holders(pdtrack.home) == []
    write(pdtrack, NEEDLE, "still-more")
    again = pdtrack.home / "third" / "j.db"
    again.parent.mkdir(mode=0o700)
    moved.rename(again)
    usual.unlink()
    assert len(holders(pdtrack.home)) == 2
    pdtrack.ok(f"--journal {again} forget 3 --yes")
    assert holders(pdtrack.home) == []


def test_forget_names_a_folder_that_it_can_not_reach(pdtrack: Pdtrack) -> None:
    """A stick that is not plugged in, for instance: no false assurance."""
    stick = pdtrack.home / "stick" / "j.db"
    stick.parent.mkdir(mode=0o700)
    for _ in range(2):
        pdtrack.ok(f"--journal {stick} log --new --mood 5 --note {NEEDLE}")
    shutil.move(stick, "here.db")
    stick.parent.rename("unplugged")
    said = pdtrack.ok("--journal here.db forget 1 --yes").out
    assert f"{stick.parent / 'backups'}, which it can't look into now" in said


@needs_sqlcipher
@posix
def test_forget_names_a_backup_that_does_not_open(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One under another passphrase may still hold the entry: exit 1, and its name."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    write(pdtrack, "one", "two")
    (copy,) = pdtrack.journal.parent.glob("backups/*.db")
    content = copy.read_bytes()
    copy.write_bytes(content[:16][::-1] + content[16:])
    result = pdtrack("forget 1 --yes")
    assert result.code == 1
    assert str(copy) in result.err


def test_a_forget_that_was_stopped_is_finished(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same line again, or by the next entry."""
    from pdtrack.store import copy_without

    for line in ("forget 1 --yes", "log --new --mood 3"):
        write(pdtrack, NEEDLE, "two")
        number = pdtrack.ok("list --json").json["entries"][1]["id"]
        with monkeypatch.context() as patch:
            patch.setattr(copy_without, "erase_from", _full)
            result = pdtrack(f"forget {number} --yes")
        assert result.code == 1
        assert "not from every automatic backup" in result.err
        assert len(holders(pdtrack.home)) == 1
        pdtrack.ok(line.replace("forget 1", f"forget {number}"))
        assert holders(pdtrack.home) == []


def _full(*_: object, **__: object) -> bool:
    raise OSError(28, "No space left on device")


def test_a_journal_that_is_gone_is_not_begun_anew_unasked(
    pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script gets exit 3 and the way back; a person is asked, and the backups stay for good."""
    write(pdtrack, NEEDLE, "two", "three")
    copies = holders(pdtrack.journal.parent)
    pdtrack.journal.unlink()
    for line in ("log --mood 5", "list", "doctor", "export"):
        result = pdtrack(line)
        assert result.code == 3, line
        assert "2 automatic backups of it are there, the newest of 25 Nov 2026" in result.err
        assert "pdtrack restore" in result.err
        assert not pdtrack.journal.exists()
    screen = terminal("log --mood 5")
    screen.expect("Begin a new diary?")
    screen.type("no")
    screen.expect("Nothing was changed.")
    screen.end()
    assert not pdtrack.journal.exists()
    screen = terminal("log --mood 5")
    screen.expect("Begin a new diary?")
    screen.type("yes")
    screen.expect("Saved as entry 1")
    screen.end()
    write(pdtrack, *(f"day-{number}" for number in range(9)))
    # The newest holds all that the others hold.
    assert copies[-2] in holders(pdtrack.journal.parent)


def test_a_journal_that_is_gone_comes_back(pdtrack: Pdtrack) -> None:
    """By the line that is shown."""
    write(pdtrack, "one", "two")
    pdtrack.journal.unlink()
    line = pdtrack("list").err.partition("To bring it back: pdtrack ")[2].partition(". On")[0]
    pdtrack.ok(line)
    assert "one" in pdtrack.ok("list --json").out


def test_a_backup_that_can_not_be_made_is_reported_once_a_day(pdtrack: Pdtrack) -> None:
    """After the entry, in one line; `doctor` finds what is wrong."""
    write(pdtrack, "one", "two")
    folder = pdtrack.journal.parent / "backups"
    shutil.rmtree(folder)
    folder.write_text("somebody's file")
    pdtrack.now += timedelta(days=1)
    said = [pdtrack.ok("log --new --mood 5").err for _ in range(3)]
    assert "Today's automatic backup could not be made" in said[0]
    assert said[1:] == ["", ""]
    folder.unlink()
    write(pdtrack, "three")
    with sqlite3.connect(pdtrack.journal) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE entry SET after = 77 WHERE id = 2")
    connection.close()
    pdtrack.now += timedelta(days=1)
    assert "could not be made" in pdtrack.ok("log --new --mood 5").err
    assert holders(folder, "two")


def test_doctor_opens_every_backup(pdtrack: Pdtrack) -> None:
    """And names the state of each; a damaged one is of no use."""
    write(pdtrack, "one", "two", "three")
    first, *_ = sorted(pdtrack.journal.parent.glob("backups/*"))
    content = bytearray(first.read_bytes())
    content[4096 * 2 : 4096 * 3] = bytes(4096)
    first.write_bytes(content)
    report = pdtrack.ok("doctor --json").json
    assert sorted(one["state"] for one in report["backups"]) == ["damaged", "whole"]
    assert "1 backup is damaged, and of no use." in report["notes"]


def test_a_journal_that_is_older_than_its_backup_is_named(pdtrack: Pdtrack) -> None:
    """By the next entry and by `doctor`; after a restore, nothing is wrong."""
    write(pdtrack, "one")
    older = pdtrack.journal.read_bytes()
    write(pdtrack, "two", "three", "four")
    pdtrack.journal.write_bytes(older)
    assert "older than its backup of 26 Nov 2026" in pdtrack.ok("doctor").out
    pdtrack.now += timedelta(days=1)
    said = pdtrack.ok("log --new --mood 5").err
    assert "older than its backup of 26 Nov 2026" in said
    newest = pdtrack.journal.parent / "backups" / "journal-2026-11-26.db"
    pdtrack.ok(f"restore {newest}")
    assert "older than" not in pdtrack.ok("doctor").out
    pdtrack.now += timedelta(days=1)
    assert pdtrack.ok("log --new --mood 5").err == ""


def test_forget_all_reaches_the_folders_that_the_journal_was_in(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And names a second name of a file, which nobody can find."""
    monkeypatch.delenv("PDTRACK_JOURNAL")
    usual = pdtrack.home / "data" / "pdtrack" / "journal.db"
    write(pdtrack, NEEDLE, "two")
    moved = pdtrack.home / "Sync" / "diary.db"
    moved.parent.mkdir(mode=0o700)
    usual.rename(moved)
    usual.symlink_to(moved)
    (pdtrack.home / "second").hardlink_to(moved)
    said = pdtrack.ok("forget --all --yes").out
    assert f"{moved} had another name (a hard link)" in said
    assert holders(pdtrack.home) == ["second"]


def test_a_planted_lock_removes_no_other_folder(pdtrack: Pdtrack) -> None:
    """Only folders around the journal, however empty another one is."""
    pdtrack.ok("log --mood 5")
    other = pdtrack.home / "empty"
    other.mkdir()
    with (pdtrack.journal.parent / "journal.db.lock").open("ab") as lock:
        lock.write(str(other).encode() + b"\n")
    pdtrack.ok("forget --all --yes")
    assert other.is_dir()
    assert not pdtrack.journal.parent.exists()
