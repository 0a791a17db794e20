"""A kill or a disk error at every call of a command that replaces or empties the file.

Whatever happens, the journal is the old one or the new one, never something between, and
the next command works. This is slow: `make torture` prints the results.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from build import NOW, entry
from faults import calls
from faults.calls import KILL, NEEDLE, Injected, injected, points, run
from faults.figures import say
from faults.test_disk import ERRORS, is_clean
from faults.test_kills import needs_strace
from pdtrack.store.connection import connect
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.paths import draft_of
from pdtrack.store.rekey import rekey
from pdtrack.store.schema import VERSION
from pdtrack.store.sqlcipher import WrongPassphrase, looks_encrypted

pytestmark = [pytest.mark.slow, needs_strace]

OLD, NEW = "the old passphrase", "the new passphrase"
READING = ("pread64", "fcntl")
ALL = ("stays 1", NEEDLE, "stays 3")
BUT_IT = ("stays 1", "stays 3")
# pdtrack with a future version of the file.
LATER = """
import sys
from pdtrack.store import connection, schema
more = (*schema.MIGRATIONS, ("ALTER TABLE entry ADD COLUMN weather TEXT",))
for module in (connection, schema):
    module.MIGRATIONS, module.VERSION = more, len(more)
from pdtrack.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True)
class State:
    """What can be read of a journal: its passphrase, its notes, its version."""

    passphrase: str | None = None
    notes: tuple[str, ...] = ALL
    version: int = VERSION


@dataclass(frozen=True)
class Case:
    """A command, and the journal before and after it; `None` where there is none."""

    line: str
    old: State | None = State()
    new: State | None = State()
    program: tuple[str, ...] = calls.PDTRACK

    @property
    def call(self) -> calls.Case:
        """The same case, for strace."""
        secret = "OLD" if self.old and self.old.passphrase else "NEW"
        return calls.Case(self.line, secret=secret, program=self.program)

    @property
    def hides(self) -> bool:
        """Whether the needle must be unreadable afterwards."""
        return self.new is None or self.new.passphrase is not None or "forget" in self.line


CASES = {
    "passphrase set": Case("passphrase set", new=State(NEW)),
    "passphrase set, before the first entry": Case("passphrase set", None, State(NEW, ())),
    "passphrase change": Case("passphrase change --new-file NEW", State(OLD), State(NEW)),
    "passphrase remove": Case("passphrase remove --yes", State(OLD)),
    "forget": Case("forget 2 --yes", new=State(notes=BUT_IT)),
    "forget, encrypted": Case("forget 2 --yes", State(OLD), State(OLD, BUT_IT)),
    "forget --all": Case("forget --all --yes", new=None),
    "restore": Case("restore COPY", new=State(notes=("copied",))),
    "migrate": Case("list", new=State(version=VERSION + 1), program=("-c", LATER)),
}


def written(path: Path, *notes: str) -> None:
    """A journal with an entry for each note, and a daily backup."""
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal:
        for number, note in enumerate(notes):
            with journal.writing("log", now=NOW):
                journal.add(entry(ago=9 - number, after=5, note=note)._replace(id=None))
        journal.keep_daily_copy(NOW.date())


def prepare(home: Path, case: Case) -> None:
    """The journal before the command, a backup of another one, and both passphrases."""
    path = home / "data" / "journal.db"
    path.parent.mkdir(parents=True)
    if case.old is not None:
        written(path, *case.old.notes)
        if case.old.passphrase is not None:
            old = case.old.passphrase
            rekey(path, None, new=old, again=old, day=NOW.date())
    written(home / "COPY", "copied")
    shutil.rmtree(home / "backups")
    (home / "COPY.lock").unlink()
    for name, words in (("OLD", OLD), ("NEW", NEW)):
        (home / name).write_text(words)
        (home / name).chmod(0o600)


def state(path: Path) -> State | None:
    """The journal's contents; fails if it isn't sound."""
    if not path.exists():
        return None
    for passphrase in (OLD, NEW) if looks_encrypted(path) else (None,):
        try:
            connection = connect(path, passphrase)
        except WrongPassphrase:
            continue
        try:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            notes = tuple(note for (note,) in connection.execute("SELECT note FROM entry"))
            return State(passphrase, notes, *connection.execute("PRAGMA user_version").fetchone())
        finally:
            connection.close()
    raise AssertionError("neither passphrase opens it")


