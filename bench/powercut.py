"""What does a power cut lose? pdtrack logs entry after entry while its disk loses power.

    python bench/powercut.py                     100 cuts a row, some three minutes; root, Linux
    python bench/powercut.py --cuts 10           a first look
    python bench/powercut.py --seed 7            other moments
    python bench/powercut.py --only "new folder" only the rows whose names hold this

The disk is ext4 in a file. A child logs entries with the real pdtrack, every sync a real one,
and names each that pdtrack called saved over a pipe, which is outside of that disk. The power
is cut by ext4's own shutdown, as in xfstests: what wasn't on the disk yet is lost. Then
the disk is mounted again, which plays ext4's journal, and every named entry has to be there.
Moments are drawn at random; every second one is counted from the start of a write, because a
command mostly does something else.

Two rows check the measurement itself. The control appends a line and syncs: what even that
loses is an artefact, since a sync that the cut meets under way may still be called a success.
Such an entry is named after the cut, so those are counted separately. And pdtrack with
SQLite's default, `synchronous = FULL`, has to lose entries, or the measurement finds nothing;
below ten cuts, that can be chance.

This doesn't test a drive that loses data after confirming it.

Prints a Markdown table; exit code 1 when a promise is not kept: pdtrack loses none, artefact
or not, and damages nothing. Exit code 2 where no such disk can be made: a run that measured
nothing must not look like a promise kept.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import multiprocessing
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final, Protocol

from children import ROOT, Failed, home, progress, table

sys.path.insert(0, str(ROOT / "src"))

from pdtrack.cli.context import World
from pdtrack.cli.main import main as pdtrack
from pdtrack.errors import PdtrackError
from pdtrack.store import connection, sqlcipher
from pdtrack.store.schema import PRAGMAS

SEED: Final = 20261122
CUTS: Final = 100
DISK_MB: Final = 256
TOOLS: Final = ("mkfs.ext4", "losetup", "mount", "umount")
# EXT4_IOC_SHUTDOWN, and EXT4_GOING_FLAGS_NOLOGFLUSH: what is not written yet never will be.
SHUTDOWN: Final = 0x8004587D
NO_LOG_FLUSH: Final = (2).to_bytes(4, sys.byteorder)
# The cut comes within the time of so many entries: after the child's first, or from its start.
SPAN: Final = 3.0
SPAN_NEW: Final = 2.0
# Or so long after the start of a write, any order of magnitude: a disk is quick or busy.
LEAST_AIMED: Final = 0.0001
MOST_AIMED: Final = 0.03
# Every command is done by then, whatever the weather; and every failure after a cut.
PATIENCE: Final = 60.0
LATE: Final = 2.0
PASSPHRASE: Final = "several words in a row"
FULL: Final = tuple(pragma.replace("= EXTRA", "= FULL") for pragma in PRAGMAS)


class NoDisk(Failed):
    """The system does not let us make a disk, or use it."""


class Damaged(Exception):
    """What is on the disk can't be read whole."""


# -- A disk with a switch -------------------------------------------------------------------


def lacking() -> str | None:
    """What this machine lacks to make a disk; `None` if nothing."""
    if sys.platform != "linux":
        return "Linux"
    if os.geteuid() != 0:
        return "root"
    return next((tool for tool in TOOLS if shutil.which(tool) is None), None)


def run(*argv: str | Path) -> str:
    """What a tool of the system prints; raises `NoDisk` with its own words."""
    words = [str(word) for word in argv]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoDisk(done.stderr.strip().partition("\n")[0] or f"{words[0]} failed")
    return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class Disk:
    """An ext4 of its own, and the folder where it is mounted."""

    device: str
    root: Path

    def cut(self) -> None:
        """Cut the power."""
        import fcntl  # missing on Windows, where the error explains it

        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, NO_LOG_FLUSH)
        except OSError as problem:
            raise NoDisk(f"ext4's shutdown: {problem.strerror}") from None
        finally:
            os.close(descriptor)

    def come_back(self) -> None:
        """Mount it anew, which plays ext4's journal."""
        run("umount", self.root)
        run("mount", "-t", "ext4", self.device, self.root)


