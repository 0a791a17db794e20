"""The chart of moods over time, drawn with characters: one column per entry.

Where there are too many for the screen, `mood_grid.py` folds them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from pdtrack.domain.analysis.mood_series import (
    Bucket,
    Changes,
    FiveNumbers,
    MoodSeries,
    axis_label,
    fell_by,
)
from pdtrack.domain.fields import MOOD_MOST
from pdtrack.domain.moods import CHANGED, change
from pdtrack.domain.times.day import echo
from pdtrack.render.charts.glyphs import UNICODE, Glyphs, legend_rows, merged
from pdtrack.render.charts.text import changes_words, rolling_words, series_words, summary_words
from pdtrack.render.page import (
    Heading,
    Page,
    Paragraph,
    Picture,
    PictureRow,
    PictureStyle,
    StyledText,
)

AXIS_WIDTH: Final = 4
# A bucket at its widest: before, right after, later, and a gap.
BUCKET_WIDTH: Final = 4
LABEL_COLUMNS: Final = 12


def buckets_in(width: int) -> int:
    """How many buckets the time axis has room for on a screen of that width."""
    return width - AXIS_WIDTH


def mood_chart(
    series: MoodSeries,
    changes: Changes,
    *,
    width: int,
    glyphs: Glyphs = UNICODE,
    shown_time: Callable[[datetime], str] = echo,
) -> Page:
    """Moods before, right after and later, with day moods and a running median.

    The series is one that is not folded.
    """
    entries = [bucket.entries[0] for bucket in series.buckets]
    words = [*series_words(series, shown_time)]
    if any(entry.is_moment for entry in entries):
        words.append(changes_words(changes))
    return [
        Heading("Mood before, right after and later"),
        Paragraph(f"{summary_words(series, entries)} One column per entry, evenly spaced."),
        Picture(tuple(_rows(series, changes, width, glyphs)), tuple(words)),
    ]


def _level(mood: float) -> int:
    """The row that a mood or a median is drawn on; a half is rounded up."""
    return int(mood + 0.5)


class _Grid:
    """Characters in rows (moods, 10 at the top) and columns; the last one drawn is seen."""

    def __init__(self, columns: int, glyphs: Glyphs) -> None:
        self.columns = columns
        self.glyphs = glyphs
        self.cells: dict[tuple[int, int], StyledText] = {}
        self.marked: set[tuple[int, int]] = set()

    def put(self, mood: float, column: int, glyph: str, style: PictureStyle) -> None:
        """Draw a character that may be covered by any other."""
        self.cells[_level(mood), column] = (glyph, style)

    def mark(self, mood: float, column: int, glyph: str, style: PictureStyle, several: str) -> None:
        """Draw a mood, or `several` where another mood is drawn already."""
        place = (_level(mood), column)
        self.cells[place] = (several if place in self.marked else glyph, style)
        self.marked.add(place)

    def rows(self) -> Iterable[PictureRow]:
        """The rows from the best mood down to the worst, each with its number."""
        for level in range(MOOD_MOST, -1, -1):
            spans: list[StyledText] = [(f"{level:>2} {self.glyphs.axis}", "quiet")]
            spans += [self.cells.get((level, n), (" ", "plain")) for n in range(self.columns)]
            yield merged(spans)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The first column of each bucket, and the column after the last one.

    `is_wide`: each bucket has columns of its own for before, right after and later.
    """

    lefts: tuple[int, ...]
    end: int
    is_wide: bool

    @classmethod
    def of(cls, count: int, columns: int) -> "_Layout":
        """Buckets as far apart as fits, and no further than one of them needs."""
        if count * BUCKET_WIDTH <= columns:
            end = count * BUCKET_WIDTH
            return cls(tuple(range(0, end, BUCKET_WIDTH)), end, True)
        end = min(columns, 2 * count)
        return cls(tuple(number * end // count for number in range(count)), end, False)


class _Columns(NamedTuple):
    """Where the moods of one bucket are drawn; all in one column where there is no room."""

    before: int
    after: int
    later: int
    day: int

    @classmethod
    def of(cls, left: int, *, is_wide: bool) -> "_Columns":
        """Side by side from `left` on; an entry has a day mood or the other three."""
        if not is_wide:
            return cls(left, left, left, left)
        return cls(left, left + 1, left + 2, left + 1)


def _rows(series: MoodSeries, changes: Changes, width: int, glyphs: Glyphs) -> Iterable[PictureRow]:
    room = buckets_in(width)
    layout = _Layout.of(len(series.buckets), room)
    grid = _Grid(layout.end, glyphs)
    following = (*layout.lefts[1:], layout.end)
    for bucket, left, right in zip(series.buckets, layout.lefts, following, strict=True):
        if bucket.rolling is not None:
            for column in range(left, right):
                grid.put(bucket.rolling, column, glyphs.median, "quiet")
        _draw_entry(grid, bucket, _Columns.of(left, is_wide=layout.is_wide))
    yield from grid.rows()
    yield from _time_axis(series, layout, room, glyphs)
    yield from legend_rows(_legend(series, changes, glyphs, is_wide=layout.is_wide), width)


def _draw_entry(grid: _Grid, bucket: Bucket, columns: _Columns) -> None:
    """The moods of one entry, and a line from the one before to the one right after."""
    glyphs, step = grid.glyphs, change(bucket.entries[0])
    style: PictureStyle = "strong"
    if step is not None and bucket.before and bucket.after:
        style = "fall" if fell_by(step) else "rise" if step >= CHANGED else "strong"
        before, after = bucket.before.low, bucket.after.low
        for level in range(min(before, after) + 1, max(before, after)):
            grid.put(level, columns.after, glyphs.line, style)
        if step and columns.before != columns.after:
            grid.put(before, columns.after, glyphs.down if step < 0 else glyphs.up, style)
    # The most important last: where moods fall together, its colour is seen.
    moods: tuple[tuple[FiveNumbers | None, int, str, PictureStyle], ...] = (
        (bucket.day, columns.day, glyphs.day, "plain"),
        (bucket.later, columns.later, glyphs.later, "plain"),
        (bucket.before, columns.before, glyphs.before, "plain"),
        (bucket.after, columns.after, glyphs.after, style),
    )
    for noted, column, glyph, look in moods:
        if noted:
            grid.mark(noted.median, column, glyph, look, glyphs.several)


def _time_axis(
    series: MoodSeries, layout: _Layout, room: int, glyphs: Glyphs
) -> Iterable[PictureRow]:
    """The base line with ticks, and the dates under them."""
    labels: dict[int, str] = {}
    free = 0
    for bucket, left in zip(series.buckets, layout.lefts, strict=True):
        label = axis_label(bucket.first, series.unit, years=series.needs_years)
        if left >= free and left + len(label) <= room and label not in labels.values():
            labels[left] = label
            free = left + max(LABEL_COLUMNS, len(label) + 2)
    base = "".join(glyphs.tick if n in labels else glyphs.base for n in range(layout.end))
    under = ""
    for left, label in labels.items():
        under = under.ljust(left) + label
    yield ((f"   {glyphs.corner}{base}", "quiet"),)
    yield ((" " * AXIS_WIDTH + under, "quiet"),)
    yield ()


def _legend(
    series: MoodSeries, changes: Changes, glyphs: Glyphs, *, is_wide: bool
) -> Iterable[PictureRow]:
    buckets = series.buckets
    if any(bucket.before for bucket in buckets):
        yield ((glyphs.before, "plain"), (" before", "quiet"))
    if any(bucket.after for bucket in buckets):
        yield ((glyphs.after, "strong"), (" right after", "quiet"))
    if any(bucket.later for bucket in buckets):
        yield ((glyphs.later, "plain"), (" later", "quiet"))
    if not is_wide and any(bucket.moments for bucket in buckets):
        yield ((glyphs.several, "plain"), (" several at once", "quiet"))
    if changes.fell + changes.rose + changes.alike:
        yield ((glyphs.line, "plain"), (" before to right after", "quiet"))
    if changes.fell:
        yield ((glyphs.after, "fall"), (f" fell by {CHANGED} or more: {changes.fell}", "quiet"))
    if changes.rose:
        yield ((glyphs.after, "rise"), (f" rose by {CHANGED} or more: {changes.rose}", "quiet"))
    if any(bucket.day for bucket in buckets):
        yield ((glyphs.day, "plain"), (" day mood", "quiet"))
    if any(bucket.rolling is not None for bucket in buckets):
        yield ((glyphs.median, "quiet"), (f" {rolling_words(series)}", "quiet"))
