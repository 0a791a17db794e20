"""`help`: the list of commands and a pointer to support, or the help of one command."""

import sys
from typing import Annotated

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.dispatch import dispatch
from pdtrack.cli.overview import help_page


def help_(
    context: typer.Context,
    command: Annotated[list[str] | None, typer.Argument(metavar="[COMMAND]")] = None,
) -> None:
    """List the commands, or show the help of one."""
    run = run_of(context)
    if command:
        # `help tags rename` is `tags rename --help`.
        dispatch([*command, "--help"], run)
        return
    sys.stdout.write(help_page(run.out, pointer=True))
