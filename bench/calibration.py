"""Does `pdtrack patterns` keep its promise? Made-up diaries, many of them untidy, show how often.

    python bench/calibration.py            every row
    python bench/calibration.py --quick    about a minute: fewer diaries, same seeds

What is measured is `pdtrack.domain.analysis` itself, looked at when the diary ends; a look between
two checks changes nothing, which is a row of its own. Prints Markdown tables; exit code 1 when a
row is not met. Limits are 95 % Clopper-Pearson limits. The whole run holds a row to its limit or to
what was measured, as the row says; the quick run has few diaries and fails only where the limits
rule the accepted value out.

Nobody's diary looks like these. They are made to break the method, in ways that can be named.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from pdtrack.domain.analysis import question_test
from pdtrack.domain.analysis.comparable import mood_score
from pdtrack.domain.analysis.lift import MOOD_SCALE, TEARS_SCALE, Mark, Scale
from pdtrack.domain.analysis.over_time import trend_of
from pdtrack.domain.analysis.proportions import design_effect, newcombe, two_by_two
from pdtrack.domain.analysis.sequential_test import Search
from pdtrack.domain.analysis.verdicts import (
    OUTCOMES,
    SCALES,
    Outcome,
    Place,
    Series,
    Verdicts,
    judged,
)

SEED: Final = 20260101
TAGS: Final = 31
# Five causes of five tags each; the other tags are one's own.
CAUSES: Final = {f"cause:{k + 1}": tuple(f"t{5 * k + i}" for i in range(5)) for k in range(5)}
SHARES: Final = tuple(0.03 * (0.5 / 0.03) ** (k / (TAGS - 1)) for k in range(TAGS))
OWN: Final = f"t{TAGS - 1}"
QUESTION_ALPHA: Final = 0.025
BY: Final = (60, 90, 195)

Array = np.ndarray[Any, Any]
Count = Counter[str]


# -- Diaries --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class User:
    """How someone's days go, and how they write them down.

    `tears`: the share of entries with tears; `mood`: the mean mood before. `planted`: the tag that
    matters, the share of entries with it, and the chances of tears without and with it; `lower`:
    points that it takes off the mood afterwards. `spread`: the five tags of a cause share what
    `planted` has, 6 in 100 each. Streaks are coefficients of AR(1). `recorded` and `answered`: the
    chances that a tag that applied, or an answer, is written down, with and without tears.
    `blank`: the share of entries without tears whose tags are left out altogether. `episodes`: so
    strongly do outcome and tags follow common episodes of so many entries. `batch`: so many
    entries are written down together, in any order. `mood_from`: the first entry with moods.
    """

    name: str
    tears: float = 0.30
    mood: float = 6.3
    planted: tuple[float, float, float] | None = None
    lower: float = 0.0
    spread: bool = False
    outcome_streak: float = 0.0
    tag_streak: float = 0.0
    recorded: tuple[float, float] = (1.0, 1.0)
    answered: tuple[float, float] = (1.0, 1.0)
    blank: float = 0.0
    episodes: float = 0.0
    episode: int = 20
    batch: int = 1
    mood_from: int = 0
    entries: int = 200
    outcomes: tuple[Outcome, ...] = OUTCOMES

    @property
    def true_marks(self) -> frozenset[str]:
        """The marks that do go with an outcome."""
        if self.planted is None:
            return frozenset()
        return frozenset({"cause:1", *CAUSES["cause:1"]} if self.spread else {OWN})


def diary(user: User, rng: np.random.Generator) -> dict[Outcome, Series]:
    """One diary, as what is compared."""
    n = user.entries
    common = _common(user, n, rng)
    marked = _tags(user, n, common, rng)
    true = marked[:, TAGS - 1] if not user.spread else marked[:, :5].any(axis=1)
    chance = np.full(n, user.tears)
    if user.planted:
        chance = np.where(true, user.planted[2], user.planted[1])
    latent = _mixed(_streak(rng.standard_normal(n), user.outcome_streak), common, user)
    tears = _below(latent, chance)
    before = np.clip(np.rint(user.mood + 1.8 * rng.standard_normal(n)), 0, 10)
    swing = _mixed(_streak(rng.standard_normal(n), user.outcome_streak), common, user)
    felt = before / 2 + user.mood / 2 + 1.8 * (0.6 * latent + 0.8 * swing) - user.lower * true
    after = np.clip(np.rint(felt), 0, 10)
    written = marked & (rng.random(marked.shape) < np.where(tears, *user.recorded)[:, None])
    written &= ~(~tears & (rng.random(n) < user.blank))[:, None]
    known = rng.random((2, n)) < np.where(tears, *user.answered)
    answers = rng.random((2, n)) < np.array([[0.3], [0.6]])
    order = np.concatenate(
        [at + rng.permutation(min(user.batch, n - at)) for at in range(0, n, user.batch)]
    )
    tears, before, after, written = tears[order], before[order], after[order], written[order]
    known, answers = known[:, order], answers[:, order]
    scores: dict[Outcome, list[int]] = {
        "tears": tears.astype(int).tolist(),
        "mood": [mood_score(int(b), int(a)) for b, a in zip(before, after, strict=True)],
    }
    found: dict[Outcome, Series] = {}
    for outcome in user.outcomes:
        first = user.mood_from if outcome == "mood" else 0
        found[outcome] = Series(
            [Place(at + 1, at + 1) for at in range(first, n)],
            scores[outcome][first:],
            _marks(written[first:], known[:, first:], answers[:, first:]),
        )
    return found


def _tags(user: User, n: int, common: Array, rng: np.random.Generator) -> Array:
    shares = rng.permutation(np.array(SHARES))
    if user.planted and user.spread:
        shares[:5] = 0.06
    elif user.planted:
        shares[TAGS - 1] = user.planted[0]
    latent = _streak(rng.standard_normal((n, TAGS)), user.tag_streak)
    # Every third tag follows what is common, half of them downwards.
    for k in range(0, TAGS - 1, 3):
        latent[:, k] = _mixed(latent[:, k], common if k % 2 else -common, user)
    cuts = np.array([NormalDist().inv_cdf(share) for share in shares])
    marked: Array = latent < cuts
    return marked


def _common(user: User, n: int, rng: np.random.Generator) -> Array:
    return np.repeat(rng.standard_normal(n // user.episode + 1), user.episode)[:n]


def _mixed(latent: Array, common: Array, user: User) -> Array:
    weight = user.episodes
    mixed: Array = math.sqrt(1 - weight) * latent + math.sqrt(weight) * common
    return mixed


def _streak(noise: Array, coefficient: float) -> Array:
    """AR(1) along the first axis, still with variance 1."""
    if not coefficient:
        return noise
    fresh = math.sqrt(1 - coefficient**2)
    out = noise.copy()
    for i in range(1, len(out)):
        out[i] = coefficient * out[i - 1] + fresh * noise[i]
    return out


def _below(latent: Array, chance: Array) -> Array:
    cumulated = np.array([0.5 * math.erfc(-each / math.sqrt(2)) for each in latent])
    below: Array = cumulated < chance
    return below


def _marks(written: Array, known: Array, answers: Array) -> dict[str, Mark]:
    marks = {f"t{k}": _mark("tag", written[:, k]) for k in range(TAGS)}
    for name, tags in CAUSES.items():
        any_of = written[:, [int(tag[1:]) for tag in tags]].any(axis=1)
        marks[name] = replace(_mark("cause", any_of), tags=tags)
    for row, (yes, no) in enumerate((("with:solo", "with:partner"), ("orgasm:yes", "orgasm:no"))):
        unknown = frozenset(np.flatnonzero(~known[row]).tolist())
        for name, on in ((yes, answers[row]), (no, ~answers[row])):
            marks[name] = replace(_mark("answer", on & known[row]), unknown=unknown)
    return marks


def _mark(kind: Any, on: Array) -> Mark:
    return Mark(kind, np.flatnonzero(on).tolist())


def random_of(row: int, number: int) -> np.random.Generator:
    """The generator of one diary of one row: the same in every run."""
    return np.random.default_rng([SEED, row, number])


# -- What is counted ------------------------------------------------------------------------


def count_links(user: User, numbers: range, row: int) -> Count:
    """False links, finds of what matters, and what the usual rule shows."""
    count: Count = Counter()
    for number in numbers:
        series = diary(user, random_of(row, number))
        links = judged(Verdicts(), series).links
        count["users"] += 1
        count["false"] += any(link.mark not in user.true_marks for link in links)
        count["naive"] += "tears" in series and _naive_ever(series["tears"], user.true_marks)
        found = [link.n for link in links if link.mark in user.true_marks]
        if user.spread:
            found = [link.n for link in links if link.mark == "cause:1"]
        for by in BY:
            count[f"by {by}"] += min(found, default=10**9) <= by
    return count


def count_deleted(user: User, numbers: range, row: int) -> Count:
    """False links where one entry in ten is deleted at random after each look."""
    count: Count = Counter()
    for number in numbers:
        rng = random_of(row, number)
        series = diary(user, rng)
        kept, gone = Verdicts(), set[int]()
        for size in range(10, user.entries + 1, 10):
            kept = judged(kept, {o: _without(x, size, gone) for o, x in series.items()})
            gone.add(int(rng.integers(1, size + 1)))
        count["users"] += 1
        count["false"] += bool(kept.links)
    return count


def _without(series: Series, size: int, gone: set[int]) -> Series:
    """The first `size` entries, without those that were deleted."""
    kept = [at for at in range(size) if series.places[at].number not in gone]
    places = {at: place for place, at in enumerate(kept)}
    marks = {
        name: replace(
            mark,
            on=[places[at] for at in mark.on if at in places],
            unknown=frozenset(places[at] for at in mark.unknown if at in places),
        )
        for name, mark in series.marks.items()
    }
    return Series([series.places[at] for at in kept], [series.scores[at] for at in kept], marks)


def count_looks(user: User, numbers: range, row: int) -> Count:
    """Diaries in which looking after every third entry gives other verdicts than looking once."""
    count: Count = Counter()
    for number in numbers:
        series = diary(user, random_of(row, number))
        kept = Verdicts()
        for size in range(3, user.entries, 3):
            kept = judged(kept, {o: _without(x, size, set()) for o, x in series.items()})
        count["users"] += 1
        count["changed"] += judged(kept, series) != judged(Verdicts(), series)
    return count


def count_questions(user: User, numbers: range, row: int) -> Count:
    """A question from entry 1 about one tag, on 30 in 100 entries: ever linked, by outcome."""
    count: Count = Counter()
    for number in numbers:
        series = diary(replace(user, planted=(0.3, user.tears, user.tears)), random_of(row, number))
        count["users"] += 1
        for outcome, one in series.items():
            looks = question_test.looks(
                SCALES[outcome], one.scores, one.marks, OWN, 0, QUESTION_ALPHA
            )
            count[outcome] += any(look.is_linked for look in looks)
    return count


def count_intervals(user: User, numbers: range, row: int) -> Count:
    """Intervals at entry 100 that hold the true difference, 20 without and 50 with."""
    count: Count = Counter()
    planted = (0.3, 0.2, 0.5)
    for number in numbers:
        rng = random_of(row, number)
        latent = _streak(rng.standard_normal(100), user.tag_streak)
        on = latent < NormalDist().inv_cdf(planted[0])
        chance = np.where(on, planted[2], planted[1])
        hard = _below(_streak(rng.standard_normal(100), user.outcome_streak), chance).tolist()
        counts = two_by_two(hard, np.flatnonzero(on).tolist(), range(100))
        if counts.with_total and counts.without_total:
            _, low, high = newcombe(counts, design_effect(on.tolist(), hard))
            count["users"] += 1
            count["covered"] += low <= planted[2] - planted[1] <= high
    return count


def count_trends(user: User, numbers: range, row: int) -> Count:
    """Diaries of 200 moments that are ever shown a change, where nothing changed."""
    count: Count = Counter()
    for number in numbers:
        latent = _streak(random_of(row, number).standard_normal(200), user.outcome_streak)
        moods = np.clip(np.rint(user.mood + 2 * latent), 0, 10).astype(int).tolist()
        trends = [trend_of(moods[:moments]) for moments in range(60, 201, 20)]
        count["users"] += 1
        count["claimed"] += any(one is not None and one.claim for one in trends)
    return count


def _naive_ever(series: Series, true: frozenset[str]) -> bool:
    """Whether the usual rule ever shows a false tag, looking after every entry.

    The rule: tears at least 1.5 times as common with the tag as overall, 3 times or more.
    """
    tears = np.array(series.scores)
    so_far = np.cumsum(tears) / np.arange(1, len(tears) + 1)
    for name, mark in series.marks.items():
        if mark.kind == "tag" and name not in true:
            has = np.zeros(len(tears), dtype=int)
            has[list(mark.on)] = 1
            both, all_ = np.cumsum(has * tears), np.cumsum(has)
            if np.any((both >= 3) & (both >= 1.5 * so_far * all_)):
                return True
    return False


# -- Limits ---------------------------------------------------------------------------------


def clopper_pearson(hits: int, n: int) -> tuple[float, float]:
    """The exact 95 % limits of a share, by halving on the sums of the binomial."""
    low = 0.0 if not hits else _solve(lambda p: 1 - _at_most(hits - 1, n, p), rising=True)
    high = 1.0 if hits == n else _solve(lambda p: _at_most(hits, n, p), rising=False)
    return low, high


def _solve(chance: Callable[[float], float], *, rising: bool) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if (chance(middle) < 0.025) is rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(hits: int, n: int, p: float) -> float:
    if not 0 < p < 1:
        return float(p <= 0)
    whole = math.lgamma(n + 1)
    return math.fsum(
        math.exp(
            whole - math.lgamma(k + 1) - math.lgamma(n - k + 1)
            + k * math.log(p) + (n - k) * math.log1p(-p)
        )
        for k in range(hits + 1)
    )  # fmt: skip


# -- The rows -------------------------------------------------------------------------------

BASE: Final = User("nothing there, tears on 30%")


@dataclass(frozen=True, slots=True)
class Row:
    """A user, how many, and the most that is accepted; `by_limit`: for the upper limit."""

    user: User
    users: int
    accept: float
    by_limit: bool = False
    what: Callable[[User, range, int], Count] = count_links


NULLS: Final = (
    Row(BASE, 2000, 0.05, by_limit=True),
    Row(User("tears on 10%", tears=0.10), 2000, 0.05, by_limit=True),
    Row(User("answers given .95 / .60", answered=(0.95, 0.6)), 2000, 0.05, by_limit=True),
    Row(User("moods from entry 100 of 300", mood_from=100, entries=300), 1000, 0.05, by_limit=True),
    Row(
        User("one deletion in ten entries, tears only", outcomes=("tears",)),
        1000, 0.05, by_limit=True, what=count_deleted,
    ),
    Row(User("tags noted .95 / .75", recorded=(0.95, 0.75)), 2000, 0.06),
    # Two or three entries a week.
    Row(User("outcome and tags in episodes of 20 entries", episodes=0.3), 2000, 0.06),
    Row(User("both in streaks .8 / .8", outcome_streak=0.8, tag_streak=0.8), 2000, 0.06),
    Row(User("tags noted .95 / .60", recorded=(0.95, 0.6)), 2000, 0.08),
    Row(User("60% of easy entries left blank", blank=0.6), 2000, 0.08),
    Row(
        User("streaks .8 / .8, low moods", mood=4.0, outcome_streak=0.8, tag_streak=0.8),
        2000, 0.08,
    ),
    # Shorter than a stretch, so that dealing inside it can't see them: shown, not promised.
    Row(User("HARD: in strong episodes of 8 entries", episodes=0.3, episode=8), 2000, 1.0),
    Row(User("HARD: in strong episodes of 3 entries", episodes=0.3, episode=3), 2000, 1.0),
    Row(
        User("HARD: streaks .8 / .8, recorded 5 at a time in any order",
             batch=5, outcome_streak=0.8, tag_streak=0.8),
        2000, 1.0,
    ),
)  # fmt: skip
QUESTIONS: Final = (
    Row(BASE, 2000, 0.025),
    Row(User("both in streaks .8 / .8", outcome_streak=0.8, tag_streak=0.8), 2000, 0.06),
    Row(User("tags noted .95 / .60", recorded=(0.95, 0.6)), 2000, 0.05),
)
POWERS: Final[tuple[tuple[User, Mapping[int, float]], ...]] = (
    (
        User("20% -> 70%, own tag on 30%", planted=(0.3, 0.2, 0.7), lower=2.0),
        {60: 0.65, 90: 0.83, 195: 0.98},
    ),
    (User("15% -> 60%, own tag on 20%", planted=(0.2, 0.15, 0.6), lower=2.0), {60: 0.38, 90: 0.57}),
    (
        User(
            "a cause of 5 tags on 6%, 20% -> 60%", planted=(0.3, 0.2, 0.6), spread=True, lower=1.5
        ),
        {60: 0.31, 195: 0.88},
    ),
    (
        User("mood 2 points lower, tag on 30%", planted=(0.3, 0.3, 0.3), lower=2.0),
        {60: 0.29, 195: 0.91},
    ),
)
INTERVALS: Final = (
    (User("no streaks"), 0.93),
    (User("streaks .6 / .8", outcome_streak=0.6, tag_streak=0.8), 0.90),
    (User("streaks .8 / .8", outcome_streak=0.8, tag_streak=0.8), 0.88),
)
TRENDS: Final = (
    (User("autocorrelation 0"), 0.04),
    (User("autocorrelation .5", outcome_streak=0.5), 0.065),
)


class Report:
    """Runs the counts, prints the rows, and remembers whether all were met."""

    def __init__(self, jobs: int, quick: bool, scale: float) -> None:
        self.quick = quick
        self.scale = 1 / 50 if quick else scale
        self.met = True
        self.pool = multiprocessing.Pool(jobs)
        self.row = 0

    def count(self, what: Callable[[User, range, int], Count], user: User, users: int) -> Count:
        """A count over so many diaries; the same numbers whatever the number of jobs."""
        self.row += 1
        users = max(30, round(users * self.scale))
        parts = [
            (user, range(start, min(start + 10, users)), self.row) for start in range(0, users, 10)
        ]
        total: Count = Counter()
        for part in self.pool.starmap(what, parts, chunksize=1):
            total.update(part)
        return total

    def line(self, *cells: str, met: bool | None = None) -> None:
        """Print a row of a table."""
        if met is not None:
            self.met &= met
            cells = (*cells, "yes" if met else "**NO**")
        print("| " + " | ".join(cells) + " |", flush=True)

    def at_most(self, hits: int, n: int, accept: float, *, by_limit: bool = False) -> bool:
        """Whether a share is low enough; few diaries only show where it clearly isn't."""
        low, high = clopper_pearson(hits, n)
        return low <= accept if self.scale < 1 else (high if by_limit else hits / n) <= accept

    def at_least(self, hits: int, n: int, accept: float) -> bool:
        """Whether a share is high enough."""
        return (clopper_pearson(hits, n)[1] if self.scale < 1 else hits / n) >= accept


