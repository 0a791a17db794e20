"""Questions on a terminal, one at a time; Enter skips, Ctrl-C stops without saving.

Lines are read in one of two ways: with completion and line editing, or plainly, for screen
readers and simple terminals. Nothing typed is kept in any history.
"""

from __future__ import annotations

import contextlib
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import typer

from pdtrack.cli.context import Run
from pdtrack.domain.safe_text import safe_line
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Lines, Page, Paragraph

T = TypeVar("T")
ROOM_TO_TYPE = 8
_WORD = re.compile(r"[^\s,]+")


class LineInput(Protocol):
    """Reads one line that answers a question; raises `EOFError` where the input ends."""

    def line(self, question: str, words: Sequence[str] = ()) -> str:
        """The typed line; `words` may be offered as completions."""
        ...


class PlainInput:
    """Writes the question to standard error and reads a line from standard input."""

    def line(self, question: str, words: Sequence[str] = ()) -> str:
        """The typed line, without its line feed."""
        sys.stderr.write(question + " ")
        sys.stderr.flush()
        typed = sys.stdin.readline()
        if not typed:
            raise EOFError
        return typed.rstrip("\r\n")


class EditingInput:
    """Line editing and completion by prompt_toolkit, with no history."""

    def line(self, question: str, words: Sequence[str] = ()) -> str:
        """The typed line."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.output import create_output

        # Tags have hyphens, so a word ends at a comma or a space only.
        completer = WordCompleter(list(words), ignore_case=True, pattern=_WORD) if words else None
        session: PromptSession[str] = PromptSession(
            history=DummyHistory(),
            completer=completer,
            complete_while_typing=False,
            enable_suspend=False,
            output=create_output(stdout=sys.stderr),
            reserve_space_for_menu=4,
        )
        with _held_back() as freed:
            return session.prompt(question + " ", pre_run=freed)


@contextlib.contextmanager
def _held_back() -> Iterator[Callable[[], None]]:
    """Hold Ctrl-C back until the question is shown; then the yielded function lets it through.

    Line editing runs in an event loop, which prints a traceback if it is stopped at its start.
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


class Prompter:
    """Asks a question until the answer can be understood or is skipped."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.is_discreet = run.is_discreet
        self._input: LineInput = PlainInput() if run.out.is_plain else EditingInput()

    def ask(
        self,
        question: str,
        parse: Callable[[str], T],
        *,
        words: Sequence[str] = (),
        explain: Sequence[str] = (),
        in_full: Sequence[str] = (),
    ) -> T | None:
        """What `parse` makes of the typed line, or `None` where it was left empty.

        A question mark shows `in_full`, if there is any.
        """
        if explain:
            self.notify("")
            self._run.out.notify_page([Lines(tuple(explain))])
        while True:
            typed = self._read(question, words)
            if not typed.strip():
                return None
            if in_full and typed.strip() == "?":
                self._run.out.notify_page([Lines(tuple(in_full))])
                continue
            try:
                return parse(typed)
            except InvalidInput as problem:
                self.notify(f"{problem.message} {problem.hint}".rstrip())

    def choose(self, question: str, choices: Sequence[str]) -> int | None:
        """The position of one of `choices`, picked by its number; `None` where skipped."""

        def parse(typed: str) -> int:
            word = typed.strip()
            if word.isascii() and word.isdigit() and 1 <= int(word) <= len(choices):
                return int(word) - 1
            raise InvalidInput(f"Type a number from 1 to {len(choices)}, or Enter to skip.")

        return self.ask(
            question,
            parse,
            explain=[f"{number} {choice}" for number, choice in enumerate(choices, 1)],
        )

    def agree(self, question: str) -> bool:
        """Whether the answer is yes; asked again until it is yes or no."""
        while True:
            word = self._read(f"{question} [y/n]").strip().casefold()
            if word in ("y", "yes"):
                return True
            if word in ("n", "no"):
                return False
            self.notify("Type y or n. Ctrl-C stops, and nothing is kept.")

    def confirm(self, question: str) -> bool:
        """Whether the answer is a clear yes; Enter and anything else is no."""
        return self._read(f"{question} [y/N]").strip().casefold() in ("y", "yes")

    def _read(self, question: str, words: Sequence[str] = ()) -> str:
        # The passphrase is asked first, or a wrong one would cost the answers.
        self._run.unlock()
        columns = self._run.out.prompt_width()
        if len(question) + ROOM_TO_TYPE > columns:
            # A prompt can't wrap between words, a line before it can.
            self.notify(question)
            question = ">"
        # A question may contain a word from a file of another program.
        with self._run.out.progress.paused():
            return self._input.line(safe_line(question), words)

    def notify(self, text: str) -> None:
        """A line beside the questions; an empty one is a blank line."""
        self._run.out.notify_page([Paragraph(text)])


def confirm_or_stop(
    run: Run, name: str, question: str, *, yes: bool, shown: Page = (), word: str = ""
) -> None:
    """Go on after a clear yes, or where `yes` was given; otherwise stop the command.

    `shown` is a page to read first. With `word`, that word has to be typed. Raises
    `InvalidInput` where `name`, the command or its action, has nobody to ask.
    """
    if yes:
        return
    if not run.out.can_ask:
        raise InvalidInput(
            f"{name} asks first, and there is no terminal to ask on.", "Add --yes to go on."
        )
    prompter = Prompter(run)
    if shown:
        run.out.notify_page(shown)
    if word:
        prompter.notify(question)
        agreed = prompter.ask(
            f"Type {word} to go on, or Enter to stop:",
            lambda typed: typed.strip().casefold() == word,
        )
    else:
        agreed = prompter.confirm(question)
    if not agreed:
        run.out.notify("Nothing was changed.")
        raise typer.Exit
