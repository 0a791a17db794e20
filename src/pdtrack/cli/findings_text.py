"""The sentences for each finding but a link, the same on the screen, in JSON and in the report."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from pdtrack.cli.link_text import OUTCOME_TEXTS, tag_text
from pdtrack.content import library
from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.helped import BOTH_LEAST, Help, Recovery
from pdtrack.domain.analysis.over_time import OverTime
from pdtrack.domain.analysis.recurring import RECURRING_MOST, Recurring
from pdtrack.domain.analysis.reflections import Reflection
from pdtrack.domain.fields import LastedWord
from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import dated

_LASTED: Final[dict[LastedWord, str]] = {
    "minutes": "minutes",
    "hours": "hours",
    "day": "the rest of the day",
    "days": "days",
}
# In how many of 100 diaries where nothing changed a difference comes up all the same: from the
# first on, the plain word is added; the second is left out, since it says nothing.
MAY_BE_CHANCE: Final = 10
_ALL: Final = 100


def stretch_text(days: int, ends: date | None) -> str:
    """The days that a sentence is about, by their last one where that is not today."""
    if ends is not None:
        return f"the {days} days up to {dated(ends)}" if days > 1 else f"the day of {dated(ends)}"
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
        what=fired.what,
        who=rule.who,
    )
    return text[0].upper() + text[1:]


def still_true_text(fired: Sequence[Fired]) -> str:
    """The rules whose sentences were shown lately, in short."""
    each = (f"{one.what}, {_times(len(one.entries))}" for one in fired)
    return library.message("line-still-true").text.format(what="; ".join(each))


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _of(n: int, total: int) -> str:
    return f"all {n}" if n == total else f"{n} of {total}"


def _of_last(n: int, total: int) -> str:
    return f"all of your last {n}" if n == total else f"{n} of your last {total}"


def _of_your(n: int, total: int) -> str:
    return f"all {n} of your" if n == total else f"{n} of your {total}"


def reflection_text(one: Reflection, found: Findings, *, in_short: bool = False) -> str:
    """The sentences of a reflection, with the comparison last.

    The second of two reflections that end alike has an ending of its own. `in_short` leaves out
    what `pdtrack guide` has.
    """
    text = one.cause.text
    if in_short:
        first, _, _ = text.partition(". ")
        more = library.message("more-in-guide").text.format(topic=one.cause.slug)
        text = f"{first}. {one.cause.short} {more}"
    text = text.format(
        n=one.n,
        of=_of(one.n, one.total),
        of_your=_of_your(one.n, one.total),
        of_entries="your one entry" if one.total == 1 else f"{_of(one.n, one.total)} entries",
        stretch=stretch_text(found.period.days, found.ends),
        but_solo=" (not counting those alone)" if one.leaves_out_solo else "",
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
    harder = f"That is {_of(one.hard_with, one.hard_total)} harder moments"
    if not one.other_total:
        return f"{harder}."
    return f"{harder}, and {one.other_with or 'none'} of the other {one.other_total}."


def over_time_text(found: OverTime) -> str:
    """The last ten moments next to the ten before, and whether moods changed over the diary."""
    lines = []
    if found.before is not None and found.by_chance is not None:
        lines.append(library.message("over-time").text.format(last=found.last, before=found.before))
        if found.by_chance < _ALL:
            text = library.message("over-time-chance").text
            lines.append(text.format(n=found.by_chance))
            if found.by_chance >= MAY_BE_CHANCE:
                lines.append(library.message("over-time-may-be-chance").text)
        elif found.last != found.before:
            lines.append(library.message("over-time-one").text)
    trend = found.trend
    if trend is not None and trend.claim is not None:
        text = library.message(f"over-time-{trend.claim}").text
        first, last = f"{trend.first:.1f}", f"{trend.last:.1f}"
        lines.append(text.format(moments=trend.moments, first=first, last=last))
    return " ".join(lines)


def recovery_text(found: Recovery) -> str:
    """How often a mood that had fallen came back, and how long the feelings lasted."""
    lines = []
    if found.fell >= BOTH_LEAST:
        back = "all of them" if found.back == found.fell else f"{found.back or 'none'} of them"
        lines.append(library.message("came-back").text.format(fell=found.fell, back=back))
    moments = sum(count for _, count in found.lasted)
    if moments >= BOTH_LEAST:
        counts = ", ".join(f"{_LASTED[word]} in {count}" for word, count in found.lasted)
        text = library.message("feelings-lasted").text
        lines.append(text.format(moments=moments, counts=counts))
    return " ".join(lines)


def recurring_text(one: Recurring, found: Findings) -> str:
    """How often a tag came up lately on harder moments, and on the other ones."""
    slug = "comes-up" if one.easy else "comes-up-alone"
    return library.message(slug).text.format(
        tag=tag_text(one.tag, found.names),
        of=_of(one.hard_with, one.hard),
        elsewhere=_elsewhere(one.easy_with, one.easy),
    )


def recurring_span(found: Findings) -> str:
    """Which moments are counted for what comes up."""
    first = found.compared.recurring[0]
    others = ", and the others since" if first.easy else ""
    return f"your last {first.hard} harder moments{others}"


def _elsewhere(marked: int, others: int) -> str:
    if others == 1:
        return "in the other one as well" if marked else "not in the other one"
    return f"in {marked or 'none'} of {others} others"


def help_text(one: Help) -> str:
    """How often something helped, and how the mood changed until later."""
    return library.message("helped").text.format(
        word=one.word,
        moments=one.moments,
        both="each of them" if one.both == one.moments else str(one.both),
        higher="all of them" if one.higher == one.both else str(one.higher or "none"),
    )


# The noun that is counted comes first in the name of what is missing.
_PLURAL: Final = re.compile(r"\b(moment|day)s\b")


class Missing(NamedTuple):
    """What is too rare yet to be shown: what is counted, its number now, and the number needed."""

    what: str
    have: int
    need: int


def not_yet_text(one: Missing, found: Findings) -> str:
    """What is too rare yet, as a sentence."""
    there = f"are {one.have or 'no'} {one.what}"
    if one.have == 1:
        there = "is 1 " + _PLURAL.sub(r"\1", one.what, count=1)
    stretch = stretch_text(found.period.days, found.ends)
    return library.message("not-yet").text.format(there=there, stretch=stretch, need=one.need)


def missing_for_reflections(found: Findings) -> list[Missing]:
    """What is missing for a reflection."""
    return [
        Missing(library.message(one.what).text.format(cause=one.cause), one.have, one.need)
        for one in found.not_yet
    ]


def missing_for_links(found: Findings) -> list[Missing]:
    """What is missing for a link: entries for the next checks."""
    text = library.message("not-yet-check").text
    return [
        Missing(text.format(outcome=OUTCOME_TEXTS[one.outcome]), one.entries, one.next_check)
        for one in found.compared.comparisons
    ]


def recurring_lines(found: Findings) -> list[str]:
    """What comes up on harder moments, and at the end how much of it may be chance.

    What is linked has a line of its own, which shows more.
    """
    linked = {tag for claim in found.compared.shown for tag in (claim.link.mark, *claim.tags)}
    recurring = [one for one in found.compared.recurring if one.tag not in linked]
    lines = [recurring_text(one, found) for one in recurring if one.apart][:RECURRING_MOST]
    either_way = ", ".join(tag_text(one.tag, found.names) for one in recurring if not one.apart)
    if lines:
        lines.append(library.message("comes-up-by-chance").text)
    if either_way:
        lines.append(library.message("comes-up-either-way").text.format(tags=either_way))
    return lines
