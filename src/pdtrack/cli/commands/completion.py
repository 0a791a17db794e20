"""`completion`: the Tab completion script, made from the table of commands; opens no journal."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from pdtrack.cli.completion.scripts import SCRIPTS
from pdtrack.cli.completion.surface import Option, Program, Subcommand, Value
from pdtrack.cli.dispatch import HELP
from pdtrack.cli.index import COMMANDS
from pdtrack.cli.questions import HELPED_WORDS
from pdtrack.content import library
from pdtrack.domain.fields import ANSWERS
from pdtrack.domain.settings import SETTINGS
from pdtrack.errors import InvalidInput

SHELLS: Final = "|".join(SCRIPTS)
# Several of these words can be given, separated by commas.
_LISTS: Final = ("TAG", "WORD")
# Around the words of a metavar: brackets if it is optional, dots if it repeats.
_AROUND: Final = re.compile(r"[\[\]…]|\.{3}")
_RANGE: Final = re.compile(r"(\d+)-(\d+)")
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def completion(
    context: typer.Context,
    shell: Annotated[str, typer.Argument(metavar=SHELLS, help="The shell that you use.")],
) -> None:
    """Print a script for Tab completion; it contains nothing from your diary."""
    script = SCRIPTS.get(shell.casefold())
    if script is None:
        raise InvalidInput(
            "There is no script for that shell.", f"The shells are {', '.join(SCRIPTS)}."
        )
    text = script(surface(context.find_root().command))
    # Shells need line feeds, whatever line ends the system uses.
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def surface(root: Any) -> Program:
    """All commands of the table as values; `root` has the options before them."""
    app = typer.Typer(add_completion=False)
    for row in COMMANDS:
        app.command(row.name, context_settings=HELP)(row.function())
    group: Any = typer.main.get_group(app)
    meanings = _meanings()
    commands = tuple(_command(row.name, row.help, group, meanings) for row in COMMANDS)
    return Program("pdtrack", tuple(_options(root.params, meanings)), commands)


def _meanings() -> dict[str, tuple[str, ...]]:
    """The words that complete a metavar; only those that come with pdtrack."""
    return {
        "TAG": tuple(tag.slug for tag in library.vocabulary().tags),
        "WORD": HELPED_WORDS,
        "TOPIC": tuple(guide.topic for guide in library.guides()),
        "KEY": tuple(setting.key for setting in SETTINGS),
        "FIELD": tuple(answer.name for answer in ANSWERS),
        "ID": ("last",),
        "COMMAND": tuple(row.name for row in COMMANDS),
    }


def _command(name: str, help_: str, group: Any, meanings: dict[str, tuple[str, ...]]) -> Subcommand:
    command = group.commands[name]
    params = command.get_params(typer.Context(command))
    arguments = [param for param in params if param.param_type_name == "argument"]
    return Subcommand(
        name,
        help_,
        tuple(_options(params, meanings)),
        tuple(
            replace(value_of(argument.metavar, meanings), is_optional=not argument.required)
            for argument in arguments
        ),
        repeats=bool(arguments) and arguments[-1].nargs == -1,
    )


def _options(params: list[Any], meanings: dict[str, tuple[str, ...]]) -> Iterator[Option]:
    for param in params:
        if param.param_type_name == "option" and not param.hidden:
            yield Option(
                (*param.opts, *param.secondary_opts),
                " ".join((param.help or "").split()),
                None if param.is_flag else value_of(param.metavar, meanings),
                repeats=param.multiple,
            )


def value_of(metavar: str | None, meanings: dict[str, tuple[str, ...]]) -> Value:
    """What can be typed for a metavar: `none|mild`, `0-10`, FILE, or a name from `_meanings`."""
    label = _AROUND.sub("", metavar or "VALUE")
    if label.partition(".")[0] in ("FILE", "PATH"):
        return Value(label, is_file=True)
    if found := _RANGE.fullmatch(label):
        low, high = int(found[1]), int(found[2])
        return Value(label, tuple(str(number) for number in range(low, high + 1)))
    choices = label.split("|")
    if all(_WORD.fullmatch(choice) for choice in choices):
        return Value(label, tuple(choices))
    return Value(label, meanings.get(label, ()), is_list=label in _LISTS)
