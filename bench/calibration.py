"""Does `pdtrack patterns` keep its promise? Simulated users, many of them untidy, say how often.

    python bench/calibration.py            every row; under 20 minutes on two cores
    python bench/calibration.py --quick    about a minute: fewer users, same seeds

What is measured is `pdtrack.domain.analysis.sequential_test` itself. Prints Markdown tables;
exit code 1 when a row is not met. Limits are 95 % Clopper-Pearson limits. The whole run holds a
false-link row to its upper limit and every other row to what was measured; the quick run,
having few users, fails only where the limits rule the accepted value out.

Nobody's diary looks like these. They are made to break the method, in ways that can be named.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from pdtrack.domain.analysis import proportions as shares
from pdtrack.domain.analysis import sequential_test as linked

SEED = 20260101
ENTRIES = 200
TAGS = 35
SHARES = tuple(0.03 * (0.5 / 0.03) ** (k / (TAGS - 1)) for k in range(TAGS))
PLANTED = "planted"
CHUNK = 50

Array = np.ndarray[Any, Any]


# -- Users ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who keeps a diary: how their days go and how they write them down.

    `planted` is (share of entries with the tag, chance of tears without it, with it).
    `recorded` are the chances that a tag that applied is written down, on tearful and on
    other entries. Streaks are AR(1) coefficients of the latents; `company` is the share of
    each tag's latent that it has in common with others; `drift` is (phase, its weight in the
    log odds of tears, its weight in the latent of every third tag). Mood falls with the chance
    of tears, and by 2 points or more at odds e times lower; where the planted tag is not to
    make falls `deeper`, by 2 points or more in half of the falls.
    """

    name: str
    base: float = 0.35
    planted: tuple[float, float, float] | None = None
    tag_streak: float = 0.0
    outcome_streak: float = 0.0
    company: float = 0.0
    drift: tuple[str, float, float] | None = None
    bad_days: bool = False
    recorded: tuple[float, float] = (1.0, 1.0)
    deeper: bool = True


@dataclass(frozen=True, slots=True)
class Diary:
    """What the user wrote: tears (0/1), points fallen (0..2), and who has which tag."""

    tears: list[int]
    fall: list[int]
    marks: dict[str, list[int]]


def diary(user: User, rng: np.random.Generator) -> Diary:
    """One diary of `ENTRIES` logged entries."""
    days = ENTRIES * (6 if user.bad_days else 1)
    phase = _phase(user.drift[0], days, rng) if user.drift else np.zeros(days)
    shares = rng.permutation(np.array(SHARES))
    latent = _tag_latents(user, days, phase, rng)
    if user.planted:
        shares[0] = user.planted[0]
        latent[:, 0] = rng.standard_normal(days)
    applied = latent < np.array([NormalDist().inv_cdf(share) for share in shares])
    chance = _chance_of_tears(user, applied[:, 0], phase)
    mood = _streak(rng.standard_normal(days), user.outcome_streak)
    body = 0.6 * mood + 0.8 * _streak(rng.standard_normal(days), user.outcome_streak)
    tears, low = _below(mood, chance), _below(body, chance)
    very_low = _below(
        body, chance / (chance + (1 - chance) * math.e) if user.deeper else chance / 2
    )
    written = applied & (rng.random(applied.shape) < np.where(tears, *user.recorded)[:, np.newaxis])
    logged = np.arange(days)
    if user.bad_days:
        logged = np.flatnonzero(rng.random(days) < np.where(tears, 0.9, 0.2))[:ENTRIES]
    names = [PLANTED if user.planted and k == 0 else f"tag {k}" for k in range(TAGS)]
    return Diary(
        tears[logged].astype(int).tolist(),
        (low[logged].astype(int) + very_low[logged]).tolist(),
        {name: np.flatnonzero(written[logged, k]).tolist() for k, name in enumerate(names)},
    )


