"""Phrases that are written almost as people write, and how they are found in a text.

    {a|b c}   one of these            [a|b]   one of these, or nothing
    <name>    one of a named list     ..4     up to four words of any kind
    -{a|b}    not followed by these   !a      inside braces: this one denies the phrase
    ^   $     at the start, at the end of a clause
    *ing      any word with this end  #         a number of two digits or more

Between two pieces of a phrase, filler words such as "just" or "has been" may stand, and a
word that denies it, such as "never"; one that stands right before it denies it as well.
Capitals, apostrophes, hyphens and punctuation make no difference. Every phrase is bounded,
so looking for one takes time in proportion to the text.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

# A plain text has a space after each word, and `.` or `,` as a word where punctuation was.
AND_ON: Final = r" (?:[.,] )*"
BETWEEN_MOST: Final = 3
BEFORE_MOST: Final = 4

_WORDS: Final = re.compile(r"[^\W_]+(?:['*@][^\W_]+)*'?|[.!?;\n\u2026]+|[,:()]")
_APOSTROPHES: Final = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032\uff07", "'")
)
_STOPS: Final = frozenset(".!?;\n\u2026")
_PAUSES: Final = frozenset(",:()")
_INSIDE: Final = str.maketrans("", "", "'*@")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")  # "nooo"
_SIGNS: Final = re.compile(r"\.\.\d+|<[\w-]+>|-\{|[{}\[\]|^$!]|[^\s{}\[\]|<>^$!]+")


class Piece(NamedTuple):
    """A piece of a phrase: as a regular expression, and the words of which one must be there.

    `keys` is empty where no word must be there. A piece is not `possible` where it can't be in
    the text that its grammar is for.
    """

    source: str
    keys: frozenset[str] = frozenset()
    joins: bool = True
    possible: bool = True


class Pattern:
    """One phrase, read and compiled when it is first looked for."""

    def __init__(self, says: str, grammar: "Grammar") -> None:
        self.says = says
        self._grammar = grammar
        self._expressions: dict[Grammar, re.Pattern[str] | None] = {}

    @cached_property
    def needs(self) -> Sequence[frozenset[str]]:
        """Of each of these, a word must be in the text; the rarest come first."""
        keys = (piece.keys for piece in self._grammar.pieces(self.says) if piece.keys)
        return sorted(keys, key=self._grammar.commonness)

    def may_be_in(self, words: Collection[str]) -> bool:
        """Whether a text of these words can hold the phrase at all."""
        return not any(need.isdisjoint(words) for need in self.needs)

    def _expression(self, grammar: "Grammar") -> re.Pattern[str] | None:
        """The phrase as this grammar has it; `None` where a piece of it can't be in the text."""
        if grammar not in self._expressions:
            pieces = grammar.pieces(self.says)
            count = iter(range(1000))
            source = re.sub(
                r"\?P<no>", lambda _: f"?P<no{next(count)}>", grammar.expression(pieces)
            )
            possible = all(piece.possible for piece in pieces)
            self._expressions[grammar] = re.compile(source) if possible else None
        return self._expressions[grammar]

    def found_in(self, plain: str, grammar: "Grammar") -> Iterator[tuple[int, int, bool]]:
        """Where the phrase starts and ends, and whether it is denied there.

        `grammar` is the whole one, or the one for this text.
        """
        expression = self._expression(grammar)
        at = 0
        while expression is not None and (found := expression.search(plain, at)):
            denied = any(found.groupdict().values()) or self._grammar.denied_before(
                plain[: found.start()], found.group().split(" ", 1)[0]
            )
            yield found.start(), found.end(), denied
            # Inside a denied phrase there may be a shorter one, and it is denied as well.
            at = found.end() if denied else plain.find(" ", found.start()) + 1


