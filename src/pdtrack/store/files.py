"""Makes files safely: for their owner only, whole or not at all, never through a planted link."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from pdtrack.errors import InvalidInput, PdtrackError

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
# A command that still runs writes to its draft more often than that.
DRAFT_SECONDS: Final = 600.0
# Lines of support are far smaller.
SMALL_MOST: Final = 2**20
# Absent on Windows, where links need a privilege anyway.
NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)


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


def create(path: Path) -> int:
    """Create `path` as an empty 0600 file that was not there before; returns its descriptor.

    Whoever writes through the descriptor writes to this file, even if the name is given to
    another one in the meantime. Raises `FileExistsError` where something has that name, a
    broken link included.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | NO_FOLLOW | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, FILE_MODE)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, FILE_MODE)
    return descriptor


def create_empty(path: Path) -> None:
    """Create `path` for a program that opens the file by its name, as SQLite does."""
    os.close(create(path))


def created(path: Path) -> IO[bytes]:
    """Create `path` as `create` does, and open it to write to."""
    return open(path, "r+b", opener=lambda *_: create(path))


def opened_own(path: Path, flags: int) -> int:
    """A descriptor of a file of ours, made 0600 under any umask where it is missing.

    Raises `OSError` for what is no file, and for one that another account planted.
    """
    flags |= NO_FOLLOW | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        with contextlib.suppress(FileExistsError):
            create_empty(path)
        descriptor = os.open(path, flags)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or not is_trusted(status):
        os.close(descriptor)
        raise PermissionError(errno.EPERM, "it belongs to another account, or is not a file")
    return descriptor


def read_small(path: Path, most: int = SMALL_MOST) -> bytes:
    """All of a small file; raises `OSError` for what is no file, not ours, or too large for it."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a file")
        if not is_trusted(status):
            raise PermissionError(errno.EPERM, "it belongs to another account")
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, "far too large")
    return content


def is_trusted(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to this account, or to the system."""
    return not hasattr(os, "geteuid") or status.st_uid in (os.geteuid(), 0)


def fresh_name(path: Path) -> Path:
    """A name next to `path` that no other process uses for the same purpose."""
    return path.with_name(f".{path.name}.{os.urandom(6).hex()}.new")


def drafts_of(path: Path) -> list[Path]:
    """The files that a killed command left under such a name."""
    import glob  # not at every start

    try:
        return sorted(path.parent.glob(f".{glob.escape(path.name)}.*.new"))
    except OSError:
        return []


def is_abandoned(draft: Path) -> bool:
    """Whether nobody has written to this draft for so long that its command is gone."""
    try:
        return abs(time.time() - draft.lstat().st_mtime) > DRAFT_SECONDS
    except OSError:
        return False


def _sweep(path: Path) -> None:
    """Remove what a command that was killed left of the same file."""
    for draft in drafts_of(path):
        if is_abandoned(draft):
            with contextlib.suppress(OSError):
                draft.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can do that."""
    if os.name == "nt":
        return
    # Not a plain open: it would wait for a writer where a pipe has that name.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder in which nothing is left; what was removed from it stays so."""
    with contextlib.suppress(OSError):
        sync_folder(folder)
        folder.rmdir()
        sync_folder(folder.parent)


def sync_placed(folder: Path) -> None:
    """Sync a folder after a file got its place, which an error doesn't undo: that is reported."""
    try:
        sync_folder(folder)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise PdtrackError(
            f"The new file is in place, but the disk reported an error at the end ({reason}).",
            "Check it, and the disk.",
        ) from None


