"""`backup` saves the whole journal, and `restore` brings it back."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cli.locked import NEEDLE, listing, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Process, Terminal


def test_a_backup_restores_the_journal(pdtrack: Pdtrack) -> None:
    """As it was; the journal that it replaces is kept."""
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


def test_restore_takes_yes_as_an_answer(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """On a terminal it doesn't ask then."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("backup copy.db")
    pdtrack.ok("log --mood 6")
    screen = terminal("restore copy.db --yes")
    screen.expect("The journal holds 1 entry now.")
    assert screen.end() == 0


@pytest.mark.parametrize("line", ["backup copy.db", "restore gone.db", "restore ."])
def test_a_backup_that_cannot_be_made_is_an_error(pdtrack: Pdtrack, line: str) -> None:
    """There is no journal yet, or no such file."""
    before = listing(pdtrack.home)
    assert pdtrack(line).code == 2
    assert listing(pdtrack.home) == before


def test_a_backup_never_overwrites_the_journal(pdtrack: Pdtrack) -> None:
    """Not even with --force."""
    pdtrack.ok("log --mood 5")
    assert pdtrack(["backup", str(pdtrack.journal), "--force"]).code == 2
    assert pdtrack(["restore", str(pdtrack.journal)]).code == 2
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


@needs_sqlcipher
def test_the_backup_of_an_encrypted_journal_is_encrypted(
    locked: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup opens with the same passphrase and keeps it when restored."""
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
def test_only_the_owner_can_read_the_files(home: Path, process: Process, umask: str) -> None:
    """With any umask."""
    old = os.umask(int(umask, 8))
    try:
        for line in ("log --mood 3", "log --mood 4", "backup copy.db", "restore copy.db"):
            assert process(line).code == 0
    finally:
        os.umask(old)
    for path in home.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