def _tag_latents(user: User, days: int, phase: Array, rng: np.random.Generator) -> Array:
    """Standard normal latents, one column a tag: streaks, company and drift mixed in."""
    latent = rng.standard_normal((days, TAGS))
    if user.tag_streak:
        latent[:, ::2] = _streak(latent[:, ::2], user.tag_streak)
    if user.company:
        factors = rng.standard_normal((days, 4))[:, rng.integers(0, 4, TAGS)]
        latent = math.sqrt(1 - user.company) * latent + math.sqrt(user.company) * factors
    if user.drift:
        weight = user.drift[2]
        ways = np.where(np.arange(len(range(0, TAGS, 3))) % 2, weight, -weight)
        latent[:, ::3] = (latent[:, ::3] + np.outer(phase, ways)) / math.sqrt(1 + weight**2)
    return latent


def _chance_of_tears(user: User, planted: Array, phase: Array) -> Array:
    odds = np.full(len(phase), _logit(user.base))
    if user.planted:
        _, without, with_ = user.planted
        odds = np.where(planted, _logit(with_), _logit(without))
    if user.drift:
        odds = odds + user.drift[1] * phase
    return 1 / (1 + np.exp(-odds))


def _phase(kind: str, days: int, rng: np.random.Generator) -> Array:
    """A slow change over the days with mean 0 and variance 1."""
    if kind == "walk":
        phase = np.cumsum(rng.standard_normal(days))
    elif kind == "trend":
        phase = np.arange(days, dtype=float)
    else:
        phase = np.where(np.arange(days) < rng.integers(days // 4, 3 * days // 4), -1.0, 1.0)
    return (phase - phase.mean()) / phase.std()


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
    return cumulated < chance


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


# -- What is counted ------------------------------------------------------------------------


@dataclass(slots=True)
class Count:
    """Sums over diaries; adds up, so that it doesn't matter who counted which."""

    of: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, what: str, amount: float = 1) -> None:
        self.of[what] += amount


def count_links(user: User, numbers: range, row: int) -> Count:
    """False links, finds of the planted tag, false shares and intervals over some diaries."""
    count = Count()
    for number in numbers:
        one = diary(user, np.random.default_rng([SEED, row, number]))
        links = linked.find_links(one.tears, one.marks).links
        false = sum(1 for link in links if link.tag != PLANTED)
        count.add("users")
        count.add("false", bool(false))
        count.add("naive", _naive_ever(one))
        if links:
            count.add("claiming")
            count.add("false share", false / len(links))
        for link in links:
            if link.tag == PLANTED:
                _count_find(count, user, one, link.entry)
    return count


def _count_find(count: Count, user: User, one: Diary, entry: int) -> None:
    for by in (60, 90, 195):
        count.add(f"by {by}", entry <= by)
    assert user.planted
    truth = user.planted[2] - user.planted[1]
    marked = one.marks[PLANTED]
    before = shares.two_by_two(one.tears[:entry], [i for i in marked if i < entry])
    since = shares.two_by_two(one.tears, marked, entry)
    for name, tally in (("at the link", before), ("since", since)):
        if tally.with_total and tally.without_total:
            _, low, high = shares.newcombe(
                tally.with_hits, tally.with_total, tally.without_hits, tally.without_total
            )
            count.add(f"intervals {name}")
            count.add(f"covered {name}", low <= truth <= high)


def _naive_ever(one: Diary) -> bool:
    """Whether the usual rule ever shows a false tag, looking after every entry.

    The rule: tears at least 1.5 times as common with the tag as overall, 3 times or more.
    """
    tears = np.array(one.tears)
    so_far = np.cumsum(tears) / np.arange(1, len(tears) + 1)
    for name, marked in one.marks.items():
        if name != PLANTED:
            has = np.zeros(len(tears), dtype=int)
            has[marked] = 1
            both, all_ = np.cumsum(has * tears), np.cumsum(has)
            if np.any((both >= 3) & (both >= 1.5 * so_far * all_)):
                return True
    return False


def count_both(user: User, numbers: range, row: int) -> Count:
    """Finds when tears and mood are each given half of the promise."""
    count = Count()
    for number in numbers:
        one = diary(user, np.random.default_rng([SEED, row, number]))
        found = [
            linked.find_links(scores, one.marks, linked.ALPHA / 2).links
            for scores in (one.tears, one.fall)
        ]
        entries = [link.entry for links in found for link in links if link.tag == PLANTED]
        count.add("users")
        count.add("false", any(link.tag != PLANTED for links in found for link in links))
        for by in (60, 90, 195):
            count.add(f"by {by}", min(entries, default=10**9) <= by)
    return count


def count_dealt(user: User, numbers: range, row: int) -> Count:
    """One fixed diary whose marks are dealt again inside their piles, without the lift."""
    count = Count()
    one = diary(user, np.random.default_rng([SEED, row]))
    blocks = [(0, linked.FIRST)]
    while blocks[-1][1] + linked.STEP <= ENTRIES:
        blocks.append((blocks[-1][1], blocks[-1][1] + linked.STEP))
    piles: list[list[int]] = []
    for start, stop in blocks:
        after_hard = [i for i in range(start, stop) if i and one.tears[i - 1]]
        piles += [after_hard, [i for i in range(start, stop) if i not in after_hard]]
    have = {tag: [sum(i in set(m) for i in pile) for pile in piles] for tag, m in one.marks.items()}
    with _no_lift():
        for number in numbers:
            deal = random.Random(f"{SEED} {row} {number}")
            marks = {
                tag: [i for pile, n in zip(piles, m, strict=True) for i in deal.sample(pile, n)]
                for tag, m in have.items()
            }
            result = linked.find_links(one.tears, marks)
            assert result.latest
            count.add("users")
            count.add("links", len(result.links))
            count.add("links squared", len(result.links) ** 2)
            count.add("spent", result.latest.spent)
    return count


@contextmanager
def _no_lift() -> Iterator[None]:
    """The sum of what is paid is exact only without the lift, which just lowers the chances."""
    kept = linked._Tag.lift
    setattr(linked._Tag, "lift", lambda *_: None)  # noqa: B010
    try:
        yield
    finally:
        setattr(linked._Tag, "lift", kept)  # noqa: B010


def count_looks(user: User, numbers: range, row: int) -> Count:
    """Diaries in which looking after every entry gives another answer than looking once."""
    count = Count()
    for number in numbers:
        one = diary(user, np.random.default_rng([SEED, row, number]))
        final = linked.find_links(one.tears, one.marks)
        count.add("users")
        for n in range(ENTRIES):
            now = {tag: [i for i in marked if i < n] for tag, marked in one.marks.items()}
            seen = linked.find_links(one.tears[:n], now)
            if seen.checks != final.checks[: len(seen.checks)] or seen.links != tuple(
                each for each in final.links if each.entry <= n
            ):
                count.add("changed")
    return count


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

CLEAN = User("nothing matters, tears on 35%")
MESSY = User(
    "messy: streaks, drift, company, logs bad days",
    tag_streak=0.4, outcome_streak=0.4, company=0.3, drift=("walk", 0.5, 0.4), bad_days=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Null:
    """A user whose tags have nothing to do with tears, and the most false links accepted."""

    user: User
    users: int
    accept: float
    hard: bool = False  # made to break the method: held to the share, not to its limit


NULLS = (
    Null(CLEAN, 20_000, 0.05),
    Null(MESSY, 4000, 0.05),
    Null(User("logs 90% of bad and 20% of other days", bad_days=True), 4000, 0.05),
    Null(User("outcome and tags drift together", drift=("walk", 1.0, 0.7)), 4000, 0.05),
    Null(User("outcome in streaks (.8)", outcome_streak=0.8), 4000, 0.05),
    Null(User("tags keep company", company=0.4), 4000, 0.05),
    Null(User("tears on 10%", base=0.10), 4000, 0.05),
    Null(User("outcome and tags switch together once", drift=("switch", 1.0, 0.7)), 4000, 0.05),
    Null(User("HARD both in streaks .6/.8", outcome_streak=0.6, tag_streak=0.8), 4000, 0.07, True),
    Null(User("HARD both in streaks .8/.8", outcome_streak=0.8, tag_streak=0.8), 4000, 0.07, True),
    Null(User("HARD tags recorded .95 v .75", recorded=(0.95, 0.75)), 4000, 0.09, True),
    Null(User("HARD tags recorded .95 v .60", recorded=(0.95, 0.60)), 4000, 0.09, True),
    Null(User("HARD recorded .95 v .40, tears 20%", 0.2, recorded=(0.95, 0.4)), 4000, 0.09, True),
    Null(replace(MESSY, name="HARD messy, .95 v .75", recorded=(0.95, 0.75)), 4000, 0.09, True),
)


def planted(without: float, with_: float, share: float, company: float = 0.4) -> User:
    """A user for whom one tag matters; the others keep company and don't."""
    name = f"{without:.0%} without, {with_:.0%} with; tag on {share:.0%}"
    return User(name, planted=(share, without, with_), company=company)


Wanted = Mapping[int, float | None]
POWERS: tuple[tuple[User, Wanted], ...] = (
    (planted(0.2, 0.7, 0.3), {60: 0.50, 90: 0.72, 195: 0.97}),
    (planted(0.2, 0.8, 0.3), {60: 0.75}),
    (planted(0.15, 0.8, 0.3), {60: 0.85}),
    (planted(0.15, 0.8, 0.2), {60: 0.68}),
    (planted(0.1, 0.7, 0.3), {60: 0.80}),
)
BOTH: tuple[tuple[User, Wanted], ...] = (
    (
        replace(POWERS[0][0], name="tears and mood, half each, both 20% and 70%"),
        {60: 0.66, 90: 0.86},
    ),
    (
        replace(POWERS[0][0], name="the same, falls more common but not deeper", deeper=False),
        {60: None, 90: None},
    ),
)
EFFECTS = ((0.1, 0.5), (0.1, 0.7), (0.15, 0.8), (0.2, 0.5), (0.2, 0.6), (0.2, 0.7), (0.2, 0.8),
           (0.35, 0.75), (0.35, 0.9), (0.6, 0.95))  # fmt: skip
ON = (0.1, 0.2, 0.3, 0.5)


class Report:
    """Runs the counts, prints the rows, and remembers whether all were met."""

    def __init__(self, jobs: int, quick: bool) -> None:
        self.quick = quick
        self.met = True
        self.pool = multiprocessing.Pool(jobs)
        self.row = 0

    def count(self, what: Callable[[User, range, int], Count], user: User, users: int) -> Count:
        """A count over so many diaries; the same numbers whatever the number of jobs."""
        self.row += 1
        parts = [
            (user, range(start, min(start + CHUNK, users)), self.row)
            for start in range(0, users, CHUNK)
        ]
        total = Count()
        for part in self.pool.starmap(what, parts, chunksize=1):
            for name, amount in part.of.items():
                total.add(name, amount)
        return total

    def users(self, whole: int, quick: int) -> int:
        return quick if self.quick else whole

    def line(self, *cells: str, met: bool | None = None) -> None:
        if met is not None:
            self.met &= met
            cells = (*cells, "yes" if met else "**NO**")
        print("| " + " | ".join(cells) + " |", flush=True)

    def at_most(self, hits: float, n: float, accept: float, by_limit: bool) -> bool:
        low, high = clopper_pearson(int(hits), int(n))
        return low <= accept if self.quick else (high if by_limit else hits / n) <= accept

    def at_least(self, hits: float, n: float, accept: float) -> bool:
        return (clopper_pearson(int(hits), int(n))[1] if self.quick else hits / n) >= accept


def share(hits: float, n: float) -> str:
    low, high = clopper_pearson(int(hits), int(n))
    return f"{hits / n:.1%} ({low:.1%} to {high:.1%})"


def false_links(report: Report) -> None:
    """How often users for whom nothing matters are ever told something false."""
    report.line("nothing matters; looked at after each of 200 entries, 35 tags", "users",
                "ever saw a false link", "usual rule", "accepted", "met")  # fmt: skip
    report.line("---", "---:", "---:", "---:", "---:", "---")
    for null in NULLS:
        count = report.count(count_links, null.user, report.users(null.users, null.users // 20))
        n, false = count.of["users"], count.of["false"]
        report.line(
            null.user.name, f"{n:.0f}", share(false, n), f"{count.of['naive'] / n:.0%}",
            f"{'share' if null.hard else 'limit'} ≤ {null.accept:.0%}",
            met=report.at_most(false, n, null.accept, not null.hard),
        )  # fmt: skip


def found_links(report: Report) -> None:
    """How often something that matters is found, and how far what is said about it is true."""
    print()
    report.line("one tag matters", "users", "measured", "accepted", "met")
    report.line("---", "---:", "---:", "---:", "---")
    everything = Count()
    rows: list[tuple[User, Wanted, Callable[[User, range, int], Count]]] = [
        (user, wanted, count_links) for user, wanted in POWERS
    ]
    rows += [(user, wanted, count_both) for user, wanted in BOTH]
    for user, wanted, what in rows:
        count = report.count(what, user, report.users(2000, 200))
        n = count.of["users"]
        for by, accept in wanted.items():
            hits = count.of[f"by {by}"]
            name = f"{user.name}: found by {by}"
            if accept is None:
                report.line(name, f"{n:.0f}", share(hits, n), "shown", "")
            else:
                met = report.at_least(hits, n, accept)
                report.line(name, f"{n:.0f}", share(hits, n), f"≥ {accept:.0%}", met=met)
        if user is POWERS[0][0]:
            part = count.of["false share"] / count.of["claiming"]
            shown = "share of false tags among those shown, same users"
            claiming = f"{count.of['claiming']:.0f}"
            report.line(shown, claiming, f"{part:.1%}", "≤ 4%", met=part <= 0.04)
        for name, amount in count.of.items():
            everything.add(name, amount)
    for when in ("at the link", "since"):
        hits, n = everything.of[f"covered {when}"], everything.of[f"intervals {when}"]
        name = f"the true difference lies in the interval, {when}"
        met = report.at_least(hits, n, 0.92)
        report.line(name, f"{n:.0f}", share(hits, n), "≥ 92%", met=met)


def exactness(report: Report) -> None:
    """What must hold to the digit: values, accounts, looks, and the time it takes."""
    print()
    report.line("exactness and time", "measured", "accepted", "met")
    report.line("---", "---:", "---:", "---")
    worst = vectors()
    report.line(
        "expected values, worst relative error", f"{worst:.0e}", "≤ 1e-9", met=worst <= 1e-9
    )
    count = report.count(count_dealt, CLEAN, report.users(20_000, 1000))
    n, links, spent = count.of["users"], count.of["links"], count.of["spent"]
    error = math.sqrt((count.of["links squared"] / n - (links / n) ** 2) / n)
    report.line(f"one diary's marks dealt {n:.0f} times: links each, against what was paid",
                f"{links / n:.4f} v {spent / n:.4f}", f"within 3 × {error:.4f}",
                met=abs(links - spent) / n <= 3 * error)  # fmt: skip
    count = report.count(count_looks, POWERS[0][0], report.users(100, 4))
    report.line(f"answers changed by {count.of['users'] * ENTRIES:.0f} looks between checks",
                f"{count.of['changed']:.0f}", "0", met=not count.of["changed"])  # fmt: skip
    for top in (1, 2):
        for n, accept in ((200, 0.1), (1000, 0.5), (10_000, 12.0)):
            took = seconds(n, top, 5 if n <= 1000 else 2)
            report.line(f"time for {n} entries, {TAGS} tags, scores 0 to {top}",
                        f"{took:.3f} s", f"≤ {accept} s", met=took <= accept)  # fmt: skip


def vectors() -> float:
    """The largest relative error over the expected values; endless when a link differs."""
    path = Path(__file__).parents[1] / "tests" / "domain" / "vectors.json"
    expected = json.loads(path.read_text(encoding="utf-8"))
    pairs: list[tuple[float, str]] = []
    for case in expected["pile"]:
        dealt = linked._dealt(linked._counts(case["scores"]), case["marked"])
        low, chances = linked._tilted(*dealt, float(case["lam"]))
        pairs += [
            (chances[int(total) - low], want) for total, want in case["chance_of_total"].items()
        ]
    for case in expected["wilson"]:
        pairs += zip(
            shares.wilson(case["hits"], case["n"]), (case["low"], case["high"]), strict=True
        )
    for case in expected["newcombe"]:
        want = (case["difference"], case["low"], case["high"])
        pairs += zip(shares.newcombe(*case["with"], *case["without"]), want, strict=True)
    for case in expected["linked"]:
        got_links = linked.find_links([int(score) for score in case["scores"]], case["marks"])
        if [(link.tag, link.entry) for link in got_links.links] != [
            (link["tag"], link["entry"]) for link in case["links"]
        ]:
            return math.inf
        for check, want in zip(got_links.checks, case["checks"], strict=True):
            pairs += [(check.allowed, want["allowed"]), (check.spent, want["spent_so_far"])]
            for tag, look in want["tags"].items():
                mine = check.by_tag[tag]
                pairs += [
                    (mine.lam, look["lam"]),
                    (mine.tail, look["tail"]),
                    (mine.bar, look["bar"]),
                ]
    return max(abs(got - float(want)) / (abs(float(want)) or 1e-300) for got, want in pairs)


@cache
def long_diary(n: int, top: int) -> tuple[list[int], dict[str, list[int]]]:
    deal = random.Random(SEED)
    scores = [deal.choices(range(top + 1), (0.65, *[0.35 / top] * top))[0] for _ in range(n)]
    marks = {f"tag {k}": [i for i in range(n) if deal.random() < s] for k, s in enumerate(SHARES)}
    return scores, marks


def seconds(n: int, top: int, times: int) -> float:
    """The shortest time of several for one long diary."""
    scores, marks = long_diary(n, top)
    best = math.inf
    for _ in range(times):
        start = time.perf_counter()
        linked.find_links(scores, marks)
        best = min(best, time.perf_counter() - start)
    return best


def power_table(report: Report) -> None:
    """With so many entries, an effect of this size is seen this often."""
    print("\nFound by entry 60 / 90 / 195, of 100 users:\n")
    report.line("tears without and with the tag", *(f"tag on {on:.0%}" for on in ON))
    report.line("---", *("---:" for _ in ON))
    for without, with_ in EFFECTS:
        cells = []
        for on in ON:
            of = report.count(count_links, planted(without, with_, on), 1000).of
            cells.append(
                " / ".join(f"{of[f'by {by}'] / of['users']:.0%}"[:-1] for by in (60, 90, 195))
            )
        report.line(f"{without:.0%} and {with_:.0%}", *cells)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="about a minute")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count(), metavar="N")
    options = parser.parse_args(argv)
    start = time.perf_counter()
    report = Report(options.jobs, options.quick)
    false_links(report)
    found_links(report)
    exactness(report)
    if not options.quick:
        power_table(report)
    took = time.perf_counter() - start
    print(f"\n{'All rows met.' if report.met else 'NOT all rows met.'} {took / 60:.1f} minutes,"
          f" {options.jobs} jobs, seed {SEED}.")  # fmt: skip
    return 0 if report.met else 1


if __name__ == "__main__":
    sys.exit(main())
