"""Verdicts: what was judged about a diary, once, and is kept for good.

A check is judged when patterns are first computed after its entries are complete. Its verdict, the
links it found and what is left of the error budget are kept, so that deleting or editing old
entries later makes no new claim about them and removes none.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple, TypeVar, get_args

from pdtrack.domain.analysis import question_test
from pdtrack.domain.analysis.budget import Budget
from pdtrack.domain.analysis.lift import MOOD_SCALE, TEARS_SCALE, Mark, Scale
from pdtrack.domain.analysis.sequential_test import FIRST, STEP, Search

Outcome = Literal["tears", "mood"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
SCALES: Final[dict[Outcome, Scale]] = {"tears": TEARS_SCALE, "mood": MOOD_SCALE}
JOIN: Final = 15
"""An outcome takes part in the budget from this comparable entry on."""

QuestionState = Literal["open", "linked", "dropped"]


class Place(NamedTuple):
    """Where an entry is in the order of recording: seconds since 1970, then its number."""

    recorded_at: int
    number: int


BEGINNING: Final = Place(0, 0)


class Series(NamedTuple):
    """The comparable entries of one outcome in the order they were recorded."""

    places: Sequence[Place]
    scores: Sequence[int]
    marks: Mapping[str, Mark]


class Check(NamedTuple):
    """The verdict of one check: after `n` entries, the last of them at `border`."""

    n: int
    border: Place
    allowed: float
    level: float
    cost: float


class Link(NamedTuple):
    """A mark that was found linked with an outcome at the check after `n` entries.

    `chance`: how many marks luck alone would show this striking at that check. `former`: the
    names that the mark had before, the latest last.
    """

    mark: str
    outcome: Outcome
    n: int
    chance: float
    former: tuple[str, ...] = ()

    @property
    def one_in(self) -> int:
        """Of how many diaries about one would show a mark this striking then, by luck alone."""
        return round(1 / self.chance)


class OwnQuestion(NamedTuple):
    """A question of one's own: watch one mark for one outcome.

    `after`: the last entry recorded before it. `asked_at`: seconds since 1970. `judged`: the
    newest entry that was judged. `entries`: how many of its own it had then. `linked_at`: which
    of these linked it.
    """

    mark: str
    outcome: Outcome
    after: Place
    asked_at: int
    reserve: float
    judged: Place
    entries: int = 0
    linked_at: int | None = None
    is_dropped: bool = False
    former: tuple[str, ...] = ()

    @property
    def is_erased(self) -> bool:
        """Whether its tag was erased, so that only what it cost is kept."""
        return self.mark == _ERASED

    @property
    def state(self) -> QuestionState:
        """Whether it is open, linked or dropped."""
        if self.is_dropped:
            return "dropped"
        return "open" if self.linked_at is None else "linked"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Everything that is kept. A diary that was never judged has `Verdicts()`."""

    checks: Mapping[Outcome, tuple[Check, ...]] = field(
        default_factory=lambda: dict.fromkeys(OUTCOMES, ())
    )
    links: tuple[Link, ...] = ()
    budget: Budget = field(default_factory=Budget)
    questions: tuple[OwnQuestion, ...] = ()

    @property
    def open_question(self) -> OwnQuestion | None:
        """The question that is open, if one is."""
        return next((one for one in self.questions if one.state == "open"), None)

    def link(self, mark: str, outcome: Outcome) -> Link | None:
        """The first link of a mark with an outcome."""
        return next((x for x in self.links if (x.mark, x.outcome) == (mark, outcome)), None)

    def renamed(self, old: str, new: str) -> "Verdicts":
        """The verdicts after a tag got another name, or was merged into another one."""
        return replace(
            self,
            links=tuple(_renamed(one, old, new) for one in self.links),
            questions=tuple(_renamed(one, old, new) for one in self.questions),
        )

    def renamed_back(self, name: str) -> "Verdicts":
        """The verdicts after undoing the renaming of the tag that was called `name`."""
        return replace(
            self,
            links=tuple(_renamed_back(one, name) for one in self.links),
            questions=tuple(_renamed_back(one, name) for one in self.questions),
        )

    def forgotten(
        self, tags: Collection[str], borders: Mapping[Place, Place] | None = None
    ) -> "Verdicts":
        """The verdicts with nothing about `tags`, whose last entries were erased.

        `borders` has the place to keep instead of one whose entry was erased.
        """
        moved = borders or {}
        return replace(
            self,
            checks={
                outcome: tuple(
                    check._replace(border=moved.get(check.border, check.border)) for check in checks
                )
                for outcome, checks in self.checks.items()
            },
            links=tuple(one._replace(former=()) for one in self.links if one.mark not in tags),
            questions=tuple(
                one._replace(
                    mark=_ERASED if one.mark in tags else one.mark,
                    is_dropped=one.is_dropped or one.mark in tags,
                    after=moved.get(one.after, one.after),
                    judged=moved.get(one.judged, one.judged),
                    former=(),
                )
                for one in self.questions
            ),
        )


# What is kept of a question about a tag that was erased: only what it cost.
_ERASED: Final = "erased:"
_Named = TypeVar("_Named", Link, OwnQuestion)


def _renamed(one: _Named, old: str, new: str) -> _Named:
    return one._replace(mark=new, former=(*one.former, old)) if one.mark == old else one


def _renamed_back(one: _Named, name: str) -> _Named:
    if not one.former or one.former[-1] != name:
        return one
    return one._replace(mark=name, former=one.former[:-1])


# -- Judging ----------------------------------------------------------------------------------


