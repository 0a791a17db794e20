"""A journal that is gone while automatic backups of it are still there."""

from __future__ import annotations

import os
from pathlib import Path

from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import dated
from pdtrack.errors import JournalUnusable
from pdtrack.store.paths import typed


class JournalGone(JournalUnusable):
    """The journal's file is missing, and there are backups of it: no new one is made unasked.

    `begins`: the command that can start a new diary. One that had a passphrase is not replaced by
    one without.
    """

    def __init__(self, path: Path, copies: int, newest: Path, day: str, *, locked: bool) -> None:
        self.begins = "passphrase set" if locked else "log"
        self.way_back = f"To bring it back: pdtrack restore {typed(newest)}."
        those = plural(copies, "automatic backup of it is", "automatic backups of it are")
        super().__init__(
            f"The journal {path} is missing, but {those} there, the newest of {day}.",
            f"{self.way_back} On a terminal, pdtrack {self.begins} can start a new diary.",
        )


def gone(path: Path) -> JournalGone | None:
    """The error for a journal that is gone; `None` where it is there, or never was."""
    if os.path.lexists(path):
        return None
    from pdtrack.store.copies import automatic_copies  # hardly any journal is gone
    from pdtrack.store.passphrase_mark import had_passphrase

    copies = automatic_copies(path)
    if not copies:
        return None
    newest = copies[-1]
    day = newest.day or newest.made.astimezone().date()
    locked = had_passphrase(path)
    return JournalGone(path, len(copies), newest.path, dated(day), locked=locked)
