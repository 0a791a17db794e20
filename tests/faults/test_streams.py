"""Pipes that close, full disks behind `>`, Ctrl-C at a prompt, screens that know no é.

Real processes and real terminals. Whatever happens to the streams, the exit code is
correct, every message is true, and stopping at a question saves nothing.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli.acts import bring, diary, entry, numbers
from cli.locked import PHRASE, needs_sqlcipher, secret
from conftest import ESCAPES, Pdtrack, Screen, Terminal
from faults.calls import NEEDLE
from faults.test_disk import is_clean
from pdtrack.cli.questions import DAY_QUESTIONS, EDIT_QUESTIONS, LATER_QUESTIONS, LOG_QUESTIONS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="streams and terminals of POSIX")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")

# One note has letters that cp1252 has and ascii lacks; the other has letters of neither.
NOTE = f"{NEEDLE}: café"
FAR_NOTE = f"{NEEDLE}: żółw 😢"
PAST = "at,kind,after\n2025-11-01T23:00:00+01:00,intimate,3\n"
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note\n"
    "2025-05-30,30 May,Friday,6:50 pm,mellow,,\n2025-05-31,31 May,Saturday,6:50 pm,odd,,\n"
)


@pytest.fixture(autouse=True)
def _as_people_run_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")


@pytest.fixture
def journal_home(pdtrack: Pdtrack) -> Pdtrack:
    """A journal of three entries, just logged by the clock that real processes use."""
    pdtrack.now = datetime.now().astimezone().replace(microsecond=0)
    pdtrack.ok(["log", "--mood", "3", "--tag", "stress", "--tears", "2", "--note", NOTE])
    pdtrack.ok(["log", "--mood", "8", "--tag", "own-word", "--at", "1h ago", "--note", FAR_NOTE])
    pdtrack.ok("day --mood 5 --at '2h ago'")
    (pdtrack.home / "past.csv").write_text(PAST)
    (pdtrack.home / "daylio.csv").write_text(DAYLIO)
    return pdtrack


Done = subprocess.CompletedProcess[bytes]


def run(line: str, stdin: bytes = b"", environ: Mapping[str, str | None] | None = None) -> Done:
    """Run pdtrack in a shell, so that `line` may redirect its streams."""
    around = {**os.environ, **(environ or {})}
    return subprocess.run(
        ["sh", "-c", f'exec "$0" -m pdtrack {line}', sys.executable],
        input=stdin,
        env={name: value for name, value in around.items() if value is not None},
        capture_output=True,
        timeout=60,
        check=False,
    )


def check_clean(done: Done, code: int) -> None:
    """That exit code, and one line that names the problem and no word of the diary."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    is_clean(done.returncode, said)
    assert said.count("\n") == 1, said


def changes(journal: Path) -> list[str]:
    """What `undo` can revert, oldest first; fails if the journal isn't sound."""
    connection = sqlite3.connect(journal)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [
            what
            for (what,) in connection.execute("SELECT what FROM change WHERE id > 0 ORDER BY id")
        ]
    finally:
        connection.close()


