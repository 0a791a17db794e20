"""One screen for all the cards that an entry calls for.

Someone reads it at night on 24 lines. So each thing is there once, and what matters most
comes last, next to the prompt: the emergency line and the person's own people.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pdtrack.domain.texts import Message

LINES_MOST: Final = 18
WIDTH: Final = 80
PEOPLE_MOST: Final = 2

_SENTENCE_END: Final = re.compile(r"(?<=[.?])\s+")


class CardFrame(NamedTuple):
    """The sentences that join several cards.

    `danger` and `signs` have places of those names; `signs_alone` is for cards that name
    no danger, so that nobody is sent to call before there is a reason.
    """

    danger: str
    signs: str
    signs_alone: str
    support: str
    people: str


def card_screen(
    messages: Sequence[Message],
    people: Sequence[str],
    frame: CardFrame,
    *,
    in_short: bool = False,
) -> tuple[str, ...]:
    """The paragraphs of a screen with cards and their lines, most urgent card first.

    A single card keeps its whole text where that fits, unless `in_short`. Otherwise each card gives
    its first words, and what they share follows once. `people` are the person's
    own lines of `pdtrack support`; the first two end the last paragraph, each on a line of its own.
    """
    cards = [message for message in messages if message.lead]
    lines = [message.text for message in messages if not message.lead]
    if not cards:
        return tuple(lines)
    rest = _shared(cards, people, frame)
    leads = [card.lead for card in cards]
    layouts = [(*leads, *lines, *rest), (" ".join(leads), *lines, *rest), (" ".join(leads), *rest)]
    if len(cards) == 1 and not in_short:
        text = tuple(cards[0].text.split("\n\n"))
        own = _people(people, frame)
        layouts[:0] = [(*text, *lines, *own), (*text, *own), (text[0], *rest)]
    layouts.append((" ".join(_SENTENCE_END.split(lead)[0] for lead in leads), *rest))
    fitting = (layout for layout in layouts if screen_lines(layout) <= LINES_MOST)
    return next(fitting, layouts[-1])


def screen_lines(paragraphs: Iterable[str]) -> int:
    """How many lines of 80 columns the paragraphs take, with an empty one between them."""
    lines = "\n\n".join(paragraphs).split("\n")
    return sum(len(textwrap.wrap(line, WIDTH)) or 1 for line in lines)


def _shared(cards: Sequence[Message], people: Sequence[str], frame: CardFrame) -> tuple[str, ...]:
    care = " ".join((*_once(sentence for card in cards for sentence in card.care), frame.support))
    danger = _joined(_once(each for card in cards for each in card.danger))
    signs = _joined(_once(each for card in cards for each in card.signs))
    if danger:
        urgent = frame.danger.format(danger=danger)
        urgent += f" {frame.signs.format(signs=signs)}" if signs else ""
    else:
        urgent = frame.signs_alone.format(signs=signs) if signs else ""
    return tuple(text for text in (care, urgent, *_people(people, frame)) if text)


def _people(people: Sequence[str], frame: CardFrame) -> tuple[str, ...]:
    shown = [textwrap.shorten(line, WIDTH - 2, placeholder=" ...") for line in people[:PEOPLE_MOST]]
    return ("\n".join((frame.people, *shown)),) if shown else ()


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _joined(parts: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = parts or [""]
    return f"{', '.join(most)} or {last}" if most else last
