"""A shell in tmux, whose screen a test reads as a person sees it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from conftest import PATIENCE


class Shell(Protocol):
    """Types keys, waits until all the words are on the screen, and returns the screen."""

    def __call__(self, keys: str, *words: str) -> str: ...


# By the columns and lines of its screen.
Shells = Callable[[int, int], Shell]
# How tests write keys that are no text.
KEYS = {"^C": "C-c", "^D": "C-d"}


@pytest.fixture
def tmux(home: Path) -> Iterator[Shells]:
    """Starts a shell on a screen of so many columns and lines."""
    # A socket's path must be short.
    socket = ["tmux", "-f", "/dev/null", "-L", f"pdtrack-{time.monotonic_ns()}"]

    def run(*words: str) -> str:
        done = subprocess.run(
            [*socket, *words], capture_output=True, check=True, timeout=20, env=dict(os.environ)
        )
        return done.stdout.decode()

    def press(keys: str, *words: str) -> str:
        if keys in KEYS:
            run("send-keys", KEYS[keys])
        else:
            run("send-keys", "-l", keys)
            run("send-keys", "Enter")
        end = time.monotonic() + PATIENCE
        while True:
            seen = run("capture-pane", "-p")
            missing = [each for each in words if each not in " ".join(seen.split())]
            if not missing:
                return seen
            if time.monotonic() > end:
                raise AssertionError(f"{missing} not on the screen after {keys!r}:\n{seen}")
            time.sleep(0.05)

    def start(columns: int, lines: int) -> Shell:
        # readline exports its own width, bypassing `os.environ`; `env` above removes it.
        size = ["-x", str(columns), "-y", str(lines)]
        run("new-session", "-d", *size, "env PS1='ready> ' ENV= sh")
        press("", "ready>")
        return press

    yield start
    subprocess.run([*socket, "kill-server"], check=False, timeout=20)
