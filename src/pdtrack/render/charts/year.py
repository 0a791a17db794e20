"""The chart of a year: one row per month, one cell per day, filled by how good the mood was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from pdtrack.domain.analysis.calendar import CalendarDay
from pdtrack.domain.fields import MOOD_MOST
from pdtrack.domain.times.day import MONTHS
from pdtrack.render.charts.cells import STEPS_LEGEND, TEN_LETTER, day_cell
from pdtrack.render.charts.glyphs import UNICODE, Glyphs, legend_rows, merged
from pdtrack.render.charts.text import TEARS_NAMES, day_name, days_words, month_name
from pdtrack.render.page import Heading, Page, Picture, PictureRow, StyledText

DAYS_MOST: Final = 31
# A cell at its widest has a mood of two digits and a letter for tears, at its narrowest a digit.
CELL_WIDEST: Final = 3
# The days of a month that have their number above.
LABELLED: Final = (1, 6, 11, 16, 21, 26, 31)
_DAY: Final = timedelta(days=1)


def year_chart(
    days: Sequence[CalendarDay],
    *,
    until: date,
    width: int,
    glyphs: Glyphs = UNICODE,
    months_most: int | None = None,
) -> Page:
    """The months from the first of the `days` to `until`; only the last `months_most` if given.

    They end with the last entry where there is none in so many months.
    """
    until = max(until, days[-1].day)
    months = _months(days[0].day, until)
    if months_most is not None and len(months) > months_most:
        if days[-1].day < months[-months_most]:
            until = days[-1].day
            months = _months(days[0].day, until)
        months = months[-months_most:]
        shown, since = [one for one in days if one.day >= months[0]], months[0]
    else:
        shown, since = list(days), days[0].day
    earlier = days[0].day if len(shown) < len(days) else None
    several = any(one.moments > 1 for one in shown)
    mood = "lowest mood" if several else "mood"
    rows = _rows(shown, months, (since, until), width, glyphs, earlier)
    return [
        Heading(f"{_span(months)}, day by day", f"{mood} right after, or of the day"),
        Picture(tuple(rows), tuple(_words(shown, earlier))),
    ]


def _months(first: date, last: date) -> list[date]:
    """The first day of each month."""
    months = [first.replace(day=1)]
    while (months[-1].year, months[-1].month) < (last.year, last.month):
        months.append((months[-1] + DAYS_MOST * _DAY).replace(day=1))
    return months


def _span(months: Sequence[date]) -> str:
    first, last = months[0], months[-1]
    if first.year == last.year:
        return str(last.year)
    return f"{MONTHS[first.month - 1][:3]} {first.year} to {MONTHS[last.month - 1][:3]} {last.year}"


# In words


def _words(days: Sequence[CalendarDay], earlier: date | None) -> Iterable[str]:
    yield days_words(days)
    for month, inside in groupby(days, key=lambda one: one.day.replace(day=1)):
        of_month = tuple(inside)
        yield f"{month_name(month)}: {days_words(of_month)}"
        for one in of_month:
            yield f"{day_name(one.day)}: {day_words(one)}."
    if earlier:
        yield f"Earlier: pdtrack chart year --since {earlier:%Y-%m}."


def day_words(one: CalendarDay) -> str:
    """What one day of it shows."""
    name = "right after" if one.moments else "day mood"
    text = f"{name} {'skipped' if one.mood is None else one.mood}"
    if one.moments > 1:
        text = f"{one.moments} moments, the lowest {text}"
    return f"{text}, {TEARS_NAMES[one.tears]}" if one.tears else text


# Drawn


def _rows(
    days: Sequence[CalendarDay],
    months: Sequence[date],
    span: tuple[date, date],
    width: int,
    glyphs: Glyphs,
    earlier: date | None,
) -> Iterable[PictureRow]:
    """The days of the `span`, each in a cell as wide as fits, and the legend."""
    by_day = {one.day: one for one in days}
    has_years = months[0].year != months[-1].year
    left = len("2026 Jan " if has_years else "Jan ")
    wide = max(1, min(CELL_WIDEST, (width - left) // DAYS_MOST))
    header = " " * left
    for number in LABELLED:
        start = left + (number - 1) * wide
        if start + len(str(number)) <= width:
            header = header.ljust(start) + str(number)
    yield ((header, "quiet"),)
    for month in months:
        label = MONTHS[month.month - 1][:3]
        if has_years:
            year = month.year if month.month == 1 or month == months[0] else ""
            label = f"{year:>4} {label}"
        cells: list[StyledText] = [(label.ljust(left), "plain")]
        for number in range(DAYS_MOST):
            day = month + number * _DAY
            inside = day.month == month.month and span[0] <= day <= span[1]
            cells.append(_cell(by_day.get(day), wide, glyphs) if inside else (" " * wide, "plain"))
        tears = _tears_of_month(by_day, month)
        if wide == 1 and left + DAYS_MOST + len(tears) <= width:
            cells.append((tears, "plain"))
        yield merged(cells)
    yield ()
    yield from legend_rows(_legend(days, wide, earlier), width)


def _cell(one: CalendarDay | None, wide: int, glyphs: Glyphs) -> StyledText:
    if one is None:
        return glyphs.no_entry.ljust(wide), "quiet"
    mark = one.tears[:1] if wide > 1 else ""
    return day_cell(one.mood, moments=one.moments, wide=wide, mark=mark)


def _tears_of_month(by_day: dict[date, CalendarDay], month: date) -> str:
    """On a narrow screen, at the end of a row: the days with each kind of tears, `3t1h`."""
    kinds = [one.tears for one in by_day.values() if one.day.replace(day=1) == month]
    counts = [f"{kinds.count(kind)}{kind[:1]}" for kind in TEARS_NAMES if kind in kinds]
    return f" {''.join(counts)}"


def _legend(days: Sequence[CalendarDay], wide: int, earlier: date | None) -> Iterable[PictureRow]:
    yield (*STEPS_LEGEND, (" right after", "quiet"))
    day_moods = [one.mood for one in days if not one.moments and one.mood is not None]
    if day_moods:
        yield ((f"{min(day_moods[-1], 9)} without colour: day mood", "quiet"),)
    if any(one.mood is None for one in days):
        yield (("?", "plain"), (" skipped", "quiet"))
    if wide < CELL_WIDEST and any(one.mood == MOOD_MOST for one in days):
        yield ((TEN_LETTER, "plain"), (" is 10", "quiet"))
    tears = {one.tears for one in days}
    for kind, name in TEARS_NAMES.items():
        if kind in tears:
            yield ((kind[:1], "strong"), (f" {name}", "quiet"))
    if earlier:
        yield ((f"earlier: chart year --since {earlier:%Y-%m}", "quiet"),)
    else:
        yield ((f"entries: list --since {days[-1].day:%Y-%m}", "quiet"),)
