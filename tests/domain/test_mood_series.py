"""The numbers behind the pictures: folds, middles, changes, days, tags."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import CLASSIFIER, diaries, diary, entry
from pdtrack.domain.analysis.calendar import calendar_days
from pdtrack.domain.analysis.mood_series import UNITS, FiveNumbers, changes, mood_series
from pdtrack.domain.analysis.tag_counts import helped_counts, moments_of, tag_counts
from pdtrack.domain.entry import Entry


@given(diaries(), st.integers(1, 60))
def test_a_course_keeps_every_entry_once_and_in_its_room(many: list[Entry], most: int) -> None:
    """However it is folded, no entry is lost or doubled, and the slots follow each other."""
    found = mood_series(many, most=most)
    kept = sorted(entry.number for slot in found.buckets for entry in slot.entries)
    assert kept == sorted(entry.number for entry in many)
    assert len(found.buckets) <= most or found.unit == UNITS[-1]
    if found.is_folded:
        firsts = [slot.first for slot in found.buckets]
        assert firsts == sorted(firsts)
        ends = [slot.last + timedelta(days=1) for slot in found.buckets]
        assert ends[:-1] == firsts[1:]


@pytest.mark.parametrize(
    ("days", "unit"),
    [(10, "day"), (80, "week"), (300, "month"), (900, "quarter"), (3000, "year"), (9000, "decade")],
)
def test_the_fold_is_the_smallest_that_fits(days: int, unit: str) -> None:
    """Ten places hold ten days, then weeks, months and so on."""
    many = diary(*({"ago": ago * days / 40, "after": 5} for ago in range(40)))
    assert mood_series(many, most=13).unit == unit


def test_a_fold_names_the_middle_and_the_middle_half() -> None:
    """Median and quartiles, over what was noted only."""
    span = FiveNumbers.of([1, None, 2, 3, 4, 9])
    assert span == FiveNumbers(low=1, lower=2, median=3, upper=4, high=9, count=5)
    assert FiveNumbers.of([None]) is None
    assert FiveNumbers.of([7]) == FiveNumbers(7, 7, 7, 7, 7, 1)


def test_the_rolling_middle_waits_for_three_and_looks_back_on_seven() -> None:
    """Too little is no middle; a skipped mood changes nothing."""
    noted = [1, 1, 1, None, 9, 9, 9, 9, 9]
    many = diary(*({"ago": 20 - n, "after": value} for n, value in enumerate(noted)))
    middles = [slot.rolling for slot in mood_series(many, most=20).buckets]
    assert middles == [None, None, 1, 1, 1, 1, 5, 9, 9]


def test_changes_are_counted_with_what_is_not_known() -> None:
    """Two points are a change; a later mood within a point of before has come back."""
    recalled = {"before_recalled": True}
    many = diary(
        {"ago": 9, "before": 7, "after": 5, "later": 6, **recalled},
        {"ago": 8, "before": 7, "after": 3, "later": 4, **recalled},
        {"ago": 7, "before": 7, "after": 2, **recalled},
        {"ago": 6, "before": 5, "after": 6, **recalled},
        {"ago": 5, "before": 5, "after": 8, **recalled},
        {"ago": 4, "after": 8},
        {"ago": 3, "kind": "day", "mood": 1},
    )
    found = changes(many)
    assert (found.fell, found.alike, found.rose, found.unknown) == (3, 1, 1, 1)
    assert (found.noted_later, found.back) == (2, 1)


def test_a_night_belongs_to_the_evening_before() -> None:
    """A moment at 00:40 and one at 23:00 of the same evening are one day of the calendar."""
    many = [entry(ago=1, number=1), entry(ago=1 + 2 / 24, number=2)]
    days = calendar_days(many, CLASSIFIER)
    assert [(day.day, day.moments) for day in days] == [(date(2026, 11, 20), 2)]


def test_the_calendar_tells_tears_apart() -> None:
    """Happy tears, mixed tears and tears; a safety mark makes them plain tears."""
    many = diary(
        {"ago": 9, "tears": 2, "after": 8, "tags": "happy-tears"},
        {"ago": 8, "tears": 1, "after": 5},
        {"ago": 7, "tears": 2, "after": 2},
        {"ago": 6, "tears": 2, "after": 8, "wanted": "no"},
        {"ago": 5, "after": 8},
    )
    assert [day.tears for day in calendar_days(many, CLASSIFIER)] == [
        "happy",
        "mixed",
        "tears",
        "tears",
        "",
    ]


def test_what_was_not_wanted_is_under_no_tag() -> None:
    """Unwanted, partly wanted and safety moments are left out, and counted as left out."""
    many = diary(
        {"ago": 9, "after": 2, "tags": "stress"},
        {"ago": 8, "after": 8, "tags": "stress love"},
        {"ago": 7, "after": 2, "tags": "stress", "wanted": "no"},
        {"ago": 6, "after": 2, "tags": "stress", "wanted": "mixed"},
        {"ago": 5, "after": 2, "tags": "stress hurt-by-partner"},
    )
    found = moments_of(many, CLASSIFIER)
    assert (len(found.hard), len(found.other), len(found.left_out), found.count) == (1, 1, 3, 5)
    counted = tag_counts(found.hard, found.other, CLASSIFIER)
    counts = {one.tag: (one.hard_with, one.other_with) for one in counted}
    assert counts == {"stress": (1, 1), "love": (0, 1)}


def test_what_helped_counts_answers_too() -> None:
    """Asked and nothing helped is an answer; skipped is none."""
    many = diary(
        {"ago": 3, "helped": ("held", "slept")}, {"ago": 2, "helped": ()}, {"ago": 1, "after": 5}
    )
    assert helped_counts(many) == ((("being-held", 1), ("sleep", 1)), 2)
