"""`patterns`: what comes up."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from pdtrack.cli.analysis import findings
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json, Since, Until
from pdtrack.cli.patterns_page import discreet_patterns_page, patterns_document, patterns_page
from pdtrack.domain.analysis.findings import Findings
from pdtrack.errors import JournalUnusable

# Under which names the journal keeps to whom a line was said.
PERSON: Final = "said:"
SCRIPT: Final = "read:"


def patterns(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    why: Annotated[
        bool, typer.Option("--why", help="Show the numbers and entries behind each line.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what comes up, in counts: safety first, then at most two reflections."""
    show_patterns(run_of(context), since, until, why=why, json=json)


def show_patterns(
    run: Run,
    since: str | None = None,
    until: str | None = None,
    *,
    why: bool = False,
    json: bool = False,
) -> None:
    """Find, print and remember what was said.

    The screen and scripts are remembered apart: what a script read is not kept from the
    person.
    """
    reader = SCRIPT if json else PERSON
    found = findings(run, since, until, reader="" if why else reader)
    if json:
        run.show_json(patterns_document(found))
    elif run.is_discreet:
        # Nothing was said, so nothing counts as said.
        run.show(discreet_patterns_page(found))
        return
    else:
        run.show(patterns_page(found, why=why))
    _remember(run, found, reader)


def _remember(run: Run, found: Findings, reader: str) -> None:
    """Keep in mind which lines were said; a journal that can't be written stays readable."""
    if not found.see_someone:
        return
    try:
        with run.writing() as journal:
            for fired in found.see_someone:
                journal.remember(reader + fired.rule.id, now=run.now)
    except JournalUnusable:
        return
