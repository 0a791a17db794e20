"""Pages that several commands show: a list of entries, one entry, discreet counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from typing import Final

from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD, answers_of
from pdtrack.domain.help_words import by_name
from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import DAY_END, WEEKDAYS, dated, day_of, echo
from pdtrack.render.page import Block, Column, DrawnRow, Heading, Page, Pairs, Paragraph, Table

# The columns of a list: how each cell reads in a sentence, and what is drawn instead.
SPOKEN_COLUMNS: Final = {
    "number": Column("no.", "{}.", right=True),
    "when": Column("when"),
    "before": Column("before", "before {}", right=True),
    "after": Column("after", "after {}", right=True),
    "later": Column("later", "later {}", right=True),
    "mood": Column("mood", "mood during the day {}", right=True),
    "tears": Column("tears", "tears: {}"),
    "pain": Column("pain", "pain: {}"),
    "wanted": Column("wanted", "wanted: {}"),
    "tags": Column("tags", "tags: {}", wraps=True),
    "note": Column("note", "has a {}"),
}
DRAWN_COLUMNS: Final = {
    "number": Column("no.", right=True),
    "hour": Column("when"),
    "moods": Column("mood"),
    "tears": Column("tears"),
    "pain": Column("pain"),
    "wanted": Column("wanted"),
    "tags": Column("tags", wraps=True),
    "note": Column("note", wraps=True),
}
# What a discreet list leaves out.
HIDDEN_COLUMNS: Final = frozenset(("tears", "pain", "wanted"))


def entries_page(
    shown: Sequence[Entry],
    *,
    clock: int,
    notes: bool,
    day_end: time = DAY_END,
    discreet: bool = False,
    mark: Callable[[datetime], str] = lambda _: "",
) -> Page:
    """A list of entries under their days; with `notes` the texts of notes, else a mark.

    `discreet` shows numbers, dates, moods, how many tags there are, and the mark.
    `mark` is what follows a time whose offset has to be shown.
    """
    spoken, drawn = dict(SPOKEN_COLUMNS), dict(DRAWN_COLUMNS)
    if discreet:
        spoken["tags"] = Column("tags")
        for name in HIDDEN_COLUMNS:
            del spoken[name], drawn[name]
    elif notes:
        spoken["note"] = Column("note", "note: {}")
    rows, drawn_rows = [], []
    for entry in shown:
        day = day_of(entry.at, day_end)
        cells = _cells(entry, day, clock, notes=notes and not discreet, discreet=discreet)
        cells |= {when: cells[when] + mark(entry.at) for when in ("when", "hour")}
        rows.append(tuple(cells[name] for name in spoken))
        drawn_rows.append(DrawnRow(_day_name(day), tuple(cells[name] for name in drawn)))
    return [Table(tuple(spoken.values()), tuple(rows), tuple(drawn.values()), tuple(drawn_rows))]


def _cells(entry: Entry, day: date, clock: int, *, notes: bool, discreet: bool) -> dict[str, str]:
    """Everything that a list can show of an entry, by the name of its column."""
    before, after, later = (_number(mood) for mood in (entry.before, entry.after, entry.later))
    mood = _number(entry.mood) or ("" if entry.is_moment else "skipped")
    if entry.is_moment:
        moods = " > ".join(cell or "-" for cell in (before, after, *([later] if later else [])))
    else:
        moods = f"{mood} day"
    return {
        "number": str(entry.number),
        "when": _when(entry, day, clock),
        "hour": _hour(entry, day, clock),
        "before": before,
        "after": after,
        "later": later,
        "mood": mood,
        "moods": moods,
        "tears": _word("tears", entry),
        "pain": _word("pain", entry),
        "wanted": entry.wanted or "",
        "tags": _tags(entry, discreet=discreet),
        "note": "" if entry.note is None else entry.note if notes else "note",
    }


def _when(entry: Entry, day: date, clock: int) -> str:
    """The date and hour; after midnight also the day that the entry belongs to."""
    when = echo(entry.at, clock)
    return when if day == entry.at.date() else f"{when}, night of {_day_name(day)}"


def _hour(entry: Entry, day: date, clock: int) -> str:
    """The hour under the heading of a day; after midnight also the weekday that it is by then."""
    weekday, _, date_and_hour = echo(entry.at, clock).partition(" ")
    hour = date_and_hour.rpartition(", ")[2]
    return hour if day == entry.at.date() else f"{weekday} {hour}"


def _day_name(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {dated(day)}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _word(name: str, entry: Entry) -> str:
    value = getattr(entry, FIELD[name].attribute)
    return "" if value is None else FIELD[name].text(value)


def _tags(entry: Entry, *, discreet: bool) -> str:
    if entry.tags is None:
        return ""
    return plural(len(entry.tags), "tag") if discreet else ", ".join(entry.tags) or "none"


def entry_page(
    entry: Entry,
    *,
    clock: int,
    added_later: Collection[str] = (),
    discreet: bool = False,
    mark: Callable[[datetime], str] = lambda _: "",
) -> Page:
    """One entry in full, with the names of the answers that were skipped.

    `added_later`: the tags that were added too late to count for a link. `discreet` shows
    neutral labels, and a number in place of each word.
    """
    what = "an intimate moment" if entry.is_moment else "a day mood"
    when = echo(entry.at, clock) + mark(entry.at)
    pairs = [("when", when if discreet else f"{when}, {what}")]
    skipped = []
    for answer in answers_of(entry.kind):
        value = getattr(entry, answer.attribute)
        neutral = DISCREET[answer.attribute]
        if value is None:
            skipped.append(neutral.label if discreet else answer.name)
            continue
        if discreet:
            pairs.append((neutral.label, neutral.text(value)))
            continue
        if answer.name == "helped":
            value = by_name(value)
        text = ", ".join(value) or "none" if isinstance(value, tuple) else answer.text(value)
        if answer.name == "before" and entry.before_recalled:
            text += " (remembered)"
        pairs.append((answer.name, text))
    if skipped:
        pairs.append(("skipped", ", ".join(skipped)))
    if added_later and not discreet:
        pairs.append(("added later", ", ".join(added_later)))
    pairs.append(("written", echo(entry.recorded_at.astimezone(entry.at.tzinfo), clock)))
    if entry.edited_at is not None:
        pairs.append(("changed", echo(entry.edited_at.astimezone(entry.at.tzinfo), clock)))
    return [Heading(f"Entry {entry.number}"), Pairs(tuple(pairs))]


def in_full(command: str) -> Block:
    """How to see what a discreet screen leaves out."""
    return Paragraph(f"To see this in full, when you have privacy: pdtrack --no-discreet {command}")


def count_of(count: int, one: str, several: str, command: str) -> Page:
    """For a discreet screen: how many there are of something, and how to see it in full."""
    return [Paragraph(f"{plural(count, one, several)}."), in_full(command)]
