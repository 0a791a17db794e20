"""Salvage rescues what it can from a damaged journal and counts the rest."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Any

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
    for left in Path().glob("saved.db*"):
        left.unlink()
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
    assert min(counts) >= ENTRIES - 30
    assert min(counts) < ENTRIES


def run_sql(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Run SQL on the file, ignoring the rules of its tables; return the rows of the last one."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        found: list[tuple[Any, ...]] = []
        for statement in statements:
            found = connection.execute(statement).fetchall()
        return found


def test_pages_that_hide_each_other_are_counted_too(pdtrack: Pdtrack, diary: Path) -> None:
    """A page of entries, and those that could tell how many there were."""
    roots = dict(run_sql(diary, "SELECT name, rootpage FROM sqlite_schema"))
    indexes = [roots[name] - 1 for name in ("entry_at", "sqlite_autoindex_entry_1")]
    counter = roots["sqlite_sequence"] - 1
    whole = diary.read_bytes()
    for number, others in ((150, [*indexes, counter]), (ENTRIES - 1, indexes)):
        diary.write_bytes(whole)
        for page in (whole.index(f"note {number} ".encode()) // PAGE, *others):
            spoil(diary, page)
        saved, lost = salvaged(pdtrack)
        assert (saved + lost, lost > 0) == (ENTRIES, True), number


def test_one_bad_entry_does_not_cost_those_beside_it(pdtrack: Pdtrack, diary: Path) -> None:
    """A letter that is broken, a length that leads out of the page, a uid that comes twice."""
    whole = diary.read_bytes()
    run_sql(diary, "UPDATE entry SET note = CAST(x'6ec328' AS TEXT) WHERE id = 3")
    assert salvaged(pdtrack) == (ENTRIES, 0)
    content = bytearray(whole)
    page = content.index(b"note 150 ") // PAGE * PAGE
    content[page + 8 : page + 10] = (PAGE - 20).to_bytes(2, "big")
    diary.write_bytes(content)
    assert salvaged(pdtrack) == (ENTRIES - 1, 1)
    diary.write_bytes(whole)
    run_sql(
        diary,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, ' UNIQUE', '') WHERE name = 'entry'",
        "DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_entry_1'",
    )
    run_sql(diary, "UPDATE entry SET uid = (SELECT uid FROM entry WHERE id = 4) WHERE id = 3")
    assert salvaged(pdtrack) == (ENTRIES - 1, 1)


def misnumber(path: Path, note: bytes) -> None:
    """Give the first entry of the page with that note a number above 16,000 in its place."""
    content = bytearray(path.read_bytes())
    start = content.index(note) // PAGE * PAGE
    assert content[start] == 0x0D, "a leaf of a table"
    at = start + int.from_bytes(content[start + 8 : start + 10])
    while content[at] & 0x80:
        at += 1
    # After the length of the row comes its number, in two bytes.
    assert content[at + 1] & 0x80
    content[at + 1] = 0xFF
    path.write_bytes(content)


def test_a_number_that_a_disk_changed_costs_no_more_than_its_neighbour(
    pdtrack: Pdtrack, diary: Path
) -> None:
    """A walk from number to number ends there, as if there were no more."""
    misnumber(diary, b"note 200 ")
    saved, _ = salvaged(pdtrack)
    assert saved >= ENTRIES - 2


def test_numbers_go_on_after_a_salvage(pdtrack: Pdtrack) -> None:
    """None is given twice, one that is far away is saved, and no wild claim is believed."""
    for number in range(3):
        pdtrack.ok(f"log --new --mood {number}")
    pdtrack.ok("delete 3 --yes")
    for change, following in (
        ("SELECT 1", 4),
        ("UPDATE sqlite_sequence SET seq = 900000000000000", 3),
        ("UPDATE entry SET id = 5000000 WHERE id = 2", 5_000_001),
    ):
        run_sql(pdtrack.journal, change)
        assert salvaged(pdtrack) == (2, 0)
        pdtrack.ok("--journal saved.db doctor")
        entry = pdtrack.ok("--journal saved.db log --new --mood 6 --json").json["entry"]
        assert entry["id"] == following, change


def test_salvage_keeps_verdicts_and_shown_lines(pdtrack: Pdtrack, diary: Path) -> None:
    """A question continues where it was, and no line is shown again too soon."""
    asked = pdtrack.ok("question --json").json
    run_sql(diary, "INSERT INTO memory VALUES ('said:P2', 1790000000)")
    pdtrack.ok("doctor --salvage saved.db")
    assert pdtrack.ok("--journal saved.db question --json").json == asked
    query = "SELECT what, at FROM memory ORDER BY what"
    assert set(run_sql(diary, query)) <= set(run_sql(Path("saved.db"), query))


def test_salvage_only_reads_a_file_that_another_program_writes_ahead(
    pdtrack: Pdtrack, diary: Path
) -> None:
    """pdtrack's own way of writing would change its head."""
    run_sql(diary, "PRAGMA journal_mode = WAL")
    spoil(diary, 9)
    content = diary.read_bytes()
    saved, lost = salvaged(pdtrack)
    assert saved + lost == ENTRIES
    assert diary.read_bytes() == content
    assert not [path for path in diary.parent.iterdir() if path.name.endswith(("-wal", "-shm"))]


def test_a_number_without_an_entry_is_named(pdtrack: Pdtrack, diary: Path) -> None:
    """It may have been deleted or lost with its page."""
    pdtrack.ok("delete 7 --yes")
    assert "1 number has no entry: deleted, or lost" in pdtrack.ok("doctor --salvage a.db").err
    # No wild claim of the file makes a million of it.
    run_sql(diary, "UPDATE sqlite_sequence SET seq = 900000000000000")
    assert " 1 number has no entry: deleted, or lost" in pdtrack.ok("doctor --salvage b.db").err


def test_a_wrong_number_counter_does_not_stop_anything(pdtrack: Pdtrack) -> None:
    """`doctor` finds it, an entry gets the next number, and a restore repairs it."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("backup good.db")
    seqs = ("9223372036854775807", "900000000000000000", "'x'", "-5", "NULL")
    damages = [f"UPDATE sqlite_sequence SET seq = {seq}" for seq in seqs]
    for damage in (*damages, "INSERT INTO sqlite_sequence SELECT * FROM sqlite_sequence"):
        run_sql(pdtrack.journal, damage)
        pdtrack.ok("backup bad.db --force")
        result = pdtrack("doctor")
        assert result.code == 3, damage
        assert "counter of entry numbers is damaged" in result.err
        number = pdtrack.ok("log --new --mood 6 --json").json["entry"]["id"]
        assert number < 30, damage
        for backup in ("good.db", "bad.db"):
            pdtrack.ok(f"restore {backup}")
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
    for number in ("9223372036854775808", "99999999999999999999999"):
        assert pdtrack(f"show {number}").code == 2
    highest = 2**63 - 2
    run_sql(pdtrack.journal, f"UPDATE entry SET id = {highest} WHERE id = {last}")
    for name in ("out.csv", "out.json"):
        pdtrack.ok(f"export {name} --force --format {name[4:]}")
        assert str(highest) in Path(name).read_text()
        pdtrack.ok(f"import {name}")
        pdtrack.ok(f"show {highest}")


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