def share(hits: int, n: int) -> str:
    """A share with its limits."""
    low, high = clopper_pearson(hits, n)
    return f"{hits / n:.1%} ({low:.1%} to {high:.1%})"


def false_links(report: Report) -> None:
    """How often someone for whom nothing matters is ever shown something false."""
    report.line("nothing there; 200 entries, 31 tags, 4 answers, 5 causes", "diaries",
                "ever saw a false link", "usual rule", "accepted", "met")  # fmt: skip
    report.line("---", "---:", "---:", "---:", "---:", "---")
    for row in NULLS:
        count = report.count(row.what, row.user, row.users)
        n, false = count["users"], count["false"]
        naive = f"{count['naive'] / n:.0%}" if row.what is count_links else ""
        limit = "limit" if row.by_limit else "share"
        report.line(
            row.user.name, f"{n}", share(false, n), naive,
            f"{limit} ≤ {row.accept:.0%}" if row.accept < 1 else "shown",
            met=report.at_most(false, n, row.accept, by_limit=row.by_limit),
        )  # fmt: skip


def false_answers(report: Report) -> None:
    """How often a question about a tag that does not matter is ever linked."""
    print()
    report.line("a question from entry 1, 2.5% each", "diaries", "ever linked", "accepted", "met")
    report.line("---", "---:", "---:", "---:", "---")
    for row in QUESTIONS:
        count = report.count(count_questions, row.user, row.users)
        n = count["users"]
        for outcome in OUTCOMES:
            met = report.at_most(count[outcome], n, row.accept)
            name = f"{row.user.name}, {outcome}"
            report.line(name, f"{n}", share(count[outcome], n), f"≤ {row.accept:.1%}", met=met)


