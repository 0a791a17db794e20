"""What a command works with: the clock, the environment, the settings and the journal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.output import Output
from pdtrack.cli.own_folders import data_folder, settings_folder
from pdtrack.domain.settings import Settings
from pdtrack.domain.times.day import echo
from pdtrack.domain.times.local_time import Instants, OffsetMarks, instants_here
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import files
from pdtrack.store.connection import KeptConnection
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.made_folders import make_folder
from pdtrack.store.memory_table import NO_BACKUP
from pdtrack.store.paths import copies_folder
from pdtrack.store.settings_file import read_settings
from pdtrack.store.sqlcipher import looks_encrypted
from pdtrack.store.undo_log import ChangeKind

if TYPE_CHECKING:
    from pdtrack.cli.passphrase_source import PassphraseSource
    from pdtrack.store.gone import JournalGone


def local_now() -> datetime:
    """The local time now, in whole seconds."""
    return datetime.now().astimezone().replace(microsecond=0)


@dataclass(eq=False, repr=False)
class World:
    """What is outside the program; tests pass their own."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Callable[[], datetime] = local_now
    instants: Instants = field(default_factory=instants_here)


@dataclass(eq=False, repr=False)
class Run:
    """One run of the program: what time it is, where the journal is, where the output goes."""

    world: World
    now: datetime
    out: Output
    journal_option: str | None = None
    discreet_option: bool | None = None
    has_written: bool = False
    is_done: bool = False
    # A person agreed to a new journal where an earlier one is gone.
    begins_anew: bool = False
    # Entries that were erased are still in a copy: something stopped that.
    is_erasing: bool = False
    # What to show at the end of the run.
    notices: list[str] = field(default_factory=list)
    # An encrypted journal that is read and then written is opened once; `main` closes it.
    kept: KeptConnection = field(default_factory=KeptConnection)
    # Questions are being answered; the entry that was saved for a card in between.
    is_answering: bool = False
    saved_meanwhile: int | None = None
    _passphrase: PassphraseSource | None = None

    # Settings

    @property
    def settings_path(self) -> Path:
        """The file of settings, which exists once something was set."""
        return settings_folder(self.world.environ) / "config.toml"

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once."""
        return read_settings(self.settings_path)

    @property
    def day_end(self) -> time:
        """When a day ends."""
        return self.settings.day_end

    @property
    def clock(self) -> int:
        """12 or 24: which clock to show times with."""
        return self.settings.clock

    @property
    def is_discreet(self) -> bool:
        """Whether to use neutral words, as others may see the screen."""
        if self.discreet_option is None:
            return self.settings.discreet
        return self.discreet_option

    @cached_property
    def offset_mark(self) -> Callable[[datetime], str]:
        """What is shown after a time whose clock was not the one here, or came twice."""
        return OffsetMarks(self.world.instants).mark

    def shown_time(self, at: datetime) -> str:
        """A time as its clock showed it; with its offset, where that was another one."""
        return echo(at, self.clock) + self.offset_mark(at)

    # The journal

    @property
    def folder(self) -> Path:
        """Our own folder, where this system keeps data of programs."""
        return data_folder(self.world.environ)

    @property
    def people_path(self) -> Path:
        """The text file with the person's own support lines."""
        return self.folder / "support.txt"

    @property
    def journal_path(self) -> Path:
        """`--journal`, else PDTRACK_JOURNAL, else `journal.db` in our folder."""
        named = self.journal_option or self.world.environ.get("PDTRACK_JOURNAL")
        path = files.named(named) if named else self.folder / "journal.db"
        if not path.name:
            raise JournalUnusable("The journal's name is a folder.", "Give the path of a file.")
        return path

    def _openable(self) -> Path:
        """The journal's path, its folders made ours alone if pdtrack chose them itself."""
        path = self.journal_path
        if path.parent == self.folder:
            files.tighten(path.parent)
            files.tighten(copies_folder(path))
        return path

    def target(self, text: str, *, as_journal: bool = False) -> Path:
        """The path of a file to write that a person named; raises for one of our own files."""
        from pdtrack.store.targets import check_target  # few commands write files

        if text == "-":
            raise InvalidInput("This can't be written to standard output.", "Give a file name.")
        target = files.named(text)
        journals = {self.journal_path, self.folder / "journal.db"}
        others = (self.people_path, self.settings_path)
        check_target(target, journals, others, as_journal=as_journal)
        return target

    def gone(self) -> JournalGone | None:
        """The error for a journal that is gone while backups of it are there."""
        if os.path.lexists(self.journal_path):
            return None
        from pdtrack.store.gone import gone  # hardly any journal is

        return gone(self.journal_path)

    def missing(self) -> JournalUnusable | None:
        """The error for a journal that was named and isn't there, or that is gone.

        Its name may be mistyped; or backups of it are still there.
        """
        if lost := self.gone():
            return lost
        is_named = self.journal_option or self.world.environ.get("PDTRACK_JOURNAL")
        if not is_named or os.path.lexists(self.journal_path):
            return None
        return JournalUnusable(
            f"There is no journal at {self.journal_path}.",
            "Check the path; pdtrack log makes one there.",
        )

    def check_there(self) -> None:
        """Raise the error for a journal that was named and isn't there, or that is gone."""
        if (missing := self.missing()) is not None:
            raise missing

    @contextlib.contextmanager
    def reading(self, *, must_exist: bool = True) -> Iterator[Journal | None]:
        """The journal to read from; `None` if nothing was ever written.

        A named one `must_exist`, but for a command that makes one.
        """
        if must_exist:
            self.check_there()
        journal = open_journal(self._openable(), ask=self.passphrase, kept=self.kept)
        try:
            if journal is not None and journal.has_unmarked():
                # Where the file can't be written, the entries are shown as they are.
                with contextlib.suppress(PdtrackError), journal.writing(now=self.now):
                    self._mark(journal)
            yield journal
        finally:
            if journal is not None:
                journal.close()

    @contextlib.contextmanager
    def reading_entries(self) -> Iterator[Journal]:
        """The journal to read from; raises `InvalidInput` if nothing was ever written."""
        with self.reading() as journal:
            if journal is None:
                raise no_entry_yet()
            yield journal

    @contextlib.contextmanager
    def writing(
        self, what: ChangeKind | None = None, *, continues: int | None = None
    ) -> Iterator[Journal]:
        """The journal inside one transaction, created if it does not exist.

        `what` names the change for `undo`; `continues` is the number of a change of this run
        that goes on. The settings are read first: an error in them after the change would look
        as if nothing had been saved.
        """
        path, _ = self._openable(), self.settings
        if not self.begins_anew and (lost := self.gone()):
            raise lost
        self._check_encrypted(path)
        journal = open_journal(path, create=True, ask=self.passphrase, kept=self.kept)
        assert journal is not None
        with journal, _dropping():
            problem = journal.keep_daily_copy(self.now.date())
            with journal.writing(what, now=self.now, continues=continues):
                if problem is not None:
                    self._report_once(journal, problem)
                if journal.has_unmarked():
                    self._mark(journal)
                yield journal
                interrupts.hold()
            self.is_erasing = bool(journal.memory.erasing())
        self.is_done = True
        # Remembering what was shown is not a change of the diary.
        self.has_written = self.has_written or what is not None

    def _report_once(self, journal: Journal, problem: str) -> None:
        """Report what is wrong with the automatic backups once a day, after all else is shown."""
        last = journal.memory.known().get(NO_BACKUP)
        if last is None or last.date() != self.now.astimezone(UTC).date():
            journal.memory.remember(NO_BACKUP, now=self.now)
            self.notices.append(problem)

    def _check_encrypted(self, path: Path) -> None:
        """Raise where a variable names a passphrase and the journal has none."""
        for name in ("PDTRACK_PASSPHRASE_FILE", "PDTRACK_PASSPHRASE_COMMAND"):
            if self.world.environ.get(name) and not looks_encrypted(path):
                raise JournalUnusable(
                    f"{name} is set, but the journal has no passphrase.",
                    "pdtrack passphrase set gives it that one; or unset the variable.",
                )

    @staticmethod
    def _mark(journal: Journal) -> None:
        """Mark the entries from an older version with the cards that they call for."""
        from pdtrack.cli.marks import marked  # once, after an upgrade

        for entry in journal.unmarked():
            journal.mark(entry.number, marked(entry).cards)

    def passphrase(self, wrong: int) -> str:
        """The journal's passphrase, asked for once; `wrong` counts those that did not open it."""
        if self._passphrase is None:
            from pdtrack.cli.passphrase_source import (
                PassphraseSource,  # most journals have no passphrase
            )

            self._passphrase = PassphraseSource(self.world.environ, asks=self.out.can_ask)
        with self.out.progress.paused():
            return self._passphrase(wrong)

    def unlock(self) -> None:
        """Ask for the passphrase now, before any answer could be lost over a wrong one."""
        if self._passphrase is None and looks_encrypted(self.journal_path):
            with self.reading():
                pass

    def warn_of_sync(self, target: Path) -> None:
        """Warn where a file was written to a folder that a sync service seems to copy."""
        from pdtrack.privacy.sync_folders import synced_by

        if service := synced_by(target.parent, self.world.environ):
            self.out.notify(f"That folder looks like one that {service} copies to other devices.")

    def make_folder(self, folder: Path) -> None:
        """Create one of our folders, and list it so that `forget --all` removes it again."""
        make_folder(folder, self.folder / "journal.db")

    def day_boundary(self, text: str) -> datetime:
        """When a typed day begins; a typed time is returned as it is."""
        from pdtrack.domain.times.resolve import understand_day  # 10 ms, which most runs don't need

        return understand_day(
            text, now=self.now, instants=self.world.instants, day_end=self.day_end
        )


@contextlib.contextmanager
def _dropping() -> Iterator[None]:
    """What fails is no longer held back: nothing was saved."""
    try:
        yield
    except BaseException:
        interrupts.drop()
        raise


def run_of(context: typer.Context) -> Run:
    """The run that a command belongs to."""
    run = context.find_root().obj
    assert isinstance(run, Run)
    return run


def no_entry_yet() -> InvalidInput:
    """The journal is empty, or was never made."""
    return InvalidInput("There is no entry yet.", "pdtrack log writes the first.")
