"""`passphrase`: the questions, what opens an encrypted journal, and traces on the disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from cli.locked import NEEDLE, PHRASE, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Process, Terminal
from faults.figures import say
from pdtrack.store.connection import connect
from pdtrack.store.schema import VERSION


@needs_sqlcipher
def test_without_a_terminal_an_encrypted_journal_explains_how_scripts_open_it(
    locked: Pdtrack,
) -> None:
    """Exit 3 and one line; pdtrack asks and shows nothing."""
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
    """The first line counts, and both Unicode forms of é are the same."""
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
def test_an_unsuitable_passphrase_file_opens_nothing(
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
def test_a_path_that_is_not_a_passphrase_file_opens_nothing(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Exit 3 and one line, at once."""
    os.mkfifo("pipe", 0o600)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", name)
    done = locked("list")
    assert (done.code, done.err.count("\n")) == (3, 1), done.err
    assert "Something went wrong" not in done.err
    assert "The system refused" not in done.err


@needs_sqlcipher
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_another_account_s_passphrase_file_opens_nothing(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner knows it and could change it."""
    file = secret(locked.home)
    os.chown(file, 12345, 12345)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", file)
    done = locked("list")
    assert (done.code, "another account" in done.err) == (3, True)


@needs_sqlcipher
@posix
def test_a_passphrase_is_never_typed_visibly(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pdtrack doesn't ask for it if the terminal can't hide it."""
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
def test_the_same_passphrase_again_is_not_a_change(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pdtrack doesn't claim that the old one no longer works."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    same = secret(locked.home, unicodedata.normalize("NFD", PHRASE), "same")
    before = locked.journal.read_bytes()
    done = locked(f"passphrase change --new-file {same}")
    assert (done.code, "already has that" in done.err) == (2, True)
    assert locked.journal.read_bytes() == before


def test_a_missing_extra_is_reported_before_asking_for_a_passphrase(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So nobody types one in vain."""
    pdtrack.journal.parent.mkdir(parents=True)
    pdtrack.journal.write_bytes(os.urandom(4096))
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    monkeypatch.setattr("pdtrack.cli.output.Output.can_ask", True)
    done = pdtrack("list")
    assert (done.code, "which is not installed" in done.err) == (3, True)


@needs_sqlcipher
@posix
def test_a_restore_asks_and_explains_who_could_read_the_result(
    locked: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal; the answer no leaves everything as it is."""
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_JOURNAL", str(locked.home / "plain.db"))
        locked.ok("log --mood 9")
    before = locked.journal.read_bytes()
    for typed in ("n", "y"):
        assert locked.journal.read_bytes() == before
        screen = terminal("--plain restore plain.db")
        screen.expect("Passphrase:")
        screen.type(PHRASE)
        screen.expect(
            "your current journal, which has 1 entry, the last one from Sun 22 Nov 2026, 00:40"
        )
        screen.expect("The backup has no passphrase, and the journal has one. Go on? [y/N]")
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
def test_a_passphrase_can_be_changed_and_removed(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First to another, then to none; the entry stays throughout."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    new = secret(locked.home, "another one entirely", "new")
    assert "nobody can reset one" in locked.ok(["passphrase", "change", "--new-file", new]).err
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
        ("passphrase lock", "Use set, change or remove."),
        ("passphrase change", "has no passphrase"),
        ("passphrase remove --yes", "has no passphrase"),
        ("passphrase set", "no terminal"),
        ("passphrase remove --new-file x", "needs no new"),
        ("passphrase set --new-file gone", "can't be read"),
        ("passphrase", "missing"),
    ],
)
def test_an_impossible_passphrase_command_is_refused(
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
def test_too_short_a_passphrase_is_refused(pdtrack: Pdtrack) -> None:
    """Eleven letters are too few."""
    done = pdtrack(["passphrase", "set", "--new-file", secret(pdtrack.home, "eleven char")])
    assert (done.code, "fewer than 12" in done.err) == (2, True)
    assert not pdtrack.journal.exists()


@needs_sqlcipher
@posix
def test_a_new_passphrase_is_typed_twice_and_asked_for_first(
    home: Path, terminal: Terminal
) -> None:
    """The screen never shows it, and a wrong passphrase loses no answer."""
    words = "quiet rivers under stone"
    screen = terminal("passphrase set")
    screen.expect("nobody can reset one")
    screen.expect("New passphrase:")
    screen.type("short")
    screen.expect("fewer than 12")
    screen.expect("New passphrase:")
    screen.type(words)
    screen.expect("Repeat it:")
    screen.type(words)
    screen.expect("encrypted from its first entry")
    assert screen.end() == 0
    assert words not in screen.raw
    assert screen.text.count("nobody can reset one") == 1
    screen = terminal("log")
    screen.expect("Passphrase:")
    assert "Before you start" not in screen.text
    screen.type("a wrong one")
    screen.expect("That passphrase didn't work.")
    screen.type()
    screen.expect("That passphrase didn't work.")
    screen.type(words)
    screen.expect("Before you start")
    assert "passphrase set" not in screen.text
    screen.interrupt()
    assert screen.end() == 130


@needs_sqlcipher
@posix
def test_pdtrack_asks_for_a_new_passphrase_until_both_match(home: Path, terminal: Terminal) -> None:
    """If it gave up, the next try could be typed into the shell and stay in its history."""
    screen = terminal("passphrase set")
    for first, second, said in (
        ("short", None, "fewer than 12"),
        (" " * 14, None, "fewer than 12"),
        (PHRASE, "something else", "don't match"),
        (PHRASE, "yet something else", "don't match"),
    ):
        screen.expect("New passphrase:")
        screen.type(first)
        if second is not None:
            screen.expect("Repeat it:")
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
    """The passphrase comes first, so a wrong one loses no words."""
    screen = terminal("log --new --mood 3 --note -")
    screen.expect("Passphrase:")
    screen.type(PHRASE)
    screen.expect("Type the note; Ctrl-D on a line of its own ends it.")
    screen.type("words of the night")
    screen.press("\x04")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0


@needs_sqlcipher
@posix
def test_pdtrack_ends_after_three_wrong_passphrases(locked: Pdtrack, terminal: Terminal) -> None:
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
def test_an_encrypted_journal_of_another_version_is_refused_and_never_copied(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version is inside the encryption: set to 0, to an older one, or to one far ahead."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    locked.ok("log --mood 6 --new")
    for version in (0, 1, VERSION - 1, -1, 99):
        with contextlib.closing(connect(locked.journal, PHRASE)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        before = {file: file.read_bytes() for file in locked.home.rglob("*") if file.is_file()}
        for line in ("list", "list", "log --mood 5", "export", "forget 1 --yes", "doctor"):
            done = locked(line)
            assert (done.code, done.err.count("\n")) == (3, 1), f"{version} {line}: {done}"
        after = {file: file.read_bytes() for file in locked.home.rglob("*") if file.is_file()}
        assert after == before, version
    with contextlib.closing(connect(locked.journal, PHRASE)) as connection:
        connection.execute("PRAGMA user_version = 0")
    assert "Saved 2 entries" in locked.ok("doctor --salvage saved.db").err


@needs_sqlcipher
@posix
def test_encrypting_a_journal_leaves_nothing_readable(locked: Pdtrack) -> None:
    """Not in the journal, the files next to it, or the backups."""
    for file in (locked.home / "data").rglob("*"):
        if file.is_file():
            assert NEEDLE.encode() not in file.read_bytes()


@posix
def test_a_crash_writes_no_core_dump(home: Path, terminal: Terminal) -> None:
    """This is set from the start, before anything is typed."""
    if not Path("/proc/self/limits").exists():
        pytest.skip("only Linux shows the limits of a process")
    screen = terminal("log")
    screen.expect("18 or older")
    limits = Path(f"/proc/{screen.running.pid}/limits").read_text()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[-3:-1] == ["0", "0"]
    screen.interrupt()
    assert screen.end() == 130


@needs_sqlcipher
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("mkfs.ext4") is None, reason="needs mkfs.ext4")
def test_encrypted_from_the_first_entry_no_note_reaches_the_disk(
    tmp_path: Path, process: Process, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole disk image has no copy of a note; unencrypted, there are many."""
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
