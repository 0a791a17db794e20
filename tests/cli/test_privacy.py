"""`privacy`, and that arguments, the environment, errors, names and the network leak nothing."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Pdtrack, Process, Refused, Terminal
from pdtrack.cli.index import COMMANDS, SUMMARY
from pdtrack.store import files
from pdtrack.store import sqlcipher as crypt
from pdtrack.store.journal import Journal
from pdtrack.store.memory_table import MemoryTable

PROJECT = Path(__file__).parents[2]
NOTE = "needle-note-7261"
TAG = "needletag7261"
# For anyone who only sees a name: a package list, a menu, a file browser, the help's top.
WORDS = re.compile(
    r"\bsex|orgasm|\bcry|tears?\b|dysphori|intima|\bpain|climax|masturbat|coit|arous|consent|"
    r"abuse|assault|rape|trauma|depress|shame|guilt|partner",
    re.I,
)


def snapshot(folder: Path) -> dict[str, Any]:
    """Every file below `folder`: its bytes, mode and time of change."""
    return {
        str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# The command


def test_privacy_only_reads(pdtrack: Pdtrack) -> None:
    """It reports modes that are too open and doesn't change them."""
    pdtrack.ok(["log", "--mood", "3", "--note", NOTE, "--tag", TAG])
    pdtrack.ok("export a.csv")
    pdtrack.journal.chmod(0o644)
    pdtrack.journal.parent.chmod(0o755)
    before = snapshot(pdtrack.home)
    out = pdtrack.ok("privacy").out
    assert snapshot(pdtrack.home) == before
    assert f"chmod 600 {pdtrack.journal}" in out
    assert f"chmod 700 {pdtrack.journal.parent}" in out
    assert f"rm {pdtrack.home}/a.csv" in out
    assert "Not encrypted: anyone using this account can read it." in out
    assert "  pdtrack passphrase set" in out


def test_privacy_never_shows_the_words_of_a_history(pdtrack: Pdtrack) -> None:
    """Only how many lines, where, and the command that fixes it."""
    history = pdtrack.home / ".bash_history"
    history.write_text(f"pdtrack log --note '{NOTE}'\npdtrack list\npdtrack log -t {TAG}\n")
    for line in ("privacy", "privacy --json"):
        result = pdtrack.ok(line)
        assert f"{history} holds 2 pdtrack lines" in result.out
        assert NOTE not in result.out + result.err
        assert TAG not in result.out + result.err


def test_every_note_has_its_shape_for_scripts(pdtrack: Pdtrack) -> None:
    """As in docs/json.md: what, state, fix, advice; leftover files; the limits."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("export a.csv")
    found = pdtrack.ok("privacy --json").json
    assert set(found) == {"schema", "notes", "leftovers", "not_protected"}
    for note in found["notes"]:
        assert set(note) == {"what", "state", "fix", "advice"}
        assert "\n" not in note["state"] + (note["fix"] or "")
    (left,) = found["leftovers"]
    assert left["path"] == str(pdtrack.home / "a.csv")
    assert left["mode"] == "0600"
    assert len(found["not_protected"]) >= 5


def test_the_limits_are_shown_every_time(pdtrack: Pdtrack) -> None:
    """Even if there is nothing to fix."""
    out = pdtrack.ok("privacy").out
    for words in ("unlocked screen", "records the keys", "demands the passphrase"):
        assert words in out
    assert not pdtrack.journal.exists()


def test_no_passphrase_is_asked_for(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """pdtrack can see whether the file is encrypted without opening it."""
    pdtrack.journal.parent.mkdir(parents=True)
    pdtrack.journal.write_bytes(os.urandom(4096))
    pdtrack.journal.chmod(0o600)
    assert crypt.looks_encrypted(pdtrack.journal)
    assert "Protected with a passphrase." in pdtrack.ok("privacy").out
    monkeypatch.setenv("PDTRACK_PASSPHRASE_COMMAND", "cat secret")
    out = pdtrack.ok("privacy").out
    assert "export PDTRACK_PASSPHRASE_COMMAND=" in out


def test_a_hostile_file_name_is_harmless(pdtrack: Pdtrack) -> None:
    """It is quoted in the command; one that can't be shown as it is has no command."""
    pdtrack.ok("log --mood 3")
    for name, commands in (("a\x1b]0;x\x07;rm -rf z.csv", []), ("a; rm -rf z.csv", ["'"])):
        pdtrack.ok(["export", name])
        out = pdtrack.ok("privacy").out
        assert "\x1b" not in out
        assert "\x07" not in out
        removing = [line for line in out.splitlines() if line.startswith("  rm ")]
        assert ["'" for line in removing if "'" in line] == commands


