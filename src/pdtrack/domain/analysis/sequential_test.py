"""Which tags are linked with an outcome: a sequential shuffle test.

The method, in words and with its limits, is in docs/patterns.md. In short: at entry 30 and
every 15 entries after, the marks of a tag are imagined dealt again over the entries of the
same stretch, in every possible way. A tag is *linked* when its own total of the outcome is
higher than a bar, set so that the chance that luck alone EVER shows a false link, at any
check and for any tag, stays below `ALPHA`.

The answer is a function of the entries alone: no random numbers, no clock, nothing stored.
Chances are floats between 0 and 1; entries are counted from 1, positions in lists from 0.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from pdtrack.errors import InvalidInput

ALPHA = 0.05
"""The promise: the chance of ever showing a false link."""
FIRST = 30
"""The first check comes after this many entries."""
STEP = 15
"""Later checks come after this many more."""
HALF = 50
"""After this many entries half of `ALPHA` may have been used."""
FEW = 5
"""With fewer hard or easy entries there is nothing to compare, and a check costs nothing."""
TOTAL_LEAST = 3
"""A total below this is never a link."""
TIE = 1e-9
"""Chances this close, relatively, are one chance."""
APART = 0.05
"""Above this a tag is "mostly on the entries that also have" another (see `apart_from`)."""
LIFTED = 0.4
"""From this general lift on, a person "tags more on hard entries in general": odds half as
large again. Where nothing matters it is rarely reached, and hardly ever after many entries."""
SPECK = 1e-12
"""The lowest totals, together less likely than this, are counted as one (see `_Tag.trim`)."""

_U_UNIT = math.lcm(FIRST, STEP)
_V_UNIT = math.lcm(FIRST * FIRST * (FIRST - 1), STEP * STEP * (STEP - 1))

ScoreCounts = tuple[tuple[int, int], ...]
"""What a pile holds: (score, how many entries have it), sorted by score."""


@dataclass(frozen=True, slots=True)
class TagCheck:
    """One tag at one check.

    `total` is the sum of scores on the tag's entries, `lam` the general lift it had to beat
    (0 or more, log odds per point), `tail` the chance of a total at least this high without
    having crossed a bar before, `bar` the largest tail that counted (0 if none could), and
    `needed` the smallest total that counted (None if none could: used too rarely so far).
    """

    total: int
    lam: float
    tail: float
    bar: float
    needed: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """One check after `entry` entries: what it was allowed, what is spent so far with it."""

    entry: int
    allowed: float
    spent: float
    by_tag: Mapping[str, TagCheck]

    @property
    def lift(self) -> float:
        """The general lift of the tag in the middle; from `LIFTED` on it is worth a word."""
        return median(look.lam for look in self.by_tag.values()) if self.by_tag else 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A tag found linked at the check after `entry` entries; it stays linked.

    `chance` is the number of tags (usually far below 1) expected to look at least this
    striking at that check by luck alone.
    """

    tag: str
    entry: int
    chance: float

    @property
    def one_in(self) -> int:
        """By luck alone, about one diary in so many would show a tag this striking then."""
        return round(1 / self.chance)


@dataclass(frozen=True, slots=True)
class Links:
    """What was found in a diary: every check, and the links in the order found."""

    entries: int
    checks: tuple[Check, ...]
    links: tuple[Link, ...]

    @property
    def next_check(self) -> int:
        """The entry after which the next check comes; always above `entries`."""
        return self.checks[-1].entry + STEP if self.checks else FIRST

    @property
    def latest(self) -> Check | None:
        """The latest check, None before entry 30."""
        return self.checks[-1] if self.checks else None

    def linked(self, tag: str) -> Link | None:
        """The link of a tag, None if it has none."""
        return next((link for link in self.links if link.tag == tag), None)


