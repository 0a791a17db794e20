"""`log`: record an intimate moment afterwards."""

from typing import Annotated, Any

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import from_options
from pdtrack.cli.context import run_of
from pdtrack.cli.new_entry import record
from pdtrack.errors import InvalidInput


@options.takes_answers(but=("later",))
def log(
    context: typer.Context,
    bare: options.BareMood = None,
    *,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    at: options.At = None,
    fine: Annotated[
        bool, typer.Option("--fine", help="All was well: saves the mood, no tears, no tags.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Start a new entry; don't complete the open one.")
    ] = False,
    json: options.Json = False,
    **given: Any,
) -> None:
    """Record how you felt after an intimate moment. With no options, pdtrack asks."""
    run = run_of(context)
    given["after"] = options.either_mood("log", bare, given.pop("mood"))
    answers = from_options(run, given)
    if fine:
        answers.is_fine = True
        if tag:
            raise InvalidInput("--fine can't be combined with tags.", "Use one or the other.")
    record(run, "log", answers, tag=tag, new_tag=new_tag, at=at, json=json, is_new=new)
