"""When a reflection may name a cause: the counts, days, precedence and comparison."""

from __future__ import annotations

from typing import Any

import pytest

from build import RULES, diary, entry
from pdtrack.content import library
from pdtrack.domain.analysis.reflections import Reflection, contrast

Row = dict[str, Any]
HARD: Row = {"after": 2}
FINE: Row = {"after": 8}
STRONG = {
    1: "stress",
    2: "pain",
    3: "distant",
    4: "ashamed",
    5: "scared",
    6: "sudden-drop",
    8: "numb",
}


def rows(count: int, first: int = 1, **answers: Any) -> list[Row]:
    """That many entries on different days, from `first` days ago on."""
    return [{"ago": first + number, **answers} for number in range(count)]


def hard(count: int, tags: str, first: int = 1, **answers: Any) -> list[Row]:
    """That many wanted hard moments after orgasm with these tags."""
    told = {"wanted": "yes", "orgasm": True, **HARD, **answers}
    return rows(count, first, tags=tags, **told)


def fine(count: int, tags: str = "", first: int = 40) -> list[Row]:
    """That many good moments."""
    return rows(count, first, tags=tags, wanted="yes", orgasm=True, **FINE)


def found(
    told: list[Row], rules: tuple[str, ...] = (), *, guarded: bool = False
) -> list[Reflection]:
    """The reflections on a diary."""
    return RULES.reflector.reflections(diary(*told), rules, guarded=guarded)


def causes(told: list[Row], rules: tuple[str, ...] = (), *, guarded: bool = False) -> list[int]:
    """The numbers of the causes that reflections name."""
    return [one.cause.number for one in found(told, rules, guarded=guarded)]


@pytest.mark.parametrize(("cause", "tag"), STRONG.items())
def test_three_of_three_hard_moments_are_enough(cause: int, tag: str) -> None:
    """Together with a fourth entry."""
    assert causes([*hard(3, tag), *fine(1)]) == [cause]


@pytest.mark.parametrize(("cause", "tag"), STRONG.items())
def test_every_strong_tag_of_a_cause_counts_towards_it(cause: int, tag: str) -> None:
    """Different tags of one cause add up."""
    tags = sorted(library.vocabulary().strong_for(cause))
    told = [*fine(1)]
    for number in range(3):
        told += hard(1, tags[number % len(tags)], first=1 + number)
    assert causes(told) == [cause]


@pytest.mark.parametrize("tag", STRONG.values())
def test_two_are_too_few(tag: str) -> None:
    """Two of three harder moments are only a count."""
    assert causes([*hard(2, tag), *hard(1, "confused", first=5), *fine(4)]) == []


@pytest.mark.parametrize("tag", STRONG.values())
def test_less_than_half_is_too_few(tag: str) -> None:
    """Three of six are half; three of seven are not."""
    assert causes([*hard(3, tag), *hard(3, "confused", first=5)])
    assert causes([*hard(3, tag), *hard(4, "confused", first=5)]) == []


@pytest.mark.parametrize("tag", STRONG.values())
def test_three_eligible_entries_are_too_few(tag: str) -> None:
    """Four have to be there, hard or not; those that were not wanted are not."""
    assert causes(hard(3, tag)) == []
    assert causes([*hard(3, tag), {"ago": 9, "after": 8, "wanted": "no"}]) == []


@pytest.mark.parametrize("tag", STRONG.values())
def test_three_hard_moments_on_two_days_are_too_few(tag: str) -> None:
    """A day ends at 04:00: 00:40 belongs to the evening before."""
    same = [*hard(1, tag, first=1), *hard(1, tag, first=2), *fine(1)]
    assert causes([*same, *hard(1, tag, ago=1.1)]) == []
    assert causes([*same, *hard(1, tag, ago=3)])


def test_weak_tags_are_never_enough() -> None:
    """Not even on every hard moment."""
    weak = {tag.slug for tag in library.vocabulary().tags if not tag.strong}
    for tag in sorted(weak):
        assert causes([*hard(5, tag), *fine(3)]) == [], tag


def test_own_tags_are_never_evidence() -> None:
    """Whatever they are called."""
    assert causes([*hard(5, "stressful-week"), *fine(3)]) == []


def test_hard_moments_without_tags_name_nothing() -> None:
    """Orgasm alone is no cause."""
    assert causes([*hard(5, ""), *fine(3)]) == []


