"""The sequential shuffle test: exact values, and what must hold for any diary."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdtrack.domain.analysis import proportions as shares
from pdtrack.domain.analysis import sequential_test as linked
from pdtrack.domain.analysis.sequential_test import Links, find_links
from pdtrack.errors import InvalidInput

Marks = dict[str, list[int]]
Made = tuple[list[int], Marks]
VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))


def near(expected: str | float) -> Any:
    """A relative 1e-9, and zero only for zero."""
    return pytest.approx(float(expected), rel=1e-9, abs=0)


def answer(diary: dict[str, Any]) -> Links:
    return find_links([int(score) for score in diary["scores"]], diary["marks"])


def diaries(longest: int = 80, top: int = 1) -> st.SearchStrategy[Made]:
    """Scores and three tags, one of which tends to follow the hard entries."""

    def build(seed: int, size: int) -> Made:
        deal = random.Random(seed)
        hard = deal.choice((0.1, 0.4, 0.7, 1.0))
        scores = [deal.randint(1, top) if deal.random() < hard else 0 for _ in range(size)]
        close = [i for i, score in enumerate(scores) if deal.random() < (0.8 if score else 0.2)]
        free = {
            name: [i for i in range(size) if deal.random() < share]
            for name, share in (("b", 0.1), ("c", 0.5))
        }
        return scores, {"a": close, **free}

    return st.builds(build, st.integers(0, 10**6), st.integers(0, longest))


def pile(scores: list[int], marked: int, lam: float) -> dict[int, float]:
    """The chance of each total when `marked` marks are dealt over one pile in any order."""
    low, chances = linked._tilted(*linked._dealt(linked._counts(scores), marked), lam)
    return {low + i: chance for i, chance in enumerate(chances)}


# -- Exact values ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", VECTORS["pile"])
def test_a_pile_gives_every_total_its_exact_chance(case: dict[str, Any]) -> None:
    """Totals and their chances agree with values worked out with 50 digits."""
    got = pile(case["scores"], case["marked"], float(case["lam"]))
    assert got == {int(total): near(chance) for total, chance in case["chance_of_total"].items()}


@pytest.mark.parametrize("case", VECTORS["tail"])
def test_piles_add_up_to_the_exact_chance_of_at_least_a_total(case: dict[str, Any]) -> None:
    """Totals of several piles are summed as independent."""
    chances, low = [1.0], 0
    for each in case["piles"]:
        one = pile(each["scores"], each["marked"], 0)
        low += min(one)
        chances = linked.convolve(chances, [one.get(t, 0.0) for t in range(min(one), max(one) + 1)])
    assert sum(chances[case["total"] - low :]) == near(case["chance_at_least"])


@pytest.mark.parametrize("case", VECTORS["bar"])
def test_the_bar_is_the_highest_that_can_be_paid(case: dict[str, Any]) -> None:
    """Each tag's own bar and the cost of all agree, ties taken together."""
    tails = {
        tag: {int(total): float(tail) for total, tail in by_total.items()}
        for tag, by_total in case["tails"].items()
    }
    held, cost = linked.common_bar(tails, float(case["allowed"]))
    assert held == {tag: near(bar) for tag, bar in case["held"].items()}
    assert cost == near(case["cost"])


def test_totals_below_three_never_count() -> None:
    """Two hard entries are no link, however unlikely; three may be."""
    assert linked.common_bar({"a": {2: 0.001}}, 0.01) == ({"a": 0.0}, 0.0)
    assert linked.common_bar({"a": {3: 0.001}}, 0.01) == ({"a": 0.001}, 0.001)


@pytest.mark.parametrize("diary", VECTORS["linked"], ids=lambda diary: diary["name"])
def test_a_whole_diary_gives_the_expected_checks_and_links(diary: dict[str, Any]) -> None:
    """Allowance, lift, tail and bar at every check, and the links exactly."""
    got = answer(diary)
    assert [check.entry for check in got.checks] == [check["entry"] for check in diary["checks"]]
    for check, expected in zip(got.checks, diary["checks"], strict=True):
        assert check.allowed == near(expected["allowed"])
        assert check.spent == near(expected["spent_so_far"])
        assert check.by_tag.keys() == expected["tags"].keys()
        for tag, look in expected["tags"].items():
            mine = check.by_tag[tag]
            assert mine.total == look["total"]
            assert (mine.lam, mine.tail) == (near(look["lam"]), near(look["tail"]))
            assert mine.bar == near(look["bar"])
    assert [(link.tag, link.entry, link.chance) for link in got.links] == [
        (link["tag"], link["entry"], near(link["chance"])) for link in diary["links"]
    ]