def found_links(report: Report) -> None:
    """How often something that matters is found."""
    print()
    report.line("something matters, both outcomes", "diaries", "found", "accepted", "met")
    report.line("---", "---:", "---:", "---:", "---")
    for user, wanted in POWERS:
        count = report.count(count_links, user, 1000)
        n = count["users"]
        for by, accept in wanted.items():
            hits = count[f"by {by}"]
            met = report.at_least(hits, n, accept)
            report.line(f"{user.name}, by {by}", f"{n}", share(hits, n), f"≥ {accept:.0%}", met=met)


def intervals_and_trends(report: Report) -> None:
    """Whether the ranges are wide enough, and how often moods seem to change for good."""
    print()
    report.line("ranges and changes over time", "diaries", "measured", "accepted", "met")
    report.line("---", "---:", "---:", "---:", "---")
    for user, accept in INTERVALS:
        count = report.count(count_intervals, user, 10_000)
        hits, n = count["covered"], count["users"]
        name = f"the true difference is in the range at entry 100, {user.name}"
        met = report.at_least(hits, n, accept)
        report.line(name, f"{n}", share(hits, n), f"≥ {accept:.0%}", met=met)
    for user, accept in TRENDS:
        count = report.count(count_trends, user, 10_000)
        hits, n = count["claimed"], count["users"]
        name = f"a change shown where nothing changed, {user.name}"
        met = report.at_most(hits, n, accept)
        report.line(name, f"{n}", share(hits, n), f"≤ {accept:.1%}", met=met)


