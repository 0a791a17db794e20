"""The general lift: how much harder entries attract tags of every kind.

Someone who notes more tags on harder entries would otherwise see links where there are none. A
mark has to do better than the *other* tags do: its lift is the larger of two estimates, both from
the tags alone. Answers have no lift, since "with whom" and "orgasm" are not noted more or less.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from pdtrack.domain.analysis.dealing import Pile, pile_of

MOST_HARD: Final = 0.97
"""No mark is taken to be on a larger share of the harder entries than this."""
LEAST_EASY: Final = 1e-6
"""Nor on a smaller share of the other ones."""
NEGLIGIBLE: Final = 1e-12

MarkKind = Literal["tag", "answer", "cause"]


class Scale(NamedTuple):
    """How an outcome is scored: `hard` from that score on; `piles`: the pile that an entry is
    dealt in, by the score of the entry before it.
    """

    hard: int
    piles: tuple[int, ...]


TEARS_SCALE: Final = Scale(hard=1, piles=(0, 1))
MOOD_SCALE: Final = Scale(hard=3, piles=(0, 1, 1, 2, 2))


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag, an answer or a cause over a list of entries.

    `on`: the positions of the entries that have it, in order. `unknown`: those where the answer
    was skipped. `tags`: of a cause, the tags that it is made of.
    """

    kind: MarkKind
    on: Sequence[int]
    unknown: frozenset[int] = frozenset()
    tags: tuple[str, ...] = ()


class EntryBlock(NamedTuple):
    """The entries of one block where a mark is known: their numbers and their piles."""

    size: int
    points: int
    squares: int
    hard: int
    hard_points: int
    piles: tuple[Pile, ...]


def block_of(scale: Scale, scores: Sequence[int], positions: Iterable[int]) -> EntryBlock:
    """The block made of the entries at these positions in `scores`."""
    inside: list[int] = []
    dealt: list[list[int]] = [[] for _ in range(scale.piles[-1] + 1)]
    for position in positions:
        inside.append(scores[position])
        dealt[pile_at(scale, scores, position)].append(scores[position])
    hard = [score for score in inside if score >= scale.hard]
    return EntryBlock(
        size=len(inside),
        points=sum(inside),
        squares=sum(score * score for score in inside),
        hard=len(hard),
        hard_points=sum(hard),
        piles=tuple(map(pile_of, dealt)),
    )


def pile_at(scale: Scale, scores: Sequence[int], position: int) -> int:
    """The pile of an entry: by the score of the comparable entry before it."""
    return scale.piles[scores[position - 1]] if position else 0


@dataclass(slots=True)
class LiftSums:
    """What the lift is made of, for one mark, over the blocks so far."""

    above: float = 0.0  # U: points above an even share
    spread: float = 0.0  # V: the variance of these
    hard_rate: float = 0.0  # RN and RD: the rates on harder and on other entries, as
    easy_rate: float = 0.0  # Mantel and Haenszel combine them
    marked: int = 0
    hard: int = 0
    easy: int = 0
    hard_points: int = 0
    easy_points: int = 0

    def add(self, block: EntryBlock, marked: int, points: int, hard_marked: int) -> None:
        """Add a block with so many marked entries, their points, and how many of them are hard."""
        size, hard = block.size, block.hard
        if not size:
            return
        self.above += points - marked * block.points / size
        if size > 1:
            variance = (block.squares - block.points * block.points / size) / (size - 1)
            self.spread += marked * (size - marked) / size * variance
        self.hard_rate += hard_marked * (size - hard) / size
        self.easy_rate += (marked - hard_marked) * hard / size
        self.marked += marked
        self.hard += hard
        self.easy += size - hard
        self.hard_points += block.hard_points
        self.easy_points += block.points - block.hard_points


def sums_over(
    scale: Scale,
    scores: Sequence[int],
    marks: Mapping[str, Mark],
    blocks: Iterable[range],
    before: Mapping[str, LiftSums] | None = None,
) -> dict[str, LiftSums]:
    """The sums of marks that are known everywhere, over blocks of positions.

    `before` has those of the blocks before them.
    """
    sums = {name: replace(before[name]) if before else LiftSums() for name in marks}
    for inside in blocks:
        block = block_of(scale, scores, inside)
        for name, mark in marks.items():
            first, last = (bisect_left(mark.on, at) for at in (inside.start, inside.stop))
            marked = [scores[at] for at in mark.on[first:last]]
            hard = sum(score >= scale.hard for score in marked)
            sums[name].add(block, len(marked), sum(marked), hard)
    return sums


_POOLED: Final = ("above", "spread", "hard_rate", "easy_rate")


def lifts(marks: Mapping[str, Mark], sums: Mapping[str, LiftSums]) -> dict[str, float]:
    """The lift of every mark: log odds per point, 0 or more."""
    found = {}
    tags = [sums[name] for name, mark in marks.items() if mark.kind == "tag"]
    pool = {name: _exact_parts([getattr(one, name) for one in tags]) for name in _POOLED}
    for name, mark in marks.items():
        if mark.kind == "answer":
            found[name] = 0.0
            continue
        own = [sums[tag] for tag in mark.tags if tag in sums] if mark.tags else [sums[name]]
        above, spread, hard, easy = (
            math.fsum([*pool[each], *(-getattr(one, each) for one in own)]) for each in _POOLED
        )
        found[name] = max(odds_lift(above, spread), thinning_lift(sums[name], hard, easy))
    return found


def _exact_parts(values: Sequence[float]) -> list[float]:
    """A few numbers whose exact sum is that of all `values`.

    The order of the tags then doesn't matter, and taking a mark's own share away again leaves no
    rounding error, without adding up all tags for each of them.
    """
    parts: list[float] = []
    while rest := math.fsum([*values, *(-part for part in parts)]):
        parts.append(rest)
    return parts


def odds_lift(above: float, spread: float) -> float:
    """The pooled log odds per point: Peto's one-step estimate."""
    return max(0.0, above / spread) if spread > NEGLIGIBLE else 0.0


def thinning_lift(own: LiftSums, hard_rate: float, easy_rate: float) -> float:
    """The lift if someone leaves out the same share of every tag on entries that are not hard."""
    if easy_rate <= NEGLIGIBLE or not own.hard or not own.easy:
        return 0.0
    ratio = hard_rate / easy_rate
    if ratio <= 1:
        return 0.0
    on_easy = own.marked / (own.hard * ratio + own.easy)
    on_hard = ratio * on_easy
    if on_hard > MOST_HARD:
        on_hard = MOST_HARD
        on_easy = (own.marked - own.hard * on_hard) / own.easy
        on_easy = min(max(on_easy, LEAST_EASY), MOST_HARD)
    if not on_hard > on_easy > 0:
        return 0.0
    points = own.hard_points / own.hard - own.easy_points / own.easy
    return math.log(on_hard * (1 - on_easy) / (on_easy * (1 - on_hard))) / points
