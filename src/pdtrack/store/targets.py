"""Where a command may write a file that a person named: never over pdtrack's own files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pdtrack.errors import InvalidInput
from pdtrack.store import files
from pdtrack.store.connection import may_be_journal
from pdtrack.store.copies import is_name_of_copy
from pdtrack.store.lock import lock_path
from pdtrack.store.paths import SIDECARS, copies_folder, draft_of


def check_target(
    target: Path, journals: Iterable[Path], others: Iterable[Path], *, as_journal: bool
) -> None:
    """Raise `InvalidInput` where a file under that name would harm a diary.

    `others`: more files of ours. `as_journal`: the file will be a journal itself, so it may
    replace an older backup, and nothing may wait next to it to be played into it.
    """
    files.check_kind(target)
    place = Path(os.path.realpath(target.parent), target.name)
    for journal in journals:
        if files.same(target, journal) or _is_same_file(target, journal):
            raise InvalidInput("That file is the journal itself.", "Choose another name.")
        if place in _beside(journal) or is_name_of_copy(place, journal):
            raise _ours()
    if any(files.same(place, other) for other in others):
        raise _ours()
    for ending in (*SIDECARS, ".lock"):
        base = place.with_name(place.name.removesuffix(ending))
        if base != place and base.is_file():
            raise InvalidInput(
                f"The program that uses {base.name} may remove a file of that name.",
                "Choose another name.",
            )
        if as_journal and os.path.lexists(place.with_name(place.name + ending)):
            raise InvalidInput(
                f"There is a file {place.name}{ending}, which a backup of that name would use.",
                "Choose another name.",
            )
    if not as_journal and may_be_journal(target):
        raise InvalidInput("That file is a journal or a backup of one.", "Choose another name.")


def _beside(journal: Path) -> set[Path]:
    """The names next to a journal that pdtrack and SQLite use, whether there is a file or not."""
    real, draft = Path(os.path.realpath(journal)), draft_of(journal)
    names = [base.with_name(base.name + end) for base in (real, draft) for end in SIDECARS]
    own = (journal.absolute(), real, draft, lock_path(journal), copies_folder(journal))
    return {*own, *names}


def _is_same_file(target: Path, journal: Path) -> bool:
    """Whether both names lead to one file: another spelling where case doesn't count."""
    try:
        return os.path.samefile(target, journal) and not files.same(target, journal)
    except OSError:
        return False


def _ours() -> InvalidInput:
    return InvalidInput("That file is one of pdtrack's own.", "Choose another name.")
