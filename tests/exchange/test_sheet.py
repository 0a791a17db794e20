"""The quick way to CSV says exactly what the slow one says, however long the diary is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from build import diaries
from conftest import Pdtrack
from pdtrack.cli.commands import export as carry
from pdtrack.domain.entry import Entry
from pdtrack.exchange import csv as slow
from pdtrack.exchange import sheet
from pdtrack.store.entry_row import COLUMNS, row_of
from pdtrack.store.journal import Journal, open_journal


@settings(max_examples=200)
@given(diaries())
def test_rows_and_entries_make_the_same_sheet(many: list[Entry]) -> None:
    """For any diary at all, with and without its notes."""
    rows = [
        tuple(dict(zip(COLUMNS, row_of(one), strict=True))[name] for name in sheet.COLUMNS)
        for one in (with_uid(each) for each in many)
    ]
    for notes in (True, False):
        quick = "".join(sheet.pieces([rows], notes=notes))
        assert quick == "".join(slow.lines([with_uid(one) for one in many], notes=notes))


def with_uid(one: Entry) -> Entry:
    """The entry as the journal names it."""
    return replace(one, uid=f"-{one.number:031x}", edited_at=one.recorded_at)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_pages_make_the_same_document(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A page of three rows or of thousands: what comes out is the same, to a pipe or a file."""
    for mood in range(7):
        pdtrack.ok(f"log --new --mood {mood} --tag stress --note =SUM{mood}")
    pdtrack.ok("delete 3 --yes")
    whole = pdtrack.ok(f"export --format {form}").out
    for most in (1, 2, 3, 6, 7):
        monkeypatch.setattr(carry, "ROWS_AT_ONCE", most)
        assert pdtrack.ok(f"export --format {form}").out == whole
        pdtrack.ok(f"export out.{form} --force")
        assert Path(f"out.{form}").read_bytes().decode() == whole


def test_a_range_is_kept_over_the_pages(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--since` and `--until` hold on every page."""
    monkeypatch.setattr(carry, "ROWS_AT_ONCE", 2)
    for day in range(10, 20):
        pdtrack.ok(f"log --new --mood 5 --at '2026-11-{day} 20:00'")
    found = json.loads(pdtrack.ok("export --json --since 2026-11-12 --until 2026-11-16").out)
    assert [one["at"][8:10] for one in found["entries"]] == ["12", "13", "14", "15", "16"]


def test_nothing_is_open_while_a_pager_waits(pdtrack: Pdtrack) -> None:
    """The last page, which mostly is the only one, is given when the journal is let go of."""
    pdtrack.ok("log --mood 5")
    held: list[Journal] = []

    class Run:
        def reading(self) -> Journal:
            journal = open_journal(pdtrack.journal)
            assert journal is not None
            held.append(journal)
            return journal

    out = carry._Outgoing(Run(), "csv", None, None, True)  # type: ignore[arg-type]
    pieces = out.pieces()
    next(pieces)
    assert next(pieces).count("\r\n") == 1
    with pytest.raises(Exception, match="closed"):
        held[0]._connection.execute("SELECT 1")
