"""What `forget` and `passphrase` do about copies, and what they can't reach, in sentences."""

from __future__ import annotations

from typing import Final

from pdtrack.domain.plural import plural

STILL_READABLE: Final = (
    "Not covered: exports, reports and backups that you made yourself, copies in a "
    "backup or sync service, and traces of deleted data on the disk."
)
OTHER_NAME: Final = (
    "{} had another name (a hard link), which pdtrack can't find: what it held is still there "
    "under that name."
)
TARGET: Final = (
    "A file of pdtrack's was a link to {}, which was left as it was: what it held is still there."
)
UNREACHED: Final = "pdtrack also kept backups in {}, which it can't look into now."


def replaced(copies: int) -> list[str]:
    """That automatic backups were replaced, as a sentence; none where there was none."""
    if not copies:
        return []
    return [f"{plural(copies, 'automatic backup was', 'automatic backups were')} replaced."]
