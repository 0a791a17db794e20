"""`export`: taking the data away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.entries import Since, Until
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.exchange import csv as as_csv
from pdtrack.render import json as as_json
from pdtrack.render.safe import safe
from pdtrack.store import files

FORMATS: Final = ("csv", "json")


def export(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="- is the screen.")] = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="|".join(FORMATS), help="csv, if not told.")
    ] = None,
    since: Since = None,
    until: Until = None,
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave the notes out.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing FILE.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Give your data back, as CSV or JSON."""
    run = run_of(context)
    chosen = _format(format_, file, json)
    low = None if since is None else run.edge(since)
    high = None if until is None else run.edge(until, end=True)
    with run.reading() as journal:
        entries = [] if journal is None else journal.entries(since=low, until=high)
    entries.sort(key=lambda entry: entry.number)
    pieces = _pieces(chosen, entries, notes=not no_notes)
    if file is None or file == "-":
        if sys.stdout.isatty():
            # A screen is no file: nothing in it may move the cursor.
            sys.stdout.writelines(safe(piece.replace("\r\n", "\n")) for piece in pieces)
            return
        # Line ends as RFC 4180 has them, whatever the system's own are.
        sys.stdout.flush()
        sys.stdout.buffer.writelines(piece.encode() for piece in pieces)
        sys.stdout.buffer.flush()
        return
    with files.written_whole(files.named(file), force=force) as target:
        target.writelines(piece.encode() for piece in pieces)
    many = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
    run.say(f"Wrote {many} to {file}. It is not encrypted.")


def _format(named: str | None, file: str | None, json: bool) -> str:
    if json and named not in (None, "json"):
        raise InvalidInput("--json and --format csv don't go together.", "Use one of them.")
    if json or (named is None and file is not None and file.endswith(".json")):
        return "json"
    if named is None:
        return "csv"
    if named not in FORMATS:
        raise InvalidInput(f"format is one of {', '.join(FORMATS)}.")
    return named


def _pieces(chosen: str, entries: list[Entry], *, notes: bool) -> Iterator[str]:
    if chosen == "csv":
        return as_csv.lines(entries, notes=notes)
    return as_json.entry_lines(entries, notes=notes)
