"""Which cards and lines an entry calls for, and the cards that mark it for good.

Safety is a fact of the entry, by whatever route it came: an answer, a tag, a sentence where a
tag goes, a note, an import, or a journal from an older version.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import PAIN

if TYPE_CHECKING:
    from pdtrack.domain.analysis.care import Care

_SEVERE: Final = PAIN.index("severe")


@cache
def care() -> Care:
    """The care rules, ready to use."""
    from pdtrack.content import library
    from pdtrack.domain.analysis.care import Care
    from pdtrack.domain.analysis.classify import Classifier

    vocabulary = library.vocabulary()
    return Care(library.care_rules(), Classifier.of(vocabulary), vocabulary)


def marks() -> frozenset[str]:
    """The cards that mark an entry for good, by whatever route they came."""
    from pdtrack.domain.disclosure import SAFETY_CARDS

    return SAFETY_CARDS


def cards_for(entry: Entry) -> tuple[str, ...]:
    """The cards that an entry calls for, or is marked with, most urgent first."""
    if not has_words(entry):
        return ()
    return care().cards(entry)


def lines_for(entry: Entry) -> tuple[str, ...]:
    """The lines that an entry calls for besides its cards."""
    if not (has_words(entry) or entry.pain == _SEVERE):
        return ()
    return care().lines(entry)


def marked(entry: Entry, cards: Sequence[str] = ()) -> Entry:
    """`entry` with the marks of `cards` and of the cards that it calls for; none goes away.

    Where `wanted` says what a word about consent meant, its card is the one that counts.
    """
    own = cards_for(entry)
    if not (cards or own):
        return entry
    from pdtrack.domain.disclosure import CONSENT_CARDS

    if not CONSENT_CARDS.isdisjoint(own):
        cards = [card for card in cards if card not in CONSENT_CARDS]
    called = (*cards, *own)
    new = [card for card in called if card in marks()]
    return entry._replace(cards=tuple(dict.fromkeys((*entry.cards, *new))))


def has_words(entry: Entry) -> bool:
    """Whether something was answered that a card or a message can be about.

    Numbers alone call for none, so the library need not be read for them.
    """
    return (
        entry.wanted is not None or bool(entry.tags) or entry.note is not None or bool(entry.cards)
    )
