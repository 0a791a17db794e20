"""A page as a terminal shows it: with tables and a little colour, drawn by Rich."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text
from rich.theme import Theme

from pdtrack.domain.safe_text import safe, safe_line
from pdtrack.render.page import (
    Block,
    Column,
    Heading,
    Lines,
    Page,
    Pairs,
    Paragraph,
    Picture,
    PictureRow,
    Table,
    Verbatim,
    spoken,
)

# How each meaning looks. There is no red, and nothing is shown by colour alone. Orange and
# blue differ for colour-blind eyes; a filled cell brings its own text colour, so that it reads at
# 4.7 to 1 or better on any background.
THEME: Final = Theme(
    {
        "title": "bold",
        "strong": "bold",
        "quiet": "dim",
        "care": "bold",
        "plain": "none",
        "fall": "color(130)",
        "rise": "color(63)",
        "step-0": "color(231) on color(130)",
        "step-1": "color(16) on color(173)",
        "step-2": "color(16) on color(250)",
        "step-3": "color(16) on color(104)",
        "step-4": "color(231) on color(62)",
    }
)
# Where there are 16 colours, each person's own: a mood is its number, and the lowest are bold.
FEW_COLOURS: Final = Theme(
    {
        "fall": "bold",
        "rise": "bold",
        "step-0": "bold reverse",
        "step-1": "bold",
        "step-2": "none",
        "step-3": "none",
        "step-4": "none",
    }
)
PROSE_WIDEST: Final = 88
# The names and the values of `Pairs`, by what is quiet in it.
PAIR_STYLES: Final = {
    "names": ("quiet", "plain"),
    "values": ("plain", "quiet"),
    "neither": ("strong", "plain"),
}
# A column that wraps is never narrower than this.
COLUMN_NARROWEST: Final = 12
COLUMN_GAP: Final = 2


def rich(page: Page, width: int) -> str:
    """`page` with escape sequences for a terminal of `width` columns."""
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=True,
        width=width,
        theme=THEME,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    if console.color_system == "standard":
        console.push_theme(FEW_COLOURS)
    for number, block in enumerate(page):
        if number:
            console.print()
        _draw(console, block, width)
    return out.getvalue()


def _draw(console: Console, block: Block, width: int) -> None:
    prose = min(width, PROSE_WIDEST)
    match block:
        case Heading(text, aside):
            title = Text.assemble((safe_line(text), "title"), f"   {aside}" if aside else "")
            console.print(title, width=prose)
        case Paragraph(text, style):
            if style == "care":
                # The stripe is for eyes that scan; the words are the message.
                _draw_care(console, text, prose)
            else:
                console.print(Text(safe(text), style), width=prose)
        case Lines(items, style):
            for item in items:
                grid = RichTable.grid(padding=(0, 1))
                grid.add_row(Text("-", "quiet"), Text(safe(item), style))
                console.print(grid, width=prose)
        case Pairs():
            _draw_pairs(console, block, prose)
        case Verbatim(text):
            console.print(Text(safe(text), "strong"), soft_wrap=True)
        case Table():
            _draw_table(console, block, width)
        case Picture(rows, _):
            for row in rows:
                console.print(_drawn(row), no_wrap=True, overflow="ellipsis", width=width)


def _draw_pairs(console: Console, block: Pairs, width: int) -> None:
    """Names next to their values; on a narrow screen above them, so that no name is cut."""
    longest = max((cell_len(name) for name, _ in block.pairs), default=0)
    if longest * 3 > width:
        for name, value in block.pairs:
            console.print(Text(safe_line(name), "strong", overflow="fold"), width=width)
            console.print(Padding(Text(safe(value)), (0, 0, 0, 2)), width=width)
        return
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    names, values = PAIR_STYLES[block.quiet]
    for name, value in block.pairs:
        grid.add_row(Text(safe_line(name), names), Text(safe(value), values))
    console.print(grid, width=width)


def _draw_care(console: Console, text: str, width: int) -> None:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            console.print()
        console.print(Padding(Text(safe(paragraph)), (0, 2)), width=width)


def _draw_table(console: Console, table: Table, width: int) -> None:
    columns = table.titles or table.columns
    rows = [tuple(map(_drawn, row)) for row in table.drawn] or [
        tuple(Text(safe_line(cell)) for cell in row) for row in table.rows
    ]
    if not _fits(columns, rows, width):
        for cells in table.rows:
            console.print(Text(safe(spoken(table, cells))), width=width)
        return
    grid = RichTable(box=None, pad_edge=False, padding=(0, COLUMN_GAP, 0, 0), header_style="quiet")
    for column in columns:
        grid.add_column(
            Text(column.title),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for row in rows:
        grid.add_row(*row)
    console.print(grid)


def _drawn(row: PictureRow) -> Text:
    return Text.assemble(*((safe_line(text), style) for text, style in row))


def _fits(columns: Sequence[Column], rows: Sequence[tuple[Text, ...]], width: int) -> bool:
    """Whether every column that does not wrap has its room, and the others enough to read."""
    widths = [cell_len(column.title) for column in columns]
    for row in rows:
        widths = [max(wide, cell.cell_len) for wide, cell in zip(widths, row, strict=True)]
    for number, column in enumerate(columns):
        if column.wraps:
            widths[number] = min(widths[number], COLUMN_NARROWEST)
    return sum(widths) + COLUMN_GAP * (len(widths) - 1) <= width
