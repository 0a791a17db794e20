"""A lost, weak or missing passphrase: no dead end and no false sense of security."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from cli.locked import NEEDLE, PHRASE, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Process, Terminal
from pdtrack.cli.first_use import NOTICE, OPEN
from pdtrack.content import library
from pdtrack.store import connection

pytestmark = needs_sqlcipher
LINES = ("", "guide", "guide if-you-cry", "support", "help", "--help", "privacy", "log --help")
SHELLS = (
    "completion bash",
    "completion zsh",
    "completion fish",
    "config",
    "--version",
    "config keep-months 99",
)


@posix
def test_after_three_wrong_passphrases_pdtrack_shows_how_to_start_over(
    locked: Pdtrack, terminal: Terminal
) -> None:
    """Starting over needs no passphrase."""
    screen = terminal("list")
    for _ in range(3):
        screen.expect("Passphrase:")
        screen.type("not the right one")
    screen.expect("If it is really lost, the entries can't be opened.")
    screen.expect("To start over: pdtrack forget --all")
    assert screen.end() == 3
    screen = terminal("forget --all")
    screen.expect("Type forget to go on")
    assert "Passphrase" not in screen.text
    screen.type("forget")
    screen.expect("Everything was erased")
    assert screen.end() == 0
    assert not locked.journal.exists()


@posix
def test_a_backup_can_replace_a_journal_that_nobody_can_open(
    locked: Pdtrack, terminal: Terminal
) -> None:
    """pdtrack asks for its passphrase three times and then no more."""
    other = locked.home / "other"
    locked.ok(f"--journal {other}/j.db log --mood 5")
    screen = terminal(f"restore {other}/j.db")
    for _ in range(3):
        screen.expect("Passphrase:")
        screen.type("not the right one")
    screen.expect("can't be opened. It is kept as it is.")
    screen.expect("Go on?")
    screen.type("y")
    screen.expect("holds 1 entry now")
    assert screen.end() == 0


@posix
def test_commands_that_need_no_journal_ask_for_no_passphrase(
    locked: Pdtrack, terminal: Terminal
) -> None:
    """On a terminal and in a script, discreet or not."""
    for line in (*LINES, *SHELLS):
        for mode in ("", "--discreet "):
            done = locked(f"{mode}{line}")
            assert done.code == 0, f"{mode}{line}: {done.err}"
            assert NEEDLE not in done.out + done.err
    for line in ("", "support"):
        screen = terminal(line)
        assert screen.end() == 0
        assert "Passphrase" not in screen.text


@posix
def test_a_kill_at_the_passphrase_prompt_leaves_the_terminal_visible(
    locked: Pdtrack, terminal: Terminal
) -> None:
    """SIGTERM or Ctrl-\\ while typing is hidden: exit 143 or 131, and the shell echoes again."""
    import termios

    for code in (143, 131):
        screen = terminal("list")
        screen.expect("Passphrase:")
        assert not termios.tcgetattr(screen.master)[3] & termios.ECHO
        if code == 143:
            os.kill(screen.running.pid, signal.SIGTERM)
        else:
            screen.press("\x1c")
        assert screen.running.wait(30) == code
        assert termios.tcgetattr(screen.master)[3] & termios.ECHO


@posix
def test_a_weak_passphrase_is_accepted_with_a_warning(pdtrack: Pdtrack, process: Process) -> None:
    """pdtrack never refuses it; a strong one gets no warning."""
    pytest.importorskip("zxcvbn")
    for words in ("aaaaaaaaaaaa", "password1234", "maria1987maria"):
        file = secret(pdtrack.home, words)
        environ = os.environ | {"PDTRACK_PASSPHRASE_FILE": file}
        done = process("--journal weak/j.db passphrase set", env=environ)
        assert (done.code, "easy to guess" in done.err) == (0, True), words
        assert words not in done.out + done.err
        shutil.rmtree("weak")
    file = secret(pdtrack.home, PHRASE)
    environ = os.environ | {"PDTRACK_PASSPHRASE_FILE": file}
    done = process("--journal weak/j.db passphrase set", env=environ)
    assert (done.code, "easy to guess" in done.err) == (0, False)
    environ["PDTRACK_PASSPHRASE_FILE"] = secret(pdtrack.home, "short")
    done = process("--journal other/j.db passphrase set", env=environ)
    assert (done.code, done.err.count("\n")) == (2, 1)  # one that is refused gets no warning


def test_a_passphrase_needs_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library for it is not installed."""
    from pdtrack.cli.passphrase_source import guessed_in

    monkeypatch.setitem(sys.modules, "zxcvbn", None)
    assert guessed_in("aaaaaaaaaaaa") == ""


