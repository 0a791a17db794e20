"""JSON for scripts, which rely on its names and types (docs/json.md)."""

from __future__ import annotations

import json
from typing import Any

from pdtrack.domain.fields import JSON_SCHEMA
from pdtrack.domain.safe_text import safe_json


def document(content: dict[str, Any]) -> str:
    """`content` under its schema number, as text that ends with a line feed."""
    text = json.dumps({"schema": JSON_SCHEMA, **content}, ensure_ascii=False, indent=2)
    return safe_json(text) + "\n"
