"""Killed at any moment: the journal is the old one or the new one, and no entry is lost.

Some points of one command run with every test; all points of every command, and kills at
random, with `make torture`, which prints the results.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from faults.calls import CASES, KILL, SOURCE, outcomes
from faults.figures import say

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
SEED = 20261122
KILLS = 500


def check_kills(tmp_path: Path, name: str, every: int = 1, first: int = 0) -> Counter[str]:
    """Kill the command at its calls; count the results."""
    table: Counter[str] = Counter()
    for one in outcomes(tmp_path, CASES[name], KILL, every, first):
        is_new = one.is_new
        table["points"] += 1
        table["new" if is_new else "old"] += 1
        said = bool(one.done.stdout) and "OUT" not in CASES[name].line
        if one.done.returncode == 0 or said:
            assert is_new, f"{one.call}: said to be done, and was not"
            table["acknowledged"] += 1
    return table


@needs_strace
@pytest.mark.parametrize(("name", "every"), [("log", 9), ("the first log", 17)])
def test_a_kill_leaves_the_old_or_the_new(tmp_path: Path, name: str, every: int) -> None:
    """At some calls of a command, which is quick enough for every run."""
    assert check_kills(tmp_path, name, every, first=2)["points"] >= 3


@pytest.mark.slow
@needs_strace
@pytest.mark.parametrize("name", CASES)
def test_a_kill_at_any_call_leaves_the_old_or_the_new(tmp_path: Path, name: str) -> None:
    """At every call that changes something on the disk, of every command that writes."""
    say(f"kill at every call: {name}", check_kills(tmp_path, name))


def start_log(home: Path, note: str) -> subprocess.Popen[str]:
    """Start the real program on a new entry with that note."""
    environ = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
    environ["PDTRACK_JOURNAL"] = str(home / "journal.db")
    return subprocess.Popen(
        [sys.executable, "-m", "pdtrack", "log", "--new", "--mood", "5", "--note", note],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def kill_at_random(home: Path, kills: int) -> Counter[str]:
    """Run `log` in separate processes and kill each after a moment; count the losses.

    The first runs to its end: its time on this machine decides when to kill the others.
    """
    chance = random.Random(SEED)
    start = time.monotonic()
    assert "Saved as" in start_log(home, "entry 0").communicate()[0]
    whole = time.monotonic() - start
    table: Counter[str] = Counter()
    acknowledged = {"entry 0"}
    attempts = 0
    while table["killed"] < kills:
        attempts += 1
        note = f"entry {attempts}"
        child = start_log(home, note)
        time.sleep(whole * chance.uniform(0.2, 1.2))
        child.send_signal(signal.SIGKILL)
        said, _ = child.communicate()
        table["killed"] += child.returncode == -signal.SIGKILL
        if "Saved as" in said:
            acknowledged.add(note)
            table["acknowledged"] += 1
        if (home / "journal.db-journal").exists():
            table["left half-done"] += 1
        if attempts % 25 == 0:
            check_saved(home / "journal.db", acknowledged)
    check_saved(home / "journal.db", acknowledged)
    return table


def check_saved(journal: Path, acknowledged: set[str]) -> None:
    """Every entry reported as saved is there, and the journal is sound."""
    connection = sqlite3.connect(journal)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        notes = {note for (note,) in connection.execute("SELECT note FROM entry")}
        assert acknowledged <= notes, f"{len(acknowledged - notes)} acknowledged entries are lost"
    finally:
        connection.close()


def test_kills_at_random_lose_nothing(tmp_path: Path) -> None:
    """The real program, killed at any moment of its life."""
    kill_at_random(tmp_path, 12)


@pytest.mark.slow
def test_five_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    """The same, long enough to hit the moments that matter."""
    say("500 kills at random", kill_at_random(tmp_path, KILLS))
