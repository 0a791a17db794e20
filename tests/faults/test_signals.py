"""Ctrl-C, Ctrl-\\, a closed window, SIGTERM and a full disk: no half-written file stays.

pdtrack reports what is saved, and nothing else.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from cli.locked import PHRASE, needs_sqlcipher, secret
from conftest import Pdtrack, Result
from faults.figures import say
from faults.test_disk import is_clean

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no such signals on Windows")

# Sends a signal to pdtrack itself, or fails, at one call of a Python function.
PROGRAM = """
import errno, importlib, os, signal, sys
from pdtrack.__main__ import run
module, name, number, kind = sys.argv.pop(1).split(" ")
place = importlib.import_module(module)
*path, last = name.split(".")
for part in path:
    place = getattr(place, part)
real, left = getattr(place, last), [int(number)]
def struck(*words, **how):
    left[0] -= 1
    if left[0] == 0:
        open("../struck", "w").close()
    if left[0] == 0 and kind.startswith("E"):
        raise OSError(getattr(errno, kind), os.strerror(getattr(errno, kind)))
    if left[0] == 0:
        os.kill(os.getpid(), getattr(signal, kind))
    return real(*words, **how)
setattr(place, last, struck)
run()
"""
WRITERS = (
    *("export out", "export out --json", "report out", "backup out", "doctor --salvage out"),
    *("support --add Robin", "config clock 12", "restore copy.db"),
    *("log --mood 6 --new", "import past.csv", "forget 1 --yes"),
)

# What a shell shows for SIGHUP, SIGINT, SIGQUIT and SIGTERM.
ENDED = (129, 130, 131, 143)


def struck(line: str, at: str, *, number: int = 1, kind: str = "SIGTERM") -> Result:
    """pdtrack with a signal at the `number`th call of `at`."""
    argv = [sys.executable, "-c", PROGRAM, f"{at} {number} {kind}", *line.split()]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def drafts(home: Path) -> list[str]:
    """Every half-written file."""
    return [path.name for path in home.rglob("*") if ".new" in path.name]


@pytest.fixture
def begun(pdtrack: Pdtrack) -> Pdtrack:
    """A diary of two entries, backups with the first one, and a file to import."""
    pdtrack.ok("log --mood 5 --note needle")
    pdtrack.ok("backup copy.db")
    pdtrack.ok("log --mood 5 --new")
    Path("past.csv").write_text("at,kind,after\n2026-11-01T23:00:00+01:00,intimate,3\n")
    return pdtrack


def test_a_signal_leaves_no_draft(begun: Pdtrack) -> None:
    """While each command writes its file: exit 143, 129 or 131 (Ctrl-\\), and nothing stays.

    Where entries are erased already, the command finishes.
    """
    for turn, line in enumerate(WRITERS):
        kind, code = (("SIGTERM", 143), ("SIGHUP", 129), ("SIGQUIT", 131))[turn % 3]
        done = struck(line, "os fsync", kind=kind)
        assert done.code == (0 if "forget" in line else code), f"{line}: {done}"
        assert "needle" not in done.err
        assert "Traceback" not in done.err
        assert drafts(begun.home) == [], line
        assert not Path("out").exists(), line
        assert begun.ok("doctor --json").json["ok"], line


def test_a_full_disk_leaves_no_draft(begun: Pdtrack) -> None:
    """While each command writes its file: one line, exit 1, and no change."""
    for line in WRITERS:
        before = begun.ok("export").out
        done = struck(line, "os fsync", kind="ENOSPC")
        assert done.code in (0, 1), f"{line}: {done}"
        is_clean(done.code, done.err) if done.code else None
        assert drafts(begun.home) == [], line
        assert not Path("out").exists(), line
        # Erased is erased, and the line shows what is still left to do.
        if done.code and "It is erased" not in done.err:
            assert begun.ok("export").out == before, line
        assert begun.ok("doctor --json").json["ok"], line


def test_a_disk_that_fills_up_while_the_journal_is_kept_leaves_no_draft(begun: Pdtrack) -> None:
    """The journal is copied to the backups before another one replaces it."""
    before = begun.ok("export").out
    for number in (2, 3):
        done = struck("restore copy.db", "os fsync", number=number, kind="ENOSPC")
        is_clean(done.code, done.err)
        assert drafts(begun.home) == []
        assert begun.ok("export").out == before


@needs_sqlcipher
def test_a_signal_while_a_passphrase_is_set_leaves_nothing_readable(
    begun: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is the old journal or the new one, and no third file."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(begun.home, PHRASE))
    assert struck("passphrase set", "pdtrack.store.rekey _verify").code == 143
    assert drafts(begun.home) == []
    for number in (1, 2, 3):
        struck("passphrase set", "os fsync", number=number)
        assert drafts(begun.home) == []
        begun.ok("list")


def test_a_signal_at_any_step_of_a_restore_leaves_no_draft(begun: Pdtrack) -> None:
    """Of the backup next to the journal, and of the journal among the backups."""
    codes = []
    for number in (1, 2, 3):
        codes.append(struck("restore copy.db", "os fsync", number=number).code)
        assert drafts(begun.home) == [], number
    assert codes[:2] == [143, 143]


def test_a_second_signal_does_not_stop_the_clearing_up(begun: Pdtrack) -> None:
    """A window that is closed sends more than one."""
    again = """
