"""A page with the little colour and the tables that help; the only module that imports Rich."""

from __future__ import annotations

import io
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text
from rich.theme import Theme

from pdtrack.render.page import (
    Block,
    Heading,
    Lines,
    Page,
    Pairs,
    Paragraph,
    Table,
    Verbatim,
    spoken,
)
from pdtrack.render.safe import safe, safe_line

# Meanings to looks. No red anywhere, and nothing that only colour says.
THEME: Final = Theme(
    {
        "title": "bold",
        "strong": "bold",
        "quiet": "dim",
        "care": "bold",
        "name": "cyan",
        "plain": "none",
    }
)
WIDEST: Final = 88


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
    for number, block in enumerate(page):
        if number:
            console.print()
        _draw(console, block, width)
    return out.getvalue()


def _draw(console: Console, block: Block, width: int) -> None:
    prose = min(width, WIDEST)
    match block:
        case Heading(text):
            console.print(Text(safe_line(text), "title"), width=prose)
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
        case Pairs(pairs):
            grid = RichTable.grid(padding=(0, 2))
            for name, value in pairs:
                grid.add_row(Text(safe_line(name), "quiet"), Text(safe(value)))
            console.print(grid, width=prose)
        case Verbatim(text):
            console.print(Text(safe(text), "name"), soft_wrap=True)
        case Table():
            _draw_table(console, block, width)


def _draw_care(console: Console, text: str, width: int) -> None:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            console.print()
        console.print(Padding(Text(safe(paragraph)), (0, 2)), width=width)


def _draw_table(console: Console, table: Table, width: int) -> None:
    rows = [[safe_line(cell) for cell in row] for row in table.rows]
    if not _fits(table, rows, width):
        for row in rows:
            console.print(Text(spoken(table, row)), width=width)
        return
    drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False, header_style="quiet", show_edge=False)
    for column in table.columns:
        drawn.add_column(
            Text(column.title), justify="right" if column.right else "left", no_wrap=True
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)


def _fits(table: Table, rows: list[list[str]], width: int) -> bool:
    widths = [cell_len(column.title) for column in table.columns]
    for row in rows:
        widths = [max(wide, cell_len(cell)) for wide, cell in zip(widths, row, strict=True)]
    return sum(widths) + 2 * len(widths) <= width
