"""From the diary to what is compared: the comparable entries, their outcomes, their marks.

What is compared, with what, and why only that: docs/patterns.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.proportions import TwoByTwo, newcombe, two_by_two
from pdtrack.domain.analysis.recurring import Recurring, find_recurring
from pdtrack.domain.analysis.sequential_test import (
    ALPHA,
    APART,
    FEW,
    LIFTED,
    Link,
    Links,
    apart_from,
    find_links,
)
from pdtrack.domain.entry import Entry
from pdtrack.domain.vocabulary import Vocabulary

Outcome = Literal["tears", "fall"]
# From how many points fallen on a mood counts one step, and two.
FALLEN: Final = (2, 4)
# Answers that are compared as if they were tags; no tag can hold a colon.
WITH_MARK: Final = "with:{}"
ORGASM_MARKS: Final = ("orgasm:no", "orgasm:yes")
# Below this total, how near a tag came means nothing.
NEAR_TOTAL_LEAST: Final = 3
# Nor does it where luck alone would bring it about more often than this.
NEAR_TAIL: Final = 0.25
NEAR_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class NearLink:
    """A tag that came up with an outcome, and how often it would have had to count as linked."""

    tag: str
    total: int
    uses: int
    needed: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A tag linked with an outcome, and the counts behind it.

    `counted`: over all comparable entries. `since`: over those after the check that found
    it. `difference`: of the two shares, with its 95 % interval (Newcombe), each -1 to 1.
    `mostly_with`: another linked tag that explains most of it, or `None`.
    """

    outcome: Outcome
    link: Link
    counted: TwoByTwo
    since: TwoByTwo
    difference: tuple[float, float, float]
    mostly_with: str | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One outcome over the whole diary.

    `hard` and `easy` count the comparable entries with and without it. `rare`: tags used
    too rarely at the latest check. `lifted`: tags fall on hard entries in general.
    """

    outcome: Outcome
    found: Links
    claims: tuple[Claim, ...]
    near: tuple[NearLink, ...]
    rare: tuple[str, ...]
    hard: int
    easy: int
    lifted: bool

    @property
    def is_one_armed(self) -> bool:
        """Whether there are harder ones and too few easy ones to set them against."""
        return self.hard >= FEW > self.easy


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found over the whole diary: claims, and what only comes up."""

    comparisons: tuple[Comparison, ...]
    recurring: tuple[Recurring, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of every outcome."""
        return tuple(claim for one in self.comparisons for claim in one.claims)

    def is_linked(self, tags: frozenset[str]) -> bool:
        """Whether one of `tags` is linked with something and the link has not faded."""
        return any(c.link.tag in tags and not c.counted.faded for c in self.claims)


class Comparer:
    """Compares the entries of one person."""

    def __init__(self, vocabulary: Vocabulary, classifier: Classifier) -> None:
        self._vocabulary = vocabulary
        self._classifier = classifier
        self._context = vocabulary.with_role("context")

    def compare(self, entries: Sequence[Entry]) -> Compared:
        """Every claim about `entries`, in whatever order they are given."""
        recorded = sorted(entries, key=lambda entry: (entry.recorded_at, entry.number))
        usable = [
            entry
            for entry in recorded
            if self._classifier.is_eligible(entry) and entry.settled_tags is not None
        ]
        known = {
            outcome: [(entry, score) for entry in usable if (score := score_of(entry)) is not None]
            for outcome, score_of in OUTCOMES.items()
        }
        # Two outcomes share one error budget; a single one has all of it.
        both = all(known.values())
        comparisons = [
            self._comparison(outcome, scored, ALPHA / 2 if both else ALPHA)
            for outcome, scored in known.items()
            if scored
        ]
        return Compared(tuple(comparisons), self._recurring(recorded))

    def _comparison(
        self, outcome: Outcome, scored: Sequence[tuple[Entry, int]], alpha: float
    ) -> Comparison:
        scores = [score for _, score in scored]
        marks: dict[str, list[int]] = {}
        for position, (entry, _) in enumerate(scored):
            for mark in self._marks(entry):
                marks.setdefault(mark, []).append(position)
        found = find_links(scores, marks, alpha)
        numbers = [entry.number for entry, _ in scored]
        hard = sum(1 for score in scores if score)
        latest = found.latest
        looks = {} if latest is None else latest.by_tag
        # A mark on nearly every entry can't be compared either, but it is not rare.
        rare = sorted(
            tag
            for tag, look in looks.items()
            if look.needed is None and 2 * len(marks[tag]) <= len(scores)
        )
        compared = latest is not None and latest.allowed > 0
        return Comparison(
            outcome=outcome,
            found=found,
            claims=_claims(outcome, scores, marks, found, numbers),
            near=_near(found, marks) if outcome == "tears" else (),
            rare=tuple(rare) if compared else (),
            hard=hard,
            easy=len(scores) - hard,
            lifted=latest is not None and latest.lift >= LIFTED,
        )

    def _marks(self, entry: Entry) -> list[str]:
        """What is compared, as it was 48 hours after the entry was recorded."""
        marks = [t for t in self._classifier.tags_of(entry.settled_tags) if self._is_compared(t)]
        if entry.settled_with is not None:
            marks.append(WITH_MARK.format(entry.settled_with))
        if entry.settled_orgasm is not None:
            marks.append(ORGASM_MARKS[entry.settled_orgasm])
        return marks

    def _is_compared(self, tag: str) -> bool:
        return tag in self._context or not self._vocabulary.known(tag)

    def _recurring(self, recorded: Sequence[Entry]) -> tuple[Recurring, ...]:
        """What comes up on harder moments, with the tags as they are now."""
        usable = [e for e in recorded if self._classifier.is_eligible(e) and e.tags is not None]
        scores = [int(self._classifier.is_hard(entry)) for entry in usable]
        marks: dict[str, list[int]] = {}
        for position, entry in enumerate(usable):
            for tag in self._classifier.tags(entry):
                if self._is_compared(tag):
                    marks.setdefault(tag, []).append(position)
        return find_recurring(scores, marks)


def tears_score(entry: Entry) -> int | None:
    """1 for any tears, 0 for none, `None` where it was skipped."""
    return None if entry.tears is None else int(entry.tears > 0)


def fall_score(entry: Entry) -> int | None:
    """0 below 2 points fallen, 1 for 2-3, 2 for 4 and more; `None` where a mood is missing."""
    if entry.before is None or entry.after is None:
        return None
    return sum(entry.before - entry.after >= points for points in FALLEN)


OUTCOMES: Final[dict[Outcome, Callable[[Entry], int | None]]] = {
    "tears": tears_score,
    "fall": fall_score,
}


def _claims(
    outcome: Outcome,
    scores: Sequence[int],
    marks: dict[str, list[int]],
    found: Links,
    numbers: Sequence[int],
) -> tuple[Claim, ...]:
    claims = []
    for link in found.links:
        counted = two_by_two(scores, marks[link.tag])
        claims.append(
            Claim(
                outcome=outcome,
                link=link,
                counted=counted,
                since=two_by_two(scores, marks[link.tag], link.entry),
                difference=newcombe(
                    counted.with_hits,
                    counted.with_total,
                    counted.without_hits,
                    counted.without_total,
                ),
                mostly_with=_company(scores, marks, link.tag, found),
                entries=tuple(numbers[position] for position in marks[link.tag]),
            )
        )
    return tuple(claims)


def _company(
    scores: Sequence[int], marks: dict[str, list[int]], tag: str, found: Links
) -> str | None:
    """The linked tag that explains most of this one, where little is left beside it."""
    others = [link.tag for link in found.links if link.tag != tag]
    chances = {other: apart_from(scores, marks[tag], marks[other]) for other in others}
    other = max(chances, key=lambda name: chances[name], default=None)
    return other if other is not None and chances[other] > APART else None


def _near(found: Links, marks: dict[str, list[int]]) -> tuple[NearLink, ...]:
    """The tags that came nearest to being linked at the latest check, nearest first."""
    if found.latest is None:
        return ()
    entry = found.latest.entry
    nearest = sorted(
        (look.tail, tag, look)
        for tag, look in found.latest.by_tag.items()
        if look.needed is not None
        and look.total >= NEAR_TOTAL_LEAST
        and look.tail <= NEAR_TAIL
        and found.linked(tag) is None
    )
    return tuple(
        NearLink(tag, look.total, sum(1 for at in marks[tag] if at < entry), look.needed)
        for _, tag, look in nearest[:NEAR_MOST]
        if look.needed is not None
    )
