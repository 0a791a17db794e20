"""The cards and messages that an entry calls for."""

from __future__ import annotations

from collections.abc import Sequence

from pdtrack.cli.context import Run
from pdtrack.cli.marks import cards_for, has_words
from pdtrack.domain.entry import Entry
from pdtrack.errors import PdtrackError
from pdtrack.render.page import Block, Paragraph


def cards_page(
    run: Run, entry: Entry, messages: Sequence[str], *, but: Sequence[str] = ()
) -> list[Block]:
    """The cards that an entry calls for, except those of `but`, and the messages beside them."""
    if not messages and not has_words(entry):
        return []
    cards = [card for card in cards_for(entry) if card not in but]
    slugs = tuple(dict.fromkeys((*cards, *_all_messages(entry, messages))))
    return card_blocks(slugs, _people(run) if cards else ())


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
    return [
        Paragraph(
            "There is a message for you. Please read it soon, when nobody can see your screen: "
            f"pdtrack show {entry.number} --message. For people and helplines: pdtrack support"
        )
    ]


def messages_of_tags(entry: Entry) -> list[str]:
    """The messages that the words typed for an entry's tags may have brought."""
    from pdtrack.content import library

    vocabulary = library.vocabulary()
    tags = set(entry.tags or ())
    return [
        message
        for word, message in vocabulary.consent_synonyms.items()
        if getattr(vocabulary.resolve(word), "tag", None) in tags
    ]


def _all_messages(entry: Entry, messages: Sequence[str]) -> list[str]:
    """`messages` and those that the answers call for, each once."""
    from pdtrack.content import library
    from pdtrack.domain.analysis.classify import PARTLY

    vocabulary = library.vocabulary()
    known = [tag for slug in entry.tags or () if (tag := vocabulary.tag(slug)) is not None]
    if entry.wanted in PARTLY:
        # `line-mixed` says what the other does, and more.
        rest = [message for message in messages if message != "line-free-to-say-no"]
        return list(dict.fromkeys([*rest, "line-mixed"]))
    if any(tag.free_to_say_no for tag in known):
        return list(dict.fromkeys([*messages, "line-free-to-say-no"]))
    return list(dict.fromkeys(messages))
