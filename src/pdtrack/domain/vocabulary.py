"""The words of the diary as values, and how a typed word finds its tag.

Tags, causes and sentences are not here: they are rows of the files in `pdtrack.content`.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

from pdtrack.domain.caseless import caseless
from pdtrack.domain.disclosure import Disclosure, Disclosures
from pdtrack.domain.safe_text import safe
from pdtrack.errors import InvalidInput

Feeling = Literal["pleasant", "unpleasant", "neutral"]
Role = Literal["context", "reaction", "safety"]
# What the numbers of a cause count: harder moments, or all entries.
CauseCounts = Literal["hard", "entries"]
# What speaks for a cause: its tags alone, or with an answer, or tears that feel good.
Evidence = Literal["tags", "pain", "orgasm", "happy-tears"]
FEELINGS: Final[tuple[Feeling, ...]] = get_args(Feeling)
ROLES: Final[tuple[Role, ...]] = get_args(Role)
CAUSE_COUNTS: Final[tuple[CauseCounts, ...]] = get_args(CauseCounts)
EVIDENCE: Final[tuple[Evidence, ...]] = get_args(Evidence)
NONE_FITS: Final = frozenset({"none", "none-fits"})
# The same where a person types; in a file "nothing" may be a word of their own.
NOTHING: Final = NONE_FITS | {"nothing", "nothing-fits"}
TAG_MOST: Final = 40
SUGGESTIONS_MOST: Final = 3
SENTENCE_LEAST: Final = 4  # words; fewer may be a tag
SUGGEST_LEAST: Final = 4  # shorter words are too easily like one another
SUGGEST_CUTOFF: Final = 0.8
SHORT: Final = 6  # below, one other letter can make another word: "tied", "tired"
SHORT_CUTOFF: Final = 0.9
SEARCH_CUTOFF: Final = 0.7
_OPPOSING: Final = ("no-", "not-", "non-", "un", "dis", "in", "im")

_JOINTS: Final = re.compile(r"[ _-]+")
_EDGES: Final = " \t\n\r\f\v_-"
_SPACE_CATEGORY: Final = "Zs"
# The modifiers that colour an emoji.
_SKIN: Final = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_MARKS_ALLOWED: Final = frozenset("-.'+&/")
_APOSTROPHES: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'"})


class Group(NamedTuple):
    """A heading of the tag question."""

    slug: str
    title: str


class Tag(NamedTuple):
    """A known tag and what it may count for.

    `strong` and `weak` are numbers of causes; a weak one is never enough alone. `card` and
    `line` are printed at entry from a single entry. `as_pain` and `as_tears` are the steps that the
    tag counts as where the answer of that name was skipped.
    """

    slug: str
    meaning: str
    group: str
    feels: Feeling
    role: Role
    source: str
    strong: frozenset[int] = frozenset()
    weak: frozenset[int] = frozenset()
    synonyms: tuple[str, ...] = ()
    card: str = ""
    line: str = ""
    asks_consent: bool = False
    as_pain: int = 0
    as_tears: int = 0


class Choice(NamedTuple):
    """One answer to an ambiguous word: the words on screen and the tag that they mean.

    `cards` are those that the answer calls for besides the card of the tag.
    """

    say: str
    tag: str
    cards: tuple[str, ...] = ()


class Ambiguous(NamedTuple):
    """A word with more than one meaning, which is asked about and never guessed."""

    word: str
    question: str
    options: tuple[Choice, ...]


class Cause(NamedTuple):
    """One of the causes: the text of its reflection, and what is known about it.

    `counts`: what the numbers in `text` count, `hard` moments or all `entries`. `short`: what
    stays of `text` after its first sentence, where another reflection comes before it.
    `tier`: inside one entry, the causes of the lowest tier that has any are the only ones
    that count. `evidence`: what speaks for it; `tags` alone, or with `pain` or `orgasm`
    as answered, or `happy-tears`. `speaks_with` names a care rule that lets it speak
    below the usual counts. `partly` counts moments that were wanted in part, and `but_solo`
    none of someone alone; `needs_yes`
    wants every counted moment to have been wanted; `silent_after_safety` keeps it quiet
    while the look-back holds an entry where safety came first. `words` find its page.
    """

    number: int
    slug: str
    title: str
    counts: CauseCounts
    text: str
    short: str
    why: str
    source: str
    tier: int = 3
    evidence: Evidence = "tags"
    speaks_with: str = ""
    partly: bool = False
    but_solo: bool = False
    needs_yes: bool = False
    silent_after_safety: bool = False
    words: tuple[str, ...] = ()


class KnownWord(NamedTuple):
    """The word is a known tag, or counts with one; `word` is what is stored and shown."""

    tag: str
    word: str


class OwnWord(NamedTuple):
    """The word is a tag that this person has used before."""

    tag: str


class AmbiguousWord(NamedTuple):
    """The word has more than one meaning: ask."""

    ambiguous: Ambiguous


class OtherAnswer(NamedTuple):
    """The word is no tag but answers another question, such as "crying": whether you cried."""

    answer: str
    value: int


class Sentence(NamedTuple):
    """Several words that are no tag: they may be kept as a note."""

    text: str


class NearMiss(NamedTuple):
    """The word is close to words that are known; each suggestion can be resolved again."""

    word: str
    suggestions: tuple[str, ...]


class NewWord(NamedTuple):
    """The word was never used before and may become an own tag."""

    tag: str


class NoneFits(NamedTuple):
    """The person was asked, and no tag fits."""


Resolved = (
    Disclosure
    | KnownWord
    | OwnWord
    | AmbiguousWord
    | OtherAnswer
    | Sentence
    | NearMiss
    | NewWord
    | NoneFits
)


def fold(word: str) -> str:
    """The normal form of a typed word: `" #Happy_tears"` becomes `happy-tears`."""
    text = caseless(word).translate(_APOSTROPHES)
    text = "".join(" " if unicodedata.category(c) == _SPACE_CATEGORY else c for c in text)
    return _JOINTS.sub("-", text.lstrip(_EDGES + "#@").rstrip(_EDGES))


def valid_tag(word: str) -> str:
    """The folded word, if it can be a tag; raises `InvalidInput` if not."""
    text = fold(word)
    if not text:
        raise InvalidInput("A tag is empty.", "Type a word, or leave the tag out.")
    if len(text) > TAG_MOST:
        raise InvalidInput(
            f"A tag has more than {TAG_MOST} characters.",
            "Use a shorter word, and put the rest in the note.",
        )
    shown = safe(text)
    for character in text:
        if not _allowed(character) and not (_is_format(character) and shown == text):
            raise _not_in_tags(character)
    if not any(_has_meaning(character) for character in text):
        raise InvalidInput("A tag has no letter and no digit.", "Type a word.")
    return text


def helped_words(typed: Sequence[str]) -> tuple[str, ...]:
    """What helped, folded like tags; `()` where nothing did."""
    found = [valid_tag(word) for text in typed for word in text.split(",")]
    rest = [word for word in found if word not in NOTHING]
    if rest and len(rest) < len(found):
        raise InvalidInput(
            '"none" can\'t be combined with other words.', "Leave out one of the two."
        )
    return tuple(dict.fromkeys(rest))


def _allowed(character: str) -> bool:
    category = unicodedata.category(character)
    if character in _MARKS_ALLOWED or character in _SKIN:
        return True
    return category[0] in "LNM" or category == "So"


def _is_format(character: str) -> bool:
    """Whether it is seen only by what it joins, as in an emoji or a Persian word."""
    return unicodedata.category(character) == "Cf"


def _has_meaning(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "So"


def _not_in_tags(character: str) -> InvalidInput:
    """The error that names the character that a tag can't have."""
    named = f'"{character}"' if character.isprintable() else f"U+{ord(character):04X}"
    return InvalidInput(
        f"A tag can't have {named} in it.",
        "Use letters, digits, emoji, hyphens and . ' + & / only.",
    )


