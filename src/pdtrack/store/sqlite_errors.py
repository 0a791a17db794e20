"""What SQLite, SQLCipher and the system raise, translated into errors of our own.

Their messages may quote a note, so they are compared but never shown.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from enum import Enum
from typing import Final

from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import sqlcipher


class Flaw(Enum):
    """Why a file can't be used as a journal. The value is a sentence with a gap for its name."""

    EMPTY = "{} is an empty file."
    NOT_A_JOURNAL = "That file is not a journal."
    ANOTHER_PROGRAM = "That file belongs to another program."
    NEWER = "{} was written by a newer pdtrack."
    CHANGED = "{} holds tables or rules that are not pdtrack's."
    DAMAGED = "{} is damaged."

    def sentence(self, name: str) -> str:
        """What is wrong, in a sentence that calls the file `name`."""
        return self.value.format(name)


class FlawedJournal(JournalUnusable):
    """The file at the journal's name has a flaw."""

    def __init__(self, flaw: Flaw, hint: str) -> None:
        super().__init__(flaw.sentence("The journal"), hint)
        self.flaw = flaw


def changed() -> FlawedJournal:
    """The error for a file that something else than pdtrack gave tables, views or triggers."""
    return FlawedJournal(
        Flaw.CHANGED,
        "Restore a backup; pdtrack doctor --salvage FILE saves the entries of this one.",
    )


def damaged() -> FlawedJournal:
    """The error for a file whose content can't be that of a journal."""
    return FlawedJournal(Flaw.DAMAGED, "Keep the file, and restore a backup.")


@contextlib.contextmanager
def translated_errors(*, writing: bool = False) -> Iterator[None]:
    """Raise an error of our own for every error that SQLite raises in the block."""
    try:
        yield
    except UnicodeError:
        raise damaged() from None
    except sqlcipher.error_types("IntegrityError"):
        raise InvalidInput(
            "That entry breaks a rule of the journal.", "Nothing was saved."
        ) from None
    except sqlcipher.error_types("DatabaseError") as problem:
        raise _translated(problem, writing) from None


# SQLCipher's export passes on only the words of what stopped it.
_IN_WORDS: Final = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "unable to open database file": "SQLITE_CANTOPEN",
    "attempt to write a readonly database": "SQLITE_READONLY",
}


def _translated(problem: Exception, writing: bool) -> PdtrackError:
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name == "SQLITE_ERROR":
        name = _IN_WORDS.get(str(problem), name)
    if name.startswith("SQLITE_BUSY"):
        return PdtrackError("Another pdtrack is using the journal.", "Try again in a moment.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return JournalUnusable(
            "The journal can't be written here." if writing else "The journal can't be opened.",
            "Check who owns the file and its folder, and that they are not read-only.",
        )
    if name.startswith("SQLITE_FULL"):
        return PdtrackError(
            "The disk is full.", "Nothing was saved. Free some space and try again."
        )
    if name.startswith("SQLITE_IOERR"):
        # It may have failed after the commit, so neither yes nor no is certain.
        return PdtrackError(
            "The disk reported an error.",
            "This may not be saved: type pdtrack list before you try again."
            if writing
            else "Try again.",
        )
    return damaged()


def roll_back(connection: sqlite3.Connection) -> None:
    """Undo what a failed transaction did, as far as the file can still be reached."""
    with contextlib.suppress(*sqlcipher.error_types("Error")):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
