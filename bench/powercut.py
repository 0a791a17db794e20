"""What does a power cut take away? pdtrack tells entry after entry, and the disk goes under it.

    python bench/powercut.py                  100 cuts a row; as root, on Linux
    python bench/powercut.py --cuts 10        a first look
    python bench/powercut.py --only first     only the rows whose names hold this

The disk is ext4 in a file. A child tells entries with the real pdtrack, and names each one
that pdtrack called saved over a pipe, which is outside of that disk. The power is cut by
ext4's own shutdown, as xfstests does it: what had not reached the disk yet is gone. The disk
is then mounted again, which plays its journal, and every entry that was named has to be there.
Every second cut waits until a write has begun, because most of a command is not writing.

Beside pdtrack stand two rows that judge the measurement itself. The control appends and syncs
to a plain file: what even that loses is an artefact, since a sync that the cut meets under
way may be said to have worked, after the power was gone. And pdtrack with SQLite's default
(`synchronous = FULL`) has to lose something, or the measurement finds nothing.

What this can't show is a drive that forgets what it said it had kept.

Prints a Markdown table; exit code 1 when a promise is not kept: pdtrack loses nothing and
damages nothing, artefact or not. Exit code 2 where the disk can't be made, because a run that
measured nothing must not look like a promise kept.
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
from pdtrack.store import crypt, opening
from pdtrack.store.schema import PRAGMAS

SEED: Final = 20261122
CUTS: Final = 100
DISK_MB: Final = 256
NEEDED: Final = ("mkfs.ext4", "losetup", "mount", "umount")
# EXT4_IOC_SHUTDOWN, and EXT4_GOING_FLAGS_NOLOGFLUSH: what is not written yet stays unwritten.
SHUTDOWN: Final = 0x8004587D
NO_LOG_FLUSH: Final = (2).to_bytes(4, sys.byteorder)
# In how many entries' time after its first the child is cut off.
SPAN: Final = 5
# Any command is done by then, whatever the weather.
PATIENCE: Final = 60.0
LATE: Final = 2.0
WEAK: Final = "comparison: synchronous = FULL"
PASSPHRASE: Final = "four words in a row"
FULL: Final = tuple(each.replace("= EXTRA", "= FULL") for each in PRAGMAS)


class Damaged(Exception):
    """What is on the disk can't be read whole."""


# -- A disk with a switch -------------------------------------------------------------------


def lacking() -> str | None:
    """What this machine lacks; `None` where a disk can be made."""
    if sys.platform != "linux":
        return "Linux"
    if os.geteuid() != 0:
        return "root"
    return next((tool for tool in NEEDED if shutil.which(tool) is None), None)


def run(*argv: str | Path) -> str:
    """What a tool of the system prints; raises `Failed` with its own words."""
    words = [str(word) for word in argv]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{words[0]}: {done.stderr.strip() or done.returncode}")
    return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class Disk:
    """An ext4 of its own, and the folder where it is mounted."""

    device: str
    root: Path

    def mount(self) -> None:
        """Mount it; after a cut, this plays ext4's journal."""
        run("mount", "-t", "ext4", self.device, self.root)

    def unmount(self) -> None:
        """Take it away; nothing may be using it."""
        run("umount", self.root)

    def cut(self) -> None:
        """Let the power go."""
        import fcntl  # Windows has none, and is to be told in words

        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, NO_LOG_FLUSH)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def fresh_disk(folder: Path) -> Iterator[Disk]:
    """A new disk in `folder`, mounted; taken down again whatever happens."""
    image, root = folder / "image", folder / "mounted"
    root.mkdir()
    with contextlib.ExitStack() as stack:
        stack.callback(root.rmdir)
        with image.open("wb") as file:
            file.truncate(DISK_MB * 2**20)
        stack.callback(image.unlink)
        run("mkfs.ext4", "-q", "-F", "-b", "4096", image)
        disk = Disk(run("losetup", "--find", "--show", image), root)
        stack.callback(subprocess.run, ["losetup", "--detach", disk.device], check=False)
        # Lazily: a child that was stopped with us may still have something open there.
        lazily = ["umount", "--lazy", root]
        stack.callback(subprocess.run, lazily, check=False, stderr=subprocess.DEVNULL)
        disk.mount()
        yield disk


