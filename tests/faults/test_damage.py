"""Damaged files, and files that aren't journals: reported in one line, never made worse.

Sixty damaged files run with every test; 1,500, and 300 under a passphrase, with `pytest -m
slow tests/faults/test_damage.py -s`, which prints the results. Our own code doesn't decide
what is damaged: *structural* means that SQLite's own `integrity_check` isn't "ok", when
run through the standard library on a copy.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cli.locked import needs_sqlcipher, secret
from conftest import Pdtrack, Process, Result
from faults.calls import NEEDLE
from faults.figures import say
from pdtrack.store import connection
from pdtrack.store.schema import PRAGMAS
from store.test_opening import foreign, newer

SEED = 20261122
FEW, MANY = 12, 300
FLIPS_FEW, FLIPS_MANY = 5, 300
PAGE, SECTOR = 4096, 512
HEADER = 100
ENTRIES = 150
# Words that are only in the diary's notes and tags.
WORDS = ("needle", "haystack", "thimble")
# Every possible answer, so that each one gets damaged too.
ANSWERS = (
    "log --new --mood 3 --before 6 --tears 2 --pain 1 --wanted yes --with partner --orgasm "
    "--lasted hours --helped held --tag stress,thimble",
    "day --mood 6 --tears 1 --tag content",
    "log --new --mood 8 --before 7 --tears 0 --wanted mixed --with solo --no-orgasm --tag content",
    "log --new --mood 5 --tears 3 --pain 2 --lasted days --tag stress --helped held,thimble",
)
NOTE = "written to a damaged file"
TABLES = ("entry", "change", "change_entry", "word", "memory")
# All of these only read; `patterns` remembers what it judged and showed.
ALWAYS = ("list --limit 500 --notes", "doctor", "show last", "export")
SOMETIMES = ("show 7", "tags", "chart mood", "export --format json")
# SQLite's message may itself quote broken characters.
UNREADABLE = (sqlite3.Error, UnicodeError)
posix = pytest.mark.skipif(os.name == "nt", reason="pipes, devices and modes of POSIX")

Row = tuple[Any, ...]


# The diary, and ways to damage it


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A diary as pdtrack writes it: every answer, long notes, undo steps, freed pages."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("PDTRACK_JOURNAL", str(home / "journal.db"))
        patch.setattr(connection, "PRAGMAS", (*PRAGMAS, "PRAGMA synchronous = OFF"))
        patch.setattr(os, "fsync", lambda _: None)
        # Entries get the same uids each time, so the same bytes are damaged.
        patch.setattr(os, "urandom", Random(SEED).randbytes)
        pdtrack = Pdtrack(home)
        for number in range(1, ENTRIES + 1):
            pdtrack.ok([*ANSWERS[number % len(ANSWERS)].split(), *entry_data(number)])
        for line in ("edit 7 --mood 2", "edit 50 --note haystack", "delete 5 9 --yes", "undo"):
            pdtrack.ok(line)
        pdtrack.ok("delete 100 --yes")
        return pdtrack.journal.read_bytes()


def entry_data(number: int) -> list[str]:
    """The time of an entry, and its note: of all lengths, some longer than a page of the file."""
    note = f"{NEEDLE} {number}: " + "in the haystack " * (number % 40)
    if number % 50 == 0:
        note += "and so on " * 900
    return ["--at", f"{ENTRIES + 1 - number} days ago 23:00", "--note", note]


def byte(content: bytearray, chance: Random, _: int) -> str:
    """One byte is different."""
    at = chance.randrange(len(content))
    content[at] ^= chance.randrange(1, 256)
    return f"byte {at}"


def zeros(content: bytearray, chance: Random, _: int) -> str:
    """A page of the file is lost, or some sectors of the disk."""
    length = SECTOR << chance.randrange(4)
    at = chance.randrange(len(content) // length) * length
    content[at : at + length] = bytes(length)
    return f"{length} zeros at {at}"


def cut(content: bytearray, chance: Random, _: int) -> str:
    """The end is missing, from any byte or from the beginning of a page."""
    at = chance.randrange(1, len(content))
    if chance.random() < 0.1:
        at -= at % PAGE
    del content[at:]
    return f"cut at {at}"


def header(content: bytearray, chance: Random, number: int) -> str:
    """One byte of the file's header is different; each byte in turn."""
    # 37 and 100 have no factor in common, so a dozen of them are spread over all.
    at = number * 37 % HEADER
    turns = (3, 0x80)
    turn = number // HEADER
    content[at] ^= turns[turn] if turn < len(turns) else chance.randrange(1, 256)
    return f"header, byte {at} is {content[at]}"


