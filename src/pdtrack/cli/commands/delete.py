"""`delete`: delete entries; undo brings them back."""

from __future__ import annotations

from typing import Annotated

import typer

from pdtrack.cli.context import Run, find_entry, run_of
from pdtrack.cli.options import Json, Yes
from pdtrack.cli.prompt import confirm_or_stop
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Page, Paragraph


def delete(
    context: typer.Context,
    numbers: Annotated[list[str], typer.Argument(metavar="ID...", help="Numbers, or last.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Delete entries; undo brings them back."""
    run = run_of(context)
    with run.reading_entries() as journal:
        entries = {one.number: one for one in (find_entry(journal, name) for name in numbers)}
    found = list(entries)
    named = _named(found)
    shown = _page(run, list(entries.values())) if run.out.can_ask and not yes else []
    confirm_or_stop(run, "delete", f"Delete {named}? It can be undone.", yes=yes, shown=shown)
    with run.writing("delete") as journal:
        for number in found:
            if journal.get(number) is None:
                raise InvalidInput(f"No entry {number}.", "It was deleted meanwhile.")
            journal.delete(number)
    if json:
        run.out.show_json({"deleted": found})
    else:
        them = "it" if len(found) == 1 else "them"
        run.out.show([Paragraph(f"Deleted {named}. pdtrack undo brings {them} back.")])


def _page(run: Run, entries: list[Entry]) -> Page:
    """What will be deleted: dates, moods and tags."""
    from pdtrack.render.entries import entries_page  # only where a person is asked

    listed = entries_page(
        entries, clock=run.clock, notes=False, day_end=run.day_end, discreet=run.is_discreet
    )
    return [Paragraph("This will be deleted:"), *listed]


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"entry {numbers[0]}"
    return f"{len(numbers)} entries ({', '.join(str(number) for number in numbers)})"
