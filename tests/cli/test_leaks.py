"""What every command leaves on the machine: modes, places, words. S1, S2 and S3."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cli.locked import PHRASE, needs_sqlcipher, posix, secret
from conftest import Pdtrack, Process, Terminal
from pdtrack.store.sqlcipher import looks_encrypted

NOTE, TAG = "needle-note-5150", "needletag5150"
# Each command that makes a file, in an order that works.
MAKERS = (
    "log --mood 3",
    "log --mood 4 --new",
    "support --add Ann",
    "config clock 12",
    "export out.csv",
    "export out.json",
    "export -",
    "report page.html",
    "backup copy.db",
    "restore copy.db",
    "import out.csv",
    "doctor --salvage saved.db",
    "passphrase set",
    "log --mood 5 --new",
    "passphrase change --new-file other",
    "later --mood 6",
    "undo",
    "forget 1 --yes",
)


def secrets(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrase files as a script would use them."""
    secret(home)
    secret(home, "another passphrase of words", "other")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", "")


def makes(line: str, run: Process | Pdtrack, home: Path) -> None:
    """Run one of `MAKERS`; after a change the passphrase is another one.

    The variable is set with the passphrase: while set, nothing is written unencrypted.
    """
    if line == "passphrase set":
        os.environ["PDTRACK_PASSPHRASE_FILE"] = str(home / "secret")
    result = run(line)
    assert result.code == 0, (line, result.err)
    if line.startswith("passphrase change"):
        (home / "other").replace(home / "secret")


@needs_sqlcipher
@posix
@pytest.mark.parametrize("umask", ["000", "022", "077"])
def test_only_the_owner_can_read_what_commands_make(
    home: Path, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, umask: str
) -> None:
    """Every file is 0600 and every folder 0700 after each command, with any umask."""
    secrets(home, monkeypatch)
    old = os.umask(int(umask, 8))
    try:
        for line in MAKERS:
            makes(line, pdtrack, home)
            for path in home.rglob("*"):
                wanted = 0o700 if path.is_dir() else 0o600
                assert stat.S_IMODE(path.stat().st_mode) == wanted, (line, path)
    finally:
        os.umask(old)


AUDITOR = """
import os, sys
def _watch(event, args):
    made = None
    if event == "open" and isinstance(args[0], (str, bytes)) and args[2] & (
        os.O_CREAT | os.O_WRONLY | os.O_RDWR | os.O_APPEND
    ):
        made = args[0]
    elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "shutil.copyfile"):
        made = args[1] if event in ("os.rename", "os.link", "os.symlink") else args[0]
    elif event == "sqlite3.connect":
        made = args[0]
    if made is not None and made != os.environ["WATCHED"]:
        descriptor = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND)
        os.write(descriptor, os.fsencode(made) + b"\\n")
        os.close(descriptor)
sys.addaudithook(_watch)
"""


@needs_sqlcipher
@posix
def test_no_command_makes_a_file_anywhere_else(
    home: Path, tmp_path: Path, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in temporary folders, the cache or a history: only the home and FILE."""
    watch = tmp_path / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(AUDITOR)
    seen = tmp_path / "seen"
    seen.touch()
    secrets(home, monkeypatch)
    monkeypatch.setenv("WATCHED", str(seen))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPATH", f"{watch}{os.pathsep}{os.environ['PYTHONPATH']}")
    for line in (*MAKERS, "list", "patterns", "chart", "tags", "privacy", "guide", "doctor"):
        makes(line, process, home)
    made = {path.removeprefix("file://").partition("?")[0] for path in seen.read_text().split("\n")}
    assert any("journal.db" in path for path in made), "the watcher does not watch"
    outside = {
        path
        for path in made - {"", str(seen), os.devnull, ":memory:"}
        if not path.startswith(str(home)) and os.path.isabs(path)
    }
    assert outside == set()
    # A bare file name is in the folder where the command ran, which is the home.
    assert {path for path in made if not os.path.isabs(path)} <= {
        "", ":memory:", "out.csv", "out.json", "page.html", "copy.db", "saved.db", "other",
    } | {path for path in made if path.startswith(".") and path.endswith(".new")}  # fmt: skip


@posix
def test_private_words_are_only_in_the_journal_and_requested_files(
    home: Path, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only in the journal, its backups and the files that a command was asked to write."""
    line = f"log --mood 3 --new --tag {TAG} --note -"
    for _ in range(2):
        assert process(line, stdin=NOTE).code == 0
    for line in ("list", "patterns", "tags", "chart tags", "privacy", "support --add Ann",
                 "config clock 12", "edit 1 --mood 4", "delete 2 --yes",
                 "export out.csv"):  # fmt: skip
        assert process(line).code == 0, line
    holding = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in (NOTE, TAG))
    }
    journal = "data/pdtrack/journal.db"
    assert {journal, "out.csv"} <= holding
    assert all(name == "out.csv" or name.startswith("data/pdtrack/") for name in holding)
    assert not any("lock" in name or "support" in name for name in holding)


