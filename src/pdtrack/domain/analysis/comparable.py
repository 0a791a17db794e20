"""From the diary to what is compared: the comparable entries, their scores and their marks.

What is compared, with what, and why only that: docs/patterns.md.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.lift import Mark
from pdtrack.domain.analysis.verdicts import OUTCOMES, Outcome, Place, Series
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import day_of
from pdtrack.domain.vocabulary import Vocabulary

# Answers and causes are compared as if they were tags; no tag can hold a colon.
ORGASM_MARKS: Final = ("orgasm:no", "orgasm:yes")
WITH_MARKS: Final = {"solo": "with:solo", "partner": "with:partner"}
ANSWER_MARKS: Final = (*WITH_MARKS.values(), *ORGASM_MARKS)
CAUSE_MARK: Final = "cause:{}"
CAUSE_TAGS_LEAST: Final = 2
_SCORE_MOST: Final = 4


class Comparable(NamedTuple):
    """The comparable entries of one outcome, and the same as numbers."""

    entries: Sequence[Entry]
    series: Series


def mood_score(before: int, after: int) -> int:
    """How low someone felt afterwards, given how they felt before: 0 to 4."""
    return min(_SCORE_MOST, max(0, (before - 2 * after + 9) // 2))


def place_of(entry: Entry) -> Place:
    """Where an entry is in the order of recording."""
    return Place(int(entry.recorded_at.timestamp()), entry.number)


def without_duplicates(recorded: Iterable[Entry]) -> list[Entry]:
    """The entries, but none whose answers equal those of the one just before on the same day."""
    kept = []
    before = None
    for entry in recorded:
        answers = _answers(entry)
        if answers != before:
            kept.append(entry)
        before = answers
    return kept


def _answers(entry: Entry) -> tuple[object, ...]:
    # By the usual end of a day, whatever the setting: what is claimed must not depend on it.
    return (
        day_of(entry.at),
        entry.kind,
        *(entry.before, entry.after, entry.later, entry.mood, entry.tears),
        None if entry.tags is None else frozenset(entry.tags),
        *(entry.with_, entry.orgasm, entry.pain, entry.wanted),
    )


class Comparer:
    """Knows which entries and marks of one person's diary are compared."""

    def __init__(self, vocabulary: Vocabulary, classifier: Classifier) -> None:
        self._vocabulary = vocabulary
        self._classifier = classifier
        self._context = vocabulary.with_role("context")
        by_cause: dict[int, list[str]] = {}
        for tag in vocabulary.tags:
            for cause in tag.strong if tag.slug in self._context else ():
                by_cause.setdefault(cause, []).append(tag.slug)
        self.causes = {
            CAUSE_MARK.format(cause): tuple(tags)
            for cause, tags in sorted(by_cause.items())
            if len(tags) >= CAUSE_TAGS_LEAST
        }

    def is_compared(self, tag: str) -> bool:
        """Whether a tag is compared: something to know apart from how it felt, or an own one."""
        return tag in self._context or not self._vocabulary.known(tag)

    def is_eligible(self, entry: Entry) -> bool:
        """Whether an entry may be compared at all; never where safety is in doubt."""
        return self._classifier.is_eligible(entry)

    def tags(self, entry: Entry) -> Sequence[str]:
        """The tags that the words of an entry stand for, as they are now."""
        return tuple(self._classifier.tags(entry))

    def is_hard(self, entry: Entry) -> bool:
        """Whether an entry is a harder moment."""
        return self._classifier.is_hard(entry)

    def diary(self, entries: Sequence[Entry]) -> dict[Outcome, Comparable]:
        """The comparable entries of each outcome, from entries in any order."""
        recorded = sorted(entries, key=place_of)
        usable = [
            entry
            for entry in without_duplicates(recorded)
            if entry.settled_tags is not None and self.is_eligible(entry)
        ]
        found: dict[Outcome, Comparable] = {}
        for outcome in OUTCOMES:
            scored = [
                (entry, score)
                for entry in usable
                if (score := self.score(entry, outcome)) is not None
            ]
            inside = [entry for entry, _ in scored]
            series = Series(
                [place_of(entry) for entry in inside],
                [score for _, score in scored],
                self._marks(inside),
            )
            found[outcome] = Comparable(inside, series)
        return found

    def score(self, entry: Entry, outcome: Outcome) -> int | None:
        """An entry's score for an outcome; `None` where an answer that it needs was skipped."""
        if outcome == "tears":
            if entry.tears is None:
                return None
            return int(entry.tears > 0 and not self._classifier.is_happy_tears(entry))
        if entry.before is None or entry.after is None:
            return None
        return mood_score(entry.before, entry.after)

    def _marks(self, entries: Sequence[Entry]) -> dict[str, Mark]:
        """The marks of the entries, as these stood 48 hours after they were recorded."""
        on: dict[str, list[int]] = {}
        for position, entry in enumerate(entries):
            for tag in self._classifier.settled_tags(entry):
                if self.is_compared(tag):
                    on.setdefault(tag, []).append(position)
        marks = {tag: Mark("tag", places) for tag, places in on.items()}
        for name, tags in self.causes.items():
            any_of = sorted({position for tag in tags for position in on.get(tag, ())})
            marks[name] = Mark("cause", any_of, tags=tags)
        return marks | _answer_marks(entries)


def _answer_marks(entries: Sequence[Entry]) -> dict[str, Mark]:
    """The marks of "with" and "orgasm", unknown where the question was skipped."""
    on: dict[str, list[int]] = {name: [] for name in ANSWER_MARKS}
    unknown: dict[str, list[int]] = {"with": [], "orgasm": []}
    for position, entry in enumerate(entries):
        if entry.settled_with is None:
            unknown["with"].append(position)
        elif entry.settled_with in WITH_MARKS:
            on[WITH_MARKS[entry.settled_with]].append(position)
        if entry.settled_orgasm is None:
            unknown["orgasm"].append(position)
        else:
            on[ORGASM_MARKS[entry.settled_orgasm]].append(position)
    return {
        name: Mark("answer", places, frozenset(unknown[name.partition(":")[0]]))
        for name, places in on.items()
    }
