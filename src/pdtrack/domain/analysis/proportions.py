"""How strong something is, in shares: counts with and without a mark, and how sure they are.

The intervals are Wilson's for one share and Newcombe's for the difference of two, with fewer
entries where what happened and the mark both come in streaks; how well they cover is in
docs/patterns.md.
"""

import math
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from pdtrack.errors import InvalidInput

Z: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""
LAGS: Final = 10
"""Entries so far apart are looked at for streaks."""
SHORT_RUN: Final = 12
"""In so few entries no streak can be seen."""


class TwoByTwo(NamedTuple):
    """How many of the entries with, and of those without, a mark have the outcome."""

    with_hits: int
    with_total: int
    without_hits: int
    without_total: int

    @property
    def has_faded(self) -> bool:
        """Whether the outcome is not (or no longer) more common with the mark than without."""
        return self.with_hits * self.without_total <= self.without_hits * self.with_total


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval for a share, `hits` of `n` (above 0): low and high, 0 to 1."""
    if not 0 <= hits <= n or not n:
        raise InvalidInput("There must be at least one entry, and no more hits than entries.")
    share, square = hits / n, Z * Z / n
    centre = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    # At 0 and at n one end is exactly 0 or 1; give that instead of a rounding error.
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return low, 1.0 if hits == n else min(1.0, centre + half)


def newcombe(counts: TwoByTwo, design_effect: float = 1.0) -> tuple[float, float, float]:
    """The difference of two shares and Newcombe's 95 % interval: difference, low, high.

    All three are between -1 and 1; nothing is known (-1 to 1) where one side has no entry. Each
    count is divided by the design effect.
    """
    if not (counts.with_total and counts.without_total):
        return 0.0, -1.0, 1.0
    hits1, n1 = counts.with_hits / design_effect, counts.with_total / design_effect
    hits0, n0 = counts.without_hits / design_effect, counts.without_total / design_effect
    low1, high1 = wilson(hits1, n1)
    low0, high0 = wilson(hits0, n0)
    p1, p0 = hits1 / n1, hits0 / n0
    difference = p1 - p0
    low = difference - math.hypot(p1 - low1, high0 - p0)
    return difference, low, difference + math.hypot(high1 - p1, p0 - low0)


def design_effect(marked: Sequence[bool], hits: Sequence[bool]) -> float:
    """How many entries in a row are worth one, where the mark and the outcome come in streaks.

    `marked` and `hits`: whether each entry, in recorded order, has the mark and the outcome. 1
    where there are no streaks, and a little below it where both alternate less than evenly.
    """
    n, on = len(marked), sum(marked)
    if n <= SHORT_RUN or on in (0, n):
        return 1.0
    share = on / n
    with_hits = sum(hit for mark, hit in zip(marked, hits, strict=True) if mark)
    arms = ((sum(hits) - with_hits) / (n - on), with_hits / on)
    x = [mark - share for mark in marked]
    e = [hit - arms[mark] for mark, hit in zip(marked, hits, strict=True)]
    squares_x, squares_e = math.fsum(i * i for i in x), math.fsum(i * i for i in e)
    if not squares_e:
        return 1.0
    effect = 1.0
    for lag in range(1, LAGS + 1):
        like_x = math.fsum(a * b for a, b in zip(x[lag:], x, strict=False)) / squares_x
        like_e = math.fsum(a * b for a, b in zip(e[lag:], e, strict=False)) / squares_e
        if like_x <= 0 or like_e <= 0:
            break
        effect += 2 * like_x * like_e
    return effect


def two_by_two(hard: Sequence[bool], marks: Collection[int], known: Sequence[int]) -> TwoByTwo:
    """The outcome with and without a mark, over the positions where the mark is `known`."""
    on = frozenset(marks)
    with_ = [hard[at] for at in known if at in on]
    without = [hard[at] for at in known if at not in on]
    return TwoByTwo(sum(with_), len(with_), sum(without), len(without))
