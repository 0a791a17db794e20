"""The names of an entry's fields in CSV and JSON, in their order (docs/json.md)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ANSWERS

NAMES: Final = (
    "id",
    "uid",
    "at",
    "recorded_at",
    "edited_at",
    "kind",
    "before",
    "before_recalled",
    "after",
    "later",
    "mood",
    "tears",
    "pain",
    "lasted",
    "wanted",
    "with",
    "orgasm",
    "tags",
    "helped",
    "note",
)
# Free text: what a spreadsheet could take for a formula.
TEXT: Final = frozenset({"uid", "tags", "helped", "note"})
ATTRIBUTES: Final = {name: name for name in NAMES} | {a.name: a.attribute for a in ANSWERS}


def utc(moment: datetime) -> str:
    """ISO 8601 in UTC, with its offset written out."""
    return moment.astimezone(UTC).isoformat()


def as_dict(entry: Entry, *, notes: bool = True) -> dict[str, Any]:
    """An entry as JSON has it: skipped is `None`, lists are lists, times are ISO 8601."""
    values: dict[str, Any] = {name: getattr(entry, ATTRIBUTES[name]) for name in NAMES}
    values["at"] = entry.at.isoformat()
    values["recorded_at"] = utc(entry.recorded_at)
    values["edited_at"] = None if entry.edited_at is None else utc(entry.edited_at)
    for name in ("tags", "helped"):
        if values[name] is not None:
            values[name] = list(values[name])
    if not notes:
        values["note"] = None
    return values
