"""`log` and `day`: telling what happened."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from pdtrack.cli import telling
from pdtrack.cli.ask import Asker
from pdtrack.cli.context import Json, Run, run_of
from pdtrack.cli.telling import Told
from pdtrack.content import library
from pdtrack.domain.care import Care
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import as_dict
from pdtrack.domain.outcome import PARTLY, Judge
from pdtrack.errors import InvalidInput
from pdtrack.render import views
from pdtrack.render.page import Page, Paragraph
from pdtrack.store.journal import Journal

FIRST_USE: Final = "first-use"
Fine = Annotated[bool, typer.Option("--fine", help="A good time: with --mood, no tag fits.")]


def log(
    context: typer.Context,
    mood: telling.Mood = None,
    before: telling.Before = None,
    tears: telling.Tears = None,
    pain: telling.Pain = None,
    wanted: telling.Wanted = None,
    lasted: telling.Lasted = None,
    with_: telling.With = None,
    orgasm: telling.Orgasm = None,
    tag: telling.Tags = None,
    new_tag: telling.NewTag = False,
    helped: telling.Helped = None,
    note: telling.Note = None,
    at: telling.At = None,
    fine: Fine = False,
    json: Json = False,
) -> None:
    """Tell an intimate moment afterwards. Without answers, on a terminal, it asks."""
    run = run_of(context)
    told = Told()
    telling.from_options(
        told,
        parsed={
            "after": mood,
            "before": before,
            "tears": tears,
            "pain": pain,
            "wanted": wanted,
            "lasted": lasted,
            "with": with_,
        },
        orgasm=orgasm,
        note=note,
        helped=helped,
    )
    if fine:
        _fine(told, tag)
    asks = not told.answers and not tag and run.is_asking
    entry = _told_entry(run, told, "intimate", tag, new_tag, at, asks=asks)
    _save(run, entry, told, welcomed=asks, json=json)


def day(
    context: typer.Context,
    mood: telling.Mood = None,
    tears: telling.Tears = None,
    tag: telling.Tags = None,
    new_tag: telling.NewTag = False,
    helped: telling.Helped = None,
    note: telling.Note = None,
    at: telling.At = None,
    json: Json = False,
) -> None:
    """Note a mood during the day, no intimacy."""
    run = run_of(context)
    told = Told()
    telling.from_options(told, parsed={"mood": mood, "tears": tears}, note=note, helped=helped)
    asks = not told.answers and not tag and run.is_asking
    entry = _told_entry(run, told, "day", tag, new_tag, at, asks=asks)
    _save(run, entry, told, welcomed=asks, json=json)


def _fine(told: Told, tag: list[str] | None) -> None:
    if "after" not in told.answers:
        raise InvalidInput("--fine needs the mood.", "Add --mood and a number from 0 to 10.")
    if tag:
        raise InvalidInput("--fine says that no tag fits.", "Leave out --fine, or the tags.")
    told.take("tags", ())


def _told_entry(
    run: Run,
    told: Told,
    kind: str,
    tag: list[str] | None,
    new_tag: bool,
    at: str | None,
    *,
    asks: bool,
) -> Entry:
    """The entry that the options and, if `asks`, the person tell."""
    asker = Asker(run) if run.is_asking else None
    moment = telling.moment(run, at, asker)
    own: dict[str, int] = {}
    is_first = True
    if tag or asks:
        with run.reading() as journal:
            if journal is not None:
                own, is_first = journal.words("tags"), FIRST_USE not in journal.memory()
    if tag:
        told.take("tags", telling.Words(own, new_tag, asker if asks else None).tags(tag, told))
    if asks:
        assert asker is not None
        if is_first:
            _welcome(run, asker)
        asker.say("Skip anything you like with Enter. Ctrl-C stops, and nothing is kept.")
        telling.ask_all(asker, told, own, telling.questions_for(kind))
    else:
        telling.settle_wanted(told, asker)
    if not told.answers:
        raise InvalidInput("There is no answer to save.", "Give at least one, such as --mood 6.")
    blank = Entry(at=moment, recorded_at=run.now, kind=kind)
    return telling.with_answers(blank, told)


def _welcome(run: Run, asker: Asker) -> None:
    """What to know before the first entry; stops where pdtrack is not the right place."""
    run.tell(_notices())
    if not asker.confirm(library.message("adult-question").text):
        run.tell([Paragraph(library.message("adult-no").text)])
        raise typer.Exit


def _notices() -> Page:
    return [
        Paragraph(library.message("setup-device").text),
        Paragraph(library.message("disclaimer").text),
    ]


def _save(run: Run, entry: Entry, told: Told, *, welcomed: bool, json: bool) -> None:
    with run.writing("log" if entry.kind == "intimate" else "day") as journal:
        entry = journal.add(entry)
        is_first = _meets_first_use(run, journal)
    if is_first and not welcomed:
        run.tell(_notices())
    vocabulary = library.vocabulary()
    care = Care(library.care_rules(), Judge.of(vocabulary), vocabulary)
    cards = care.cards(entry)
    said = [*(library.message(card) for card in cards)]
    said += [library.message(line) for line in _lines(entry, told)]
    page = views.cards(said)
    if json:
        # The words are for a person, who may be reading this as well.
        run.tell(page)
        run.show_json({"entry": as_dict(entry), "cards": list(cards)})
    else:
        run.show([*page, views.saved(entry, run.clock)])


def _meets_first_use(run: Run, journal: Journal) -> bool:
    is_first = FIRST_USE not in journal.memory()
    if is_first:
        journal.remember(FIRST_USE, now=run.now)
    return is_first


def _lines(entry: Entry, told: Told) -> list[str]:
    """The lines to say beside the cards, each once."""
    vocabulary = library.vocabulary()
    known = [tag for slug in entry.tags or () if (tag := vocabulary.tag(slug)) is not None]
    lines = list(told.lines)
    if entry.wanted in PARTLY:
        lines.append("line-mixed")
    elif any(tag.free_to_say_no for tag in known):
        lines.append("line-free-to-say-no")
    if "line-mixed" in lines:
        lines = [line for line in lines if line != "line-free-to-say-no"]
    return list(dict.fromkeys(lines))
