"""Where pdtrack's own files are: in the folders that this system has for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pdtrack.errors import PdtrackError
from pdtrack.store import files

if TYPE_CHECKING:
    from platformdirs.api import PlatformDirsABC


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where the journal is, unless another one is named."""
    return _folder(environ, "XDG_DATA_HOME", ".local/share", lambda dirs: dirs.user_data_path)


def settings_folder(environ: Mapping[str, str]) -> Path:
    """Where the settings are, once something was set."""
    return _folder(environ, "XDG_CONFIG_HOME", ".config", lambda dirs: dirs.user_config_path)


def _folder(
    environ: Mapping[str, str],
    variable: str,
    usual: str,
    elsewhere: Callable[[PlatformDirsABC], Path],
) -> Path:
    """The folder that `variable` names, or the `usual` one; what it is `elsewhere`, not on Linux.

    Raises `PdtrackError` where there is no home folder either.
    """
    if sys.platform == "linux":
        # platformdirs has the same rule, and to load it takes a twentieth of a short command.
        for base, below in ((environ.get(variable), ""), (environ.get("HOME"), usual)):
            if base and os.path.isabs(base):
                return Path(base, below, "pdtrack")
    from platformdirs import PlatformDirs

    folder = elsewhere(PlatformDirs("pdtrack", appauthor=False))
    if not folder.is_absolute():
        # A relative one would put a diary into every folder that a command is typed in.
        folder = files.named("~") / usual / "pdtrack"
    if not folder.is_absolute():
        raise PdtrackError("There is no home folder.", "Set HOME, or name a file with --journal.")
    return folder