def run_of_bytes(content: bytearray, chance: Random, _: int) -> str:
    """Sixteen bytes in a row are anything."""
    at = chance.randrange(len(content) - 16)
    content[at : at + 16] = chance.randbytes(16)
    return f"16 bytes at {at}"


KINDS: dict[str, Callable[[bytearray, Random, int], str]] = {
    "a byte": byte,
    "zeros": zeros,
    "an end": cut,
    "the header": header,
    "16 bytes": run_of_bytes,
}


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged file: what happened to it, and its bytes."""

    how: str
    content: bytes


def damages(kind: str, whole: bytes, many: int) -> Iterator[Damage]:
    """A number of files that differ from the sound one and from each other."""
    chance = Random(f"{SEED} {kind}")
    seen = {sha256(whole).digest()}
    for number in range(many):
        while True:
            content = bytearray(whole)
            how = KINDS[kind](content, chance, number)
            digest = sha256(content).digest()
            if digest not in seen:
                break
        seen.add(digest)
        yield Damage(how, bytes(content))


def lay(path: Path, content: bytes) -> None:
    """Put a file at the journal's path, with nothing next to it."""
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_bytes(content)
    path.chmod(0o600)


def changed(path: Path, whole: bytes, change: str) -> bytes:
    """Change a value, bypassing pdtrack and the table rules; return the new bytes."""
    lay(path, whole)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE {change}")
        connection.commit()
    finally:
        connection.close()
    return path.read_bytes()


# What SQLite finds, without any of our code


@dataclass(frozen=True, slots=True)
class Truth:
    """What the standard library finds in a file, with SQLite as it is by default.

    `rows`: every row of every table, `None` where they can't all be read. `entries`: the
    rows of entries that can be read one by one.
    """

    is_structural: bool
    rows: list[list[Row]] | None
    entries: dict[int, Row]

    def still(self, healthy: Truth) -> set[int]:
        """The numbers whose entries are what they were before the damage."""
        return {n for n, row in healthy.entries.items() if self.entries.get(n) == row}


def truth(content: bytes, folder: Path) -> Truth:
    """Look at the bytes under another name, so that nothing happens to the journal."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "copy").write_bytes(content)
    connection = sqlite3.connect(folder / "copy")
    try:
        is_structural = not says_ok(connection)
        # Broken letters are no reason not to compare.
        connection.text_factory = bytes
        return Truth(is_structural, all_rows(connection), entries_of(connection))
    finally:
        connection.close()


def says_ok(connection: sqlite3.Connection) -> bool:
    """Whether SQLite's own check of the whole file finds nothing."""
    try:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except UNREADABLE:
        return False


def all_rows(connection: sqlite3.Connection) -> list[list[Row]] | None:
    """Every row of every table."""
    try:
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]
    except UNREADABLE:
        return None


def entries_of(connection: sqlite3.Connection) -> dict[int, Row]:
    """Every entry that can be read by its number."""
    found: dict[int, Row] = {}
    for number in range(1, ENTRIES + 1):
        with contextlib.suppress(*UNREADABLE):
            for row in connection.execute("SELECT * FROM entry WHERE id = ?", (number,)):
                found[number] = row
    return found


# What pdtrack does with it


def check_clean(result: Result, line: str) -> None:
    """A documented exit code, one line if it failed, no traceback and nothing of the diary."""
    inside = "Something went wrong inside" in result.err
    assert not inside, f"{line}: {result.err.splitlines()[-2]} inside"
    assert "Traceback" not in result.err
    assert result.code in (0, 1, 2, 3), f"{line}: exit {result.code}"
    if result.code != 0:
        assert result.err.startswith("pdtrack: "), f"{line}: {result.err}"
        assert result.err.count("\n") == 1, f"{line}: {result.err}"
    for word in WORDS:
        assert word not in result.err, f"{line}: says {word}"


def check_salvage(pdtrack: Pdtrack, found: Truth, healthy: Truth) -> bool:
    """Whether entries were rescued: all readable ones, or else a refusal and no file."""
    saved = pdtrack.home / "saved.db"
    saved.unlink(missing_ok=True)
    result = pdtrack("doctor --salvage saved.db")
    check_clean(result, "salvage")
    # Nobody gave any input that could be wrong.
    assert result.code in (0, 1, 3), f"salvage: {result.err}"
    if result.code == 3:
        assert not saved.exists()
        return False
    # Exit 1: something could not be read, and the rest is saved.
    copy = truth(saved.read_bytes(), pdtrack.home / "looked-at")
    assert not copy.is_structural
    lost = found.still(healthy) - copy.still(healthy)
    assert not lost, f"salvage leaves {len(lost)} entries behind: {result.err}"
    return True


