"""How an entry is classified, at every boundary of the definitions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from build import CARE, CLASSIFIER, entries, entry
from pdtrack.domain.disclosure import SAFETY_CARDS
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import change

HARD: tuple[dict[str, Any], ...] = (
    {"after": 0},
    {"after": 3},
    {"after": 3, "before": 0},
    {"after": 3, "tags": "love content"},
    {"after": 5, "before": 7},
    {"after": 4, "before": 6},
    {"after": 5, "before": 10, "tags": "love"},
    {"tears": 1, "tags": "sad"},
    {"tears": 1, "tags": "sad", "after": 5},
    {"tears": 3, "tags": "stress confused", "after": 4, "before": 4},
)
NOT_HARD: tuple[dict[str, Any], ...] = (
    {},
    {"after": 4},
    {"after": 4, "before": 5},
    {"after": 5, "before": 6},
    {"after": 6, "before": 10},
    {"before": 10},
    {"tears": 0, "tags": "sad"},
    {"tags": "sad"},
    {"tears": 1, "tags": "sad", "after": 6},
    {"tears": 1, "tags": "sad love", "after": 5},
    {"tears": 3, "tags": "confused vulnerable", "after": 5},
    {"tears": 3, "tags": "own-word", "after": 4},
    {"tears": 3, "after": 4},
    {"later": 0, "after": 6},
    {"pain": 3, "after": 6},
)
HAPPY: tuple[dict[str, Any], ...] = (
    {"tears": 1, "after": 6},
    {"tears": 3, "after": 10, "before": 10},
    {"tears": 2, "after": 7, "before": 3, "tags": "love vulnerable"},
    {"tags": "happy-tears", "after": 6},
    {"tears": 1, "after": 6, "wanted": "yes"},
    {"tears": 1, "after": 6, "pain": 0},
    {"tears": 1, "after": 6, "tags": ""},
)
MIXED: tuple[dict[str, Any], ...] = (
    {"tears": 1},
    {"tears": 1, "after": 5},
    {"tears": 1, "after": 4},
    {"tears": 1, "after": 9, "before": 10},
    {"tears": 1, "after": 8, "tags": "sad"},
    {"tears": 1, "after": 8, "tags": "happy-tears sad"},
    {"tears": 1, "after": 8, "pain": 1},
    {"tears": 1, "after": 8, "tags": "pain"},
    {"tears": 1, "after": 8, "wanted": "mixed"},
    {"tears": 1, "tags": "sad love", "after": 5},
    {"tags": "happy-tears"},
    {"tears": 1, "tags": "love"},
)
NO_TEARS: tuple[dict[str, Any], ...] = (
    {},
    {"after": 9},
    {"tears": 0, "after": 9},
    {"tears": 0, "tags": "love", "after": 9},
)


@pytest.mark.parametrize("answers", HARD)
def test_it_is_a_harder_moment(answers: dict[str, Any]) -> None:
    """Low, or fallen by two to five or less, or tears with a bad feeling and no good one."""
    one = entry(**answers)
    assert CLASSIFIER.is_hard(one)
    assert not CLASSIFIER.is_happy_tears(one)
    assert not CLASSIFIER.is_mixed_tears(one)


@pytest.mark.parametrize("answers", NOT_HARD)
def test_it_is_not_a_harder_moment(answers: dict[str, Any]) -> None:
    """One step outside each of the three conditions."""
    assert not CLASSIFIER.is_hard(entry(**answers))


@pytest.mark.parametrize("answers", HAPPY)
def test_they_are_happy_tears(answers: dict[str, Any]) -> None:
    """Tears, mood six or more, no fall, nothing unpleasant, no pain, wanted or skipped."""
    one = entry(**answers)
    assert CLASSIFIER.is_happy_tears(one)
    assert not CLASSIFIER.is_mixed_tears(one)


@pytest.mark.parametrize("answers", MIXED)
def test_they_are_mixed_tears(answers: dict[str, Any]) -> None:
    """Any other tears that don't make a harder moment count as mixed."""
    one = entry(**answers)
    assert CLASSIFIER.is_mixed_tears(one)
    assert not CLASSIFIER.is_happy_tears(one)
    assert not CLASSIFIER.is_hard(one)


@pytest.mark.parametrize("answers", NO_TEARS)
def test_without_tears_there_are_none(answers: dict[str, Any]) -> None:
    """Skipped tears are not tears."""
    one = entry(**answers)
    assert not CLASSIFIER.is_happy_tears(one)
    assert not CLASSIFIER.is_mixed_tears(one)


@pytest.mark.parametrize("wanted", ["mixed", "pressured", "no", "unsure"])
def test_happy_tears_are_wanted(wanted: str) -> None:
    """No mood makes an unwanted moment a happy one."""
    assert not CLASSIFIER.is_happy_tears(entry("love", tears=2, after=10, wanted=wanted))


