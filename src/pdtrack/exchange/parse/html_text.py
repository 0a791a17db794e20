"""Notes with HTML in them as plain text. Only tags that notes use are tags; the rest is text.

`<b>` and `<a href="x">` are tags; `a<b and c>d` and `<me@x.org>` are what someone wrote.
"""

from __future__ import annotations

import html
import re
from typing import Final

_NAMES: Final = (
    "a|b|blockquote|body|br|code|del|div|em|font|h[1-6]|head|hr|html|i|ins|li|ol|p|pre|s|small"
    "|span|strike|strong|sub|sup|u|ul"
)
_ATTRIBUTE: Final = r"""\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_TAG: Final = re.compile(rf"<(/?)({_NAMES})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.I)
_BLOCKS: Final = re.compile(r"blockquote|div|h[1-6]|ol|p|pre|ul")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def plain_text(note: str) -> str:
    """The note without its HTML; a note that has none stays as it is."""
    if not (_TAG.search(note) or _ENTITY.search(note)):
        return note.strip()
    text = _TAG.sub(_line_break, note)
    text = html.unescape(text).replace("\u00a0", " ")
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def _line_break(found: re.Match[str]) -> str:
    closing, name = found[1], found[2].casefold()
    if name in ("br", "hr"):
        return "\n"
    if name == "li":
        return "" if closing else "\n- "
    return "\n" if _BLOCKS.fullmatch(name) else ""
