"""Pages that several commands show: a list of entries, one entry, discreet counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final

from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD, answers_of
from pdtrack.domain.help_words import by_name
from pdtrack.domain.moods import CHANGED, change
from pdtrack.domain.plural import plural
from pdtrack.domain.times.day import DAY_END, dated_with_weekday, day_of, echo
from pdtrack.render.charts.glyphs import UNICODE, Glyphs, columns_of, fitted
from pdtrack.render.page import (
    Block,
    Column,
    Heading,
    Page,
    Pairs,
    Paragraph,
    PictureRow,
    PictureStyle,
    StyledText,
    Table,
    spoken,
)

# How each cell of a list reads in a sentence.
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
# Silent where nothing happened; the last column has what did.
DRAWN_COLUMNS: Final = (
    Column("no.", right=True),
    Column("evening of"),
    Column("when", right=True),
    Column("mood"),
    Column("", wraps=True),
)
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
    year: int | None = None,
    glyphs: Glyphs = UNICODE,
) -> Page:
    """A list of entries, one a row; with `notes` the texts of notes, else a mark.

    `discreet` shows numbers, dates, moods, how many tags there are, and the mark.
    `mark` is what follows a time whose offset has to be shown. Days of the `year` have none.
    """
    columns = dict(SPOKEN_COLUMNS)
    if discreet:
        columns["tags"] = Column("tags")
        for name in HIDDEN_COLUMNS:
            del columns[name]
    elif notes:
        columns["note"] = Column("note", "note: {}")
    rows: list[tuple[str, ...]] = []
    drawn: list[tuple[PictureRow, ...]] = []
    for entry in shown:
        day = day_of(entry.at, day_end)
        hour = echo(entry.at, clock).rpartition(", ")[2] + mark(entry.at)
        cells = _cells(entry, discreet=discreet)
        if entry.note is not None:
            cells["note"] = entry.note if notes and not discreet else "note"
        when = _when(entry, day, clock) + mark(entry.at)
        rows.append(tuple((cells | {"when": when}).get(name, "") for name in columns))
        look: PictureStyle = "plain" if entry.is_moment else "quiet"
        name = dated_with_weekday(day)
        drawn.append(
            (
                ((cells["number"], look),),
                ((name.removesuffix(f" {year}"), look),),
                ((hour, "quiet"),),
                moods_drawn(entry, glyphs),
                happened(cells, look),
            )
        )
    return [Table(tuple(columns.values()), tuple(rows), DRAWN_COLUMNS, tuple(drawn))]


def entry_words(entry: Entry, clock: int, mark: Callable[[datetime], str] = lambda _: "") -> str:
    """One entry as a list reads it out."""
    (table,) = entries_page([entry], clock=clock, notes=False, mark=mark)
    assert isinstance(table, Table)
    return spoken(table, table.rows[0])


def last_entry_row(
    entry: Entry,
    width: int,
    clock: int,
    glyphs: Glyphs,
    mark: Callable[[datetime], str] = lambda _: "",
) -> PictureRow:
    """One entry by itself, in a row of `width` columns; what doesn't fit is cut."""
    day, _, hour = (echo(entry.at, clock) + mark(entry.at)).rpartition(", ")
    row: list[StyledText] = [
        (f"{day.rpartition(' ')[0]}, {hour}  ", "plain"),
        *moods_drawn(entry, glyphs),
        ("  ", "plain"),
    ]
    room = width - sum(len(text) for text, _ in row)
    for text, style in happened(_cells(entry)):
        if columns_of(text) > room:
            text = fitted(text, room, glyphs) if room > len("a tag") else ""
        row.append((text, style))
        room -= columns_of(text)
    return tuple(row)


def _cells(entry: Entry, *, discreet: bool = False) -> dict[str, str]:
    """What a list can show of an entry besides its time and note, by the name of its column."""
    moods = (entry.before, entry.after, entry.later, entry.mood)
    before, after, later, mood = ("" if value is None else str(value) for value in moods)
    return {
        "number": str(entry.number),
        "before": before,
        "after": after,
        "later": later,
        "mood": mood or ("" if entry.is_moment else "skipped"),
        **{name: "" if discreet else _word(name, entry) for name in sorted(HIDDEN_COLUMNS)},
        "tags": _tags(entry, discreet=discreet),
    }


