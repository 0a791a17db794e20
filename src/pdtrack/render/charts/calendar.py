"""The calendar chart: how the mood changed each day, and whether there were tears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from pdtrack.domain.analysis.calendar import CalendarDay
from pdtrack.domain.moods import CHANGED
from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import WEEKDAYS
from pdtrack.render.charts.glyphs import UNICODE, Glyphs, legend_rows, merged
from pdtrack.render.charts.text import TEARS_NAMES, day_name, days_words, month_name
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture, PictureRow, StyledText

DAY_WIDTH: Final = 5
MONTH_WIDTH: Final = 7 * DAY_WIDTH - 1

# The first day of a month, and the days in it that have an entry.
_Month = tuple[date, Sequence[CalendarDay]]


def calendar_chart(
    days: Sequence[CalendarDay],
    *,
    width: int,
    glyphs: Glyphs = UNICODE,
    months_most: int | None = None,
) -> Page:
    """The months of the `days` that have an entry; only the last `months_most` if given."""
    months: list[_Month] = [
        (month, tuple(inside))
        for month, inside in groupby(days, key=lambda one: one.day.replace(day=1))
    ]
    shown = months if months_most is None else months[-months_most:]
    drawn = [day for _, inside in shown for day in inside]
    words = [line for month in shown for line in _month_words(month)]
    page: list[Block] = [
        Heading("From before to right after, day by day"),
        Paragraph(_counts(drawn, earlier_months=len(months) - len(shown))),
        Picture(tuple(_rows(shown, width, glyphs)), tuple(words)),
    ]
    return page


# In words


def _counts(days: Sequence[CalendarDay], *, earlier_months: int) -> str:
    known = sum(one.change is not None for one in days)
    text = f"{days_words(days)} The change is known on {plural(known, 'day')}."
    if any(day.moments > 1 for day in days):
        text += " A day with more than one moment shows the lowest change."
    if earlier_months:
        text += f" {plural(earlier_months, 'earlier month')} not shown; --since shows them."
    return text


def _month_words(month: _Month) -> Iterable[str]:
    first, days = month
    yield f"{month_name(first)}: {days_words(days)}"
    for day in days:
        yield f"{day_name(day.day)}: {_day_words(day)}."


def _day_words(day: CalendarDay) -> str:
    if not day.moments:
        return "day mood only"
    text = _change_words(day.change)
    if day.moments > 1:
        text = f"{day.moments} moments, the lowest {text}"
    return f"{text}, {TEARS_NAMES[day.tears]}" if day.tears else text


def _change_words(change: int | None) -> str:
    if change is None:
        return "change not known"
    if change == 0:
        return "no change"
    return f"rose by {change}" if change > 0 else f"fell by {-change}"


# Drawn


def _rows(months: Sequence[_Month], width: int, glyphs: Glyphs) -> Iterable[PictureRow]:
    """As many months side by side as fit, one band below the other, and the legend."""
    gap: StyledText = ("   ", "plain")
    beside = max(1, (width + len(gap[0])) // (MONTH_WIDTH + len(gap[0])))
    for start in range(0, len(months), beside):
        band = [_month_rows(month, glyphs) for month in months[start : start + beside]]
        for number in range(max(len(rows) for rows in band)):
            spans: list[StyledText] = []
            for rows in band:
                row = rows[number] if number < len(rows) else ()
                spans += [gap, *row] if spans else row
                missing = MONTH_WIDTH - sum(len(text) for text, _ in row)
                spans.append((" " * missing, "plain"))
            yield merged(spans)
        yield ()
    yield from legend_rows(_legend(months, glyphs), width)


def _month_rows(month: _Month, glyphs: Glyphs) -> list[PictureRow]:
    first, days = month
    by_day = {one.day: one for one in days}
    header = " ".join(name[:2].ljust(DAY_WIDTH - 1) for name in WEEKDAYS)
    rows: list[PictureRow] = [
        ((month_name(first).ljust(MONTH_WIDTH), "title"),),
        ((header, "quiet"),),
    ]
    day = first - timedelta(days=first.weekday())
    while day.replace(day=1) <= first:
        spans: list[StyledText] = []
        for _ in WEEKDAYS:
            if spans:
                spans.append((" ", "plain"))
            inside = day.month == first.month
            spans += _cell(day, by_day.get(day), glyphs) if inside else [("    ", "plain")]
            day += timedelta(days=1)
        rows.append(merged(spans))
    return rows


def _cell(day: date, one: CalendarDay | None, glyphs: Glyphs) -> list[StyledText]:
    number = f"{day.day:>2}"
    if one is None:
        return [(number + "  ", "quiet")]
    if not one.moments:
        return [(number, "plain"), ("d ", "plain")]
    return [(number, "plain"), _change_glyph(one.change, glyphs), (one.tears[:1] or " ", "strong")]


def _change_glyph(change: int | None, glyphs: Glyphs) -> StyledText:
    if change is None:
        return glyphs.unknown, "plain"
    if abs(change) < CHANGED:
        return glyphs.alike, "plain"
    return (glyphs.rise, "rise") if change > 0 else (glyphs.fall, "fall")


def _legend(months: Sequence[_Month], glyphs: Glyphs) -> Iterable[PictureRow]:
    yield ((glyphs.rise, "rise"), (f" rose by {CHANGED} or more", "quiet"))
    yield ((glyphs.alike, "plain"), (" about the same", "quiet"))
    yield ((glyphs.fall, "fall"), (f" fell by {CHANGED} or more", "quiet"))
    yield ((glyphs.unknown, "plain"), (" a moment, change not known", "quiet"))
    days = [day for _, inside in months for day in inside]
    tears = {day.tears for day in days}
    for kind, name in TEARS_NAMES.items():
        if kind in tears:
            yield ((kind[:1], "strong"), (f" {name}", "quiet"))
    if any(not day.moments for day in days):
        yield (("d", "plain"), (" day mood only", "quiet"))