def exactness(report: Report) -> None:
    """What must hold to the digit, and the time it takes."""
    print()
    report.line("exactness and time", "measured", "accepted", "met")
    report.line("---", "---:", "---:", "---")
    worst = vectors()
    report.line("worked-out values, worst relative error", f"{worst:.0e}", "≤ 1e-9",
                met=worst <= 1e-9)  # fmt: skip
    count = report.count(count_looks, POWERS[0][0], 100)
    report.line(f"verdicts changed by looks between checks, {count['users']} diaries",
                f"{count['changed']}", "0", met=not count["changed"])  # fmt: skip
    for entries, accept in ((200, 0.15), (1000, 1.0)):
        took = seconds(entries)
        report.line(f"time for {entries} entries, all checks of both outcomes",
                    f"{took:.3f} s", f"≤ {accept} s", met=took <= accept)  # fmt: skip


def vectors() -> float:
    """The largest relative error of the tails, bars and lifts; endless when a link differs."""
    path = Path(__file__).parents[1] / "tests" / "domain" / "vectors.json"
    worst = 0.0
    for case in json.loads(path.read_text(encoding="utf-8"))["search"]:
        scale: Scale = TEARS_SCALE if case["outcome"] == "tears" else MOOD_SCALE
        marks = {name: _vector_mark(mark) for name, mark in case["marks"].items()}
        search = Search(scale, [int(digit) for digit in case["scores"]], marks)
        for check in case["checks"]:
            search.advance(check["entry"])
            pairs = []
            for name, mark in check["marks"].items():
                pairs += [(search.tail(name), mark["tail"]), (search.lifts[name], mark["lam"])]
            found = search.judge(check["allowed"])
            pairs += [(found.bars[name], mark["bar"]) for name, mark in check["marks"].items()]
            pairs += [(found.level, check["level"]), (found.cost, check["cost"])]
            worst = max(worst, *(abs(got - want) / max(want, 1e-12) for got, want in pairs))
            new = {x["mark"] for x in case["links"] if x["entry"] == check["entry"]}
            if not new <= {one.mark for one in found.found}:
                return math.inf
    return worst


