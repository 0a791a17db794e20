"""The last four weeks in one row, one cell per day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import mood_of
from pdtrack.domain.times.day import dated
from pdtrack.render.charts.cells import day_cell
from pdtrack.render.charts.glyphs import Glyphs
from pdtrack.render.page import PictureRow, StyledText

WEEKS_DAYS: Final = 28
# Mondays begin a group, so there are at most four gaps.
WEEKS_WIDTH: Final = WEEKS_DAYS + 4
_ONE_DAY: Final = timedelta(days=1)

# The entries of each day that has one.
_Days = Mapping[date, Sequence[Entry]]


def _four_weeks(today: date) -> list[date]:
    return [today - n * _ONE_DAY for n in reversed(range(WEEKS_DAYS))]


def weeks_row(days: _Days, today: date, glyphs: Glyphs) -> PictureRow:
    """The days up to `today`, filled by their moods, week by week."""
    row: list[StyledText] = []
    for day in _four_weeks(today):
        if row and not day.weekday():
            row.append((" ", "plain"))
        entries = days.get(day, ())
        moments = sum(entry.is_moment for entry in entries)
        empty: StyledText = (glyphs.no_entry, "quiet")
        row.append(day_cell(mood_of(entries), moments=moments) if entries else empty)
    return tuple(row)


def weeks_words(days: _Days, today: date) -> str:
    """The weeks as a sentence."""
    said = []
    for day in _four_weeks(today):
        if entries := days.get(day):
            mood = mood_of(entries)
            name = "" if any(entry.is_moment for entry in entries) else "day mood "
            said.append(f"{day.day} {dated(day).split()[1]} {name}{'?' if mood is None else mood}")
    return f"Last 4 weeks: {', '.join(said) or 'no entries'}."
