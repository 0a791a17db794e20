"""Questions on a terminal, one at a time, read in one of two ways.

One edits lines, completes words and shows colour; the other writes plain lines for screen
readers and simple terminals. Both can do the same: skip, explain, go back, finish
early. Nothing typed is kept in any history.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.asking import BACK, EXPLAIN, LineInput, Offer, Prompt, offer_line
from pdtrack.cli.editing_input import EditingInput
from pdtrack.cli.index import BY_NAME
from pdtrack.cli.plain_input import PlainInput
from pdtrack.domain.everyday_words import yes_or_no
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Lines, Page, Paragraph

if TYPE_CHECKING:
    from pdtrack.cli.context import Run

STILL_ASKING: Final = (
    "You are still in the questions. Ctrl-D keeps what you answered, Ctrl-C stops."
)
# "help" that is no answer may be about the question, or about more than that.
FOR_HELP: Final = "For people and helplines: Ctrl-C, then pdtrack support."
# A longer line that begins like a command may be a note.
COMMAND_MOST: Final = 4

T = TypeVar("T")


class GoBack(Exception):
    """The person wants the question before this one."""


class Enough(Exception):
    """The person is done: keep what was answered, ask nothing more."""


def _help(prompt: Prompt, typed: str) -> tuple[str, ...]:
    """The help of a question; after `? str`, what the words mean that begin so."""
    begun = typed.removeprefix(EXPLAIN).strip().casefold()
    found = tuple(offer_line(o) for o in prompt.offers if begun and o.word.startswith(begun))
    return found or prompt.help


def _is_command(word: str) -> bool:
    """Whether someone types for the shell what is no answer: `pdtrack list`, `exit`."""
    words = word.casefold().split()
    if words[0] == "pdtrack" and len(words) <= COMMAND_MOST:
        return len(words) == 1 or words[1] in BY_NAME
    return words in (["exit"], ["quit"])


def _is_readable(text: str) -> bool:
    """Whether a line can be shown again: broken characters can't."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


class Prompter:
    """Asks until an answer is understood, or skipped."""

    def __init__(self, run: Run, *, unlocks: bool = True) -> None:
        self.run = run
        self._unlocks = unlocks
        self.is_discreet = run.is_discreet
        self.is_plain = run.out.is_plain
        has_keys = sys.stdout.isatty() and not run.out.is_dumb
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
            if in_steps and _is_command(word):
                self.notify(STILL_ASKING)
                prompt = prompt._replace(refused="")
                continue
            if prompt.help and word.startswith(EXPLAIN):
                self.run.out.notify_page([Lines(_help(prompt, word))])
                prompt = prompt._replace(refused="")
                continue
            try:
                return parse(typed)
            except InvalidInput as problem:
                if or_else is not None and or_else(typed, False):
                    prompt = prompt._replace(refused="")
                    continue
                if word.casefold().rstrip("!.") in ("help", "help me"):
                    self.run.out.notify_page([Lines((*prompt.help, FOR_HELP))])
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

        `enter` is what Enter alone does, in words. With `in_steps`, `<` raises `GoBack` and the end
        of the input `Enough`.
        """

        def parse(typed: str) -> int:
            word = typed.strip()
            if word.isascii() and word.isdigit() and 1 <= int(word) <= len(choices):
                return int(word) - 1
            raise InvalidInput(
                f"Type a number from 1 to {len(choices)}, or press Enter to {enter}."
            )

        # A list to read needs a line for each; only meanings get one.
        offers = tuple(Offer(choice, number=number) for number, choice in enumerate(choices, 1))
        return self.ask(Prompt(question, choices=offers), parse, in_steps=in_steps)

    def agree(self, question: str, read: Callable[[str], bool | None] = yes_or_no) -> bool:
        """Whether the answer is yes, as `read` has it; asked again until it is yes or no."""
        while True:
            prompt = Prompt(f"{question} [y/n]", is_inline=True)
            answer = read(self._read(prompt))
            if answer is not None:
                return answer
            self.notify("Type y or n. Ctrl-C stops without saving.")

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Whether the answer is a clear yes; Enter means `default`.

        Anything else is no where that is the default, and asked again where it is not; `<` is no.
        """
        prompt = Prompt(f"{question} {'[Y/n]' if default else '[y/N]'}", is_inline=True)
        while True:
            typed = self._read(prompt).strip()
            if typed == BACK:
                return False
            answer = yes_or_no(typed) if typed else default
            if answer is not None or not default:
                return bool(answer)
            self.notify("Type y or n, or press Enter for yes.")

    def _read(self, prompt: Prompt) -> str:
        # The passphrase comes before every other question, or a wrong one costs the answers.
        if self._unlocks:
            self.run.unlock()
        interrupts.release()
        with self.run.out.progress.paused():
            return self._input.line(prompt, self.run.out.prompt_width())

    def notify(self, text: str) -> None:
        """Print a line between the questions; an empty one is a blank line."""
        self.run.out.notify_page([Paragraph(text)])


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
