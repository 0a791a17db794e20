"""Change over time: the chance of so many rises, exact for most diaries and quick for all."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations

import pytest

from pdtrack.domain.analysis import over_time


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7])
def test_the_chance_of_rises_is_exact(count: int) -> None:
    """Every order of a few tens, counted one by one."""
    found: Counter[int] = Counter()
    for order in permutations(range(count)):
        found[sum((b > a) - (b < a) for a, b in combinations(order, 2))] += 1
    for rises in found:
        as_many = sum(ways for each, ways in found.items() if abs(each) >= abs(rises))
        expected = as_many / found.total() if rises else 1.0
        assert over_time.chance_of_rises(count, rises) == pytest.approx(expected)


def test_the_curve_agrees_with_counting() -> None:
    """The two agree where the curve replaces counting; it claims nothing that counting doesn't."""
    most = over_time.COUNTED_MOST
    for rises in range(0, 600, 2):
        counted = over_time.chance_of_rises(most, rises)
        curve = over_time._chance_by_the_curve(most, rises)
        near = 0.07 if counted >= over_time.CLAIMED / 2 else 1
        assert curve == pytest.approx(counted, rel=near), rises
        assert curve > over_time.CLAIMED or counted <= over_time.CLAIMED, rises


def test_a_long_diary_does_not_count_every_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting the orders of 500 tens would run for hours in `patterns` and `report`."""

    def counted(_: int) -> tuple[int, ...]:
        raise AssertionError("counted one by one")

    monkeypatch.setattr(over_time, "_orders", counted)
    steady = over_time.trend_of([5, 6] * 2500)
    rising = over_time.trend_of([moment // 500 for moment in range(5000)])
    assert steady is not None
    assert (steady.claim, steady.chance) == (None, 1.0)
    assert rising is not None
    assert rising.claim == "easier"
