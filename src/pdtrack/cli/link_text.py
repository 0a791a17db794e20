"""The sentences about what is linked: a link, a question, and what is still missing for them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from pdtrack.content import library
from pdtrack.domain.analysis.associations import Claim, Comparison, Watched
from pdtrack.domain.analysis.comparable import CAUSE_MARK, ORGASM_MARKS, WITH_MARKS
from pdtrack.domain.analysis.findings import Findings
from pdtrack.domain.analysis.question_test import QUESTION_FIRST
from pdtrack.domain.analysis.sequential_test import FEW
from pdtrack.domain.analysis.verdicts import Outcome
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import dated

# What a tag is linked with, what the other entries are without, and what has to be answered in
# an entry that is compared.
OUTCOME_TEXTS: Final[dict[Outcome, str]] = {"tears": "tears", "mood": "your mood"}
_IT: Final[dict[Outcome, str]] = {"tears": "tears", "mood": "a low mood afterwards"}
_NEEDS: Final[dict[Outcome, str]] = {"tears": "tears and tags", "mood": "both moods and tags"}
_NEEDS_BOTH: Final = "tears, both moods and tags"
_ANSWERS: Final = {
    WITH_MARKS["solo"]: "only you",
    WITH_MARKS["partner"]: "a partner",
    ORGASM_MARKS[0]: "no orgasm",
    ORGASM_MARKS[1]: "an orgasm",
}
# Shares of fewer entries are not shown in 100.
_SHARES_LEAST: Final = 20
_NAMED_MOST: Final = 5


def tag_text(mark: str, names: Mapping[str, str], tags: Sequence[str] = ()) -> str:
    """How a tag, or what is compared like one, is named: in the person's own word.

    A cause is named by its `tags`.
    """
    if tags:
        *most, last = (names.get(tag, tag) for tag in tags)
        return f"{', '.join(most)} or {last}" if most else last
    for cause in library.causes():
        if mark == CAUSE_MARK.format(cause.number):
            return cause.title.lower()
    return _ANSWERS.get(mark) or names.get(mark, mark)


def claim_text(claim: Claim, found: Findings, *, whole: bool, again: bool = False) -> str:
    """The sentences of a link; `whole` adds the numbers and what has happened since.

    `again` leaves out what the link above it has explained.
    """
    if claim.has_faded:
        return _claim_filled("linked-faded", claim, found)
    counted, since = claim.counted, claim.since
    parts = ["linked" if claim.outcome == "tears" else "linked-mood"]
    is_long = counted.with_total + counted.without_total >= _SHARES_LEAST
    if whole and claim.outcome == "tears" and is_long:
        parts.append("linked-numbers")
    if not again:
        parts.append("linked-meaning")
    if claim.mostly_with is not None:
        parts.append("linked-company")
    if whole:
        parts.append("linked-found")
        if claim.outcome == "tears" and (since.with_total or since.without_total):
            parts.append("linked-since")
        if not again:
            parts.append("linked-stronger")
    return " ".join(_claim_filled(slug, claim, found) for slug in parts)


def _claim_filled(slug: str, claim: Claim, found: Findings) -> str:
    difference, low, high = (round(100 * share) for share in claim.difference)
    values: dict[str, object] = {
        "tag": tag_text(claim.link.mark, found.names, claim.tags),
        "it": "any of these" if len(claim.tags) > 1 else "it",
        "outcome": OUTCOME_TEXTS[claim.outcome],
        "points": difference,
        "low": low,
        "high": high,
        "entry": claim.link.n,
        "one_in": claim.link.one_in,
        "company": tag_text(claim.mostly_with or "", found.names),
        **claim.counted._asdict(),
        **{f"since_{name}": value for name, value in claim.since._asdict().items()},
    }
    if claim.moods is not None:
        moods = claim.moods._asdict()
        values["lower"] = f"{-moods.pop('difference'):.1f}"
        values.update((name, f"{mood:.1f}") for name, mood in moods.items())
    return library.message(slug).text.format(**values)


def question_text(one: Watched, names: Mapping[str, str]) -> str:
    """How a question is."""
    question = one.question
    slug = f"question-{question.state}"
    if question.state == "linked":
        slug += f"-{question.outcome}"
    elif question.state == "open" and one.entries < QUESTION_FIRST:
        slug = "question-watching"
    return library.message(slug).text.format(
        tag=tag_text(question.mark, names),
        outcome=OUTCOME_TEXTS[question.outcome],
        entries=plural_entries(one.entries),
        day=dated(datetime.fromtimestamp(question.asked_at, UTC).astimezone().date()),
        **one.counted._asdict(),
    )


def comparing_lines(found: Findings) -> list[str]:
    """Why tags could not be compared, and when pdtrack looks again."""
    lines = []
    only_hard = 0 < found.counts.eligible == found.counts.hard
    for one in found.compared.comparisons:
        if one.is_one_sided:
            lines.append(library.message("only-hard").text if only_hard else _one_sided(one))
    rare = _rare(found)
    if rare:
        lines.append(library.message("not-yet-rare").text.format(tags=rare, few=FEW))
    return [*dict.fromkeys(lines), *_next_checks(found.compared.comparisons)]


def _one_sided(one: Comparison) -> str:
    return library.message("one-sided").text.format(
        total=one.entries,
        outcome=OUTCOME_TEXTS[one.outcome],
        hard=one.hard,
        it=_IT[one.outcome],
        needs=_NEEDS[one.outcome],
    )


def _next_checks(comparisons: Sequence[Comparison]) -> list[str]:
    """When pdtrack looks again; once for both outcomes where that is after as many entries."""
    if len(comparisons) > 1 and len({one.missing for one in comparisons}) == 1:
        return [_next_check(comparisons[0], " and ".join(OUTCOME_TEXTS.values()), _NEEDS_BOTH)]
    return [
        _next_check(one, OUTCOME_TEXTS[one.outcome], _NEEDS[one.outcome]) for one in comparisons
    ]


def _next_check(one: Comparison, outcome: str, needs: str) -> str:
    return library.message("next-check").text.format(
        outcome=outcome, needs=needs, left=plural(one.missing, "more entry", "more entries")
    )


def _rare(found: Findings) -> str:
    """The tags that are too rare for all outcomes that were compared; the first few by name."""
    each = [set(one.rare) for one in found.compared.comparisons if one.has_compared]
    rare = sorted(tag_text(tag, found.names) for tag in set.intersection(*each)) if each else []
    more = f" and {len(rare) - _NAMED_MOST} more" if len(rare) > _NAMED_MOST else ""
    return ", ".join(rare[:_NAMED_MOST]) + more


def none_linked_text(found: Findings) -> str:
    """When the tags were compared last, and that none is linked; empty where none was compared."""
    entries = last_compared_text(found)
    if not entries:
        return ""
    text = library.message("linked-none").text.format(entries=entries)
    return f"{text} {library.message('tags-more').text}" if notes_more(found) else text


def last_compared_text(found: Findings) -> str:
    """How many entries the last comparison had; empty where there was none."""
    # A check of hard entries alone compares nothing, so it finds nothing out.
    compared = [one for one in found.compared.comparisons if one.has_compared]
    if not compared:
        return ""
    entries = plural_entries(compared[0].last_check)
    if len({one.last_check for one in compared}) == 1:
        return entries
    return f"{entries} for tears and {compared[1].last_check} for moods"


def notes_more(found: Findings) -> bool:
    """Whether tags of every kind are more common on harder entries, for some outcome."""
    return any(one.notes_more for one in found.compared.comparisons)
