"""How far a long command has got, drawn by Rich; imported only once someone has to wait."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn


class ProgressBar:
    """A line on standard error that is removed when it is closed."""

    def __init__(self, what: str, done: int) -> None:
        columns = (TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=None)
        self.reach(what, done)
        self._progress.start()

    def reach(self, what: str, done: int) -> None:
        """Show how far the work has got, such as `Entries read 1,200`."""
        self._progress.update(self._task, description=f"{what} {done:,}" if done else what)

    def close(self) -> None:
        """Remove the line."""
        self._progress.stop()
