"""What goes on the page for a professional: findings with their words, without what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from pdtrack.cli.analysis import findings
from pdtrack.cli.context import Run
from pdtrack.cli.findings_text import (
    claim_text,
    counts_text,
    help_text,
    reflection_text,
    see_someone_text,
)
from pdtrack.content import library
from pdtrack.domain.analysis.care import Care, Fired
from pdtrack.domain.analysis.classify import Judge
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.mood_series import moments_of
from pdtrack.domain.analysis.redaction import Hidden, hidden_of
from pdtrack.domain.analysis.reflections import Reflection
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, Period, day_of
from pdtrack.domain.vocabulary import Known, fold
from pdtrack.errors import InvalidInput
from pdtrack.render.report.page import Said, Told


def told(
    run: Run, since: str | None, until: str | None, *, hide: Sequence[str], with_notes: bool
) -> Told:
    """Everything that the page of a period says.

    Findings rest on all entries, the hidden tags included, so that safety keeps quiet
    what it keeps quiet elsewhere; what would show a hidden tag is taken away at the end.
    """
    found = findings(run, since, until)
    with run.reading() as journal:
        everything = [] if journal is None else journal.entries()
    return page_data(
        everything,
        found,
        hidden=_hidden(hide, everything),
        with_notes=with_notes,
        now=run.now,
        day_end=run.day_end,
        clock=run.clock,
    )


def page_data(
    everything: Sequence[Entry],
    found: Findings,
    *,
    hidden: Hidden,
    with_notes: bool,
    now: datetime,
    day_end: time = DAY_END,
    clock: int = 24,
) -> Told:
    """What was found in a whole diary, as the page of its period has it."""
    judge = Judge.of(library.vocabulary())
    inside = [entry for entry in everything if found.period.contains(entry.at)]
    entries = hidden.shown(inside, judge)
    reflections = [(reflection_text(one, found), one) for one in found.reflections]
    links = [(claim_text(one, whole=True), one) for one in found.compared.claims]
    helps = [help_text(one) for one in found.help]
    is_silent = bool(found.reflections or found.fresh_cards)
    is_guarded = found.guarded and any(judge.is_safety(entry) for entry in entries)
    return Told(
        made=day_of(now, day_end),
        since=day_of(found.period.since, day_end),
        until=day_of(found.period.until, day_end),
        clock=clock,
        entries=entries,
        moments=moments_of(entries, judge),
        judge=judge,
        hidden=hidden,
        with_notes=with_notes,
        see_someone=_see_someone(everything, inside, found, judge, hidden),
        pointer=library.message("line-support").text if is_guarded else "",
        reflections=[_said(text, one) for text, one in reflections if hidden.may_show(text, one)],
        no_pattern="" if is_silent else library.message("no-pattern").text,
        links=[
            Said(text)
            for text, claim in links
            if not hidden.names(text) and claim.link.tag not in hidden.tags
        ],
        links_close=library.message("linked-promise").text,
        helped=[text for text in helps if not hidden.names(text)],
        disclaimer=library.message("disclaimer").text,
    )


def _hidden(typed: Sequence[str], entries: Sequence[Entry]) -> Hidden:
    """The tags to hide; one that nobody ever used is refused, as it may be a slip.

    A slip would leave the tag on a page that is about to be shown.
    """
    vocabulary = library.vocabulary()
    used = {tag for entry in entries for tag in entry.tags or ()}
    words = [word for part in typed for word in part.split(",") if word.strip()]
    tags = []
    for word in words:
        resolved = vocabulary.resolve(word, used)
        tag = resolved.tag if isinstance(resolved, Known) else fold(word)
        if tag not in used and not isinstance(resolved, Known):
            raise InvalidInput(
                "No entry has a tag of that name, so nothing was hidden or written.",
                "pdtrack tags shows the tags in use.",
            )
        tags.append(tag)
    return hidden_of(words, tags)


def _see_someone(
    everything: Sequence[Entry],
    inside: Sequence[Entry],
    found: Findings,
    judge: Judge,
    hidden: Hidden,
) -> list[Said]:
    """Every line that holds for the period alone, and that nothing before it holds back."""
    care = Care(library.care_rules(), judge, library.vocabulary())
    until = found.period.until
    ever = {one.rule.id for one in care.fired(everything, until)}
    days = found.period.days
    lines = []
    for one in care.fired(inside, until):
        quiet = found.guarded and one.rule.silent_after_safety
        fired = _within(one, found.period)
        text = see_someone_text(fired, days)
        if one.rule.id in ever and not quiet and hidden.may_say(text, fired):
            lines.append(Said(text))
    return lines


def _within(fired: Fired, period: Period) -> Fired:
    """A line that looks back on no more days than the period has."""
    days = min(fired.condition.days, period.days)
    return replace(fired, condition=replace(fired.condition, days=days))


def _said(text: str, one: Reflection) -> Said:
    return Said(text, one.cause.title, counts_text(one))
