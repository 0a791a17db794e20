"""Whether a program that syncs folders seems to copy a folder elsewhere.

Those programs are not asked: the names of folders show it, and one marker file. A folder
that looks like none of these may still be copied.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final

SYNCTHING_MARK: Final = ".stfolder"
ONEDRIVE_VARIABLES: Final = ("ONEDRIVE", "ONEDRIVECONSUMER", "ONEDRIVECOMMERCIAL")

# A service, and the whole name of one of its folders, in any case. macOS keeps them in
# Library/CloudStorage, where the account follows the name after a hyphen.
_END: Final = r"(?:[^a-z].*)?"
_FOLDERS: Final = (
    ("Dropbox", rf"dropbox{_END}"),
    ("OneDrive", r"onedrive.*"),
    ("Google Drive", rf"google ?drive{_END}|my drive"),
    ("iCloud", rf"mobile documents|icloud ?drive{_END}|icloud{_END}|com~apple~clouddocs"),
    ("Nextcloud", rf"nextcloud{_END}"),
    ("ownCloud", rf"owncloud{_END}"),
    ("pCloud", r"pcloud.*"),
    ("Proton Drive", rf"proton ?drive{_END}"),
    ("MEGA", rf"mega(?:sync)?{_END}"),
)
SYNCED_FOLDERS: Final = tuple(
    (service, re.compile(name, re.I | re.S)) for service, name in _FOLDERS
)


def synced_by(path: PurePath, environ: Mapping[str, str]) -> str | None:
    """The service that seems to sync the folder `path` (or one around it), if one does.

    A path of this machine is checked as it was named and with its links followed; any other
    path, such as a Windows one on Linux, by its names alone.
    """
    for place in _readings(path):
        for part in place.parts:
            for service, name in SYNCED_FOLDERS:
                if name.fullmatch(part):
                    return service
        if _is_under_onedrive(place, environ):
            return "OneDrive"
        if isinstance(place, Path) and _holds_mark(place):
            return "Syncthing"
    return None


def _readings(path: PurePath) -> tuple[PurePath, ...]:
    if not isinstance(path, Path):
        return (path,)
    named = Path(os.path.abspath(path))
    try:
        return (named, named.resolve())
    except (OSError, RuntimeError):  # a circle of links
        return (named,)


def _is_under_onedrive(place: PurePath, environ: Mapping[str, str]) -> bool:
    """OneDrive names its folders in the environment, whatever they are called."""
    kind = type(place) if isinstance(place, Path | PureWindowsPath) else PurePath
    named = (value for name, value in environ.items() if name.upper() in ONEDRIVE_VARIABLES)
    return any(value and place.is_relative_to(kind(value)) for value in named)


def _holds_mark(place: Path) -> bool:
    for folder in (place, *place.parents):
        try:
            if (folder / SYNCTHING_MARK).exists():
                return True
        except OSError:
            continue
    return False
