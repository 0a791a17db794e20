"""pdtrack never removes the only backup that holds an entry, and `forget` reaches all of them."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from cli.locked import PHRASE, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Terminal
from faults.hostile import an_index_that_is_empty
from pdtrack.store import connection, files, journal
from pdtrack.store.undo_log import UndoLog

NEEDLE = "needle-of-the-copies"


def holders(folder: Path, words: str = NEEDLE) -> list[str]:
    """The files below `folder` that hold the words."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    )


def write(pdtrack: Pdtrack, *notes: str) -> None:
    """Log an entry on each of the next days; the first of a day makes a backup."""
    for note in notes:
        pdtrack.now += timedelta(days=1)
        pdtrack.ok(f"log --new --mood 5 --note {note}")


def test_four_restores_lose_nothing(pdtrack: Pdtrack) -> None:
    """Each replaced journal holds an entry that no other file has."""
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


@needs_sqlcipher
@posix
def test_a_passphrase_replaces_no_backup_of_another_diary(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new diary begins where one was lost, and gets a passphrase on the day of that backup."""
    write(pdtrack, NEEDLE, "two")
    pdtrack.ok("--journal new/j.db log --mood 5")
    shutil.copy("new/j.db", pdtrack.journal)
    phrases = [secret(pdtrack.home, PHRASE + end, f"secret{end}") for end in ("", "-2")]
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", phrases[0])
    pdtrack.ok("passphrase set")
    pdtrack.ok(f"passphrase change --new-file {phrases[1]}")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", phrases[1])
    found = []
    for copy in pdtrack.journal.parent.glob("backups/*.db"):
        pdtrack.ok(f"restore {copy}")
        found.append(NEEDLE in pdtrack.ok("list --json").out)
    assert any(found)


def test_an_older_journal_put_in_place_removes_no_newer_backup(pdtrack: Pdtrack) -> None:
    """Someone replaces the journal with an older file: the newer backups stay."""
    write(pdtrack, "one")
    older = pdtrack.journal.read_bytes()
    write(pdtrack, "two", "three-is-only-in-copies", "four")
    pdtrack.journal.write_bytes(older)
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    assert holders(pdtrack.journal.parent, "three-is-only-in-copies")


def test_a_diary_that_began_in_the_same_second_is_another_one(pdtrack: Pdtrack) -> None:
    """Number, time and kind of a change don't tell two diaries apart; the entry does."""
    write(pdtrack, NEEDLE)
    pdtrack.ok("--journal new/j.db log --mood 5")
    write(pdtrack, "two")
    shutil.copy("new/j.db", pdtrack.journal)
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    assert holders(pdtrack.journal.parent)


def test_a_journal_whose_entries_came_back_by_import_is_not_kept(pdtrack: Pdtrack) -> None:
    """Each of the replaced journals holds what the present one holds, too."""
    write(pdtrack, "one")
    pdtrack.ok("backup first.db")
    for number in range(6):
        write(pdtrack, f"again-{number}")
        pdtrack.ok("export all.csv --force")
        pdtrack.ok("restore first.db")
        pdtrack.ok("import all.csv")
    write(pdtrack, "last")
    assert len(list(pdtrack.journal.parent.glob("backups/*replaced*"))) == 3


def test_a_backup_of_today_is_not_made_again(pdtrack: Pdtrack) -> None:
    """Someone replaces the journal with an older file; the next entry of the same day follows."""
    write(pdtrack, "one")
    older = pdtrack.journal.read_bytes()
    write(pdtrack, NEEDLE, "three")
    pdtrack.journal.write_bytes(older)
    (copy,) = holders(pdtrack.journal.parent)
    pdtrack.ok("log --new --mood 5")
    assert holders(pdtrack.journal.parent) == [copy]


def test_an_edit_that_only_a_backup_holds_keeps_the_backup(pdtrack: Pdtrack) -> None:
    """An older file in the journal's place has the entry, but not its later words."""
    write(pdtrack, "one")
    older = pdtrack.journal.read_bytes()
    for edit in (f"--note {NEEDLE}", "--mood 3"):
        pdtrack.now += timedelta(days=1)
        pdtrack.ok(f"edit 1 {edit}")
    pdtrack.journal.write_bytes(older)
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    assert holders(pdtrack.journal.parent)


def test_a_backup_that_does_not_open_is_never_rotated_out(pdtrack: Pdtrack) -> None:
    """It has another passphrase, or is damaged: nobody knows what is in it."""
    write(pdtrack, "one", "two", "three")
    locked, damaged = sorted(pdtrack.journal.parent.glob("backups/*"))
    locked.write_bytes(Random(20261125).randbytes(8192))
    content = bytearray(damaged.read_bytes())
    content[100:4096] = bytes(4096 - 100)
    damaged.write_bytes(content)
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    assert locked.exists()
    assert damaged.exists()
    assert "2 backups are kept" in pdtrack.ok("doctor").out


def test_a_deleted_entry_does_not_keep_backups_for_ever(pdtrack: Pdtrack) -> None:
    """It was deleted on purpose, so backups that hold it are rotated out as usual."""
    write(pdtrack, "one", NEEDLE)
    pdtrack.ok("delete 2 --yes")
    write(pdtrack, *(f"later-{day}" for day in range(12)))
    copies = list(pdtrack.journal.parent.glob("backups/*.db"))
    assert 5 <= len(copies) <= 8


def test_a_forget_that_cannot_write_changes_no_backup(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program locks the file, or one of its indexes is empty."""
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


def test_forget_checks_a_journal_of_any_size_first(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change only a small one is checked; this one lists free pages that aren't there."""
    write(pdtrack, NEEDLE, "two", "three")
    monkeypatch.setattr(journal, "CHECKED_PAGES", 0)
    content = bytearray(pdtrack.journal.read_bytes())
    content[36:40] = (7).to_bytes(4, "big")
    pdtrack.journal.write_bytes(content)
    before = {path: path.read_bytes() for path in pdtrack.journal.parent.rglob("*.db")}
    for line in ("forget 1 --yes", "forget --before 2027-01-01 --yes"):
        result = pdtrack(line)
        assert (result.code, result.out) == (3, ""), result.err
        assert "damaged" in result.err
        assert {path: path.read_bytes() for path in before} == before


def test_forget_keeps_the_other_entries_of_a_replaced_journal(pdtrack: Pdtrack) -> None:
    """Only the forgotten entry is erased from a journal that a restore replaced."""
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
    """Moved, renamed, or linked into a folder that a service syncs."""
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


@needs_sqlcipher
@posix
@pytest.mark.parametrize(
    "made_by",
    ["log --mood 5", "forget 1 --yes", "passphrase remove --yes", "list", "restore again.db"],
)
def test_forget_reaches_every_folder_that_any_command_made_a_backup_in(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, made_by: str
) -> None:
    """Not only an entry makes one. Here each is the only command in that folder."""
    first, second, third = (pdtrack.home / name / "j.db" for name in ("first", "second", "third"))
    for path in (second, third):
        path.parent.mkdir(mode=0o700)
    for note in ("one", "two", NEEDLE):
        pdtrack.ok(f"--journal {first} log --new --mood 5 --note {note}")
    pdtrack.ok(f"--journal {first} backup again.db")
    with monkeypatch.context() as patch:
        if "passphrase" in made_by:
            patch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
            pdtrack.ok(f"--journal {first} passphrase set")
        first.rename(second)
        if made_by == "list":  # a journal of an earlier version, which it upgrades
            second.unlink()
            script = Path(__file__).parents[1] / "store" / "schemas" / "version-3.sql"
            with sqlite3.connect(second) as old:
                old.executescript(script.read_text())
                old.execute("UPDATE entry SET note = ? WHERE id = 3", (NEEDLE,))
            old.close()
        pdtrack.ok(f"--journal {second} {made_by}")
    shutil.rmtree(first.parent)
    Path("again.db").unlink()
    assert len(holders(second.parent)) > 1
    second.rename(third)
    pdtrack.ok(f"--journal {third} forget 3 --yes")
    assert holders(pdtrack.home) == []


def test_forget_names_a_folder_that_it_cannot_reach(pdtrack: Pdtrack) -> None:
    """An unplugged USB stick, for instance: no false assurance."""
    stick = pdtrack.home / "stick" / "j.db"
    stick.parent.mkdir(mode=0o700)
    for _ in range(2):
        pdtrack.ok(f"--journal {stick} log --new --mood 5 --note {NEEDLE}")
    shutil.move(stick, "here.db")
    stick.parent.rename("unplugged")
    said = pdtrack.ok("--journal here.db forget 1 --yes").out
    assert f"{stick.parent / 'backups'}, which it can't look into now" in said


def test_a_restored_journal_knows_where_the_one_before_it_was(pdtrack: Pdtrack) -> None:
    """The backup is older than the folder that holds a copy of its entry."""
    first, second, third = (pdtrack.home / name / "j.db" for name in ("first", "second", "third"))
    for path in (second, third):
        path.parent.mkdir(mode=0o700)
    pdtrack.ok(f"--journal {first} log --mood 5 --note {NEEDLE}")
    pdtrack.ok(f"--journal {first} backup again.db")
    first.rename(second)
    pdtrack.ok(f"--journal {second} log --new --mood 5")
    assert len(holders(second.parent)) == 2
    second.rename(third)
    pdtrack.ok(f"--journal {third} restore again.db")
    Path("again.db").unlink()
    pdtrack.ok(f"--journal {third} forget 1 --yes")
    assert holders(pdtrack.home) == []


@needs_sqlcipher
@posix
def test_forget_names_a_backup_that_does_not_open(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup with another passphrase may still hold the entry: exit 1, and its name."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    write(pdtrack, "one", "two")
    (copy,) = pdtrack.journal.parent.glob("backups/*.db")
    content = copy.read_bytes()
    copy.write_bytes(content[:16][::-1] + content[16:])
    result = pdtrack("forget 1 --yes")
    assert result.code == 1
    assert str(copy) in result.err


@needs_sqlcipher
@posix
def test_a_trace_in_an_encrypted_journal_is_reported(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are no bytes to search, so the tables are."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    write(pdtrack, NEEDLE, "two")
    monkeypatch.setattr(UndoLog, "forget", lambda *_: None)
    result = pdtrack("forget 1 --yes")
    assert (result.code, result.out) == (1, "")
    assert "still found" in result.err


def test_forget_names_a_damaged_backup_next_to_another_journal(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not searched, since that journal may hold the same words."""
    monkeypatch.delenv("PDTRACK_JOURNAL")
    usual = pdtrack.home / "data" / "pdtrack" / "journal.db"
    write(pdtrack, NEEDLE, "two")
    (copy,) = usual.parent.glob("backups/*.db")
    (pdtrack.home / "d").mkdir(mode=0o700)
    usual.rename(pdtrack.home / "d" / "moved.db")
    pdtrack.ok("--journal other.db log --mood 5")
    pdtrack.ok("restore other.db")
    content = copy.read_bytes()
    copy.write_bytes(content[:100] + bytes(200) + content[300:])
    result = pdtrack("--journal d/moved.db forget 1 --yes")
    assert result.code == 1
    assert str(copy) in result.err


def test_an_interrupted_forget_is_finished_later(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By repeating the command, or by the next entry."""
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


def test_a_restore_does_not_forget_what_is_still_to_be_erased(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restored diary never had the entry, and the backups still do; the next entry ends it.

    Where the restored diary holds the entry, the person brought it back.
    """
    write(pdtrack, "one")
    pdtrack.ok("backup early.db")
    write(pdtrack, NEEDLE, "three")
    pdtrack.ok("backup late.db")
    with monkeypatch.context() as patch:
        patch.setattr("pdtrack.store.copy_without.erase_from", _full)
        assert "Type the same again" in pdtrack("forget 2 --yes").err
    folder = pdtrack.journal.parent
    assert len(holders(folder)) == 1
    pdtrack.ok("restore late.db")
    write(pdtrack, "four")
    assert "journal.db" in holders(folder)
    with monkeypatch.context() as patch:
        patch.setattr("pdtrack.store.copy_without.erase_from", _full)
        assert "Type the same again" in pdtrack("forget 2 --yes").err
    pdtrack.ok("restore early.db")
    assert holders(folder)
    write(pdtrack, "five")
    assert holders(folder) == []


def test_a_restore_of_another_diary_erases_no_entry_of_that(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry that is still to be erased from backups may have the number of one there."""
    for note in ("theirs-one", "theirs-two"):
        pdtrack.ok(["--journal", "other.db", "log", "--new", "--mood", "5", "--note", note])
    write(pdtrack, "one", NEEDLE)
    with monkeypatch.context() as patch:
        patch.setattr("pdtrack.store.copy_without.erase_from", _full)
        assert "Type the same again" in pdtrack("forget 1 --yes").err
    pdtrack.ok("restore other.db")
    write(pdtrack, "three")
    pdtrack.ok("forget --before 2020-01-01 --yes")
    notes = {one["note"] for one in pdtrack.ok("list --json").json["entries"]}
    assert notes == {"theirs-one", "theirs-two", "three"}


@needs_sqlcipher
@posix
def test_a_passphrase_removes_no_older_backup_that_alone_holds_an_entry(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup that an earlier pdtrack made, in its own tables, of a journal that is gone."""
    write(pdtrack, "one", "two")
    copy = pdtrack.journal.parent / "backups" / "journal-2026-11-20.db"
    script = Path(__file__).parents[1] / "store" / "schemas" / "version-3.sql"
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    copy.chmod(0o600)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    assert holders(pdtrack.home, "a long week") == []
    pdtrack.ok(f"restore {copy}")
    assert "a long week" in pdtrack.ok("list --json").out


@needs_sqlcipher
@posix
def test_a_power_cut_brings_no_readable_backup_back(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was removed is gone from the disk before the encrypted journal takes its place."""
    write(pdtrack, "one", "two")
    folder = pdtrack.journal.parent / "backups"
    synced: list[tuple[Path, list[str]]] = []
    real = files.sync_folder

    def noting(place: Path) -> None:
        synced.append((place, sorted(path.name for path in folder.glob("*.db"))))
        real(place)

    monkeypatch.setattr("pdtrack.store.files.sync_folder", noting)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    # One is kept as that of today, before the journal is encrypted; it has to go first.
    pdtrack.ok("passphrase set")
    assert synced.index((folder, [])) < [place for place, _ in synced].index(folder.parent)


@needs_sqlcipher
@posix
def test_numbers_are_not_given_again_after_a_restore_under_another_passphrase(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the replaced journal can't be opened, the restore says so."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("backup plain.db")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    pdtrack.ok("log --mood 4 --new")
    pdtrack.ok("backup locked.db")
    assert "given again" not in pdtrack.ok("restore plain.db").err
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    assert pdtrack.ok("log --mood 5 --new --json").json["entry"]["id"] == 3
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    assert "given again" not in pdtrack.ok("restore locked.db").err
    assert pdtrack.ok("log --mood 6 --new --json").json["entry"]["id"] == 4
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    assert "numbers of its entries may be used again" in pdtrack.ok("restore plain.db").err


@needs_sqlcipher
@posix
def test_a_passphrase_that_was_stopped_halfway_leaves_no_backup_out_the_next_time(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup that already has the new passphrase was named as one that can't be opened."""
    write(pdtrack, "one")
    pdtrack.ok("backup first.db")
    write(pdtrack, "two")
    pdtrack.ok("restore first.db")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    real = files.sync_folder
    with monkeypatch.context() as patch:

        def dying(folder: Path) -> None:
            real(folder)
            raise KeyboardInterrupt

        # Right after the first backup got its new passphrase.
        patch.setattr("pdtrack.store.connection.files.sync_placed", dying)
        assert pdtrack("passphrase set").code == 130
    said = pdtrack.ok("passphrase set").err
    assert "left as it was" not in said
    states = {one["state"] for one in pdtrack.ok("doctor --json").json["backups"]}
    assert states == {"whole"}


def test_a_missing_journal_is_not_started_again_without_asking(
    pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script gets exit 3 and how to restore; a person is asked, and the backups stay."""
    write(pdtrack, NEEDLE, "two", "three")
    copies = holders(pdtrack.journal.parent)
    pdtrack.journal.unlink()
    Path("past.csv").write_text("at,kind,after\n2026-11-01T20:00:00+01:00,intimate,5\n")
    for line in ("log --mood 5", "list", "doctor", "export", "import past.csv"):
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
    # The newest holds everything that the others hold.
    assert copies[-2] in holders(pdtrack.journal.parent)


def test_a_missing_journal_can_be_restored(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that pdtrack shows, typed as it is: whatever the folder is called."""
    for number, name in enumerate(("plain", "Application Support", 'it\'s "$HOME" & co; ')):
        folder = pdtrack.home / name
        monkeypatch.setenv("PDTRACK_JOURNAL", str(folder / "j.db"))
        write(pdtrack, f"one-{number}", "two")
        pdtrack.journal.unlink()
        line = pdtrack("list").err.partition("To bring it back: pdtrack ")[2].partition(". On")[0]
        pdtrack.ok(line)
        assert f"one-{number}" in pdtrack.ok("list --json").out
        newer = pdtrack.journal.read_bytes()
        write(pdtrack, "three", "four")
        pdtrack.journal.write_bytes(newer)
        said = pdtrack.ok("doctor").out.partition("That backup is kept; pdtrack ")[2]
        kept = pdtrack.ok(said.partition(" brings it back")[0]).err
        assert "three" in pdtrack.ok("list --json").out
        pdtrack.ok(kept.partition("To go back to it: pdtrack ")[2].rstrip())
        assert "three" not in pdtrack.ok("list --json").out
        folder.chmod(0o755)
        line = pdtrack.ok("doctor").out.partition("into the folder; ")[2].partition(" keeps")[0]
        subprocess.run(["sh", "-c", line], check=True)
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_failed_daily_backup_is_reported_once_a_day(pdtrack: Pdtrack) -> None:
    """In one line after the entry; `doctor` finds the cause."""
    write(pdtrack, "one", "two")
    folder = pdtrack.journal.parent / "backups"
    shutil.rmtree(folder)
    folder.write_text("somebody's file")
    pdtrack.now += timedelta(days=1)
    said = [pdtrack.ok("log --new --mood 5").err for _ in range(3)]
    assert "Today's automatic backup could not be made" in said[0]
    assert said[1:] == ["", ""]
    pdtrack.now += timedelta(days=2)
    pdtrack.ok("log --new --mood 5")
    assert f"{folder} is not a folder" in pdtrack.ok("doctor").out
    assert "There is no automatic backup." in pdtrack.ok("privacy").out
    folder.unlink()
    assert "No automatic backup was made after 23 Nov 2026." in pdtrack.ok("doctor").out
    write(pdtrack, "three")
    with sqlite3.connect(pdtrack.journal) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE entry SET after = 77 WHERE id = 2")
    connection.close()
    pdtrack.now += timedelta(days=1)
    assert "could not be made" in pdtrack.ok("log --new --mood 5").err
    assert holders(folder, "two")


def test_a_journal_too_large_for_a_daily_backup_is_reported_once_a_day(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the entry, with the command that makes one; `doctor` shows it as well."""
    write(pdtrack, "one")
    for module in ("pdtrack.store.daily_copy", "pdtrack.cli.commands.doctor"):
        monkeypatch.setattr(f"{module}.DAILY_MOST", 4096)
    pdtrack.now += timedelta(days=1)
    said = [pdtrack.ok("log --new --mood 5").err for _ in range(2)]
    assert ["too large for a daily backup" in one for one in said] == [True, False]
    assert "pdtrack backup FILE makes one" in said[0]
    assert "too large for a daily backup" in pdtrack.ok("doctor").out
    assert not (pdtrack.journal.parent / "backups").exists()


def test_privacy_gives_no_age_to_a_backup_that_a_wrong_clock_made(pdtrack: Pdtrack) -> None:
    """One from a time that is still to come is no "-3 days ago"."""
    write(pdtrack, "one", "two")
    for days, shown in (
        (-3, "3 days ago"),
        (0, "today"),
        (3, "later than this machine's clock shows"),
    ):
        (copy,) = pdtrack.journal.parent.glob("backups/*.db")
        at = (pdtrack.now + timedelta(days=days)).timestamp()
        os.utime(copy, (at, at))
        assert f"the newest was made {shown}" in pdtrack.ok("privacy").out, days


def test_doctor_opens_every_backup(pdtrack: Pdtrack) -> None:
    """It shows the state of each; a damaged one is useless, and one with foreign rules too."""
    write(pdtrack, "one", "two", "three", "four")
    first, second, _ = sorted(pdtrack.journal.parent.glob("backups/*"))
    with contextlib.closing(sqlite3.connect(second)) as opened:
        opened.execute("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END")
    content = bytearray(first.read_bytes())
    content[4096 * 2 : 4096 * 3] = bytes(4096)
    first.write_bytes(content)
    report = pdtrack.ok("doctor --json").json
    assert sorted(one["state"] for one in report["backups"]) == ["damaged", "damaged", "whole"]
    assert "2 backups are damaged and can't be used." in report["notes"]


@needs_sqlcipher
@posix
def test_doctor_opens_every_backup_that_has_a_passphrase(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed byte is damage; another salt is another passphrase."""
    pdtrack.ok("--journal plain/j.db log --mood 5")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    write(pdtrack, "one", "two")
    (whole,) = pdtrack.journal.parent.glob("backups/*")
    content = whole.read_bytes()
    flipped = content[:9000] + bytes([content[9000] ^ 1]) + content[9001:]
    for day, changed in ((1, flipped), (2, content[:16][::-1] + content[16:])):
        whole.with_name(f"journal-2026-11-0{day}.db").write_bytes(changed)
    states = {
        one["path"][-5:-3]: one["state"] for one in pdtrack.ok("doctor --json").json["backups"]
    }
    locked = "opens with another passphrase"
    assert states == {"01": "damaged", "02": locked, whole.name[-5:-3]: "whole"}
    pdtrack.ok("restore plain/j.db")
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    report = pdtrack.ok("doctor --json").json["backups"]
    assert {one["state"] for one in report if one["encrypted"]} == {locked}


def test_a_journal_older_than_its_backup_is_reported(pdtrack: Pdtrack) -> None:
    """By the next entry and by `doctor`; after a restore, nothing is wrong."""
    write(pdtrack, "one")
    older = pdtrack.journal.read_bytes()
    write(pdtrack, "two", "three", "four")
    backups = pdtrack.journal.parent / "backups"
    pdtrack.ok(f"restore {backups / 'journal-2026-11-24.db'}")
    assert "older than" not in pdtrack.ok("doctor").out
    pdtrack.journal.write_bytes(older)
    assert "older than its backup of 26 Nov 2026" in pdtrack.ok("doctor").out
    pdtrack.now += timedelta(days=1)
    said = pdtrack.ok("log --new --mood 5").err
    assert "older than its backup of 26 Nov 2026" in said
    pdtrack.ok(f"restore {backups / 'journal-2026-11-26.db'}")
    assert "older than" not in pdtrack.ok("doctor").out
    pdtrack.now += timedelta(days=1)
    assert pdtrack.ok("log --new --mood 5").err == ""
    # What was salvaged has fewer changes, and every entry.
    pdtrack.ok("doctor --salvage saved.db")
    Path("saved.db").replace(pdtrack.journal)
    assert "older than" not in pdtrack.ok("doctor").out


def test_forget_all_reaches_the_journal_s_earlier_folders(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It also warns about hard links, which nobody can find."""
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


def test_a_planted_lock_file_removes_no_other_folder(pdtrack: Pdtrack) -> None:
    """Only the journal's own folders are removed, even if another one is empty."""
    pdtrack.ok("log --mood 5")
    other = pdtrack.home / "empty"
    other.mkdir()
    with (pdtrack.journal.parent / "journal.db.lock").open("ab") as lock:
        lock.write(str(other).encode() + b"\n")
    pdtrack.ok("forget --all --yes")
    assert other.is_dir()
    assert not pdtrack.journal.parent.exists()