# -- Who tells ------------------------------------------------------------------------------


class Teller(Protocol):
    """Puts numbered entries into a folder, one after the other, and finds them again."""

    @property
    def name(self) -> str:
        """What the row is called."""

    @property
    def is_promised(self) -> bool:
        """Whether nothing may be lost."""

    @property
    def is_new(self) -> bool:
        """Whether every cut hits the first entry of a folder that is not there yet."""

    def begin(self, folder: Path) -> None:
        """Do what comes before the first entry."""

    def tell(self, folder: Path, number: int) -> None:
        """Put one entry there, for good; raises `Failed` where that is not said to be done."""

    def found(self, folder: Path) -> set[int]:
        """The numbers of the entries that are there; raises `Damaged`."""

    def is_writing(self, folder: Path) -> bool:
        """Whether a write is under way there, or was when the power went."""


@dataclass(frozen=True, slots=True)
class Control:
    """A plain file, to which each entry is appended and synced: the least that there is."""

    name: str = "control: append and fsync"
    is_promised: bool = False
    is_new: bool = False

    def begin(self, folder: Path) -> None:
        """Make the folder, and let the disk keep it."""
        folder.mkdir(parents=True)
        run("sync", "--file-system", folder)

    def tell(self, folder: Path, number: int) -> None:
        """Append a line."""
        try:
            with (folder / "lines").open("ab", buffering=0) as file:
                file.write(b"%d\n" % number)
                os.fsync(file.fileno())
        except OSError as problem:
            raise Failed(problem.strerror) from None

    def found(self, folder: Path) -> set[int]:
        """The lines; one that the cut left half-written is none."""
        lines = (folder / "lines").read_bytes().splitlines()
        return {int(line) for line in lines if line.isdigit()}

    def is_writing(self, folder: Path) -> bool:
        """Always: it does nothing else."""
        return True


@dataclass(frozen=True, slots=True)
class Diary:
    """The real pdtrack, every entry a command with its own lock, connection and syncs."""

    name: str
    is_promised: bool = False
    is_new: bool = False
    passphrase_file: Path | None = None
    pragmas: tuple[str, ...] = PRAGMAS

    def begin(self, folder: Path) -> None:
        """A journal with one entry, and a passphrase where it has one."""
        if self.passphrase_file is not None:
            self._command(folder, "passphrase", "set")
        self.tell(folder, 0)

    def tell(self, folder: Path, number: int) -> None:
        """`pdtrack log`."""
        said = self._command(folder, "log", "--new", "--mood", "5", "--note", f"entry {number}")
        if "Saved as" not in said:
            raise Failed("pdtrack did not say that it saved the entry")

    def _command(self, folder: Path, *words: str) -> str:
        """What pdtrack prints; raises `Failed` unless its exit code is 0."""
        opening.PRAGMAS = self.pragmas  # type: ignore[misc]
        environ: Mapping[str, str] = {}
        if self.passphrase_file is not None:
            environ = {"PDTRACK_PASSPHRASE_FILE": str(self.passphrase_file)}
        said, problem = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(problem):
            code = pdtrack(["--journal", str(folder / "journal.db"), *words], World(environ))
        # Kept until a command's process ends; here, that is now.
        opening._warm.drop()
        if code != 0:
            raise Failed(problem.getvalue().strip() or f"exit code {code}")
        return said.getvalue()

    def found(self, folder: Path) -> set[int]:
        """What the journal holds, read without pdtrack; SQLite rolls back what was half-done."""
        path = folder / "journal.db"
        if not path.exists():
            return set()
        try:
            with contextlib.closing(self._connection(path)) as connection:
                ask = connection.execute
                problems = {text for (text,) in ask("PRAGMA integrity_check")} - {"ok"}
                if self.passphrase_file is not None:
                    problems |= {text for (text,) in ask("PRAGMA cipher_integrity_check")}
                if problems:
                    raise Damaged(min(problems))
                notes = [note for (note,) in ask("SELECT note FROM entry")]
        except (*crypt.errors("Error"), PdtrackError) as problem:
            raise Damaged(str(problem)) from None
        return {int(note.removeprefix("entry ")) for note in notes}

    def _connection(self, path: Path) -> sqlite3.Connection:
        if self.passphrase_file is None:
            return sqlite3.connect(path)
        return crypt.connect(path, PASSPHRASE, timeout=PATIENCE)

    def is_writing(self, folder: Path) -> bool:
        """Whether SQLite's rollback journal is there, or a journal that is being made."""
        names = ("journal.db-journal", ".journal.db.new")
        return any((folder / name).exists() for name in names)


