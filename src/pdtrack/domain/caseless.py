"""Text as it is compared: however it was typed, and whatever wrote its accents."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# What a capital I with a dot leaves: the dot is the letter's own.
_DOT: Final = "\u0307"


def caseless(text: str) -> str:
    """The text in NFC and small letters; `İstanbul` is `istanbul`."""
    small = unicodedata.normalize("NFD", text).casefold()
    if _DOT in small:
        small = re.sub(f"i{_DOT}+", "i", small)
    return unicodedata.normalize("NFC", small)
