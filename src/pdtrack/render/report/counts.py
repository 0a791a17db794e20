"""What the page counts: the four figures on top, the rows of its tables, and the tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any, Final

from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.mood_series import Changes, FiveNumbers
from pdtrack.domain.analysis.tag_counts import Split, TagCount
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD, PAIN
from pdtrack.domain.moods import CHANGED
from pdtrack.domain.times.day import MONTHS, day_of
from pdtrack.render.charts.text import out_of

DATES_MOST: Final = 12
TAGS_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures on top: `part` of `whole`, of what, and where that was noted."""

    part: int
    whole: int
    what: str
    where: str


def figures(
    steps: Changes, moments: Sequence[Entry], classifier: Classifier, *, happy: bool = True
) -> list[Figure]:
    """The four figures; `happy`: whether happy tears may be named."""
    known = steps.fell + steps.alike + steps.rose
    tears = [entry for entry in moments if entry.tears is not None or classifier.cried(entry)]
    cried = [entry for entry in tears if classifier.cried(entry)]
    glad = sum(is_happy(entry, classifier) for entry in cried)
    pain = [step for entry in moments if (step := classifier.pain(entry)) is not None]
    return [
        Figure(
            steps.fell,
            known,
            f"moments fell by {CHANGED} or more, from before to right after",
            "where both moods were noted",
        ),
        Figure(
            len(cried),
            len(tears),
            "moments with tears" + (f", {glad} of them happy" if glad and happy else ""),
            _where_answered(tears, moments),
        ),
        Figure(
            steps.back,
            steps.noted_later,
            "falls were back within a point of before, some hours later",
            "where a later mood was noted",
        ),
        Figure(
            sum(step > 0 for step in pain),
            len(pain),
            "moments with pain, mild or more",
            _where_answered(pain, moments),
        ),
    ]


def _where_answered(answers: Sequence[object], moments: Sequence[Entry]) -> str:
    skipped = len(moments) - len(answers)
    return f"where answered; skipped in {out_of(skipped, len(moments))}"


def is_happy(entry: Entry, classifier: Classifier) -> bool:
    """Whether an entry has happy tears, and safety isn't in doubt."""
    return classifier.is_happy_tears(entry) and not classifier.is_safety(entry)


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of a table of counts: what is counted, the count in words, and on which days."""

    what: str
    words: str
    dates: str = ""


def count_rows(split: Split, moments: Sequence[Entry]) -> list[CountRow]:
    """Harder moments, feelings that lasted, and what is left out."""
    compared = len(split.hard) + len(split.other)
    rows = [
        CountRow("Harder moments", out_of(len(split.hard), compared) + " moments"),
        CountRow(
            "Feelings that lasted for the day or longer",
            _answered("lasted", moments, lambda value: value in ("day", "days")),
        ),
    ]
    if split.left_out:
        what = "Not fully wanted, or with a safety tag (in no count of harder moments or tags)"
        rows.append(CountRow(what, out_of(len(split.left_out), len(moments)) + " moments"))
    return rows


def _answered(name: str, asked: Sequence[Entry], holds: Callable[[Any], bool]) -> str:
    attribute = FIELD[name].attribute
    answers = [value for entry in asked if (value := getattr(entry, attribute)) is not None]
    skipped = out_of(len(asked) - len(answers), len(asked))
    if not answers:
        return f"skipped in {skipped}"
    return f"{out_of(sum(map(holds, answers)), len(answers))} answers; skipped in {skipped}"


_TEARS: Final = ("by a tag alone", "welled up", "tears", "sobbing")


def tears_and_pain(
    moments: Sequence[Entry], classifier: Classifier, day_end: time
) -> list[CountRow]:
    """Tears and pain by how strong they were, and happy tears, with their dates."""
    cried = [entry for entry in moments if classifier.cried(entry)]
    groups = [
        (f"Tears, {word}", [e for e in cried if (e.tears or 0) == step])
        for step, word in enumerate(_TEARS)
    ]
    groups += [
        ("Happy tears, among these", [e for e in cried if is_happy(e, classifier)]),
        *(
            (f"Pain, {word}", [e for e in moments if classifier.pain(e) == step])
            for step, word in enumerate(PAIN)
            if step
        ),
    ]
    return [
        CountRow(what, f"{len(found):,}", dates_text([day_of(e.at, day_end) for e in found]))
        for what, found in groups
        if found
    ]


def dates_text(days: Iterable[date]) -> str:
    """Dates as a person writes them: `3, 12 Oct 2025; 22 Nov 2026`; the newest where many."""
    many = sorted(set(days))
    shown = many[-DATES_MOST:]
    years = []
    for year, inside in groupby(shown, key=lambda day: day.year):
        months = [
            f"{', '.join(str(day.day) for day in one)} {MONTHS[month - 1][:3]}"
            for month, one in groupby(inside, key=lambda day: day.month)
        ]
        years.append(f"{'; '.join(months)} {year}")
    text = "; ".join(years)
    if len(shown) < len(many):
        return f"{text}; and on {len(many) - len(shown):,} earlier days"
    return text


# Moods


@dataclass(frozen=True, slots=True)
class MoodRow:
    """A row of the table of moods: which mood, and what was noted in how many entries."""

    name: str
    noted: FiveNumbers | None
    asked: int


def mood_rows(entries: Sequence[Entry], moments: Sequence[Entry]) -> list[MoodRow]:
    """Before, right after and later, and moods during a day where there are some."""
    days = [entry for entry in entries if not entry.is_moment]
    rows = [
        MoodRow(name, FiveNumbers.of(getattr(entry, attribute) for entry in moments), len(moments))
        for name, attribute in (
            ("Before", "before"),
            ("Right after", "after"),
            ("Later", "later"),
        )
    ]
    if days:
        rows.append(
            MoodRow("During a day", FiveNumbers.of(entry.mood for entry in days), len(days))
        )
    return rows


# Tags


@dataclass(frozen=True, slots=True)
class TagGroups:
    """The tags on the page: larger among the harder moments, or among the others; the rest."""

    hard: Sequence[TagCount]
    other: Sequence[TagCount]
    more: int

    @property
    def groups(self) -> list[tuple[str, Sequence[TagCount]]]:
        """Those that have a tag, each with its heading."""
        named = (
            ("In a larger share of the harder moments", self.hard),
            ("In a larger share of the other moments", self.other),
        )
        return [one for one in named if one[1]]


def tag_groups(counts: Sequence[TagCount]) -> TagGroups:
    """The tags that are commoner on harder moments, and those on the others, most used first."""
    hard = [one for one in counts if _leans_hard(one)]
    other = sorted(
        (one for one in counts if not _leans_hard(one)), key=lambda one: (-one.other_with, one.tag)
    )
    more = max(0, len(hard) - TAGS_MOST) + max(0, len(other) - TAGS_MOST)
    return TagGroups(hard[:TAGS_MOST], other[:TAGS_MOST], more)


def _leans_hard(one: TagCount) -> bool:
    return one.hard_with * max(one.other_total, 1) > one.other_with * one.hard_total
