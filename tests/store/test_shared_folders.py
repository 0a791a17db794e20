"""A folder that other accounts can write to: pdtrack never uses what they plant."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import Pdtrack, Process
from faults.figures import say
from pdtrack.store import files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="other rights on Windows")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root is several accounts"
)
SOMEONE = 12345
LINES = (
    *("log --mood 5", "list", "patterns", "export", "undo", "tags", "backup b.db", "doctor"),
    *("forget 1 --yes", "restore good.db", "report r.html", "import good.csv"),
)


def held(folder: Path) -> dict[str, bytes]:
    """What every file holds."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def begun(pdtrack: Pdtrack) -> Pdtrack:
    """A diary of one entry, with something to restore and to import."""
    pdtrack.ok("log --mood 5 --note needle")
    pdtrack.ok("backup good.db")
    pdtrack.ok("export good.csv")
    return pdtrack


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o757])
def test_a_folder_that_others_can_write_in_is_refused(begun: Pdtrack, mode: int) -> None:
    """By every command, in one line that shows what to do; it reads, makes and changes nothing."""
    Path("open").mkdir()
    Path("open").chmod(mode)
    shutil.copy(begun.journal, "open/j.db")
    before = held(begun.home)
    lines = [f"--journal open/j.db {line}" for line in LINES]
    anew = ("log --mood 5", "import good.csv", "restore good.db", "passphrase set --new-file x")
    lines += [f"--journal open/new.db {line}" for line in anew]
    for line in lines:
        done = begun(line)
        assert (done.code, done.err.count("\n")) == (3, 1), f"{line}: {done.err}"
        assert "chmod go-w" in done.err, line
        assert "needle" not in done.out, line
    assert held(begun.home) == before


def test_a_link_leads_into_no_folder_that_others_can_write_in(begun: Pdtrack) -> None:
    """Neither from such a folder nor into one: both the link's folder and the file's count."""
    Path("open").mkdir()
    Path("mine").mkdir(mode=0o700)
    for there, link in (("open", "mine"), ("mine", "open")):
        shutil.copy(begun.journal, f"{there}/real.db")
        Path(link, "link.db").symlink_to(begun.home / there / "real.db")
    Path("open").chmod(0o777)
    for link in ("mine/link.db", "open/link.db"):
        done = begun(f"--journal {link} list")
        assert (done.code, done.out, "chmod go-w" in done.err) == (3, "", True), link


def test_backups_that_others_could_plant_are_not_used(begun: Pdtrack) -> None:
    """Their folder counts like the journal's: SQLite plays what is beside a backup into it."""
    begun.now += timedelta(days=1)
    begun.ok("--journal new/j.db day 5")
    begun.now += timedelta(days=1)
    begun.ok("--journal new/j.db day 6")
    copies = Path("new/backups")
    copies.chmod(0o777)
    before, kept = held(begun.home), held(copies)
    assert kept
    for line in LINES:
        done = begun(f"--journal new/j.db {line}")
        assert (done.code, done.err.count("\n")) == (3, 1), f"{line}: {done.err}"
        assert "backups, lets other accounts write in it" in done.err, line
    assert held(begun.home) == before
    # Moved away, the journal still knows that folder.
    shutil.move("new/j.db", "j.db")
    notes = begun.ok("--journal j.db doctor --json").json["notes"]
    assert f"The backups in {copies.absolute()} can't be checked now." in notes
    assert str(copies.absolute()) in begun.ok("--journal j.db forget 1 --yes").out
    assert held(copies) == kept


def test_the_next_command_makes_the_default_folders_private_again(
    begun: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that only reads, since pdtrack chose the folders itself."""
    folders = (begun.journal.parent, begun.journal.parent / "backups")
    monkeypatch.delenv("PDTRACK_JOURNAL")
    begun.now += timedelta(days=1)
    begun.ok("day 5")
    for folder in folders:
        folder.chmod(0o777)
    assert len(begun.ok("list --json").json["entries"]) == 2
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700, 0o700]


def test_a_group_with_one_member_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many systems give each account its own group, which may write by default."""
    import grp

    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o775)
    own = grp.getgrgid(folder.stat().st_gid)
    account = __import__("pwd").getpwuid(os.geteuid()).pw_name
    for name, members, shared in (
        (account, [], False),
        (account, [account], False),
        (account, ["other"], True),
        ("users", [], True),
    ):
        made = grp.struct_group((name, "x", own.gr_gid, members))
        monkeypatch.setattr(grp, "getgrgid", lambda _, made=made: made)
        assert files.is_shared(folder.stat()) == shared, (name, members)


def test_a_diary_in_a_shared_folder_can_be_erased(begun: Pdtrack) -> None:
    """Nobody has to fix the folder's permissions first."""
    Path("open/backups").mkdir(parents=True)
    for name in ("j.db", "backups/j-2026-11-20.db"):
        shutil.copy(begun.journal, f"open/{name}")
    for folder in ("open", "open/backups"):
        Path(folder).chmod(0o777)
    begun.ok("--journal open/j.db forget --all --yes")
    assert list(Path("open").iterdir()) == []


