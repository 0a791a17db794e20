"""`day`: record a mood at any other time."""

import typer

from pdtrack.cli import options
from pdtrack.cli.answers import from_options
from pdtrack.cli.context import run_of
from pdtrack.cli.new_entry import record


def day(
    context: typer.Context,
    bare: options.BareMood = None,
    mood: options.Mood = None,
    tears: options.Tears = None,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    helped: options.Helped = None,
    note: options.Note = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Note your mood at any other time."""
    run = run_of(context)
    mood = options.either_mood("day", bare, mood)
    given = {"mood": mood, "tears": tears, "helped": helped, "note": note}
    answers = from_options(run, given)
    record(run, "day", answers, tag=tag, new_tag=new_tag, at=at, json=json)