def _vector_mark(case: Mapping[str, Any]) -> Mark:
    values = case["values"]
    return Mark(
        case["kind"],
        [at for at, value in enumerate(values) if value == "1"],
        frozenset(at for at, value in enumerate(values) if value == "?"),
        tuple(case.get("tags", ())),
    )


def seconds(entries: int) -> float:
    """The shortest time of three, in CPU time, each for another diary."""
    best = math.inf
    for number in range(3):
        series = diary(replace(BASE, entries=entries), random_of(0, number))
        start = time.process_time()
        judged(Verdicts(), series)
        best = min(best, time.process_time() - start)
    return best


def main(argv: Sequence[str] | None = None) -> int:
    """Run the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="about a minute")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count(), metavar="N")
    parser.add_argument("--scale", type=float, default=1.0, metavar="SHARE",
                        help="this share of the diaries; like --quick, held to limits")  # fmt: skip
    options = parser.parse_args(argv)
    start = time.perf_counter()
    report = Report(options.jobs, options.quick, options.scale)
    for table in (exactness, false_links, false_answers, found_links, intervals_and_trends):
        table(report)
    took = time.perf_counter() - start
    print(f"\n{'All rows met.' if report.met else 'NOT all rows met.'} {took / 60:.1f} minutes,"
          f" {options.jobs} jobs, seed {SEED}.")  # fmt: skip
    return 0 if report.met else 1


if __name__ == "__main__":
    sys.exit(main())
