"""The journal's file: entries read back, numbers never change, and settings are as promised."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import NOW, entries, entry
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, PdtrackError
from pdtrack.store.journal import Journal, open_journal
from pdtrack.store.schema import APPLICATION_ID, MIGRATIONS, VERSION
from pdtrack.store.undo_log import ChangeKind


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """The journal at `path`, made where it is missing."""
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal:
        yield journal


def add(journal: Journal, *many: Entry) -> list[Entry]:
    """Store entries in one change."""
    with journal.writing("log", now=NOW):
        return [journal.add(one._replace(id=None)) for one in many]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal will be."""
    return tmp_path / "new" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """A new journal."""
    with opened(path) as found:
        yield found


def raw(path: Path, query: str) -> list[tuple[object, ...]]:
    """What plain SQLite sees."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@settings(max_examples=15)
@given(st.lists(entries(), min_size=1, max_size=6))
def test_a_stored_entry_reads_back_the_same(many: list[Entry]) -> None:
    """Every answer, the instant, its offset, and which answers were skipped."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "j.db") as journal:
        stored = add(journal, *many)
        journal.close()
        with opened(Path(folder) / "j.db") as again:
            found = [again.get(one.number) for one in stored]
    for one, two in zip(stored, found, strict=True):
        assert two is not None
        assert one == two
        assert one.at.utcoffset() == two.at.utcoffset()


def test_entries_come_oldest_first_whatever_the_order_of_writing(journal: Journal) -> None:
    """Entries of the same instant are in order of number."""
    add(journal, entry(ago=2), entry(ago=9), entry(ago=2), entry(ago=5))
    assert [one.number for one in journal.entries()] == [2, 4, 1, 3]
    assert [one.number for one in journal.newest(2)] == [3, 1]
    assert [one.number for one in journal.newest(-1)] == [3, 1, 4, 2]


def test_a_period_includes_both_ends(journal: Journal) -> None:
    """To the second."""
    one, two, three = add(journal, entry(ago=9), entry(ago=5), entry(ago=2))
    found = journal.entries(since=one.at, until=three.at)
    assert [each.number for each in found] == [1, 2, 3]
    second = timedelta(seconds=1)
    found = journal.entries(since=one.at + second, until=three.at - second)
    assert found == [two]


def test_the_newest_entries_are_those_of_the_period(journal: Journal) -> None:
    """It includes both ends, to the second; the limit counts from the newest."""
    one, two, three, four = add(
        journal, entry(ago=9), entry(ago=5), entry(ago=2), entry(ago=2)._replace(after=1)
    )
    assert journal.newest(-1, since=one.at, until=four.at) == [four, three, two, one]
    assert journal.newest(2, since=one.at, until=two.at) == [two, one]
    assert journal.newest(1, until=three.at) == [four]
    second = timedelta(seconds=1)
    assert journal.newest(-1, since=one.at + second, until=four.at - second) == [two]
    assert journal.newest(0) == []


def test_a_page_continues_after_a_number(journal: Journal) -> None:
    """By number, with the requested columns; the period includes both ends."""
    one, two, three = add(journal, entry(ago=2), entry(ago=9), entry(ago=5))
    assert journal.page(("id",), most=2) == [(1,), (2,)]
    assert journal.page(("id",), after=2, most=2) == [(3,)]
    assert journal.page(("id",), since=two.at, until=three.at, most=9) == [(2,), (3,)]
    second = timedelta(seconds=1)
    assert journal.page(("id",), since=two.at + second, until=one.at - second, most=9) == [(3,)]
    with pytest.raises(ValueError, match="no such column"):
        journal.page(("id, note",), most=1)


def test_without_an_end_an_entry_of_any_time_is_found(journal: Journal, path: Path) -> None:
    """Another program or a bad disk may have changed its time to anything."""
    add(journal, entry(), entry())
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE entry SET at = {-(2**33)} WHERE id = 1")
    connection.execute(f"UPDATE entry SET at = {2**33} WHERE id = 2")
    connection.commit()
    connection.close()
    assert [one.number for one in journal.entries()] == [1, 2]
    assert [one.number for one in journal.newest(-1)] == [2, 1]
    assert journal.page(("id",), most=9) == [(1,), (2,)]
    assert [one.number for one in journal.entries(since=NOW)] == [2]
    assert [one.number for one in journal.entries(until=NOW)] == [1]


def test_a_number_is_never_used_again(journal: Journal, path: Path) -> None:
    """Not after a deletion, and not after SQL removed the highest one either."""
    add(journal, entry(), entry(), entry())
    with journal.writing("delete", now=NOW):
        journal.delete(3)
    assert [one.number for one in add(journal, entry())] == [4]
    journal.close()
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM entry")
    connection.commit()
    connection.close()
    with opened(path) as again:
        assert [one.number for one in add(again, entry())] == [5]


