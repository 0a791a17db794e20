"""Hostile databases in every command: nothing is lost, nothing hangs, one line each.

A dozen of them run with every test; all of them through every command with `pytest -m slow
tests/faults/test_hostile_databases.py -s`, which prints the results.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from conftest import Pdtrack
from faults.figures import say
from faults.hostile import HOSTILE, SCHEMAS

ENTRIES = 12
# A sound journal of this size takes a twentieth of a second.
SECONDS = 20
# The number of bytes that a pipe holds.
PIPE = 32_768
READING = (
    *("list --limit 0 --notes", "list --json", "show 3", "show last", "tags", "patterns --why"),
    *("chart mood", "chart calendar", "chart tags", "export", "export --format json", "doctor"),
    *("privacy", "question", "report OUT.html --force", "backup COPY.db --force", "support", ""),
    *("doctor --salvage SAVED.db --force", "export OUT.csv --force", "undo --help", "config"),
)
WRITING = (
    *("log --new --mood 4 --tag stress --note more", "before --mood 5 --new", "later --mood 6"),
    *("day --mood 5", "edit 2 --mood 3", "edit 3 --note more", "tags rename stress busy"),
    *("import IN.csv", "question stress"),
)
ERASING = (
    *("delete 3 --yes", "undo", "redo", "forget 3 --yes", "forget --before 2026-11-15 --yes"),
    "restore GOOD.db",
)
COMMANDS = (*READING, *WRITING, *ERASING, "restore BAD.db")
SOON = ("list --limit 0", "log --new --mood 4", "forget 3 --yes", "restore BAD.db")
SOUND = b"at,kind,after,tags\n2026-11-01T20:00:00+01:00,intimate,3,none\n"


@pytest.fixture
def diary(pdtrack: Pdtrack) -> bytes:
    """A diary with answers, tags, notes, undo steps and verdicts about links."""
    for number in range(ENTRIES):
        pdtrack.ok(
            f"log --new --mood {number % 10} --tag stress --tears 1 --note 'needle {number}' "
            f"--at '{20 - number} days ago'"
        )
    pdtrack.ok("question stress")
    pdtrack.ok("edit 4 --mood 2")
    shutil.rmtree(pdtrack.journal.parent / "backups")
    return pdtrack.journal.read_bytes()


def lay(pdtrack: Pdtrack, diary: bytes, name: str) -> bool:
    """Put the hostile file at the journal's path or next to it; return whether it can be made."""
    shutil.rmtree(pdtrack.journal.parent)
    pdtrack.journal.parent.mkdir(mode=0o700)
    Path("IN.csv").write_bytes(SOUND)
    Path("GOOD.db").write_bytes(diary)
    made = pdtrack.home / "made" / f"{list(HOSTILE).index(name)}.db"
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        made.write_bytes(diary)
        try:
            HOSTILE[name](made)
        except sqlite3.Error:
            made.write_bytes(b"")  # this SQLite doesn't know it
    for path in (pdtrack.journal, Path("BAD.db")):
        shutil.copyfile(made, path)
    return made.stat().st_size > 0


def held(path: Path) -> set[str]:
    """The uids in the file, read without our code; empty if it can't be read."""
    with (
        contextlib.suppress(sqlite3.Error, UnicodeError),
        contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
    ):
        steps = 0

        def too_long() -> bool:
            nonlocal steps
            steps += 1
            return steps > 1000

        connection.set_progress_handler(too_long, 10_000)
        return {str(uid) for (uid,) in connection.execute("SELECT uid FROM entry")}
    return set()