@dataclass(frozen=True, slots=True)
class _Block:
    """Entries `start` up to `stop`, dealt in two piles: [after an easy, after a hard entry]."""

    start: int
    stop: int
    piles: tuple[ScoreCounts, ScoreCounts]
    points: int  # sum of scores
    squares: int  # sum of squared scores
    hard: int


# -- What luck alone would do ---------------------------------------------------------------


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


def _counts(scores: Sequence[int]) -> ScoreCounts:
    return tuple(sorted(Counter(scores).items()))


@lru_cache(maxsize=4096)
def _dealt(counts: ScoreCounts, marked: int) -> tuple[int, list[float]]:
    """The lowest total of `marked` marks on one pile, and the chance of each from there up.

    Score by score: so many of the marks fall on the entries with the highest score,
    the others on the rest of the pile, and so on down.
    """
    if not counts or not marked:
        return 0, [1.0]
    *rest, (score, special) = counts
    size = sum(count for _, count in counts)
    totals: dict[int, float] = {}
    for hits, chance in _drawn(size, special, marked):
        low, chances = _dealt(tuple(rest), marked - hits)
        for i, each in enumerate(chances, low + score * hits):
            totals[i] = totals.get(i, 0.0) + chance * each
    low = min(totals)
    return low, [totals.get(i, 0.0) for i in range(low, max(totals) + 1)]