def files(home: Path) -> dict[str, bytes]:
    """Every file below a home."""
    return {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def some(rows: Iterable[Any], now: Collection[Any]) -> list[Any]:
    """All of `rows`; those that aren't in `now` run with the slow tests."""
    found = []
    for row in rows:
        marks = [] if row in now else [pytest.mark.slow]
        marks += [needs_sqlcipher] if "passphrase" in str(row) else []
        found.append(pytest.param(*(row if isinstance(row, tuple) else (row,)), marks=marks))
    return found


# Nowhere to write to

NOWHERE = [">&-", pytest.param(">/dev/full", marks=needs_full)]
LOOKING = (
    "", "list", "list --json", "show 1", "patterns", "patterns --json", "chart", "chart calendar",
    "tags", "export", "export --format json", "guide facts", "support", "config", "doctor",
    "privacy", "completion bash", "demo", "help", "--help", "log --help", "--version",
    "import past.csv --dry-run",
)  # fmt: skip
# The description of a change in the journal, by the command that makes it.
CHANGING = {
    "log --new --mood 4": "log",
    "log --new --mood 4 --json": "log",
    "before --mood 4": "before",
    "later --mood 6": "later",
    "day --mood 4": "day",
    "edit 1 --mood 9": "edit",
    "delete 1 --yes": "delete",
    "tags rename own-word other-word": "tag rename",
    "import past.csv": "import",
}


@pytest.mark.parametrize("where", NOWHERE)
@pytest.mark.parametrize("line", some(LOOKING, LOOKING[1::5]))
def test_output_that_cannot_be_shown_is_an_error(
    line: str, where: str, journal_home: Pdtrack
) -> None:
    """Exit 1 and one line, for every command."""
    check_clean(run(f"{line} {where}"), 1)


@pytest.mark.parametrize("where", NOWHERE)
@pytest.mark.parametrize("line", some(CHANGING, list(CHANGING)[::3]))
def test_a_saved_change_that_cannot_be_shown_is_still_saved(
    line: str, where: str, journal_home: Pdtrack
) -> None:
    """Exit 1, since nobody saw the result; the change is there, and no line denies it."""
    done = run(f"{line} {where}")
    check_clean(done, 1)
    assert changes(journal_home.journal)[-1] == CHANGING[line]
    for untrue in ("Nothing was", "not saved", "unchanged"):
        assert untrue not in done.stderr.decode()


@pytest.mark.parametrize("line", ["export out.csv", "backup out.db", "report out.html"])
def test_writing_a_file_needs_no_standard_output(line: str, journal_home: Pdtrack) -> None:
    """The file is the result, and it is there."""
    done = run(f"{line} >&-")
    assert (done.returncode, b"not encrypted" in done.stderr) == (0, True)
    assert list(journal_home.home.glob("out.*"))


# With the exit code and, where nothing is wrong, the beginning of what it prints.
SPOKEN = {
    "list": (0, "1. "),
    "log --new --mood 4": (0, "Saved as entry 4"),
    "log --new --mood 4 --at '1h ago'": (0, "Saved as entry 4"),
    "export out.csv": (0, ""),
    "backup copy.db": (0, ""),
    "show 999": (2, ""),
    "log --mood 11": (2, ""),
    "log": (2, ""),
    "delete 1": (2, ""),
    "nonsense": (2, ""),
    "--journal past.csv list": (3, ""),
}


@pytest.mark.parametrize("where", ["2>&-", pytest.param("2>/dev/full", marks=needs_full)])
@pytest.mark.parametrize("line", some(SPOKEN, list(SPOKEN)[::2]))
def test_without_standard_error_all_else_is_the_same(
    line: str, where: str, journal_home: Pdtrack
) -> None:
    """Side messages are lost; the result and the exit code aren't."""
    code, begins = SPOKEN[line]
    done = run(f"{line} {where}")
    assert (done.returncode, done.stderr) == (code, b"")
    out = done.stdout.decode()
    assert out.startswith(begins) if begins else not out


@pytest.mark.parametrize("where", ["2>&-", pytest.param("2>/dev/full", marks=needs_full)])
def test_the_first_use_notice_cannot_prevent_the_first_entry(where: str, pdtrack: Pdtrack) -> None:
    """It is printed to standard error, after the save and before the "Saved" line."""
    done = run(f"log --mood 4 {where}")
    assert (done.returncode, done.stdout[:10]) == (0, b"Saved as e")


UNASKED = [
    ("log --new --mood 4", 0),
    ("log", 2),
    ("log --mood 4 --note -", 2),
    ("delete 1", 2),
    ("list", 0),
    ("edit 1 --mood 9", 0),
    ("delete last --yes", 0),
    ("before", 2),
    ("later", 2),
    ("day", 2),
    ("edit 1", 2),
    ("forget 1", 2),
    ("forget --all", 2),
    ("import daylio.csv", 2),
    ("passphrase set", 2),
]


@pytest.mark.parametrize(("line", "code"), some(UNASKED, UNASKED[:4]))
def test_without_standard_input_nothing_is_asked(
    line: str, code: int, journal_home: Pdtrack
) -> None:
    """A closed one works like an empty one: commands that need no answer work."""
    for where in ("</dev/null", "<&-"):
        was = files(journal_home.home)
        done = run(f"{line} {where}")
        assert done.returncode == code, done.stderr.decode()
        if code:
            check_clean(done, code)
            assert files(journal_home.home) == was


def test_without_any_stream_an_entry_is_saved(journal_home: Pdtrack) -> None:
    """Some programs start others this way; no opened file becomes a stream."""
    assert run("log --new --mood 6 <&- >&- 2>&-").returncode == 1
    assert run("export out.csv <&- >&- 2>&-").returncode == 0
    assert entry(journal_home)["after"] == 6
    assert changes(journal_home.journal)[-1] == "log"
    assert (journal_home.home / "out.csv").read_text().startswith("id,uid,at,")


LONG = ("export", "list --json", "export --format json", "list --limit 0 --notes", "chart --json")


@pytest.mark.parametrize("line", some(LONG, LONG[:2]))
def test_head_can_read_one_line_of_a_long_diary(line: str, pdtrack: Pdtrack) -> None:
    """The reader has enough: no message, and exit 0."""
    rows = diary(1500, seed=1)
    bring(pdtrack, [{**row, "note": f"{NEEDLE} " + "x" * 60} for row in rows])
    done = subprocess.run(
        ["sh", "-c", f'{{ "$0" -m pdtrack {line}; echo $? >code; }} | head -1', sys.executable],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")
    assert (pdtrack.home / "code").read_text() == "0\n"


# Ctrl-C, Ctrl-D and signals at a prompt


@dataclass(frozen=True, slots=True)
class Session:
    """A command, and the answers to its questions, in order."""

    line: str
    answers: Mapping[str, str]

    @property
    def plainly(self) -> Session:
        """The same session, asked line by line."""
        return replace(self, line=f"--plain {self.line}")

    @property
    def questions(self) -> list[str]:
        """Its questions, as far as the test looks for them on the screen."""
        return list(self.answers)

    def stop_at(self, screen: Screen, last: str) -> None:
        """Answer every question before `last`, and wait for that one."""
        for question, answer in self.answers.items():
            screen.expect(question)
            if question == last:
                return
            screen.type(answer)


def skipped(*texts: str) -> dict[str, str]:
    """Questions up to their question marks, each answered with Enter."""
    return {text.split("?")[0].split(" (")[0]: "" for text in texts}


LOG = skipped(*(question.text for question in LOG_QUESTIONS))
MOOD, WANTED, TAGS, NOTE = (list(LOG)[number] for number in (0, 3, 4, -1))
UP_TO_TAGS = dict(list(LOG.items())[:4])
EDIT = skipped(
    *(question.past or question.text for question in EDIT_QUESTIONS["intimate"]),
)
SESSIONS = {
    "log": Session("log", {**LOG, MOOD: "4"}),
    "log, a good time": Session("log", {MOOD: "f", "Good. How do you feel now, 0-10?": ""}),
    "log, a word with two meanings": Session(
        "log", {**UP_TO_TAGS, TAGS: "hurt", "Hurt in what way?": ""}
    ),
    "log, a word close to another": Session(
        "log", {**UP_TO_TAGS, TAGS: "stres", "Did you mean one of these?": ""}
    ),
    "log, a sentence": Session(
        "log", {**UP_TO_TAGS, TAGS: "we had a long week", "Keep it as a note?": ""}
    ),
    "log, a time that happened twice": Session(
        "log --mood 4 --at '2025-10-26 02:30'", {"Which of the two?": ""}
    ),
    "before": Session("before", {"How do you feel right now, 0-10?": ""}),
    "later": Session("later", {**skipped(*(q.text for q in LATER_QUESTIONS)), MOOD: "6"}),
    "day": Session("day", {**skipped(*(q.text for q in DAY_QUESTIONS)), MOOD: "6"}),
    "edit": Session("edit 1", EDIT),
    "delete": Session("delete 1 2", {"Delete 2 entries": ""}),
    "forget": Session("forget 1", {"Type forget to go on": ""}),
    "forget everything": Session("forget --all", {"Type forget to go on": ""}),
    "import": Session("import daylio.csv", {"mellow:": "6", "odd:": ""}),
    "passphrase set": Session("passphrase set", {"New passphrase:": PHRASE, "Repeat it:": PHRASE}),
}
LOCKED = {
    "list": Session("list", {"Passphrase:": ""}),
    "log": Session("log", {"Passphrase:": PHRASE, MOOD: ""}),
    "passphrase change": Session(
        "passphrase change",
        {"Passphrase:": PHRASE, "New passphrase:": f"{PHRASE} 2", "Repeat it:": ""},
    ),
    "passphrase remove": Session("passphrase remove", {"Passphrase:": PHRASE, "Go on?": ""}),
    "restore": Session(
        "restore copy.db", {"Passphrase:": PHRASE, "Go on?": "y", "Passphrase of that backup:": ""}
    ),
}


def prompts(sessions: Mapping[str, Session]) -> list[tuple[str, str]]:
    """Every question of every session."""
    return [(name, each) for name, session in sessions.items() for each in session.questions]


def stopped(screen: Screen, home: Path, was: Mapping[str, bytes], code: int) -> None:
    """Check that it ended quietly with that code, changed no file, and reset the terminal."""
    end = screen.end()
    assert end == code, screen.text
    for word in ("Traceback", "inside pdtrack", "Saved", NEEDLE, PHRASE):
        assert word not in screen.text
    assert files(home) == was
    assert echoes(screen)


def echoes(screen: Screen) -> bool:
    """Whether the terminal shows what is typed, line by line, and Ctrl-C stops a program."""
    import termios

    modes: int = termios.tcgetattr(screen.master)[3]
    wanted = termios.ECHO | termios.ICANON | termios.ISIG
    return modes & wanted == wanted


def stop(
    terminal: Terminal, home: Path, session: Session, prompt: str, key: str, code: int
) -> None:
    """Answer up to that question and press a key there."""
    was = files(home)
    screen = terminal(session.line)
    session.stop_at(screen, prompt)
    if "assphrase" in prompt or "again" in prompt:
        assert not echoes(screen)
    screen.press(key)
    stopped(screen, home, was, code)
    if code == 130:
        # The shell's next output is on its own line.
        assert ESCAPES.sub("", screen.raw).endswith("\n")


@pytest.fixture
def locked(journal_home: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> Pdtrack:
    """The same journal, with a passphrase that the environment doesn't provide."""
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_PASSPHRASE_FILE", secret(journal_home.home))
        journal_home.ok("passphrase set")
        journal_home.ok("backup copy.db")
    return journal_home


EVERY = prompts(SESSIONS)
LAST = [(name, session.questions[-1]) for name, session in SESSIONS.items()]


@pytest.mark.parametrize(("name", "prompt"), some(EVERY, LAST))
def test_ctrl_c_changes_nothing_and_leaves_the_terminal_as_it_was(
    name: str, prompt: str, journal_home: Pdtrack, terminal: Terminal
) -> None:
    """At any question of any command: exit 130, and what is typed next is shown again."""
    stop(terminal, journal_home.home, SESSIONS[name].plainly, prompt, "\x03", 130)


@needs_sqlcipher
@pytest.mark.parametrize(("name", "prompt"), some(prompts(LOCKED), prompts(LOCKED)[::3]))
def test_ctrl_c_changes_nothing_of_a_journal_with_a_passphrase(
    name: str, prompt: str, locked: Pdtrack, terminal: Terminal
) -> None:
    """Neither while opening it nor afterwards; the screen never shows what was typed."""
    stop(terminal, locked.home, LOCKED[name].plainly, prompt, "\x03", 130)


@needs_sqlcipher
@pytest.mark.parametrize("prompt", SESSIONS["passphrase set"].questions)
def test_ctrl_c_at_a_new_passphrase_makes_no_journal(
    prompt: str, pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """If there was none before, there is none after."""
    stop(terminal, pdtrack.home, SESSIONS["passphrase set"], prompt, "\x03", 130)
    assert not list(pdtrack.home.iterdir())


EDITED = [each for each in EVERY if not each[0].startswith("passphrase")]


@pytest.mark.parametrize(("name", "prompt"), some(EDITED, [("log", NOTE)]))
def test_ctrl_c_with_line_editing_leaves_the_terminal_as_it_was(
    name: str, prompt: str, journal_home: Pdtrack, terminal: Terminal
) -> None:
    """Line editing sees every key by itself, until it is over."""
    stop(terminal, journal_home.home, SESSIONS[name], prompt, "\x03", 130)


# Runs first in Python: Ctrl-C when line editing or pdtrack itself starts.
BEFORE_THE_QUESTION = """
import asyncio, os, signal
run = asyncio.run
def stopped(*given, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return run(*given, **named)
asyncio.run = stopped
"""
BEFORE_ANYTHING = """
import os, signal, sys
class Stops:
    def find_spec(self, name, *_):
        if name == "pdtrack.cli.context":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stops())
"""


def at_first(home: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every Python that starts from now on run this first."""
    (home / "first").mkdir()
    (home / "first" / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", f"{home / 'first'}{os.pathsep}{os.environ['PYTHONPATH']}")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")


def test_ctrl_c_just_before_a_question_is_quiet(
    journal_home: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While line editing gets ready, which needs a tenth of a second: no message."""
    at_first(journal_home.home, BEFORE_THE_QUESTION, monkeypatch)
    was = files(journal_home.home)
    screen = terminal("log")
    screen.expect("Press Enter to skip")
    stopped(screen, journal_home.home, was, 130)
    assert "Warning" not in screen.text


def test_ctrl_c_while_the_program_loads_is_quiet(
    journal_home: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has begun yet, and there is no traceback."""
    at_first(journal_home.home, BEFORE_ANYTHING, monkeypatch)
    done = run("list")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"")


# After an answer, or in a question about one, Ctrl-D keeps it.
KEPT = (
    *("log", "day", "later", "edit", "log, a sentence"),
    *(name for name in SESSIONS if name.startswith("log, a word")),
)
UNKEPT = [each for each in LAST if each[0] not in KEPT]


@pytest.mark.parametrize(("name", "prompt"), some(UNKEPT, UNKEPT[::4]))
def test_the_end_of_the_input_is_not_an_answer(
    name: str, prompt: str, journal_home: Pdtrack, terminal: Terminal
) -> None:
    """Ctrl-D at a question is exit 2 and changes nothing."""
    stop(terminal, journal_home.home, SESSIONS[name].plainly, prompt, "\x04", 2)


@needs_sqlcipher
def test_the_end_of_the_input_opens_no_journal(locked: Pdtrack, terminal: Terminal) -> None:
    """Ctrl-D at the passphrase prompt: no passphrase, so the journal stays closed, exit 3."""
    stop(terminal, locked.home, LOCKED["list"], "Passphrase:", "\x04", 3)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
@pytest.mark.parametrize(("name", "prompt"), some(LAST, (LAST[0], LAST[-1])))
def test_a_signal_at_a_question_changes_nothing(
    name: str,
    prompt: str,
    number: signal.Signals,
    journal_home: Pdtrack,
    terminal: Terminal,
) -> None:
    """The machine is shut down, or the window closed, before the last answer."""
    was = files(journal_home.home)
    screen = terminal(SESSIONS[name].plainly.line)
    SESSIONS[name].stop_at(screen, prompt)
    screen.running.send_signal(number)
    assert screen.end() != 0
    assert "Traceback" not in screen.text
    assert files(journal_home.home) == was


# Screens and locales that know few letters

C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0"}
LOCALES: dict[str, Mapping[str, str | None]] = {
    "C": C_LOCALE,
    "C, UTF-8 all the same": {"LC_ALL": "C"},
    "none": {"LANG": None, "LC_ALL": None},
    "unknown": {"LC_ALL": "xx_XX.UTF-8", "PYTHONUTF8": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
}
# Where Python itself can't read more than ascii, such a note may be refused.
POOR = ("C", "unknown", "ascii")
SOME = ("C", "ascii", "cp1252")


@pytest.mark.parametrize("name", some(LOCALES, SOME))
@pytest.mark.parametrize("how", ["typed behind --note", "from standard input"])
def test_a_note_is_stored_exactly_or_refused(name: str, how: str, journal_home: Pdtrack) -> None:
    """Never with different letters."""
    around = LOCALES[name]
    if how == "from standard input":
        encoding = "cp1252" if name == "cp1252" else "utf-8"
        done = run("log --new --mood 4 --note -", NOTE.encode(encoding), around)
    else:
        done = run(f"log --new --mood 4 --note '{NOTE}'", environ=around)
    if done.returncode == 0:
        assert entry(journal_home)["note"] == NOTE
        return
    check_clean(done, 2)
    assert name in POOR
    assert numbers(journal_home, "list --limit 1") == [1]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [("utf-8:strict", b"caf\xe9"), ("ascii", b"caf\xc3\xa9"), ("cp1252", b"caf\x81")],
)
def test_bytes_from_standard_input_that_are_not_text_are_refused(
    encoding: str, content: bytes, journal_home: Pdtrack
) -> None:
    """Exit 2: the input is wrong, not the program."""
    was = files(journal_home.home)
    check_clean(run("log --note -", content, {"PYTHONIOENCODING": encoding}), 2)
    assert files(journal_home.home) == was


def test_an_unreadable_letter_loses_no_answer(
    journal_home: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pdtrack asks again or accepts it; earlier answers stay."""
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    screen = terminal("--plain log")
    SESSIONS["log"].stop_at(screen, NOTE)
    screen.type("café")
    screen.type("")
    screen.expect("Saved as entry 4")
    assert screen.end() == 0
    assert entry(journal_home)["after"] == 4


SEEN = (
    "", "list", "list --notes", "show 1", "show 2", "patterns", "patterns --why", "chart",
    "chart calendar", "chart tags", "tags", "guide", "guide facts", "support", "demo", "doctor",
    "privacy", "config", "help", "--help", "log --help", "import past.csv --dry-run",
)  # fmt: skip


@pytest.mark.parametrize("name", some(LOCALES, SOME))
@pytest.mark.parametrize("line", some(SEEN, ("list --notes", "chart")))
def test_every_screen_shows_what_it_can(name: str, line: str, journal_home: Pdtrack) -> None:
    """An unknown letter becomes a question mark, and the rest is there."""
    done = run(line, environ=LOCALES[name])
    assert (done.returncode, done.stderr) == (0, b"")
    encoding = "cp1252" if name == "cp1252" else "utf-8"
    seen, whole = done.stdout.decode(encoding), run(line).stdout.decode()
    if line not in ("doctor", "demo") and not line.startswith("chart"):
        assert len(seen) == len(whole)
        assert all(a in (b, "?") for a, b in zip(seen, whole, strict=True))


@pytest.mark.parametrize("name", some(LOCALES, SOME[1:]))
def test_an_export_holds_every_letter(name: str, journal_home: Pdtrack) -> None:
    """In a file as on standard output, in both formats: UTF-8, byte for byte the same."""
    for form in ("csv", "json"):
        whole = journal_home.ok(f"export --format {form}").out.encode()
        assert FAR_NOTE in whole.decode()
        assert run(f"export --format {form}", environ=LOCALES[name]).stdout == whole
        assert run(f"export out.{form}", environ=LOCALES[name]).returncode == 0
        assert (journal_home.home / f"out.{form}").read_bytes() == whole


@pytest.mark.parametrize("name", some(LOCALES, SOME[1:]))
def test_json_for_scripts_holds_every_letter(name: str, journal_home: Pdtrack) -> None:
    """A script reads UTF-8 and gets what was written, whatever the screen could show."""
    for line, notes in (("list --json", [NOTE, FAR_NOTE, None]), ("show 2 --json", [FAR_NOTE])):
        done = run(line, environ=LOCALES[name])
        assert (done.returncode, done.stderr) == (0, b"")
        document = json.loads(done.stdout.decode())
        entries = document.get("entries") or [document["entry"]]
        assert [each["note"] for each in entries] == notes


OPTIMIZED = {"PYTHONOPTIMIZE": "2"}


@pytest.mark.parametrize("line", some(CHANGING, ["log --new --mood 4", "edit 1 --mood 9"]))
def test_without_assertions_everything_is_recorded_the_same(
    line: str, journal_home: Pdtrack
) -> None:
    """As PYTHONOPTIMIZE=2 runs it."""
    done = run(line, environ=OPTIMIZED)
    assert (done.returncode, done.stderr) == (0, b"")
    assert changes(journal_home.journal)[-1] == CHANGING[line]


@pytest.mark.parametrize("line", some(LOOKING, ("patterns", "--help", "log --help")))
def test_without_docstrings_everything_is_shown_the_same(line: str, journal_home: Pdtrack) -> None:
    """Except the sentence above a command's options, which is a docstring."""
    done = run(line, environ=OPTIMIZED)
    assert (done.returncode, done.stderr) == (0, b"")
    if line == "log --help":
        assert b"--mood" in done.stdout
    elif line not in ("doctor", "demo", "patterns --json"):  # free space, names, now
        assert done.stdout == run(line).stdout
