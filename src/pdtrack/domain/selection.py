"""Which entries `list`, `patterns`, `chart`, `report` and `export` look at."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from pdtrack.domain.caseless import caseless
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import EntryKind, WithWord
from pdtrack.domain.times.day import is_within

if TYPE_CHECKING:
    from pdtrack.domain.analysis.classify import Classifier


class Selection(NamedTuple):
    """The entries that have all of this.

    `since` and `until` without an offset are what the clock showed at the entry. `tags` are
    those that an entry has, `without` those that it lacks; `none_fits` is an entry that was
    asked for tags, and none fits, `some_fit` one of which that is not so. `text` is in the note.
    """

    since: datetime | None = None
    until: datetime | None = None
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    none_fits: bool = False
    some_fit: bool = False
    with_: WithWord | None = None
    kind: EntryKind | None = None
    hard: bool = False
    text: str | None = None

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out: this is a part of the diary then."""
        return self != EVERYTHING

    @property
    def looks_inside(self) -> bool:
        """Whether the answers of an entry decide, and not its time alone."""
        return self != Selection(since=self.since, until=self.until)

    def keeps(self, entry: Entry, classifier: "Classifier") -> bool:
        """Whether an entry is one of those."""
        return (
            is_within(entry.at, self.since, self.until)
            and self.with_ in (None, entry.with_)
            and self.kind in (None, entry.kind)
            and (self.text is None or caseless(self.text) in caseless(entry.note or ""))
            and self._keeps_tags(entry, classifier)
            and (not self.hard or classifier.is_hard(entry))
        )

    def _keeps_tags(self, entry: Entry, classifier: "Classifier") -> bool:
        """Whether the tags fit, by whatever words count with them."""
        if (self.none_fits and entry.tags != ()) or (self.some_fit and entry.tags == ()):
            return False
        if not (self.tags or self.without):
            return True
        words, counted = entry.tags or (), set(classifier.tags(entry))

        def has(tag: str) -> bool:
            return tag in words or classifier.counts_with(tag) in counted

        return all(map(has, self.tags)) and not any(map(has, self.without))


EVERYTHING: Final = Selection()
