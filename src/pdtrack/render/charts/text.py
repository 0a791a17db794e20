"""Charts in words: what a screen reader reads out, and the sentences that go with a drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from pdtrack.domain.analysis.calendar import CalendarDay
from pdtrack.domain.analysis.mood_series import (
    WINDOW,
    WINDOW_BUCKETS,
    WINDOW_LEAST,
    Bucket,
    Changes,
    FiveNumbers,
    MoodSeries,
    Unit,
    bucket_name,
)
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import CHANGED
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import MONTHS, WEEKDAYS, dated, echo

TEARS_NAMES: Final = {"tears": "tears", "mixed": "mixed tears", "happy": "happy tears"}
BY_CHANCE: Final = "A tag can be in a larger share of the harder moments by chance."


def out_of(part: int, whole: int) -> str:
    """A count with its total: `3 of 1,200`."""
    return f"{part:,} of {whole:,}"


def month_name(day: date) -> str:
    """`November 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def day_name(day: date) -> str:
    """`Sun 22`, under the name of its month."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day}"


def days_words(days: Sequence[CalendarDay]) -> str:
    """How many moments some days had, and on how many of them there were tears."""
    with_moment = sum(bool(one.moments) for one in days)
    counts = []
    if with_moment:
        moments = plural(sum(one.moments for one in days), "moment")
        counts.append(f"{moments} on {plural(with_moment, 'day')}")
    if with_moment < len(days):
        counts.append(f"day moods alone on {plural(len(days) - with_moment, 'day')}")
    for kind, name in TEARS_NAMES.items():
        if found := sum(one.tears == kind for one in days):
            counts.append(f"{name} on {found}")
    return f"{', '.join(counts)}."


def summary_words(series: MoodSeries, entries: Sequence[Entry]) -> str:
    """How many entries a chart of moods shows, of which days, and which moods were skipped."""
    moments = [entry for entry in entries if entry.is_moment]
    counts = []
    if moments:
        counts.append(plural(len(moments), "moment"))
    if len(moments) < len(entries):
        counts.append(plural(len(entries) - len(moments), "day mood"))
    first, last = min(series.days), max(series.days)
    days = dated(first) if first == last else f"{dated(first)} to {dated(last)}"
    sentences = [f"{' and '.join(counts)}, {days}."]
    if moments:
        sentences.append(skipped_words(moments))
    if series.is_folded:
        sentences.append(
            f"Each point covers a {series.unit} and shows the median of the moods noted in it; "
            "the line spans the middle half of those right after."
        )
    return " ".join(sentences)


def skipped_words(moments: Sequence[Entry]) -> str:
    """How often each of the three moods was skipped."""
    names = (("before", "before"), ("right after", "after"), ("later", "later"))
    parts = []
    for name, attribute in names:
        count = sum(getattr(entry, attribute) is None for entry in moments)
        if count:
            parts.append(f"{name} in {out_of(count, len(moments))}")
    return f"Skipped: {', '.join(parts)}." if parts else "No mood was skipped."


def changes_words(changes: Changes, *, noted_by: str = "you") -> str:
    """How the moods changed from before to right after, and how many falls came back."""
    known = changes.fell + changes.alike + changes.rose
    total = known + changes.unknown
    if not known:
        return "No moment has a mood both before and right after, so no change is known."
    text = (
        f"For {known:,} of {plural(total, 'moment')} {noted_by} noted both moods: it fell by "
        f"{CHANGED} or more in {changes.fell:,}, rose by {CHANGED} or more in {changes.rose:,}, "
        f"and stayed about the same in {changes.alike:,}."
    )
    if not changes.fell:
        return text
    text += (
        f" For {out_of(changes.noted_later, changes.fell)} falls {noted_by} also noted a later mood"
    )
    if changes.noted_later:
        text += f"; in {changes.back:,} of these it was back to within a point of before, or higher"
    return text + "."


def series_words(series: MoodSeries, shown_time: Callable[[datetime], str] = echo) -> Iterable[str]:
    """A sentence for each bucket that has entries, and the rolling median where it changes."""
    median: float | None = None
    for bucket in series.buckets:
        if not bucket.entries:
            continue
        text = _bucket_words(bucket, series.unit, shown_time)
        if bucket.rolling != median:
            median = bucket.rolling
            text += f" {_rolling_change(series, median)}"
        yield text


def _rolling_change(series: MoodSeries, median: float | None) -> str:
    name = rolling_words(series, "moods ")
    if median is None:
        return f"The {name} needs at least {WINDOW_LEAST} moods."
    return f"The {name} is now {median:g}."


def rolling_words(series: MoodSeries, noun: str = "") -> str:
    """Which moods the running median is the median of; `noun` names them in a sentence."""
    if series.is_folded:
        return f"running median ({WINDOW_BUCKETS} {series.unit}s right after)"
    return f"running median (last {WINDOW} {noun}right after)"


def _bucket_words(bucket: Bucket, unit: Unit, shown_time: Callable[[datetime], str]) -> str:
    if unit == "entry":
        return _entry_words(bucket.entries[0], shown_time)
    noted = "; ".join(_noted_words(bucket)) or "no mood noted"
    return f"{bucket_name(bucket, unit)}, {plural_entries(len(bucket.entries))}: {noted}."


def _noted_words(bucket: Bucket) -> Iterable[str]:
    moods: tuple[tuple[str, FiveNumbers | None], ...] = (
        ("before", bucket.before),
        ("right after", bucket.after),
        ("later", bucket.later),
        ("day mood", bucket.day),
    )
    for name, noted in moods:
        if noted is None:
            continue
        if noted.count == 1:
            yield f"{name} {noted.median:g}"
            continue
        text = f"{name} median {noted.median:g} of {noted.count}"
        if name == "right after":
            text += (
                f", half of them from {noted.lower:g} to {noted.upper:g}, "
                f"all from {noted.low} to {noted.high}"
            )
        yield text


def _entry_words(entry: Entry, shown_time: Callable[[datetime], str]) -> str:
    skipped = "moods skipped" if entry.is_moment else "day mood skipped"
    return f"{shown_time(entry.at)}: {moods_words(entry) or skipped}."


def moods_words(entry: Entry) -> str:
    """`before 6, right after 3` or `day mood 4`; empty where every mood was skipped."""
    moods = (
        ("before", entry.before),
        ("right after", entry.after),
        ("later", entry.later),
        ("day mood", entry.mood),
    )
    return ", ".join(f"{name} {mood}" for name, mood in moods if mood is not None)


def left_out_words(left_out: int, moments: int) -> str:
    """How many moments are not in any count of tags or causes, and which these are."""
    are = "is" if left_out == 1 else "are"
    return (
        f"{left_out:,} of {plural(moments, 'moment')} {are} left out of these counts: "
        "not fully wanted, or with a safety tag."
    )
