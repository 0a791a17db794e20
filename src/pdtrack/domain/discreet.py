"""Neutral labels for the answers, for when someone may see the screen.

A label, and which numbers or words may be typed. What each means is in docs/privacy.md,
and a question mark typed at the prompt shows the whole question.
"""

from typing import Any, Final, NamedTuple

from pdtrack.domain.fields import ANSWERS, Field


class DiscreetLabel(NamedTuple):
    """What one answer is called. `words`, where there are some, are numbered from 1."""

    label: str
    allowed: str = ""
    words: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What a prompt asks."""
        return f"{self.label} {self.allowed}".rstrip() + "?"

    def typed(self, text: str) -> str:
        """The word that a typed number means; any other text as it is."""
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


def _label_of(field: Field) -> DiscreetLabel:
    if field.holds == "choice":
        return DiscreetLabel(field.neutral, f"1-{len(field.words)}", field.words)
    if field.holds in ("mood", "step"):
        return DiscreetLabel(field.neutral, f"0-{field.most}")
    return DiscreetLabel(field.neutral, "yes or no" if field.holds == "flag" else "")


# By the attribute of `Entry`.
DISCREET: Final = {field.attribute: _label_of(field) for field in ANSWERS}
