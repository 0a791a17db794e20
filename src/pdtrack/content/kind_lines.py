"""The one kind line after saving; `log` with a number alone needs no other words."""

from __future__ import annotations

from pdtrack.content.rows import rows


def kind_line(state: str, number: int) -> str:
    """A line for the state of an entry; another one for the next number."""
    texts = kind_lines()[state]
    return texts[number % len(texts)]


def kind_lines() -> dict[str, tuple[str, ...]]:
    """The lines for each state, in their order."""
    return {row["state"]: tuple(row["texts"]) for row in rows("kind_lines.toml")["line"]}
