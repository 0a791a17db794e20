"""What users of other programs asked for, each as a test of pdtrack.

The docstring names the project and the number of the thread.
"""

from __future__ import annotations

import re

import pytest

from cli.acts import entry, journal, numbers
from conftest import Pdtrack, Terminal
from pdtrack.domain.fields import ENTRY_KINDS, LASTED, PAIN, TEARS, WANTED, WITH
from pdtrack.exchange.formats import FORMATS


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


def test_both_ends_of_a_stretch_are_included_whole(pdtrack: Pdtrack) -> None:
    """jrnl 133, and 228, which the same change closed: "-from today -to today" found nothing.

    "-from january -to january" was one day of January, and "-from 2014 -to 2014" nothing.
    """
    days = ("2025-12-31 23:59", "2026-01-01 05:00", "2026-01-31 23:59", "2026-02-01 02:00")
    for at in (*days, "2026-11-21 05:00"):
        pdtrack.ok(["log", "5", "--at", at])
    assert numbers(pdtrack, "list --since today --until today") == [5]
    assert numbers(pdtrack, "list --since january --until january") == [4, 3, 2]
    assert numbers(pdtrack, "list --since 2026-01 --until 2026-01-01") == [2]
    assert numbers(pdtrack, "list --since 2026 --until 2026") == [5, 4, 3, 2]
    assert numbers(pdtrack, "list --since 2025 --until 2025") == [1]


def test_a_time_before_the_clocks_change_keeps_its_hour_and_day(pdtrack: Pdtrack) -> None:
    """jrnl 1422: 23:59 on the evening before became 00:59 of the next day."""
    for day in ("2026-03-28", "2026-10-24"):
        assert f"{day[8:]} " in pdtrack.ok(f"log --mood 5 --at '{day} 23:59'").out
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


def test_24_00_after_a_date_is_the_end_of_that_day(pdtrack: Pdtrack) -> None:
    """khal 336: "25.10.2013 24:00" is 00:00 of the next day, not of the same one."""
    for when in ("2026-11-20 24:00", "20 nov 24:00", "fri 24.00", "2026-11-20T24:00+01:00"):
        pdtrack.ok(["log", "5", "--at", when])
        assert entry(pdtrack)["at"] == "2026-11-21T00:00:00+01:00", when
    assert numbers(pdtrack, "list --since '2026-11-20 24:00' --until '2026-11-20 24:00'")


def test_what_was_begun_before_midnight_is_completed_after_it(pdtrack: Pdtrack) -> None:
    """klog 59: "stop" found nothing to stop once the date had changed."""
    pdtrack.at("2026-11-20T23:40:00+01:00")
    pdtrack.ok("before 6")
    pdtrack.at("2026-11-21T00:20:00+01:00")
    assert "completes" in pdtrack.ok("log 4").out
    pdtrack.at("2026-11-21T09:00:00+01:00")
    pdtrack.ok("later 7")
    found = entry(pdtrack, 1)
    assert (found["before"], found["after"], found["later"]) == (6, 4, 7)
    assert numbers(pdtrack, "list") == [1]


def test_a_note_and_tags_are_added_in_one_line_without_an_editor(pdtrack: Pdtrack) -> None:
    """journal-cli 15: append text and tags to an entry that exists, and open nothing."""
    pdtrack.ok("log 4 --tag wine --note 'a long evening'")
    pdtrack.ok("edit last --note 'and a call' --tag stress --tag sad", stdin="not read")
    found = entry(pdtrack)
    assert found["note"] == "a long evening\n\nand a call"
    assert found["tags"] == ["wine", "stress", "sad"]


# Tags, and how many columns of a screen each takes.
WIDTHS = {
    "\u75b2\u308c\u305f": 6,  # Japanese: two columns a character
    "\u0e23\u0e31\u0e01": 2,  # Thai, with a mark over a letter
    "\u0930\u0941\u091a\u093f": 3,  # Hindi, with a mark below a letter
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": 7,  # Persian, with a joiner
    "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f469": 2,  # an emoji made of six characters
    "stress": 6,
}


def test_columns_stay_in_line_beside_a_name_of_any_script(pdtrack: Pdtrack) -> None:
    """khal 653: month names that were wider than expected pushed the columns out of line."""
    for number, tag in enumerate(WIDTHS, 1):
        pdtrack.ok(["log", "2", "--before", "7", "--at", f"2026-11-{number:02} 22:00", "-t", tag])
        pdtrack.ok(["log", "8", "--at", f"2026-11-{number:02} 12:00", "--tag", "none"])
    drawn = re.sub(r"\x1b\[[\d;]*m", "", pdtrack.ok("chart tags", tty=True).out)
    rows = {line.split(" ")[0]: line.index("\u2502") for line in drawn.splitlines()[3:9]}
    assert rows.keys() == WIDTHS.keys()
    assert len({at - len(tag) + WIDTHS[tag] for tag, at in rows.items()}) == 1, drawn


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_a_file_in_another_encoding_can_be_imported(encoding: str, pdtrack: Pdtrack) -> None:
    """sqlite-utils 182: a CSV file that wasn't UTF-8 could not be read at all."""
    note = "m\u00fcde, sch\u00f6ner Abend"
    table = f"date,score,words\n2026-11-20 22:00,4,{note!r}\n".replace("'", '"')
    (pdtrack.home / "diary.csv").write_bytes(table.encode(encoding))
    columns = "at=date,mood=score,note=words"
    pdtrack.ok(f"import diary.csv --from table --columns {columns} --scale 0-10")
    assert entry(pdtrack, 1)["note"] == note


