"""The numbers behind the charts: grouping, medians, changes, days, tags."""

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
def test_a_series_has_every_entry_once_and_fits_its_width(many: list[Entry], most: int) -> None:
    """However it is grouped, no entry is lost or duplicated, and the groups are consecutive."""
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
def test_the_smallest_grouping_that_fits_is_used(days: int, unit: str) -> None:
    """Ten points show ten days, then weeks, months and so on."""
    many = diary(*({"ago": ago * days / 40, "after": 5} for ago in range(40)))
    assert mood_series(many, most=13).unit == unit


def test_a_group_has_its_median_and_quartiles() -> None:
    """Only over the moods that were noted."""
    span = FiveNumbers.of([1, None, 2, 3, 4, 9])
    assert span == FiveNumbers(low=1, lower=2, median=3, upper=4, high=9, count=5)
    assert FiveNumbers.of([None]) is None
    assert FiveNumbers.of([7]) == FiveNumbers(7, 7, 7, 7, 7, 1)


def test_the_running_median_needs_three_moods_and_uses_seven() -> None:
    """Fewer have no median; a skipped mood changes nothing."""
    noted = [1, 1, 1, None, 9, 9, 9, 9, 9]
    many = diary(*({"ago": 20 - n, "after": value} for n, value in enumerate(noted)))
    middles = [slot.rolling for slot in mood_series(many, most=20).buckets]
    assert middles == [None, None, 1, 1, 1, 1, 5, 9, 9]


def test_changes_are_counted_together_with_unknown_ones() -> None:
    """Two points count as a change; a later mood within a point of before counts as recovered."""
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


def test_the_calendar_distinguishes_kinds_of_tears() -> None:
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


def test_unwanted_moments_count_under_no_tag() -> None:
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


def test_answers_of_nothing_helped_are_counted() -> None:
    """ "Nothing helped" is an answer; a skipped question isn't."""
    many = diary(
        {"ago": 3, "helped": ("held", "slept")}, {"ago": 2, "helped": ()}, {"ago": 1, "after": 5}
    )
    assert helped_counts(many) == ((("being-held", 1), ("sleep", 1)), 2)
