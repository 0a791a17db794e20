"""What can be typed: the program, its commands, their options and values.

Plain values, from which each shell's script is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# A file; words separated by commas; one word; or text that nothing completes.
Completes = Literal["file", "list", "words", "free"]


@dataclass(frozen=True, slots=True)
class Value:
    """What may be typed in one place: some words, several with commas, a file, free text."""

    label: str
    words: tuple[str, ...] = ()
    is_list: bool = False
    is_file: bool = False
    is_optional: bool = False

    @property
    def kind(self) -> Completes:
        """What completes it."""
        if self.is_file:
            return "file"
        if self.words:
            return "list" if self.is_list else "words"
        return "free"


@dataclass(frozen=True, slots=True)
class Option:
    """An option by all its names; a flag takes no value."""

    names: tuple[str, ...]
    help: str = ""
    value: Value | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A command of the program; with `repeats`, its last argument may be given many times."""

    name: str
    help: str = ""
    options: tuple[Option, ...] = ()
    arguments: tuple[Value, ...] = ()
    repeats: bool = False

    def places(self) -> Iterator[tuple[str, Value]]:
        """Each argument by its place: a number from 1, `many` for one that repeats."""
        for number, value in enumerate(self.arguments, 1):
            last = self.repeats and number == len(self.arguments)
            yield "many" if last else str(number), value


@dataclass(frozen=True, slots=True)
class Program:
    """All that can be typed: the options before the command, and the commands."""

    name: str
    options: tuple[Option, ...]
    commands: tuple[Subcommand, ...]

    def root(self) -> Subcommand:
        """What is typed before a command, as if it were a command without a name."""
        names = tuple(command.name for command in self.commands)
        return Subcommand("", options=self.options, arguments=(Value("COMMAND", names),))

    def everywhere(self) -> tuple[Subcommand, ...]:
        """The root, then the commands."""
        return (self.root(), *self.commands)

    def table(self) -> dict[str, Value]:
        """What may be typed where, by `COMMAND OPTION`, `COMMAND PLACE` and `COMMAND -`.

        The last is the list of options; a flag has no row.
        """
        rows: dict[str, Value] = {}
        for command in self.everywhere():
            for option in command.options:
                if option.value is not None:
                    rows |= {f"{command.name} {name}": option.value for name in option.names}
            rows |= {f"{command.name} {place}": value for place, value in command.places()}
            names = tuple(name for option in command.options for name in option.names)
            rows[f"{command.name} -"] = Value("OPTION", names)
        return rows
