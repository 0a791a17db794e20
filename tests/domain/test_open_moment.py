"""Which entry is meant: the open moment that `log` completes, or the one for a later mood."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from build import NOW, diaries, entry
from pdtrack.domain.entry import Entry
from pdtrack.domain.open_moment import (
    COMPLETES_WITHIN,
    LATER_WITHIN,
    is_open_moment,
    opened,
    recent,
)

OPEN = entry(ago=0, before=7, before_recalled=False)


def at(moment: timedelta, number: int = 1) -> Entry:
    """A moment opened this long before NOW."""
    return OPEN._replace(at=NOW - moment, id=number)


@pytest.mark.parametrize(
    "more",
    [
        {"before_recalled": True},
        {"before": None, "before_recalled": None, "note": "x"},
        {"kind": "day", "before": None, "before_recalled": None, "mood": 4},
        {"after": 4},
        {"later": 4},
        {"tears": 0},
        {"pain": 0},
        {"wanted": "yes"},
        {"lasted": "hours"},
        {"with_": "solo"},
        {"orgasm": False},
        {"helped": ()},
    ],
)
def test_any_answer_after_the_moment_closes_it(more: dict[str, Any]) -> None:
    """Only a mood before that was recorded at the time, with tags and a note, stays open."""
    assert is_open_moment(OPEN)
    assert is_open_moment(OPEN._replace(tags=("stress",), note="early"))
    assert not is_open_moment(OPEN._replace(**more))


@pytest.mark.parametrize(
    ("before", "found"),
    [
        (timedelta(0), True),
        (COMPLETES_WITHIN, True),
        (COMPLETES_WITHIN + timedelta(seconds=1), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_a_moment_waits_twelve_hours_and_no_log_precedes_it(before: timedelta, found: bool) -> None:
    """The twelve hours include both ends."""
    assert (opened([at(before)], NOW) is not None) is found


@pytest.mark.parametrize(
    ("before", "found"),
    [(timedelta(0), True), (LATER_WITHIN, True), (LATER_WITHIN + timedelta(seconds=1), False)],
)
def test_a_later_mood_reaches_back_36_hours(before: timedelta, found: bool) -> None:
    """Both ends are included; the entry doesn't have to be open."""
    moment = at(before)._replace(after=3)
    assert (recent([moment], NOW) is not None) is found


def test_of_moments_at_the_same_time_the_newest_record_is_meant() -> None:
    """In whatever order they are passed."""
    one, two = at(timedelta(hours=1), 1), at(timedelta(hours=1), 2)
    for many in ([one, two], [two, one]):
        assert opened(many, NOW) is two
        assert recent(many, NOW) is two


@given(diaries())
def test_the_newest_moment_that_fits_is_meant(many: list[Entry]) -> None:
    """No newer one that fits is passed over."""
    moments = [one for one in many if one.is_moment and one.at <= NOW]
    newest = max((one.at for one in moments if NOW - one.at <= LATER_WITHIN), default=None)
    found = recent(many, NOW)
    assert (found.at if found else None) == newest
    waiting = opened(many, NOW)
    if waiting is not None:
        told = set(waiting.answered)
        assert told <= {"before", "tags", "note"}
        assert NOW - waiting.at <= COMPLETES_WITHIN
