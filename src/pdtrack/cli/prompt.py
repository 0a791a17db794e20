"""Questions on a terminal, one at a time, read in one of two ways.

One edits lines, completes words and shows colour; the other writes plain lines for screen
readers and simple terminals. Both can do the same: skip, explain, go back, finish
early. Nothing typed is kept in any history.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

import typer

from pdtrack.cli import interrupts
from pdtrack.domain.everyday_words import yes_or_no
from pdtrack.domain.safe_text import safe_line
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Lines, Page, Paragraph

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from pdtrack.cli.context import Run

T = TypeVar("T")
ROOM_TO_TYPE: Final = 8
INDENT: Final = 6
SCALE_FROM: Final = 60
BACK: Final = "<"
EXPLAIN: Final = "?"
# Mood steps: what bad, middling and good look like where 256 colours are there.
_SCALE: Final = (
    *(("bg:#af5f00 #ffffff", number) for number in range(3)),
    *(("bg:#d7875f #000000", number) for number in range(3, 5)),
    *(("bg:#bcbcbc #000000", number) for number in range(5, 7)),
    *(("bg:#8787d7 #000000", number) for number in range(7, 9)),
    *(("bg:#5f5fd7 #ffffff", number) for number in range(9, 11)),
)


class GoBack(Exception):
    """The person wants the question before this one."""


class Enough(Exception):
    """The person is done: keep what was answered, ask nothing more."""


class Offer(NamedTuple):
    """A word that can be typed, and what it means."""

    word: str
    meaning: str = ""


class Prompt(NamedTuple):
    """A question as it is asked.

    `text` is a whole question; `hint` stands behind it, in brackets where it is read aloud,
    and `aside` below. `place` is that of the question, such as `3/11`. `choices` are answers
    by number, the first of them `first_number`; `offers` are words to complete. `help`
    answers a question mark. `answer` is in the line already, ready to be kept or changed.
    `refused` is a text in the line that could not be read: Enter alone then skips.
    `scale` draws the numbers from 0 to 10. A text that `has_lines` may go on below; the
    answer to a question that `is_inline` stands beside it.
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
    first_number: int = 1
    has_lines: bool = False
    aside: str = ""
    is_inline: bool = False


class LineInput(Protocol):
    """Asks one question; raises `EOFError` where the input ends."""

    def line(self, prompt: Prompt, columns: int) -> str:
        """The typed line; `columns` is the width of the terminal."""
        ...


class PlainInput:
    """Writes the question to standard error, the question first, and reads a line.

    With `has_keys`, the arrow keys move in the line and Tab completes a word; nothing that was
    printed is ever drawn again.
    """

    def __init__(self, *, has_keys: bool = False) -> None:
        self._has_keys = has_keys

    def line(self, prompt: Prompt, columns: int) -> str:
        """The typed line, without its line feed; a note goes on after a backslash."""
        if prompt.is_inline:
            return self._inline(prompt, columns)
        is_again = bool(prompt.refused)
        if is_again:
            # All of it was heard a moment ago; ? brings it back.
            prompt = prompt._replace(hint="", aside="", choices=())
        hint = prompt.hint and f"({prompt.hint})"
        words = " ".join(filter(None, (prompt.text, hint, prompt.aside)))
        place = prompt.place and f" ({prompt.place})"
        lines = [
            line
            for number, choice in _numbered(prompt)
            for line in _wrapped(f"{number} {_offer_line(choice)}", columns)
        ]
        if is_again or lines or prompt.answer or len(words) + len(place) + ROOM_TO_TYPE > columns:
            # A prompt can't wrap between words; a line before it can.
            said = [*_wrapped(safe_line(words + place), columns), *lines]
            sys.stderr.write("\n".join(said) + "\n")
            return self._read("Your answer: ", prompt)
        ending = "" if (words + place).endswith(("?", ":")) else ":"
        return self._read(f"{safe_line(words + place)}{ending} ", prompt)

    def _inline(self, prompt: Prompt, columns: int) -> str:
        *above, last = _wrapped(safe_line(prompt.text), columns - ROOM_TO_TYPE)
        sys.stderr.write("".join(f"{line}\n" for line in above))
        return self._read(f"{last} ", Prompt(""))

    def _read(self, words: str, prompt: Prompt) -> str:
        if prompt.has_lines and (text := prompt.refused or prompt.answer):
            sys.stderr.write("What you wrote is in the line. What you type is added at its end.\n")
            return _without_sign(_edited(words, text), text)
        if prompt.answer:
            # A line that holds the answer already would have to be emptied first.
            sys.stderr.write(f"Your answer was {safe_line(prompt.answer)}. Enter keeps it.\n")
        typed = self._typed(words, prompt)
        while prompt.has_lines and typed.endswith("\\"):
            typed = f"{typed[:-1]}\n{self._typed('Next line: ', Prompt(''))}"
        return typed or prompt.answer

    def _typed(self, words: str, prompt: Prompt) -> str:
        if self._has_keys:
            with contextlib.suppress(ImportError):  # Windows has no readline
                # A short answer is sooner typed again than fixed; a line of words isn't.
                text = prompt.refused if prompt.offers else ""
                if text:
                    sys.stderr.write("What you typed is in the line, to change.\n")
                return _edited(words, text, prompt.offers)
        sys.stderr.write(words)
        sys.stderr.flush()
        return self.typed_line()

    @staticmethod
    def typed_line() -> str:
        """One line of standard input, without its line feed."""
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
    readline.set_startup_hook(lambda: readline.insert_text(answer))
    try:
        return input(words)
    finally:
        readline.set_startup_hook()
        readline.set_completer()


