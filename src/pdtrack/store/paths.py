"""Where the journal is, and the names of the files that pdtrack keeps next to it."""

from __future__ import annotations

import contextlib
import os
import stat
from datetime import date
from pathlib import Path
from typing import Final

from pdtrack.errors import JournalUnusable
from pdtrack.store import files

# What SQLite keeps next to a database while it is in use.
SIDECARS: Final = ("-journal", "-wal", "-shm")


def check_place(path: Path, *, erases: bool = False) -> None:
    """Raise `JournalUnusable` where the journal or its folder can't be trusted or used.

    A link is fine as long as it leads to something that belongs to this account or to the
    system. A folder in which others may write is not: they could plant what SQLite plays into
    the journal, or a lock. Whoever `erases` everything may do it there as well.
    """
    real = Path(os.path.realpath(path))
    for folder in dict.fromkeys((path.parent, real.parent)):
        _check_folder(folder, "The journal's folder", may_be_shared=erases)
    _check_folder(real.with_name("backups"), "The folder of backups", may_be_shared=erases)
    sidecars = [real.name + end for end in SIDECARS]
    for name in (*sidecars, f"{real.name}.lock", "backups"):
        with contextlib.suppress(OSError):
            beside = os.lstat(real.with_name(name))
            _check_owner(beside, f"{name}, next to the journal,")
            # SQLite would wait for a writer to a pipe, and no Ctrl-C would reach it.
            if name in sidecars and not (erases or stat.S_ISREG(beside.st_mode)):
                raise no_file(name)
    try:
        status = os.stat(path)
    except FileNotFoundError:
        if os.path.islink(path):
            raise JournalUnusable(
                "The journal is a broken link.", "Fix the link or remove it."
            ) from None
        return
    except OSError as problem:
        raise JournalUnusable(
            f"The journal can't be reached ({problem.strerror}).",
            "Choose another place with --journal or PDTRACK_JOURNAL.",
        ) from None
    if stat.S_ISDIR(status.st_mode):
        raise JournalUnusable("The journal's name is a folder.", "Give the path of a file.")
    if not stat.S_ISREG(status.st_mode):
        raise JournalUnusable("The journal's name is not a file.", "Give the path of a file.")
    _check_owner(status, "The journal")


def no_file(name: str) -> JournalUnusable:
    """The error for what has the name of a file next to the journal, and is none."""
    return JournalUnusable(f"{name}, next to the journal, is not a file.", "Move it away.")


def _check_folder(folder: Path, name: str, *, may_be_shared: bool) -> None:
    try:
        status = os.stat(folder)
    except OSError:
        return
    _check_owner(status, name)
    if not may_be_shared and files.is_shared(status):
        raise JournalUnusable(
            f"{name}, {folder}, lets other accounts write in it.",
            "Keep them out with chmod go-w, or choose another place with --journal.",
        )


def _check_owner(status: os.stat_result, name: str) -> None:
    if not files.is_trusted(status):
        raise JournalUnusable(
            f"{name} belongs to another account.",
            "Choose another place with --journal or PDTRACK_JOURNAL.",
        )


def close_to_others(path: Path) -> None:
    """Let only its owner read the journal: it may have been copied here with other modes."""
    if files.is_open(path):
        with contextlib.suppress(OSError):
            os.chmod(path, files.FILE_MODE)


def for_sql(path: Path) -> bytes:
    """A path for `CAST(? AS TEXT)` in a statement.

    Absolute, because SQLite takes a name that begins with "file:" for something else; as bytes,
    because the name of a folder may be no text.
    """
    return os.fsencode(path.absolute())


def typed(path: Path) -> str:
    """A path as it is typed in sh, bash, zsh or fish: in quotes where it needs them."""
    from shlex import quote  # hardly any command shows one

    # To fish, a backslash in single quotes is none.
    return quote(str(path)).replace("\\", "'\"\\\\\"'")


def draft_of(path: Path) -> Path:
    """Where a file that will replace the journal is built; one at a time, under the lock."""
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}.new")


def copies_folder(path: Path) -> Path:
    """The folder of the journal's automatic copies."""
    return Path(os.path.realpath(path)).parent / "backups"


def stem_of(path: Path) -> str:
    """How the names of a journal's copies begin; no other journal in its folder has the same."""
    return stem_of_name(os.path.basename(os.path.realpath(path)))


def stem_of_name(name: str) -> str:
    """What `stem_of` gives, from the name of the journal's file alone."""
    # "a" and "a..db" would both begin with "a." otherwise.
    is_usual = name.endswith(".db") and not name.endswith("..db")
    return name.removesuffix(".db") if is_usual else f"{name}."


def daily_copy_of(path: Path, day: date) -> Path:
    """The name of the copy that is made of the journal on `day`."""
    return copies_folder(path) / f"{stem_of(path)}-{day.isoformat()}.db"


def clear_draft(path: Path, *, alone: bool = False) -> None:
    """Remove what a killed command left unfinished. The caller holds the journal's lock.

    One who holds it `alone` also knows that nobody makes a copy just now.
    """
    draft = draft_of(path)
    if os.name != "nt" and os.path.lexists(draft):
        with contextlib.suppress(OSError):
            remove_database(draft)
    if alone:
        sweep_copies(path, alone=True)


def sweep_copies(path: Path, *, alone: bool = False) -> None:
    """Remove what killed commands left among the copies; unless `alone`, only what is old."""
    import glob  # not at every start

    with contextlib.suppress(OSError):
        for left in copies_folder(path).glob(f".{glob.escape(stem_of(path))}-*.db*.new*"):
            if alone or files.is_abandoned(left):
                left.unlink()


def remove_database(path: Path) -> None:
    """Remove a database and what SQLite keeps next to it."""
    remove_sidecars(path)
    path.unlink(missing_ok=True)


def remove_sidecars(path: Path) -> None:
    """Remove what SQLite keeps next to a database that is closed or gone."""
    real = Path(os.path.realpath(path))
    for sidecar in SIDECARS:
        real.with_name(real.name + sidecar).unlink(missing_ok=True)
