"""Several cards on one screen: short enough to be seen whole, what matters most last."""

from __future__ import annotations

from itertools import combinations

import pytest

from cases import check_each
from pdtrack.content import library
from pdtrack.domain.texts import Message
from pdtrack.render.card_screen import LINES_MOST, CardFrame, card_screen, screen_lines
from sentences import repeated

PARTS = ("danger", "signs", "signs-alone", "support", "people")
FRAME = CardFrame(*(library.message(f"frame-{part}").text for part in PARTS))
CARDS = library.messages("card")
PEOPLE = ("Ana, next door, 555 1234", "The line on the fridge. It passes. It has always passed.")
ALWAYS = "call your local emergency number"


def named(*slugs: str) -> list[Message]:
    return [library.message(slug) for slug in slugs]


def test_one_to_three_cards_and_two_people_fit_eighteen_lines() -> None:
    """On 24 lines the prompt and the saved line stay visible, and nothing is repeated."""
    for size in (1, 2, 3):
        for cards in combinations(CARDS, size):
            for people in ((), PEOPLE[:1], PEOPLE):
                texts = card_screen(cards, people, FRAME)
                slugs = [card.slug for card in cards]
                assert screen_lines(texts) <= LINES_MOST, slugs
                assert repeated("\n\n".join(texts)) == [], slugs


def test_more_cards_than_that_still_leave_room_for_a_prompt() -> None:
    """Hardly anyone marks four such things at once, and still finds the last lines."""
    for cards in combinations(CARDS, 4):
        assert screen_lines(card_screen(cards, PEOPLE, FRAME)) <= 21


def test_each_card_keeps_its_first_words_in_order() -> None:
    """No card is dropped, and the most urgent one is first."""
    for cards in combinations(CARDS, 3):
        whole = " ".join(card_screen(cards, (), FRAME))
        places = [whole.index(card.lead) for card in cards]
        assert places == sorted(places)


def test_the_emergency_line_and_the_own_people_are_last() -> None:
    """They are next to the prompt, where the eye is."""
    for cards in combinations(CARDS, 2):
        *_, people = texts = card_screen(cards, PEOPLE, FRAME)
        assert people == "\n".join((FRAME.people, *PEOPLE))
        if any(card.danger or card.signs for card in cards):
            assert "emergency number" in texts[-2]
        assert sum(text.count("emergency number") for text in texts) <= 1


def test_an_emergency_names_every_danger_and_sign_of_its_cards_once() -> None:
    """Chest pain is on two of these cards but once in the sentence."""
    *_, last = card_screen(named("card-self-harm", "card-panic", "card-alarm"), (), FRAME)
    assert last.startswith("If you might hurt yourself or have hurt yourself, " + ALWAYS)
    assert last.count("chest pain") == 1
    assert "panic that does not ease" in last


def test_cards_without_a_danger_ask_for_care_and_do_not_start_with_a_call() -> None:
    """Pressure on the neck and panic: the signs come first, then the number."""
    *_, last = card_screen(named("card-neck", "card-panic"), (), FRAME)
    assert last.startswith("Get care right away for")


def test_one_card_keeps_its_whole_text() -> None:
    """Nothing is shortened that fits."""
    check_each(
        ((card.slug, card) for card in CARDS),
        lambda card: _same("\n\n".join(card_screen([card], (), FRAME)), card.text),
    )


def test_a_line_with_a_card_is_dropped_before_the_card() -> None:
    """The right to say no appears if there is room; the card is complete either way."""
    free = library.message("line-free-to-say-no")
    for card in CARDS:
        texts = card_screen([card, free], PEOPLE, FRAME)
        assert screen_lines(texts) <= LINES_MOST
        alone = card_screen([card], PEOPLE, FRAME)
        assert set(alone) <= set(texts)


def test_lines_alone_stay_as_they_are() -> None:
    """Without a card there is nothing to merge, and no people are named."""
    assert card_screen(named("line-mixed"), PEOPLE, FRAME) == (library.message("line-mixed").text,)
    assert card_screen([], PEOPLE, FRAME) == ()


@pytest.mark.parametrize("length", [10, 78, 79, 200, 5000])
def test_a_long_own_line_uses_one_line(length: int) -> None:
    """It can't push the card off the screen."""
    *_, people = card_screen(named("card-alarm"), ["word " * (length // 5)], FRAME)
    assert len(people.split("\n")) == 2
    assert all(len(line) <= 80 for line in people.split("\n"))


def test_every_card_can_be_merged() -> None:
    """A card without first words would be lost among others."""
    for card in CARDS:
        assert card.lead
        assert screen_lines([card.lead]) <= 2, card.slug


def _same(one: str, other: str) -> None:
    assert one == other