def _completions(offers: Sequence[Offer]) -> Callable[[str, int], str | None]:
    """The words that begin as what was typed, one after the other."""

    def complete(typed: str, position: int) -> str | None:
        bare = typed.lstrip()
        begun = bare.casefold().replace(" ", "-")
        fitting = [offer.word for offer in offers if begun and offer.word.startswith(begun)]
        space = typed[: len(typed) - len(bare)]
        return space + fitting[position] if position < len(fitting) else None

    return complete


def _without_sign(typed: str, text: str) -> str:
    """The lone sign that was typed behind a text that was there: it is meant for the question."""
    sign = typed.removeprefix(text).strip()
    return sign if typed != text and sign in (BACK, EXPLAIN) else typed


def _kept_or_typed(words: str, answer: str) -> str:
    shown = answer if "\n" not in answer else "what you wrote"
    sys.stderr.write(f"{words}[{safe_line(shown)}] ")
    sys.stderr.flush()
    return PlainInput.typed_line() or answer


class EditingInput:
    """Line editing, colour and completion by prompt_toolkit, with no history."""

    def __init__(self) -> None:
        self._session: PromptSession[str] | None = None
        # The answer in the line, as long as nothing was typed: the first letter replaces it.
        self._untouched = ""

    def line(self, prompt: Prompt, columns: int) -> str:
        """The typed line; Alt-Enter starts a new line in a note."""
        text = prompt.refused or prompt.answer
        if text and prompt.has_lines:
            text += "\n"  # what is typed now is a new line, not the end of the last word
        self._untouched = "" if prompt.has_lines else text
        if self._session is None:
            self._session = self._new_session()
        with _held_back() as freed:
            typed = self._session.prompt(
                _styled(prompt, columns),
                default=text,
                completer=_completer(prompt.offers) if prompt.offers else None,
                complete_while_typing=bool(prompt.offers),
                # Without words to complete, no lines are kept free below the question.
                reserve_space_for_menu=4 if prompt.offers else 0,
                prompt_continuation=" " * (INDENT + 2),
                pre_run=freed,
            )
        return _without_sign(typed.rstrip("\n"), text.rstrip()) if prompt.has_lines else typed

    def _new_session(self) -> PromptSession[str]:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.application import get_app
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys
        from prompt_toolkit.output import create_output

        keys = KeyBindings()

        @Condition
        def is_untouched() -> bool:
            line = get_app().current_buffer
            text = self._untouched
            return bool(text) and line.text == text and line.cursor_position == len(text)

        @keys.add("escape", "enter")
        def _(event: Any) -> None:
            event.current_buffer.insert_text("\n")

        @keys.add(Keys.Any, filter=is_untouched)
        def _(event: Any) -> None:
            # A comma or a space goes on; anything else is a new answer.
            if event.data not in (",", " "):
                event.current_buffer.text = ""
            event.current_buffer.insert_text(event.data)

        return PromptSession(
            history=DummyHistory(),
            key_bindings=keys,
            enable_suspend=False,
            output=create_output(stdout=sys.stderr),
        )


def _completer(offers: Sequence[Offer]) -> Any:
    """Completes the word after the last comma; words in the line are not offered again."""
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.document import Document

    class WordsCompleter(Completer):
        def get_completions(self, document: Document, complete_event: Any) -> Iterator[Completion]:
            *before, typed = document.text_before_cursor.split(",")
            begun = typed.strip().casefold().replace(" ", "-")
            used = {word.strip().casefold() for word in before}
            if not begun:
                return
            fitting = [offer for offer in offers if begun in offer.word and offer.word not in used]
            for offer in sorted(fitting, key=lambda offer: not offer.word.startswith(begun)):
                yield Completion(
                    offer.word,
                    -len(typed.lstrip()),
                    # No character of a tag may turn the line around.
                    display=safe_line(offer.word),
                    display_meta=safe_line(offer.meaning),
                )

    return WordsCompleter()


