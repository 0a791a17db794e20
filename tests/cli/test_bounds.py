"""Unlikely machines, environments and files: pdtrack answers at once, in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Pdtrack, Process, Result

posix = pytest.mark.skipif(os.name == "nt", reason="pipes and zones of POSIX")


def is_one_line(done: Result, *codes: int) -> None:
    """Fails unless the error is one line of our own."""
    assert done.code in codes, done
    assert (done.out, done.err.count("\n")) == ("", 1), done.err
    for words in ("Something went wrong", "The system refused", "Traceback"):
        assert words not in done.err


@posix
def test_an_impossible_time_zone_is_one_line(process: Process) -> None:
    """Every command needs the time; `--version` doesn't."""
    for zone in ("UTC+99", "UTC-25", "AAA-23:59:59"):
        environ = os.environ | {"TZ": zone}
        for line in ("list", "log --mood 5", "", "privacy"):
            is_one_line(process(line, env=environ), 1)
    assert process("--version", env=os.environ | {"TZ": "UTC+99"}).code == 0


def test_a_nonsense_settings_file_is_one_line(pdtrack: Pdtrack) -> None:
    """Deeply nested, with endless numbers, huge, or not text at all."""
    file = pdtrack.home / "config" / "pdtrack" / "config.toml"
    file.parent.mkdir(parents=True)
    pdtrack.ok("log --mood 5")
    for text in (
        b"a = " + b"[" * 5_000,
        b"a = " + b"{b = " * 5_000,
        b"a" + b".a" * 5_000 + b" = 1",
        b"a" + b".a" * 50_000 + b" = 1",
        b"a" * 5_000 + b" = 1",
        b"clock = " + b"9" * 5_000,
        b"clock = 0x" + b"f" * 5_000,
        b'clock = "' + b"9" * 5_000 + b'"',
        b"day-end = 99:99:99",
        b"# " + b"x" * 2**21,
        b"\xff\xfe\x00",
    ):
        file.write_bytes(text)
        for line in ("list", "config", "config clock 12", "log --mood 6 --new"):
            done = pdtrack(line)
            is_one_line(done, 1, 2)
            assert len(done.err) < 500
        assert file.read_bytes() == text
    for line in ("support", "help"):
        assert pdtrack(line).code == 0, line


@posix
def test_a_pipe_instead_of_a_small_file_does_not_block(process: Process) -> None:
    """Settings, support lines, a journal: one line of error instead of waiting for a writer."""
    home = Path(os.environ["HOME"])
    (home / "config" / "pdtrack").mkdir(parents=True)
    (home / "data" / "pdtrack").mkdir(parents=True)
    os.mkfifo(home / "config" / "pdtrack" / "config.toml")
    os.mkfifo(home / "data" / "pdtrack" / "support.txt")
    is_one_line(process("log --mood 5"), 1)
    is_one_line(process("config clock 12"), 1)
    done = process("support")
    assert (done.code, done.err.count("\n"), "emergency" in done.out) == (1, 1, True)
    is_one_line(process("support --add Robin"), 1)
    os.mkfifo("j.db")
    for line in ("list", "forget --all --yes"):
        is_one_line(process(f"--journal j.db {line}"), 3)


@posix
@pytest.mark.parametrize("name", ["journal.db.lock", "journal.db-journal", "journal.db-wal"])
def test_a_pipe_beside_the_journal_does_not_block(process: Process, home: Path, name: str) -> None:
    """SQLite would wait for a writer, and no Ctrl-C would reach it; the error names the pipe."""
    process("log --mood 5")
    beside = home / "data" / "pdtrack" / name
    beside.unlink(missing_ok=True)
    os.mkfifo(beside)
    for line in ("log --mood 6 --new", "forget 1 --yes"):
        refused = process(line)
        is_one_line(refused, 3)
        assert f"{name}, next to the journal, is not a file. Move it away." in refused.err
    for line in ("list", "doctor", "privacy"):
        assert process(line).code in (0, 3), line


