"""What goes together: the links that were found, with the counts that a person is shown."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pdtrack.domain.analysis.comparable import Comparable, Comparer
from pdtrack.domain.analysis.dealing import beside
from pdtrack.domain.analysis.lift import Mark, lifts, sums_over
from pdtrack.domain.analysis.proportions import TwoByTwo, design_effect, newcombe, two_by_two
from pdtrack.domain.analysis.recurring import Recurring, find_recurring
from pdtrack.domain.analysis.sequential_test import FEW, FIRST, STEP
from pdtrack.domain.analysis.verdicts import (
    OUTCOMES,
    SCALES,
    Link,
    Outcome,
    OwnQuestion,
    Series,
    Verdicts,
    judged,
    own_entries,
)
from pdtrack.domain.entry import Entry

APART: Final = 0.05
"""Above this, luck explains what is left of a mark once another one is known."""
LIFTED: Final = 0.4
"""From this general lift on, someone "notes more tags on harder entries": odds half as large
again."""

Claims = tuple["Claim", ...]
_NEVER: Final = Mark("tag", ())


class MoodChange(NamedTuple):
    """Average moods before and after, with a mark and without it.

    `difference`: how much higher someone felt afterwards with it, given how they felt before.
    """

    with_before: float
    with_after: float
    without_before: float
    without_after: float
    difference: float


class Claim(NamedTuple):
    """A link, and the counts that show it.

    `counted`: over all comparable entries where the mark is known. `since`: over those after the
    check that found it. `difference`: of the two shares, with its 95 % interval. `moods`: for the
    mood. `tags`: of a cause, those that are in the diary. `shown`: False where another line
    explains it. `mostly_with`: another linked mark that explains most of it. `entries`: the
    numbers of the entries with the mark.
    """

    link: Link
    counted: TwoByTwo
    since: TwoByTwo
    difference: tuple[float, float, float]
    moods: MoodChange | None
    tags: tuple[str, ...]
    shown: bool
    mostly_with: str | None
    entries: tuple[int, ...]

    @property
    def outcome(self) -> Outcome:
        """The outcome that the mark is linked with."""
        return self.link.outcome

    @property
    def has_faded(self) -> bool:
        """Whether nothing is left of the difference, over the whole diary."""
        if self.outcome == "mood":
            return self.moods is None or self.moods.difference >= 0
        return self.counted.has_faded


class Comparison(NamedTuple):
    """One outcome over the whole diary.

    `hard` and `other` count the comparable entries; `last_check` is how many the last check had,
    and `missing` how many more the next one needs. `rare`: tags on too few of them to compare.
    `notes_more`: tags of every kind are commoner on harder entries.
    """

    outcome: Outcome
    hard: int
    other: int
    last_check: int
    missing: int
    next_check: int
    has_compared: bool
    claims: Claims
    rare: tuple[str, ...]
    notes_more: bool

    @property
    def entries(self) -> int:
        """How many comparable entries there are."""
        return self.hard + self.other

    @property
    def is_one_sided(self) -> bool:
        """Whether there are harder entries, and too few others to compare them with."""
        return self.hard >= FEW > self.other


class Watched(NamedTuple):
    """A question, with its own entries so far and what they count."""

    question: OwnQuestion
    entries: int
    counted: TwoByTwo


class Associations(NamedTuple):
    """What goes together in a diary, what only comes up, and the verdicts to keep."""

    comparisons: tuple[Comparison, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    questions: tuple[Watched, ...] = ()
    verdicts: Verdicts = Verdicts()

    @property
    def claims(self) -> Claims:
        """The claims of every outcome."""
        return tuple(claim for one in self.comparisons for claim in one.claims)

    @property
    def shown(self) -> Claims:
        """The claims that have a line of their own."""
        return tuple(claim for claim in self.claims if claim.shown)

    @property
    def shown_questions(self) -> tuple[Watched, ...]:
        """The questions that are open, or that found something."""
        return tuple(one for one in self.questions if one.question.state != "dropped")

    def is_linked(self, tags: frozenset[str]) -> bool:
        """Whether one of `tags` is linked with something and the link has not faded."""
        return any(
            not claim.has_faded and not tags.isdisjoint({claim.link.mark, *claim.tags})
            for claim in self.claims
        )


def associations(
    comparer: Comparer, diary: Sequence[Entry], verdicts: Verdicts, period: Sequence[Entry]
) -> Associations:
    """Judge what is due in the whole diary, and count what its links rest on.

    What comes up is counted over the entries of `period` alone.
    """
    comparable = comparer.diary(diary)
    series = {outcome: one.series for outcome, one in comparable.items()}
    verdicts = judged(verdicts, series)
    return Associations(
        comparisons=tuple(
            _comparison(outcome, comparable[outcome], verdicts)
            for outcome in OUTCOMES
            if comparable[outcome].entries or any(x.outcome == outcome for x in verdicts.links)
        ),
        recurring=_recurring(comparer, period),
        questions=tuple(_watched(one, series) for one in verdicts.questions),
        verdicts=verdicts,
    )


def _comparison(outcome: Outcome, found: Comparable, verdicts: Verdicts) -> Comparison:
    series = found.series
    hard = sum(score >= SCALES[outcome].hard for score in series.scores)
    checks = verdicts.checks[outcome]
    last = bisect_right(series.places, checks[-1].border) if checks else 0
    missing = max(1, (STEP if checks else FIRST) - (len(series.places) - last))
    has_compared = any(check.allowed > 0 for check in checks)
    return Comparison(
        outcome=outcome,
        hard=hard,
        other=len(series.scores) - hard,
        last_check=checks[-1].n if checks else 0,
        missing=missing,
        next_check=len(series.places) + missing,
        has_compared=has_compared,
        claims=_claims(outcome, found, verdicts),
        rare=_rare(series) if has_compared else (),
        notes_more=bool(checks) and _notes_more(outcome, series),
    )


def _rare(series: Series) -> tuple[str, ...]:
    """The tags on fewer entries than could ever show a link."""
    marks = series.marks.items()
    return tuple(sorted(name for name, x in marks if x.kind == "tag" and len(x.on) < FEW))


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _notes_more(outcome: Outcome, series: Series) -> bool:
    """Whether the tags' general lift, in the middle, is large."""
    tags = {name: mark for name, mark in series.marks.items() if mark.kind == "tag"}
    stops = range(FIRST, len(series.scores) + 1, STEP)
    blocks = (range(stop - STEP if stop > FIRST else 0, stop) for stop in stops)
    found = lifts(tags, sums_over(SCALES[outcome], series.scores, tags, blocks))
    ordered = sorted(found.values())
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return bool(middle) and _mean(middle) >= LIFTED