@contextlib.contextmanager
def fresh_disk(folder: Path) -> Iterator[Disk]:
    """A new disk in `folder`, mounted; removed again whatever happens."""
    image, root = folder / "disk", folder / "mounted"
    with image.open("wb") as file:
        file.truncate(DISK_MB * 2**20)
    root.mkdir()
    try:
        # Pages as large as SQLite's, as on any real disk; so small a one would get less.
        run("mkfs.ext4", "-q", "-F", "-b", "4096", image)
        disk = Disk(run("losetup", "--find", "--show", image), root)
        run("mount", "-t", "ext4", disk.device, root)
        yield disk
    finally:
        _take_down(image, root)


def _take_down(image: Path, root: Path) -> None:
    """Remove the disk, even if making it was interrupted."""
    with contextlib.suppress(NoDisk):
        run("umount", "--lazy", root)
    listed = run("losetup", "--noheadings", "--output", "NAME", "--associated", image)
    for device in listed.split():
        run("losetup", "--detach", device)
    root.rmdir()
    image.unlink()


# -- Writers --------------------------------------------------------------------------------


class Writer(Protocol):
    """Puts numbered entries into a folder, one after the other, and finds them again."""

    @property
    def name(self) -> str:
        """How its row of the table is called."""

    @property
    def is_new(self) -> bool:
        """Whether every cut is to hit the first entry, in a folder that is not there yet."""

    def begin(self, folder: Path) -> None:
        """Do what comes before the first entry."""

    def write_entry(self, folder: Path, number: int) -> None:
        """Write one entry; raises `Failed` unless it is reported as saved."""

    def await_write(self, folder: Path) -> None:
        """Return when a write is under way there."""

    def is_half_done(self, folder: Path) -> bool:
        """Whether the cut left something there to roll back."""

    def found(self, folder: Path) -> set[int]:
        """The numbers of the entries that are there; raises `Damaged`."""