def test_endless_numbers_are_one_line(pdtrack: Pdtrack) -> None:
    """Wherever a number may be typed."""
    pdtrack.ok("log --mood 5")
    nines = "9" * 5_000
    for line in (
        *(f"log --mood {nines}", f"later {nines}", f"show {nines}", f"list --limit {nines}"),
        *(f"delete {nines} --yes", f"forget {nines} --yes", f"support --remove {nines}"),
        *(f"config keep-months {nines}", f"config clock {nines}", f"log --mood 5 --at {nines}"),
        *(f"list --since {nines}d", f"log --tears {nines} --mood 5", f"edit {nines} --mood 1"),
    ):
        is_one_line(pdtrack(line), 2)


def test_a_screen_of_any_size_works(process: Process) -> None:
    """COLUMNS and LINES may claim anything."""
    process("log --mood 5")
    for columns in ("99999999999", "9" * 400, "0", "-1", "x", "1", ""):
        environ = os.environ | {"COLUMNS": columns, "LINES": columns}
        for line in ("--help", "", "list", "chart", "patterns", "no-such-command", "log --help"):
            done = process(line, env=environ)
            assert done.code in (0, 2), f"{columns} {line}: {done.err}"
            assert "Something went wrong" not in done.err
            assert len(done.out) < 2**20


@posix
def test_a_folder_named_as_the_journal_is_one_line(pdtrack: Pdtrack) -> None:
    """The root folder, this folder, and the one above it."""
    for name in ("/", "//", ".", "..", "./", "~"):
        for line in ("list", "log --mood 5", "privacy", "doctor", "backup b"):
            done = pdtrack(["--journal", name, *line.split()])
            if line != "privacy" or done.code:
                assert done.code in (2, 3), f"{name} {line}: {done}"
                assert "Something went wrong" not in done.err
                assert "The system refused" not in done.err


@posix
def test_the_diary_is_never_saved_in_the_current_folder(process: Process, home: Path) -> None:
    """pdtrack ignores a relative XDG_DATA_HOME, as its standard requires."""
    environ = {name: value for name, value in os.environ.items() if name != "PDTRACK_JOURNAL"}
    here = home / "here"
    here.mkdir()
    for name in ("data", "./data", "../data"):
        relative = environ | {"XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        assert process("log --new --mood 5", env=relative, cwd=here).code == 0
        assert process("config clock 12", env=relative, cwd=here).code == 0
    assert list(here.iterdir()) == []
    assert not (home / "data").exists()
    if sys.platform == "linux":
        assert (home / ".local/share/pdtrack/journal.db").exists()


@posix
def test_no_confirmed_line_is_lost_when_many_write_at_once(home: Path) -> None:
    """Eleven at once: support lines and settings, each read and written under a lock."""
    argv = [sys.executable, "-m", "pdtrack"]
    running = [
        subprocess.Popen([*argv, "support", "--add", f"person {number}"], stdout=subprocess.DEVNULL)
        for number in range(8)
    ]
    settings = (("clock", "12"), ("discreet", "yes"), ("day-end", "05:00"))
    running += [subprocess.Popen([*argv, "config", *one], stdout=-3) for one in settings]
    assert [one.wait(60) for one in running] == [0] * len(running)
    lines = (home / "data" / "pdtrack" / "support.txt").read_text().splitlines()
    assert sorted(lines) == [f"person {number}" for number in range(8)]
    kept = (home / "config" / "pdtrack" / "config.toml").read_text()
    assert all(f'{key} = "{value}"' in kept for key, value in settings)


def test_no_tag_reverses_the_completion_menu() -> None:
    """The menu shows no character that changes text direction; Tab still types the exact tag."""
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from pdtrack.cli.asking import Offer
    from pdtrack.cli.editing_input import _completer

    word = "ab\u202ecd\u2066e"
    (one,) = _completer([Offer(word, word)]).get_completions(Document("ab"), CompleteEvent())
    assert one.text == word
    assert not set(one.display_text + one.display_meta_text) & {"\u202e", "\u2066"}
    assert "cd" in one.display_text
