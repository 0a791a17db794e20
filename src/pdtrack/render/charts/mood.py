"""Moods over time, drawn out of characters.

Weighed, and why the drawing is ours (November 2026): plotext 6.1 was rewritten this autumn
(the calls of 5.x are gone), takes 200 ms to import, and has no mark for a skipped answer nor
for a fall with its recovery; uniplot brings NumPy; asciichartpy draws one line without gaps
and was last released in 2020; termgraph prints by itself. None of them can say a picture in
words, which is half of the work here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pdtrack.domain.analysis.classify import CHANGED, change
from pdtrack.domain.analysis.mood_series import Changes, Course, Slot, axis_label, fell_by
from pdtrack.domain.fields import MOOD_MOST
from pdtrack.render.charts.glyphs import UNICODE, Row, Symbols, joined, packed, rounded
from pdtrack.render.charts.text import (
    changes_words,
    course_words,
    rolling_words,
    what_is_drawn,
)
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture, Span

AXIS: Final = 4
# A slot at its widest: before, right after, later, and a gap.
WIDE: Final = 4
LABELS_APART: Final = 12


def slots_in(width: int) -> int:
    """How many places the time axis has on a screen of that width."""
    return width - AXIS


def folded_slots_in(width: int) -> int:
    """How many folded places are still easy to tell apart there."""
    return 4 * slots_in(width) // 7


def mood(
    course: Course, changes: Changes, *, width: int, marks: Symbols = UNICODE, clock: int = 24
) -> Page:
    """Before, right after and later, over time, with day moods and a rolling middle."""
    entries = [entry for slot in course.slots for entry in slot.entries]
    page: list[Block] = [Heading("Mood before, right after and later")]
    page.append(Paragraph(what_is_drawn(course, entries)))
    words = tuple(course_words(course, clock))
    page.append(Picture(tuple(_mood_rows(course, width, marks)), words))
    if any(entry.is_moment for entry in entries):
        page.append(Paragraph(changes_words(changes)))
    return page


class _Grid:
    """Characters on a grid of moods (rows, 10 on top) by columns; the last one put wins."""

    def __init__(self, columns: int, marks: Symbols) -> None:
        self.columns = columns
        self.marks = marks
        self.cells: dict[tuple[int, int], Span] = {}
        self.marked: set[tuple[int, int]] = set()

    def put(self, value: float, column: int, symbol: str, style: str) -> None:
        """A character that anything may cover."""
        self.cells[rounded(value), column] = (symbol, style)

    def mark(self, value: float, column: int, symbol: str, style: str, several: str) -> None:
        """A mood; where there is one already, `several` stands instead."""
        place = (rounded(value), column)
        symbol = several if place in self.marked else symbol
        self.marked.add(place)
        self.cells[place] = (symbol, style)

    def rows(self) -> Iterable[Row]:
        """From the best mood down to the worst."""
        for value in range(MOOD_MOST, -1, -1):
            spans: list[Span] = [(f"{value:>2} {self.marks.axis}", "quiet")]
            spans += [self.cells.get((value, n), (" ", "plain")) for n in range(self.columns)]
            yield joined(spans)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the slots stand: `lefts` their first columns; `end` the column after the last."""

    lefts: tuple[int, ...]
    end: int
    is_wide: bool

    @classmethod
    def of(cls, count: int, columns: int) -> _Places:
        """As far apart as fits, and no wider than one slot needs."""
        if count * WIDE <= columns:
            return cls(tuple(range(0, count * WIDE, WIDE)), count * WIDE, True)
        end = min(columns, 2 * count)
        return cls(tuple(number * end // count for number in range(count)), end, False)


def _mood_rows(course: Course, width: int, marks: Symbols) -> Iterable[Row]:
    columns = slots_in(width)
    places = _Places.of(len(course.slots), columns)
    grid = _Grid(places.end, marks)
    following = (*places.lefts[1:], places.end)
    for slot, left, right in zip(course.slots, places.lefts, following, strict=True):
        if slot.rolling is not None:
            for column in range(left, right):
                grid.put(slot.rolling, column, marks.middle, "quiet")
        _draw_slot(grid, slot, left, is_wide=places.is_wide, is_folded=course.is_folded)
    yield from grid.rows()
    yield from _time_axis(course, places, columns, marks)
    yield from packed(_mood_legend(course, marks, is_wide=places.is_wide), width)


def _draw_slot(grid: _Grid, slot: Slot, left: int, *, is_wide: bool, is_folded: bool) -> None:
    marks = grid.marks
    at_after, at_later, at_day = (left + 1, left + 2, left + 3) if is_wide else (left,) * 3
    style = "strong"
    if is_folded:
        if slot.after:
            for value in range(rounded(slot.after.lower), rounded(slot.after.upper) + 1):
                grid.put(value, at_after, marks.line, "quiet")
    else:
        step = change(slot.entries[0])
        at_day = at_after
        if step is not None and slot.before and slot.after:
            style = "fall" if fell_by(step) else "rise" if step >= CHANGED else "strong"
            before, after = slot.before.low, slot.after.low
            for value in range(min(before, after) + 1, max(before, after)):
                grid.put(value, at_after, marks.line, style)
            if is_wide and step:
                grid.put(before, at_after, marks.down if step < 0 else marks.up, style)
    # What is drawn last is seen where moods meet; single moments say that they do.
    for span, column, symbol, look in (
        (slot.day, at_day, marks.day, "plain"),
        (slot.later, at_later, marks.later, "plain"),
        (slot.before, left, marks.before, "plain"),
        (slot.after, at_after, marks.after, style),
    ):
        if span:
            several = symbol if is_folded else marks.several
            grid.mark(span.middle, column, symbol, look, several)


def _time_axis(course: Course, places: _Places, columns: int, marks: Symbols) -> Iterable[Row]:
    """The base line with ticks, and the dates under them."""
    first, last = course.slots[0].first, course.slots[-1].last
    labels: dict[int, str] = {}
    free = 0
    for slot, left in zip(course.slots, places.lefts, strict=True):
        label = axis_label(slot.first, course.unit, years=(last - first).days > 300)
        if left >= free and left + len(label) <= columns and label not in labels.values():
            labels[left] = label
            free = left + max(LABELS_APART, len(label) + 2)
    base = "".join(marks.tick if n in labels else marks.base for n in range(places.end))
    under = ""
    for left, label in labels.items():
        under = under.ljust(left) + label
    yield ((f"   {marks.corner}{base}", "quiet"),)
    yield ((" " * AXIS + under, "quiet"),)
    yield ()


def _mood_legend(course: Course, marks: Symbols, *, is_wide: bool) -> list[Row]:
    slots = course.slots
    legend: list[Row] = []
    if any(slot.before for slot in slots):
        legend.append(((marks.before, "plain"), (" before", "quiet")))
    if any(slot.after for slot in slots):
        legend.append(((marks.after, "strong"), (" right after", "quiet")))
    if any(slot.later for slot in slots):
        legend.append(((marks.later, "plain"), (" later", "quiet")))
    if not is_wide and not course.is_folded and any(slot.moments for slot in slots):
        legend.append(((marks.several, "plain"), (" several of them at once", "quiet")))
    if any(slot.day for slot in slots):
        legend.append(((marks.day, "plain"), (" day mood", "quiet")))
    if any(slot.rolling is not None for slot in slots):
        legend.append(((marks.middle, "quiet"), (f" {rolling_words(course)}", "quiet")))
    return legend
