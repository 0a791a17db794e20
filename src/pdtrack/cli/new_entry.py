"""A new entry: gather the answers, ask for more, save it, and show what was saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pdtrack.cli.answers import Answers, show_time, typed_time
from pdtrack.cli.cards import cards_for, cards_or_pointer
from pdtrack.cli.context import Run
from pdtrack.cli.first_use import is_first_use, notices, remember_first_use, welcome
from pdtrack.domain import open_moment
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import EntryKind
from pdtrack.domain.times.day import echo
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Paragraph
from pdtrack.store.journal import Journal

if TYPE_CHECKING:
    from pdtrack.cli.prompt import Prompter
    from pdtrack.cli.questions import Recording


@dataclass(slots=True)
class NewEntry:
    """One entry on its way to the journal: what was typed, and the command that records it."""

    run: Run
    answers: Answers
    command: Recording
    tag: list[str] | None
    new_tag: bool
    at: str | None
    json: bool

    def save(self, *, completes: bool = False) -> None:
        """Save the entry, then show the cards it calls for and where it is.

        With `completes`, an open moment gets the answers instead of a new entry.
        """
        run, answers = self.run, self.answers
        asks = not answers.values and not self.tag and run.out.can_ask
        entry = self._gathered(asks=asks, completes=completes)
        completed = None
        with run.writing(self.command) as journal:
            if completes:
                completed = _open_moment(journal, entry.at)
            if completed is None:
                entry = journal.add(entry)
            else:
                entry = self._completing(completed, entry.at)
                journal.replace(entry)
            is_first = remember_first_use(run, journal)
        if is_first and not asks:
            run.out.notify_page(notices(run))
        cards = cards_or_pointer(run, entry, answers.messages)
        if self.json:
            # The cards are for a person, who may be reading this as well.
            if cards:
                run.out.notify_page(cards)
            run.out.show_json({"entry": as_dict(entry), "cards": list(cards_for(entry))})
        else:
            run.out.show([*cards, _saved(entry, run.clock, completed)])

    def _gathered(self, *, asks: bool, completes: bool) -> Entry:
        """The entry with the answers from the options and, if `asks`, from questions."""
        run, answers = self.run, self.answers
        prompter = _prompter(run)
        at = typed_time(run, self.at, prompter)
        own: dict[str, int] = {}
        is_first, opened = True, None
        if self.tag or asks:
            with run.reading() as journal:
                if journal is not None:
                    own, is_first = journal.words("tags"), is_first_use(run, journal)
                    opened = _open_moment(journal, at) if completes else None
        if self.tag:
            from pdtrack.cli.tag_reader import TagReader  # loads the vocabulary

            answers.keep("tags", TagReader(own, self.new_tag, prompter).tags(self.tag, answers))
        if asks or answers.asks_wanted:
            from pdtrack.cli import questions  # answers given as options need no questions
        if asks:
            assert prompter is not None
            if is_first:
                welcome(run, prompter)
            self._show_time(at)
            prompter.notify("Skip anything you like with Enter. Ctrl-C stops, and nothing is kept.")
            asked = questions.questions_for(self.command)
            if opened is not None:
                prompter.notify(_completes(opened, run.clock))
                # An open moment has a mood before.
                asked = tuple(q for q in asked if q.attribute != "before")
            questions.ask_all(prompter, answers, own, asked)
        elif answers.asks_wanted:
            questions.settle_wanted(answers, prompter)
        if answers.is_fine:
            _check_fine(answers)
        if not answers.values:
            raise InvalidInput("There is no answer to save.", "Give at least one: --mood 6.")
        if not asks:
            self._show_time(at)
        kind: EntryKind = "day" if self.command == "day" else "intimate"
        return answers.added_to(Entry(at=at, recorded_at=run.now, kind=kind))

    def _show_time(self, at: datetime) -> None:
        if self.at is not None:
            show_time(self.run, at)

    def _completing(self, opened: Entry, at: datetime) -> Entry:
        """The open moment with the new answers, at `at` if a time was typed.

        Its own tags and note are kept.
        """
        values = dict(self.answers.values)
        if opened.tags and "tags" in values:
            values["tags"] = tuple(dict.fromkeys((*opened.tags, *values["tags"])))
        if opened.note is not None and "note" in values:
            values["note"] = f"{opened.note}\n{values['note']}"
        entry = Answers(values).added_to(opened)
        if self.at is not None:
            entry = replace(entry, at=at)
        return replace(entry.settled(self.run.now), edited_at=self.run.now)


def _prompter(run: Run) -> Prompter | None:
    """Asks questions; `None` where there is no terminal."""
    if not run.out.can_ask:
        return None
    from pdtrack.cli.prompt import Prompter  # scripts are not asked

    return Prompter(run)


def _open_moment(journal: Journal, at: datetime) -> Entry | None:
    """The open moment that an entry at `at` completes."""
    near = journal.entries(since=at - open_moment.COMPLETES_WITHIN, until=at)
    return open_moment.opened(near, at)


def _check_fine(answers: Answers) -> None:
    if "after" not in answers.values:
        raise InvalidInput("--fine needs the mood.", "Add --mood and a number from 0 to 10.")
    answers.keep("tags", ())


def _saved(entry: Entry, clock: int, completed: Entry | None = None) -> Paragraph:
    """That the entry is saved, under which number and for when."""
    if completed is None:
        return Paragraph(f"Saved as {entry.number}: {echo(entry.at, clock)}.")
    said = _completes(completed, clock)
    return Paragraph(f"Saved as {entry.number}: {said[0].lower()}{said[1:]}")


def _completes(opened: Entry, clock: int) -> str:
    """That the entry completes an open moment."""
    return f"It completes the moment opened {echo(opened.at, clock)} with {opened.before} before."
