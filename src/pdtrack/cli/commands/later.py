"""`later`: add the mood some hours later to the newest moment."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import Answers, from_options
from pdtrack.cli.cards import CardsToShow
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.marks import marked
from pdtrack.cli.saved_page import moods, next_step, summary
from pdtrack.domain import open_moment
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Block, Paragraph
from pdtrack.store.journal import Journal


def later(
    context: typer.Context,
    bare: options.BareMood = None,
    mood: options.Mood = None,
    lasted: options.Lasted = None,
    helped: options.Helped = None,
    note: options.Note = None,
    json: options.Json = False,
) -> None:
    """Add how you feel hours later to the newest moment of the last 36 hours."""
    run = run_of(context)
    run.check_there()
    mood = options.either_mood("later", bare, mood)
    answers = from_options(run, {"later": mood, "lasted": lasted, "helped": helped, "note": note})
    reading = _Later(run, answers, CardsToShow(run))
    if not answers.values and run.out.can_ask:
        reading.converse()
    if answers.is_empty:
        raise InvalidInput("There is no answer to save.", "Give the mood, such as --mood 6.")
    reading.show(reading.store(), json=json)


class _Saved(NamedTuple):
    """The moment as it is on disk, as it was before the answers, and the number of the change."""

    entry: Entry
    was: Entry
    change: int | None


@dataclass(slots=True)
class _Later:
    """Answers from some hours later, on their way to the moment that they are about."""

    run: Run
    answers: Answers
    cards: CardsToShow
    saved: _Saved | None = None

    def converse(self) -> None:
        """Ask, and show a card that an answer calls for at once.

        Raises `InvalidInput` where there is no moment, before anything is asked.
        """
        from pdtrack.cli.conversation import ENTER_SKIPS, Conversation
        from pdtrack.cli.prompt import Prompter
        from pdtrack.cli.questions import LATER_QUESTIONS
        from pdtrack.cli.tag_reader import TagReader

        with self.run.reading() as journal:
            found = None if journal is None else _recent(journal, self.run.now)
        if found is None:
            raise _no_moment()
        self.cards.was = found
        prompter = Prompter(self.run)
        prompter.notify(f"For entry {found.number}, {self.run.shown_time(found.at)}.")
        prompter.notify(ENTER_SKIPS)
        Conversation(
            prompter=prompter,
            answers=self.answers,
            questions=LATER_QUESTIONS,
            reader=TagReader({}, prompter=prompter),
            on_answer=lambda: self.cards.meet(
                self._answered(found), self.answers, lambda: self.store().entry
            ),
        ).run()

    def _answered(self, was: Entry) -> Entry:
        """The moment with the answers so far; numbers alone call for no card."""
        entry = _adding(self.answers, was)
        answers = self.answers
        if answers.cards or answers.messages or "note" in answers.values:
            return marked(entry, answers.cards)
        return entry

    def store(self) -> _Saved:
        """Add the answers to the moment; once more after a card, as part of the same change."""
        run, last = self.run, self.saved
        if not run.journal_path.exists():
            raise _no_moment()
        with run.writing("later", continues=last and last.change) as journal:
            was = last.was if last else self._moment(journal)
            entry = self._answered(was).settled(run.now)._replace(edited_at=run.now)
            journal.replace(entry)
            self.saved = saved = _Saved(entry, was, journal.change)
        self.cards.was = was
        return saved

    def _moment(self, journal: Journal) -> Entry:
        """The moment that was asked about, as it is now; else the newest one."""
        asked = self.cards.was
        found = _recent(journal, self.run.now) if asked is None else journal.get(asked.number)
        if found is None:
            raise _no_moment()
        return found

    def show(self, saved: _Saved, *, json: bool) -> None:
        """Show the moods that the moment has now, after the cards that are new to it."""
        run, entry = self.run, saved.entry
        cards = self.cards.page(entry, self.answers)
        if json:
            if cards:
                run.out.notify_page(cards)
            called = self.cards.called(entry, self.answers)
            run.out.show_json({"entry": as_dict(entry), "cards": list(called)})
            return
        kind: list[Block] = []
        if not (cards or self.cards.has_met):
            kind = next_step(entry, "later", run.now, discreet=run.is_discreet)
        run.out.show([*cards, _added(run, entry, saved.was), *kind])


def _recent(journal: Journal, now: datetime) -> Entry | None:
    """The newest moment of the last 36 hours."""
    lately = journal.entries(since=now - open_moment.LATER_WITHIN, until=now)
    return open_moment.recent(lately, now)


def _adding(answers: Answers, found: Entry) -> Entry:
    """The moment with the answers; what helped is added to the words that it has."""
    if found.helped and answers.values.get("helped") == ():
        answers = replace(answers, values={**answers.values, "helped": found.helped})
    return answers.adding_to(found)


def _no_moment() -> InvalidInput:
    return InvalidInput(
        "There is no moment in the last 36 hours.",
        "pdtrack edit ID --later 6 adds it to an older one.",
    )


def _added(run: Run, entry: Entry, was: Entry) -> Paragraph:
    """What the moment has now, and the later mood that was replaced."""
    replaced = "" if was.later is None or was.later == entry.later else f" (It was {was.later}.)"
    now = f"{', '.join(moods(entry))}." if run.is_discreet else summary(entry)
    return Paragraph(f"Added to entry {entry.number}, {run.shown_time(entry.at)}. {now}{replaced}")
