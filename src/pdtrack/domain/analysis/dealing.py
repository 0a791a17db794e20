"""Dealing a mark again, like cards: the exact chance of every total that luck alone can give.

A *pile* holds scored entries. The mark of some of them is imagined dealt again, in every possible
way; the *total* is the sum of scores on the marked entries. Chances are floats from 0 to 1.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

Pile = tuple[tuple[int, int], ...]
"""What a pile holds: (score, how many entries have it), sorted by score."""


class Distribution(NamedTuple):
    """The chance of each total, from `low` up."""

    low: int
    chances: list[float]


CERTAIN_ZERO: Final = Distribution(0, [1.0])
SPECK: Final = 1e-12
"""The lowest totals, together less likely than this, are counted as one."""


def pile_of(scores: Iterable[int]) -> Pile:
    """The pile of these scores."""
    return tuple(sorted(Counter(scores).items()))


def convolve(one: list[float], other: list[float]) -> list[float]:
    """The distribution of a sum of two independent totals, both given from their lowest up."""
    if len(one) < len(other):
        one, other = other, one
    here, there = [*one, 0.0], [0.0, *one]
    if len(other) == 2:
        a, b = other
        return [a * x + b * y for x, y in zip(here, there, strict=True)]
    # Two chances a pass: this is where a long diary spends its time.
    sums = [0.0] * (len(one) + len(other))
    for i in range(0, len(other), 2):
        a, b, *_ = *other[i : i + 2], 0.0
        stop = i + len(here)
        sums[i:stop] = [
            so_far + a * x + b * y for so_far, x, y in zip(sums[i:stop], here, there, strict=True)
        ]
    return sums[: len(one) + len(other) - 1]


@lru_cache(maxsize=8192)
def dealt(pile: Pile, marked: int) -> Distribution:
    """The chance of each total when `marked` marks are dealt over a pile, all ways alike.

    It works score by score: so many of the marks fall on the entries with the highest score, the
    others on the rest of the pile, and so on down.
    """
    if not pile or not marked:
        return CERTAIN_ZERO
    *rest, (score, special) = pile
    size = sum(count for _, count in pile)
    totals: dict[int, float] = {}
    for hits, chance in _drawn(size, special, marked):
        low, chances = dealt(tuple(rest), marked - hits)
        for total, each in enumerate(chances, low + score * hits):
            totals[total] = totals.get(total, 0.0) + chance * each
    low = min(totals)
    return Distribution(low, [totals.get(total, 0.0) for total in range(low, max(totals) + 1)])


def _drawn(size: int, special: int, marked: int) -> Iterator[tuple[int, float]]:
    """How many of `marked` entries out of `size` are among the `special`: hypergeometric.

    It starts at the likeliest number and works outwards, so that nothing overflows.
    """
    low, high = max(0, marked + special - size), min(marked, special)
    peak = (marked + 1) * (special + 1) // (size + 2)

    def step(hits: int) -> float:
        """How much likelier `hits` + 1 is than `hits`."""
        up = (special - hits) * (marked - hits)
        return up / ((hits + 1) * (size - special - marked + hits + 1))

    weights = {peak: 1.0}
    for hits in range(peak, high):
        weights[hits + 1] = weights[hits] * step(hits)
    for hits in range(peak, low, -1):
        weights[hits - 1] = weights[hits] / step(hits - 1)
    whole = math.fsum(weights.values())
    return ((hits, weight / whole) for hits, weight in weights.items() if weight)


@lru_cache(maxsize=16384)
def dealt_together(piles: tuple[Pile, ...], marked: tuple[int, ...]) -> Distribution:
    """The chance of each total over several piles, each with a number of marks of its own."""
    low, chances = CERTAIN_ZERO
    for pile, marks in zip(piles, marked, strict=True):
        start, more = dealt(pile, marks)
        low += start
        chances = convolve(chances, more) if len(more) > 1 else chances
    return Distribution(low, chances)


def tilted(plain: Distribution, lift: float) -> Distribution:
    """Chances times exp(lift * total), made to sum to 1: what luck gives if harder entries
    attract marks in general.
    """
    if not lift or len(plain.chances) == 1:
        return plain
    # From the top down, so that nothing overflows.
    less = math.exp(-lift)
    weight = 1.0
    weights = []
    for chance in reversed(plain.chances):
        weights.append(chance * weight)
        weight *= less
    whole = math.fsum(weights)
    return Distribution(plain.low, [each / whole for each in reversed(weights)])


def trimmed(found: Distribution) -> Distribution:
    """The chances with the lowest totals counted as one, the highest of them.

    That keeps a long diary quick. Chances of at least a total can only become larger, by less
    than rounding shows.
    """
    low, chances = found
    speck, count = 0.0, 0
    while count < len(chances) and speck + chances[count] < SPECK:
        speck += chances[count]
        count += 1
    if count < 2:
        return found
    return Distribution(low + count - 1, [speck, *chances[count:]])


def chance_of_at_least(total: int, found: Distribution) -> float:
    """The chance of this total or a higher one."""
    return min(1.0, math.fsum(found.chances[max(0, total - found.low) :]))


def beside(scores: Sequence[int], marked: frozenset[int], other: frozenset[int]) -> float:
    """The chance that luck alone puts a mark on entries this hard, beside another mark.

    `marked` and `other` are positions in `scores`. The mark is dealt again inside the entries
    with the other one, and separately inside those without.
    """
    sides: tuple[list[int], list[int]] = ([], [])
    marks = [0, 0]
    for position, score in enumerate(scores):
        side = position in other
        sides[side].append(score)
        marks[side] += position in marked
    found = dealt_together((pile_of(sides[0]), pile_of(sides[1])), (marks[0], marks[1]))
    return chance_of_at_least(sum(scores[position] for position in marked), found)
