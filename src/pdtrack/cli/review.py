"""`patterns`: what comes up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from pdtrack.cli.context import Json, Run, run_of
from pdtrack.cli.entries import Since, Until
from pdtrack.content import library
from pdtrack.domain.care import Care, Fired
from pdtrack.domain.day import Period
from pdtrack.domain.findings import LOOK_BACK_DAYS, Findings, find
from pdtrack.domain.outcome import Judge
from pdtrack.domain.reflections import NotYet, Reflection, Reflector
from pdtrack.errors import JournalUnusable
from pdtrack.render import views
from pdtrack.render.page import Page

CONTRASTS = {"more": "contrast-more-unlinked", "same": "contrast-same", "few": "contrast-few"}


def patterns(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    why: Annotated[bool, typer.Option("--why", help="Name the entries behind each line.")] = False,
    json: Json = False,
) -> None:
    """Show what comes up, in counts: first safety, then at most two reflections."""
    show_patterns(run_of(context), since, until, why=why, json=json)


def show_patterns(
    run: Run,
    since: str | None = None,
    until: str | None = None,
    *,
    why: bool = False,
    json: bool = False,
) -> None:
    """Find, print and remember what was said."""
    found = findings(run, _period(run, since, until), remembers=not why)
    if json:
        run.show_json(_document(found))
    else:
        run.show(_page(found, why=why))
    _remember(run, found)


def findings(run: Run, period: Period, *, remembers: bool) -> Findings:
    """What may be said about `period`; without `remembers`, also what was said lately."""
    with run.reading() as journal:
        entries = [] if journal is None else journal.entries()
        memory = journal.memory() if journal is not None and remembers else {}
    vocabulary = library.vocabulary()
    judge = Judge.of(vocabulary)
    return find(
        entries,
        period=period,
        care=Care(library.care_rules(), judge, vocabulary),
        reflector=Reflector(library.causes(), vocabulary, judge, run.day_end),
        memory=memory,
        now=run.now,
        day_end=run.day_end,
    )


def _period(run: Run, since: str | None, until: str | None) -> Period:
    high = run.now if until is None else min(run.edge(until, end=True), run.now)
    low = Period.last(LOOK_BACK_DAYS, high).since if since is None else run.edge(since)
    return Period(low, high)


def _remember(run: Run, found: Findings) -> None:
    """Keep in mind which lines were said; a journal that can't be written stays readable."""
    if not found.see_someone:
        return
    try:
        with run.writing() as journal:
            for fired in found.see_someone:
                journal.remember(fired.key, now=run.now)
    except JournalUnusable:
        return


# Words


def see_someone_text(fired: Fired, days: int) -> str:
    """The sentence of a rule that fired, its places filled."""
    rule = fired.rule
    slug = fired.condition.text or rule.text
    if rule.once_text and len(fired.entries) == 1:
        slug = rule.once_text
    return library.message(slug).text.format(
        n=len(fired.entries),
        total=fired.total,
        days=fired.condition.days or days,
        what=rule.what,
        who=rule.who,
    )


def reflection_text(one: Reflection, days: int) -> str:
    """The sentences of a reflection, its contrast last."""
    text = one.cause.text.format(n=one.n, total=one.total, days=days)
    if one.cause.evidence == "happy-tears":
        return text
    return f"{text} {library.message(CONTRASTS[one.contrast]).text}"


def not_yet_text(one: NotYet) -> str:
    """What is counted, without its numbers."""
    return library.message(one.what).text.format(cause=one.cause)


def _page(found: Findings, *, why: bool) -> Page:
    days = found.period.days
    fresh = [library.message(card) for card in found.fresh_cards]
    pointer = library.message("line-support").text if found.guarded else ""
    return views.patterns(
        found,
        cards=fresh,
        see_someone=[(see_someone_text(f, days), f.entries) for f in found.see_someone],
        reflections=[(reflection_text(r, days), r) for r in found.reflections],
        not_yet=[(not_yet_text(one), one) for one in found.not_yet],
        pointer=pointer,
        no_pattern=library.message("no-pattern").text,
        why=why,
    )


def _document(found: Findings) -> dict[str, Any]:
    days = found.period.days
    return {
        "period": {
            "since": found.period.since.isoformat(),
            "until": found.period.until.isoformat(),
        },
        "counts": asdict(found.counts),
        "cards": list(found.cards),
        "see_someone": [
            {
                "rule": fired.rule.id,
                "level": fired.rule.level,
                "text": see_someone_text(fired, days),
                "entries": [entry.number for entry in fired.entries],
            }
            for fired in found.see_someone
        ],
        "reflections": [_reflection(one, found) for one in found.reflections],
        "links": [],
        "not_yet": [
            {"what": not_yet_text(one), "have": one.have, "need": one.need} for one in found.not_yet
        ],
    }


def _reflection(one: Reflection, found: Findings) -> dict[str, Any]:
    text = reflection_text(one, found.period.days)
    if found.guarded and one is found.reflections[0]:
        text = f"{library.message('line-support').text} {text}"
    return {
        "cause": one.cause.number,
        "slug": one.cause.slug,
        "hard_with": one.hard_with,
        "hard_total": one.hard_total,
        "other_with": one.other_with,
        "other_total": one.other_total,
        "contrast": one.contrast,
        "text": text,
        "entries": [entry.number for entry in one.entries],
    }
