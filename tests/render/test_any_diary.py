"""Any diary that a person could keep: every chart, at any width, and the page for a professional.

The diaries of `build` are short and random; these run for months like real ones, with
silent weeks, so that charts group their days and have gaps.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from build import CLASSIFIER, NOW, RULES, diary, entry_numbered, whole
from pdtrack.cli.report_data import report_data
from pdtrack.content import library
from pdtrack.domain import fields as scales
from pdtrack.domain.analysis.calendar import calendar_days
from pdtrack.domain.analysis.findings import find
from pdtrack.domain.analysis.mood_series import changes, mood_series
from pdtrack.domain.analysis.redaction import redaction_of
from pdtrack.domain.analysis.tag_counts import moments_of, tag_counts
from pdtrack.domain.analysis.verdicts import Verdicts
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import by_day
from pdtrack.domain.times.day import Period
from pdtrack.render.charts.calendar import calendar_chart
from pdtrack.render.charts.glyphs import UNICODE
from pdtrack.render.charts.mood import buckets_in, mood_chart
from pdtrack.render.charts.mood_grid import GRID_ROWS_MOST, mood_grid
from pdtrack.render.charts.tags import tags_chart
from pdtrack.render.charts.text import series_words
from pdtrack.render.charts.weeks import weeks_row, weeks_words
from pdtrack.render.charts.year import year_chart
from pdtrack.render.entries import entries_page, entry_words, last_entry_row
from pdtrack.render.page import Page, Picture
from pdtrack.render.plain import plain
from pdtrack.render.report.page import report_html
from pdtrack.render.rich import rich

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
TAGS = [tag.slug for tag in library.vocabulary().tags]


@dataclass(frozen=True, slots=True)
class Habits:
    """How someone keeps a diary; one seed, one diary."""

    seed: int
    entries: int
    weekly: float
    day_moods: float
    skips: float
    gaps: int

    def diary(self) -> list[Entry]:
        """Their entries, oldest first and numbered so, the last one close to NOW."""
        chance = random.Random(self.seed)
        silences = set(chance.sample(range(self.entries), min(self.gaps, self.entries)))
        days_ago, made = 0.1, []
        for n in range(self.entries):
            made.append(self._entry(chance, days_ago))
            days_ago += chance.expovariate(self.weekly / 7)
            days_ago += chance.uniform(10, 45) if n in silences else 0
        return [entry_numbered(one, n) for n, one in enumerate(reversed(made), 1)]

    def _entry(self, chance: random.Random, days_ago: float) -> Entry:
        def answered(values: Sequence[Any]) -> Any:
            return None if chance.random() < self.skips else chance.choice(values)

        at = (NOW - timedelta(days=days_ago)).replace(microsecond=0)
        moods = range(11)
        shared: dict[str, Any] = {
            "at": at,
            "recorded_at": at.astimezone(UTC),
            "tears": answered(range(4)),
            "tags": answered([tuple(chance.sample(TAGS, n)) for n in (0, 1, 2, 4)]),
            "helped": answered([(), ("shower",), ("talking", "water")]),
            "note": answered(["", "A long day.", "Home early " * 40]) or None,
        }
        if chance.random() < self.day_moods:
            return Entry(kind="day", mood=answered(moods), **shared)
        before = answered(moods)
        return Entry(
            before=before,
            before_recalled=None if before is None else False,
            after=answered(moods),
            later=answered(moods),
            pain=answered(range(4)),
            lasted=answered(scales.LASTED),
            wanted=answered(("yes", "yes", "yes", *scales.WANTED)),
            with_=answered(scales.WITH),
            orgasm=answered((True, False)),
            **shared,
        )


habits = st.builds(
    Habits,
    seed=st.integers(0, 2**32),
    entries=st.integers(1, 400),
    weekly=st.floats(1, 7),
    day_moods=st.floats(0, 0.7),
    skips=st.floats(0, 0.9),
    gaps=st.integers(0, 6),
)


def charts(entries: Sequence[Entry], width: int) -> list[Page]:
    """Every chart, as the command makes them."""
    over_time = mood_series(
        entries,
        most=buckets_in(width),
        folded_most=GRID_ROWS_MOST,
    )
    found = moments_of(entries, CLASSIFIER)
    return [
        mood_grid(over_time, changes(entries), CLASSIFIER, width=width)
        if over_time.is_folded
        else mood_chart(over_time, changes(entries), width=width),
        calendar_chart(calendar_days(entries, CLASSIFIER), width=width),
        tags_chart(
            tag_counts(found.hard, found.other, CLASSIFIER),
            left_out=len(found.left_out),
            moments=found.count,
            width=width,
        ),
        year_chart(
            calendar_days(entries, CLASSIFIER), until=NOW.date(), width=width, months_most=12
        ),
    ]


def report(entries: Sequence[Entry]) -> str:
    """The page for a professional, of the last 90 days."""
    scope = whole(entries, Period.last(90, NOW))
    found = find(entries, scope, RULES, kept=Verdicts(), memory={}, now=NOW)
    return report_html(report_data(entries, found, redaction_of([], []), made=NOW.date()))


def test_gaps_in_the_running_median_are_described_in_words() -> None:
    """In grouped weeks the median has gaps, and the words name each gap of the drawing."""
    many = diary(
        *({"ago": 60 - n, "after": 6} for n in range(14)),
        {"ago": 10, "after": 5},
        *({"ago": n, "kind": "day", "mood": 5} for n in range(1, 5)),
    )
    over_time = mood_series(many, most=10)
    assert over_time.unit == "week"
    words = " ".join(series_words(over_time))
    assert "The running median (3 weeks right after) is now 6." in words
    assert "The running median (3 weeks right after) needs at least 3 moods." in words


def lately(entries: Sequence[Entry], width: int) -> list[Page]:
    """The list, and the screen of bare `pdtrack`."""
    weeks = by_day(entries)
    return [
        entries_page(entries[-20:], clock=24, notes=False, year=2026),
        [
            Picture(
                (
                    weeks_row(weeks, NOW.date(), UNICODE),
                    last_entry_row(entries[-1], width, 24, UNICODE),
                ),
                (weeks_words(weeks, NOW.date()), entry_words(entries[-1], 24)),
            )
        ],
    ]


@settings(max_examples=30, deadline=None)
@given(habits, st.integers(40, 200))
def test_every_chart_and_the_report_can_be_made(how: Habits, width: int) -> None:
    """In words and drawn; whatever was skipped, and however long nothing was written."""
    entries = how.diary()
    for one in (*charts(entries, width), *lately(entries, width)):
        assert plain(one, width)
        for line in ESCAPES.sub("", rich(one, width)).splitlines():
            assert len(line) <= width
    assert "Mood diary" in report(entries)
