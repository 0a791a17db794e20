"""Remembers next to the journal, in the lock's file, that it has a passphrase.

A journal without one that takes its place, from a backup or by someone's hand, would otherwise be
written to in the clear without a word.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

from pdtrack.errors import JournalUnusable
from pdtrack.store import files
from pdtrack.store.lock import lock_path

REPLACED: Final = "The journal had a passphrase, and what is in its place now has none."
_LINE: Final = b"# passphrase\n"


def remember_passphrase(journal: Path) -> None:
    """Keep in mind that it has one, as was just seen; the caller holds the journal's lock."""
    path = lock_path(journal)
    # Where nothing can be written, nothing can be remembered.
    with contextlib.suppress(OSError):
        if _LINE not in _lines(path):
            with open(files.opened_own(path, os.O_RDWR), "r+b") as file:
                file.seek(0, os.SEEK_END)
                file.write(_LINE)


def forget_passphrase(journal: Path) -> None:
    """Expect one without a passphrase from now on; the caller holds the journal's lock.

    Raises `OSError` where that can't be written down: the next command would refuse the file.
    """
    for path in _places(journal):
        if not os.path.lexists(path):
            continue
        lines = files.read_small(path).splitlines(keepends=True)
        if _LINE in lines:
            # In place: the file is the lock, and has to stay the same one.
            with open(files.opened_own(path, os.O_RDWR), "r+b") as file:
                file.writelines(line for line in lines if line != _LINE)
                file.truncate()


def check_not_replaced(journal: Path, *, encrypted: bool) -> None:
    """Raise `JournalUnusable` for a file without a passphrase where one with a passphrase was."""
    if encrypted or not had_passphrase(journal):
        return
    if not os.path.lexists(journal):
        raise JournalUnusable(
            "The journal that was here had a passphrase, and it is missing.",
            "pdtrack restore FILE brings a backup back; pdtrack passphrase set starts a new one.",
        )
    raise JournalUnusable(
        REPLACED,
        "pdtrack restore FILE brings a backup back; pdtrack passphrase set encrypts this one.",
    )


def had_passphrase(journal: Path) -> bool:
    """Whether the last journal here that was made or opened had one."""
    return any(_LINE in _lines(path) for path in _places(journal))


def _places(journal: Path) -> set[Path]:
    """Where it may be remembered: a link to another journal may have taken its place."""
    return {lock_path(journal), journal.with_name(f"{journal.name}.lock")}


def _lines(path: Path) -> list[bytes]:
    try:
        return files.read_small(path).splitlines(keepends=True)
    except OSError:
        return []
