"""A row of the table `entry` as an entry, and the other way round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from operator import attrgetter
from typing import Any, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELDS, Field
from pdtrack.store.sqlite_errors import damaged

# What every entry has, in the order of the file; `at_offset` is the offset of `at`, in minutes.
_ALWAYS: Final = ("id", "uid", "kind", "at", "at_offset", "recorded_at", "edited_at")
_REST: Final = tuple(
    sorted(
        (field for field in FIELDS if field.column not in _ALWAYS),
        key=lambda field: field.since,
    )
)
_TEXTS_HELD: Final = ("words", "note", "cards", "choice")
# What undo stores of an entry relies on this order: a later version adds its columns at the end.
COLUMNS: Final = (*_ALWAYS, *(field.column for field in _REST))
_FIRST_COLUMNS: Final = len(_ALWAYS) + sum(field.since == 1 for field in _REST)
Row = tuple[Any, ...]
# Which of the columns hold a text, and which a whole number.
_IS_TEXT: Final = tuple(
    column in ("uid", "kind")
    or any(field.column == column and field.holds in _TEXTS_HELD for field in _REST)
    for column in COLUMNS
)


# What Python raises for an impossible value: the tables check what comes in, and nobody checks
# what a disk made of it later.
_IMPOSSIBLE: Final = (TypeError, ValueError, LookupError, AttributeError, OverflowError, OSError)


def seconds(moment: datetime) -> int:
    """A moment as the file stores it: seconds since 1970, UTC."""
    return int(moment.timestamp())


def image_of(row: Row) -> str:
    """The text that `undo` stores of a row."""
    import json  # most commands change no entry

    return json.dumps(row)


def from_image(was: str) -> Row:
    """The row that such a text holds; raises `JournalUnusable` where it holds none."""
    import json

    try:
        row = tuple(json.loads(was))
    except (*_IMPOSSIBLE, RecursionError):
        raise damaged() from None
    if not _FIRST_COLUMNS <= len(row) <= len(COLUMNS):
        raise damaged()
    for value, is_text in zip(row, _IS_TEXT, strict=False):
        if not (value is None or isinstance(value, str if is_text else int)):
            raise damaged()
    # An older pdtrack knew fewer columns.
    return row + (None,) * (len(COLUMNS) - len(row))


def instant(seconds: int) -> datetime:
    """The moment of so many seconds; raises `JournalUnusable` where there is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except _IMPOSSIBLE:
        raise damaged() from None


def words_of(text: str | None) -> tuple[str, ...] | None:
    """The words of a cell; `None` where it was skipped.

    Raises `JournalUnusable` for what is no text.
    """
    if text is None:
        return None
    if not isinstance(text, str):
        raise damaged()
    return tuple(text.split(" ")) if text else ()


def tags_of(row: Row) -> tuple[str, ...]:
    """The tags of a row: those that it has, and those that it had 48 hours after recording."""
    cells = (row[COLUMNS.index(name)] for name in ("tags", "settled_tags"))
    return tuple(word for cell in cells for word in words_of(cell) or ())


def _reader(field: Field) -> Callable[[Any], Any]:
    """What makes the value of a field from its cell, and fails for one that can't be."""
    match field.holds:
        case "words":
            return words_of
        case "note":
            return _as_text
        case "cards":
            return _cards_of
        case "flag":
            known: dict[Any, Any] = {0: False, 1: True}
        case "choice":
            known = {word: word for word in field.words}
        case _:
            known = {step: step for step in range(field.most + 1)}
    return {None: None, **known}.__getitem__


def _cards_of(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(" ")) if text else ()


def _as_text(value: Any) -> str | None:
    """A text as it is; a file that a disk or a person spoiled may hold bytes or a number."""
    if not (value is None or isinstance(value, str)):
        raise TypeError
    return value


_ATTRIBUTES: Final = tuple(field.attribute for field in _REST)
_answers: Final = attrgetter(*_ATTRIBUTES)
_READERS: Final = tuple(_reader(field) for field in _REST)


@cache
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def entry_of(row: Row) -> Entry:
    """The entry that a row of `COLUMNS` holds; raises `JournalUnusable` where it can't be one."""
    try:
        return _entry(row)
    except _IMPOSSIBLE:
        raise damaged() from None


def _entry(row: Row) -> Entry:
    number, uid, kind, at, offset, recorded_at, edited_at, *cells = row
    values = {
        "id": number,
        "uid": _as_text(uid),
        "kind": _as_text(kind),
        "at": datetime.fromtimestamp(at, _zone(offset)),
        "recorded_at": datetime.fromtimestamp(recorded_at, UTC),
        "edited_at": None if edited_at is None else datetime.fromtimestamp(edited_at, UTC),
    }
    for attribute, read, cell in zip(_ATTRIBUTES, _READERS, cells, strict=True):
        values[attribute] = read(cell)
    return Entry(**values)


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
        *(" ".join(value) if isinstance(value, tuple) else value for value in _answers(entry)),
    )
