"""The copy that is made of the journal at the first entry of a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, tzinfo
from pathlib import Path
from typing import Final

from pdtrack.domain.times.day import dated
from pdtrack.errors import PdtrackError
from pdtrack.store import copies
from pdtrack.store.copies import Copy
from pdtrack.store.entry_row import instant
from pdtrack.store.generations import newer_copy, thin_out
from pdtrack.store.paths import daily_copy_of, sweep_copies, typed
from pdtrack.store.sqlite_errors import translated_errors

# Copying more would be noticeably slow at the first entry of a day; it is over 100,000 entries.
DAILY_MOST: Final = 32 * 2**20
DOCTOR: Final = "pdtrack doctor shows more."
TOO_LARGE: Final = (
    "The journal is too large for a daily backup; pdtrack backup FILE makes one when you type it."
)


def copy_first_of_day(
    connection: sqlite3.Connection, journal: Path, day: date, passphrase: str | None
) -> str | None:
    """Keep a copy of the first state of `day`.

    A copy that fails never stops an entry: what kept it from being made is returned as a
    sentence.
    """
    try:
        if journal.stat().st_size > DAILY_MOST:
            return TOO_LARGE
        with translated_errors():
            if connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is None:
                return None
        sweep_copies(journal)
        newer = newer_copy(connection, journal, passphrase)
        made = daily_copy_of(journal, day)
        copies.keep_copy(connection, made)
        thin_out(connection, journal, passphrase, but=made)
    except PdtrackError as problem:
        return f"Today's automatic backup could not be made. {problem.message} {DOCTOR}"
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        return f"Today's automatic backup could not be made ({reason}). {DOCTOR}"
    return None if newer is None else older_than(newer)


def missing_since(
    connection: sqlite3.Connection, copies: Iterable[Copy], zone: tzinfo | None
) -> date | None:
    """The day of the last copy, where the diary was changed later than on the day after it.

    `None` where no copy is missing. A day's tolerance is for those who travel.
    """
    with translated_errors():
        (first, last) = connection.execute("SELECT min(at), max(at) FROM change").fetchone()
    if last is None:
        return None
    begun, changed = (instant(at).astimezone(zone).date() for at in (first, last))
    newest = max((copy.day for copy in copies if copy.day is not None), default=begun)
    return newest if (changed - newest).days > 1 else None


def older_than(copy: Copy) -> str:
    """What to know where an older file was put in the journal's place."""
    day = "" if copy.day is None else f" of {dated(copy.day)}"
    return (
        f"The journal is older than its backup{day}: an earlier file may have been put in its "
        f"place. That backup is kept; pdtrack restore {typed(copy.path)} brings it back."
    )
