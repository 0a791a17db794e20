"""From entries to comparisons, and that links survive any change to the diary."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import NOW, RULES, diaries
from pdtrack.domain.analysis.associations import Associations, Comparison, associations
from pdtrack.domain.analysis.comparable import ANSWER_MARKS, place_of
from pdtrack.domain.analysis.verdict_document import check_fits
from pdtrack.domain.analysis.verdicts import (
    Outcome,
    Series,
    Verdicts,
    asked,
    dropped,
    judged,
    own_entries,
)
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.store.claim_table import claim_text_of, parsed_claim

COMPARER = RULES.comparer


def entry(number: int, *tags: str, **answers: Any) -> Entry:
    """A moment recorded on day `number`, with its tags settled as they were recorded."""
    at = NOW - timedelta(days=500 - number)
    given = {"tags": tags, "settled_tags": tags, **answers}
    return Entry(at=at, recorded_at=at.astimezone(UTC), id=number, **given)


def look(many: Sequence[Entry], kept: Verdicts | None = None) -> Associations:
    """What occurs together in a diary, given the earlier verdicts."""
    return associations(COMPARER, many, kept or Verdicts(), many)


def compared(many: list[Entry]) -> dict[str, Comparison]:
    """The comparisons by their outcomes."""
    return {one.outcome: one for one in look(many).comparisons}


def series(many: Sequence[Entry]) -> Mapping[Outcome, Series]:
    """The comparable entries as numbers."""
    return {outcome: one.series for outcome, one in COMPARER.diary(many).items()}


def marked(many: list[Entry], outcome: Outcome = "tears") -> set[str]:
    """The tags and answers that are compared and on at least one entry."""
    marks = series(many)[outcome].marks.items()
    return {name for name, mark in marks if mark.on and mark.kind != "cause"}


def thirty(*tags: str, **answers: Any) -> list[Entry]:
    """Thirty entries, every second one with tears, all with these tags."""
    return [entry(n, *tags, **({"tears": n % 2} | answers)) for n in range(1, 31)]


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({}, None),
        ({"tears": 0}, 0),
        ({"tears": 1}, 1),
        ({"tears": 3, "after": 5}, 1),
        ({"tears": 2, "before": 6, "after": 8}, 0),
    ],
)
def test_tears_count_except_happy_ones(answers: dict[str, Any], score: int | None) -> None:
    """Skipped isn't none, and happy tears don't make a harder moment."""
    assert COMPARER.score(entry(1, **answers), "tears") == score


def test_without_both_moods_the_mood_is_unknown() -> None:
    """With both it gets a score, relative to the mood before."""
    assert COMPARER.score(entry(1, after=3), "mood") is None
    assert COMPARER.score(entry(1, before=8), "mood") is None
    assert COMPARER.score(entry(1, before=8, after=5), "mood") == 3


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
def test_entries_that_cannot_be_compared_are_left_out(change: dict[str, Any]) -> None:
    """Days, unwanted moments, safety, unanswered tags, an unknown outcome."""
    many = thirty("wine")
    other = entry(31, "wine", tears=1)._replace(**change)
    assert compared([*many, other])["tears"].entries == 30
    assert compared([*many, entry(31, "wine", tears=1)])["tears"].entries == 31


@pytest.mark.parametrize("answer", [{"wanted": "yes"}, {"settled_tags": (), "tags": ()}])
def test_wanted_and_none_fits_are_compared(answer: dict[str, Any]) -> None:
    """ "None fits" is an answer."""
    other = entry(31, **({"tears": 1} | answer))
    assert compared([*thirty("wine"), other])["tears"].entries == 31


def test_only_what_could_be_known_apart_from_the_outcome_is_a_mark() -> None:
    """Context tags, own tags, with whom and orgasm; no reaction and no safety tag."""
    many = thirty("stress", "wine", "sad", "happy-tears", "sudden-drop", "content", "flashback")
    many = [
        each._replace(settled_with="solo" if each.number % 3 else "partner",
                settled_orgasm=bool(each.number % 4))
        for each in many
    ]  # fmt: skip
    expected = {"stress", "wine", "with:solo", "with:partner", "orgasm:yes", "orgasm:no"}
    assert marked(many) == expected


def test_the_tags_settled_after_48_hours_count_and_not_today_s() -> None:
    """Comparisons use the settled tags; "what keeps coming up" uses the current ones."""
    many = [each._replace(tags=("beer",)) for each in thirty("wine")]
    assert marked(many) == {"wine"}


def test_a_skipped_answer_is_unknown_and_not_a_no() -> None:
    """It is in no group and no count of that answer; the entry counts for other marks."""
    many = [
        each._replace(settled_with=None if each.number % 2 else "solo") for each in thirty("wine")
    ]
    marks = series(many)["tears"].marks
    assert marks["with:solo"].on == list(range(1, 30, 2))
    assert marks["with:solo"].unknown == marks["with:partner"].unknown == set(range(0, 30, 2))
    assert marks["orgasm:yes"].unknown == set(range(30))
    assert not marks["wine"].unknown
    assert set(ANSWER_MARKS) < marks.keys()


def test_a_cause_is_marked_by_any_of_its_context_tags() -> None:
    """The vocabulary defines the causes."""
    many = [*thirty("conflict"), entry(31, "distant", tears=1), entry(32, tears=0)]
    relationship = series(many)["tears"].marks["cause:3"]
    assert relationship.on == list(range(31))
    assert {"conflict", "distant"} <= set(relationship.tags)
    assert all(len(tags) >= 2 for tags in COMPARER.causes.values())


def test_an_entry_equal_to_the_one_before_it_is_left_out() -> None:
    """On the same day, whatever the note: the same moment was recorded twice."""
    first = entry(1, "wine", tears=1, note="once")
    twice = first._replace(id=2, note="twice", at=first.at + timedelta(minutes=1))
    other = twice._replace(id=3, tears=0)
    kept = COMPARER.diary([first, twice, other])["tears"].entries
    assert [each.number for each in kept] == [1, 3]


def test_two_outcomes_share_the_budget_and_one_gets_all_of_it() -> None:
    """The budget of the first check shows it."""
    alone = look(thirty("wine")).verdicts
    assert alone.checks["tears"][0].allowed == pytest.approx(0.025)
    assert alone.checks["mood"] == ()
    many = [e._replace(before=7, after=8 - 6 * (e.tears or 0)) for e in thirty("wine")]
    both = look(many).verdicts
    for outcome in both.checks:
        assert both.checks[outcome][0].allowed == pytest.approx(0.0125)


def test_with_one_kind_of_entries_nothing_is_spent() -> None:
    """Only harder ones, or four easy ones, can't be compared; the check costs nothing."""
    for easy in (0, 4, 5):
        many = [entry(n, "wine", tears=0 if n <= easy else 1) for n in range(1, 31)]
        one = compared(many)["tears"]
        assert one.is_one_sided is (easy < 5)
        assert one.has_compared is (easy == 5)
        assert one.rare == () or easy == 5


