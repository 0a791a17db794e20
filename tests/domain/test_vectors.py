"""The one claim against values that were worked out independently, and to nine digits."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from pdtrack.domain.analysis import associations, dealing, over_time, proportions, question_test
from pdtrack.domain.analysis.budget import Budget
from pdtrack.domain.analysis.comparable import mood_score, without_duplicates
from pdtrack.domain.analysis.lift import Mark
from pdtrack.domain.analysis.sequential_test import FIRST, STEP, Search, common_level
from pdtrack.domain.analysis.verdicts import (
    BEGINNING,
    OUTCOMES,
    SCALES,
    Link,
    Outcome,
    Place,
    Series,
    Verdicts,
    asked,
    dropped,
    judged,
)

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
Case = dict[str, Any]


def near(expected: float) -> Any:
    """The tolerance of the vectors."""
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


def numbers(text: str) -> list[int]:
    """Scores from their digits."""
    return [int(digit) for digit in text]


def mark_of(case: Case) -> Mark:
    """A mark from its values: 1, 0, or ? for unknown."""
    values = case["values"]
    return Mark(
        case["kind"],
        [at for at, value in enumerate(values) if value == "1"],
        frozenset(at for at, value in enumerate(values) if value == "?"),
        tuple(case.get("tags", ())),
    )


def marks_of(case: Case) -> dict[str, Mark]:
    """The marks of a whole case."""
    return {name: mark_of(mark) for name, mark in case["marks"].items()}


def test_moods_are_scored_as_written() -> None:
    """Every pair of moods that is listed, and its score."""
    assert [mood_score(b, a) for b, a, _ in VECTORS["mood_score"]] == [
        score for _, _, score in VECTORS["mood_score"]
    ]


@pytest.mark.parametrize("case", VECTORS["pile"])
def test_a_pile_gives_every_total_its_exact_chance(case: Case) -> None:
    """With unknown marks left out, and with a lift."""
    pairs = zip(case["scores"], case["values"], strict=True)
    pile = dealing.pile_of(int(score) for score, value in pairs if value != "?")
    plain = dealing.dealt(pile, case["values"].count("1"))
    low, chances = dealing.tilted(plain, case["lam"])
    got = {low + at: chance for at, chance in enumerate(chances) if chance}
    assert got == {int(total): near(chance) for total, chance in case["chance_of_total"].items()}


@pytest.mark.parametrize("case", VECTORS["bar"])
def test_the_level_is_the_highest_that_can_be_paid(case: Case) -> None:
    """Each mark's own bar and the cost of all agree, ties counted together."""
    tails = {
        name: {int(total): tail for total, tail in by_total.items()}
        for name, by_total in case["tails"].items()
    }
    level, bars = common_level(tails, case["allowed"])
    assert level == near(case["level"])
    assert bars == {name: near(bar) for name, bar in case["bars"].items()}
    assert math.fsum(bars.values()) == near(case["cost"])


@pytest.mark.parametrize("case", VECTORS["lift"], ids=lambda case: case["name"])
def test_the_lift_is_the_larger_of_two_estimates(case: Case) -> None:
    """From the other tags only, a cause without its own; answers have none."""
    search = Search(SCALES[case["outcome"]], numbers(case["scores"]), marks_of(case))
    for stop in range(FIRST, case["after"] + 1, STEP):
        search.advance(stop)
    assert search.lifts == {name: near(lift["lam"]) for name, lift in case["lift"].items()}


@pytest.mark.parametrize("case", VECTORS["search"], ids=lambda case: case["name"])
def test_a_whole_search_gives_the_expected_checks_and_links(case: Case) -> None:
    """What is allowed, the lift, the tail and the bar of every mark at every check."""
    search = Search(SCALES[case["outcome"]], numbers(case["scores"]), marks_of(case))
    budget, before = Budget(0.0, {"tears": case["fund"]}, {"tears": 0.0}), 0
    links: dict[str, tuple[int, Any]] = {}
    for check in case["checks"]:
        n = check["entry"]
        search.advance(n)
        budget, before = budget.released("tears", before, n), n
        allowed = budget.balances["tears"] if search.has_both_kinds else 0.0
        assert allowed == near(check["allowed"])
        for name, mark in check["marks"].items():
            assert search.total(name) == mark["total"]
            assert (search.lifts[name], search.tail(name)) == (
                near(mark["lam"]),
                near(mark["tail"]),
            )
        found = search.judge(allowed)
        budget = budget.spent("tears", found.cost)
        assert (found.level, found.cost) == (near(check["level"]), near(check["cost"]))
        assert found.bars == {name: near(mark["bar"]) for name, mark in check["marks"].items()}
        for one in found.found:
            links.setdefault(one.mark, (n, near(one.chance)))
    assert links == {link["mark"]: (link["entry"], link["chance"]) for link in case["links"]}