# -- Claims -----------------------------------------------------------------------------------


def _claims(outcome: Outcome, found: Comparable, verdicts: Verdicts) -> Claims:
    links: dict[str, Link] = {}
    for link in verdicts.links:
        if link.outcome == outcome:
            # Two tags that were merged may both have been linked: the first link counts.
            links.setdefault(link.mark, link)
    borders = {check.n: check.border for check in verdicts.checks[outcome]}
    claims = []
    for link in links.values():
        border = borders.get(link.n)
        since = bisect_right(found.series.places, border) if border else 0
        claims.append(_claim(link, found, since))
    return with_lines(claims, found.series)


def _claim(link: Link, found: Comparable, since: int) -> Claim:
    scale, series = SCALES[link.outcome], found.series
    mark = series.marks.get(link.mark, _NEVER)
    on = frozenset(mark.on)
    hard = [score >= scale.hard for score in series.scores]
    known = [at for at in range(len(hard)) if at not in mark.unknown]
    counted = two_by_two(hard, on, known)
    effect = design_effect([at in on for at in known], [hard[at] for at in known])
    return Claim(
        link=link,
        counted=counted,
        since=two_by_two(hard, on, [at for at in known if at >= since]),
        difference=newcombe(counted, effect),
        moods=_moods(found.entries, on, known) if link.outcome == "mood" else None,
        tags=tuple(tag for tag in mark.tags if tag in series.marks),
        shown=True,
        mostly_with=None,
        entries=tuple(found.entries[at].number for at in mark.on),
    )


