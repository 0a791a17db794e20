"""A journal that is gone while automatic backups of it are still there."""

from __future__ import annotations

import os
from pathlib import Path

from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import dated
from pdtrack.errors import JournalUnusable


class JournalGone(JournalUnusable):
    """The journal's file is missing, and there are backups of it: no new one is made unasked."""

    def __init__(self, path: Path, copies: int, newest: Path, day: str) -> None:
        those = plural(copies, "automatic backup of it is", "automatic backups of it are")
        super().__init__(
            f"The journal {path} is missing, but {those} there, the newest of {day}.",
            f"To bring it back: pdtrack restore {newest}. On a terminal, pdtrack log can start a "
            "new diary.",
        )


def gone(path: Path) -> JournalGone | None:
    """The error for a journal that is gone; `None` where it is there, or never was."""
    if os.path.lexists(path):
        return None
    from pdtrack.store.copies import automatic_copies  # hardly any journal is gone

    copies = automatic_copies(path)
    if not copies:
        return None
    newest = copies[-1]
    day = newest.day or newest.made.astimezone().date()
    return JournalGone(path, len(copies), newest.path, dated(day))
