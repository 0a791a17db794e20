"""The sentences for each finding, the same on the screen, in JSON and in the report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from pdtrack.content import library
from pdtrack.domain.analysis.associations import FALL, ORGASM, TEARS, WITH, Claim, Comparison, Near
from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.helped import Help
from pdtrack.domain.analysis.recurring import SHOWN, Recurring
from pdtrack.domain.analysis.reflections import Reflection
from pdtrack.domain.plural import many

# "linked with …", and what happened in an entry that counts.
_OUTCOMES: Final = {TEARS: ("tears", "tears"), FALL: ("your mood falling", "the mood fell")}
# What an entry needs answered to be compared.
_IT: Final = {TEARS: "tears", FALL: "a falling mood"}
_NEEDS: Final = {TEARS: "tears and tags", FALL: "both moods and tags"}
_ANSWERS: Final = {
    WITH.format("solo"): "solo",
    WITH.format("partner"): "a partner",
    ORGASM[0]: "no orgasm",
    ORGASM[1]: "orgasm",
}
_NAMED_MOST: Final = 5


def tag_text(tag: str) -> str:
    """A tag, or an answer that is compared like one, as it stands in a sentence."""
    return _ANSWERS.get(tag, tag)


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


def reflection_text(one: Reflection, found: Findings) -> str:
    """The sentences of a reflection, its contrast last.

    "Seems to go together" is said only where one of its tags is linked.
    """
    text = one.cause.text.format(n=one.n, total=one.total, days=found.period.days)
    if one.cause.evidence == "happy-tears":
        return text
    slug = f"contrast-{one.contrast}"
    if one.contrast == "more" and not found.compared.is_linked(one.tags):
        slug = "contrast-more-unlinked"
    return f"{text} {library.message(slug).text}"


def counts_text(one: Reflection) -> str:
    """The counts that a reflection rests on."""
    if not one.hard_with:
        return f"Counted: {one.n} of {many(one.total, 'moment')}."
    return (
        f"Counted: {one.hard_with} of {one.hard_total} harder moments, "
        f"{one.other_with} of {one.other_total} other ones."
    )


def claim_text(claim: Claim, *, whole: bool) -> str:
    """The sentences of a link; the `whole` adds the numbers and what came since."""
    if claim.counted.faded and not whole:
        return _filled("linked-faded", claim)
    parts = ["linked-faded" if claim.counted.faded else "linked"]
    if claim.mostly_with is not None:
        parts.append("linked-company")
    if whole:
        if not claim.counted.faded:
            # "So many points more often" is no longer true of what has faded.
            parts.append("linked-numbers")
        if claim.since.with_total or claim.since.without_total:
            parts.append("linked-since")
    return " ".join(_filled(slug, claim) for slug in parts)


def _filled(slug: str, claim: Claim) -> str:
    outcome, happened = _OUTCOMES[claim.outcome]
    difference, low, high = (round(100 * share) for share in claim.difference)
    return library.message(slug).text.format(
        tag=tag_text(claim.link.tag),
        outcome=outcome,
        happened=happened,
        points=difference,
        low=low,
        high=high,
        entry=claim.link.entry,
        one_in=claim.link.one_in,
        company=tag_text(claim.mostly_with or ""),
        **asdict(claim.counted),
        **{f"since_{name}": value for name, value in asdict(claim.since).items()},
    )


def recurring_text(one: Recurring) -> str:
    """How often a tag came up lately, with the other moments beside it."""
    slug = "comes-up" if one.easy else "comes-up-alone"
    return library.message(slug).text.format(
        tag=one.tag, hard_with=one.hard_with, hard=one.hard, easy_with=one.easy_with, easy=one.easy
    )


def help_text(one: Help) -> str:
    """What was marked as a help, and how the mood went on."""
    return library.message("helped").text.format(
        word=one.word, moments=one.moments, both=one.both, higher=one.higher
    )


def not_yet(found: Findings) -> list[tuple[str, int, int]]:
    """What is missing for a reflection: what is counted, how many there are and it takes."""
    return [
        (library.message(one.what).text.format(cause=one.cause), one.have, one.need)
        for one in found.not_yet
    ]


def not_yet_compared(found: Findings) -> list[tuple[str, int, int]]:
    """The same for what goes together: the next checks, and the tags that came near."""
    missing = []
    for one in found.compared.comparisons:
        what = library.message("not-yet-check").text.format(outcome=_OUTCOMES[one.outcome][0])
        missing.append((what, one.found.entries, one.found.next_check))
        for near in one.near:
            text = library.message("not-yet-near").text
            what = text.format(uses=near.uses, tag=tag_text(near.tag))
            missing.append((what, near.total, near.needed))
    return missing


def asides(found: Findings) -> list[str]:
    """What keeps a comparison from being made, and when it comes, in sentences."""
    lines = []
    only_hard = 0 < found.counts.eligible == found.counts.hard
    for one in found.compared.comparisons:
        if one.is_one_armed:
            lines.append(library.message("only-hard").text if only_hard else _one_sided(one))
        if one.lifted:
            lines.append(library.message("tags-more").text)
    rare = _rare(found.compared.comparisons)
    if rare:
        lines.append(library.message("not-yet-rare").text.format(tags=rare))
    for one in found.compared.comparisons:
        lines += [_near(near) for near in one.near]
        lines.append(_next_check(one))
    return list(dict.fromkeys(lines))


def _near(near: Near) -> str:
    return library.message("near").text.format(
        tag=tag_text(near.tag), have=near.total, uses=near.uses, need=near.needed
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
        need=need,
        needs=_NEEDS[one.outcome],
        left=need - one.found.entries,
    )


def _rare(comparisons: tuple[Comparison, ...]) -> str:
    """The tags too rare for every outcome that was compared, the first few by name."""
    each = [set(one.rare) for one in comparisons if one.found.checks]
    rare = sorted(tag_text(tag) for tag in set.intersection(*each)) if each else []
    more = f" and {len(rare) - _NAMED_MOST} more" if len(rare) > _NAMED_MOST else ""
    return ", ".join(rare[:_NAMED_MOST]) + more


def comes_up(found: Findings) -> list[str]:
    """The lines of what comes up on harder moments, the closing ones last."""
    recurring = found.compared.recurring
    lines = [recurring_text(one) for one in recurring if one.apart][:SHOWN]
    either_way = ", ".join(one.tag for one in recurring if not one.apart)
    if lines:
        lines.append(library.message("comes-up-by-chance").text)
    if either_way:
        lines.append(library.message("comes-up-either-way").text.format(tags=either_way))
    return lines
