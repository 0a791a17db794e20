"""`--fine` records a good moment in a few keys, since comparisons need good moments."""

from __future__ import annotations

import pytest

from cli.acts import entry, numbers
from conftest import Pdtrack, Terminal

# What a person types from the first question on, a key for each character and each Enter.
GOOD = ("f", "8")
GOOD_AT_ONCE = ("f8",)
FULL = ("6", "7", "1", "1", "none", "1", "0", "y", "2", "sleep", "all well")
LEAST = ("6", "", "", "", "", "", "", "", "", "", "")


def keys(typed: tuple[str, ...]) -> int:
    """How many keys are pressed, Enter counted."""
    return sum(len(line) + 1 for line in typed)


def answer(terminal: Terminal, line: str, typed: tuple[str, ...]) -> str:
    """Type the answers to the questions of a log; what the screen showed."""
    screen = terminal(line)
    screen.expect("Or f and a number if all was well, such as f 8.")
    for each in typed[:-1]:
        screen.type(each)
        screen.expect("?")
    screen.type(typed[-1])
    screen.expect("Saved as")
    assert screen.end() == 0
    return screen.text


@pytest.fixture
def used(pdtrack: Pdtrack) -> Pdtrack:
    """Someone who has read the first words."""
    pdtrack.ok("day --mood 5")
    return pdtrack


@pytest.mark.parametrize("typed", [GOOD, GOOD_AT_ONCE, ("F", "8"), ("f 8",)])
def test_f_at_the_first_question_asks_for_the_mood_and_no_more(
    typed: tuple[str, ...], terminal: Terminal, used: Pdtrack
) -> None:
    """The tags are answered "none fits", the tears "none"; nothing else is asked or stored."""
    shown = answer(terminal, "--plain log", typed)
    assert "Did you cry?" not in shown
    found = entry(used)
    assert (found["after"], found["tears"], found["tags"]) == (8, 0, [])
    given = {name for name, value in found.items() if value is not None} - {"cards"}
    assert given - {"settled_tags"} == {
        "id", "uid", "at", "recorded_at", "kind", "after", "tears", "tags",
    }  # fmt: skip


def test_a_good_moment_needs_two_keys_beyond_the_mood(terminal: Terminal, used: Pdtrack) -> None:
    """A full entry needs few keys too, from the first question on; the README has both numbers."""
    assert (keys(GOOD), keys(GOOD_AT_ONCE), keys(LEAST), keys(FULL)) == (4, 3, 12, 36)
    answer(terminal, "--plain log", FULL)
    found = entry(used)
    skipped = {name for name, value in found.items() if value is None}
    assert skipped == {"edited_at", "later", "mood"}


def test_after_f_the_mood_is_asked_until_it_is_answered(terminal: Terminal, used: Pdtrack) -> None:
    """A good moment without a mood couldn't be compared."""
    screen = terminal("--plain log")
    screen.expect("Or f and a number if all was well, such as f 8.")
    screen.type("f")
    screen.expect("Good. How do you feel now, 0-10?")
    screen.type("")
    screen.expect("Good. How do you feel now, 0-10?")
    screen.type("11")
    screen.expect("A number helps here, 0 to 10")
    screen.expect("0-10?")
    screen.type("10")
    screen.expect("Saved as")
    assert screen.end() == 0
    assert entry(used)["after"] == 10


def test_another_word_with_f_does_not_mean_fine(terminal: Terminal, used: Pdtrack) -> None:
    """pdtrack asks again, followed by all the questions."""
    screen = terminal("--plain log")
    screen.expect("Or f and a number if all was well, such as f 8.")
    screen.type("fine, thanks")
    screen.expect("A number helps here, 0 to 10")
    screen.interrupt()
    assert screen.end() == 130
    assert numbers(used, "list") == [1]


def test_fine_with_a_mood_answers_the_tags(pdtrack: Pdtrack) -> None:
    """In one line, for scripts and fast typing."""
    pdtrack.ok("log --fine -m 8")
    assert (entry(pdtrack)["after"], entry(pdtrack)["tags"]) == (8, [])
    pdtrack.ok("log --fine -m 8 --before 7 --tears 0 --with partner")
    assert (entry(pdtrack)["before"], entry(pdtrack)["tags"]) == (7, [])


@pytest.mark.parametrize("line", ["log --fine", "log --fine --tears 0", "log --fine -m 8 -t love"])
def test_fine_needs_the_mood_and_no_tag(line: str, pdtrack: Pdtrack) -> None:
    """Options that contradict each other are refused."""
    assert pdtrack(line).code == 2
    assert not pdtrack.journal.exists()


def test_fine_completes_an_opened_moment(pdtrack: Pdtrack) -> None:
    """Both moods and no tag: all that a comparison needs except the tears."""
    pdtrack.ok("before --mood 7")
    assert "completes" in pdtrack.ok("log --fine -m 8").out
    found = entry(pdtrack)
    assert (found["before"], found["after"], found["tags"]) == (7, 8, [])


def test_a_word_that_only_begins_like_fine_is_refused(
    pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`fourteen` is refused, and the questions continue as usual."""
    monkeypatch.setenv("TERM", "dumb")
    pdtrack.ok("log --mood 5 --at 2026-11-01")
    screen = terminal("log --new")
    screen.expect("Or f and a number")
    screen.type("fourteen")
    screen.expect("A number helps here, 0 to 10")
    screen.expect("Your answer:")
    screen.type("4")
    screen.expect("How did you feel beforehand")
    screen.interrupt()
    assert screen.end() == 130
