"""A session on a real terminal: recording, correcting and undoing, seen on the screen.

With tmux the test reads the screen as a person sees it, at 80 and at 40 columns.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.acts import bring, diary, entry, numbers
from conftest import Pdtrack, Terminal

Type = Callable[..., str]
pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


@pytest.fixture
def tmux(home: Path, request: pytest.FixtureRequest) -> Iterator[Type]:
    """Types into a shell in tmux, waits for words, and returns the screen."""
    columns = getattr(request, "param", 80)
    # A socket's path must be short.
    socket = ["tmux", "-f", "/dev/null", "-L", f"pdtrack-{time.monotonic_ns()}"]
    shell = "env PS1='ready> ' ENV= sh"
    start = ["new-session", "-d", "-x", str(columns), "-y", "60", shell]
    # readline exports its own width, bypassing `os.environ`; this removes it.
    subprocess.run([*socket, *start], check=True, timeout=20, env=dict(os.environ))

    def see() -> str:
        shown = subprocess.run(
            [*socket, "capture-pane", "-p"], capture_output=True, check=True, timeout=20
        )
        return shown.stdout.decode()

    def type_(keys: str, words: str, enter: bool = True) -> str:
        subprocess.run([*socket, "send-keys", "-l", keys], check=True, timeout=20)
        if enter:
            subprocess.run([*socket, "send-keys", "Enter"], check=True, timeout=20)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            screen = see()
            if words in " ".join(screen.split()):
                return screen
            time.sleep(0.05)
        raise AssertionError(f"{words!r} is not on the screen:\n{screen}")

    type_("", "ready>")
    yield type_
    subprocess.run([*socket, "kill-server"], check=False, timeout=20)


def command(line: str, over: str = "over-1") -> str:
    """A shell line that runs pdtrack on a clear screen and then prints a mark."""
    return f"clear; {sys.executable} -m pdtrack {line}; echo {over[:2]}''{over[2:]}"


def test_recording_correcting_and_undoing(tmux: Type, pdtrack: Pdtrack) -> None:
    """Using questions: a slip in an answer, a correction, and two undos."""
    pdtrack.ok("day --mood 5")
    tmux(command("log"), "How do you feel right now, 0-10?")
    tmux("44", "A number helps here, 0 to 10, or Enter to skip.")
    tmux("\x7f", "How did you feel beforehand, 0-10?")
    tmux("7", "Who were you with?")
    tmux("", "Did you want it?")
    tmux("yes", "Tags, separated by commas")
    tmux("stress", "Did you cry?")
    tmux("2", "Any pain?")
    for question in ("have an orgasm?", "How long did", "What helped?", "Would you like to write"):
        tmux("", question)
    screen = tmux("a long week", "over-1")
    assert "Saved as entry 2: " in screen
    found = entry(pdtrack)
    found_again = [
        found[name] for name in ("after", "before", "tears", "wanted", "tags", "pain", "note")
    ]
    assert found_again == [4, 7, 2, "yes", ["stress"], None, "a long week"]

    screen = tmux(command("edit last", "over-2"), "\u203a 4")
    assert "Press Enter to keep an answer" in screen
    tmux("\x7f3", "\u203a 7")
    tmux("", "some hours later")
    tmux("", "Who were you with?")
    tmux("", "\u203a yes")
    tmux("", "\u203a stress")
    tmux(", wine", "\u203a tears")
    for question in (
        "Any pain?", "have an orgasm?", "How long did", "What helped?", "\u203a a long week",
    ):  # fmt: skip
        tmux("", question)
    assert "Entry 2" in tmux("", "over-2")
    assert (entry(pdtrack)["after"], entry(pdtrack)["tags"]) == (3, ["stress", "wine"])

    for what, tags in (("before the change", ["stress"]), ("is removed", None)):
        word = f"over-{'log' if tags is None else 'edit'}"
        shown = tmux(command("undo --yes", word), word)
        assert "Undone: entry 2 (" in shown
        assert what in " ".join(shown.split())
        assert entry(pdtrack)["tags"] == tags
    assert numbers(pdtrack, "list") == [1]


@pytest.mark.parametrize("tmux", [80, 40], indirect=True)
@pytest.mark.parametrize("line", ["patterns", "patterns --why", "list", "tags", "show last"])
def test_nothing_is_wider_than_the_screen(tmux: Type, line: str, pdtrack: Pdtrack) -> None:
    """No word is split at the edge of 80 or 40 columns."""
    bring(pdtrack, diary(60, seed=4, planted="commute"))
    screen = tmux(command(line), "over-1")
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
