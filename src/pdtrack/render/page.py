"""What a view says, before anybody decides how it looks.

A view builds a page out of these blocks once; `plain` and `rich` draw the same page, so
neither can know a fact that the other does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Heading(NamedTuple):
    """The title of what follows."""

    text: str


class Paragraph(NamedTuple):
    """Prose; line feeds in it part paragraphs.

    `style` is a meaning, not a colour: "plain", "quiet" (an aside), "care" (a card),
    "strong" (the line to read first).
    """

    text: str
    style: str = "plain"


class Lines(NamedTuple):
    """Items, one a line, each marked by a dash."""

    items: tuple[str, ...]
    style: str = "plain"


class Pairs(NamedTuple):
    """Names with their values, one a line."""

    pairs: tuple[tuple[str, str], ...]


class Verbatim(NamedTuple):
    """Text whose lines and spaces stay as they are: a command, a piece of CSV."""

    text: str


class Column(NamedTuple):
    """`title` heads the column of a table; `spoken` is how a cell reads in a sentence.

    `wraps` lets the column give way where a row is too long for the screen.
    """

    title: str
    spoken: str = "{}"
    right: bool = False
    wraps: bool = False


class Drawn(NamedTuple):
    """How a row looks in a drawn table, where that differs from how it is spoken.

    The same facts, shorter: `heading` is shared with the rows around it.
    """

    heading: str
    cells: tuple[str, ...]


class Table(NamedTuple):
    """Rows of cells; an empty cell says nothing.

    `drawn`, where given, has for each row what stands under `titles` in a drawn table.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    titles: tuple[Column, ...] = ()
    drawn: tuple[Drawn, ...] = ()


Span = tuple[str, str]
"""A few characters of a picture, and their meaning, as the style of a paragraph."""


class Picture(NamedTuple):
    """A drawing made of characters, and in `words` the same facts as sentences.

    `rows` are lines made of spans, as wide as the drawing is; whoever reads aloud, or has
    no terminal, gets the words instead, so both must say the same.
    """

    rows: tuple[tuple[Span, ...], ...]
    words: tuple[str, ...]


Block = Heading | Paragraph | Lines | Pairs | Verbatim | Table | Picture
Page = Sequence[Block]


def spoken(table: Table, row: Sequence[str]) -> str:
    """A row as words: what a screen reader says, and what fits any width."""
    said = ""
    for column, cell in zip(table.columns, row, strict=True):
        if cell:
            gap = "" if not said else " " if said.endswith(".") else ", "
            said += gap + column.spoken.format(cell)
    return said
