"""Which moment a new mood belongs to: one that `before` opened, or the newest one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pdtrack.domain.entry import Entry

# How long a moment that `before` opened waits for its `log`.
COMPLETES_WITHIN: Final = timedelta(hours=12)
# How long after a moment a later mood still belongs to it.
LATER_WITHIN: Final = timedelta(hours=36)
# All that an opened entry can have.
OPENING: Final = frozenset({"before", "tags", "note"})


def is_open_moment(entry: Entry) -> bool:
    """Whether the entry was opened by a mood before and not completed yet."""
    return (
        entry.is_moment
        and entry.before is not None
        and entry.before_recalled is False
        and OPENING.issuperset(entry.answered)
    )


def opened(entries: Iterable[Entry], at: datetime) -> Entry | None:
    """The newest opened entry that a `log` at `at` completes, or `None`."""
    return _newest(e for e in entries if is_open_moment(e) and _within(e, at, COMPLETES_WITHIN))


def recent(entries: Iterable[Entry], at: datetime) -> Entry | None:
    """The newest moment that a later mood at `at` belongs to, or `None`."""
    return _newest(e for e in entries if e.is_moment and _within(e, at, LATER_WITHIN))


def _within(entry: Entry, at: datetime, span: timedelta) -> bool:
    return at - span <= entry.at <= at


def _newest(entries: Iterable[Entry]) -> Entry | None:
    return max(entries, key=lambda entry: (entry.at, entry.id or 0), default=None)