@pytest.mark.parametrize("case", VECTORS["question"], ids=lambda case: case["mark"])
def test_a_question_is_answered_at_the_right_entry(case: Case) -> None:
    """The least total that counts after every entry, and the first entry that links."""
    looks = list(
        question_test.looks(
            SCALES[case["outcome"]],
            numbers(case["scores"]),
            marks_of(case),
            case["mark"],
            case["opened_after"],
            case["alpha"],
        )
    )
    assert [[look.n, look.total, look.needed] for look in looks] == case["rows"]
    assert next((look.n for look in looks if look.is_linked), 0) == case["crossed"]


class Life:
    """A diary of a life case at one moment: what is recorded, deleted and merged so far."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.verdicts = Verdicts()
        self.recorded = 0
        self.deleted: set[int] = set()
        self.values = {name: mark["values"] for name, mark in case["marks"].items()}

    def diary(self) -> dict[Outcome, Series]:
        """The comparable entries as they are now."""
        found: dict[Outcome, Series] = {}
        for outcome in OUTCOMES:
            scores = self.case[outcome]
            places = [
                at
                for at in range(self.recorded)
                if scores[at] != "?" and at + 1 not in self.deleted
            ]
            marks = {
                name: mark_of({**mark, "values": "".join(self.values[name][at] for at in places)})
                for name, mark in self.case["marks"].items()
            }
            for name, tags in self.case["causes"].items():
                on = sorted({at for tag in tags for at in marks[tag].on})
                marks[name] = Mark("cause", on, tags=tuple(tags))
            found[outcome] = Series(
                [Place(at + 1, at + 1) for at in places], [int(scores[at]) for at in places], marks
            )
        return found

    def happen(self, what: str, *about: Any) -> None:
        """One event of the case."""
        if what == "record":
            (self.recorded,) = about
        elif what == "delete":
            self.deleted.update(about[0])
        elif what == "merge":
            self.merge(*about)
        else:
            self.verdicts = judged(self.verdicts, self.diary())
        if what == "ask":
            mark, outcome = about
            after = Place(self.recorded, self.recorded)
            self.verdicts = asked(self.verdicts, mark, outcome, after=after, asked_at=0)
        elif what == "drop":
            self.verdicts = dropped(self.verdicts, self.diary())

    def merge(self, old: str, new: str) -> None:
        """Merge a tag into another one in all entries so far."""
        n = self.recorded
        both = zip(self.values[old][:n], self.values[new][:n], strict=True)
        merged = "".join(max(pair) for pair in both)
        self.values[new] = merged + self.values[new][n:]
        self.values[old] = "0" * n + self.values[old][n:]
        self.verdicts = self.verdicts.renamed(old, new)


@pytest.mark.parametrize("case", VECTORS["life"], ids=lambda case: case["name"])
def test_a_whole_life_keeps_its_verdicts_and_its_budget(case: Case) -> None:
    """Checks, links, questions and what is left, after every event."""
    life = Life(case)
    for (what, *about), state in zip(case["events"], case["states"], strict=True):
        life.happen(what, *about)
        verdicts = life.verdicts
        budget = verdicts.budget
        assert (budget.free, budget.left) == (near(state["free"]), near(state["left"]))
        assert budget.funds == {name: near(x) for name, x in state["fund"].items()}
        assert budget.balances == {name: near(x) for name, x in state["balance"].items()}
        for outcome in OUTCOMES:
            assert [
                (x.n, x.border.number, x.allowed, x.level, x.cost) for x in verdicts.checks[outcome]
            ] == [
                (x["entry"], x["border"], near(x["allowed"]), near(x["level"]), near(x["cost"]))
                for x in state["checks"][outcome]
            ]
        assert {(x.mark, x.outcome, x.n): x.chance for x in verdicts.links} == {
            (x["mark"], x["outcome"], x["entry"]): near(x["chance"]) for x in state["links"]
        }
        assert [
            (x.mark, x.outcome, x.after.number, x.reserve, x.entries, x.linked_at or 0)
            for x in verdicts.questions
        ] == [
            (x["mark"], x["outcome"], x["after"], near(x["alpha"]), x["entries"], x["linked"])
            for x in state["questions"]
        ]
        assert (verdicts.open_question is not None) == state["open"]


@pytest.mark.parametrize("case", VECTORS["interval"])
def test_an_interval_is_wider_where_both_come_in_streaks(case: Case) -> None:
    """The design effect, the difference and both ends."""
    pairs = [pair for pair in zip(case["values"], case["hits"], strict=True) if pair[0] != "?"]
    marked, hits = [value == "1" for value, _ in pairs], [hit == "1" for _, hit in pairs]
    effect = proportions.design_effect(marked, hits)
    on = [at for at, mark in enumerate(marked) if mark]
    counts = proportions.two_by_two(hits, on, range(len(hits)))
    assert effect == near(case["design_effect"])
    assert proportions.newcombe(counts, effect) == (
        near(case["difference"]),
        near(case["low"]),
        near(case["high"]),
    )


@pytest.mark.parametrize("case", VECTORS["trend"])
def test_a_trend_is_looked_for_every_twenty_moments(case: Case) -> None:
    """The moment, the rises, their chance, and what is claimed."""
    found, expected = over_time.trend_of(case["after"]), case["trend"]
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert (found.moments, found.rises, found.claim) == (
        expected["moments"],
        expected["S"],
        expected["says"],
    )
    assert found.chance == near(expected["chance"])


def test_how_often_a_difference_of_tens_comes_up() -> None:
    """And so many rises are enough to claim a change."""
    for one, other, expected in VECTORS["how_often"]:
        assert over_time.in_hundred(one, other) == over_time.in_hundred(other, one) == expected
    for tens, rises in VECTORS["kendall_critical"].items():
        assert over_time.chance_of_rises(int(tens), rises) <= over_time.CLAIMED


@pytest.mark.parametrize("case", VECTORS["lines"])
def test_a_cause_and_its_tags_share_lines_as_they_should(case: Case) -> None:
    """Tags that explain a cause are shown alone; otherwise the cause is shown and names them."""
    marks = marks_of(case)
    scores = numbers(case["scores"])
    series = Series([Place(at, at) for at in range(len(scores))], scores, marks)
    for name, expected in case["beside"].items():
        linked = [tag for tag in marks[name].tags if tag in case["linked"]]
        any_of = Mark("tag", sorted({at for tag in linked for at in marks[tag].on}))
        assert associations.chance_beside(series, marks[name], any_of) == near(expected)
    empty = proportions.TwoByTwo(0, 0, 0, 0)
    claims = [
        associations.Claim(
            Link(mark, case["outcome"], 60, 0.01), empty, empty, (0, 0, 0), None, (), True, None, ()
        )
        for mark in case["linked"]
    ]
    shown = {x.link.mark: x.shown for x in associations.with_lines(claims, series)}
    assert shown == {mark: not line.startswith("covered") for mark, line in case["lines"]}


def test_the_constants_are_those_of_the_vectors() -> None:
    """The beginning of a diary is before every entry."""
    constants = VECTORS["constants"]
    assert (constants["FIRST"], constants["STEP"], 20) == (FIRST, STEP, over_time.EVERY)
    assert constants["Q_FIRST"] == question_test.QUESTION_FIRST
    assert Place(0, 1) > BEGINNING
    assert without_duplicates([]) == []


def test_the_worked_example_in_the_docs_is_right() -> None:
    """Five of six entries with tears, counted by hand: 37.2 of 4845 deals; four would not count."""
    for on, tail in (
        ([0, 1, 4, 6, 7, 12], (150 * 2 / 9 + 5 * 7 / 9) / 4845),
        ([0, 1, 4, 6, 7, 10], 355 / 4845),
    ):
        search = Search(SCALES["tears"], [1, 1, 0, 0, 0, 0] * 5, {"argument": Mark("tag", on)})
        search.advance(30)
        assert search.lifts == {"argument": 0}
        assert search.tail("argument") == near(tail)
        found = search.judge(0.025)
        assert [x.chance for x in found.found] == ([near(tail)] if tail < 0.025 else [])
