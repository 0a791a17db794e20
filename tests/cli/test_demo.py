"""`demo`: a tour of lines that are shown and run."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from conftest import Pdtrack, Terminal
from pdtrack.cli.commands.demo import LINES, write_sample
from pdtrack.cli.context import Run, World
from pdtrack.cli.output import Output


def without_uids(text: str) -> str:
    """The same text; each diary has uids of its own."""
    return re.sub(r"\b[0-9a-f]{32}\b", "uid", text)


def test_every_line_that_is_shown_is_the_line_that_runs(pdtrack: Pdtrack) -> None:
    """Typed by hand, with the made-up diary as the journal, each prints the very same."""
    tour = without_uids(pdtrack.ok("demo").out)
    journal = str(pdtrack.home / "sample.db")
    world = World(os.environ, lambda: pdtrack.now, pdtrack.clocks)
    write_sample(Run(world, pdtrack.now, Output(world.environ), journal_option=journal))
    for line, what in LINES.items():
        printed = without_uids(pdtrack.ok(["--journal", journal, *shlex.split(line)]).out)
        shown = tour.split(f"$ pdtrack {line}  # {what}\n", 1)[1]
        assert shown.lstrip("\n").startswith(printed), line


def test_what_a_line_adds_for_a_person_stands_below_it(pdtrack: Pdtrack) -> None:
    """Such as how many entries `list` leaves out. It is no error of the tour, and the next line
    is apart from it.
    """
    done = pdtrack.ok("demo --all")
    assert done.err == ""
    left_out = re.search(r"^\d+ more; .*--limit 0", done.out, re.M)
    assert left_out
    assert len(re.findall(r"\n\n\$ pdtrack ", done.out)) == len(LINES)
    assert (
        done.out.index("$ pdtrack list") < left_out.start() < done.out.index("$ pdtrack patterns")
    )


def test_options_before_demo_apply_to_its_commands(pdtrack: Pdtrack) -> None:
    """--plain turns off drawing on the tour; --no-discreet shows everything."""
    assert "\x1b[" in pdtrack.ok("demo", tty=True).out
    assert "\x1b[" not in pdtrack.ok("--plain demo", tty=True).out
    pdtrack.ok("config discreet yes")
    assert "$ pdtrack" not in pdtrack.ok("demo").out
    assert "stress" in pdtrack.ok("--no-discreet demo").out


def test_the_tour_ends_on_a_whole_year(pdtrack: Pdtrack) -> None:
    """In eleven or twelve rows, followed by how to begin."""
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", pdtrack.ok("demo", tty=True).out)
    year = drawn.split(", day by day ")[1].split("The temporary")[0]
    assert len(re.findall(r"^(?:20\d\d |     )?[A-Z][a-z]{2} ", year, re.M)) in (11, 12)
    assert drawn.splitlines()[-1].endswith("pdtrack log starts your own diary.")


def test_a_terminal_gets_one_screen_at_a_time(terminal: Terminal) -> None:
    """Five screens of at most 24 lines; Enter moves on to the next."""
    screen = terminal("demo", rows=24, columns=80)
    for number in range(2, 6):
        screen.expect(f"Enter: {number} of 5, q: end")
        screen.type("")
    screen.expect("pdtrack log starts your own diary.")
    assert screen.end() == 0
    for shown in screen.raw.split("q: end"):
        assert shown.strip().count("\n") < 24


def test_the_tour_can_be_left(terminal: Terminal) -> None:
    """With q, which leaves no trace of the temporary journal."""
    screen = terminal("demo")
    screen.expect("q: end")
    screen.type("q")
    screen.expect("The temporary file was deleted.")
    assert screen.end() == 0
    assert "$ pdtrack patterns" not in screen.text


def test_ctrl_c_leaves_the_tour_and_no_journal_behind(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """Exit 130, as everywhere."""
    monkeypatch.setenv("TMPDIR", str(home))
    screen = terminal("demo")
    screen.expect("q: end")
    assert list(home.glob("tour-*"))
    screen.interrupt()
    assert screen.end() == 130
    assert not list(home.glob("tour-*"))


def test_all_prints_the_whole_tour_at_once(terminal: Terminal) -> None:
    """`--all` asks nothing and leaves nothing out."""
    screen = terminal("demo --all")
    screen.expect("Too early to say")
    screen.expect("pdtrack log starts your own diary.")
    assert screen.end() == 0
    assert "q: end" not in screen.text