def check_others_saved(pdtrack: Pdtrack, whole: bytes, content: bytes) -> None:
    """All entries but one are still there and can be rescued, and nothing changes."""
    healthy = truth(whole, pdtrack.home / "looked-at")
    found = truth(content, pdtrack.home / "looked-at")
    assert len(found.still(healthy)) >= len(healthy.entries) - 1
    assert check_salvage(pdtrack, found, healthy)
    assert pdtrack.journal.read_bytes() == content


def check_log(pdtrack: Pdtrack) -> bool:
    """Whether an entry was saved: then it can be read; otherwise not a byte changes."""
    before = pdtrack.journal.read_bytes()
    result = pdtrack(["log", "--mood", "5", "--tag", "stress", "--note", NOTE])
    check_clean(result, "log")
    if result.code != 0:
        assert "Saved" not in result.out
        assert pdtrack.journal.read_bytes() == before, "a refused log changed the file"
        return False
    said = re.search(r"^Saved as entry (\d+)", result.out, re.MULTILINE)
    assert said is not None, result.out
    number = int(said[1])
    assert note_of(pdtrack.journal, number) == NOTE, "reported as saved, and can't be read"
    assert NOTE in pdtrack.ok(f"show {number}").out
    return True


def note_of(path: Path, number: int) -> str | None:
    """The note of an entry, read over a separate connection."""
    connection = sqlite3.connect(path)
    try:
        found = connection.execute("SELECT note FROM entry WHERE id = ?", (number,)).fetchone()
        return None if found is None else str(found[0])
    except UNREADABLE:
        return None
    finally:
        connection.close()


def check_looking(pdtrack: Pdtrack, lines: Sequence[str]) -> dict[str, int]:
    """Every command is clean, changes nothing and leaves nothing but the lock; exit codes."""
    before = sha256(pdtrack.journal.read_bytes()).digest()
    allowed = {pdtrack.journal.name, f"{pdtrack.journal.name}.lock"}
    codes = {}
    for line in lines:
        result = pdtrack(line)
        check_clean(result, line)
        assert sha256(pdtrack.journal.read_bytes()).digest() == before, f"{line} changed the file"
        left = {path.name for path in pdtrack.journal.parent.iterdir()} - allowed
        assert not left, f"{line} leaves {left}"
        codes[line] = result.code
    return codes


def examine(
    pdtrack: Pdtrack, damage: Damage, healthy: Truth, table: Counter[str], *, more: bool
) -> None:
    """Run every command that reads on a damaged file, then log an entry; count the results."""
    lay(pdtrack.journal, damage.content)
    found = truth(damage.content, pdtrack.home / "looked-at")
    table["structural"] += found.is_structural
    codes = check_looking(pdtrack, (*ALWAYS, *SOMETIMES) if more else ALWAYS)
    table["list refused"] += codes["list --limit 500 --notes"] != 0
    if codes["doctor"] != 0:
        assert codes["doctor"] == 3
        table["found by doctor"] += 1
        saves = check_salvage(pdtrack, found, healthy)
        assert pdtrack.journal.read_bytes() == damage.content, "salvage changed the file"
        table["salvaged" if saves else "salvage refused"] += 1
    else:
        assert not found.is_structural, "doctor finds nothing in a damaged file"
        same = found.rows == healthy.rows
        table["unseen, no row differs" if same else "unseen, a row differs"] += 1
    if more:
        # It remembers what it showed, so it may write.
        check_clean(pdtrack("patterns"), "patterns")
        lay(pdtrack.journal, damage.content)
    table["log saved" if check_log(pdtrack) else "log refused"] += 1


