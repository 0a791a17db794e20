"""The lock beside the journal: shared by commands, exclusive for replacing the file."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from conftest import Pdtrack
from pdtrack.errors import PdtrackError
from pdtrack.store import lock
from pdtrack.store.made_folders import folders_made, make_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows needs no lock of ours")


def test_commands_share_the_lock(tmp_path: Path) -> None:
    """Two commands that only add or read don't wait for each other."""
    path = tmp_path / "journal.db"
    with lock.locked(path), lock.locked(path), lock.locked(path, reading=True):
        assert stat.S_IMODE(lock.lock_path(path).stat().st_mode) == 0o600


def test_an_exclusive_lock_waits_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It times out with one clear line."""
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    path = tmp_path / "journal.db"
    with (
        lock.locked(path),
        pytest.raises(PdtrackError, match="is using"),
        lock.locked(path, alone=True),
    ):
        pass
    with lock.locked(path, alone=True):
        pass


def test_others_wait_for_an_exclusive_lock(tmp_path: Path) -> None:
    """They continue as soon as it is released."""
    path = tmp_path / "journal.db"
    order: list[str] = []

    def other() -> None:
        with lock.locked(path):
            order.append("other")

    with lock.locked(path, alone=True):
        waiting = threading.Thread(target=other)
        waiting.start()
        time.sleep(0.1)
        order.append("alone")
    waiting.join()
    assert order == ["alone", "other"]


def test_a_removed_lock_file_is_made_again(tmp_path: Path) -> None:
    """A command that waited for `forget --all` must not hold a lock that others can't see."""
    path = tmp_path / "journal.db"
    ended = threading.Event()

    def other() -> None:
        with lock.locked(path):
            assert lock.lock_path(path).exists()
        ended.set()

    with lock.locked(path, alone=True):
        waiting = threading.Thread(target=other)
        waiting.start()
        time.sleep(0.1)
        lock.lock_path(path).unlink()
    waiting.join()
    assert ended.is_set()


def test_a_link_and_its_file_have_one_lock(tmp_path: Path) -> None:
    """The lock is beside the real file, whichever name was used."""
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "journal.db")
    assert lock.lock_path(link) == lock.lock_path(tmp_path / "journal.db")


def test_reading_works_where_no_lock_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder can still be read."""

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with lock.locked(tmp_path / "journal.db", reading=True):
        pass
    with pytest.raises(PdtrackError, match="can't be written"), lock.locked(tmp_path / "j.db"):
        pass


def test_support_lines_and_settings_wait_for_their_folder(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another command holds it for too long, nothing changes, and one line shows it."""
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    for line, file in (
        ("support --add Robin", pdtrack.home / "data" / "pdtrack" / "support.txt"),
        ("config clock 12", pdtrack.home / "config" / "pdtrack" / "config.toml"),
    ):
        pdtrack.ok(line)
        before = file.read_bytes()
        with lock.folder_locked(file.parent):
            done = pdtrack(line.replace("Robin", "Kim").replace("12", "24"))
        assert (done.code, done.err.count("\n"), "is using" in done.err) == (1, 1, True), line
        assert file.read_bytes() == before


def test_the_folders_that_were_made_are_recorded(tmp_path: Path) -> None:
    """The innermost first, and no folder that already existed."""
    (tmp_path / "mine").mkdir()
    journal = tmp_path / "mine" / "a" / "b" / "journal.db"
    make_folder(journal.parent, journal)
    assert folders_made(journal) == [journal.parent, journal.parent.parent]
