"""Neutral words for the answers, for when somebody may read over the shoulder.

A label, and which numbers or words may be typed. What it stands for is in docs/privacy.md,
and a question mark typed at the prompt says it in full.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from pdtrack.domain.entry import LASTED, WANTED, WITH


class Neutral(NamedTuple):
    """How one answer is called. `words`, where there are some, are numbered from 1."""

    label: str
    allowed: str = ""
    words: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What a prompt asks."""
        return f"{self.label} {self.allowed}".rstrip() + "?"

    def typed(self, text: str) -> str:
        """The word that a typed number stands for; any other text as it is."""
        word = text.strip()
        if len(word) == 1 and word in "123456789" and int(word) <= len(self.words):
            return self.words[int(word) - 1]
        return text

    def text(self, value: Any) -> str:
        """A value in numbers: which word it is, how many words, whether there is a note."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, tuple):
            return str(len(value))
        if self.words:
            return str(self.words.index(value) + 1)
        return str(value) if isinstance(value, int) else "yes"


# By the attribute of `Entry`.
NEUTRAL: Final = {
    "before": Neutral("before", "0-10"),
    "after": Neutral("now", "0-10"),
    "later": Neutral("later", "0-10"),
    "mood": Neutral("now", "0-10"),
    "tears": Neutral("scale A", "0-3"),
    "wanted": Neutral("choice", "1-5", WANTED),
    "tags": Neutral("words"),
    "pain": Neutral("scale B", "0-3"),
    "lasted": Neutral("time", "1-4", LASTED),
    "with_": Neutral("with", "1-2", WITH),
    "orgasm": Neutral("mark", "yes or no"),
    "helped": Neutral("helped"),
    "note": Neutral("note"),
}
