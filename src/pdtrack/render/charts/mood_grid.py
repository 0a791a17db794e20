"""Many moods right after, folded: one row per month, one column per mood, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pdtrack.domain.analysis.calendar import tears_of
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.mood_series import (
    Bucket,
    Changes,
    MoodSeries,
    Unit,
    axis_label,
    bucket_name,
    fell_by,
)
from pdtrack.domain.fields import MOOD_MOST
from pdtrack.domain.moods import CHANGED, change
from pdtrack.domain.plural import plural
from pdtrack.render.charts.cells import mood_style
from pdtrack.render.charts.glyphs import UNICODE, Glyphs, legend_rows, merged
from pdtrack.render.charts.text import TEARS_NAMES, changes_words
from pdtrack.render.page import (
    Heading,
    Page,
    Picture,
    PictureRow,
    PictureStyle,
    StyledText,
)

# With them, the chart has 18 lines at 80 columns.
GRID_ROWS_MOST: Final = 12
GRID_CELL_WIDEST: Final = 5
# Next to the cells: the median, and marks for falls and tears; on a narrow screen, fewer of these.
BESIDE: Final = 26
BESIDE_LEAST: Final = 9
ROOMY_FROM: Final = 72
# More marks than this are a number.
MARKS_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row shows. `moods`: how many moments ended on each. `tears`: by their kind."""

    name: str
    label: str
    moments: int
    moods: Counter[int]
    median: float | None
    falls: int
    tears: Counter[str]


def mood_grid(
    series: MoodSeries,
    changes: Changes,
    classifier: Classifier,
    *,
    width: int,
    glyphs: Glyphs = UNICODE,
    tears: bool = True,
) -> Page:
    """How often each mood right after was noted, in each stretch of a folded series.

    Without `tears`, moods alone.
    """
    one_year = series.buckets[0].first.year == series.buckets[-1].first.year
    rows = [_row(one, series.unit, classifier, one_year=one_year) for one in series.buckets]
    if not tears:
        rows = [replace(row, tears=Counter()) for row in rows]
    moments = sum(row.moments for row in rows)
    noted = sum(row.moods.total() for row in rows)
    words = [_words(row) for row in rows if row.moments]
    if moments:
        words.append(changes_words(changes))
    return [
        Heading(
            f"Mood right after, {series.unit} by {series.unit}",
            f"{plural(moments, 'moment')}, {noted:,} with a mood",
        ),
        Picture(tuple(_rows(rows, width, glyphs)), tuple(words)),
    ]


def _row(bucket: Bucket, unit: Unit, classifier: Classifier, *, one_year: bool) -> _Row:
    moments = [entry for entry in bucket.entries if entry.is_moment]
    steps = [step for entry in moments if (step := change(entry)) is not None]
    label = axis_label(bucket.first, unit, years=False)
    return _Row(
        name=bucket_name(bucket, unit),
        label=label.removesuffix(f" {bucket.first.year}") if one_year else label,
        moments=len(moments),
        moods=Counter(entry.after for entry in moments if entry.after is not None),
        median=bucket.after.median if bucket.after else None,
        falls=sum(map(fell_by, steps)),
        tears=Counter(kind for entry in moments if (kind := tears_of(entry, classifier))),
    )


def _words(row: _Row) -> str:
    text = f"{row.name}, {plural(row.moments, 'moment')}: "
    moods = [f"{mood} in {count:,}" for mood, count in sorted(row.moods.items())]
    text += f"right after {', '.join(moods)}; median {row.median:g}" if moods else "moods skipped"
    if row.falls:
        text += f"; fell by {CHANGED} or more in {row.falls:,}"
    for kind, name in TEARS_NAMES.items():
        if count := row.tears[kind]:
            text += f"; {name} in {count:,}"
    return f"{text}."


# Drawn

# A title, and below it a cell for each row.
_Column = list[StyledText]


