"""What each view says, as a page; nothing here knows a colour or a width."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD, answers_of
from pdtrack.domain.plural import many
from pdtrack.domain.times.day import DAY_END, WEEKDAYS, dated, day_of, echo
from pdtrack.render.page import (
    Block,
    Column,
    Drawn,
    Heading,
    Lines,
    Page,
    Pairs,
    Paragraph,
    Table,
    Verbatim,
)

if TYPE_CHECKING:
    # What is only shown by a few views; to load it costs as much as all that `log` does.
    from pdtrack.domain.vocabulary import Guide, Message, Support

SKIPPED = "skipped"


def cards(messages: Iterable[Message]) -> list[Block]:
    """Cards and lines, in the order given, before anything else."""
    return [Paragraph(message.text, "care") for message in messages]


def line(text: str) -> Block:
    """One line that says what was done."""
    return Paragraph(text)


def saved(entry: Entry, clock: int, completed: Entry | None = None) -> Block:
    """That an entry is on disk, under which number and for when."""
    if completed is None:
        return line(f"Saved as {entry.number}: {echo(entry.at, clock)}.")
    said = completes(completed, clock)
    return line(f"Saved as {entry.number}: {said[0].lower()}{said[1:]}")


def completes(opened: Entry, clock: int) -> str:
    """That a telling belongs to a moment that was opened before it."""
    return f"It completes the moment opened {echo(opened.at, clock)} with {opened.before} before."


def added(entry: Entry, was: Entry, clock: int) -> Block:
    """That a later mood is on disk, and what it replaced."""
    moods = ", ".join(
        f"{name} {value}"
        for name, value in (
            ("before", entry.before),
            ("after", entry.after),
            ("later", entry.later),
        )
        if value is not None
    )
    replaced = "" if was.later is None or was.later == entry.later else f" Later was {was.later}."
    return line(f"Added to {entry.number}, {echo(entry.at, clock)}: {moods}.{replaced}")


def settings(shown: Mapping[str, str], meant: Mapping[str, str]) -> Page:
    """The settings, each with its value and what it means."""
    return [Pairs(tuple((key, f"{value} ({meant[key]})") for key, value in shown.items()))]


def tags(rows: Sequence[tuple[str, int, datetime | None, str]]) -> Page:
    """Every tag with its count, when it was last used and what it means."""
    columns = (
        Column("tag", "{}"),
        Column("entries", "in {}", right=True),
        Column("last used", "last on {}"),
        Column("meaning", "{}", wraps=True),
    )
    drawn = tuple(
        (word, str(count) if count else "", "" if at is None else dated(at.date()), meaning)
        for word, count, at, meaning in rows
    )
    return [Table(columns, drawn)]


def no_entries(*, asked: bool = False) -> Page:
    """What stands where there is nothing to list; `asked` where only some were asked for."""
    text = "No entry fits that." if asked else "No entries. pdtrack log writes one."
    return [Paragraph(text)]


_LIST = (
    Column("no.", "{}.", right=True),
    Column("when"),
    Column("before", "before {}", right=True),
    Column("after", "after {}", right=True),
    Column("later", "later {}", right=True),
    Column("mood", "mood during the day {}", right=True),
    Column("tears", "tears: {}"),
    Column("pain", "pain: {}"),
    Column("wanted", "wanted: {}"),
    Column("tags", "tags: {}", wraps=True),
    Column("note", "has a {}"),
)


def entries(
    shown: Sequence[Entry],
    *,
    clock: int,
    notes: bool,
    day_end: time = DAY_END,
    discreet: bool = False,
) -> Page:
    """A list of entries, one a row under its day; a mark where a note is, its text with `notes`.

    `discreet` leaves numbers, dates, moods, how many tags there are, and the mark.
    """
    if discreet:
        return [_discreet_table(shown, clock, day_end)]
    columns = (*_LIST[:-1], Column("note", "note: {}")) if notes else _LIST
    rows = tuple(_row(entry, clock, notes, day_end) for entry in shown)
    return [
        Table(
            columns,
            rows,
            _TITLES,
            tuple(_drawn(e, row, clock, day_end) for e, row in zip(shown, rows, strict=True)),
        )
    ]


def _discreet_table(shown: Sequence[Entry], clock: int, day_end: time) -> Table:
    kept = (*range(6), 9, 10)
    rows = []
    drawn = []
    for entry in shown:
        row = list(_row(entry, clock, notes=False, day_end=day_end))
        row[6:9] = ["", "", ""]
        row[9] = "" if entry.tags is None else many(len(entry.tags), "tag", "tags")
        drawn_row = _drawn(entry, row, clock, day_end)
        rows.append(tuple(row[n] for n in kept))
        drawn.append(Drawn(drawn_row.heading, (*drawn_row.cells[:3], *drawn_row.cells[6:])))
    columns = [_LIST[n] for n in kept]
    columns[6] = Column("tags")
    return Table(tuple(columns), tuple(rows), (*_TITLES[:3], *_TITLES[6:]), tuple(drawn))


_TITLES = (
    Column("no.", right=True),
    Column("when"),
    Column("mood"),
    Column("tears"),
    Column("pain"),
    Column("wanted"),
    Column("tags", wraps=True),
    Column("note", wraps=True),
)


def _drawn(entry: Entry, row: Sequence[str], clock: int, day_end: time) -> Drawn:
    """A row under the day that it belongs to; what came after midnight says so."""
    day = day_of(entry.at, day_end)
    weekday, _, when = echo(entry.at, clock).partition(" ")
    hour = when.rpartition(", ")[2]
    number, tears, pain, wanted, tags, note = (row[n] for n in (0, 6, 7, 8, 9, 10))
    if not entry.is_moment:
        mood = f"{row[5]} day"
    else:
        moods = [cell or "-" for cell in row[2:5]]
        mood = " > ".join(moods if row[4] else moods[:2])
    return Drawn(
        f"{WEEKDAYS[day.weekday()][:3]} {dated(day)}",
        (
            number,
            hour if day == entry.at.date() else f"{weekday} {hour}",
            mood,
            tears,
            pain,
            wanted,
            tags,
            note,
        ),
    )


def _when(entry: Entry, clock: int, day_end: time) -> str:
    """When it was; what came after midnight says to which day it belongs."""
    day = day_of(entry.at, day_end)
    said = echo(entry.at, clock)
    if day == entry.at.date():
        return said
    return f"{said}, night of {WEEKDAYS[day.weekday()][:3]} {dated(day)}"


def _row(entry: Entry, clock: int, notes: bool, day_end: time) -> tuple[str, ...]:
    tags = "" if entry.tags is None else ", ".join(entry.tags) or "none"
    note = "" if entry.note is None else (entry.note if notes else "note")
    return (
        str(entry.number),
        _when(entry, clock, day_end),
        _number(entry.before),
        _number(entry.after),
        _number(entry.later),
        "skipped" if not entry.is_moment and entry.mood is None else _number(entry.mood),
        _word("tears", entry),
        _word("pain", entry),
        entry.wanted or "",
        tags,
        note,
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _word(name: str, entry: Entry) -> str:
    value = getattr(entry, FIELD[name].attribute)
    return "" if value is None else FIELD[name].text(value)


def entry(
    one: Entry, *, clock: int, added_later: Collection[str] = (), discreet: bool = False
) -> Page:
    """One entry, whole; what was skipped is said to be skipped.

    `discreet` has neutral labels, and numbers in place of every word.
    """
    what = "an intimate moment" if one.is_moment else "a day mood"
    when = echo(one.at, clock)
    pairs = [("when", when if discreet else f"{when}, {what}")]
    skipped = []
    for answer in answers_of(one.kind):
        value = getattr(one, answer.attribute)
        neutral = DISCREET[answer.attribute]
        if value is None:
            skipped.append(neutral.label if discreet else answer.name)
            continue
        if discreet:
            pairs.append((neutral.label, neutral.text(value)))
            continue
        text = ", ".join(value) or "none" if isinstance(value, tuple) else answer.text(value)
        if answer.name == "before" and one.before_recalled:
            text += " (remembered)"
        pairs.append((answer.name, text))
    if skipped:
        pairs.append((SKIPPED, ", ".join(skipped)))
    if added_later and not discreet:
        pairs.append(("added later", ", ".join(added_later)))
    pairs.append(("written", echo(one.recorded_at.astimezone(one.at.tzinfo), clock)))
    if one.edited_at is not None:
        pairs.append(("changed", echo(one.edited_at.astimezone(one.at.tzinfo), clock)))
    return [Heading(f"Entry {one.number}"), Pairs(tuple(pairs))]


def topics(guides: Sequence[Guide]) -> Page:
    """What there is to read, and how to open it."""
    numbered = [guide for guide in guides if guide.kind == "cause"]
    rest = [guide for guide in guides if guide.kind != "cause"]
    return [
        Heading("Short reads. Type pdtrack guide and a word or number."),
        Pairs(tuple((guide.topic, guide.title) for guide in rest)),
        Heading("What may play a part"),
        Pairs(tuple((f"{n} {guide.topic}", guide.title) for n, guide in enumerate(numbered, 1))),
    ]


def guide(one: Guide) -> Page:
    """A page to read, with its source."""
    paragraphs = [Paragraph(part) for part in one.text.split("\n\n")]
    page: list[Block] = [Heading(one.title), *paragraphs]
    return [*page, Paragraph(f"Source: {one.source}.", "quiet")] if one.source else page


def support(own: Sequence[str], lists: Support, disclaimer: str) -> Page:
    """The person's own people and words first, then where to look."""
    page: list[Block] = []
    if own:
        page.append(Heading("Yours"))
        page.append(Pairs(tuple((str(number), text) for number, text in enumerate(own, 1))))
    else:
        page.append(
            Paragraph("Nobody of yours is named here yet. pdtrack support --add TEXT adds one.")
        )
    page.append(Paragraph(lists.emergency, "strong"))
    page.append(Heading("Lists of places to find help"))
    page.append(
        Pairs(
            tuple((place.name, _place(place.purpose, place.checked)) for place in lists.directories)
        )
    )
    page += [Paragraph(line) for line in lists.lines]
    page.append(Paragraph(disclaimer, "quiet"))
    return page


