"""A second `before` while one is open, and a `log` equal to the one just written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cli.acts import entry, journal
from conftest import Pdtrack, Terminal


@pytest.mark.parametrize(
    ("answer", "found"), [("1", [7, 4]), ("2", [4]), ("", [7])], ids=["another", "same", "neither"]
)
def test_a_second_before_is_asked_about(
    answer: str, found: list[int], terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Another moment, a correction of the open one, or nothing; undo can revert each."""
    screen = terminal("before 7")
    screen.expect("Saved as entry 1")
    assert screen.end() == 0
    was = journal(pdtrack.journal)
    screen = terminal("before 4 --tag stress")
    screen.expect("(before 7) is still open.")
    screen.expect("It is the same one: its mood beforehand was 4.")
    screen.type(answer)
    screen.expect("Saved as entry" if answer else "Nothing was saved.")
    assert screen.end() == 0
    assert "is open as well" not in screen.text
    entries = pdtrack.ok("export --json").json["entries"]
    assert [one["before"] for one in entries] == found
    assert entries[-1]["tags"] == (["stress"] if answer else None)
    assert entries[-1]["before_recalled"] is False
    if answer:
        pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was


def test_new_answers_the_question_and_a_script_loses_nothing(
    terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Both are saved, and a script learns which one is open as well."""
    pdtrack.ok("before 7")
    screen = terminal("before 5 --new")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    pdtrack.ok("before 7")
    assert "is open as well; log completes the newest." in pdtrack.ok("before 4").err
    assert len(pdtrack.ok("list --json").json["entries"]) == 4


def test_log_asks_before_saving_the_same_entry_twice(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """Enter alone doesn't save it again; a yes does, and so does --new."""
    for line, answer, many in (
        ("log 3 --tag stress", None, 1),
        ("log 3 --tag stress", "", 1),
        ("log 3 --tag stress", "y", 2),
        ("log 3 --tag stress --new", None, 3),
        ("log 4 --tag stress", None, 4),
    ):
        screen = terminal(line)
        if answer is not None:
            screen.expect(f"The same was just saved as entry {many - (answer == 'y')}.")
            screen.type(answer)
        screen.expect("Nothing was saved." if answer == "" else "Saved as entry")
        assert screen.end() == 0
        assert len(pdtrack.ok("list --json").json["entries"]) == many


def test_a_script_that_logs_the_same_twice_keeps_both_with_a_warning(pdtrack: Pdtrack) -> None:
    """Even if the first completed a moment; not after ten minutes, nor on another day."""
    pdtrack.ok("before 7")
    assert pdtrack.ok("log 3").err.count("The same") == 0
    assert "The same was just saved as entry 1. pdtrack undo removes" in pdtrack.ok("log 3").err
    pdtrack.now += timedelta(minutes=11)
    assert "The same" not in pdtrack.ok("log 3").err
    assert "The same" not in pdtrack.ok("log 3 --at yesterday").err
    assert "The same" not in pdtrack.ok("day 3").err
    assert "The same" not in pdtrack.ok("day 3").err
    assert len(pdtrack.ok("list --json").json["entries"]) == 6


def test_a_card_never_waits_for_a_question(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """The entry and the card come first, however alike two entries are."""
    pdtrack.ok("log 3 --wanted no")
    screen = terminal("log 3 --wanted no")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    assert entry(pdtrack)["id"] == 2
