"""What is wrong with a line that can't be understood, and what may have been meant.

What happened is read from the class and the attributes of an error of Typer, never from its
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from typer._click.exceptions import (  # Typer offers most of its errors nowhere else
    BadOptionUsage,
    MissingParameter,
    NoSuchOption,
)
from typer.exceptions import TyperException

from pdtrack.cli.index import BY_NAME
from pdtrack.errors import InvalidInput

# What may be quoted: an option, and not the half of a note that begins with a hyphen.
_OPTION: Final = re.compile(r"--?[A-Za-z0-9][A-Za-z0-9-]{0,30}")

# A shorter word is close to too many commands: "is it private?" is not about `list`.
_NEAR_FROM: Final = 3
# A line with as many words was not meant as a command.
_A_SENTENCE: Final = 3
_KEPT: Final = (
    "Your shell may keep this line in its history. Close this window, and pdtrack privacy shows "
    "how to remove it."
)
_HELP: Final = "pdtrack --help shows the commands, pdtrack support where to find help."
_WRITE: Final = (
    "To write, type pdtrack log: it asks, and your answers are in no shell history. "
    "pdtrack support shows where to find help."
)
# What people call a command, where it isn't its name.
_ALSO_CALLED: Final = {
    "log": "write add new entry note record start feel mood",
    "list": "look view read see open entries history",
    "edit": "change fix update correct modify",
    "delete": "remove del rm trash discard",
    "forget": "erase wipe purge destroy",
    "passphrase set": "password passcode pin lock encrypt secure",
    "privacy": "hide hidden private secret safe snoop",
    "patterns": "stats statistics trends insights summary analyze analyse",
    "report": "print pdf html therapist",
    "export": "csv json share download",
    "support": "helpline helplines hotline crisis emergency sos people",
    "chart": "graph plot calendar year",
    "config": "settings options preferences",
}
_CALLED: Final = {word: name for name, words in _ALSO_CALLED.items() for word in words.split()}

# What words that belong to no option were probably meant for, by the command before them.
_AN_ENTRY: Final = (
    "For your own words, type pdtrack {} alone: it asks, and your answers are in no shell history. "
    'A time needs --at and quotes, as in --at "friday 23:00".'
)
_A_PART: Final = "To choose entries, use an option, as in --tag stress, --on friday or --since 7d."
_ONE_CHANGE: Final = (
    "undo and redo are always about the last change; pdtrack edit and delete change any entry."
)
_MEANT: Final = {
    "log": _AN_ENTRY.format("log"),
    "before": _AN_ENTRY.format("before"),
    "day": _AN_ENTRY.format("day"),
    "later": "Type pdtrack later alone: it asks about your last moment, and your answers are in no "
    "shell history. pdtrack edit 12 --later 6 is for entry 12.",
    "list": _A_PART,
    "patterns": _A_PART,
    "chart": _A_PART,
    "report": _A_PART,
    "export": _A_PART,
    "show": "Give the number of one entry, or last. pdtrack list shows several.",
    "edit": "Type pdtrack edit 12 alone: it asks, and your answers are in no shell history. In one "
    "line, an answer follows its option, as in pdtrack edit 12 --mood 4 --tag sad.",
    "undo": _ONE_CHANGE,
    "redo": _ONE_CHANGE,
    "support": 'To add someone, type pdtrack support --add "name, number".',
}


def unknown_command(typed: Sequence[str]) -> InvalidInput:
    """The error for a line that begins with no command: someone may have typed what they feel."""
    what, name = "There is no such command.", typed[0].lower()
    meant = _CALLED.get(name.strip("?!."))
    if _is_sentence(typed):
        hint, kept = _WRITE, f" {_KEPT}"
        meant = None if meant == "log" else meant
    else:
        hint, kept = _HELP, ""
        if meant is None and len(name) >= _NEAR_FROM:
            meant = next(iter(get_close_matches(name, (*BY_NAME, "--version"), n=1)), None)
    return InvalidInput(what, (f"Did you mean {meant}?" if meant else hint) + kept)


def words_left_over(command: str, typed: Sequence[str]) -> InvalidInput:
    """The error for words of a line that belong to no option; quotes none of them."""
    what = "Some words here don't belong to any option."
    quotes = "Put quotes around text with spaces."
    see = f"See pdtrack {command} --help."
    kept = f" {_KEPT}" if _is_sentence(typed) else ""
    meant = _MEANT.get(command, f"{quotes} {see}")
    # On a discreet screen no option is named that was not typed.
    neutral = f"{what} {quotes} {see}{kept}"
    return InvalidInput(what, f"{meant}{kept}", neutral=neutral)


def _is_sentence(typed: Sequence[str]) -> bool:
    """Whether the words of a line are many; they may have been in quotes."""
    return sum(word[0].isalpha() for word in " ".join(typed).split()) >= _A_SENTENCE


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
        if metavar.startswith("ID"):
            see = "Give the entry's number, or last. pdtrack list shows the numbers."
        elif metavar and context:
            see = f"Type {context.command_path} {metavar}."
        return InvalidInput("A value is missing.", see)
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
