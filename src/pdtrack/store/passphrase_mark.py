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


def remember_passphrase(journal: Path, *, encrypted: bool) -> None:
    """Keep in mind what was just made or opened; the caller holds the journal's lock."""
    for path in [lock_path(journal)] if encrypted else _places(journal):
        # Where nothing can be written, nothing can be remembered.
        with contextlib.suppress(OSError):
            _mark(path, encrypted=encrypted)


def _mark(path: Path, *, encrypted: bool) -> None:
    lines = _lines(path)
    if (_LINE in lines) == encrypted:
        return
    # In place: the file is the lock, and has to stay the same one.
    with open(files.opened_own(path, os.O_RDWR), "r+b") as file:
        if not encrypted:
            file.writelines(line for line in lines if line != _LINE)
            file.truncate()
            return
        file.seek(0, os.SEEK_END)
        file.write(_LINE)


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
