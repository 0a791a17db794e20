"""Makes text from outside safe to show on a screen; all of it passes here."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# Controls of both tables, line and paragraph separators, zero-width and direction marks:
# whatever could move the cursor, hide a word or turn a line around.
_UNSAFE: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# Joiners where they are part of what is written: between the pictures of one emoji, between
# letters of a script that is spelt with them (Persian, Hindi), and the letters of a flag.
_PICTURE: Final = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED_SCRIPT: Final = (
    "\u0620-\u06ff\u0700-\u07ff\u0840-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af"
    "\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc"
)
_SPELT: Final = (
    f"(?P<spelt>(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])"
    f"|(?<=[{_JOINED_SCRIPT}])\u200c(?=[{_JOINED_SCRIPT}])"
    f"|(?<=[{_JOINED_SCRIPT}])\u200d(?![\u200c\u200d])"
    "|(?<=\U0001f3f4)[\U000e0061-\U000e007a]{1,6}\U000e007f)"
)


def safe(text: str) -> str:
    """`text` with every character that could do something shown as `<U+001B>` instead.

    Line feed and tab stay as they are, and so does what belongs to the spelling of a word.
    """
    if text.isprintable():
        # Nearly always; none of the pattern is, so it need not even be compiled.
        return text
    return _unsafe().sub(
        lambda found: found["spelt"] or f"<U+{ord(found[0]):04X}>",
        text,
    )


@cache
def _unsafe() -> re.Pattern[str]:
    return re.compile(f"{_SPELT}|{_UNSAFE}")


def safe_line(text: str) -> str:
    """`safe` on one line: line feeds and tabs become spaces."""
    return safe(text).replace("\n", " ").replace("\t", " ")


def safe_json(document: str) -> str:
    """A JSON document with the same characters escaped; it still means the same."""

    def escaped(found: re.Match[str]) -> str:
        if found["spelt"]:
            return found[0]
        point = ord(found[0])
        if point > 0xFFFF:
            point -= 0x10000
            return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
        return f"\\u{point:04x}"

    if document.isascii() and "\x7f" not in document:
        return document  # JSON itself has escaped every other control character
    return _unsafe().sub(escaped, document)
