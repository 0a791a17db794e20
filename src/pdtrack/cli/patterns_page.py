"""What `patterns` shows: the page for a person, the one for a discreet screen, and the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pdtrack.cli.cards import card_blocks
from pdtrack.cli.findings_text import (
    counts_text,
    help_text,
    missing_for_links,
    missing_for_reflections,
    not_yet_text,
    over_time_text,
    recovery_text,
    recurring_lines,
    recurring_span,
    reflection_text,
    see_someone_text,
    still_true_text,
    stretch_text,
)
from pdtrack.cli.link_text import (
    claim_text,
    comparing_lines,
    none_linked_text,
    notes_more,
    question_text,
)
from pdtrack.content import library
from pdtrack.domain.analysis.associations import Claim, Watched
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.over_time import TEN, OverTime
from pdtrack.domain.analysis.reflections import Reflection
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.render.entries import in_full
from pdtrack.render.page import Block, Heading, Lines, Page, Paragraph

TOGETHER: Final = "What occurs together"
WHOLE: Final = "your whole diary"
# What filters never narrow.
WHOLE_DIARY: Final = (
    "Links, changes over time and advice to see a doctor always use the whole diary."
)


def patterns_page(found: Findings, *, why: bool, part: str = "") -> Page:
    """Everything that was found, what matters most first: the first screen is enough by itself.

    `why` adds the entries behind each line. `part` says which part of the diary is counted.
    Where today's entries call for a card, only the counts and the lines about seeing someone
    follow it.
    """
    page: list[Block] = [
        *_cards(found),
        *([Paragraph(f"{part} {WHOLE_DIARY}", "quiet")] if part else []),
        *_counts(found),
        *_over_time(found),
        *_left_out(found),
        *_see_someone(found, why=why),
    ]
    if found.fresh_cards:
        return [*page, Paragraph(library.message("rest-another-day").text, "quiet")]
    if found.guarded:
        page.append(Paragraph(library.message("line-support").text, "care"))
    comes_up = list(_comes_up(found))
    without_links = list(_without_links(found, has_heading=bool(comes_up)))
    if not (found.reflections or comes_up or without_links or found.compared.claims):
        page.append(Paragraph(library.message("no-pattern").text))
    return [
        *page,
        *_links(found, why=why),
        *comes_up,
        *without_links,
        *_reflections(found, why=why),
        *_help(found, why=why),
        *_not_known_yet(found),
    ]


def _cards(found: Findings) -> Iterable[Block]:
    yield from card_blocks(found.fresh_cards, in_short=found.cards_were_shown)
    if found.cards_were_shown:
        yield Paragraph(library.message("card-shown-before").text, "quiet")


def _counts(found: Findings) -> Iterable[Block]:
    text = _counted(found)
    if found.counts.hard:
        text += f" {library.message('harder-moment').text}"
    yield Paragraph(text)


def _counted(found: Findings) -> str:
    counts = found.counts
    text = f"In {stretch_text(found.period.days, found.ends)}: "
    entries = plural_entries(counts.entries)
    if not counts.eligible:
        return f"{text}{entries}."
    moments = plural(counts.eligible, "moment")
    hard, were = counts.hard or "none", _were(counts.hard)
    parts = [f"{hard} of {moments} {were} harder"]
    if found.fine:
        parts = [f"{found.fine} of {moments} {_were(found.fine)} fine", f"{hard} {were} harder"]
        if neither := counts.eligible - found.fine - counts.hard:
            parts.append(f"{neither} neither")
    # Moods of a day, and moments that are left out, are entries too.
    among = "" if counts.entries == counts.eligible else f"{entries}; "
    text += among + ", ".join(parts)
    tears = [
        f"{which} in {plural(count, 'moment')}"
        for which, count in (
            ("happy tears", counts.happy_tears),
            ("tears with mixed feelings", counts.mixed_tears),
        )
        if count
    ]
    # Some of these are among the moments above: a sentence of their own, so that nobody adds up.
    also = f" There were {' and '.join(tears)}." if tears else ""
    return f"{text}.{also}"


def _were(count: int) -> str:
    return "were" if count > 1 else "was"


def _left_out(found: Findings) -> Iterable[Block]:
    if found.left_out:
        slug = "left-out" if found.left_out > 1 else "left-out-once"
        yield Paragraph(library.message(slug).text.format(n=found.left_out), "quiet")


def _see_someone(found: Findings, *, why: bool) -> Iterable[Block]:
    for fired in found.see_someone:
        yield Paragraph(see_someone_text(fired, found), "care")
        if why:
            yield from _entries_behind(entry.number for entry in fired.entries)
    if found.still_true:
        yield Paragraph(still_true_text(found.still_true), "quiet")


def _reflections(found: Findings, *, why: bool) -> Iterable[Block]:
    for one in found.reflections:
        in_short = not why and one is not found.reflections[0]
        yield Heading(one.cause.title)
        yield Paragraph(reflection_text(one, found, in_short=in_short))
        yield Paragraph(counts_text(one), "quiet")
        if why:
            yield from _entries_behind(entry.number for entry in one.entries)


def _over_time(found: Findings) -> Iterable[Block]:
    if found.over_time is not None and (text := over_time_text(found.over_time)):
        yield Paragraph(text)


def _links(found: Findings, *, why: bool) -> Iterable[Block]:
    claims = found.compared.shown
    questions = found.compared.shown_questions
    if claims or questions:
        yield Heading(TOGETHER, f"linked, in {WHOLE}" if claims else WHOLE)
    if claims:
        yield Paragraph(library.message("linked-promise").text, "quiet")
    for claim in claims:
        again = claim is not claims[0]
        yield Paragraph(claim_text(claim, found, whole=why, again=again))
        if why:
            yield from _entries_behind(claim.entries)
    if claims and notes_more(found):
        yield Paragraph(library.message("tags-more").text, "quiet")
    for one in questions:
        yield Paragraph(question_text(one, found.names))


def _comes_up(found: Findings) -> Iterable[Block]:
    if lines := recurring_lines(found):
        yield Heading("What keeps coming up", recurring_span(found))
        yield Lines(tuple(lines))


def _without_links(found: Findings, *, has_heading: bool) -> Iterable[Block]:
    """Right below what comes up: whether any of it is more than chance."""
    if found.compared.shown or not (text := none_linked_text(found)):
        return
    if not (has_heading or found.compared.shown_questions):
        yield Heading(TOGETHER, WHOLE)
    yield Paragraph(text)


def _help(found: Findings, *, why: bool) -> Iterable[Block]:
    if found.help or found.recovery:
        named = "What helped" if found.help else "How moods came back"
        yield Heading(named, stretch_text(found.period.days, found.ends))
    for one in found.help:
        yield Paragraph(help_text(one))
        if why:
            yield from _entries_behind(one.entries)
    if found.recovery is not None:
        yield Paragraph(recovery_text(found.recovery))


def _not_known_yet(found: Findings) -> Iterable[Block]:
    missing = [not_yet_text(one, found) for one in missing_for_reflections(found)]
    lines = (*missing, *comparing_lines(found))
    if lines:
        yield Heading("Too early to say")
        yield Lines(lines)


def _entries_behind(numbers: Iterable[int]) -> Iterable[Block]:
    named = ", ".join(map(str, numbers))
    if named:
        yield Paragraph(f"Entries: {named}", "quiet")


def discreet_patterns_page(found: Findings, *, part: str = "") -> Page:
    """For a screen that others may see: counts in neutral words, and how much more there is."""
    counts = found.counts
    stretch = stretch_text(found.period.days, found.ends)
    text = f"In {stretch}: {plural_entries(counts.entries)}"
    if counts.eligible:
        text += f"; {counts.hard} of {counts.eligible} lower"
    waiting = len(found.cards) + len(found.see_someone) + len(found.reflections)
    waiting += len(found.compared.shown) + len(found.compared.shown_questions)
    waits = f" {plural(waiting, 'message')} for you." if waiting else ""
    partly = [Paragraph(part, "quiet")] if part else []
    return [*partly, Paragraph(f"{text}.{waits}"), in_full("patterns")]


def patterns_document(found: Findings) -> dict[str, Any]:
    """The JSON of `patterns`, without its schema number."""
    return {
        "period": {
            "since": found.period.since.isoformat(),
            "until": found.period.until.isoformat(),
        },
        "counts": found.counts._asdict(),
        "cards": list(found.cards),
        "see_someone": [
            {
                "rule": fired.rule.id,
                "level": fired.rule.level,
                "text": see_someone_text(fired, found),
                "entries": [entry.number for entry in fired.entries],
            }
            for fired in found.see_someone
        ],
        "reflections": [_reflection_object(one, found) for one in found.reflections],
        "links": [_link_object(claim, found) for claim in found.compared.claims],
        "questions": [
            question_object(one, found.names)
            for one in found.compared.questions
            if not one.question.is_erased
        ],
        "over_time": None if found.over_time is None else _over_time_object(found.over_time),
        "not_yet": [
            one._asdict() for one in (*missing_for_reflections(found), *missing_for_links(found))
        ],
    }


def _reflection_object(one: Reflection, found: Findings) -> dict[str, Any]:
    text = reflection_text(one, found)
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


def _link_object(claim: Claim, found: Findings) -> dict[str, Any]:
    return {
        "tag": claim.link.mark,
        "outcome": claim.outcome,
        "shown": claim.shown,
        **claim.counted._asdict(),
        "difference": list(claim.difference),
        "found_at_entry": claim.link.n,
        "chance": claim.link.chance,
        "since": claim.since._asdict(),
        "mostly_with": claim.mostly_with,
        "text": claim_text(claim, found, whole=True),
    }


def question_object(one: Watched, names: Mapping[str, str]) -> dict[str, Any]:
    """A question as JSON has it."""
    question = one.question
    return {
        "mark": question.mark,
        "outcome": question.outcome,
        "asked_at": datetime.fromtimestamp(question.asked_at, UTC).isoformat(),
        "entries": one.entries,
        "state": question.state,
        "linked_at": question.linked_at,
        "text": question_text(one, names),
    }


def _over_time_object(found: OverTime) -> dict[str, Any]:
    return {
        "last_ten": {"harder": found.last, "of": found.last_of},
        "ten_before": None if found.before is None else {"harder": found.before, "of": TEN},
        "as_large_by_chance": found.by_chance,
        "claim": None if found.trend is None else found.trend.claim,
        "text": over_time_text(found),
    }
