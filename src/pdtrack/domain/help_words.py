"""The words for what helped, and the older or looser words that are shown by them.

They are here and not among the tags: `list` and `show` need them and load no vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# In the order in which they are offered.
HELP_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "being-held": ("held", "hug", "hugs", "hugged", "cuddle", "cuddles", "cuddled", "cuddling"),
    "time-alone": ("left-alone", "alone-time", "being-alone", "space"),
    "talking": ("talk", "talked", "talking-about-it"),
    "shower": ("showered",),
    "sleep": ("slept", "sleeping", "nap"),
    "water": ("drank-water", "drinking-water"),
    "crying-it-out": ("cried-it-out", "crying", "cried"),
}
_NAMES: Final = {other: word for word, others in HELP_WORDS.items() for other in others}


# "a shower" is the shower, and "a-walk" would be no word of anybody's.
_LEADS: Final = ("a-", "an-", "the-", "my-", "some-", "having-a-", "taking-a-")


def by_name(words: Iterable[str]) -> tuple[str, ...]:
    """What helped, each thing once and by its name; a person's own words are kept."""
    return tuple(dict.fromkeys(map(_name, words)))


def _name(word: str) -> str:
    for lead in _LEADS:
        rest = word.removeprefix(lead)
        if rest != word and (rest in HELP_WORDS or rest in _NAMES):
            word = rest
    return _NAMES.get(word, word)
