"""`undo`: take back the last change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.options import Json
from pdtrack.domain.times.day import echo
from pdtrack.domain.times.local_time import localized
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Paragraph

# The numbers of at most so many entries are shown.
NUMBERS_MOST: Final = 8


def undo(context: typer.Context, json: Json = False) -> None:
    """Undo the last change of any kind; repeat to go further back."""
    run = run_of(context)
    undone = None
    if run.journal_path.exists():
        with run.writing() as journal:
            undone = journal.undo()
    if undone is None:
        raise InvalidInput("There is nothing to undo.", "pdtrack list shows what there is.")
    at = localized(undone.at, run.world.instants)
    if json:
        content = {"what": undone.what, "at": at.isoformat(), "entries": list(undone.entries)}
        run.out.show_json({"undone": content})
    else:
        run.out.show([_undone(undone.what, at, undone.entries, run.clock)])


def _undone(what: str, at: datetime, numbers: Sequence[int], clock: int) -> Paragraph:
    """What was undone, in which entries, and when it was done."""
    shown = ", ".join(str(number) for number in numbers[:NUMBERS_MOST])
    more = f" and {len(numbers) - NUMBERS_MOST} more" if len(numbers) > NUMBERS_MOST else ""
    noun = "entry" if len(numbers) == 1 else "entries"
    entries = f", {noun} {shown}{more}" if numbers else ""
    return Paragraph(f"Undone: {what}{entries} (made {echo(at, clock)}).")
