"""The characters that pictures are drawn with, for every screen, and how rows are put together."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from pdtrack.render.page import PictureRow, StyledText

# Marks over and under a letter, and invisible signs such as joiners.
_NO_COLUMN: Final = frozenset(("Mn", "Me", "Cf"))
_JOINER: Final = "\u200d"
# After a sign that can be a letter or a picture, such as a heart.
_AS_PICTURE: Final = "\ufe0f"

PICTURE_NARROWEST: Final = 40
PICTURE_WIDEST: Final = 200


class Glyphs(NamedTuple):
    """The characters of a picture; each is one column wide."""

    before: str
    after: str
    later: str
    several: str
    day: str
    median: str
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
    left_half: str
    no_entry: str
    cut: str
    then: str


# Only characters that the usual terminal fonts have, including those of Windows.
_UNICODE: Final = "○●◊*□─│┐┘┤└─┬▲=▼•█▌▐·…→"
UNICODE: Final = Glyphs(*_UNICODE)
ASCII: Final = Glyphs(*"o@x*d-||||+-+^=vo###.~>")


def glyphs_for(encoding: str | None) -> Glyphs:
    """The characters that a screen with that encoding can show."""
    try:
        _UNICODE.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def picture_width(screen: int | None) -> int:
    """How many columns a picture fills on a screen; `None` is a screen of unknown width."""
    return min(max(screen or 80, PICTURE_NARROWEST), PICTURE_WIDEST)


def columns_of(text: str) -> int:
    """How many columns of a screen the text takes."""
    return len(text) if text.isascii() else sum(_columns(text))


def _columns(text: str) -> Iterator[int]:
    """The columns that each character adds: none for a mark, or a sign joined to another."""
    before, base = "", 0
    for character in text:
        if character == _AS_PICTURE:
            columns = int(base == 1)
        elif unicodedata.category(character) in _NO_COLUMN or _joins(before, character):
            columns = 0
        else:
            columns = base = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        yield columns
        before = character


def _joins(before: str, character: str) -> bool:
    """Whether an emoji is drawn as one with what is before it, such as a couple of two people."""
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return bool(before)  # a skin tone
    return before == _JOINER and unicodedata.category(character) == "So"


def fitted(text: str, columns: int, glyphs: Glyphs) -> str:
    """The text with spaces up to so many columns, or cut where it is longer."""
    if columns_of(text) > columns:
        # From the front, so that a text of any length takes no longer than a row.
        used = kept = 0
        for columns_added in _columns(text):
            used += columns_added
            if used >= columns:
                break
            kept += 1
        text = text[:kept] + glyphs.cut
    return text + " " * (columns - columns_of(text))


def merged(spans: Iterable[StyledText]) -> PictureRow:
    """A row in which neighbours of one style are one piece, without spaces at its end."""
    row = [
        ("".join(text for text, _ in together), style)
        for style, together in groupby(spans, key=lambda span: span[1])
    ]
    while row and not row[-1][1].startswith("step"):  # the spaces of a filled cell are seen
        text, style = row.pop()
        if text.strip():
            return (*row, (text.rstrip(), style))
    return tuple(row)


def legend_rows(items: Iterable[PictureRow], width: int) -> Iterable[PictureRow]:
    """The items of a legend, as many on a row as fit."""
    row: list[StyledText] = []
    used = 0
    for item in items:
        size = sum(len(text) for text, _ in item)
        if row and used + 3 + size > width:
            yield tuple(row)
            row, used = [], 0
        if row:
            row.append(("   ", "plain"))
            used += 3
        row += item
        used += size
    if row:
        yield tuple(row)
