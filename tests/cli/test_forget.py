"""`forget` erases pdtrack's own files and nothing else."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cli.locked import NEEDLE, listing, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Process, Terminal
from pdtrack.store import files
from pdtrack.store import forget as erase
from pdtrack.store.paths import stem_of_name


def notes(pdtrack: Pdtrack, journal: str) -> list[str]:
    """The notes of a journal other than the usual one."""
    entries = pdtrack.ok(f"--journal {journal} list --json").json["entries"]
    return [entry["note"] for entry in entries]


def journal_with_notes(pdtrack: Pdtrack, journal: str, *words: str) -> None:
    """Make a journal with an entry for each note, and the day's backup."""
    for word in words:
        pdtrack.ok(f"--journal {journal} log --new --mood 5 --note {word}")


def backup_names(folder: Path) -> set[str]:
    """The file names in its backup folder."""
    return {path.name for path in (folder / "backups").iterdir()}


@pytest.mark.parametrize("line", ["forget 1 --yes", "forget --all --yes", "restore copy.db"])
def test_another_journal_in_the_folder_keeps_its_backups(pdtrack: Pdtrack, line: str) -> None:
    """Even if its name begins the same or differs only in the extension."""
    others = ("d/diary-2.db", "d/diary.sqlite", "d/diary")
    journal_with_notes(pdtrack, "d/diary.db", "first", "second")
    pdtrack.ok("--journal d/diary.db backup copy.db")
    for other in others:
        journal_with_notes(pdtrack, other, "theirs", "more")
    kept = {name for name in backup_names(Path("d")) if not name.startswith("diary-2026")}
    assert len(kept) == 3
    pdtrack.ok(f"--journal d/diary.db {line}")
    assert kept <= backup_names(Path("d"))
    for other in others:
        assert sorted(notes(pdtrack, other)) == ["more", "theirs"]


def test_no_two_journals_in_a_folder_share_the_names_of_their_backups() -> None:
    """Otherwise `forget --all` for one would erase the backups of the other."""
    names = ["a", "a.", "a..", "a.db", "a..db", "a...db", "a..db.db", "a.db.db", ".db", "..db"]
    assert len({stem_of_name(name) for name in names}) == len(names)


def test_a_backup_folder_may_hold_other_people_s_files(pdtrack: Pdtrack) -> None:
    """The folder keeps those files and its mode, and isn't erased."""
    theirs = Path("backups")
    theirs.mkdir(mode=0o755)
    names = ("diary-2019-photos.zip", "taxes.pdf", "diary-mine.db")
    for name in names:
        (theirs / name).write_text("mine")
    journal_with_notes(pdtrack, "diary.db", "first", "second")
    assert len(backup_names(Path())) == 4
    assert "1 automatic backup was replaced" in pdtrack.ok("--journal diary.db forget 1 --yes").out
    assert set(names) <= backup_names(Path())
    out = pdtrack.ok("--journal diary.db forget --all --yes").out
    assert "erased" in out
    assert backup_names(Path()) == set(names)
    if os.name != "nt":
        assert theirs.stat().st_mode & 0o777 == 0o755


def test_entries_imported_from_another_journal_raise_no_alarm(pdtrack: Pdtrack) -> None:
    """The backup of another journal has the same uid, and isn't this journal's."""
    journal_with_notes(pdtrack, "a.db", "first", "second")
    pdtrack.ok("--journal a.db export x.csv")
    pdtrack.ok("--journal b.db import x.csv")
    journal_with_notes(pdtrack, "b.db", "third")
    assert "erased" in pdtrack.ok("--journal a.db forget 1 --yes").out
    assert "first" in notes(pdtrack, "b.db")


def test_a_short_uid_from_elsewhere_raises_no_alarm(pdtrack: Pdtrack) -> None:
    """`2026-10` contains `2026-1` too."""
    Path("in.csv").write_text(
        "uid,at,kind,after,tags\n"
        "2026-1,2026-11-01T20:00:00+01:00,intimate,3,none\n"
        "2026-10,2026-11-02T20:00:00+01:00,intimate,4,none\n"
    )
    pdtrack.ok("import in.csv")
    assert "1 entry was erased" in pdtrack.ok("forget 1 --yes").out
    assert [e["uid"] for e in pdtrack.ok("list --json").json["entries"]] == ["2026-10"]