@pytest.mark.parametrize(
    ("wanted", "eligible", "partly", "safety"),
    [
        ("yes", True, True, False),
        (None, True, True, False),
        ("mixed", False, True, False),
        ("pressured", False, False, True),
        ("no", False, False, True),
        ("unsure", False, False, True),
    ],
)
def test_which_entries_count_for_causes(
    wanted: str | None, eligible: bool, partly: bool, safety: bool
) -> None:
    """Wanted or skipped; partly wanted for one cause only; the rest never."""
    one = entry("stress", after=2, wanted=wanted)
    assert CLASSIFIER.is_eligible(one) is eligible
    assert CLASSIFIER.is_eligible(one, partly=True) is partly
    assert CLASSIFIER.is_safety(one) is safety


@pytest.mark.parametrize(
    "tag", ["self-harm-thoughts", "afraid-of-partner", "hurt-by-partner", "alarm-symptom"]
)
def test_a_safety_tag_counts_for_no_cause(tag: str) -> None:
    """Whatever the other answers, even an orgasm and a good mood."""
    one = entry(f"love {tag}", after=10, wanted="yes", orgasm=True)
    assert CLASSIFIER.is_safety(one)
    assert not CLASSIFIER.is_eligible(one)
    assert not CLASSIFIER.is_eligible(one, partly=True)


@pytest.mark.parametrize(
    "tag", ["scared", "flashback", "hopeless", "panic", "bleeding", "own-word"]
)
def test_other_heavy_tags_stay_eligible(tag: str) -> None:
    """Only the four tags of the safety group exclude an entry."""
    assert CLASSIFIER.is_eligible(entry(tag, after=2))


@pytest.mark.parametrize(
    ("tags", "pain", "felt"),
    [
        (None, None, None),
        ("", None, None),
        ("pain", None, 2),
        ("pain", 1, 1),
        ("pain", 0, 0),
        ("sore-or-dry", None, None),
        (None, 3, 3),
    ],
)
def test_a_tag_for_pain_counts_as_moderate_without_a_number(
    tags: str | None, pain: int | None, felt: int | None
) -> None:
    """A number from the person always wins."""
    assert CLASSIFIER.pain(entry(tags, pain=pain)) == felt


def test_a_day_is_never_a_moment() -> None:
    """A bad day isn't a harder moment, has no happy tears and counts for no cause."""
    at = entry().at
    for mood, tears in ((0, 3), (9, 2)):
        one = Entry(at=at, recorded_at=at, kind="day", mood=mood, tears=tears, tags=("sad",))
        assert not CLASSIFIER.is_hard(one)
        assert not CLASSIFIER.is_happy_tears(one)
        assert not CLASSIFIER.is_mixed_tears(one)
        assert not CLASSIFIER.is_eligible(one)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(7, 3, -4), (0, 10, 10), (5, 5, 0), (None, 3, None), (3, None, None)],
)
def test_a_change_needs_both_moods(
    before: int | None, after: int | None, expected: int | None
) -> None:
    """A skipped mood isn't zero."""
    assert change(entry(before=before, after=after)) == expected


@given(entries())
def test_tears_are_of_exactly_one_kind(one: Entry) -> None:
    """Harder, happy and mixed exclude each other and cover all tears of a moment."""
    boxes = [
        CLASSIFIER.is_hard(one),
        CLASSIFIER.is_happy_tears(one),
        CLASSIFIER.is_mixed_tears(one),
    ]
    assert sum(boxes) <= 1
    if one.is_moment and one.tears:
        assert sum(boxes) == 1


@pytest.mark.parametrize("card", sorted(SAFETY_CARDS))
def test_an_entry_with_a_safety_card_is_not_counted(card: str) -> None:
    """Whatever its current answers: for no cause, no link, no comparison."""
    one = entry("stress", after=2, wanted="yes", cards=(card,))
    assert CLASSIFIER.is_safety(one)
    assert not CLASSIFIER.is_eligible(one)
    assert not CLASSIFIER.is_eligible(one, partly=True)
    assert card in CARE.cards(one)


@pytest.mark.parametrize("card", ["card-alarm", "card-bleeding"])
def test_a_card_about_the_body_does_not_exclude_an_entry(card: str) -> None:
    """pdtrack shows the card and counts the entry."""
    one = entry("stress", after=2, cards=(card,))
    assert CLASSIFIER.is_eligible(one)
    assert card in CARE.cards(one)


def test_fine_is_a_good_mood_without_what_hurts() -> None:
    """A skipped mood is not fine, and never where safety is in doubt or tears felt bad."""
    fine: tuple[dict[str, Any], ...] = (
        {"after": 6},
        {"after": 6, "before": 9, "pain": 1},
        {"after": 7, "tears": 2},
        {"after": 9, "tags": "sad"},
    )
    not_fine: tuple[dict[str, Any], ...] = (
        {},
        {"after": 5, "before": 5},
        {"tears": 0, "pain": 0},
        {"after": 8, "pain": 2},
        {"after": 9, "wanted": "mixed"},
        {"after": 9, "wanted": "unsure"},
        {"after": 9, "wanted": "pressured"},
        *MIXED,
        *HARD,
    )
    for answers in fine:
        assert CLASSIFIER.is_fine(entry(**answers)), answers
    for answers in not_fine:
        assert not CLASSIFIER.is_fine(entry(**answers)), answers
