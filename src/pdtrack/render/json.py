"""JSON for scripts, which rely on its names and types (docs/json.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.safe_text import safe_json

SCHEMA: Final = 1


def document(content: dict[str, Any]) -> str:
    """`content` under its schema number, as text that ends with a line feed."""
    text = json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, indent=2)
    return safe_json(text) + "\n"


def entry_lines(entries: Iterable[Entry], *, notes: bool = True) -> Iterator[str]:
    """`{"schema": 1, "entries": [...]}` in pieces, an entry a line, so that memory stays flat."""
    yield f'{{"schema": {SCHEMA}, "entries": ['
    lead = "\n"
    for entry in entries:
        text = json.dumps(as_dict(entry, notes=notes), ensure_ascii=False)
        yield lead + safe_json(text)
        lead = ",\n"
    yield "\n]}\n"
