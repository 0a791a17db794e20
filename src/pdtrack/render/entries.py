"""What each view says, as a page; nothing here knows a colour or a width."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import time
from typing import TYPE_CHECKING

from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD, answers_of
from pdtrack.domain.plural import many
from pdtrack.domain.times.day import DAY_END, WEEKDAYS, dated, day_of, echo
from pdtrack.render.page import (
    Block,
    Column,
    DrawnRow,
    Heading,
    Page,
    Pairs,
    Paragraph,
    Table,
)

if TYPE_CHECKING:
    # What is only shown by a few views; to load it costs as much as all that `log` does.
    from pdtrack.domain.vocabulary import Message

SKIPPED = "skipped"


def cards(messages: Iterable[Message]) -> list[Block]:
    """Cards and lines, in the order given, before anything else."""
    return [Paragraph(message.text, "care") for message in messages]


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
        drawn.append(DrawnRow(drawn_row.heading, (*drawn_row.cells[:3], *drawn_row.cells[6:])))
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


def _drawn(entry: Entry, row: Sequence[str], clock: int, day_end: time) -> DrawnRow:
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
    return DrawnRow(
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


def in_full(command: str) -> Block:
    """How to see what a discreet screen leaves out."""
    return Paragraph(f"The words, when nobody reads along: pdtrack --no-discreet {command}")


def count_of(count: int, one: str, several: str, command: str) -> Page:
    """How many there are of something whose words are left out."""
    return [Paragraph(f"{many(count, one, several)}."), in_full(command)]
