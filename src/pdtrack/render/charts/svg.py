"""The same picture of moods over time, as places on a drawing for a page.

Only numbers here; the shapes and their looks are in `report.html.j2`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from pdtrack.domain.analysis.classify import CHANGED, change
from pdtrack.domain.analysis.mood_series import Course, Slot, axis_label, fell_by
from pdtrack.domain.fields import MOOD_MOST

LEFT: Final = 30
RIGHT: Final = 18
TOP: Final = 12
BOTTOM: Final = 26
# A later mood stands a little to the right, so that it never covers the one right after.
ASIDE: Final = 7
LABELS_APART: Final = 96


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the drawing, and what kind of mark it is."""

    x: float
    y: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """From one place to another."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """Words under the time axis."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn, in the order in which it is."""

    width: int
    height: int
    left: int
    right: int
    levels: tuple[tuple[int, float], ...]
    labels: tuple[Label, ...]
    middles: tuple[str, ...]
    stems: tuple[Line, ...]
    links: tuple[Line, ...]
    days: tuple[Point, ...]
    before: tuple[Point, ...]
    later: tuple[Point, ...]
    after: tuple[Point, ...]

    @property
    def bottom(self) -> int:
        """Where the time axis lies."""
        return self.height - BOTTOM


def drawing(course: Course, *, width: int, height: int) -> Drawing:
    """The course on a drawing of that size."""
    xs = _places(course, width)
    level = partial(_level, height)
    stems, links, days, before, later, after = [], [], [], [], [], []
    for slot, x in zip(course.slots, xs, strict=True):
        kind = _kind(slot, course)
        if slot.day:
            days.append(Point(x, level(slot.day.middle)))
        if slot.before:
            before.append(Point(x, level(slot.before.middle)))
        if slot.after:
            after.append(Point(x, level(slot.after.middle), kind))
            if slot.later:
                low, high = level(slot.after.middle), level(slot.later.middle)
                links.append(Line(x, low, x + ASIDE, high))
            if course.is_folded:
                lower, upper = level(slot.after.lower), level(slot.after.upper)
                stems.append(Line(x, lower, x, upper, "half"))
            elif slot.before:
                ends = level(slot.before.middle), level(slot.after.middle)
                stems.append(Line(x, ends[0], x, ends[1], kind))
        if slot.later:
            later.append(Point(x + ASIDE, level(slot.later.middle)))
    return Drawing(
        width=width,
        height=height,
        left=LEFT,
        right=width - RIGHT,
        levels=tuple((value, level(value)) for value in range(0, MOOD_MOST + 1, 2)),
        labels=tuple(_labels(course, xs, width)),
        middles=tuple(_middles(course, xs, height)),
        stems=tuple(stems),
        links=tuple(links),
        days=tuple(days),
        before=tuple(before),
        later=tuple(later),
        after=tuple(after),
    )


def _kind(slot: Slot, course: Course) -> str:
    step = None if course.is_folded else change(slot.entries[0])
    if step is None:
        return ""
    return "fall" if fell_by(step) else "rise" if step >= CHANGED else ""


def _level(height: int, value: float) -> float:
    """How high a mood stands on a drawing."""
    return round(TOP + (MOOD_MOST - value) / MOOD_MOST * (height - TOP - BOTTOM), 1)


def _places(course: Course, width: int) -> list[float]:
    """Where each slot stands: single entries by their time, folded ones side by side."""
    count = len(course.slots)
    room = width - LEFT - RIGHT - ASIDE - 12
    if course.is_folded or count < 2:
        return [round(LEFT + 10 + room * (n + 0.5) / count, 1) for n in range(count)]
    times = [slot.entries[0].at.timestamp() for slot in course.slots]
    span = times[-1] - times[0] or 1
    return [round(LEFT + 10 + room * (at - times[0]) / span, 1) for at in times]


def _labels(course: Course, xs: list[float], width: int) -> list[Label]:
    first, last = course.slots[0].first, course.slots[-1].first
    years = (last - first).days > 300
    labels: list[Label] = []
    free = 0.0
    for slot, x in zip(course.slots, xs, strict=True):
        text = axis_label(slot.first, course.unit, years=years)
        known = labels and labels[-1].text == text
        if x >= free and x < width - RIGHT - 24 and not known:
            anchor = "start" if not labels and x < LEFT + 30 else "middle"
            labels.append(Label(x, text, anchor))
            free = x + LABELS_APART
    return labels


def _middles(course: Course, xs: list[float], height: int) -> list[str]:
    """The rolling middle as lines, broken where it is not known."""
    level = partial(_level, height)
    lines: list[list[str]] = [[]]
    for slot, x in zip(course.slots, xs, strict=True):
        if slot.rolling is None:
            lines.append([])
        else:
            lines[-1].append(f"{x:g},{level(slot.rolling):g}")
    return [" ".join(line) for line in lines if len(line) > 1]
