"""`doctor`: what it finds, where everything is, and what it can rescue."""

from __future__ import annotations

import pytest

from cli.locked import NEEDLE, listing, posix
from conftest import Pdtrack


def test_doctor_shows_where_everything_is(pdtrack: Pdtrack) -> None:
    """Before the first entry too, without making anything."""
    before = listing(pdtrack.home)
    assert "There is none yet" in pdtrack.ok("doctor").out
    assert listing(pdtrack.home) == before
    pdtrack.ok("log --mood 5")
    report = pdtrack.ok("doctor --json").json
    assert report["schema"] == 1
    assert report["ok"] is True
    assert report["journal"]["entries"] == 1
    assert report["journal"]["undo_steps"] == 1
    assert report["journal"]["encrypted"] is False
    assert report["journal"]["path"] == str(pdtrack.journal)
    assert report["versions"]["sqlite"]
    said = pdtrack.ok("doctor").out
    assert "Not encrypted: anyone using this account can read it." in said


@posix
def test_doctor_reports_a_folder_that_others_can_open(pdtrack: Pdtrack) -> None:
    """With the command that makes it private."""
    (pdtrack.home / "open").mkdir(mode=0o755)
    (pdtrack.home / "open").chmod(0o755)
    pdtrack.ok("--journal open/j.db log --mood 5")
    assert "chmod 700" in pdtrack.ok("--journal open/j.db doctor").out


def test_doctor_finds_damage_and_saves_what_can_be_read(pdtrack: Pdtrack) -> None:
    """Exit 3 with the report; the readable entries are saved to a clean file."""
    for number in range(60):
        pdtrack.ok(["log", "--mood", str(number % 10), "--note", f"{NEEDLE} " + "x" * 300])
    content = bytearray(pdtrack.journal.read_bytes())
    # A page with notes is one of many; the top of the table would hide them all.
    lost = content.index(NEEDLE.encode()) // 4096 * 4096
    content[lost : lost + 4096] = bytes(4096)
    pdtrack.journal.write_bytes(content)
    done = pdtrack("doctor --json")
    assert done.code == 3
    assert done.json["ok"] is False
    assert done.json["damages"]
    assert "--salvage" in done.err
    assert NEEDLE not in done.out + done.err
    assert pdtrack("doctor --salvage saved.db").code == 1
    assert pdtrack.journal.read_bytes() == content
    pdtrack.ok("--journal saved.db doctor")
    saved = pdtrack.ok("--journal saved.db list --json").json["entries"]
    assert 30 < len(saved) < 60


def test_doctor_finds_a_wrong_tag_count(pdtrack: Pdtrack) -> None:
    """The stored count of a tag differs from the entries."""
    import sqlite3

    pdtrack.ok("log --mood 5 --tag stress")
    other = sqlite3.connect(pdtrack.journal)
    other.execute("UPDATE word SET uses = 9")
    other.commit()
    other.close()
    done = pdtrack("doctor")
    assert done.code == 3
    assert "count of the tags" in done.out


@pytest.mark.parametrize("content", [b"", b"dear diary", b"SQLite format 3\0" + bytes(84)])
def test_doctor_reports_a_file_that_is_not_a_journal(pdtrack: Pdtrack, content: bytes) -> None:
    """Exit 3, and it still shows where the backups are."""
    pdtrack.journal.parent.mkdir(parents=True)
    pdtrack.journal.write_bytes(content)
    done = pdtrack("doctor")
    assert done.code == 3
    assert str(pdtrack.journal) in done.out
    assert pdtrack.journal.read_bytes() == content
