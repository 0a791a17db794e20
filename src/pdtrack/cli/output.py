"""What the program shows: results on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from pdtrack.cli.progress import Progress
from pdtrack.render.page import Page, Paragraph
from pdtrack.render.plain import plain

# A screen is no larger, whatever COLUMNS and LINES claim.
SCREEN_MOST: Final = 10_000


def screen_size() -> tuple[int, int]:
    """Columns and lines of the terminal, or what the environment claims, within reason."""
    columns, lines = shutil.get_terminal_size()
    return min(columns, SCREEN_MOST), min(lines, SCREEN_MOST)


class Output:
    """Writes pages for a person, who may be at a terminal, and documents for scripts.

    `plain_option` is `--plain`; `progress` shows that a long command is still working.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._has_shown = False
        # The tour shows one screen after the other by itself.
        self.is_paging = True
        self.plain_option = False
        self.progress = Progress(plainly=lambda: self._wants_plain)

    @property
    def can_ask(self) -> bool:
        """Whether questions can be asked: a person is at a terminal."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def is_plain(self) -> bool:
        """Whether to write words and numbers alone."""
        return self._wants_plain or not sys.stdout.isatty()

    @property
    def is_read_aloud(self) -> bool:
        """Whether a screen reader may read the output: columns side by side would be mixed up."""
        return self.plain_option or self._environ.get("ACCESSIBLE", "") not in ("", "0")

    @property
    def is_dumb(self) -> bool:
        """Whether the terminal can only print, or doesn't name itself, as all do but on Windows."""
        return self._environ.get("TERM", "" if os.name == "nt" else "dumb") == "dumb"

    @property
    def _wants_plain(self) -> bool:
        return self.is_read_aloud or self.is_dumb or self._environ.get("NO_COLOR", "") != ""

    def width(self) -> int | None:
        """Columns to fill; `None` where the output goes to a program, unwrapped."""
        if sys.stdout.isatty() or "COLUMNS" in self._environ:
            return screen_size()[0]
        return None

    def prompt_width(self) -> int:
        """Columns of the terminal that questions are asked in."""
        return screen_size()[0]

    @property
    def is_screen(self) -> bool:
        """Whether a person sees the output on a screen, and no file or program gets it."""
        return sys.stdout.isatty()

    def rows(self) -> int | None:
        """The lines of the screen; `None` where there is none."""
        return screen_size()[1] if self.is_screen else None

    def rows_that_fit(self, page: Callable[[int], Page], most: int) -> int:
        """With how many rows, up to `most`, a page fits the screen above the prompt; at least 1."""
        room = (self.rows() or 0) - 1
        low, high = 1, max(1, most)
        while low < high:
            middle = (low + high + 1) // 2
            if self._drawn(page(middle)).count("\n") <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _drawn(self, page: Page) -> str:
        if self.is_plain:
            return plain(page, self.width())
        from pdtrack.render.rich import rich

        return rich(page, self.width() or 80)

    def show(self, page: Page) -> None:
        """Print a page to standard output: the result of the command."""
        text = self._drawn(page)
        with self.progress.paused():
            if not self._paged(text):
                sys.stdout.write(f"\n{text}" if self._has_shown else text)
        self._has_shown = True

    def _paged(self, text: str) -> bool:
        """Whether a pager showed the text: one that is longer than the screen."""
        if self.is_plain or not self.is_paging or not sys.stdin.isatty():
            return False
        if text.count("\n") < screen_size()[1]:
            return False
        from pdtrack.cli.pager import show_in_pager  # most pages fit

        sys.stdout.flush()
        return show_in_pager(text, self._environ)

    def show_json(self, content: dict[str, Any]) -> None:
        """Print a document to standard output."""
        from pdtrack.render import json as as_json

        # JSON is UTF-8, whatever the screen can show.
        text = as_json.document(content).encode()
        with self.progress.paused():
            sys.stdout.flush()
            sys.stdout.buffer.write(text)

    def notify(self, text: str) -> None:
        """Print a line to standard error."""
        self.notify_page([Paragraph(text)])

    def notify_page(self, page: Page) -> None:
        """Print a page to standard error: everything that is not the result."""
        width = screen_size()[0] if sys.stderr.isatty() else None
        # If it can't be shown, the result and the exit code still count.
        with self.progress.paused(), contextlib.suppress(OSError):
            sys.stderr.write(plain(page, width) or "\n")
            sys.stderr.flush()
