"""The table of fields: typed text becomes a value and back, and every list agrees with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from build import entries
from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import (
    ANSWERS,
    ENTRY_KINDS,
    FIELD,
    FIELD_NAMES,
    FIELDS,
    Field,
    answers_of,
)
from pdtrack.errors import InvalidInput

ANSWER_ATTRIBUTES = [answer.attribute for answer in ANSWERS]
READ = [
    ("after", "0", 0),
    ("after", " 10 ", 10),
    ("before", "07", 7),
    ("tears", "none", 0),
    ("tears", "Welled Up", 1),
    ("tears", "welled_up", 1),
    ("tears", "3", 3),
    ("pain", "severe", 3),
    ("pain", "0", 0),
    ("wanted", "No", "no"),
    ("lasted", "days", "days"),
    ("with", "solo", "solo"),
    ("with", "Someone-Else", "someone-else"),
    ("orgasm", "Y", True),
    ("orgasm", "no", False),
    ("note", "a\r\nb\rc", "a\nb\nc"),
]
REFUSED = [
    *(("after", text) for text in ("11", "-1", "7.5", "good", "", "+5", "1e1", "٣", "5 5", "0x5")),
    *(("tears", text) for text in ("4", "-1", "lots", "", "yes", "²")),
    *(("pain", text) for text in ("4", "bad", "")),
    *(("wanted", text) for text in ("maybe", "", "1", "y")),
    *(("lasted", text) for text in ("week", "2 days", "")),
    *(("with", text) for text in ("alone", "")),
    *(("orgasm", text) for text in ("maybe", "", "1")),
    *(("note", text) for text in ("", "  \n", "a\x00b", "\ud83d")),
]


@pytest.mark.parametrize(("name", "typed", "value"), READ)
def test_valid_input_is_read(name: str, typed: str, value: Any) -> None:
    """Words and numbers of a scale mean the same; capitals and spaces mean nothing."""
    assert FIELD[name].parse(typed) == value


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_invalid_input_is_refused(name: str, typed: str) -> None:
    """The error shows what would be valid."""
    with pytest.raises(InvalidInput) as refused:
        FIELD[name].parse(typed)
    assert refused.value.message


@given(entries())
def test_written_values_read_back(one: Entry) -> None:
    """Every answer of any entry survives being written as words."""
    for answer in ANSWERS:
        value = getattr(one, answer.attribute)
        if value is not None and (answer.name != "note" or value.strip()):
            assert answer.parse(answer.text(value)) == value


def test_the_table_and_the_entry_agree() -> None:
    """Every attribute of an entry is a row, and every row an attribute, in the same order."""
    attributes = set(Entry._fields)
    # "cards" is not stored yet; it gets its row together with its column.
    assert {field.attribute for field in FIELDS} | {"cards"} == attributes
    order = [name for name in Entry._fields if name in ANSWER_ATTRIBUTES]
    assert order == ANSWER_ATTRIBUTES


def test_the_names_that_scripts_rely_on_never_change() -> None:
    """The first twenty of CSV and JSON, in order; later ones are added after them."""
    assert FIELD_NAMES[:20] == (
        "id", "uid", "at", "recorded_at", "edited_at", "kind", "before", "before_recalled",
        "after", "later", "mood", "tears", "pain", "lasted", "wanted", "with", "orgasm", "tags",
        "helped", "note",
    )  # fmt: skip


def test_an_answer_belongs_to_one_kind_or_to_both() -> None:
    """A day has a mood of its own; tears, tags, what helped and a note belong to both."""
    names = {kind: [answer.name for answer in answers_of(kind)] for kind in ENTRY_KINDS}
    assert names["day"] == ["mood", "tears", "tags", "helped", "note"]
    assert "mood" not in names["intimate"]
    assert {*names["day"], *names["intimate"]} == {answer.name for answer in ANSWERS}


@pytest.mark.parametrize("field", ANSWERS, ids=lambda field: str(field.name))
def test_every_answer_has_a_neutral_label(field: Field) -> None:
    """No label reveals a word of its answer."""
    label = DISCREET[field.attribute]
    assert label.question.endswith("?")
    assert not set(label.label.split()) & set(field.words)
    for number, word in enumerate(field.words if field.holds == "choice" else (), 1):
        assert field.parse(label.typed(str(number))) == word
        assert label.text(word) == str(number)
