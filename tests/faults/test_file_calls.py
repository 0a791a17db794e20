"""A kill, or an error of the disk, at every call to the file system that a command makes.

Whatever happens, the journal is the old one or the new one, never something between, and
the next command works. Takes minutes: `pytest -m slow tests/faults -s` prints the figures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import pdtrack as package
from build import NOW, entry
from pdtrack.store.crypt import looks_encrypted
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.opening import draft_of
from pdtrack.store.passphrase import rebuild

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace"),
]

SOURCE = Path(package.__file__).parents[1]
OLD, NEW = "the old passphrase", "the new passphrase"
NEEDLE = "needle of the note"
CALLS = (
    *("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename"),
    *("link", "mkdir", "rmdir", "chmod", "fchmod", "flock"),
)
ERRORS = ("ENOSPC", "EIO")
LINE = re.compile(r"^(\w+)\((.*)")


@dataclass(frozen=True)
class Case:
    """A command, the passphrase before it, and the one after it."""

    line: str
    before: str | None
    after: str | None
    forgets: bool = False
    restores: bool = False


CASES = {
    "passphrase set": Case("passphrase set", None, NEW),
    "passphrase change": Case("passphrase change --new-file NEW", OLD, NEW),
    "passphrase remove": Case("passphrase remove --yes", OLD, None),
    "forget": Case("forget 2 --yes", None, None, forgets=True),
    "restore": Case("restore COPY", None, None, restores=True),
    "forget encrypted": Case("forget 2 --yes", OLD, OLD, forgets=True),
}


def opened(path: Path, passphrase: str | None = None) -> Journal:
    """The journal; made where it is missing."""
    journal = open_journal(path, create=True, ask=lambda _: passphrase or "")
    assert journal is not None
    return journal


def prepare(home: Path, case: Case) -> None:
    """A journal of three entries with a copy of yesterday; the second holds the needle."""
    path = home / "data" / "journal.db"
    with opened(path) as journal:
        for number in (1, 2, 3):
            with journal.writing("log", now=NOW):
                note = NEEDLE if number == 2 else f"stays {number}"
                journal.add(replace(entry(ago=9 - number, after=5, note=note), id=None))
        journal.keep_daily_copy(NOW.date())
    with opened(home / "COPY") as copy, copy.writing("log", now=NOW):
        copy.add(replace(entry(after=5, note="copied"), id=None))
    if case.before is not None:
        rebuild(path, None, new=case.before, again=case.before, day=NOW.date())
    for name, words in (("OLD", OLD), ("NEW", NEW)):
        (home / name).write_text(words)
        (home / name).chmod(0o600)


def run(home: Path, case: Case, *strace: str) -> subprocess.CompletedProcess[str]:
    """The command, under strace."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PDTRACK_JOURNAL": str(home / "data" / "journal.db"),
        "PDTRACK_PASSPHRASE_FILE": str(home / ("NEW" if case.before is None else "OLD")),
    }
    words = [str(home / word) if word in ("NEW", "COPY") else word for word in case.line.split()]
    argv = ["strace", *strace, sys.executable, "-m", "pdtrack", *words]
    return subprocess.run(
        argv, env=environ, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def points(home: Path, case: Case) -> Iterator[tuple[str, int]]:
    """Every call of the command that touches our files, and which of its kind it is."""
    trace = home / "trace"
    done = run(home, case, "-o", str(trace), "-e", f"trace={','.join(CALLS)}")
    assert done.returncode == 0, done.stderr
    seen: Counter[str] = Counter()
    for line in trace.read_text().splitlines():
        found = LINE.match(line)
        if found is None:
            continue
        name, rest = found.groups()
        seen[name] += 1
        if str(home) in rest or not rest.startswith(("AT_FDCWD", '"', "1,", "2,")):
            yield name, seen[name]


def state(home: Path, case: Case) -> str:
    """Whether the journal is the old one or the new one; fails where it is neither."""
    path = home / "data" / "journal.db"
    passphrase = case.before
    if case.before != case.after and looks_encrypted(path):
        passphrase = OLD if case.before == OLD else NEW
        if case.before is not None and case.after is not None:
            passphrase = OLD if opens(path, OLD) else NEW
    if case.before != case.after and not looks_encrypted(path):
        passphrase = None
    with opened(path, passphrase) as journal:
        notes = [one.note for one in journal.entries()]
        assert journal.count() == len(notes)
    all_of_them = ["stays 1", NEEDLE, "stays 3"]
    assert not draft_of(path).exists()
    if case.restores:
        if notes == ["copied"]:
            kept = [file for file in (path.parent / "backups").iterdir() if "replaced" in file.name]
            with opened(kept[-1]) as before:
                assert [one.note for one in before.entries()] == all_of_them
            return "new"
        assert notes == all_of_them
        return "old"
    if not case.forgets:
        assert notes == all_of_them
        return "new" if passphrase == case.after else "old"
    if notes == all_of_them:
        return "old"
    assert notes == ["stays 1", "stays 3"]
    return "new"


def opens(path: Path, passphrase: str) -> bool:
    """Whether that passphrase opens the journal."""

    def ask(wrong: int) -> str:
        if wrong:
            raise LookupError
        return passphrase

    try:
        journal = open_journal(path, ask=ask)
    except LookupError:
        return False
    assert journal is not None
    journal.close()
    return True


def in_the_clear(home: Path) -> list[str]:
    """The files of ours that hold the needle as anybody can read it."""
    return [
        file.name
        for file in (home / "data").rglob("*")
        if file.is_file() and NEEDLE.encode() in file.read_bytes()
    ]


def at_every_point(
    tmp_path: Path, name: str, faults: tuple[str, ...], check: Callable[..., None]
) -> None:
    """Run the command once for each point and each fault, on a fresh copy each time."""
    case = CASES[name]
    base = tmp_path / "base"
    (base / "data").mkdir(parents=True)
    prepare(base, case)
    home = tmp_path / "home"
    shutil.copytree(base, home)
    table: Counter[str] = Counter()
    for call, number in list(points(home, case)):
        for fault in faults:
            shutil.rmtree(home)
            shutil.copytree(base, home)
            how = f"inject={call}:{fault}:when={number}"
            done = run(home, case, "-o", "/dev/null", "-e", f"trace={call}", "-e", how)
            try:
                check(home, case, done, table)
            except AssertionError as problem:
                raise AssertionError(f"{how}: {problem}\n{done.stdout}{done.stderr}") from problem
    print(f"\n{name}: {', '.join(f'{what} {count}' for what, count in sorted(table.items()))}")


@pytest.mark.parametrize("name", CASES)
def test_a_kill_at_any_call_leaves_the_old_or_the_new(tmp_path: Path, name: str) -> None:
    """SIGKILL before every single call; what is there afterwards is whole."""

    def check(
        home: Path, case: Case, done: subprocess.CompletedProcess[str], table: Counter[str]
    ) -> None:
        table["kills" if done.returncode != 0 else "not killed"] += 1
        found = state(home, case)
        table[found] += 1
        if found == "new" and (case.forgets or case.after is not None):
            assert in_the_clear(home) == []

    at_every_point(tmp_path, name, ("signal=KILL",), check)


@pytest.mark.parametrize("name", CASES)
def test_an_error_at_any_call_is_said_and_breaks_nothing(tmp_path: Path, name: str) -> None:
    """A full disk or a failing one: no false "done", one line, no traceback."""

    def check(
        home: Path, case: Case, done: subprocess.CompletedProcess[str], table: Counter[str]
    ) -> None:
        table["injected"] += 1
        assert "Traceback" not in done.stderr
        assert NEEDLE not in done.stdout + done.stderr
        found = state(home, case)
        if done.returncode == 0:
            table["done"] += 1
            assert found == "new"
            if case.forgets or case.after is not None:
                assert in_the_clear(home) == []
        else:
            table[f"refused, {found}"] += 1
            assert done.returncode in (1, 2, 3)
            assert done.stderr.startswith("pdtrack: ")
            assert "Something went wrong inside" not in done.stderr

    at_every_point(tmp_path, name, tuple(f"error={error}" for error in ERRORS), check)
