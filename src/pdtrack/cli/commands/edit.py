"""`edit`: change an entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from pdtrack.cli import options, questions
from pdtrack.cli.analysis import care
from pdtrack.cli.answers import Answers, from_options, show_time, typed_time
from pdtrack.cli.cards import cards_or_pointer
from pdtrack.cli.context import find_entry, run_of
from pdtrack.cli.prompt import Prompter
from pdtrack.cli.tag_reader import TagReader
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import FIELD, answers_of
from pdtrack.errors import InvalidInput
from pdtrack.render.entries import entry_page


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
        typer.Option("--clear", metavar="FIELD", help="Make an answer skipped again."),
    ] = None,
    json: options.Json = False,
    **given: Any,
) -> None:
    """Change an entry; what is given takes the place of what stands."""
    run = run_of(context)
    with run.reading_entries() as journal:
        entry, own = find_entry(journal, number), journal.words("tags")
    if entry.is_moment:
        given["after"] = given.pop("mood")
    answers = from_options(run, given)
    prompter = Prompter(run) if run.out.can_ask else None
    if tag:
        answers.keep("tags", TagReader(own, new_tag, prompter).tags(tag, answers))
    cleared = [_field(name, entry) for name in clear or ()]
    if not answers.values and not cleared and not tag and at is None:
        if prompter is None:
            raise InvalidInput("There is nothing to change.", "Give an option, such as --mood 6.")
        prompter.notify("Enter keeps what stands. Ctrl-C stops, and nothing is changed.")
        questions.ask_again(prompter, answers, own, entry)
    questions.settle_wanted(answers, prompter, entry.wanted)
    moved = None if at is None else typed_time(run, at, prompter)
    if moved is not None:
        show_time(run, moved)
    with run.writing("edit") as journal:
        current = journal.get(entry.number)
        if current is None:
            raise InvalidInput(f"No entry {entry.number}.", "It was deleted meanwhile.")
        changed = _changed(current, answers, cleared)
        changed = replace(changed.settled(run.now), at=moved or current.at)
        if changed != current:
            changed = replace(changed, edited_at=run.now)
            journal.replace(changed)
    cards = cards_or_pointer(run, changed, answers.messages, but=care().cards(current))
    if json:
        if cards:
            run.out.notify_page(cards)
        run.out.show_json({"entry": as_dict(changed), "cards": list(care().cards(changed))})
    else:
        shown = entry_page(changed, clock=run.clock, discreet=run.is_discreet)
        run.out.show([*cards, *shown])


def _field(name: str, entry: Entry) -> str:
    """The attribute of `entry` that `--clear` names."""
    word = name.strip().casefold().replace("-", "_")
    if word == "mood" and entry.is_moment:
        word = "after"
    fields = [answer.name for answer in answers_of(entry.kind)]
    if word not in fields:
        none = "There is no answer of that name."
        raise InvalidInput(none, f"It is one of {', '.join(fields)}.", neutral=none)
    return FIELD[word].attribute


def _changed(entry: Entry, answers: Answers, cleared: list[str]) -> Entry:
    """`entry` without the `cleared` answers and with the new ones."""
    changes: dict[str, Any] = dict.fromkeys(cleared)
    if "before" in cleared:
        changes["before_recalled"] = None
    values = dict(answers.values)
    if "before" in values and entry.before is not None:
        # Correcting a mood does not make it remembered: what was noted at the time stays so.
        values.setdefault("before_recalled", entry.before_recalled)
    changed = Answers(values).added_to(replace(entry, **changes))
    if not changed.answered:
        raise InvalidInput("No answer would be left.", "pdtrack delete takes the entry away.")
    return changed
