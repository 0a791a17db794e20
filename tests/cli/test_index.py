"""The table of commands and the folder of commands are the same list."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdtrack.cli import commands
from pdtrack.cli.index import COMMANDS, Command

FOLDER = Path(next(iter(commands.__path__)))
FILES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_each_file_is_a_command_and_each_command_a_file() -> None:
    """A new command is a file and a row."""
    assert [path.stem.rstrip("_") for path in FILES] == sorted(row.name for row in COMMANDS)


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_a_command_is_a_function_of_its_name(row: Command) -> None:
    """In the file of its name; only a keyword and a built-in name get an underscore."""
    function = row.function()
    assert function.__name__.rstrip("_") == row.name
    assert function.__module__.rpartition(".")[2].rstrip("_") == row.name
