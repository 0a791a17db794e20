"""`log`: record an intimate moment afterwards."""

from __future__ import annotations

from typing import Annotated

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import from_options
from pdtrack.cli.context import run_of
from pdtrack.cli.new_entry import NewEntry
from pdtrack.errors import InvalidInput


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
    fine: Annotated[
        bool, typer.Option("--fine", help="A good time: with --mood, no tag fits.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="Leave an opened moment alone.")] = False,
    json: options.Json = False,
) -> None:
    """Tell an intimate moment afterwards. Without answers, on a terminal, it asks."""
    run = run_of(context)
    moods = {"after": mood, "before": before, "tears": tears, "pain": pain}
    words = {"wanted": wanted, "lasted": lasted, "with": with_}
    answers = from_options(run, moods | words, orgasm=orgasm, note=note, helped=helped)
    if fine:
        answers.is_fine = True
        if tag:
            raise InvalidInput("--fine says that no tag fits.", "Leave out --fine, or the tags.")
    NewEntry(run, answers, "log", tag, new_tag, at, json=json).save(completes=not new)
