"""One line as it is typed: the global options, and the command that it names."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pdtrack import __version__
from pdtrack.cli.context import Run
from pdtrack.cli.index import COMMANDS


def dispatch(argv: Sequence[str], run: Run) -> int:
    """Run the command that `argv` names and return its exit code."""
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True, add_help_option=False)(_options)
    # Only what the line may mean is built: a command costs more to build than to run.
    for command in COMMANDS:
        if command.name in argv:
            app.command(command.name)(command.function())
    if not app.registered_commands:
        # A group needs one; the line names none, so which does not matter.
        app.command(COMMANDS[0].name)(lambda: None)
    result = typer.main.get_command(app).main(
        list(argv), prog_name="pdtrack", standalone_mode=False, obj=run
    )
    return result if isinstance(result, int) else 0


def _options(
    context: typer.Context,
    journal: Annotated[
        str | None, typer.Option("--journal", metavar="PATH", help="Another journal.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Words and numbers, no boxes or colour.")
    ] = False,
    discreet: Annotated[
        bool | None, typer.Option("--discreet/--no-discreet", help="Neutral words, or all.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    help_: Annotated[bool, typer.Option("--help", "-h", help="List the commands.")] = False,
) -> None:
    run = context.obj
    # What is not typed stays as it is: a line that `demo` runs keeps the options of `demo`.
    run.journal_option = run.journal_option if journal is None else journal
    run.out.plain_option = run.out.plain_option or plain
    run.discreet_option = run.discreet_option if discreet is None else discreet
    if version:
        sys.stdout.write(f"pdtrack {__version__}\n")
        raise typer.Exit
    if help_:
        from pdtrack.cli.overview import help_page

        sys.stdout.write(help_page(run.out.width() or 80))
        raise typer.Exit
    if context.invoked_subcommand is None:
        from pdtrack.cli.overview import first_words

        run.out.show(first_words(run))