@pytest.mark.parametrize(("uid", "alone"), [("labels-{:032x}", 0), ("row-{:06}", 40)])
def test_a_long_imported_diary_is_searched_in_proportion(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, uid: str, alone: int
) -> None:
    """Few texts are searched for one by one, wherever the uids of an import come from."""
    rows = [f"{uid.format(n)},2026-0{1 + n % 2}-01T20:00:00+01:00,day,5\n" for n in range(300)]
    Path("in.csv").write_text("uid,at,kind,mood\n" + "".join(rows))
    pdtrack.ok("import in.csv")
    needles: set[bytes] = set()
    finds = []
    real = erase._search

    class Counted(mmap.mmap):
        def find(self, *words: Any) -> int:
            finds.append(words)
            return super().find(*words)

    def noted(paths: Iterable[Path], searched: set[bytes]) -> int:
        needles.update(searched)
        return real(paths, searched)

    monkeypatch.setattr(erase, "SEARCHED_MOST", 20)
    monkeypatch.setattr(erase, "_search", noted)
    monkeypatch.setattr(mmap, "mmap", Counted)
    pdtrack.ok("forget --before 2026-01-20 --yes")
    made = {needle for needle in needles if erase._UID.fullmatch(needle)}
    assert (len(made), len(needles - made)) == (0 if alone else 150, alone)
    assert len(finds) <= 2 * alone


def test_lines_shown_to_a_script_are_forgotten_too(pdtrack: Pdtrack) -> None:
    """The memory of a line about pain reveals something about the entries."""
    for day in (1, 8, 15):
        pdtrack.ok(f"log --new --mood 4 --pain severe --at 2026-11-{day:02d}T22:00")
    assert pdtrack.ok("patterns --json").json["see_someone"]
    pdtrack.ok("patterns")
    pdtrack.ok("forget 1 2 3 --yes")
    content = pdtrack.journal.read_bytes()
    assert b"said:" not in content
    assert b"read:" not in content


