"""The cards and messages that an entry calls for."""

from __future__ import annotations

from collections.abc import Sequence

from pdtrack.cli.context import Run
from pdtrack.cli.marks import cards_for, care, has_words
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import PAIN
from pdtrack.errors import PdtrackError
from pdtrack.render.page import Block, Paragraph

_SEVERE = PAIN.index("severe")


def cards_page(
    run: Run, entry: Entry, messages: Sequence[str], *, but: Sequence[str] = ()
) -> list[Block]:
    """The cards that an entry calls for and the messages beside them, except those of `but`."""
    cards = [card for card in cards_for(entry) if card not in but]
    lines = [line for line in lines_for(entry) if line not in but]
    slugs = tuple(dict.fromkeys((*cards, *messages, *lines)))
    return card_blocks(slugs, _people(run) if cards else ())


def lines_for(entry: Entry) -> tuple[str, ...]:
    """The lines that an entry calls for beside its cards."""
    if not (has_words(entry) or entry.pain == _SEVERE):
        return ()
    return care().lines(entry)


def card_blocks(slugs: Sequence[str], people: Sequence[str] = ()) -> list[Block]:
    """One screen for the cards and messages of these names, with the person's own people last."""
    if not slugs:
        return []
    from pdtrack.content import library
    from pdtrack.render.card_screen import CardFrame, card_screen  # numbers alone call for no card

    frame = CardFrame(*(library.message(f"frame-{part}").text for part in _FRAME))
    texts = card_screen([library.message(slug) for slug in slugs], people, frame)
    return [Paragraph(text, "care") for text in texts]


_FRAME = ("danger", "signs", "signs-alone", "support", "people")


def _people(run: Run) -> Sequence[str]:
    """The person's own lines; a card is shown even where they can't be read."""
    from pdtrack.store.support_lines import read_people

    try:
        return read_people(run.people_path)
    except PdtrackError:
        return ()


def cards_or_pointer(
    run: Run, entry: Entry, messages: Sequence[str], *, but: Sequence[str] = ()
) -> list[Block]:
    """`cards_page`; in discreet mode, one line that says how to read it."""
    page = cards_page(run, entry, messages, but=but)
    if not (page and run.is_discreet):
        return page
    return [message_pointer(entry.number)]


def message_pointer(number: int) -> Paragraph:
    """The one line of discreet mode that says how to read the message about an entry."""
    return Paragraph(
        "There is a message for you. Please read it soon, when nobody can see your screen: "
        f"pdtrack show {number} --message. For people and helplines: pdtrack support"
    )