def which(home: Path, case: Case) -> str:
    """Whether it is the old journal or the new one; fails if it is neither."""
    found = state(home / "data" / "journal.db")
    assert found in (case.old, case.new), f"neither the old journal nor the new one: {found}"
    if "restore" in case.line and found == case.new:
        assert any(state(kept) == case.old for kept in home.rglob("*-replaced-*.db"))
    return "new" if found == case.new else "old"


def opened(home: Path, case: Case) -> None:
    """The next command opens it and removes half-built files."""
    path = home / "data" / "journal.db"
    found = state(path)
    if found is None or case.program != calls.PDTRACK:
        return
    journal = open_journal(path, ask=lambda _: found.passphrase or "")
    assert isinstance(journal, Journal)
    with journal:
        assert journal.count() == len(found.notes)
    assert not draft_of(path).exists()


def unencrypted(home: Path) -> list[str]:
    """Our files that hold the needle unencrypted."""
    return [
        file.name
        for file in (home / "data").rglob("*")
        if file.is_file() and NEEDLE.encode() in file.read_bytes()
    ]


def at_every_point(
    tmp_path: Path, case: Case, faults: tuple[str, ...], check: Callable[[Path, Injected], None]
) -> None:
    """Run the command once for each point, the faults taking turns, on a fresh copy each time."""
    base, home = tmp_path / "base", tmp_path / "home"
    # Where it stays: the journal remembers the folder of its backups.
    prepare(home, case)
    shutil.copytree(home, base)
    # SQLite's own reading and locking fails in the same way for every command: see test_disk.
    made = [each for each in points(home, case.call, faults) if each[0] not in READING]
    for turn, (call, number) in enumerate(made):
        shutil.rmtree(home)
        shutil.copytree(base, home)
        fault = faults[turn % len(faults)]
        how, done = injected(home, case.call, call, fault, number)
        try:
            check(home, (how, done))
        except AssertionError as problem:
            raise AssertionError(f"{how}: {problem}\n{done.stdout}{done.stderr}") from problem


@pytest.mark.parametrize("name", CASES)
def test_a_kill_at_any_call_leaves_the_old_or_the_new(tmp_path: Path, name: str) -> None:
    """SIGKILL at every call that changes something: no damage, and repeating it finishes."""
    case = CASES[name]
    table: Counter[str] = Counter()

    def check(home: Path, made: Injected) -> None:
        table["kills"] += 1
        found = which(home, case)
        table[found] += 1
        if found == "new" and case.hides:
            if "forget" in case.line:
                # The journal comes first: repeating the command erases what is left in a backup.
                again = run(home, case.call)
                assert again.returncode in (0, 2, 3), again.stderr
            assert unencrypted(home) == []
        opened(home, case)
        if found == "old" or case.new is None:
            # Where all of it is erased already, there is no journal of that name to erase.
            is_done = case.new is None and not list((home / "data").iterdir())
            again = run(home, case.call)
            assert again.returncode == (3 if is_done else 0), again.stderr
            assert which(home, case) == "new"
        if case.new is None:
            assert not (home / "data" / "backups").exists()
            assert list((home / "data").iterdir()) == []

    at_every_point(tmp_path, case, KILL, check)
    say(f"kill at every call: {name}", table)


@pytest.mark.parametrize("name", CASES)
def test_an_error_at_any_call_is_reported_and_breaks_nothing(tmp_path: Path, name: str) -> None:
    """Every call fails, the four errors taking turns: no false "done", one line, no traceback."""
    case = CASES[name]
    table: Counter[str] = Counter()

    def check(home: Path, made: Injected) -> None:
        done: subprocess.CompletedProcess[str] = made[1]
        table["points"] += 1
        found = which(home, case)
        if done.returncode == 0:
            table["done all the same"] += 1
            assert found == "new" or case.line == "list", "said to be done, and was not"
            if case.hides:
                assert unencrypted(home) == []
        else:
            is_clean(done.returncode, done.stderr)
            table["refused, and done" if found == "new" else "refused, nothing done"] += 1
        opened(home, case)

    at_every_point(tmp_path, case, tuple(f"error={error}" for error in ERRORS), check)
    say(f"errors at every call: {name}", table)
