"""Where a command may write: only to a file, and never to pdtrack's own files."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.locked import needs_sqlcipher, secret
from conftest import Pdtrack
from pdtrack.errors import PdtrackError
from pdtrack.store import files

WRITERS = ("export {}", "export {} --json", "report {}", "backup {}", "doctor --salvage {}")
posix = pytest.mark.skipif(os.name == "nt", reason="other rights on Windows")


def held(folder: Path) -> dict[str, bytes]:
    """The contents of all our files."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(pdtrack: Pdtrack, line: str) -> str:
    """The one line of the refusal."""
    done = pdtrack(line)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), f"{line}: {done.err}"
    return done.err


def test_no_command_overwrites_one_of_our_own_files(pdtrack: Pdtrack) -> None:
    """Not the journal, its side files or its backups, existing or not, by any name."""
    pdtrack.ok("support --add 'Robin, next door'")
    pdtrack.ok("config clock 12")
    pdtrack.ok("log --mood 5")
    pdtrack.at("2026-11-24T00:40:00+01:00")
    pdtrack.ok("log --mood 6")
    folder = pdtrack.journal.parent
    (pdtrack.home / "link").symlink_to(folder)
    (pdtrack.home / "same.db").hardlink_to(pdtrack.journal)
    before = held(pdtrack.home)
    names = [
        *("journal.db", "journal.db-journal", "journal.db-wal", "journal.db-shm"),
        *("journal.db.lock", ".journal.db.new", ".journal.db.new-journal", "support.txt"),
        "backups",
        *("backups/journal-2026-11-24.db", "backups/journal-2020-01-01.db"),
        "backups/.journal-2026-11-24.db.0123abcdef.new",
    ]
    paths = [folder / name for name in names]
    paths += [Path("link", name) for name in names] + [Path("same.db")]
    paths += [pdtrack.home / "config" / "pdtrack" / "config.toml"]
    for path in paths:
        for writer in WRITERS:
            for force in ("", " --force"):
                refused(pdtrack, writer.format(f"'{path}'") + force)
    assert held(pdtrack.home) == before
    # A file in the place of the folder would keep every backup from being made.
    pdtrack.ok("--journal new/j.db day 5")
    for writer in WRITERS:
        refused(pdtrack, f"--journal new/j.db {writer.format('new/backups')}")
    pdtrack.ok(f"export '{folder / 'backups' / 'mine.csv'}'")


def test_the_usual_journal_is_not_overwritten_while_another_one_is_named(pdtrack: Pdtrack) -> None:
    """Whoever keeps a second diary loses nothing of the first."""
    pdtrack.ok("log --mood 5")
    usual = pdtrack.home / "data" / "pdtrack" / "journal.db"
    assert pdtrack.journal == usual
    pdtrack.ok("--journal new/j.db day 5")
    before = held(usual.parent)
    for name in ("journal.db", "journal.db-wal", "journal.db.lock", "backups"):
        for writer in WRITERS:
            refused(pdtrack, f"--journal new/j.db {writer.format(usual.with_name(name))} --force")
    assert held(usual.parent) == before


def test_a_name_that_sqlite_would_remove_or_use_is_refused(pdtrack: Pdtrack) -> None:
    """The side files of any other database, and a backup with a rollback file beside it."""
    pdtrack.ok("log --mood 5")
    Path("other.db").write_bytes(b"anything")
    assert "uses other.db" in refused(pdtrack, "export other.db-journal")
    Path("new.db-journal").write_bytes(b"planted")
    assert "new.db-journal" in refused(pdtrack, "backup new.db")
    pdtrack.ok("export new.db")


def test_an_export_replaces_no_journal_and_no_backup(pdtrack: Pdtrack) -> None:
    """Even with --force; a backup may replace an older one."""
    pdtrack.ok("log --mood 5")
    pdtrack.ok("backup old.db")
    for line in ("export old.db --force", "report old.db --force"):
        assert "a journal or a backup" in refused(pdtrack, line)
    pdtrack.ok("log --mood 6 --new")
    pdtrack.ok("backup old.db --force")
    assert "2 entries" in pdtrack.ok("backup old.db --force").err


