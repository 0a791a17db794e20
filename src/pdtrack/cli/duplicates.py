"""A second open moment, and a `log` like the one just written: saved twice, or meant?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from pdtrack.cli.context import Run
from pdtrack.cli.saved_page import moods
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ANSWERS
from pdtrack.domain.open_moment import COMPLETES_WITHIN, is_open_moment, opened
from pdtrack.store.journal import Journal

if TYPE_CHECKING:
    from pdtrack.cli.prompt import Prompter

# What was written before that is not "just written".
JUST: Final = timedelta(minutes=10)


class DuplicateFound(Exception):
    """The entry to be saved may be there already; nothing was written."""

    def __init__(self, found: Entry) -> None:
        super().__init__()
        self.found = found


def open_moment(journal: Journal, at: datetime) -> Entry | None:
    """The open moment that a `log` at `at` completes."""
    return opened(journal.entries(since=at - COMPLETES_WITHIN, until=at), at)


def duplicate_of(journal: Journal, entry: Entry, command: str) -> Entry | None:
    """The open moment that a second `before` finds, or the entry that a `log` repeats."""
    if command == "before":
        return open_moment(journal, entry.at)
    last = journal.last() if command == "log" else None
    return last if last is not None and _repeats(entry, last) else None


def _repeats(entry: Entry, last: Entry) -> bool:
    """Whether an entry has the answers and the time of the last one, and was written after it."""
    written = last.edited_at or last.recorded_at
    if entry.kind != last.kind or abs(entry.at - last.at) > JUST:
        return False
    if not timedelta(0) <= entry.recorded_at - written <= JUST:
        return False
    return all(
        getattr(entry, field.attribute) == getattr(last, field.attribute)
        for field in ANSWERS
        # The last one may have completed a moment, whose mood before is not typed again.
        if field.attribute != "before" or entry.before is not None
    )


def is_same(run: Run, prompter: Prompter, found: Entry, entry: Entry) -> bool | None:
    """Ask: `True` is the open moment, `False` is one more entry, `None` is to save nothing."""
    if entry.before is None or not is_open_moment(found):
        again = f"The same was just saved as entry {found.number}. Save it again?"
        return False if prompter.confirm(again) else None
    began = run.shown_time(found.at)
    choice = prompter.choose(
        f"The moment that you began {began} ({', '.join(moods(found))}) is still open.",
        [
            "This is another moment.",
            f"It is the same one: its mood beforehand was {entry.before}.",
        ],
    )
    return None if choice is None else choice == 1


def duplicate_line(run: Run, found: Entry, command: str) -> str:
    """The line for a script, which can't be asked; nothing is lost either way."""
    if command == "before":
        began = run.shown_time(found.at)
        return f"Entry {found.number}, begun {began}, is open as well; log completes the newest."
    return f"The same was just saved as entry {found.number}. pdtrack undo removes this one."