def test_without_an_outcome_there_is_no_comparison() -> None:
    """Moods right after are not enough without tears or moods before."""
    assert compared([entry(n, "wine", after=2) for n in range(1, 60)]) == {}


def test_the_order_is_that_of_recording() -> None:
    """The time of the moment doesn't matter; within one second, the number decides."""
    many = [
        entry(n, "wine" if n % 3 else "beer", tears=int(n % 3 > 0 and n % 7 > 0))
        for n in range(1, 76)
    ]
    moved = [each._replace(at=NOW - timedelta(days=each.number * 7 % 50)) for each in many]
    assert look(moved).claims == look(many).claims != ()
    second = [each._replace(recorded_at=NOW.astimezone(UTC)) for each in many]
    assert look(second).claims == look(many).claims


@settings(max_examples=50)
@given(diaries(60), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(many: list[Entry], deal: random.Random) -> None:
    """Nor does the order of the tags of an entry."""
    settled = [each._replace(settled_tags=each.tags, settled_with=each.with_) for each in many]
    mixed = [
        each._replace(settled_tags=None if each.settled_tags is None else each.settled_tags[::-1])
        for each in settled
    ]
    deal.shuffle(mixed)
    assert look(mixed).comparisons == look(settled).comparisons


def random_diary(seed: int, size: int = 120) -> list[Entry]:
    """A diary where one tag depends on tears, and in half of them moods depend on the tag."""
    deal = random.Random(seed)
    many = []
    for n in range(1, size + 1):
        hard = deal.random() < 0.35
        tags = [tag for tag, p in (("wine", 0.2), ("late", 0.4)) if deal.random() < p]
        if deal.random() < (0.8 if hard else 0.15):
            tags.append("rushed")
        before = deal.randint(3, 9)
        after = max(0, before - 4) if hard and seed % 2 else min(10, before + deal.randint(-2, 2))
        moods = {"before": before, "before_recalled": True, "after": after}
        many.append(entry(n, *tags, tears=int(hard), settled_with="solo", **moods))
    return many


def named(verdicts: Verdicts) -> list[tuple[str, str, int, float]]:
    """The links, as they may be shown."""
    return [(x.mark, x.outcome, x.n, x.chance) for x in verdicts.links]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 119), max_size=6))
