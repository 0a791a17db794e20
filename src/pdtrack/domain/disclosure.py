"""Plain words and sentences that call for a card.

The phrases are rows of `content/disclosure.toml`; `pdtrack.domain.phrase` reads them.
pdtrack does not understand notes: it finds words, and a word that denies them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    # A known tag needs no phrase.
    from pdtrack.domain.phrase import Grammar, Pattern

# An entry that called for one of these counts for no cause, no link and no comparison.
SAFETY_CARDS: Final = frozenset(
    {
        "card-not-agreed",
        "card-pressured",
        "card-unsure",
        "card-partner-harm",
        "card-self-harm",
        "card-neck",
    }
)
CONSENT_CARDS: Final = frozenset({"card-not-agreed", "card-pressured", "card-unsure"})
# After so many texts it is worth compiling whole phrases.
FEW_TEXTS: Final = 24
# What a denied phrase leaves: "he never hit me" asks nothing, and still gets a line.
SUPPORT_LINE: Final = "line-support"


class Phrase(NamedTuple):
    """One phrase and what it calls for.

    `unless` names contexts, such as a film, that make it harmless in the same sentence.
    """

    says: str
    cards: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Disclosure(NamedTuple):
    """The cards and lines that words call for; it is true where there are any.

    `tag` is the word where it is a known tag, or counts with one.
    """

    cards: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    tag: str = ""

    def __bool__(self) -> bool:
        return bool(self.cards or self.lines)

    @property
    def asks_consent(self) -> bool:
        """Whether it is about consent, so that how wanted it was may be asked."""
        return not CONSENT_CARDS.isdisjoint(self.cards)

    @property
    def is_safety(self) -> bool:
        """Whether safety comes before anything else now."""
        return not SAFETY_CARDS.isdisjoint(self.cards)


@dataclass(eq=False, repr=False)
class Disclosures:
    """Finds what a text or a typed word discloses.

    `words` are whole answers, with hyphens for spaces, and what they call for; in a
    sentence such a word may be harmless. `contexts` are lists of phrases, by their name.
    `known_index`, where a build has brought it along, is what `index` would find.
    """

    phrases: tuple[Phrase, ...]
    words: Mapping[str, Disclosure]
    contexts: Mapping[str, Sequence[str]]
    grammar: "Grammar"
    known_index: Mapping[str, Sequence[int]] | None = None
    _texts: int = 0
    _last: tuple[str, "Grammar"] | None = None

    def in_text(self, text: str) -> Disclosure:
        """What a note or a sentence discloses."""
        plain = self.grammar.plain(text)
        cards: dict[str, None] = {}
        lines: dict[str, None] = {}
        is_denied = False
        grammar = self._grammar_for(plain)
        for phrase, pattern in self._possible(plain):
            found = self._is_said(phrase, pattern, plain, grammar)
            if found:
                cards |= dict.fromkeys(phrase.cards)
                lines |= dict.fromkeys(phrase.lines)
            elif found is False:
                is_denied |= not SAFETY_CARDS.isdisjoint(phrase.cards)
        if is_denied and not cards:
            lines[SUPPORT_LINE] = None
        return Disclosure(tuple(cards), tuple(lines))

    def in_word(self, word: str) -> Disclosure:
        """What an answer of one or a few words discloses."""
        return self._whole.get(self.grammar.plain(word)) or self.in_text(word)

    @cached_property
    def consent_words(self) -> frozenset[str]:
        """The whole answers that are about consent."""
        return frozenset(word for word, found in self.words.items() if found.asks_consent)

    @cached_property
    def _whole(self) -> dict[str, Disclosure]:
        return {self.grammar.plain(word): found for word, found in self.words.items()}

    @cached_property
    def index(self) -> Mapping[str, Sequence[int]]:
        """By word, the numbers of the phrases that may be in a text with this word.

        Every phrase has to be read for it, which takes longer than all else that a note needs.
        """
        if self.known_index is not None:
            return self.known_index
        index: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self._patterns):
            for word in pattern.needs[0]:
                index.setdefault(word, []).append(number)
        return index

    @cached_property
    def _patterns(self) -> list[tuple[Phrase, "Pattern"]]:
        return [(phrase, self.grammar.pattern(phrase.says)) for phrase in self.phrases]

    @cached_property
    def _contexts(self) -> dict[str, list["Pattern"]]:
        pattern = self.grammar.pattern
        return {name: list(map(pattern, phrases)) for name, phrases in self.contexts.items()}

    def _possible(self, plain: str) -> Iterator[tuple[Phrase, "Pattern"]]:
        """The phrases of which a word is in the text, in their order."""
        words = set(plain.split())
        found = {number for word in words for number in self.index.get(word, ())}
        possible = (self._patterns[number] for number in sorted(found))
        return (one for one in possible if one[1].may_be_in(words))

    def _grammar_for(self, plain: str) -> "Grammar":
        """The grammar for this text alone, quick to make; after many texts, the whole one."""
        if self._last is None or self._last[0] != plain:
            self._texts += 1
            is_one_of_many = self._texts > FEW_TEXTS
            self._last = plain, self.grammar if is_one_of_many else self.grammar.within(plain)
        return self._last[1]

    def _is_said(
        self, phrase: Phrase, pattern: "Pattern", plain: str, grammar: "Grammar"
    ) -> bool | None:
        """Whether a text has the phrase: `False` if it only denies it, `None` without it."""
        found = None
        for start, end, denied in pattern.found_in(plain, grammar):
            if self._is_harmless(phrase, plain, start, end, grammar):
                continue
            if not denied:
                return True
            found = False
        return found

    def _is_harmless(
        self, phrase: Phrase, plain: str, start: int, end: int, grammar: "Grammar"
    ) -> bool:
        if not phrase.unless:
            return False
        begins = plain.rfind(" . ", 0, start + 1)
        ends = plain.find(" . ", max(end - 3, start))
        sentence = plain[max(begins + 3, 0) if begins >= 0 else 0 : ends if ends >= 0 else None]
        words = set(sentence.split())
        return any(
            not denied
            for name in phrase.unless
            for pattern in self._contexts[name]
            if pattern.may_be_in(words)
            for _, _, denied in pattern.found_in(sentence, grammar)
        )
