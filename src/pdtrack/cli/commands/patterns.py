"""`patterns`: what comes up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from pdtrack.cli.analysis import Kept, findings, is_news, keep_verdicts, kept_verdicts
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.filters import check_tags, part_document, part_of_diary, selection
from pdtrack.cli.options import Json, takes_filters
from pdtrack.cli.patterns_page import discreet_patterns_page, patterns_document, patterns_page
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.entry import Entry
from pdtrack.domain.selection import Selection
from pdtrack.errors import JournalUnusable
from pdtrack.store.memory_table import SHOWN_TO_PERSON, SHOWN_TO_SCRIPT


@takes_filters
def patterns(
    context: typer.Context,
    why: Annotated[
        bool, typer.Option("--why", help="Show the numbers and entries behind each line.")
    ] = False,
    json: Json = False,
    **given: Any,
) -> None:
    """Show what keeps coming up: safety first, then at most two reflections."""
    run = run_of(context)
    reader = SHOWN_TO_SCRIPT if json else SHOWN_TO_PERSON
    chosen = selection(run, given)
    diary, shown, kept = _read(run, reader, chosen)
    found = findings(run, diary, chosen, kept=kept.verdicts, shown={} if why else shown)
    if json:
        run.out.show_json({**patterns_document(found), **part_document(chosen)})
    elif run.is_discreet:
        run.out.show(discreet_patterns_page(found, part=part_of_diary(run, chosen)))
    else:
        run.out.show(patterns_page(found, why=why, part=part_of_diary(run, chosen)))
    _remember(run, found, kept, _shown_now(run, found, json=json), reader)


def _shown_now(run: Run, found: Findings, *, json: bool) -> Sequence[str]:
    """The rules whose lines, and the cards whose whole text, were shown in this run."""
    if run.is_discreet and not json:
        return ()
    cards = () if json or found.cards_were_shown else found.fresh_cards
    return [*(fired.rule.id for fired in found.see_someone), *cards]


def _read(
    run: Run, reader: str, chosen: Selection
) -> tuple[Sequence[Entry], Mapping[str, datetime], Kept]:
    """The whole diary, when each line about seeing someone, and each card, was last shown to
    `reader`, and what was judged about links before.
    """
    with run.reading() as journal:
        check_tags(chosen, journal)
        if journal is None:
            return (), {}, kept_verdicts(None, ())
        memory = journal.memory.known().items()
        shown = {key.removeprefix(reader): at for key, at in memory if key.startswith(reader)}
        diary = journal.entries()
        return diary, shown, kept_verdicts(journal, diary)


def _remember(run: Run, found: Findings, kept: Kept, shown: Sequence[str], reader: str) -> None:
    """Record which lines and cards were shown, and what was judged about links.

    This opens the journal again, because only now is it known that they were: a line that is
    recorded first and then can't be printed would stay hidden for a week. A journal that was
    kept open for writing would lock out every other command while a pager waits, and one that
    can only be read is readable this way.
    """
    verdicts = found.compared.verdicts
    has_news = is_news(kept, verdicts)
    if not (shown or has_news):
        return
    try:
        with run.writing() as journal:
            if has_news:
                keep_verdicts(journal, kept, verdicts)
            for one in shown:
                journal.memory.remember(reader + one, now=run.now)
    except JournalUnusable:
        return
