"""The page for a professional: the values on it, and the HTML that is made from them.

Jinja2 fills in `report.html.j2` and escapes every value; `safe` replaces the characters
that could reverse a line of text. This file is imported only while a report is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any, Final, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pdtrack.domain.analysis.calendar import calendar_days
from pdtrack.domain.analysis.classify import LOW, MIDDLE, Classifier
from pdtrack.domain.analysis.helped import Help
from pdtrack.domain.analysis.mood_series import changes, mood_series
from pdtrack.domain.analysis.redaction import Redaction
from pdtrack.domain.analysis.tag_counts import Split, TagCount, helped_counts, tag_counts
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import CHANGED, STEPS
from pdtrack.domain.safe_text import safe
from pdtrack.domain.times.day import MONTHS, dated
from pdtrack.render.charts.text import (
    BY_CHANCE,
    changes_words,
    left_out_words,
    moods_words,
    rolling_words,
    series_words,
    summary_words,
)
from pdtrack.render.report.counts import (
    CountRow,
    count_rows,
    figures,
    mood_rows,
    tag_groups,
    tears_and_pain,
)
from pdtrack.render.report.mood_svg import MoodDrawing, mood_drawing
from pdtrack.render.report.year import (
    YEAR_SIZES,
    YearDrawing,
    months_shown,
    year_drawing,
    year_sentences,
)

TITLE: Final = "Mood diary"
HAPPY: Final = "happy tears"
TEMPLATE: Final = "report.html.j2"
A_PART: Final = " (a part of the diary, chosen by filters)"
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
class PointedOut:
    """What pdtrack pointed out to the writer: its title, the tags behind it, and the counts."""

    title: str
    tags: str
    counted: str


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the page is made from; what was to be hidden is already left out.

    `hidden` itself is for words that the page counts or writes on its own. `is_part`: filters
    chose among the entries of the period. `entries`: those of the period, oldest first.
    `moments`: the moments among them, split. `held_back`: whether pdtrack points out less, as
    safety came first.
    """

    made: date
    since: date
    until: date
    shown_time: Callable[[datetime], str]
    day_end: time
    is_part: bool
    entries: Sequence[Entry]
    moments: Split
    classifier: Classifier
    hidden: Redaction
    with_notes: bool
    see_someone: Sequence[str]
    held_back: bool
    pointed_out: Sequence[PointedOut]
    links: Sequence[str]
    asked: Sequence[str]
    links_close: str
    none_linked: str
    over_time: str
    helped: Sequence[Help]
    footer: str

    @property
    def tags(self) -> list[TagCount]:
        """The tags of its moments, without those that are hidden."""
        counts = tag_counts(self.moments.hard, self.moments.other, self.classifier)
        return [one for one in counts if self.hidden.without([one.tag])]

    @property
    def notes(self) -> list[Entry]:
        """The entries whose notes may be shown."""
        if not self.with_notes:
            return []
        return [e for e in self.entries if e.note is not None and self.hidden.may_show_note(e)]


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
    hidden = data.hidden
    # A hidden tag that stands for tears or for pain adds to no count of them.
    entries = [hidden.stripped(entry) for entry in data.entries]
    moments = [entry for entry in entries if entry.is_moment]
    steps = changes(entries)
    counted, answered = helped_counts(moments)
    helped = [(word, n) for word, n in counted if not hidden.names(word)]
    may_name_happy = not hidden.names(HAPPY)
    tops = figures(steps, moments, data.classifier, happy=may_name_happy)
    marked = tears_and_pain(moments, data.classifier, data.day_end)
    return {
        "title": TITLE,
        "data": data,
        "period": _period(data.since, data.until) + (A_PART if data.is_part else ""),
        "made": dated(data.made),
        "entries": len(entries),
        "moments": len(moments),
        "figures": [one for one in tops if not hidden.names(one.what)] if moments else (),
        "names_happy": may_name_happy,
        "years": _years(data, entries) if entries else (),
        "steps": [f"{low}-{high}" for low, high in STEPS],
        "pictures": _pictures(data) if entries else (),
        "rows": [r for r in count_rows(data.moments, moments) if not hidden.names(r.what)],
        "marked": (kept := [row for row in marked if not hidden.names(row.what)]),
        "marked_title": " and ".join(w for w in ("Tears", "Pain") if _any_named(w, kept)),
        "moods": mood_rows(entries, moments),
        "changes": changes_words(steps, noted_by="the writer") if moments else "",
        "changed": CHANGED,
        "tags": tag_groups(data.tags),
        "by_chance": BY_CHANCE,
        "left_out": _left_out(data),
        "helped": helped[:REPORT_HELPED_MOST],
        "helped_answered": answered,
        "later_moods": {one.word: one for one in data.helped},
        "notes": [_note(entry, data.shown_time) for entry in data.notes[-REPORT_NOTES_MOST:]],
        "more_notes": max(0, len(data.notes) - REPORT_NOTES_MOST),
        "glossary": [one for one in _GLOSSARY if not hidden.names(" ".join(one))],
    }


def _any_named(word: str, rows: Sequence[CountRow]) -> bool:
    return any(row.what.startswith(word) for row in rows)


def _period(since: date, until: date) -> str:
    return dated(since) if since == until else f"{dated(since)} to {dated(until)}"


def _left_out(data: ReportData) -> str:
    count = len(data.moments.left_out)
    return left_out_words(count, data.moments.count) if count else ""


# Drawings


@dataclass(frozen=True, slots=True)
class ReportYear:
    """The year in cells, its months, whether earlier ones are left out, its days as sentences."""

    drawing: YearDrawing
    caption: str
    is_cut: bool
    words: tuple[str, ...]


def _years(data: ReportData, entries: Sequence[Entry]) -> tuple[tuple[str, ReportYear], ...]:
    days = calendar_days(entries, data.classifier, data.day_end)
    months, more = months_shown(days)
    (first_year, first), (last_year, last) = months[0], months[-1]
    caption = f"{MONTHS[first - 1]} {first_year} to {MONTHS[last - 1]} {last_year}"
    if len(months) == 1:
        caption = f"{MONTHS[last - 1]} {last_year}"
    if more:
        caption += "; earlier months are not drawn"
    words = tuple(year_sentences(days, months))
    if data.hidden.names(HAPPY):
        words = tuple(text.replace(HAPPY, "tears") for text in words)
    drawings = (
        (name, year_drawing(days, data.since, data.until, size))
        for name, size in YEAR_SIZES.items()
    )
    return tuple((name, ReportYear(one, f"{caption}.", more > 0, words)) for name, one in drawings)


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
        tuple(series_words(series, data.shown_time)),
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


def _note(entry: Entry, shown_time: Callable[[datetime], str]) -> ReportNote:
    text = (entry.note or "").strip()
    short = text
    if len(text) > REPORT_NOTE_LONGEST:
        short = text[:REPORT_NOTE_LONGEST].rsplit(" ", 1)[0].rstrip()
    return ReportNote(shown_time(entry.at), moods_words(entry), short, short != text)


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
    ("Mixed tears", "tears that are neither happy nor in a harder moment."),
    ("Tears", "none, eyes that welled up, tears, sobbing."),
    ("Pain", "none, mild, moderate, severe."),
    ("Feelings lasted", "minutes, hours, the rest of the day, or days."),
    ("Skipped", "not answered. It never counts as a no."),
    ("Median", "the number in the middle: half are at it or above, half at it or below."),
)
