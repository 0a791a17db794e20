"""What helped: counted from three moments with both moods on, and only counted."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given

from build import diaries, diary, entry
from pdtrack.domain.analysis.helped import Help, Recovery, find_help, find_recovery
from pdtrack.domain.entry import Entry

HELD = {"after": 3, "later": 6, "helped": ("held",)}


def rows(*later: int | None, **more: Any) -> list[Entry]:
    """Moments with 3 right after and these moods later."""
    told = [{**HELD, "later": mood, "ago": n, **more} for n, mood in enumerate(later, 1)]
    return diary(*told)


def test_two_moments_with_both_moods_are_too_few() -> None:
    """The third makes it a line."""
    assert find_help(rows(6, 6)) == ()
    (found,) = find_help(rows(6, 6, 6))
    assert found == Help("being-held", 3, 3, 3, (1, 2, 3))


def test_only_moments_with_both_moods_are_compared() -> None:
    """The others are counted as moments, and neither as higher nor as not."""
    (found,) = find_help(rows(6, 2, 3, None, None))
    assert (found.moments, found.both, found.higher) == (5, 3, 1)


def test_an_equal_mood_is_not_higher() -> None:
    """The same mood three times isn't a rise."""
    (found,) = find_help(rows(3, 3, 3))
    assert found.higher == 0


def test_a_mood_of_zero_is_a_mood() -> None:
    """0 right after and 1 later is higher; 0 and 0 is not."""
    (found,) = find_help(diary(*({**HELD, "after": 0, "later": n, "ago": n + 1} for n in range(3))))
    assert (found.both, found.higher) == (3, 2)


def test_the_most_used_word_comes_first_then_by_name() -> None:
    """Words used equally often are in alphabetical order."""
    many = [
        *({**HELD, "ago": n, "helped": ("water", "held", "a-walk")} for n in range(1, 4)),
        {**HELD, "ago": 9, "helped": ("water",)},
    ]
    assert [one.word for one in find_help(diary(*many))] == ["water", "a-walk", "being-held"]


def test_nothing_helped_is_not_a_word() -> None:
    """ "Nothing helped" is an answer that makes no line."""
    assert find_help(rows(6, 6, 6, helped=())) == ()


def test_days_have_no_two_moods() -> None:
    """A word on a day entry makes no line."""
    days = [entry(ago=n, number=n, kind="day", mood=4, helped=("held",)) for n in range(1, 6)]
    assert find_help(days) == ()


@given(diaries(20))
def test_the_counts_hold_together_in_any_order(many: list[Entry]) -> None:
    """higher <= both <= moments, both at least 3, and the order of entries changes nothing."""
    found = find_help(many)
    for one in found:
        assert 3 <= one.both <= one.moments
        assert 0 <= one.higher <= one.both == len(one.entries)
    mixed = list(many)
    random.Random(0).shuffle(mixed)
    counts = {(each.word, each.moments, each.both, each.higher) for each in find_help(mixed)}
    assert counts == {(one.word, one.moments, one.both, one.higher) for one in found}


def test_how_moods_came_back_is_counted() -> None:
    """From the later reading, and from how long the feelings lasted; from three moments on."""
    fell: dict[str, Any] = {"before": 7, "after": 3}
    many = diary(
        {**fell, "later": 7, "lasted": "hours", "ago": 1},
        {**fell, "later": 9, "lasted": "minutes", "ago": 2},
        {**fell, "later": 6, "lasted": "hours", "ago": 3},
        {"before": 7, "after": 7, "later": 8, "ago": 4},
    )
    assert find_recovery(many) == Recovery(3, 2, (("minutes", 1), ("hours", 2)))
    assert find_recovery(many[:2]) is None
