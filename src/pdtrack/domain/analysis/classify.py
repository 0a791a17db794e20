"""What kind of entry it is: a harder moment, happy tears, mixed tears, eligible.

Derived each time it is asked and never stored. The thresholds are pdtrack's own choice;
no validated cut-off exists (docs/patterns.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pdtrack.domain.disclosure import SAFETY_CARDS
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import CHANGED, change
from pdtrack.domain.vocabulary import Vocabulary

LOW: Final = 3
MIDDLE: Final = 5
GOOD: Final = 6
MILD: Final = 1
AGREED: Final = frozenset({"yes", None})
PARTLY: Final = frozenset({"mixed"})
UNWANTED: Final = frozenset({"pressured", "no", "unsure"})


@dataclass(eq=False, repr=False)
class Classifier:
    """Classifies entries, by the tags of one vocabulary.

    An entry stores the words that were typed; this is the one place that counts each of them
    with its tag. Every question about an entry asks for its tags, so they are found once.
    """

    pleasant: frozenset[str]
    unpleasant: frozenset[str]
    safety: frozenset[str]
    as_pain: dict[str, int]
    as_tears: dict[str, int]
    counts_with: Callable[[str], str]
    label_counts_with: Callable[[str], str]
    _found: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Classifier:
        """The classifier for this vocabulary."""
        return cls(
            pleasant=vocabulary.feeling("pleasant"),
            unpleasant=vocabulary.feeling("unpleasant"),
            safety=vocabulary.with_role("safety"),
            as_pain={tag.slug: tag.as_pain for tag in vocabulary.tags if tag.as_pain},
            as_tears={tag.slug: tag.as_tears for tag in vocabulary.tags if tag.as_tears},
            counts_with=vocabulary.counts_with,
            label_counts_with=vocabulary.label_counts_with,
        )

    def tags(self, entry: Entry) -> tuple[str, ...]:
        """The tags of an entry, with each typed word as the tag that it counts with."""
        return self.tags_of(entry, entry.tags)

    def settled_tags(self, entry: Entry) -> tuple[str, ...]:
        """What `tags` gives, for the tags as they were 48 hours after the entry was recorded."""
        return self.tags_of(entry, entry.settled_tags)

    def tags_of(self, entry: Entry, words: tuple[str, ...] | None) -> tuple[str, ...]:
        """The tags that words of an entry count with, each once."""
        if not words:
            return ()
        if entry.has_labels:
            return tuple(dict.fromkeys(filter(None, map(self.label_counts_with, words))))
        found = self._found.get(words)
        if found is None:
            found = self._found[words] = tuple(dict.fromkeys(map(self.counts_with, words)))
        return found

    def pain(self, entry: Entry) -> int | None:
        """Pain 0-3; a tag that names pain counts where the number was skipped."""
        return entry.pain if entry.pain is not None else self._step(entry, self.as_pain)

    def cried(self, entry: Entry) -> bool:
        """Whether there were tears, by the answer or by a tag that means them."""
        return bool(entry.tears) or self._step(entry, self.as_tears) is not None

    def is_hard(self, entry: Entry) -> bool:
        """A harder moment: low right after, or fallen, or tears that felt bad."""
        if not entry.is_moment:
            return False
        after = entry.after
        if after is not None and after <= LOW:
            return True
        fell = change(entry)
        if after is not None and after <= MIDDLE and fell is not None and fell <= -CHANGED:
            return True
        tags = self.tags(entry)
        return (
            bool(entry.tears)
            and not self.unpleasant.isdisjoint(tags)
            and self.pleasant.isdisjoint(tags)
            and (after is None or after <= MIDDLE)
        )

    def is_happy_tears(self, entry: Entry) -> bool:
        """Tears with a good feeling, nothing unpleasant and no pain."""
        fell = change(entry)
        return (
            entry.is_moment
            and self.cried(entry)
            and entry.after is not None
            and entry.after >= GOOD
            and (fell is None or fell >= 0)
            and self.unpleasant.isdisjoint(self.tags(entry))
            and not self.pain(entry)
            and entry.wanted in AGREED
        )

    def is_mixed_tears(self, entry: Entry) -> bool:
        """Tears that are neither a harder moment nor happy ones."""
        return (
            entry.is_moment
            and self.cried(entry)
            and not self.is_hard(entry)
            and not self.is_happy_tears(entry)
        )

    def is_fine(self, entry: Entry) -> bool:
        """A moment that went well: a good mood right after, no more than mild pain, and no tears
        that felt bad.
        """
        return (
            entry.after is not None
            and entry.after >= GOOD
            and (self.pain(entry) or 0) <= MILD
            and self.is_eligible(entry)
            and not self.is_mixed_tears(entry)
        )

    def is_safety(self, entry: Entry) -> bool:
        """Whether safety comes before anything else here."""
        return entry.wanted in UNWANTED or self._is_marked(entry)

    def is_eligible(self, entry: Entry, *, partly: bool = False) -> bool:
        """Whether causes may be thought about here: wanted or skipped, and safety not in doubt.

        `partly` admits `mixed` as well, which one cause allows.
        """
        return (
            entry.is_moment
            and (entry.wanted in AGREED or (partly and entry.wanted in PARTLY))
            and not self._is_marked(entry)
        )

    def _is_marked(self, entry: Entry) -> bool:
        """Whether a safety tag or a safety card marks the entry, by whatever route it came."""
        return not (
            self.safety.isdisjoint(self.tags(entry)) and SAFETY_CARDS.isdisjoint(entry.cards)
        )

    def _step(self, entry: Entry, steps: dict[str, int]) -> int | None:
        return max((steps[tag] for tag in self.tags(entry) if tag in steps), default=None)
