"""Only pages that are longer than the screen use the pager."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from cli.acts import bring, diary
from conftest import Pdtrack, Terminal

# Reports that it was called and passes the page on.
PAGER = "import sys; print('PAGED'); sys.stdout.write(sys.stdin.read())"


@pytest.fixture
def paged(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> Pdtrack:
    """A diary of a hundred entries, and a pager that reports its use."""
    bring(pdtrack, diary(100, seed=3))
    script = pdtrack.home / "pager.py"
    script.write_text(PAGER, encoding="utf-8")
    monkeypatch.setenv("PAGER", f"{sys.executable} {script}")
    return pdtrack


@pytest.mark.parametrize(
    ("line", "is_paged"),
    [("list --limit 0", True), ("show 1", False), ("--plain list --limit 0", False)],
)
def test_only_a_long_page_is_paged(
    line: str, is_paged: bool, paged: Pdtrack, terminal: Terminal
) -> None:
    """A short page is printed, and a screen reader gets plain lines."""
    screen = terminal(line)
    assert screen.end() == 0
    assert ("PAGED" in screen.text) is is_paged


def test_a_pipe_is_never_paged(paged: Pdtrack) -> None:
    """Whatever its length."""
    assert "PAGED" not in paged.ok("list --limit 0").out


@pytest.mark.parametrize("pager", ["", "no-such-pager", "'", "false"])
def test_a_missing_pager_loses_nothing(
    pager: str, paged: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is switched off, missing, misspelt in the variable, or it fails."""
    monkeypatch.setenv("PAGER", pager)
    screen = terminal("list --limit 0")
    assert screen.end() == 0
    if pager != "false":
        assert "no." in screen.text


@pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
def test_less_keeps_no_history(
    paged: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What someone searches for in their diary is private."""
    monkeypatch.delenv("PAGER")
    screen = terminal("list --limit 0")
    screen.expect("Space shows more, q closes")
    screen.press("/stress\r")
    screen.expect("Space shows more, q closes")
    screen.press("q")
    assert screen.end() == 0
    assert not list(Path(paged.home).rglob("*less*"))
