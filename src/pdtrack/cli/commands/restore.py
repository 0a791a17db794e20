"""`restore`: replace the journal with a backup."""

import contextlib
import os
from typing import Annotated

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Yes
from pdtrack.cli.passphrase_source import PassphraseSource, is_scripted
from pdtrack.cli.prompt import confirm_or_stop
from pdtrack.domain.plural import plural_entries
from pdtrack.errors import JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store.paths import check_place, typed
from pdtrack.store.restore import Restored, restore_backup
from pdtrack.store.sqlcipher import LockedFile, looks_encrypted


def restore(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    yes: Yes = False,
) -> None:
    """Replace the journal with a backup, after a check. The current journal is kept."""
    run = run_of(context)
    source = files.named(file)
    check_place(run.journal_path)
    was_locked = looks_encrypted(run.journal_path)
    is_open = False
    if not yes and run.out.can_ask and os.path.lexists(run.journal_path):
        said, is_open = _replaced(run)
        question = [said]
        if was_locked and not looks_encrypted(source):
            question.append("The backup has no passphrase, and the journal has one.")
        question.append("Go on?")
        confirm_or_stop(run, "restore", " ".join(question), yes=False, unlocks=False)
    passphrase = PassphraseSource(run.world.environ, asks=run.out.can_ask, file=LockedFile.BACKUP)

    def ask(wrong: int) -> str:
        with run.out.progress.paused():
            return passphrase(wrong)

    known = None
    with contextlib.suppress(PdtrackError):
        # Nobody is asked for it: it may be lost.
        if was_locked and (is_open or is_scripted(run.world.environ)):
            known = run.passphrase(0)
    done = restore_backup(run.journal_path, source, ask, known=known, committing=interrupts.hold)
    run.out.notify(
        f"The journal holds {plural_entries(done.entries)} now. {_opens(done, was_locked)}"
    )
    if done.kept is not None:
        kept = "is kept" if was_locked else "is kept, without a passphrase"
        run.out.notify(
            f"The previous journal {kept}. To go back to it: pdtrack restore {typed(done.kept)}"
        )
    if not done.is_followed:
        run.out.notify(
            "The previous journal could not be opened: numbers of its entries may be used again, "
            "and backups in folders where it was before are not known any more."
        )
    if done.earlier > 1:
        run.out.notify(
            f"{done.earlier} journals that a restore replaced are kept now, because each may hold "
            "entries that are nowhere else. pdtrack doctor lists them."
        )


def _replaced(run: Run) -> tuple[str, bool]:
    """What the restore replaces, as far as it can be opened, and whether it can."""
    try:
        with run.reading(must_exist=False) as journal:
            if journal is not None and (last := journal.last()) is not None:
                held = plural_entries(journal.count())
                named = f"{held}, the last one from {run.shown_time(last.at)}"
                return f"This replaces your current journal, which has {named}. It is kept.", True
    except JournalUnusable:
        said = "This replaces your current journal, which can't be opened. It is kept as it is."
        return said, False
    return "This replaces your current journal, which has no entries.", True


def _opens(done: Restored, was_locked: bool) -> str:
    if done.encrypted:
        return "It opens with the passphrase of the backup."
    if was_locked:
        return "It has no passphrase any more: anyone using this account can read it."
    return "It has no passphrase: anyone using this account can read it."
