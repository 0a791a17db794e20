"""The page for a professional: the values on it, and the HTML that is made from them.

Jinja2 fills in `report.html.j2` and escapes every value; `safe` replaces the characters
that could reverse a line of text. This file is imported only while a report is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from importlib.resources import files
from typing import Any, Final, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pdtrack.domain.analysis.classify import CHANGED, LOW, MIDDLE, Classifier
from pdtrack.domain.analysis.mood_series import FiveNumbers, changes, mood_series
from pdtrack.domain.analysis.redaction import Redaction
from pdtrack.domain.analysis.tag_counts import Split, TagCount, helped_counts, tag_counts
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD
from pdtrack.domain.safe_text import safe
from pdtrack.domain.times.day import dated, echo
from pdtrack.render.charts.svg import MoodDrawing, mood_drawing
from pdtrack.render.charts.text import (
    BY_CHANCE,
    changes_words,
    left_out_words,
    out_of,
    rolling_words,
    series_words,
    summary_words,
)

TEMPLATE: Final = "report.html.j2"
A_PART: Final = ", a part of the diary: only some entries were chosen"
REPORT_TAGS_MOST: Final = 10
REPORT_HELPED_MOST: Final = 8
REPORT_NOTES_MOST: Final = 12
REPORT_NOTE_LONGEST: Final = 320


class DrawingSize(NamedTuple):
    """How many entries a drawing shows one by one before it folds, and its size."""

    buckets_most: int
    width: int
    height: int


# For paper and wide screens, and for phones.
DRAWING_SIZES: Final = {"wide": DrawingSize(60, 720, 250), "narrow": DrawingSize(24, 340, 230)}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line that pdtrack shows on the screen as well; `counted` has the counts behind it."""

    text: str
    title: str = ""
    counted: str = ""


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the page is made from; what was to be hidden is already left out.

    `hidden` itself is for words that the page counts or writes on its own. `is_part`: filters
    chose among the entries of the period. `entries`: those of the period, oldest first.
    `moments`: the moments among them, split.
    """

    made: date
    since: date
    until: date
    clock: int
    day_end: time
    is_part: bool
    entries: Sequence[Entry]
    moments: Split
    classifier: Classifier
    hidden: Redaction
    with_notes: bool
    see_someone: Sequence[ReportLine]
    pointer: str
    reflections: Sequence[ReportLine]
    no_pattern: str
    links: Sequence[ReportLine]
    links_close: str
    over_time: str
    helped: Sequence[str]
    disclaimer: str


def report_html(data: ReportData) -> str:
    """The whole page, as one HTML file that loads nothing."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_without_controls,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["n"] = "{:,}".format
    source = files("pdtrack.render.report").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(_values(data))


def _without_controls(value: Any) -> Any:
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _values(data: ReportData) -> Mapping[str, Any]:
    moments = [entry for entry in data.entries if entry.is_moment]
    steps = changes(data.entries)
    tags = _shown_tags(data)
    counted, answered = helped_counts(moments)
    helped = [(word, n) for word, n in counted if not data.hidden.names(word)]
    notes = _notes(data) if data.with_notes else []
    return {
        "data": data,
        "period": _period(data.since, data.until) + (A_PART if data.is_part else ""),
        "made": dated(data.made),
        "entries": len(data.entries),
        "moments": len(moments),
        "pictures": _pictures(data) if data.entries else (),
        "rows": [row for row in _rows(data, moments) if not data.hidden.names(row.what)],
        "moods": _moods(data.entries, moments),
        "changes": changes_words(steps) if moments else "",
        "tags": tags[:REPORT_TAGS_MOST],
        "more_tags": max(0, len(tags) - REPORT_TAGS_MOST),
        "by_chance": BY_CHANCE,
        "left_out": _left_out(data),
        "helped": helped[:REPORT_HELPED_MOST],
        "helped_answered": answered,
        "notes": notes[-REPORT_NOTES_MOST:],
        "more_notes": max(0, len(notes) - REPORT_NOTES_MOST),
        "glossary": [one for one in _GLOSSARY if not data.hidden.names(" ".join(one))],
    }


def _period(since: date, until: date) -> str:
    return dated(since) if since == until else f"{dated(since)} to {dated(until)}"


