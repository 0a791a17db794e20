"""What a command works with: the clock, the environment, the settings and the journal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pdtrack.cli.output import Output
from pdtrack.domain.entry import Entry
from pdtrack.domain.settings import Settings
from pdtrack.domain.times.local_time import Instants, instants_here
from pdtrack.errors import InvalidInput
from pdtrack.store import files
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.lock import make_folder
from pdtrack.store.settings_file import read_settings
from pdtrack.store.sqlcipher import looks_encrypted

if TYPE_CHECKING:
    from pdtrack.cli.passphrase_source import PassphraseSource


def local_now() -> datetime:
    """The time now, whole seconds, with the offset of this place."""
    return datetime.now().astimezone().replace(microsecond=0)


@dataclass(slots=True)
class World:
    """What lies outside the program. A test hands in its own."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Callable[[], datetime] = local_now
    instants: Instants = field(default_factory=instants_here)


@dataclass(slots=True)
class Run:
    """One run of the program: what time it is, where the journal is, where the output goes."""

    world: World
    now: datetime
    out: Output
    journal_option: str | None = None
    discreet_option: bool | None = None
    has_written: bool = False
    is_done: bool = False
    _settings: Settings | None = None
    _passphrase: PassphraseSource | None = None

    # Settings

    @property
    def settings_path(self) -> Path:
        """Where the settings are kept, if anything was ever set."""
        from platformdirs import user_config_path

        return user_config_path("pdtrack", appauthor=False) / "config.toml"

    @property
    def settings(self) -> Settings:
        """What the person set, read once."""
        if self._settings is None:
            self._settings = read_settings(self.settings_path)
        return self._settings

    @property
    def day_end(self) -> time:
        """When a day ends."""
        return self.settings.day_end

    @property
    def clock(self) -> int:
        """12 or 24 hours on the clock."""
        return self.settings.clock

    @property
    def is_discreet(self) -> bool:
        """Whether to speak in neutral words: somebody may read over the shoulder."""
        if self.discreet_option is None:
            return self.settings.discreet
        return self.discreet_option

    # The journal

    @property
    def folder(self) -> Path:
        """Where this system keeps a program's data; ours alone."""
        from platformdirs import user_data_path

        return user_data_path("pdtrack", appauthor=False)

    @property
    def people_path(self) -> Path:
        """Where the person's own support lines are kept, a small text file."""
        return self.folder / "support.txt"

    @property
    def journal_path(self) -> Path:
        """`--journal`, else PDTRACK_JOURNAL, else `journal.db` in our folder."""
        named = self.journal_option or self.world.environ.get("PDTRACK_JOURNAL")
        return files.named(named) if named else self.folder / "journal.db"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Journal | None]:
        """The journal to read from; `None` where nothing was ever written."""
        journal = open_journal(self.journal_path, ask=self.passphrase)
        try:
            yield journal
        finally:
            if journal is not None:
                journal.close()

    @contextlib.contextmanager
    def reading_entries(self) -> Iterator[Journal]:
        """The journal to read from; raises `InvalidInput` where nothing was ever written."""
        with self.reading() as journal:
            if journal is None:
                raise no_entry_yet()
            yield journal

    @contextlib.contextmanager
    def writing(self, what: str = "") -> Iterator[Journal]:
        """The journal inside one transaction; made first where there is none.

        Settings that can't be read are said now: afterwards it would be saved, and unsaid.
        """
        path, _ = self.journal_path, self.settings
        if path.parent == self.folder:
            files.tighten(path.parent)
        journal = open_journal(path, create=True, ask=self.passphrase)
        assert journal is not None
        with journal:
            journal.keep_daily_copy(self.now.date())
            with journal.writing(what, now=self.now):
                yield journal
        self.is_done = True
        # To remember what was said is not to write something.
        self.has_written = self.has_written or bool(what)

    def passphrase(self, wrong: int) -> str:
        """The journal's passphrase, asked for once; `wrong` counts those that did not open it."""
        if self._passphrase is None:
            from pdtrack.cli.passphrase_source import PassphraseSource  # most journals have none

            self._passphrase = PassphraseSource(self.world.environ, asks=self.out.can_ask)
        with self.out.progress.paused():
            return self._passphrase(wrong)

    def unlock(self) -> None:
        """Ask for the passphrase now: no answer is lost over a wrong one."""
        if self._passphrase is None and looks_encrypted(self.journal_path):
            with self.reading():
                pass

    def warn_of_sync(self, target: Path) -> None:
        """Say so where a file was written that a service seems to copy elsewhere."""
        from pdtrack.privacy.sync_folders import synced_by

        if service := synced_by(target.parent, self.world.environ):
            self.out.notify(f"That folder looks like one that {service} copies to other devices.")

    def make_folder(self, folder: Path) -> None:
        """Make one of our folders, written down so that `forget --all` takes it away again."""
        make_folder(folder, self.folder / "journal.db")

    def bounds(
        self, since: str | None, until: str | None
    ) -> tuple[datetime | None, datetime | None]:
        """From when and until when, as `--since` and `--until` say; `None` where they don't."""
        return (
            None if since is None else self.day_boundary(since),
            None if until is None else self.day_boundary(until, end=True),
        )

    def day_boundary(self, text: str, *, end: bool = False) -> datetime:
        """When a day that was typed begins, or with `end` ends; a typed instant is itself."""
        from pdtrack.domain.times.resolve import understand_day  # 10 ms that most runs never need

        return understand_day(
            text, now=self.now, instants=self.world.instants, day_end=self.day_end, end=end
        )


def run_of(context: typer.Context) -> Run:
    """The run that a command belongs to."""
    run = context.find_root().obj
    assert isinstance(run, Run)
    return run


def find_entry(journal: Journal, text: str) -> Entry:
    """The entry that was typed: its number, or `last`.

    Raises `InvalidInput` where there is no such entry.
    """
    word = text.strip().casefold()
    if word == "last":
        last = journal.last()
        if last is None:
            raise no_entry_yet()
        return last
    if word.isascii() and word.isdigit() and len(word) < 19:
        found = journal.get(int(word))
        if found is None:
            raise InvalidInput(f"No entry {int(word)}.", "pdtrack list shows the numbers.")
        return found
    raise InvalidInput("An entry is named by its number, or last.", "pdtrack list shows them.")


def no_entry_yet() -> InvalidInput:
    """The journal is empty, or was never made."""
    return InvalidInput("There is no entry yet.", "pdtrack log writes the first.")