def judged(verdicts: Verdicts, diary: Mapping[Outcome, Series]) -> Verdicts:
    """The verdicts after everything that is due was judged; the same object if nothing was."""
    searches: dict[Outcome, Search] = {}
    while due := min(_due(verdicts, diary), default=None):
        _, _, outcome, stop = due
        if stop is None:
            verdicts = replace(verdicts, budget=verdicts.budget.joined(outcome))
            continue
        if outcome not in searches:
            searches[outcome] = _replayed(verdicts.checks[outcome], diary[outcome], outcome)
        verdicts = _check(verdicts, diary[outcome], outcome, searches[outcome], stop)
    return _look_at_question(verdicts, diary)


def _due(
    verdicts: Verdicts, diary: Mapping[Outcome, Series]
) -> Iterator[tuple[Place, int, Outcome, int | None]]:
    """What became due, at which entry: an outcome that takes part (None), or the check after the
    entry before position `stop`. At one entry, outcomes join first, and tears come before mood.
    """
    for order, outcome in enumerate(OUTCOMES, 1):
        series = diary.get(outcome)
        if series is None:
            continue
        if outcome not in verdicts.budget.funds:
            if len(series.places) >= JOIN:
                yield series.places[JOIN - 1], 0, outcome, None
            continue
        checks = verdicts.checks[outcome]
        start = bisect_right(series.places, checks[-1].border) if checks else 0
        stop = start + (STEP if checks else FIRST)
        if stop <= len(series.places):
            yield series.places[stop - 1], order, outcome, stop


def _replayed(checks: Sequence[Check], series: Series, outcome: Outcome) -> Search:
    """The search as it is after the kept checks, over today's entries; nothing is paid again."""
    search = Search(SCALES[outcome], series.scores, series.marks)
    for check in checks:
        search.advance(bisect_right(series.places, check.border))
        search.take_out(check.level)
    return search


def _check(
    verdicts: Verdicts, series: Series, outcome: Outcome, search: Search, stop: int
) -> Verdicts:
    """The verdicts with one more check."""
    checks = verdicts.checks[outcome]
    before = checks[-1].n if checks else 0
    n = before + STEP if checks else FIRST
    budget = verdicts.budget.released(outcome, before, n)
    search.advance(stop)
    allowed = budget.balances[outcome] if search.has_both_kinds else 0.0
    found = search.judge(allowed)
    check = Check(n, series.places[stop - 1], allowed, found.level, found.cost)
    new = [
        Link(one.mark, outcome, n, one.chance)
        for one in found.found
        if verdicts.link(one.mark, outcome) is None
    ]
    return replace(
        verdicts,
        checks={**verdicts.checks, outcome: (*checks, check)},
        links=(*verdicts.links, *new),
        budget=budget.spent(outcome, found.cost),
    )


# -- Questions --------------------------------------------------------------------------------


def own_entries(question: OwnQuestion, diary: Mapping[Outcome, Series]) -> list[int]:
    """The positions of the entries that count for a question."""
    series = diary.get(question.outcome)
    if series is None:
        return []
    mark = series.marks.get(question.mark, _NEVER)
    after = bisect_right(series.places, question.after)
    return question_test.watched(len(series.places), mark, after)


_NEVER: Final = Mark("tag", ())


def _look_at_question(verdicts: Verdicts, diary: Mapping[Outcome, Series]) -> Verdicts:
    """Judge the open question at the entries that are new to it.

    Before its tenth entry nothing can be found, so there is nothing to keep.
    """
    question = verdicts.open_question
    if question is None:
        return verdicts
    own = own_entries(question, diary)
    if len(own) < question_test.QUESTION_FIRST:
        return verdicts
    series = diary[question.outcome]
    newest = series.places[own[-1]]
    if newest <= question.judged:
        return verdicts
    looks = question_test.looks(
        SCALES[question.outcome],
        series.scores,
        {question.mark: _NEVER, **series.marks},
        question.mark,
        bisect_right(series.places, question.after),
        question.reserve,
    )
    linked = (x.n for x in looks if x.is_linked and series.places[own[x.n - 1]] > question.judged)
    answered = question._replace(judged=newest, entries=len(own), linked_at=next(linked, None))
    return _with_question(verdicts, question, answered)


def _with_question(verdicts: Verdicts, old: OwnQuestion, new: OwnQuestion) -> Verdicts:
    changed = tuple(new if one is old else one for one in verdicts.questions)
    return replace(verdicts, questions=changed)


def asked(
    verdicts: Verdicts, mark: str, outcome: Outcome, *, after: Place, asked_at: int
) -> Verdicts:
    """The verdicts with a question; everything due has been judged, and none is open."""
    reserve = verdicts.budget.for_question
    question = OwnQuestion(mark, outcome, after, asked_at, reserve, judged=after)
    return replace(
        verdicts,
        budget=verdicts.budget.reserved(reserve),
        questions=(*verdicts.questions, question),
    )


def dropped(verdicts: Verdicts, diary: Mapping[Outcome, Series]) -> Verdicts:
    """The verdicts without the open question; everything due has been judged.

    Before its tenth entry it could not have found anything, so it gives back what it reserved.
    """
    question = verdicts.open_question
    if question is None:
        return verdicts
    entries = max(question.entries, len(own_entries(question, diary)))
    ended = question._replace(is_dropped=True, entries=entries)
    budget = verdicts.budget
    if entries < question_test.QUESTION_FIRST:
        budget = budget.returned(question.reserve)
        ended = ended._replace(reserve=0.0)
    return replace(_with_question(verdicts, question, ended), budget=budget)