@pytest.mark.parametrize("wanted", ["pressured", "no", "unsure"])
@pytest.mark.parametrize("tag", STRONG.values())
def test_unwanted_moments_count_for_no_cause(tag: str, wanted: str) -> None:
    """Two that count and three that don't make two."""
    told = [*hard(2, tag), *hard(3, tag, first=5, wanted=wanted), *fine(4)]
    assert causes(told) == []
    assert causes(told, guarded=True) == []


@pytest.mark.parametrize("safety", ["self-harm-thoughts", "afraid-of-partner", "alarm-symptom"])
@pytest.mark.parametrize("tag", STRONG.values())
def test_a_moment_with_a_safety_tag_counts_for_no_cause(tag: str, safety: str) -> None:
    """Shame, hormones or the relationship can never explain them."""
    assert causes([*hard(2, tag), *hard(3, f"{tag} {safety}", first=5), *fine(4)]) == []


@pytest.mark.parametrize(("cause", "tag"), STRONG.items())
def test_partly_wanted_counts_only_for_cause_3(cause: int, tag: str) -> None:
    """The third one was partly wanted."""
    told = [*hard(2, tag), *hard(1, tag, first=5, wanted="mixed"), *fine(4)]
    assert causes(told) == ([3] if cause == 3 else [])


@pytest.mark.parametrize(("cause", "tag"), STRONG.items())
def test_skipped_wanted_counts_except_for_shame(cause: int, tag: str) -> None:
    """Cause 4 needs every counted moment to have been wanted."""
    told = [*hard(2, tag), *hard(1, tag, first=5, wanted=None), *fine(4)]
    assert causes(told) == ([] if cause == 4 else [cause])


@pytest.mark.parametrize(("cause", "tag"), STRONG.items())
def test_after_a_safety_entry_shame_is_left_out(cause: int, tag: str) -> None:
    """No other cause is left out."""
    assert causes([*hard(3, tag), *fine(4)], guarded=True) == ([] if cause == 4 else [cause])


# Precedence within one entry


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"tags": "pain scared stress sudden-drop", "orgasm": True}, {2}),
        ({"tags": "scared stress ashamed sudden-drop", "orgasm": True}, {5}),
        ({"tags": "stress ashamed sudden-drop", "orgasm": True}, {1, 4}),
        ({"tags": "numb sudden-drop", "orgasm": True}, {8}),
        ({"tags": "sudden-drop", "orgasm": True}, {6}),
        ({"tags": "sudden-drop drained panic confused", "orgasm": True}, {6}),
        ({"tags": "sudden-drop", "orgasm": False}, set()),
        ({"tags": "sudden-drop"}, set()),
        ({"tags": "stress", "pain": 1}, {2}),
        ({"tags": "stress", "pain": 0}, {1}),
        ({"tags": "flashback", "pain": 3}, {2}),
        ({"tags": "sore-or-dry"}, {2}),
        ({"tags": "bleeding"}, {2}),
        ({"tags": "pain", "pain": 0}, {2}),
        ({"tags": "rushed dread"}, {3}),
        ({"tags": "love"}, set()),
        ({}, set()),
    ],
)
def test_precedence_inside_an_entry(answers: Row, expected: set[int]) -> None:
    """Pain, then old hurt, then everything else, then a drop after orgasm."""
    assert RULES.reflector.causes_of(entry(**answers)) == expected


def test_pain_keeps_other_causes_from_its_entries() -> None:
    """For stress on three painful moments, the reflection names pain and not stress."""
    assert causes([*hard(3, "stress pain"), *fine(4)]) == [2]


# Cause 2 with its rule, cause 7 without hard moments


def test_pain_is_named_when_its_rule_fires() -> None:
    """Rule P2 is enough, without any hard moment."""
    told = rows(2, pain=2, after=7)
    assert causes(told, ("P2",)) == [2]
    assert causes(told, ("P1", "P3", "P7")) == []
    (one,) = found([*told, *fine(2)], ("P2",))
    assert (one.n, one.total, one.hard_with, one.other_with) == (2, 4, 0, 2)
    assert [each.number for each in one.entries] == [3, 4]


def test_pain_in_unwanted_moments_is_not_named() -> None:
    """Its rule fires, but the cause has no entry to count."""
    assert causes(rows(3, pain=3, wanted="no"), ("P2",)) == []


def test_happy_tears_need_no_hard_moment() -> None:
    """Three on three days are enough, alone."""
    told = rows(3, tears=2, after=8)
    (one,) = found(told)
    assert (one.cause.number, one.n, one.hard_with, one.hard_total) == (7, 3, 0, 0)
    assert causes(told[:2]) == []
    assert causes([*told[:2], {"ago": 1.1, "tears": 2, "after": 9}]) == []