def test_forget_all_erases_everything_even_if_a_variable_names_a_journal(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default journal too: the home is as it was before the first use."""
    before = listing(pdtrack.home)
    monkeypatch.delenv("PDTRACK_JOURNAL")
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    pdtrack.ok("log --mood 4")
    pdtrack.ok("support --add Ann")
    pdtrack.ok("config clock 12")
    monkeypatch.setenv("PDTRACK_JOURNAL", str(pdtrack.home / "other" / "j.db"))
    pdtrack.ok("log --mood 5")
    pdtrack.ok("log --mood 6")
    assert "Everything was erased" in pdtrack.ok("forget --all --yes").out
    assert listing(pdtrack.home) == before


@needs_sqlcipher
@posix
def test_forget_all_erases_encrypted_files_too(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a journal that a restore replaced, under any passphrase."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("backup plain.db")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    before = listing(pdtrack.home)
    pdtrack.ok("passphrase set")
    pdtrack.ok("log --mood 5")
    pdtrack.ok("restore plain.db")
    pdtrack.ok("forget --all --yes")
    assert listing(pdtrack.home) == [
        line for line in before if not line.startswith(str(pdtrack.home / "data"))
    ]


@posix
def test_a_backup_that_has_another_name_is_named(pdtrack: Pdtrack) -> None:
    """A hard link keeps what `forget` erases from the backup itself."""
    pdtrack.ok("log --mood 5 --note needle")
    pdtrack.ok("log --mood 6 --new")
    (copy,) = pdtrack.journal.parent.glob("backups/*.db")
    os.link(copy, "second.db")
    os.link(pdtrack.journal, "journal-again.db")
    said = pdtrack.ok("forget 1 --yes").out
    assert f"{copy} had another name (a hard link)" in said
    assert said.count("hard link") == 1
    # The journal is written in place: both of its names are the same file.
    assert b"needle" not in Path("journal-again.db").read_bytes()
    assert b"needle" in Path("second.db").read_bytes()


def linked_backup(pdtrack: Pdtrack) -> Path:
    """An older backup that someone moved to another folder and put a link in its place."""
    pdtrack.ok(["log", "--mood", "5", "--note", NEEDLE])
    pdtrack.ok("log --mood 6 --new")
    moved = pdtrack.home / "moved" / "old.db"
    moved.parent.mkdir(mode=0o700)
    moved.write_bytes(pdtrack.journal.read_bytes())
    (pdtrack.journal.parent / "backups" / "journal-2026-11-20.db").symlink_to(moved)
    return moved


@posix
@pytest.mark.parametrize("line", ["forget 1 --yes", "passphrase set", "forget --all --yes"])
def test_where_a_backup_that_is_a_link_leads_is_named(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """What takes the place of a link leaves the file that it led to."""
    moved = linked_backup(pdtrack)
    if line == "passphrase set":
        pytest.importorskip("sqlcipher3")
        monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    done = pdtrack.ok(line)
    assert f"was a link to {moved}" in done.out + done.err
    assert NEEDLE.encode() in moved.read_bytes()


@posix
def test_forget_all_names_where_support_lines_that_are_a_link_are(pdtrack: Pdtrack) -> None:
    """Some people keep such files in a folder of their own."""
    pdtrack.ok("support --add Ann")
    lines = pdtrack.home / "mine.txt"
    linked = pdtrack.home / "data" / "pdtrack" / "support.txt"
    linked.rename(lines)
    linked.symlink_to(lines)
    assert f"was a link to {lines}" in pdtrack.ok("forget --all --yes").out


@posix
def test_a_backup_and_a_link_to_it_are_both_cleaned(pdtrack: Pdtrack) -> None:
    """The file itself, not only the link."""
    pdtrack.ok(["log", "--mood", "5", "--note", NEEDLE])
    pdtrack.ok("log --mood 6 --new")
    (copy,) = pdtrack.journal.parent.glob("backups/*.db")
    copy.with_name("journal-2026-11-20.db").symlink_to(copy)
    assert "was a link" not in pdtrack.ok("forget 1 --yes").out
    assert NEEDLE.encode() not in copy.read_bytes()


def test_forget_all_names_backups_that_are_next_to_another_journal_now(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may be all that is left of that one, and may hold entries of this one."""
    monkeypatch.delenv("PDTRACK_JOURNAL")
    for mood in (3, 4):
        pdtrack.ok(["log", "--new", "--mood", str(mood), "--note", NEEDLE])
    usual = pdtrack.home / "data" / "pdtrack" / "journal.db"
    (pdtrack.home / "d").mkdir(mode=0o700)
    usual.rename(pdtrack.home / "d" / "moved.db")
    pdtrack.ok("--journal other.db log --mood 5")
    pdtrack.ok("restore other.db")
    said = pdtrack.ok("--journal d/moved.db forget --all --yes").out
    assert f"Backups in {usual.parent / 'backups'} are next to another journal now" in said


@posix
@pytest.mark.parametrize("odd", ["a pipe", "a loop", "a link to a disk that isn't there"])
def test_forget_all_erases_what_it_can_beside_an_odd_folder_of_backups(
    pdtrack: Pdtrack, odd: str
) -> None:
    """The journal and the support lines are gone, and what is left is reported."""
    pdtrack.ok(["log", "--mood", "5", "--note", NEEDLE])
    pdtrack.ok("support --add Ann")
    folder = pdtrack.journal.parent / "backups"
    match odd:
        case "a pipe":
            os.mkfifo(folder)
        case "a loop":
            folder.symlink_to(folder)
        case _:
            folder.symlink_to(pdtrack.home / "stick" / "backups")
    done = pdtrack("forget --all --yes")
    assert not pdtrack.journal.exists()
    assert not (pdtrack.home / "data" / "pdtrack" / "support.txt").exists()
    assert done.code == (0 if odd == "a pipe" else 1)
    if done.code:
        assert "Not everything could be removed" in done.err


@posix
def test_forget_says_that_a_disk_with_backups_isn_t_there(pdtrack: Pdtrack) -> None:
    """Someone moved the folder to a stick, and left a link."""
    pdtrack.ok(["log", "--mood", "5", "--note", NEEDLE])
    folder = pdtrack.journal.parent / "backups"
    folder.symlink_to(pdtrack.home / "stick" / "backups")
    assert f"{folder}, which it can't look into now" in pdtrack.ok("forget 1 --yes").out


@needs_sqlcipher
@posix
def test_a_journal_that_has_another_name_is_named_when_it_gets_a_passphrase(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encrypted file takes the journal's place; the other name keeps the readable one."""
    pdtrack.ok("log --mood 5 --note needle")
    os.link(pdtrack.journal, "second.db")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    said = pdtrack.ok("passphrase set").err
    assert f"{pdtrack.journal} had another name (a hard link)" in said


@posix
@pytest.mark.parametrize("line", ["support --add Ann", "config clock 12"])
def test_forget_all_erases_what_a_killed_command_left(
    home: Path, process: Process, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """A draft of the support lines holds the person's words."""
    before = listing(home)
    (home / "kill").mkdir()
    script = (
        "import os, signal, pathlib\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (home / "kill" / "sitecustomize.py").write_text(script)
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{home / 'kill'}{os.pathsep}{os.environ['PYTHONPATH']}")
        assert process(line).code == -9
    assert list(home.rglob("*.new"))
    assert process("forget --all --yes").code == 0
    assert list(home.rglob("*.new")) == []
    left = [text for text in listing(home) if "/kill" not in text]
    assert left == before


def test_reading_patterns_forgets_nothing(pdtrack: Pdtrack) -> None:
    """Not even when a line is shown and remembered."""
    pdtrack.ok("log --mood 5 --at 2020-01-01T22:00")
    for day in (1, 8, 15):
        pdtrack.ok(f"log --new --mood 4 --pain severe --at 2026-11-{day:02d}T22:00")
    pdtrack.ok("config keep-months 12")
    assert "doctor" in pdtrack.ok("patterns").out
    assert len(pdtrack.ok("list --json --limit 0").json["entries"]) == 4


def test_forget_names_the_entry_before_erasing_it(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """By number and time, and it warns that the backups lose the entry too."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("backup copy.db")
    pdtrack.ok("restore copy.db")
    screen = terminal("forget 1")
    screen.expect("Entry 1 (Sun 22 Nov 2026, 00:40")
    screen.expect("will be erased for good, also from every")
    screen.type()
    screen.expect("Nothing was changed.")
    assert screen.end() == 0


def test_forget_reports_counts_for_scripts(pdtrack: Pdtrack) -> None:
    """How many entries, backups and files."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("log --mood 6")
    found = pdtrack.ok("forget 1 --yes --json").json["forgotten"]
    assert found == {
        **{"entries": 1, "copies": 1, "searched": 2, "encrypted": False},
        **{"unopened": [], "unreached": [], "linked": [], "targets": []},
    }
    assert pdtrack.ok("forget --all --yes --json").json["forgotten"]["files"] >= 2


def test_drafts_are_known_by_their_whole_name(tmp_path: Path) -> None:
    """The drafts of a file whose name begins the same belong to that file."""
    for name in (".a.txt.0f.new", ".a.txt", ".aa.txt.0f.new", "a.txt.0f.new"):
        (tmp_path / name).touch()
    assert [path.name for path in files.drafts_of(tmp_path / "a.txt")] == [".a.txt.0f.new"]


@pytest.mark.parametrize("content", [b"my thesis\n", b"SQLite format 3\x00" + bytes(4080)])
def test_forget_refuses_a_file_that_is_not_a_journal(pdtrack: Pdtrack, content: bytes) -> None:
    """A slip in a path deletes nobody's file."""
    Path("thesis").write_bytes(content)
    result = pdtrack("--journal thesis forget --all --yes")
    assert (result.code, result.out) == (3, "")
    assert Path("thesis").read_bytes() == content


def test_a_failure_after_the_change_is_reported_as_such(home: Path, process: Process) -> None:
    """Someone who repeats an undo because nothing was shown would lose another change."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    for _ in range(3):
        process("log --mood 5 --new")
    for line in ("undo", "forget 1 --yes", "config clock 12", "support --add Ann"):
        done = subprocess.run(
            f"{sys.executable} -m pdtrack {line} > /dev/full",
            shell=True, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert "It worked, but the result couldn't be shown" in done.stderr, line


def test_forget_all_leaves_the_home_as_it_was(pdtrack: Pdtrack) -> None:
    """The listing of the home is the same as before the first use, modes included."""
    before = listing(pdtrack.home)
    pdtrack.ok(["support", "--add", "call Ann"])
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    pdtrack.ok("log --mood 4")
    pdtrack.ok("config clock 12")
    pdtrack.ok("doctor")
    assert len(listing(pdtrack.home)) > 6
    assert pdtrack("forget --all").code == 2
    assert "erased" in pdtrack.ok("forget --all --yes").out
    assert listing(pdtrack.home) == before
    nothing = pdtrack.ok("forget --all --yes --json")
    assert (nothing.json["forgotten"], nothing.err) == (
        {"files": 0},
        "There is nothing to erase.\n",
    )


@needs_sqlcipher
def test_a_journal_whose_passphrase_is_lost_can_be_forgotten(locked: Pdtrack) -> None:
    """pdtrack asks only for the word that confirms it."""
    locked.ok("forget --all --yes")
    assert not locked.journal.exists()


def test_forgetting_another_journal_erases_nothing_else(pdtrack: Pdtrack) -> None:
    """The default journal, the support lines and the settings don't belong to it."""
    pdtrack.ok(["support", "--add", "call Ann"])
    pdtrack.ok("log --mood 3")
    pdtrack.ok("--journal other/j.db log --mood 4")
    pdtrack.ok("--journal other/j.db forget --all --yes")
    assert not (pdtrack.home / "other").exists()
    assert "call Ann" in pdtrack.ok("support").out
    assert pdtrack.ok("list --json").json["entries"]


def test_an_entry_is_forgotten_by_its_number(pdtrack: Pdtrack) -> None:
    """No file holds it, its number isn't reused, and undo doesn't bring it back."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    pdtrack.ok("delete 2 --yes")
    done = pdtrack.ok("forget 2 --yes")
    assert "A byte search of" in done.out
    assert "Not covered" in done.out
    assert "won't be used again; every deleted entry leaves such a gap." in done.out
    assert NEEDLE not in done.out
    for file in pdtrack.home.rglob("*"):
        assert not file.is_file() or NEEDLE.encode() not in file.read_bytes()
    assert pdtrack("undo").code != 0 or NEEDLE not in pdtrack.ok("list --notes").out
    assert "Saved as entry 3" in pdtrack.ok("log --mood 4").out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("forget", "only one of them"),
        ("forget 1 --all --yes", "only one of them"),
        ("forget 7 --yes", "No entry 7"),
        ("forget one --yes", "Name an entry by its number"),
        ("forget 1", "no terminal"),
        ("forget --before nonsense --yes", ""),
    ],
)
def test_forget_explains_what_it_cannot_erase(pdtrack: Pdtrack, line: str, said: str) -> None:
    """Exit 2, and nothing is erased."""
    pdtrack.ok("log --mood 5")
    done = pdtrack(line)
    assert done.code == 2
    assert said in done.err
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


def test_forget_before_a_day_erases_everything_earlier(pdtrack: Pdtrack) -> None:
    """Nothing after it is erased."""
    pdtrack.ok("log --mood 5 --at 2026-01-05T22:00")
    pdtrack.ok("log --mood 6 --at 2026-11-20T22:00")
    pdtrack.ok("forget --before 2026-06-01 --yes")
    assert [one["after"] for one in pdtrack.ok("list --json").json["entries"]] == [6]
    assert "nothing to erase" in pdtrack.ok("forget --before 2026-06-01 --yes").err


@posix
def test_forget_needs_the_word_typed_to_confirm(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """Enter, or another word, stops it."""
    pdtrack.ok("log --mood 5")
    screen = terminal("forget 1")
    screen.expect("There is no undo.")
    screen.expect("Type forget to go on")
    screen.type("yes")
    screen.expect("Nothing was changed.")
    assert screen.end() == 0
    screen = terminal("--plain forget 1")
    screen.expect("Type forget to go on")
    screen.type("forget")
    screen.expect("erased")
    assert screen.end() == 0
