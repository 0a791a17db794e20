"""What becomes of each entry of an imported file, given those that the journal has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from pdtrack.cli.context import Run
from pdtrack.cli.marks import marked
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import ImportReport, Incoming
from pdtrack.store.journal import Journal

if TYPE_CHECKING:
    from pdtrack.domain.analysis.verdicts import Verdicts

# What becomes of an entry in the file.
Fate = Literal["new", "newer", "same", "twin"]
# How far the clocks of two places can be apart.
_AROUND: Final = timedelta(hours=27)
# Only a file that was put together by hand has a uid twice.
_SEEN_MOST: Final = 500_000


@dataclass(slots=True)
class Merger:
    """Knows what becomes of each entry of the file, given those that the journal has.

    `taken` are the entries of the journal that an entry of the file was found to be.
    """

    journal: Journal | None
    taken: set[int] = field(default_factory=set)
    # How many new entries call for a safety card, the number of the first, and which cards.
    disclosing: int = 0
    disclosed: int | None = None
    cards: set[str] = field(default_factory=set)
    # The uids of the file in a dry run, as numbers, which take less memory.
    seen: set[int] = field(default_factory=set)
    _last: int = 0

    def __post_init__(self) -> None:
        if self.journal is not None:
            self._last = self.journal.highest()

    def fate(self, incoming: Incoming) -> Fate:
        """What would become of an entry; the newer edit wins."""
        entry = incoming.entry
        entry.check()
        uid = hash(entry.uid)
        if uid in self.seen:
            return "same"
        if len(self.seen) < _SEEN_MOST:
            self.seen.add(uid)
        fate = self._fate(incoming, self._current(incoming))
        if fate == "new":
            self._note_cards(entry, marked(entry))
        return fate

    def store(self, incoming: Incoming, run: Run) -> Fate:
        """Store an entry of the file, unless the journal has it, or a later edit of it."""
        assert self.journal is not None
        entry = marked(incoming.entry)
        current = self._current(incoming)
        fate = self._fate(incoming, current)
        if fate == "new":
            stored = self.journal.add(entry, wanted=incoming.number, is_settled=incoming.is_settled)
            self._note_cards(incoming.entry, stored)
        elif fate == "newer" and current is not None:
            newer = entry._replace(
                id=current.id,
                settled_tags=current.settled_tags,
                settled_with=current.settled_with,
                settled_orgasm=current.settled_orgasm,
            )
            self.journal.replace(newer.settled(run.now))
        return fate

    def _note_cards(self, incoming: Entry, entry: Entry) -> None:
        """Remember the safety cards that an entry calls for and did not have in its file."""
        if cards := set(entry.cards).difference(incoming.cards):
            self.disclosing += 1
            self.cards |= cards
            self.disclosed = self.disclosed or entry.id

    def _current(self, incoming: Incoming) -> Entry | None:
        if self.journal is None:
            return None
        current = self.journal.by_uid(incoming.entry.uid or "")
        if current is None and incoming.other_uid:
            current = self.journal.by_uid(incoming.other_uid)
        if current is not None:
            self.taken.add(current.number)
        return current

    def _fate(self, incoming: Incoming, current: Entry | None) -> Fate:
        if current is None:
            return "twin" if incoming.has_twin and self._has_twin(incoming.entry) else "new"
        last = current.edited_at or current.recorded_at
        edited = incoming.entry.edited_at
        return "newer" if edited is not None and edited > last else "same"

    def _has_twin(self, entry: Entry) -> bool:
        """Whether the journal had an entry of the same minute and mood before this import."""
        if self.journal is None or not self._last or entry.reading is None:
            return False
        around = self.journal.entries(since=entry.at - _AROUND, until=entry.at + _AROUND)
        for other in around:
            if other.number > self._last or other.number in self.taken:
                continue
            if _minute(other) == _minute(entry) and other.reading == entry.reading:
                self.taken.add(other.number)
                return True
        return False


def _minute(entry: Entry) -> tuple[Any, ...]:
    return entry.kind, entry.at.replace(tzinfo=None, second=0, microsecond=0)


def claim_of(report: ImportReport, entries: Sequence[Entry], highest: int) -> Verdicts | None:
    """What the file has about links, where it fits its entries; `None` if nothing was judged."""
    # Few files have one, and it needs all that computes patterns.
    from pdtrack.domain.analysis.verdict_document import check_fits, verdicts_of
    from pdtrack.domain.analysis.verdicts import Verdicts

    try:
        verdicts = verdicts_of(report.claim)
        check_fits(verdicts, entries, highest)
    except InvalidInput:
        report.drop("claim", "it does not fit the entries; it is worked out again")
        return None
    return None if verdicts == Verdicts() else verdicts
