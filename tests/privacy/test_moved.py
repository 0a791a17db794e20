"""A journal that was moved, linked or named elsewhere: its backups are found, and fixes do fix."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.locked import needs_sqlcipher, secret
from conftest import Pdtrack

NEEDLE = "needle-of-a-note"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="commands of POSIX")


@pytest.fixture
def kept(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> Pdtrack:
    """A diary in the usual place with backups of two days."""
    monkeypatch.delenv("PDTRACK_JOURNAL")
    for day in (20, 21, 22):
        pdtrack.at(f"2026-11-{day}T00:40:00+01:00")
        pdtrack.ok(f"log --new --mood 5 --note {NEEDLE}-{day}")
    return pdtrack


def usual(home: Path) -> Path:
    """Where the journal is when nobody names another place."""
    return home / "data" / "pdtrack" / "journal.db"


def move(pdtrack: Pdtrack, how: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Move the journal into a synced folder; where it is now."""
    folder = pdtrack.home / "Dropbox"
    folder.mkdir(mode=0o700)
    moved = folder / ("diary.db" if how == "renamed" else "journal.db")
    shutil.move(usual(pdtrack.home), moved)
    if how == "linked":
        usual(pdtrack.home).symlink_to(moved)
    else:
        monkeypatch.setenv("PDTRACK_JOURNAL", str(moved))
    return moved


def readable(home: Path) -> list[str]:
    """The files of pdtrack that hold a note as anybody can read it."""
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and not path.is_symlink() and NEEDLE.encode() in path.read_bytes()
    ]


def state(pdtrack: Pdtrack, what: str) -> str:
    """The state that `privacy` reports for something."""
    notes = pdtrack.ok("privacy --json").json["notes"]
    return " ".join(note["state"] for note in notes if note["what"] == what)


WAYS = ("moved", "linked", "renamed")


