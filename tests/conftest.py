"""How tests run pdtrack: in this process, as a separate program, and on a real terminal."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import select
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from platformdirs import user_data_path

import pdtrack as package
from build import NOW
from faults import figures
from pdtrack.cli.context import World
from pdtrack.cli.main import main
from pdtrack.domain.times.local_time import Instants, instants_in
from pdtrack.store import connection
from pdtrack.store.schema import PRAGMAS

SOURCE = Path(package.__file__).parents[1]
UNSET = (
    *("NO_COLOR", "ACCESSIBLE", "COLUMNS", "LINES", "HISTFILE", "ZDOTDIR"),
    *("PDTRACK_PASSPHRASE_FILE", "PDTRACK_PASSPHRASE_COMMAND", "PDTRACK_DEBUG"),
    "PYTHONUNBUFFERED",  # people have no such variable, and what is buffered can fail later
)
ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>()][0B]?)|[\x07\x08]")
# A busy machine may be slow; a test that passes never waits this long.
PATIENCE = 60.0

# A slow machine is not a bug. CI draws the same cases in every run; elsewhere each run is new.
hypothesis_settings.register_profile(
    "pdtrack",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
hypothesis_settings.load_profile("pdtrack")

# A shell's background jobs ignore these, and so would every program that they start.
for _name in ("SIGINT", "SIGHUP", "SIGQUIT"):
    if (_signal := getattr(signal, _name, None)) and signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL)


class Refused(socket.socket):
    """Neither a test nor anything that it runs may open a socket."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise AssertionError("pdtrack is offline, and so are its tests")