def test_uids_are_random_and_given_ones_are_kept(journal: Journal) -> None:
    """An imported entry keeps its own uid."""
    one, two, three = add(journal, entry(), entry(), entry()._replace(uid="mine"))
    assert one.uid != two.uid
    assert three.uid == "mine"
    with pytest.raises(InvalidInput):
        add(journal, entry()._replace(uid="mine"))
    assert journal.count() == 3


def test_a_failed_block_saves_nothing(journal: Journal) -> None:
    """Neither its entries, nor its memory, nor its words."""
    with pytest.raises(RuntimeError, match="half"), journal.writing("log", now=NOW):  # noqa: PT012
        journal.add(entry("sad"))
        journal.memory.remember("x", now=NOW)
        raise RuntimeError("half way")
    assert journal.count() == 0
    assert journal.memory.known() == {}
    assert journal.words("tags") == {}
    with journal.writing(now=NOW):
        assert journal.undo() is None


def test_an_invalid_entry_is_not_stored(journal: Journal) -> None:
    """The journal validates an entry before storing it."""
    with pytest.raises(InvalidInput):
        add(journal, entry(after=11))
    assert journal.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        "after = 11",
        "after = '5x'",
        "tears = 4",
        "pain = -1",
        "wanted = 'maybe'",
        "lasted = 'week'",
        "with_whom = 'friend'",
        "orgasm = 2",
        "mood = 5",
        "before = 5",
        "before_recalled = 1",
        "kind = 'night'",
        "uid = NULL",
        "note = ''",
        "at = 'yesterday'",
        "at_offset = 1440",
    ],
)
def test_the_table_itself_refuses(wrong: str, journal: Journal, path: Path) -> None:
    """Strict types and checks also apply to any other program."""
    add(journal, entry(after=5))
    journal.close()
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"UPDATE entry SET {wrong}")
    connection.close()


def test_a_damaged_entry_does_not_stop_a_write(journal: Journal, path: Path) -> None:
    """It breaks a rule of the tables, but every page is intact, so all else still works."""
    add(journal, entry(after=5), entry(after=6))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("UPDATE entry SET after = 99 WHERE id = 1")
    connection.commit()
    connection.close()
    assert add(journal, entry(after=7))[0].number == 3
    with journal.writing("delete", now=NOW):
        journal.delete(1)
    assert [one.after for one in journal.entries()] == [6, 7]


def test_the_table_rules_apply_again_after_a_change(journal: Journal) -> None:
    """They are only suspended while the pages are checked."""
    add(journal, entry(after=5))
    with pytest.raises(sqlite3.IntegrityError):
        journal._connection.execute("UPDATE entry SET after = 99")