@pytest.mark.parametrize("case", VECTORS["wilson"])
def test_wilson_gives_the_expected_interval(case: dict[str, Any]) -> None:
    """Both ends of the interval for a share agree."""
    assert shares.wilson(case["hits"], case["n"]) == (near(case["low"]), near(case["high"]))


@pytest.mark.parametrize("case", VECTORS["newcombe"])
def test_newcombe_gives_the_expected_interval(case: dict[str, Any]) -> None:
    """The difference of two shares and both ends of its interval agree."""
    assert shares.newcombe(*case["with"], *case["without"]) == (
        near(case["difference"]),
        near(case["low"]),
        near(case["high"]),
    )


# -- For any diary --------------------------------------------------------------------------


@given(diaries(top=2), st.integers(0, 80))
def test_appending_entries_never_changes_what_earlier_checks_said(diary: Made, cut: int) -> None:
    """Checks and links of the first entries stay, to the last digit."""
    scores, marks = diary
    before = find_links(
        scores[:cut], {tag: [i for i in each if i < cut] for tag, each in marks.items()}
    )
    after = find_links(scores, marks)
    assert after.checks[: len(before.checks)] == before.checks
    assert after.links[: len(before.links)] == before.links


@settings(max_examples=20)
@given(diaries())
def test_looking_after_every_entry_shows_the_same_links_as_looking_once(diary: Made) -> None:
    """A look between two checks neither adds a link nor takes one away."""
    scores, marks = diary
    seen: dict[str, int] = {}
    for n in range(len(scores) + 1):
        now = {tag: [i for i in each if i < n] for tag, each in marks.items()}
        for link in find_links(scores[:n], now).links:
            seen.setdefault(link.tag, n)
    assert seen == {link.tag: link.entry for link in find_links(scores, marks).links}


@given(diaries(top=2), st.permutations("abc"))
def test_names_and_order_of_tags_change_nothing(diary: Made, names: list[str]) -> None:
    """Every number follows its tag, whatever it is called and wherever it stands."""
    scores, marks = diary
    old = find_links(scores, marks)
    new_name = dict(zip("abc", names, strict=True))
    new = find_links(scores, {new_name[tag]: marks[tag] for tag in reversed(marks)})
    assert len(old.checks) == len(new.checks)
    for before, after in zip(old.checks, new.checks, strict=True):
        assert {new_name[tag]: look for tag, look in before.by_tag.items()} == after.by_tag
        assert (before.allowed, before.spent) == (after.allowed, after.spent)
    assert {new_name[link.tag] for link in old.links} == {link.tag for link in new.links}


@given(diaries(top=2), st.integers(0, 10**6))
def test_the_order_in_which_marks_are_given_changes_nothing(diary: Made, seed: int) -> None:
    """Positions may come in any order and twice."""
    scores, marks = diary
    mixed = {
        tag: random.Random(seed).sample(each + each, 2 * len(each)) for tag, each in marks.items()
    }
    assert find_links(scores, mixed) == find_links(scores, marks)


@given(diaries(longest=120, top=2))
def test_no_check_spends_more_than_it_is_allowed(diary: Made) -> None:
    """What is spent stays under the promise, which grows with the entries."""
    spent = 0.0
    for check in find_links(*diary).checks:
        assert check.spent - spent <= check.allowed * (1 + 1e-12)
        assert check.spent <= linked.ALPHA * check.entry / (check.entry + linked.HALF) * (1 + 1e-12)
        spent = check.spent


@given(diaries(), st.integers(0, 10**6))
def test_dealing_two_marks_anew_inside_their_pile_keeps_all_but_the_total(
    diary: Made, seed: int
) -> None:
    """What a check costs follows from how many marks a pile has, not from where they stand.

    The lift of the other tags is shut out by looking at one tag alone.
    """
    scores, marks = diary
    dealt = set()
    blocks = [(0, 30), *((start, start + 15) for start in range(30, len(scores), 15))]
    for start, stop in blocks:
        for after_hard in (True, False):
            stop = min(stop, len(scores))
            inside = [i for i in range(start, stop) if bool(i and scores[i - 1]) is after_hard]
            count = sum(1 for i in inside if i in set(marks["a"]))
            dealt.update(random.Random(seed).sample(inside, count))
    old, new = find_links(scores, {"a": marks["a"]}), find_links(scores, {"a": dealt})
    assert [check.spent for check in old.checks] == [check.spent for check in new.checks]
    assert [check.by_tag["a"].bar for check in old.checks] == [
        check.by_tag["a"].bar for check in new.checks
    ]