@dataclass(eq=False, repr=False)
class Vocabulary:
    """All known tags and words, and the questions that can be asked about them.

    `other_answers` are words that fill another answer than the tags, and `synonym_lines`
    and `synonym_cards` the lines and cards that some synonyms call for besides their tag's.
    `plain_feelings` are words that mean the same feeling in every app.
    """

    tags: tuple[Tag, ...]
    groups: tuple[Group, ...]
    ambiguous: tuple[Ambiguous, ...]
    other_answers: Mapping[str, OtherAnswer]
    synonym_lines: Mapping[str, str]
    synonym_cards: Mapping[str, str]
    # Read when they are first needed: a known tag needs none of them.
    load_disclosures: Callable[[], Disclosures]
    plain_feelings: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._by_slug = {tag.slug: tag for tag in self.tags}
        self._slug_of = {word: tag.slug for tag in self.tags for word in tag.synonyms}
        self._slug_of |= {slug: slug for slug in self._by_slug}
        self._asked = {ambiguous.word: ambiguous for ambiguous in self.ambiguous}

    def known(self, slug: str) -> bool:
        """Whether this is the name of a known tag."""
        return slug in self._by_slug

    def tag(self, slug: str) -> Tag | None:
        """The known tag of that name; an own tag has none."""
        return self._by_slug.get(slug)

    def counts_with(self, word: str) -> str:
        """The tag that a stored word counts with: a word that is no synonym, with itself."""
        return self._slug_of.get(_bare(word), word)

    def label_counts_with(self, label: str) -> str:
        """The tag that a label of another app counts with.

        Plain feelings and words about safety count with theirs, any other word with itself;
        the name of a known tag that is neither counts for nothing, which is an empty word.
        """
        slug = self.counts_with(label)
        if slug == label and slug not in self._by_slug:
            return label
        if _bare(label) in self.plain_feelings or self._by_slug[slug].role == "safety":
            return slug
        return "" if label in self._by_slug else label

    def tag_for(self, word: str) -> Tag | None:
        """The known tag that a stored word counts with; a person's own tag has none."""
        return self._by_slug.get(self.counts_with(word))

    def cards_for(self, word: str) -> tuple[str, ...]:
        """The cards that a stored word calls for as the tag or synonym that it is."""
        tag = self.tag_for(word)
        cards = ("" if tag is None else tag.card, self.synonym_cards.get(_bare(word), ""))
        return tuple(card for card in cards if card)

    def lines_for(self, word: str) -> tuple[str, ...]:
        """The lines that a stored word calls for as the tag or synonym that it is."""
        tag = self.tag_for(word)
        lines = ("" if tag is None else tag.line, self.synonym_lines.get(_bare(word), ""))
        return tuple(line for line in lines if line)

    def strong_for(self, cause: int) -> frozenset[str]:
        """The tags that may count for a cause."""
        return frozenset(tag.slug for tag in self.tags if cause in tag.strong)

    def feeling(self, feels: Feeling) -> frozenset[str]:
        """The tags that feel so: pleasant, unpleasant or neutral."""
        return frozenset(tag.slug for tag in self.tags if tag.feels == feels)

    def with_role(self, role: Role) -> frozenset[str]:
        """The tags of a role: context, reaction or safety."""
        return frozenset(tag.slug for tag in self.tags if tag.role == role)

    def in_group(self, group: str) -> tuple[Tag, ...]:
        """The tags under one heading, in their order."""
        return tuple(tag for tag in self.tags if tag.group == group)

    @property
    def disclosures(self) -> Disclosures:
        """What finds the words and sentences that call for a card."""
        return self.load_disclosures()

    @property
    def consent_words(self) -> frozenset[str]:
        """The words about consent, which nobody gets as a tag by typing them."""
        return self.disclosures.consent_words

    def discloses(self, word: str) -> bool:
        """Whether a stored word calls for a card, so that it is offered in no menu."""
        tag = self.tag_for(word)
        return tag.role == "safety" if tag else bool(self.disclosures.in_word(word).cards)

    def resolve(self, word: str, own: Collection[str] = ()) -> Resolved:
        """What a typed word means; raises `InvalidInput` if it can't be a tag.

        Words that call for a card come before everything else: they are never corrected,
        refused, or kept as a tag of the person's own.
        """
        bare = _bare(fold(word))
        if bare in NOTHING:
            return NoneFits()
        if slug := self._slug_of.get(bare):
            return self._known(slug, slug if bare == slug else fold(word))
        if ambiguous := self._asked.get(bare):
            return AmbiguousWord(ambiguous)
        if other := self.other_answers.get(bare):
            return other
        disclosure = self.disclosures.in_word(word)
        if disclosure.cards:
            return disclosure
        if len(word.split()) >= SENTENCE_LEAST:
            return Sentence(word.strip())
        text = valid_tag(word)
        if text in own:
            return OwnWord(text)
        suggestions = self._near(text, own)
        return NearMiss(text, suggestions) if suggestions else NewWord(text)

    @property
    def _offered(self) -> frozenset[str]:
        """The words that may be offered as corrections: none that calls for a card."""
        return frozenset(
            word for word, slug in self._slug_of.items() if self._by_slug[slug].role != "safety"
        )

    def _known(self, slug: str, word: str) -> Resolved:
        if self._by_slug[slug].role == "safety":
            return Disclosure(self.cards_for(word), tag=word)
        return KnownWord(slug, word)

    def near(self, text: str, own: Collection[str]) -> tuple[str, ...]:
        """Tags that a search may have meant, farther ones as well: it changes nothing."""
        return self._near(text, own, SEARCH_CUTOFF)

    def _near(
        self, text: str, own: Collection[str], cutoff: float | None = None
    ) -> tuple[str, ...]:
        if len(text) < SUGGEST_LEAST:
            return ()
        from difflib import get_close_matches  # 4 ms that most commands never need

        words = sorted(self._offered.union(self._asked, own))
        digits = _digits(text)
        alike = [w for w in words if _digits(w) == digits and not _are_opposites(text, w)]
        cutoff = cutoff or (SHORT_CUTOFF if len(text) < SHORT else SUGGEST_CUTOFF)
        found = get_close_matches(text, alike, n=2 * SUGGESTIONS_MOST, cutoff=cutoff)
        found = [word for word in found if not self.discloses(word)]
        one_each = {self._slug_of.get(word, word): word for word in reversed(found)}
        return tuple(word for word in found if word in one_each.values())[:SUGGESTIONS_MOST]


def _bare(word: str) -> str:
    # "can't" and "cant" are one word.
    return word.replace("'", "")


def _are_opposites(one: str, other: str) -> bool:
    """Whether one of the words denies the other, as in "aftercare" and "no-aftercare"."""
    return any(one == f"{no}{other}" or other == f"{no}{one}" for no in _OPPOSING)


def _digits(word: str) -> str:
    # `week-1` and `week-2` look alike and are two tags on purpose.
    return "".join(character for character in word if character.isdigit())