@posix
def test_no_diary_lands_in_a_file_called_hyphen(pdtrack: Pdtrack) -> None:
    """`-` is standard output, to which only `export` writes."""
    pdtrack.ok("log --mood 5")
    assert pdtrack.ok("export -").out == pdtrack.ok("export").out
    for line in ("report -", "backup -"):
        assert "Give a file name." in refused(pdtrack, line)
    assert not (pdtrack.home / "-").exists()


def test_a_target_that_is_not_a_file_stays(pdtrack: Pdtrack) -> None:
    """A pipe, a device and links to them, even with --force."""
    pdtrack.ok("log --mood 5")
    os.mkfifo("pipe")
    Path("null").symlink_to("/dev/null")
    Path("to-pipe").symlink_to("pipe")
    for name in ("pipe", "null", "to-pipe"):
        for writer in WRITERS:
            assert "not a file" in refused(pdtrack, writer.format(name) + " --force")
    assert stat.S_ISFIFO(os.lstat("pipe").st_mode)
    assert Path("null").is_symlink()


@posix
def test_a_backup_named_like_a_uri_is_saved_under_that_name(pdtrack: Pdtrack) -> None:
    """SQLite treats `file:` as the start of a URI."""
    pdtrack.ok("log --mood 5")
    Path("file:out").mkdir()
    pdtrack.ok("backup file:out/b.db")
    pdtrack.ok("doctor --salvage file:c.db")
    for name in ("file:out/b.db", "file:c.db"):
        assert stat.S_IMODE(os.stat(name).st_mode) == 0o600
        assert (
            "1 entry"
            in pdtrack.ok(f"--journal ./{name} patterns").out
            + pdtrack(f"--journal ./{name} backup {name.replace(':', '-').replace('/', '-')}").err
        )
    assert not Path("out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_folder_whose_name_is_not_text_works(pdtrack: Pdtrack) -> None:
    """The journal there works, has daily backups, and can be backed up and encrypted."""
    folder = os.fsdecode(os.fsencode(pdtrack.home) + b"/caf\xe9")
    os.mkdir(folder, 0o700)
    journal = f"{folder}/j.db"
    pdtrack.ok(["--journal", journal, "log", "--mood", "5"])
    pdtrack.at("2026-11-24T00:40:00+01:00")
    pdtrack.ok(["--journal", journal, "log", "--mood", "6"])
    assert len(os.listdir(f"{folder}/backups")) == 1
    pdtrack.ok(["--journal", journal, "backup", f"{folder}/b.db"])
    pdtrack.ok(["--journal", journal, "restore", f"{folder}/b.db"])
    pdtrack.ok(["--journal", journal, "doctor", "--salvage", f"{folder}/c.db"])
    report = pdtrack.ok(["--journal", journal, "doctor", "--json"]).json
    assert (report["ok"], report["journal"]["entries"]) == (True, 2)
    notes = pdtrack.ok(["--journal", journal, "privacy", "--json"]).json["notes"]
    assert not any("caf" in (note["fix"] or "") for note in notes)
    assert any("Use a file browser" in (note["advice"] or "") for note in notes)
    for line in (["doctor"], ["privacy"], ["forget", "1", "--yes"]):
        pdtrack.ok(["--journal", journal, *line])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_what_is_kept_in_a_folder_whose_name_is_not_text_is_erased(pdtrack: Pdtrack) -> None:
    """An upgrade keeps a backup there, `forget` finds it from elsewhere, `--all` the folder."""
    folder = Path(os.fsdecode(os.fsencode(pdtrack.home) + b"/caf\xe9"))
    pdtrack.ok(["--journal", f"{folder}/j.db", "log", "--mood", "5"])
    (folder / "j.db").unlink()
    with sqlite3.connect(folder / "j.db") as old:
        old.executescript((Path(__file__).parent / "schemas" / "version-3.sql").read_text())
    old.close()
    assert "a long week" in pdtrack.ok(["--journal", f"{folder}/j.db", "list", "--notes"]).out
    assert [b"a long week" in copy.read_bytes() for copy in folder.glob("backups/*")] == [True]
    (folder / "j.db").rename("here.db")
    pdtrack.ok("--journal here.db forget 1 --yes")
    assert [b"a long week" in copy.read_bytes() for copy in folder.glob("backups/*")] == [False]
    Path("here.db").rename(folder / "j.db")
    pdtrack.ok(["--journal", f"{folder}/j.db", "forget", "--all", "--yes"])
    assert not folder.exists()


@needs_sqlcipher
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_journal_in_a_folder_whose_name_is_not_text_can_be_encrypted(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its backups with it; then it can be decrypted again."""
    folder = Path(os.fsdecode(os.fsencode(pdtrack.home) + b"/caf\xe9"))
    named = ["--journal", f"{folder}/j.db"]
    for note in ("needle-1", "needle-2"):
        pdtrack.ok([*named, "log", "--new", "--note", note])
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    for line, is_readable in (("passphrase set", False), ("passphrase remove --yes", True)):
        pdtrack.ok([*named, *line.split()])
        found = {b"needle" in path.read_bytes() for path in folder.rglob("*.db")}
        assert found == {is_readable}
        assert "needle-2" in pdtrack.ok([*named, "list", "--notes"]).out


@posix
def test_output_is_written_through_the_descriptor(tmp_path: Path) -> None:
    """A file that someone swaps in meanwhile gets nothing, and the command reports it."""
    planted, taken = tmp_path / "planted", tmp_path / "taken"
    planted.write_text("")
    whole = files.written_whole(tmp_path / "out", force=False)
    with pytest.raises(PdtrackError, match="Someone else"), whole as file:  # noqa: PT012
        os.rename(file.name, taken)
        os.symlink(planted, file.name)
        file.write(b"a diary")
    assert planted.read_text() == ""
    assert taken.read_text() == ""
    assert not (tmp_path / "out").exists()


@posix
def test_sqlite_builds_a_backup_where_nobody_else_can_write(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shared folder only gets the finished bytes, also one like /tmp; another is built in."""
    pdtrack.ok("log --mood 5")
    Path("shared").mkdir()
    built = []
    whole = files.built_whole

    @contextlib.contextmanager
    def noted(path: Path, **how: Any) -> Iterator[Path]:
        with whole(path, **how) as draft:
            built.append(draft.absolute().parent)
            yield draft

    monkeypatch.setattr(files, "built_whole", noted)
    for mode in (0o777, 0o1777, 0o755):
        Path("shared").chmod(mode)
        pdtrack.ok("backup shared/b.db --force")
        pdtrack.ok("doctor --salvage shared/c.db --force")
    assert built == [pdtrack.journal.parent] * 4 + [pdtrack.home / "shared"] * 2
    for name in ("b.db", "c.db"):
        assert pdtrack.ok(f"--journal shared/{name} list --json").json["entries"][0]["id"] == 1
    assert not list(pdtrack.home.rglob("*.new"))


@posix
def test_a_draft_is_never_opened_again_by_its_name(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes the name the moment it is there gets nothing, and the command reports it."""
    pdtrack.ok("log --mood 5 --note needle")
    planted, taken = pdtrack.home / "planted", pdtrack.home / "taken"
    opened = os.open

    def raced(path: Any, flags: int, *how: Any, **more: Any) -> int:
        descriptor = opened(path, flags, *how, **more)
        if flags & os.O_EXCL and ".out." in str(path):
            os.rename(path, taken)
            os.symlink(planted, path)
        return descriptor

    monkeypatch.setattr(os, "open", raced)
    # What is there before the command notices.
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(planted.read_bytes()))
    for line in ("export out", "export out --json", "report out"):
        planted.write_bytes(b"")
        seen: list[bytes] = []
        done = pdtrack(line)
        assert (done.code, "Someone else changed the folder" in done.err) == (1, True), done
        assert (seen, planted.read_bytes(), taken.read_bytes()) == ([b""], b"", b""), line
        assert not Path("out").exists()
