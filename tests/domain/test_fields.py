"""Between what people type and the values of an entry, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from build import entries
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ANSWERS, FIELD
from pdtrack.errors import InvalidInput

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
def test_it_is_read(name: str, typed: str, value: Any) -> None:
    """Words and numbers of a scale mean the same; capitals and spaces mean nothing."""
    assert FIELD[name].parse(typed) == value


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_it_is_refused(name: str, typed: str) -> None:
    """The error says what would be right."""
    with pytest.raises(InvalidInput) as refused:
        FIELD[name].parse(typed)
    assert refused.value.message


@given(entries())
def test_what_is_written_reads_back(one: Entry) -> None:
    """Every answer of any entry survives its own words."""
    for answer in ANSWERS:
        value = getattr(one, answer.attribute)
        if value is not None and (answer.name != "note" or value.strip()):
            assert answer.parse(answer.text(value)) == value