def test_counting_the_lowest_totals_as_one_never_lowers_a_bar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long diary keeps its bars, to nine digits and from above, with the band it is given."""
    deal = random.Random(5)
    scores = [deal.choice((0, 0, 1, 2)) for _ in range(900)]
    marks = {str(k): [i for i in range(900) if deal.random() < 0.1 * k] for k in range(1, 6)}
    quick = find_links(scores, marks)
    monkeypatch.setattr(linked, "SPECK", 0.0)
    whole = find_links(scores, marks)
    assert quick != whole
    for mine, exact in zip(quick.checks, whole.checks, strict=True):
        for tag, look in exact.by_tag.items():
            assert mine.by_tag[tag].needed == look.needed
            assert mine.by_tag[tag].bar == near(look.bar)
            assert mine.by_tag[tag].tail >= look.tail * (1 - 1e-14)


@given(st.integers(30, 90), st.sets(st.integers(0, 29)))
def test_only_hard_entries_cost_nothing_and_link_nothing(size: int, marked: set[int]) -> None:
    """With nothing to compare, a check leaves the whole allowance for later."""
    for scores in ([1] * size, [0] * size, [1] * (size - 4) + [0] * 4):
        got = find_links(scores, {"a": marked})
        assert got.links == ()
        assert {(check.allowed, check.spent) for check in got.checks} == {(0.0, 0.0)}


def test_five_of_either_kind_are_enough_to_compare() -> None:
    """With exactly five easy, or five hard, entries a check has its allowance."""
    for few, many in ((0, 1), (1, 0)):
        got = find_links([few] * 5 + [many] * 25, {"a": range(5)})
        assert got.checks[0].allowed == near(0.01875)


# -- A link and its neighbours --------------------------------------------------------------

PLANTED = [int(i % 3 == 0) for i in range(60)]
WITH_HARD = [i for i in range(60) if i % 3 == 0]


def test_a_tag_on_every_hard_entry_is_linked_at_the_first_check() -> None:
    """Twenty of twenty against none of forty leaves no doubt at entry 30."""
    got = find_links(PLANTED, {"always": WITH_HARD, "never": []})
    assert [(link.tag, link.entry) for link in got.links] == [("always", 30)]
    assert got.links[0].chance == near(1 / 184756)  # ten of twenty after an easy one
    link = got.linked("always")
    assert link is not None
    assert got.linked("never") is None


def test_nothing_is_checked_before_entry_30() -> None:
    """Twenty-nine entries say nothing; the next check is at 30."""
    got = find_links(PLANTED[:29], {"always": [i for i in WITH_HARD if i < 29]})
    assert (got.checks, got.links, got.latest, got.next_check) == ((), (), None, 30)
    assert find_links(PLANTED[:30], {}).next_check == 45
    assert find_links(PLANTED[:44], {}).next_check == 45


def test_the_needed_total_would_have_linked_and_one_less_would_not() -> None:
    """What would have counted is told exactly, and moving marks there makes it count."""
    diary = VECTORS["linked"][2]
    latest = answer(diary).latest
    assert latest is not None
    for look in latest.by_tag.values():
        assert (look.needed is None) == (look.bar == 0)
        if look.needed is not None:
            assert look.needed > look.total
    scores = [1, 1, 0, 0] * 8
    after_easy_hard, after_easy_easy = list(range(0, 30, 4)), list(range(3, 30, 4))
    for hits in (5, 6):
        # Six marks on the pile after an easy entry, however many of them on a hard one.
        got = find_links(scores, {"a": after_easy_hard[:hits] + after_easy_easy[: 6 - hits]})
        look = got.checks[0].by_tag["a"]
        assert (look.total, look.needed) == (hits, 6)
        assert look.bar == near(28 / 5005)
        assert bool(got.links) is (hits == 6)


def test_the_worked_example_of_the_docs_holds() -> None:
    """Five of six hard entries, counted by hand: 37.2 of 4845 deals; four would not count."""
    got = find_links([1, 1, 0, 0, 0, 0] * 5, {"argument": [0, 1, 4, 6, 7, 12]})
    look = got.checks[0].by_tag["argument"]
    assert (look.total, look.needed, look.lam) == (5, 5, 0)
    assert look.tail == near((150 * 2 / 9 + 5 * 7 / 9) / 4845)
    assert got.checks[0].allowed == near(0.01875)
    assert [(link.tag, link.entry, link.one_in) for link in got.links] == [("argument", 30, 130)]
    less = find_links([1, 1, 0, 0, 0, 0] * 5, {"argument": [0, 1, 4, 6, 7, 10]})
    assert less.checks[0].by_tag["argument"].tail == near(355 / 4845)
    assert less.links == ()


def test_a_person_who_tags_more_on_hard_entries_is_told_apart() -> None:
    """The general lift is large when every tag leans to hard entries, and 0 without tags."""
    lean = {str(k): [i for i in WITH_HARD if i % 5 != k] + [1 + k] for k in range(4)}
    latest = find_links(PLANTED, lean).latest
    assert latest is not None
    assert latest.lift > linked.LIFTED
    plain = find_links(PLANTED, {}).latest
    assert plain is not None
    assert plain.lift == 0


def test_links_of_one_check_come_most_striking_first() -> None:
    """The order at one check is by chance, whatever the names."""
    easy = {f"easy {k}": list(range(k, 60, 3)) for k in (1, 2)}
    got = find_links(PLANTED, {"a": WITH_HARD[1:], "z": WITH_HARD, **easy})
    assert [(link.tag, link.entry) for link in got.links] == [("z", 30), ("a", 30)]
    assert got.links[0].chance < got.links[1].chance


def test_one_in_how_many_is_rounded_to_the_nearest() -> None:
    """A chance of 0.0015 is one diary in 667."""
    assert linked.Link("a", 30, 0.0015).one_in == 667


def test_equal_shares_with_and_without_have_faded() -> None:
    """No difference is no longer a difference."""
    assert shares.TwoByTwo(2, 4, 3, 6).faded
    assert not shares.TwoByTwo(3, 4, 3, 6).faded


def test_a_smaller_promise_asks_for_more() -> None:
    """Half of the promise for each of two outcomes allows half at the first check."""
    whole, half = (find_links(PLANTED, {"always": WITH_HARD}, alpha) for alpha in (0.05, 0.025))
    assert half.checks[0].allowed == near(whole.checks[0].allowed / 2)


def test_a_tag_that_keeps_company_is_told_apart_from_the_real_one() -> None:
    """Beside the real tag the company says nothing; beside the company the real one does."""
    scores = [1] * 16 + [0] * 4 + [1] * 4 + [0] * 36
    real = list(range(20))
    company = [*range(0, 20, 2), 30]
    assert linked.apart_from(scores, company, real) > linked.APART
    assert linked.apart_from(scores, real, company) < linked.APART


def test_company_is_weighed_by_the_exact_count_of_deals() -> None:
    """One mark inside 4 entries and one inside 2: 1/4 of the deals times 1/2 hit both."""
    assert linked.apart_from([1, 0, 0, 0, 1, 0], [0, 4], [0, 1, 2, 3]) == near(0.125)


def test_company_in_a_long_diary_stays_a_chance() -> None:
    """Numbers of deals too large for a float don't overflow."""
    scores = [int(i % 3 == 0) for i in range(20_000)]
    chance = linked.apart_from(scores, range(0, 20_000, 2), range(0, 20_000, 5))
    assert 0.3 < chance < 0.7


