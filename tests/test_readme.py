"""The README: the promises that a machine can check. Its console blocks are in test_transcripts."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_quick_start_is_two_commands() -> None:
    """One installs and runs the demo, one installs and runs the tests, from Python alone."""
    blocks = re.findall(r"```(?:sh|bash|shell)\n(.*?)```", README, re.S)
    start = [block.strip() for block in blocks if "venv" in block]
    assert len(start) == 2
    assert all("\n" not in block and block.startswith("python3 -m venv ") for block in start)
    assert start[0].endswith("pdtrack demo")
    assert start[1].endswith("-m pytest")


def test_ci_runs_the_same_tests() -> None:
    """`.ci/run` holds the very command of the README."""
    test = next(line for line in README.splitlines() if line.endswith("-m pytest"))
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_into_the_repository_leads_somewhere() -> None:
    """No file is promised that is not there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_readme_states_what_pdtrack_is_not() -> None:
    """No diagnosis, no network, and where to turn."""
    for words in ("diagnosis", "therapy", "network", "pdtrack support", "talk to a person"):
        assert words in README
