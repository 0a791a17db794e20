"""`patterns`: what comes up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import typer

from pdtrack.cli.analysis import findings
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json, Since, Until
from pdtrack.cli.patterns_page import discreet_patterns_page, patterns_document, patterns_page
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.entry import Entry
from pdtrack.errors import JournalUnusable
from pdtrack.store.journal import SHOWN_TO_PERSON, SHOWN_TO_SCRIPT


def patterns(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    why: Annotated[
        bool, typer.Option("--why", help="Show the numbers and entries behind each line.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what keeps coming up: safety first, then at most two reflections."""
    run = run_of(context)
    reader = SHOWN_TO_SCRIPT if json else SHOWN_TO_PERSON
    bounds = run.bounds(since, until)
    diary, shown = _read(run, reader)
    found = findings(run, diary, *bounds, shown={} if why else shown)
    if json:
        run.out.show_json(patterns_document(found))
    elif run.is_discreet:
        # No line is shown, so none is remembered as shown.
        run.out.show(discreet_patterns_page(found))
        return
    else:
        run.out.show(patterns_page(found, why=why))
    _remember(run, found, reader)


def _read(run: Run, reader: str) -> tuple[Sequence[Entry], Mapping[str, datetime]]:
    """The whole diary, and when each line about seeing someone was last shown to `reader`."""
    with run.reading() as journal:
        if journal is None:
            return (), {}
        memory = journal.memory().items()
        shown = {key.removeprefix(reader): at for key, at in memory if key.startswith(reader)}
        return journal.entries(), shown


def _remember(run: Run, found: Findings, reader: str) -> None:
    """Record which lines about seeing someone were shown.

    This opens the journal again, because only now is it known that they were: a line that is
    recorded first and then can't be printed would stay hidden for a week. A journal that was
    kept open for writing would lock out every other command while a pager waits, and one that
    can only be read is readable this way.
    """
    if not found.see_someone:
        return
    try:
        with run.writing() as journal:
            for fired in found.see_someone:
                journal.remember(reader + fired.rule.id, now=run.now)
    except JournalUnusable:
        return
