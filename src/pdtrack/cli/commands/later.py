"""`later`: add the mood some hours later to the newest moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import Answers, from_options
from pdtrack.cli.cards import cards_or_pointer, lines_for
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.marks import cards_for, marked, marks
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
    mood = options.either_mood(bare, mood)
    answers = from_options(run, {"later": mood, "lasted": lasted, "helped": helped, "note": note})
    reading = _Later(run, answers)
    if not answers.values and run.out.can_ask:
        reading.converse()
    if answers.is_empty:
        raise InvalidInput("There is no answer to save.", "Give the mood, such as --mood 6.")
    reading.store()
    reading.show(json=json)


@dataclass(slots=True)
class _Later:
    """Answers from some hours later, on their way to the moment that they are about."""

    run: Run
    answers: Answers
    _was: Entry | None = None
    _entry: Entry | None = None
    _change: int | None = None
    _shown: list[str] = field(default_factory=list)

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
        prompter = Prompter(self.run)
        prompter.notify(f"For entry {found.number}, {self.run.shown_time(found.at)}.")
        prompter.notify(ENTER_SKIPS)
        self.run.is_answering = True
        Conversation(
            prompter=prompter,
            answers=self.answers,
            questions=LATER_QUESTIONS,
            reader=TagReader((), prompter=prompter),
            own={},
            on_answer=self._meet_cards,
        ).run()
        self.run.is_answering = False

    def _meet_cards(self) -> bool:
        """Save the answers and show their card, where one of them calls for one.

        From then on every answer is saved at once: "saved" was said.
        """
        is_urgent = any(card in marks() for card in self._new_cards())
        if is_urgent or self._entry is not None:
            self.store()
        if not is_urgent:
            return False
        assert self._entry is not None
        self.run.saved_meanwhile = self._entry.number
        known = self._known()
        self.run.out.notify_page(cards_or_pointer(self.run, self._entry, (), but=known))
        self._shown += [*cards_for(self._entry), *lines_for(self._entry)]
        return True

    @property
    def _has_words(self) -> bool:
        """Whether there is something that a card can be about: moods alone call for none."""
        answers = self.answers
        return bool(answers.cards or answers.messages or "note" in answers.values)

    def _new_cards(self) -> list[str]:
        """The cards that the answers so far call for; numbers alone call for none."""
        if not self._has_words:
            return []
        note, now = self.answers.values.get("note"), self.run.now
        alone = Entry(at=now, recorded_at=now, note=note, cards=tuple(self.answers.cards))
        return [card for card in cards_for(alone) if card not in self._shown]

    def _known(self) -> tuple[str, ...]:
        """The cards and lines that were shown: now, or when the moment was recorded."""
        assert self._was is not None
        return (*cards_for(self._was), *lines_for(self._was), *self._shown)

    def store(self) -> None:
        """Add the answers to the moment; once more after a card, as part of the same change."""
        run = self.run
        if not run.journal_path.exists():
            raise _no_moment()
        with run.writing("later", continues=self._change) as journal:
            if self._was is None:
                self._was = _recent(journal, run.now)
            if self._was is None:
                raise _no_moment()
            entry = _adding(self.answers, self._was)
            if self._has_words:
                entry = marked(entry, self.answers.cards)
            self._entry = replace(entry.settled(run.now), edited_at=run.now)
            journal.replace(self._entry)
            self._change = journal.change

    def show(self, *, json: bool) -> None:
        """Show the moods that the moment has now, after the cards that are new to it."""
        run, entry, was = self.run, self._entry, self._was
        assert entry is not None
        assert was is not None
        cards: list[Block] = []
        if self._has_words:
            cards = cards_or_pointer(run, entry, self.answers.messages, but=self._known())
        if json:
            if cards:
                run.out.notify_page(cards)
            called: list[str] = []
            if self._has_words:
                called = [card for card in cards_for(entry) if card not in cards_for(was)]
            run.out.show_json({"entry": as_dict(entry), "cards": called})
            return
        kind: list[Block] = []
        if not (cards or self._shown):
            kind = next_step(entry, "later", run.now, discreet=run.is_discreet)
        run.out.show([*cards, _added(run, entry, was), *kind])


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