@dataclass(eq=False, repr=False)
class Grammar:
    """How phrases are read: the named lists, the spellings, and the words with a role.

    `lists` holds what `<name>` stands for. `spelling` maps a word to how phrases write it,
    such as "didnt" to "did not". `filler`, `denial` and `ends` are what may stand between
    the pieces of a phrase, what denies one, and what may follow the end of a clause;
    `denies_before` denies only right before a phrase. `common` are words that nearly every
    text holds. `words`, where given, are those of the one text that the grammar is for.
    """

    lists: Mapping[str, Sequence[str]]
    spelling: Mapping[str, str]
    filler: Sequence[str]
    denial: Sequence[str]
    denies_before: Sequence[str]
    ends: Sequence[str]
    starts: Sequence[str]
    common: Collection[str]
    words: frozenset[str] | None = None

    def within(self, plain: str) -> "Grammar":
        """The grammar for one text: all that can't be in it is left out, and nothing else.

        To compile a whole phrase takes longer than all else that a note needs.
        """
        words = frozenset(plain.split())

        def possible(phrases: Sequence[str]) -> list[str]:
            return [one for one in phrases if words.issuperset(self.plain(one).split())]

        return replace(
            self,
            words=words,
            filler=possible(self.filler),
            denial=possible(self.denial),
            ends=possible(self.ends),
        )

    def plain(self, text: str) -> str:
        """The text as phrases see it: words in small letters with one space after each."""
        text = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
        spelling = self.spelling
        found = []
        for word in _WORDS.findall(text):
            if word[0] in _STOPS:
                found.append(".")
            elif word in _PAUSES:
                found.append(",")
            else:
                word = _STRETCHED.sub(r"\1", word)
                bare = word.translate(_INSIDE)
                found.append(spelling.get(word) or spelling.get(bare) or bare)
        return " ".join(found) + " "

    def pattern(self, says: str) -> Pattern:
        """A phrase, ready to be looked for."""
        return Pattern(says, self)

    def pieces(self, says: str) -> Sequence[Piece]:
        """The pieces of a phrase, in their order."""
        signs = _SIGNS.findall(says)
        pieces, left = self._sequence(signs)
        if left:
            raise ValueError(f"a bracket of a phrase is not closed: {says}")
        return pieces

    def expression(self, pieces: Sequence[Piece]) -> str:
        """The regular expression of a phrase of these pieces."""
        source, joins = r"(?<![^ ])", False
        for piece in pieces:
            source += (self._between if joins and piece.joins else "") + piece.source
            joins = piece.joins
        return source

    def commonness(self, keys: Collection[str]) -> tuple[int, int]:
        """How many of the words nearly every text holds, and how many words there are."""
        return sum(word in self.common for word in keys), len(keys)

    def denied_before(self, text: str, first: str) -> bool:
        """Whether a text ends in a denial of what follows, of which `first` is the first word."""
        for word in reversed(text.split()[-BEFORE_MOST:]):
            if word in self._denials:
                return True
            if word in self._denials_of_things:
                return first not in self._pronouns
            if word not in self._fillers:
                return False
        return False

    @cached_property
    def _denials(self) -> frozenset[str]:
        # The last word of "no longer" denies by itself nowhere else.
        return frozenset(phrase.split()[-1] for phrase in self.denial) - frozenset(self.filler)

    @cached_property
    def _denials_of_things(self) -> frozenset[str]:
        return frozenset(self.denies_before)

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return frozenset(words for words in self.filler if " " not in words)

    @cached_property
    def _pronouns(self) -> frozenset[str]:
        return frozenset({"i", "he", "she", "they", "you", "my"})

    @cached_property
    def _between(self) -> str:
        filler = self._one_of(sorted(self.filler, key=len, reverse=True))
        denial = self._one_of(sorted(self.denial, key=len, reverse=True))
        fillers = f"(?:{filler}){{0,{BETWEEN_MOST}}}?" if filler else ""
        after = f"(?:{filler}){{0,2}}?" if filler else ""
        return fillers + (f"(?:(?P<no>{denial}){after})?" if denial else "")

    @cached_property
    def _start(self) -> str:
        behind = "".join(rf"|(?<=\b{word} )" for word in self.starts)
        return rf"(?:\A|(?<=[.,] ){behind})"

    @cached_property
    def _end(self) -> str:
        ends = self._one_of(self.ends)
        return rf"(?:\Z|(?<=[.,] ){f'|(?={ends})' if ends else ''})"

    def _one_of(self, alternatives: Sequence[str]) -> str:
        if not alternatives:
            return ""
        words = (self.plain(one).strip().replace(" ", AND_ON) for one in alternatives)
        return f"(?:{'|'.join(words)}){AND_ON}"

    def _sequence(self, signs: list[str]) -> tuple[list[Piece], list[str]]:
        """The pieces up to the end of a group, and the signs that are left."""
        pieces: list[Piece] = []
        while signs and signs[0] not in ("|", "}", "]"):
            sign, signs = signs[0], signs[1:]
            if sign in ("{", "[", "-{"):
                piece, signs = self._group(sign, signs)
                pieces.append(piece)
            else:
                pieces.append(self._piece(sign))
        return pieces, signs

    def _piece(self, sign: str) -> Piece:
        if sign == "^":
            return Piece(self._start, joins=False)
        if sign == "$":
            return Piece(self._end, joins=False)
        if sign == "..1":
            # "she never pressures me": in a longer gap, it may deny something else.
            return Piece(r"(?:(?P<no>never |hardly )|(?!never |hardly )[^ ]+ )??", joins=False)
        if sign.startswith(".."):
            return Piece(rf"(?:[^ ]+ ){{0,{int(sign[2:])}}}?", joins=False)
        if sign == "#":
            return Piece(rf"[0-9]{{2,}}{AND_ON}")
        if sign.startswith("*"):
            return Piece(rf"[^ ]+{sign[1:]}{AND_ON}")
        if sign.startswith("<"):
            return self._list(sign[1:-1])
        known = sign in self.spelling or not sign.isalpha()
        if not known:
            return Piece(sign + AND_ON, frozenset((sign,)), possible=self._has((sign,)))
        plain = self.plain(sign).split()
        keys = frozenset({self._rarest(plain)})
        return Piece(AND_ON.join((*plain, "")), keys, possible=self._has(plain))

    def _has(self, words: Collection[str]) -> bool:
        """Whether all these words can be in the text."""
        return self.words is None or self.words.issuperset(words)

    def _list(self, name: str) -> Piece:
        piece = self._piece_of_lists.get(name)
        if piece is None:
            piece, _ = self._group("{", [*self._signs_of(name)])
            self._piece_of_lists[name] = piece
        return piece

    @cached_property
    def _piece_of_lists(self) -> dict[str, Piece]:
        return {}

    def _signs_of(self, name: str) -> Iterator[str]:
        for number, alternative in enumerate(self.lists[name]):
            if number:
                yield "|"
            yield from _SIGNS.findall(alternative)
        yield "}"

    def _group(self, opening: str, signs: list[str]) -> tuple[Piece, list[str]]:
        sources: list[str] = []
        keys: set[str] = set()
        must = opening == "{"
        while True:
            denies = bool(signs) and signs[0] == "!"
            pieces, signs = self._sequence(signs[1:] if denies else signs)
            source = "".join(piece.source for piece in pieces)
            if all(piece.possible for piece in pieces):
                sources.append(f"(?P<no>{source})" if denies else source)
            needed = [piece.keys for piece in pieces if piece.keys]
            if needed:
                rarest = min(needed, key=self.commonness)
                keys |= rarest
            else:
                must = False
            if not signs:
                raise ValueError("a bracket of a phrase is not closed")
            sign, signs = signs[0], signs[1:]
            if sign != "|":
                break
        source = f"(?:{'|'.join(sources)})"
        if opening == "-{":
            return Piece(f"(?!{'|'.join(sources)})" if sources else "", joins=False), signs
        if opening == "[":
            return Piece(f"{source}?" if sources else ""), signs
        needed_keys = frozenset(keys) if must else frozenset[str]()
        return Piece(source, needed_keys, possible=bool(sources)), signs

    def _rarest(self, words: Sequence[str]) -> str:
        return min(words, key=lambda word: (word in self.common, -len(word)))
