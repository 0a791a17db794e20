"""Undo restores the old state, column by column, after any change and any crash."""

from __future__ import annotations

import random
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build import NOW
from cli.acts import journal, steps
from conftest import Pdtrack
from pdtrack.store import journal as journal_module
from pdtrack.store.journal import Journal, open_journal

# What a person may do next: the command, with `#` for one of the existing entries.
moods = st.integers(0, 10).map(str)
tags = st.sampled_from(["wine", "beer", "a-walk", "stress", "sad", "wine,stress", "none"])
MORE = st.sampled_from(
    ["", "--tears 2", "--pain 1", "--wanted yes", "--with solo", "--orgasm", "--helped held,tea",
     "--note 'a word'", "--lasted hours"]
)  # fmt: skip
CLEAR = st.sampled_from(["tags", "mood", "tears", "note", "helped", "orgasm", "with", "before"])
TIMES = st.sampled_from(["", "--at '5h ago'", "--at '3 days ago'", "--at 'last night'"])
acts = st.one_of(
    st.builds("log --mood {} --new-tag --tag {} {} {}".format, moods, tags, MORE, TIMES),
    st.builds("before --mood {} --new-tag --tag {} {}".format, moods, tags, TIMES),
    st.builds("later --mood {}".format, moods),
    st.builds("day --mood {} --new-tag --tag {}".format, moods, tags),
    st.builds("edit # --mood {} {}".format, moods, MORE),
    st.builds("edit # --new-tag --tag {} {}".format, tags, TIMES),
    st.builds("edit # --clear {} --note x".format, CLEAR),
    st.just("delete # --yes"),
    st.just("delete # # --yes"),
    st.builds(
        "tags rename {} {}".format,
        st.sampled_from(["wine", "beer", "a-walk"]),
        st.sampled_from(["wine", "beer", "stress", "red-wine", "stressed"]),
    ),
    st.just("undo"),
    st.just("redo"),
)
# Hours that pass first: some entries settle, some windows close.
plays = st.lists(st.tuples(acts, st.sampled_from([0, 1, 13, 37, 49])), min_size=1, max_size=8)


@contextmanager
def someone() -> Iterator[Pdtrack]:
    """pdtrack in its own home, for one example."""
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", place)
        patch.setenv("PDTRACK_JOURNAL", str(Path(place) / "data" / "journal.db"))
        patch.setenv("XDG_DATA_HOME", place)
        patch.setenv("PDTRACK_DEBUG", "1")
        yield Pdtrack(Path(place), NOW)


def do(pdtrack: Pdtrack, act: str, deal: random.Random) -> int:
    """Run it on existing entries; return the exit code, which is never that of a bug."""
    there = [row[0] for row in journal(pdtrack.journal)["entry"]]
    while "#" in act:
        act = act.replace("#", str(deal.choice(there) if there else 1), 1)
    result = pdtrack(act)
    assert result.code in (0, 2), result.err
    return result.code


def check_words(pdtrack: Pdtrack) -> None:
    """Check that the table of words matches a count over the entries."""
    found = journal(pdtrack.journal)
    counted: Counter[tuple[str, str]] = Counter()
    for row in found["entry"]:
        for which, column in (("tags", 18), ("helped", 19)):
            counted.update((which, word) for word in (row[column] or "").split())
    assert {(which, word): uses for which, word, uses in found["word"]} == counted


def undo_everything(pdtrack: Pdtrack, was: dict[int, object]) -> None:
    """Undo to the beginning: after each step the journal is as it was before that change."""
    for left in range(steps(pdtrack.journal) - 1, -1, -1):
        pdtrack.ok("undo")
        assert steps(pdtrack.journal) == left
        assert journal(pdtrack.journal) == was[left]


@given(plays, st.integers(0, 99))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_as_many_undos_restore_the_same_journal(play: list[tuple[str, int]], seed: int) -> None:
    """Every column and every count of words, at every step on the way back."""
    deal = random.Random(seed)
    with someone() as pdtrack:
        pdtrack.ok("log --mood 3 --tag wine,stress --note first")
        was: dict[int, object] = {1: journal(pdtrack.journal), 0: {"entry": [], "word": []}}
        for act, hours in play:
            pdtrack.now += timedelta(hours=hours)
            before = steps(pdtrack.journal)
            code = do(pdtrack, act, deal)
            after = steps(pdtrack.journal)
            if code or after == before:
                assert journal(pdtrack.journal) == was[before]
            elif after < before:
                assert journal(pdtrack.journal) == was[after]
            else:
                was[after] = journal(pdtrack.journal)
            check_words(pdtrack)
        pdtrack.now += timedelta(days=30)
        undo_everything(pdtrack, was)


class Cut(BaseException):
    """The process dies."""


class Dying:
    """A connection that dies before its n-th statement, as if killed."""

    def __init__(self, real: sqlite3.Connection, lives: list[int]) -> None:
        self._real = real
        self._lives = lives

    def execute(self, *what: object) -> object:
        return self._spend(self._real.execute, *what)

    def executemany(self, *what: object) -> object:
        return self._spend(self._real.executemany, *what)

    def _spend(self, run: Callable[..., object], *what: object) -> object:
        self._lives[0] -= 1
        if self._lives[0] < 0:
            # What was not committed is lost with the process; nobody rolls back.
            self._real.close()
            raise Cut
        return run(*what)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


