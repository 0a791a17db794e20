"""The list of commands that help shows, and the lines that bare `pdtrack` shows."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import groupby
from textwrap import wrap

from pdtrack.cli.context import Run
from pdtrack.cli.index import COMMANDS, SUMMARY, Command
from pdtrack.render.page import Page, Pairs
from pdtrack.store.gone import JournalGone
from pdtrack.store.sqlcipher import looks_encrypted

TWO_COLUMNS_FROM = 80
USAGE = "Usage: pdtrack [--journal PATH] [--plain] [--discreet] COMMAND [--help]"
_GONE = "none; the journal is gone, and pdtrack doctor shows its backups"
_NO_JOURNAL = "none; the journal that you named isn't there yet"
POINTER = "Having a hard night? Type pdtrack support."


def first_words(run: Run) -> Page:
    """Six lines: what to type next, and how many entries there are."""
    # Never asks for a passphrase.
    locked = looks_encrypted(run.journal_path)
    with nullcontext() if locked else run.reading(must_exist=False) as journal:
        count = 0 if journal is None else journal.count()
    missing = run.missing()
    entries = str(count) if missing is None else _NO_JOURNAL
    if isinstance(missing, JournalGone):
        entries = _GONE
    return [
        Pairs(
            (
                ("pdtrack log", "record how you feel"),
                ("pdtrack patterns", "what keeps coming up"),
                ("pdtrack guide", "short guides"),
                ("pdtrack support", "people and helplines"),
                *(() if locked else (("entries so far", entries),)),
                ("pdtrack --help", "everything else"),
            )
        )
    ]


def help_page(width: int, *, pointer: bool = False) -> str:
    """The table of commands in its groups, on one screen of `width` columns."""
    lines = [*_wrapped(SUMMARY, width), *_wrapped(USAGE, width), ""]
    listed = (command for command in COMMANDS if command.group)
    for group, commands in groupby(listed, key=lambda command: command.group):
        lines.append(f"{group}:")
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