def _drawn(size: int, special: int, marked: int) -> Iterator[tuple[int, float]]:
    """How many of `marked` entries out of `size` are among the `special`: hypergeometric.

    Worked out from the likeliest number outwards, so nothing overflows in a long diary.
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
def _dealt_twice(
    piles: tuple[ScoreCounts, ScoreCounts], marked: tuple[int, int]
) -> tuple[int, list[float]]:
    """`_dealt` for the two piles of a block together."""
    low, chances = _dealt(piles[0], marked[0])
    other_low, other = _dealt(piles[1], marked[1])
    return low + other_low, convolve(chances, other)


def _tilted(low: int, chances: list[float], lam: float) -> tuple[int, list[float]]:
    """Chances times exp(lam * total), made to sum to 1; from the top down, so none overflows."""
    if not lam or len(chances) == 1:
        return low, chances
    less = math.exp(-lam)
    weight = 1.0
    weights = []
    for chance in reversed(chances):
        weights.append(chance * weight)
        weight *= less
    whole = math.fsum(weights)
    return low, [each / whole for each in reversed(weights)]


# -- The common bar -------------------------------------------------------------------------


def common_bar(
    tails: Mapping[str, Mapping[int, float]], allowed: float
) -> tuple[dict[str, float], float]:
    """The highest bar, common to all tags, that costs no more than `allowed`.

    `tails` gives for each tag the chance of at least each total. Returns for each tag the
    largest of its tails that is under the bar (0 if none), and the sum of these: the cost.
    """
    rises = sorted(_rises(tails))
    held = dict.fromkeys(tails, 0.0)
    cost = 0.0
    first = 0
    while first < len(rises):
        last = first
        edge = rises[first][0] * (1 + TIE)
        while last < len(rises) and rises[last][0] <= edge:
            cost += rises[last][1]
            last += 1
        if cost > allowed:
            break
        held.update((tag, tail) for tail, _, tag in rises[first:last])
        first = last
    return held, math.fsum(held.values())


def _rises(tails: Mapping[str, Mapping[int, float]]) -> Iterator[tuple[float, float, str]]:
    """Each tail with what it adds to the cost over the next smaller one of the same tag."""
    for tag, by_total in tails.items():
        before = 0.0
        for tail in sorted(
            tail for total, tail in by_total.items() if total >= TOTAL_LEAST and tail
        ):
            yield tail, tail - before, tag
            before = tail


# -- One tag over the whole diary -----------------------------------------------------------


class _Tag:
    """A tag's running distribution: the chance of each total, no bar crossed so far."""

    __slots__ = ("chances", "excess", "lam", "low", "marked", "points", "total", "weight")

    def __init__(self, scores: Sequence[int], indices: set[int], blocks: list[_Block]) -> None:
        self.low = 0  # the total that chances[0] belongs to
        self.chances = [1.0]
        self.total = 0
        self.lam = 0.0
        self.excess = 0  # U of the general lift, in 1 / _U_UNIT
        self.weight = 0  # V of the general lift, in 1 / _V_UNIT
        self.marked = [(0, 0)] * len(blocks)  # marks in each block's piles
        self.points = [0] * len(blocks)  # points on the marks of each block
        marks = sorted(indices)
        for number, block in enumerate(blocks):
            inside = marks[bisect_left(marks, block.start) : bisect_left(marks, block.stop)]
            hard = sum(1 for i in inside if i and scores[i - 1])
            self.marked[number] = (len(inside) - hard, hard)
            self.points[number] = sum(scores[i] for i in inside)

    def lift(self, number: int, block: _Block) -> None:
        """Add a block to the general lift: points above the even share, and their variance.

        Both are kept as whole numbers, so their sums don't depend on the order of tags.
        """
        marks = sum(self.marked[number])
        size = block.stop - block.start
        spread = marks * (size - marks) * (size * block.squares - block.points**2)
        self.excess += (size * self.points[number] - marks * block.points) * (_U_UNIT // size)
        self.weight += spread * (_V_UNIT // (size * size * (size - 1)))

    def deal(self, number: int, block: _Block) -> None:
        """Add a block's totals to the running distribution."""
        self.total += self.points[number]
        dealt = _dealt_twice(block.piles, self.marked[number])
        low, chances = _tilted(*dealt, self.lam)
        self.low += low
        if len(chances) > 1:
            self.chances = convolve(self.chances, chances)

    def tail(self, total: int) -> float:
        """The chance of at least this total, and of no bar crossed before."""
        return sum(reversed(self.chances[max(0, total - self.low) :]))

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

    def absorb(self, needed: int) -> None:
        """Set the totals that have now crossed aside, so that no later check pays again."""
        del self.chances[max(0, needed - self.low) :]

    def trim(self) -> None:
        """Count the lowest totals as one, the highest of them.

        This keeps a long diary quick. It can only make later tails larger, never smaller, so
        the promise holds as it was; and it changes them by less than rounding shows.
        """
        speck, count = 0.0, 0
        while count < len(self.chances) and speck + self.chances[count] < SPECK:
            speck += self.chances[count]
            count += 1
        if count > 1:
            self.chances[:count] = [speck]
            self.low += count - 1


# -- The whole diary ------------------------------------------------------------------------


def find_links(
    scores: Sequence[int], marks: Mapping[str, Collection[int]], alpha: float = ALPHA
) -> Links:
    """Every check of a diary and every link it found.

    `scores` are the outcomes of the comparable entries in the order they were recorded: 0
    for an easy entry, more for a hard one. `marks` gives for each tag the positions in
    `scores` (from 0) of the entries that have it. `alpha` is the promise for this outcome,
    0 to 1. Raises InvalidInput for scores below 0, positions outside, or another `alpha`.
    """
    _refuse_nonsense(scores, marks, alpha)
    blocks = list(_blocks(scores))
    tags = {tag: _Tag(scores, set(marks[tag]), blocks) for tag in sorted(marks)}
    checks: list[Check] = []
    links: dict[str, Link] = {}
    spent, hard = 0.0, 0
    for number, block in enumerate(blocks):
        _move(tags, number, block)
        hard += block.hard
        compared = min(hard, block.stop - hard) >= FEW
        allowed = alpha * block.stop / (block.stop + HALF) - spent if compared else 0.0
        tails = {tag: each.tails(allowed * (1 + 2 * TIE)) for tag, each in tags.items()}
        held, cost = common_bar(tails, allowed)
        spent += cost
        looks = {tag: _look(each, tails[tag], held[tag]) for tag, each in tags.items()}
        checks.append(Check(block.stop, allowed, spent, looks))
        new = [tag for tag, look in looks.items() if 0 < look.tail <= look.bar]
        found = [Link(tag, block.stop, _cost(tails, looks[tag].tail)) for tag in new]
        for link in sorted(found, key=lambda link: link.chance):
            links.setdefault(link.tag, link)
        for tag, look in looks.items():
            if look.needed is not None:
                tags[tag].absorb(look.needed)
            tags[tag].trim()
    return Links(len(scores), tuple(checks), tuple(links.values()))


def _refuse_nonsense(
    scores: Sequence[int], marks: Mapping[str, Collection[int]], alpha: float
) -> None:
    if not 0 < alpha < 1:
        raise InvalidInput("The promised chance must be between 0 and 1.")
    if any(score < 0 for score in scores):
        raise InvalidInput("A score can't be below 0.")
    if any(not 0 <= i < len(scores) for indices in marks.values() for i in indices):
        raise InvalidInput("A mark must be on one of the entries.")


def _blocks(scores: Sequence[int]) -> Iterator[_Block]:
    """The complete blocks: the first 30 entries, then each 15."""
    start, stop = 0, FIRST
    while stop <= len(scores):
        piles: tuple[list[int], list[int]] = ([], [])
        for i in range(start, stop):
            piles[bool(i and scores[i - 1])].append(scores[i])
        inside = scores[start:stop]
        counts = (_counts(piles[0]), _counts(piles[1]))
        squares = sum(score * score for score in inside)
        hard = sum(1 for score in inside if score)
        yield _Block(start, stop, counts, sum(inside), squares, hard)
        start, stop = stop, stop + STEP


def _move(tags: Mapping[str, _Tag], number: int, block: _Block) -> None:
    """Bring every tag's running distribution up to the end of a block.

    A tag has to beat the lift that hard entries give to the other tags in general.
    """
    for each in tags.values():
        each.lift(number, block)
    excess = sum(each.excess for each in tags.values())
    weight = sum(each.weight for each in tags.values())
    for each in tags.values():
        others = (weight - each.weight) * _U_UNIT
        above = (excess - each.excess) * _V_UNIT
        each.lam = above / others if others and above > 0 else 0.0
        each.deal(number, block)


def _look(tag: _Tag, tails: Mapping[int, float], bar: float) -> TagCheck:
    counted = [total for total, tail in tails.items() if tail <= bar]
    tail = tails[tag.total] if tag.total in tails else tag.tail(tag.total)
    return TagCheck(tag.total, tag.lam, tail, bar, min(counted) if counted else None)


def _cost(tails: Mapping[str, Mapping[int, float]], bar: float) -> float:
    """How many tags are expected to have a tail of at most `bar` by luck alone."""
    edge = bar * (1 + TIE)
    under = ([tail for tail in by_total.values() if tail <= edge] for by_total in tails.values())
    return math.fsum(max(each, default=0.0) for each in under)


# -- Beside another tag -----------------------------------------------------------------------


def apart_from(scores: Sequence[int], tag: Collection[int], company: Collection[int]) -> float:
    """The chance that luck alone puts a tag on entries this hard, beside another tag.

    Its marks are dealt again inside the entries with the other tag and, apart from these,
    inside those without. Above `APART` the tag is "mostly on the entries that also have" the
    other one.
    """
    marked, other = set(tag), set(company)
    chances = [1.0]
    low = 0
    for side in (True, False):
        inside = [i for i in range(len(scores)) if (i in other) is side]
        marks = sum(1 for i in inside if i in marked)
        start, dealt = _dealt(_counts([scores[i] for i in inside]), marks)
        low += start
        chances = convolve(chances, dealt)
    return min(1.0, sum(reversed(chances[max(0, sum(scores[i] for i in marked) - low) :])))
