"""The file of a person's own support lines: people and words for a bad night, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pdtrack.errors import PdtrackError
from pdtrack.store import files


def read_people(path: Path) -> list[str]:
    """The lines of the file; none where there is no file."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise PdtrackError(
            f"Your own lines can't be read ({problem.strerror}).", "Check who owns the file."
        ) from None
    return [line for line in text.splitlines() if line.strip()]


def write_people(path: Path, lines: Sequence[str]) -> None:
    """Replace what the file held by `lines`."""
    with files.written_whole(path, force=True) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
