"""Pictures out of characters: moods over time, a calendar, bars for tags.

Weighed, and why the drawing is ours (November 2026): plotext 6.1 was rewritten this autumn
(the calls of 5.x are gone), takes 200 ms to import, and has no mark for a skipped answer nor
for a fall with its recovery; uniplot brings NumPy; asciichartpy draws one line without gaps
and was last released in 2020; termgraph prints by itself. None of them can say a picture in
words, which is half of the work here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from pdtrack.domain.course import (
    UNITS,
    WINDOW,
    WINDOW_SLOTS,
    Changes,
    Course,
    Day,
    Slot,
    TagCount,
    axis_label,
    fell_by,
    named,
)
from pdtrack.domain.course import Span as Noted
from pdtrack.domain.day import MONTHS, WEEKDAYS, dated, echo
from pdtrack.domain.entry import MOOD_MOST, Entry
from pdtrack.domain.outcome import CHANGED, change
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture, Span

NARROWEST: Final = 40
WIDEST: Final = 200
AXIS: Final = 4
# A slot at its widest: before, right after, later, and a gap.
WIDE: Final = 4
LABELS_APART: Final = 12
DAY_WIDE: Final = 5
MONTH_WIDE: Final = 7 * DAY_WIDE - 1
BAR_MOST: Final = 60
TAGS_MOST: Final = 15
BY_CHANCE: Final = "A tag that is on a larger share of the harder moments can be so by chance."

Row = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Symbols:
    """The characters of a picture; each is one column wide."""

    before: str
    after: str
    later: str
    several: str
    day: str
    middle: str
    line: str
    down: str
    up: str
    axis: str
    corner: str
    base: str
    tick: str
    rise: str
    alike: str
    fall: str
    unknown: str
    full: str
    half: str


# Only characters that the usual fonts of terminals have, Windows' included.
_UNICODE: Final = "○●◊*□─│┐┘┤└─┬▲=▼•█▌"
UNICODE: Final = Symbols(*_UNICODE)
ASCII: Final = Symbols(*"o@x*d-||||+-++=-o##")


def symbols(encoding: str | None) -> Symbols:
    """What a screen of that encoding can show."""
    try:
        _UNICODE.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def fitting(width: int | None) -> int:
    """The columns to draw on: those of the screen, within what a picture can fill."""
    return min(max(width or 80, NARROWEST), WIDEST)


def slots_in(width: int) -> int:
    """How many places the time axis has on a screen of that width."""
    return width - AXIS


def folded_slots_in(width: int) -> int:
    """How many folded places are still easy to tell apart there."""
    return 4 * slots_in(width) // 7


def nothing() -> Page:
    """What stands where there is nothing to draw."""
    return [Paragraph("No entries to draw. pdtrack log writes one.")]


# Moods over time


def mood(
    course: Course, changes: Changes, *, width: int, marks: Symbols = UNICODE, clock: int = 24
) -> Page:
    """Before, right after and later, over time, with day moods and a rolling middle."""
    entries = [entry for slot in course.slots for entry in slot.entries]
    page: list[Block] = [Heading("Mood before, right after and later")]
    page.append(Paragraph(what_is_drawn(course, entries)))
    words = tuple(course_words(course, clock))
    page.append(Picture(tuple(_mood_rows(course, width, marks)), words))
    if any(entry.kind == "intimate" for entry in entries):
        page.append(Paragraph(changes_words(changes)))
    return page


def what_is_drawn(course: Course, entries: Sequence[Entry]) -> str:
    moments = [entry for entry in entries if entry.kind == "intimate"]
    parts = []
    if moments:
        parts.append(_many(len(moments), "moment"))
    if len(moments) < len(entries):
        parts.append(_many(len(entries) - len(moments), "day mood"))
    first, last = course.slots[0].first, course.slots[-1].last
    if course.is_folded:
        first, last = _edges(entries, first, last)
    days = dated(first) if first == last else f"{dated(first)} to {dated(last)}"
    said = f"{' and '.join(parts)}, {days}."
    if moments:
        said += f" {skipped_words(moments)}"
    if course.is_folded:
        said += (
            f" Folded: one place is a {course.unit}. A mood there is the middle (median) of "
            "those noted; the line holds the middle half of those right after."
        )
    return said


def _edges(entries: Sequence[Entry], first: date, last: date) -> tuple[date, date]:
    """The days of the first and last entry, where a fold reaches beyond them."""
    walls = [entry.at.date() for entry in entries]
    return max(first, min(walls)), min(last, max(walls))


def skipped_words(moments: Sequence[Entry]) -> str:
    """Which of the three moods were skipped, and how often."""
    names = (("before", "before"), ("right after", "after"), ("later", "later"))
    parts = []
    for name, attribute in names:
        count = sum(getattr(entry, attribute) is None for entry in moments)
        if count:
            parts.append(f"{name} in {_of(count, len(moments))}")
    return f"Skipped: {', '.join(parts)}." if parts else "No mood was skipped."


def changes_words(changes: Changes) -> str:
    """How the moments changed, and how many falls came back."""
    known = changes.fell + changes.alike + changes.rose
    total = known + changes.unknown
    if not known:
        return "No moment has a mood both before and right after, so no change is known."
    said = (
        f"From before to right after, known in {known:,} of {_many(total, 'moment')}: "
        f"a fall of {CHANGED} or more in {changes.fell:,}, a rise of {CHANGED} or more in "
        f"{changes.rose:,}, about the same in {changes.alike:,}."
    )
    if changes.fell:
        said += f" Of the falls, {_of(changes.noted_later, changes.fell)} have a mood later"
        if changes.noted_later:
            said += (
                f"; in {changes.back:,} of these it was back to within a point of before, or higher"
            )
        said += "."
    return said


def course_words(course: Course, clock: int) -> Iterable[str]:
    """A sentence for each slot; the rolling middle where it moves."""
    middle: float | None = None
    for slot in course.slots:
        if not slot.entries:
            continue
        said = _slot_words(slot, course.unit, clock)
        if slot.rolling != middle:
            middle = slot.rolling
            said += f" The {rolling_words(course)} is now {middle:g}."
        yield said


def rolling_words(course: Course) -> str:
    """What the rolling middle is the middle of."""
    if course.is_folded:
        return f"middle of {WINDOW_SLOTS} {course.unit}s right after"
    return f"middle of the last {WINDOW} right after"


def _slot_words(slot: Slot, unit: str, clock: int) -> str:
    if unit == UNITS[0]:
        return _entry_words(slot.entries[0], clock)
    noted = "; ".join(_noted_words(slot)) or "no mood noted"
    return f"{named(slot, unit)}, {_many(len(slot.entries), 'entry', 'entries')}: {noted}."


def _noted_words(slot: Slot) -> list[str]:
    named_spans: tuple[tuple[str, Noted | None], ...] = (
        ("before", slot.before),
        ("right after", slot.after),
        ("later", slot.later),
        ("day mood", slot.day),
    )
    parts = []
    for name, span in named_spans:
        if span is None:
            continue
        part = f"{name} {span.middle:g}"
        if span.count > 1:
            part = f"{name} middle {span.middle:g} of {span.count}"
            if name == "right after":
                part += (
                    f", half of them from {span.lower:g} to {span.upper:g}, "
                    f"all from {span.low} to {span.high}"
                )
        parts.append(part)
    return parts


def _entry_words(entry: Entry, clock: int) -> str:
    said = f"{echo(entry.at, clock)}: "
    if entry.kind == "day":
        return said + ("day mood skipped." if entry.mood is None else f"day mood {entry.mood}.")
    parts = [
        f"{name} {value}"
        for name, value in (
            ("before", entry.before),
            ("right after", entry.after),
            ("later", entry.later),
        )
        if value is not None
    ]
    return said + (", ".join(parts) or "moods skipped") + "."


class _Grid:
    """Characters on a grid of moods (rows, 10 on top) by columns; the last one put wins."""

    def __init__(self, columns: int, marks: Symbols) -> None:
        self.columns = columns
        self.marks = marks
        self.cells: dict[tuple[int, int], Span] = {}
        self.marked: set[tuple[int, int]] = set()

    def put(self, value: float, column: int, symbol: str, style: str) -> None:
        """A character that anything may cover."""
        self.cells[_rounded(value), column] = (symbol, style)

    def mark(self, value: float, column: int, symbol: str, style: str, several: str) -> None:
        """A mood; where there is one already, `several` stands instead."""
        place = (_rounded(value), column)
        symbol = several if place in self.marked else symbol
        self.marked.add(place)
        self.cells[place] = (symbol, style)

    def rows(self) -> Iterable[Row]:
        """From the best mood down to the worst."""
        for value in range(MOOD_MOST, -1, -1):
            spans: list[Span] = [(f"{value:>2} {self.marks.axis}", "quiet")]
            spans += [self.cells.get((value, n), (" ", "plain")) for n in range(self.columns)]
            yield _joined(spans)


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
    yield from _packed(_mood_legend(course, marks, is_wide=places.is_wide), width)


def _draw_slot(grid: _Grid, slot: Slot, left: int, *, is_wide: bool, is_folded: bool) -> None:
    marks = grid.marks
    at_after, at_later, at_day = (left + 1, left + 2, left + 3) if is_wide else (left,) * 3
    style = "strong"
    if is_folded:
        if slot.after:
            for value in range(_rounded(slot.after.lower), _rounded(slot.after.upper) + 1):
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
        legend.append(((marks.day, "plain"), (" mood during a day", "quiet")))
    if any(slot.rolling is not None for slot in slots):
        legend.append(((marks.middle, "quiet"), (f" {rolling_words(course)}", "quiet")))
    return legend


# A calendar


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
        f"{_many(sum(day.moments for day in days), 'moment')} on "
        f"{_many(len(with_moment), 'day')}; the change is known on {known} of them."
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
        said += f" {_many(left_out, 'earlier month')} not shown; --since shows them."
    return said


def _month_words(month: date, days: Sequence[Day]) -> Iterable[str]:
    with_moment = sum(bool(day.moments) for day in days)
    yield f"{MONTHS[month.month - 1]} {month.year}: moments on {_many(with_moment, 'day')}."
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
            yield _joined(spans)
        yield ()
    yield from _packed(_calendar_legend(months, marks), width)


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
        rows.append(_joined(spans))
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


# Bars for tags


def tags(
    counts: Sequence[TagCount],
    *,
    left_out: int,
    moments: int,
    width: int,
    marks: Symbols = UNICODE,
) -> Page:
    """For each tag, its share of the harder moments and of the other ones, with counts."""
    page: list[Block] = [Heading("Tags on harder moments and on other ones")]
    if not counts:
        page.append(Paragraph("No tag to draw yet."))
    shown = counts[:TAGS_MOST]
    if shown:
        first = shown[0]
        page.append(
            Paragraph(
                f"{_many(first.hard_total, 'harder moment')}, "
                f"{_many(first.other_total, 'other one')}."
            )
        )
        words = tuple(_tag_words(one) for one in shown)
        page.append(Picture(tuple(_tag_rows(shown, width, marks)), words))
        rest = len(counts) - len(shown)
        more = _many(rest, "more tag")
        said = f"{more} not drawn; --json has all. " if rest else ""
        page.append(Paragraph(said + BY_CHANCE, "quiet"))
    if left_out:
        page.append(Paragraph(left_out_words(left_out, moments), "quiet"))
    return page


def left_out_words(left_out: int, moments: int) -> str:
    """That some moments are under no count of tags or causes, and which."""
    are = "is" if left_out == 1 else "are"
    return (
        f"{left_out:,} of {_many(moments, 'moment')} {are} left out of these counts: "
        "not fully wanted, or marked under Safety."
    )


def _tag_words(one: TagCount) -> str:
    return (
        f"{one.tag}: {_of(one.hard_with, one.hard_total)} harder moments, "
        f"{_of(one.other_with, one.other_total)} other ones."
    )


def _tag_rows(counts: Sequence[TagCount], width: int, marks: Symbols) -> Iterable[Row]:
    first = counts[0]
    longest = max(len(_of(n, n)) for n in (first.hard_total, first.other_total))
    room = min(BAR_MOST, width - len("  harder ") - 1 - longest)
    for one in counts:
        yield ((one.tag, "strong"),)
        for name, part, whole, style in (
            ("harder", one.hard_with, one.hard_total, "fall"),
            ("other ", one.other_with, one.other_total, "rise"),
        ):
            bar = _bar(part, whole, room, marks).ljust(room)
            yield ((f"  {name} ", "quiet"), (bar, style), (f" {_of(part, whole)}", "plain"))


def _bar(part: int, whole: int, room: int, marks: Symbols) -> str:
    """A share in half columns; what is there at all is seen."""
    if not part:
        return ""
    halves = max(1, round(2 * room * part / whole))
    return marks.full * (halves // 2) + marks.half * (halves % 2)


# Pieces


def _rounded(value: float) -> int:
    return int(value + 0.5)


def _joined(spans: Iterable[Span]) -> Row:
    """Neighbours of one style as one span, without spaces at the end."""
    row = [
        ("".join(text for text, _ in together), style)
        for style, together in groupby(spans, key=lambda span: span[1])
    ]
    while row and not row[-1][0].strip():
        row.pop()
    if row:
        row[-1] = (row[-1][0].rstrip(), row[-1][1])
    return tuple(row)


def _packed(items: Iterable[Row], width: int) -> Iterable[Row]:
    """The items of a legend, as many on a line as fit."""
    line: list[Span] = []
    used = 0
    for item in items:
        size = sum(len(text) for text, _ in item)
        if line and used + 3 + size > width:
            yield tuple(line)
            line, used = [], 0
        if line:
            line.append(("   ", "plain"))
            used += 3
        line += item
        used += size
    if line:
        yield tuple(line)


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}"


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