import pathlib
unlink = pathlib.Path.unlink
def struck_again(*words, **how):
    if left[0] <= 0:
        os.kill(os.getpid(), signal.SIGHUP)
    return unlink(*words, **how)
pathlib.Path.unlink = struck_again
run()
"""
    program = PROGRAM.removesuffix("run()\n") + again
    argv = [sys.executable, "-c", program, "os fsync 1 SIGTERM", "export", "out"]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr, drafts(begun.home)) == (143, b"", [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["SIGTERM", "SIGINT", "ENOSPC", "EIO"])
@pytest.mark.parametrize("line", WRITERS)
def test_a_signal_at_any_moment_leaves_no_draft(begun: Pdtrack, line: str, kind: str) -> None:
    """At every system call that a command makes for a file; what ends it early changed nothing."""
    base = shutil.copytree(begun.home, begun.home.parent / "base")
    mark = begun.home.parent / "struck"
    before = begun.ok("export").out
    table: Counter[str] = Counter()
    for at in ("os open", "os fsync", "os replace", "os link", "os rename", "os mkdir"):
        for number in range(1, 100):
            mark.unlink(missing_ok=True)
            shutil.rmtree(begun.home)
            shutil.copytree(base, begun.home)
            os.chdir(begun.home)
            done = struck(line, at, number=number, kind=kind)
            if not mark.exists():
                break
            where = f"{line}: {at} {number}: {done}"
            table["points"] += 1
            if done.code in ENDED:
                table["ended"] += 1
                assert begun.ok("export").out == before, where
            elif done.code:
                table["refused"] += 1
                is_clean(done.code, done.err)
                if "It is erased" not in done.err and "is in place" not in done.err:
                    assert begun.ok("export").out == before, where
            else:
                table["done"] += 1
            assert drafts(begun.home) == [], where
            assert begun.ok("doctor --json").json["ok"], where
    say(f"{kind} at every call for a file: {line}", table)


def test_drafts_of_a_killed_command_are_removed_later(begun: Pdtrack) -> None:
    """A backup's draft with the next backup, an export's with the next export; new ones stay.

    One of the journal itself goes at once: nobody else can be writing to it.
    """
    copies = begun.journal.parent / "backups"
    copies.mkdir(exist_ok=True)
    left = [copies / ".journal-2026-11-20.db.0123456789ab.new", Path(".out.0123456789ab.new")]
    new = [path.with_name(path.name.replace("ab.", "cd.")) for path in left]
    journal = begun.journal.with_name(".journal.db.new")
    for path in (*left, *new, journal):
        path.write_bytes(b"half a diary")
    # By a clock that was right, and by one that was ahead.
    for path, age in zip(left, (3600, -3600), strict=True):
        os.utime(path, (time.time() - age,) * 2)
    begun.ok("list")
    assert not journal.exists()
    begun.at("2026-11-25T00:40:00+01:00")
    begun.ok("log --mood 5")
    begun.ok("export out")
    assert [path.exists() for path in left] == [False, False]
    assert [path.exists() for path in new] == [True, True]
    # Nobody else writes meanwhile.
    for line in ("restore copy.db", "forget 1 --yes"):
        new[0].write_bytes(b"half a diary")
        begun.ok(line)
        assert not new[0].exists(), line


@needs_sqlcipher
def test_setting_a_passphrase_removes_every_readable_draft(
    begun: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also the replaced journal that a killed restore left."""
    copies = begun.journal.parent / "backups"
    copies.mkdir(exist_ok=True)
    draft = copies / ".journal-replaced-2026-11-20-120000.db.0123456789ab.new"
    shutil.copy(begun.journal, draft)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(begun.home, PHRASE))
    begun.ok("passphrase set")
    assert not draft.exists()


SAVING = ("log --mood 6 --new", "edit 1 --mood 7", "day 5", "delete 1 --yes", "undo")


def test_after_the_commit_ctrl_c_is_too_late(begun: Pdtrack) -> None:
    """Before it: exit 130, and nothing is written. After it: "Saved" and exit 0."""
    base = shutil.copytree(begun.home, begun.home.parent / "base")
    for line in SAVING:
        shutil.rmtree(begun.home)
        shutil.copytree(base, begun.home)
        os.chdir(begun.home)
        before = begun.ok("export").out
        done = struck(line, "pdtrack.store.entry_table EntryTable.count_words", kind="SIGINT")
        assert done.code in (130, 0), f"{line}: {done}"
        if done.code == 130:
            assert begun.ok("export").out == before, line
            assert done.out == "", line
        for at in ("pdtrack.cli.output Output.show", "pdtrack.__main__ leave"):
            shutil.rmtree(begun.home)
            shutil.copytree(base, begun.home)
            os.chdir(begun.home)
            done = struck(line, at, kind="SIGINT")
            assert (done.code, bool(done.out)) == (0, True), f"{line}: {at}: {done}"
            assert begun.ok("export").out != before, line


