"""What recurs on hard entries: counts, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtrack.domain.analysis.recurring import LATEST_HARD, Recurring, find_recurring

CASES = json.loads(Path(__file__).with_name("recurring.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_the_expected_tags_are_listed_with_their_counts(case: dict[str, Any]) -> None:
    """The listed tags, every count, and the tags that stand out match the expected values."""
    found = find_recurring([int(score) for score in case["scores"]], case["marks"])
    assert {each.tag: each._asdict() for each in found} == {
        tag: {"tag": tag, **expected} for tag, expected in case["listed"].items()
    }


def test_two_of_two_hard_entries_are_too_few() -> None:
    """A tag needs at least three."""
    assert find_recurring([1, 1], {"a": [0, 1]}) == ()
    assert [each.tag for each in find_recurring([1, 1, 1], {"a": [0, 1, 2]})] == ["a"]


def test_a_quarter_of_the_last_twenty_is_enough_and_less_is_not() -> None:
    """Five of twenty are listed, four are not."""
    found = find_recurring([1] * 20, {"five": range(5), "four": range(4)})
    assert [each.tag for each in found] == ["five"]


def test_hard_entries_before_the_last_twenty_do_not_count() -> None:
    """What came up long ago is no longer on the list."""
    assert find_recurring([1] * 40, {"old": range(20)}) == ()


def test_a_gap_of_exactly_ten_points_stands_out() -> None:
    """Five of ten against four of ten is a gap of ten points; 10 of 20 against 5 of 12 is less."""
    ten = find_recurring([1] * 10 + [0] * 10, {"a": [0, 1, 2, 3, 4, 10, 11, 12, 13]})
    assert [each.apart for each in ten] == [True]
    less = find_recurring([1] * 20 + [0] * 12, {"a": [*range(10), *range(20, 25)]})
    assert [each.apart for each in less] == [False]


def test_with_four_easy_entries_nothing_is_compared() -> None:
    """A tag on everything is still listed while there is nothing to compare with."""
    found = find_recurring([1] * 5 + [0] * 4, {"a": range(9)})
    assert found == (Recurring("a", 5, 5, 4, 4, True),)
    assert found[0].gap == 1.0


def test_easy_entries_before_the_first_hard_one_are_left_out() -> None:
    """The comparison covers the same stretch of the diary."""
    found = find_recurring([0] * 9 + [1] * 3, {"a": range(12)})
    assert [(each.easy, each.apart) for each in found] == [(0, True)]


def test_the_largest_gap_comes_first_and_the_as_common_ones_last() -> None:
    """Tags that stand out come first, by their gap."""
    marks = {"common": range(20), "some": [*range(6), 10, 11], "most": range(9)}
    found = find_recurring([1] * 10 + [0] * 10, marks)
    assert [each.tag for each in found] == ["most", "some", "common"]
    assert [each.apart for each in found] == [True, True, False]


def test_an_empty_diary_lists_nothing() -> None:
    """No hard entries, no list."""
    assert find_recurring([], {}) == ()
    assert find_recurring([0] * 9, {"a": range(9)}) == ()


@given(st.lists(st.integers(0, 2), max_size=60), st.sets(st.integers(0, 59)))
def test_every_listed_tag_keeps_the_two_limits(scores: list[int], marked: set[int]) -> None:
    """On at least 3 and a quarter of at most 20 hard entries, whatever the diary."""
    inside = {i for i in marked if i < len(scores)}
    for each in find_recurring(scores, {"a": inside}):
        assert each.hard == min(LATEST_HARD, sum(1 for score in scores if score))
        assert 3 <= each.hard_with <= each.hard
        assert each.hard_with / each.hard >= 0.25
        assert 0 <= each.easy_with <= each.easy
        assert -1 <= each.gap <= 1
