"""A disk that is full, failing or read-only: reported in one line, and nothing is lost.

Some points of one command run with every test; all of them with `make torture`, which prints
the results.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.locked import needs_sqlcipher, secret
from conftest import Pdtrack, Process, Result
from faults.calls import CASES, NEEDLE, outcomes
from faults.figures import say
from faults.test_kills import check_saved, needs_strace

ERRORS = ("EIO", "ENOSPC", "EROFS", "EDQUOT")


def is_clean(code: int, said: str) -> None:
    """One line that names the problem, a documented exit code, and no word of the diary."""
    assert code in (1, 2, 3), said
    last = said.strip().splitlines()[-1]
    assert last.startswith("pdtrack: "), said
    assert "Traceback" not in said
    assert "Something went wrong inside" not in said, said
    assert NEEDLE not in said


def check_errors(
    tmp_path: Path, name: str, error: str, every: int = 1, first: int = 0
) -> Counter[str]:
    """Make calls of the command fail with that error; count the results."""
    table: Counter[str] = Counter()
    faults = (f"error={error}",)
    for one in outcomes(tmp_path, CASES[name], faults, every, first, then=False):
        try:
            is_new = one.is_new
            table["points"] += 1
            if one.done.returncode == 0:
                assert is_new, "said to be done, and was not"
                table["done all the same"] += 1
            else:
                is_clean(one.done.returncode, one.done.stderr)
                if "Saved as" in one.done.stdout:
                    assert is_new, "said to be saved, and was not"
                if "Nothing was saved" in one.done.stderr:
                    assert not is_new, "said not to be saved, and was"
                table["refused, and done" if is_new else "refused, nothing done"] += 1
        except AssertionError as problem:
            said = one.done.stdout + one.done.stderr
            raise AssertionError(f"{one.call}: {problem}\n{said}") from None
    return table


@needs_strace
@pytest.mark.parametrize(("error", "first"), [("EIO", 3), ("ENOSPC", 8)])
def test_an_error_is_reported_and_breaks_nothing(tmp_path: Path, error: str, first: int) -> None:
    """At some calls of `log`, which is quick enough for every run."""
    assert check_errors(tmp_path, "log", error, every=11, first=first)["points"] >= 3


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize("name", CASES)
def test_an_error_at_any_call_is_reported_and_breaks_nothing(tmp_path: Path, name: str) -> None:
    """At every call of every command that writes, each with two of the four errors."""
    table: Counter[str] = Counter()
    for number, error in enumerate(ERRORS):
        place = tmp_path / error
        table += check_errors(place, name, error, every=2, first=number % 2)
    say(f"errors at every call: {name}", table)


@contextlib.contextmanager
def mounted(place: Path, size: str) -> Iterator[Path]:
    """A separate small disk, which only root can make."""
    place.mkdir(parents=True)
    mount = shutil.which("mount")
    if mount is None or os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can make a disk")
    argv = [mount, "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(place)]
    if subprocess.run(argv, capture_output=True, check=False).returncode != 0:
        pytest.skip("no disk can be made here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(pdtrack: Pdtrack) -> tuple[set[str], Result]:
    """Log long notes until one is refused; return the notes reported as saved."""
    acknowledged: set[str] = set()
    for number in range(2000):
        note = f"{number} " + "x" * 1500
        result = pdtrack(["log", "--new", "--mood", "5", "--note", note])
        if result.code != 0:
            return acknowledged, result
        acknowledged.add(note)
    raise AssertionError("the disk does not get full")


def test_a_full_disk_loses_nothing(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every note reported as saved is there, reading works, and freed space fixes the rest."""
    with mounted(pdtrack.home / "disk", "512k") as disk:
        monkeypatch.setenv("PDTRACK_JOURNAL", str(disk / "journal.db"))
        (disk / "ballast").write_bytes(b"x" * 64 * 1024)
        pdtrack.ok("log --mood 5")
        acknowledged, refused = fill(pdtrack)
        is_clean(refused.code, refused.err)
        assert refused.code == 1
        assert "full" in refused.err
        assert len(acknowledged) > 20
        for line in ("delete 1 --yes", "edit 1 --mood 3", "undo"):
            result = pdtrack(line)
            if result.code != 0:
                is_clean(result.code, result.err)
        check_saved(
            disk / "journal.db",
            acknowledged - {max(acknowledged, key=lambda note: int(note.split()[0]))},
        )
        pdtrack.ok("list")
        out = pdtrack.home / "out.csv"
        pdtrack.ok(f"export {out}")
        (disk / "ballast").unlink()
        pdtrack.ok("log --new --mood 6")


