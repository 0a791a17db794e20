"""Counts in words."""

from __future__ import annotations


def plural(count: int, one: str, more: str = "") -> str:
    """A count with its noun: `1 moment`, `1,200 moments`, `2 entries`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def plural_entries(count: int) -> str:
    """`1 entry`, `1,200 entries`."""
    return plural(count, "entry", "entries")
