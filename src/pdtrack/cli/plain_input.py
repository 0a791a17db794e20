"""Questions in plain lines, for screen readers and simple terminals."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pdtrack.cli.asking import (
    ROOM_TO_TYPE,
    Offer,
    Prompt,
    offer_line,
    without_sign,
    wrapped,
)
from pdtrack.cli.interrupts import release
from pdtrack.domain.safe_text import safe_line

WAKE_SECONDS: Final = 0.2


class PlainInput:
    """Writes the question to standard error, the question first, and reads a line.

    With `has_keys`, the arrow keys move in a line of several words and Tab completes one; nothing
    that was printed is ever drawn again. A short answer is read as it comes: it is sooner typed
    again than fixed. What 0 and 10 mean is explained once.
    """

    def __init__(self, *, has_keys: bool = False) -> None:
        self._has_keys = has_keys
        self._has_explained_scale = False
        # A line editor may have read what was typed ahead: it is the only one who has it.
        self._has_edited = False

    def line(self, prompt: Prompt, columns: int) -> str:
        """The typed line, without its line feed; a note goes on after a backslash."""
        if prompt.is_inline:
            return self._inline(prompt, columns)
        is_again = bool(prompt.refused)
        if is_again:
            # All of it was read a moment ago; ? shows it again.
            prompt = prompt._replace(hint="", aside="", choices=())
        if prompt.scale:
            if self._has_explained_scale:
                prompt = prompt._replace(hint="")
            self._has_explained_scale = True
        hint = prompt.hint and f"({prompt.hint})"
        words = " ".join(filter(None, (prompt.text, hint, prompt.aside)))
        place = prompt.place and f" ({prompt.place})"
        lines = [
            line
            for choice in prompt.choices
            for line in wrapped(f"{choice.number} {offer_line(choice)}", columns)
        ]
        if is_again or lines or prompt.answer or len(words) + len(place) + ROOM_TO_TYPE > columns:
            # A prompt can't wrap between words; a line before it can.
            said = [*wrapped(safe_line(words + place), columns), *lines]
            sys.stderr.write("\n".join(said) + "\n")
            return self._read("Your answer: ", prompt)
        ending = "" if (words + place).endswith(("?", ":")) else ":"
        return self._read(f"{safe_line(words + place)}{ending} ", prompt)

    def _inline(self, prompt: Prompt, columns: int) -> str:
        *above, last = wrapped(safe_line(prompt.text), columns - ROOM_TO_TYPE)
        sys.stderr.write("".join(f"{line}\n" for line in above))
        return self._read(f"{last} ", Prompt(""))

    def _read(self, words: str, prompt: Prompt) -> str:
        if prompt.has_lines and (text := prompt.refused or prompt.answer):
            sys.stderr.write("What you wrote is in the line. What you type is added at its end.\n")
            self._has_edited = True
            return without_sign(_edited(words, text), text)
        if prompt.answer:
            # A line that holds the answer already would have to be emptied first.
            sys.stderr.write(f"Your answer was {safe_line(prompt.answer)}. Enter keeps it.\n")
        typed = self._typed(words, prompt)
        while prompt.has_lines and typed.endswith("\\"):
            typed = f"{typed[:-1]}\n{self._typed('Next line: ', Prompt(''))}"
        if prompt.answer and typed.lstrip().startswith(","):
            typed = prompt.answer + typed
        return typed or prompt.answer

    def _typed(self, words: str, prompt: Prompt) -> str:
        has_words = prompt.offers or prompt.has_lines
        if self._has_keys and (has_words or self._has_edited):
            with contextlib.suppress(ImportError):  # Windows has no readline
                if prompt.refused and has_words:
                    sys.stderr.write("What you typed is in the line, to change.\n")
                self._has_edited = True
                return _edited(words, prompt.refused if has_words else "", prompt.offers)
        sys.stderr.write(words)
        sys.stderr.flush()
        return self.typed_line()

    @staticmethod
    def typed_line() -> str:
        """One line of standard input, without its line feed."""
        with _woken():
            typed = sys.stdin.readline()
        if not typed:
            raise EOFError
        return typed.rstrip("\r\n")


def _edited(words: str, answer: str, offers: Sequence[Offer] = ()) -> str:
    """A line that already holds `answer`; where lines can't be edited, Enter keeps it.

    Tab completes the word after the last comma to one of `offers`. Raises `ImportError` for an
    empty line where lines can't be edited.
    """
    try:
        import readline
    except ImportError:
        if not answer:
            raise
        return _kept_or_typed(words, answer)
    if not sys.stdout.isatty():
        return _kept_or_typed(words, answer)
    readline.set_auto_history(False)
    readline.parse_and_bind("set enable-bracketed-paste off")
    readline.parse_and_bind("tab: complete" if offers else "tab: tab-insert")
    readline.set_completer_delims(",")
    readline.set_completer(_completions(offers))
    if answer:
        readline.set_startup_hook(lambda: readline.insert_text(answer))
    try:
        with _woken():
            return input(words)
    finally:
        readline.set_startup_hook()
        readline.set_completer()


@contextlib.contextmanager
def _woken() -> Iterator[None]:
    """Wake up what reads a line, again and again.

    It would only look at a Ctrl-C that came between its prompt and its waiting after a key. How
    long it takes to the waiting, nobody knows on a busy machine.
    """
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: None)
    signal.setitimer(signal.ITIMER_REAL, WAKE_SECONDS, WAKE_SECONDS)
    try:
        release()  # one that Python dropped while it loaded the line editor
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _completions(offers: Sequence[Offer]) -> Callable[[str, int], str | None]:
    """The words that begin as what was typed, one after the other."""

    def complete(typed: str, position: int) -> str | None:
        bare = typed.lstrip()
        begun = bare.casefold().replace(" ", "-")
        fitting = [offer.word for offer in offers if begun and offer.word.startswith(begun)]
        space = typed[: len(typed) - len(bare)]
        return space + fitting[position] if position < len(fitting) else None

    return complete


def _kept_or_typed(words: str, answer: str) -> str:
    shown = answer if "\n" not in answer else "what you wrote"
    sys.stderr.write(f"{words}[{safe_line(shown)}] ")
    sys.stderr.flush()
    return PlainInput.typed_line() or answer