# S2: where the words may be, and nowhere else


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux shows processes so")
def test_no_argument_or_variable_holds_what_is_typed(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """Every account can see those while the program runs; the words stay inside it."""
    pdtrack.ok("log --mood 5")
    os.environ["TERM"] = "dumb"
    screen = terminal("log")
    for question in ("How do you feel", "beforehand", "Who were", "Did you want"):
        screen.expect(question)
        screen.type()
    screen.expect("Tags")
    screen.type(TAG)
    screen.expect("Did you cry")
    process = Path(f"/proc/{screen.running.pid}")
    for name in ("cmdline", "environ"):
        assert TAG.encode() not in (process / name).read_bytes()
    opened = [os.readlink(link) for link in (process / "fd").iterdir()]
    assert not [path for path in opened if path.startswith(("/tmp/", "/var/tmp")) and
                not path.startswith(str(pdtrack.home))]  # fmt: skip
    for shown in ("Any pain", "orgasm", "last?", "helped?", "write something down", "Saved"):
        screen.type()
        screen.expect(shown)
    assert screen.end() == 0
    assert TAG in pdtrack.ok("list --json").out


def test_words_are_only_in_the_journal_and_its_backups(pdtrack: Pdtrack, process: Process) -> None:
    """Read from standard input, listed, counted and deleted: no other file has them."""
    line = f"log --mood 3 --tag {TAG} --note -"
    assert process(line, stdin=NOTE).code == 0
    for each in ("list", "show 1", "patterns", "tags", "chart tags", "privacy", "undo", "undo"):
        process(each)
    process(line, stdin=NOTE)
    process("delete 2 --yes")
    hits = {
        path
        for path, (_, _, content) in snapshot(pdtrack.home).items()
        if NOTE.encode() in content or TAG.encode() in content
    }
    folder = str(pdtrack.journal.parent)
    assert hits
    assert all(path.startswith(folder) for path in hits)


# S4: an error reveals nothing of its subject

LINES: list[tuple[str, str]] = [
    (f"log --mood 3 --note {NOTE} --tag {TAG}", ""),
    (f"day --mood 3 --note {NOTE} --tag {TAG}", ""),
    (f"before --mood 3 --note {NOTE} --tag {TAG}", ""),
    ("log --mood 3 --note -", NOTE),
    ("later --mood 3", ""),
    ("list", ""),
    (f"list --tag {TAG} --notes", ""),
    ("show 1", ""),
    (f"edit 1 --note {NOTE} --tag {TAG}", ""),
    ("delete 1 --yes", ""),
    ("undo", ""),
    ("tags", ""),
    (f"tags rename {TAG} other", ""),
    ("patterns", ""),
    ("patterns --json", ""),
    ("chart mood", ""),
    ("chart tags", ""),
    ("report out.html", ""),
    ("export", ""),
    ("export out.csv", ""),
    ("import in.csv", ""),
    ("backup out.db", ""),
    ("forget 1 --yes", ""),
    ("doctor", ""),
]
METHODS = (
    "entries", "newest", "get", "last", "count", "words", "add", "replace", "delete",
    "undo", "rename_tag", "copy_to", "forget", "forgettable", "knows", "writing",
    "by_uid", "steps", "page", "snapshot",
)  # fmt: skip


def raising(error: Callable[[str], Exception]) -> Callable[..., Any]:
    """A function that fails with the words in its message and in its locals."""

    def fail(*_: Any, **__: Any) -> Any:
        secret = f"{NOTE} {TAG}"
        raise error(f"Could not decode to UTF-8 column 'note' with text '{secret}'")

    return fail


@pytest.mark.parametrize("debug", ["1", "0"])
@pytest.mark.parametrize("error", [RuntimeError, sqlite3.OperationalError])
@pytest.mark.parametrize(("line", "stdin"), LINES)
def test_an_error_shows_no_word_and_no_local(
    line: str,
    stdin: str,
    error: Callable[[str], Exception],
    debug: str,
    pdtrack: Pdtrack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever fails inside, in every command: one sentence, exit 1."""
    pdtrack.ok(["log", "--mood", "4", "--note", NOTE, "--tag", TAG])
    Path("in.csv").write_text(pdtrack.ok("export").out)
    monkeypatch.setenv("PDTRACK_DEBUG", debug)
    for name in METHODS:
        monkeypatch.setattr(Journal, name, raising(error))
    for name in ("known", "has", "remember"):
        monkeypatch.setattr(MemoryTable, name, raising(error))
    result = pdtrack(line, stdin=stdin)
    said = result.out + result.err
    assert result.code == 1, said
    assert NOTE not in said
    assert TAG not in said
    assert result.err.splitlines()[-1].startswith("pdtrack: Something went wrong inside pdtrack.")
    if debug == "0":
        assert len(result.err.splitlines()) == 1


def test_a_system_error_shows_no_word(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the name of the file, which the person may have chosen."""

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device", NOTE)

    pdtrack.ok("log --mood 4")
    monkeypatch.setattr(files, "created", full)
    result = pdtrack(["export", f"{NOTE}.csv"])
    assert result.code == 1
    assert NOTE not in result.err


# S9: offline


def test_tests_cannot_open_a_socket() -> None:
    """Neither can anything that a test runs in this process."""
    assert socket.socket.__name__ == Refused.__name__
    with pytest.raises(AssertionError):
        socket.socket()


WATCHER = """
import os, sys
def _watch(event, args):
    if event.startswith("socket.") and not (event == "socket.__new__" and int(args[1]) == 1):
        with open(os.environ["WATCHED"], "a") as file:
            file.write(f"{event} {args}\\n")
sys.addaudithook(_watch)
"""


@pytest.fixture
def watched(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file where a separate pdtrack records what it does with the network."""
    (home / "watch").mkdir()
    (home / "watch" / "sitecustomize.py").write_text(WATCHER)
    monkeypatch.setenv("WATCHED", str(home / "seen"))
    monkeypatch.setenv("PYTHONPATH", f"{home / 'watch'}{os.pathsep}{os.environ['PYTHONPATH']}")
    return home / "seen"


def test_no_command_uses_the_network(watched: Path, process: Process) -> None:
    """It looks up no address, connects to nothing, and opens no network socket."""
    for line in ("log --mood 3 --tag sad", "list", "patterns", "chart", "report r.html", "privacy",
                 "guide facts", "support", "export x.csv", "import x.csv", "backup b.db", "doctor",
                 "demo", "--help", "nonsense"):  # fmt: skip
        process(line)
    assert not watched.exists()
    script = "import socket; socket.socket()"
    subprocess.run([sys.executable, "-c", script], check=True)
    assert watched.exists(), "the watcher does not watch"


@pytest.mark.skipif(os.name == "nt", reason="no pty on Windows")
def test_no_question_uses_the_network(watched: Path, terminal: Terminal) -> None:
    """The line editor's event loop connects to nothing outside."""
    screen = terminal("day")
    screen.expect("18 or older")
    screen.type("y")
    screen.expect("How do you feel")
    screen.type("4")
    for question in ("Tags", "Did you cry", "What helped?", "write something down"):
        screen.expect(question)
        screen.type()
    screen.expect("Saved")
    assert screen.end() == 0
    assert not watched.exists()


# Neutral names


def test_a_package_list_shows_only_neutral_words() -> None:
    """In the name, the summary and the keywords."""
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    shown = [project["name"], project["description"], *project["keywords"]]
    assert not [text for text in shown if WORDS.search(text)]


def test_the_top_of_the_help_is_neutral(pdtrack: Pdtrack) -> None:
    """The first line, the groups, each command with its line, and the page without a command."""
    shown = [SUMMARY, *(f"{row.name} {row.group} {row.help}" for row in COMMANDS)]
    assert not [text for text in shown if WORDS.search(text)]
    for line in ("--help", "help", "", "--version"):
        assert not WORDS.search(pdtrack.ok(line).out)


def test_file_names_and_titles_are_neutral(pdtrack: Pdtrack) -> None:
    """Everything that pdtrack names by itself, and the title of a page in a browser's tab."""
    pdtrack.ok("log --mood 4 --tears tears --orgasm --tag sad")
    pdtrack.ok("log --mood 5")
    pdtrack.ok("support --add Ann")
    pdtrack.ok("config clock 12")
    pdtrack.ok("report page.html")
    names = [path.name for path in pdtrack.home.rglob("*")]
    assert any(name.endswith(".db") for name in names)
    assert not [name for name in names if WORDS.search(name)]
    (title,) = re.findall(r"<head>.*?<title>(.*?)</title>", Path("page.html").read_text(), re.S)
    assert not WORDS.search(title)
