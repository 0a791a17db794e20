"""`edit`: change an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import Answers, from_options, show_time, typed_time
from pdtrack.cli.cards import CardsToShow
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.conversation import ENTER_KEEPS, Conversation
from pdtrack.cli.marks import cards_for, marked
from pdtrack.cli.named_entry import deleted_meanwhile, entry_number, find_entry
from pdtrack.cli.prompt import Prompter
from pdtrack.cli.questions import EDIT_QUESTIONS
from pdtrack.cli.tag_reader import TagReader
from pdtrack.content import library
from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import FIELD, Field, answers_of
from pdtrack.domain.vocabulary import fold
from pdtrack.errors import InvalidInput
from pdtrack.render.entries import entry_page
from pdtrack.render.page import Block, Lines, Paragraph

# What `--clear` takes besides answers: the mark of a safety card, for good.
MESSAGE: Final = "message"
ENTER_KEEPS_ONE: Final = "Press Enter to keep the answer, ? for help."
NO_CHANGE: Final = "Nothing was changed."


@options.takes_answers()
def edit(
    context: typer.Context,
    number: options.Number,
    one: Annotated[
        str | None, typer.Argument(metavar="[ANSWER]", help="Ask for this answer only.")
    ] = None,
    *,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    at: options.At = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="FIELD", help="Clear an answer."),
    ] = None,
    untag: Annotated[
        list[str] | None, typer.Option("--untag", metavar="TAG", help="Remove a tag.")
    ] = None,
    json: options.Json = False,
    **given: Any,
) -> None:
    """Change an entry: a new answer replaces the old one, and words and a note are added.

    "pdtrack edit 3 note" asks for one answer, with the old one in the line.
    """
    run = run_of(context)
    if one is not None and None not in (entry_number(number), entry_number(one)):
        raise InvalidInput("edit changes one entry at a time.", "Repeat the line for each.")
    with run.reading_entries() as journal:
        entry, own = find_entry(journal, number), journal.words("tags")
    if entry.is_moment:
        given["after"] = given.pop("mood")
    answers = from_options(run, given)
    prompter = Prompter(run) if run.out.can_ask else None
    if tag:
        answers.keep("tags", TagReader(own, new_tag, prompter).tags(tag, answers))
    cleared = tuple(_field(name, entry) for name in clear or ())
    change = _Change(answers, cleared, _tags_to_remove(untag or (), entry, cleared))
    asks = not (answers.values or change.cleared or change.untagged or tag or at is not None)
    if one is not None and not asks:
        raise InvalidInput(
            "Name one answer to be asked about, or give options, but not both.",
            "Leave out one of the two.",
        )
    edited = _Edited(run, entry, CardsToShow(run, entry))
    if asks:
        attribute = None if one is None else _field(one, entry, can_be_message=False)
        if prompter is None:
            raise InvalidInput("There is nothing to change.", "Give an option, such as --mood 6.")
        change = edited.converse(prompter, own, attribute)
    when = None if at is None else typed_time(run, at, prompter)
    if when is not None and json:
        # Without JSON, the entry that is shown begins with it.
        show_time(run, when)
    edited.show(edited.store(change, when), change.answers, json=json)


class _Change(NamedTuple):
    """What is new in an entry: answers, those that are cleared, and tags that are removed.

    `adds`: words and a note are added to those that it has. A line that showed the old answer
    replaces it.
    """

    answers: Answers
    cleared: tuple[str, ...]
    untagged: tuple[str, ...] = ()
    adds: bool = True

    @classmethod
    def between(cls, entry: Entry, talk: Answers) -> "_Change":
        """What was changed in a conversation that began with the answers of the entry."""
        cleared = tuple(name for name in entry.answered if name not in talk.values)
        values = {name: v for name, v in talk.values.items() if v != getattr(entry, name)}
        return cls(replace(talk, values=values), cleared, adds=False)

    def applied(self, entry: Entry) -> Entry:
        """The entry after this change, with the cards that mark it then."""
        base = _without(entry, self.cleared, self.untagged)
        answers = replace(self.answers, values=dict(self.answers.values))
        if "before" in answers.values and entry.before is not None:
            # Correcting a mood does not make it remembered: noted at the time stays so.
            answers.values.setdefault("before_recalled", entry.before_recalled)
        changed = answers.adding_to(base) if self.adds else answers.added_to(base)
        return marked(changed, answers.cards)


@dataclass(slots=True)
class _Edited:
    """An entry that is edited, as it was before the command.

    `_number`: the number of the change, once a card made it be saved.
    """

    run: Run
    entry: Entry
    cards: CardsToShow
    _number: int | None = None

    def converse(self, prompter: Prompter, own: Mapping[str, int], one: str | None) -> _Change:
        """Ask every question of the entry, or the one for `one`, with its answer in the line.

        A change is saved, and its card shown, where an answer calls for one that is urgent.
        """
        entry = self.entry
        prompter.notify(f"Entry {entry.number}, {self.run.shown_time(entry.at)}.")
        prompter.notify(ENTER_KEEPS if one is None else ENTER_KEEPS_ONE)
        talk = Answers({name: getattr(entry, name) for name in entry.answered})

        def on_answer() -> bool:
            change = _Change.between(entry, talk)
            return self.cards.meet(change.applied(entry), talk, lambda: self.store(change))

        Conversation(
            prompter=prompter,
            answers=talk,
            questions=tuple(q for q in EDIT_QUESTIONS[entry.kind] if one in (None, q.attribute)),
            reader=TagReader(own, prompter=prompter),
            on_answer=on_answer,
            is_past=True,
            is_edit=True,
        ).run()
        return _Change.between(entry, talk)

    def store(self, change: _Change, at: datetime | None = None) -> Entry:
        """Put the change on disk; once more after a card, as part of the same change.

        Returns the entry as it is now.
        """
        run, number = self.run, self.entry.number
        with run.writing("edit", continues=self._number) as journal:
            current = journal.get(number)
            if current is None:
                raise deleted_meanwhile(number)
            changed = change.applied(current)
            if not changed.answered and not changed.cards:
                raise InvalidInput(
                    "No answer would be left.", "Use pdtrack delete to delete the entry."
                )
            changed = changed.settled(run.now)._replace(at=at or current.at)
            if changed != current:
                changed = changed._replace(edited_at=run.now)
                journal.replace(changed)
            self._number = journal.change
        return changed

    def show(self, changed: Entry, answers: Answers, *, json: bool) -> None:
        """Show what changed and the entry as it is now, after the cards that are new to it."""
        run = self.run
        cards = self.cards.page(changed, answers)
        if json:
            if cards:
                run.out.notify_page(cards)
            run.out.show_json({"entry": as_dict(changed), "cards": list(cards_for(changed))})
        else:
            shown = entry_page(
                changed, clock=run.clock, discreet=run.is_discreet, mark=run.offset_mark
            )
            differences = _differences(run, self.entry, changed)
            run.out.show([*cards, *shown, *differences])


def _field(name: str, entry: Entry, *, can_be_message: bool = True) -> str:
    """The attribute of the answer of `entry` that was named."""
    word = name.strip().casefold().replace("-", "_")
    if word == "mood" and entry.is_moment:
        word = "after"
    if word == "tag":
        word = "tags"
    if word == MESSAGE and can_be_message:
        return "cards"
    fields = [answer.name for answer in answers_of(entry.kind)]
    if word not in fields:
        none = "There is no answer with that name."
        raise InvalidInput(none, f"The answers are {', '.join(fields)}.", neutral=none)
    return FIELD[word].attribute


def _tags_to_remove(typed: Sequence[str], entry: Entry, cleared: Sequence[str]) -> tuple[str, ...]:
    """The tags of `entry` that `--untag` names, by themselves or by a synonym."""
    words = [word for text in typed for word in text.split(",")]
    if words and "tags" in cleared:
        raise InvalidInput("--clear tags takes every tag off.", "Leave out --untag.")
    return tuple(tag for word in words for tag in _tags_named(word, entry))


def _tags_named(word: str, entry: Entry) -> Sequence[str]:
    """The tags of `entry` that a word names: itself, or else those that count as the same tag."""
    tags, folded = entry.tags or (), fold(word)
    if folded in tags:
        return (folded,)
    vocabulary = library.vocabulary()
    meant = vocabulary.counts_with(folded)
    if found := [tag for tag in tags if vocabulary.counts_with(tag) == meant]:
        return found
    raise InvalidInput(
        f"Entry {entry.number} doesn't have that tag.",
        f"pdtrack show {entry.number} shows its tags.",
    )


def _without(entry: Entry, cleared: Sequence[str], untagged: Sequence[str]) -> Entry:
    """`entry` without the `cleared` answers and the `untagged` tags."""
    changes: dict[str, Any] = dict.fromkeys(cleared)
    if "cards" in cleared:
        changes["cards"] = ()
    if "before" in cleared:
        changes["before_recalled"] = None
    if untagged:
        # The last tag leaves a skipped answer: nobody said that none fits.
        left = tuple(tag for tag in entry.tags or () if tag not in untagged)
        changes["tags"] = left or None
    return entry._replace(**changes)


def _differences(run: Run, was: Entry, now: Entry) -> list[Block]:
    """A line for each answer that changed: what it was, and what it is now."""
    lines, discreet = [], run.is_discreet
    for answer in answers_of(now.kind):
        old, new = getattr(was, answer.attribute), getattr(now, answer.attribute)
        if old == new:
            continue
        label = DISCREET[answer.attribute].label if discreet else answer.name
        if answer.holds == "note":
            lines.append(f"{label}: {_note_change(old, new)}.")
        else:
            before, after = (_shown(answer, value, discreet=discreet) for value in (old, new))
            lines.append(f"{label}: was {before}, is now {after}.")
    if was.at != now.at:
        before, after = run.shown_time(was.at), run.shown_time(now.at)
        lines.append(f"when: was {before}, is now {after}.")
    if was.cards and not now.cards:
        lines.append("message: cleared.")
    if not lines:
        return [Paragraph(NO_CHANGE)] if was == now else []
    return [Paragraph("What changed:"), Lines(tuple(lines))]


def _shown(answer: Field, value: Any, *, discreet: bool) -> str:
    if value is None:
        return "skipped"
    if discreet:
        return DISCREET[answer.attribute].text(value)
    return ", ".join(value) or "none" if isinstance(value, tuple) else answer.text(value)


def _note_change(old: str | None, new: str | None) -> str:
    """What happened to a note, in a line that doesn't repeat its text."""
    if new is None:
        return "cleared"
    if old is None:
        return "written"
    return "a paragraph was added" if new.startswith(f"{old}\n\n") else "rewritten"
