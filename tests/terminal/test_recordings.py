"""A session on a real terminal: recording, correcting and undoing, seen on the screen.

With tmux the test reads the screen as a person sees it, at 80 and at 40 columns.
"""

from __future__ import annotations

import shutil
import sys

import pytest

from cli.acts import bring, diary, entry, numbers
from conftest import Pdtrack, Terminal
from terminal.conftest import Shell, Shells

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


@pytest.fixture
def shell(tmux: Shells, request: pytest.FixtureRequest) -> Shell:
    """A shell on 60 lines, and on 80 columns unless the test says another number."""
    return tmux(getattr(request, "param", 80), 60)


def command(line: str, over: str = "over-1") -> str:
    """A shell line that runs pdtrack on a clear screen and then prints a mark."""
    return f"clear; {sys.executable} -m pdtrack {line}; echo {over[:2]}''{over[2:]}"


def test_recording_correcting_and_undoing(shell: Shell, pdtrack: Pdtrack) -> None:
    """Using questions: a slip in an answer, a correction, and two undos."""
    pdtrack.ok("day --mood 5")
    shell(command("log"), "How do you feel right now, 0-10?")
    shell("44", "A number helps here, 0 to 10, or Enter to skip. 1/11")
    shell("\x7f", "How did you feel beforehand, 0-10?")
    shell("7", "Who were you with?")
    shell("", "Did you want it?")
    shell("yes", "Tags, separated by commas")
    shell("stress", "Did you cry?")
    shell("2", "Any pain?")
    for question in ("have an orgasm?", "How long did", "What helped?", "Would you like to write"):
        shell("", question)
    screen = shell("a long week", "over-1")
    assert "Saved as entry 2: " in screen
    found = entry(pdtrack)
    found_again = [
        found[name] for name in ("after", "before", "tears", "wanted", "tags", "pain", "note")
    ]
    assert found_again == [4, 7, 2, "yes", ["stress"], None, "a long week"]

    screen = shell(command("edit last", "over-2"), "\u203a 4")
    assert "Press Enter to keep an answer" in screen
    shell("\x7f3", "\u203a 7")
    shell("", "some hours later")
    shell("", "Who were you with?")
    shell("", "\u203a yes")
    shell("", "\u203a stress")
    shell(", wine", "\u203a tears")
    for question in (
        "Any pain?", "have an orgasm?", "How long did", "What helped?", "\u203a a long week",
    ):  # fmt: skip
        shell("", question)
    assert "Entry 2" in shell("", "over-2")
    assert (entry(pdtrack)["after"], entry(pdtrack)["tags"]) == (3, ["stress", "wine"])

    for what, tags in (("before the change", ["stress"]), ("is removed", None)):
        word = f"over-{'log' if tags is None else 'edit'}"
        shown = shell(command("undo --yes", word), word)
        assert "Undone: entry 2 (" in shown
        assert what in " ".join(shown.split())
        assert entry(pdtrack)["tags"] == tags
    assert numbers(pdtrack, "list") == [1]


@pytest.mark.parametrize("shell", [80, 40], indirect=True)
@pytest.mark.parametrize("line", ["patterns", "patterns --why", "list", "tags", "show last"])
def test_nothing_is_wider_than_the_screen(shell: Shell, line: str, pdtrack: Pdtrack) -> None:
    """No word is split at the edge of 80 or 40 columns."""
    bring(pdtrack, diary(60, seed=4, planted="commute"))
    screen = shell(command(line), "over-1")
    shown = " ".join(screen.split())
    if line == "patterns":
        assert "That does not show that one brings on the other." in shown
    if line.startswith("patterns"):
        assert "Too early to say" in shown
    if line == "list":
        assert "commute" in shown
    assert "…" not in screen


def test_a_good_moment_in_two_lines(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """`f`, Enter, the mood, Enter: with line editing as well as without."""
    pdtrack.ok("day --mood 5")
    screen = terminal("log")
    screen.expect("Or f and a number if all was well, such as f 8.")
    screen.type("f")
    screen.expect("Good. How do you feel now, 0-10?")
    screen.type("9")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    assert (entry(pdtrack)["after"], entry(pdtrack)["tags"]) == (9, [])


def test_no_history_keeps_what_is_typed(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """Arrow up brings no earlier answer back, and no file in the home holds one."""
    pdtrack.ok("day --mood 5")
    screen = terminal("log")
    screen.expect("Or f and a number if all was well, such as f 8.")
    screen.type("4")
    screen.expect("How did you feel beforehand")
    screen.type("\x1b[A")
    screen.expect("Who were you with?")
    screen.interrupt()
    assert screen.end() == 130
    assert numbers(pdtrack, "list") == [1]
    assert not list(pdtrack.home.rglob("*history*"))
