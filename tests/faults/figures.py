"""What the long runs counted: a table at the end of pytest's report."""

from __future__ import annotations

from collections.abc import Mapping

ROWS: list[tuple[str, Mapping[str, object]]] = []


def say(name: str, table: Mapping[str, object]) -> None:
    """Add a row: what was done, and how often each result occurred."""
    ROWS.append((name, dict(table)))


def lines() -> list[str]:
    """The rows as a Markdown table."""
    found = [f"| {name} | {_counts(table)} |" for name, table in ROWS]
    return ["| what was done | what came of it |", "| --- | --- |", *found]


def _counts(table: Mapping[str, object]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(table.items()))