def check_damages(pdtrack: Pdtrack, whole: bytes, kind: str, many: int) -> Counter[str]:
    """Examine a number of damaged files, print the figures, and fail if one did badly."""
    healthy = truth(whole, pdtrack.home / "looked-at")
    assert not healthy.is_structural
    assert len(healthy.entries) == ENTRIES - 1
    table: Counter[str] = Counter()
    problems = []
    for number, damage in enumerate(damages(kind, whole, many)):
        try:
            examine(pdtrack, damage, healthy, table, more=number % 10 == 0)
        except AssertionError as problem:
            problems.append(f"{damage.how}: {str(problem).splitlines()[0]}")
        table["files"] += 1
    if many == MANY:
        say(f"damaged: {kind}", {**table, "clean": many - len(problems)})
    assert not problems, "\n".join(problems)
    return table


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_reported_and_not_made_worse(pdtrack: Pdtrack, whole: bytes, kind: str) -> None:
    """A dozen files of each kind, which is quick enough for every run."""
    assert check_damages(pdtrack, whole, kind, FEW)["files"] == FEW


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_any_damage_is_reported_and_not_made_worse(
    pdtrack: Pdtrack, whole: bytes, kind: str
) -> None:
    """300 files of each kind."""
    assert check_damages(pdtrack, whole, kind, MANY)["files"] == MANY


def check_processes(pdtrack: Pdtrack, process: Process, whole: bytes, kind: str, many: int) -> None:
    """The real program on damaged files: the same single line, and a saved entry is there."""
    for damage in damages(kind, whole, many):
        lay(pdtrack.journal, damage.content)
        for line in ("list", "doctor"):
            check_clean(process(line), line)
            assert pdtrack.journal.read_bytes() == damage.content, damage.how
        result = process(f"log --new --mood 5 --note '{NOTE}'")
        check_clean(result, "log")
        said = re.match(r"Saved as entry (\d+)", result.out)
        assert (said is not None) == (result.code == 0), damage.how
        if said is not None:
            assert note_of(pdtrack.journal, int(said[1])) == NOTE, damage.how


