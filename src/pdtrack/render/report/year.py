"""The year in cells, as numbers: a row for each month, a cell for each day.

A narrow page has two rows for each month, so that a number still fits in a cell. The shapes
themselves and their styles are in `report.html.j2`.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from pdtrack.domain.analysis.calendar import CalendarDay
from pdtrack.domain.moods import step_of
from pdtrack.domain.times.day import MONTHS, dated_with_weekday
from pdtrack.render.charts.year import LABELLED, day_words

# What a cell shows: nothing noted, a moment whose mood was skipped, a day mood alone, or one of
# five steps of the mood right after.
EMPTY: Final = "empty"
SKIPPED: Final = "skipped"
DAY_ONLY: Final = "ring"
YEAR_MONTHS_MOST: Final = 12
CELL_GAP: Final = 2


class YearSize(NamedTuple):
    """How wide a drawing is, and how many days are in one of its rows."""

    width: int
    label: int
    in_row: int


YEAR_SIZES: Final = {"wide": YearSize(720, 68, 31), "narrow": YearSize(340, 52, 16)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day: where it is drawn, what it shows, and which tears there were."""

    x: float
    y: float
    kind: str
    mood: int | None
    tears: str


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The name of a row, or of a column."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class YearDrawing:
    """Everything that is drawn. `side`: of a cell."""

    width: int
    height: float
    side: float
    labels: tuple[RowLabel, ...]
    columns: tuple[RowLabel, ...]
    cells: tuple[Cell, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """What its cells show."""
        return frozenset(cell.kind for cell in self.cells)

    @property
    def tears(self) -> frozenset[str]:
        """Which tears its cells show."""
        return frozenset(cell.tears for cell in self.cells)


def months_shown(days: Sequence[CalendarDay]) -> tuple[list[tuple[int, int]], int]:
    """The months from the first to the last day, at most 12 of them; how many come before."""
    first, last = days[0].day, days[-1].day
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    months = [(number // 12, number % 12 + 1) for number in numbers]
    return months[-YEAR_MONTHS_MOST:], max(0, count - YEAR_MONTHS_MOST)


def year_drawing(
    days: Sequence[CalendarDay], since: date, until: date, size: YearSize
) -> YearDrawing:
    """The days on a drawing of that size; days outside `since` to `until` have no cell."""
    by_day = {one.day: one for one in days}
    pitch = (size.width - size.label) / size.in_row
    is_wide = size.in_row == YEAR_SIZES["wide"].in_row
    top = 20.0 if is_wide else 0.0
    labels, cells = [], []
    y = top
    for year, month in months_shown(days)[0]:
        length = monthrange(year, month)[1]
        for start in range(1, length + 1, size.in_row):
            row = [date(year, month, n) for n in range(start, min(start + size.in_row, length + 1))]
            shown = [day for day in row if since <= day <= until or day in by_day]
            if not shown:
                continue
            named = f"{MONTHS[month - 1][:3]} {year if is_wide else start}"
            labels.append(RowLabel(0, round(y + pitch / 2 + 3, 1), named))
            for day in shown:
                x = size.label + (day.day - start) * pitch
                cells.append(_cell(by_day.get(day), round(x, 1), round(y, 1)))
            y += pitch
    columns = [
        RowLabel(round(size.label + (number - 0.5) * pitch - CELL_GAP / 2, 1), 12, str(number))
        for number in LABELLED
        if is_wide
    ]
    return YearDrawing(
        size.width,
        round(y, 1),
        round(pitch - CELL_GAP, 1),
        tuple(labels),
        tuple(columns),
        tuple(cells),
    )


def _cell(day: CalendarDay | None, x: float, y: float) -> Cell:
    if day is None:
        return Cell(x, y, EMPTY, None, "")
    if not day.moments:
        return Cell(x, y, DAY_ONLY, None, day.tears)
    if day.mood is None:
        return Cell(x, y, SKIPPED, None, day.tears)
    return Cell(x, y, f"s{step_of(day.mood)}", day.mood, day.tears)


def year_sentences(days: Iterable[CalendarDay], drawn: Sequence[tuple[int, int]]) -> Iterable[str]:
    """A sentence for each day of the drawing that has an entry."""
    for day in days:
        if (day.day.year, day.day.month) in drawn:
            yield f"{dated_with_weekday(day.day)}: {day_words(day)}."
