"""Erases entries for good, or everything that pdtrack ever wrote.

The promise is one that can be checked: the text is in none of pdtrack's files any more. What
a disk keeps of deleted data is out of reach.
"""

import contextlib
import json
import mmap
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from pdtrack.domain.entry import LABELS_UID
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import copies, files, lock, sqlcipher
from pdtrack.store.connection import KeptConnection, checked_version, connect, inspect
from pdtrack.store.copies import Copy
from pdtrack.store.copy_places import KnownCopies, known_copies, remember_place
from pdtrack.store.entry_row import COLUMNS, Row
from pdtrack.store.journal import Journal
from pdtrack.store.made_folders import folders_made
from pdtrack.store.memory_table import FORGOT
from pdtrack.store.opening import Ask, open_file
from pdtrack.store.paths import (
    SIDECARS,
    check_place,
    copies_folder,
    draft_of,
    remove_sidecars,
)
from pdtrack.store.schema import APPLICATION_ID

# Shorter texts are in any file by chance.
NEEDLE_LEAST: Final = 5
# A long note is searched for by pieces: the file may hold it in several.
NEEDLE_MOST: Final = 48
# Of more entries only the uids that pdtrack made, which are in the same rows, are searched for.
SEARCHED_MOST: Final = 200
_ID, _UID_COLUMN = COLUMNS.index("id"), COLUMNS.index("uid")
_UID: Final = re.compile(rb"[0-9a-f]{32}")
_MADE_UID: Final = re.compile(rf"(?:{LABELS_UID})?({_UID.pattern.decode()})")
_TEXTS: Final = tuple(COLUMNS.index(name) for name in ("note", "tags", "helped", "settled_tags"))


