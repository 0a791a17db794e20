"""Failing calls: run pdtrack under strace and make one file-system call fail."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdtrack as package

SOURCE = Path(package.__file__).parents[1]
NEEDLE = "needle of the note"
Injected = tuple[str, subprocess.CompletedProcess[str]]
CALLS = (
    *("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename"),
    *("link", "mkdir", "rmdir", "chmod", "fchmod", "flock", "fcntl", "pread64"),
)
# Those that leave something else on the disk; to be killed at any other call is to be killed
# at the last one of these.
CHANGING = (
    *("openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename"),
    *("link", "mkdir", "rmdir", "chmod", "fchmod"),
)
KILL = ("signal=KILL",)
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)")
STRACE = ("strace", "-f", "-o")
# Stops only where it is asked to. With it, some machines never deliver a signal.
QUICK = ("strace", "-f", "--seccomp-bpf", "-o")
# Words of a command that are replaced by a file in the home.
PLACES = ("PAST", "OUT", "COPY", "NEW")
PDTRACK = ("-m", "pdtrack")


@dataclass(frozen=True)
class Case:
    """A command, and whether there is a journal before it.

    `secret`: the file in the home that holds the passphrase, where there is one. `program`:
    what Python runs, if it isn't pdtrack itself.
    """

    line: str
    begins: bool = True
    secret: str = ""
    program: tuple[str, ...] = PDTRACK


CASES = {
    "the first log": Case("log --mood 5 --note first", begins=False),
    "log": Case("log --mood 5 --tag stress --note fourth"),
    "edit": Case("edit 2 --mood 9 --tag joy"),
    "delete": Case("delete 2 3 --yes"),
    "undo": Case("undo"),
    "tags rename": Case("tags rename own-word other-word"),
    "import": Case("import PAST"),
    "export": Case("export OUT --force"),
    "backup": Case("backup COPY --force"),
}
PAST = """at,kind,after,tags,note
2026-11-01T23:00:00+01:00,intimate,3,stress,from elsewhere
2026-11-02T23:00:00+01:00,intimate,7,none,
2026-11-03T23:00:00+01:00,intimate,,own-word,
"""


def prepare(home: Path, case: Case) -> None:
    """A home with a journal of three entries, logged by pdtrack itself, and a file to import."""
    (home / "data").mkdir(parents=True)
    (home / "PAST").write_text(PAST)
    (home / "OUT").write_text("old")
    if case.begins:
        for words in (f"--note '{NEEDLE}'", "--tag own-word", "--tag stress"):
            done = run(home, f"log --new --mood 4 {words}")
            assert done.returncode == 0, done.stderr
        shutil.rmtree(home / "data" / "backups", ignore_errors=True)


def run(home: Path, case: Case | str, *strace: str) -> subprocess.CompletedProcess[str]:
    """Run the command in that home, under strace if its options are given."""
    case = Case(case) if isinstance(case, str) else case
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(SOURCE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PDTRACK_JOURNAL": str(home / "data" / "journal.db"),
    }
    if case.secret:
        environ["PDTRACK_PASSPHRASE_FILE"] = str(home / case.secret)
    words = [str(home / word) if word in PLACES else word for word in shlex.split(case.line)]
    argv = [*strace, sys.executable, *case.program, *words]
    return subprocess.run(
        argv,
        env=environ,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def injected(home: Path, case: Case, call: str, fault: str, number: int) -> Injected:
    """Run the command with `fault` at its `number`th such call; return that as text too."""
    how = f"inject={call}:{fault}:when={number}"
    strace = STRACE if fault in KILL else QUICK
    done = run(home, case, *strace, "/dev/null", "-e", f"trace={call}", "-e", how)
    if fault in KILL:
        assert done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), f"{how}: not killed"
    return how, done


def points(home: Path, case: Case, faults: Sequence[str]) -> list[tuple[str, int]]:
    """Every call of the command that uses our files, and its position among calls of its kind.

    For a kill, every call that changes something.
    """
    kills = tuple(faults) == KILL
    trace = home / "trace"
    done = run(home, case, *QUICK, str(trace), "-e", f"trace={','.join(CALLS)}")
    assert done.returncode == 0, done.stderr
    seen: Counter[str] = Counter()
    found = []
    ours: set[str] = set()
    for text in trace.read_text().splitlines():
        match = LINE.match(text)
        if match is None:
            continue
        name, rest = match.groups()
        seen[name] += 1
        first = rest.split(",")[0].split(")")[0]
        opened = name == "openat"
        if opened:
            descriptor = rest.rpartition("= ")[2].split(" ")[0]
            ours.discard(descriptor)
            if str(home) in rest:
                ours.add(descriptor)
        touches = str(home) in rest or (not opened and (first in ours or first == "1"))
        changes = name in CHANGING and (not opened or "O_CREAT" in rest)
        if touches and (changes or not kills):
            found.append((name, seen[name]))
    return found


def essence(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The journal's contents without what differs in every run; fails if it isn't sound."""
    path = home / "data" / "journal.db"
    if not path.exists():
        return {}
    # SQLite rolls back what a killed command left half-done.
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ask = connection.execute
        return {
            "entry": ask("SELECT id, after, tags, note, edited_at > 0 FROM entry").fetchall(),
            "word": ask("SELECT * FROM word").fetchall(),
            "change": ask("SELECT what FROM change ORDER BY id").fetchall(),
            "image": ask("SELECT change, entry, was IS NULL FROM change_entry").fetchall(),
        }
    finally:
        connection.close()