def _styled(prompt: Prompt, columns: int) -> StyleAndTextTuples:
    """The question in bold, what helps to answer it dimmed, and the place to type."""
    if prompt.is_inline:
        return [("bold", "\n".join(_wrapped(safe_line(prompt.text), columns - ROOM_TO_TYPE)) + " ")]
    pad = " " * INDENT
    place = f"{prompt.place:>{INDENT - 1}} " if prompt.place else ""
    room = columns - len(place) - 1
    first, *rest = _wrapped(safe_line(prompt.text), room)
    found: StyleAndTextTuples = [("class:dim fg:ansibrightblack", place), ("bold", first)]
    for line in rest:
        found += [("", "\n" + " " * len(place)), ("bold", line)]
    hint = prompt.hint
    if prompt.scale and columns >= SCALE_FROM:
        found += [("", f"\n{pad}bad ")]
        found += [(style, f" {number} ") for style, number in _SCALE]
        found += [("", " good")]
        hint = ""  # the picture says it
    if hint:
        used = len(place) + len(rest[-1] if rest else first) + 3
        if used + len(hint) <= columns:
            found += [("fg:ansibrightblack", f"  {hint}")]
        else:
            found += _styled_lines(hint, columns)
    if prompt.aside:
        found += _styled_lines(prompt.aside, columns)
    found += _styled_choices(prompt, columns)
    return [*found, ("", f"\n{pad}"), ("fg:ansiyellow", "\u203a "), ("", "")]


def _styled_lines(text: str, columns: int) -> StyleAndTextTuples:
    pad = "\n" + " " * INDENT
    return [("fg:ansibrightblack", pad + pad.join(_wrapped(text, columns - INDENT)))]


def _styled_choices(prompt: Prompt, columns: int) -> StyleAndTextTuples:
    pad = " " * INDENT
    found: StyleAndTextTuples = []
    if any(choice.meaning for choice in prompt.choices):
        width = max(len(choice.word) for choice in prompt.choices)
        for number, choice in _numbered(prompt):
            room = columns - INDENT - width - 6
            lines = _wrapped(safe_line(choice.meaning), room) or [""]
            found += [
                ("fg:ansibrightblack", f"\n{pad}{number} "),
                ("", f"{choice.word:<{width}}  "),
            ]
            hanging = "\n" + " " * (INDENT + width + 4)
            found += [("fg:ansibrightblack", hanging.join(lines))]
        return found
    used = 0
    for number, choice in _numbered(prompt):
        word = safe_line(choice.word)
        size = len(word) + 5
        is_new = not used or used + size > columns - INDENT
        used = size if is_new else used + size
        found += [
            ("fg:ansibrightblack", f"\n{pad}{number} " if is_new else f"  {number} "),
            ("", word),
        ]
    return found


def _numbered(prompt: Prompt) -> Iterator[tuple[int, Offer]]:
    return enumerate(prompt.choices, prompt.first_number)


def _offer_line(offer: Offer) -> str:
    return safe_line(f"{offer.word}: {offer.meaning}" if offer.meaning else offer.word)


def _wrapped(text: str, columns: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, max(columns, 20), break_on_hyphens=False)


@contextlib.contextmanager
def _held_back() -> Iterator[Callable[[], None]]:
    """Hold back Ctrl-C until the question is drawn, and what is yielded is called.

    Line editing runs in a loop that prints a traceback where it is stopped at its start.
    """
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:  # Windows
        yield lambda: None
        return

    def freed() -> None:
        mask(signal.SIG_UNBLOCK, [signal.SIGINT])

    mask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield freed
    finally:
        freed()


def _help(prompt: Prompt, typed: str) -> tuple[str, ...]:
    """The help of a question; after `? str`, what the words mean that begin so."""
    begun = typed.removeprefix(EXPLAIN).strip().casefold()
    found = tuple(_offer_line(o) for o in prompt.offers if begun and o.word.startswith(begun))
    return found or prompt.help


