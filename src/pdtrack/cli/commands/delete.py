"""`delete`: delete entries; undo brings them back."""

from typing import Annotated

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.entry_name import entry_name, entry_rows
from pdtrack.cli.named_entry import deleted_meanwhile, find_entry
from pdtrack.cli.options import Json, Yes
from pdtrack.cli.prompt import confirm_or_stop
from pdtrack.domain.entry import Entry
from pdtrack.domain.plural import plural_entries
from pdtrack.render.page import Lines, Page, Paragraph


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
    what = _named(found)
    shown = _page(run, list(entries.values())) if run.out.can_ask and not yes else []
    question = f"Delete {what}? It can be undone; pdtrack forget erases for good."
    confirm_or_stop(run, "delete", question, yes=yes, shown=shown)
    with run.writing("delete") as journal:
        for number in found:
            if journal.get(number) is None:
                raise deleted_meanwhile(number)
            journal.delete(number)
    if json:
        run.out.show_json({"deleted": found})
    else:
        run.out.show(_deleted(run, list(entries.values())))


def _page(run: Run, entries: list[Entry]) -> Page:
    """What will be deleted: dates, moods and tags."""
    return [Paragraph("This will be deleted:"), *entry_rows(run, entries)]


def _deleted(run: Run, entries: list[Entry]) -> Page:
    """What was deleted, and the way back."""
    if len(entries) == 1:
        what = entry_name(run, entries[0])
        return [Paragraph(f"Deleted {what}. pdtrack undo brings it back.")]
    lines = Lines(tuple(entry_name(run, entry) for entry in entries))
    title = f"Deleted {plural_entries(len(entries))}. pdtrack undo brings them back."
    return [Paragraph(title), lines]


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"entry {numbers[0]}"
    return f"{len(numbers)} entries ({', '.join(str(number) for number in numbers)})"
