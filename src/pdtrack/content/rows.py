"""Reads the rows of the files of words.

Each file is read when it is first asked for. An installed pdtrack has the rows in a module
that was compiled when it was built, and then reads none of the files.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pdtrack.errors import PdtrackError

# What an installed pdtrack has in a module of its own (hatch_build.py).
ALONE: Final = frozenset({"kind_lines.toml"})
# Beside this module; `importlib.resources` would load `zipfile` at every start.
FOLDER: Final = Path(__file__).parent


def rows(name: str) -> dict[str, Any]:
    """The rows of a file."""
    for module in ("compiled_short",) if name in ALONE else ("compiled", "compiled_rare"):
        if found := compiled(module).get(name):
            return found
    return from_file(name)


@cache
def compiled(module: str = "compiled") -> dict[str, dict[str, Any]]:
    """The rows of files, as `hatch_build.py` compiled them; nothing in a checkout."""
    try:
        found: dict[str, dict[str, Any]] = import_module(f"pdtrack.content.{module}").ROWS
    except ImportError:
        return {}
    return found


def from_file(name: str) -> dict[str, Any]:
    """The rows of a file, as someone wrote it."""
    import tomllib  # an installed pdtrack never needs it here

    try:
        return tomllib.loads(text_of(name))
    except (OSError, ValueError) as error:
        raise damaged_content(name, "it can't be read") from error


def text_of(name: str) -> str:
    """The text of a file."""
    return (FOLDER / name).read_text(encoding="utf-8")


def check(name: str, what: str, holds: bool) -> None:
    """Raise the error for a damaged file, unless the condition holds."""
    if not holds:
        raise damaged_content(name, what)


def damaged_content(name: str, what: str) -> PdtrackError:
    """The error for a file that is not as pdtrack brought it."""
    return PdtrackError(
        f"A file that came with pdtrack is damaged ({name}: {what}).", "Install pdtrack again."
    )
