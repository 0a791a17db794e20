"""The file of a person's own support lines: people and words for a bad night, one per line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pdtrack.errors import PdtrackError
from pdtrack.store import files, lock


def read_people(path: Path) -> list[str]:
    """The lines of the file; none where there is no file."""
    return _shown(_lines(path))


def _shown(lines: Sequence[str]) -> list[str]:
    """The lines with a mark for each letter that is not UTF-8; in the file it stays as it is."""
    return [line.encode(errors="surrogateescape").decode(errors="replace") for line in lines]


def _lines(path: Path) -> list[str]:
    try:
        text = files.read_small(path).decode(errors="surrogateescape")
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise PdtrackError(
            f"Your own lines can't be read ({problem.strerror}).", "Check who owns the file."
        ) from None
    return [line for line in text.splitlines() if line.strip()]


def change_people(
    path: Path, changed: Callable[[list[str]], list[str]], *, committing: Callable[[], None]
) -> list[str]:
    """Replace the lines with what `changed` makes of them, one command at a time; returns them.

    `committing` is called when the next step can't be undone any more.
    """
    with lock.folder_locked(path.parent):
        lines = changed(_lines(path))
        with files.written_whole(path, force=True, committing=committing) as file:
            file.write("".join(f"{line}\n" for line in lines).encode(errors="surrogateescape"))
    return _shown(lines)
