"""`log`, `before`, `later` and `day`: telling what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from pdtrack.cli import answers as telling
from pdtrack.cli import options
from pdtrack.cli.answers import Told
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.prompt import Asker
from pdtrack.domain import open_moment as moments
from pdtrack.domain.entry import Entry
from pdtrack.domain.field_checks import as_dict
from pdtrack.errors import InvalidInput
from pdtrack.render import entries as views
from pdtrack.render.page import Page, Paragraph
from pdtrack.store.files import is_open
from pdtrack.store.journal import Journal
from pdtrack.store.sqlcipher import looks_encrypted

FIRST_USE: Final = "first-use"
# Asked for in neutral words; the rest is said at the first telling in all words.
FIRST_DISCREET: Final = "first-use-discreet"
Fine = Annotated[bool, typer.Option("--fine", help="A good time: with --mood, no tag fits.")]
New = Annotated[bool, typer.Option("--new", help="Leave an opened moment alone.")]


def log(
    context: typer.Context,
    mood: options.Mood = None,
    before: options.Before = None,
    tears: options.Tears = None,
    pain: options.Pain = None,
    wanted: options.Wanted = None,
    lasted: options.Lasted = None,
    with_: options.With = None,
    orgasm: options.Orgasm = None,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    helped: options.Helped = None,
    note: options.Note = None,
    at: options.At = None,
    fine: Fine = False,
    new: New = False,
    json: options.Json = False,
) -> None:
    """Tell an intimate moment afterwards. Without answers, on a terminal, it asks."""
    run = run_of(context)
    told = Told()
    moods = {"after": mood, "before": before, "tears": tears, "pain": pain}
    words = {"wanted": wanted, "lasted": lasted, "with": with_}
    telling.from_options(run, told, parsed=moods | words, orgasm=orgasm, note=note, helped=helped)
    if fine:
        told.is_fine = True
        if tag:
            raise InvalidInput("--fine says that no tag fits.", "Leave out --fine, or the tags.")
    telling_of = _Telling(run, told, "intimate", tag, new_tag, at, json=json)
    telling_of.save(completes=not new)


def before(
    context: typer.Context,
    mood: options.Mood = None,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    note: options.Note = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Open an intimate moment with the mood before it; the next log completes it."""
    run, told = run_of(context), Told()
    telling.from_options(run, told, parsed={"before": mood}, note=note)
    told.take("before_recalled", False if mood is not None else None)
    _Telling(run, told, "before", tag, new_tag, at, json=json).save()


