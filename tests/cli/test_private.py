"""`passphrase`, `forget`, `backup` and `doctor`: who is asked what, and what is left behind."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from conftest import Pdtrack, Process, Terminal
from faults.figures import say

PHRASE = "correct horse café battery"
NEEDLE = "needle of the note"
needs_sqlcipher = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("sqlcipher3") is None, reason="needs the extra"
)
posix = pytest.mark.skipif(os.name == "nt", reason="modes and terminals of POSIX")


def secret(home: Path, words: str = PHRASE, name: str = "secret") -> str:
    """A file that holds a passphrase, for its owner alone; its path."""
    file = home / name
    file.write_text(words, encoding="utf-8")
    file.chmod(0o600)
    return str(file)


@pytest.fixture
def locked(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> Pdtrack:
    """A journal of one entry with a passphrase, and nothing in the environment to open it."""
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
        pdtrack.ok("passphrase set")
    return pdtrack


def listing(home: Path) -> list[str]:
    """Everything below a folder, with modes."""
    return sorted(f"{path} {path.lstat().st_mode:o}" for path in home.rglob("*"))


# The passphrase


@needs_sqlcipher
def test_without_a_terminal_a_locked_journal_says_what_scripts_do(locked: Pdtrack) -> None:
    """Exit 3 and one line; nothing is asked, nothing is shown."""
    for line in ("list", "patterns", "log --mood 3", "export", "undo", "doctor --json"):
        done = locked(line)
        assert done.code == 3, line
        assert "PDTRACK_PASSPHRASE_FILE" in done.err
        assert done.err.count("\n") == 1
        assert NEEDLE not in done.out + done.err


@needs_sqlcipher
def test_a_script_names_a_file_or_a_command(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first line counts; an é of two parts is the same as one of one."""
    monkeypatch.setenv(
        "PDTRACK_PASSPHRASE_FILE",
        secret(locked.home, unicodedata.normalize("NFD", PHRASE) + "\r\nuser: me\n"),
    )
    assert NEEDLE in locked.ok("list --notes").out
    both = locked.home / "say"
    both.write_text(f"print({PHRASE!r})", encoding="utf-8")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_COMMAND", f"'{sys.executable}' '{both}'")
    done = locked("list")
    assert (done.code, "both set" in done.err) == (3, True)
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    monkeypatch.setenv("PYTHONUTF8", "1")
    assert NEEDLE in locked.ok("list --notes").out


@needs_sqlcipher
@posix
@pytest.mark.parametrize(
    ("mode", "words", "said"),
    [
        (0o644, PHRASE, "Others can read"),
        (0o640, PHRASE, "Others can read"),
        (0o600, "the wrong one entirely", "can't be opened"),
        (0o600, "", "is empty"),
    ],
)
def test_a_passphrase_file_that_is_no_good_opens_nothing(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch, mode: int, words: str, said: str
) -> None:
    """Exit 3 and one line, whatever is wrong with it."""
    file = Path(secret(locked.home, words))
    file.chmod(mode)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(file))
    done = locked("list")
    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert done.err.count("\n") == 1