@as_root
@pytest.mark.parametrize("name", [".", "journal.db"])
def test_another_account_s_journal_or_folder_is_not_used(begun: Pdtrack, name: str) -> None:
    """Whoever owns the folder can replace everything in it."""
    os.chown(begun.journal.parent / name, SOMEONE, SOMEONE)
    before = held(begun.home)
    for line in (*LINES, "forget --all --yes"):
        done = begun(line)
        assert (done.code, done.err.count("\n")) == (3, 1), f"{line}: {done.err}"
        assert "belongs to another account" in done.err
    assert held(begun.home) == before


def test_what_belongs_to_the_system_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is root can read and change everything anyway."""
    monkeypatch.setattr(os, "geteuid", lambda: SOMEONE)
    root, other = (os.stat_result((0o40755, 1, 1, 2, uid, 0, 0, 0, 0, 0)) for uid in (0, 54321))
    assert (files.is_trusted(root), files.is_trusted(other)) == (True, False)


def test_a_lock_that_was_planted_just_now_is_not_used(begun: Pdtrack) -> None:
    """It is checked again once it is open: a link, a pipe, or another account's file."""
    lock = begun.journal.with_name("journal.db.lock")
    elsewhere = begun.home / "elsewhere"
    elsewhere.write_bytes(b"")
    kinds: list[Callable[[], object]] = [
        lambda: lock.symlink_to(elsewhere),
        lambda: os.mkfifo(lock),
    ]
    if os.geteuid() == 0:
        kinds.append(lambda: shutil.chown(shutil.copy(elsewhere, lock), SOMEONE, SOMEONE))
    for plant in kinds:
        lock.unlink()
        plant()
        with pytest.raises(OSError, match=r"another account|symbolic links"):
            files.opened_own(lock, os.O_RDWR)
        done = begun("log --new --mood 5")
        assert (done.code, done.err.count("\n")) == (3, 1), done.err
    lock.unlink()
    assert elsewhere.read_bytes() == b""
    assert [entry["id"] for entry in begun.ok("list --json").json["entries"]] == [1]


@as_root
@pytest.mark.parametrize(
    "name", ["journal.db-journal", "journal.db-wal", "journal.db-shm", "journal.db.lock", "backups"]
)
def test_files_that_another_account_planted_are_not_used(begun: Pdtrack, name: str) -> None:
    """Another account's file beside the journal stops every command, and nothing changes."""
    planted = begun.journal.parent / name
    if name == "backups":
        planted.mkdir(exist_ok=True)
    else:
        planted.write_bytes(begun.journal.read_bytes())
    os.chown(planted, SOMEONE, SOMEONE)
    before = held(begun.home)
    for line in LINES:
        done = begun(line)
        assert (done.code, done.err.count("\n")) == (3, 1), f"{line}: {done.err}"
        assert name in done.err
        assert "another account" in done.err
    assert held(begun.home) == before


@as_root
def test_settings_and_support_lines_of_another_account_are_not_used(begun: Pdtrack) -> None:
    """They could erase old entries, or put words of theirs on a safety card."""
    begun.ok("config clock 12")
    begun.ok("support --add Robin")
    for line, file in (
        ("log --new --mood 5", begun.home / "config" / "pdtrack" / "config.toml"),
        ("support", begun.home / "data" / "pdtrack" / "support.txt"),
    ):
        os.chown(file, SOMEONE, SOMEONE)
        before = held(begun.home)
        done = begun(line)
        assert (done.code, done.err.count("\n"), "Robin" in done.out) == (1, 1, False), line
        assert held(begun.home) == before
        os.chown(file, 0, 0)
    assert "emergency" in done.out


def try_as_someone(begun: Pdtrack, modes: Sequence[int]) -> int:
    """Run every command as another account, the folder having each mode; how many were refused."""
    folder = begun.journal.parent
    # What another account may not be able to load is loaded before.
    for line in LINES:
        begun(line)
    folder.chmod(0o775)
    files.is_shared(folder.stat())
    before = held(begun.home)
    for parent in (folder, *folder.parents):
        if parent == Path(tempfile.gettempdir()):
            break
        parent.chmod(parent.stat().st_mode | 0o055)
    for mode in modes:
        folder.chmod(mode)
        os.seteuid(SOMEONE)
        try:
            for line in LINES:
                done = begun(line)
                # The backup and the export, too, can't be read by anyone else.
                code = (2, 3) if "good" in line else (3,)
                assert done.code in code, f"{line}: {done.err}"
                assert "needle" not in done.out + done.err
        finally:
            os.seteuid(0)
        assert held(begun.home) == before
    return len(modes) * len(LINES)


@as_root
def test_two_accounts_in_one_folder(begun: Pdtrack) -> None:
    """Neither account can read or change the other's files, whatever they try."""
    try_as_someone(begun, (0o755, 0o777))


@as_root
@pytest.mark.slow
def test_two_accounts_in_a_folder_of_any_mode(begun: Pdtrack) -> None:
    """The same for every way in which others may look into a folder or write in it."""
    refused = try_as_someone(begun, (0o755, 0o775, 0o757, 0o777, 0o1777, 0o2775))
    say("two accounts in one folder", {"refused": refused, "bytes changed": 0})


def test_a_umask_cannot_lock_out_the_owner(process: Process) -> None:
    """Whoever makes a file can always read it."""
    for umask in (0o400, 0o777):
        assert process("log --new --mood 5", umask=umask).code == 0
        assert process("list", umask=umask).code == 0
        assert process("support --add Robin", umask=umask).code == 0
        assert process("support", umask=umask).code == 0
