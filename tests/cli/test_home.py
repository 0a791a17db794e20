"""Bare `pdtrack`: recent weeks, the last entry, what is open, and what to type next."""

from __future__ import annotations

import re

import pytest

from cli.acts import bring, diary
from cli.locked import needs_sqlcipher
from conftest import Pdtrack

COMMANDS = ("log", "patterns", "chart", "guide", "support", "--help")


def screen(pdtrack: Pdtrack, line: str = "") -> list[str]:
    """The rows of a terminal, without their colours."""
    shown = re.sub(r"\x1b\[[0-9;]*m", "", pdtrack.ok(line, tty=True).out)
    return [row.rstrip() for row in shown.splitlines()]


def test_the_first_run_names_the_commands_and_the_tour(pdtrack: Pdtrack) -> None:
    """With no entry there is nothing else to show."""
    lines = pdtrack.ok("").out.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        *(f"pdtrack {command}" for command in COMMANDS[:-1]),
        "entries so far",
        "pdtrack demo",
        "pdtrack --help",
    ]
    assert not pdtrack.journal.exists()


def test_four_weeks_and_the_last_entry_are_on_one_screen(pdtrack: Pdtrack) -> None:
    """In the night of Sat 21 Nov: the days from 25 Oct on, week by week."""
    pdtrack.ok("log --mood 2 --before 7 --tears 2 -t stress,sad --at '2026-11-20 23:00' --new")
    pdtrack.ok("log --mood 10 --at '2026-11-02 23:00' --new")
    pdtrack.ok("day --mood 6 --at '2026-10-25 12:00'")
    pdtrack.ok("day --mood 5 --at '2026-10-24 12:00'")
    rows = screen(pdtrack)
    assert rows[:5] == [
        "pdtrack   4 entries so far",
        "",
        "last 4 weeks 6 ······· X······ ······· ····2·",
        "last entry   Fri 20 Nov, 23:00   7 ▼  2  tears  stress, sad",
        "open         pdtrack later adds your mood to entry 1",
    ]
    words = pdtrack.ok("").out
    assert "Last 4 weeks: 25 Oct day mood 6, 2 Nov 10, 20 Nov 2.\n" in words
    assert "Last entry: 1. Fri 20 Nov 2026, 23:00, before 7, after 2, tears: tears, tags: " in words
    assert "Open: pdtrack later adds your mood to entry 1.\n" in words


def test_an_open_moment_is_named_only_while_it_is_open(pdtrack: Pdtrack) -> None:
    """A mood beforehand waits for its log; a later mood is due hours afterwards, once."""
    pdtrack.ok("before 7")
    assert "Open: pdtrack log completes the moment with mood 7." in pdtrack.ok("").out
    pdtrack.ok("log 4")
    assert "Open" not in pdtrack.ok("").out
    pdtrack.at("2026-11-22T08:00:00+01:00")
    assert "Open: pdtrack later adds your mood to entry 1." in pdtrack.ok("").out
    pdtrack.ok("later 6")
    assert "Open" not in pdtrack.ok("").out


def test_the_command_that_is_due_is_whole_on_a_narrow_screen(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names of the rows become shorter before a command is cut."""
    monkeypatch.setenv("COLUMNS", "50")
    bring(pdtrack, diary(120, seed=4))
    pdtrack.ok("log --mood 5 --at '3h ago' --new")
    assert "open    pdtrack later adds your mood to entry 121" in screen(pdtrack)


@pytest.mark.parametrize("columns", ["50", "80", "200"])
def test_the_home_screen_has_at_most_fourteen_lines(
    columns: str, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with many entries and long tags; text that doesn't fit its row is cut."""
    monkeypatch.setenv("COLUMNS", columns)
    bring(pdtrack, diary(60, seed=4))
    long = "a-word-of-my-own-that-goes-on-and-on"
    pdtrack.ok(f"log --mood 5 --before 9 -t {long},{long[::-1]} --new-tag --at '3h ago' --new")
    rows = screen(pdtrack)
    assert len(rows) <= 14
    assert all(len(row) <= int(columns) for row in rows)
    assert long in pdtrack.ok("--plain").out


def test_a_discreet_home_screen_reveals_nothing(pdtrack: Pdtrack) -> None:
    """It shows only the commands."""
    pdtrack.ok("log --mood 2 -t stress")
    rows = screen(pdtrack, "--discreet")
    assert [row.split()[1] for row in rows] == list(COMMANDS)


@needs_sqlcipher
def test_an_encrypted_journal_stays_closed(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pdtrack neither asks for the passphrase nor fetches it."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_COMMAND", "false")
    rows = screen(locked)
    assert [row.split()[1] for row in rows] == list(COMMANDS)
