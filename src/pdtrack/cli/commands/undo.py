"""`undo`: undo the last change."""

from typing import Final

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json, Yes
from pdtrack.cli.undo_text import turned
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import echo
from pdtrack.domain.times.local_time import localized
from pdtrack.errors import InvalidInput
from pdtrack.store.memory_table import FORGOT
from pdtrack.store.undo_log import NextUndo

# At most so many entries are shown before they are deleted.
SHOWN_MOST: Final = 8
GOES_ON: Final = "What forget erased can't be undone. undo continues with other changes."


def undo(context: typer.Context, yes: Yes = False, json: Json = False) -> None:
    """Undo the last change of any kind. Repeat it to go further back; redo brings changes back."""
    run = run_of(context)
    run.check_there()
    if not run.journal_path.exists():
        raise _nothing()
    asked = None if yes or not run.out.can_ask else _ask(run)
    with run.writing() as journal:
        forgot = journal.memory.has(FORGOT)
        if asked is not None and journal.next_undo(0) != asked._replace(removed=()):
            raise InvalidInput("The journal changed in the meantime.", "Nothing was undone.")
        undone = journal.undo()
    if undone is None:
        raise _nothing(forgot=forgot)
    if forgot and asked is None:
        run.out.notify(GOES_ON)
    turned(run, "undone", undone, json=json)


def _ask(run: Run) -> NextUndo:
    """Show what would be undone, and ask where an entry or a note would be lost."""
    with run.reading_entries() as journal:
        found, forgot = journal.next_undo(SHOWN_MOST), journal.memory.has(FORGOT)
        if found is None:
            raise _nothing(forgot=forgot)
        entries = [entry for number in found.removed if (entry := journal.get(number))]
    if forgot:
        run.out.notify(GOES_ON)
    if not found.removes and not found.notes:
        return found
    from pdtrack.cli.entry_name import entry_rows
    from pdtrack.cli.prompt import confirm_or_stop
    from pdtrack.render.page import Page, Paragraph

    shown: Page = []
    if entries:
        shown = entry_rows(run, entries)
        if (more := found.removes - len(entries)) > 0:
            shown = [*shown, Paragraph(f"And {plural(more, 'more', 'more')}.")]
    lost = [
        *([plural_entries(found.removes)] if found.removes else []),
        *([plural(found.notes, "changed note")] if found.notes else []),
    ]
    at = echo(localized(found.at, run.world.instants), run.clock)
    what = "the import" if found.what == "import" else "what you wrote"
    question = f"Undo {what} on {at}? This removes {' and '.join(lost)}; redo brings it back."
    confirm_or_stop(run, "undo", question, yes=False, shown=shown)
    return found


def _nothing(*, forgot: bool = False) -> InvalidInput:
    if forgot:
        return InvalidInput(
            "There is nothing to undo: what forget erased can't be brought back.",
            "It erased the changes before it as well.",
        )
    return InvalidInput("There is nothing to undo.", "pdtrack list shows what there is.")
