"""What a command shows, before it is decided how it looks.

A page is built from these blocks once. `plain` and `rich` both print it, so neither can show
a fact that the other leaves out.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

# Meanings, not colours. quiet: an aside. care: a card. strong: the line to read first.
TextStyle = Literal["plain", "quiet", "care", "strong"]
# step-0 to step-4: a cell filled by how good the mood in it is, worst first.
PictureStyle = Literal[
    "plain", "quiet", "strong", "title", "rise", "fall",
    "step-0", "step-1", "step-2", "step-3", "step-4",
]  # fmt: skip


class Heading(NamedTuple):
    """The title of what follows; `aside` says how to read it."""

    text: str
    aside: str = ""


class Paragraph(NamedTuple):
    """Prose; each line feed in it begins a new paragraph."""

    text: str
    style: TextStyle = "plain"


class Lines(NamedTuple):
    """Items, one on a line, each after a dash."""

    items: tuple[str, ...]
    style: TextStyle = "plain"


class Pairs(NamedTuple):
    """Names with their values, one pair on a line; `quiet` is what need not be seen first.

    Where names are what to type, their values explain them and may be the quiet ones.
    """

    pairs: tuple[tuple[str, str], ...]
    quiet: Literal["names", "values", "neither"] = "names"


class Verbatim(NamedTuple):
    """Text whose lines and spaces stay as they are: a command, a piece of CSV."""

    text: str


class Column(NamedTuple):
    """A column of a table: its title, and as `spoken` how a cell reads in a sentence.

    Where a row is too long for the screen, the columns that wrap become narrower.
    """

    title: str
    spoken: str = "{}"
    right: bool = False
    wraps: bool = False


# A few characters of a picture or of a cell, and what they mean.
StyledText = tuple[str, PictureStyle]
PictureRow = tuple[StyledText, ...]


class Table(NamedTuple):
    """Rows of cells; an empty cell is left out of a sentence.

    `drawn`, if given, has for each row what is drawn instead, shorter, in the columns `titles`.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    titles: tuple[Column, ...] = ()
    drawn: tuple[tuple[PictureRow, ...], ...] = ()


class Picture(NamedTuple):
    """A drawing made of characters, and in `words` the same facts as sentences.

    Screen readers, and programs that read the output, get the words instead of the rows.
    """

    rows: tuple[PictureRow, ...]
    words: tuple[str, ...]


Block = Heading | Paragraph | Lines | Pairs | Verbatim | Table | Picture
Page = Sequence[Block]


def spoken(table: Table, row: Sequence[str]) -> str:
    """A row as a sentence, for screen readers and for screens that are too narrow for it."""
    text = ""
    for column, cell in zip(table.columns, row, strict=True):
        if cell:
            gap = "" if not text else " " if text.endswith(".") else ", "
            text += gap + column.spoken.format(cell)
    return text
