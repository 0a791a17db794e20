"""`show`: one entry in full."""

from typing import Annotated, Final

import typer

from pdtrack.cli.cards import cards_page
from pdtrack.cli.context import run_of
from pdtrack.cli.named_entry import find_entry
from pdtrack.cli.options import Json, Number
from pdtrack.domain.entry import as_dict
from pdtrack.render.entries import entry_page
from pdtrack.render.page import Paragraph

_NO_MESSAGE: Final = [Paragraph("There is no message about that entry.")]


def show(
    context: typer.Context,
    number: Number,
    message: Annotated[
        bool, typer.Option("--message", help="Show the message about the entry in full.")
    ] = False,
    json: Json = False,
) -> None:
    """Show one entry in full."""
    run = run_of(context)
    with run.reading_entries() as journal:
        found = find_entry(journal, number)
    if json:
        run.out.show_json({"entry": as_dict(found)})
    elif message:
        run.out.show(cards_page(run, found, ()) or _NO_MESSAGE)
    else:
        late = sorted(set(found.tags or ()) - set(found.settled_tags or ()))
        discreet = run.is_discreet
        page = entry_page(
            found, clock=run.clock, added_later=late, discreet=discreet, mark=run.offset_mark
        )
        run.out.show(page)
