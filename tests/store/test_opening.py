"""The file at the journal's path: trusted, refused or made; reading changes nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from build import NOW, entry
from pdtrack.errors import JournalUnusable
from pdtrack.store import schema
from pdtrack.store.journal import open_journal
from pdtrack.store.opening import open_file
from pdtrack.store.paths import draft_of
from pdtrack.store.sqlcipher import is_encrypted, looks_encrypted


def touch(path: Path) -> None:
    """Open the journal, made where it is missing, and close it."""
    journal = open_journal(path, create=True)
    assert journal is not None
    journal.close()


def test_reading_makes_nothing(tmp_path: Path) -> None:
    """If nothing was ever written, reading leaves no file behind."""
    assert open_journal(tmp_path / "new" / "journal.db") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="no modes on Windows")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_the_owner_can_read_the_new_files(tmp_path: Path, umask: int) -> None:
    """0600 and 0700 with every umask, the lock and the backups included."""
    path = tmp_path / "deep" / "er" / "journal.db"
    before = os.umask(umask)
    try:
        journal = open_journal(path, create=True)
        assert journal is not None
        with journal:
            with journal.writing("log", now=NOW):
                journal.add(entry(after=5))
            journal.keep_daily_copy(NOW.date())
    finally:
        os.umask(before)
    for place in (tmp_path / "deep").rglob("*"):
        mode = stat.S_IMODE(place.stat().st_mode)
        assert mode == (0o700 if place.is_dir() else 0o600), place


@pytest.mark.skipif(os.name == "nt", reason="no modes on Windows")
def test_a_journal_that_others_could_read_is_made_private(tmp_path: Path) -> None:
    """A file copied here with other modes becomes 0600 when it is opened."""
    path = tmp_path / "journal.db"
    touch(path)
    path.chmod(0o644)
    touch(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def foreign(path: Path) -> None:
    """A database of another program."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE song (id)")
    other.commit()
    other.close()


def newer(path: Path) -> None:
    """A journal from a future pdtrack."""
    touch(path)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()


MADE: dict[str, Callable[[Path], object]] = {
    "empty file": lambda path: path.write_bytes(b""),
    "not a journal": lambda path: path.write_bytes(b"dear diary\n"),
    "another program": foreign,
    "newer pdtrack": newer,
    "folder": lambda path: path.mkdir(),
    "broken link": lambda path: path.symlink_to(path.with_name("gone")),
}


@pytest.mark.parametrize("said", MADE)
def test_a_file_that_is_not_a_journal_is_refused_and_left_alone(tmp_path: Path, said: str) -> None:
    """Each kind has its own message; its bytes stay."""
    path = tmp_path / "journal.db"
    MADE[said](path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(JournalUnusable, match=said):
        open_journal(path, create=True)
    assert (path.read_bytes() if path.is_file() else None) == before


def noise(length: int) -> bytes:
    """Bytes that look like an encrypted journal, the same in every run."""
    return Random(length).randbytes(length)


def never(_: int) -> str:
    """A question that must not be asked."""
    raise AssertionError("a passphrase was asked for")


def without_its_mark(path: Path) -> None:
    """A plain journal whose first byte a disk changed."""
    touch(path)
    path.write_bytes(b"?" + path.read_bytes()[1:])


# Most are as long as whole pages, like an encrypted journal, but aren't one.
NEITHER_KIND: dict[str, Callable[[Path], object]] = {
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "pages of zeros": lambda path: path.write_bytes(bytes(4096 * 5)),
    "zeros before noise": lambda path: path.write_bytes(bytes(4096) + noise(4096)),
    "a text": lambda path: path.write_bytes(
        ("Übermäßig müde, água, žluť.\n" * 999).encode()[:8192]
    ),
    "numbers": lambda path: path.write_bytes(b"".join(n.to_bytes(4, "big") for n in range(1024))),
    "noise of less than a page": lambda path: path.write_bytes(noise(4095)),
    "noise of a page and a byte": lambda path: path.write_bytes(noise(4097)),
    "a plain journal without its mark": without_its_mark,
}


@pytest.mark.parametrize("what", NEITHER_KIND)
def test_no_passphrase_is_asked_for_a_file_that_is_not_a_journal(tmp_path: Path, what: str) -> None:
    """Someone who typed a wrong path isn't asked for a passphrase or an extra."""
    path = tmp_path / "journal.db"
    NEITHER_KIND[what](path)
    before = path.read_bytes()
    assert not looks_encrypted(path)
    with pytest.raises(JournalUnusable, match="not a journal"):
        open_file(path, ask=never)
    assert path.read_bytes() == before


def test_every_encrypted_journal_leads_to_the_passphrase_question(tmp_path: Path) -> None:
    """Its pages look random, and random pages are never mistaken for another file."""
    path = tmp_path / "journal.db"
    for seed in range(2_000):
        assert is_encrypted(Random(seed).randbytes(4096), 4096 * 3)
    path.write_bytes(noise(8192))
    with pytest.raises(JournalUnusable, match="has a passphrase"):
        open_file(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """Opening it would wait for someone to write into it."""
    path = tmp_path / "journal.db"
    os.mkfifo(path)
    with pytest.raises(JournalUnusable, match="not a file"):
        open_journal(path, create=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_another_account_s_folder_or_file_is_refused(tmp_path: Path) -> None:
    """A link may point elsewhere, but not to another account's folder or file."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    link = tmp_path / "mine"
    link.symlink_to(theirs)
    with pytest.raises(JournalUnusable, match="another account"):
        open_journal(link / "journal.db", create=True)
    assert list(theirs.iterdir()) == []


def test_a_link_to_your_own_folder_works(tmp_path: Path) -> None:
    """A home on another disk still works."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    touch(tmp_path / "link" / "journal.db")
    assert (tmp_path / "real" / "journal.db").exists()


def test_the_draft_of_a_killed_command_is_removed(tmp_path: Path) -> None:
    """The next command removes a half-built file."""
    path = tmp_path / "journal.db"
    touch(path)
    draft_of(path).write_bytes(b"half")
    touch(path)
    assert not draft_of(path).exists()


def test_a_rollback_file_of_a_deleted_journal_is_not_applied_to_a_new_one(
    tmp_path: Path,
) -> None:
    """SQLite would think that it belongs to the new journal."""
    path = tmp_path / "journal.db"
    path.with_name("journal.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 512)
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal:
        assert journal.count() == 0
    assert not path.with_name("journal.db-journal").exists()


def test_an_older_journal_is_backed_up_before_it_is_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup keeps the old version, and the entries stay."""
    path = tmp_path / "journal.db"
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal, journal.writing("log", now=NOW):
        journal.add(entry(after=5))
    more = (*schema.MIGRATIONS, ("CREATE TABLE later (x INTEGER) STRICT",))
    for module in ("pdtrack.store.connection", "pdtrack.store.schema"):
        monkeypatch.setattr(f"{module}.MIGRATIONS", more)
        monkeypatch.setattr(f"{module}.VERSION", len(more))
    journal = open_journal(path)
    assert journal is not None
    with journal:
        assert journal.count() == 1
    (copy,) = (tmp_path / "backups").iterdir()
    assert f"version-{schema.VERSION - 1}" in copy.name
    if os.name != "nt":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    other = sqlite3.connect(copy)
    assert other.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)
    other.close()