def _is_readable(text: str) -> bool:
    """Whether a line can be shown again: broken characters can't."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


class Prompter:
    """Asks until an answer is understood, or skipped."""

    def __init__(self, run: Run, *, unlocks: bool = True) -> None:
        self._run = run
        self._unlocks = unlocks
        self.is_discreet = run.is_discreet
        self.is_plain = run.out.is_plain
        has_keys = sys.stdout.isatty() and run.world.environ.get("TERM", "dumb") != "dumb"
        self._input: LineInput = PlainInput(has_keys=has_keys) if self.is_plain else EditingInput()

    def ask(
        self,
        prompt: Prompt | str,
        parse: Callable[[str], T],
        *,
        in_steps: bool = False,
        or_else: Callable[[str, bool], bool] | None = None,
    ) -> T | None:
        """What `parse` makes of the typed line, or `None` where it was left empty.

        A text that `parse` refuses stays in the line, so that nobody types it twice, unless
        `or_else` finds another place for it; that is asked once more, with `True`, where the
        person leaves the question with Enter. With `in_steps`, `<` raises `GoBack` and the end
        of the input (Ctrl-D) `Enough`.
        """
        if isinstance(prompt, str):
            prompt = Prompt(prompt)
        while True:
            try:
                typed = self._read(prompt)
            except EOFError:
                if in_steps:
                    raise Enough from None
                raise
            word = typed.strip()
            if in_steps and word == BACK:
                raise GoBack
            # Enter alone, after a text that was refused; not every plain line still holds it.
            if prompt.refused and (typed == prompt.refused or (self.is_plain and not word)):
                if or_else is not None:
                    or_else(prompt.refused, True)
                # An answer that was there before stays.
                return parse(prompt.answer) if prompt.answer else None
            if not word:
                return None
            if prompt.help and word.startswith(EXPLAIN):
                self._run.out.notify_page([Lines(_help(prompt, word))])
                prompt = prompt._replace(refused="")
                continue
            try:
                return parse(typed)
            except InvalidInput as problem:
                if or_else is not None and or_else(typed, False):
                    prompt = prompt._replace(refused="")
                    continue
                self.notify(f"{problem.message} {problem.hint}".rstrip())
                prompt = prompt._replace(refused=typed if _is_readable(typed) else "")

    def choose(
        self,
        question: str,
        choices: Sequence[str],
        *,
        in_steps: bool = False,
        enter: str = "skip",
    ) -> int | None:
        """The position of one of `choices`, picked by its number; `None` where skipped.

        `enter` is what Enter alone does, in words.

        With `in_steps`, `<` raises `GoBack` and the end of the input `Enough`.
        """

        def parse(typed: str) -> int:
            word = typed.strip()
            if word.isascii() and word.isdigit() and 1 <= int(word) <= len(choices):
                return int(word) - 1
            raise InvalidInput(
                f"Type a number from 1 to {len(choices)}, or press Enter to {enter}."
            )

        # A list to read needs a line for each; only meanings get one.
        offers = tuple(Offer(choice) for choice in choices)
        return self.ask(Prompt(question, choices=offers), parse, in_steps=in_steps)

    def agree(self, question: str) -> bool:
        """Whether the answer is yes; asked again until it is yes or no."""
        while True:
            prompt = Prompt(f"{question} [y/n]", is_inline=True)
            answer = yes_or_no(self._read(prompt))
            if answer is not None:
                return answer
            self.notify("Type y or n. Ctrl-C stops without saving.")

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Whether the answer is a clear yes; Enter means `default`.

        Anything else is no where that is the default, and asked again where it is not.
        """
        prompt = Prompt(f"{question} {'[Y/n]' if default else '[y/N]'}", is_inline=True)
        while True:
            typed = self._read(prompt).strip()
            answer = yes_or_no(typed) if typed else default
            if answer is not None or not default:
                return bool(answer)
            self.notify("Type y or n, or press Enter for yes.")

    def _read(self, prompt: Prompt) -> str:
        # The passphrase comes before every other question, or a wrong one costs the answers.
        if self._unlocks:
            self._run.unlock()
        interrupts.release()
        with self._run.out.progress.paused():
            return self._input.line(prompt, self._run.out.prompt_width())

    def notify(self, text: str) -> None:
        """Print a line beside the questions; an empty one is a blank line."""
        self._run.out.notify_page([Paragraph(text)])


def confirm_or_stop(
    run: Run,
    name: str,
    question: str,
    *,
    yes: bool,
    shown: Page = (),
    word: str = "",
    unlocks: bool = True,
) -> None:
    """Go on after a clear yes, or where `yes` was given; otherwise stop the command.

    `shown` is a page to read first. With `word`, that word has to be typed. Unless it `unlocks`,
    no passphrase is needed to answer: the passphrase may be what is lost. Raises
    `InvalidInput` where `name`, the command or its action, has nobody to ask.
    """
    if yes:
        return
    if not run.out.can_ask:
        raise InvalidInput(
            f"{name} needs confirmation, and there is no terminal to ask in.",
            "Add --yes to go on.",
        )
    prompter = Prompter(run, unlocks=unlocks)
    if shown:
        run.out.notify_page(shown)
    if word:
        prompter.notify(question)
        agreed = prompter.ask(
            Prompt(f"Type {word} to go on, or Enter to stop:", is_inline=True),
            lambda typed: typed.strip().casefold() == word,
        )
    else:
        agreed = prompter.confirm(question)
    if not agreed:
        run.out.notify("Nothing was changed.")
        raise typer.Exit