@pytest.mark.parametrize("kind", KINDS)
def test_the_real_program_reports_damage(
    pdtrack: Pdtrack, process: Process, whole: bytes, kind: str
) -> None:
    """As a separate process with its own streams."""
    check_processes(pdtrack, process, whole, kind, 1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_real_program_reports_any_damage(
    pdtrack: Pdtrack, process: Process, whole: bytes, kind: str
) -> None:
    """The same on ten files of each kind."""
    check_processes(pdtrack, process, whole, kind, 10)


# Rare damage, found by searching for it


def test_an_entry_reported_as_saved_can_be_found_again(pdtrack: Pdtrack, whole: bytes) -> None:
    """When the top page of the entries is wrong: each of its bytes changes in turn."""
    lay(pdtrack.journal, whole)
    connection = sqlite3.connect(pdtrack.journal)
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'entry'"
    (root,) = connection.execute(query).fetchone()
    connection.close()
    start = (root - 1) * PAGE
    for at in (at for at in range(start, start + PAGE) if whole[at] != 0):
        for other in (0x01, 0xFF):
            content = bytearray(whole)
            content[at] = other
            lay(pdtrack.journal, bytes(content))
            try:
                check_log(pdtrack)
            except AssertionError as problem:
                raise AssertionError(f"byte {at - start} of that page is {other}") from problem


@pytest.mark.parametrize("lost", [1, 700, PAGE - 1])
def test_an_incomplete_page_is_damage(pdtrack: Pdtrack, whole: bytes, lost: int) -> None:
    """SQLite reads zeros for the missing bytes and may accept them."""
    lay(pdtrack.journal, whole[:-lost])
    assert check_looking(pdtrack, ("doctor",))["doctor"] == 3


@pytest.mark.parametrize(("at", "value"), [(19, 2), (63, 0)])
def test_a_header_byte_cannot_make_sqlite_change_the_file(
    pdtrack: Pdtrack, whole: bytes, at: int, value: int
) -> None:
    """Neither one that claims a write-ahead log, nor one that claims there are no tables."""
    content = bytearray(whole)
    content[at] = value
    lay(pdtrack.journal, bytes(content))
    check_looking(pdtrack, (*ALWAYS, *SOMETIMES))


def test_a_sector_of_zeros_is_not_an_entry(pdtrack: Pdtrack, whole: bytes) -> None:
    """If a page lost its words, no command mistakes the rest for an entry."""
    for at in range(PAGE, len(whole), 3 * SECTOR):
        content = bytearray(whole)
        content[at : at + SECTOR] = bytes(SECTOR)
        lay(pdtrack.journal, bytes(content))
        check_looking(pdtrack, ("show last", "export"))


# Values that one byte can produce although the tables' own rules forbid them.
BROKEN = (
    *(f"{column} = {2**50}" for column in ("at", "recorded_at", "edited_at")),
    *(f"{column} = 18" for column in ("after", "tears", "pain", "orgasm", "later")),
    *(f"{column} = 'nowhere'" for column in ("kind", "lasted", "wanted", "with_whom")),
    *(f"{column} = 'no where'" for column in ("tags", "helped")),
    "at_offset = 1440",
    "before_recalled = 7",
    "settled_with = 'pertner'",
    "settled_orgasm = 7",
    "uid = ''",
    "note = ''",
)


@pytest.mark.parametrize("change", BROKEN)
def test_an_impossible_value_loses_no_other_entry(
    pdtrack: Pdtrack, whole: bytes, change: str
) -> None:
    """It is reported as damage, never as a bug; all other entries can be rescued."""
    content = changed(pdtrack.journal, whole, f"entry SET {change} WHERE id = 8")
    check_looking(pdtrack, (*ALWAYS, *SOMETIMES, "show 8"))
    assert pdtrack("doctor").code == 3
    check_others_saved(pdtrack, whole, content)
    lay(pdtrack.journal, content)
    check_clean(pdtrack("patterns"), "patterns")
    check_log(pdtrack)


# The same for the undo steps, and for the record of shown lines.
PAST = (
    f"change SET at = {2**50}",
    "change_entry SET was = '['",
    "change_entry SET was = '[]'",
    "change_entry SET was = 'null'",
    f"memory SET at = {2**50}",
)


@pytest.mark.parametrize("change", PAST)
def test_an_impossible_undo_step_is_damage(pdtrack: Pdtrack, whole: bytes, change: str) -> None:
    """`doctor` reports it, there is no crash, and `undo` never restores half an entry."""
    content = changed(pdtrack.journal, whole, f"{change} WHERE 1")
    assert check_looking(pdtrack, (*ALWAYS, *SOMETIMES))["doctor"] == 3
    for line in ("patterns", "forget --before 2026-07-01 --yes", "forget 100 --yes", "undo"):
        lay(pdtrack.journal, content)
        result = pdtrack(line)
        check_clean(result, line)
        if line == "undo" and not change.startswith("memory"):
            assert result.code == 3
            assert pdtrack.journal.read_bytes() == content
    lay(pdtrack.journal, content)
    check_log(pdtrack)


COUNTS = [-1, 0, 20, ENTRIES - 1, ENTRIES + 500]


@pytest.mark.parametrize("count", COUNTS)
def test_a_wrong_number_counter_loses_no_entry(pdtrack: Pdtrack, whole: bytes, count: int) -> None:
    """The counter in the file is only a claim."""
    content = changed(pdtrack.journal, whole, f"sqlite_sequence SET seq = {count} WHERE 1")
    check_others_saved(pdtrack, whole, content)


def test_salvage_ends_although_the_file_claims_no_end(
    pdtrack: Pdtrack, process: Process, whole: bytes
) -> None:
    """In a file that claims 2**40 numbers, pdtrack doesn't search for each of them."""
    content = changed(pdtrack.journal, whole, f"sqlite_sequence SET seq = {2**40} WHERE 1")
    result = process("doctor --salvage saved.db")
    check_clean(result, "salvage")
    assert result.code == 0
    assert pdtrack.journal.read_bytes() == content


# With a passphrase


@pytest.fixture
def sealed(pdtrack: Pdtrack, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The same diary with a passphrase, which is in a file as for scripts."""
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
    lay(pdtrack.journal, whole)
    pdtrack.ok("passphrase set")
    return pdtrack.journal.read_bytes()


def check_flips(pdtrack: Pdtrack, whole: bytes, many: int) -> Counter[str]:
    """Flip single bits of an encrypted file; return how many `doctor` reports."""
    chance = Random(SEED)
    table: Counter[str] = Counter()
    for number, bit in enumerate(chance.sample(range(len(whole) * 8), many)):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        lay(pdtrack.journal, bytes(content))
        codes = check_looking(pdtrack, ("doctor", "list") if number % 10 == 0 else ("doctor",))
        table["flips"] += 1
        table["found by doctor"] += codes["doctor"] == 3
    lay(pdtrack.journal, whole)
    pdtrack.ok("doctor")
    return table


@needs_sqlcipher
def test_doctor_finds_a_flipped_bit(
    pdtrack: Pdtrack, sealed: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """Run as in a script; SQLCipher prints nothing of its own."""
    assert check_flips(pdtrack, sealed, FLIPS_FEW)["found by doctor"] == FLIPS_FEW
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@needs_sqlcipher
def test_doctor_finds_every_flipped_bit(pdtrack: Pdtrack, sealed: bytes) -> None:
    """300 of 300: with a passphrase, every change is noticed."""
    table = check_flips(pdtrack, sealed, FLIPS_MANY)
    say("damaged: a bit, encrypted", table)
    assert table["found by doctor"] == FLIPS_MANY


# Files that aren't journals


def full_folder(path: Path) -> None:
    """A folder with something in it."""
    path.mkdir()
    (path / "note.txt").write_text("dear diary")


NO_JOURNAL: dict[str, Callable[[Path], object]] = {
    "an empty file": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("dear diary\n" * 99),
    "a text as long as a page": lambda path: path.write_text("dear diary, \n\n\n\n" * 256),
    "a database of another program": foreign,
    "a journal of a newer pdtrack": newer,
    "a folder": full_folder,
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to(os.devnull),
}
OTHERS = ("a text", "a text as long as a page", "a database of another program")
READING = ("list", "doctor", "export", "patterns", "backup copy.db")
WRITING = ("log --mood 5", "forget 1 --yes", "undo")


def put(path: Path, what: str) -> None:
    """Make it at the journal's path, with nothing next to it."""
    if os.name == "nt" and what in ("a pipe", "a device"):
        pytest.skip("pipes and devices of POSIX")
    path.parent.mkdir(parents=True, mode=0o700)
    NO_JOURNAL[what](path)
    for beside in path.parent.iterdir():
        if beside != path:
            beside.unlink()


def everything_below(home: Path) -> dict[str, bytes | str]:
    """Everything below a home: its kind, the bytes of files, the targets of links."""
    found: dict[str, bytes | str] = {}
    for path in home.rglob("*"):
        kind = stat.S_IFMT(path.lstat().st_mode)
        if kind == stat.S_IFREG:
            found[str(path)] = path.read_bytes()
        else:
            found[str(path)] = os.readlink(path) if kind == stat.S_IFLNK else oct(kind)
    return found


def check_refused(result: Result, line: str) -> None:
    """Exit 3 and one line."""
    check_clean(result, line)
    assert result.code == 3, line


@pytest.mark.parametrize("what", NO_JOURNAL)
def test_a_file_that_is_not_a_journal_is_refused_in_one_line(
    pdtrack: Pdtrack, process: Process, what: str
) -> None:
    """By commands that read and that write; it stays as it is and isn't backed up.

    A command that writes may leave its lock, which it needs before it reads.
    """
    put(pdtrack.journal, what)
    before = everything_below(pdtrack.home)
    # Opening a pipe like a file would wait for ever, so it runs in a process that can time out.
    run = process if what == "a pipe" else pdtrack
    for line in (*READING, *WRITING):
        check_refused(run(line), line)
        after = everything_below(pdtrack.home)
        after.pop(f"{pdtrack.journal}.lock", None)
        assert after == before, line


@pytest.mark.parametrize("what", NO_JOURNAL)
def test_reading_a_file_that_is_not_a_journal_leaves_nothing_next_to_it(
    pdtrack: Pdtrack, what: str
) -> None:
    """Not even a lock: after a wrong path the folder is as it was."""
    put(pdtrack.journal, what)
    before = everything_below(pdtrack.home)
    for line in READING:
        check_refused(pdtrack(line), line)
        assert everything_below(pdtrack.home) == before, line


@posix
@pytest.mark.parametrize("what", OTHERS)
def test_a_file_that_is_not_a_journal_keeps_its_mode(pdtrack: Pdtrack, what: str) -> None:
    """Others can still read a file that isn't ours."""
    put(pdtrack.journal, what)
    pdtrack.journal.chmod(0o644)
    for line in (*READING, *WRITING):
        check_refused(pdtrack(line), line)
        assert stat.S_IMODE(pdtrack.journal.stat().st_mode) == 0o644, line


@posix
def test_pdtrack_reads_nothing_from_a_pipe_at_its_path(pdtrack: Pdtrack) -> None:
    """The data in it is for another program."""
    put(pdtrack.journal, "a pipe")
    waiting = os.open(pdtrack.journal, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(waiting, b"for somebody else")
        for line in (*READING, *WRITING):
            check_refused(pdtrack(line), line)
        assert os.read(waiting, 99) == b"for somebody else"
    finally:
        os.close(waiting)
