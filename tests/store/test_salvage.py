"""Salvage rescues what it can from a damaged journal and counts the rest."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from build import NOW
from cli.locked import needs_sqlcipher, secret
from conftest import Pdtrack

ENTRIES = 300
PAGE = 4096


@pytest.fixture
def diary(pdtrack: Pdtrack) -> Path:
    """A journal with entries across many pages and an active question."""
    rows = [f"2026-10-{1 + n % 28:02d}T20:{n % 60:02d}:00+01:00,intimate,{n % 10},stress,note {n} "
            + "words " * 30 for n in range(ENTRIES)]  # fmt: skip
    Path("in.csv").write_text("at,kind,after,tags,note\n" + "\n".join(rows) + "\n")
    pdtrack.ok("import in.csv")
    pdtrack.ok("question stress")
    return pdtrack.journal


def spoil(path: Path, page: int) -> None:
    """Overwrite one page with noise."""
    content = bytearray(path.read_bytes())
    content[page * PAGE : (page + 1) * PAGE] = bytes(range(256)) * 16
    path.write_bytes(content)


def salvaged(pdtrack: Pdtrack) -> tuple[int, int]:
    """How many entries the new file has, and how many numbers are reported lost."""
    result = pdtrack("doctor --salvage saved.db")
    assert "could not be read" in result.err, result.err
    (lost,) = map(int, re.findall(r"(\d+) numbers? could not be read", result.err))
    assert result.code == (1 if lost else 0), result.err
    return len(pdtrack.ok("--journal saved.db list --json").json["entries"]), lost


@pytest.mark.parametrize("kind", ["plain", pytest.param("encrypted", marks=needs_sqlcipher)])
def test_one_bad_page_loses_only_its_own_entries(
    pdtrack: Pdtrack, diary: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """pdtrack counts every one of them; a script sees it from the exit code."""
    if kind == "encrypted":
        monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
        pdtrack.ok("passphrase set")
    whole = diary.read_bytes()
    counts = []
    for page in range(5, len(whole) // PAGE, 6):
        diary.write_bytes(whole)
        spoil(diary, page)
        saved, lost = salvaged(pdtrack)
        assert saved + lost == ENTRIES, f"page {page}"
        counts.append(saved)
        for left in Path().glob("saved.db*"):
            left.unlink()
    assert min(counts) >= ENTRIES - 30
    assert min(counts) < ENTRIES


def test_salvage_keeps_verdicts_and_shown_lines(pdtrack: Pdtrack, diary: Path) -> None:
    """A question continues where it was."""
    asked = pdtrack.ok("question --json").json
    pdtrack.ok("doctor --salvage saved.db")
    assert pdtrack.ok("--journal saved.db question --json").json == asked


def test_a_number_without_an_entry_is_named(pdtrack: Pdtrack, diary: Path) -> None:
    """It may have been deleted or lost with its page."""
    pdtrack.ok("delete 7 --yes")
    assert "1 number has no entry: deleted, or lost" in pdtrack.ok("doctor --salvage a.db").err


def test_a_wrong_number_counter_does_not_stop_anything(pdtrack: Pdtrack) -> None:
    """`doctor` finds it, an entry gets the next number, and a restore repairs it."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("backup good.db")
    for damage in ("9223372036854775807", "900000000000000000", "'x'", "-5", "NULL"):
        with sqlite3.connect(pdtrack.journal) as connection:
            connection.execute(f"UPDATE sqlite_sequence SET seq = {damage}")
        connection.close()
        result = pdtrack("doctor")
        assert result.code == 3, damage
        assert "counter of entry numbers is damaged" in result.err
        number = pdtrack.ok("log --new --mood 6 --json").json["entry"]["id"]
        assert number < 20, damage
        pdtrack.ok("restore good.db")
        assert "whole" in pdtrack.ok("doctor").out
        pdtrack.ok("log --new --mood 7")


def test_a_number_far_beyond_the_others_is_refused(pdtrack: Pdtrack) -> None:
    """Every number that is ever shown can be typed, and every export comes back."""
    row = f"{{}},{NOW.isoformat()},intimate,5,none\n"
    for number, code in (("999999999999999999", 2), ("9223372036854775807", 2), ("900000", 0)):
        Path("in.csv").write_text("id,at,kind,after,tags\n" + row.format(number))
        result = pdtrack("import in.csv")
        assert result.code == code, result.err
    last = pdtrack.ok("log --new --mood 6 --json").json["entry"]["id"]
    assert last == 900_001
    pdtrack.ok(f"show {last}")
    pdtrack.ok("export out.csv")
    pdtrack.ok("--journal other.db import out.csv")
    assert pdtrack("show 99999999999999999999999").code == 2


def test_a_journal_without_its_version_is_salvaged(pdtrack: Pdtrack, diary: Path) -> None:
    """`doctor` calls it damaged, and every entry is there to be read."""
    with sqlite3.connect(diary) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert pdtrack("doctor").code == 3
    assert salvaged(pdtrack) == (ENTRIES, 0)


def test_a_journal_of_which_nothing_can_be_read_is_not_called_saved(
    pdtrack: Pdtrack, diary: Path
) -> None:
    """Its entries are under another name, or the pages that count them are lost too."""
    whole = diary.read_bytes()
    with sqlite3.connect(diary) as connection:
        pages = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema"))
        connection.execute("ALTER TABLE entry RENAME TO elsewhere")
        connection.execute(
            "CREATE VIEW entry AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT elsewhere.* FROM elsewhere, n"
        )
    connection.close()
    for damage in ("renamed", "lost"):
        if damage == "lost":
            diary.write_bytes(whole)
            for name in ("entry", "entry_at", "sqlite_sequence"):
                spoil(diary, pages[name] - 1)
        result = pdtrack("doctor --salvage saved.db")
        assert (result.code, "No entry could be read" in result.err) == (3, True), result
        assert not Path("saved.db").exists()
