"""What an entry can hold: the scales, what was skipped, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from build import NOW, entries, entry
from pdtrack.domain.entry import SETTLES_AFTER, Entry
from pdtrack.domain.fields import ANSWERS, NOTE_MOST, check_note
from pdtrack.errors import InvalidInput


@given(entries())
def test_any_valid_entry_passes(one: Entry) -> None:
    """Everything that the scales allow is accepted."""
    one.check()


def test_nothing_has_a_default() -> None:
    """An entry without input has no answers at all, not even `wanted`."""
    one = Entry(at=NOW, recorded_at=NOW)
    assert all(getattr(one, answer.attribute) is None for answer in ANSWERS)
    assert one.answered == ()


def test_skipped_no_zero_and_none_fits_are_different() -> None:
    """Zero, no, and "asked, none fits" are answers; skipped is not."""
    one = entry("", after=0, tears=0, pain=0, orgasm=False, helped=())
    assert one.answered == ("after", "tears", "pain", "orgasm", "tags", "helped")


@pytest.mark.parametrize(
    "wrong",
    [
        {"after": 11},
        {"after": -1},
        {"before": 11, "before_recalled": True},
        {"later": 11},
        {"tears": 4},
        {"tears": -1},
        {"pain": 4},
        {"lasted": "week"},
        {"wanted": "maybe"},
        {"with_": "friend"},
        {"kind": "night"},
        {"mood": 5},
        {"before": 5},
        {"before_recalled": True},
        {"note": "x" * (NOTE_MOST + 1)},
        {"kind": "day", "after": 5},
        {"kind": "day", "wanted": "yes"},
        {"kind": "day", "pain": 0},
        {"kind": "day", "orgasm": False},
    ],
)
def test_invalid_entries_are_refused(wrong: dict[str, Any]) -> None:
    """A value outside its scale, or an answer that belongs to the other kind."""
    with pytest.raises(InvalidInput):
        entry(**wrong).check()


@pytest.mark.parametrize("year", [1, 1969, 2201, 9999])
def test_years_out_of_reach_are_refused(year: int) -> None:
    """Years range from 1970 to 2200."""
    with pytest.raises(InvalidInput, match=str(year)):
        entry(after=5)._replace(at=datetime(year, 6, 1, tzinfo=UTC)).check()


def test_a_time_without_an_offset_is_a_bug() -> None:
    """No person can type it."""
    with pytest.raises(ValueError, match="offset"):
        entry(after=5)._replace(at=datetime(2026, 1, 1)).check()


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800", "a\x1b[31m", "\x7f", "\x85", "tab\vbell\a"])
def test_a_note_that_cannot_be_stored_is_not_quoted(bad: str) -> None:
    """Controls and broken characters are refused, without the note in the error."""
    with pytest.raises(InvalidInput) as refused:
        check_note(f"secret {bad}")
    assert "secret" not in refused.value.message + refused.value.hint


@pytest.mark.parametrize("good", ["x" * NOTE_MOST, "two\nlines\tand a tab", "😀 ünï 中文 \u202e"])
def test_other_notes_are_stored(good: str) -> None:
    """Up to 20,000 characters, of any script."""
    check_note(good)


def test_settled_answers_follow_edits_for_48_hours() -> None:
    """Until then they change with the entry; after that they stay."""
    one = entry("stress", with_="solo", orgasm=True)._replace(settled_tags=("old",))
    recorded = one.recorded_at
    assert one.settled(recorded + SETTLES_AFTER).settled_tags == ("stress",)
    late = one.settled(recorded + SETTLES_AFTER + timedelta(seconds=1))
    assert (late.settled_tags, late.settled_with) == (("old",), None)


def test_an_unsaved_entry_has_no_number() -> None:
    """Asking for it is a bug."""
    with pytest.raises(ValueError, match="not stored"):
        _ = Entry(at=NOW, recorded_at=NOW).number


def test_an_entry_in_an_error_shows_no_answer() -> None:
    """Whatever prints an entry by itself, such as the trace of an error, prints its number."""
    one = entry("stress", after=2, wanted="no", with_="partner", orgasm=True)._replace(note="words")
    assert f"{one}" == f"{one!r}" == f"Entry {one.number}"