@dataclass(frozen=True, slots=True)
class Control:
    """A plain file; each entry is a line that is appended and synced, the least there is."""

    name: str = "control: append and sync"
    is_new: bool = False

    def begin(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir(parents=True)

    def write_entry(self, folder: Path, number: int) -> None:
        """Append a line."""
        try:
            with (folder / "lines").open("ab", buffering=0) as file:
                file.write(b"%d\n" % number)
                os.fsync(file.fileno())
        except OSError as problem:
            raise Failed(str(problem.strerror)) from None

    def await_write(self, folder: Path) -> None:
        """A write is always under way: it does nothing else."""

    def is_half_done(self, folder: Path) -> bool:
        """Never: a plain file has no rollback journal."""
        return False

    def found(self, folder: Path) -> set[int]:
        """The numbers of its whole lines; a line that was cut off doesn't count."""
        lines = (folder / "lines").read_bytes().split(b"\n")[:-1]
        return {int(line) for line in lines if line.isdigit()}


@dataclass(frozen=True, slots=True)
class Diary:
    """The real pdtrack: every entry a command with a lock, a connection and syncs of its own."""

    name: str
    is_new: bool = False
    passphrase: Path | None = None
    pragmas: tuple[str, ...] = PRAGMAS

    def begin(self, folder: Path) -> None:
        """Make the journal: with its passphrase, if it has one, and an entry."""
        if self.passphrase is not None:
            self._command(folder, "passphrase", "set")
        self.write_entry(folder, 0)

    def write_entry(self, folder: Path, number: int) -> None:
        """Run `pdtrack log`."""
        said = self._command(folder, "log", "--new", "--mood", "5", "--note", f"entry {number}")
        if "Saved as" not in said:
            raise Failed("pdtrack did not say that it saved the entry")

    def _command(self, folder: Path, *words: str) -> str:
        """What pdtrack prints; raises `Failed` with its error."""
        setattr(connection, "PRAGMAS", self.pragmas)  # noqa: B010
        environ = {}
        if self.passphrase is not None:
            environ["PDTRACK_PASSPHRASE_FILE"] = str(self.passphrase)
        said, problem = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(problem):
            code = pdtrack(["--journal", str(folder / "journal.db"), *words], World(environ))
        if code == 130:
            raise KeyboardInterrupt
        if code != 0:
            raise Failed(problem.getvalue().strip())
        return said.getvalue()

    def await_write(self, folder: Path) -> None:
        """Look without a pause: a write takes a few milliseconds."""
        give_up = time.monotonic() + PATIENCE
        while not self.is_half_done(folder) and time.monotonic() < give_up:
            pass

    def is_half_done(self, folder: Path) -> bool:
        """Whether there is a rollback journal of SQLite's, or a journal that is being made."""
        return any((folder / name).exists() for name in ("journal.db-journal", ".journal.db.new"))

    def found(self, folder: Path) -> set[int]:
        """What the journal holds, read without pdtrack, once SQLite put right what it has to."""
        path = folder / "journal.db"
        if not path.exists():
            return set()
        try:
            with contextlib.closing(self._connection(path)) as connection:
                said = connection.execute("PRAGMA integrity_check").fetchall()
                if self.passphrase is not None:
                    said += connection.execute("PRAGMA cipher_integrity_check").fetchall()
                notes = connection.execute("SELECT note FROM entry").fetchall()
        except PdtrackError as problem:
            raise Damaged(problem.message) from None
        except sqlcipher.error_types("Error") as problem:
            raise Damaged(str(problem)) from None
        if said != [("ok",)]:
            raise Damaged(f"{len(said)} faults found by the check of integrity")
        try:
            return {int(str(note).removeprefix("entry ")) for (note,) in notes}
        except ValueError:
            raise Damaged("a note is not what was told") from None

    def _connection(self, path: Path) -> sqlite3.Connection:
        if self.passphrase is None:
            return sqlite3.connect(path)
        return sqlcipher.cipher_connection(path, PASSPHRASE, timeout=PATIENCE)


# -- A child that writes --------------------------------------------------------------------


class Child:
    """Writes entries from `first` on until one can't be saved, and names each saved one."""

    def __init__(self, writer: Writer, folder: Path, first: int) -> None:
        """Start it. It is forked with everything loaded, so it spends its time on the disk."""
        self.problem = ""
        self._rest = b""
        self._pipe, named = os.pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_write_on, args=(writer, folder, first, self._pipe, named), daemon=True
        )
        self._process.start()
        os.close(named)

    def named(self, wait: float = 0) -> list[int]:
        """What it named since, the first of it within `wait` seconds."""
        if self.problem or not select.select([self._pipe], [], [], wait)[0]:
            return []
        read = os.read(self._pipe, 65_536)
        *lines, self._rest = (self._rest + read).split(b"\n")
        if lines and lines[-1].startswith(b"!"):
            self.problem = lines.pop().decode().removeprefix("!") or "it failed without a word"
        elif not read:
            self.problem = "it died"
        return [int(line) for line in lines]

    def rest(self, wait: float) -> list[int]:
        """What it names until one can't be saved, or for `wait` seconds."""
        numbers: list[int] = []
        give_up = time.monotonic() + wait
        while not self.problem and (left := give_up - time.monotonic()) > 0:
            numbers += self.named(left)
        return numbers

    def close(self) -> None:
        """End it, if it has not ended."""
        self._process.kill()
        self._process.join()
        os.close(self._pipe)


