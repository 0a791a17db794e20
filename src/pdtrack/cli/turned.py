"""What `undo` and `redo` show once a change was undone or brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pdtrack.cli.context import Run
from pdtrack.domain.times.day import echo
from pdtrack.domain.times.local_time import localized
from pdtrack.render.page import Paragraph
from pdtrack.store.undo_log import Undone

# The numbers of at most so many entries are shown.
NUMBERS_MOST: Final = 8


def turned(run: Run, how: Literal["undone", "redone"], change: Undone, *, json: bool) -> None:
    """Show which change it was, in which entries, and when it was made."""
    at = localized(change.at, run.world.instants)
    if json:
        content = {"what": change.what, "at": at.isoformat(), "entries": list(change.entries)}
        run.out.show_json({how: content})
    else:
        line = f"{how.capitalize()}: {change.what}{_entries(change.entries)}"
        run.out.show([Paragraph(f"{line} (made {echo(at, run.clock)}).")])


def _entries(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    shown = ", ".join(str(number) for number in numbers[:NUMBERS_MOST])
    more = f" and {len(numbers) - NUMBERS_MOST} more" if len(numbers) > NUMBERS_MOST else ""
    return f", {'entry' if len(numbers) == 1 else 'entries'} {shown}{more}"
