"""`list`: every filter alone and combined, what fits a screen, and readers that wait."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from cli.acts import bring, diary, numbers
from conftest import Pdtrack, Process


@pytest.fixture
def six_entries(pdtrack: Pdtrack) -> Pdtrack:
    """Log six entries over five days."""
    for line in (
        "log --mood 2 --tag stress,wine --note 'Ärger an der Arbeit' --at '2026-11-17 23:00'",
        "log --mood 8 --tag none --at '2026-11-18 23:00'",
        "day --mood 3 --tag stress --note 'rain all day' --at '2026-11-19 12:00'",
        "log --mood 5 --before 8 --tag wine --at '2026-11-20 00:30'",
        "log --mood 5 --tears 2 --tag sad --wanted no --at '2026-11-20 23:00'",
        "log --mood 7 --note 'a_b 100% (x)' --at '2026-11-21 23:00'",
    ):
        pdtrack.ok(line)
    return pdtrack


FILTERS = [
    ("", [6, 5, 4, 3, 2, 1]),
    ("--since 2026-11-19", [6, 5, 4, 3]),
    ("--since '2026-11-19 12:00'", [6, 5, 4, 3]),
    ("--since '2026-11-19 12:01'", [6, 5, 4]),
    ("--until 2026-11-19", [4, 3, 2, 1]),
    ("--until '2026-11-19 12:00'", [3, 2, 1]),
    ("--until '2026-11-19 11:59'", [2, 1]),
    ("--since 2026-11-18 --until 2026-11-18", [2]),
    ("--since yesterday", [6, 5]),
    ("--since '3 days ago' --until '2 days ago'", [4, 3, 2]),
    ("--on 2026-11-20", [5]),
    ("--on 2026-11-19", [4, 3]),
    ("--on 'last week'", []),
    ("--on 'this week'", [6, 5, 4, 3, 2, 1]),
    ("--on 2026-11", [6, 5, 4, 3, 2, 1]),
    ("--since 3d", [6, 5, 4, 3]),
    ("--since 'last 2 days'", [6, 5]),
    ("--on 'last 2 days'", [6, 5]),
    ("--until 2d", [4, 3, 2, 1]),
    ("--until 'last week'", []),
    ("--tag stress", [3, 1]),
    ("--tag stressed", [3, 1]),
    ("--tag ' STRESS '", [3, 1]),
    ("-t stress -t wine", [1]),
    ("--tag grateful", []),
    ("--tag none", [2]),
    ("--without-tag stress", [6, 5, 4, 2]),
    ("--without-tag none", [6, 5, 4, 3, 1]),
    ("--tag wine --without-tag stressed", [4]),
    ("--with partner", []),
    ("--kind day", [3]),
    ("--kind intimate", [6, 5, 4, 2, 1]),
    ("--hard", [5, 4, 1]),
    ("--text arbeit", [1]),
    ("--text ÄRGER", [1]),
    ("--text 'a_b 100% ('", [6]),
    ("--text '%'", [6]),
    ("--text day", [3]),
    ("--text stress", []),
    ("--limit 2", [6, 5]),
    ("--limit 0", [6, 5, 4, 3, 2, 1]),
    ("--limit 1 --tag stress", [3]),
    ("--limit 1 --hard --since 2026-11-17 --until '2026-11-20 12:00'", [4]),
    ("--tag wine --kind intimate --hard --text arbeit", [1]),
]


@pytest.mark.parametrize(("options", "found"), FILTERS)
def test_a_filter_finds_the_right_entries(
    options: str, found: list[int], six_entries: Pdtrack
) -> None:
    """Newest first, the same entries on the screen and for scripts."""
    assert numbers(six_entries, f"list {options}") == found
    shown = six_entries.ok(f"list {options}").out
    starts = [int(line.split(".")[0]) for line in shown.splitlines() if line[:1].isdigit()]
    assert starts == found


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--kind night", "There is no entry of that kind. Use intimate or day."),
        ("--limit -1", "--limit takes a whole number; 0 for all."),
        ("--limit x", "--limit takes a whole number; 0 for all."),
        ("--limit 1.5", "--limit takes a whole number; 0 for all."),
        ("--limit ''", "--limit takes a whole number; 0 for all."),
        ("--limit 9999999999", "--limit takes a whole number; 0 for all."),
        ("--since soon", ""),
        ("--until '31 feb'", ""),
        ("--tag ''", "A tag is empty."),
        ("--tag beer", "There is no tag beer. pdtrack tags lists your tags."),
        ("--tag strss", "There is no tag strss. Did you mean stress?"),
        ("--without-tag strss", "There is no tag strss. Did you mean stress?"),
        (
            "--tag stress,wine",
            "--tag takes one tag, and there is a comma in it. Use --tag stress --tag wine.",
        ),
        ("--tag wnie", "There is no tag wnie. Did you mean wine?"),
        ("--tag -wine", "A tag can't begin with a hyphen. Use --without-tag TAG"),
        ("--tag none --tag wine", '"none" can\'t be combined with other tags.'),
        (
            "--since 2026-11-21 --until 2026-11-18",
            "That stretch ends before it begins. "
            'Did you mean --since "2026-11-18" --until "2026-11-21"?',
        ),
        ("--on yesterday --since 2026-11-18", "--on can't be combined with --since or --until."),
        ("--on 'yesterday 23:00'", "--on takes a whole day, not a time."),
        (
            "--since 'last nigth'",
            "Can't read “nigth” as part of a time. Write “last night” if that is what you mean.",
        ),
        ("--with somebody", ""),
        ("--tag a;b", 'A tag can\'t have ";" in it.'),
        ("wine", "Some words here don't belong to any option."),
    ],
)
def test_an_impossible_filter_is_refused(options: str, says: str, six_entries: Pdtrack) -> None:
    """One line, exit 2, and no entries."""
    result = six_entries(f"list {options}")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"pdtrack: {says}")
    assert result.err.count("\n") == 1


def test_a_list_marks_notes_and_shows_their_text_on_request(six_entries: Pdtrack) -> None:
    """Even when the search was for the note's words."""
    assert "rain" not in six_entries.ok("list --text rain").out
    assert "has a note" in six_entries.ok("list --text rain").out
    assert "note: rain all day" in six_entries.ok("list --text rain --notes").out
    assert six_entries.ok("list").out.count("has a note") == 3
    assert "rain" not in six_entries.ok("list", tty=True).out


