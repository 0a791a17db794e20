"""What helped, and how the mood was later: counts, and no claim beyond them."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import LASTED, LastedWord
from pdtrack.domain.help_words import by_name

BOTH_LEAST: Final = 3


class Help(NamedTuple):
    """Something that helped in `moments` moments.

    `both` of them have a mood right after and a later one; in `higher` of these the later
    one is higher.
    """

    word: str
    moments: int
    both: int
    higher: int
    entries: tuple[int, ...]


def find_help(entries: Iterable[Entry]) -> tuple[Help, ...]:
    """The words with both moods in at least 3 moments, the most used first."""
    by_word: dict[str, list[Entry]] = {}
    for entry in entries:
        for word in by_name(entry.helped or ()):
            by_word.setdefault(word, []).append(entry)
    found = [_count(word, marked) for word, marked in by_word.items()]
    listed = [one for one in found if one.both >= BOTH_LEAST]
    return tuple(sorted(listed, key=lambda one: (-one.both, one.word)))


def _count(word: str, marked: list[Entry]) -> Help:
    both = [e for e in marked if e.after is not None and e.later is not None]
    higher = [e for e in both if (e.later or 0) > (e.after or 0)]
    numbers = tuple(entry.number for entry in both)
    return Help(word, len(marked), len(both), len(higher), numbers)


class Recovery(NamedTuple):
    """How moods came back.

    `fell` counts the moments where the mood fell and a later one was noted; in `back` of them the
    later one was as high as the one before. `lasted`: how long the feelings lasted, and in how
    many moments.
    """

    fell: int
    back: int
    lasted: tuple[tuple[LastedWord, int], ...] = ()


def find_recovery(entries: Iterable[Entry]) -> Recovery | None:
    """The recovery over these entries; `None` with fewer than 3 moments to count."""
    fell = back = 0
    lasted: Counter[LastedWord] = Counter()
    for entry in entries:
        if entry.lasted is not None:
            lasted[entry.lasted] += 1
        before, after, later = entry.before, entry.after, entry.later
        if before is not None and after is not None and later is not None and after < before:
            fell += 1
            back += later >= before
    if max(fell, lasted.total()) < BOTH_LEAST:
        return None
    noted = tuple((word, lasted[word]) for word in LASTED if lasted[word])
    return Recovery(fell, back, noted)
