"""A new entry: gather the answers, ask for more, save it, and show what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from pdtrack.cli.answers import Answers, show_time, typed_time
from pdtrack.cli.context import Run
from pdtrack.cli.duplicates import DuplicateFound, duplicate_line, duplicate_of, is_same
from pdtrack.cli.first_use import is_first_use, notices, remember_first_use, start_new, welcome
from pdtrack.cli.marks import cards_for, has_words, marked
from pdtrack.cli.saved_page import completes, next_step, saved
from pdtrack.domain import open_moment
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import EntryKind
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Block, Page, Paragraph
from pdtrack.store.journal import Journal

if TYPE_CHECKING:
    from pdtrack.cli.cards import CardsToShow
    from pdtrack.cli.prompt import Prompter
    from pdtrack.cli.questions import Recording
    from pdtrack.cli.tag_reader import TagReader


@dataclass(eq=False, repr=False)
class NewEntry:
    """One entry on its way to the journal: what was typed, and the command that records it."""

    run: Run
    answers: Answers
    command: Recording
    tag: list[str] | None
    new_tag: bool
    at: str | None
    json: bool
    completes: bool = False
    is_new: bool = False
    _at: datetime | None = None
    _saved: Entry | None = None
    _completed: Entry | None = None
    _change: int | None = None
    _cards: CardsToShow | None = None
    _is_first: bool = False
    _duplicate: Entry | None = None
    _same: Entry | None = None

    def save(self) -> None:
        """Save the entry, then show the cards it calls for and where it is.

        With `completes`, an open moment gets the answers instead of a new entry. Where it may be
        there already, a person is asked, unless it `is_new`.
        """
        run, answers = self.run, self.answers
        asks = not answers.values and not self.tag and run.out.can_ask
        prompter = _prompter(run)
        start_new(run, "log")
        self._at = typed_time(run, self.at, prompter)
        own: Mapping[str, int] = {}
        is_first, opened = True, None
        if self.tag or asks:
            with run.reading(must_exist=False) as journal:
                if journal is not None:
                    own, is_first = journal.words("tags"), is_first_use(run, journal)
                    opened = _open_moment(journal, self._at) if self.completes else None
        if self.tag:
            answers.keep("tags", self._tag_reader(own, prompter).tags(self.tag, answers))
        if asks:
            assert prompter is not None
            if is_first:
                welcome(run, prompter)
            self._converse(prompter, own, opened)
        if answers.is_fine:
            _check_fine(answers)
        if answers.is_empty:
            raise InvalidInput("There is no answer to save.", "Give at least one: --mood 6.")
        if self.json and not asks:
            # Without JSON, what is shown after saving begins with it.
            self._show_time()
        self._store_once(prompter)
        self._show(notices(run, asked=asks) if self._is_first else [])

    def _converse(self, prompter: Prompter, own: Mapping[str, int], opened: Entry | None) -> None:
        """Ask the questions of the command; a card that an answer calls for comes at once."""
        from pdtrack.cli.cards import CardsToShow
        from pdtrack.cli.conversation import ENTER_SKIPS, Conversation
        from pdtrack.cli.questions import questions_for

        cards = self._cards = CardsToShow(self.run)
        self._show_time()
        prompter.notify(ENTER_SKIPS)
        questions = questions_for(self.command)
        if opened is not None:
            prompter.notify(completes(self.run, opened))
            # An open moment has a mood before.
            questions = tuple(q for q in questions if q.attribute != "before")
        if self.command == "before":
            self.answers.keep("before_recalled", self.at is not None)
        Conversation(
            prompter=prompter,
            answers=self.answers,
            questions=questions,
            reader=self._tag_reader(own, prompter),
            own=own,
            on_answer=lambda: cards.meet(self._entry(), self.answers, self._store),
            is_past=self.at is not None,
        ).run()
        if self.command == "before" and "before" not in self.answers.values:
            self.answers.put("before_recalled", None)

    def _tag_reader(self, own: Mapping[str, int], prompter: Prompter | None) -> TagReader:
        from pdtrack.cli.tag_reader import TagReader  # loads the vocabulary

        return TagReader(own, self.new_tag, prompter)

    def _entry(self) -> Entry:
        """The entry with the answers so far."""
        kind: EntryKind = "day" if self.command == "day" else "intimate"
        assert self._at is not None
        entry = self._saved or Entry(at=self._at, recorded_at=self.run.now, kind=kind)
        if self._completed is not None and self._saved is None:
            entry = self._completed
        return self._with_answers(entry)

    def _with_answers(self, entry: Entry) -> Entry:
        entry = self.answers.added_to(entry)
        return marked(entry, self.answers.cards)

    def _store_once(self, prompter: Prompter | None) -> None:
        """Put the entry on disk; one that may be there already is asked about first."""
        try:
            self._store(asks=prompter is not None)
        except DuplicateFound as problem:
            assert prompter is not None
            same = is_same(self.run, prompter, problem.found, self._entry())
            if same is None:
                self.run.out.notify("Nothing was saved.")
                raise typer.Exit from None
            self.is_new, self._same = True, problem.found if same else None
            self._store()
        if self._duplicate is not None:
            self.run.out.notify(duplicate_line(self.run, self._duplicate, self.command))

    def _store(self, *, asks: bool = False) -> Entry:
        """Put the entry on disk; once more after a card, as part of the same change.

        Returns it as it is there. With `asks`, nothing is written where it may be there already.
        """
        run = self.run
        with run.writing(self.command, continues=self._change) as journal:
            if self._saved is not None:
                entry = self._with_answers(self._saved)
                if entry != self._saved:
                    journal.replace(entry.settled(run.now))
            else:
                entry = self._entry()
                if self.completes:
                    self._completed = _open_moment(journal, entry.at)
                if self._same is not None:
                    entry = self._corrected(journal.get(self._same.number) or self._same)
                    journal.replace(entry)
                elif self._completed is None:
                    self._look_for_duplicate(journal, entry, asks=asks)
                    entry = journal.add(entry)
                else:
                    entry = self._completing(self._completed, entry.at)
                    journal.replace(entry)
                self._is_first = remember_first_use(run, journal)
            self._change = journal.change
        self._saved = entry
        return entry

    def _look_for_duplicate(self, journal: Journal, entry: Entry, *, asks: bool) -> None:
        """Note an entry that this one may repeat; words that call for a card never wait."""
        if self.is_new:
            return
        found = duplicate_of(journal, entry, self.command)
        if found is not None and asks and not entry.cards:
            raise DuplicateFound(found)
        self._duplicate = found

    def _corrected(self, opened: Entry) -> Entry:
        """The open moment with the answers that were meant for it."""
        entry = marked(self.answers.adding_to(opened), self.answers.cards)
        return entry.settled(self.run.now)._replace(edited_at=self.run.now)

    def _show(self, shown_once: Page) -> None:
        """Show the cards that were not shown yet, what was saved, and one last kind line.

        `shown_once` comes between them: after the word that the entry is safe, and never last.
        """
        run, entry = self.run, self._saved
        assert entry is not None
        self._explain_consent_word(entry)
        cards: list[Block] = []
        if self.answers.messages or entry.pain or has_words(entry):
            from pdtrack.cli.cards import CardsToShow  # moods alone call for none

            cards = (self._cards or CardsToShow(run)).page(entry, self.answers)
        if self.json:
            # The words are for a person, who may be reading this as well.
            if cards or shown_once:
                run.out.notify_page([*cards, *shown_once])
            run.out.show_json({"entry": as_dict(entry), "cards": list(cards_for(entry))})
            return
        page = [*cards, *saved(run, entry, self._completed)]
        last: list[Block] = []
        if not cards and not self._has_met_card:
            last = next_step(entry, self.command, run.now, discreet=run.is_discreet)
        if self._has_met_card and not run.is_discreet:
            from pdtrack.content import library

            # After a card, the last line is not a number.
            last = [Paragraph(library.message("frame-support").text)]
        if not shown_once:
            run.out.show([*page, *last])
            return
        run.out.show(page)
        if run.out.can_ask:
            run.out.notify("")  # both are on one screen
        run.out.notify_page(shown_once)
        if last:
            run.out.show(last)

    @property
    def _has_met_card(self) -> bool:
        """Whether a card was shown while questions were asked."""
        return self._cards is not None and self._cards.has_met

    def _explain_consent_word(self, entry: Entry) -> None:
        """A word about consent is no tag: how to record it, where it was not asked about."""
        if not self.answers.asks_wanted or self._has_met_card or self.run.is_discreet:
            return
        if entry.wanted not in (None, "yes"):
            return
        from pdtrack.content import library

        slug = "consent-word" if entry.wanted is None else "consent-word-yes"
        self.run.out.notify(library.message(slug).text)

    def _show_time(self) -> None:
        if self.at is not None:
            assert self._at is not None
            show_time(self.run, self._at)

    def _completing(self, opened: Entry, at: datetime) -> Entry:
        """The open moment with the new answers, at `at` if a time was typed.

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
        entry = self._with_answers(opened)
        if self.at is not None:
            entry = entry._replace(at=at)
        return entry.settled(self.run.now)._replace(edited_at=self.run.now)


def _prompter(run: Run) -> Prompter | None:
    """Asks questions; `None` where there is no terminal."""
    if not run.out.can_ask:
        return None
    from pdtrack.cli.prompt import Prompter  # scripts are asked nothing

    return Prompter(run)


def _open_moment(journal: Journal, at: datetime) -> Entry | None:
    """The open moment that an entry at `at` completes."""
    near = journal.entries(since=at - open_moment.COMPLETES_WITHIN, until=at)
    return open_moment.opened(near, at)


def _check_fine(answers: Answers) -> None:
    if "after" not in answers.values:
        raise InvalidInput("--fine needs the mood.", "Add --mood and a number from 0 to 10.")
    answers.keep("tags", ())
    if "tears" not in answers.values:
        answers.keep("tears", 0)
