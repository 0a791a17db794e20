"""Pictures in words: what a screen reader says, and what stands beside a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from pdtrack.domain.analysis.classify import CHANGED
from pdtrack.domain.analysis.mood_series import (
    UNITS,
    WINDOW,
    WINDOW_LEAST,
    WINDOW_SLOTS,
    Changes,
    Course,
    Slot,
    named,
)
from pdtrack.domain.analysis.mood_series import Span as Noted
from pdtrack.domain.entry import Entry
from pdtrack.domain.plural import many
from pdtrack.domain.times.day import dated, echo
from pdtrack.render.charts.glyphs import of

BY_CHANCE: Final = "A tag that is on a larger share of the harder moments can be so by chance."


def what_is_drawn(course: Course, entries: Sequence[Entry]) -> str:
    moments = [entry for entry in entries if entry.is_moment]
    parts = []
    if moments:
        parts.append(many(len(moments), "moment"))
    if len(moments) < len(entries):
        parts.append(many(len(entries) - len(moments), "day mood"))
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
            parts.append(f"{name} in {of(count, len(moments))}")
    return f"Skipped: {', '.join(parts)}." if parts else "No mood was skipped."


def changes_words(changes: Changes) -> str:
    """How the moments changed, and how many falls came back."""
    known = changes.fell + changes.alike + changes.rose
    total = known + changes.unknown
    if not known:
        return "No moment has a mood both before and right after, so no change is known."
    said = (
        f"From before to right after, known in {known:,} of {many(total, 'moment')}: "
        f"a fall of {CHANGED} or more in {changes.fell:,}, a rise of {CHANGED} or more in "
        f"{changes.rose:,}, about the same in {changes.alike:,}."
    )
    if changes.fell:
        said += f" Of the falls, {of(changes.noted_later, changes.fell)} have a mood later"
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
            said += f" {_rolling_now(course, middle)}"
        yield said


def _rolling_now(course: Course, middle: float | None) -> str:
    if middle is None:
        return f"The {rolling_words(course)} is not known now: fewer than {WINDOW_LEAST} moods."
    return f"The {rolling_words(course)} is now {middle:g}."


def rolling_words(course: Course) -> str:
    """What the rolling middle is the middle of."""
    if course.is_folded:
        return f"middle of {WINDOW_SLOTS} {course.unit}s right after"
    return f"middle of the last {WINDOW} right after"


def _slot_words(slot: Slot, unit: str, clock: int) -> str:
    if unit == UNITS[0]:
        return _entry_words(slot.entries[0], clock)
    noted = "; ".join(_noted_words(slot)) or "no mood noted"
    return f"{named(slot, unit)}, {many(len(slot.entries), 'entry', 'entries')}: {noted}."


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
    if not entry.is_moment:
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


def left_out_words(left_out: int, moments: int) -> str:
    """That some moments are under no count of tags or causes, and which."""
    are = "is" if left_out == 1 else "are"
    return (
        f"{left_out:,} of {many(moments, 'moment')} {are} left out of these counts: "
        "not fully wanted, or marked under Safety."
    )