def test_a_tally_counts_hard_entries_with_and_without_since_a_link() -> None:
    """Counts from a position on, and whether the difference is gone."""
    scores = [1, 1, 0, 0, 0, 1]
    assert shares.two_by_two(scores, [0, 1, 3]) == shares.TwoByTwo(2, 3, 1, 3)
    assert not shares.two_by_two(scores, [0, 1, 3]).faded
    assert shares.two_by_two(scores, [0, 1, 3], since=2) == shares.TwoByTwo(0, 1, 1, 3)
    assert shares.two_by_two(scores, [0, 1, 3], since=2).faded


@pytest.mark.parametrize(
    ("scores", "marks", "alpha"),
    [([-1], {}, 0.05), ([1], {"a": [1]}, 0.05), ([1], {"a": [-1]}, 0.05), ([1], {}, 0.0)],
)
def test_nonsense_is_refused(scores: list[int], marks: Marks, alpha: float) -> None:
    """A wrong score, position or promise is an error, never a wrong answer."""
    with pytest.raises(InvalidInput):
        find_links(scores, marks, alpha)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (-1, 3), (4, 3)])
def test_an_interval_needs_entries(hits: int, n: int) -> None:
    """No interval for a share of nothing."""
    with pytest.raises(InvalidInput):
        shares.wilson(hits, n)
