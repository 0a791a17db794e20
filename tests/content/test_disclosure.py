"""Every phrase that calls for a card, both ways, and the corpus of sentences."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pdtrack.content import library
from pdtrack.domain.disclosure import Disclosure, Disclosures, Phrase

DISCLOSURES = library.disclosures()
FAMILIES = library.from_file("disclosure.toml")["family"]
ROWS = [
    pytest.param(
        Phrase(
            says,
            tuple(family.get("cards", ())),
            tuple(family.get("lines", ())),
            tuple(family.get("unless", ())),
        ),
        finds,
        not_in,
        id=finds,
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


@pytest.mark.parametrize(("phrase", "finds", "not_in"), ROWS)
def test_every_phrase_finds_its_sentence_and_no_harmless_one(
    phrase: Phrase, finds: str, not_in: str
) -> None:
    """Both stand beside the phrase in its file."""
    assert alone(phrase).in_text(finds) == Disclosure(phrase.cards, phrase.lines)
    assert not alone(phrase).in_text(not_in)


@pytest.mark.parametrize(
    "row", [row for row in CORPUS if row["part"] == "tuned"], ids=lambda row: row["sentence"]
)
def test_the_sentences_are_met_with_their_cards(row: dict[str, str]) -> None:
    """The tuned part of the corpus: a disclosure has its card, a harmless sentence nothing."""
    assert is_right(row)


def is_right(row: dict[str, str]) -> bool:
    """Whether a sentence has what it calls for; another card beside it does no harm."""
    found = DISCLOSURES.in_text(row["sentence"])
    if row["card"] == "none":
        return not found
    if row["card"] == "support":
        return found == Disclosure((), ("line-support",))
    return row["card"] in found.cards