def day(
    context: typer.Context,
    mood: options.Mood = None,
    tears: options.Tears = None,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    helped: options.Helped = None,
    note: options.Note = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Note a mood during the day, no intimacy."""
    run, told = run_of(context), Told()
    telling.from_options(run, told, parsed={"mood": mood, "tears": tears}, note=note, helped=helped)
    _Telling(run, told, "day", tag, new_tag, at, json=json).save()


def later(
    context: typer.Context,
    mood: options.Mood = None,
    lasted: options.Lasted = None,
    helped: options.Helped = None,
    json: options.Json = False,
) -> None:
    """Add the mood some hours later to the newest moment of the last 36 hours."""
    run = run_of(context)
    told = Told()
    telling.from_options(run, told, parsed={"later": mood, "lasted": lasted}, helped=helped)
    if not told.answers and run.is_asking:
        from pdtrack.cli import questions

        questions.ask_all(Asker(run), told, (), questions.LATER_QUESTIONS)
    if not told.answers:
        raise InvalidInput("There is no answer to save.", "Give the mood, such as --mood 6.")
    if not run.journal_path.exists():
        raise _no_moment()
    with run.writing("later") as journal:
        found = moments.recent(_lately(journal, run), run.now)
        if found is None:
            raise _no_moment()
        entry = telling.with_answers(found, told).settled(run.now)
        entry = replace(entry, edited_at=run.now)
        journal.replace(entry)
    if json:
        run.show_json({"entry": as_dict(entry), "cards": []})
    else:
        run.show([views.added(entry, found, run.clock)])


def _no_moment() -> InvalidInput:
    return InvalidInput(
        "There is no moment in the last 36 hours.", "pdtrack edit ID --later 6 mends an older one."
    )


def _lately(journal: Journal, run: Run) -> Sequence[Entry]:
    return journal.entries(since=run.now - moments.LATER_WITHIN, until=run.now)


@dataclass(slots=True)
class _Telling:
    """One telling on its way to the journal: the answers, how to ask for them, how to save.

    `kind` is a kind of entry, or `before` for a moment that is only opened.
    """

    run: Run
    told: Told
    kind: str
    tag: list[str] | None
    new_tag: bool
    at: str | None
    json: bool

    def save(self, *, completes: bool = False) -> None:
        """Gather what was told, store it, and say so: cards first, then that it is saved."""
        run, told = self.run, self.told
        asks = not told.answers and not self.tag and run.is_asking
        entry = self._gathered(asks=asks, completes=completes)
        what = {"intimate": "log", "before": "before", "day": "day"}[self.kind]
        completed = None
        with run.writing(what) as journal:
            if completes:
                completed = _opened(journal, entry.at)
            if completed is None:
                entry = journal.add(entry)
            else:
                entry = self._completing(completed, entry.at)
                journal.replace(entry)
            is_first = _meets_first_use(run, journal)
        if is_first and not asks:
            run.tell(notices(run))
        said = said_page(run, entry, told.lines)
        if self.json:
            # The words are for a person, who may be reading this as well.
            run.tell(said) if said else None
            run.show_json({"entry": as_dict(entry), "cards": list(cards_for(entry))})
        else:
            run.show([*said, views.saved(entry, run.clock, completed)])

    def _gathered(self, *, asks: bool, completes: bool) -> Entry:
        """The entry that the options and, if `asks`, the person tell.

        With `completes`, a mood before that an opened moment has is not asked for again.
        """
        run, told = self.run, self.told
        asker = Asker(run) if run.is_asking else None
        moment = telling.moment(run, self.at, asker)
        own: dict[str, int] = {}
        is_first, opened = True, None
        if self.tag or asks:
            with run.reading() as journal:
                if journal is not None:
                    own, is_first = journal.words("tags"), _is_first(run, journal)
                    opened = _opened(journal, moment) if completes else None
        if self.tag:
            told.take("tags", telling.Words(own, self.new_tag, asker).tags(self.tag, told))
        if asks or told.asks_wanted:
            from pdtrack.cli import questions  # whoever gives answers is asked for none
        if asks:
            assert asker is not None
            if is_first:
                _welcome(run, asker)
            self._say_when(moment)
            asker.say("Skip anything you like with Enter. Ctrl-C stops, and nothing is kept.")
            asked = questions.questions_for(self.kind)
            if opened is not None:
                asker.say(views.completes(opened, run.clock))
                asked = tuple(q for q in asked if q.attribute != "before")
            questions.ask_all(asker, told, own, asked)
        elif told.asks_wanted:
            questions.settle_wanted(told, asker)
        if told.is_fine:
            _fine(told)
        if not told.answers:
            raise InvalidInput("There is no answer to save.", "Give at least one: --mood 6.")
        if not asks:
            self._say_when(moment)
        kind = "day" if self.kind == "day" else "intimate"
        return telling.with_answers(Entry(at=moment, recorded_at=run.now, kind=kind), told)

    def _say_when(self, at: datetime) -> None:
        if self.at is not None:
            telling.say_when(self.run, at)

    def _completing(self, opened: Entry, at: datetime) -> Entry:
        """The opened moment with what was told now, at `at` if a time was typed.

        Its own tags and note stay.
        """
        told = dict(self.told.answers)
        if opened.tags and "tags" in told:
            told["tags"] = tuple(dict.fromkeys((*opened.tags, *told["tags"])))
        if opened.note is not None and "note" in told:
            told["note"] = f"{opened.note}\n{told['note']}"
        entry = telling.with_answers(opened, Told(told))
        if self.at is not None:
            entry = replace(entry, at=at)
        return replace(entry.settled(self.run.now), edited_at=self.run.now)


def _opened(journal: Journal, at: datetime) -> Entry | None:
    """The opened moment that a telling at `at` completes."""
    near = journal.entries(since=at - moments.COMPLETES_WITHIN, until=at)
    return moments.opened(near, at)


def _fine(told: Told) -> None:
    if "after" not in told.answers:
        raise InvalidInput("--fine needs the mood.", "Add --mood and a number from 0 to 10.")
    told.take("tags", ())


def _welcome(run: Run, asker: Asker) -> None:
    """What to know before the first entry; stops where pdtrack is not the right place."""
    from pdtrack.content import library

    run.tell(notices(run))
    asker.say("")
    question = library.message("adult-question").text
    if not asker.agree("Are you 18 or older?" if run.is_discreet else question):
        no = library.message("adult-no").text
        run.tell([Paragraph(no.split("\n")[0] if run.is_discreet else no)])
        raise typer.Exit


def notices(run: Run) -> Page:
    """What everybody reads once, at first use; shorter where somebody may read along."""
    from pdtrack.content import library

    kept = [] if looks_encrypted(run.journal_path) else [Paragraph(KEPT), *_but(run)]
    if run.is_discreet:
        return [views.line(NOTICE), *kept, views.in_full("log")]
    return [
        Paragraph(library.message("setup-device").text),
        *kept,
        Paragraph(library.message("disclaimer").text),
    ]


def _but(run: Run) -> Page:
    """What a person may not expect of the place of a journal without a passphrase."""
    from pdtrack.cli.passphrase_source import is_scripted  # most journals have no passphrase

    folder = run.journal_path.parent
    if is_scripted(run.world.environ):
        yet = (
            "A variable names a passphrase, but this journal has none yet: pdtrack passphrase set."
        )
        return [Paragraph(yet)]
    if is_open(folder):
        return [Paragraph(f"Other accounts can look into {folder}: chmod 700 keeps them out.")]
    return []


KEPT: Final = (
    "Entries are kept in a file that only your account can open. pdtrack passphrase set adds a "
    "passphrase; it protects most when it is there before the first entry."
)
NOTICE: Final = (
    "These notes stay on this device. Anyone who can open it may be able to read them. You "
    "can skip any question, and delete everything at any time."
)


def _is_first(run: Run, journal: Journal) -> bool:
    known = journal.memory()
    return FIRST_USE not in known and not (run.is_discreet and FIRST_DISCREET in known)


def _meets_first_use(run: Run, journal: Journal) -> bool:
    is_first = _is_first(run, journal)
    if is_first:
        journal.remember(FIRST_DISCREET if run.is_discreet else FIRST_USE, now=run.now)
    return is_first


def cards_for(entry: Entry) -> tuple[str, ...]:
    """The cards that an entry calls for, most urgent first."""
    if not _has_words(entry):
        return ()
    from pdtrack.cli.analysis import care

    return care().cards(entry)


def cards_page(entry: Entry, lines: Sequence[str], but: Sequence[str] = ()) -> list[Any]:
    """The cards that an entry calls for, except those of `but`, and the lines beside them."""
    if not lines and not _has_words(entry):
        return []
    from pdtrack.content import library

    cards = [card for card in cards_for(entry) if card not in but]
    said = [library.message(slug) for slug in (*cards, *_lines(entry, lines))]
    return views.cards(said)


def said_page(run: Run, entry: Entry, lines: Sequence[str], but: Sequence[str] = ()) -> list[Any]:
    """`cards_page`; where somebody may read along, one line that says where it waits."""
    said = cards_page(entry, lines, but)
    return views.note_waits(entry.number) if said and run.is_discreet else said


def all_lines(entry: Entry) -> list[str]:
    """The lines that the words of an entry's tags may have brought when it was told."""
    from pdtrack.content import library

    vocabulary = library.vocabulary()
    tags = set(entry.tags or ())
    return [
        message
        for word, message in vocabulary.consent_synonyms.items()
        if getattr(vocabulary.resolve(word), "tag", None) in tags
    ]


def _has_words(entry: Entry) -> bool:
    """Whether something was answered that a card or a line can be about.

    Numbers alone call for none, so the library need not be read for them.
    """
    return entry.wanted is not None or bool(entry.tags) or entry.note is not None


def _lines(entry: Entry, told: Sequence[str]) -> list[str]:
    """The lines to say beside the cards, each once."""
    from pdtrack.content import library
    from pdtrack.domain.analysis.classify import PARTLY

    vocabulary = library.vocabulary()
    known = [tag for slug in entry.tags or () if (tag := vocabulary.tag(slug)) is not None]
    if entry.wanted in PARTLY:
        return list(dict.fromkeys([*_but_free(told), "line-mixed"]))
    if any(tag.free_to_say_no for tag in known):
        return list(dict.fromkeys([*told, "line-free-to-say-no"]))
    return list(dict.fromkeys(told))


def _but_free(lines: Sequence[str]) -> list[str]:
    # `line-mixed` says the same and more.
    return [line for line in lines if line != "line-free-to-say-no"]
