"""The fields of an entry: the one table from which every other list of them is made.

Options, prompts, CSV, JSON, the journal's columns, `show` and the discreet labels all read
`FIELDS`, so that a word means the same wherever it is typed, stored or printed.

How to add an answer, say `place` with the choices `home` and `away`:

1. Here: a `Literal` for its words, and a row at the end of `FIELDS`, with the version of the
   journal that brings it (`since`). CSV and JSON have the names in the order of the table,
   and scripts rely on it.
2. `domain/entry.py`: its attribute of `Entry`, with `None` for skipped.
3. `store/schema.py`: a migration that adds its column, with a CHECK.
4. `cli/options.py`: its option, with its help, and its row in `ANSWER_OPTIONS`.
5. `cli/questions.py`: its question, with its place in `LOG_QUESTIONS`; one that nobody should be
   asked after a safety card is in `NOT_AFTER_A_CARD` (`cli/conversation.py`).

`log`, `edit`, `edit --clear`, `show`, discreet labels, undo, export, import, salvage, shell
histories and Tab completion follow by themselves; `list`, the report and the analysis only
show what they choose. Beside the code: docs/json.md, docs/privacy.md and the last schema in
`tests/store/schemas`. A new word of an answer that exists needs 1 and 3 only, and its name in
`cli/link_text.py` where it is compared.

A new kind of value also needs its rows in `_PARSERS` and `_TEXTS` below, and a case in
`exchange/own_entry.py`, `exchange/csv.py` and `store/entry_row.py`.
"""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple, get_args

from pdtrack.errors import InvalidInput

EntryKind = Literal["intimate", "day"]
LastedWord = Literal["minutes", "hours", "day", "days"]
WantedWord = Literal["yes", "mixed", "pressured", "no", "unsure"]
WithWord = Literal["partner", "solo", "someone-else"]

ENTRY_KINDS: Final[tuple[EntryKind, ...]] = get_args(EntryKind)
LASTED: Final[tuple[LastedWord, ...]] = get_args(LastedWord)
WANTED: Final[tuple[WantedWord, ...]] = get_args(WantedWord)
WITH: Final[tuple[WithWord, ...]] = get_args(WithWord)
# Scales: the position of a word is the number that is stored.
TEARS: Final = ("none", "welled-up", "tears", "sobbing")
PAIN: Final = ("none", "mild", "moderate", "severe")

MOOD_MOST: Final = 10
NOTE_MOST: Final = 20_000
CARD_MOST: Final = 40
# The `schema` of every JSON document (docs/json.md).
JSON_SCHEMA: Final = 1
DIGITS: Final = frozenset("0123456789")
NEUTRAL_ERROR: Final = "pdtrack can't read one of the answers."

# number: a short number from 1. uid: letters and digits. time: with the offset of its place.
# instant: in UTC. mood: 0 to 10. step: a place on a scale of words. choice: one word of a
# few. flag: yes or no. words: a tuple, `()` for "asked, none fits". note: any text.
# cards: a tuple of slugs, `()` for most entries.
ValueKind = Literal[
    "number", "uid", "time", "instant", "mood", "step", "choice", "flag", "words", "note", "cards"
]
# What a spreadsheet could take for a formula.
FREE_TEXT: Final = frozenset[ValueKind](("uid", "words", "note"))


