"""Another program's labels as tags, and its words for moods as numbers.

A label becomes a known tag only if it is one, or a synonym of one. Any other becomes a tag of
the person's own: characters that a tag can't have become hyphens, and after 40 characters it is
cut. A word that calls for a card is kept like any other; the card marks the entry. What a word for
a mood is worth is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from pdtrack.domain.fields import MOOD_MOST, parse_mood
from pdtrack.domain.vocabulary import NONE_FITS, TAG_MOST, Vocabulary, fold, valid_tag
from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import WORD_MOST, CellError, ImportOptions, ImportReport

LABEL_MOST: Final = 4 * TAG_MOST

_CACHED_MOST: Final = 10_000
_HYPHENS: Final = re.compile("-{2,}")
_SCALE: Final = re.compile(r"(-?[0-9]{1,6})(?:\.\.|-| to )(-?[0-9]{1,6})")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class _Label:
    """What a label becomes: a tag, an intimate moment, or nothing and why."""

    tag: str = ""
    becomes: str = ""
    why_not: str = ""
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class RowTags:
    """What the labels of one row become; a row without labels is a skipped answer."""

    tags: tuple[str, ...] | None
    is_moment: bool


class Labels:
    """Makes tags of labels, and counts in the report what became of each."""

    def __init__(self, options: ImportOptions, report: ImportReport) -> None:
        self._report = report
        self._known = _known(options.vocabulary)
        self._intimate = {fold(word) for word in options.intimate}
        self._seen: dict[str, _Label] = {}

    def tags_of(self, labels: Iterable[str]) -> RowTags:
        """The tags of one row, in their order, each once."""
        tags: dict[str, None] = {}
        is_moment = False
        for label in labels:
            label = label.strip()[:LABEL_MOST]
            if not label:
                continue
            found = self._label(label)
            if found.is_moment:
                is_moment = True
                self._report.map(label, "an intimate moment")
            elif found.tag:
                tags[found.tag] = None
                if found.becomes:
                    self._report.map(label, found.becomes)
            else:
                self._report.drop(label, found.why_not)
        return RowTags(tuple(tags) or None, is_moment)

    def _label(self, label: str) -> _Label:
        found = self._seen.get(label)
        if found is None:
            found = self._made_of(label)
            if len(self._seen) >= _CACHED_MOST:
                self._seen.clear()
            self._seen[label] = found
        return found

    def _made_of(self, label: str) -> _Label:
        folded = fold(label)
        if folded in self._intimate:
            return _Label(is_moment=True)
        tag = _made_valid(folded)
        if not tag:
            return _Label(why_not="it has no letter and no digit")
        bare = tag.replace("'", "")
        if bare in NONE_FITS:
            return _Label(why_not="it means that nothing fits")
        if slug := self._known.get(bare):
            return _Label(slug, "" if slug == folded else f"the tag {slug}")
        return _Label(tag, "" if tag == folded else f"your own tag {tag}")


class MoodWords:
    """Words for moods as numbers: the person's own first, then the other program's."""

    def __init__(
        self, options: ImportOptions, report: ImportReport, usual: Mapping[str, int]
    ) -> None:
        self._report = report
        self._own = {_key(word): mood for word, mood in options.moods.items()}
        self._usual = usual

    def own_number(self, word: str) -> int | None:
        """The number that the person gave this word, if any."""
        return self._own.get(_key(word)) if len(word) <= WORD_MOST else None

    def number_of(self, word: str, column: str) -> int | None:
        """The mood that a word stands for; `None` if pdtrack has to ask."""
        if len(word) > WORD_MOST:
            raise CellError(column, "this is not a word for a mood")
        key = _key(word)
        mood = self._own.get(key, self._usual.get(key))
        if mood is None:
            self.report_unknown(word, column)
        else:
            self.report_number(word, mood)
        return mood

    def report_unknown(self, word: str, column: str) -> None:
        """Put a word that has no number on the report."""
        if len(word) > WORD_MOST or not word.isprintable():
            raise CellError(column, "this is not a word for a mood")
        self._report.add_unknown_mood(word.strip())

    def report_number(self, word: str, mood: int) -> None:
        """Put the number of a word on the report."""
        self._report.map(f"mood {word.strip()}", str(mood))


def mood_of_level(level: int, levels: int = 5) -> int:
    """A level from 1 upwards, spread evenly over 0 to 10; halves are rounded up.

    Five levels become 0, 3, 5, 8 and 10.
    """
    return _half_up(Fraction((level - 1) * MOOD_MOST, levels - 1))


def mood_on_scale(text: str, column: str, options: ImportOptions, report: ImportReport) -> int:
    """A number between the two ends of `options.scale`, spread evenly over 0 to 10."""
    low, high = options.scale
    if not _NUMBER.fullmatch(text.strip()):
        raise CellError(column, "this is not a number")
    number = Fraction(text.strip().replace(",", "."))
    if not low <= number <= high:
        raise CellError(
            column,
            f"the number is not from {low} to {high}",
            "Give the numbers of the worst and the best mood, as in --scale 1-5.",
        )
    mood = _half_up((number - low) * MOOD_MOST / (high - low))
    report.map(f"mood {text.strip()} (of {low} to {high})", str(mood))
    return mood


def parse_mood_words(texts: Iterable[str]) -> dict[str, int]:
    """Words and their moods from texts like `okay=6`."""
    found = {}
    for text in texts:
        word, sign, number = text.rpartition("=")
        if not sign or not word.strip():
            raise InvalidInput("A word for a mood needs its number.", 'Write --map "okay=6".')
        found[word.strip()] = parse_mood(number)
    return found


def parse_scale(text: str) -> tuple[int, int]:
    """The worst and the best number of a scale, from a text like `1-5` or `-2..2`."""
    found = _SCALE.fullmatch(text.strip())
    low, high = (int(found[1]), int(found[2])) if found else (0, 0)
    if low >= high:
        raise InvalidInput(
            "The scale can't be read.", "Write the worst and the best number, as in 1-5 or -2..2."
        )
    return low, high


def is_number(text: str) -> bool:
    """Whether `mood_on_scale` can read this."""
    return _NUMBER.fullmatch(text.strip()) is not None


def split_labels(cell: str) -> list[str]:
    """The labels of a cell like `walk | music`."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def _half_up(number: Fraction) -> int:
    return int((2 * number + 1) // 2)


def _key(word: str) -> str:
    return " ".join(fold(word).split())


def _known(vocabulary: Vocabulary) -> dict[str, str]:
    """Every known word with its tag; nothing that only looks similar."""
    known = {word: tag.slug for tag in vocabulary.tags for word in tag.synonyms}
    return known | {tag.slug: tag.slug for tag in vocabulary.tags}


def _made_valid(folded: str) -> str:
    """The label as a tag; empty if no character of it can be in one."""
    text = "".join(c if _allowed(c) else "-" for c in folded)
    text = _HYPHENS.sub("-", text).strip("-")[:TAG_MOST]
    try:
        return valid_tag(text)
    except InvalidInput:
        return ""


@lru_cache(maxsize=_CACHED_MOST)
def _allowed(character: str) -> bool:
    try:
        return valid_tag(f"a{character}a") != ""
    except InvalidInput:
        return False
