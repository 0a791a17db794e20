"""The lock next to the journal: commands share it, and one that replaces the file holds it alone.

SQLite's own locks keep two writers apart. They don't help when another file replaces the
journal (a passphrase, a restore), so every command locks this file first and opens the
journal second: it then works on the file that has the journal's name now.

On Windows there is no such lock: the system itself refuses to replace a file that another
program has open, and the only lock that Python offers there can't be shared.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pdtrack.errors import JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store.paths import no_file

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

WAIT_SECONDS: Final = 30.0
# Short: what runs in a loop leaves the lock for a moment only.
STEP_SECONDS: Final = 0.002
# How long a command waits in the queue. It is there for fairness alone, so it may be left.
QUEUE_SECONDS: Final = 2.0
_NOT_HERE: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
# The file systems of some networks have no locks.
_NO_LOCKS: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)


def lock_path(journal: Path) -> Path:
    """The lock's file; of a journal that is reached by a link it is next to the real file."""
    real = Path(os.path.realpath(journal))
    return real.with_name(real.name + ".lock")


@contextlib.contextmanager
def locked(journal: Path, *, alone: bool = False, reading: bool = False) -> Iterator[None]:
    """Hold the journal's lock during the block, `alone` or together with others.

    With `reading`, the block runs without a lock where none can be made: where a folder can't
    be written, its files can't be replaced either. Raises `PdtrackError` after half a minute
    of waiting.
    """
    if fcntl is None:
        yield
        return
    path = lock_path(journal)
    with _queue(path.parent, alone):
        descriptor = _lock(path, alone=alone, reading=reading)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


@contextlib.contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Hold a lock on `folder` itself, alone: for a small file in it that is read and replaced.

    Where a file system has no locks the block runs without one. Raises `PdtrackError` after half
    a minute of waiting.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        came = True
        with contextlib.suppress(OSError):
            came = _wait(descriptor, True, time.monotonic() + WAIT_SECONDS)
        if not came:
            raise _in_use()
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _queue(folder: Path, alone: bool) -> Iterator[None]:
    """Queue for the lock during the block: whoever comes later waits behind.

    Without the queue, commands that share the lock one after another would keep out the one
    that needs it alone for ever. The queue is a lock on the folder itself.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            _wait(descriptor, alone, time.monotonic() + QUEUE_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path, *, alone: bool, reading: bool) -> int | None:
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        descriptor = _open(path, reading=reading)
        if descriptor is None:
            return None
        try:
            if _wait(descriptor, alone, give_up) and _is_still(path, descriptor):
                return descriptor
        except OSError as problem:
            os.close(descriptor)
            if problem.errno in _NO_LOCKS and not alone:
                return None
            raise _unusable(problem) from None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() > give_up:
            raise _in_use()


def _open(path: Path, *, reading: bool) -> int | None:
    try:
        return files.opened_own(path, os.O_RDONLY)
    except OSError as problem:
        if reading:
            return None
        if os.path.lexists(path) and (os.path.islink(path) or not path.is_file()):
            raise no_file(path.name) from None
        raise _unusable(problem) from None


def _wait(descriptor: int, alone: bool, give_up: float) -> bool:
    """Whether the lock came in time. Polls, because a signal can't end a blocked wait."""
    how = (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB
    while True:
        try:
            fcntl.flock(descriptor, how)
            return True
        except BlockingIOError:
            if time.monotonic() > give_up:
                return False
            time.sleep(STEP_SECONDS)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the file that is locked still has its name; `forget --all` removes it."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _in_use() -> PdtrackError:
    return PdtrackError(
        "Another pdtrack is using the journal.", "Nothing was changed. Try again in a moment."
    )


def _unusable(problem: OSError) -> PdtrackError:
    if problem.errno in _NOT_HERE or problem.errno == errno.ELOOP:
        return JournalUnusable(
            "The journal can't be written here.",
            "Check who owns the file and its folder, and that they are not read-only.",
        )
    return PdtrackError(
        f"The lock of the journal can't be used ({problem.strerror or 'unknown reason'}).",
        "Nothing was changed. Check the folder and the free space.",
    )
