"""Tags that are kept off a page, and everything that would give them away there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pdtrack.domain.analysis.care import Fired
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.reflections import Reflection
from pdtrack.domain.entry import Entry


@dataclass(frozen=True, slots=True)
class Redaction:
    """The hidden tags; `words` are the tags and every word that was typed for them."""

    tags: frozenset[str]
    words: frozenset[str]

    def hides(self, entry: Entry) -> bool:
        """Whether a hidden tag is on an entry, by whatever word."""
        return not self.words.isdisjoint(entry.tags or ())

    def names(self, text: str) -> bool:
        """Whether a text has one of the words in it, with hyphens or with spaces."""
        folded = unicodedata.normalize("NFC", text.casefold())
        return any(_pattern(word).search(folded) for word in self.words)

    def without(self, words: Iterable[str]) -> tuple[str, ...]:
        """The words that may be shown."""
        return tuple(word for word in words if word not in self.words and not self.names(word))

    def shown(self, entries: Iterable[Entry], classifier: Classifier) -> list[Entry]:
        """The entries that may be counted.

        An entry that only a hidden tag makes one about safety is left out entirely: counted
        among those left out, it would give away that there is something to hide.
        """
        return [entry for entry in entries if not self._is_safety_by_it(entry, classifier)]

    def stripped(self, entry: Entry) -> Entry:
        """The entry without its hidden tags."""
        if entry.tags is None or not self.hides(entry):
            return entry
        return entry._replace(tags=tuple(word for word in entry.tags if word not in self.words))

    def may_show_note(self, entry: Entry) -> bool:
        """Whether its note may be shown: the entry has no hidden tag, and the note names none."""
        return not self.hides(entry) and not self.names(entry.note or "")

    def may_show(self, text: str, reflection: Reflection) -> bool:
        """Whether a reflection rests on nothing that is hidden, and its words name nothing."""
        rests = any(map(self.hides, reflection.entries)) and reflection.tags & self.tags
        return not self.names(text) and not rests

    def may_say(self, text: str, fired: Fired) -> bool:
        """Whether a line of care rests on nothing that is hidden, and its words name nothing."""
        asked = {tag for condition in fired.rule.any_of for tag in condition.tags}
        rests = any(map(self.hides, fired.entries)) and asked & self.tags
        return not self.names(text) and not rests

    def _is_safety_by_it(self, entry: Entry, classifier: Classifier) -> bool:
        return classifier.is_safety(entry) and not classifier.is_safety(self.stripped(entry))


def _pattern(word: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"[\s_-]+", word.casefold()) if part]
    return re.compile(r"(?<!\w)" + r"[\s_-]+".join(parts) + r"(?!\w)")


def redaction_of(typed: Sequence[str], tags: Iterable[str]) -> Redaction:
    """The redaction of `tags`, which were typed as `typed`."""
    found = frozenset(tags)
    return Redaction(found, found | {word.strip() for word in typed if word.strip()})
