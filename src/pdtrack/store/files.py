"""Makes files safely: for their owner only, whole or not at all, never through a planted link."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pdtrack.errors import InvalidInput, PdtrackError

FILE_MODE = 0o600
FOLDER_MODE = 0o700
# Absent on Windows, where links need a privilege anyway.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def named(text: str) -> Path:
    """The path that someone typed, with `~` as their home; raises `InvalidInput` for no home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise InvalidInput("There is no home folder with that name.", "Check the path.") from None


def same(first: Path, second: Path) -> bool:
    """Whether two paths lead to the same place, links followed."""
    return os.path.realpath(first) == os.path.realpath(second)


def create_folder(folder: Path) -> list[Path]:
    """Create `folder` and what is missing above it, each 0700 under any umask; returns those."""
    missing: list[Path] = []
    here = folder
    while not here.exists():
        missing.append(here)
        here = here.parent
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=FOLDER_MODE)
            # The umask may have removed bits from the mode; it can't have added any.
            path.chmod(FOLDER_MODE)
            sync_folder(path.parent)
    return missing


def create_empty(path: Path) -> None:
    """Create `path` as an empty 0600 file that was not there before.

    Raises `FileExistsError` where something has that name, a broken link included.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | NO_FOLLOW
    descriptor = os.open(path, flags, FILE_MODE)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, FILE_MODE)
    finally:
        os.close(descriptor)


def fresh_name(path: Path) -> Path:
    """A name beside `path` that no other process uses for the same purpose."""
    return path.with_name(f".{path.name}.{os.urandom(6).hex()}.new")


def drafts_of(path: Path) -> list[Path]:
    """The files that a killed command left under such a name."""
    try:
        return sorted(path.parent.glob(f".{glob.escape(path.name)}.*.new"))
    except OSError:
        return []


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def written_whole(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Yield a binary file that becomes `path` only when the block ends well.

    The content is written under another name in the same folder, synced, then renamed.
    A link at `path` is replaced, not followed. Raises `InvalidInput` where `path` exists
    without `force`, is a folder, or its folder is missing.
    """
    if path.is_dir():
        raise InvalidInput("That name is a folder.", "Give a file name.")
    if os.path.lexists(path) and not force:
        raise InvalidInput("That file already exists.", "Choose another name, or add --force.")
    if not path.parent.is_dir():
        raise InvalidInput("That folder does not exist.", "Make it first, or choose another.")
    draft = fresh_name(path)
    try:
        create_empty(draft)
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if force:
            draft.replace(path)
        else:
            _rename_new(draft, path)
        sync_folder(path.parent)
    except OSError as problem:
        raise PdtrackError(
            f"The file could not be written ({problem.strerror or 'unknown reason'}).",
            "Nothing was left half-done. Check the folder and the free space.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _rename_new(draft: Path, path: Path) -> None:
    """Give `draft` its name only if no other file has it meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise InvalidInput(
            "That file already exists.", "Choose another name, or add --force."
        ) from None
    except OSError:
        # A file system without hard links (FAT, some network shares).
        draft.rename(path)


def is_open(path: Path) -> bool:
    """Whether the mode of a file or folder lets other accounts look into it."""
    try:
        return os.name != "nt" and bool(path.stat().st_mode & 0o077)
    except OSError:
        return False


def tighten(folder: Path) -> None:
    """Make a folder 0700; only for the folder that pdtrack chose itself."""
    if is_open(folder):
        with contextlib.suppress(OSError):
            folder.chmod(FOLDER_MODE)
