"""A page as words and numbers: complete, without boxes, colours or cursor movements."""

from __future__ import annotations

import textwrap

from pdtrack.domain.safe_text import safe, safe_line
from pdtrack.render.page import (
    Block,
    Heading,
    Lines,
    Page,
    Pairs,
    Paragraph,
    Picture,
    Table,
    Verbatim,
    spoken,
)


def plain(page: Page, width: int | None) -> str:
    """`page` as text that ends with a line feed; without a `width` no line is wrapped."""
    drawn = [block for block in (_block(block, width) for block in page) if block]
    return "\n\n".join(drawn) + "\n" if drawn else ""


def _block(block: Block, width: int | None) -> str:
    match block:
        case Heading(text, aside):
            return _wrap(f"{text}: {aside}" if aside else text, width)
        case Paragraph(text):
            return "\n".join(_wrap(line, width) for line in text.split("\n"))
        case Lines(items):
            return "\n".join(_wrap(item, width, lead="- ") for item in items)
        case Pairs(pairs, _):
            return "\n".join(_wrap(value, width, lead=f"{name}: ") for name, value in pairs)
        case Verbatim(text):
            return safe(text)
        case Table():
            return "\n".join(_wrap(spoken(block, row), width) for row in block.rows)
        case Picture(_, words):
            return "\n".join(_wrap(line, width) for line in words)


def _wrap(text: str, width: int | None, lead: str = "") -> str:
    """One paragraph on lines of at most `width`, indented from the second line on."""
    if width is None:
        return safe_line(lead) + safe(text)
    indent = " " * min(len(lead), 4)
    lines = []
    for number, line in enumerate(safe(text).split("\n")):
        lines += textwrap.wrap(
            line,
            max(width, 20),
            initial_indent=safe_line(lead) if number == 0 else indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)
