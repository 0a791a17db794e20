"""The folders that pdtrack made for a journal, listed in the lock's file, one per line.

`forget --all` leaves the machine as it was: it removes these folders, and none that was there
before.
"""

from __future__ import annotations

import os
from pathlib import Path

from pdtrack.store import files
from pdtrack.store.lock import lock_path


def make_folder(folder: Path, journal: Path) -> None:
    """Make `folder` and what is missing above it, and list what was made next to `journal`."""
    made = files.create_folder(folder)
    if not made:
        return
    try:
        made += files.create_folder(lock_path(journal).parent)
        descriptor = files.opened_own(lock_path(journal), os.O_WRONLY | os.O_APPEND)
        try:
            os.write(descriptor, b"".join(os.fsencode(path.absolute()) + b"\n" for path in made))
        finally:
            os.close(descriptor)
    except OSError:
        # Not worth failing for: the folders are then left behind, empty.
        return


def folders_made(journal: Path) -> list[Path]:
    """The folders that pdtrack made for this journal, the innermost first."""
    try:
        lines = files.read_small(lock_path(journal)).splitlines()
    except OSError:
        return []
    made = {Path(os.fsdecode(line)) for line in lines if line and not line.startswith(b"#")}
    return sorted(made, key=lambda path: len(path.parts), reverse=True)
