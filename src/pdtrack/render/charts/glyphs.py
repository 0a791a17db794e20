"""What pictures are made of: characters for every screen, and rows of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pdtrack.render.page import Page, Paragraph, Span

NARROWEST: Final = 40
WIDEST: Final = 200

Row = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Symbols:
    """The characters of a picture; each is one column wide."""

    before: str
    after: str
    later: str
    several: str
    day: str
    middle: str
    line: str
    down: str
    up: str
    axis: str
    corner: str
    base: str
    tick: str
    rise: str
    alike: str
    fall: str
    unknown: str
    full: str
    half: str


# Only characters that the usual fonts of terminals have, Windows' included.
_UNICODE: Final = "○●◊*□─│┐┘┤└─┬▲=▼•█▌"
UNICODE: Final = Symbols(*_UNICODE)
ASCII: Final = Symbols(*"o@x*d-||||+-++=-o##")


def symbols(encoding: str | None) -> Symbols:
    """What a screen of that encoding can show."""
    try:
        _UNICODE.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def fitting(width: int | None) -> int:
    """The columns to draw on: those of the screen, within what a picture can fill."""
    return min(max(width or 80, NARROWEST), WIDEST)


def nothing() -> Page:
    """What stands where there is nothing to draw."""
    return [Paragraph("No entries to draw. pdtrack log writes one.")]


def rounded(value: float) -> int:
    """The whole number that a middle is drawn at; a half goes up."""
    return int(value + 0.5)


def joined(spans: Iterable[Span]) -> Row:
    """Neighbours of one style as one span, without spaces at the end."""
    row = [
        ("".join(text for text, _ in together), style)
        for style, together in groupby(spans, key=lambda span: span[1])
    ]
    while row and not row[-1][0].strip():
        row.pop()
    if row:
        row[-1] = (row[-1][0].rstrip(), row[-1][1])
    return tuple(row)


def packed(items: Iterable[Row], width: int) -> Iterable[Row]:
    """The items of a legend, as many on a line as fit."""
    line: list[Span] = []
    used = 0
    for item in items:
        size = sum(len(text) for text, _ in item)
        if line and used + 3 + size > width:
            yield tuple(line)
            line, used = [], 0
        if line:
            line.append(("   ", "plain"))
            used += 3
        line += item
        used += size
    if line:
        yield tuple(line)


def of(part: int, whole: int) -> str:
    """A count with its whole: `3 of 1,200`."""
    return f"{part:,} of {whole:,}"
