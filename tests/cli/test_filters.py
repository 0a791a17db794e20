"""The filters that `list`, `patterns`, `chart`, `report` and `export` share."""

from __future__ import annotations

import unicodedata

import pytest

from conftest import Pdtrack

EVERYWHERE = ("list", "patterns", "chart", "export", "report page.html --force")


@pytest.fixture
def told(pdtrack: Pdtrack) -> Pdtrack:
    """Six moments: two with someone and rushed, four on other days."""
    for number, line in enumerate(
        (
            "--mood 2 --tag rushed --with partner --note 'zu laut'",
            "--mood 3 --tag rushed --with partner",
            "--mood 8 --tag none --with solo",
            "--mood 7 --tag wine --with solo",
            "--mood 9",
            "--mood 8 --tag wine --with partner",
        )
    ):
        pdtrack.ok(f"log {line} --at '2026-11-{number + 12} 23:00'")
    return pdtrack


def test_every_command_takes_every_filter(told: Pdtrack) -> None:
    """And says that what it shows is a part of the diary."""
    filters = (
        "--since 8d --until today --tag wine --without-tag rushed --with partner --kind intimate"
    )
    for command in EVERYWHERE:
        for line in (f"{command} {filters}", f"{command} --on 'this month' --hard"):
            shown = told.ok(line)
            assert "a part of the diary" in shown.out + shown.err, line
        whole = told.ok(command)
        assert "part of the diary" not in whole.out + whole.err
        for wrong in ("--tag strange", "--since 2026-11-20 --until 2026-11-19", "--tag a,b"):
            refused = told(f"{command} {wrong}")
            assert (refused.code, refused.out) == (2, ""), (command, wrong)


def test_every_command_looks_at_the_same_entries(told: Pdtrack) -> None:
    """Whatever it makes of them."""
    for filters, found in (
        ("--tag rushed", [1, 2]),
        ("--tag none", [3]),
        ("--with solo --since 2026-11-01", [3, 4]),
        ("--hard --text LAUT", [1]),
        ("--without-tag wine --on 2026-11", [1, 2, 3, 5]),
    ):
        listed = told.ok(f"list {filters} --json").json["entries"]
        assert sorted(entry["id"] for entry in listed) == found
        exported = told.ok(f"export {filters} --json").json["entries"]
        assert [entry["id"] for entry in exported] == found
        rows = told.ok(f"export {filters}").out.splitlines()[1:]
        assert [int(row.split(",")[0]) for row in rows] == found
        drawn = told.ok(f"chart mood {filters} --json").json["entries"]
        assert [entry["id"] for entry in drawn] == found
        assert told.ok(f"patterns {filters} --json").json["counts"]["entries"] == len(found)
        told.ok(f"report page.html --force {filters}")
        page = (told.home / "page.html").read_text(encoding="utf-8")
        assert "a part of the diary" in page


def test_patterns_by_part_counts_the_part_and_keeps_links_whole(told: Pdtrack) -> None:
    """It says which part that is, and what is never narrowed."""
    shown = told.ok("patterns --with partner").out
    assert "This is a part of the diary: with partner." in shown
    assert "Links, changes over time and advice to see a doctor always use the whole" in shown
    assert "3 entries; 1 of 3 moments was fine, 2 were harder" in shown.replace("\n", " ")
    assert told.ok("patterns --tag none --json").json["counts"]["eligible"] == 1
    whole, part = (told.ok(f"patterns --json {f}").json for f in ("", "--tag none"))
    assert whole["links"] == part["links"]
    assert whole["over_time"] == part["over_time"]


def test_a_filter_never_hides_a_card_of_today(pdtrack: Pdtrack) -> None:
    """Safety comes first, whatever part was asked for."""
    pdtrack.ok("log --mood 2 --wanted no")
    pdtrack.ok("log --mood 8 --tag wine --at '2026-11-12 23:00'")
    assert pdtrack.ok("patterns --json").json["cards"]
    for line in ("patterns --tag wine --json", "patterns --with solo --json"):
        assert pdtrack.ok(line).json["cards"] == pdtrack.ok("patterns --json").json["cards"]


def test_a_discreet_screen_names_no_tag_of_a_filter(told: Pdtrack) -> None:
    """Only that it is a part."""
    for command in EVERYWHERE[:4]:
        shown = told.ok(f"--discreet {command} --tag rushed")
        assert "This is a part of the diary." in shown.out + shown.err
        assert "tagged" not in shown.out + shown.err
    refused = told("--discreet list --tag rushd")
    assert "rushed" not in refused.err
    assert "rushd" not in refused.err


def test_the_day_that_is_shown_is_the_day_that_is_filtered(pdtrack: Pdtrack) -> None:
    """Also after travelling: an evening in Tokyo stays the evening that its clock showed."""
    pdtrack.ok("log --mood 5 --at '2026-11-20T23:30+09:00'")
    pdtrack.ok("log --mood 6 --at '2026-11-19T22:00-08:00'")
    assert "Fri 20 Nov 2026, 23:30" in pdtrack.ok("list").out
    for filters, found in (
        ("--on 2026-11-20", [1]),
        ("--on 2026-11-19", [2]),
        ("--since 2026-11-20", [1]),
        ("--until 2026-11-19", [2]),
        ("--since '2026-11-20 23:30'", [1]),
        ("--until '2026-11-19 22:00'", [2]),
    ):
        for line in (f"list {filters} --json", f"export {filters} --json"):
            assert [one["id"] for one in pdtrack.ok(line).json["entries"]] == found, line
        assert pdtrack.ok(f"patterns {filters} --json").json["counts"]["entries"] == 1


def test_text_is_found_however_its_accents_were_typed(pdtrack: Pdtrack) -> None:
    """Composed or not, large or small."""
    pdtrack.ok(["log", "--mood", "5", "--note", unicodedata.normalize("NFD", "Café in İzmir")])
    for text in ("café", "CAFÉ", "izmir", unicodedata.normalize("NFD", "é")):
        assert len(pdtrack.ok(["list", "--json", "--text", text]).json["entries"]) == 1


def test_a_part_of_the_diary_carries_no_claim(told: Pdtrack) -> None:
    """What was judged about links belongs to the whole."""
    told.ok("patterns")
    for filters in ("--tag wine", "--since 7d", "--hard"):
        assert "claim" not in told.ok(f"export --json {filters}").json


def test_two_entries_of_a_clock_change_night_can_be_told_apart(pdtrack: Pdtrack) -> None:
    """Where the hour came twice, or the clock was another one, the offset is shown."""
    pdtrack.ok("log --mood 5 --at '2026-10-25 02:30 +02:00'")
    pdtrack.ok("log --mood 6 --at '2026-10-25 02:30 +01:00'")
    pdtrack.ok("log --mood 7 --at '2026-10-25 21:00'")
    pdtrack.ok("log --mood 8 --at '2026-11-20T23:30+09:00'")
    rows = pdtrack.ok("list").out.splitlines()
    for row, mark in zip(rows, ("(+09:00)", "", "(+01:00)", "(+02:00)"), strict=True):
        assert mark in row
        assert ("+0" in row) == bool(mark)
    assert "02:30 (+02:00)" in pdtrack.ok("show 1").out
    assert "02:30 (+01:00)" in pdtrack.ok("delete 2 --yes").out
    assert "02:30 (+01:00)" in pdtrack.ok("undo").out
    assert "02:30 (+02:00)" in pdtrack.ok("list --limit 4", tty=True).out
