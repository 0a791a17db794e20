"""The machine's shapes (docs/json.md). Names and types are a promise to scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from pdtrack.domain.answers import ANSWERS
from pdtrack.domain.entry import Entry
from pdtrack.render.safe import safe_json

SCHEMA: Final = 1

# The order of the columns of the CSV and of the names of an entry in JSON.
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
_ATTRIBUTES: Final = {answer.name: answer.attribute for answer in ANSWERS}


def document(content: dict[str, Any]) -> str:
    """`content` under its schema number, as text that ends with a line feed."""
    text = json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, indent=2)
    return safe_json(text) + "\n"


def entry(entry: Entry) -> dict[str, Any]:
    """An entry: skipped is `None`, lists are lists, times are ISO 8601."""
    values = {name: getattr(entry, _ATTRIBUTES.get(name, name)) for name in NAMES}
    values["at"] = entry.at.isoformat()
    values["recorded_at"] = utc(entry.recorded_at)
    values["edited_at"] = None if entry.edited_at is None else utc(entry.edited_at)
    for name in ("tags", "helped"):
        if values[name] is not None:
            values[name] = list(values[name])
    return values


def entries(many: Iterable[Entry]) -> dict[str, Any]:
    """The document of a list of entries, without its schema number."""
    return {"entries": [entry(one) for one in many]}


def utc(moment: datetime) -> str:
    """ISO 8601 in UTC, with its offset written out."""
    return moment.astimezone(UTC).isoformat()
