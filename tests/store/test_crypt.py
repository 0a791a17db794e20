"""A journal with a passphrase: what opens it, what doesn't, and what others can see."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path
from random import Random
from typing import Any

import pytest

from build import NOW, entry
from conftest import Pdtrack
from faults.figures import say
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.store import passphrase_mark, sqlcipher
from pdtrack.store.connection import KeptConnection
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.journal import open_journal
from pdtrack.store.opening import Ask, open_file
from pdtrack.store.rekey import has_passphrase, rekey

pytest.importorskip("sqlcipher3")

NEEDLE = "a needle in the note"
PHRASE = "correct horse café battery"


def new(tags: str | None = None, **answers: Any) -> Entry:
    """An entry that has no number yet."""
    return entry(tags, **answers)._replace(id=None)


def asks(*answers: str) -> Ask:
    """Gives one answer after another, then gives up like a person."""

    def ask(wrong: int) -> str:
        if wrong >= len(answers):
            raise sqlcipher.WrongPassphrase
        return answers[wrong]

    return ask


def filled(path: Path, count: int = 3) -> Path:
    """A plain journal with entries and steps of undo."""
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal:
        for number in range(count):
            with journal.writing("log", now=NOW):
                journal.add(new("stress", after=number % 10, note=f"{NEEDLE} {number}"))
    return path


def sealed(path: Path, count: int = 3) -> Path:
    """The same journal with a passphrase."""
    rekey(filled(path, count), None, new=PHRASE, again=PHRASE, day=NOW.date())
    return path


def rows(path: Path, *answers: str, kept: KeptConnection | None = None) -> list[object]:
    """Every entry in the journal, opened with those answers."""
    journal = open_journal(path, ask=asks(*answers), kept=kept)
    assert journal is not None
    with journal:
        return list(journal.entries())


def test_a_passphrase_changes_no_entry(tmp_path: Path) -> None:
    """Setting, changing or removing a passphrase changes no entry and no undo step."""
    path = filled(tmp_path / "journal.db")
    before = rows(path)
    done = rekey(path, None, new=PHRASE, again=PHRASE, day=NOW.date())
    assert done.entries == 3
    assert has_passphrase(path)
    assert rows(path, PHRASE) == before
    rekey(
        path, asks(PHRASE), new="another one entirely", again="another one entirely", day=NOW.date()
    )
    assert rows(path, "another one entirely") == before
    rekey(path, asks("another one entirely"), new=None, again=None, day=NOW.date())
    assert has_passphrase(path) is False
    assert rows(path) == before
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal:
        assert journal.steps() == 3
        with journal.writing("log", now=NOW):
            assert journal.add(new(after=1)).number == 4


def test_a_passphrase_hides_every_word(tmp_path: Path) -> None:
    """Neither the file nor any file beside it holds a note, a tag or the passphrase."""
    path = sealed(tmp_path / "journal.db")
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for word in (NEEDLE, "stress", PHRASE, "SQLite format", "CREATE TABLE"):
                assert word.encode() not in content, file
    assert path.stat().st_size % 4096 == 0


def test_a_passphrase_typed_in_the_other_unicode_form_opens(tmp_path: Path) -> None:
    """Both Unicode forms of é are the same letter to a person."""
    path = sealed(tmp_path / "journal.db")
    assert len(rows(path, unicodedata.normalize("NFD", PHRASE))) == 3


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The file stays as it is, byte for byte, and SQLCipher writes nothing of its own."""
    path = sealed(tmp_path / "journal.db")
    before = path.read_bytes()
    with pytest.raises(sqlcipher.WrongPassphrase, match="can't be opened"):
        rows(path, "wrong", "wrong again", "")
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")


def test_a_second_try_opens(tmp_path: Path) -> None:
    """A typing mistake loses nothing."""
    assert len(rows(sealed(tmp_path / "journal.db"), "wrong", PHRASE)) == 3


def test_random_pages_are_refused_with_the_same_words(tmp_path: Path) -> None:
    """Random data looks like a journal with another passphrase, so the error names both."""
    path = tmp_path / "journal.db"
    path.write_bytes(Random(1).randbytes(8192))
    with pytest.raises(JournalUnusable, match="or is not a journal"):
        rows(path, PHRASE)


def test_a_quote_in_the_passphrase_is_an_ordinary_character(tmp_path: Path) -> None:
    """It doesn't end an SQL statement."""
    hostile = "x'; DROP TABLE entry; --"
    path = filled(tmp_path / "journal.db")
    rekey(path, None, new=hostile, again=hostile, day=NOW.date())
    assert len(rows(path, hostile)) == 3