def test_ctrl_c_does_not_hide_that_a_file_was_written(begun: Pdtrack) -> None:
    """Once it has its name, the command reports it: nobody leaves a readable diary unawares."""
    for line in (*WRITERS[:5], "support --add Robin", "config keep-months 12"):
        done = struck(line, "pdtrack.store.files sync_placed", kind="SIGINT")
        assert (done.code, bool(done.out + done.err)) == (0, True), f"{line}: {done}"
        assert Path("out").exists() == (" out" in line), line
        Path("out").unlink(missing_ok=True)
    done = struck("config keep-months --reset", "pathlib Path.unlink", kind="SIGINT")
    assert (done.code, "all" in done.out) == (0, True), done


def test_ctrl_c_at_the_very_end_is_too_late(begun: Pdtrack) -> None:
    """Also where nothing was saved: what is shown was shown, without a trace of Python."""
    done = struck("list", "pdtrack.__main__ leave", kind="SIGINT")
    assert (done.code, bool(done.out), done.err) == (0, True, "")


def test_a_disk_error_does_not_hide_that_a_file_is_in_place(begun: Pdtrack) -> None:
    """Only its folder could not be synced: one line reports both, for a journal and a file."""
    before = begun.ok("export").out
    for line, at in (("restore copy.db", 2), ("export past.csv --force", 1)):
        done = struck(line, "pdtrack.store.files sync_folder", number=at, kind="EIO")
        is_clean(done.code, done.err)
        assert "is in place, but the disk reported an error" in done.err, line
    assert begun.ok("export").out != before
    assert "needle" in Path("past.csv").read_text()


@needs_sqlcipher
def test_ctrl_c_does_not_hide_that_the_journal_was_replaced(
    begun: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the new file is in place, the command reports it and exits with 0."""
    done = struck("restore copy.db", "os replace", number=2, kind="SIGINT")
    assert (done.code, "holds 1 entry now" in done.err) == (0, True), done
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(begun.home, PHRASE))
    done = struck("passphrase set", "pdtrack.store.copies keep_copy", kind="SIGINT")
    assert (done.code, "has a passphrase now" in done.err) == (0, True), done
    line = "--journal new/j.db passphrase set"
    done = struck(line, "pdtrack.store.files sync_folder", number=2, kind="SIGINT")
    assert (done.code, "A new journal was made" in done.err) == (0, True), done


def test_ctrl_c_does_not_hide_that_entries_were_erased(begun: Pdtrack) -> None:
    """Once they are erased from the journal, the backups follow, and the command reports it."""
    at = "pdtrack.store.copy_without erase_from"
    done = struck("forget 1 --yes", at, kind="SIGINT")
    assert (done.code, "1 automatic backup was replaced" in done.out) == (0, True), done
    assert not any(b"needle" in path.read_bytes() for path in begun.journal.parent.rglob("*.db*"))
    done = struck("forget --all --yes", "pdtrack.store.copies remove_copies", kind="SIGINT")
    assert (done.code, "Everything was erased" in done.out) == (0, True), done
    assert not begun.journal.parent.exists()


def test_ignored_signals_stay_ignored(begun: Pdtrack) -> None:
    """`nohup` and background jobs ignore signals, and pdtrack keeps that."""
    argv = [sys.executable, "-c", PROGRAM, "os fsync 1 SIGHUP", "export", "out"]
    off = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    finally:
        signal.signal(signal.SIGHUP, off)
    assert done.returncode == 0
    assert Path("out").exists()


DROPPED = """
import os, signal
from pdtrack.cli import interrupts
interrupts.listen()
class Collected:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
Collected()
print("went on", flush=True)
try:
    interrupts.release()
except KeyboardInterrupt:
    print("stopped")
"""


def test_a_ctrl_c_that_python_drops_stops_at_the_next_question() -> None:
    """An error raised while an object is collected is reported, and goes no further."""
    done = subprocess.run(
        [sys.executable, "-c", DROPPED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[:2] == ["went on", "stopped"]


HELD = """
import os, signal, time
from pdtrack.cli import interrupts
interrupts.listen()
signal.signal(signal.SIGINT, signal.default_int_handler)  # as a prompt leaves it
interrupts.hold()
os.kill(os.getpid(), signal.SIGINT)
print("waited", flush=True)
interrupts.drop()
interrupts.release()
print("dropped", flush=True)
interrupts.hold()
real = time.monotonic
time.monotonic = lambda: real() + 30
try:
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    print("stopped")
"""


def test_a_ctrl_c_waits_only_while_something_is_saved() -> None:
    """Also after a prompt; not where nothing was saved after all, and not for half a minute."""
    done = subprocess.run(
        [sys.executable, "-c", HELD], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["waited", "dropped", "stopped"]
