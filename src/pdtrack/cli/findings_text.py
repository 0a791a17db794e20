"""The sentences for each finding, the same on the screen, in JSON and in the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Final, NamedTuple

from pdtrack.content import library
from pdtrack.domain.analysis.associations import (
    ORGASM_MARKS,
    WITH_MARK,
    Claim,
    Comparison,
    NearLink,
)
from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.helped import Help
from pdtrack.domain.analysis.recurring import RECURRING_MOST, Recurring
from pdtrack.domain.analysis.reflections import Reflection
from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import dated

# What a tag is linked with, and what happened in an entry that counts for it.
_OUTCOMES: Final = {"tears": ("tears", "You cried"), "fall": ("a falling mood", "Your mood fell")}
# What the other entries are without, and what has to be answered in one that is compared.
_IT: Final = {"tears": "tears", "fall": "a falling mood"}
_NEEDS: Final = {"tears": "tears and tags", "fall": "both moods and tags"}
_ANSWERS: Final = {
    WITH_MARK.format("solo"): "only you",
    WITH_MARK.format("partner"): "a partner",
    WITH_MARK.format("someone-else"): "someone else",
    ORGASM_MARKS[0]: "no orgasm",
    ORGASM_MARKS[1]: "an orgasm",
}
_NAMED_MOST: Final = 5


def tag_text(tag: str, names: Mapping[str, str]) -> str:
    """How a tag, or an answer that is compared like one, is named: in the person's own word."""
    return _ANSWERS.get(tag) or names.get(tag, tag)


def stretch_text(days: int, ends: date | None) -> str:
    """The days that a sentence is about, by their last one where that is not today."""
    if ends is not None:
        return f"the {plural(days, 'day')} up to {dated(ends)}"
    return "the last day" if days == 1 else f"the last {days} days"


def see_someone_text(fired: Fired, found: Findings) -> str:
    """The sentences of a rule that fired."""
    rule = fired.rule
    slug = fired.condition.text or rule.text
    if rule.once_text and len(fired.entries) == 1:
        slug = rule.once_text
    n, total = len(fired.entries), fired.total
    text = library.message(slug).text.format(
        n=n,
        times=_times(n),
        of=_of(n, total),
        of_your=_of_your(n, total),
        of_last=_of_last(n, total),
        stretch=stretch_text(fired.condition.days or found.period.days, found.ends),
        what=rule.what,
        who=rule.who,
    )
    return text[0].upper() + text[1:]


def still_true_text(fired: Fired) -> str:
    """The line, in short, of a rule whose sentences were shown lately."""
    text = library.message("line-still-true").text
    return text.format(what=fired.rule.what, times=_times(len(fired.entries)))


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _of(n: int, total: int) -> str:
    return f"all {n}" if n == total else f"{n} of {total}"


def _of_last(n: int, total: int) -> str:
    return f"all of your last {n}" if n == total else f"{n} of your last {total}"


def _of_your(n: int, total: int) -> str:
    return f"all {n} of your" if n == total else f"{n} of your {total}"


def reflection_text(one: Reflection, found: Findings) -> str:
    """The sentences of a reflection, with the comparison last.

    The second of two reflections that end alike has an ending of its own.
    """
    text = one.cause.text.format(
        n=one.n,
        of=_of(one.n, one.total),
        of_your=_of_your(one.n, one.total),
        of_entries="your one entry" if one.total == 1 else f"{_of(one.n, one.total)} entries",
        stretch=stretch_text(found.period.days, found.ends),
    )
    slug = _contrast(one, found)
    if not slug:
        return text
    before = found.reflections[: found.reflections.index(one)]
    if any(_contrast(other, found) == slug for other in before):
        slug += "-2"
    return f"{text} {library.message(slug).text}"


def _contrast(one: Reflection, found: Findings) -> str:
    """The comparison that ends a reflection; only a link is more than "can be chance"."""
    if one.cause.evidence == "happy-tears":
        return ""
    if one.contrast == "more" and not found.compared.is_linked(one.tags):
        return "contrast-more-unlinked"
    return f"contrast-{one.contrast}"


def counts_text(one: Reflection) -> str:
    """The counts that a reflection rests on."""
    if not one.hard_with:
        if one.n == one.total > 1:
            return f"That is all {one.n} moments."
        return f"That is {one.n} of {plural(one.total, 'moment')}."
    return (
        f"That is {_of(one.hard_with, one.hard_total)} harder moments, "
        f"and {one.other_with or 'none'} of the other {one.other_total}."
    )


def claim_text(claim: Claim, found: Findings, *, whole: bool, again: bool = False) -> str:
    """The sentences of a link; `whole` adds the numbers and what has happened since.

    `again` leaves out what the link above it has explained.
    """
    if claim.counted.faded and not whole:
        return _filled("linked-faded", claim, found)
    parts = ["linked-faded" if claim.counted.faded else "linked"]
    if not (claim.counted.faded or again):
        parts.append("linked-meaning")
    if claim.mostly_with is not None:
        parts.append("linked-company")
    if whole:
        if not claim.counted.faded:
            # Once a link has faded, it is no longer "so many points more often".
            parts.append("linked-numbers")
        if claim.since.with_total or claim.since.without_total:
            parts.append("linked-since")
            if not again:
                parts.append("linked-stronger")
    return " ".join(_filled(slug, claim, found) for slug in parts)