@pytest.mark.parametrize("bad", ["", "short", "eleven char", "with\0nul in the middle", "x" * 1001])
def test_an_unusable_passphrase_is_refused(tmp_path: Path, bad: str) -> None:
    """Empty, short, endless or unprintable ones change nothing."""
    path = filled(tmp_path / "journal.db")
    before = path.read_bytes()
    with pytest.raises(InvalidInput):
        rekey(path, None, new=bad, again=bad, day=NOW.date())
    assert path.read_bytes() == before


def test_the_second_typing_has_to_open_the_new_file(tmp_path: Path) -> None:
    """The second typing must open the new file before it replaces the old one."""
    path = filled(tmp_path / "journal.db")
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match="second time"):
        rekey(path, None, new=PHRASE, again=PHRASE + "x", day=NOW.date())
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["journal.db", "journal.db.lock"]


def test_a_new_journal_can_start_with_a_passphrase(tmp_path: Path) -> None:
    """If there is no journal yet, nothing is ever on the disk unencrypted."""
    path = tmp_path / "journal.db"
    assert rekey(path, None, new=PHRASE, again=PHRASE, day=NOW.date()).made
    assert sqlcipher.looks_encrypted(path)
    assert rows(path, PHRASE) == []


def test_setting_a_passphrase_replaces_the_readable_backups(tmp_path: Path) -> None:
    """One backup with the passphrase replaces the automatic ones."""
    path = filled(tmp_path / "journal.db")
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal:
        journal.keep_daily_copy(NOW.date().replace(day=1))
    done = rekey(path, None, new=PHRASE, again=PHRASE, day=NOW.date())
    assert done.copies == 1
    (copy,) = (tmp_path / "backups").iterdir()
    assert sqlcipher.looks_encrypted(copy)
    assert len(rows(copy, PHRASE)) == 3


def test_a_passphrase_stays_where_its_end_cannot_be_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk: the next command would refuse a file that is readable unexpectedly."""
    path = sealed(tmp_path / "journal.db")

    def full(descriptor: int, _: str) -> None:
        os.close(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(passphrase_mark, "open", full, raising=False)
        with pytest.raises(PdtrackError, match=r"No space left on device"):
            rekey(path, asks(PHRASE), new=None, again=None, day=NOW.date())
    assert has_passphrase(path)
    assert len(rows(path, PHRASE)) == 3
    rekey(path, asks(PHRASE), new=None, again=None, day=NOW.date())
    assert len(rows(path)) == 3


def test_a_damaged_journal_is_not_encrypted(tmp_path: Path) -> None:
    """It is kept as it is, so that its readable entries can be rescued."""
    path = filled(tmp_path / "journal.db", 60)
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 6] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(JournalUnusable, match="damaged"):
        rekey(path, None, new=PHRASE, again=PHRASE, day=NOW.date())
    assert path.read_bytes() == content


def test_without_the_extra_one_line_shows_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line has one command, for the Python that pdtrack is installed in."""
    path = sealed(tmp_path / "journal.db")
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(JournalUnusable) as problem:
        rows(path, PHRASE)
    assert "pdtrack[passphrase]" in problem.value.message
    assert "pip install 'sqlcipher3>=" in problem.value.hint


