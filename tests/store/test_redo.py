"""Any sequence of changes, undos and redos ends where its model ends, wherever it stops."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from build import NOW
from build import entry as build
from cli.acts import journal
from conftest import Pdtrack
from pdtrack.store.journal import Journal, open_journal
from store.test_undo import Cut, Dying

# The action, which of the existing entries it changes, and after how many statements the
# program dies (99: it doesn't).
acts = st.sampled_from(["add", "edit", "delete", "rename", "fail", "undo", "undo", "redo", "redo"])
plays = st.lists(
    st.tuples(acts, st.integers(0, 5), st.sampled_from([*range(16), *[99] * 24])),
    min_size=4,
    max_size=14,
)


def do(found: Journal, act: str, which: int) -> None:
    """Make a change, undo one, or redo one."""
    there = [entry.number for entry in found.entries()]
    with found.writing(None if act in ("undo", "redo") else "edit", now=NOW):
        if act == "undo":
            found.undo()
        elif act == "redo":
            found.redo()
        elif act == "add" or not there:
            found.add(build("wine sad", after=which, note=f"note {which}")._replace(id=None))
        elif act == "rename":
            found.rename_tag("wine", "beer", now=NOW)
        else:
            entry = found.get(there[which % len(there)])
            assert entry is not None
            if act == "delete":
                found.delete(entry.number)
            elif (changed := entry._replace(after=which, tags=("wine",))) != entry:
                found.replace(changed)
        if act == "fail":
            raise Cut


@given(plays)
@settings(max_examples=40, deadline=None)
def test_changes_undos_and_redos_match_a_model(play: list[tuple[str, int, int]]) -> None:
    """The model is a list of states and a position; a crash leaves the old or the new state."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        open_journal(path, create=True).close()  # type: ignore[union-attr]
        states: list[Any] = [journal(path)]
        place = 0
        for act, which, lives in play:
            found = open_journal(path)
            assert found is not None
            was = states[place]
            dying: Any = Dying(found._connection, [lives])
            mortal = Journal(dying, path, found.close)
            try:
                do(mortal, act, which)
            except Cut:
                pass
            finally:
                mortal.close()
            now = journal(path)
            if act == "undo":
                assert now in (was, states[max(place - 1, 0)])
                place -= now != was
            elif act == "redo":
                assert now in (was, states[min(place + 1, len(states) - 1)])
                place += now != was
            elif now != was:
                assert act != "fail"
                states[place + 1 :] = [now]
                place += 1
            assert now == states[place]


def test_redo_works_until_something_new_is_written(pdtrack: Pdtrack) -> None:
    """It redoes the last undo first; a failed change doesn't count as new."""
    states = []
    for line in ("log --mood 3 --tag wine --note first", "edit 1 --mood 4", "delete 1 --yes"):
        pdtrack.ok(line)
        states.append(journal(pdtrack.journal))
    for _ in states:
        pdtrack.ok("undo")
    assert pdtrack("log --mood 11").code == 2
    assert pdtrack("undo").code == 2
    for state in states:
        pdtrack.ok("redo")
        assert journal(pdtrack.journal) == state
    assert pdtrack("redo").code == 2
    pdtrack.ok("undo")
    pdtrack.ok("log --mood 5")
    result = pdtrack("redo")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pdtrack: There is nothing to redo.")
    assert pdtrack.ok("undo").out.startswith("Undone: entry 2 (")
    assert pdtrack.ok("undo --json").json["undone"]["what"] == "edit"
    assert pdtrack.ok("redo --json").json["redone"]["entries"] == [1]


def test_forget_also_erases_undone_changes(pdtrack: Pdtrack) -> None:
    """By number, by date, or by forgetting another entry: redo holds none of them."""
    for line in ("forget 2 --yes", "forget --before 2026-11-23 --yes", "forget 1 --yes"):
        pdtrack.ok("log --mood 3 --note stays")
        pdtrack.ok("log --mood 3 --note needle-in-hay")
        pdtrack.ok("undo")
        assert b"needle-in-hay" in pdtrack.journal.read_bytes()
        pdtrack.ok(line)
        assert b"needle-in-hay" not in pdtrack.journal.read_bytes()
        assert pdtrack("redo").code == 2
        shutil.rmtree(pdtrack.journal.parent)


def test_redo_without_a_journal_makes_none(pdtrack: Pdtrack) -> None:
    """Exit 2, in an empty home."""
    assert pdtrack("redo").code == 2
    assert not pdtrack.journal.exists()