def test_happy_tears_in_partly_wanted_moments_do_not_count() -> None:
    """They are mixed."""
    told = [*rows(2, tears=2, after=8), *rows(1, 9, tears=2, after=8, wanted="mixed")]
    assert causes(told) == []


def test_mixed_tears_are_not_happy_ones() -> None:
    """A fall, pain or something unpleasant on the third."""
    for third in ({"before": 9}, {"pain": 1}, {"tags": "sad"}, {"after": 5}):
        told = [*rows(2, tears=2, after=8), {"ago": 9, "tears": 2, "after": 8, **third}]
        assert causes(told) == []


# Comparison, and how many


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 3, 0, 2), "few"),
        ((3, 3, 2, 2), "few"),
        ((3, 3, 0, 3), "more"),
        ((3, 4, 2, 4), "more"),
        ((3, 4, 3, 4), "same"),
        ((3, 6, 1, 4), "more"),
        ((50, 100, 26, 100), "same"),
        ((50, 100, 25, 100), "more"),
        ((3, 6, 3, 3), "same"),
        ((0, 0, 3, 9), "few"),
    ],
)
def test_contrast(counts: tuple[int, int, int, int], expected: str) -> None:
    """Three others to compare with, and 25 points apart."""
    assert contrast(*counts) == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (fine(2), "few"),
        (fine(3), "more"),
        (fine(3, "stress"), "same"),
        ([*fine(3, "stress"), *fine(1, first=60)], "more"),
        ([*fine(4, "stress"), *fine(1, first=60)], "same"),
    ],
)
def test_the_other_moments_decide_the_contrast(others: list[Row], expected: str) -> None:
    """Three of three against what the good moments have."""
    (one,) = found([*hard(3, "stress"), *others])
    assert one.contrast == expected


def test_at_most_two_causes_are_named_the_best_supported_first() -> None:
    """Four of five, then three of five; of two with three each, the lower cause number."""
    told = [*hard(2, "numb distant stress"), *hard(1, "numb distant", 5), *hard(1, "numb", 7),
            *hard(1, "stress", 9), *fine(3)]  # fmt: skip
    assert causes(told) == [8, 1]
    (first, second) = found(told)
    assert [(one.hard_with, one.hard_total) for one in (first, second)] == [(4, 5), (3, 5)]


def test_the_counts_are_those_of_the_sentence() -> None:
    """`n` of `total`, and the entries behind them in the order of time."""
    (one,) = found([*hard(3, "stress"), *hard(2, "confused", 10), *fine(3, "stress"), *fine(1)])
    assert (one.n, one.total) == (3, 5)
    assert (one.hard_with, one.hard_total, one.other_with, one.other_total) == (3, 5, 3, 4)
    assert [each.after for each in one.entries] == [2, 2, 2]
    assert list(one.entries) == sorted(one.entries, key=lambda each: each.at)


# What is missing


def missing(told: list[Row], *, guarded: bool = False) -> list[tuple[str, int, int, str]]:
    """What is not known yet."""
    return [
        (one.what, one.have, one.need, one.cause)
        for one in RULES.reflector.not_yet(diary(*told), guarded=guarded)
    ]


def test_the_missing_evidence_is_listed() -> None:
    """Moments, hard ones, different days, others to compare with, and the nearest causes."""
    assert missing(hard(2, "stress")) == [
        ("not-yet-moments", 2, 4, ""),
        ("not-yet-hard", 2, 3, ""),
        ("not-yet-cause", 2, 3, "too much at once"),
    ]
    same_day = [*hard(2, "confused", ago=1), *hard(1, "confused", ago=1.1), *fine(3)]
    assert missing(same_day) == [("not-yet-days", 1, 3, "")]
    assert missing([*hard(3, "stress"), *fine(2)]) == [("not-yet-other", 2, 3, "")]
    assert missing([*hard(3, "stress"), *fine(3)]) == []
    assert ("not-yet-happy", 2, 3, "") in missing(rows(2, tears=1, after=9))


def test_a_cause_that_was_just_named_is_not_missing() -> None:
    """Cause 3 with a partly wanted moment."""
    told = [*hard(2, "distant"), *hard(1, "distant", 5, wanted="mixed"), *fine(3)]
    assert causes(told) == [3]
    assert missing(told) == []


def test_after_a_safety_entry_shame_is_not_listed_as_missing() -> None:
    """No line mentions it at all."""
    told = [*hard(2, "ashamed"), *fine(4)]
    assert missing(told, guarded=True) == [("not-yet-hard", 2, 3, "")]
    assert missing(told)[-1] == ("not-yet-cause", 2, 3, "shame, guilt and body worry")
