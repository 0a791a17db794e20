"""What moods come to: the change of an entry, the mood of a day, and its step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, day_of

# A difference of mood that counts as a change; on 0-10 pain scales about 2 points do.
CHANGED: Final = 2
# Five steps of moods, worst first: 0-2, 3-4, 5-6, 7-8 and 9-10.
STEPS: Final = ((0, 2), (3, 4), (5, 6), (7, 8), (9, 10))


def change(entry: Entry) -> int | None:
    """`after` minus `before`, -10 to 10; `None` where one of them was skipped."""
    if entry.before is None or entry.after is None:
        return None
    return entry.after - entry.before


def by_day(entries: Iterable[Entry], day_end: time = DAY_END) -> dict[date, list[Entry]]:
    """The entries of each day that has one, earliest day first."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(day_of(entry.at, day_end), []).append(entry)
    return dict(sorted(days.items()))


def mood_of(entries: Sequence[Entry]) -> int | None:
    """The lowest mood right after; on a day without moments, the lowest mood of the day."""
    moments = [entry for entry in entries if entry.is_moment]
    noted = [entry.reading for entry in moments or entries if entry.reading is not None]
    return min(noted, default=None)


def step_of(mood: int) -> int:
    """Which of the `STEPS` a mood is in."""
    return next(number for number, (_, most) in enumerate(STEPS) if mood <= most)