def moods_drawn(entry: Entry, glyphs: Glyphs) -> PictureRow:
    """`6 ▼  3 → 5`: before, right after, later; or the mood of the day."""
    if not entry.is_moment:
        return ((f"day {'?' if entry.mood is None else entry.mood:>4}", "quiet"),)
    before, after = (
        glyphs.no_entry if mood is None else str(mood) for mood in (entry.before, entry.after)
    )
    step = change(entry)
    arrow: StyledText = (glyphs.then, "quiet")
    if step is not None and abs(step) >= CHANGED:
        arrow = (glyphs.fall, "fall") if step < 0 else (glyphs.rise, "rise")
    later = (
        () if entry.later is None else ((f" {glyphs.then} ", "quiet"), (str(entry.later), "plain"))
    )
    return ((f"{before:>2} ", "plain"), arrow, (f" {after:>2}", "strong"), *later)


def happened(cells: Mapping[str, str], look: PictureStyle = "plain") -> PictureRow:
    """Tears, pain and what was not wanted, then tags, then the note."""
    facts = []
    if cells["tears"] not in ("", "none"):
        facts.append(cells["tears"])
    if cells["pain"] not in ("", "none"):
        facts.append(f"{cells['pain']} pain")
    if cells["wanted"] not in ("", "yes"):
        facts.append(f"wanted: {cells['wanted']}")
    tags = "" if cells["tags"] == "none" else cells["tags"]
    parts: list[StyledText] = [
        (", ".join(facts), "strong"), (tags, look), (cells.get("note", ""), "quiet")
    ]  # fmt: skip
    row: list[StyledText] = []
    for text, style in parts:
        if text:
            row.append((f"  {text}" if row else text, style))
    return tuple(row)


def _when(entry: Entry, day: date, clock: int) -> str:
    """The date and hour; after midnight also the day that the entry belongs to."""
    when = echo(entry.at, clock)
    return when if day == entry.at.date() else f"{when}, night of {dated_with_weekday(day)}"


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
    """One entry in full, with the names of the questions that have no answer.

    `added_later`: the tags that were added too late to count for a link. `discreet` shows
    neutral labels, and a number in place of each word.
    """
    what = "an intimate moment" if entry.is_moment else "a day mood"
    when = echo(entry.at, clock) + mark(entry.at)
    pairs = [("when", when if discreet else f"{when}, {what}")]
    unanswered = []
    for answer in answers_of(entry.kind):
        value = getattr(entry, answer.attribute)
        neutral = DISCREET[answer.attribute]
        if value is None:
            unanswered.append(neutral.label if discreet else answer.name)
            continue
        if discreet:
            pairs.append((neutral.label, neutral.text(value)))
            continue
        if answer.name == "helped":
            value = by_name(value)
        if answer.holds == "step" and value == 0:
            text = f"no {answer.name}"
        else:
            text = ", ".join(value) or "none" if isinstance(value, tuple) else answer.text(value)
        if answer.name == "before" and entry.before_recalled:
            text += " (remembered)"
        pairs.append((answer.name, text))
    if added_later and not discreet:
        pairs.append(("added later", ", ".join(added_later)))
    pairs.append(("written", echo(entry.recorded_at.astimezone(entry.at.tzinfo), clock)))
    if entry.edited_at is not None:
        pairs.append(("changed", echo(entry.edited_at.astimezone(entry.at.tzinfo), clock)))
    page: list[Block] = [Heading(f"Entry {entry.number}"), Pairs(tuple(pairs))]
    if unanswered:
        # An entry doesn't know which of the two it was.
        page.append(Paragraph(f"Not asked or skipped: {', '.join(unanswered)}.", "quiet"))
    return page


def in_full(command: str) -> Block:
    """How to see what a discreet screen leaves out."""
    return Paragraph(f"To see this in full, when you have privacy: pdtrack --no-discreet {command}")


def count_of(count: int, one: str, several: str, command: str) -> Page:
    """For a discreet screen: how many there are of something, and how to see it in full."""
    return [Paragraph(f"{plural(count, one, several)}."), in_full(command)]
