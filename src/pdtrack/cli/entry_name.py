"""What an entry is called where it is deleted or brought back, and the rows shown before that."""

from __future__ import annotations

from collections.abc import Sequence

from pdtrack.cli.context import Run
from pdtrack.cli.saved_page import moods
from pdtrack.domain.entry import Entry
from pdtrack.domain.plural import plural
from pdtrack.render.page import Page


def entry_name(run: Run, entry: Entry) -> str:
    """`entry 4 (Tue 24 Nov 2026, 23:10; before 7, after 3; stress)`; discreet, without tags."""
    tags = ", ".join(entry.tags or ())
    if run.is_discreet and entry.tags:
        tags = plural(len(entry.tags), "tag")
    parts = [run.shown_time(entry.at), ", ".join(moods(entry)), tags]
    return f"entry {entry.number} ({'; '.join(part for part in parts if part)})"


def entry_rows(run: Run, entries: Sequence[Entry]) -> Page:
    """A row for each entry that a question is about: dates, moods and tags, and no note."""
    from pdtrack.render.entries import entries_page  # only where a person is asked

    return entries_page(
        entries,
        clock=run.clock,
        notes=False,
        day_end=run.day_end,
        discreet=run.is_discreet,
        mark=run.offset_mark,
    )