# Numbers


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of the table of counts: what is counted, and the count in words."""

    what: str
    words: str


def _rows(data: ReportData, moments: Sequence[Entry]) -> list[CountRow]:
    split, classifier = data.moments, data.classifier
    compared = [*split.hard, *split.other]
    total = len(compared)
    happy = sum(classifier.is_happy_tears(entry) for entry in compared)
    mixed = sum(classifier.is_mixed_tears(entry) for entry in compared)
    rows = [
        CountRow("Harder moments", out_of(len(split.hard), total) + " moments"),
        CountRow("Tears, from welled up to sobbing", _answered("tears", compared, lambda v: v > 0)),
    ]
    if happy:
        rows.append(CountRow("Happy tears", out_of(happy, total) + " moments"))
    if mixed:
        rows.append(CountRow("Mixed tears", out_of(mixed, total) + " moments"))
    rows += [
        CountRow("Pain, mild or more", _answered("pain", compared, lambda v: v > 0)),
        CountRow(
            "Feelings that lasted for the day or longer",
            _answered("lasted", compared, lambda v: v in ("day", "days")),
        ),
    ]
    if split.left_out:
        what = "Not fully wanted, or with a safety tag (not counted above)"
        rows.append(CountRow(what, out_of(len(split.left_out), len(moments)) + " moments"))
    return rows


def _answered(name: str, asked: Sequence[Entry], holds: Callable[[Any], bool]) -> str:
    attribute = FIELD[name].attribute
    answers = [value for entry in asked if (value := getattr(entry, attribute)) is not None]
    skipped = out_of(len(asked) - len(answers), len(asked))
    if not answers:
        return f"skipped in {skipped}"
    return f"{out_of(sum(map(holds, answers)), len(answers))} answers; skipped in {skipped}"


@dataclass(frozen=True, slots=True)
class MoodRow:
    """A row of the table of moods: which mood, and what was noted in how many entries."""

    name: str
    noted: FiveNumbers | None
    asked: int


def _moods(entries: Sequence[Entry], moments: Sequence[Entry]) -> list[MoodRow]:
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


def _shown_tags(data: ReportData) -> list[TagCount]:
    counts = tag_counts(data.moments.hard, data.moments.other, data.classifier)
    return [one for one in counts if data.hidden.without([one.tag])]


def _left_out(data: ReportData) -> str:
    count = len(data.moments.left_out)
    return left_out_words(count, data.moments.count) if count else ""


# Drawings


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """A drawing with its caption, the key for its rolling median, and its facts as sentences."""

    drawing: MoodDrawing
    caption: str
    rolling: str
    words: tuple[str, ...]
    is_folded: bool


def _pictures(data: ReportData) -> tuple[tuple[str, ReportPicture], ...]:
    return tuple((name, _picture(data, size)) for name, size in DRAWING_SIZES.items())


def _picture(data: ReportData, size: DrawingSize) -> ReportPicture:
    series = mood_series(data.entries, most=size.buckets_most, day_end=data.day_end)
    return ReportPicture(
        mood_drawing(series, width=size.width, height=size.height),
        summary_words(series, data.entries),
        rolling_words(series),
        tuple(series_words(series, data.clock)),
        series.is_folded,
    )


# Notes


@dataclass(frozen=True, slots=True)
class ReportNote:
    """A note that may be shown, with its time and the moods of its entry."""

    when: str
    moods: str
    text: str
    is_shortened: bool


def _notes(data: ReportData) -> list[ReportNote]:
    kept = [e for e in data.entries if e.note is not None and data.hidden.may_show_note(e)]
    return [_note(entry, data.clock) for entry in kept]


def _note(entry: Entry, clock: int) -> ReportNote:
    text = (entry.note or "").strip()
    short = text
    if len(text) > REPORT_NOTE_LONGEST:
        short = text[:REPORT_NOTE_LONGEST].rsplit(" ", 1)[0].rstrip()
    named = (
        ("before", entry.before),
        ("right after", entry.after),
        ("later", entry.later),
        ("day mood", entry.mood),
    )
    moods = ", ".join(f"{name} {value}" for name, value in named if value is not None)
    return ReportNote(echo(entry.at, clock), moods, short, short != text)


# The words that the page explains

_GLOSSARY: Final = (
    ("Mood", "0 is as bad as it gets, 5 in between, 10 as good as it gets."),
    ("Before", "may be remembered afterwards, and memory drifts."),
    ("Later", "some hours later, up to a day and a half."),
    ("Moment", "an intimate moment, with someone or alone."),
    (
        "Harder moment",
        f"a mood right after of {LOW} or lower, a fall of {CHANGED} or more to {MIDDLE} or "
        "lower, or tears with an unpleasant feeling, no pleasant one, and a mood of "
        f"{MIDDLE} or lower or skipped. These limits are pdtrack's own choice, and no study "
        "has tested them.",
    ),
    ("Other moment", "every other moment that is counted."),
    (
        "Happy tears",
        "tears with a mood of 6 or more that did not fall, nothing unpleasant and no pain.",
    ),
    ("Mixed tears", "tears that are neither happy nor on a harder moment."),
    ("Tears", "none, eyes that welled up, tears, sobbing."),
    ("Pain", "none, mild, moderate, severe."),
    ("Feelings lasted", "minutes, hours, the rest of the day, or days."),
    ("Skipped", "not answered. It never counts as a no."),
    ("Median", "the number in the middle: half are at it or above, half at it or below."),
)
