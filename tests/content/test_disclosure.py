"""Every phrase that calls for a card, both ways, and the corpus of sentences."""

from __future__ import annotations

import csv
from pathlib import Path

from cases import check_each
from pdtrack.content import library
from pdtrack.content.rows import from_file
from pdtrack.domain.disclosure import Disclosure, Disclosures, Phrase

DISCLOSURES = library.disclosures()
FAMILIES = from_file("disclosure.toml")["family"]
ROWS = [
    (
        finds,
        (
            Phrase(
                says,
                tuple(family.get("cards", ())),
                tuple(family.get("lines", ())),
                tuple(family.get("unless", ())),
            ),
            finds,
            not_in,
        ),
    )
    for family in FAMILIES
    for says, finds, not_in in family["phrases"]
]
CORPUS = list(
    csv.DictReader(
        Path(__file__).with_name("disclosures.csv").read_text(encoding="utf-8").splitlines()
    )
)


def alone(phrase: Phrase) -> Disclosures:
    """One phrase, in the same contexts as all."""
    return Disclosures((phrase,), {}, DISCLOSURES.contexts, DISCLOSURES.grammar)


def test_every_phrase_finds_its_sentence_and_no_harmless_one() -> None:
    """Both are beside the phrase in its file."""

    def check(row: tuple[Phrase, str, str]) -> None:
        phrase, finds, not_in = row
        assert alone(phrase).in_text(finds) == Disclosure(phrase.cards, phrase.lines)
        assert not alone(phrase).in_text(not_in), not_in

    check_each(ROWS, check)


def test_the_tuned_sentences_have_their_cards() -> None:
    """A disclosure has its card, a denied one the line about support, a harmless one nothing."""

    def check(row: dict[str, str]) -> None:
        assert is_right(row), DISCLOSURES.in_text(row["sentence"])

    check_each(((row["sentence"], row) for row in CORPUS if row["part"] == "tuned"), check)


def is_right(row: dict[str, str]) -> bool:
    """Whether a sentence has what it calls for; another card beside it does no harm."""
    found = DISCLOSURES.in_text(row["sentence"])
    if row["card"] == "none":
        return not found
    if row["card"] == "support":
        return found == Disclosure((), ("line-support",))
    return row["card"] in found.cards
