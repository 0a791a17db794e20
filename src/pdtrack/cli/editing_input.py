"""Questions with line editing, colour and completion, by prompt_toolkit."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from pdtrack.cli.asking import (
    ROOM_TO_TYPE,
    Offer,
    Prompt,
    without_sign,
    wrapped,
)
from pdtrack.domain.fields import MOOD_MOST
from pdtrack.domain.moods import step_of
from pdtrack.domain.safe_text import safe_line

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.formatted_text import StyleAndTextTuples

INDENT: Final = 6
SCALE_FROM: Final = 60
# The colours of the steps of mood, worst first: those of the theme in `render/rich.py`.
STEP_STYLES: Final = (
    "bg:#af5f00 #ffffff",
    "bg:#d7875f #000000",
    "bg:#bcbcbc #000000",
    "bg:#8787d7 #000000",
    "bg:#5f5fd7 #ffffff",
)


class EditingInput:
    """Line editing, colour and completion by prompt_toolkit, with no history."""

    def __init__(self) -> None:
        self._session: PromptSession[str] | None = None
        # What the line begins with; Ctrl-D ends the questions while nothing else is in it.
        self._begins_with = ""
        # The answer in the line, as long as nothing was typed: the first letter replaces it.
        self._untouched = ""

    def line(self, prompt: Prompt, columns: int) -> str:
        """The typed line; Alt-Enter starts a new line in a note."""
        text = prompt.refused or prompt.answer
        if text and prompt.has_lines:
            text += "\n"  # what is typed now is a new line, not the end of the last word
        self._begins_with = text
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
        return without_sign(typed.rstrip("\n"), text.rstrip()) if prompt.has_lines else typed

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

        @Condition
        def is_as_begun() -> bool:
            return bool(self._begins_with) and get_app().current_buffer.text == self._begins_with

        @keys.add("c-d", filter=is_as_begun)
        def _(event: Any) -> None:
            event.app.exit(exception=EOFError)

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
        return [("bold", "\n".join(wrapped(safe_line(prompt.text), columns - ROOM_TO_TYPE)) + " ")]
    pad = " " * INDENT
    place = f"{prompt.place:>{INDENT - 1}} " if prompt.place else ""
    room = columns - len(place) - 1
    first, *rest = wrapped(safe_line(prompt.text), room)
    found: StyleAndTextTuples = [("class:dim fg:ansibrightblack", place), ("bold", first)]
    for line in rest:
        found += [("", "\n" + " " * len(place)), ("bold", line)]
    hint = prompt.hint
    if prompt.scale and columns >= SCALE_FROM:
        found += [("", f"\n{pad}bad ")]
        found += [(STEP_STYLES[step_of(mood)], f" {mood} ") for mood in range(MOOD_MOST + 1)]
        found += [("", " good")]
        hint = ""  # the picture shows it
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
    return [("fg:ansibrightblack", pad + pad.join(wrapped(text, columns - INDENT)))]


def _styled_choices(prompt: Prompt, columns: int) -> StyleAndTextTuples:
    pad = " " * INDENT
    found: StyleAndTextTuples = []
    if any(choice.meaning for choice in prompt.choices):
        width = max(len(choice.word) for choice in prompt.choices)
        for choice in prompt.choices:
            room = columns - INDENT - width - 6
            lines = wrapped(safe_line(choice.meaning), room) or [""]
            found += [
                ("fg:ansibrightblack", f"\n{pad}{choice.number} "),
                ("", f"{choice.word:<{width}}  "),
            ]
            hanging = "\n" + " " * (INDENT + width + 4)
            found += [("fg:ansibrightblack", hanging.join(lines))]
        return found
    used = 0
    for choice in prompt.choices:
        word = safe_line(choice.word)
        size = len(word) + 5
        is_new = not used or used + size > columns - INDENT
        used = size if is_new else used + size
        found += [
            ("fg:ansibrightblack", f"\n{pad}{choice.number} " if is_new else f"  {choice.number} "),
            ("", word),
        ]
    return found


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
