"""The search: which marks are linked with an outcome, at checks, all of them held to one bar.

The method, in words and with its limits, is in docs/patterns.md. In short: after 30 entries, and
after every 15 more, each mark is imagined dealt again over the entries of the same stretch, in
every possible way. A mark is *linked* when its total is higher than a bar that all marks share,
set so that everything that could cross it by luck costs no more than the check may spend.

A check is judged once (`claim`). Later the same blocks are replayed as the diary is then, and what
each earlier check took out is taken out again, at the level that was kept.

The answer is a function of the entries and the kept levels: no random numbers, no clock.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from pdtrack.domain.analysis.dealing import (
    Distribution,
    convolve,
    dealt_together,
    tilted,
    trimmed,
)
from pdtrack.domain.analysis.lift import (
    EntryBlock,
    LiftSums,
    Mark,
    Scale,
    block_of,
    lifts,
    pile_at,
)

FIRST: Final = 30
"""The first check comes after this many comparable entries."""
STEP: Final = 15
"""Later checks come after this many more."""
FEW: Final = 5
"""With fewer hard or fewer other entries there is nothing to compare."""
TOTAL_LEAST: Final = 3
"""A total below this is never a link."""
TIE: Final = 1e-9
"""Chances this close, relatively, are one chance."""

Tails = Mapping[int, float]
"""For each total the chance of at least that total, with no bar crossed before."""


class Found(NamedTuple):
    """A mark that crossed the bar, and how many marks luck would show this striking then."""

    mark: str
    chance: float


class Judgement(NamedTuple):
    """What a check found: its common level, each mark's own bar under it, and what it cost."""

    level: float
    bars: Mapping[str, float]
    cost: float
    found: tuple[Found, ...]


def common_level(tails: Mapping[str, Tails], allowed: float) -> tuple[float, dict[str, float]]:
    """The highest level that costs no more than `allowed`, and each mark's own bar under it.

    A mark's bar is the largest of its tails that is not above the level, 0 if there is none. The
    cost of a level is the sum of the bars.
    """
    rises = sorted(_rises(tails))
    bars = dict.fromkeys(tails, 0.0)
    level = cost = 0.0
    first = 0
    while first < len(rises):
        last = first
        edge = rises[first][0] * (1 + TIE)
        while last < len(rises) and rises[last][0] <= edge:
            cost += rises[last][1]
            last += 1
        if cost > allowed:
            break
        bars.update((mark, tail) for tail, _, mark in rises[first:last])
        level = rises[last - 1][0]
        first = last
    return level, bars


def _rises(tails: Mapping[str, Tails]) -> Iterator[tuple[float, float, str]]:
    """Each tail, with what it adds to the cost over the next smaller one of the same mark."""
    for mark, by_total in tails.items():
        before = 0.0
        for tail in sorted(tail for total, tail in by_total.items() if total >= TOTAL_LEAST):
            if tail:
                yield tail, tail - before, mark
                before = tail


class _Running:
    """One mark's running distribution: the chance of each total, with no bar crossed so far."""

    __slots__ = ("chances", "low", "total")

    def __init__(self) -> None:
        self.low = 0  # the total that chances[0] belongs to
        self.chances = [1.0]
        self.total = 0

    def tail(self, total: int) -> float:
        """The chance of at least this total."""
        return math.fsum(self.chances[max(0, total - self.low) :])

    def tails(self, most: float) -> dict[int, float]:
        """From the highest total down, the positive tails that are at most `most`."""
        found = {}
        tail = 0.0
        for i in range(len(self.chances) - 1, max(0, TOTAL_LEAST - self.low) - 1, -1):
            tail += self.chances[i]
            if tail > most:
                break
            if tail:
                found[self.low + i] = tail
        return found

    def take_out(self, tails: Tails, bar: float) -> None:
        """Take out the totals that have now crossed, so that no later check pays for them."""
        crossed = [total for total, tail in tails.items() if tail <= bar]
        if crossed:
            del self.chances[max(0, min(crossed) - self.low) :]

    def trim(self) -> None:
        """Count the lowest totals as one."""
        self.low, self.chances = trimmed(Distribution(self.low, self.chances))