def _place(purpose: str, checked: str) -> str:
    return f"{purpose}; last checked {checked}" if checked else f"{purpose}; not checked"


def imported(
    *,
    title: str,
    counts: str,
    span: str,
    mapped: Sequence[tuple[str, str]],
    dropped: Sequence[tuple[str, str]],
    rejected: Sequence[tuple[str, str]],
    dry_run: bool,
    undoable: bool,
) -> Page:
    """What came in from a file, or would; what changed its name; what did not come in."""
    verb = "Would bring in" if dry_run else "Brought in"
    page: list[Block] = [Paragraph(f"{verb} from {title}: {counts}.")]
    if span:
        page.append(Paragraph(f"From {span}."))
    for heading, pairs in (
        ("Comes in as", mapped),
        ("Left out", dropped),
        ("Rows that can't come in", rejected),
    ):
        if pairs:
            page += [Heading(heading), Pairs(tuple(pairs))]
    if dry_run:
        page.append(Paragraph("Nothing was written.", "quiet"))
    elif undoable:
        page.append(Paragraph("pdtrack undo takes all of it back.", "quiet"))
    return page


def privacy(notes: Sequence[tuple[str, str, str, str]], not_protected: Sequence[str]) -> Page:
    """What was looked at: what to mend first, each with its command; then what is well.

    Each of `notes` is what it is about, how it is, the command that mends it and what
    else to do; where there is nothing to mend, the last two are empty.
    """
    page: list[Block] = []
    leaks = [note for note in notes if note[2] or note[3]]
    if leaks:
        page.append(Heading("What to mend"))
    for what, state, fix, advice in leaks:
        page.append(Pairs(((what, f"{state} {advice}".strip()),)))
        if fix:
            page.append(Verbatim(f"  {fix}"))
    well = [(what, state) for what, state, fix, advice in notes if not (fix or advice)]
    if well:
        page += [Heading("Looked at"), Pairs(tuple(well))]
    page += [Heading("What none of this protects from"), Lines(tuple(not_protected))]
    return page


def note_waits(number: int) -> list[Block]:
    """The one line that stands for every card and line, where somebody may read along."""
    return [
        line(
            f"There is a note for you, best read soon, when nobody reads along: pdtrack show "
            f"{number} --message. pdtrack support is there too."
        )
    ]


def nothing_to_say() -> Page:
    """What `show --message` says of an entry that calls for no card and no line."""
    return [Paragraph("There is no note for that entry.")]


def in_full(command: str) -> Block:
    """How to see what a discreet screen leaves out."""
    return line(f"The words, when nobody reads along: pdtrack --no-discreet {command}")


def count_of(count: int, one: str, several: str, command: str) -> Page:
    """How many there are of something whose words are left out."""
    return [Paragraph(f"{many(count, one, several)}."), in_full(command)]
