"""Answers in people's words: what is understood, and that nothing is guessed."""

from __future__ import annotations

import pytest

from pdtrack.domain import everyday_words
from pdtrack.domain.everyday_words import answer_in, mood_in, still_there, yes_or_no
from pdtrack.domain.fields import FIELD


@pytest.mark.parametrize(
    ("name", "typed", "word"),
    [
        ("tears", "y", "tears"),
        ("tears", "a little", "welled-up"),
        ("tears", "a lot", "sobbing"),
        ("tears", "I couldn't stop", "sobbing"),
        ("tears", "nope", "none"),
        ("pain", "a lot", "severe"),
        ("pain", "A bit.", "mild"),
        ("pain", "no", "none"),
        ("wanted", "y", "yes"),
        ("wanted", "n", "no"),
        ("wanted", "kind of", "mixed"),
        ("wanted", "not really", "mixed"),
        ("wanted", "didn't want to", "no"),
        ("wanted", "i didnt want to", "no"),
        ("wanted", "I didn\u2019t want to", "no"),
        ("wanted", "forced", "no"),
        ("wanted", "he forced me", "no"),
        ("wanted", "pressured me", "pressured"),
        ("wanted", "not sure", "unsure"),
        ("with", "boyfriend", "partner"),
        ("with", "with my husband", "partner"),
        ("with", "just me", "solo"),
        ("with", "a stranger", "someone-else"),
        ("lasted", "2 hours", "hours"),
        ("lasted", "about 20 minutes", "minutes"),
        ("lasted", "45 min", "hours"),
        ("lasted", "3 days", "days"),
        ("lasted", "all day", "day"),
        ("orgasm", "yeah", "yes"),
        ("orgasm", "I came", "yes"),
        ("orgasm", "nope", "no"),
        ("pain", "it hurt a bit", "mild"),
        ("pain", "hurts so much", "severe"),
    ],
)
def test_everyday_answers_are_understood(name: str, typed: str, word: str) -> None:
    """As people type them, with or without apostrophes and punctuation."""
    assert answer_in(name, typed) == word


@pytest.mark.parametrize("name", ["tears", "pain", "wanted", "with", "lasted", "orgasm"])
@pytest.mark.parametrize("typed", ["purple", "", "??", "yesterday", "no idea at all, sorry"])
def test_nothing_is_guessed(name: str, typed: str) -> None:
    """A word that isn't listed stays as it is."""
    assert answer_in(name, typed) == typed


def test_yes_is_not_a_level_of_pain() -> None:
    """pdtrack has to ask how much."""
    assert answer_in("pain", "yes") == "yes"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3/10", "3"), ("3 / 10", "3"), ("10/10", "10"), ("7 out of 10", "7"), ("three", "3"),
     ("Zero", "0"), ("4.", "4"), ("5", "5"), ("11/10", "11"), ("3/5", "3/5"), ("3.5", "3.5"),
     ("idk, 3/10 maybe", "3"), ("like 7", "7"), ("bit better, 5", "5"), ("5ish", "5"),
     ("2 drinks", "2 drinks"), ("3 or 4", "3 or 4"), ("-3", "-3"), ("5-6", "5-6")],
)  # fmt: skip
def test_moods_can_be_numbers_in_words(typed: str, number: str) -> None:
    """ "Of ten", or spelled out; anything else stays as it is."""
    assert mood_in(typed) == number


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("yeah im 31", True), ("yes please", True), ("Y", True), ("ok", True), ("no thanks", False),
     ("nope", False), ("n", False), ("my neck hurts", None), ("", None)],
)  # fmt: skip
def test_a_yes_or_a_no_is_understood_in_a_sentence(typed: str, answer: bool | None) -> None:
    """Nothing else is mistaken for one."""
    assert yes_or_no(typed) is answer


def test_feelings_that_are_still_here_have_no_length() -> None:
    """ "Still here" isn't a length."""
    assert still_there("Still here.")
    assert not still_there("hours")


def test_no_word_means_two_answers() -> None:
    """Each table maps a word to one value, and the field has that value."""
    for name, table in everyday_words._BY_NAME.items():
        words = [word for found in table.values() for word in found]
        assert len(words) == len(set(words)), [w for w in words if words.count(w) > 1]
        allowed = FIELD[name].words or ("yes", "no") if name in FIELD else ()
        assert not allowed or set(table) <= set(allowed)
        # Nobody can type what the comparison would never find.
        assert all(word == everyday_words._plain(word) for word in words)
