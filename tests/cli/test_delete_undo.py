"""`delete` and `undo`: what they ask and show, and how far back undo reaches."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from cli.acts import bring, diary, entry, journal, numbers, steps
from conftest import Pdtrack, Terminal
from pdtrack.store.undo_log import CHANGES_KEPT


def three(pdtrack: Pdtrack) -> None:
    """Three entries."""
    for mood in (3, 4, 5):
        pdtrack.ok(f"log --mood {mood} --tag stress,wine --note 'a word'")


# Delete


def test_delete_names_what_it_deleted_and_how_to_undo_it(pdtrack: Pdtrack) -> None:
    """One entry by its number; several by their count and numbers."""
    three(pdtrack)
    when = "Sun 22 Nov 2026, 00:40"
    assert pdtrack.ok("delete 2 --yes").out == (
        f"Deleted entry 2 ({when}; after 4; stress, wine). pdtrack undo brings it back.\n"
    )
    assert pdtrack.ok("delete last 1 -y").out == (
        "Deleted 2 entries. pdtrack undo brings them back.\n\n"
        f"- entry 3 ({when}; after 5; stress, wine)\n- entry 1 ({when}; after 3; stress, wine)\n"
    )
    assert numbers(pdtrack, "list") == []


def test_several_are_one_change_and_come_back_as_one(pdtrack: Pdtrack) -> None:
    """The same entry named twice is deleted once."""
    three(pdtrack)
    was = journal(pdtrack.journal)
    assert pdtrack.ok("delete 1 3 1 last --yes --json").json["deleted"] == [1, 3]
    pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was


def test_one_missing_number_deletes_nothing(pdtrack: Pdtrack) -> None:
    """pdtrack deletes nothing and doesn't ask about the others."""
    three(pdtrack)
    was = pdtrack.journal.read_bytes()
    for line in ("delete 1 2 9 --yes", "delete 9 1 --yes", "delete 1 x --yes", "delete 1 0 --yes"):
        result = pdtrack(line)
        assert (result.code, result.out) == (2, "")
    assert pdtrack.journal.read_bytes() == was
    assert (
        pdtrack("delete 1 9 --yes").err == "pdtrack: No entry 9. pdtrack list shows the numbers.\n"
    )


def test_without_a_terminal_it_needs_a_yes(pdtrack: Pdtrack) -> None:
    """Exit 2, with the option to add."""
    three(pdtrack)
    result = pdtrack("delete 1", stdin="y\n")
    assert (result.code, result.err) == (
        2,
        "pdtrack: delete needs confirmation, and there is no terminal to ask in. "
        "Add --yes to go on.\n",
    )
    assert numbers(pdtrack, "list") == [3, 2, 1]


