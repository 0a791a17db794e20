"""`import` of damaged files in every format: no traceback, and all or nothing."""

from __future__ import annotations

import json
import random

import pytest

from cli.acts import journal
from conftest import Pdtrack
from exchange.made import FIXTURES
from exchange.test_hostile import mutated, originals

OPTIONS = {
    "table": ["--columns", "at=Date,time=Clock,mood=Score,tags=Labels,note=Comment"],
    "trackgraph": ["--columns", "mood=Mood"],
}
MAPPED = ["--map", "sad=2", "--map", "vaguely ok=6", "--map", "rested=8", "--map", "vaguely bad=4"]


def play(pdtrack: Pdtrack, times: int, seed: int) -> tuple[int, int]:
    """How many damaged files were imported, and how many were tried."""
    dice = random.Random(seed)
    came_in = played = 0
    pdtrack.ok("log --mood 4 --tag wine --note mine")
    for form, data in originals():
        for _ in range(times):
            played += 1
            came_in += imported(pdtrack, form, mutated(data, dice), skips=dice.random() < 0.2)
    return came_in, played


def imported(pdtrack: Pdtrack, form: str, data: bytes, *, skips: bool) -> bool:
    """Whether a file was imported; fails unless it was all or nothing."""
    file = pdtrack.home / "damaged"
    file.write_bytes(data)
    before = journal(pdtrack.journal)
    line = [
        "import",
        "damaged",
        "--from",
        form,
        "--intimate",
        "sex",
        *OPTIONS.get(form, []),
        "--json",
    ]
    line += [*MAPPED, *(["--skip-bad"] if skips else [])]
    result = pdtrack(line)
    assert result.code in (0, 2), result.err
    assert "inside pdtrack" not in result.err
    assert result.err.count("\n") == (result.code == 2)
    assert "\x1b" not in result.out + result.err
    if result.code == 2:
        assert journal(pdtrack.journal) == before
        return False
    said = json.loads(result.out)["import"]
    after = journal(pdtrack.journal)
    assert len(after["entry"]) - len(before["entry"]) == said["new"]
    if said["new"] or said["newer"]:
        pdtrack.ok("undo")
        assert journal(pdtrack.journal) == before
    return True


def test_a_damaged_file_is_imported_whole_or_not_at_all(pdtrack: Pdtrack) -> None:
    """A few of every format; an import can be undone."""
    came_in, played = play(pdtrack, 2, seed=3)
    assert 0 < came_in < played
    assert {path.name.partition("-")[0].partition(".")[0] for path in FIXTURES.iterdir()} <= {
        form for form, _ in originals()
    }


@pytest.mark.slow
def test_ten_thousand_damaged_files_are_imported_whole_or_not_at_all(pdtrack: Pdtrack) -> None:
    """Across all formats, with a new seed."""
    seed = random.SystemRandom().randrange(2**32)
    came_in, played = play(pdtrack, 10_000 // len(list(originals())) + 1, seed)
    print(f"seed {seed}: {played} files, {came_in} came in, {played - came_in} refused")
    assert played >= 10_000
