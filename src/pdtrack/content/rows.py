"""Reads the rows of the content files.

Each file is read when it is first asked for. An installed pdtrack has its rows in a module of
their own, compiled when it was built (hatch_build.py), and then reads none of the files.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pdtrack.errors import PdtrackError

# Next to this module; `importlib.resources` would load `zipfile` at every start.
FOLDER: Final = Path(__file__).parent


def rows(name: str) -> dict[str, Any]:
    """The rows of a file."""
    found: dict[str, Any] | None = compiled(name)
    return from_file(name) if found is None else found


@cache
def compiled(name: str) -> Any:
    """What a build made of a file, or under that name; `None` in a checkout."""
    try:
        return import_module(f"pdtrack.content.{module_of(name)}").ROWS
    except ImportError:
        return None


def module_of(name: str) -> str:
    """The module with what a build made of a file: `compiled_tags` for `tags.toml`."""
    return f"compiled_{name.removesuffix('.toml').replace('/', '_')}"


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
