"""The settings as values: what each allows, and that every value reads back."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtrack.domain.settings import SETTINGS, Setting, Settings, from_texts, setting, texts
from pdtrack.errors import InvalidInput

minutes = st.integers(0, 8 * 60).map(lambda n: time(n // 60, n % 60))
any_settings = st.builds(
    Settings,
    day_end=minutes,
    clock=st.sampled_from([12, 24]),
    discreet=st.booleans(),
    keep_months=st.none() | st.integers(1, 1200),
)


@given(any_settings)
def test_every_setting_reads_back_what_it_shows(settings: Settings) -> None:
    """It is shown the way a person types it."""
    assert from_texts(texts(settings)) == settings


def test_a_missing_setting_has_its_default() -> None:
    """A day ends at 04:00, the clock has 24 hours, nothing is hidden or erased."""
    assert from_texts({}) == Settings() == Settings(time(4), 24, False, None)


@given(st.sampled_from(SETTINGS), st.text(max_size=12))
def test_any_text_is_read_or_refused_by_key(one: Setting, text: str) -> None:
    """There is no other error, and accepted text reads back as it is shown."""
    try:
        value = one.read(text)
    except InvalidInput as problem:
        said = (problem.message, problem.hint)
    else:
        said = (f"{one.key} can be {one.allowed}.", "")
        assert one.read(one.text(value)) == value
    assert said == (f"{one.key} can be {one.allowed}.", "")


@pytest.mark.parametrize("key", ["day-end", "DAY_END", " day_end "])
def test_a_key_can_have_a_hyphen_or_an_underscore(key: str) -> None:
    """In upper or lower case."""
    assert setting(key).attribute == "day_end"


@pytest.mark.parametrize("key", ["", "day", "day end", "clock "[:3]])
def test_another_word_is_not_a_key(key: str) -> None:
    """The error lists the keys."""
    with pytest.raises(InvalidInput, match="no setting with that name"):
        setting(key)
