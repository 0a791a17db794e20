"""What is wrong with a line that can't be understood, and what may have been meant.

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

# What words that belong to no option were probably meant for, by the command before them.
_AN_ENTRY: Final = (
    "A mood is a number from 0 to 10; words follow an option, "
    'as in --tag sad or --at "friday 23:00".'
)
_A_PART: Final = "To choose entries, use an option, as in --tag stress, --on friday or --since 7d."
_ONE_CHANGE: Final = (
    "undo and redo are always about the last change; pdtrack edit and delete change any entry."
)
_MEANT: Final = {
    "log": _AN_ENTRY,
    "before": _AN_ENTRY,
    "day": _AN_ENTRY,
    "later": "later is about your last moment; pdtrack edit 12 --later 6 is for entry 12.",
    "list": _A_PART,
    "patterns": _A_PART,
    "chart": _A_PART,
    "report": _A_PART,
    "export": _A_PART,
    "show": "Give the number of one entry, or last. pdtrack list shows several.",
    "edit": "An answer follows its option, as in pdtrack edit 12 --mood 4 --tag sad.",
    "undo": _ONE_CHANGE,
    "redo": _ONE_CHANGE,
    "support": 'To add someone, type pdtrack support --add "name, number".',
}


def words_left_over(command: str) -> InvalidInput:
    """The error for words of a line that belong to no option; quotes none of them."""
    what = "Some words here don't belong to any option."
    quotes = "Put quotes around text with spaces."
    see = f"See pdtrack {command} --help."
    # On a discreet screen no option is named that was not typed.
    neutral = f"{what} {quotes} {see}"
    return InvalidInput(what, f"{quotes} {_MEANT.get(command, see)}", neutral=neutral)


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
        which = "Give the entry's number, or last. " if metavar.startswith("ID") else ""
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