def made(home: Path, line: str) -> bytes | None:
    """The file that the command should write, if it writes one."""
    name = next((word for word in ("OUT", "COPY") if word in line.split()), None)
    if name is None or not (home / name).exists():
        return None
    return (home / name).read_bytes()


@dataclass(frozen=True)
class Outcome:
    """What one failing call led to."""

    call: str
    done: subprocess.CompletedProcess[str]
    before: dict[str, list[tuple[Any, ...]]]
    wanted: dict[str, list[tuple[Any, ...]]]
    found: dict[str, list[tuple[Any, ...]]]
    files: tuple[bytes | None, bytes | None, bytes | None]

    @property
    def is_new(self) -> bool:
        """Whether the command's work was completed; fails if only half of it was."""
        empty: dict[str, list[tuple[Any, ...]]] = {name: [] for name in self.wanted}
        # A first command may leave a journal without entries: made, but nothing logged yet.
        assert self.found in (self.before, self.wanted) or (
            not self.before and self.found == empty
        ), f"{self.call}: neither the old journal nor the new one: {self.found}"
        old, new, now = self.files
        assert now in (old, new) or self.is_copy, f"{self.call}: half a file"
        changes = self.before != self.wanted
        return self.found == self.wanted if changes else now not in (old,)

    @property
    def is_copy(self) -> bool:
        """Whether the new file is a complete copy of the journal."""
        now = self.files[2]
        return now is not None and now.startswith(b"SQLite format 3") and len(now) % 4096 == 0


def outcomes(
    tmp_path: Path,
    case: Case,
    faults: Sequence[str],
    every: int = 1,
    first: int = 0,
    *,
    then: bool = True,
) -> Iterator[Outcome]:
    """Run the command once for each `every`th call and each fault, in a fresh home each time.

    `then`: whether to check that the next command works.
    """
    base, home = tmp_path / "base", tmp_path / "home"
    prepare(base, case)
    shutil.copytree(base, home)
    before, old = essence(home), made(home, case.line)
    calls = points(home, case, faults)
    wanted, new = essence(home), made(home, case.line)
    assert len(calls) > 3
    for call, number in calls[first::every]:
        for fault in faults:
            shutil.rmtree(home)
            shutil.copytree(base, home)
            how, done = injected(home, case, call, fault, number)
            found = essence(home)
            files = (old, new, made(home, case.line))
            yield Outcome(how, done, before, wanted, found, files)
            if then:
                after = run(home, "log --new --mood 9")
                assert after.returncode == 0, f"{how}: the next command fails: {after.stderr}"
