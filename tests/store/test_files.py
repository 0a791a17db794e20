"""Who can read what: files 0600, folders 0700, with any umask, and made in one step."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Pdtrack, Process
from pdtrack.errors import InvalidInput, PdtrackError
from pdtrack.store import connection, files
from pdtrack.store.entry_table import EntryTable
from pdtrack.store.schema import MIGRATIONS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="other rights on Windows")


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run with this umask."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_only_the_owner_can_read_what_is_made(pdtrack: Pdtrack) -> None:
    """The journal, its folders and an export, with any umask."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("export out.csv")
    assert mode(pdtrack.journal) == 0o600
    assert mode(pdtrack.home / "out.csv") == 0o600
    for folder in (pdtrack.journal.parent, pdtrack.journal.parent.parent):
        assert mode(folder) == 0o700
    for path in pdtrack.home.rglob("*"):
        assert mode(path) & 0o077 == 0, path


@pytest.mark.parametrize("umask_text", ["000", "077"])
def test_the_default_folder_is_private(umask_text: str, process: Process, home: Path) -> None:
    """Without --journal or PDTRACK_JOURNAL, in the system's data folder."""
    environ = {name: value for name, value in os.environ.items() if name != "PDTRACK_JOURNAL"}
    result = process("log --mood 5", env=environ, umask=int(umask_text, 8))
    assert result.code == 0, result.err
    if sys.platform == "linux":
        journal = home / "data" / "pdtrack" / "journal.db"
        assert mode(journal) == 0o600
        assert mode(journal.parent) == 0o700


def test_an_opened_default_folder_is_made_private_again(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the folder that pdtrack chose itself; any other one is up to the person."""
    monkeypatch.delenv("PDTRACK_JOURNAL")
    if sys.platform != "linux":
        pytest.skip("XDG_DATA_HOME is a custom of Linux")
    ours = pdtrack.home / "data" / "pdtrack"
    ours.mkdir(parents=True)
    ours.chmod(0o755)
    pdtrack.ok("log --mood 5")
    assert mode(ours) == 0o700
    theirs = pdtrack.home / "theirs"
    theirs.mkdir()
    theirs.chmod(0o755)
    pdtrack.ok("--journal theirs/j.db log --mood 5")
    assert mode(theirs) == 0o755
    assert mode(theirs / "j.db") == 0o600


def test_no_draft_is_left(pdtrack: Pdtrack) -> None:
    """The journal appears complete under its name, with only its lock beside it."""
    pdtrack.ok("log --mood 5")
    names = {path.name for path in pdtrack.journal.parent.iterdir()}
    assert names <= {"journal.db", "journal.db.lock"}


def test_a_half_made_journal_does_not_appear(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If making it fails, there is no file at all."""
    broken = (*MIGRATIONS[:-1], (*MIGRATIONS[-1], "NO SQL AT ALL"))
    monkeypatch.setattr(connection, "MIGRATIONS", broken)
    assert pdtrack("log --mood 5").code in (1, 3)
    assert not pdtrack.journal.exists()
    left = {path.name for path in pdtrack.home.rglob("*") if path.is_file()}
    assert left <= {"journal.db.lock"}


def test_saved_is_printed_after_the_commit(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the commit fails, no line claims that it was saved."""

    def failing(self: EntryTable) -> None:
        raise PdtrackError("The disk is full.", "Nothing was saved.")

    monkeypatch.setattr(EntryTable, "count_words", failing)
    result = pdtrack("log --mood 5 --wanted no")
    assert result.code == 1
    assert "Saved" not in result.out
    monkeypatch.undo()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A block that fails leaves the old file and no draft."""
    target = tmp_path / "file"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="half"), files.written_whole(target, force=True) as file:  # noqa: PT012
        file.write(b"new")
        raise RuntimeError("half way")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    with files.written_whole(target, force=True) as file:
        file.write(b"new")
    assert target.read_text() == "new"
    assert mode(target) == 0o600


def test_a_file_that_appears_in_the_meantime_is_not_replaced(tmp_path: Path) -> None:
    """Without --force, the last step refuses too."""
    target = tmp_path / "file"
    with pytest.raises(InvalidInput), files.written_whole(target, force=False) as file:  # noqa: PT012
        file.write(b"ours")
        target.write_text("theirs")
    assert target.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_pdtrack_does_not_write_through_a_planted_link(tmp_path: Path) -> None:
    """An empty file is made only if nothing has the name, not even a broken link."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        files.create_empty(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


def test_a_journal_that_cannot_be_written_can_be_read(pdtrack: Pdtrack) -> None:
    """Reading works; writing is exit 3 in one line."""
    if os.geteuid() == 0:
        pytest.skip("root can write everything")
    pdtrack.ok("log --mood 5")
    pdtrack.journal.chmod(0o400)
    pdtrack.journal.parent.chmod(0o500)
    try:
        assert pdtrack.ok("list --json").json["entries"][0]["id"] == 1
        assert pdtrack("log --mood 5").code == 3
    finally:
        pdtrack.journal.parent.chmod(0o700)
