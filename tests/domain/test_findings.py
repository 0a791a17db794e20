"""`patterns` as a whole: its period, what silences it, and what doesn't affect it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import CLASSIFIER, NOW, RULES, diaries, diary, entries, entry_numbered, whole
from pdtrack.domain.analysis.findings import LOOK_BACK_DAYS, Findings, find
from pdtrack.domain.analysis.verdicts import Verdicts
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import Period, is_within

PERIOD = Period.last(LOOK_BACK_DAYS, NOW)
STRESS = [{"ago": ago, "after": 2, "tags": "stress"} for ago in (20, 30, 40)]
GOOD = [{"ago": ago, "after": 8} for ago in (21, 31, 41)]


def found(many: Sequence[Entry], *, now: datetime = NOW, period: Period = PERIOD) -> Findings:
    """What is found in a diary."""
    return find(many, whole(many, period), RULES, kept=Verdicts(), memory={}, now=now)


def all_lines(findings: Findings, uids: dict[int, Any] | None = None) -> tuple[Any, ...]:
    """Every line, with entries identified by something other than their numbers."""
    name = uids or {}

    def named(many: Sequence[Entry]) -> list[Any]:
        return [name.get(one.number, one.number) for one in many]

    return (
        findings.counts,
        findings.cards,
        findings.fresh_cards,
        findings.guarded,
        [(one.rule.id, one.total, named(one.entries)) for one in findings.see_someone],
        [(one.cause.number, one.contrast, one.n, one.total, one.hard_with, one.other_with,
          named(one.entries)) for one in findings.reflections],
        findings.not_yet,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(diaries(), st.randoms(use_true_random=False))
def test_the_order_of_logging_changes_nothing(many: list[Entry], chance: Any) -> None:
    """The same moments written down in another order: only their numbers differ."""
    apart = [one._replace(at=one.at + timedelta(seconds=n)) for n, one in enumerate(many)]
    apart = sorted((one for one in apart if one.at <= NOW), key=lambda one: one.at)
    numbers = list(range(1, len(apart) + 1))
    chance.shuffle(numbers)
    other = [entry_numbered(one, n) for one, n in zip(apart, numbers, strict=True)]
    first = all_lines(found(apart), {one.number: one.at for one in apart})
    assert all_lines(found(other), {one.number: one.at for one in other}) == first


@settings(max_examples=60, deadline=None)
@given(diaries(days=89), st.lists(entries(days=400), max_size=6))
def test_entries_outside_the_period_change_no_reflection(
    many: list[Entry], others: list[Entry]
) -> None:
    """Older entries don't affect counts, cards or reflections."""
    old = [one._replace(at=one.at - timedelta(days=LOOK_BACK_DAYS)) for one in others]
    old.sort(key=lambda one: one.at)
    whole = [entry_numbered(one, n) for n, one in enumerate([*old, *many], 1)]
    alone = whole[len(old) :]
    with_old, without = found(whole), found(alone)
    assert with_old.counts == without.counts
    assert with_old.cards == without.cards
    assert with_old.not_yet == without.not_yet
    if {"P2"} & {one.rule.id for one in with_old.see_someone} == {"P2"} & {
        one.rule.id for one in without.see_someone
    }:
        assert all_lines(with_old)[5] == all_lines(without)[5]


@settings(max_examples=60, deadline=None)
@given(diaries())
def test_at_most_two_reflections_and_one_chat_line(many: list[Entry]) -> None:
    """Whatever the diary; a card of today silences explanations."""
    findings = found(many)
    assert len(findings.reflections) <= 2
    assert sum(one.rule.level == "chat" for one in findings.see_someone) <= 1
    if findings.fresh_cards:
        assert not findings.reflections
        assert not findings.not_yet
    if findings.guarded:
        assert 4 not in {one.cause.number for one in findings.reflections}
        assert "P11" not in {one.rule.id for one in findings.see_someone}
    for one in findings.reflections:
        assert not any(CLASSIFIER.is_safety(each) for each in one.entries)
        assert all(is_within(each.at, PERIOD.since, PERIOD.until) for each in one.entries)


def test_an_empty_diary_shows_what_is_missing() -> None:
    """Nothing else."""
    findings = found([])
    assert findings.counts == type(findings.counts)(0, 0, 0, 0, 0)
    assert (findings.cards, findings.see_someone, findings.reflections) == ((), (), ())
    assert [(one.what, one.have, one.need) for one in findings.not_yet] == [
        ("not-yet-moments", 0, 4), ("not-yet-hard", 0, 3),
    ]  # fmt: skip


def test_all_counts_but_the_first_use_eligible_entries() -> None:
    """A day, a partly wanted moment and an unwanted one count only as entries."""
    told = diary(
        {"ago": 5, "after": 2}, {"ago": 6, "tears": 1, "after": 8}, {"ago": 7, "tears": 1},
        {"ago": 8, "after": 1, "wanted": "no"}, {"ago": 9, "after": 1, "wanted": "mixed"},
        {"ago": 10, "tears": 2, "after": 9, "tags": "alarm-symptom"},
    )  # fmt: skip
    counts = found(told).counts
    assert (counts.entries, counts.eligible, counts.hard) == (6, 3, 1)
    assert (counts.happy_tears, counts.mixed_tears) == (1, 1)


@pytest.mark.parametrize(("ago", "inside"), [(89.9, True), (90, False), (0, True)])
def test_the_look_back_is_90_days(ago: float, inside: bool) -> None:
    """To the second at its start; the present moment is included."""
    assert found(diary({"ago": ago, "after": 5})).counts.entries == int(inside)


@pytest.mark.parametrize(
    ("now", "fresh"),
    [
        ("2026-11-22T00:40:00+01:00", True),
        ("2026-11-22T03:59:00+01:00", True),
        ("2026-11-22T04:00:00+01:00", False),
    ],
)
def test_today_ends_at_04_00(now: str, fresh: bool) -> None:
    """A card of the evening silences the reflections until the night is over."""
    at = datetime.fromisoformat(now)
    told = diary(*STRESS, *GOOD, {"ago": 0.1, "after": 1, "wanted": "no"})
    findings = found(told, now=at, period=Period.last(LOOK_BACK_DAYS, at))
    assert bool(findings.fresh_cards) is fresh
    assert bool(findings.reflections) is not fresh
    assert findings.cards == ("card-not-agreed",)
    assert findings.guarded


def test_medical_cards_silence_nothing() -> None:
    """Bleeding, panic or a flashback today isn't a safety answer."""
    told = diary(*STRESS, *GOOD, {"ago": 0.1, "tags": "bleeding panic flashback hopeless"})
    findings = found(told)
    assert findings.fresh_cards == ()
    assert [one.cause.number for one in findings.reflections] == [1]


def test_a_short_period_still_uses_the_whole_look_back_for_safety() -> None:
    """Asking for the last month doesn't show shame after harm in an earlier month."""
    told = diary({"ago": 60, "wanted": "no"}, *STRESS, *GOOD)
    short = found(told, period=Period.last(45, NOW))
    assert short.guarded
    assert short.cards == ()


def test_an_earlier_end_ignores_everything_later() -> None:
    """With `--until` a month ago, later entries don't count."""
    told = diary(*STRESS, *GOOD, {"ago": 2, "pain": 3})
    until = NOW - timedelta(days=10)
    findings = found(told, period=Period.last(LOOK_BACK_DAYS, until))
    assert [one.rule.id for one in findings.see_someone if one.rule.id == "P2"] == []
    assert findings.counts.entries == 6
