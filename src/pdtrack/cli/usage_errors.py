"""What is wrong with a line that can't be understood, in pdtrack's own words.

What happened is read from the class and the attributes of an error of Typer, never from its
sentence.
"""

from __future__ import annotations

import re
from typing import Final

from typer._click.exceptions import (  # Typer offers most of its errors nowhere else
    BadOptionUsage,
    MissingParameter,
    NoSuchOption,
)
from typer.exceptions import TyperException

from pdtrack.errors import InvalidInput

# What may be quoted: an option, and not the half of a note that begins with a hyphen.
_OPTION: Final = re.compile(r"--?[A-Za-z0-9][A-Za-z0-9-]{0,30}")


def usage_error(problem: TyperException) -> InvalidInput:
    """Our own error for one of Typer; quotes no free text."""
    context = vars(problem).get("ctx")
    see = f"See {context.command_path if context else 'pdtrack'} --help."
    if isinstance(problem, NoSuchOption):
        return _unknown_option(problem, see)
    if isinstance(problem, BadOptionUsage):
        return InvalidInput(_bad_option(problem), see)
    if isinstance(problem, MissingParameter):
        metavar = getattr(problem.param, "metavar", None) or ""
        which = "Which entry: give its number, or last. " if metavar.startswith("ID") else ""
        return InvalidInput("A value is missing.", which + see)
    return InvalidInput("pdtrack doesn't understand that line.", see)


def _unknown_option(problem: NoSuchOption, see: str) -> InvalidInput:
    name, near = problem.option_name, sorted(problem.possibilities or ())
    what = "There is no such option."
    if _OPTION.fullmatch(name):
        what = f"There is no option {name}."
    if not near:
        return InvalidInput(what, see)
    # On a discreet screen no option is named that was not typed.
    hint = f"Did you mean {' or '.join(near)}? {see}"
    return InvalidInput(what, hint, neutral=f"{what} {see}")


def _bad_option(problem: BadOptionUsage) -> str:
    params = problem.ctx.command.params if problem.ctx else ()
    for param in params:
        if problem.option_name in (*param.opts, *param.secondary_opts):
            takes = "no value" if getattr(param, "is_flag", False) else "a value"
            return f"{problem.option_name} takes {takes}."
    return "An option and its value don't fit."
