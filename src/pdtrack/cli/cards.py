"""How the cards and lines that an entry calls for are shown: at once, and each of them once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pdtrack.cli.context import Run
from pdtrack.cli.marks import cards_for, lines_for, marks
from pdtrack.domain.entry import Entry
from pdtrack.errors import PdtrackError
from pdtrack.render.page import Block, Paragraph

if TYPE_CHECKING:
    from pdtrack.cli.answers import Answers

# The texts around the cards, in the order of `CardFrame`.
_FRAME: Final = ("danger", "signs", "signs-alone", "support", "people")


@dataclass(eq=False, repr=False)
class CardsToShow:
    """The cards and lines that a command has to show, each once.

    `was` is the entry before the command: what it called for was shown then, and is shown again
    only where it is written again.
    """

    run: Run
    was: Entry | None = None
    _shown: list[str] = field(default_factory=list)

    def meet(self, entry: Entry, answers: Answers, store: Callable[[], Entry]) -> bool:
        """Save the entry and show its card, where an answer calls for one that is urgent.

        `entry` has the answers so far; `store` puts it on disk and returns it. From the first card
        on every answer is saved at once: the person has read "saved". Returns whether a card was
        shown.
        """
        called = self.called(entry, answers)
        is_urgent = any(card in marks() and card not in self._shown for card in called)
        if not (is_urgent or self._shown):
            return False
        saved = store()
        if is_urgent:
            self.run.saved_meanwhile = saved.number
            self.run.out.notify_page(self._page(saved, answers, ()))
            self._shown += (*called, *cards_for(saved), *lines_for(saved))
        return is_urgent

    @property
    def has_met(self) -> bool:
        """Whether a card was shown while questions were asked."""
        return bool(self._shown)

    def called(self, entry: Entry, answers: Answers) -> tuple[str, ...]:
        """The cards that the answers call for, most urgent first."""
        return cards_for(self._new(entry, answers))

    def page(self, entry: Entry, answers: Answers) -> list[Block]:
        """What is left to show of an entry that was saved with the answers."""
        return self._page(entry, answers, answers.messages)

    def _page(self, entry: Entry, answers: Answers, messages: Sequence[str]) -> list[Block]:
        but = [*self._shown]
        if self.was is not None:
            new = self._new(entry, answers)
            again = (*cards_for(new), *lines_for(new))
            if not (again or messages):
                return []
            before = (*cards_for(self.was), *lines_for(self.was))
            but += [one for one in before if one not in again]
        page = cards_page(self.run, entry, messages, but=but)
        return [message_pointer(entry.number)] if page and self.run.is_discreet else page

    def _new(self, entry: Entry, answers: Answers) -> Entry:
        """The entry with nothing but what was answered now: no word that it had before."""
        was = self.was
        if was is None:
            return entry
        same = (name for name in was.answered if getattr(entry, name) == getattr(was, name))
        changes: dict[str, Any] = dict.fromkeys(same)
        changes["cards"] = tuple(answers.cards)
        changes["tags"] = tuple(tag for tag in entry.tags or () if tag not in (was.tags or ()))
        if "note" not in changes and entry.note is not None and was.note is not None:
            # Only a paragraph that was added can be read without the rest.
            changes["note"] = entry.note.removeprefix(f"{was.note}\n\n")
        return entry._replace(**changes)


def cards_page(
    run: Run, entry: Entry, messages: Sequence[str], *, but: Sequence[str] = ()
) -> list[Block]:
    """The cards and messages that an entry calls for, except those of `but`."""
    cards = [card for card in cards_for(entry) if card not in but]
    lines = [line for line in lines_for(entry) if line not in but]
    slugs = tuple(dict.fromkeys((*cards, *messages, *lines)))
    return card_blocks(slugs, _people(run) if cards else ())


def card_blocks(
    slugs: Sequence[str], people: Sequence[str] = (), *, in_short: bool = False
) -> list[Block]:
    """One screen for the cards and messages of these names, with the person's own people last.

    `in_short` is for cards that were shown in full a short time ago.
    """
    if not slugs:
        return []
    from pdtrack.content import library
    from pdtrack.render.card_screen import CardFrame, card_screen  # numbers alone call for no card

    frame = CardFrame(*(library.message(f"frame-{part}").text for part in _FRAME))
    messages = [library.message(slug) for slug in slugs]
    texts = card_screen(messages, people, frame, in_short=in_short)
    return [Paragraph(text, "care") for text in texts]


def _people(run: Run) -> Sequence[str]:
    """The person's own lines; a card is shown even where they can't be read."""
    from pdtrack.store.support_lines import read_people

    try:
        return read_people(run.people_path)
    except PdtrackError:
        return ()


def message_pointer(number: int) -> Paragraph:
    """The one line of discreet mode that says how to read the message about an entry."""
    return Paragraph(
        "There is a message for you. Please read it soon, when nobody can see your screen: "
        f"pdtrack show {number} --message. For people and helplines: pdtrack support"
    )