def test_long_choices_are_whole_in_the_help_of_a_narrow_screen(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """rich-click 33: with many choices, the list ended in an ellipsis."""
    for columns in ("80", "40", "20"):
        monkeypatch.setenv("COLUMNS", columns)
        for line, choices in (
            ("log --help", (TEARS, PAIN, WANTED, LASTED, WITH)),
            ("list --help", (WITH, ENTRY_KINDS)),
            ("chart --help", (("year", "mood", "calendar", "tags"),)),
            ("import --help", (tuple(FORMATS),)),
        ):
            shown = "".join(pdtrack.ok(line, tty=True).out.replace(",", "|").split())
            assert "\u2026" not in shown
            assert [each for each in choices if "|".join(each) not in shown] == [], (line, columns)


def test_the_clock_of_a_journey_is_kept_with_the_entry(pdtrack: Pdtrack) -> None:
    """jrnl 215 and 533: in another time zone nobody could tell when an entry was."""
    pdtrack.ok("log --mood 5 --at '2026-11-20T23:30+09:00'")
    pdtrack.ok("log --mood 6 --at '2026-11-20 20:00'")
    assert entry(pdtrack, 1)["at"] == "2026-11-20T23:30:00+09:00"
    assert "2026-11-20T23:30:00+09:00" in pdtrack.ok("export").out
    assert "23:30 (+09:00)" in pdtrack.ok("list").out
    # Newest first by what happened: half past eleven there was half past three here.
    assert numbers(pdtrack, "list") == [2, 1]
    assert numbers(pdtrack, "list --on 2026-11-20") == [2, 1]


def test_duplicates_stay_out_and_one_that_was_saved_can_be_deleted(pdtrack: Pdtrack) -> None:
    """jrnl 1294: entries were there three times, and nothing removed the copies."""
    pdtrack.ok("log --mood 5 --note one")
    pdtrack.ok("export own.csv")
    for _ in range(2):
        pdtrack.ok("import own.csv")
        assert numbers(pdtrack, "list") == [1]
    assert "The same was just saved as entry 1" in pdtrack.ok("log --mood 5 --note one").err
    pdtrack.ok("delete last --yes")
    assert numbers(pdtrack, "list") == [1]


def test_the_last_seven_days_are_seven(pdtrack: Pdtrack) -> None:
    """Watson 354: "the last 7 days" were today and seven more."""
    for day in range(12, 22):
        pdtrack.ok(f"log --mood 5 --at '2026-11-{day} 12:00' --new")
    for stretch in ("--on 'last 7 days'", "--since 'last 7 days'", "--since 7d", "--on 7d"):
        shown = pdtrack.ok(f"list {stretch} --json").json["entries"]
        assert [each["at"][8:10] for each in shown] == [str(day) for day in range(21, 14, -1)]


def test_a_week_says_its_days_and_can_begin_on_another_one(pdtrack: Pdtrack) -> None:
    """uhabits 53: for some a week begins on Monday, for others on Sunday."""
    for day in range(13, 22):
        pdtrack.ok(f"log --mood 5 --at '2026-11-{day} 12:00' --new")
    week = pdtrack.ok("list --on 'this week'")
    assert week.out.count("after 5") == 6
    assert "16 Nov 2026 to 22 Nov 2026" in week.err
    assert numbers(pdtrack, "list --since sun") == [9, 8, 7, 6, 5, 4, 3]


def test_a_mistyped_command_can_be_undone(pdtrack: Pdtrack) -> None:
    """timewarrior 9: one mistyped line changed the past and couldn't be undone."""
    for line in ("before 6", "log 3 --new-tag --tag my-wine --note one", "later 5"):
        pdtrack.ok(line)
    was = journal(pdtrack.journal)
    for line in (
        "edit 1 --mood 9 --clear tags --at '2026-11-01 12:00'",
        "delete 1 --yes",
        "tags rename my-wine beer",
        "log 3 --new",
    ):
        pdtrack.ok(line)
        pdtrack.ok("undo")
        assert journal(pdtrack.journal) == was
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
    screen.expect("Tags")
    screen.interrupt()
    assert screen.end() == 130
    assert len(numbers(pdtrack, "list")) == 1
