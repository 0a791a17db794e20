"""The list of commands that help shows, and the lines that bare `pdtrack` shows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from textwrap import wrap
from typing import Final

from pdtrack.cli.context import Run
from pdtrack.cli.index import COMMANDS, SUMMARY, Command
from pdtrack.cli.output import Output
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import by_day
from pdtrack.domain.open_moment import opened, recent
from pdtrack.domain.plural import plural_entries
from pdtrack.domain.times.day import day_of
from pdtrack.render.charts.glyphs import glyphs_for
from pdtrack.render.charts.weeks import WEEKS_DAYS, WEEKS_WIDTH, weeks_row, weeks_words
from pdtrack.render.entries import entry_words, last_entry_row
from pdtrack.render.page import Heading, Page, Pairs, Picture, PictureRow
from pdtrack.store.gone import JournalGone
from pdtrack.store.sqlcipher import looks_encrypted

TWO_COLUMNS_FROM: Final = 80
NEXT: Final = (
    ("pdtrack log", "record how you feel"),
    ("pdtrack patterns", "what keeps coming up"),
    ("pdtrack chart", "the year, day by day"),
    ("pdtrack guide", "short guides"),
    ("pdtrack support", "people and helplines"),
)
DEMO: Final = ("pdtrack demo", "a tour with sample entries")
# What is read for the last four weeks, however they fall.
WEEKS: Final = timedelta(days=WEEKS_DAYS + 1)
# From then on, a later mood means something.
LATER_FROM: Final = timedelta(hours=2)
ROWS: Final = ("last 4 weeks", "last entry", "open")
ROWS_NARROW: Final = ("4 weeks", "last", "open")
USAGE: Final = "Usage: pdtrack [--journal PATH] [--plain] [--discreet] COMMAND [--help]"
_GONE: Final = "none; the journal is missing, and pdtrack doctor shows its backups"
_NO_JOURNAL: Final = "none; the journal that you named isn't there yet"
POINTER: Final = "Having a hard night? Type pdtrack support."


def first_words(run: Run) -> Page:
    """What to type next, below the last weeks; those alone where others may see the screen.

    An encrypted journal stays closed, as nothing here is worth a passphrase.
    """
    if run.is_discreet or looks_encrypted(run.journal_path):
        return [_next_commands()]
    with run.reading(must_exist=False) as journal:
        count = 0 if journal is None else journal.count()
        if journal is None or not count:
            return [_next_commands(("entries so far", _none(run)), DEMO)]
        last = journal.newest(1, until=run.now) or journal.newest(1)
        lately = journal.entries(since=run.now - WEEKS, until=run.now)
    # An index of a damaged journal may know of more entries than its table.
    shown = [_lately(run, lately, last[0])] if last else []
    heading = Heading("pdtrack", f"{plural_entries(count)} so far")
    return [heading, *shown, _next_commands()]


def _none(run: Run) -> str:
    missing = run.missing()
    if missing is None:
        return "0"
    return _GONE if isinstance(missing, JournalGone) else _NO_JOURNAL


def _next_commands(*more: tuple[str, str]) -> Pairs:
    return Pairs((*NEXT, *more, ("pdtrack --help", "everything else")), quiet="values")


def _lately(run: Run, entries: Sequence[Entry], last: Entry) -> Picture:
    """The last four weeks, the last entry, and what is open."""
    glyphs, width = glyphs_for(sys.stdout.encoding), run.out.width() or TWO_COLUMNS_FROM
    days, today = by_day(entries, run.day_end), day_of(run.now, run.day_end)
    still_open = _still_open(run, entries)
    is_wide = width > len(ROWS[0]) + max(WEEKS_WIDTH, len(still_open))
    names = ROWS if is_wide else ROWS_NARROW
    size = max(map(len, names)) + 1
    rows: list[PictureRow] = [
        ((names[0].ljust(size), "quiet"), *weeks_row(days, today, glyphs)),
        (
            (names[1].ljust(size), "quiet"),
            *last_entry_row(last, width - size, run.clock, glyphs, run.offset_mark),
        ),
    ]
    read_out = entry_words(last, run.clock, run.offset_mark)
    words = [weeks_words(days, today), f"Last entry: {read_out}"]
    if still_open:
        rows.append(((names[2].ljust(size), "quiet"), (still_open, "plain")))
        words.append(f"Open: {still_open}.")
    return Picture(tuple(rows), tuple(words))


def _still_open(run: Run, entries: Sequence[Entry]) -> str:
    """The command that completes the newest moment; empty where none is due."""
    if found := opened(entries, run.now):
        return f"pdtrack log completes the moment with mood {found.before}"
    found = recent(entries, run.now)
    if found is None or found.later is not None or run.now - found.at < LATER_FROM:
        return ""
    return f"pdtrack later adds your mood to entry {found.number}"


def help_page(out: Output, *, pointer: bool = False) -> str:
    """The table of commands in its groups, on one screen; a line each where it is read aloud."""
    width = out.width() or TWO_COLUMNS_FROM
    lines = [*_wrapped(SUMMARY, width), *_wrapped(USAGE, width), ""]
    listed = (command for command in COMMANDS if command.group)
    for group, commands in groupby(listed, key=lambda command: command.group):
        lines.append(f"{group}:")
        if out.is_read_aloud:
            lines += [f"{command.name}: {command.help}" for command in commands]
        else:
            lines += _columns(list(commands), width)
    if pointer:
        lines += ["", *_wrapped(POINTER, width)]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, subsequent_indent="  ", break_on_hyphens=False)


def _columns(commands: list[Command], width: int) -> list[str]:
    cells = [f"  {command.name:<10} {command.help}" for command in commands]
    if width < TWO_COLUMNS_FROM:
        return cells
    half = width // 2
    return [
        "".join(cell.ljust(half) for cell in cells[first : first + 2]).rstrip()
        for first in range(0, len(cells), 2)
    ]