def ran(pdtrack: Pdtrack, line: str) -> tuple[int, str, int]:
    """Run it in a separate process: the exit code, standard error, and the memory in MB."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        code = 99
        try:
            signal.alarm(SECONDS)
            result = pdtrack(line)
            os.write(write, result.err.encode()[:PIPE])
            code = result.code
        finally:
            os._exit(code)
    os.close(write)
    said = os.read(read, PIPE)
    os.close(read)
    _, status, usage = os.wait4(child, 0)
    return (
        os.waitstatus_to_exitcode(status),
        said.decode("utf-8", "replace"),
        usage.ru_maxrss // 1024,
    )


def check(pdtrack: Pdtrack, name: str, line: str, table: Counter[str]) -> int:
    """Run one command on the file there; return the memory that it used."""
    path = pdtrack.journal
    before, bytes_before = held(path), sha256(path.read_bytes()).digest()
    code, said, memory = ran(pdtrack, line)
    where = f"{name}, {line}: {code} {said}"
    table["runs"] += 1
    assert code != -signal.SIGALRM, f"hung: {where}"
    assert code in (0, 1, 2, 3), where
    assert "Something went wrong inside" not in said, where
    assert "Traceback" not in said, where
    assert "needle" not in said, where
    if code:
        errors = [text for text in said.splitlines() if text.startswith("pdtrack: ")]
        assert len(errors) == 1, where
        table["refused in one line"] += 1
    else:
        table["done"] += 1
    if line not in ERASING and line != "restore BAD.db":
        assert held(path) >= before, f"lost: {where}"
    if line in READING and code:
        assert sha256(path.read_bytes()).digest() == bytes_before, f"changed: {where}"
    if line == "restore GOOD.db":
        assert code == 0, where
        assert len(held(path)) == ENTRIES, where
        assert ran(pdtrack, "log --new --mood 5")[0] == 0, where
    return memory


posix = pytest.mark.skipif(os.name == "nt", reason="forks")


@posix
@pytest.mark.slow
def test_no_hostile_database_does_harm(pdtrack: Pdtrack, diary: bytes) -> None:
    """Every hostile file with every command."""
    table: Counter[str] = Counter()
    wrong: list[str] = []
    peak, idle = 0, ran(pdtrack, "list")[2]
    for name in HOSTILE:
        made = False
        for line in COMMANDS:
            if not lay(pdtrack, diary, name):
                break
            made = True
            if line == "restore BAD.db":
                pdtrack.journal.write_bytes(diary)
            try:
                peak = max(peak, check(pdtrack, name, line, table))
            except AssertionError as problem:
                wrong.append(str(problem)[-400:])
        table["files"] += made
    assert not wrong, f"{len(wrong)} are wrong:\n" + "\n".join(wrong[:40])
    assert table["files"] >= 80
    table["lost"] = table["hung"] = table["generic errors"] = 0
    table["MB at most beyond an idle run"] = peak - idle
    say("hostile databases through every command", table)


@posix
def test_a_hostile_database_does_no_harm(pdtrack: Pdtrack, diary: bytes) -> None:
    """Every ninth of them with commands that read, write, erase and restore."""
    table: Counter[str] = Counter()
    for name in list(HOSTILE)[::9]:
        for line in SOON:
            assert lay(pdtrack, diary, name)
            check(pdtrack, name, line, table)


def test_a_journal_with_foreign_tables_is_not_used(pdtrack: Pdtrack, diary: bytes) -> None:
    """Not opened, not restored, and left byte for byte."""
    made = [name for name in SCHEMAS if lay(pdtrack, diary, name)]
    assert len(made) > len(SCHEMAS) - 3
    for name in made:
        lay(pdtrack, diary, name)
        content = pdtrack.journal.read_bytes()
        # Commands that only inspect the file don't hang either.
        assert pdtrack("privacy").code == 0, name
        for line in ("log --mood 5 --new", "doctor"):
            result = pdtrack(line)
            assert result.code == 3, f"{name}, {line}: {result.out}"
            assert "not pdtrack's" in result.err or "damaged" in result.err, name
        assert pdtrack.journal.read_bytes() == content, name
        if name.startswith("a trigger"):
            result = pdtrack("--journal new.db restore BAD.db")
            # Said at once: no page of it was looked at.
            assert (result.code, "not pdtrack's" in result.err) == (2, True), name
            assert not Path("new.db").exists()
