"""What a view says, before anybody decides how it looks.

A view builds a page out of these blocks once; `plain` and `rich` draw the same page, so
neither can know a fact that the other does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose; line feeds in it part paragraphs.

    `style` is a meaning, not a colour: "plain", "quiet" (an aside), "care" (a card),
    "strong" (the line to read first).
    """

    text: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Lines:
    """Items, one a line, each marked by a dash."""

    items: tuple[str, ...]
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values, one a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text whose lines and spaces stay as they are: a command, a piece of CSV."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """`title` heads the column of a table; `spoken` is how a cell reads in a sentence."""

    title: str
    spoken: str = "{}"
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; an empty cell says nothing."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Lines | Pairs | Verbatim | Table
Page = Sequence[Block]


def spoken(table: Table, row: Sequence[str]) -> str:
    """A row as words: what a screen reader says, and what fits any width."""
    said = ""
    for column, cell in zip(table.columns, row, strict=True):
        if cell:
            gap = "" if not said else " " if said.endswith(".") else ", "
            said += gap + column.spoken.format(cell)
    return said