@given(plays, st.integers(0, 99), st.integers(0, 40))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_crash_between_two_statements_leaves_all_of_a_change_or_nothing(
    play: list[tuple[str, int]], seed: int, lives: int
) -> None:
    """Reopened, the journal is as before or after the change, and undo still works."""
    deal = random.Random(seed)
    real_init = Journal.__init__
    left = [10**9]

    def dying(self: Journal, connection: sqlite3.Connection, *rest: object, **more: object) -> None:
        real_init(self, Dying(connection, left), *rest, **more)  # type: ignore[arg-type]

    with someone() as pdtrack, pytest.MonkeyPatch.context() as patch:
        pdtrack.ok("log --mood 3 --tag wine,stress --note first")
        was: dict[int, object] = {1: journal(pdtrack.journal), 0: {"entry": [], "word": []}}
        patch.setattr(journal_module.Journal, "__init__", dying)
        for number, (act, hours) in enumerate(play):
            pdtrack.now += timedelta(hours=hours)
            before = steps(pdtrack.journal)
            left[0] = lives if number == len(play) - 1 else 10**9
            try:
                do(pdtrack, act, deal)
            except Cut:
                assert steps(pdtrack.journal) in (before - 1, before, before + 1)
            left[0] = 10**9
            after = steps(pdtrack.journal)
            if after > before:
                was[after] = journal(pdtrack.journal)
            else:
                assert journal(pdtrack.journal) == was[after]
        undo_everything(pdtrack, was)


def test_a_killed_program_leaves_all_or_nothing(pdtrack: Pdtrack, tmp_path: Path) -> None:
    """The real program kills itself inside each statement of a rename over many entries."""
    for number in range(6):
        pdtrack.ok(f"log --mood {number} --new-tag --tag wine,beer")
    was = journal(pdtrack.journal)
    killer = tmp_path / "killer.py"
    killer.write_text(
        "import os, sqlite3, sys\n"
        "lives = int(sys.argv[1])\n"
        "class Dying(sqlite3.Connection):\n"
        "    def execute(self, *what):\n"
        "        global lives\n"
        "        if 'INSERT' in what[0] or 'DELETE' in what[0] or what[0] == 'COMMIT':\n"
        "            lives -= 1\n"
        "            if lives < 0:\n"
        "                os._exit(9)\n"
        "        return super().execute(*what)\n"
        "real = sqlite3.connect\n"
        "sqlite3.connect = lambda *a, **k: real(*a, **{**k, 'factory': Dying})\n"
        "from pdtrack.cli.main import main\n"
        "sys.exit(main(sys.argv[2:]))\n"
    )
    codes = set()
    for lives in (0, 1, 2, 3, 9, 18, 19, 40):
        argv = [sys.executable, str(killer), str(lives), *shlex.split("tags rename beer wine")]
        done = subprocess.run(argv, capture_output=True, check=False, timeout=60)
        codes.add(done.returncode)
        if done.returncode == 0:
            pdtrack.ok("undo")
        assert journal(pdtrack.journal) == was
    assert codes == {0, 9}


def test_undo_works_across_processes(pdtrack: Pdtrack) -> None:
    """The history is in the file: another process undoes what this one did."""
    path = pdtrack.journal
    pdtrack.ok("log --mood 3 --tag wine")
    for _ in range(2):
        found = open_journal(path)
        assert found is not None
        with found, found.writing(now=NOW):
            undone = found.undo()
        if undone is not None:
            assert (undone.what, undone.entries) == ("log", (1,))
            assert journal(path) == {"entry": [], "word": []}
    assert undone is None


def fail_halfway(journal: Journal) -> None:
    """Change several things, then fail."""
    with journal.writing("edit", now=NOW):
        journal.rename_tag("wine", "beer", now=NOW)
        journal.delete(1)
        raise RuntimeError("halfway")


def test_a_change_that_fails_halfway_is_not_an_undo_step(pdtrack: Pdtrack) -> None:
    """Entry, history and words are one transaction."""
    pdtrack.ok("log --mood 3 --tag wine")
    was = journal(pdtrack.journal)
    found = open_journal(pdtrack.journal)
    assert found is not None
    with found:
        with pytest.raises(RuntimeError, match="halfway"):
            fail_halfway(found)
        assert found.steps() == 1
    assert journal(pdtrack.journal) == was


def test_undo_restores_the_state_before_the_first_change_of_a_step(pdtrack: Pdtrack) -> None:
    """An import may hold an entry twice; undo goes back to before both."""
    pdtrack.ok("log --mood 3 --tag wine")
    was = journal(pdtrack.journal)
    found = open_journal(pdtrack.journal)
    assert found is not None
    with found, found.writing("edit", now=NOW):
        entry = found.get(1)
        assert entry is not None
        found.replace(entry._replace(after=4))
        found.replace(entry._replace(after=5, tags=("beer",)))
    pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was