class Search:
    """Goes through the comparable entries of one outcome, block by block.

    `scores` are in the order in which the entries were recorded; `marks` have positions in it.
    """

    def __init__(self, scale: Scale, scores: Sequence[int], marks: Mapping[str, Mark]) -> None:
        self._scale = scale
        self._scores = scores
        self._marks = {name: marks[name] for name in sorted(marks)}
        self._sums = {name: LiftSums() for name in self._marks}
        self._running = {name: _Running() for name in self._marks}
        self._hard = 0
        self.stop = 0
        self.lifts: dict[str, float] = {}

    @property
    def has_both_kinds(self) -> bool:
        """Whether there are enough hard and enough other entries so far to compare."""
        return min(self._hard, self.stop - self._hard) >= FEW

    def advance(self, stop: int) -> None:
        """Add the block that ends before position `stop`."""
        start, self.stop = self.stop, max(stop, self.stop)
        whole = block_of(self._scale, self._scores, range(start, self.stop))
        self._hard += whole.hard
        blocks: dict[str, tuple[EntryBlock, tuple[int, ...], int]] = {}
        for name, mark in self._marks.items():
            blocks[name] = self._add_sums(name, mark, whole, start)
        self.lifts = lifts(self._marks, self._sums)
        for name, (block, marked, points) in blocks.items():
            running = self._running[name]
            running.total += points
            low, chances = tilted(dealt_together(block.piles, marked), self.lifts[name])
            running.low += low
            if len(chances) > 1:
                running.chances = convolve(running.chances, chances)

    def _add_sums(
        self, name: str, mark: Mark, whole: EntryBlock, start: int
    ) -> tuple[EntryBlock, tuple[int, ...], int]:
        """Add a block to a mark's sums; returns its block, its marks in each pile, its points."""
        scale, scores = self._scale, self._scores
        block = whole
        if mark.unknown:
            known = (at for at in range(start, self.stop) if at not in mark.unknown)
            block = block_of(scale, scores, known)
        marked = [0] * len(whole.piles)
        points = hard = 0
        first, last = bisect_left(mark.on, start), bisect_left(mark.on, self.stop)
        for position in mark.on[first:last]:
            marked[pile_at(scale, scores, position)] += 1
            points += scores[position]
            hard += scores[position] >= scale.hard
        self._sums[name].add(block, last - first, points, hard)
        return block, tuple(marked), points

    def total(self, mark: str) -> int:
        """The sum of scores on the mark's entries so far."""
        return self._running[mark].total

    def tail(self, mark: str) -> float:
        """The chance of a total at least as high as the mark's, with no bar crossed before."""
        running = self._running[mark]
        return running.tail(running.total)

    def judge(self, allowed: float) -> Judgement:
        """Judge the check after the last block, and take out what crossed the bar."""
        tails = {name: one.tails(allowed * (1 + 2 * TIE)) for name, one in self._running.items()}
        level, bars = common_level(tails, allowed)
        found = []
        for name, one in self._running.items():
            if one.total >= TOTAL_LEAST and bars[name]:
                # Where rounding made the tail nothing, no total this high can be dealt.
                tail = tails[name].get(one.total) or one.tail(one.total)
                if 0 < tail <= bars[name]:
                    found.append(Found(name, _price(tails, tail)))
        for name, one in self._running.items():
            one.take_out(tails[name], bars[name])
            one.trim()
        found.sort(key=lambda one: (one.chance, one.mark))
        return Judgement(level, bars, math.fsum(bars.values()), tuple(found))

    def take_out(self, level: float) -> None:
        """Take out what an earlier check took out, at the level that was kept of it."""
        most = level * (1 + TIE)
        for one in self._running.values():
            if level:
                one.take_out(one.tails(most), most)
            one.trim()


def _price(tails: Mapping[str, Tails], tail: float) -> float:
    """How many marks are expected to have a tail of at most `tail` by luck alone."""
    edge = tail * (1 + TIE)
    under = ([one for one in by_total.values() if one <= edge] for by_total in tails.values())
    return math.fsum(max(each, default=0.0) for each in under)
