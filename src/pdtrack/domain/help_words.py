"""The words for what helped, and the older or looser words that are shown by them.

They are here and not among the tags: `list` and `show` need them and load no vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# In the order in which they are offered.
HELP_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "being-held": ("held", "hug", "hugs", "hugged", "cuddle", "cuddles", "cuddled", "cuddling"),
    "time-alone": ("left-alone", "alone-time", "being-alone", "space", "some-space"),
    "talking": ("talk", "talked", "talking-about-it"),
    "shower": ("showered", "a-shower"),
    "sleep": ("slept", "sleeping", "nap"),
    "water": ("drank-water", "drinking-water"),
    "crying-it-out": ("cried-it-out", "crying", "cried"),
}
_NAMES: Final = {other: word for word, others in HELP_WORDS.items() for other in others}


def by_name(words: Iterable[str]) -> tuple[str, ...]:
    """What helped, each thing once and by its name; a person's own words are kept."""
    return tuple(dict.fromkeys(_NAMES.get(word, word) for word in words))
