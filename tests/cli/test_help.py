"""Help: every command has a page that names it and fits the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Pdtrack
from pdtrack.cli.index import COMMANDS

README = Path(__file__).parents[2] / "README.md"


def test_every_command_has_help_and_is_in_the_readme(pdtrack: Pdtrack) -> None:
    """Each by its own name."""
    readme = README.read_text(encoding="utf-8")
    overview = pdtrack.ok("--help").out
    for command in COMMANDS:
        if command.name != "help":  # `help` is the overview itself
            assert f"`{command.name}" in readme, command.name
            assert f" {command.name} " in overview, command.name
        text = pdtrack.ok(f"{command.name} --help").out
        assert max(map(len, text.splitlines())) <= 80, command.name
        assert f"pdtrack {command.name}" in text
        assert len(text.splitlines()) > 4


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_the_help_fits_a_screen(
    term: str, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """24 lines of 80 columns."""
    monkeypatch.setenv("TERM", term)
    lines = pdtrack.ok("--help").out.splitlines()
    assert len(lines) <= 24
    assert max(len(line) for line in lines) <= 80


def test_a_screen_reader_gets_a_line_for_each_command(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two columns would be read as one sentence; the words are the same."""
    columns = pdtrack.ok("help").out
    asked_for = pdtrack.ok("--plain help").out
    monkeypatch.setenv("ACCESSIBLE", "1")
    for spoken in (asked_for, pdtrack.ok("help").out):
        lines = spoken.splitlines()
        for command in COMMANDS:
            if command.group:
                assert f"{command.name}: {command.help}" in lines
        assert {line for line in columns.splitlines() if line[-1:] in ":.]"} <= set(lines)


def test_help_for_a_command_can_be_typed_before_and_after_it(pdtrack: Pdtrack) -> None:
    """`help COMMAND` is `COMMAND --help`, and so is `--help COMMAND`; an unknown name is wrong."""
    for name in ("log", "tags", "help"):
        text = pdtrack.ok(f"{name} --help").out
        for line in (f"help {name}", f"{name} -h", f"--help {name}", f"-h {name} last"):
            assert pdtrack.ok(line).out == text, line
    assert pdtrack.ok("help tags rename").out == pdtrack.ok("tags rename --help").out
    assert pdtrack("--help nonsense").code == 2
    refused = pdtrack("help lst")
    assert refused.code == 2
    assert "There is no such command. Did you mean list?" in refused.err
