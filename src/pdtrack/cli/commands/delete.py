"""`delete`: delete entries; undo brings them back."""

from __future__ import annotations

from typing import Annotated

import typer

from pdtrack.cli.context import find_entry, run_of
from pdtrack.cli.options import Json, Yes
from pdtrack.cli.prompt import confirm_or_stop
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Paragraph


def delete(
    context: typer.Context,
    numbers: Annotated[list[str], typer.Argument(metavar="ID...", help="Numbers, or last.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Delete entries; undo brings them back."""
    run = run_of(context)
    with run.reading_entries() as journal:
        found = list(dict.fromkeys(find_entry(journal, number).number for number in numbers))
    named = _named(found)
    confirm_or_stop(run, "delete", f"Delete {named}? It can be undone.", yes=yes)
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


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"entry {numbers[0]}"
    return f"{len(numbers)} entries ({', '.join(str(number) for number in numbers)})"