@pytest.fixture(autouse=True, scope="session")
def _offline() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", Refused)
        yield


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a run: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The document on standard output."""
        return json.loads(self.out)


class Stream(io.TextIOWrapper):
    """A text stream over bytes, like the real ones; it may claim to be a terminal."""

    def __init__(self, content: bytes = b"", *, tty: bool = False) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", newline="\n", write_through=True)
        self._tty = tty

    def isatty(self) -> bool:
        """Whether a terminal is claimed."""
        return self._tty

    @property
    def written(self) -> str:
        """Everything that was written, as text."""
        held = self.buffer
        assert isinstance(held, io.BytesIO)
        return held.getvalue().decode()


@dataclass(slots=True)
class Pdtrack:
    """pdtrack in this process: its boundary included, at a time that the test sets."""

    home: Path
    now: datetime = NOW
    clocks: Instants = field(default_factory=lambda: instants_in(ZoneInfo("Europe/Berlin")))

    @property
    def journal(self) -> Path:
        """Where the journal is, or will be."""
        named = os.environ["PDTRACK_JOURNAL"]
        return Path(named) if named else user_data_path("pdtrack", appauthor=False) / "journal.db"

    def __call__(self, line: str | Sequence[str], *, stdin: str = "", tty: bool = False) -> Result:
        """Run `line` (split as a shell splits it); `tty`: standard output is a terminal."""
        argv = shlex.split(line) if isinstance(line, str) else list(line)
        streams = Stream(stdin.encode()), Stream(tty=tty), Stream()
        world = World(os.environ, lambda: self.now, self.clocks)
        before = sys.stdin, sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = streams
        try:
            code = main(argv, world)
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
        return Result(code, streams[1].written, streams[2].written)

    def ok(self, line: str | Sequence[str], **how: Any) -> Result:
        """Run `line`, which has to succeed."""
        result = self(line, **how)
        assert result.code == 0, result.err
        return result

    def at(self, moment: str) -> None:
        """Set the time."""
        self.now = datetime.fromisoformat(moment)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, out of reach of the real home of the person who runs the tests."""
    place = tmp_path / "home"
    place.mkdir()
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("USERPROFILE", str(place))
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    # Empty: no journal is named, and a missing one has no entries.
    monkeypatch.setenv("PDTRACK_JOURNAL", "")
    monkeypatch.setenv("TERM", "xterm-256color")
    # A long page would wait for a key; tests/terminal/test_pager.py tests the pager.
    monkeypatch.setenv("PAGER", "")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def pdtrack(home: Path, monkeypatch: pytest.MonkeyPatch) -> Pdtrack:
    """pdtrack in this process, in an empty home, at the time NOW.

    It doesn't wait for the disk: no test would notice, and all run twice as fast.
    """
    monkeypatch.setattr(connection, "PRAGMAS", (*PRAGMAS, "PRAGMA synchronous = OFF"))
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return Pdtrack(home)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Start no other process for one test by name, for output at once (`-s`), or for nothing.

    If a path doesn't exist, only pytest's own process reports it.
    """
    paths = [Path(argument.split("::")[0]) for argument in config.args]
    by_name = all("::" in argument for argument in config.args)
    missing = not all(path.exists() for path in paths)
    return 0 if by_name or missing or config.getoption("capture") == "no" else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Pass this process's figures to the one that prints the report."""
    with contextlib.suppress(AttributeError):  # not a worker
        session.config.workeroutput["figures"] = figures.ROWS  # type: ignore[attr-defined]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Collect the figures of a worker that has finished."""
    figures.ROWS.extend(getattr(node, "workeroutput", {}).get("figures", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of the long runs, after everything else."""
    if figures.ROWS:
        terminalreporter.section("figures")
        for line in figures.lines():
            terminalreporter.write_line(line)


Process = Callable[..., Result]


@pytest.fixture
def process(home: Path) -> Process:
    """pdtrack as a separate program, for exit codes, pipes and files."""

    def run(line: str, *, stdin: str = "", **how: Any) -> Result:
        argv = [sys.executable, "-m", "pdtrack", *shlex.split(line)]
        done = subprocess.run(
            argv, input=stdin.encode(), capture_output=True, timeout=60, check=False, **how
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@dataclass(slots=True)
class Screen:
    """pdtrack on a real terminal: what it shows, and the keys that a person presses."""

    running: subprocess.Popen[bytes]
    master: int
    raw: str = ""
    seen: int = field(default=0)

    @property
    def text(self) -> str:
        """Everything shown so far, without escapes, line breaks as spaces."""
        return re.sub(r"\s+", " ", ESCAPES.sub("", self.raw))

    def expect(self, words: str) -> None:
        """Wait until `words` appear after those that were expected before."""
        end = time.monotonic() + PATIENCE
        while words not in self.text[self.seen :]:
            if not self._read(end):
                raise AssertionError(f"{words!r} was not shown:\n{self.text[self.seen :]}")
        self.seen = self.text.index(words, self.seen) + len(words)

    def type(self, line: str = "") -> None:
        """Type a line and press Enter."""
        self.press(f"{line}\r")

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.press("\x03")

    def press(self, keys: str) -> None:
        """Press some keys."""
        os.write(self.master, keys.encode())

    def wait(self, seconds: float) -> None:
        """Read what is shown for a while."""
        end = time.monotonic() + seconds
        while self._read(end):
            pass

    def end(self) -> int:
        """Wait for the end; the exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        return self.running.wait(PATIENCE)

    def _read(self, end: float) -> bool:
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], 0.2)
            if not ready:
                continue
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # Linux reports this when the other side has closed
                return False
            self.raw += piece.decode("utf-8", "replace")
            return bool(piece)
        return False


Terminal = Callable[..., Screen]


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    """Starts pdtrack on its own terminal, 80 columns wide by default."""
    if os.name == "nt":
        pytest.skip("no pty on Windows")
    import fcntl
    import pty
    import struct
    import termios

    started: list[Screen] = []

    def start(line: str, *, columns: int = 80, rows: int = 50) -> Screen:
        master, slave = pty.openpty()
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        running = subprocess.Popen(
            [sys.executable, "-m", "pdtrack", *shlex.split(line)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        started.append(Screen(running, master))
        return started[-1]

    yield start
    for screen in started:
        if screen.running.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(screen.running.pid, signal.SIGKILL)
        screen.running.wait(PATIENCE)
        os.close(screen.master)