def test_checking_more_often_while_adding_changes_no_link(seed: int, looks: list[int]) -> None:
    """One look at the end and looks at any time give the same verdicts."""
    many = random_diary(seed)
    kept = Verdicts()
    for size in sorted(looks):
        kept = look(many[:size], kept).verdicts
    assert look(many, kept).verdicts == look(many).verdicts


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sets(st.integers(1, 90)), st.integers(1, 5))
def test_deleting_and_editing_remove_no_link(seed: int, gone: set[int], every: int) -> None:
    """Neither pays for a check twice or finds anything at an old one."""
    many = random_diary(seed)
    kept = look(many[:90]).verdicts
    edited = [
        each._replace(tears=1 - (each.tears or 0)) if each.number % every == 0 else each
        for each in many[:90]
        if each.number not in gone
    ]
    assert look(edited, kept).verdicts == kept
    later = look([*edited, *many[90:]], kept).verdicts
    assert named(later)[: len(kept.links)] == named(kept)
    assert later.checks["tears"][: len(kept.checks["tears"])] == kept.checks["tears"]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_and_names_of_tags_change_no_link(seed: int, deal: random.Random) -> None:
    """Nor does the input order of entries from the same second."""
    many = random_diary(seed, 75)
    same = [each._replace(recorded_at=NOW.astimezone(UTC)) for each in many]
    mixed = [each._replace(settled_tags=tuple(reversed(each.settled_tags or ()))) for each in same]
    deal.shuffle(mixed)
    assert named(look(mixed).verdicts) == named(look(many).verdicts)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 110), st.sampled_from(["tears", "mood"]))
def test_no_more_than_the_budget_is_ever_spent(seed: int, size: int, outcome: Outcome) -> None:
    """With a question at any time; stored verdicts read back unchanged."""
    many = random_diary(seed)
    kept = look(many[:size]).verdicts
    after = place_of(many[size - 1]) if size else place_of(many[0])._replace(number=0)
    kept = asked(kept, "rushed", outcome, after=after, asked_at=0)
    later = look(many, kept).verdicts
    spent = sum(check.cost for checks in later.checks.values() for check in checks)
    assert spent + later.budget.left + later.questions[0].reserve == pytest.approx(0.05)
    assert parsed_claim(claim_text_of(later)) == later
    check_fits(later, many, 120)
    assert len(own_entries(later.questions[0], series(many))) == 120 - size
    ended = dropped(later, series(many))
    assert ended.budget == later.budget or size > 110
    assert judged(ended, series(many)) == ended


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 40)),
        st.tuples(st.just("delete"), st.integers(0, 200)),
        st.tuples(st.just("since"), st.integers(0, 130)),
        st.tuples(st.sampled_from(["export and import", "mix", "look"]), st.just(0)),
        st.tuples(st.just("forget"), st.sampled_from(["late", "rushed", "wine"])),
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), EVENTS)
def test_only_forgetting_its_tag_removes_a_link(seed: int, events: list[tuple[str, Any]]) -> None:
    """Whatever happens to the diary, in any order, a found link stays unchanged."""
    recorded = random_diary(seed, 130)
    size, gone = 40, set[int]()
    deal = random.Random(seed)
    kept = look(recorded[:size]).verdicts
    for what, about in [*events, ("append", 130)]:
        size = min(130, size + about) if what == "append" else size
        many = [each for each in recorded[:size] if each.number not in gone]
        shown = named(kept)
        if what == "delete" and many:
            gone.add(many[about % len(many)].number)
            many = [each for each in many if each.number not in gone]
        elif what == "export and import":
            kept = parsed_claim(claim_text_of(kept))
        elif what == "mix":
            many = [e._replace(settled_tags=(e.settled_tags or ())[::-1]) for e in many]
            deal.shuffle(many)
        elif what == "forget":
            kept = kept.forgotten({about})
            shown = [link for link in shown if link[0] != about]
            recorded = [
                e._replace(settled_tags=tuple(t for t in e.settled_tags or () if t != about))
                for e in recorded
            ]
            many = [each for each in recorded[:size] if each.number not in gone]
        period = many[about:] if what == "since" else many
        found = associations(COMPARER, many, kept, period)
        assert named(found.verdicts)[: len(shown)] == shown, what
        assert {(x.link.mark, x.outcome) for x in found.claims} == {
            x[:2] for x in named(found.verdicts)
        }
        kept = found.verdicts


