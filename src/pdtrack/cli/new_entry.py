"""A new entry: gather the answers, ask for more, save it, and show what was saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import typer

from pdtrack.cli.answers import Answers, show_time, typed_time
from pdtrack.cli.context import Run
from pdtrack.cli.duplicates import (
    DuplicateFound,
    duplicate_line,
    duplicate_of,
    is_same,
    open_moment,
)
from pdtrack.cli.first_use import is_first_use, notices, remember_first_use, start_new, welcome
from pdtrack.cli.marks import cards_for, has_words, marked
from pdtrack.cli.saved_page import completes, next_step, saved_lines
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import EntryKind
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Block, Paragraph
from pdtrack.store.journal import Journal

if TYPE_CHECKING:
    from pdtrack.cli.cards import CardsToShow
    from pdtrack.cli.prompt import Prompter
    from pdtrack.cli.questions import Recording
    from pdtrack.cli.tag_reader import TagReader


def record(
    run: Run,
    command: "Recording",
    answers: Answers,
    *,
    tag: list[str] | None,
    new_tag: bool,
    at: str | None,
    json: bool,
    is_new: bool = False,
) -> None:
    """Save an entry, then show the cards it calls for and where it is.

    An open moment gets the answers of `log` instead of a new entry. Where the entry may be there
    already, a person is asked. Neither, if it `is_new`.
    """
    asks = not answers.values and not tag and run.out.can_ask
    prompter = _prompter(run)
    start_new(run, "log")
    when = typed_time(run, at, prompter)
    new = _NewEntry(run, command, answers, when, at is not None, is_new)
    cards = None
    if tag or asks:
        own: Mapping[str, int] = {}
        is_first, opened = True, None
        with run.reading(must_exist=False) as journal:
            if journal is not None:
                own, is_first = journal.words("tags"), is_first_use(run, journal)
                opened = new.opened(journal)
        from pdtrack.cli.tag_reader import TagReader  # loads the vocabulary

        reader = TagReader(own, new_tag, prompter)
        if tag:
            answers.keep("tags", reader.tags(tag, answers))
        else:
            assert prompter is not None
            if is_first:
                welcome(run, prompter)
            cards = new.converse(prompter, reader, opened)
    if answers.is_fine:
        _check_fine(answers)
    if answers.is_empty:
        raise InvalidInput("There is no answer to save.", "Give at least one: --mood 6.")
    if json and not asks:
        # Without JSON, what is shown after saving begins with it.
        new.show_time()
    new.show(new.store(prompter), cards, asked=asks, json=json)


class _Saved(NamedTuple):
    """An entry as it is on disk, and how it came there.

    `change`: what is added after a card is a part of it. `completed`: the open moment that got the
    answers. `repeated`: an entry that this one may repeat.
    """

    entry: Entry
    change: int | None
    completed: Entry | None
    repeated: Entry | None
    is_first: bool


@dataclass(eq=False, repr=False)
class _NewEntry:
    """One entry on its way to the journal, and as it was saved so far.

    `is_past`: its time was typed.
    """

    run: Run
    command: "Recording"
    answers: Answers
    at: datetime
    is_past: bool
    is_new: bool
    saved: _Saved | None = None

    def opened(self, journal: Journal) -> Entry | None:
        """The open moment that gets the answers."""
        if self.command != "log" or self.is_new:
            return None
        return open_moment(journal, self.at)

    def converse(
        self, prompter: "Prompter", reader: "TagReader", opened: Entry | None
    ) -> "CardsToShow":
        """Ask the questions of the command; a card that an answer calls for comes at once.

        Returns what was shown so far.
        """
        from pdtrack.cli.cards import CardsToShow
        from pdtrack.cli.conversation import ENTER_SKIPS, Conversation
        from pdtrack.cli.questions import questions_for

        cards = CardsToShow(self.run)
        self.show_time()
        prompter.notify(ENTER_SKIPS)
        questions = questions_for(self.command)
        if opened is not None:
            prompter.notify(completes(self.run, opened))
            # An open moment has a mood before.
            questions = tuple(q for q in questions if q.attribute != "before")
        if self.command == "before":
            self.answers.keep("before_recalled", self.is_past)
        Conversation(
            prompter=prompter,
            answers=self.answers,
            questions=questions,
            reader=reader,
            on_answer=lambda: cards.meet(self._entry(), self.answers, lambda: self._store().entry),
            is_past=self.is_past,
        ).run()
        if self.command == "before" and "before" not in self.answers.values:
            self.answers.put("before_recalled", None)
        return cards

    def _entry(self) -> Entry:
        """The entry with the answers so far."""
        if self.saved is not None:
            return self._answered(self.saved.entry)
        kind: EntryKind = "day" if self.command == "day" else "intimate"
        return self._answered(Entry(at=self.at, recorded_at=self.run.now, kind=kind))

    def _answered(self, entry: Entry) -> Entry:
        return marked(self.answers.added_to(entry), self.answers.cards)

    def store(self, prompter: "Prompter | None") -> _Saved:
        """Put the entry on disk; one that may be there already is asked about first."""
        try:
            saved = self._store(asks=prompter is not None)
        except DuplicateFound as problem:
            assert prompter is not None
            is_correction = is_same(self.run, prompter, problem.found, self._entry())
            if is_correction is None:
                self.run.out.notify("Nothing was saved.")
                raise typer.Exit from None
            self.is_new = True
            saved = self._store(corrects=problem.found if is_correction else None)
        if saved.repeated is not None:
            self.run.out.notify(duplicate_line(self.run, saved.repeated, self.command))
        return saved

    def _store(self, *, asks: bool = False, corrects: Entry | None = None) -> _Saved:
        """Put the entry on disk; once more after a card, as part of the same change.

        With `asks`, raises `DuplicateFound` where it may be there already, and writes nothing.
        """
        was = self.saved
        with self.run.writing(self.command, continues=was and was.change) as journal:
            if was is None:
                saved = self._begun(journal, asks=asks, corrects=corrects)
            else:
                entry = self._answered(was.entry)
                if entry != was.entry:
                    journal.replace(entry.settled(self.run.now))
                saved = was._replace(entry=entry, change=journal.change)
        self.saved = saved
        return saved

    def _begun(self, journal: Journal, *, asks: bool, corrects: Entry | None) -> _Saved:
        """The entry, written for the first time: into the one that it `corrects`, or completes."""
        entry = self._entry()
        opened = self.opened(journal)
        repeated = None
        if corrects is not None:
            entry = self._correcting(journal.get(corrects.number) or corrects)
            journal.replace(entry)
        elif opened is not None:
            entry = self._completing(opened)
            journal.replace(entry)
        else:
            repeated = self._repeated(journal, entry, asks=asks)
            entry = journal.add(entry)
        is_first = remember_first_use(self.run, journal)
        return _Saved(entry, journal.change, opened, repeated, is_first)

    def _repeated(self, journal: Journal, entry: Entry, *, asks: bool) -> Entry | None:
        """An entry that this one may repeat; words that call for a card never wait."""
        found = None if self.is_new else duplicate_of(journal, entry, self.command)
        if found is not None and asks and not entry.cards:
            raise DuplicateFound(found)
        return found

    def _correcting(self, opened: Entry) -> Entry:
        """The open moment with the answers that were meant for it."""
        entry = marked(self.answers.adding_to(opened), self.answers.cards)
        return entry.settled(self.run.now)._replace(edited_at=self.run.now)

    def _completing(self, opened: Entry) -> Entry:
        """The open moment with the new answers, at their time if one was typed.

        Its own tags and note are kept.
        """
        values = dict(self.answers.values)
        if opened.before is not None and values.pop("before", None) not in (None, opened.before):
            kept = f"The mood before stays {opened.before}, as you noted it at the time."
            self.run.out.notify(kept)
        if opened.tags and "tags" in values:
            values["tags"] = tuple(dict.fromkeys((*opened.tags, *values["tags"])))
        if opened.note is not None and "note" in values:
            values["note"] = f"{opened.note}\n{values['note']}"
        # From now on these are the answers: what comes after a card is added to them.
        self.answers.values = values
        entry = self._answered(opened)
        if self.is_past:
            entry = entry._replace(at=self.at)
        return entry.settled(self.run.now)._replace(edited_at=self.run.now)

    def show(self, new: _Saved, cards: "CardsToShow | None", *, asked: bool, json: bool) -> None:
        """Show the cards that were not shown yet, what was saved, and one last kind line.

        What is shown once, after the first entry, comes between them: after the word that the entry
        is safe, and never last.
        """
        run, entry = self.run, new.entry
        has_met_card = cards is not None and cards.has_met
        if not has_met_card:
            self._explain_consent_word(entry)
        left: list[Block] = []
        if self.answers.messages or entry.pain or has_words(entry):
            from pdtrack.cli.cards import CardsToShow  # moods alone call for none

            left = (cards or CardsToShow(run)).page(entry, self.answers)
        shown_once = notices(run, asked=asked) if new.is_first else []
        if json:
            # The words are for a person, who may be reading this as well.
            if left or shown_once:
                run.out.notify_page([*left, *shown_once])
            run.out.show_json({"entry": as_dict(entry), "cards": list(cards_for(entry))})
            return
        page = [*left, *saved_lines(run, entry, new.completed)]
        last: list[Block] = []
        if has_met_card and not run.is_discreet:
            from pdtrack.content import library

            # After a card, the last line is not a number.
            last = [Paragraph(library.message("frame-support").text)]
        elif not (left or has_met_card):
            last = next_step(entry, self.command, run.now, discreet=run.is_discreet)
        if not shown_once:
            run.out.show([*page, *last])
            return
        run.out.show(page)
        if run.out.can_ask:
            run.out.notify("")  # both are on one screen
        run.out.notify_page(shown_once)
        if last:
            run.out.show(last)

    def _explain_consent_word(self, entry: Entry) -> None:
        """A word about consent is no tag: how to record it, where it was not asked about."""
        if not self.answers.asks_wanted or self.run.is_discreet:
            return
        if entry.wanted not in (None, "yes"):
            return
        from pdtrack.content import library

        slug = "consent-word" if entry.wanted is None else "consent-word-yes"
        self.run.out.notify(library.message(slug).text)

    def show_time(self) -> None:
        """Show how a typed time was understood."""
        if self.is_past:
            show_time(self.run, self.at)


def _prompter(run: Run) -> "Prompter | None":
    """Asks questions; `None` where there is no terminal."""
    if not run.out.can_ask:
        return None
    from pdtrack.cli.prompt import Prompter  # scripts are asked nothing

    return Prompter(run)


def _check_fine(answers: Answers) -> None:
    if "after" not in answers.values:
        raise InvalidInput("--fine needs the mood.", "Add --mood and a number from 0 to 10.")
    answers.keep("tags", ())
    if "tears" not in answers.values:
        answers.keep("tears", 0)
