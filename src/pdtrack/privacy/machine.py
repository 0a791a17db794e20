"""This machine as the audit looks at it: which account, which folders, which system."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from pdtrack.store.copy_places import KnownCopies, known_from_outside
from pdtrack.store.lock import lock_path
from pdtrack.store.paths import SIDECARS


@dataclass(frozen=True, slots=True)
class Machine:
    """Where to look. /proc and /sys are below `root`; a test has its own."""

    journal: Path
    folder: Path
    settings: Path
    home: Path
    here: Path
    environ: Mapping[str, str]
    zone: tzinfo | None
    now: datetime | None = None
    system: str = sys.platform
    root: Path = Path("/")

    @property
    def place(self) -> Path:
        """The folder that the journal is in, with links followed."""
        return Path(os.path.realpath(self.journal)).parent

    @property
    def usual(self) -> Path:
        """Where the journal is when nobody names another place."""
        return self.folder / "journal.db"

    @property
    def known(self) -> KnownCopies:
        """The automatic backups, wherever pdtrack put them, as far as can be seen from outside."""
        return known_from_outside(self.journal, self.usual)


def own_files(machine: Machine) -> list[Path]:
    """The files of pdtrack's that are where they belong."""
    real = Path(os.path.realpath(machine.journal))
    beside = [real.with_name(real.name + end) for end in SIDECARS]
    copied = [copy.path for copy in machine.known.copies]
    support = machine.folder / "support.txt"
    named = [real, *beside, lock_path(machine.journal), *copied, support, machine.settings]
    return [path for path in named if path.is_file()]
