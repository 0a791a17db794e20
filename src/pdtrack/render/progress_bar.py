"""How far a long piece of work is, drawn by Rich; loaded only for somebody who waits."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn


class Bar:
    """A line on standard error that is gone when it is closed."""

    def __init__(self, what: str, done: int) -> None:
        columns = (TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=None)
        self.reach(what, done)
        self._progress.start()

    def reach(self, what: str, done: int) -> None:
        """Show that `what` was done to so many."""
        self._progress.update(self._task, description=f"{what} {done:,}" if done else what)

    def close(self) -> None:
        """Take the line away."""
        self._progress.stop()
