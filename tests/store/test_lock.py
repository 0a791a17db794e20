"""The lock beside the journal: shared by commands, alone for what replaces the file."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from pdtrack.errors import PdtrackError
from pdtrack.store import lock
from pdtrack.store.made_folders import folders_made, make_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows needs no lock of ours")


def test_commands_share_the_lock(tmp_path: Path) -> None:
    """Two that only add or read do not wait for each other."""
    path = tmp_path / "journal.db"
    with lock.locked(path), lock.locked(path), lock.locked(path, reading=True):
        assert stat.S_IMODE(lock.lock_path(path).stat().st_mode) == 0o600


def test_one_that_is_alone_waits_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives up after a while with one clear line."""
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


def test_others_wait_for_one_that_is_alone(tmp_path: Path) -> None:
    """They go on as soon as it is done."""
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


def test_a_lock_file_that_was_removed_meanwhile_is_made_anew(tmp_path: Path) -> None:
    """Who waited for `forget --all` does not hold a lock that nobody else can see."""
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
    """The lock lies beside the real file, whatever name it was reached by."""
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "journal.db")
    assert lock.lock_path(link) == lock.lock_path(tmp_path / "journal.db")


def test_reading_goes_on_where_no_lock_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that can't be written can still be read from."""

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with lock.locked(tmp_path / "journal.db", reading=True):
        pass
    with pytest.raises(PdtrackError, match="can't be written"), lock.locked(tmp_path / "j.db"):
        pass


def test_the_folders_that_were_made_are_written_down(tmp_path: Path) -> None:
    """The innermost first, and none that was there before."""
    (tmp_path / "mine").mkdir()
    journal = tmp_path / "mine" / "a" / "b" / "journal.db"
    make_folder(journal.parent, journal)
    assert folders_made(journal) == [journal.parent, journal.parent.parent]
