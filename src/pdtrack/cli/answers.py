"""What a person answers about an entry, and when it was; from options and from questions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pdtrack.cli.context import Run
from pdtrack.cli.options import typed_mood
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ANSWERS, NOTE_MOST, Field, parse_note
from pdtrack.domain.times.day import echo
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.cli.prompt import Prompter


# Nobody types more into one note; whatever comes after it isn't read.
STDIN_MOST: Final = 10_000_000
STDIN_WAITS: Final = "Type the note; Ctrl-D on a line of its own ends it."


@dataclass(eq=False, repr=False)
class Answers:
    """The answers given so far, by the attribute of `Entry` that they fill.

    `messages` are shown with the cards. `cards` are called for by words that are not
    answers themselves. `asks_wanted` means that a word about consent was typed as a tag,
    `is_fine` that all was well and no tag fits.
    """

    values: dict[str, Any] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    asks_wanted: bool = False
    is_fine: bool = False

    def put(self, attribute: str, value: Any) -> None:
        """Replace an answer; `None` is skipped, and leaves none."""
        if value is None:
            self.values.pop(attribute, None)
        else:
            self.values[attribute] = value

    def keep(self, attribute: str, value: Any) -> None:
        """Keep an answer; a skipped one (`None`) changes nothing."""
        if value is not None:
            self.values[attribute] = value

    def add_note(self, text: str) -> None:
        """Keep a text as a note, below the one that is there."""
        note = self.values.get("note")
        self.values["note"] = parse_note(text if note is None else f"{note}\n{text}")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to save."""
        return not self.values and not self.cards

    def added_to(self, entry: Entry) -> Entry:
        """`entry` with these answers; a mood before that is given now is remembered."""
        values = dict(self.values)
        if "before" in values:
            values.setdefault("before_recalled", True)
        return entry._replace(**values)

    def adding_to(self, entry: Entry) -> Entry:
        """`entry` with these answers, where words and a note are added to those it has."""
        values = dict(self.values)
        for attribute in ("tags", "helped"):
            if attribute in values:
                values[attribute] = _with_words(getattr(entry, attribute), values[attribute])
        if "note" in values and entry.note is not None:
            values["note"] = parse_note(f"{entry.note}\n\n{values['note']}")
        return replace(self, values=values).added_to(entry)


def _with_words(were: tuple[str, ...] | None, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that an answer had, then the new ones; "none fits" can't join other words."""
    if were and not words:
        raise InvalidInput(
            '"none" can\'t be combined with the words that are there.',
            "Clear them in the same line, such as --clear tags --tag none.",
        )
    return tuple(dict.fromkeys((*(were or ()), *words)))


def from_options(run: Run, given: Mapping[str, Any]) -> Answers:
    """The answers given as options, by attribute; raises `InvalidInput` for a bad one."""
    answers = Answers()
    for answer in ANSWERS:
        value = given.get(answer.attribute)
        if value is not None and value != []:
            answers.keep(answer.attribute, _read(run, answer, value))
    return answers


def _read(run: Run, answer: Field, value: Any) -> Any:
    """The value of an answer that was typed as an option."""
    if answer.holds == "flag":
        return value
    if answer.holds == "words":
        from pdtrack.domain.vocabulary import helped_words  # most answers are numbers

        if any(word.strip().startswith("-") for text in value for word in text.split(",")):
            raise InvalidInput(
                "A word for what helped can't begin with a hyphen.",
                "pdtrack edit ID --clear helped clears them.",
            )
        return helped_words(value)
    if answer.holds == "note":
        return parse_note(_stdin_note(run) if value == "-" else value)
    return answer.parse(typed_mood(value) if answer.holds == "mood" else value)


def _stdin_note(run: Run) -> str:
    # A typed note must not be lost over a wrong passphrase.
    run.unlock()
    if sys.stdin.isatty():
        run.out.notify(STDIN_WAITS)
    with run.out.progress.paused():
        text = sys.stdin.read(NOTE_MOST + 1)
        if len(text) > NOTE_MOST:
            # The rest is read for the length that the error names.
            text += sys.stdin.read(STDIN_MOST)
    # Windows begins a pipe with a mark, and ends lines in its own way.
    return text.removeprefix("\ufeff").removesuffix("\n").removesuffix("\r")


def typed_time(run: Run, text: str | None, prompter: Prompter | None) -> datetime:
    """When it was: now, or the time that was typed; one that happened twice is asked about."""
    if text is None:
        return run.now
    from pdtrack.domain.times.resolve import (  # 10 ms, only for typed times
        HappenedTwice,
        understand,
    )

    try:
        return understand(text, now=run.now, instants=run.world.instants, day_end=run.day_end)
    except HappenedTwice as twice:
        if prompter is None:
            raise
        choice = prompter.choose(
            "Which of the two?", [f"{echo(at, run.clock)} ({at:%z})" for at in twice.choices]
        )
        if choice is None:
            raise
        return twice.choices[choice]


def show_time(run: Run, at: datetime) -> None:
    """Show how a typed time was understood, before anything is saved."""
    run.out.notify(f"{run.shown_time(at)}.")
