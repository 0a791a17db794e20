"""The table of commands, in the order in which the help shows them."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from typing import Any, Final, NamedTuple

SUMMARY: Final = "A private mood log. Offline, one file, yours."


class Command(NamedTuple):
    """One row of the table: the name as typed, its group, its line of help.

    The command `show` is the function `show` in `commands/show.py`. A name that Python has
    for itself gets an underscore: the function where it is a built-in (`list_` in
    `list.py`), the file as well where it is a keyword (`import_` in `import_.py`).
    """

    name: str
    group: str
    help: str

    def function(self) -> Callable[..., Any]:
        """The function behind the name; its module is loaded only now."""
        is_keyword = iskeyword(self.name)
        module = f"{self.name}_" if is_keyword else self.name
        function = f"{self.name}_" if is_keyword or hasattr(builtins, self.name) else self.name
        found: Callable[..., Any] = getattr(
            import_module(f"pdtrack.cli.commands.{module}"), function
        )
        return found


MOMENTS: Final = "Moments"
LOOKING: Final = "Looking and mending"
UNDERSTANDING: Final = "Understanding"
CARRYING: Final = "Carrying"
PRIVATE: Final = "Keeping it private"

COMMANDS: Final = (
    Command("log", MOMENTS, "a moment, told afterwards"),
    Command("before", MOMENTS, "the mood before a moment"),
    Command("later", MOMENTS, "the mood some hours later"),
    Command("day", MOMENTS, "a mood during the day"),
    Command("list", LOOKING, "entries, newest first"),
    Command("show", LOOKING, "one entry, whole"),
    Command("edit", LOOKING, "change an entry"),
    Command("delete", LOOKING, "take entries away"),
    Command("undo", LOOKING, "take back the last change"),
    Command("tags", LOOKING, "tags with counts; rename"),
    Command("patterns", UNDERSTANDING, "what comes up, in counts"),
    Command("chart", UNDERSTANDING, "moods, calendar, tags drawn"),
    Command("report", UNDERSTANDING, "a page for a professional"),
    Command("guide", UNDERSTANDING, "short reads, with sources"),
    Command("support", UNDERSTANDING, "people, and places to look"),
    Command("demo", UNDERSTANDING, "a tour on a made-up journal"),
    Command("export", CARRYING, "your data as CSV or JSON"),
    Command("import", CARRYING, "a diary from elsewhere"),
    Command("backup", CARRYING, "a checked copy"),
    Command("restore", CARRYING, "put such a copy back"),
    Command("config", CARRYING, "the few settings"),
    Command("completion", CARRYING, "a script for the Tab key"),
    Command("passphrase", PRIVATE, "encrypt the whole file"),
    Command("privacy", PRIVATE, "what leaks, and the fix"),
    Command("forget", PRIVATE, "take out for good"),
    Command("doctor", PRIVATE, "is it whole, where is it"),
    # In no group: the page that it shows does not list itself.
    Command("help", "", "this list, and where to turn"),
)
BY_NAME: Final = {command.name: command for command in COMMANDS}
