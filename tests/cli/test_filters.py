"""The filters that `list`, `patterns`, `chart`, `report` and `export` share."""

from __future__ import annotations

import unicodedata

import pytest

from conftest import Pdtrack

EVERYWHERE = ("list", "patterns", "chart", "export", "report page.html --force")


@pytest.fixture
def six_moments(pdtrack: Pdtrack) -> Pdtrack:
    """Log six moments: two with someone and rushed, four on other days."""
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


def test_every_command_accepts_every_filter(six_moments: Pdtrack) -> None:
    """It also reports that it shows only part of the diary."""
    filters = (
        "--since 8d --until today --tag wine --without-tag rushed --with partner --kind intimate"
    )
    for command in EVERYWHERE:
        for line in (f"{command} {filters}", f"{command} --on 'this month' --hard"):
            shown = six_moments.ok(line)
            assert "a part of the diary" in shown.out + shown.err, line
        whole = six_moments.ok(command)
        assert "part of the diary" not in whole.out + whole.err
        for wrong in ("--tag strange", "--since 2026-11-20 --until 2026-11-19", "--tag a,b"):
            refused = six_moments(f"{command} {wrong}")
            assert (refused.code, refused.out) == (2, ""), (command, wrong)


def test_every_command_selects_the_same_entries(six_moments: Pdtrack) -> None:
    """Whatever it shows about them."""
    for filters, found in (
        ("--tag rushed", [1, 2]),
        ("--tag none", [3]),
        ("--with solo --since 2026-11-01", [3, 4]),
        ("--hard --text LAUT", [1]),
        ("--without-tag wine --on 2026-11", [1, 2, 3, 5]),
    ):
        listed = six_moments.ok(f"list {filters} --json").json["entries"]
        assert sorted(entry["id"] for entry in listed) == found
        exported = six_moments.ok(f"export {filters} --json").json["entries"]
        assert [entry["id"] for entry in exported] == found
        rows = six_moments.ok(f"export {filters}").out.splitlines()[1:]
        assert [int(row.split(",")[0]) for row in rows] == found
        drawn = six_moments.ok(f"chart mood {filters} --json").json["entries"]
        assert [entry["id"] for entry in drawn] == found
        assert six_moments.ok(f"patterns {filters} --json").json["counts"]["entries"] == len(found)
        six_moments.ok(f"report page.html --force {filters}")
        page = (six_moments.home / "page.html").read_text(encoding="utf-8")
        assert "a part of the diary" in page


def test_filtered_patterns_count_the_selection_and_leave_links_alone(six_moments: Pdtrack) -> None:
    """It names the selection, and what filters never change."""
    shown = six_moments.ok("patterns --with partner").out
    assert "This is a part of the diary: with partner." in shown
    assert "Links, changes over time and advice to see a doctor always use the whole" in shown
    assert "1 of 3 moments was fine, 2 were harder" in shown.replace("\n", " ")
    assert six_moments.ok("patterns --tag none --json").json["counts"]["eligible"] == 1
    whole, part = (six_moments.ok(f"patterns --json {f}").json for f in ("", "--tag none"))
    assert whole["links"] == part["links"]
    assert whole["over_time"] == part["over_time"]


def test_a_filter_never_hides_a_card_of_today(pdtrack: Pdtrack) -> None:
    """Safety comes first, whatever the selection."""
    pdtrack.ok("log --mood 2 --wanted no")
    pdtrack.ok("log --mood 8 --tag wine --at '2026-11-12 23:00'")
    assert pdtrack.ok("patterns --json").json["cards"]
    for line in ("patterns --tag wine --json", "patterns --with solo --json"):
        assert pdtrack.ok(line).json["cards"] == pdtrack.ok("patterns --json").json["cards"]


def test_a_discreet_screen_names_no_tag_of_a_filter(six_moments: Pdtrack) -> None:
    """It shows only that a filter applies."""
    for command in EVERYWHERE[:4]:
        shown = six_moments.ok(f"--discreet {command} --tag rushed")
        assert "This is a part of the diary." in shown.out + shown.err
        assert "tagged" not in shown.out + shown.err
    refused = six_moments("--discreet list --tag rushd")
    assert "rushed" not in refused.err
    assert "rushd" not in refused.err


def test_filters_use_the_day_that_is_shown(pdtrack: Pdtrack) -> None:
    """After travelling too: an evening in Tokyo keeps the date that its clock showed."""
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


def test_search_finds_text_however_its_accents_were_typed(pdtrack: Pdtrack) -> None:
    """Composed or not, in upper or lower case."""
    pdtrack.ok(["log", "--mood", "5", "--note", unicodedata.normalize("NFD", "Café in İzmir")])
    for text in ("café", "CAFÉ", "izmir", unicodedata.normalize("NFD", "é")):
        assert len(pdtrack.ok(["list", "--json", "--text", text]).json["entries"]) == 1


def test_json_shows_that_it_is_a_part(six_moments: Pdtrack) -> None:
    """It names the filters and the stretch, but no word that a file handed on would give away."""
    asked = "--tag wine --without-tag rushed --on 2026-11"
    stretch = {"since": "2026-11-01T04:00:00", "until": "2026-12-01T03:59:59"}
    part = {**stretch, "filters": ["tag", "without-tag"]}
    for command in ("chart mood", "chart tags", "patterns", "export"):
        assert six_moments.ok(f"{command} --json {asked}").json["part"] == part
        assert "part" not in six_moments.ok(f"{command} --json").json
    assert six_moments.ok(f"list --json {asked}").json["part"] == {**part, "more": 0}
    cut = six_moments.ok("list --json --limit 2").json["part"]
    assert cut == {"since": None, "until": None, "filters": [], "more": 4}
    for line in ("list --json", "list --json --limit 0", "list --json --limit 6"):
        assert set(six_moments.ok(line).json) == {"schema", "entries"}
    six_moments.ok("export part.json --text LAUT")
    assert "1 new" in six_moments.ok("--journal other.db import part.json").out


def test_filtered_patterns_make_no_claim(six_moments: Pdtrack) -> None:
    """Links are only judged over the whole diary."""
    six_moments.ok("patterns")
    for filters in ("--tag wine", "--since 7d", "--hard"):
        assert "claim" not in six_moments.ok(f"export --json {filters}").json


def test_an_error_is_the_only_line(six_moments: Pdtrack) -> None:
    """`export` names the part that it exports only where there is one."""
    refused = six_moments("export --tag nonesuch")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    missing = six_moments("export --hard --journal nowhere.db")
    assert (missing.code, missing.out, missing.err.count("\n")) == (3, "", 1)


def test_every_page_shows_that_a_time_is_of_another_clock(pdtrack: Pdtrack) -> None:
    """The home page, charts, the report and what an import and a filter were understood as."""
    tokyo = "2026-11-20T23:30+09:00"
    pdtrack.ok(f"log 5 --at {tokyo} --note 'in Tokyo'")
    pdtrack.ok("export diary.csv")
    pdtrack.ok("report page.html")
    page = (pdtrack.home / "page.html").read_text(encoding="utf-8")
    for shown in (
        pdtrack.ok("").out,
        pdtrack.ok("", tty=True).out,
        pdtrack.ok("list").out,
        pdtrack.ok("chart mood").out,
        pdtrack.ok(f"list --since {tokyo} --until {tokyo}").err,
        pdtrack.ok("--journal other.db import diary.csv").out,
        page,
    ):
        assert "23:30 (+09:00)" in shown


def test_two_entries_of_a_clock_change_night_look_different(pdtrack: Pdtrack) -> None:
    """The offset shows if the hour came twice or the clock was in another zone."""
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