@needs_sqlcipher
@posix
@pytest.mark.parametrize("name", ["~nobody-of-this-name/s", ".", "gone", "pipe"])
def test_what_is_no_passphrase_file_opens_nothing(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Exit 3 and one line, at once."""
    os.mkfifo("pipe", 0o600)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", name)
    done = locked("list")
    assert (done.code, done.err.count("\n")) == (3, 1), done.err
    assert "Something went wrong" not in done.err
    assert "The system said no" not in done.err


@needs_sqlcipher
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_passphrase_file_of_somebody_else_opens_nothing(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They could change it, and they know it."""
    file = secret(locked.home)
    os.chown(file, 12345, 12345)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", file)
    done = locked("list")
    assert (done.code, "another account" in done.err) == (3, True)


@needs_sqlcipher
@posix
def test_a_passphrase_is_never_read_where_it_would_show(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the terminal can't be told to hide it, it is not asked for at all."""
    monkeypatch.setattr("pdtrack.cli.output.Output.can_ask", True)

    def shows(question: str) -> str:
        import getpass
        import warnings

        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return PHRASE

    monkeypatch.setattr("getpass.getpass", shows)
    done = locked("list")
    assert (done.code, done.out) == (3, "")
    assert "no terminal" in done.err


@needs_sqlcipher
def test_the_same_passphrase_again_is_no_change(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that the old one opens nothing any more."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    same = secret(locked.home, unicodedata.normalize("NFD", PHRASE), "same")
    before = locked.journal.read_bytes()
    done = locked(f"passphrase change --new-file {same}")
    assert (done.code, "has already" in done.err) == (2, True)
    assert locked.journal.read_bytes() == before


def test_a_missing_extra_is_said_before_a_passphrase_is_asked_for(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody types it for nothing."""
    pdtrack.journal.parent.mkdir(parents=True)
    pdtrack.journal.write_bytes(os.urandom(4096))
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    monkeypatch.setattr("pdtrack.cli.output.Output.can_ask", True)
    done = pdtrack("list")
    assert (done.code, "which is not installed" in done.err) == (3, True)


@needs_sqlcipher
@posix
def test_a_restore_asks_and_says_who_can_read_it_then(
    locked: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal; a no leaves everything as it is."""
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_JOURNAL", str(locked.home / "plain.db"))
        locked.ok("log --mood 9")
    before = locked.journal.read_bytes()
    for typed in ("n", "y"):
        assert locked.journal.read_bytes() == before
        screen = terminal("--plain restore plain.db")
        screen.expect("Passphrase:")
        screen.type(PHRASE)
        screen.expect("The journal of now holds 1 entry, the last one Sun 22 Nov 2026, 00:40.")
        screen.expect("The copy has no passphrase, and the journal has one. Go on? [y/N]")
        screen.type(typed)
        screen.expect("Nothing was changed." if typed == "n" else "no passphrase any more")
        assert screen.end() == 0
    assert [one["after"] for one in locked.ok("list --json").json["entries"]] == [9]


@needs_sqlcipher
@pytest.mark.parametrize("command", ["false", "no-such-command-here", "unbalanced 'quote", "  "])
def test_a_passphrase_command_that_fails_opens_nothing(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Exit 3 and one line."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_COMMAND", command)
    done = locked("list")
    assert (done.code, done.err.count("\n")) == (3, 1)


@needs_sqlcipher
def test_a_passphrase_changes_and_goes(locked: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one to another, then to none; the entry stays throughout."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    new = secret(locked.home, "another one entirely", "new")
    assert "nobody can reset it" in locked.ok(["passphrase", "change", "--new-file", new]).err
    assert locked("list").code == 3
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", new)
    assert locked("passphrase remove").code == 2
    assert "anyone using this account" in locked.ok("passphrase remove --yes").err
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    assert NEEDLE in locked.ok("list --notes").out


@needs_sqlcipher
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("passphrase lock", "one of set, change, remove"),
        ("passphrase change", "has no passphrase"),
        ("passphrase remove --yes", "has no passphrase"),
        ("passphrase set", "no terminal"),
        ("passphrase remove --new-file x", "takes no new"),
        ("passphrase set --new-file gone", "can't be read"),
        ("passphrase", "missing"),
    ],
)
def test_what_can_not_be_done_with_a_passphrase_is_said(
    pdtrack: Pdtrack, line: str, said: str
) -> None:
    """Exit 2, and the journal is as it was."""
    pdtrack.ok("log --mood 3")
    before = pdtrack.journal.read_bytes()
    done = pdtrack(line)
    assert done.code == 2
    assert said in done.err
    assert pdtrack.journal.read_bytes() == before


@needs_sqlcipher
def test_a_passphrase_that_is_too_short_is_refused(pdtrack: Pdtrack) -> None:
    """Eleven letters are too few."""
    done = pdtrack(["passphrase", "set", "--new-file", secret(pdtrack.home, "eleven char")])
    assert (done.code, "fewer than 12" in done.err) == (2, True)
    assert not pdtrack.journal.exists()


@needs_sqlcipher
@posix
def test_it_is_typed_twice_and_asked_before_anything_else(home: Path, terminal: Terminal) -> None:
    """What is typed is never shown, and no answer is lost over a wrong passphrase."""
    words = "quiet rivers under stone"
    screen = terminal("passphrase set")
    screen.expect("nobody can reset it")
    screen.expect("New passphrase:")
    screen.type("short")
    screen.expect("fewer than 12")
    screen.expect("New passphrase:")
    screen.type(words)
    screen.expect("The same again:")
    screen.type(words)
    screen.expect("encrypted from its first entry")
    assert screen.end() == 0
    assert words not in screen.raw
    screen = terminal("log")
    screen.expect("Passphrase:")
    assert "Before you start" not in screen.text
    screen.type("a wrong one")
    screen.expect("Not this one.")
    screen.type()
    screen.expect("Not this one.")
    screen.type(words)
    screen.expect("Before you start")
    assert "passphrase set" not in screen.text
    screen.interrupt()
    assert screen.end() == 130


@needs_sqlcipher
@posix
def test_a_new_passphrase_is_asked_for_until_it_fits(home: Path, terminal: Terminal) -> None:
    """It never gives up: the next try would be typed into the shell, and kept in its history."""
    screen = terminal("passphrase set")
    for first, second, said in (
        ("short", None, "fewer than 12"),
        (" " * 14, None, "fewer than 12"),
        (PHRASE, "something else", "not the same"),
        (PHRASE, "yet something else", "not the same"),
    ):
        screen.expect("New passphrase:")
        screen.type(first)
        if second is not None:
            screen.expect("The same again:")
            screen.type(second)
        screen.expect(said)
    screen.expect("New passphrase:")
    screen.interrupt()
    assert screen.end() == 130
    assert not (home / "data").exists()


@needs_sqlcipher
@posix
def test_a_note_typed_to_standard_input_waits_for_the_passphrase(
    locked: Pdtrack, terminal: Terminal
) -> None:
    """The passphrase comes first, so that no words are lost over a wrong one."""
    screen = terminal("log --new --mood 3 --note -")
    screen.expect("Passphrase:")
    screen.type(PHRASE)
    screen.wait(0.5)
    screen.type("words of the night")
    screen.press("\x04")
    screen.expect("Saved as 2")
    assert screen.end() == 0


@needs_sqlcipher
@posix
def test_after_three_wrong_ones_it_ends(locked: Pdtrack, terminal: Terminal) -> None:
    """Exit 3; Ctrl-C before that is 130."""
    screen = terminal("list")
    for _ in range(3):
        screen.expect("Passphrase:")
        screen.type("wrong wrong wrong")
    screen.expect("can't be opened with this passphrase")
    assert screen.end() == 3
    assert "ERROR" not in screen.text
    screen = terminal("list")
    screen.expect("Passphrase:")
    screen.interrupt()
    assert screen.end() == 130


@needs_sqlcipher
@posix
def test_nothing_readable_is_left_of_what_was_there_before(locked: Pdtrack) -> None:
    """Not in the journal, what lies beside it, or the copies."""
    for file in (locked.home / "data").rglob("*"):
        if file.is_file():
            assert NEEDLE.encode() not in file.read_bytes()


@posix
def test_no_memory_is_written_to_disk_after_a_crash(home: Path, terminal: Terminal) -> None:
    """From the start on, before anything is typed: no core file."""
    if not Path("/proc/self/limits").exists():
        pytest.skip("only Linux shows the limits of a process")
    screen = terminal("log")
    screen.expect("18 or older")
    limits = Path(f"/proc/{screen.running.pid}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[-3:-1] == ["0", "0"]
    screen.interrupt()
    assert screen.end() == 130


# Forgetting


def test_forgetting_everything_leaves_the_home_as_it_was(pdtrack: Pdtrack) -> None:
    """The listing of the home is the same as before the first use, modes included."""
    before = listing(pdtrack.home)
    pdtrack.ok(["support", "--add", "call Ann"])
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    pdtrack.ok("log --mood 4")
    pdtrack.ok("config clock 12")
    pdtrack.ok("doctor")
    assert len(listing(pdtrack.home)) > 6
    assert pdtrack("forget --all").code == 2
    assert "gone from pdtrack's files" in pdtrack.ok("forget --all --yes").out
    assert listing(pdtrack.home) == before
    assert "nothing to forget" in pdtrack.ok("forget --all --yes").err


@needs_sqlcipher
def test_a_journal_whose_passphrase_is_lost_can_be_forgotten(locked: Pdtrack) -> None:
    """Nothing is asked for but the word."""
    locked.ok("forget --all --yes")
    assert not locked.journal.exists()


def test_another_journal_is_forgotten_alone(pdtrack: Pdtrack) -> None:
    """The usual one, the support lines and the settings are not its own."""
    pdtrack.ok(["support", "--add", "call Ann"])
    pdtrack.ok("log --mood 3")
    pdtrack.ok("--journal other/j.db log --mood 4")
    pdtrack.ok("--journal other/j.db forget --all --yes")
    assert not (pdtrack.home / "other").exists()
    assert "call Ann" in pdtrack.ok("support").out
    assert pdtrack.ok("list --json").json["entries"]


def test_an_entry_is_forgotten_by_its_number(pdtrack: Pdtrack) -> None:
    """It is in no file, its number is not given again, and undo does not bring it back."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    pdtrack.ok("delete 2 --yes")
    done = pdtrack.ok("forget 2 --yes")
    assert "A search through the bytes" in done.out
    assert "Not covered" in done.out
    assert NEEDLE not in done.out
    for file in pdtrack.home.rglob("*"):
        assert not file.is_file() or NEEDLE.encode() not in file.read_bytes()
    assert pdtrack("undo").code != 0 or NEEDLE not in pdtrack.ok("list --notes").out
    assert "Saved as 3" in pdtrack.ok("log --mood 4").out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("forget", "in one way"),
        ("forget 1 --all --yes", "in one way"),
        ("forget 7 --yes", "No entry 7"),
        ("forget one --yes", "named by its number"),
        ("forget 1", "no terminal"),
        ("forget --before nonsense --yes", ""),
    ],
)
def test_what_can_not_be_forgotten_is_said(pdtrack: Pdtrack, line: str, said: str) -> None:
    """Exit 2, nothing is gone."""
    pdtrack.ok("log --mood 5")
    done = pdtrack(line)
    assert done.code == 2
    assert said in done.err
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


def test_everything_before_a_day_goes(pdtrack: Pdtrack) -> None:
    """And nothing after it."""
    pdtrack.ok("log --mood 5 --at 2026-01-05T22:00")
    pdtrack.ok("log --mood 6 --at 2026-11-20T22:00")
    pdtrack.ok("forget --before 2026-06-01 --yes")
    assert [one["after"] for one in pdtrack.ok("list --json").json["entries"]] == [6]
    assert "nothing to forget" in pdtrack.ok("forget --before 2026-06-01 --yes").err


@posix
def test_forgetting_is_agreed_to_by_typing_the_word(pdtrack: Pdtrack, terminal: Terminal) -> None:
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
    screen.expect("gone from pdtrack's files")
    assert screen.end() == 0


# Copies


def test_a_backup_comes_back(pdtrack: Pdtrack) -> None:
    """As it was, with the journal before kept."""
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    assert "with 1 entry" in pdtrack.ok("backup copy.db").err
    assert pdtrack("backup copy.db").code == 2
    pdtrack.ok("backup copy.db --force")
    pdtrack.ok("log --mood 9")
    done = pdtrack.ok("restore copy.db")
    assert "holds 1 entry" in done.err
    assert "What it was before is kept" in done.err
    assert len(pdtrack.ok("list --json").json["entries"]) == 1
    assert len(pdtrack.ok("doctor --json").json["backups"]) == 2


@pytest.mark.parametrize("line", ["backup copy.db", "restore gone.db", "restore ."])
def test_what_can_not_be_copied_is_said(pdtrack: Pdtrack, line: str) -> None:
    """There is no journal yet, or no such file."""
    before = listing(pdtrack.home)
    assert pdtrack(line).code == 2
    assert listing(pdtrack.home) == before


def test_a_backup_never_covers_the_journal(pdtrack: Pdtrack) -> None:
    """Not even by force."""
    pdtrack.ok("log --mood 5")
    assert pdtrack(["backup", str(pdtrack.journal), "--force"]).code == 2
    assert pdtrack(["restore", str(pdtrack.journal)]).code == 2
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


@needs_sqlcipher
def test_a_locked_journal_is_copied_locked(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy opens with the same passphrase, and brings it along."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    assert "journal's passphrase" in locked.ok("backup copy.db").err
    assert NEEDLE.encode() not in (locked.home / "copy.db").read_bytes()
    locked.ok("passphrase remove --yes")
    assert "passphrase that the copy was made with" in locked.ok("restore copy.db").err
    assert NEEDLE in locked.ok("list --notes").out
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    assert locked("list").code == 3
    assert locked("restore copy.db").code == 3


@posix
@pytest.mark.parametrize("umask", ["000", "022", "077"])
def test_every_file_is_for_its_owner_alone(home: Path, process: Process, umask: str) -> None:
    """Whatever the umask says."""
    old = os.umask(int(umask, 8))
    try:
        for line in ("log --mood 3", "log --mood 4", "backup copy.db", "restore copy.db"):
            assert process(line).code == 0
    finally:
        os.umask(old)
    for path in home.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


# How it is


def test_doctor_says_where_everything_is(pdtrack: Pdtrack) -> None:
    """Also where there is nothing yet; then it makes nothing."""
    before = listing(pdtrack.home)
    assert "There is none yet" in pdtrack.ok("doctor").out
    assert listing(pdtrack.home) == before
    pdtrack.ok("log --mood 5")
    report = pdtrack.ok("doctor --json").json
    assert report["schema"] == 1
    assert report["ok"] is True
    assert report["journal"]["entries"] == 1
    assert report["journal"]["undo_steps"] == 1
    assert report["journal"]["encrypted"] is False
    assert report["journal"]["path"] == str(pdtrack.journal)
    assert report["versions"]["sqlite"]
    said = pdtrack.ok("doctor").out
    assert "Not encrypted: anyone using this account can read it." in said


@posix
def test_doctor_tells_of_a_folder_that_others_can_look_into(pdtrack: Pdtrack) -> None:
    """With the command that closes it."""
    (pdtrack.home / "open").mkdir(mode=0o755)
    (pdtrack.home / "open").chmod(0o755)
    pdtrack.ok("--journal open/j.db log --mood 5")
    assert "chmod 700" in pdtrack.ok("--journal open/j.db doctor").out


def test_doctor_finds_damage_and_saves_what_can_be_read(pdtrack: Pdtrack) -> None:
    """Exit 3 with the report; the rest of the entries goes into a clean file."""
    for number in range(60):
        pdtrack.ok(["log", "--mood", str(number % 10), "--note", f"{NEEDLE} " + "x" * 300])
    content = bytearray(pdtrack.journal.read_bytes())
    # A page with notes is one of many; the top of the table would hide them all.
    lost = content.index(NEEDLE.encode()) // 4096 * 4096
    content[lost : lost + 4096] = bytes(4096)
    pdtrack.journal.write_bytes(content)
    done = pdtrack("doctor --json")
    assert done.code == 3
    assert done.json["ok"] is False
    assert done.json["damages"]
    assert "--salvage" in done.err
    assert NEEDLE not in done.out + done.err
    pdtrack.ok("doctor --salvage saved.db")
    assert pdtrack.journal.read_bytes() == content
    pdtrack.ok("--journal saved.db doctor")
    saved = pdtrack.ok("--journal saved.db list --json").json["entries"]
    assert 30 < len(saved) < 60


def test_doctor_finds_a_word_that_nothing_else_would(pdtrack: Pdtrack) -> None:
    """A count of tags that is not that of the entries."""
    import sqlite3

    pdtrack.ok("log --mood 5 --tag stress")
    other = sqlite3.connect(pdtrack.journal)
    other.execute("UPDATE word SET uses = 9")
    other.commit()
    other.close()
    done = pdtrack("doctor")
    assert done.code == 3
    assert "count of the tags" in done.out


@pytest.mark.parametrize("content", [b"", b"dear diary", b"SQLite format 3\0" + bytes(84)])
def test_doctor_says_what_is_no_journal(pdtrack: Pdtrack, content: bytes) -> None:
    """Exit 3, and where the copies are is still shown."""
    pdtrack.journal.parent.mkdir(parents=True)
    pdtrack.journal.write_bytes(content)
    done = pdtrack("doctor")
    assert done.code == 3
    assert str(pdtrack.journal) in done.out
    assert pdtrack.journal.read_bytes() == content


# The disk


@needs_sqlcipher
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("mkfs.ext4") is None, reason="needs mkfs.ext4")
def test_encrypted_from_the_first_entry_nothing_is_on_the_disk(
    tmp_path: Path, process: Process, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No copy of a note in the whole image of the disk; unencrypted, there are many."""
    found = {}
    for encrypted in (False, True):
        image, place = tmp_path / f"image{encrypted}", tmp_path / f"disk{encrypted}"
        place.mkdir()
        with image.open("wb") as file:
            file.truncate(64 * 2**20)
        subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
        mounted = subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=False)
        if mounted.returncode != 0:
            pytest.skip("mount is not allowed here")
        try:
            monkeypatch.setenv("PDTRACK_JOURNAL", str(place / "pdtrack" / "journal.db"))
            if encrypted:
                monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(home))
                assert process("passphrase set").code == 0
            for number in range(20):
                note = f"{NEEDLE} {number:04d} " + "y" * 200
                assert process("log --mood 3 --note -", stdin=note).code == 0
            assert process("edit 5 --note -", stdin=f"{NEEDLE} changed").code == 0
            assert process("delete 7 --yes").code == 0
            assert process("undo").code == 0
            assert process("forget 3 4 --yes").code == 0
            os.sync()
        finally:
            subprocess.run(["umount", str(place)], check=True)
        found[encrypted] = image.read_bytes().count(NEEDLE.encode())
    say(
        "20 notes in an ext4 image",
        {"copies, plain": found[False], "copies, encrypted": found[True]},
    )
    assert found[False] > 20
    assert found[True] == 0