def test_a_saved_entry_is_never_said_not_to_be(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is room for it, and none for the day's backup of what was before."""
    with mounted(pdtrack.home / "disk", "256k") as disk:
        monkeypatch.setenv("PDTRACK_JOURNAL", str(disk / "journal.db"))
        pdtrack.ok(["log", "--mood", "5", "--note", "x" * 19_000])
        room = shutil.disk_usage(disk).free - 40 * 1024
        (disk / "ballast").write_bytes(b"x" * room)
        done = pdtrack.ok("log --new --mood 6")
        assert "Today's automatic backup could not be made. The disk is full." in done.err
        assert "Nothing was saved" not in done.err


@needs_sqlcipher
def test_a_disk_too_full_for_a_passphrase_is_not_called_a_damaged_journal(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever believed that would go back to a backup, for nothing."""
    with mounted(pdtrack.home / "disk", "512k") as disk:
        monkeypatch.setenv("PDTRACK_JOURNAL", str(disk / "journal.db"))
        for number in range(5):
            pdtrack.ok(["log", "--new", "--mood", "5", "--note", f"{number}" * 19_000])
        room = shutil.disk_usage(disk).free - 60 * 1024
        (disk / "ballast").write_bytes(b"x" * room)
        monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
        refused = pdtrack("passphrase set")
        assert refused.code == 1, refused.err
        assert "The disk is full." in refused.err
        monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
        assert len(pdtrack.ok("list --json").json["entries"]) == 5


def test_an_export_to_a_full_disk_leaves_nothing_behind(pdtrack: Pdtrack) -> None:
    """No partial file and no draft; an older file of that name is still there."""
    with mounted(pdtrack.home / "disk", "64k") as disk:
        for number in range(60):
            pdtrack.ok(["log", "--new", "--mood", "5", "--note", f"{number} " + "x" * 1500])
        (disk / "out.csv").write_text("old")
        for line in (f"export {disk}/new.csv", f"export {disk}/out.csv --force"):
            result = pdtrack(line)
            is_clean(result.code, result.err)
            assert "full" in result.err or "space" in result.err
        result = pdtrack(f"backup {disk}/copy.db")
        is_clean(result.code, result.err)
        assert [path.name for path in disk.iterdir()] == ["out.csv"]
        assert (disk / "out.csv").read_text() == "old"


def test_a_diary_on_a_read_only_disk_can_be_read(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading works, logging is refused with exit 3, and not a byte changes."""
    with mounted(pdtrack.home / "disk", "2m") as disk:
        monkeypatch.setenv("PDTRACK_JOURNAL", str(disk / "journal.db"))
        pdtrack.ok(["log", "--mood", "5", "--note", NEEDLE])
        before = (disk / "journal.db").read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for line in ("list", "show last", "patterns", "chart", "export", "doctor", "tags"):
            assert pdtrack(line).code == 0, line
        for line in ("log --mood 5", "edit 1 --mood 3", "delete 1 --yes", "undo", "later --mood 3"):
            result = pdtrack(line)
            is_clean(result.code, result.err)
            assert result.code == 3, line
        assert (disk / "journal.db").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="no such limit on Windows")
def test_a_limit_on_the_size_of_files_loses_nothing(process: Process, home: Path) -> None:
    """The journal can't grow beyond a shell limit: refused in one line."""
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (72 * 1024, 72 * 1024))

    acknowledged = set()
    for number in range(20):
        note = f"{number} " + "x" * 6000
        result = process(f"log --new --mood 5 --note '{note}'", preexec_fn=limited)
        if result.code != 0:
            is_clean(result.code, result.err)
            break
        acknowledged.add(note)
    else:
        raise AssertionError(f"the limit does not hold on {sys.platform}")
    check_saved(home / "data" / "pdtrack" / "journal.db", acknowledged)
    assert process("log --new --mood 6").code == 0
