"""Another program's labels as tags, and its words for moods as numbers.

A label becomes a known tag only if it is one, or a synonym of one. Every other is the
person's own tag, made valid where it has to be: what a tag can't have becomes a hyphen,
and at 40 characters it is cut. A word about consent is never a tag. A word for a mood is
never guessed.
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
from pdtrack.exchange.importing import WORD_MOST, How, Report, Unfit

REMEMBERED_MOST: Final = 10_000
LABEL_MOST: Final = 4 * TAG_MOST

_HYPHENS: Final = re.compile("-{2,}")
_SCALE: Final = re.compile(r"(-?[0-9]{1,6})(?:\.\.|-| to )(-?[0-9]{1,6})")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class _Label:
    """What a label stands for: a tag, an intimate moment, or nothing and why."""

    tag: str = ""
    how: str = ""
    why_not: str = ""
    intimate: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What the labels of one row stand for; no labels at all are a skipped answer."""

    tags: tuple[str, ...] | None
    intimate: bool


class Labels:
    """Turns labels into tags, and remembers what it made of each."""

    def __init__(self, how: How, report: Report) -> None:
        self._report = report
        self._known = _known(how.vocabulary)
        self._consent = how.vocabulary.consent_words
        self._intimate = {fold(word) for word in how.intimate}
        self._seen: dict[str, _Label] = {}

    def take(self, labels: Iterable[str]) -> Taken:
        """The tags of one row, in their order, each once."""
        tags: dict[str, None] = {}
        intimate = False
        for label in labels:
            label = label.strip()[:LABEL_MOST]
            if not label:
                continue
            found = self._label(label)
            if found.intimate:
                intimate = True
                self._report.map(label, "an intimate moment")
            elif found.tag:
                tags[found.tag] = None
                if found.how:
                    self._report.map(label, found.how)
            else:
                self._report.drop(self._name(label, found), found.why_not)
        return Taken(tuple(tags) or None, intimate)

    def _name(self, label: str, found: _Label) -> str:
        return _CONSENT if found.why_not == _NO_TAG else label

    def _label(self, label: str) -> _Label:
        found = self._seen.get(label)
        if found is None:
            found = self._look(label)
            if len(self._seen) >= REMEMBERED_MOST:
                self._seen.clear()
            self._seen[label] = found
        return found

    def _look(self, label: str) -> _Label:
        folded = fold(label)
        if folded in self._intimate:
            return _Label(intimate=True)
        tag = _made_valid(folded)
        if not tag:
            return _Label(why_not="it has no letter and no digit")
        bare = tag.replace("'", "")
        if bare in self._consent:
            return _Label(why_not=_NO_TAG)
        if bare in NONE_FITS:
            return _Label(why_not="it says that nothing fits")
        if slug := self._known.get(bare):
            return _Label(slug, "" if slug == folded else f"the tag {slug}")
        return _Label(tag, "" if tag == folded else f"your own tag {tag}")


_CONSENT: Final = "words about consent"
_NO_TAG: Final = "they are not tags; you can say how wanted it was with pdtrack edit"


class Moods:
    """Words for moods as numbers: the person's own first, then those the program brings."""

    def __init__(self, how: How, report: Report, usual: Mapping[str, int]) -> None:
        self._report = report
        self._own = {_key(word): mood for word, mood in how.moods.items()}
        self._usual = usual

    def own(self, word: str) -> int | None:
        """The number that the person gave this word."""
        return self._own.get(_key(word)) if len(word) <= WORD_MOST else None

    def of(self, word: str, column: str) -> int | None:
        """The mood a word stands for; `None` where that has to be asked."""
        if len(word) > WORD_MOST:
            raise Unfit(column, "this is not a word for a mood")
        key = _key(word)
        mood = self._own.get(key, self._usual.get(key))
        if mood is None:
            self.ask(word, column)
        else:
            self.say(word, mood)
        return mood

    def ask(self, word: str, column: str) -> None:
        """Note that this word has no number yet."""
        if len(word) > WORD_MOST or not word.isprintable():
            raise Unfit(column, "this is not a word for a mood")
        self._report.ask(word.strip())

    def say(self, word: str, mood: int) -> None:
        """Note which number a word became."""
        self._report.map(f"mood {word.strip()}", str(mood))


def of_level(level: int, levels: int = 5) -> int:
    """A step of a scale that begins at 1, spread evenly over 0 to 10; a half is rounded up.

    Five levels become 0, 3, 5, 8 and 10.
    """
    return _half_up(Fraction((level - 1) * MOOD_MOST, levels - 1))


def on_scale(text: str, column: str, how: How, report: Report) -> int:
    """A number between the two ends of `how.scale`, spread evenly over 0 to 10."""
    low, high = how.scale
    if not _NUMBER.fullmatch(text.strip()):
        raise Unfit(column, "this is not a number")
    number = Fraction(text.strip().replace(",", "."))
    if not low <= number <= high:
        raise Unfit(
            column,
            f"the number is not from {low} to {high}",
            "Say which numbers are the worst and the best mood, as in --scale 1-5.",
        )
    mood = _half_up((number - low) * MOOD_MOST / (high - low))
    report.map(f"mood {text.strip()} (of {low} to {high})", str(mood))
    return mood


def mood_words(texts: Iterable[str]) -> dict[str, int]:
    """What `WORD=N` says, for as many as there are; N is a mood from 0 to 10."""
    found = {}
    for text in texts:
        word, sign, number = text.rpartition("=")
        if not sign or not word.strip():
            raise InvalidInput("A word for a mood needs its number.", 'Write --map "okay=6".')
        found[word.strip()] = parse_mood(number)
    return found


def scale(text: str) -> tuple[int, int]:
    """The two ends of a scale, the worst first, as in `1-5` or `-2..2`."""
    found = _SCALE.fullmatch(text.strip())
    low, high = (int(found[1]), int(found[2])) if found else (0, 0)
    if low >= high:
        raise InvalidInput(
            "The scale can't be read.", "Write the worst and the best number, as in 1-5 or -2..2."
        )
    return low, high


def is_number(text: str) -> bool:
    """Is this a number that `on_scale` reads?"""
    return _NUMBER.fullmatch(text.strip()) is not None


def parts(cell: str, separator: str = "|") -> list[str]:
    """The labels of a cell that lists several."""
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _half_up(number: Fraction) -> int:
    return int((2 * number + 1) // 2)


def _key(word: str) -> str:
    return " ".join(fold(word).split())


def _known(vocabulary: Vocabulary) -> dict[str, str]:
    """Every known word with its tag: only exact ones, nothing that merely looks alike."""
    known = {word: tag.slug for tag in vocabulary.tags for word in tag.synonyms}
    return known | {tag.slug: tag.slug for tag in vocabulary.tags}


def _made_valid(folded: str) -> str:
    """The nearest thing that can be a tag; empty where there is none."""
    text = "".join(c if _allowed(c) else "-" for c in folded)
    text = _HYPHENS.sub("-", text).strip("-")[:TAG_MOST]
    try:
        return valid_tag(text)
    except InvalidInput:
        return ""


@lru_cache(maxsize=REMEMBERED_MOST)
def _allowed(character: str) -> bool:
    try:
        return valid_tag(f"a{character}a") != ""
    except InvalidInput:
        return False