def _moods(entries: Sequence[Entry], on: frozenset[int], known: Sequence[int]) -> MoodChange | None:
    with_ = [_both(entries[at]) for at in known if at in on]
    without = [_both(entries[at]) for at in known if at not in on]
    if not (with_ and without):
        return None
    return MoodChange(
        with_before=_mean([before for before, _ in with_]),
        with_after=_mean([after for _, after in with_]),
        without_before=_mean([before for before, _ in without]),
        without_after=_mean([after for _, after in without]),
        difference=_mean([after - before / 2 for before, after in with_])
        - _mean([after - before / 2 for before, after in without]),
    )


def _both(entry: Entry) -> tuple[int, int]:
    return entry.before or 0, entry.after or 0


def with_lines(claims: Sequence[Claim], series: Series) -> Claims:
    """The claims, with which of them have a line of their own.

    Where a cause and some of its tags are linked, either the tags explain the cause, and only
    they are shown, or the cause is shown and names them.
    """
    by_mark = {claim.link.mark: claim for claim in claims}
    hidden: set[str] = set()
    for name in by_mark:
        tags = [tag for tag in series.marks.get(name, _NEVER).tags if tag in by_mark]
        if tags:
            any_of = Mark("tag", sorted({at for tag in tags for at in series.marks[tag].on}))
            explained = chance_beside(series, series.marks[name], any_of) > APART
            hidden.update([name] if explained else tags)
    shown = [name for name in by_mark if name not in hidden]
    return tuple(
        claim._replace(
            shown=name in shown,
            mostly_with=_company(series, name, shown) if name in shown else None,
        )
        for name, claim in by_mark.items()
    )


def _company(series: Series, name: str, shown: Sequence[str]) -> str | None:
    """The linked mark next to which this one shows least, where that is too little alone."""
    own = series.marks.get(name, _NEVER)
    chances = {
        other: chance_beside(series, own, series.marks.get(other, _NEVER))
        for other in shown
        if other != name
    }
    other = max(chances, key=lambda one: chances[one], default=None)
    return other if other is not None and chances[other] > APART else None


def chance_beside(series: Series, mark: Mark, other: Mark) -> float:
    """The chance of a total as high as the mark's, dealt inside and outside the other one."""
    unknown = mark.unknown | other.unknown
    known = [at for at in range(len(series.scores)) if at not in unknown]
    places = {at: place for place, at in enumerate(known)}
    return beside(
        [series.scores[at] for at in known],
        frozenset(places[at] for at in mark.on if at in places),
        frozenset(places[at] for at in other.on if at in places),
    )


# -- Questions and what comes up --------------------------------------------------------------


def _watched(question: OwnQuestion, series: Mapping[Outcome, Series]) -> Watched:
    if question.outcome not in series:
        return Watched(question, question.entries, TwoByTwo(0, 0, 0, 0))
    one = series[question.outcome]
    own = own_entries(question, series)
    hard = [score >= SCALES[question.outcome].hard for score in one.scores]
    counted = two_by_two(hard, one.marks.get(question.mark, _NEVER).on, own)
    entries = question.entries if question.is_dropped else len(own)
    return Watched(question, entries, counted)


def _recurring(comparer: Comparer, entries: Sequence[Entry]) -> tuple[Recurring, ...]:
    """What comes up on harder moments, with the tags as they are now."""
    recorded = sorted(entries, key=lambda entry: (entry.recorded_at, entry.number))
    usable = [e for e in recorded if e.tags is not None and comparer.is_eligible(e)]
    scores = [int(comparer.is_hard(entry)) for entry in usable]
    marks: dict[str, list[int]] = {}
    for position, entry in enumerate(usable):
        for tag in comparer.tags(entry):
            if comparer.is_compared(tag):
                marks.setdefault(tag, []).append(position)
    return find_recurring(scores, marks)
