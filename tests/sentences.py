"""Sentences of a screen, and those that are on it twice."""

from __future__ import annotations

import re
from collections import Counter

_END = re.compile(r"(?<=[.?!])[\"')]*\s+(?=[\"'(A-Z0-9])")
_LEAST_WORDS = 4


def sentences(text: str) -> list[str]:
    """The sentences of a text, however its lines are broken; empty lines end one as well."""
    parts = re.split(r"\n\s*\n", text)
    return [one.strip() for part in parts for one in _END.split(" ".join(part.split())) if one]


def repeated(text: str) -> list[str]:
    """Every whole sentence of four words or more that is there twice; rows of data may be."""
    whole = (one for one in sentences(text) if one.endswith((".", "?", "!", '"', ":")))
    counts = Counter(one for one in whole if len(one.split()) >= _LEAST_WORDS)
    return [one for one, count in counts.items() if count > 1]
