"""What an entry is called where it is deleted or brought back: its number, date, moods and tags."""

from __future__ import annotations

from pdtrack.cli.context import Run
from pdtrack.cli.saved_page import moods
from pdtrack.domain.entry import Entry
from pdtrack.domain.plural import plural


def entry_name(run: Run, entry: Entry) -> str:
    """`entry 4 (Tue 24 Nov 2026, 23:10; before 7, after 3; stress)`; discreet, without tags."""
    tags = ", ".join(entry.tags or ())
    if run.is_discreet and entry.tags:
        tags = plural(len(entry.tags), "tag")
    parts = [run.shown_time(entry.at), ", ".join(moods(entry)), tags]
    return f"entry {entry.number} ({'; '.join(part for part in parts if part)})"
