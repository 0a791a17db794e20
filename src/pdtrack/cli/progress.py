"""What somebody sees who waits longer than a second: that work goes on, and how far it is."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pdtrack.render.progress_bar import ProgressBar

SECONDS: Final = 1.0
WORKING: Final = "Working"


class Progress:
    """A line on the terminal while a command works, from the second second on.

    Nothing is drawn for scripts, beside a pager, or while a question is asked. Where
    `plainly` says so it is a line that stays, without a bar.
    """

    def __init__(self, *, plainly: Callable[[], bool]) -> None:
        self._plainly = plainly
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._bar: ProgressBar | None = None
        self._reached = (WORKING, 0)

    def __enter__(self) -> None:
        """Begin to wait."""
        if not _has_onlooker():
            return
        self._timer = threading.Timer(SECONDS, self._show)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        """It is over; what was drawn goes."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._bar is not None:
                self._bar.close()
                self._bar = None

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Nobody waits for pdtrack during the block: it speaks, or waits for them."""
        waits = self._timer is not None
        self.__exit__()
        try:
            yield
        finally:
            if waits:
                self.__enter__()

    def reach(self, what: str, done: int) -> None:
        """`what` was done to so many so far, such as `Entries read`."""
        self._reached = (what, done)
        if self._bar is not None:
            self._bar.reach(*self._reached)

    def _show(self) -> None:
        with self._lock:
            if self._timer is None:
                return
            if self._plainly():
                sys.stderr.write(f"{WORKING} ...\n")
                sys.stderr.flush()
                return
            from pdtrack.render.progress_bar import ProgressBar  # Rich, for whoever waits anyway

            self._bar = ProgressBar(*self._reached)


def _has_onlooker() -> bool:
    """Whether somebody looks at this terminal and at nothing else: not at a pager."""
    if not sys.stderr.isatty():
        return False
    try:
        return sys.stdout.isatty() or sys.stdout.seekable()
    except (AttributeError, ValueError):
        return False
