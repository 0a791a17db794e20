"""Another program's labels as tags, and its words for moods as numbers.

A label stays the person's own word: `work` there is an office, not what pdtrack counts as stress.
Only where every label is a feeling do plain feelings become their known tags, and with `fold` all
labels that name one. Characters that a tag can't have become hyphens; a text that is too long for a
tag becomes a line of the note. A word that calls for a card is kept like any other; the card marks
the entry. What a word for a mood is worth is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from pdtrack.domain.disclosure import SAFETY_CARDS
from pdtrack.domain.fields import MOOD_MOST, parse_mood
from pdtrack.domain.safe_text import safe
from pdtrack.domain.vocabulary import NONE_FITS, TAG_MOST, fold, valid_tag
from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import WORD_MOST, CellError, ImportOptions, ImportReport

LABEL_MOST: Final = 4 * TAG_MOST
# What a cell says for "it did not happen", also as Excel writes it in the languages of most files.
_MEANS_NO: Final = frozenset(
    {"no", "none", "false", "n", "-", "–", "n/a", "never", "nein", "non", "não", "nie", "нет"}
    | {"falsch", "faux", "falso", "fałsz", "ложь"}
)
_ZERO: Final = re.compile(r"-?0+(?:[.,:]0+)*")
# What a cell says for "it happened", where its column names the label.
MEANS_YES: Final = frozenset(
    {
        "1",
        "1.0",
        "x",
        "yes",
        "true",
        "y",
        "✓",
        "✔",
        "☑",
        "ja",
        "oui",
        "sí",
        "si",
        "sim",
        "tak",
        "да",
    }
    | {"wahr", "vrai", "verdadero", "verdadeiro", "vero", "prawda", "истина"}
)

_CACHED_MOST: Final = 10_000
# What holds an emoji or a Persian word together.
_JOINERS: Final = "\u200c\u200d"
_HYPHENS: Final = re.compile("-{2,}")
_SCALE: Final = re.compile(r"(-?[0-9]{1,6})(?:\.\.|-| to )(-?[0-9]{1,6})")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
# `7/10`, `7 out of 10` and `70%`.
_OF_MOST: Final = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?) ?(?:/|out of) ?([0-9]{1,6})")
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,9})?) ?%")
_NO_MOOD: Final = frozenset({"-", "–", "—", "n/a", "na", "none", "null", "?"})
_USUAL_SCALE: Final = (0, MOOD_MOST)


# Labels that may mark an intimate moment; only the person knows, and names them with --intimate.
MAY_BE_A_MOMENT: Final = frozenset(
    {"sex", "intimacy", "intimate", "had-sex", "making-love", "made-love", "masturbation"}
)


@dataclass(frozen=True, slots=True)
class _Label:
    """What a label becomes: a tag, a moment, a line of the note, or nothing and why."""

    tag: str = ""
    becomes: str = ""
    why_not: str = ""
    could_be: str = ""
    is_moment: bool = False
    is_safety: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class RowTags:
    """What the labels of one row become; a row without labels is a skipped answer.

    `texts` are labels that are too long for a tag.
    """

    tags: tuple[str, ...] | None
    is_moment: bool
    texts: tuple[str, ...] = ()


class Labels:
    """Makes tags of labels, and counts in the report what became of each."""

    def __init__(self, options: ImportOptions, report: ImportReport) -> None:
        self._report = report
        self._vocabulary = options.vocabulary
        self._folds = options.fold
        self._intimate = {fold(word) for word in options.intimate}
        self._seen: dict[tuple[str, bool], _Label] = {}

    def tags_of(self, labels: Iterable[str], feelings: Collection[str] = ()) -> RowTags:
        """The tags of one row, in their order, each once; `feelings` are labels that are one."""
        tags: dict[str, None] = {}
        texts: list[str] = []
        is_moment = False
        for label in labels:
            label = label.strip()
            if not label:
                continue
            found = self._label(label, label in feelings)
            if found.is_safety:
                self._report.add_safety(label)
            if found.is_moment:
                is_moment = True
                self._report.map(label, "an intimate moment")
            elif found.is_text:
                texts.append(label)
                self._report.map("labels too long for a tag", "lines of the note")
            elif found.tag:
                tags[found.tag] = None
                if found.tag in MAY_BE_A_MOMENT and not self._intimate:
                    self._report.offer_moment(label)
                if found.could_be:
                    self._report.offer_fold(label, found.could_be)
                if found.becomes:
                    self._report.map(label, found.becomes)
            else:
                self._report.drop(label, found.why_not)
        return RowTags(tuple(tags) or None, is_moment, tuple(texts))

    def is_moment(self, label: str) -> bool:
        """Whether the person named this label as one that marks a moment."""
        return fold(label[:LABEL_MOST]) in self._intimate

    def _label(self, label: str, is_feeling: bool) -> _Label:
        if len(label) > LABEL_MOST:
            return _Label(is_text=True)
        found = self._seen.get((label, is_feeling))
        if found is None:
            found = self._made_of(label, is_feeling)
            if len(self._seen) >= _CACHED_MOST:
                self._seen.clear()
            self._seen[label, is_feeling] = found
        return found

    def _made_of(self, label: str, is_feeling: bool) -> _Label:
        folded = fold(label)
        if folded in self._intimate:
            return _Label(is_moment=True)
        tag = _made_valid(folded)
        if not tag:
            return _Label(why_not="it has no letter and no digit")
        bare = tag.replace("'", "")
        if bare in NONE_FITS:
            return _Label(why_not="it means that nothing fits")
        if len(tag) > TAG_MOST:
            return _Label(is_text=True)
        is_safety = not SAFETY_CARDS.isdisjoint(
            (*self._vocabulary.cards_for(tag), *self._vocabulary.disclosures.in_word(tag).cards)
        )
        slug = self._vocabulary.counts_with(tag)
        is_plain = bare in self._vocabulary.plain_feelings
        if self._vocabulary.known(slug) and (self._folds or (is_feeling and is_plain)):
            becomes = "" if slug == folded else f"the tag {slug}"
            return _Label(slug, becomes, is_safety=is_safety)
        could_be = slug if self._vocabulary.known(slug) and not (is_plain or is_safety) else ""
        becomes = "" if tag == folded else f"your own tag {tag}"
        return _Label(tag, becomes, could_be=could_be, is_safety=is_safety)


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


def mood_of_level(level: int) -> int:
    """One of five levels, from 1 upwards, spread evenly over 0 to 10: 0, 3, 5, 8 or 10."""
    return _half_up(Fraction((level - 1) * MOOD_MOST, 4))


def mood_on_scale(
    text: str, column: str, options: ImportOptions, report: ImportReport
) -> int | None:
    """A number between the two ends of a scale, spread evenly over 0 to 10; `None` for no mood.

    The scale is `options.scale`; `7/10` and `70%` have their own.
    """
    said = " ".join(text.split())
    low, high = options.scale or _USUAL_SCALE
    if not said or said.casefold() in _NO_MOOD:
        return None
    if found := _OF_MOST.fullmatch(said):
        if int(found[2]) != high:
            raise CellError(
                column,
                f"it counts to {found[2]}, and the scale is {low} to {high}",
                f"Give the numbers of the worst and the best mood, as in --scale 1-{found[2]}.",
            )
        number = _fraction(found[1])
    elif found := _PERCENT.fullmatch(said):
        low, high = 0, 100
        number = _fraction(found[1])
    elif _NUMBER.fullmatch(said):
        number = _fraction(said)
    else:
        raise CellError(column, "this is not a number")
    if not low <= number <= high:
        raise CellError(
            column,
            f"the number is not from {low} to {high}",
            "Give the numbers of the worst and the best mood, as in --scale 1-5.",
        )
    mood = _half_up((number - low) * MOOD_MOST / (high - low))
    if said != str(mood):
        report.map(f"mood {said} (of {low} to {high})", str(mood))
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


def means_no(text: str) -> bool:
    """Whether a cell says that something did not happen: a word for no, zero, no time at all."""
    word = text.strip().casefold()
    return word in _MEANS_NO or _ZERO.fullmatch(word) is not None


def is_number(text: str) -> bool:
    """Whether this is a number, or means that there is none."""
    said = " ".join(text.split())
    return said.casefold() in _NO_MOOD or any(
        pattern.fullmatch(said) for pattern in (_NUMBER, _OF_MOST, _PERCENT)
    )


def split_labels(cell: str) -> list[str]:
    """The labels of a cell like `walk | music`."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _half_up(number: Fraction) -> int:
    return int((2 * number + 1) // 2)


def _key(word: str) -> str:
    return " ".join(fold(word).split())


def _made_valid(folded: str) -> str:
    """The label as a tag, however long; empty if no character of it can be in one."""
    is_whole = safe(folded) == folded
    text = "".join(c if _allowed(c) or (is_whole and c in _JOINERS) else "-" for c in folded)
    text = _HYPHENS.sub("-", text).strip("-")
    try:
        return valid_tag(text) if len(text) <= TAG_MOST else text
    except InvalidInput:
        return ""


@lru_cache(maxsize=_CACHED_MOST)
def _allowed(character: str) -> bool:
    try:
        return valid_tag(f"a{character}a") != ""
    except InvalidInput:
        return False
