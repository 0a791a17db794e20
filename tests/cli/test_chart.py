"""`chart`: its output on a screen, in plain words, and as JSON."""

from __future__ import annotations

import pytest

from conftest import Pdtrack

CHARTS = ("year", "mood", "calendar", "tags")


def fill(pdtrack: Pdtrack) -> None:
    """A fall with tears, a good moment, a day mood and an unwanted moment."""
    pdtrack.ok("log --mood 2 --before 8 --tears tears -t stress,sad --at 'yesterday 21:00' --new")
    pdtrack.ok("log --mood 8 -t love --at '2 days ago' --new")
    pdtrack.ok("day --mood 5 --at '3 days ago'")
    pdtrack.ok("log --mood 1 --wanted no -t stress --at '5 days ago' --new")


@pytest.mark.parametrize("what", CHARTS)
def test_an_empty_diary_shows_how_to_start(pdtrack: Pdtrack, what: str) -> None:
    """It isn't an error, and JSON has its usual shape."""
    assert (
        pdtrack.ok(f"chart {what}").out
        == "Nothing to chart yet. pdtrack log records the first entry.\n"
    )
    assert pdtrack.ok(f"chart {what} --json").json["schema"] == 1


def test_chart_without_a_name_is_the_year(pdtrack: Pdtrack) -> None:
    """`chart` alone draws the days of the year."""
    fill(pdtrack)
    assert pdtrack.ok("chart").out == pdtrack.ok("chart year").out
    assert "Fri 20: right after 2, tears." in pdtrack.ok("chart").out
    assert "before 8, right after 2." in pdtrack.ok("chart mood").out


def test_the_year_shows_twelve_months_and_how_to_see_earlier_ones(
    pdtrack: Pdtrack,
) -> None:
    """On 24 lines of 80 columns, drawn; `--since` shows them all."""
    fill(pdtrack)
    pdtrack.ok("log --mood 10 --at '2024-03-09 22:00' --new")
    drawn = pdtrack.ok("chart", tty=True).out
    assert drawn.count("\n") <= 18
    assert "2024" in drawn
    assert "2025 Dec" in drawn
    words = pdtrack.ok("chart").out
    assert "March" not in words
    assert words.endswith("Earlier: pdtrack chart year --since 2024-03.\n")
    assert "Sat 9: right after 10." in pdtrack.ok("chart --since 2024-03-01").out


def test_a_diary_of_years_ago_shows_its_last_twelve_months(pdtrack: Pdtrack) -> None:
    """Not twelve empty ones."""
    pdtrack.ok("log --mood 3 --at '2021-02-03 22:00' --new")
    pdtrack.ok("log --mood 9 --at '2023-05-06 22:00' --new")
    drawn = pdtrack.ok("chart", tty=True).out
    assert "2022 Jun" in drawn
    assert "2023 Jan" in drawn
    assert "May" in drawn.splitlines()[-3]
    assert "chart year --since 2021-02" in drawn
    assert "Sat 6: right after 9." in pdtrack.ok("chart").out


def test_an_unknown_chart_is_refused(pdtrack: Pdtrack) -> None:
    """The error lists the charts that exist."""
    result = pdtrack("chart pie")
    assert result.code == 2
    assert "year, mood, calendar, tags" in result.err


def test_since_and_until_bound_a_chart(pdtrack: Pdtrack) -> None:
    """Only the entries of that period are drawn."""
    fill(pdtrack)
    numbers = pdtrack.ok("chart mood --since '4 days ago' --until '2 days ago' --json").json
    assert [one["kind"] for one in numbers["entries"]] == ["day", "intimate"]


def test_json_has_the_numbers_behind_the_chart(pdtrack: Pdtrack) -> None:
    """Every entry with its change; every day; every tag with its totals."""
    fill(pdtrack)
    last = pdtrack.ok("chart mood --json").json["entries"][-1]
    assert (last["before"], last["after"], last["change"]) == (8, 2, -6)
    days = pdtrack.ok("chart calendar --json").json["days"]
    assert (days[-1]["mood"], days[-1]["tears"]) == (2, "tears")
    assert pdtrack.ok("chart --json").json["days"] == days
    tags = pdtrack.ok("chart tags --json").json
    assert (tags["moments"], tags["left_out"]) == (3, 1)
    assert tags["tags"][1] == {
        "tag": "stress",
        "hard_with": 1,
        "hard_total": 1,
        "other_with": 0,
        "other_total": 1,
    }


@pytest.mark.parametrize("what", CHARTS)
def test_a_terminal_gets_a_drawing_and_plain_gets_words(pdtrack: Pdtrack, what: str) -> None:
    """A screen gets symbols and escapes; --plain has neither."""
    fill(pdtrack)
    assert "\x1b[" in pdtrack.ok(f"chart {what}", tty=True).out
    assert pdtrack.ok(f"--plain chart {what}", tty=True).out.isascii()


def test_all_shows_every_tag(pdtrack: Pdtrack) -> None:
    """Twelve fit on a screen; the last line counts the rest."""
    for n in range(14):
        pdtrack.ok(f"log --mood 2 --tag own{n}x --at '{n + 1} days ago' --new --new-tag")
    few = pdtrack.ok("chart tags", tty=True).out
    assert few.count("\n") <= 18
    assert "2 more tags: --all." in few
    assert "own13x" in pdtrack.ok("chart tags --all", tty=True).out
