"""Keeps a spreadsheet from running a text cell as a formula, in a way that can be reversed."""

from __future__ import annotations

import re
from typing import Final

# What a spreadsheet takes for a formula, its full-width twins included, behind any number
# of apostrophes; the apostrophes make the rule reversible.
_RISKY: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_FIRST: Final = frozenset("'=+-@\t\r\n＝＋－＠")


def escape_formula(text: str) -> str:
    """`text`, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text[:1] in _FIRST and _RISKY.match(text) else text


def unescape_formula(cell: str) -> str:
    """The text that `escape_formula` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