# -- A child that tells ---------------------------------------------------------------------


class Child:
    """Tells entries from `first` on until something goes wrong, and names each that was saved."""

    def __init__(self, teller: Teller, folder: Path, first: int) -> None:
        """Start it. Forked: everything is loaded already, so it spends its time on the disk."""
        self.problem = ""
        self._rest = b""
        self._pipe, named = os.pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_tell_on, args=(teller, folder, first, named), daemon=True
        )
        self._process.start()
        os.close(named)

    def named(self, wait: float = 0) -> list[int]:
        """The entries that it named since, the first of them after at most `wait` seconds."""
        if self.problem or not select.select([self._pipe], [], [], wait)[0]:
            return []
        read = self._rest + os.read(self._pipe, 65_536)
        *lines, self._rest = read.split(b"\n")
        if lines and lines[-1][:1] == b"!":
            self.problem = lines.pop()[1:].decode()
        elif not read:
            self.problem = "it died"
        return [int(line) for line in lines]

    def rest(self, wait: float) -> list[int]:
        """What it names before something goes wrong, or within `wait` seconds."""
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


def _tell_on(teller: Teller, folder: Path, first: int, pipe: int) -> None:
    try:
        for number in itertools.count(first):
            teller.tell(folder, number)
            os.write(pipe, b"%d\n" % number)
    except Failed as problem:
        os.write(pipe, b"!" + str(problem).replace("\n", " ").encode() + b"\n")


# -- Cuts -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What came of all cuts of one row."""

    cuts: int = 0
    writing: int = 0
    named: int = 0
    lossy: int = 0
    lost: int = 0
    late: int = 0
    damaged: int = 0
    works: int = 0
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Measurement:
    """One row on a disk of its own: cut after cut, and what is there afterwards."""

    teller: Teller
    disk: Disk
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    # The number of the next entry; none is given twice, or a loss would hide behind another.
    number: int = 1
    folders: int = 0
    # What has to be in the folder that is told into now.
    named: set[int] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        """Where the entries go; to a first entry both levels are new."""
        return self.disk.root / f"diary-{self.folders}" / "journal"

    def run(self, cuts: int) -> Tally:
        """So many cuts."""
        step = self._step()
        for cut in range(cuts):
            progress(f"{self.teller.name}: cut {cut + 1} of {cuts}")
            if self.teller.is_new:
                self._move()
            before, late = self._cut(step, aimed=cut % 2 == 1)
            self.tally.cuts += 1
            self.tally.writing += self.teller.is_writing(self.folder)
            self._judge(before, late)
        progress("")
        return self.tally

    def _move(self) -> None:
        """Go to a folder where nothing was told yet."""
        self.folders += 1
        self.named = set()
        if not self.teller.is_new:
            self.teller.begin(self.folder)

    def _step(self) -> float:
        """How long one entry takes, in seconds; this also loads what a child needs."""
        took = []
        self._move()
        for _ in range(6):
            if self.teller.is_new:
                self._move()
            start = time.perf_counter()
            self._tell()
            took.append(time.perf_counter() - start)
        return median(took[1:])

    def _tell(self) -> None:
        self.number += 1
        self.teller.tell(self.folder, self.number - 1)
        self.named.add(self.number - 1)

    def _cut(self, step: float, *, aimed: bool) -> tuple[set[int], set[int]]:
        """Let a child tell, cut the power, mount again; what it named before and after the cut."""
        with contextlib.closing(Child(self.teller, self.folder, self.number)) as child:
            before = [] if self.teller.is_new else child.named(PATIENCE)
            time.sleep(self.chance.uniform(0, step * (1.5 if self.teller.is_new else SPAN)))
            if aimed:
                give_up = time.monotonic() + PATIENCE
                while not self.teller.is_writing(self.folder) and time.monotonic() < give_up:
                    pass
                # Any order of magnitude, for a disk may be quick or busy.
                time.sleep(10 ** self.chance.uniform(-4, -1.5))
            before += child.named()
            if child.problem:
                raise Failed(f"{self.teller.name}: before the cut, {child.problem}")
            self.disk.cut()
            late = child.rest(LATE)
        # Past what was named lies at most one more that is there all the same.
        self.number = max((*before, *late), default=self.number - 1) + 2
        self.disk.unmount()
        self.disk.mount()
        return set(before), set(late)

    def _judge(self, before: set[int], late: set[int]) -> None:
        """Count what is lost or damaged, and whether the next command works."""
        tally = self.tally
        tally.named += len(before) + len(late)
        self.named |= before | late
        try:
            lost = self.named - self.teller.found(self.folder)
            tally.lossy += bool(lost)
            tally.lost += len(lost)
            tally.late += len(lost & late)
            self.named -= lost
        except Damaged as problem:
            tally.damaged += 1
            tally.words.append(f"damaged: {problem}")
        try:
            self._tell()
            if missing := self.named - self.teller.found(self.folder):
                raise Damaged(f"{len(missing)} entries went")
            tally.works += 1
        except (Failed, Damaged) as problem:
            tally.words.append(f"the next command: {problem}")
            self._move()


