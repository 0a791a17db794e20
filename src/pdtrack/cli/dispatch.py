"""One line as it is typed: the global options, and the command that it names."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from pdtrack import __version__
from pdtrack.cli.context import Run
from pdtrack.cli.index import COMMANDS
from pdtrack.errors import InvalidInput

# What may also follow the command.
GLOBAL: Final = ("journal", "plain", "discreet")
# How Typer is asked for the help of a command.
HELP: Final = {"help_option_names": ["--help", "-h"]}


@contextmanager
def _placed(ctx: Any) -> Iterator[None]:
    """Give every error of Typer the context in which it was raised; some come without."""
    try:
        yield
    except TyperException as problem:
        vars(problem)["ctx"] = ctx
        raise


class _Program(TyperGroup):
    """All commands; rejects an unknown name in our own words."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first of `args` names."""
        if args[0] not in self.commands:
            from pdtrack.cli.usage_errors import unknown_command

            raise unknown_command(args)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the command."""
        with _placed(ctx):
            return super().parse_args(ctx, args)


class _Command(TyperCommand):
    """A command; rejects words that belong to no option in our own words."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The options of the command, and after them the global ones, which work here as well."""
        return [*super().get_params(ctx), *map(_global, _globals_of(ctx))]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options; words left over may be half of a note that lost its quotes."""
        ctx.allow_extra_args, typed = True, list(args)
        with _placed(ctx):
            rest = super().parse_args(ctx, args)
        if rest:
            from pdtrack.cli.usage_errors import words_left_over

            raise words_left_over(self.name or "", typed)
        return []


def _globals_of(ctx: Any) -> list[Any]:
    """The options of the program that may follow the command."""
    return [param for param in ctx.find_root().command.params if param.name in GLOBAL]


def _global(option: Any) -> Any:
    """A copy of a global option that sets what it is given, and that help doesn't repeat."""
    found = copy(option)
    found.hidden, found.expose_value = True, False
    found.callback = _set_global
    return found


def _set_global(ctx: Any, param: Any, value: Any) -> None:
    """Keep a global option that was typed after the command."""
    if value is not None and value is not param.default:
        _set(ctx.obj, **{param.name: value})


def _set(
    run: Run,
    *,
    journal: str | None = None,
    plain: bool = False,
    discreet: bool | None = None,
) -> None:
    """Keep global options; what is not typed stays as it is."""
    if journal == "":
        # An unset variable of a script: another diary would be read than the one that is meant.
        raise InvalidInput("--journal takes a path, and this one is empty.", "Leave it out.")
    run.journal_option = run.journal_option if journal is None else journal
    run.out.plain_option = run.out.plain_option or plain
    run.discreet_option = run.discreet_option if discreet is None else discreet


def dispatch(argv: Sequence[str], run: Run) -> int:
    """Run the command that `argv` names and return its exit code."""
    app = typer.Typer(
        cls=_Program,
        add_completion=False,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True, add_help_option=False)(_options)
    # Only commands that are named are built, since building costs more than running.
    for command in COMMANDS:
        if command.name in argv:
            app.command(command.name, cls=_Command, context_settings=HELP)(command.function())
    if not app.registered_commands:
        # A group needs a command; as the line names none, any will do.
        app.command(COMMANDS[0].name)(lambda: None)
    try:
        result = typer.main.get_command(app).main(
            list(argv), prog_name="pdtrack", standalone_mode=False, obj=run
        )
    except TyperException as problem:
        from pdtrack.cli.usage_errors import usage_error

        raise usage_error(problem) from None
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
        bool | None, typer.Option("--discreet/--no-discreet", help="Neutral words, or everything.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    help_: Annotated[bool, typer.Option("--help", "-h", help="List the commands.")] = False,
) -> None:
    run = context.obj
    # A line that `demo` runs keeps the options of `demo`.
    _set(run, journal=journal, plain=plain, discreet=discreet)
    if version:
        sys.stdout.write(f"pdtrack {__version__}\n")
        raise typer.Exit
    if help_ and context.invoked_subcommand is not None:
        dispatch([context.invoked_subcommand, "--help"], run)
        raise typer.Exit
    if help_:
        from pdtrack.cli.overview import help_page

        sys.stdout.write(help_page(run.out))
        raise typer.Exit
    if context.invoked_subcommand is None:
        from pdtrack.cli.overview import first_words

        run.out.show(first_words(run))
