"""The chart of tags: a line each, with how often it is on harder moments and on other ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from pdtrack.domain.analysis.tag_counts import TagCount
from pdtrack.domain.plural import plural
from pdtrack.render.charts.glyphs import UNICODE, Glyphs, columns_of, fitted, merged
from pdtrack.render.charts.text import left_out_words, out_of
from pdtrack.render.page import Block, Heading, Page, Paragraph, Picture, PictureRow

# With them, the chart has 18 lines.
CHART_TAGS_MOST: Final = 12
BAR_WIDEST: Final = 30
LABEL_WIDEST: Final = 20
# From here on, each count has its total next to it.
TOTALS_FROM: Final = 64


def tags_chart(
    counts: Sequence[TagCount],
    *,
    left_out: int,
    moments: int,
    width: int,
    glyphs: Glyphs = UNICODE,
    most: int | None = CHART_TAGS_MOST,
) -> Page:
    """For each tag its share of the harder moments, to the left, and of the others.

    The `most` common are shown, by their larger share. `left_out` of the `moments` are in no count.
    """
    asides = [left_out_words(left_out, moments)] if left_out else []
    if not counts:
        none = Paragraph(" ".join(("No tags to chart yet.", *asides)))
        return [Heading("Tags"), none]
    common = sorted(counts, key=lambda one: -max(_shares(one)))[:most]
    shown = [one for one in counts if one in common]
    asides.insert(0, "Some can look like this by chance.")
    if rest := len(counts) - len(shown):
        asides.insert(0, f"{plural(rest, 'more tag')}: --all.")
    hard = plural(counts[0].hard_total, "harder moment")
    other = plural(counts[0].other_total, "other", "others")
    page: list[Block] = [
        Heading("Tags", f"in {hard} and {other}"),
        Picture(tuple(_rows(shown, width, glyphs)), tuple(_words(one) for one in shown)),
        Paragraph(" ".join(asides), "quiet"),
    ]
    return page


def _shares(one: TagCount) -> tuple[float, float]:
    return one.hard_with / (one.hard_total or 1), one.other_with / (one.other_total or 1)


def _words(one: TagCount) -> str:
    return (
        f"{one.tag}: {out_of(one.hard_with, one.hard_total)} harder moments, "
        f"{out_of(one.other_with, one.other_total)} other moments."
    )


def _rows(counts: Sequence[TagCount], width: int, glyphs: Glyphs) -> Iterable[PictureRow]:
    """Bars that grow from the middle, to one scale on both sides, in half columns."""
    label = min(max(columns_of(one.tag) for one in counts), LABEL_WIDEST, width // 3)
    has_totals = width >= TOTALS_FROM

    def number(part: int, whole: int) -> str:
        if not part:
            return glyphs.no_entry
        return out_of(part, whole) if has_totals else f"{part:,}"

    hard = [number(one.hard_with, one.hard_total) for one in counts]
    other = [number(one.other_with, one.other_total) for one in counts]
    longest = max(map(len, (*hard, *other)))
    bar = min(BAR_WIDEST, (width - label - len("  │ ") - 2 * (longest + 1)) // 2)
    largest = max(max(_shares(one)) for one in counts)
    middle = label + 1 + longest + 1 + bar
    yield ((f"{'harder':>{middle}} {glyphs.line} other", "quiet"),)
    for one, left, right in zip(counts, hard, other, strict=True):
        halves = [ceil(2 * bar * share / largest) for share in _shares(one)]
        harder = _bar(halves[0], glyphs.left_half, glyphs)[::-1]
        yield merged(
            (
                (fitted(one.tag, label, glyphs), "plain"),
                (f"{left:>{middle - label - len(harder) - 1}} ", "plain"),
                (harder, "fall"),
                (f" {glyphs.line} ", "quiet"),
                (_bar(halves[1], glyphs.half, glyphs), "rise"),
                (f" {right}", "plain"),
            )
        )


def _bar(halves: int, half: str, glyphs: Glyphs) -> str:
    return glyphs.full * (halves // 2) + half * (halves % 2)
