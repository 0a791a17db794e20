"""Between what people type and the values of an entry, both ways.

One row for each answer, used by options, prompts, CSV, JSON and `show`, so that a word
means the same wherever it is typed or printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from pdtrack.domain.entry import (
    LASTED,
    MOOD_MOST,
    PAIN,
    TEARS,
    WANTED,
    WITH,
    check_note,
)
from pdtrack.errors import InvalidInput

DIGITS: Final = frozenset("0123456789")
NEUTRAL_ERROR: Final = "An answer can't be taken as it is."


class Answer(NamedTuple):
    """How one answer is named, read and written.

    `name`: in CSV, JSON and options. `attribute`: on `Entry`. `label`: on screen.
    `parse`: typed text to value, raises `InvalidInput`. `text`: value to the word that
    `parse` reads back.
    """

    name: str
    attribute: str
    label: str
    parse: Callable[[str], Any]
    text: Callable[[Any], str]


def parse_mood(text: str) -> int:
    """A mood from 0 (as bad as it gets) to 10 (as good as it gets)."""
    return _whole(text, MOOD_MOST, "Mood", "0 is as bad as it gets, 10 as good as it gets.")


def parse_flag(text: str) -> bool:
    """`yes` or `no`."""
    word = text.strip().casefold()
    if word in ("yes", "y"):
        return True
    if word in ("no", "n"):
        return False
    raise InvalidInput("This answer is yes or no.", "Type yes or no, or skip it.")


def parse_note(text: str) -> str:
    """The text of a note, line ends made `\\n`; raises for what can't be kept."""
    note = text.replace("\r\n", "\n").replace("\r", "\n")
    if not note.strip():
        raise InvalidInput("The note is empty.", "Type some words, or skip it.")
    check_note(note)
    return note


def _whole(text: str, most: int, what: str, hint: str) -> int:
    word = text.strip()
    if word and len(word) <= 3 and DIGITS.issuperset(word) and int(word) <= most:
        return int(word)
    raise InvalidInput(f"{what} is a whole number from 0 to {most}.", hint)


def _step(name: str, words: tuple[str, ...]) -> Callable[[str], int]:
    def parse(text: str) -> int:
        word = text.strip().casefold().replace(" ", "-").replace("_", "-")
        if word in words:
            return words.index(word)
        if len(word) == 1 and word in "0123456789" and int(word) < len(words):
            return int(word)
        raise InvalidInput(
            f"{name} is one of {', '.join(words)}.", "0 to 3 work as well.", neutral=NEUTRAL_ERROR
        )

    return parse


def _choice(name: str, words: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        word = text.strip().casefold()
        if word in words:
            return word
        raise InvalidInput(
            f"{name} is one of {', '.join(words)}.", "Type one, or skip it.", neutral=NEUTRAL_ERROR
        )

    return parse


def _flag_text(value: bool) -> str:
    return "yes" if value else "no"


def _list_text(value: tuple[str, ...]) -> str:
    return " ".join(value) if value else "none"


def _list_parse(text: str) -> tuple[str, ...]:
    return () if text.strip() == "none" else tuple(text.split())


TEARS_ANSWER: Final = Answer("tears", "tears", "tears", _step("tears", TEARS), lambda v: TEARS[v])
PAIN_ANSWER: Final = Answer("pain", "pain", "pain", _step("pain", PAIN), lambda v: PAIN[v])

ANSWERS: Final = (
    Answer("before", "before", "before", parse_mood, str),
    Answer("after", "after", "after", parse_mood, str),
    Answer("later", "later", "later", parse_mood, str),
    Answer("mood", "mood", "mood", parse_mood, str),
    TEARS_ANSWER,
    PAIN_ANSWER,
    Answer("lasted", "lasted", "lasted", _choice("lasted", LASTED), str),
    Answer("wanted", "wanted", "wanted", _choice("wanted", WANTED), str),
    Answer("with", "with_", "with", _choice("with", WITH), str),
    Answer("orgasm", "orgasm", "orgasm", parse_flag, _flag_text),
    Answer("tags", "tags", "tags", _list_parse, _list_text),
    Answer("helped", "helped", "helped", _list_parse, _list_text),
    Answer("note", "note", "note", parse_note, str),
)
BY_NAME: Final = {answer.name: answer for answer in ANSWERS}
