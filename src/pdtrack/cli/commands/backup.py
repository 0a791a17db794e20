"""`backup`: save a checked copy of the journal."""

from typing import Annotated

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import run_of
from pdtrack.cli.options import Force
from pdtrack.domain.plural import plural_entries
from pdtrack.errors import InvalidInput
from pdtrack.store.sqlcipher import looks_encrypted


def backup(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    force: Force = False,
) -> None:
    """Save a checked backup of the whole journal to FILE."""
    run = run_of(context)
    target = run.target(file, as_journal=True)
    with run.reading() as journal:
        if journal is None:
            raise InvalidInput("There is no journal yet.", "pdtrack log writes the first entry.")
        journal.copy_to(target, force=force, committing=interrupts.hold)
        count = plural_entries(journal.count())
    how = (
        "It opens with the journal's passphrase."
        if looks_encrypted(target)
        else "It is not encrypted."
    )
    run.out.notify(f"Wrote a backup with {count} to {file}. {how}")
    run.warn_of_sync(target)
