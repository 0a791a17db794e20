"""The chart of tags: how often each is on harder moments and on other ones, as bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pdtrack.domain.analysis.tag_counts import TagCount
from pdtrack.domain.plural import plural
from pdtrack.render.charts.glyphs import UNICODE, Glyphs
from pdtrack.render.charts.text import BY_CHANCE, left_out_words, out_of
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture, PictureRow, PictureStyle

BAR_WIDEST: Final = 60
CHART_TAGS_MOST: Final = 15


def tags_chart(
    counts: Sequence[TagCount],
    *,
    left_out: int,
    moments: int,
    width: int,
    glyphs: Glyphs = UNICODE,
) -> Page:
    """For each tag its share of the harder moments and of the other ones, with the counts.

    `left_out` of the `moments` are in no count.
    """
    page: list[Block] = [Heading("Tags in harder moments and in the others")]
    shown = counts[:CHART_TAGS_MOST]
    if shown:
        hard = plural(shown[0].hard_total, "harder moment")
        page.append(Paragraph(f"{hard}, {plural(shown[0].other_total, 'other moment')}."))
        words = tuple(_tag_words(one) for one in shown)
        page.append(Picture(tuple(_tag_rows(shown, width, glyphs)), words))
        rest = len(counts) - len(shown)
        more = f"{plural(rest, 'more tag')} not drawn; --json has all. " if rest else ""
        page.append(Paragraph(more + BY_CHANCE, "quiet"))
    else:
        page.append(Paragraph("No tags to chart yet."))
    if left_out:
        page.append(Paragraph(left_out_words(left_out, moments), "quiet"))
    return page


def _tag_words(one: TagCount) -> str:
    return (
        f"{one.tag}: {out_of(one.hard_with, one.hard_total)} harder moments, "
        f"{out_of(one.other_with, one.other_total)} other moments."
    )


def _tag_rows(counts: Sequence[TagCount], width: int, glyphs: Glyphs) -> Iterable[PictureRow]:
    first = counts[0]
    longest = max(len(out_of(n, n)) for n in (first.hard_total, first.other_total))
    room = min(BAR_WIDEST, width - len("  harder ") - 1 - longest)
    for one in counts:
        yield ((one.tag, "strong"),)
        yield _bar_row("harder", "fall", one.hard_with, one.hard_total, room, glyphs)
        yield _bar_row("other ", "rise", one.other_with, one.other_total, room, glyphs)


def _bar_row(
    name: str, style: PictureStyle, part: int, whole: int, room: int, glyphs: Glyphs
) -> PictureRow:
    bar = _bar(part, whole, room, glyphs).ljust(room)
    return ((f"  {name} ", "quiet"), (bar, style), (f" {out_of(part, whole)}", "plain"))


def _bar(part: int, whole: int, room: int, glyphs: Glyphs) -> str:
    """A share in half columns; the smallest share is still visible."""
    if not part:
        return ""
    halves = max(1, round(2 * room * part / whole))
    return glyphs.full * (halves // 2) + glyphs.half * (halves % 2)