def _rows(rows: Sequence[_Row], width: int, glyphs: Glyphs) -> Iterable[PictureRow]:
    is_roomy = width >= ROOMY_FROM
    columns = [_column("", [(row.label, "plain") for row in rows], "<")]
    if is_roomy:
        columns.append(_column(" all", [(f" {row.moments}", "quiet") for row in rows]))
    room = width - _width(columns) - 1 - (BESIDE if is_roomy else BESIDE_LEAST)
    wide = max(2, min(GRID_CELL_WIDEST, room // (MOOD_MOST + 1)))
    columns += [
        [(" ", "plain") for _ in range(len(rows) + 1)],
        *(_mood_column(rows, mood, wide, glyphs) for mood in range(MOOD_MOST + 1)),
        _column(" median" if is_roomy else " med", [_median(row, glyphs) for row in rows]),
    ]
    legend: list[PictureRow] = [(("a number: moments with that mood", "quiet"),)]
    if any(len(str(n)) >= wide for row in rows for n in row.moods.values()):
        legend.append((("+", "plain"), (" more than fit", "quiet")))
    for marks, meanings in _marks(rows, glyphs, is_roomy=is_roomy):
        if meanings and _width([*columns, marks]) <= width:
            columns.append(marks)
            legend += meanings
    yield from (merged(row) for row in zip(*columns, strict=True))
    yield ()
    yield from legend_rows(legend, width)


def _column(title: str, cells: Sequence[StyledText], side: str = ">") -> _Column:
    """A title and its cells, all as wide as the widest; `side` is where they are aligned."""
    size = max(len(title), *(len(text) for text, _ in cells))
    return [
        (f"{title:{side}{size}}", "quiet"),
        *((f"{text:{side}{size}}", style) for text, style in cells),
    ]


def _width(columns: Sequence[_Column]) -> int:
    return sum(len(column[0][0]) for column in columns)


def _mood_column(rows: Sequence[_Row], mood: int, wide: int, glyphs: Glyphs) -> _Column:
    """How often a mood was noted, in filled cells; more than fit is `9+`."""
    column: _Column = [(f"{mood:>{wide - 1}} "[:wide], "quiet")]
    for row in rows:
        text = f"{row.moods[mood] or glyphs.no_entry}"
        if len(text) >= wide:
            text = "9" * (wide - 2) + "+"
        style: PictureStyle = mood_style(mood) if row.moods[mood] else "quiet"
        column.append((f"{text:>{wide - 1}} ", style))
    return column


def _median(row: _Row, glyphs: Glyphs) -> StyledText:
    text = glyphs.no_entry if row.median is None else f"{row.median:g}"
    return f" {text}", "plain" if row.median is not None else "quiet"


def _marks(
    rows: Sequence[_Row], glyphs: Glyphs, *, is_roomy: bool
) -> Iterable[tuple[_Column, list[PictureRow]]]:
    """Falls and tears with their legends, one mark for each; many, or without room, a number."""
    gap = "  " if is_roomy else " "

    def marks(mark: str, count: int) -> str:
        is_drawn = is_roomy and count <= MARKS_MOST
        return mark * count if is_drawn or not count else f"{mark}{count}"

    fell: list[StyledText] = [(gap + marks(glyphs.fall, row.falls), "fall") for row in rows]
    tears: list[StyledText] = [
        (gap + "".join(marks(kind[:1], row.tears[kind]) for kind in TEARS_NAMES), "plain")
        for row in rows
    ]
    meanings: list[PictureRow] = []
    if any(row.falls for row in rows):
        meanings = [((glyphs.fall, "fall"), (f" fell by {CHANGED} or more", "quiet"))]
    yield _column("  fell" if is_roomy else "", fell, "<"), meanings
    meanings = [
        ((kind[:1], "strong"), (f" {name}", "quiet"))
        for kind, name in TEARS_NAMES.items()
        if any(row.tears[kind] for row in rows)
    ]
    yield _column("  tears" if is_roomy else "", tears, "<"), meanings