@pytest.mark.parametrize(
    ("typed", "gone"), [("y", True), ("YES", True), ("", False), ("n", False), ("yess", False)]
)
def test_only_a_clear_yes_deletes(
    typed: str, gone: bool, terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Enter alone means no; a line confirms that nothing was changed."""
    three(pdtrack)
    screen = terminal("--plain delete 2 3")
    screen.expect("This will be deleted:")
    screen.expect(
        "Delete 2 entries (2, 3)? It can be undone; pdtrack forget erases for good. [y/N]"
    )
    screen.type(typed)
    screen.expect("Deleted 2 entries" if gone else "Nothing was changed.")
    assert screen.end() == 0
    assert numbers(pdtrack, "list") == ([1] if gone else [3, 2, 1])


def test_ctrl_c_at_the_question_deletes_nothing(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """Exit 130."""
    three(pdtrack)
    screen = terminal("delete last")
    screen.expect("Delete entry 3?")
    screen.interrupt()
    assert screen.end() == 130
    assert len(numbers(pdtrack, "list")) == 3


def test_a_number_is_never_given_twice(pdtrack: Pdtrack) -> None:
    """Neither after a delete nor after an undo."""
    three(pdtrack)
    pdtrack.ok("delete 3 --yes")
    pdtrack.ok("log --mood 6")
    pdtrack.ok("undo")
    pdtrack.ok("log --mood 7")
    assert numbers(pdtrack, "list") == [5, 2, 1]


def test_deleted_entries_are_not_shown_anywhere(pdtrack: Pdtrack) -> None:
    """Not in a list, not in counts, not among the tags."""
    pdtrack.ok("log --mood 1 --tag wine --note secret")
    pdtrack.ok("log --mood 2")
    pdtrack.ok("delete 1 --yes")
    assert pdtrack("show 1").code == 2
    assert pdtrack.ok("patterns --json").json["counts"]["entries"] == 1
    assert "wine" not in pdtrack.ok("tags").out
    assert "wine" not in pdtrack.ok("export").out
    assert numbers(pdtrack, "list --text secret") == []


# Undo


def command(line: str) -> Callable[[Pdtrack], object]:
    """A change that one command makes."""
    return lambda pdtrack: pdtrack.ok(line)


FIRST = "entry 1 (Sun 22 Nov 2026, 00:40; after 3; wine, stress)"
SECOND = "entry 2 (Sun 22 Nov 2026, 01:00; {} 6) is removed"
UNDONE = [
    (command("log --mood 6"), SECOND.format("after")),
    (command("before --mood 6"), SECOND.format("before")),
    (command("day --mood 6"), SECOND.format("mood")),
    (command("later --mood 6"), f"{FIRST} is as it was before the later mood"),
    (
        command("edit 1 --mood 6 --tag own-two --clear tears"),
        f"{FIRST} is as it was before the change",
    ),
    (command("delete 1 --yes"), f"{FIRST} is back"),
    (command("tags rename wine beer"), "the new name of a tag"),
    (command("tags rename wine stress"), "the new name of a tag"),
    (lambda pdtrack: bring(pdtrack, diary(3, seed=1)), "the import"),
    (lambda pdtrack: bring(pdtrack, diary(12, seed=1)), "the import"),
]


@pytest.mark.parametrize(("change", "what"), UNDONE)
def test_undo_reverts_any_change_and_names_it(
    change: Callable[[Pdtrack], object], what: str, pdtrack: Pdtrack
) -> None:
    """The journal is as it was, field by field; the line names the change and its time."""
    pdtrack.ok("log --mood 3 --tears 1 --tag wine,stress --note 'a word'")
    was = journal(pdtrack.journal)
    pdtrack.now += timedelta(minutes=20)
    change(pdtrack)
    assert journal(pdtrack.journal) != was
    pdtrack.now += timedelta(days=3)
    out = pdtrack.ok("undo").out
    assert out.startswith(f"Undone: {what}. The change was made on Sun 22 Nov 2026, 01:00.\n")
    assert journal(pdtrack.journal) == was


def test_undo_of_a_completing_log_opens_the_moment_again(pdtrack: Pdtrack) -> None:
    """And the next log completes it."""
    pdtrack.ok("before --mood 7")
    opened = entry(pdtrack)
    pdtrack.ok("log --mood 3 --tag sad")
    pdtrack.ok("undo")
    assert entry(pdtrack) == opened
    assert "completes" in pdtrack.ok("log --mood 4").out


def test_undo_for_scripts(pdtrack: Pdtrack) -> None:
    """JSON has the change, its time, and the entries that it affected."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("delete 1 --yes")
    assert pdtrack.ok("undo --json").json == {
        "schema": 1,
        "undone": {"what": "delete", "at": "2026-11-22T00:40:00+01:00", "entries": [1]},
    }


def test_repeated_undo_returns_to_the_beginning(pdtrack: Pdtrack) -> None:
    """Newest first; after that there is nothing to undo, exit 2."""
    states = []
    for line in (
        "log --mood 3 --tag wine",
        "edit 1 --mood 4",
        "tags rename wine beer",
        "before --mood 2",
        "delete 1 2 --yes",
    ):
        pdtrack.ok(line)
        states.append(journal(pdtrack.journal))
    for was in reversed(states):
        assert journal(pdtrack.journal) == was
        pdtrack.ok("undo")
    assert numbers(pdtrack, "list") == []
    result = pdtrack("undo")
    assert (result.code, result.out) == (2, "")
    assert result.err == ("pdtrack: There is nothing to undo. pdtrack list shows what there is.\n")


def test_undo_without_a_journal_makes_none(pdtrack: Pdtrack) -> None:
    """Exit 2, in an empty home."""
    assert pdtrack("undo").code == 2
    assert not pdtrack.journal.exists()


def test_only_changes_count_as_undo_steps(pdtrack: Pdtrack) -> None:
    """Viewing, settings and printed lines leave undo as it was; so does a refused command."""
    pdtrack.ok("log --mood 3 --pain severe")
    for line in ("list", "patterns", "config clock 12", "tags", "export", "doctor"):
        pdtrack.ok(line)
    assert pdtrack("log --mood 11").code == 2
    assert pdtrack("edit 1 --clear mood --clear pain").code == 2
    assert steps(pdtrack.journal) == 1


def test_the_history_is_bounded(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the oldest step is dropped; every entry stays."""
    assert CHANGES_KEPT == 500
    monkeypatch.setattr("pdtrack.store.undo_log.CHANGES_KEPT", 5)
    pdtrack.ok("log --mood 0 --note first")
    for mood in (1, 2, 3, 4, 5, 6):
        pdtrack.ok(f"edit 1 --mood {mood}")
        assert steps(pdtrack.journal) == min(5, mood + 1)
    for mood in (5, 4, 3, 2, 1):
        pdtrack.ok("undo")
        assert entry(pdtrack)["after"] == mood
    assert pdtrack("undo").code == 2
    assert (entry(pdtrack)["after"], entry(pdtrack)["note"]) == (1, "first")
    for mood in (2, 3, 4, 5, 6, 7, 8):
        pdtrack.ok(f"edit 1 --mood {mood}")
    assert steps(pdtrack.journal) <= 5


def test_an_import_of_many_is_one_step(pdtrack: Pdtrack) -> None:
    """One undo reverts all of it and keeps the entries from before."""
    pdtrack.ok("log --mood 3")
    was = journal(pdtrack.journal)
    bring(pdtrack, diary(60, seed=2))
    assert len(numbers(pdtrack, "list")) == 61
    pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was


def test_the_description_of_a_change_has_no_tag_and_no_note(pdtrack: Pdtrack) -> None:
    """The description is stored in the file, so it holds nothing private."""
    pdtrack.ok("log --mood 3 --tag wine --note private")
    pdtrack.ok("tags rename wine vodka")
    pdtrack.ok("edit 1 --note other")
    pdtrack.ok("delete 1 --yes")
    for _ in range(4):
        said = json.dumps(pdtrack.ok("undo --json").json)
        assert not any(word in said for word in ("wine", "vodka", "private", "other"))


def test_undo_shows_what_it_would_remove_and_asks(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """For a whole entry or a note; anything else is undone at once. --yes skips the question."""
    pdtrack.ok("log --mood 3 --tag stress")
    pdtrack.ok("edit 1 --note 'a word'")
    pdtrack.ok("edit 1 --note more")
    for question in ("This removes 1 changed note;",) * 2 + ("This removes 1 entry;",):
        screen = terminal("--plain undo")
        if "entry" in question:
            screen.expect("1. Sun 22 Nov 2026")
            screen.expect("stress")
        screen.expect(question)
        screen.type("n")
        screen.expect("Nothing was changed.")
        screen.end()
        pdtrack.ok("undo")
    assert numbers(pdtrack, "list") == []
    pdtrack.ok("log --mood 3")
    pdtrack.ok("edit 2 --mood 4")
    for line, words in (("undo", "before the change"), ("undo --yes", "is removed")):
        screen = terminal(line)
        screen.expect(words)
        assert screen.end() == 0


def test_last_is_the_entry_written_most_recently(pdtrack: Pdtrack) -> None:
    """An edit or a later mood counts too; an undone change doesn't."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("day --mood 4")
    pdtrack.ok("later --mood 5")
    assert pdtrack.ok("show last --json").json["entry"]["id"] == 1
    pdtrack.ok("undo")
    assert pdtrack.ok("show last --json").json["entry"]["id"] == 2
    pdtrack.ok("edit 1 --mood 6")
    pdtrack.ok("delete 1 --yes")
    assert pdtrack.ok("show last --json").json["entry"]["id"] == 2


def test_undo_after_forget_names_the_next_change(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """Someone who wants the erased entry back doesn't lose another one by surprise."""
    for mood in (3, 4, 5, 6):
        pdtrack.ok(f"log --mood {mood} --new")
    pdtrack.ok("forget 1 --yes")
    done = pdtrack.ok("undo")
    assert done.err.startswith("What forget erased can't be undone. undo continues with")
    assert done.out.startswith("Undone: entry 4 (")
    assert pdtrack.ok("undo").err == ""
    pdtrack.ok("forget 2 --yes")
    screen = terminal("undo")
    screen.expect("There is nothing to undo: what forget erased can't be brought back.")
    assert screen.end() == 2
    pdtrack.ok("log --mood 7")
    pdtrack.ok("log --mood 8")
    pdtrack.ok("forget 5 --yes")
    screen = terminal("undo")
    screen.expect("undo continues with")
    screen.expect("Undo what you wrote on")
    screen.type("n")
    screen.expect("Nothing was changed.")
    assert screen.end() == 0
    pdtrack.ok("log --mood 9")
    assert pdtrack.ok("undo").err == ""
