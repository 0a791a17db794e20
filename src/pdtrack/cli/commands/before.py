"""`before`: open a moment with the mood before it."""

from typing import Annotated

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import from_options
from pdtrack.cli.context import run_of
from pdtrack.cli.new_entry import record


def before(
    context: typer.Context,
    bare: options.BareMood = None,
    mood: options.Mood = None,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    note: options.Note = None,
    at: options.At = None,
    new: Annotated[
        bool, typer.Option("--new", help="Start another moment, even if one is still open.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Note your mood beforehand; the next log completes it."""
    run = run_of(context)
    mood = options.either_mood("before", bare, mood)
    answers = from_options(run, {"before": mood, "note": note})
    answers.keep("before_recalled", False if mood is not None else None)
    record(run, "before", answers, tag=tag, new_tag=new_tag, at=at, json=json, is_new=new)
