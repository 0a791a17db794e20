"""Many at once: no command is refused, no entry is lost, and readers block nobody."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from faults.calls import SOURCE
from faults.figures import say
from pdtrack.store import lock
from pdtrack.store.connection import connect, put_in_place
from pdtrack.store.opening import make
from pdtrack.store.paths import draft_of

# One process that logs many entries, each as a separate command.
WRITER = """
import json, os, sys, time
from pdtrack.cli.main import main
name, many = sys.argv[1], int(sys.argv[2])
sys.stdout = open(os.devnull, "w")
worst = 0.0
codes = []
for number in range(many):
    start = time.monotonic()
    words = ["--note", f"{name} {number}", "--tag", "stress"]
    codes.append(main(["log", "--new", "--mood", "5", *words]))
    worst = max(worst, time.monotonic() - start)
json.dump({"codes": codes, "worst": worst}, sys.__stdout__)
"""
READER = """
import os, sys, time
from pdtrack.cli.main import main
sys.stdout = open(os.devnull, "w")
while os.path.exists(sys.argv[1]):
    assert main(["list", "--limit", "5"]) == 0
    assert main(["tags"]) == 0
"""


def started(home: Path, code: str, *words: str) -> subprocess.Popen[str]:
    """A process that runs `code` on the journal of `home`."""
    environ = {**os.environ, "PYTHONPATH": str(SOURCE), "HOME": str(home)}
    environ["PDTRACK_JOURNAL"] = str(home / "journal.db")
    if (home / "secret").exists():
        environ["PDTRACK_PASSPHRASE_FILE"] = str(home / "secret")
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def log_together(home: Path, writers: int, many: int, passphrase: str | None = None) -> float:
    """Let each log a number of entries while someone reads; return the longest wait."""
    if passphrase is not None:
        secret = home / "secret"
        secret.touch(mode=0o600)
        secret.write_text(passphrase)
        assert make(home / "journal.db", passphrase)
    flag = home / "reading"
    flag.touch()
    crowd = [started(home, WRITER, f"writer{n}", str(many)) for n in range(writers)]
    while not (home / "journal.db").exists():
        assert all(one.poll() in (None, 0) for one in crowd), crowd[0].communicate()
    reader = started(home, READER, str(flag))
    worst = 0.0
    for one in crowd:
        out, err = one.communicate(timeout=600)
        assert one.returncode == 0, err
        found = json.loads(out)
        assert set(found["codes"]) == {0}, err
        worst = max(worst, found["worst"])
    flag.unlink()
    _, err = reader.communicate(timeout=60)
    assert reader.returncode == 0, err
    check_all_saved(home / "journal.db", writers, many, passphrase)
    return worst


def check_all_saved(journal: Path, writers: int, many: int, passphrase: str | None = None) -> None:
    """Each entry is there once, each change can be undone, and the word counts are right."""
    connection = connect(journal, passphrase)
    try:
        ask = connection.execute
        assert ask("PRAGMA integrity_check").fetchone() == ("ok",)
        notes = [note for (note,) in ask("SELECT note FROM entry")]
        assert sorted(notes) == sorted(
            f"writer{w} {n}" for w in range(writers) for n in range(many)
        )
        assert ask("SELECT uses FROM word WHERE word = 'stress'").fetchone() == (writers * many,)
        (highest, count) = ask("SELECT max(id), count(*) FROM entry").fetchone()
        assert highest == count
    finally:
        connection.close()


def test_eight_writers_and_a_reader(tmp_path: Path) -> None:
    """From the very first entry on: eight of them make the journal at once."""
    log_together(tmp_path, writers=8, many=12)


@pytest.mark.slow
def test_eight_writers_with_two_hundred_entries_each(tmp_path: Path) -> None:
    """The same for longer: nobody is refused, however long they wait on a busy machine."""
    worst = log_together(tmp_path, writers=8, many=200)
    say("8 writers x 200 and a reader", {"longest wait, s": round(worst, 2)})


@pytest.mark.slow
@pytest.mark.skipif(find_spec("sqlcipher3") is None, reason="needs the extra")
def test_eight_writers_on_an_encrypted_journal(tmp_path: Path) -> None:
    """Each command makes its own key, which is slower than writing."""
    worst = log_together(tmp_path, writers=8, many=50, passphrase="several words in a row")
    say("8 writers x 50 and a reader, encrypted", {"longest wait, s": round(worst, 2)})


def replace_under(home: Path, writers: int, many: int) -> int:
    """Replace the journal with a copy of itself while they write; return how often."""
    journal = home / "journal.db"
    crowd = [started(home, WRITER, f"writer{n}", str(many)) for n in range(writers)]
    times = 0
    while any(one.poll() is None for one in crowd):
        if not journal.exists():
            continue
        with lock.locked(journal, alone=True):
            shutil.copyfile(journal, draft_of(journal))
            put_in_place(journal)
        times += 1
    for one in crowd:
        out, err = one.communicate()
        assert one.returncode == 0, err
        assert set(json.loads(out)["codes"]) == {0}, err
    check_all_saved(journal, writers, many)
    return times


@pytest.mark.skipif(os.name == "nt", reason="Windows itself refuses to replace an open file")
def test_writers_continue_while_the_file_is_replaced(tmp_path: Path) -> None:
    """As for a passphrase or a restore: every entry reaches the current file."""
    assert replace_under(tmp_path, writers=3, many=15) >= 3


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows itself refuses to replace an open file")
def test_writers_go_on_for_long_while_the_file_is_replaced(tmp_path: Path) -> None:
    """The same, fifty times and more."""
    times = replace_under(tmp_path, writers=3, many=300)
    say("3 writers x 300, file replaced", {"times": times})
    assert times >= 50
