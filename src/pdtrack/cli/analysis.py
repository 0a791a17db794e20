"""The findings, made from the texts, the settings and the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pdtrack.cli.context import Run
from pdtrack.cli.filters import kept as kept_of
from pdtrack.cli.marks import care
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.domain.selection import EVERYTHING, Selection
from pdtrack.errors import InvalidInput
from pdtrack.store.journal import Journal

if TYPE_CHECKING:
    from pdtrack.domain.analysis.comparable import Comparer
    from pdtrack.domain.analysis.findings import Findings, Scope
    from pdtrack.domain.analysis.verdicts import Verdicts


def findings(
    run: Run,
    diary: Sequence[Entry],
    chosen: Selection = EVERYTHING,
    *,
    kept: Verdicts,
    shown: Mapping[str, datetime] | None = None,
) -> Findings:
    """What may be shown about what was `chosen` of the whole `diary`, oldest entry first.

    Links are looked for in all entries; `kept` is what was judged about them before. A line about
    seeing someone is held back for a while if `shown` has it.
    """
    # What counts is needed by few commands; a tag alone needs the care rules.
    from pdtrack.domain.analysis.findings import Rules, find

    rules = Rules.of(care(), library.causes(), run.day_end)
    scope = _scope(run, diary, chosen)
    return find(diary, scope, rules, kept=kept, memory=shown or {}, now=run.now)


def _scope(run: Run, diary: Sequence[Entry], chosen: Selection) -> Scope:
    """The entries that were `chosen`, as far as they are not still to come."""
    from pdtrack.domain.analysis.findings import LOOK_BACK_DAYS, Scope
    from pdtrack.domain.times.day import Period, instant_here, is_within

    here = run.world.instants
    high = run.now
    if chosen.until is not None:
        high = min(instant_here(chosen.until, here, end=True), run.now)
    period = Period.last(LOOK_BACK_DAYS, high)
    if chosen.since is not None:
        period = Period(instant_here(chosen.since, here), high)
    past = [entry for entry in diary if entry.at <= run.now]
    since = period.since if chosen.since is None else chosen.since
    until = high if chosen.until is None else chosen.until
    within = [entry for entry in past if is_within(entry.at, since, until)]
    return Scope(period, within, kept_of(chosen, within), kept_of(chosen, past))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a journal keeps about links: its text, and the verdicts in it.

    A text that is damaged, or that belongs to another diary, is not sound: nothing was judged.
    """

    text: str | None
    verdicts: Verdicts
    is_sound: bool = True


def kept_verdicts(journal: Journal | None, diary: Sequence[Entry]) -> Kept:
    """What was judged about links in the whole `diary` before."""
    from pdtrack.domain.analysis.verdict_document import check_fits
    from pdtrack.domain.analysis.verdicts import Verdicts
    from pdtrack.store.claim_table import parsed_claim

    if journal is None:
        return Kept(None, Verdicts())
    text = journal.claim()
    try:
        verdicts = parsed_claim(text)
        check_fits(verdicts, diary, journal.highest())
    except InvalidInput:
        return Kept(text, Verdicts(), is_sound=False)
    return Kept(text, verdicts)


def keep_verdicts(journal: Journal, before: Kept, verdicts: Verdicts) -> None:
    """Keep what was judged, inside a transaction, unless another command did so in the meantime."""
    if journal.claim() == before.text:
        journal.keep_claim(verdicts)


def is_news(before: Kept, verdicts: Verdicts) -> bool:
    """Whether there is something to keep: a check was due, or what was kept could not be read."""
    return not before.is_sound or verdicts != before.verdicts


def tag_of_word() -> Callable[[str], str]:
    """What gives the tag that a typed word counts with."""
    return care().classifier.counts_with


def comparer() -> Comparer:
    """What is compared, ready to use."""
    from pdtrack.domain.analysis.comparable import Comparer

    rules = care()
    return Comparer(rules.vocabulary, rules.classifier)
