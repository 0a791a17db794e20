"""`log`: record an intimate moment afterwards."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import from_options
from pdtrack.cli.context import run_of
from pdtrack.cli.new_entry import NewEntry
from pdtrack.errors import InvalidInput


@options.takes_answers(but=("later",))
def log(
    context: typer.Context,
    *,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    at: options.At = None,
    fine: Annotated[
        bool, typer.Option("--fine", help="A good time: with --mood, no tag fits.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="Leave an opened moment alone.")] = False,
    json: options.Json = False,
    **given: Any,
) -> None:
    """Tell an intimate moment afterwards. Without answers, on a terminal, it asks."""
    run = run_of(context)
    given["after"] = given.pop("mood")
    answers = from_options(run, given)
    if fine:
        answers.is_fine = True
        if tag:
            raise InvalidInput("--fine says that no tag fits.", "Leave out --fine, or the tags.")
    NewEntry(run, answers, "log", tag, new_tag, at, json=json, completes=not new).save()
