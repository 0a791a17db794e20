"""What comes up again and again on hard entries: a count, no claim.

A tag is listed when it is on at least 3, and at least a quarter, of the last 20 hard
entries. Where there are easy entries to compare with, tags that are about as common on them
are kept apart: they are mostly the tags a person uses most. In a diary where nothing matters,
three or four tags on this list are normal. Why, in words: docs/patterns.md.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

LATEST_HARD: Final = 20
"""So many of the latest hard entries are looked at."""
RECURS_LEAST: Final = 3
"""A tag on fewer of them is not listed."""
PART: Final = 4
"""Nor is one on less than one in so many of them: a quarter."""
ENOUGH: Final = 5
"""With fewer easy entries since the first of them there is nothing to compare with."""
GAP: Final = 10
"""Points out of 100 by which a tag must be more common on hard entries to stand out."""
RECURRING_MOST: Final = 5
"""At most so many are shown."""


class Recurring(NamedTuple):
    """A tag on `hard_with` of the last `hard` hard entries.

    `easy_with` and `easy` count the easy entries since the first of these. `apart` is False
    when enough of them show the tag to be about as common there.
    """

    tag: str
    hard_with: int
    hard: int
    easy_with: int
    easy: int
    apart: bool

    @property
    def gap(self) -> float:
        """How much more common it is on hard entries, -1 to 1; without easy ones, its share."""
        on_easy = self.easy_with / self.easy if self.easy >= ENOUGH else 0.0
        return self.hard_with / self.hard - on_easy


def find_recurring(
    scores: Sequence[int], marks: Mapping[str, Collection[int]]
) -> tuple[Recurring, ...]:
    """The tags that recur, those that stand out first, largest gap first.

    `scores` are 0 for an easy entry and more for a hard one, in order; `marks` gives for each
    tag the positions in `scores` (from 0) of the entries that have it. Show at most
    `RECURRING_MOST` of those that stand out; the others belong on one closing line.
    """
    hard = [i for i, score in enumerate(scores) if score][-LATEST_HARD:]
    easy = [i for i, score in enumerate(scores) if not score and hard and i > hard[0]]
    counted = (_count(tag, set(marked), hard, easy) for tag, marked in marks.items())
    listed = (each for each in counted if _recurs(each))
    return tuple(sorted(listed, key=lambda each: (not each.apart, -each.gap, each.tag)))


def _count(tag: str, marked: set[int], hard: Sequence[int], easy: Sequence[int]) -> Recurring:
    hard_with, easy_with = len(marked.intersection(hard)), len(marked.intersection(easy))
    # In whole numbers, so that exactly 10 points are 10 points.
    more = 100 * (hard_with * len(easy) - easy_with * len(hard)) >= GAP * len(hard) * len(easy)
    apart = len(easy) < ENOUGH or more
    return Recurring(tag, hard_with, len(hard), easy_with, len(easy), apart)


def _recurs(count: Recurring) -> bool:
    return count.hard_with >= RECURS_LEAST and count.hard_with * PART >= count.hard
