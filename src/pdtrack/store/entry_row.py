"""What a row of the table `entry` says, as an entry, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, Final

from pdtrack.domain.entry import Entry
from pdtrack.store.opening import damaged

COLUMNS: Final = (
    "id",
    "uid",
    "kind",
    "at",
    "at_offset",
    "recorded_at",
    "edited_at",
    "before",
    "before_recalled",
    "after",
    "later",
    "mood",
    "tears",
    "pain",
    "lasted",
    "wanted",
    "with_whom",
    "orgasm",
    "tags",
    "helped",
    "note",
    "settled_tags",
    "settled_with",
    "settled_orgasm",
)
Row = tuple[Any, ...]


# What Python says of a value that can't be: the tables check what comes in, and nobody what
# a disk made of it later.
_IMPOSSIBLE: Final = (TypeError, ValueError, LookupError, AttributeError, OverflowError, OSError)


def seconds(moment: datetime) -> int:
    """A moment as the file keeps it: seconds since 1970, UTC."""
    return int(moment.timestamp())


def image_of(row: Row) -> str:
    """The text under which a row is kept for `undo`."""
    import json  # most commands change nothing that stood

    return json.dumps(row)


def from_image(was: str) -> Row:
    """The row that such a text holds; raises `JournalUnusable` where it holds none."""
    import json

    try:
        row = tuple(json.loads(was))
    except _IMPOSSIBLE:
        raise damaged() from None
    if len(row) != len(COLUMNS):
        raise damaged()
    return row


def instant(seconds: int) -> datetime:
    """The moment that the file keeps so; raises `JournalUnusable` where it can't be one."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except _IMPOSSIBLE:
        raise damaged() from None


_STEPS: Final = frozenset((None, *range(4)))
_MOODS: Final = frozenset((None, *range(11)))
_FLAGS: Final = frozenset((None, 0, 1))
_SCALES: Final = (
    *((COLUMNS.index(name), _MOODS) for name in ("before", "after", "later", "mood")),
    *((COLUMNS.index(name), _STEPS) for name in ("tears", "pain")),
    *((COLUMNS.index(name), _FLAGS) for name in ("before_recalled", "orgasm")),
)


@cache
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def words_of(text: str | None) -> tuple[str, ...] | None:
    """The words of a cell; `None` where it was skipped."""
    if text is None:
        return None
    return tuple(text.split(" ")) if text else ()


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def entry_of(row: Row) -> Entry:
    """The entry that a row of `COLUMNS` holds; raises `JournalUnusable` where it can't be one."""
    try:
        for column, steps in _SCALES:
            if row[column] not in steps:
                raise ValueError
        return _entry(row)
    except _IMPOSSIBLE:
        raise damaged() from None


def _entry(row: Row) -> Entry:
    return Entry(
        id=row[0],
        uid=row[1],
        kind=row[2],
        at=datetime.fromtimestamp(row[3], _zone(row[4])),
        recorded_at=datetime.fromtimestamp(row[5], UTC),
        edited_at=None if row[6] is None else datetime.fromtimestamp(row[6], UTC),
        before=row[7],
        before_recalled=_flag(row[8]),
        after=row[9],
        later=row[10],
        mood=row[11],
        tears=row[12],
        pain=row[13],
        lasted=row[14],
        wanted=row[15],
        with_=row[16],
        orgasm=_flag(row[17]),
        tags=words_of(row[18]),
        helped=words_of(row[19]),
        note=row[20],
        settled_tags=words_of(row[21]),
        settled_with=row[22],
        settled_orgasm=_flag(row[23]),
    )


def _joined(words: Sequence[str] | None) -> str | None:
    return None if words is None else " ".join(words)


def row_of(entry: Entry) -> Row:
    """The row that holds an entry, in the order of `COLUMNS`."""
    offset = entry.at.utcoffset() or timedelta()
    return (
        entry.id,
        entry.uid,
        entry.kind,
        seconds(entry.at),
        int(offset.total_seconds() // 60),
        seconds(entry.recorded_at),
        None if entry.edited_at is None else seconds(entry.edited_at),
        entry.before,
        entry.before_recalled,
        entry.after,
        entry.later,
        entry.mood,
        entry.tears,
        entry.pain,
        entry.lasted,
        entry.wanted,
        entry.with_,
        entry.orgasm,
        _joined(entry.tags),
        _joined(entry.helped),
        entry.note,
        _joined(entry.settled_tags),
        entry.settled_with,
        entry.settled_orgasm,
    )
