"""The days of a calendar: the mood of each, how it changed, and which tears there were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal, get_args

from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import by_day, change, mood_of
from pdtrack.domain.times.day import DAY_END

TearsKind = Literal["tears", "mixed", "happy"]
TEARS_KINDS: Final[tuple[TearsKind, ...]] = get_args(TearsKind)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What one day of the calendar shows.

    `change` is the lowest change of its moments, `None` where none is known. `tears`:
    the first of `TEARS_KINDS` that applies, or nothing. `moments` counts its moments; a day
    without one has day moods alone.
    """

    day: date
    change: int | None
    tears: TearsKind | Literal[""]
    moments: int
    entries: tuple[Entry, ...]

    @property
    def mood(self) -> int | None:
        """The lowest mood right after; on a day without moments, the lowest mood of the day."""
        return mood_of(self.entries)


def calendar_days(
    entries: Iterable[Entry], classifier: Classifier, day_end: time = DAY_END
) -> tuple[CalendarDay, ...]:
    """The days that have an entry, earliest first."""
    return tuple(_day(day, here, classifier) for day, here in by_day(entries, day_end).items())


def _day(day: date, entries: Sequence[Entry], classifier: Classifier) -> CalendarDay:
    moments = [entry for entry in entries if entry.is_moment]
    steps = [step for entry in moments if (step := change(entry)) is not None]
    tears = {tears_of(entry, classifier) for entry in moments}
    return CalendarDay(
        day,
        min(steps) if steps else None,
        next((kind for kind in TEARS_KINDS if kind in tears), ""),
        len(moments),
        tuple(entries),
    )


def tears_of(entry: Entry, classifier: Classifier) -> TearsKind | Literal[""]:
    """Which tears there were: "happy", "mixed", other "tears", or none (empty)."""
    if not classifier.cried(entry):
        return ""
    if classifier.is_happy_tears(entry) and not classifier.is_safety(entry):
        return "happy"
    if classifier.is_mixed_tears(entry) and not classifier.is_safety(entry):
        return "mixed"
    return "tears"