class StillFound(PdtrackError):
    """Entries were erased, and yet a search of the files found a piece of one."""

    def __init__(self) -> None:
        super().__init__(
            "A search of pdtrack's files still found a trace of what was erased.",
            "pdtrack doctor shows the files; pdtrack forget --all erases them.",
        )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was erased, from how many copies too, and how many files were searched for traces.

    `unopened`: copies that can't be opened, so that they may still hold it. `unreached`: folders
    of copies that can't be looked into. `linked`: copies that had another name (a hard link).
    `targets`: files that a copy was a link to.
    """

    entries: int
    copies: int
    searched: int
    encrypted: bool
    unopened: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


def forget_entries(
    path: Path,
    ask: Ask | None,
    *,
    now: datetime,
    numbers: Sequence[int] = (),
    before: datetime | None = None,
    kept: KeptConnection | None = None,
    counts_with: Callable[[str], str] = str,
    usual: Path | None = None,
    by_hand: bool = False,
    committing: Callable[[], None] = lambda: None,
) -> Forgotten:
    """Erase entries from the journal, its steps of undo, its free pages and its copies.

    The journal comes first, in one transaction: where it can't be written, nothing is erased and
    every copy stays. Each copy that holds them is then replaced by one without them; whatever
    stops that, the journal knows what is still to be done. `usual` is where the journal is when
    nobody names another place. `by_hand`: the person asked for it, and may type undo next.
    `committing` is called when the next step can't be undone any more.
    """
    opened = open_file(path, alone=True, ask=ask, kept=kept)
    if opened is None:
        raise InvalidInput("There is no entry yet.", "Nothing was changed.")
    encrypted = opened.passphrase is not None
    with Journal(opened.connection, path, opened.close, passphrase=opened.passphrase) as journal:
        journal.check_whole()
        with journal.writing(now=now):
            chosen = set(numbers)
            if before is not None:
                chosen.update(journal.forgettable(before=before))
            # Where the copy of today will be.
            remember_place(opened.connection, path)
            images = journal.images(chosen)
            journal.memory.begin_erasing([(row[_ID], row[_UID_COLUMN]) for row in images], now=now)
            journal.forget(tuple(chosen), counts_with)
            if by_hand:
                journal.memory.remember(FORGOT, now=now)
            uids = {uid for those in journal.memory.erasing().values() for uid in those}
            committing()
        known = known_copies(path, usual, opened.connection)
        linked = files.other_names(copy.path for copy in known.copies)
        targets = files.link_targets(copy.path for copy in known.copies)
        cleaned, unopened = _erased_from(
            known, opened.passphrase, uids, before, now=now, counts_with=counts_with
        )
        with journal.writing(now=now):
            journal.memory.end_erasing()
        with contextlib.suppress(PdtrackError):
            # Deleted text was overwritten already; this removes the free pages as well.
            journal.vacuum()
        needles = _needles(images, journal)
        if any(journal.knows(number) for number in chosen) or _holds_uid(needles, journal):
            raise StillFound
        # In the bytes of an encrypted file there is nothing to search for.
        others = [copy.path for copy in known.copies if copy.path not in known.elsewhere]
        searched = 0 if encrypted else _searched(path, others, needles)
        journal.keep_daily_copy(now.date())
    return Forgotten(
        len(chosen),
        len(cleaned),
        searched,
        encrypted,
        # What was searched without a trace holds none of it.
        tuple(
            str(copy.path)
            for copy in unopened
            if copy.encrypted or encrypted or copy.path in known.elsewhere
        ),
        tuple(map(str, known.unreached)),
        tuple(str(path) for path in linked if path in cleaned),
        tuple(str(target) for path, target in targets.items() if path in cleaned),
    )


def _erased_from(
    known: KnownCopies,
    passphrase: str | None,
    uids: set[str],
    before: datetime | None,
    *,
    now: datetime,
    counts_with: Callable[[str], str],
) -> tuple[list[Path], list[Copy]]:
    """Erase entries from every copy; returns from which, and those that can't be opened."""
    from pdtrack.store.copy_without import erase_from

    cleaned: list[Path] = []
    unopened: list[Copy] = []
    try:
        known.sweep()
    except OSError as problem:
        raise _unfinished(problem.strerror) from None
    for copy in known.copies:
        # Next to another journal there may be copies of that one.
        edge = None if copy.path in known.elsewhere else before
        try:
            if erase_from(copy, passphrase, uids, edge, now=now, counts_with=counts_with):
                cleaned.append(copy.path)
        except JournalUnusable:
            unopened.append(copy)
        except (OSError, PdtrackError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else problem.message
            raise _unfinished(reason) from None
    return cleaned, unopened


def _unfinished(reason: str | None) -> PdtrackError:
    return PdtrackError(
        "It is erased from the journal, but not from every automatic backup "
        f"({(reason or 'unknown reason').rstrip('.')}).",
        "Type the same again to finish it. Check who owns the folder and the free space.",
    )


# Making sure


def _needles(images: Sequence[Row], journal: Journal) -> set[bytes]:
    """What must not be found any more: every uid, and texts that no other entry has.

    A uid that pdtrack made is in no other place; another one is a text like others.
    """
    made = [_MADE_UID.fullmatch(str(row[_UID_COLUMN])) for row in images]
    found = {uid[1].encode() for uid in made if uid is not None}
    words: dict[str, None] = {}
    for row, uid in zip(images[: SEARCHED_MOST * 2], made, strict=False):
        if uid is None:
            words[str(row[_UID_COLUMN])] = None
        for text in (row[column] for column in _TEXTS):
            if text:
                words.update(dict.fromkeys(_pieces(text) if text == row[_TEXTS[0]] else [text]))
                words.update(dict.fromkeys(text.split(" ") if text != row[_TEXTS[0]] else []))
    wanted = [word for word in words if len(word.encode()) >= NEEDLE_LEAST]
    if wanted:
        for text in journal.texts():
            wanted = [word for word in wanted if word not in text]
    for word in wanted:
        found.add(word.encode())
        # The undo log keeps rows as JSON, which writes "é" in its own way.
        found.add(json.dumps(word)[1:-1].encode())
    return found


def _holds_uid(needles: set[bytes], journal: Journal) -> bool:
    """Whether a text of the tables, in a step of undo for instance, still holds one of the uids."""
    return any(
        found.group() in needles
        for text in journal.texts()
        for found in _UID.finditer(text.encode())
    )


def _pieces(text: str) -> Iterator[str]:
    step = NEEDLE_MOST * 8
    for start in range(0, len(text), step):
        yield text[start : start + NEEDLE_MOST]


def _searched(path: Path, others: Sequence[Path], needles: set[bytes]) -> int:
    folder = copies_folder(path)
    try:
        # A disk that isn't there now is named as a folder that can't be looked into.
        is_away = os.path.islink(folder) and not os.path.lexists(os.path.realpath(folder))
        own = _beside(path) if is_away else _files(path)
        return _search(dict.fromkeys((*own, *others)), needles)
    except OSError as problem:
        raise PdtrackError(
            "It was erased, but the files could not be searched for traces "
            f"({problem.strerror or 'unknown reason'}).",
            "Type pdtrack doctor.",
        ) from None


def _search(paths: Iterable[Path], needles: set[bytes]) -> int:
    """Search the bytes of these files; returns how many there were."""
    uids = {needle for needle in needles if _UID.fullmatch(needle)}
    texts = needles - uids
    count = 0
    for file in paths:
        count += 1
        with file.open("rb") as opened:
            if not os.fstat(opened.fileno()).st_size:
                continue
            with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if any(content.find(text) >= 0 for text in texts) or any(
                    found.group() in uids for found in _UID.finditer(content)
                ):
                    raise StillFound
    return count


def _files(path: Path) -> list[Path]:
    return [*_beside(path), *filter(Path.is_file, copies.files_of_copies(path))]


def _beside(path: Path) -> list[Path]:
    """The journal, and what a command may have left next to it."""
    real = Path(os.path.realpath(path))
    named = [real, draft_of(path), *(real.with_name(real.name + end) for end in SIDECARS)]
    return [file for file in named if file.is_file()]


# Everything


class OwnFiles(NamedTuple):
    """Every file of a journal that is there: its own, its copies, its lock.

    `unreached`: folders of copies that can't be looked into. `beside_another`: folders with copies
    that are next to another journal now. `is_all`: nothing else can be anywhere; a locked journal
    alone knows where it was before.
    """

    paths: list[Path]
    unreached: tuple[Path, ...]
    beside_another: tuple[Path, ...]
    is_all: bool


def files_of(path: Path, usual: Path) -> OwnFiles:
    """The files of a journal, also where it was before."""
    locked = lock.lock_path(path)
    paths = [locked] if os.path.lexists(locked) else []
    unreached: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()
    try:
        paths = [*_files(path), *paths]
    except OSError:
        paths, unreached = [*_beside(path), *paths], (copies_folder(path),)
    is_all = not os.path.lexists(path)
    with contextlib.suppress(PdtrackError, OSError):
        if not is_all and not inspect(path).encrypted:
            with contextlib.closing(connect(path)) as connection:
                checked_version(connection)
                # Copies in the usual folder may be all that is left of another journal.
                place = usual if os.path.lexists(usual) and files.same(path, usual) else None
                known = known_copies(path, place, connection)
            paths += [copy.path for copy in known.copies if copy.path not in known.elsewhere]
            paths += known.drafts
            beside = tuple(sorted({copy.parent for copy in known.elsewhere}))
            unreached, is_all = known.unreached, True
    return OwnFiles(list(dict.fromkeys(paths)), unreached, beside, is_all)


def check_ours(path: Path) -> None:
    """Raise `JournalUnusable` where `path` is no file, or one that clearly belongs to another
    program.

    A damaged journal, one of a newer pdtrack, noise, or a file that is empty or begins with
    nothing but zeros may be forgotten.
    """
    if path.exists():
        # To open a pipe would be to wait for whoever writes into it.
        check_place(path, erases=True)
    try:
        with path.open("rb") as file:
            page, size = file.read(sqlcipher.PAGE_BYTES), os.fstat(file.fileno()).st_size
    except OSError:
        return
    is_blank = not any(page)
    is_ours = int.from_bytes(page[68:72], "big") == APPLICATION_ID
    if not (is_blank or is_ours or sqlcipher.is_encrypted(page, size)):
        raise JournalUnusable(
            "That file is not a journal.", "Delete it yourself if you don't need it."
        )


def forget_all(path: Path, others: Sequence[Path], folders: Sequence[Path]) -> None:
    """Remove the journal and all that is ours, and those of `folders` that are then empty.

    No passphrase is asked for and nothing is opened: one may be lost.
    """
    if path.exists():
        check_place(path, erases=True)
    real = Path(os.path.realpath(path))
    # Whatever a lock's file lists: only folders around what is ours.
    around = {folder for one in (real, *folders) for folder in (one, *one.parents)}
    made = [folder for folder in folders_made(real) if folder in around]
    alone = lock.locked(real, alone=True) if real.parent.is_dir() else contextlib.nullcontext()
    problems: list[OSError] = []

    @contextlib.contextmanager
    def going_on() -> Iterator[None]:
        """What can't be removed keeps nothing else."""
        try:
            yield
        except OSError as problem:
            problems.append(problem)

    with alone:
        with going_on():
            copies.remove_copies(real)
        # The file before its sidecars: if this is stopped in between, it is gone.
        for remove in (real.unlink, path.unlink):
            with going_on():
                remove(missing_ok=True)
        for database in (real, draft_of(real)):
            with going_on():
                remove_sidecars(database)
        for file in (draft_of(real), *others):
            with going_on():
                file.unlink(missing_ok=True)
            if file.parent.name == "backups":
                files.remove_if_empty(file.parent)
        if not problems:
            with going_on():
                lock.lock_path(real).unlink(missing_ok=True)
        for folder in (*folders, *made):
            # A folder that holds something else stays.
            with contextlib.suppress(OSError):
                folder.rmdir()
        with contextlib.suppress(OSError):
            files.sync_folder(real.parent)
    if problems:
        raise PdtrackError(
            f"Not everything could be removed ({problems[0].strerror or 'unknown reason'}).",
            "Run the same command again; pdtrack doctor shows what is left.",
        )
