"""What the page for a professional holds: the findings in words, without what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from pdtrack.cli.marks import care
from pdtrack.cli.report_text import (
    asked_text,
    course_text,
    linked_text,
    nothing_linked_text,
    pointed_out_text,
    raised_text,
    tags_of_cause,
)
from pdtrack.content import library
from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.redaction import Redaction, redaction_of
from pdtrack.domain.analysis.tag_counts import moments_of
from pdtrack.domain.disclosure import Disclosure
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, Period, day_of, echo
from pdtrack.domain.vocabulary import KnownWord, fold
from pdtrack.errors import InvalidInput
from pdtrack.render.report.page import PointedOut, ReportData


def report_data(
    diary: Sequence[Entry],
    found: Findings,
    hidden: Redaction,
    *,
    made: date,
    is_part: bool = False,
    with_notes: bool = True,
    shown_time: Callable[[datetime], str] = echo,
    day_end: time = DAY_END,
) -> ReportData:
    """Everything on the page: what was `found` in the whole `diary`, oldest entry first.

    The findings count hidden tags as well, so that safety holds back here what it holds
    back elsewhere. What would show a hidden tag is left out at the end.
    """
    classifier = Classifier.of(library.vocabulary())
    inside = found.counted
    entries = hidden.shown(inside, classifier)
    claims = [
        linked_text(one, found)
        for one in found.compared.shown
        if hidden.tags.isdisjoint({one.link.mark, *one.tags})
    ]
    asked = [
        asked_text(one, found)
        for one in found.compared.shown_questions
        if one.question.mark not in hidden.tags
    ]
    return ReportData(
        made=made,
        since=day_of(found.period.since, day_end),
        until=day_of(found.period.until, day_end),
        shown_time=shown_time,
        day_end=day_end,
        is_part=is_part,
        entries=entries,
        moments=moments_of(entries, classifier),
        classifier=classifier,
        hidden=hidden,
        with_notes=with_notes,
        see_someone=_see_someone(diary, inside, found, hidden, day_end),
        held_back=found.guarded and any(classifier.is_safety(entry) for entry in entries),
        pointed_out=_pointed_out(found, hidden),
        links=[text for text in claims if not hidden.names(text)],
        asked=[text for text in asked if not hidden.names(text)],
        links_close=library.message("linked-promise").text,
        none_linked="" if found.compared.shown else nothing_linked_text(found),
        over_time="" if found.over_time is None else course_text(found.over_time),
        helped=found.help,
        footer=library.message("report-footer").text,
    )


def _pointed_out(found: Findings, hidden: Redaction) -> list[PointedOut]:
    lines = []
    for one in found.reflections:
        line = PointedOut(one.cause.title, tags_of_cause(one, found), pointed_out_text(one, found))
        if hidden.may_show(f"{line.title} {line.tags} {line.counted} {one.cause.text}", one):
            lines.append(line)
    return lines


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
                "No entry has a tag with that name, so nothing was hidden or written.",
                "pdtrack tags shows the tags in use.",
            )
        tags.append(tag)
    return redaction_of([*words, *(word for word in used if counts_with(word) in tags)], tags)


def _see_someone(
    diary: Sequence[Entry],
    inside: Sequence[Entry],
    found: Findings,
    hidden: Redaction,
    day_end: time,
) -> list[str]:
    """The lines that the entries of the period alone call for, and that nothing holds back."""
    rules, until = care(), found.period.until
    ever = {one.rule.id for one in rules.fired(diary, until)}
    lines = []
    for one in rules.fired(inside, until):
        is_held_back = found.guarded and one.rule.silent_after_safety
        fired = _within(one, found.period)
        text = raised_text(fired, found, day_end)
        if one.rule.id in ever and not is_held_back and hidden.may_say(text, fired):
            lines.append(text)
    return lines


def _within(fired: Fired, period: Period) -> Fired:
    """`fired`, looking back on no more days than the period has."""
    days = min(fired.condition.days, period.days)
    return fired._replace(condition=fired.condition._replace(days=days))
