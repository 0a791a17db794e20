"""The chart of moods for the report, as numbers: where each of its shapes is drawn.

The shapes themselves and their styles are in `report.html.j2`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from pdtrack.domain.analysis.mood_series import Bucket, MoodSeries, axis_label, fell_by
from pdtrack.domain.fields import MOOD_MOST
from pdtrack.domain.moods import CHANGED, change

MARGIN_LEFT: Final = 30
MARGIN_RIGHT: Final = 18
MARGIN_TOP: Final = 12
MARGIN_BOTTOM: Final = 26
# A later mood is drawn a little to the right, so that it never covers the one right after.
LATER_SHIFT: Final = 7
LABEL_PIXELS: Final = 96

# Its class in the style sheet. half: the middle half of the moods of a folded bucket.
ShapeClass = Literal["", "fall", "rise", "half"]
LabelAnchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class DrawnMood:
    """A mood or a median, drawn as a shape around this point."""

    x: float
    y: float
    kind: ShapeClass = ""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A straight line between two moods."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: ShapeClass = ""


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A date under the time axis."""

    x: float
    text: str
    anchor: LabelAnchor


@dataclass(frozen=True, slots=True)
class MoodDrawing:
    """Everything that is drawn, in this order.

    `levels`: each number of the mood axis with its y. `medians`: the rolling median as
    polylines. `stems`: before to right after, or the middle half of a folded bucket.
    `links`: right after to later.
    """

    width: int
    height: int
    left: int
    right: int
    levels: tuple[tuple[int, float], ...]
    labels: tuple[AxisLabel, ...]
    medians: tuple[str, ...]
    stems: tuple[DrawnLine, ...]
    links: tuple[DrawnLine, ...]
    days: tuple[DrawnMood, ...]
    before: tuple[DrawnMood, ...]
    later: tuple[DrawnMood, ...]
    after: tuple[DrawnMood, ...]

    @property
    def kinds(self) -> dict[str, bool]:
        """Which ways of changing its lines and points show: `fall`, `rise`, and `same`."""
        return {
            "fall": any(point.kind == "fall" for point in self.after),
            "rise": any(point.kind == "rise" for point in self.after),
            "same": any(line.kind == "" for line in self.stems),
        }

    @property
    def bottom(self) -> int:
        """The y of the time axis."""
        return self.height - MARGIN_BOTTOM


def mood_drawing(series: MoodSeries, *, width: int, height: int) -> MoodDrawing:
    """The series on a drawing of that size."""
    xs = _bucket_xs(series, width)
    y_of = partial(_y_of, height)
    stems, links, days, before, later, after = [], [], [], [], [], []
    for bucket, x in zip(series.buckets, xs, strict=True):
        kind = _change_class(bucket, series)
        if bucket.day:
            days.append(DrawnMood(x, y_of(bucket.day.median)))
        if bucket.before:
            before.append(DrawnMood(x, y_of(bucket.before.median)))
        if bucket.later:
            later.append(DrawnMood(x + LATER_SHIFT, y_of(bucket.later.median)))
        if bucket.after:
            y = y_of(bucket.after.median)
            after.append(DrawnMood(x, y, kind))
            if bucket.later:
                links.append(DrawnLine(x, y, x + LATER_SHIFT, y_of(bucket.later.median)))
            if series.is_folded:
                lower, upper = y_of(bucket.after.lower), y_of(bucket.after.upper)
                stems.append(DrawnLine(x, lower, x, upper, "half"))
            elif bucket.before:
                stems.append(DrawnLine(x, y_of(bucket.before.median), x, y, kind))
    return MoodDrawing(
        width=width,
        height=height,
        left=MARGIN_LEFT,
        right=width - MARGIN_RIGHT,
        levels=tuple((mood, y_of(mood)) for mood in range(0, MOOD_MOST + 1, 2)),
        labels=tuple(_axis_labels(series, xs, width)),
        medians=tuple(_medians(series, xs, height)),
        stems=tuple(stems),
        links=tuple(links),
        days=tuple(days),
        before=tuple(before),
        later=tuple(later),
        after=tuple(after),
    )


def _change_class(bucket: Bucket, series: MoodSeries) -> ShapeClass:
    step = None if series.is_folded else change(bucket.entries[0])
    if step is None:
        return ""
    return "fall" if fell_by(step) else "rise" if step >= CHANGED else ""


def _y_of(height: int, mood: float) -> float:
    """How far from the top a mood or a median is drawn."""
    room = height - MARGIN_TOP - MARGIN_BOTTOM
    return round(MARGIN_TOP + (MOOD_MOST - mood) / MOOD_MOST * room, 1)


def _bucket_xs(series: MoodSeries, width: int) -> list[float]:
    """How far from the left each bucket is drawn: single entries by time, folds side by side."""
    count = len(series.buckets)
    room = width - MARGIN_LEFT - MARGIN_RIGHT - LATER_SHIFT - 12
    if series.is_folded or count < 2:
        return [round(MARGIN_LEFT + 10 + room * (n + 0.5) / count, 1) for n in range(count)]
    times = [bucket.entries[0].at.timestamp() for bucket in series.buckets]
    duration = times[-1] - times[0] or 1
    return [round(MARGIN_LEFT + 10 + room * (at - times[0]) / duration, 1) for at in times]


def _axis_labels(series: MoodSeries, xs: list[float], width: int) -> list[AxisLabel]:
    labels: list[AxisLabel] = []
    free = 0.0
    for bucket, x in zip(series.buckets, xs, strict=True):
        text = axis_label(bucket.first, series.unit, years=series.needs_years)
        is_shown = labels and labels[-1].text == text
        if x >= free and x < width - MARGIN_RIGHT - 24 and not is_shown:
            anchor: LabelAnchor = "start" if not labels and x < MARGIN_LEFT + 30 else "middle"
            labels.append(AxisLabel(x, text, anchor))
            free = x + LABEL_PIXELS
    last_text = axis_label(series.buckets[-1].first, series.unit, years=series.needs_years)
    if labels[-1].text != last_text and xs[-1] - labels[-1].x >= LABEL_PIXELS:
        labels.append(AxisLabel(xs[-1], last_text, "end"))
    return labels


def _medians(series: MoodSeries, xs: list[float], height: int) -> list[str]:
    """The rolling median as polylines, with a gap where it is not known."""
    lines: list[list[str]] = [[]]
    for bucket, x in zip(series.buckets, xs, strict=True):
        if bucket.rolling is None:
            lines.append([])
        else:
            lines[-1].append(f"{x:g},{_y_of(height, bucket.rolling):g}")
    return [" ".join(line) for line in lines if len(line) > 1]