class Failing:
    """A connection to a disk that fails at every statement that begins so."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self._real = real
        self.start = "nothing"

    def execute(self, query: str, *rest: object) -> object:
        if query.startswith(self.start):
            problem = sqlite3.OperationalError("disk I/O error in 'a note'")
            problem.sqlite_errorname = "SQLITE_IOERR_WRITE"
            raise problem
        return self._real.execute(query, *rest)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def replace_first(journal: Journal) -> None:
    """Store the first entry again, changed."""
    first = journal.get(1)
    assert first is not None
    journal.replace(first._replace(after=9))


WRITES: dict[str, tuple[str, Callable[[Journal], object]]] = {
    "begin": ("BEGIN", lambda _: None),
    "change": ("INSERT INTO change ", lambda _: None),
    "add": ("INSERT INTO entry", lambda journal: journal.add(entry()._replace(id=None))),
    "record": ("INSERT OR IGNORE", lambda journal: journal.add(entry()._replace(id=None))),
    "replace": ("DELETE FROM entry", replace_first),
    "delete": ("DELETE FROM entry", lambda journal: journal.delete(1)),
    "undo": ("DELETE FROM entry", lambda journal: journal.undo()),
    "remember": ("INSERT INTO memory", lambda journal: journal.memory.remember("x", now=NOW)),
    "forget": ("DELETE FROM entry", lambda journal: journal.forget([1])),
    "adopt": ("INSERT INTO entry", lambda journal: journal.adopt(entry()._replace(uid="new"))),
    "finish": ("DELETE FROM change ", lambda _: None),
    "commit": ("COMMIT", lambda _: None),
}


@pytest.mark.parametrize("what", WRITES)
def test_a_disk_failure_in_a_write_does_not_claim_what_was_saved(
    journal: Journal, path: Path, what: str
) -> None:
    """Nobody can be sure then. SQLite's message, which may quote the diary, isn't shown."""
    add(journal, entry(after=5))
    start, write = WRITES[what]
    failing = Failing(journal._connection)
    broken = Journal(failing, path)  # type: ignore[arg-type]
    failing.start = start
    kind: ChangeKind | None = None if what == "undo" else "edit"
    with pytest.raises(PdtrackError) as problem, broken.writing(kind, now=NOW):
        write(broken)
    assert "This may not be saved" in problem.value.hint
    assert "note" not in problem.value.message
    failing.start = "nothing"
    assert [one.after for one in broken.entries()] == [5]


def test_a_disk_failure_while_rebuilding_the_file_is_reported(journal: Journal, path: Path) -> None:
    """Rebuilding is a write too."""
    failing = Failing(journal._connection)
    failing.start = "VACUUM"
    with pytest.raises(PdtrackError) as problem:
        Journal(failing, path).vacuum()  # type: ignore[arg-type]
    assert "This may not be saved" in problem.value.hint


def test_a_disk_failure_in_a_read_is_not_reported_as_a_failed_write(
    journal: Journal, path: Path
) -> None:
    """There was nothing to save."""
    failing = Failing(journal._connection)
    broken = Journal(failing, path)  # type: ignore[arg-type]
    failing.start = "SELECT"
    reads: tuple[Callable[[], object], ...] = (
        broken.entries, broken.count, broken.last, broken.steps, broken.highest,
        broken.memory.known, lambda: broken.newest(1), lambda: broken.get(1),
        lambda: broken.words("tags"),
    )  # fmt: skip
    for read in reads:
        with pytest.raises(PdtrackError, match=r"The disk reported an error\."):
            read()


def test_the_file_identifies_itself(journal: Journal, path: Path) -> None:
    """An application id, the version of its tables, and SQLite's own check."""
    journal.close()
    assert raw(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert raw(path, "PRAGMA user_version") == [(VERSION,)]
    assert len(MIGRATIONS) == VERSION
    assert raw(path, "PRAGMA integrity_check") == [("ok",)]
    tables = raw(path, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    assert all(strict for name, strict in tables if not str(name).startswith("sqlite_"))


def test_the_settings_are_as_promised(journal: Journal) -> None:
    """A rollback journal, two syncs, deleted text overwritten, no temporary files."""
    ask = journal._connection.execute
    assert ask("PRAGMA journal_mode").fetchone() == ("delete",)
    assert ask("PRAGMA synchronous").fetchone() == (3,)
    assert ask("PRAGMA secure_delete").fetchone() == (1,)
    assert ask("PRAGMA temp_store").fetchone() == (2,)
    assert ask("PRAGMA trusted_schema").fetchone() == (0,)
    assert ask("PRAGMA foreign_keys").fetchone() == (1,)


def test_nothing_derived_is_stored(journal: Journal, path: Path) -> None:
    """No column for harder, happy, eligible or a cause."""
    columns = {str(row[1]) for row in raw(path, "PRAGMA table_info(entry)")}
    assert columns.isdisjoint({"hard", "happy", "mixed", "eligible", "cause", "change"})


def test_deleted_words_are_overwritten_in_the_pages(journal: Journal, path: Path) -> None:
    """Once the undo step that held them is deleted too."""
    (one,) = add(journal, entry()._replace(note="xyzzy-secret"))
    assert b"xyzzy-secret" in path.read_bytes()
    with journal.writing("delete", now=NOW):
        journal.delete(one.number)
    with journal.writing(now=NOW):
        journal._connection.execute("DELETE FROM change")
    journal.close()
    assert b"xyzzy-secret" not in path.read_bytes()


def test_words_in_use_are_counted(journal: Journal) -> None:
    """While adding, changing and deleting."""
    one, two = add(journal, entry("sad mine"), entry("sad"))
    assert journal.words("tags") == {"mine": 1, "sad": 2}
    with journal.writing("edit", now=NOW):
        journal.replace(one._replace(tags=("stress",)))
    assert journal.words("tags") == {"sad": 1, "stress": 1}
    with journal.writing("delete", now=NOW):
        journal.delete(two.number)
    assert journal.words("tags") == {"stress": 1}


def test_the_journal_remembers_what_was_shown(journal: Journal, path: Path) -> None:
    """Which line was shown when; the newest time counts."""
    for day in (1, 2):
        with journal.writing(now=NOW):
            journal.memory.remember("said:P7", now=NOW + timedelta(days=day))
    journal.close()
    with opened(path) as again:
        assert again.memory.known() == {"said:P7": (NOW + timedelta(days=2)).astimezone(UTC)}


def test_a_second_reader_sees_only_complete_changes(journal: Journal, path: Path) -> None:
    """During a change, others see the state before it."""
    with opened(path) as other:
        with journal.writing("log", now=NOW):
            journal.add(entry())
            assert other.count() == 0
        assert other.count() == 1


def test_reading_makes_no_journal(path: Path) -> None:
    """Only writing does."""
    assert open_journal(path) is None
    assert not path.exists()


def test_times_keep_their_offset(journal: Journal) -> None:
    """A quarter-hour offset east of India, and one west of Greenwich."""
    for text in ("2026-07-01T22:30:00+05:45", "2026-07-01T22:30:00-03:30"):
        at = datetime.fromisoformat(text)
        (one,) = add(journal, entry()._replace(at=at))
        found = journal.get(one.number)
        assert found is not None
        assert found.at.isoformat() == text
