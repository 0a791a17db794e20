"""What is shown once an entry is saved: where it is, what was understood, one kind line.

The kind line names the next step. There is never more than one, and not always the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from pdtrack.cli.context import Run
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import Field, answers_of
from pdtrack.domain.open_moment import LATER_WITHIN
from pdtrack.render.page import Block, Paragraph

# States whose lines are about the hours after; the first have others for a moment of long ago.
WITH_A_PAST: Final = frozenset({"hard", "tears", "severe-pain", "plain"})
ONLY_NOW: Final = frozenset({"before", "day-low"})
SEVERE: Final = 3
LOW_MOOD: Final = 3
GOOD_MOOD: Final = 7
HAPPY_TEARS: Final = "happy-tears"
# The question that an answer is to, where the answer repeats the name of the field.
SUMMARY_NAME: Final = {"tears": "crying"}


def saved_lines(run: Run, entry: Entry, completed: Entry | None = None) -> list[Block]:
    """That an entry is on disk, under which number and for when, and what was understood."""
    same_time = completed is not None and entry.at == completed.at
    first = f"Saved as entry {entry.number}{'' if same_time else f': {run.shown_time(entry.at)}'}."
    if completed is not None:
        first += f" {completes(run, completed)}"
    understood = "" if run.is_discreet else summary(entry)
    return [Paragraph(line) for line in (first, understood) if line]


def completes(run: Run, opened: Entry) -> str:
    """That an entry completes a moment which `before` opened."""
    return f"It completes the one you began {run.shown_time(opened.at)} (mood {opened.before})."


def moods(entry: Entry) -> list[str]:
    """The moods of an entry, each with its name."""
    return [
        f"{field.name} {getattr(entry, field.attribute)}"
        for field in answers_of(entry.kind)
        if field.holds == "mood" and getattr(entry, field.attribute) is not None
    ]


def summary(entry: Entry) -> str:
    """The answers of an entry in one line, to see at a glance whether they are right."""
    words = [
        f"{SUMMARY_NAME.get(field.name, field.name)}: "
        f"{_listed(field, getattr(entry, field.attribute))}"
        for field in answers_of(entry.kind)
        if field.holds not in ("mood", "note") and getattr(entry, field.attribute) is not None
    ]
    note = "with a note" if entry.note else ""
    kept_apart = "not counted in patterns" if entry.cards else ""
    parts = [", ".join(moods(entry)), *words, note, kept_apart]
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)


def _listed(field: Field, value: Any) -> str:
    if field.name == "helped":
        from pdtrack.domain.help_words import by_name  # most entries have none

        value = by_name(value)
    return ", ".join(value) or "none" if isinstance(value, tuple) else field.text(value)


def next_step(entry: Entry, command: str, now: datetime, *, discreet: bool = False) -> list[Block]:
    """The line for an entry that called for no card; nothing in discreet mode.

    Which of the variants is shown follows from the entry's number. A moment of long ago has
    lines that send nobody to `later`, and none where all of them are about right now.
    """
    state = "" if discreet else _state(entry, command)
    if now - entry.at > LATER_WITHIN:
        state = "" if state in ONLY_NOW else f"{state}-past" if state in WITH_A_PAST else state
    if not state:
        return []
    from pdtrack.content.kind_lines import kind_line  # not every command has one

    return [Paragraph(kind_line(state, entry.number), "quiet")]


def _state(entry: Entry, command: str) -> str:
    """What the line is about: the hardest thing that was answered; empty for nothing."""
    if command == "later":
        return _later(entry)
    if entry.pain == SEVERE:
        return "severe-pain"
    if command == "before":
        return "before"
    reading = entry.reading
    is_low = reading is not None and reading <= LOW_MOOD
    if command == "day":
        return "day-low" if is_low else ""
    fell = entry.before is not None and reading is not None and reading <= entry.before - 2
    if is_low or (fell and reading is not None and reading <= 5):
        return "hard"
    is_good = reading is not None and reading >= GOOD_MOOD
    if entry.tears:
        # A good mood does not make them happy ones; the person says so.
        return "happy-tears" if HAPPY_TEARS in (entry.tags or ()) else "tears"
    if entry.pain and entry.pain > 1:
        return "pain"
    return "good" if is_good else "plain"


def _later(entry: Entry) -> str:
    if entry.later is not None and entry.later <= LOW_MOOD:
        return "later-low"
    if entry.later is not None and entry.after is not None and entry.later > entry.after:
        return "later-up"
    return "later"
