"""`backup` and `restore`: a copy of the whole journal, and back again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cli.locked import NEEDLE, listing, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Process


def test_a_backup_comes_back(pdtrack: Pdtrack) -> None:
    """As it was, with the journal before kept."""
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    assert "with 1 entry" in pdtrack.ok("backup copy.db").err
    assert pdtrack("backup copy.db").code == 2
    pdtrack.ok("backup copy.db --force")
    pdtrack.ok("log --mood 9")
    done = pdtrack.ok("restore copy.db")
    assert "holds 1 entry" in done.err
    assert "The previous journal is kept" in done.err
    assert len(pdtrack.ok("list --json").json["entries"]) == 1
    assert len(pdtrack.ok("doctor --json").json["backups"]) == 2


@pytest.mark.parametrize("line", ["backup copy.db", "restore gone.db", "restore ."])
def test_what_can_not_be_copied_is_said(pdtrack: Pdtrack, line: str) -> None:
    """There is no journal yet, or no such file."""
    before = listing(pdtrack.home)
    assert pdtrack(line).code == 2
    assert listing(pdtrack.home) == before


def test_a_backup_never_covers_the_journal(pdtrack: Pdtrack) -> None:
    """Not even by force."""
    pdtrack.ok("log --mood 5")
    assert pdtrack(["backup", str(pdtrack.journal), "--force"]).code == 2
    assert pdtrack(["restore", str(pdtrack.journal)]).code == 2
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


@needs_sqlcipher
def test_a_locked_journal_is_copied_locked(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy opens with the same passphrase, and brings it along."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(locked.home))
    assert "journal's passphrase" in locked.ok("backup copy.db").err
    assert NEEDLE.encode() not in (locked.home / "copy.db").read_bytes()
    locked.ok("passphrase remove --yes")
    assert "passphrase of the backup" in locked.ok("restore copy.db").err
    assert NEEDLE in locked.ok("list --notes").out
    monkeypatch.delenv("PDTRACK_PASSPHRASE_FILE")
    assert locked("list").code == 3
    assert locked("restore copy.db").code == 3


@posix
@pytest.mark.parametrize("umask", ["000", "022", "077"])
def test_every_file_is_for_its_owner_alone(home: Path, process: Process, umask: str) -> None:
    """Whatever the umask says."""
    old = os.umask(int(umask, 8))
    try:
        for line in ("log --mood 3", "log --mood 4", "backup copy.db", "restore copy.db"):
            assert process(line).code == 0
    finally:
        os.umask(old)
    for path in home.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
