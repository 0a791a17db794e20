"""Twenty workers at once, restores included: every entry reported as saved is in the journal
or in a backup that can be named.

A minute by default; `PDTRACK_STRESS_SECONDS=600` for ten.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from faults.calls import SOURCE
from faults.figures import say

WORKERS = 20
SECONDS = int(os.environ.get("PDTRACK_STRESS_SECONDS", "60"))
# For a worker a day lasts some seconds, so that backups are made and rotated.
WORKER = """
import json, os, sys, time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from pdtrack.cli.context import World
from pdtrack.cli.main import main
name, end, begin = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
chance = Random(name)
sys.stdout = open(os.devnull, "w")
first = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
def clock():
    return (first + timedelta(hours=(time.time() - begin) * 6)).replace(microsecond=0)
def run(*argv):
    return main([*argv], World(os.environ, clock))
acknowledged, codes, restores, worst, number = [], {}, 0, 0.0, 0
while time.time() < end:
    number += 1
    what = chance.choices(
        ["log", "day", "edit", "list", "tags", "export", "backup", "restore", "doctor"],
        [40, 10, 10, 8, 5, 4, 4, 1, 1])[0]
    start = time.monotonic()
    note = f"{name}-{number}-end"
    if what in ("log", "day"):
        new = ["--new"] if what == "log" else []
        code = run(what, *new, "--mood", "5", "--tag", "stress", "--note", note)
        if code == 0:
            acknowledged.append(note)
    elif what == "edit":
        code = run("edit", "last", "--mood", str(chance.randrange(11)))
    elif what == "export":
        code = run("export", f"{name}.csv", "--force")
    elif what == "backup":
        code = run("backup", f"{name}.db", "--force")
    elif what == "restore":
        if not Path(f"{name}.db").exists():
            continue
        code = run("restore", f"{name}.db")
        restores += code == 0
    else:
        code = run(what)
    worst = max(worst, time.monotonic() - start)
    key = f"{what} {code}"
    codes[key] = codes.get(key, 0) + 1
found = {"acknowledged": acknowledged, "codes": codes, "restores": restores, "worst": worst}
json.dump(found, sys.__stdout__)
"""


def notes_in(path: Path) -> set[str]:
    """The notes of a journal or a backup, read without our code."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {note for (note,) in connection.execute("SELECT note FROM entry")}


@pytest.mark.slow
def test_twenty_workers_lose_nothing(home: Path) -> None:
    """Restores bring back older states while it runs; the journals they replace are kept."""
    environ = {**os.environ, "PYTHONPATH": str(SOURCE)}
    begin = time.time()
    words = [str(begin + SECONDS), str(begin)]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, f"w{number:02d}", *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(WORKERS)
    ]
    found = []
    for worker in workers:
        out, err = worker.communicate(timeout=SECONDS + 300)
        assert worker.returncode == 0, err[-2000:]
        found.append(json.loads(out))
    acknowledged = {note for one in found for note in one["acknowledged"]}
    codes = sum((Counter(one["codes"]) for one in found), Counter())
    journal = home / "data" / "pdtrack" / "journal.db"
    copies = sorted(journal.parent.glob("backups/*.db"))
    held = notes_in(journal)
    in_journal = len(acknowledged & held)
    for copy in copies:
        held |= notes_in(copy)
    say(
        f"{WORKERS} workers for {SECONDS} s",
        {
            "commands": codes.total(),
            "acknowledged": len(acknowledged),
            "in the journal": in_journal,
            "in backups alone": len(acknowledged & held) - in_journal,
            "lost": len(acknowledged - held),
            "restores": sum(one["restores"] for one in found),
            "backups kept": len(copies),
            "longest wait, s": round(max(one["worst"] for one in found), 1),
            **{key: count for key, count in codes.items() if not key.endswith(" 0")},
        },
    )
    # Nothing looks damaged while others write.
    assert not {key for key in codes if key.startswith("doctor") and key != "doctor 0"}
    assert acknowledged
    assert not acknowledged - held
