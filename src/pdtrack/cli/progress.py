"""Show, once a command takes longer than a second, that it is working and how far it is."""

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
    """A progress bar on the terminal while a command works, after the first second.

    Nothing is drawn for scripts, while a pager is open, or while a question is asked. If `plainly`
    returns true, it is one plain line without a bar.
    """

    def __init__(self, *, plainly: Callable[[], bool]) -> None:
        self._plainly = plainly
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._bar: ProgressBar | None = None
        self._reached = (WORKING, 0)

    def __enter__(self) -> None:
        """Start the clock."""
        if not _has_onlooker():
            return
        self._timer = threading.Timer(SECONDS, self._show)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        """Stop, and remove what was drawn."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._bar is not None:
                self._bar.close()
                self._bar = None

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Draw nothing during the block, which prints something or asks a question."""
        waits = self._timer is not None
        self.__exit__()
        try:
            yield
        finally:
            if waits:
                self.__enter__()

    def reach(self, what: str, done: int) -> None:
        """Show how many are done; `what` is a label such as `Entries read`."""
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
            from pdtrack.render.progress_bar import ProgressBar  # Rich takes a while to load

            self._bar = ProgressBar(*self._reached)


def _has_onlooker() -> bool:
    """Whether a person can see this terminal, with no pager in front of it."""
    if not sys.stderr.isatty():
        return False
    try:
        return sys.stdout.isatty() or sys.stdout.seekable()
    except (AttributeError, ValueError):
        return False