@pytest.mark.parametrize("how", WAYS)
def test_privacy_knows_the_backups_of_a_journal_that_was_moved(
    kept: Pdtrack, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they are, and how old the newest is; they are not called left over."""
    moved = move(kept, how, monkeypatch)
    kept.now = datetime.now().astimezone() + timedelta(days=9)
    told = state(kept, "backups")
    assert f"2 of them in {usual(kept.home).parent / 'backups'}" in told
    assert "the newest was made 9 days ago" in told
    assert "backups" not in state(kept, "left over")
    report = kept.ok("doctor --json").json
    assert [one["state"] for one in report["backups"]] == ["whole", "whole"]
    assert moved.exists()


@needs_sqlcipher
@pytest.mark.parametrize("how", WAYS)
def test_a_passphrase_covers_the_backups_of_a_journal_that_was_moved(
    kept: Pdtrack, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of pdtrack's can be read any more, wherever it lies."""
    move(kept, how, monkeypatch)
    assert len(readable(kept.home)) > 1
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    done = kept.ok("passphrase set")
    assert readable(kept.home) == []
    assert "2 automatic backups were replaced" in done.err


@pytest.mark.parametrize("name", [".{}.new", ".{}.0123456789ab.new", ".{}.new-journal"])
@pytest.mark.parametrize(
    "line",
    ["forget 1 --yes", "forget --all --yes", pytest.param("passphrase set", marks=needs_sqlcipher)],
)
def test_what_a_killed_command_left_of_a_backup_is_removed_after_a_move(
    kept: Pdtrack, line: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds what the backup holds, and stands in the way of a new one."""
    move(kept, "moved", monkeypatch)
    copy = usual(kept.home).parent / "backups" / "journal-2026-11-21.db"
    left = copy.with_name(name.format(copy.name))
    shutil.copy(copy, left)
    if "passphrase" in line:
        monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    kept.ok(line)
    assert not left.exists()


def test_what_a_killed_forget_left_next_to_another_journal_does_not_stop_the_next(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal was copied, and both know the folder: typed once, it is done."""
    folder = kept.home / "copied"
    folder.mkdir(mode=0o700)
    shutil.copy(usual(kept.home), folder / "journal.db")
    monkeypatch.setenv("PDTRACK_JOURNAL", str(folder / "journal.db"))
    copy = usual(kept.home).parent / "backups" / "journal-2026-11-21.db"
    shutil.copy(copy, copy.with_name(f".{copy.name}.new"))
    kept.ok("forget 1 --yes")
    assert f"{NEEDLE}-20".encode() not in copy.read_bytes()
    assert not copy.with_name(f".{copy.name}.new").exists()


@needs_sqlcipher
def test_a_backup_that_alone_holds_an_entry_gets_the_passphrase(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is neither removed nor left readable, and can be restored."""
    alone = usual(kept.home).parent / "backups" / "journal-2026-11-22.db"
    kept.ok(f"--journal {kept.home}/other/j.db log --mood 1 --note {NEEDLE}-alone")
    shutil.move(kept.home / "other" / "j.db", alone)
    shutil.rmtree(kept.home / "other")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    # Made under the date of today, so that it is not this one that is replaced.
    kept.at("2026-11-25T00:40:00+01:00")
    kept.ok("passphrase set")
    assert readable(kept.home) == []
    kept.ok(f"restore {alone}")
    assert f"{NEEDLE}-alone" in kept.ok("list --notes").out


@needs_sqlcipher
def test_a_folder_that_can_not_be_looked_into_is_named(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No false assurance: every command that should have looked there names it."""
    folder = kept.home / "stick"
    folder.mkdir(mode=0o700)
    shutil.move(usual(kept.home), folder / "journal.db")
    kept.ok(f"--journal {folder}/journal.db log --new --mood 5")
    kept.at("2026-11-23T00:40:00+01:00")
    kept.ok(f"--journal {folder}/journal.db log --new --mood 5")
    shutil.move(folder / "journal.db", kept.home / "journal.db")
    shutil.move(folder, kept.home / "gone")
    monkeypatch.setenv("PDTRACK_JOURNAL", str(kept.home / "journal.db"))
    assert f"{folder / 'backups'}, which can't be looked into" in state(kept, "backups")
    assert f"The backups in {folder / 'backups'} can't be checked now." in kept.ok("doctor").out
    (kept.home / "again").mkdir(mode=0o700)
    shutil.copy(kept.home / "journal.db", "again/j.db")
    said = kept.ok("--journal again/j.db forget --all --yes").out
    assert f"{folder / 'backups'}, which it can't look into" in said
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    done = kept.ok("passphrase set")
    assert f"{folder / 'backups'}, which it can't look into" in done.err
    # Locked, the journal tells nobody where it was.
    assert "Only the journal knows in which other folders it was" in state(kept, "backups")
    said = kept.ok(f"--journal {kept.home}/journal.db forget --all --yes").out
    assert "only the journal knew which, and it could not be opened" in said


@needs_sqlcipher
def test_privacy_looks_beside_the_link_to_a_locked_journal(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal can't tell where it was, but the link shows one place."""
    kept.ok(f"--journal {kept.home}/own/j.db log --mood 5")
    monkeypatch.setenv("PDTRACK_JOURNAL", f"{kept.home}/own/j.db")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    kept.ok("passphrase set")
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    (kept.home / "moved").mkdir(mode=0o700)
    shutil.move("own/j.db", "moved/j.db")
    (kept.home / "own" / "j.db").symlink_to(kept.home / "moved" / "j.db")
    assert f"1 of them in {kept.home / 'own' / 'backups'}." in state(kept, "backups")


@needs_sqlcipher
def test_privacy_names_a_readable_backup_of_a_locked_journal(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone brought it back, for instance from a backup of the whole disk."""
    before = next(usual(kept.home).parent.glob("backups/*.db")).read_bytes()
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    kept.ok("passphrase set")
    brought = usual(kept.home).parent / "backups" / "journal-2026-11-01.db"
    brought.write_bytes(before)
    said = "1 backup has no passphrase, although the journal has one."
    (fix,) = [n["fix"] for n in kept.ok("privacy --json").json["notes"] if n["state"] == said]
    subprocess.run(["sh", "-c", fix], check=True)
    assert not brought.exists()
    assert said not in state(kept, "backups")


@needs_sqlcipher
def test_backups_that_can_not_be_looked_into_stop_a_passphrase(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would stay readable beside the journal; `forget` doesn't say that all is erased."""
    folder = usual(kept.home).parent / "backups"
    shutil.move(folder, "away")
    folder.symlink_to(folder)  # a link in a circle: nobody can look into it
    done = kept("forget 1 --yes")
    assert (done.code, "could not be searched for traces" in done.err) == (1, True)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home))
    done = kept("passphrase set")
    assert (done.code, "Nothing was changed." in done.err) == (1, True)
    assert NEEDLE.encode() in usual(kept.home).read_bytes()


@needs_sqlcipher
@pytest.mark.parametrize(
    "line", ["forget 1 --yes", "forget --before 2026-12-01 --yes", "passphrase set", "forget --all"]
)
def test_another_diary_that_began_in_the_old_folder_keeps_its_backups(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Its entries are erased, encrypted and searched by nobody but its own commands."""
    folder = usual(kept.home).parent
    (kept.home / "moved").mkdir(mode=0o700)
    shutil.move(usual(kept.home), "moved/j.db")
    kept.ok(f"--journal new/j.db log --mood 5 --note {NEEDLE}-20")
    shutil.move("new/j.db", usual(kept.home))
    for copy in folder.glob("backups/*"):
        copy.unlink()
    kept.at("2026-11-25T00:40:00+01:00")
    kept.ok("log --new --mood 5")
    (copy,) = folder.glob("backups/*.db")
    before = copy.read_bytes()
    assert NEEDLE.encode() in before
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(kept.home) if "set" in line else "")
    done = kept.ok(f"--journal moved/j.db {line}{' --yes' if 'all' in line else ''}")
    assert copy.read_bytes() == before
    assert ("left as it was" in done.err and str(copy) in done.err) == ("set" in line)


@pytest.mark.parametrize("how", WAYS)
def test_the_fix_for_a_synced_folder_works(
    kept: Pdtrack, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command moves the journal and its backups home: nothing is lost, or left there."""
    moved = move(kept, how, monkeypatch)
    for day in (23, 24):
        kept.at(f"2026-11-{day}T00:40:00+01:00")
        kept.ok(f"log --new --mood 5 --note {NEEDLE}-{day}")
    before = kept.ok("export").out
    backups = {path.read_bytes() for path in kept.home.rglob("backups/*.db")}
    (note,) = [note for note in kept.ok("privacy --json").json["notes"] if note["what"] == "sync"]
    subprocess.run(["sh", "-c", note["fix"]], check=True)
    assert not [path for path in moved.parent.rglob("*") if path.is_file()]
    assert usual(kept.home).is_file()
    assert not usual(kept.home).is_symlink()
    monkeypatch.delenv("PDTRACK_JOURNAL", raising=False)
    assert kept.ok("export").out == before
    assert {path.read_bytes() for path in kept.home.rglob("backups/*.db")} == backups
    assert kept.ok("doctor --json").json["ok"]
    assert not [note for note in kept.ok("privacy --json").json["notes"] if note["what"] == "sync"]
    # Typed twice, it stops.
    assert subprocess.run(["sh", "-c", note["fix"]], check=False).returncode != 0
    assert kept.ok("export").out == before


SHELLS = [shell for shell in ("sh", "bash", "zsh", "fish") if shutil.which(shell)]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_fix_for_a_synced_folder_can_be_typed_in_any_shell(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    """As a screen shows it, whatever the folder is called, also with two backups of one day."""
    folder = kept.home / "Dropbox" / 'it\'s \\\\ "$HOME" \\'
    folder.mkdir(parents=True, mode=0o700)
    for place in (folder, folder.parent):
        place.chmod(0o700)
    shutil.move(usual(kept.home), folder / "my diary.db")
    monkeypatch.setenv("PDTRACK_JOURNAL", str(folder / "my diary.db"))
    kept.ok(f"log --new --mood 5 --note {NEEDLE}-again")
    before = kept.ok("export").out
    backups = {path.read_bytes() for path in kept.home.rglob("backups/*.db")}
    assert len(list(kept.home.rglob("backups/*-2026-11-22.db"))) == 2
    shown = kept.ok("privacy").out.partition("\nsync: ")[2].split("\n\n")[1]
    subprocess.run([shell, "-c", shown], check=True)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    monkeypatch.delenv("PDTRACK_JOURNAL")
    assert kept.ok("export").out == before
    assert {path.read_bytes() for path in kept.home.rglob("backups/*.db")} == backups
    assert len(kept.ok("doctor --json").json["backups"]) == len(backups)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_fix_for_a_variable_can_be_typed_in_any_shell(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    """fish has no `unset`."""
    usual(kept.home).write_bytes(os.urandom(8192))
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", "anything")
    (fix,) = [
        note["fix"]
        for note in kept.ok("privacy --json").json["notes"]
        if "PASSPHRASE_FILE" in note["state"]
    ]
    line = f"{fix}; {sys.executable} -m pdtrack privacy --json"
    done = subprocess.run([shell, "-c", line], check=True, capture_output=True, text=True)
    assert "Protected with a passphrase" in done.stdout
    assert "PASSPHRASE_FILE" not in done.stdout


@needs_sqlcipher
def test_every_fix_that_privacy_prints_works(
    kept: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test types each command as printed; after that, `privacy` no longer lists it."""
    home = kept.home
    (home / ".cache" / "tracker3").mkdir(parents=True)
    (home / ".bash_history").write_text("pdtrack log --tag sad\nls\n")
    kept.ok(["export", "it's mine.csv"])
    kept.ok("report page.html")
    kept.ok("backup copy.db")
    moved = move(kept, "moved", monkeypatch).rename(home / "Dropbox" / "it's mine.db")
    monkeypatch.setenv("PDTRACK_JOURNAL", str(moved))
    moved.chmod(0o644)
    moved.parent.chmod(0o755)
    tried = set()
    for _ in range(12):
        notes = kept.ok("privacy --json").json["notes"]
        fixes = [
            (note["what"], note["fix"])
            for note in notes
            if note["fix"] and not note["fix"].startswith(("sudo ", "pdtrack "))
        ]
        fixes = [one for one in fixes if one not in tried]
        if not fixes:
            break
        what, fix = fixes[0]
        tried.add((what, fix))
        shell = "bash" if "history" in what else "sh"
        if shutil.which(shell) is None:
            continue
        subprocess.run(
            [shell, "-c", fix], check=shell == "sh", env=os.environ | {"HOME": str(home)}
        )
        after = kept.ok("privacy --json").json["notes"]
        assert (what, fix) not in [(note["what"], note["fix"]) for note in after], fix
    assert {what for what, _ in tried} >= {"sync", "files", "folder", "left over", "bash history"}
    monkeypatch.delenv("PDTRACK_JOURNAL")
    assert len(kept.ok("list --json").json["entries"]) == 3
