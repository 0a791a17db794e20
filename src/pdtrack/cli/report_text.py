"""The sentences of the page for a professional: about the writer, never to them.

The counts are those of the sentences on the screen (`findings_text.py`); the dates are added.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final

from pdtrack.cli.findings_text import stretch_text
from pdtrack.cli.link_text import last_compared_text, tag_text
from pdtrack.domain.analysis.associations import Claim, Watched
from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.over_time import OverTime
from pdtrack.domain.analysis.question_test import QUESTION_FIRST
from pdtrack.domain.analysis.reflections import Contrast, Reflection
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import dated, day_of
from pdtrack.render.charts.text import out_of
from pdtrack.render.report.counts import dates_text

_OUTCOMES: Final = {"tears": "tears", "mood": "a lower mood afterwards"}
# The shapes of a rule that count moments back, whatever days these were.
_BY_MOMENTS: Final = ("hard-share", "each-of-last", "of-last")
_CONTRASTS: Final[dict[Contrast, str]] = {
    "more": "Less common in the other moments so far, which can still be chance.",
    "same": "About as common in the other moments.",
    "few": "There are too few other moments to compare.",
}
_LINKED: Final = "Less common in the other moments, by more than chance would explain (see below)."


def raised_text(fired: Fired, found: Findings, day_end: time) -> str:
    """A line about seeing someone: what was marked, how often, when, and whom pdtrack suggests."""
    rule, condition, count = fired.rule, fired.condition, len(fired.entries)
    if condition.shape in _BY_MOMENTS:
        counted = f"{count} of the last {plural(fired.total, 'moment')}"
    else:
        stretch = stretch_text(condition.days or found.period.days, found.ends)
        counted = f"{plural_entries(count)} in {stretch}"
        if condition.shape == "mostly":
            counted = f"{out_of(count, fired.total)} harder moments in {stretch}"
    dates = dates_text([day_of(entry.at, day_end) for entry in fired.entries])
    who = rule.who[0].lower() + rule.who[1:]
    when = ", sooner rather than later" if rule.level == "soon" else ""
    return f"{_capital(fired.what)}: {counted} ({dates}). pdtrack suggests {who}{when}."


def pointed_out_text(one: Reflection, found: Findings) -> str:
    """What was marked for a cause, and how often; never that it is one."""
    if not one.hard_with:
        return f"In {out_of(one.n, one.total)} moments."
    text = (
        f"In {out_of(one.hard_with, one.hard_total)} harder moments, "
        f"and in {out_of(one.other_with, one.other_total)} others."
    )
    if one.leaves_out_solo:
        text += " Moments alone are not counted here."
    is_linked = one.contrast == "more" and found.compared.is_linked(one.tags)
    return f"{text} {_LINKED if is_linked else _CONTRASTS[one.contrast]}"


def tags_of_cause(one: Reflection, found: Findings) -> str:
    """The tags behind it, in the writer's own words; happy tears rest on no tag alone."""
    if one.cause.evidence == "happy-tears":
        return ""
    used = sorted(found.names[tag] for tag in one.tags if tag in found.names)
    return ", ".join(used)


def linked_text(claim: Claim, found: Findings) -> str:
    """A link, with its counts, when it was found, and what came since."""
    tag = tag_text(claim.link.mark, found.names, claim.tags)
    it = "any of these" if len(claim.tags) > 1 else "it"
    if claim.has_faded:
        return (
            f"{_capital(tag)} was linked with {_OUTCOMES[claim.outcome]} at entry {claim.link.n}. "
            "Over all entries so far, it no longer stands out."
        )
    counted, since, moods = claim.counted, claim.since, claim.moods
    if moods is None:
        points, low, high = (round(100 * share) for share in claim.difference)
        text = (
            f"Tears in {counted.with_hits} of {counted.with_total} entries with {tag}, and in "
            f"{counted.without_hits} of {counted.without_total} without {it}"
        )
        if counted.with_total + counted.without_total >= 20:
            text += f": {points} points in 100 more often (likely between {low} and {high})"
    else:
        text = (
            f"In {counted.with_total} entries with {tag}, the mood was "
            f"{moods.with_before:.1f} before and {moods.with_after:.1f} after on average; in the "
            f"{counted.without_total} others, {moods.without_before:.1f} and "
            f"{moods.without_after:.1f}. Given the mood before, it was about "
            f"{-moods.difference:.1f} points lower afterwards with {it}"
        )
    text += f". Found at entry {claim.link.n}."
    if moods is None and (since.with_total or since.without_total):
        text += (
            f" Since then: {since.with_hits} of {since.with_total} with {it}, "
            f"{since.without_hits} of {since.without_total} without."
        )
    if claim.mostly_with is not None:
        text += (
            f" This is mostly in entries that also have {tag_text(claim.mostly_with, found.names)}."
        )
    return text


def nothing_linked_text(found: Findings) -> str:
    """That tags were compared and none is linked; empty where none was compared."""
    entries = last_compared_text(found)
    if not entries:
        return ""
    return (
        f"All tags were last compared after {entries} of the whole diary: none is more common with "
        "tears, or with a lower mood, than chance would explain. That can still change."
    )


def asked_text(one: Watched, found: Findings) -> str:
    """A question that the writer asked, and what came of it."""
    question, counted = one.question, one.counted
    day = dated(datetime.fromtimestamp(question.asked_at, UTC).astimezone().date())
    tag = tag_text(question.mark, found.names)
    text = f"Asked by the writer on {day}: {tag} and {_OUTCOMES[question.outcome]}. "
    if question.state == "linked":
        return text + (
            f"Since then {_OUTCOMES[question.outcome]} in {counted.with_hits} of "
            f"{counted.with_total} entries with it, and in {counted.without_hits} of "
            f"{counted.without_total} without: more than chance would explain."
        )
    entries = plural_entries(one.entries)
    text += f"{entries} so far, {counted.with_total} of them with it. "
    if one.entries < QUESTION_FIRST:
        return text + f"Too early to say; pdtrack compares from entry {QUESTION_FIRST} on."
    return text + "Nothing stands out from chance yet."


def course_text(found: OverTime) -> str:
    """The last ten moments of the diary next to the ten before, and a lasting change."""
    lines = []
    if found.before is not None and found.by_chance is not None:
        text = f"Harder moments: {found.last} of the last 10, {found.before} of the 10 before"
        if found.by_chance < 100:
            text += (
                f"; a difference that large comes up in about {found.by_chance} of 100 diaries "
                "where nothing changed"
            )
        elif found.last != found.before:
            text += ", which is about the same"
        lines.append(text + ".")
    trend = found.trend
    if trend is not None and trend.claim is not None:
        change = "rose" if trend.claim == "easier" else "fell"
        lines.append(
            f"Over {trend.moments} moments, the mood right after {change}, from {trend.first:.1f} "
            f"on average in the first ten to {trend.last:.1f} in the last ten."
        )
    return " ".join(lines)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
