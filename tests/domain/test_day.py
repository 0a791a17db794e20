"""When a day ends, and stretches of days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtrack.domain.times.day import (
    DAY_END,
    Period,
    day_of,
    different_days,
    instant_here,
    is_within,
)
from pdtrack.domain.times.local_time import Instants, instants_in

try:
    BERLIN = ZoneInfo("Europe/Berlin")
    APIA = ZoneInfo("Pacific/Apia")
except ZoneInfoNotFoundError:  # a system without time zones, and no tzdata
    pytest.skip("no time zones on this system", allow_module_level=True)

NOON = datetime.fromisoformat("2026-11-21 12:00+01:00")


def start_of(day: date, day_end: time, instants: Instants) -> datetime:
    """The first instant of a day."""
    return instant_here(datetime.combine(day, day_end), instants)


def end_of(day: date, day_end: time, instants: Instants) -> datetime:
    """The last second of a day."""
    after = datetime.combine(day + timedelta(days=1), day_end)
    return instant_here(after - timedelta(seconds=1), instants, end=True)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-20 23:30+01:00", "2026-11-20"),
        ("2026-11-21 00:40+01:00", "2026-11-20"),
        ("2026-11-21 03:59:59+01:00", "2026-11-20"),
        ("2026-11-21 04:00+01:00", "2026-11-21"),
        ("2026-11-21 00:40-08:00", "2026-11-20"),
        ("2026-01-01 02:00+00:00", "2025-12-31"),
    ],
)
def test_the_small_hours_belong_to_the_evening_before(at: str, day: str) -> None:
    """A day ends at 04:00 on the wall clock at the moment's place and time."""
    assert day_of(datetime.fromisoformat(at)) == date.fromisoformat(day)


def test_the_end_of_the_day_can_be_set() -> None:
    """Someone's day may end at midnight, or at 05:30."""
    at = datetime.fromisoformat("2026-11-21 05:00+01:00")
    assert day_of(at, time(0)) == date(2026, 11, 21)
    assert day_of(at, time(5, 30)) == date(2026, 11, 20)


def test_moments_of_one_night_are_one_day() -> None:
    """Before and after midnight count once."""
    evening = datetime.fromisoformat("2026-11-20 23:30+01:00")
    moments = [evening, evening + timedelta(hours=2), evening + timedelta(hours=5)]
    assert different_days(moments) == 2
    assert different_days(moments, time(0)) == 2
    assert different_days(moments[:2]) == 1
    assert different_days([]) == 0


@pytest.mark.parametrize(
    ("day", "day_end", "zone", "start"),
    [
        ("2026-11-20", DAY_END, BERLIN, "2026-11-20 04:00+01:00"),
        ("2026-10-25", DAY_END, BERLIN, "2026-10-25 04:00+01:00"),
        ("2026-10-25", time(2, 30), BERLIN, "2026-10-25 02:30+02:00"),
        ("2026-03-29", time(2, 30), BERLIN, "2026-03-29 03:00+02:00"),
        ("2011-12-30", DAY_END, APIA, "2011-12-31 00:00+14:00"),
    ],
)
def test_a_day_starts_at_its_first_instant(
    day: str, day_end: time, zone: ZoneInfo, start: str
) -> None:
    """If the clocks skip the start, or a whole day as in Samoa, it is the first instant after."""
    assert start_of(date.fromisoformat(day), day_end, instants_in(zone)) == (
        datetime.fromisoformat(start)
    )


@pytest.mark.parametrize(
    ("day", "day_end", "end"),
    [
        ("2026-11-20", DAY_END, "2026-11-21T03:59:59+01:00"),
        ("2026-10-24", DAY_END, "2026-10-25T03:59:59+01:00"),
        ("2026-03-28", time(3), "2026-03-29T01:59:59+01:00"),
    ],
)
def test_a_day_ends_a_second_before_the_next(day: str, day_end: time, end: str) -> None:
    """With the offset the clock had in that second."""
    found = end_of(date.fromisoformat(day), day_end, instants_in(BERLIN))
    assert found.isoformat() == end


@given(
    day=st.dates(date(1971, 1, 1), date(2199, 12, 31)),
    day_end=st.times(max_value=time(12)).map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_days_follow_one_another_without_gap_or_overlap(day: date, day_end: time) -> None:
    """The second after the end of a day is the start of the next."""
    instants = instants_in(BERLIN)
    following = start_of(day + timedelta(days=1), day_end, instants)
    assert end_of(day, day_end, instants) + timedelta(seconds=1) == following
    assert day_of(start_of(day, day_end, instants), day_end) == day


def test_a_period_includes_both_ends() -> None:
    """An entry that was just logged is in the period that ends now."""
    since = NOON - timedelta(days=1)
    assert is_within(NOON, since, NOON)
    assert is_within(NOON + timedelta(microseconds=999_999), since, NOON)
    assert is_within(since, since, NOON)
    assert not is_within(NOON + timedelta(seconds=1), since, NOON)
    assert not is_within(since - timedelta(seconds=1), since, NOON)


def test_the_last_days_end_now_and_do_not_overlap_the_ones_before() -> None:
    """Two windows of 28 days side by side share no second."""
    window = Period.last(28, NOON)
    before = Period.last(28, window.since - timedelta(seconds=1))
    assert (window.days, before.days) == (28, 28)
    assert is_within(NOON, window.since, window.until)
    assert not is_within(window.since, before.since, before.until)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-20 04:00+01:00", "2026-11-21 03:59:59+01:00", 1),
        ("2026-10-24 04:00+02:00", "2026-10-25 03:59:59+01:00", 1),
        ("2026-03-28 04:00+01:00", "2026-03-29 03:59:59+02:00", 1),
        ("2026-11-20 04:00+01:00", "2026-11-21 04:00+01:00", 2),
        ("2026-11-20 04:00+01:00", "2026-11-20 04:00+01:00", 1),
        ("2026-01-01 04:00+01:00", "2027-01-01 03:59:59+01:00", 365),
        ("2026-11-21 04:00+01:00", "2026-11-20 03:59:59+01:00", 0),
    ],
)
def test_a_period_counts_its_days_by_the_wall_clock(since: str, until: str, days: int) -> None:
    """A night with a clock change doesn't add or remove a day."""
    assert Period(datetime.fromisoformat(since), datetime.fromisoformat(until)).days == days