@contextlib.contextmanager
def written_whole(
    path: Path, *, force: bool, committing: Callable[[], None] = lambda: None
) -> Iterator[IO[bytes]]:
    """Yield a binary file that becomes `path` only when the block ends well.

    The content is written under another name in the same folder, through one descriptor, synced,
    then renamed. A link at `path` is replaced, not followed. `committing` is called right before it
    gets its name. Raises `InvalidInput` where `path` exists without `force`, is no regular file, or
    its folder is missing.
    """
    check_new_name(path, force=force)
    _sweep(path)
    draft = fresh_name(path)
    try:
        with created(draft) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if not _has_name(file, draft):
                file.truncate(0)
                raise PdtrackError(
                    "Someone else changed the folder while the file was written.",
                    "Choose a folder that only your account can write to.",
                )
        committing()
        if force:
            draft.replace(path)
        else:
            _rename_new(draft, path)
        sync_placed(path.parent)
    except OSError as problem:
        raise PdtrackError(
            f"The file could not be written ({problem.strerror or 'unknown reason'}).",
            "Nothing was left half-done. Check the folder and the free space.",
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


@contextlib.contextmanager
def built_whole(
    path: Path, *, force: bool, room: Path, committing: Callable[[], None] = lambda: None
) -> Iterator[Path]:
    """Yield the name of an empty file, for SQLite to fill, that becomes `path` in the same way.

    SQLite opens a file by its name, and plays into it what is next to it. In a folder where others
    can write, it is built in `room`, which is ours alone, and copied through a descriptor.
    """
    if is_ours_alone(path.parent):
        with written_whole(path, force=force, committing=committing) as file:
            yield Path(file.name)
        return
    check_new_name(path, force=force)
    draft = fresh_name(room / path.name)
    try:
        try:
            create_empty(draft)
        except OSError as problem:
            raise PdtrackError(
                "That folder lets other accounts write in it, and the journal's own can't be used "
                f"instead ({problem.strerror or 'unknown reason'}).",
                "Choose a folder of your own.",
            ) from None
        yield draft
        whole = written_whole(path, force=force, committing=committing)
        with whole as file, draft.open("rb") as built:
            while piece := built.read(2**20):
                file.write(piece)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def check_new_name(path: Path, *, force: bool) -> None:
    """Raise `InvalidInput` where no file can be written whole under that name."""
    check_kind(path)
    if os.path.lexists(path) and not force:
        raise InvalidInput("That file already exists.", "Choose another name, or add --force.")
    if not path.parent.is_dir():
        raise InvalidInput("That folder does not exist.", "Make it first, or choose another.")


def check_kind(path: Path) -> None:
    """Raise `InvalidInput` where something has that name that is no regular file."""
    try:
        kind = os.stat(path).st_mode
    except OSError:
        kind = stat.S_IFREG
    if stat.S_ISDIR(kind):
        raise InvalidInput("That name is a folder.", "Give a file name.")
    if not stat.S_ISREG(kind):
        raise InvalidInput("That name is a device or a pipe, not a file.", "Give a file name.")


def _has_name(file: IO[bytes], path: Path) -> bool:
    """Whether the open file still has the name that it was made with."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.lstat(path))
    except OSError:
        return False


def _rename_new(draft: Path, path: Path) -> None:
    """Give `draft` its name only if no other file has taken it."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise InvalidInput(
            "That file already exists.", "Choose another name, or add --force."
        ) from None
    except OSError:
        # A file system without hard links (FAT, some network shares).
        draft.rename(path)


def other_names(paths: Iterable[Path]) -> list[Path]:
    """Those of the files that have another name (a hard link), which nobody can find."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            if os.stat(path).st_nlink > 1:
                found.append(path)
    return found


def link_targets(paths: Iterable[Path]) -> dict[Path, Path]:
    """Where those of the paths lead that are links: what replaces a link leaves its target."""
    return {path: Path(os.path.realpath(path)) for path in paths if os.path.islink(path)}


def is_shared(status: os.stat_result) -> bool:
    """Whether other accounts may write in a folder.

    The group of an account that bears its name and has nobody else in it is no other account:
    many systems give each account one, and let the group write by default.
    """
    if os.name == "nt" or not status.st_mode & 0o022:
        return False
    return bool(status.st_mode & 0o002) or not _is_private_group(status.st_gid)


def _is_private_group(number: int) -> bool:
    import grp  # hardly any folder gets here
    import pwd

    try:
        account, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:
        return False
    same = account.pw_gid == number and group.gr_name == account.pw_name
    return same and not set(group.gr_mem) - {account.pw_name}


def is_ours_alone(folder: Path) -> bool:
    """Whether no other account can have put anything in a folder; one that is missing counts."""
    try:
        status = os.stat(folder)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return is_trusted(status) and not is_shared(status)


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