# -- Saying it ------------------------------------------------------------------------------


def tellers(folder: Path) -> Iterator[Teller]:
    """The rows."""
    yield Control()
    yield Diary("pdtrack", is_promised=True)
    yield Diary("pdtrack, the first entry in a new folder", is_promised=True, is_new=True)
    try:
        crypt.library()
    except PdtrackError as problem:
        print(f"The row with a passphrase is left out: {problem.message}\n")
    else:
        file = folder / "passphrase"
        file.touch(mode=0o600)
        file.write_text(PASSPHRASE)
        yield Diary("pdtrack, with a passphrase", is_promised=True, passphrase_file=file)
    yield Diary(WEAK, pragmas=FULL)


def report(found: Mapping[str, Tally]) -> None:
    """Print what came of each row."""
    columns = (
        "",
        "cuts",
        "in a write",
        "acknowledged",
        "cuts with a loss",
        "acknowledged but lost",
        "of these named after the cut",
        "damaged",
        "next command works",
    )
    rows = [
        (
            name,
            *(
                f"{count:,}"
                for count in (
                    tally.cuts,
                    tally.writing,
                    tally.named,
                    tally.lossy,
                    tally.lost,
                    tally.late,
                    tally.damaged,
                    tally.works,
                )
            ),
        )
        for name, tally in found.items()
    ]
    print(table(columns, rows) + "\n")
    for name, tally in found.items():
        for words in tally.words:
            print(f"{name}: {words}")


def main() -> int:
    """Cut, look, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=CUTS, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--only", metavar="NAME", help="only the rows whose names hold this")
    asked = parser.parse_args()
    if (what := lacking()) is not None:
        print(f"A power cut needs root, Linux and {', '.join(NEEDED)}; here is no {what}.")
        return 2
    # A stop by the system ends like Ctrl-C, with everything taken down.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory(prefix="powercut-") as name:
        folder = Path(name)
        os.environ.update(home(folder / "home"))
        for teller in tellers(folder):
            if not asked.only or asked.only in teller.name:
                start=time.time()
                with fresh_disk(folder) as disk:
                    chance = random.Random(f"{asked.seed} {teller.name}")
                    m=Measurement(teller, disk, chance)
                    found[teller.name] = m.run(asked.cuts)
                print(teller.name, time.time()-start)
    report(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
