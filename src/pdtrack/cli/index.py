"""The table of commands: the map of the program, in the order in which the help shows it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NamedTuple

SUMMARY: Final = "A private mood log. Offline, one file, yours."


class Command(NamedTuple):
    """One row of the table: its name, the function behind it, its group, its line of help."""

    name: str
    where: str
    group: str
    help: str

    def function(self) -> Callable[..., Any]:
        """The function, its module loaded only now."""
        module, _, name = self.where.partition(":")
        found: Callable[..., Any] = getattr(import_module(f"pdtrack.cli.{module}"), name)
        return found


MOMENTS: Final = "Moments"
LOOKING: Final = "Looking and mending"
UNDERSTANDING: Final = "Understanding"
CARRYING: Final = "Carrying"
PRIVATE: Final = "Keeping it private"

# The map of the program, in the order in which the help shows it.
COMMANDS: Final = (
    Command("log", "commands.log:log", MOMENTS, "a moment, told afterwards"),
    Command("before", "commands.log:before", MOMENTS, "the mood before a moment"),
    Command("later", "commands.log:later", MOMENTS, "the mood some hours later"),
    Command("day", "commands.log:day", MOMENTS, "a mood during the day"),
    Command("list", "commands.list:list_", LOOKING, "entries, newest first"),
    Command("show", "commands.list:show", LOOKING, "one entry, whole"),
    Command("edit", "commands.edit:edit", LOOKING, "change an entry"),
    Command("delete", "commands.edit:delete", LOOKING, "take entries away"),
    Command("undo", "commands.edit:undo", LOOKING, "take back the last change"),
    Command("tags", "commands.edit:tags", LOOKING, "tags with counts; rename"),
    Command("patterns", "commands.patterns:patterns", UNDERSTANDING, "what comes up, in counts"),
    Command("chart", "commands.chart:chart", UNDERSTANDING, "moods, calendar, tags drawn"),
    Command("report", "commands.report:report", UNDERSTANDING, "a page for a professional"),
    Command("guide", "commands.guide:guide", UNDERSTANDING, "short reads, with sources"),
    Command("support", "commands.guide:support", UNDERSTANDING, "people, and places to look"),
    Command("demo", "commands.demo:demo", UNDERSTANDING, "a tour on a made-up journal"),
    Command("export", "commands.export:export", CARRYING, "your data as CSV or JSON"),
    Command("import", "commands.import_:import_", CARRYING, "a diary from elsewhere"),
    Command("backup", "commands.doctor:backup", CARRYING, "a checked copy"),
    Command("restore", "commands.doctor:restore", CARRYING, "put such a copy back"),
    Command("config", "commands.config:config", CARRYING, "the few settings"),
    Command("completion", "commands.completion:completion", CARRYING, "a script for the Tab key"),
    Command("passphrase", "commands.passphrase:passphrase", PRIVATE, "encrypt the whole file"),
    Command("privacy", "commands.privacy:privacy", PRIVATE, "what leaks, and the fix"),
    Command("forget", "commands.forget:forget", PRIVATE, "take out for good"),
    Command("doctor", "commands.doctor:doctor", PRIVATE, "is it whole, where is it"),
    # In no group: the page that it shows does not list itself.
    Command("help", "overview:help_", "", "this list, and where to turn"),
)
BY_NAME: Final = {command.name: command for command in COMMANDS}
