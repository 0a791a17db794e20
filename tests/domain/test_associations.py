"""From entries to what is compared: which entries count, their outcomes, their marks."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import CLASSIFIER, NOW, diaries
from pdtrack.content import library
from pdtrack.domain.analysis.associations import Comparer, Comparison, fall_score, tears_score
from pdtrack.domain.analysis.sequential_test import ALPHA, HALF
from pdtrack.domain.entry import Entry

COMPARER = Comparer(library.vocabulary(), CLASSIFIER)


def entry(number: int, *tags: str, **answers: Any) -> Entry:
    """A moment recorded on day `number`, settled as it was told."""
    at = NOW - timedelta(days=500 - number)
    told = {"tags": tags, "settled_tags": tags, **answers}
    return Entry(at=at, recorded_at=at.astimezone(UTC), id=number, **told)


def compared(many: list[Entry]) -> dict[str, Comparison]:
    """The comparisons by their outcomes."""
    return {one.outcome: one for one in COMPARER.compare(many).comparisons}


def marked(many: list[Entry], outcome: str = "tears") -> set[str]:
    """The marks that were compared: what the looks of the first check are about."""
    latest = compared(many)[outcome].found.latest
    assert latest is not None
    return set(latest.by_tag)


def thirty(*tags: str, **answers: Any) -> list[Entry]:
    """Thirty entries, every second with tears, all with these tags."""
    return [entry(n, *tags, **({"tears": n % 2} | answers)) for n in range(1, 31)]


@pytest.mark.parametrize(("tears", "score"), [(None, None), (0, 0), (1, 1), (2, 1), (3, 1)])
def test_any_tears_are_tears(tears: int | None, score: int | None) -> None:
    """Skipped is not none."""
    assert tears_score(entry(1, tears=tears)) == score


@pytest.mark.parametrize(
    ("before", "after", "score"),
    [(7, 7, 0), (7, 6, 0), (7, 5, 1), (7, 4, 1), (7, 3, 2), (10, 0, 2), (0, 10, 0),
     (None, 3, None), (7, None, None)],
)  # fmt: skip
def test_a_fall_counts_from_two_points_and_more_from_four(
    before: int | None, after: int | None, score: int | None
) -> None:
    """Scored 0, 1 and 2; without both moods it is unknown."""
    assert fall_score(entry(1, before=before, after=after)) == score


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "day", "mood": 3},
        {"wanted": "mixed"},
        {"wanted": "no"},
        {"wanted": "pressured"},
        {"wanted": "unsure"},
        {"tags": ("hurt-by-partner",)},
        {"settled_tags": None},
        {"tears": None},
    ],
)
def test_what_can_not_be_compared_is_left_out(change: dict[str, Any]) -> None:
    """Days, what was not wanted, safety, tags never answered, the outcome unknown."""
    many = thirty("wine")
    other = replace(entry(31, "wine", tears=1), **change)
    assert compared([*many, other])["tears"].found.entries == 30
    assert compared([*many, entry(31, "wine", tears=1)])["tears"].found.entries == 31


@pytest.mark.parametrize("answer", [{"wanted": "yes"}, {"settled_tags": (), "tags": ()}])
def test_wanted_and_none_fits_are_compared(answer: dict[str, Any]) -> None:
    """Asked and none fits is an answer."""
    other = entry(31, **({"tears": 1} | answer))
    assert compared([*thirty("wine"), other])["tears"].found.entries == 31


def test_only_what_could_be_known_apart_from_the_outcome_is_a_mark() -> None:
    """Context tags, own tags, with whom and orgasm; no reaction and no safety tag."""
    many = thirty("stress", "wine", "sad", "happy-tears", "sudden-drop", "content", "flashback")
    many = [
        replace(each, settled_with="solo" if each.number % 3 else "partner",
                settled_orgasm=bool(each.number % 4))
        for each in many
    ]  # fmt: skip
    expected = {"stress", "wine", "with:solo", "with:partner", "orgasm:yes", "orgasm:no"}
    assert marked(many) == expected


def test_the_tags_of_48_hours_count_and_not_those_of_today() -> None:
    """What is settled is compared; what stands now is what comes up."""
    many = [replace(each, tags=("beer",)) for each in thirty("wine")]
    assert marked(many) == {"wine"}


def test_each_of_two_outcomes_has_half_the_promise_and_one_has_it_whole() -> None:
    """What could be spent at the first check says so."""
    alone = compared(thirty("wine"))
    assert set(alone) == {"tears"}
    both = compared([replace(e, before=7, after=7 - 4 * (e.tears or 0)) for e in thirty("wine")])
    assert set(both) == {"tears", "fall"}
    share = 30 / (30 + HALF)
    for found, alpha in ((alone, ALPHA), (both, ALPHA / 2)):
        for one in found.values():
            assert one.found.latest is not None
            assert one.found.latest.allowed == pytest.approx(alpha * share)


def test_with_one_kind_of_entries_nothing_is_spent() -> None:
    """Only hard ones, or four easy ones, can't be compared; the check is free."""
    for easy in (0, 4, 5):
        many = [entry(n, "wine", tears=0 if n <= easy else 1) for n in range(1, 31)]
        one = compared(many)["tears"]
        assert one.is_one_armed is (easy < 5)
        assert (one.found.checks[0].allowed > 0) is (easy == 5)
        assert one.rare == () or easy == 5


def test_no_outcome_is_no_comparison() -> None:
    """Moods after alone are neither tears nor a fall."""
    assert compared([entry(n, "wine", after=2) for n in range(1, 60)]) == {}


def test_order_is_by_when_it_was_written_down() -> None:
    """When it was changes nothing; of those written in one second the number decides."""
    many = [
        entry(n, "wine" if n % 3 else "beer", tears=int(n % 3 > 0 and n % 7 > 0))
        for n in range(1, 76)
    ]
    moved = [replace(each, at=NOW - timedelta(days=each.number * 7 % 50)) for each in many]
    assert COMPARER.compare(moved).claims == COMPARER.compare(many).claims != ()
    second = [replace(each, recorded_at=NOW.astimezone(UTC)) for each in many]
    assert COMPARER.compare(second).claims == COMPARER.compare(many).claims


@settings(max_examples=50)
@given(diaries(60), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_given_changes_nothing(
    many: list[Entry], deal: random.Random
) -> None:
    """Nor does the order of the tags of an entry."""
    settled = [replace(each, settled_tags=each.tags, settled_with=each.with_) for each in many]
    mixed = [
        replace(each, settled_tags=None if each.settled_tags is None else each.settled_tags[::-1])
        for each in settled
    ]
    deal.shuffle(mixed)
    assert COMPARER.compare(mixed).comparisons == COMPARER.compare(settled).comparisons


def test_what_fades_is_no_longer_linked_but_stays_a_claim() -> None:
    """`is_linked` decides whether a reflection may say that things seem to go together."""
    deal = random.Random(1)
    marks = [deal.random() < 0.5 for _ in range(120)]
    many = [
        entry(n, *(["wine"] if mark else []), tears=int(mark) if n <= 30 else int(not mark))
        for n, mark in enumerate(marks, 1)
    ]
    strong, faded = many[:30], many[30:]
    now, then = COMPARER.compare(strong), COMPARER.compare([*strong, *faded])
    assert now.is_linked(frozenset({"wine", "beer"}))
    assert not now.is_linked(frozenset({"beer"}))
    assert [c.link for c in then.claims] == [c.link for c in now.claims]
    assert not then.is_linked(frozenset({"wine"}))
    (claim,) = now.claims
    assert claim.entries == tuple(n for n in range(1, 31) if marks[n - 1])
