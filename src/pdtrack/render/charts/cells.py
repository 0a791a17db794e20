"""Filled cells: a mood as its number, on the colour of its step."""

from __future__ import annotations

from typing import Final

from pdtrack.domain.fields import MOOD_MOST
from pdtrack.domain.moods import STEPS, step_of
from pdtrack.render.page import PictureRow, PictureStyle, StyledText

# 10 where it has to fit one column.
TEN_LETTER: Final = "X"
_FILLED: Final[tuple[PictureStyle, ...]] = ("step-0", "step-1", "step-2", "step-3", "step-4")
# What each step is: a legend by itself.
STEPS_LEGEND: Final[PictureRow] = tuple(
    (f" {low}-{high} ", style) for (low, high), style in zip(STEPS, _FILLED, strict=True)
)


def mood_style(mood: int) -> PictureStyle:
    """How a cell with that mood looks."""
    return _FILLED[step_of(mood)]


def day_cell(mood: int | None, *, moments: int, wide: int = 1, mark: str = "") -> StyledText:
    """A day with an entry, filled if it has a moment; `?` where no mood was noted."""
    style: PictureStyle = "plain" if mood is None else mood_style(mood)
    number = "?" if mood is None else str(mood)
    if mood == MOOD_MOST and wide < len("10t"):
        number = TEN_LETTER
    return (number + mark).ljust(wide), style if moments else "quiet"
