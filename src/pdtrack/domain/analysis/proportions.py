"""How strong something is, in shares: counts with and without a tag, and how sure they are.

The formulas are Wilson's interval for one share and Newcombe's for the difference of two;
why these, and how well they cover: docs/patterns.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pdtrack.errors import InvalidInput

Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Hard entries (score above 0) among those with and those without a tag."""

    with_hits: int
    with_total: int
    without_hits: int
    without_total: int

    @property
    def faded(self) -> bool:
        """Whether hard entries are not (or no longer) more common with the tag than without."""
        return self.with_hits * self.without_total <= self.without_hits * self.with_total


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval for a share, `hits` of `n` (1 or more): low and high, 0 to 1."""
    if not 0 <= hits <= n or not n:
        raise InvalidInput("There must be at least one entry, and no more hits than entries.")
    share, square = hits / n, Z * Z / n
    centre = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    # At 0 and at n one end is exactly 0 or 1; say so instead of a rounding error.
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return low, 1.0 if hits == n else min(1.0, centre + half)


def newcombe(
    with_hits: int, with_total: int, without_hits: int, without_total: int
) -> tuple[float, float, float]:
    """The difference of two shares and Newcombe's 95 % interval: difference, low, high.

    All three are between -1 and 1. Both totals must be 1 or more.
    """
    low1, high1 = wilson(with_hits, with_total)
    low0, high0 = wilson(without_hits, without_total)
    p1, p0 = with_hits / with_total, without_hits / without_total
    difference = p1 - p0
    low = difference - math.hypot(p1 - low1, high0 - p0)
    return difference, low, difference + math.hypot(high1 - p1, p0 - low0)


def two_by_two(scores: Sequence[int], marks: Collection[int], since: int = 0) -> TwoByTwo:
    """Hard entries with and without a tag, from position `since` on (a link's `entry`)."""
    marked = {i for i in marks if i >= since}
    hard = {i for i in range(since, len(scores)) if scores[i]}
    both, others = len(marked & hard), len(scores) - since - len(marked)
    return TwoByTwo(both, len(marked), len(hard) - both, max(0, others))
