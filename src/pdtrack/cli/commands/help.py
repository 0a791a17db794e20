"""`help`: the list of commands, and where to turn."""

from __future__ import annotations

import sys

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.overview import help_page


def help_(context: typer.Context) -> None:
    """List the commands, and where to turn on a hard night."""
    run = run_of(context)
    sys.stdout.write(help_page(run.out.width() or 80, pointer=True))
