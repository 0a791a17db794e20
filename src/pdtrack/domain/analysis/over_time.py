"""Over time: the last ten moments next to the ten before, and whether moods changed for good.

The counts are shown always. The claim is made only at moments 60, 80, 100 and so on, and is never
called a link; its chances are in docs/patterns.md.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, Literal, NamedTuple

TEN: Final = 10
TREND_FIRST: Final = 60
"""The first moment at which a change may be claimed."""
EVERY: Final = 20
"""It is looked at again after so many moments."""
COUNTED_MOST: Final = 60
"""With more tens their orders are not counted one by one; the normal curve is as good."""
CLAIMED: Final = 0.01
"""A change is claimed where luck would show one this clear less often than this."""

Direction = Literal["easier", "harder"]

# Of 100 pairs of tens in which nothing changed: how many differ by at least so much, by the two
# counts together and the difference. Simulated with an autocorrelation of .3.
_IN_HUNDRED: Final[dict[int, dict[int, int]]] = {
    2: {2: 56},
    3: {3: 31},
    4: {2: 66, 4: 16},
    5: {3: 41, 5: 8},
    6: {2: 70, 4: 24, 6: 4},
    7: {3: 46, 5: 13, 7: 2},
    8: {2: 72, 4: 28, 6: 6, 8: 1},
    9: {3: 47, 5: 15, 7: 3, 9: 1},
    10: {2: 72, 4: 28, 6: 7, 8: 1, 10: 1},
}


class Trend(NamedTuple):
    """What the tens of moods show at moment `moments`.

    `rises`: pairs of tens in which the later one is higher, less those in which it is lower.
    `chance`: how often luck gives as much either way. `first` and `last`: the averages of the
    first and the last ten.
    """

    moments: int
    rises: int
    chance: float
    claim: Direction | None
    first: float
    last: float


class OverTime(NamedTuple):
    """Harder moments in the last ten and in the ten before (`None` with too few moments)."""

    last: int
    last_of: int
    before: int | None
    by_chance: int | None
    trend: Trend | None


def over_time(hard: Sequence[bool], after: Sequence[int]) -> OverTime:
    """What changed over moments in the order in which they happened.

    `hard`: whether each was a harder moment; `after`: the mood right after each.
    """
    last = sum(hard[-TEN:])
    trend = trend_of(after)
    if len(hard) < 2 * TEN:
        return OverTime(last, min(len(hard), TEN), None, None, trend)
    before = sum(hard[-2 * TEN : -TEN])
    return OverTime(last, TEN, before, in_hundred(last, before), trend)


def in_hundred(one: int, other: int) -> int:
    """In how many of 100 diaries where nothing changed two counts of ten differ this much."""
    apart, together = abs(one - other), one + other
    if apart <= 1:
        return 100
    return _IN_HUNDRED[min(together, 2 * TEN - together)][apart]


def trend_of(after: Sequence[int]) -> Trend | None:
    """The trend at the latest moment at which one is looked for; `None` before the first."""
    if len(after) < TREND_FIRST:
        return None
    moments = len(after) - len(after) % EVERY
    sums = [sum(after[start : start + TEN]) for start in range(0, moments, TEN)]
    rises = sum(
        (later > sooner) - (later < sooner)
        for place, sooner in enumerate(sums)
        for later in sums[place + 1 :]
    )
    chance = chance_of_rises(len(sums), rises)
    claim: Direction | None = None
    if chance <= CLAIMED:
        claim = "easier" if rises > 0 else "harder"
    return Trend(moments, rises, chance, claim, sums[0] / TEN, sums[-1] / TEN)


def chance_of_rises(count: int, rises: int) -> float:
    """How often tens in any order give at least so many rises, or falls: Kendall's test."""
    if count > COUNTED_MOST:
        return _chance_by_the_curve(count, rises)
    pairs = count * (count - 1) // 2
    most = math.ceil((pairs - abs(rises)) / 2)
    orders = _orders(count)
    return min(1.0, 2 * sum(orders[: most + 1]) / math.factorial(count))


def _chance_by_the_curve(count: int, rises: int) -> float:
    """The same by the normal curve that the chances of many tens follow."""
    spread = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    return math.erfc(max(abs(rises) - 1, 0) / spread / math.sqrt(2))


@lru_cache(maxsize=64)
def _orders(count: int) -> tuple[int, ...]:
    """How many orders of `count` things have 0, 1, 2 ... pairs the wrong way round."""
    orders = [1]
    for size in range(2, count + 1):
        # The next thing adds 0 to `size - 1` wrong pairs: each new count is a sum of old ones.
        below = [0, *accumulate([*orders, *[0] * (size - 1)])]
        orders = [
            below[pairs + 1] - below[max(pairs + 1 - size, 0)] for pairs in range(len(below) - 1)
        ]
    return tuple(orders)
