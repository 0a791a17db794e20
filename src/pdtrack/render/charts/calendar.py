"""A calendar out of characters: how the mood changed, day by day, and whether there were tears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from pdtrack.domain.analysis.classify import CHANGED
from pdtrack.domain.analysis.mood_series import Day
from pdtrack.domain.plural import many
from pdtrack.domain.times.day import MONTHS, WEEKDAYS
from pdtrack.render.charts.glyphs import UNICODE, Row, Symbols, joined, packed
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture, Span

DAY_WIDE: Final = 5
MONTH_WIDE: Final = 7 * DAY_WIDE - 1


def calendar(
    days: Sequence[Day], *, width: int, marks: Symbols = UNICODE, months_most: int | None = None
) -> Page:
    """Months, each day with how the mood changed and whether there were tears."""
    by_month = [
        (month, tuple(inside))
        for month, inside in groupby(days, key=lambda one: one.day.replace(day=1))
    ]
    shown = by_month if months_most is None else by_month[-months_most:]
    drawn = [day for _, inside in shown for day in inside]
    page: list[Block] = [Heading("From before to right after, day by day")]
    page.append(Paragraph(_calendar_counts(drawn, left_out=len(by_month) - len(shown))))
    words = [line for month, inside in shown for line in _month_words(month, inside)]
    page.append(Picture(tuple(_calendar_rows(shown, width, marks)), tuple(words)))
    return page


def _calendar_counts(days: Sequence[Day], *, left_out: int) -> str:
    with_moment = [day for day in days if day.moments]
    known = sum(day.change is not None for day in with_moment)
    said = (
        f"{many(sum(day.moments for day in days), 'moment')} on "
        f"{many(len(with_moment), 'day')}; the change is known on {known} of them."
    )
    names = {"tears": "tears", "mixed": "mixed tears", "happy": "happy tears"}
    parts = [
        f"{name} on {count}"
        for kind, name in names.items()
        if (count := sum(day.tears == kind for day in days))
    ]
    if parts:
        said += f" Days with tears: {', '.join(parts)}."
    if any(day.moments > 1 for day in days):
        said += " A day with more than one moment shows the lowest change."
    if left_out:
        said += f" {many(left_out, 'earlier month')} not shown; --since shows them."
    return said


def _month_words(month: date, days: Sequence[Day]) -> Iterable[str]:
    with_moment = sum(bool(day.moments) for day in days)
    yield f"{MONTHS[month.month - 1]} {month.year}: moments on {many(with_moment, 'day')}."
    for day in days:
        yield f"{WEEKDAYS[day.day.weekday()][:3]} {day.day.day}: {_day_words(day)}."


def _day_words(day: Day) -> str:
    if not day.moments:
        return "day mood only"
    parts = [_change_words(day.change)]
    if day.moments > 1:
        parts[0] = f"{day.moments} moments, the lowest {parts[0]}"
    if day.tears:
        parts.append("tears" if day.tears == "tears" else f"{day.tears} tears")
    return ", ".join(parts)


def _change_words(step: int | None) -> str:
    if step is None:
        return "change not known"
    if step == 0:
        return "no change"
    return f"rose by {step}" if step > 0 else f"fell by {-step}"


def _calendar_rows(
    months: Sequence[tuple[date, Sequence[Day]]], width: int, marks: Symbols
) -> Iterable[Row]:
    gap: Span = ("   ", "plain")
    beside = max(1, (width + len(gap[0])) // (MONTH_WIDE + len(gap[0])))
    for start in range(0, len(months), beside):
        band = [_month_rows(*month, marks) for month in months[start : start + beside]]
        for number in range(max(len(rows) for rows in band)):
            spans: list[Span] = []
            for rows in band:
                row = rows[number] if number < len(rows) else ()
                spans += [gap, *row] if spans else row
                missing = MONTH_WIDE - sum(len(text) for text, _ in row)
                spans.append((" " * missing, "plain"))
            yield joined(spans)
        yield ()
    yield from packed(_calendar_legend(months, marks), width)


def _month_rows(month: date, days: Sequence[Day], marks: Symbols) -> list[Row]:
    by_day = {one.day: one for one in days}
    header = " ".join(name[:2].ljust(DAY_WIDE - 1) for name in WEEKDAYS)
    rows: list[Row] = [
        ((f"{MONTHS[month.month - 1]} {month.year}".ljust(MONTH_WIDE), "title"),),
        ((header, "quiet"),),
    ]
    day = month - timedelta(days=month.weekday())
    while day.replace(day=1) <= month:
        spans: list[Span] = []
        for _ in WEEKDAYS:
            if spans:
                spans.append((" ", "plain"))
            inside = day.month == month.month
            spans += _cell(day, by_day.get(day), marks) if inside else [("    ", "plain")]
            day += timedelta(days=1)
        rows.append(joined(spans))
    return rows


def _cell(day: date, one: Day | None, marks: Symbols) -> list[Span]:
    number = f"{day.day:>2}"
    if one is None:
        return [(number + "  ", "quiet")]
    if not one.moments:
        return [(number, "plain"), ("d ", "plain")]
    symbol, style = _change_mark(one.change, marks)
    return [(number, "plain"), (symbol, style), (one.tears[:1] or " ", "strong")]


def _change_mark(step: int | None, marks: Symbols) -> Span:
    if step is None:
        return marks.unknown, "plain"
    if abs(step) < CHANGED:
        return marks.alike, "plain"
    return (marks.rise, "rise") if step > 0 else (marks.fall, "fall")


def _calendar_legend(months: Sequence[tuple[date, Sequence[Day]]], marks: Symbols) -> list[Row]:
    days = [day for _, inside in months for day in inside]
    legend: list[Row] = [
        ((marks.rise, "rise"), (f" rose by {CHANGED} or more", "quiet")),
        ((marks.alike, "plain"), (" about the same", "quiet")),
        ((marks.fall, "fall"), (f" fell by {CHANGED} or more", "quiet")),
        ((marks.unknown, "plain"), (" a moment, change not known", "quiet")),
    ]
    tears = {day.tears for day in days}
    names = (("tears", "tears"), ("mixed", "mixed tears"), ("happy", "happy tears"))
    legend += [
        ((kind[:1], "strong"), (f" {name}", "quiet")) for kind, name in names if kind in tears
    ]
    if any(not day.moments for day in days):
        legend.append((("d", "plain"), (" day mood only", "quiet")))
    return legend
