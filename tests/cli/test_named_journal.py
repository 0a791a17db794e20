"""A named journal that doesn't exist: a typo never shows as "No entries"."""

from __future__ import annotations

import pytest

from cli.locked import listing
from conftest import Pdtrack

READING = (
    "list", "list --json", "show last", "edit last --mood 3", "delete 1 --yes", "undo", "redo",
    "later 6", "tags", "tags rename a b", "patterns", "patterns --json", "question", "chart",
    "report page.html", "export", "export out.csv", "export --json", "backup copy.db",
    "forget 1 --yes", "doctor", "passphrase change", "passphrase remove",
)  # fmt: skip
WRITING = ("log 4", "before 4", "day 4", "import day.csv", "log --mood 4 --tag stress")


@pytest.mark.parametrize("how", ["option", "option after", "variable"])
def test_reading_a_missing_named_journal_shows_its_path(
    how: str, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, one line, and nothing is made."""
    path = pdtrack.home / "diray.db"
    pdtrack.ok("log --mood 5")
    before = listing(pdtrack.home)
    if how == "variable":
        monkeypatch.setenv("PDTRACK_JOURNAL", str(path))
    for line in READING:
        named = {"option": f"--journal {path} {line}", "option after": f"{line} --journal {path}"}
        result = pdtrack(named.get(how, line))
        assert result.code == 3, line
        assert result.err.startswith(f"pdtrack: There is no journal at {path}."), line
        assert result.err.count("\n") == 1
        assert result.out == "" or line == "doctor"
    assert listing(pdtrack.home) == before


def test_nothing_is_called_erased_where_no_journal_was_found(pdtrack: Pdtrack) -> None:
    """With a mistyped path, the diary would still be there."""
    pdtrack.ok("log --mood 5")
    result = pdtrack("--journal diray.db forget --all --yes")
    assert (result.code, result.out) == (3, "")
    assert "There is no journal at" in result.err
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


def test_an_empty_path_names_no_journal(pdtrack: Pdtrack) -> None:
    """A script with an unset variable never reads or writes another diary."""
    pdtrack.ok("log --mood 5")
    for line in ("--journal '' list", "log --mood 6 --journal="):
        assert (pdtrack(line).code, pdtrack(line).err.count("\n")) == (2, 1)
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


def test_only_a_write_makes_a_named_journal(pdtrack: Pdtrack) -> None:
    """Bare `pdtrack` shows that it doesn't exist yet."""
    (pdtrack.home / "day.csv").write_text("at,kind,mood\n2026-11-20T12:00:00+01:00,day,4\n")
    assert "isn't there yet" in pdtrack.ok("--journal 0.db").out
    for number, line in enumerate(WRITING):
        pdtrack.ok(f"--journal {number}.db {line}")
        assert len(pdtrack.ok(f"--journal {number}.db list --json").json["entries"]) == 1
    pdtrack.ok("--journal new.db import --dry-run day.csv")
    assert not (pdtrack.home / "new.db").exists()


def test_an_import_that_fails_leaves_no_empty_journal(pdtrack: Pdtrack) -> None:
    """Neither from pdtrack's own files nor from other programs'."""
    (pdtrack.home / "own.csv").write_text("at,kind,mood\n2026-11-20T12:00:00+01:00,day,44\n")
    (pdtrack.home / "own.json").write_text('{"schema": 1, "entries": [{"at": "soon"}]}')
    (pdtrack.home / "other.csv").write_text("date,score\n2026-11-20,5\nsoon,6\n")
    before = listing(pdtrack.home)
    for file in ("own.csv", "own.json", "other.csv --from table --columns at=date,mood=score"):
        assert pdtrack(f"--journal new.db import {file}").code == 2, file
        assert listing(pdtrack.home) == before


def test_a_missing_default_journal_shows_no_entries(pdtrack: Pdtrack) -> None:
    """No path was typed, so none can be mistyped."""
    assert pdtrack.ok("list").out == "No entries. pdtrack log writes one.\n"
    assert pdtrack.ok("doctor").out
