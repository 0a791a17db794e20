"""Anyone who waits longer than a second sees that pdtrack is working, until it is done."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from conftest import ESCAPES, Pdtrack, Screen, Terminal
from pdtrack.cli.progress import SECONDS
from pdtrack.store import lock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no pty on Windows")


@contextmanager
def busy(pdtrack: Pdtrack) -> Iterator[None]:
    """Another pdtrack that locks the journal, so that this one has to wait."""
    pdtrack.ok("log --mood 7")
    with lock.locked(pdtrack.journal, alone=True):
        yield


def on_screen(screen: Screen) -> str:
    """What is still there after lines were removed: one up, and erased."""
    raw = re.sub(r"[^\n]*\n(\x1b\[\?25h)?\r\x1b\[1A\x1b\[2K", "", screen.raw)
    return ESCAPES.sub("", raw)


def test_work_is_shown_while_it_lasts(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """A line appears after a second; at the end only the result is left."""
    with busy(pdtrack):
        screen = terminal("list")
        screen.expect("Working")
    screen.expect(". > 7")
    assert screen.end() == 0
    assert "Working" not in on_screen(screen)
    # The cursor was hidden while it worked, and is visible again.
    assert screen.raw.rfind("\x1b[?25h") > screen.raw.rfind("\x1b[?25l") >= 0


def test_in_plain_mode_the_wait_is_announced_once(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """For a screen reader: one line, without animation."""
    with busy(pdtrack):
        screen = terminal("--plain list")
        screen.expect("Working ...")
        screen.wait(SECONDS)
    assert screen.end() == 0
    assert screen.text.count("Working") == 1
    assert "\x1b" not in screen.raw


def test_a_question_shows_no_waiting_line(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """However long someone thinks about an answer."""
    pdtrack.ok("log --mood 7")
    screen = terminal("log --new")
    screen.expect("How do you feel")
    screen.wait(2 * SECONDS)
    assert "Working" not in screen.text
    screen.interrupt()
    assert screen.end() == 130


def test_an_interrupted_wait_leaves_a_tidy_screen(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """Ctrl-C removes the line, shows the cursor, and sets the exit code."""
    with busy(pdtrack):
        screen = terminal("list")
        screen.expect("Working")
        screen.interrupt()
        assert screen.end() == 130
    assert "Working" not in on_screen(screen)
    assert screen.raw.rfind("\x1b[?25h") > screen.raw.rfind("\x1b[?25l") >= 0


def test_a_quick_command_draws_nothing(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """In an ordinary diary every command is quick."""
    pdtrack.ok("log --mood 7")
    start = time.monotonic()
    screen = terminal("--plain list")
    assert screen.end() == 0
    if time.monotonic() - start < SECONDS:
        assert "Working" not in screen.text