@needs_sqlcipher
@posix
def test_no_file_argument_or_screen_shows_a_passphrase(
    home: Path, process: Process, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a variable, whatever is done with the passphrase."""
    screen = terminal("passphrase set")
    for question in ("New passphrase:", "Repeat it:"):
        screen.expect(question)
        if Path("/proc/self/environ").exists():
            place = Path(f"/proc/{screen.running.pid}")
            for name in ("cmdline", "environ"):
                assert PHRASE.encode() not in (place / name).read_bytes()
        screen.type(PHRASE)
    assert screen.end() == 0
    for line in ("log --mood 3 --new", "list", "doctor", "passphrase change"):
        screen = terminal(line)
        screen.expect("Passphrase:")
        screen.type(PHRASE)
        if line == "passphrase change":
            screen.expect("New passphrase:")
            screen.type("short")
            screen.expect("New passphrase:")
            screen.interrupt()
        assert screen.end() == (130 if line == "passphrase change" else 0)
        assert PHRASE not in screen.raw
    for path in home.rglob("*"):
        if path.is_file():
            assert PHRASE.encode() not in path.read_bytes(), path


def readable(home: Path) -> list[str]:
    """The names of our files that show the note or the tag unencrypted."""
    return [
        path.name
        for path in (home / "data").rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in (NOTE, TAG))
    ]


@needs_sqlcipher
@posix
def test_under_a_passphrase_no_file_shows_a_word(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal, its backups, and the journals that restores replaced before and after."""
    pdtrack.ok(["log", "--mood", "3", "--tag", TAG, "--note", NOTE])
    pdtrack.ok("backup copy.db")
    pdtrack.ok("log --mood 4 --new")
    pdtrack.ok("restore copy.db")
    assert len(readable(pdtrack.home)) >= 3
    secrets(pdtrack.home, monkeypatch)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(pdtrack.home / "secret"))
    pdtrack.ok("passphrase set")
    assert readable(pdtrack.home) == []
    (replaced,) = pdtrack.journal.parent.rglob("*-replaced-*.db")
    assert looks_encrypted(replaced)
    pdtrack.ok("passphrase change --new-file other")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(pdtrack.home / "other"))
    pdtrack.ok("log --mood 5 --new")
    pdtrack.ok("edit 1 --note changed")
    assert readable(pdtrack.home) == []
    # The replaced journal holds an entry that no other file has, and can be restored.
    pdtrack.ok(["restore", str(replaced)])
    assert [one["after"] for one in pdtrack.ok("list --json").json["entries"]] == [4, 3]


@needs_sqlcipher
@posix
def test_backups_with_an_old_passphrase_are_replaced(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old passphrase opens none of our files; once removed, none stays encrypted."""
    secrets(pdtrack.home, monkeypatch)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(pdtrack.home / "secret"))
    pdtrack.ok("passphrase set")
    pdtrack.ok("log --mood 4")
    pdtrack.ok("log --mood 5 --new")
    kept = sorted(pdtrack.journal.parent.rglob("backups/*.db"))
    assert kept
    pdtrack.ok("passphrase change --new-file other")
    for copy in pdtrack.journal.parent.rglob("backups/*.db"):
        assert pdtrack(["--journal", str(copy), "list"]).code == 3
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(pdtrack.home / "other"))
    pdtrack.ok("passphrase remove --yes")
    assert not any(looks_encrypted(copy) for copy in pdtrack.journal.parent.rglob("backups/*.db"))


HALF_DONE = """
import os, signal, sys
from pathlib import Path
from pdtrack.store.opening import connect
connection = connect(Path(sys.argv[1]), sys.argv[2])
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE entry SET note = note || ' and more', after = 9")
connection.execute("UPDATE entry SET note = hex(zeroblob(9000)) WHERE id > 1")
os.kill(os.getpid(), signal.SIGKILL)
"""


@needs_sqlcipher
@posix
def test_the_leftovers_of_a_killed_command_are_encrypted(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages that SQLite keeps for a rollback are encrypted too."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    pdtrack.ok("passphrase set")
    for number in range(9):
        words = f"{NOTE} {number} " + "x" * 900
        pdtrack.ok(["log", "--new", "--mood", "3", "--tag", TAG, "--note", words])
    argv = [sys.executable, "-c", HALF_DONE, str(pdtrack.journal), PHRASE]
    subprocess.run(argv, check=False)
    beside = pdtrack.journal.with_name("journal.db-journal")
    assert beside.stat().st_size > 4096
    assert readable(pdtrack.home) == []
    assert len(pdtrack.ok("list --json").json["entries"]) == 9
    assert readable(pdtrack.home) == []