def _write_on(writer: Writer, folder: Path, first: int, other_end: int, pipe: int) -> None:
    # Ctrl-C is for the parent, which ends the child; a dead parent closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.close(other_end)
    try:
        for number in itertools.count(first):
            writer.write_entry(folder, number)
            os.write(pipe, b"%d\n" % number)
    except Failed as problem:
        os.write(pipe, b"!%s\n" % " ".join(str(problem).split()).encode())


# -- Cuts -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What came of the cuts of one row."""

    cuts: int = 0
    half_done: int = 0
    named: int = 0
    lossy: int = 0
    lost: int = 0
    late: int = 0
    damaged: int = 0
    works: int = 0
    problems: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost or damaged, and pdtrack could be used after every cut."""
        return not self.lost and not self.damaged and self.works == self.cuts


@dataclass(slots=True)
class Row:
    """One writer on its own disk: cut after cut, and what is there afterwards."""

    writer: Writer
    disk: Disk
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    # The entries that the current folder must hold.
    wanted: set[int] = field(default_factory=set)
    # The next entry's number. None is given twice: a loss would hide behind another entry.
    next: int = 1
    folders: int = 0

    @property
    def folder(self) -> Path:
        """Where the entries go; to the first entry of all, both levels are new."""
        return self.disk.root / str(self.folders) / "journal"

    def measure(self, cuts: int) -> Tally:
        """Do `cuts` cuts, and return what came of them."""
        step = self._step()
        for number in range(1, cuts + 1):
            progress(f"{self.writer.name}: cut {number} of {cuts}")
            if self.writer.is_new:
                self._move()
            before, late = self._cut(step, aimed=number % 2 == 0)
            self.tally.cuts += 1
            self.tally.half_done += self.writer.is_half_done(self.folder)
            self._look(before, late)
            self._go_on()
        progress("")
        return self.tally

    def _step(self) -> float:
        """How many seconds one entry takes; on the way, all that a child needs is loaded."""
        took = []
        self._move()
        for _ in range(6):
            if self.writer.is_new:
                self._move()
            start = time.perf_counter()
            self._write()
            took.append(time.perf_counter() - start)
        return median(took[1:])

    def _move(self) -> None:
        """Switch to a folder without entries."""
        self.folders += 1
        self.wanted = set()
        if not self.writer.is_new:
            self.writer.begin(self.folder)

    def _write(self) -> None:
        self.next += 1
        self.writer.write_entry(self.folder, self.next - 1)
        self.wanted.add(self.next - 1)

    def _cut(self, step: float, *, aimed: bool) -> tuple[set[int], set[int]]:
        """Let a child write and cut the power; return what it named before and after."""
        with contextlib.closing(Child(self.writer, self.folder, self.next)) as child:
            before = [] if self.writer.is_new else child.named(PATIENCE)
            span = SPAN_NEW if self.writer.is_new else SPAN
            time.sleep(self.chance.uniform(0, span * step))
            if aimed:
                self.writer.await_write(self.folder)
                time.sleep(LEAST_AIMED * (MOST_AIMED / LEAST_AIMED) ** self.chance.random())
            before += child.named()
            if child.problem:
                raise Failed(f"{self.writer.name}: before the power was cut, {child.problem}")
            self.disk.cut()
            # It continues until it notices; a "saved" that it prints now is a promise too.
            late = child.rest(LATE)
        # The one after the last that it named may be there all the same.
        self.next = max((*before, *late), default=self.next - 1) + 2
        self.disk.come_back()
        return set(before), set(late)

    def _look(self, before: set[int], late: set[int]) -> None:
        """Count what is lost or damaged."""
        self.tally.named += len(before | late)
        self.wanted |= before | late
        try:
            lost = self.wanted - self.writer.found(self.folder)
        except Damaged as problem:
            self.tally.damaged += 1
            self.tally.problems[f"damaged: {problem}"] += 1
            return
        self.tally.lossy += bool(lost)
        self.tally.lost += len(lost)
        self.tally.late += len(lost & late)
        self.wanted -= lost

    def _go_on(self) -> None:
        """See whether the next command works, and what was there stays."""
        try:
            self._write()
            if self.wanted - self.writer.found(self.folder):
                raise Damaged("entries are gone")
            self.tally.works += 1
        except (Failed, Damaged) as problem:
            self.tally.problems[f"the next command: {problem}"] += 1
            # One that can't be used any more would be counted again at each cut.
            self._move()


# -- The rows -------------------------------------------------------------------------------

CONTROL: Final = Control()
WEAK: Final = Diary("pdtrack, but synchronous = FULL", pragmas=FULL)


def writers(folder: Path) -> Iterator[Writer]:
    """All writers; what they need besides the disk is put into `folder`."""
    yield CONTROL
    yield Diary("pdtrack")
    yield Diary("pdtrack, first entry in a new folder", is_new=True)
    try:
        sqlcipher.library()
    except PdtrackError as problem:
        print(f"The row with a passphrase is left out: {problem.message}\n")
    else:
        passphrase = folder / "passphrase"
        passphrase.touch(mode=0o600)
        passphrase.write_text(PASSPHRASE)
        yield Diary("pdtrack, with a passphrase", passphrase=passphrase)
    yield WEAK


def report(found: Mapping[str, Tally]) -> None:
    """Print what came of each row."""
    columns = (
        "",
        "cuts",
        "left half-done",
        "acknowledged",
        "cuts with a loss",
        "acknowledged but lost",
        "of these after the cut",
        "damaged",
        "next command works",
    )
    rows = []
    for name, it in found.items():
        counts = (it.cuts, it.half_done, it.named, it.lossy, it.lost, it.late, it.damaged, it.works)
        rows.append((name, *(f"{count:,}" for count in counts)))
    print(table(columns, rows))
    print(
        "\nleft half-done: SQLite, or the next command, had something to put right. "
        "after the cut:\ncalled saved when the power was gone already; only that can be the "
        "artefact of the control.\n"
    )
    for name, it in found.items():
        for problem, times in it.problems.items():
            print(f"{name}: {times} times: {problem}")


def promises(found: Mapping[str, Tally]) -> Iterator[tuple[str, bool]]:
    """What is promised, with what was measured, and whether it was kept."""
    for name, it in found.items():
        if name not in (CONTROL.name, WEAK.name):
            said = f"{it.lost} lost, {it.damaged} damaged, usable after {it.works} of {it.cuts}"
            yield f"{name}: {said} cuts", it.is_clean
    if (weak := found.get(WEAK.name)) is not None:
        # Named before the cut: what is no artefact is found.
        yield f"a loss is found where there is one: {weak.lost - weak.late}", weak.lost > weak.late


def main() -> int:
    """Cut the power of every writer, look at what is left, and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=CUTS, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--only", metavar="NAME", help="only the rows whose names hold this")
    asked = parser.parse_args()
    if (what := lacking()) is not None:
        print(f"A power cut needs Linux, root and {', '.join(TOOLS)}: there is no {what} here.")
        return 2
    # A stop from outside is like Ctrl-C: everything is removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start = time.perf_counter()
    found: dict[str, Tally] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="powercut-") as name:
            folder = Path(name)
            os.environ.update(home(folder / "home"))
            for writer in writers(folder):
                if not asked.only or asked.only in writer.name:
                    with fresh_disk(folder) as disk:
                        chance = random.Random(f"{asked.seed} {writer.name}")
                        found[writer.name] = Row(writer, disk, chance).measure(asked.cuts)
    except NoDisk as problem:
        print(f"A disk of its own can't be had here: {problem}")
        return 2
    except KeyboardInterrupt:
        return 130
    report(found)
    kept = []
    for what, is_kept in promises(found):
        kept.append(is_kept)
        print(f"{'kept' if is_kept else 'NOT KEPT'}: {what}")
    print(f"\n{(time.perf_counter() - start) / 60:.1f} minutes, seed {asked.seed}.")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
