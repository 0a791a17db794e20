"""`demo`: a tour of lines that are shown and run."""

from __future__ import annotations

import os
import re
import shlex

from conftest import Pdtrack
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
    for line in LINES:
        printed = without_uids(pdtrack.ok(["--journal", journal, *shlex.split(line)]).out)
        shown = tour.split(f"$ pdtrack {line}\n", 1)[1]
        assert shown.lstrip("\n").startswith(printed), line


def test_what_is_typed_before_demo_holds_for_its_lines(pdtrack: Pdtrack) -> None:
    """With --plain nothing on the tour is drawn; with --no-discreet nothing is left out."""
    assert "\x1b[" in pdtrack.ok("demo", tty=True).out
    assert "\x1b[" not in pdtrack.ok("--plain demo", tty=True).out
    pdtrack.ok("config discreet yes")
    assert "$ pdtrack" not in pdtrack.ok("demo").out
    assert "stress" in pdtrack.ok("--no-discreet demo").out