class Field(NamedTuple):
    """One field of an entry.

    `name`: in CSV and JSON; an answer has it as its option and on screen as well. `holds`:
    what its values are. `words`: of a step or a choice, in their order. `kinds`: the kinds
    of entry that have it. `neutral`: its label on a discreet screen; only answers have one.
    `attribute`: on `Entry`. `column`: in the journal, from version `since` on.
    """

    name: str
    holds: ValueKind
    words: tuple[str, ...]
    kinds: tuple[EntryKind, ...]
    neutral: str
    attribute: str
    column: str
    since: int

    @property
    def most(self) -> int:
        """The highest number of a mood or a step."""
        return len(self.words) - 1 if self.words else MOOD_MOST

    def parse(self, text: str) -> Any:
        """The value of a typed answer; raises `InvalidInput` with what would be right."""
        return _PARSERS[self.holds](self, text)

    def text(self, value: Any) -> str:
        """The word for a value, which `parse` reads back."""
        return _TEXTS[self.holds](self, value)

    def as_json(self, value: Any) -> Any:
        """A value as JSON has it; skipped is `None`."""
        if isinstance(value, tuple):
            return list(value)
        return self.text(value) if isinstance(value, datetime) else value

    def check(self, value: Any) -> None:
        """Raise `InvalidInput` for a value that is out of range; never quotes it."""
        if self.holds in ("mood", "step") and not 0 <= value <= self.most:
            raise InvalidInput(f"{self.name} is a whole number from 0 to {self.most}.")
        if self.holds == "choice" and value not in self.words:
            raise InvalidInput(f"{self.name} can be {', '.join(self.words)}.")
        if self.holds == "note":
            check_note(value)


# Typed text to value


def parse_mood(text: str) -> int:
    """A mood from 0 (as bad as it gets) to 10 (as good as it gets)."""
    word = text.strip()
    if word and len(word) <= 3 and DIGITS.issuperset(word) and int(word) <= MOOD_MOST:
        return int(word)
    raise InvalidInput(
        f"A mood is a whole number from 0 to {MOOD_MOST}.",
        "0 is as bad as it gets, 10 as good as it gets.",
    )


def parse_flag(text: str) -> bool:
    """`yes` or `no`."""
    word = text.strip().casefold()
    if word in ("yes", "y"):
        return True
    if word in ("no", "n"):
        return False
    raise InvalidInput("This answer can be yes or no.", "Type yes or no, or skip it.")


def parse_note(text: str) -> str:
    """The text of a note, its line ends made `\\n`; raises for what can't be stored."""
    note = text.replace("\r\n", "\n").replace("\r", "\n")
    if not note.strip():
        raise InvalidInput("The note is empty.", "Type some words, or skip it.")
    check_note(note)
    return note


def check_note(note: str) -> None:
    """Raise `InvalidInput` for a note that can't be stored; never quotes it."""
    if len(note) > NOTE_MOST:
        raise InvalidInput(
            f"A note holds at most {NOTE_MOST:,} characters; this one has {len(note):,}.",
            "Make it shorter, or split it over two entries.",
        )
    if note.replace("\n", "").replace("\t", "").isprintable():
        return  # nearly always, and at once
    for character in note:
        if character in "\n\t":
            continue
        category = unicodedata.category(character)
        if category in ("Cc", "Cs"):
            what = "control characters" if category == "Cc" else "broken characters"
            raise InvalidInput(f"The note has {what}.", "Type or paste it as plain text.")


def _parse_step(field: Field, text: str) -> int:
    word = text.strip().casefold().replace(" ", "-").replace("_", "-")
    if word in field.words:
        return field.words.index(word)
    if len(word) == 1 and word in DIGITS and int(word) <= field.most:
        return int(word)
    raise _none_of(field, f"0 to {field.most} work as well.")


def _parse_choice(field: Field, text: str) -> str:
    word = text.strip().casefold()
    if word in field.words:
        return word
    raise _none_of(field, "Use one of these, or leave it out.")


def _none_of(field: Field, hint: str) -> InvalidInput:
    what = f"{field.name} can be {', '.join(field.words)}."
    return InvalidInput(what, hint, neutral=NEUTRAL_ERROR)


def _parse_cards(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(text.split()))
    if any(len(word) > CARD_MOST or not is_card(word) for word in words):
        raise InvalidInput("There is no card with that name.", "Leave it empty for none.")
    return words


def is_card(word: str) -> bool:
    """Whether the word can be the name of a card: `card-` and small letters with hyphens."""
    return word.startswith("card-") and word.isascii() and word.replace("-", "").isalpha()


