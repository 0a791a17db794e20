"""What the page for a professional holds: the findings in words, without what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from pdtrack.cli.findings_text import (
    claim_text,
    counts_text,
    help_text,
    over_time_text,
    question_text,
    reflection_text,
    see_someone_text,
)
from pdtrack.cli.marks import care
from pdtrack.content import library
from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.redaction import Redaction, redaction_of
from pdtrack.domain.analysis.tag_counts import moments_of
from pdtrack.domain.disclosure import Disclosure
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, Period, day_of
from pdtrack.domain.vocabulary import KnownWord, fold
from pdtrack.errors import InvalidInput
from pdtrack.render.report.page import ReportData, ReportLine


def report_data(
    diary: Sequence[Entry],
    found: Findings,
    hidden: Redaction,
    *,
    made: date,
    is_part: bool = False,
    with_notes: bool = True,
    clock: int = 24,
    day_end: time = DAY_END,
) -> ReportData:
    """Everything on the page: what was `found` in the whole `diary`, oldest entry first.

    The findings count hidden tags as well, so that safety holds back here what it holds
    back elsewhere. What would show a hidden tag is left out at the end.
    """
    classifier = Classifier.of(library.vocabulary())
    inside = found.counted
    entries = hidden.shown(inside, classifier)
    reflections = [(reflection_text(one, found), one) for one in found.reflections]
    claims = [
        one
        for one in found.compared.shown
        if hidden.tags.isdisjoint({one.link.mark, *one.tags})
        and not hidden.names(claim_text(one, found, whole=True))
    ]
    helped = [help_text(one) for one in found.help]
    has_words = bool(found.reflections or found.fresh_cards)
    is_guarded = found.guarded and any(classifier.is_safety(entry) for entry in entries)
    return ReportData(
        made=made,
        since=day_of(found.period.since, day_end),
        until=day_of(found.period.until, day_end),
        clock=clock,
        day_end=day_end,
        is_part=is_part,
        entries=entries,
        moments=moments_of(entries, classifier),
        classifier=classifier,
        hidden=hidden,
        with_notes=with_notes,
        see_someone=_see_someone(diary, inside, found, hidden),
        pointer=library.message("line-support").text if is_guarded else "",
        reflections=[
            ReportLine(text, one.cause.title, counts_text(one))
            for text, one in reflections
            if hidden.may_show(text, one)
        ],
        no_pattern="" if has_words else library.message("no-pattern").text,
        links=[
            ReportLine(claim_text(one, found, whole=True, again=one is not claims[0]))
            for one in claims
        ]
        + [
            ReportLine(question_text(one, found.names))
            for one in found.compared.shown_questions
            if one.question.mark not in hidden.tags
            and not hidden.names(question_text(one, found.names))
        ],
        links_close=library.message("linked-promise").text,
        over_time="" if found.over_time is None else over_time_text(found.over_time),
        helped=[text for text in helped if not hidden.names(text)],
        disclaimer=library.message("disclaimer").text,
    )


def hidden_tags(typed: Sequence[str], diary: Sequence[Entry]) -> Redaction:
    """The tags to hide.

    Raises `InvalidInput` for a tag that no entry has: it may be misspelt, and the tag that was
    meant would stay on a page that is about to be shown.
    """
    vocabulary = library.vocabulary()
    used = {tag for entry in diary for tag in entry.tags or ()}
    counts_with = vocabulary.counts_with
    words = [word for part in typed for word in part.split(",") if word.strip()]
    tags = []
    for word in words:
        resolved = vocabulary.resolve(word, used)
        tag = counts_with(fold(word))
        if tag not in used and not isinstance(resolved, KnownWord | Disclosure):
            raise InvalidInput(
                "No entry has a tag of that name, so nothing was hidden or written.",
                "pdtrack tags shows the tags in use.",
            )
        tags.append(tag)
    return redaction_of([*words, *(word for word in used if counts_with(word) in tags)], tags)


def _see_someone(
    diary: Sequence[Entry], inside: Sequence[Entry], found: Findings, hidden: Redaction
) -> list[ReportLine]:
    """The lines that the entries of the period alone call for, and that nothing holds back."""
    rules, until = care(), found.period.until
    ever = {one.rule.id for one in rules.fired(diary, until)}
    lines = []
    for one in rules.fired(inside, until):
        is_held_back = found.guarded and one.rule.silent_after_safety
        fired = _within(one, found.period)
        text = see_someone_text(fired, found)
        if one.rule.id in ever and not is_held_back and hidden.may_say(text, fired):
            lines.append(ReportLine(text))
    return lines


def _within(fired: Fired, period: Period) -> Fired:
    """The same, looking back on no more days than the period has."""
    days = min(fired.condition.days, period.days)
    return replace(fired, condition=replace(fired.condition, days=days))
