"""`redo`: bring back the change that was undone last."""

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.options import Json
from pdtrack.cli.undo_text import turned
from pdtrack.errors import InvalidInput


def redo(context: typer.Context, json: Json = False) -> None:
    """Bring back the change that you undid last, until you write something new."""
    run = run_of(context)
    run.check_there()
    redone = None
    if run.journal_path.exists():
        with run.writing() as journal:
            redone = journal.redo()
    if redone is None:
        raise InvalidInput(
            "There is nothing to redo.", "You can redo an undo only until you write something new."
        )
    turned(run, "redone", redone, json=json)