def _parse_words(_: Field, text: str) -> tuple[str, ...]:
    return () if text.strip() == "none" else tuple(text.split())


_PARSERS: Final[dict[ValueKind, Callable[[Field, str], Any]]] = {
    "mood": lambda _, text: parse_mood(text),
    "step": _parse_step,
    "choice": _parse_choice,
    "flag": lambda _, text: parse_flag(text),
    "words": _parse_words,
    "note": lambda _, text: parse_note(text),
    "cards": lambda _, text: _parse_cards(text),
}
_TEXTS: Final[dict[ValueKind, Callable[[Field, Any], str]]] = {
    "number": lambda _, value: str(value),
    "uid": lambda _, value: str(value),
    "time": lambda _, value: str(value.isoformat()),
    "instant": lambda _, value: str(value.astimezone(UTC).isoformat()),
    "mood": lambda _, value: str(value),
    "step": lambda field, value: field.words[value],
    "choice": lambda _, value: str(value),
    "flag": lambda _, value: "yes" if value else "no",
    "words": lambda _, value: " ".join(value) if value else "none",
    "note": lambda _, value: str(value),
    "cards": lambda _, value: " ".join(value),
}


# The table

_MOMENT: Final[tuple[EntryKind, ...]] = ("intimate",)
_DAY: Final[tuple[EntryKind, ...]] = ("day",)


def _field(
    name: str,
    holds: ValueKind,
    words: tuple[str, ...] = (),
    kinds: tuple[EntryKind, ...] = ENTRY_KINDS,
    *,
    neutral: str = "",
    attribute: str = "",
    column: str = "",
    since: int = 1,
) -> Field:
    """A row of the table; attribute and column have the field's name, unless given."""
    return Field(name, holds, words, kinds, neutral, attribute or name, column or name, since)


FIELDS: Final = (
    _field("id", "number"),
    _field("uid", "uid"),
    _field("at", "time"),
    _field("recorded_at", "instant"),
    _field("edited_at", "instant"),
    _field("kind", "choice", ENTRY_KINDS),
    _field("before", "mood", (), _MOMENT, neutral="before"),
    _field("before_recalled", "flag", (), _MOMENT),
    _field("after", "mood", (), _MOMENT, neutral="now"),
    _field("later", "mood", (), _MOMENT, neutral="later"),
    _field("mood", "mood", (), _DAY, neutral="now"),
    _field("tears", "step", TEARS, neutral="scale A"),
    _field("pain", "step", PAIN, _MOMENT, neutral="scale B"),
    _field("lasted", "choice", LASTED, _MOMENT, neutral="time"),
    _field("wanted", "choice", WANTED, _MOMENT, neutral="choice"),
    _field("with", "choice", WITH, _MOMENT, neutral="with", attribute="with_", column="with_whom"),
    _field("orgasm", "flag", (), _MOMENT, neutral="mark"),
    _field("tags", "words", neutral="words"),
    _field("helped", "words", neutral="helped"),
    _field("note", "note", neutral="note"),
    # The safety cards that the entry called for, by whatever route (docs/privacy.md).
    _field("cards", "cards", since=3),
    # Answers as they were 48 hours after recording, for the claims (docs/patterns.md).
    _field("settled_tags", "words"),
    _field("settled_with", "choice", WITH),
    _field("settled_orgasm", "flag"),
)
FIELD: Final = {field.name: field for field in FIELDS}
ANSWERS: Final = tuple(field for field in FIELDS if field.neutral)
FIELD_NAMES: Final = tuple(field.name for field in FIELDS)
# By the kind of an entry: the fields that only entries of the other kind have.
MISFITS: Final[dict[EntryKind, tuple[Field, ...]]] = {
    kind: tuple(field for field in FIELDS if kind not in field.kinds) for kind in ENTRY_KINDS
}


def answers_of(kind: EntryKind) -> tuple[Field, ...]:
    """The answers that an entry of this kind can have, in their order."""
    return tuple(field for field in ANSWERS if kind in field.kinds)
