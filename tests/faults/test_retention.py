"""What survives when things go wrong: `forget` on a bad journal, restores, a missing journal.

The rows of the table that `make torture` prints; tests/cli/test_last_holder.py has the rules one
by one.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from conftest import Pdtrack, Process
from faults.figures import say
from pdtrack.store import connection

NEEDLE = "needle-of-the-copies"
PAGE = 4096
ROUNDS = 60
# An account without any permissions.
NOBODY = 65534


def diary(pdtrack: Pdtrack, days: int = 4) -> None:
    """An entry a day, and the daily backups."""
    for day in range(days):
        pdtrack.now += timedelta(days=1)
        pdtrack.ok(f"log --new --mood 5 --tag stress --note '{NEEDLE} {day}'")


def contents(folder: Path) -> dict[str, bytes]:
    """The backups, byte for byte."""
    return {path.name: path.read_bytes() for path in folder.glob("backups/*")}


@pytest.mark.slow
def test_forget_on_a_damaged_journal_keeps_every_backup(pdtrack: Pdtrack) -> None:
    """It is refused and nothing changes, or it is done and no backup has the entry."""
    diary(pdtrack)
    folder = pdtrack.journal.parent
    whole, copies = pdtrack.journal.read_bytes(), contents(folder)
    chance, table = Random(20261125), Counter[str]()
    for _ in range(ROUNDS):
        content = bytearray(whole)
        page = chance.randrange(len(content) // PAGE) * PAGE
        start = page + chance.randrange(PAGE - 64)
        content[start : start + 64] = chance.choice((bytes(64), chance.randbytes(64)))
        pdtrack.journal.write_bytes(content)
        for name, kept in copies.items():
            (folder / "backups" / name).write_bytes(kept)
        result = pdtrack("forget 1 --yes")
        if result.code == 0:
            table["done"] += 1
            left = [
                name for name, held in contents(folder).items() if f"{NEEDLE} 0".encode() in held
            ]
            assert not left, left
        else:
            table["refused, every copy as it was"] += 1
            assert {k: v for k, v in contents(folder).items() if k in copies} == copies
            assert result.err.count("\n") == 1
    say("forget on a damaged journal", table)


@pytest.mark.slow
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="root can change accounts")
def test_forget_on_a_read_only_or_locked_journal_keeps_every_backup(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only for an ordinary account; or another program is writing to it."""
    diary(pdtrack)
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    copies = contents(pdtrack.journal.parent)
    for how in ("IMMEDIATE", "EXCLUSIVE"):
        other = sqlite3.connect(pdtrack.journal, isolation_level=None)
        other.execute(f"BEGIN {how}")
        assert pdtrack("forget 1 --yes").code == 1
        other.close()
    place = Path(tempfile.mkdtemp(prefix="pdtrack-"))
    try:
        shutil.copytree(pdtrack.journal.parent, place / "data")
        (place / "data" / "journal.db").chmod(0o400)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            monkeypatch.setenv(name, str(place))
        monkeypatch.setenv("PDTRACK_JOURNAL", str(place / "data" / "journal.db"))
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        child = os.fork()
        if not child:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            result = pdtrack("forget 1 --yes")
            os._exit(result.code if "can't be written" in result.err else 99)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
        assert contents(place / "data") == copies
    finally:
        shutil.rmtree(place)
    say("forget on a journal that is held or read-only", {"refused, every copy as it was": 3})


@pytest.mark.slow
def test_restores_one_after_another_keep_every_entry(pdtrack: Pdtrack) -> None:
    """Twelve restores, with an entry before each and daily backups in between."""
    pdtrack.ok("log --mood 5 --note first")
    pdtrack.ok("backup first.db")
    for number in range(12):
        diary(pdtrack, 2)
        pdtrack.ok(f"log --new --mood 5 --note before-{number}-end")
        pdtrack.ok("restore first.db")
    held = b"".join(contents(pdtrack.journal.parent).values())
    lost = [number for number in range(12) if f"before-{number}-end".encode() not in held]
    assert not lost
    say("an entry, then a restore", {"restores": 12, "entries in a named backup": 12, "lost": 0})


@pytest.mark.slow
def test_a_missing_journal_loses_no_backup(pdtrack: Pdtrack) -> None:
    """Whichever command a script runs."""
    diary(pdtrack)
    pdtrack.journal.unlink()
    copies, table = contents(pdtrack.journal.parent), Counter[str]()
    lines = ("log --mood 5", "before --mood 5", "day 5", "later 5", "list", "export", "tags",
             "patterns", "chart", "undo", "edit 1 --mood 3", "forget 1 --yes", "doctor",
             "import x.csv", "show last", "question stress", "tags rename stress busy")  # fmt: skip
    Path("x.csv").write_text("at,kind,after\n2026-11-01T20:00:00+01:00,intimate,5\n")
    for line in lines:
        result = pdtrack(line)
        assert result.code == 3, f"{line}: {result.out}{result.err}"
        assert "pdtrack restore" in result.err, line
        assert not pdtrack.journal.exists(), line
        assert contents(pdtrack.journal.parent) == copies, line
        table["refused with the way back"] += 1
    say("a journal that is missing, with backups there", table)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="processor time of children")
def test_forgetting_takes_time_in_proportion(pdtrack: Pdtrack, process: Process) -> None:
    """Processor time of `forget --before`, of ten times the entries: ten times as much, about.

    Half of them stay, and are searched for traces of the others.
    """
    table = {}
    for many in (2_000, 20_000):
        hours = [datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(many)]
        rows = [
            f"labels-{number:032x},{at.isoformat()},intimate,{at.hour % 11},stress,note of {at}\n"
            for number, at in enumerate(hours)
        ]
        Path("in.csv").write_text("uid,at,kind,after,tags,note\n" + "".join(rows))
        pdtrack.ok("import in.csv")
        pdtrack.ok("log --new --mood 5")
        before = os.times()
        assert process(f"forget --before {hours[many // 2].date()} --yes").code == 0
        after = os.times()
        spent = sum(after[2:4]) - sum(before[2:4])
        table[f"{many:,} entries, s"] = round(spent, 2)
        pdtrack.ok("forget --all --yes")
    small, large = table.values()
    assert large < 20 * small
    say("forget --before, processor time", table)
