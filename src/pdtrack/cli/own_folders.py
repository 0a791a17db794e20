"""Where pdtrack's own files are: in the folders that this system has for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pdtrack.errors import PdtrackError
from pdtrack.store import files


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where the journal is, unless another one is named."""
    usual = ".local/share"
    folder = _on_linux(environ, "XDG_DATA_HOME", usual)
    if folder is None:
        from platformdirs import user_data_path

        folder = _absolute(user_data_path("pdtrack", appauthor=False), usual)
    return folder


def settings_folder(environ: Mapping[str, str]) -> Path:
    """Where the settings are, once something was set."""
    usual = ".config"
    folder = _on_linux(environ, "XDG_CONFIG_HOME", usual)
    if folder is None:
        from platformdirs import user_config_path

        folder = _absolute(user_config_path("pdtrack", appauthor=False), usual)
    return folder


def _on_linux(environ: Mapping[str, str], variable: str, usual: str) -> Path | None:
    """The folder by the rule of Linux, where that is all it takes.

    platformdirs has the same rule, and to load it takes a twentieth of a short command.
    """
    if sys.platform == "linux":
        for base, below in ((environ.get(variable), ""), (environ.get("HOME"), usual)):
            if base and os.path.isabs(base):
                return Path(base, below, "pdtrack")
    return None


def _absolute(folder: Path, usual: str) -> Path:
    """`folder`, or the usual one if a variable names one that is not absolute.

    A relative one would put a diary into every folder that a command is typed in. Raises
    `PdtrackError` where there is no home folder either.
    """
    if not folder.is_absolute():
        folder = files.named("~") / usual / "pdtrack"
    if not folder.is_absolute():
        raise PdtrackError("There is no home folder.", "Set HOME, or name a file with --journal.")
    return folder
