"""`patterns`: what comes up."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from pdtrack.cli.commands.list import Since, Until
from pdtrack.cli.context import Json, Run, run_of
from pdtrack.cli.findings_text import document, page
from pdtrack.content import library
from pdtrack.domain.analysis.associations import Comparer
from pdtrack.domain.analysis.care import Care
from pdtrack.domain.analysis.classify import Judge
from pdtrack.domain.analysis.findings import LOOK_BACK_DAYS, Findings, find
from pdtrack.domain.analysis.reflections import Reflector
from pdtrack.domain.times.day import Period
from pdtrack.errors import JournalUnusable
from pdtrack.render import entries as views

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
        run.show_json(document(found))
    elif run.is_discreet:
        # Nothing was said, so nothing counts as said.
        run.show(views.counted(found))
        return
    else:
        run.show(page(found, why=why))
    _remember(run, found, reader)


def findings(
    run: Run, since: str | None = None, until: str | None = None, *, reader: str = ""
) -> Findings:
    """What may be said about a stretch to a reader; to none, also what was said lately.

    What goes together is looked for in the whole diary, unless a stretch was asked for.
    """
    high = run.now if until is None else min(run.edge(until, end=True), run.now)
    low = Period.last(LOOK_BACK_DAYS, high).since if since is None else run.edge(since)
    with run.reading() as journal:
        entries = [] if journal is None else journal.entries()
        memory = journal.memory() if journal is not None and reader else {}
    said = {what.removeprefix(reader): at for what, at in memory.items() if what.startswith(reader)}
    asked = [entry for entry in entries if (since is None or entry.at >= low) and entry.at <= high]
    vocabulary = library.vocabulary()
    judge = Judge.of(vocabulary)
    return find(
        entries,
        compared=asked,
        period=Period(low, high),
        care=Care(library.care_rules(), judge, vocabulary),
        reflector=Reflector(library.causes(), vocabulary, judge, run.day_end),
        comparer=Comparer(vocabulary, judge),
        memory=said,
        now=run.now,
        day_end=run.day_end,
    )


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
