"""`edit`: change an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import Answers, from_options, show_time, typed_time
from pdtrack.cli.cards import cards_or_pointer
from pdtrack.cli.context import Run, find_entry, run_of
from pdtrack.cli.conversation import ENTER_KEEPS, Conversation
from pdtrack.cli.marks import cards_for, marked, marks
from pdtrack.cli.prompt import Prompter
from pdtrack.cli.questions import EDIT_QUESTIONS
from pdtrack.cli.tag_reader import TagReader
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import FIELD, answers_of
from pdtrack.errors import InvalidInput
from pdtrack.render.entries import entry_page

# What `--clear` takes besides answers: the mark of a safety card, for good.
MESSAGE: Final = "message"


@options.takes_answers()
def edit(
    context: typer.Context,
    number: options.Number,
    *,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    at: options.At = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="FIELD", help="Clear an answer."),
    ] = None,
    json: options.Json = False,
    **given: Any,
) -> None:
    """Change an entry; a new answer replaces the old one."""
    run = run_of(context)
    with run.reading_entries() as journal:
        entry, own = find_entry(journal, number), journal.words("tags")
    if entry.is_moment:
        given["after"] = given.pop("mood")
    answers = from_options(run, given)
    prompter = Prompter(run) if run.out.can_ask else None
    if tag:
        answers.keep("tags", TagReader(own, new_tag, prompter).tags(tag, answers))
    change = _Edit(run, entry, answers, [_field(name, entry) for name in clear or ()])
    if not answers.values and not change.cleared and not tag and at is None:
        if prompter is None:
            raise InvalidInput("There is nothing to change.", "Give an option, such as --mood 6.")
        change.converse(prompter, own)
    change.at = None if at is None else typed_time(run, at, prompter)
    if change.at is not None:
        show_time(run, change.at)
    change.store()
    change.show(json=json)


@dataclass(slots=True)
class _Edit:
    """A change of one entry on its way to the journal."""

    run: Run
    entry: Entry
    answers: Answers
    cleared: list[str]
    at: datetime | None = None
    _change: int | None = None
    _shown: list[str] = field(default_factory=list)
    _changed: Entry | None = None

    def converse(self, prompter: Prompter, own: Mapping[str, int]) -> None:
        """Ask every question of the entry, with its answer in the line."""
        prompter.notify(ENTER_KEEPS)
        entry = self.entry
        given = {name: getattr(entry, name) for name in entry.answered}
        talk = Answers(given)
        self.run.is_answering = True
        Conversation(
            prompter=prompter,
            answers=talk,
            questions=EDIT_QUESTIONS[entry.kind],
            reader=TagReader(own, prompter=prompter),
            own=own,
            on_answer=lambda: self._meet_cards(talk),
            is_past=True,
            is_edit=True,
        ).run()
        self.run.is_answering = False
        self._take(talk)

    def _take(self, talk: Answers) -> None:
        """What was changed in a conversation that began with the answers of the entry."""
        entry = self.entry
        self.cleared = [name for name in entry.answered if name not in talk.values]
        values = {name: v for name, v in talk.values.items() if v != getattr(entry, name)}
        self.answers = replace(talk, values=values)

    def _meet_cards(self, talk: Answers) -> bool:
        """Save the change and show its card, where an answer calls for one that is urgent."""
        self._take(talk)
        changed = marked(_changed(self.entry, self.answers, self.cleared), talk.cards)
        known = (*cards_for(self.entry), *self._shown)
        new = [card for card in cards_for(changed) if card not in known]
        if not any(card in marks() for card in new):
            return False
        self.store()
        self.run.saved_meanwhile = self.entry.number
        assert self._changed is not None
        self.run.out.notify_page(cards_or_pointer(self.run, self._changed, (), but=known))
        self._shown += new
        return True

    def store(self) -> None:
        """Put the change on disk; once more after a card, as part of the same change."""
        run = self.run
        with run.writing("edit", continues=self._change) as journal:
            current = journal.get(self.entry.number)
            if current is None:
                raise InvalidInput(
                    f"There is no entry {self.entry.number} any more.", "It was deleted meanwhile."
                )
            changed = marked(_changed(current, self.answers, self.cleared), self.answers.cards)
            changed = replace(changed.settled(run.now), at=self.at or current.at)
            if changed != current:
                changed = replace(changed, edited_at=run.now)
                journal.replace(changed)
            self._change = journal.change
        self._changed = changed

    def show(self, *, json: bool) -> None:
        """Show the entry as it is now, after the cards that it did not call for before."""
        run, changed = self.run, self._changed
        assert changed is not None
        known = (*cards_for(self.entry), *self._shown)
        cards = cards_or_pointer(run, changed, self.answers.messages, but=known)
        if json:
            if cards:
                run.out.notify_page(cards)
            run.out.show_json({"entry": as_dict(changed), "cards": list(cards_for(changed))})
        else:
            shown = entry_page(changed, clock=run.clock, discreet=run.is_discreet)
            run.out.show([*cards, *shown])


def _field(name: str, entry: Entry) -> str:
    """The attribute of `entry` that `--clear` names."""
    word = name.strip().casefold().replace("-", "_")
    if word == "mood" and entry.is_moment:
        word = "after"
    if word == MESSAGE:
        return "cards"
    fields = [answer.name for answer in answers_of(entry.kind)]
    if word not in fields:
        none = "There is no answer of that name."
        raise InvalidInput(none, f"It is one of {', '.join(fields)}.", neutral=none)
    return FIELD[word].attribute


def _changed(entry: Entry, answers: Answers, cleared: list[str]) -> Entry:
    """`entry` without the `cleared` answers and with the new ones."""
    changes: dict[str, Any] = dict.fromkeys(cleared)
    if "cards" in cleared:
        changes["cards"] = ()
    if "before" in cleared:
        changes["before_recalled"] = None
    values = dict(answers.values)
    if "before" in values and entry.before is not None:
        # Correcting a mood does not make it remembered: what was noted at the time stays so.
        values.setdefault("before_recalled", entry.before_recalled)
    changed = Answers(values).added_to(replace(entry, **changes))
    if not changed.answered and not changed.cards and not answers.cards:
        raise InvalidInput("No answer would be left.", "Use pdtrack delete to delete the entry.")
    return changed
