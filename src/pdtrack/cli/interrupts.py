"""What ends a command from outside: Ctrl-C, Ctrl-\\, a window that is closed, a polite kill.

Each is raised like any other error, so that no half-written file is left. From the moment an
entry is committed they wait: the screen has to show that it is saved, and the exit code as well.
"""

from __future__ import annotations

import contextlib
import signal
import time
from types import FrameType
from typing import Final

# A signal waits no longer than this, whatever else happens.
HELD_SECONDS: Final = 10.0
_ENDING: Final = ("SIGTERM", "SIGHUP", "SIGQUIT")


class Ended(SystemExit):
    """The system asked the command to end; `code` is what a shell shows for that."""


class _Held:
    """Since when signals wait, and the one that came last."""

    listens = False
    since: float | None = None
    came: int | None = None


_held = _Held()


def listen() -> None:
    """Raise what comes, where the one who started pdtrack did not turn it off."""
    _held.listens = True
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _on_signal)
    for name in _ENDING:
        number = getattr(signal, name, None)  # Windows has only SIGTERM
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _on_signal)


def hold() -> None:
    """Let every signal wait: what is committed next counts, and has to be shown."""
    if _held.listens:
        listen()  # the prompt leaves Python's own handler
    _held.since = time.monotonic()


def drop() -> None:
    """Nothing was committed: the error that is shown instead says so."""
    _held.since = _held.came = None


def release() -> None:
    """A question follows, which can be stopped: raise what waits, and what Python dropped."""
    came = _held.came
    drop()
    if came is not None:
        _raise(came)


def _on_signal(number: int, _: FrameType | None) -> None:
    # What is raised while an object is collected, or in a hook of the line editor, goes no further.
    _held.came = number
    if _held.since is not None and time.monotonic() - _held.since < HELD_SECONDS:
        return
    _raise(number)


def _raise(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    # A second one must not stop the clearing up.
    for name in _ENDING:
        with contextlib.suppress(AttributeError, ValueError):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise Ended(128 + number)