def test_a_very_long_passphrase_is_judged_at_once(pdtrack: Pdtrack) -> None:
    """Only its beginning is checked, by a library that is slow for long words."""
    from pdtrack.cli.passphrase_source import guessed_in

    pytest.importorskip("zxcvbn")
    assert guessed_in("aB3$" * 250) in ("", guessed_in(("aB3$" * 250)[:72]))


@posix
def test_the_first_entry_after_setting_one_has_no_warning_about_readers(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first-use notice suits a journal with a passphrase."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    for mode in ("--discreet ", ""):
        done = pdtrack.ok(f"{mode}log --new --mood 5")
        assert "Anyone who can" not in done.out + done.err
        assert "pdtrack passphrase set" not in done.out + done.err
        assert "stays on this device" in done.out + done.err
    assert OPEN[0] in library.message("setup-device").text
    assert OPEN[0] in NOTICE
    assert OPEN[1] in library.message("disclaimer").text


@posix
def test_a_journal_without_its_passphrase_is_refused(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup, a service or someone put it there: pdtrack neither reads nor writes it."""
    locked.ok("--journal plain/j.db log --mood 5 --note planted")
    shutil.copy("plain/j.db", locked.journal)
    before = locked.journal.read_bytes()
    for line in ("log --mood 3", "list --notes", "export", "edit 1 --mood 3", "forget 1 --yes"):
        done = locked(line)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1), line
        assert "had a passphrase" in done.err
    assert locked("doctor").code == 3
    assert "what is in its place now has none" in locked.ok("privacy").out
    assert locked.journal.read_bytes() == before
    locked.journal.unlink()
    done = locked("log --mood 3")
    assert done.code == 3
    assert not locked.journal.exists()
    shutil.copy("plain/j.db", locked.journal)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    locked.ok("passphrase set")
    assert "planted" in locked.ok("list --notes").out


@posix
def test_each_way_to_an_encrypted_journal_is_remembered(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made with a passphrase, restored with one, or brought from elsewhere and only read."""
    pdtrack.ok("--journal plain/j.db log --mood 5")
    phrase = secret(pdtrack.home)

    def is_refused(lines: list[str], how: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv("PDTRACK_PASSPHRASE_FILE", phrase)
            for line in lines:
                pdtrack.ok(line)
        shutil.copy("plain/j.db", pdtrack.journal)
        before = pdtrack.journal.read_bytes()
        done = pdtrack("log --mood 3")
        assert (done.code, "had a passphrase" in done.err) == (3, True), how
        assert pdtrack.journal.read_bytes() == before
        pdtrack.journal.unlink()

    is_refused(["passphrase set"], "made")
    lock = pdtrack.journal.with_name("journal.db.lock")
    lock.unlink()
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_PASSPHRASE_FILE", phrase)
        for line in ("passphrase set", "log --mood 5", "backup locked.db"):
            pdtrack.ok(line)
    pdtrack.ok("forget --all --yes")
    is_refused(["restore locked.db"], "restored")
    lock.unlink()
    shutil.copy("locked.db", pdtrack.journal)
    is_refused(["list"], "read")


@posix
def test_a_link_to_another_journal_is_no_way_around_the_passphrase(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal that was moved and linked still opens; its passphrase can be removed."""
    locked.ok("--journal plain/j.db log --mood 5")
    moved = locked.home / "moved.db"
    locked.journal.rename(moved)
    locked.journal.symlink_to(locked.home / "plain" / "j.db")
    for line in ("log --mood 3", "list"):
        done = locked(line)
        assert (done.code, done.out, "had a passphrase" in done.err) == (3, "", True), line
    locked.journal.unlink()
    locked.journal.symlink_to(moved)
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
        assert NEEDLE in locked.ok("list --notes").out
        locked.ok("passphrase remove --yes")
    locked.ok("log --mood 3 --new")


@posix
def test_a_new_diary_can_be_started_where_a_locked_one_is_gone(
    locked: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a passphrase again, after a question; the backups of the old one stay."""
    copies = sorted(locked.journal.parent.glob("backups/*.db"))
    assert copies
    locked.journal.unlink()
    screen = terminal("log --mood 5")
    screen.expect("pdtrack passphrase set can start a new diary.")
    assert screen.end() == 3
    screen = terminal("passphrase set")
    screen.expect("Begin a new diary?")
    screen.type("yes")
    for question in ("New passphrase:", "Repeat it:"):
        screen.expect(question)
        screen.type(PHRASE)
    screen.expect("A new journal was made")
    assert screen.end() == 0
    assert sorted(locked.journal.parent.glob("backups/*.db")) == copies
    locked.journal.unlink()
    for copy in copies:
        copy.unlink()
    done = locked("log --mood 5")
    assert (done.code, "had a passphrase, and it is missing" in done.err) == (3, True)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    locked.ok("passphrase set")
    locked.ok("log --mood 5")


@posix
def test_a_passphrase_removed_on_purpose_is_not_missed(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `passphrase remove`, or by restoring a backup without one."""
    locked.ok("--journal plain/j.db log --mood 5 --note planted")
    locked.ok("restore plain/j.db")
    locked.ok("log --mood 3")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    locked.ok("passphrase set")
    locked.ok("passphrase remove --yes")
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    locked.ok("log --mood 3 --new")
    locked.ok("forget --all --yes")
    assert not locked.journal.parent.exists()


@posix
@pytest.mark.parametrize("line", ["passphrase remove --yes", "restore plain/j.db"])
def test_an_interrupted_passphrase_remove_does_not_lock_the_journal(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Killed right before or after the new file is in place: the next command works."""
    locked.ok("--journal plain/j.db log --mood 5")
    phrase = secret(locked.home)
    for where in ("before", "after"):
        real = connection.put_in_place

        def killed(path: Path, where: str = where, real: Any = real) -> None:
            if where == "after":
                real(path)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("pdtrack.store.rekey.put_in_place", killed)
            patch.setattr("pdtrack.store.restore.put_in_place", killed)
            if "remove" in line:
                patch.setenv("PDTRACK_PASSPHRASE_FILE", phrase)
            locked(line)
        with monkeypatch.context() as patch:
            if where == "before":
                patch.setenv("PDTRACK_PASSPHRASE_FILE", phrase)
            locked.ok("log --mood 5 --new")


@posix
def test_nothing_is_written_unencrypted_while_a_variable_names_a_passphrase(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to an unencrypted journal nor to a new one."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    done = pdtrack("log --mood 5")
    assert (done.code, "passphrase set" in done.err) == (3, True)
    assert not pdtrack.journal.exists()
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    pdtrack.ok("log --mood 5")
    before = pdtrack.journal.read_bytes()
    monkeypatch.setenv("PDTRACK_PASSPHRASE_COMMAND", "cat secret")
    done = pdtrack("log --mood 6")
    assert (done.code, "PDTRACK_PASSPHRASE_COMMAND is set" in done.err) == (3, True)
    assert pdtrack.journal.read_bytes() == before
    pdtrack.ok("passphrase set")
    pdtrack.ok("log --mood 6 --new")


@posix
def test_a_passphrase_command_that_never_ends_is_stopped(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 64 KB, whatever it writes and however it clings: one line, exit 3, little memory."""
    clinging = "sh -c 'trap \"\" PIPE; head -c 99999 /dev/zero; sleep 99'"
    for command in ("cat /dev/zero", "head -c 99999999 /dev/zero", clinging):
        monkeypatch.setenv("PDTRACK_PASSPHRASE_COMMAND", command)
        tracemalloc.start()
        begun = time.monotonic()
        done = locked("list")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (done.code, done.err.count("\n")) == (3, 1)
        assert "more than 64 KB" in done.err
        assert peak < 2**25
        assert time.monotonic() - begun < 60


@pytest.mark.skipif(sys.platform != "linux", reason="a rule of Linux")
def test_other_programs_cannot_read_the_passphrase_in_memory(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux lets only root look into the process, also while a passphrase is new."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    program = (
        "import ctypes, sys\nfrom pdtrack.cli.main import main\ncode = main(sys.argv[1:])\n"
        "print('dumpable', ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), code, file=sys.stderr)\n"
    )
    for line in ("list", "--journal other/j.db passphrase set"):
        argv = [sys.executable, "-c", program, *line.split()]
        done = subprocess.run(argv, capture_output=True, text=True)
        assert done.stderr.splitlines()[-1] == "dumpable 0 0", line


@posix
def test_a_restore_that_asks_does_not_block_other_commands(
    locked: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another command can write while pdtrack asks for a backup's passphrase."""
    shutil.copy(locked.journal, "backup.db")
    locked.ok("forget --all --yes")
    locked.ok("log --mood 5")
    screen = terminal("restore backup.db")
    screen.expect("Go on?")
    screen.type("y")
    screen.expect("Passphrase of that backup:")
    screen.type("not the right one")
    screen.expect("That passphrase didn't work.")
    locked.ok("log --mood 6 --new")
    screen.type(PHRASE)
    screen.expect("holds 1 entry now")
    assert screen.end() == 0
