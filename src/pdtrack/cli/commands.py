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
    Command("log", "moments:log", MOMENTS, "a moment, told afterwards"),
    Command("before", "moments:before", MOMENTS, "the mood before a moment"),
    Command("later", "moments:later", MOMENTS, "the mood some hours later"),
    Command("day", "moments:day", MOMENTS, "a mood during the day"),
    Command("list", "entries:list_", LOOKING, "entries, newest first"),
    Command("show", "entries:show", LOOKING, "one entry, whole"),
    Command("edit", "mending:edit", LOOKING, "change an entry"),
    Command("delete", "mending:delete", LOOKING, "take entries away"),
    Command("undo", "mending:undo", LOOKING, "take back the last change"),
    Command("tags", "mending:tags", LOOKING, "tags with counts; rename"),
    Command("patterns", "review:patterns", UNDERSTANDING, "what comes up, in counts"),
    Command("chart", "pictures:chart", UNDERSTANDING, "moods, calendar, tags drawn"),
    Command("report", "pictures:report", UNDERSTANDING, "a page for a professional"),
    Command("guide", "guides:guide", UNDERSTANDING, "short reads, with sources"),
    Command("support", "guides:support", UNDERSTANDING, "people, and places to look"),
    Command("demo", "tour:demo", UNDERSTANDING, "a tour on a made-up journal"),
    Command("export", "carry:export", CARRYING, "your data as CSV or JSON"),
    Command("import", "arrival:import_", CARRYING, "a diary from elsewhere"),
    Command("backup", "copies:backup", CARRYING, "a checked copy"),
    Command("restore", "copies:restore", CARRYING, "put such a copy back"),
    Command("config", "settings:config", CARRYING, "the few settings"),
    Command("completion", "completion:completion", CARRYING, "a script for the Tab key"),
    Command("passphrase", "private:passphrase", PRIVATE, "encrypt the whole file"),
    Command("privacy", "watch:privacy", PRIVATE, "what leaks, and the fix"),
    Command("forget", "forgetting:forget", PRIVATE, "take out for good"),
    Command("doctor", "copies:doctor", PRIVATE, "is it whole, where is it"),
    # In no group: the page that it shows does not list itself.
    Command("help", "overview:help_", "", "this list, and where to turn"),
)
BY_NAME: Final = {command.name: command for command in COMMANDS}