def test_a_plain_journal_never_loads_the_extra(tmp_path: Path) -> None:
    """People without a passphrase don't pay for those who have one."""
    path = filled(tmp_path / "journal.db")
    source = Path(sqlcipher.__file__).parents[2]
    code = (
        "import sys; from pathlib import Path; from pdtrack.store.journal import open_journal\n"
        f"open_journal(Path({str(path)!r})).close()\n"
        "print([name for name in sys.modules if name.startswith('sqlcipher3')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert done.stdout.strip() == "[]"


def test_another_program_opens_the_file(tmp_path: Path) -> None:
    """A reader that shares no code with ours opens it, so nobody depends on pdtrack."""
    apsw = pytest.importorskip("apsw")
    if not hasattr(apsw, "mc_version"):
        pytest.skip("this apsw knows no encryption")
    path = sealed(tmp_path / "journal.db")
    other = apsw.Connection(str(path))
    for name, value in (("cipher", "sqlcipher"), ("legacy", 4), ("key", PHRASE)):
        other.pragma(name, value)
    assert other.execute("SELECT count(*) FROM entry").fetchall() == [(3,)]
    other.close()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that a key was made for, one after the other."""
    made: list[Path] = []
    original = sqlcipher.cipher_connection

    def counted(path: Path, passphrase: str | None, *, timeout: float) -> sqlite3.Connection:
        made.append(path)
        return original(path, passphrase, timeout=timeout)

    monkeypatch.setattr(sqlcipher, "cipher_connection", counted)
    return made


def test_a_command_makes_the_key_once(tmp_path: Path, keys: list[Path]) -> None:
    """Reading and then writing needs one slow key, unless the file was replaced."""
    path = sealed(tmp_path / "journal.db")
    keys.clear()
    with KeptConnection() as kept:
        for _ in range(3):
            assert len(rows(path, PHRASE, kept=kept)) == 3
        assert len(keys) == 1
        shutil.copy(path, tmp_path / "other.db")
        os.replace(tmp_path / "other.db", path)
        assert len(rows(path, PHRASE, kept=kept)) == 3
        assert len(keys) == 2
        with pytest.raises(sqlcipher.WrongPassphrase):
            rows(path, "wrong", kept=kept)


def test_the_connection_is_closed_with_the_command(tmp_path: Path) -> None:
    """It knows the passphrase, so no module keeps it after the command."""
    path = sealed(tmp_path / "journal.db")
    with KeptConnection() as kept:
        opened = open_file(path, ask=asks(PHRASE), kept=kept)
        assert opened is not None
        opened.close()
        opened.connection.execute("SELECT 1")
    with pytest.raises(sqlcipher.error_types("ProgrammingError")):
        opened.connection.execute("SELECT 1")
    opened = open_file(path, ask=asks(PHRASE))
    assert opened is not None
    opened.close()
    with pytest.raises(sqlcipher.error_types("ProgrammingError")):
        opened.connection.execute("SELECT 1")


@pytest.mark.parametrize(
    ("line", "made"), [("log --new --mood 5 --tag stress", 1), ("forget 2 --yes", 3), ("list", 1)]
)
def test_every_command_makes_one_key(
    line: str, made: int, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, keys: list[Path]
) -> None:
    """However often it opens the journal; each backup that loses an entry needs two more."""
    pdtrack.journal.parent.mkdir(parents=True, mode=0o700)
    sealed(pdtrack.journal)
    secret = pdtrack.home / "secret"
    secret.write_text(PHRASE, encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(secret))
    keys.clear()
    pdtrack.ok(line)
    assert len(keys) == made


WRITER = """
import sys
from pathlib import Path
from build import NOW, entry
from pdtrack.store.journal import open_journal
for _ in range(int(sys.argv[2])):
    with open_journal(Path(sys.argv[1]), create=True, ask=lambda _: sys.argv[3]) as journal:
        with journal.writing("log", now=NOW):
            journal.add(entry(after=5)._replace(id=None))
"""


def replaced_under_writers(path: Path, each: int) -> tuple[int, int]:
    """Run three writers while a passphrase is set and removed; count entries and replacements."""
    source = os.pathsep.join([str(Path(sqlcipher.__file__).parents[2]), *sys.path])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(each), PHRASE],
            env={**os.environ, "PYTHONPATH": source},
        )
        for _ in range(3)
    ]
    times = 0
    while any(writer.poll() is None for writer in writers):
        new = None if times % 2 else PHRASE
        if has_passphrase(path) is not (new is not None):
            rekey(path, asks(PHRASE), new=new, again=new, day=NOW.date())
            times += 1
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    journal = open_journal(path, ask=asks(PHRASE))
    assert journal is not None
    with journal:
        return journal.count(), times


@pytest.mark.skipif(os.name == "nt", reason="the system itself refuses to replace an open file")
def test_writers_continue_while_the_file_is_replaced(tmp_path: Path) -> None:
    """None of them fails, and no entry is lost."""
    count, times = replaced_under_writers(filled(tmp_path / "journal.db", 1), 4)
    assert count == 13
    assert times > 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the system itself refuses to replace an open file")
def test_writers_continue_while_the_file_is_replaced_fifty_times(tmp_path: Path) -> None:
    """300 entries, at least fifty replacements."""
    count, times = replaced_under_writers(filled(tmp_path / "journal.db", 1), 100)
    say("3 writers x 100, passphrase set and removed", {"entries": count, "replacements": times})
    assert count == 301
    assert times >= 50


def flips_found(path: Path, times: int) -> int:
    """How many of `times` single flipped bits the check finds, on copies of the file."""
    whole = path.read_bytes()
    random = Random(7)
    found = 0
    for _ in range(times):
        content = bytearray(whole)
        content[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        path.write_bytes(content)
        try:
            opened = open_file(path, ask=asks(PHRASE))
        except JournalUnusable:
            found += 1
            continue
        assert opened is not None
        with opened.held:
            found += bool(integrity_problems(opened.connection, encrypted=True))
            opened.connection.close()
    path.write_bytes(whole)
    return found


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    """Every page has its own authentication code, so every change is noticed."""
    assert flips_found(sealed(tmp_path / "journal.db", 40), 12) == 12


@pytest.mark.slow
def test_three_hundred_flipped_bits_are_found(tmp_path: Path) -> None:
    """300 of 300."""
    found = flips_found(sealed(tmp_path / "journal.db", 300), 300)
    say("300 flipped bits, encrypted", {"found": found})
    assert found == 300
