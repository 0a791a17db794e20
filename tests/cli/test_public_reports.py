"""What users of other programs asked for, each as a test of pdtrack.

The docstring names the project and the number of the thread.
"""

from __future__ import annotations

import pytest

from cli.acts import entry, journal, numbers
from conftest import Pdtrack, Terminal


@pytest.mark.parametrize("when", ["26/06/2025", "26/06/2027", "26.06.2027", "26-06-2025"])
def test_a_date_that_is_not_understood_is_never_saved_as_today(when: str, pdtrack: Pdtrack) -> None:
    """jrnl 185: a date typed another way became an entry of today with the date in its text."""
    result = pdtrack(["log", "--mood", "5", "--at", when])
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert not pdtrack.journal.exists()
    pdtrack.ok("log --mood 5 --at 2025-06-26")
    assert entry(pdtrack)["at"].startswith("2025-06-26")


@pytest.fixture
def tagged(pdtrack: Pdtrack) -> Pdtrack:
    """Four moments: wine and stress, wine, none fits, and never asked for tags."""
    for number, tags in enumerate(("--tag wine --tag stress", "--tag wine", "--tag none", "")):
        pdtrack.ok(f"log --mood {number + 4} {tags} --at '2026-11-{number + 16} 23:00'")
    return pdtrack


def test_entries_with_a_tag_can_be_left_out(tagged: Pdtrack) -> None:
    """jrnl 374: show what has one tag and not the other."""
    assert numbers(tagged, "list --tag wine --without-tag stress") == [2]
    assert numbers(tagged, "list --without-tag wine --without-tag stress") == [4, 3]


def test_entries_without_a_tag_can_be_found(tagged: Pdtrack) -> None:
    """jrnl 1057: search for what is not tagged, to tag it now."""
    assert numbers(tagged, "list --tag none") == [3]
    tagged.ok("edit 3 --clear tags --tag sad")
    assert numbers(tagged, "list --tag none") == []


def test_leaving_out_works_together_with_every_other_filter(tagged: Pdtrack) -> None:
    """jrnl 1664: "not" only worked for tags alone."""
    assert numbers(tagged, "list --without-tag stress --since 2026-11-17 --until 2026-11-18") == [
        3,
        2,
    ]
    assert numbers(tagged, "list --without-tag stress --kind intimate --on 'this week'") == [
        4,
        3,
        2,
    ]
    counted = tagged.ok("patterns --without-tag stress --json").json["counts"]["entries"]
    assert counted == 3


def test_a_time_before_the_clocks_change_keeps_its_hour_and_day(pdtrack: Pdtrack) -> None:
    """jrnl 1422: 23:59 on the evening before became 00:59 of the next day."""
    for day in ("2026-03-28", "2026-10-24"):
        assert f"{day[8:]} " in pdtrack.ok(f"log --mood 5 --at '{day} 23:59'").err
        assert entry(pdtrack)["at"].startswith(f"{day}T23:59")
        assert len(numbers(pdtrack, f"list --on {day}")) == 1


def test_a_missing_tag_can_be_added_to_an_open_moment(pdtrack: Pdtrack) -> None:
    """Watson 14: a running session couldn't be edited, and a tag was missing."""
    pdtrack.ok("before 7 --tag wine")
    pdtrack.ok("edit last --tag stress")
    assert entry(pdtrack)["tags"] == ["wine", "stress"]
    assert "completes" in pdtrack.ok("log 4").out
    assert entry(pdtrack)["tags"] == ["wine", "stress"]


def test_a_month_a_year_and_a_week_are_shortcuts(tagged: Pdtrack) -> None:
    """Watson 494: a calendar month or week should not need two dates."""
    for whole in ("2026-11", "nov", "'nov 2026'", "2026", "'this week'", "'this month'"):
        for command in ("list", "export", "chart", "patterns"):
            tagged.ok(f"{command} --on {whole}")
        assert len(numbers(tagged, f"list --on {whole}")) == 4
    assert numbers(tagged, "list --on 'last week'") == []
    assert numbers(tagged, "list --on 2025") == []


def test_midnight_can_be_written_as_the_end_of_a_day(pdtrack: Pdtrack) -> None:
    """klog 130: 24:00 is a time."""
    pdtrack.ok("log --mood 5 --at 24:00")
    assert entry(pdtrack)["at"] == "2026-11-22T00:00:00+01:00"


def test_a_mistyped_command_can_be_undone(pdtrack: Pdtrack) -> None:
    """timewarrior 9: one mistyped line changed the past and couldn't be undone."""
    for line in ("before 6", "log 3 --new-tag --tag my-wine --note one", "later 5"):
        pdtrack.ok(line)
    stood = journal(pdtrack.journal)
    for line in (
        "edit 1 --mood 9 --clear tags --at '2026-11-01 12:00'",
        "delete 1 --yes",
        "tags rename my-wine beer",
        "log 3 --new",
    ):
        pdtrack.ok(line)
        pdtrack.ok("undo")
        assert journal(pdtrack.journal) == stood
        pdtrack.ok("redo")
        pdtrack.ok("undo")


def test_undo_restores_a_deleted_note_in_full(pdtrack: Pdtrack) -> None:
    """diary 191: text was deleted by accident, and there was no undo."""
    note = "a long evening\n\nand a second paragraph"
    pdtrack.ok(["log", "--mood", "4", "--note", note])
    pdtrack.ok("edit 1 --clear note")
    assert entry(pdtrack)["note"] is None
    pdtrack.ok("undo")
    assert entry(pdtrack)["note"] == note


def test_going_back_to_a_question_shows_its_answer(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """questionary 81: go back to the previous question, with the answer chosen there."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("--plain day")
    screen.expect("How do you feel right now")
    screen.type("7")
    screen.expect("Tags")
    screen.type("<")
    screen.expect("How do you feel right now")
    screen.type("3")
    screen.interrupt()
    assert screen.end() == 130
    assert len(numbers(pdtrack, "list")) == 1
