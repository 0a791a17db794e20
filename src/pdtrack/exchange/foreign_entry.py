"""An entry of another program: when it counts as recorded, its labels and its note."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import EntryKind
from pdtrack.exchange.importing import ImportReport, Incoming
from pdtrack.exchange.own_entry import valid_note
from pdtrack.exchange.parse.labels import RowTags


def foreign_entry(at: datetime, uid: str, *, kind: EntryKind = "day", **answers: Any) -> Entry:
    """An entry of another program, recorded there at about the time it is about.

    So entries stay in the order of their days, and an entry that is imported again is never
    newer than the one in the journal.
    """
    return Entry(at=at, uid=uid, kind=kind, recorded_at=at.astimezone(UTC), **answers)


def labelled_entries(
    at: datetime,
    uid: str,
    row: int,
    labels: RowTags,
    report: ImportReport,
    *,
    mood: int | None = None,
    note: str | None = None,
) -> list[Incoming]:
    """The entry of a row with labels; none where it would be empty.

    It is a moment if a label marks one; its mood is then the one right after.
    """
    answers: dict[str, Any] = {"tags": labels.tags, "note": note}
    if labels.is_moment:
        made = foreign_entry(at, uid, kind="intimate", after=mood, **answers)
    else:
        made = foreign_entry(at, uid, mood=mood, **answers)
    if not made.answered and not made.is_moment:
        report.drop("rows", "they add nothing")
        return []
    return [Incoming(made, row)]


def joined_note(*parts: str) -> str | None:
    """The parts of a note, each on lines of its own; `None` if all are empty."""
    text = "\n".join(stripped for part in parts if (stripped := part.strip()))
    return valid_note(text) if text else None