def _filled(slug: str, claim: Claim, found: Findings) -> str:
    outcome, happened = _OUTCOMES[claim.outcome]
    difference, low, high = (round(100 * share) for share in claim.difference)
    return library.message(slug).text.format(
        tag=tag_text(claim.link.tag, found.names),
        outcome=outcome,
        happened=happened,
        points=difference,
        low=low,
        high=high,
        entry=claim.link.entry,
        one_in=claim.link.one_in,
        company=tag_text(claim.mostly_with or "", found.names),
        **asdict(claim.counted),
        **{f"since_{name}": value for name, value in asdict(claim.since).items()},
    )


def recurring_text(one: Recurring, found: Findings) -> str:
    """How often a tag came up lately on harder moments, and on the other ones."""
    slug = "comes-up" if one.easy else "comes-up-alone"
    return library.message(slug).text.format(
        tag=tag_text(one.tag, found.names),
        of_last=_of_last(one.hard_with, one.hard),
        elsewhere=_elsewhere(one.easy_with, one.easy),
    )


def _elsewhere(marked: int, others: int) -> str:
    if others == 1:
        return "in the other one as well" if marked else "not in the other one"
    return f"in {marked or 'none'} of the {others} others"


def help_text(one: Help) -> str:
    """How often something helped, and how the mood changed until later."""
    return library.message("helped").text.format(
        word=one.word,
        moments=one.moments,
        both="each of them" if one.both == one.moments else str(one.both),
        higher="all of them" if one.higher == one.both else str(one.higher or "none"),
    )


class Missing(NamedTuple):
    """What is too rare yet to be shown: what is counted, its number now, and the number needed."""

    what: str
    have: int
    need: int

    @property
    def text(self) -> str:
        """The same as a line."""
        named = self.what[0].upper() + self.what[1:]
        return library.message("not-yet").text.format(what=named, have=self.have, need=self.need)


def missing_for_reflections(found: Findings) -> list[Missing]:
    """What is missing for a reflection."""
    return [
        Missing(library.message(one.what).text.format(cause=one.cause), one.have, one.need)
        for one in found.not_yet
    ]


def missing_for_links(found: Findings) -> list[Missing]:
    """What is missing for a link: entries for the next checks, and tags that came close."""
    missing = []
    for one in found.compared.comparisons:
        what = library.message("not-yet-check").text.format(outcome=_OUTCOMES[one.outcome][0])
        missing.append(Missing(what, one.found.entries, one.found.next_check))
        for near in one.near:
            text = library.message("not-yet-near").text
            what = text.format(uses=near.uses, tag=tag_text(near.tag, found.names))
            missing.append(Missing(what, near.total, near.needed))
    return missing


def comparing_lines(found: Findings) -> list[str]:
    """Why tags could not be compared, which came close, and when pdtrack looks again."""
    lines = []
    only_hard = 0 < found.counts.eligible == found.counts.hard
    for one in found.compared.comparisons:
        if one.is_one_armed:
            lines.append(library.message("only-hard").text if only_hard else _one_sided(one))
        if one.lifted:
            lines.append(library.message("tags-more").text)
    rare = _rare(found)
    if rare:
        lines.append(library.message("not-yet-rare").text.format(tags=rare))
    for one in found.compared.comparisons:
        lines += [_near(near, found) for near in one.near]
        lines.append(_next_check(one))
    return list(dict.fromkeys(lines))


def _near(near: NearLink, found: Findings) -> str:
    return library.message("near").text.format(
        tag=tag_text(near.tag, found.names), have=near.total, uses=near.uses, need=near.needed
    )


def _one_sided(one: Comparison) -> str:
    return library.message("one-sided").text.format(
        total=one.found.entries,
        outcome=_OUTCOMES[one.outcome][0],
        hard=one.hard,
        it=_IT[one.outcome],
        needs=_NEEDS[one.outcome],
    )


def _next_check(one: Comparison) -> str:
    need = one.found.next_check
    return library.message("next-check").text.format(
        outcome=_OUTCOMES[one.outcome][0],
        needs=_NEEDS[one.outcome],
        left=plural(need - one.found.entries, "more entry", "more entries"),
    )


def _rare(found: Findings) -> str:
    """The tags that are too rare for all outcomes that were compared; the first few by name."""
    each = [set(one.rare) for one in found.compared.comparisons if one.found.checks]
    rare = sorted(tag_text(tag, found.names) for tag in set.intersection(*each)) if each else []
    more = f" and {len(rare) - _NAMED_MOST} more" if len(rare) > _NAMED_MOST else ""
    return ", ".join(rare[:_NAMED_MOST]) + more


def recurring_lines(found: Findings) -> list[str]:
    """What comes up on harder moments, and at the end how much of it may be chance."""
    recurring = found.compared.recurring
    lines = [recurring_text(one, found) for one in recurring if one.apart][:RECURRING_MOST]
    either_way = ", ".join(tag_text(one.tag, found.names) for one in recurring if not one.apart)
    if lines:
        lines.append(library.message("comes-up-by-chance").text)
    if either_way:
        lines.append(library.message("comes-up-either-way").text.format(tags=either_way))
    return lines
