"""Where pdtrack's own files are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from platformdirs import user_config_path, user_data_path

from pdtrack.cli.own_folders import data_folder, settings_folder


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only platformdirs is asked")
def test_our_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux they are found without loading it, and in the same places."""
    for home in ("/home/anna", "/home/anna/"):
        for named in ("", "/", "/srv/a b/", "/srv//data/../x", "/srv/~"):
            environ = {"HOME": home, "XDG_DATA_HOME": named, "XDG_CONFIG_HOME": named}
            for name, value in environ.items():
                monkeypatch.setenv(name, value)
            assert data_folder(environ) == user_data_path("pdtrack", appauthor=False)
            assert settings_folder(environ) == user_config_path("pdtrack", appauthor=False)


@pytest.mark.skipif(sys.platform == "win32", reason="variables of Unix")
def test_a_relative_folder_is_ignored_on_every_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A diary would be in every folder that a command is typed in."""
    environ = {"HOME": str(tmp_path), "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "data"}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for system in ("linux", "freebsd"):  # where platformdirs is not asked, and where it is
        monkeypatch.setattr(sys, "platform", system)
        assert data_folder(environ) == tmp_path / ".local/share/pdtrack"
        assert settings_folder(environ) == tmp_path / ".config/pdtrack"
