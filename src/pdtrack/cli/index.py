"""The table of commands, in the order in which the help shows them."""

import builtins
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from typing import Any, Final, NamedTuple

SUMMARY: Final = "A private mood diary. Works offline, in one file that is yours."


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


RECORDING: Final = "Recording"
VIEWING: Final = "Viewing and editing"
PATTERNS: Final = "Patterns and support"
FILES: Final = "Files and settings"
PRIVACY: Final = "Privacy"

COMMANDS: Final = (
    Command("log", RECORDING, "how you felt afterwards"),
    Command("before", RECORDING, "your mood beforehand"),
    Command("later", RECORDING, "your mood hours later"),
    Command("day", RECORDING, "your mood, any other time"),
    Command("list", VIEWING, "entries, newest first"),
    Command("show", VIEWING, "one entry in full"),
    Command("edit", VIEWING, "change an entry"),
    Command("delete", VIEWING, "delete entries"),
    Command("undo", VIEWING, "undo the last change"),
    Command("redo", VIEWING, "redo what was undone"),
    Command("tags", VIEWING, "list or rename tags"),
    Command("patterns", PATTERNS, "what keeps coming up"),
    Command("question", PATTERNS, "watch one tag from now on"),
    Command("chart", PATTERNS, "mood, calendar, tag charts"),
    Command("report", PATTERNS, "a page for a professional"),
    Command("guide", PATTERNS, "short guides, with sources"),
    Command("support", PATTERNS, "people and helplines"),
    Command("demo", PATTERNS, "a tour with sample entries"),
    Command("export", FILES, "your data as CSV or JSON"),
    Command("import", FILES, "bring in another diary"),
    Command("backup", FILES, "save a checked copy"),
    Command("restore", FILES, "go back to a backup"),
    Command("config", FILES, "view or change settings"),
    Command("completion", FILES, "Tab completion script"),
    Command("passphrase", PRIVACY, "encrypt the journal"),
    Command("privacy", PRIVACY, "find leaks and fix them"),
    Command("forget", PRIVACY, "erase for good"),
    Command("doctor", PRIVACY, "check the journal file"),
    # In no group: the page that it shows does not list itself.
    Command("help", "", "help for a command"),
)
BY_NAME: Final = {command.name: command for command in COMMANDS}
