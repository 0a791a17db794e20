"""`later`: add the mood some hours later to the newest moment."""

from __future__ import annotations

from dataclasses import replace

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import Answers, from_options
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.saved_page import moods, next_step
from pdtrack.domain import open_moment
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.times.day import echo
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Paragraph


def later(
    context: typer.Context,
    bare: options.BareMood = None,
    mood: options.Mood = None,
    lasted: options.Lasted = None,
    helped: options.Helped = None,
    json: options.Json = False,
) -> None:
    """Add how you feel hours later to the newest moment of the last 36 hours."""
    run = run_of(context)
    run.check_there()
    mood = options.either_mood(bare, mood)
    answers = from_options(run, {"later": mood, "lasted": lasted, "helped": helped})
    if not answers.values and run.out.can_ask:
        _converse(run, answers)
    if not answers.values:
        raise InvalidInput("There is no answer to save.", "Give the mood, such as --mood 6.")
    if not run.journal_path.exists():
        raise _no_moment()
    with run.writing("later") as journal:
        lately = journal.entries(since=run.now - open_moment.LATER_WITHIN, until=run.now)
        found = open_moment.recent(lately, run.now)
        if found is None:
            raise _no_moment()
        entry = _adding(answers, found).settled(run.now)
        entry = replace(entry, edited_at=run.now)
        journal.replace(entry)
    if json:
        run.out.show_json({"entry": as_dict(entry), "cards": []})
    else:
        kind = next_step(entry, "later", run.now, discreet=run.is_discreet)
        run.out.show([_added(entry, found, run.clock), *kind])


def _adding(answers: Answers, found: Entry) -> Entry:
    """The moment with the answers; what helped is added to the words that it has."""
    if found.helped and answers.values.get("helped") == ():
        answers = replace(answers, values={**answers.values, "helped": found.helped})
    return answers.adding_to(found)


def _converse(run: Run, answers: Answers) -> None:
    from pdtrack.cli.conversation import ENTER_SKIPS, Conversation
    from pdtrack.cli.prompt import Prompter
    from pdtrack.cli.questions import LATER_QUESTIONS
    from pdtrack.cli.tag_reader import TagReader

    prompter = Prompter(run)
    prompter.notify(ENTER_SKIPS)
    run.is_answering = True
    Conversation(
        prompter=prompter,
        answers=answers,
        questions=LATER_QUESTIONS,
        reader=TagReader((), prompter=prompter),
        own={},
        on_answer=lambda: False,
    ).run()
    run.is_answering = False


def _no_moment() -> InvalidInput:
    return InvalidInput(
        "There is no moment in the last 36 hours.",
        "pdtrack edit ID --later 6 adds it to an older one.",
    )


def _added(entry: Entry, was: Entry, clock: int) -> Paragraph:
    """The moods that the moment has now, and the later mood that was replaced."""
    replaced = "" if was.later is None or was.later == entry.later else f" (It was {was.later}.)"
    now = ", ".join(moods(entry))
    return Paragraph(f"Added to entry {entry.number}, {echo(entry.at, clock)}: {now}.{replaced}")
