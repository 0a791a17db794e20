"""A question as it is asked, and what reads the line that answers it."""

from typing import Final, NamedTuple, Protocol

from pdtrack.domain.safe_text import safe_line

BACK: Final = "<"
EXPLAIN: Final = "?"
# Columns that stay free behind a question for its answer.
ROOM_TO_TYPE: Final = 8


class Offer(NamedTuple):
    """A word that can be typed, and what it means; the `number` stands for it, if there is one."""

    word: str
    meaning: str = ""
    number: int | None = None


class Prompt(NamedTuple):
    """A question as it is asked.

    `text` is a whole question; `hint` follows it, in brackets where it is read aloud, and
    `aside` is below. `place` is that of the question, such as `3/11`. `choices` are answers
    by number; `offers` are words to complete. `help`
    answers a question mark. `answer` is in the line already, ready to be kept or changed.
    `refused` is a text in the line that could not be read: Enter alone then skips.
    `scale` draws the numbers from 0 to 10. A text that `has_lines` may go on below; the
    answer to a question that `is_inline` is typed on its line.
    """

    text: str
    hint: str = ""
    place: str = ""
    choices: tuple[Offer, ...] = ()
    offers: tuple[Offer, ...] = ()
    help: tuple[str, ...] = ()
    answer: str = ""
    refused: str = ""
    scale: bool = False
    has_lines: bool = False
    aside: str = ""
    is_inline: bool = False


class LineInput(Protocol):
    """Asks one question; raises `EOFError` where the input ends."""

    def line(self, prompt: Prompt, columns: int) -> str:
        """The typed line; `columns` is the width of the terminal."""
        ...


def offer_line(offer: Offer) -> str:
    return safe_line(f"{offer.word}: {offer.meaning}" if offer.meaning else offer.word)


def wrapped(text: str, columns: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, max(columns, 20), break_on_hyphens=False)


def without_sign(typed: str, text: str) -> str:
    """The lone `<` or `?` typed after a text in the line: it is meant for the question."""
    sign = typed.removeprefix(text).strip()
    return sign if typed != text and sign in (BACK, EXPLAIN) else typed