def test_a_tag_keeps_its_link_under_its_new_name_and_back() -> None:
    """Renamed, merged, undone; a forgotten tag leaves no trace."""
    kept = look(random_diary(1)).verdicts
    assert ("rushed", "tears") in {(x.mark, x.outcome) for x in kept.links}
    new = kept.renamed("rushed", "hurried")
    assert {x.mark for x in new.links} == {"hurried", "cause:3"}
    assert new.renamed_back("rushed") == kept
    assert "rushed" not in claim_text_of(kept.forgotten({"rushed"}))
    assert "rushed" not in claim_text_of(new.forgotten({"other"}))


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        "{}",
        '{"checks":[]}',
        "x" * 100,
        '{"checks":[],"links":[],"budget":{"free":1,"funds":{},"balances":{}},"questions":[]}',
        '{"checks":[],"links":[],"budget":{"free":0.04,"funds":{},"balances":{}},"questions":[]}',
        '{"checks":[],"links":[{"mark":"wine","outcome":"tears","n":30,"chance":0.01}],'
        '"budget":{"free":0.05,"funds":{},"balances":{}},"questions":[]}',
    ],
)
def test_damaged_verdicts_are_never_trusted(damage: str) -> None:
    """A larger budget, links without a check, and text that isn't JSON at all."""
    with pytest.raises(InvalidInput):
        parsed_claim(damage)


def test_verdicts_of_another_diary_are_never_trusted() -> None:
    """The entries behind them were recorded at other times."""
    many = random_diary(1)
    kept = look(many).verdicts
    check_fits(kept, many[:20], 120)
    with pytest.raises(InvalidInput):
        check_fits(kept, many, 60)
    moved = [e._replace(recorded_at=e.recorded_at + timedelta(seconds=1)) for e in many]
    with pytest.raises(InvalidInput):
        check_fits(kept, moved, 120)


def test_a_faded_link_is_no_longer_linked_but_stays_on_record() -> None:
    """`is_linked` decides whether a reflection may mention that things seem connected."""
    deal = random.Random(1)
    marks = [deal.random() < 0.5 for _ in range(120)]
    many = [
        entry(n, *(["wine"] if mark else []), tears=int(mark) if n <= 30 else int(not mark))
        for n, mark in enumerate(marks, 1)
    ]
    strong, faded = many[:30], many[30:]
    now = look(strong)
    then = look([*strong, *faded], now.verdicts)
    assert now.is_linked(frozenset({"wine", "beer"}))
    assert not now.is_linked(frozenset({"beer"}))
    assert [c.link for c in then.claims] == [c.link for c in now.claims]
    assert not then.is_linked(frozenset({"wine"}))
    (claim,) = now.claims
    assert claim.entries == tuple(n for n in range(1, 31) if marks[n - 1])


def test_noting_more_tags_on_harder_entries_is_mentioned() -> None:
    """From the first check on, if the median tag is much commoner on them."""
    deal = random.Random(3)
    tags = ("wine", "late", "rushed", "stress", "work")
    for careful, expected in ((0.9, True), (0.4, False)):
        many = []
        for n in range(1, 61):
            hard = n % 3 == 0
            noted = [tag for tag in tags if deal.random() < (careful if hard else 0.4)]
            many.append(entry(n, *noted, tears=int(hard)))
        assert compared(many)["tears"].notes_more is expected
        assert not compared(many[:29])["tears"].notes_more
