"""A question of one's own: one mark, one outcome, and only the entries recorded from then on.

One mark has nobody to share its part of the budget with, so it is found sooner. It may be looked
at after every entry: whatever the mark's numbers in the piles, the chance to have crossed by the
question's entry n is at most reserve * n / (n + 20).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from pdtrack.domain.analysis.dealing import CERTAIN_ZERO, Distribution, trimmed
from pdtrack.domain.analysis.lift import LiftSums, Mark, Scale, lifts, sums_over

QUESTION_BLOCK: Final = 15
"""Entries of a question that are dealt together."""
QUESTION_HALF: Final = 20
"""After this many entries half of the reserve may have been used."""
QUESTION_FIRST: Final = 10
"""Nothing is linked before this entry of the question."""
KIND_LEAST: Final = 3
"""Nor with fewer hard or fewer other entries."""
QUESTION_TOTAL_LEAST: Final = 3
"""Nor with a smaller total."""
ROUNDING: Final = 1e-12

# The weight of each total, from the lowest of the finished blocks up.
Weights = list[float]


class Look(NamedTuple):
    """What the question's entry `n` shows: the total so far, and the least that would count."""

    n: int
    total: int
    needed: int | None
    is_linked: bool


class Observed(NamedTuple):
    """One entry of a question: its score, which of the two piles it is in, whether it has the
    mark.
    """

    score: int
    after_hard: bool
    marked: bool


def watched(count: int, mark: Mark, after: int) -> list[int]:
    """The positions of a question's entries: from `after` up to `count`, the mark known."""
    return [at for at in range(after, count) if at not in mark.unknown]


def looks(
    scale: Scale,
    scores: Sequence[int],
    marks: Mapping[str, Mark],
    name: str,
    after: int,
    reserve: float,
) -> Iterator[Look]:
    """A look after each of the question's entries that may show a link."""
    mark = marks[name]
    on = frozenset(mark.on)
    positions = watched(len(scores), mark, after)
    lifted = _Lift(scale, scores, marks, name)
    before = CERTAIN_ZERO
    n = hard = total = 0
    for start in range(0, len(positions), QUESTION_BLOCK):
        block = positions[start : start + QUESTION_BLOCK]
        entries = [
            Observed(scores[at], bool(at) and scores[at - 1] >= scale.hard, at in on)
            for at in block
        ]
        lift = lifted.before(block[0])
        deals = _Deals(before, entries)
        for one in entries:
            n += 1
            hard += one.score >= scale.hard
            total += one.score if one.marked else 0
            deals.add(one, math.exp(lift * one.score))
            if n >= QUESTION_FIRST and min(hard, n - hard) >= KIND_LEAST:
                needed = deals.cross(reserve * n / (n + QUESTION_HALF) - 1)
                is_linked = needed is not None and total >= needed
                yield Look(n, total, needed, is_linked and deals.is_possible)
        if len(block) == QUESTION_BLOCK:
            before = trimmed(deals.finished())


class _Lift:
    """The lift of a mark over the entries before a position that only moves on."""

    def __init__(
        self, scale: Scale, scores: Sequence[int], marks: Mapping[str, Mark], name: str
    ) -> None:
        self._scale, self._scores, self._name = scale, scores, name
        self._is_answer = marks[name].kind == "answer"
        self._tags = {x: mark for x, mark in marks.items() if mark.kind == "tag" or x == name}
        self._sums = self._over([])
        self._done = 0  # entries in `_sums`, in whole fifteens

    def before(self, position: int) -> float:
        """The lift, from fifteens from the very first entry on, the last one shorter."""
        if self._is_answer:
            return 0.0
        whole = position - position % QUESTION_BLOCK
        starts = range(self._done, whole, QUESTION_BLOCK)
        blocks = [range(start, start + QUESTION_BLOCK) for start in starts]
        self._sums, self._done = self._over(blocks, self._sums), whole
        rest = [range(whole, position)] if position > whole else []
        return lifts(self._tags, self._over(rest, self._sums))[self._name]

    def _over(
        self, blocks: Sequence[range], before: Mapping[str, LiftSums] | None = None
    ) -> dict[str, LiftSums]:
        return sums_over(self._scale, self._scores, self._tags, blocks, before)


class _Deals:
    """Every way to deal the marks of a block, by how many of them are in each of its two piles.

    `weights[a, e][t]`: the weight of the ways with `a` marks in the pile of other entries, `e` in
    the pile after hard ones, and total `low + t`, that have not crossed. `ways`: for each pile, the
    weight of all ways with so many marks, crossed or not.
    """

    def __init__(self, before: Distribution, entries: Sequence[Observed]) -> None:
        # In a finished block, only deals that can still reach its own numbers matter.
        self._most: tuple[int, int] | None = None
        if len(entries) == QUESTION_BLOCK:
            inside = [one for one in entries if one.marked]
            after_hard = sum(one.after_hard for one in inside)
            self._most = (len(inside) - after_hard, after_hard)
        self._low, totals = before
        self._weights: dict[tuple[int, int], Weights] = {(0, 0): totals}
        self._ways: tuple[list[float], list[float]] = ([1.0], [1.0])
        self._margins = (0, 0)
        self.is_possible = True

    def add(self, one: Observed, weight: float) -> None:
        """Every deal continues without the mark on this entry, and with it."""
        pile = int(one.after_hard)
        ways = self._ways[pile]
        plain, more = [*ways, 0.0], [0.0, *ways]
        ways[:] = [x + weight * y for x, y in zip(plain, more, strict=True)]
        step = (0, 1) if one.after_hard else (1, 0)
        added = dict(self._weights)
        for (a, e), weights in self._weights.items():
            key = (a + step[0], e + step[1])
            if self._most is not None and (key[0] > self._most[0] or key[1] > self._most[1]):
                continue
            moved = [0.0] * one.score + [weight * each for each in weights]
            if key in self._weights:
                there = self._weights[key]
                if len(there) > len(moved):
                    moved += [0.0] * (len(there) - len(moved))
                for total, each in enumerate(there):
                    moved[total] += each
            added[key] = moved
        self._weights = added
        if one.marked:
            self._margins = (self._margins[0] + step[0], self._margins[1] + step[1])

    def cross(self, spare: float) -> int | None:
        """Take out what may cross now; returns the least total that does, at the margins seen.

        `spare` is what may have crossed by now, less 1.
        """
        needed = None
        lowest = max(0, QUESTION_TOTAL_LEAST - self._low)
        for (a, e), weights in self._weights.items():
            all_ways = self._ways[0][a] * self._ways[1][e]
            room = (all_ways * spare + math.fsum(weights)) * (1 + ROUNDING)
            above, least = 0.0, None
            for total in range(len(weights) - 1, lowest - 1, -1):
                above += weights[total]
                if above > room:
                    break
                least = total
            if (a, e) == self._margins:
                self.is_possible = least is not None
                needed = None if least is None else self._low + least
            if least is not None:
                del weights[least:]
        return needed

    def finished(self) -> Distribution:
        """The totals at the margins seen, after the block's last entry, that have not crossed."""
        a, e = self._margins
        whole = self._ways[0][a] * self._ways[1][e]
        return Distribution(self._low, [each / whole for each in self._weights[a, e]])