def test_a_screen_shows_what_fits_and_counts_the_rest(pdtrack: Pdtrack) -> None:
    """24 lines with the prompt; a pipe, or a limit of 0, gets all of them."""
    bring(pdtrack, diary(40, seed=1))
    for line in ("list", "list --plain", "list --kind intimate"):
        shown = pdtrack.ok(line, tty=True).out
        assert shown.count("\n") <= 23
        assert "more; --limit 0 shows all." in shown.strip().splitlines()[-1]
    assert "more; --limit 0" not in pdtrack.ok("list --limit 0", tty=True).out
    assert len(pdtrack.ok("list").out.splitlines()) == 40
    assert len(numbers(pdtrack, "list")) == 40
    assert len(numbers(pdtrack, "list --limit 7")) == 7
    piped = pdtrack.ok("list --limit 7")
    assert (len(piped.out.splitlines()), piped.err) == (7, "33 more; --limit 0 shows all.\n")


def test_an_empty_result_is_not_an_error(six_entries: Pdtrack) -> None:
    """One line and exit 0; scripts get an empty list."""
    assert six_entries.ok("list --tag grateful").out == "No entries match.\n"
    assert six_entries.ok("list --tag grateful --json").json == {"schema": 1, "entries": []}


def test_a_list_open_in_a_pager_does_not_block_log(pdtrack: Pdtrack, process: Process) -> None:
    """With 5,000 entries, a full pipe and no reader, another log is saved at once."""
    rows = diary(5000, seed=1)
    for row in rows:
        row["note"] = "a note of some length, so that the pipe is full soon"
    bring(pdtrack, rows)
    for line in ("list --limit 0 --notes", "list --json", "export"):
        argv = [sys.executable, "-m", "pdtrack", *line.split()]
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as reader:
            assert reader.stdout is not None
            assert reader.stdout.read(1)
            saved = process("log --mood 4")
            assert (saved.code, saved.out[:8]) == (0, "Saved as")
            assert reader.poll() is None
            rest = reader.stdout.read()
            assert reader.wait(20) == 0
        assert len(rest) > 300_000


def test_a_reader_that_stops_early_ends_the_list_quietly(
    pdtrack: Pdtrack, process: Process
) -> None:
    """As with `head`: no error, no traceback."""
    bring(pdtrack, diary(1500, seed=1))
    argv = [sys.executable, "-m", "pdtrack", "list", "--limit", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stderr is not None
        reader.stdout.readline()
        reader.stdout.close()
        assert (reader.wait(20), reader.stderr.read()) == (0, b"")


def test_each_entry_has_a_row_that_shows_only_what_happened(
    six_entries: Pdtrack,
) -> None:
    """Falls and rises are marks; tears, pain and unwanted moments are words before the tags."""
    six_entries.ok("log --mood 9 --before 6 --tears 0 --pain 2 --wanted yes --new")
    six_entries.ok("later 7")
    six_entries.ok("log --mood 4 --at '2025-11-21 23:00' --new")
    screen = re.sub(r"\x1b\[[0-9;]*m", "", six_entries.ok("list", tty=True).out)
    rows = [row.rstrip() for row in screen.splitlines()]
    assert rows == [
        "no.  evening of        when  mood",
        "  7  Sat 21 Nov       00:40   6 ▲  9 → 7  moderate pain",
        "  6  Sat 21 Nov       23:00   · →  7      note",
        "  5  Fri 20 Nov       23:00   · →  5      tears, wanted: no  sad",
        "  4  Thu 19 Nov       00:30   8 ▼  5      wine",
        "  3  Thu 19 Nov       12:00  day    3     stress  note",
        "  2  Wed 18 Nov       23:00   · →  8",
        "  1  Tue 17 Nov       23:00   · →  2      stress, wine  note",
        "  8  Fri 21 Nov 2025  23:00   · →  4",
    ]
