"""Bars out of characters: how often a tag is on harder moments and on other ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pdtrack.domain.analysis.mood_series import TagCount
from pdtrack.domain.plural import many
from pdtrack.render.charts.glyphs import UNICODE, Row, Symbols, of
from pdtrack.render.charts.text import BY_CHANCE, left_out_words
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture

BAR_MOST: Final = 60
TAGS_MOST: Final = 15


def tags(
    counts: Sequence[TagCount],
    *,
    left_out: int,
    moments: int,
    width: int,
    marks: Symbols = UNICODE,
) -> Page:
    """For each tag, its share of the harder moments and of the other ones, with counts."""
    page: list[Block] = [Heading("Tags on harder moments and on other ones")]
    if not counts:
        page.append(Paragraph("No tag to draw yet."))
    shown = counts[:TAGS_MOST]
    if shown:
        first = shown[0]
        page.append(
            Paragraph(
                f"{many(first.hard_total, 'harder moment')}, "
                f"{many(first.other_total, 'other one')}."
            )
        )
        words = tuple(_tag_words(one) for one in shown)
        page.append(Picture(tuple(_tag_rows(shown, width, marks)), words))
        rest = len(counts) - len(shown)
        more = many(rest, "more tag")
        said = f"{more} not drawn; --json has all. " if rest else ""
        page.append(Paragraph(said + BY_CHANCE, "quiet"))
    if left_out:
        page.append(Paragraph(left_out_words(left_out, moments), "quiet"))
    return page


def _tag_words(one: TagCount) -> str:
    return (
        f"{one.tag}: {of(one.hard_with, one.hard_total)} harder moments, "
        f"{of(one.other_with, one.other_total)} other ones."
    )


def _tag_rows(counts: Sequence[TagCount], width: int, marks: Symbols) -> Iterable[Row]:
    first = counts[0]
    longest = max(len(of(n, n)) for n in (first.hard_total, first.other_total))
    room = min(BAR_MOST, width - len("  harder ") - 1 - longest)
    for one in counts:
        yield ((one.tag, "strong"),)
        for name, part, whole, style in (
            ("harder", one.hard_with, one.hard_total, "fall"),
            ("other ", one.other_with, one.other_total, "rise"),
        ):
            bar = _bar(part, whole, room, marks).ljust(room)
            yield ((f"  {name} ", "quiet"), (bar, style), (f" {of(part, whole)}", "plain"))


def _bar(part: int, whole: int, room: int, marks: Symbols) -> str:
    """A share in half columns; what is there at all is seen."""
    if not part:
        return ""
    halves = max(1, round(2 * room * part / whole))
    return marks.full * (halves // 2) + marks.half * (halves % 2)
