"""Tags and what helped, counted over moments.

Nothing here interprets a number; whoever draws it names what it counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.entry import Entry
from pdtrack.domain.help_words import by_name


@dataclass(frozen=True, slots=True)
class Split:
    """The moments of some entries: harder ones, others, and those left out of tag counts.

    Left out are moments that were not fully wanted and those where safety comes first.
    """

    hard: tuple[Entry, ...]
    other: tuple[Entry, ...]
    left_out: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many moments there are in all."""
        return len(self.hard) + len(self.other) + len(self.left_out)


def moments_of(entries: Iterable[Entry], classifier: Classifier) -> Split:
    """The moments among the entries, split."""
    moments = [entry for entry in entries if entry.is_moment]
    eligible = [entry for entry in moments if classifier.is_eligible(entry)]
    return Split(
        hard=tuple(entry for entry in eligible if classifier.is_hard(entry)),
        other=tuple(entry for entry in eligible if not classifier.is_hard(entry)),
        left_out=tuple(entry for entry in moments if not classifier.is_eligible(entry)),
    )


class TagCount(NamedTuple):
    """How many of the harder moments have a tag, and how many of the others."""

    tag: str
    hard_with: int
    hard_total: int
    other_with: int
    other_total: int


def tag_counts(
    hard: Sequence[Entry], other: Sequence[Entry], classifier: Classifier
) -> tuple[TagCount, ...]:
    """Every tag of the moments, the most common among the harder ones first.

    A tag has the word that was typed for it most often.
    """
    among_hard = _words(classifier.tags(entry) for entry in hard)
    among_other = _words(classifier.tags(entry) for entry in other)
    names = names_of_tags((*hard, *other), classifier)
    counts = (
        TagCount(names[tag], among_hard[tag], len(hard), among_other[tag], len(other))
        for tag in {*among_hard, *among_other}
    )
    return tuple(sorted(counts, key=lambda one: (-one.hard_with, -one.other_with, one.tag)))


def names_of_tags(entries: Iterable[Entry], classifier: Classifier) -> dict[str, str]:
    """For each tag in use the word that was typed for it most often: a person's own word."""
    typed = Counter(
        (tag, word)
        for entry in entries
        for word in set(entry.tags or ())
        for tag in classifier.tags_of(entry, (word,))
    )
    names: dict[str, str] = {}
    for tag, word in sorted(typed, key=lambda pair: (-typed[pair], pair[1])):
        names.setdefault(tag, word)
    return names


def helped_counts(entries: Iterable[Entry]) -> tuple[tuple[tuple[str, int], ...], int]:
    """What helped and in how many entries, the most common first; how many entries answered."""
    answered = [by_name(entry.helped) for entry in entries if entry.helped is not None]
    counted = _words(answered)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))), len(answered)


def _words(many: Iterable[tuple[str, ...] | None]) -> Counter[str]:
    return Counter(word for words in many for word in set(words or ()))
