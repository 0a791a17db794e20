"""The care rules that no command test covers, and the memory of shown lines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import CARE, NOW, diary, entry
from pdtrack.domain.analysis.care import SILENCE, Fired, due
from pdtrack.domain.analysis.care_rules import Level

Row = dict[str, Any]


def fired(*told: Row) -> list[Fired]:
    """The rules that fire on a diary."""
    return CARE.fired(diary(*told), NOW)


def ids(*told: Row) -> list[str]:
    """Their names."""
    return [one.rule.id for one in fired(*told)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([{"ago": 5, "later": 3}, {"ago": 27.9, "later": 3}], ["P6"]),
        ([{"ago": 5, "later": 3}, {"ago": 6, "later": 4}], []),
        ([{"ago": 5, "later": 3}, {"ago": 28, "later": 3}], []),
        ([{"ago": 5, "later": 3, "lasted": "days"}, {"ago": 6, "later": 0}], ["P6"]),
        ([{"ago": 5, "later": 3}, {"ago": 60, "lasted": "days"}], []),
    ],
)
def test_a_mood_that_stayed_low(told: list[Row], expected: list[str]) -> None:
    """P6 by the later mood: three or lower, twice in 28 days."""
    assert ids(*told) == expected


def test_future_entries_are_ignored() -> None:
    """At an earlier time, later entries have not happened."""
    told = diary({"ago": 5, "pain": 3})
    assert CARE.fired(told, NOW - timedelta(days=6)) == []


def test_a_sentence_counts_everything_it_mentions() -> None:
    """Severe pain leads to it; "you marked pain" also counts mild pain on those days."""
    (one,) = fired({"ago": 5, "pain": 3}, {"ago": 9, "pain": 1}, {"ago": 95, "pain": 1})
    assert [each.pain for each in one.entries] == [1, 3]


def test_rules_fire_in_order() -> None:
    """Rules to see someone soon come before rules for a talk."""
    told = [{"ago": n, "after": 1, "tags": "dread panic bleeding"} for n in (3, 4, 5)]
    assert ids(*told) == ["P1", "P4", "P7", "P10"]


def test_one_chat_line_and_every_soon_line_are_due() -> None:
    """No line was shown before."""
    told = [{"ago": n, "after": 1, "tags": "dread panic bleeding"} for n in (3, 4, 5)]
    assert [one.rule.id for one in due(fired(*told), {}, NOW)] == ["P1", "P4", "P7"]


@pytest.mark.parametrize("level", SILENCE)
def test_a_line_is_due_again_when_its_silence_is_over(level: Level) -> None:
    """To the second."""
    told = [{"ago": n, "tags": "dread panic"} for n in (3, 4)]
    one = next(each for each in fired(*told) if each.rule.level == level)
    said = {one.rule.id: NOW - SILENCE[level]}
    assert due([one], said, NOW) == [one]
    assert due([one], said, NOW - timedelta(seconds=1)) == []


@given(st.permutations(["bleeding", "panic", "hopeless", "self-harm-thoughts", "alarm-symptom"]))
def test_the_order_of_tags_changes_no_card(tags: list[str]) -> None:
    """The most urgent comes first, in whatever order they were typed."""
    expected = ["card-self-harm", "card-alarm", "card-bleeding", "card-panic", "card-hopeless"]
    assert sorted(CARE.cards(entry(" ".join(tags))), key=expected.index) == expected
    assert CARE.cards(entry(" ".join(tags)))[0] == "card-self-harm"


@given(st.integers(0, 10), st.booleans(), st.sampled_from(["yes", "mixed", None]))
def test_no_other_answer_removes_a_card(after: int, orgasm: bool, wanted: str | None) -> None:
    """Mood, orgasm and the answer to `wanted` don't affect the card of a tag."""
    one = entry("love happy-tears hurt-by-partner", after=after, orgasm=orgasm, wanted=wanted)
    assert CARE.cards(one) == ("card-partner-harm",)
    assert CARE.cards(one._replace(wanted="no")) == ("card-not-agreed", "card-partner-harm")


@pytest.mark.parametrize("card", ["card-not-agreed", "card-pressured", "card-partner-harm"])
def test_a_mark_of_harm_holds_the_couples_counsellor_back(card: str) -> None:
    """The mark of an imported entry is enough."""
    told = [{"ago": ago, "tags": "conflict"} for ago in (3, 4, 5)]
    assert ids(*told) == ["P11"]
    assert ids(*told, {"ago": 200, "cards": (card,)}) == []
