"""Two weeks of use on a terminal: the mistake of each evening, and the keys that fix it.

`KEYS` has the keystrokes of each, the Enter of every line included, and what the same took before
`edit` added words, and before `redo`, the filters and the question about duplicates. `None` means
that it was not possible.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cli.acts import entry, numbers
from conftest import Pdtrack, Terminal

PROGRAM: Final = "pdtrack "


class Keys(NamedTuple):
    """How many keystrokes an evening needs, now and before."""

    now: int
    before: int | None


KEYS: Final = {
    "the wrong mood": Keys(23, 23),
    "forgot to write": Keys(26, 29),
    "logged twice": Keys(1, 22),
    "the partner looks over": Keys(11, 25),
    "one more tag on yesterday's entry": Keys(28, 52),
    "append to a note": Keys(39, 67),
    "back one question": Keys(5, 15),
    "last week": Keys(30, 53),
    "one partner apart": Keys(32, None),
    "an undo too many": Keys(13, None),
}


class Evening:
    """Counts the keys of one evening on a screen."""

    def __init__(self, pdtrack: Pdtrack, terminal: Terminal) -> None:
        self._pdtrack, self._terminal = pdtrack, terminal
        self.keys = 0

    def line(self, words: str, shows: str = "") -> str:
        """Type a line that asks nothing; return what the screen shows."""
        self.keys += len(PROGRAM + words) + 1
        shown = " ".join(self._pdtrack.ok(words, tty=True).out.split())
        assert shows in shown
        return shown

    def asked(self, words: str, question: str, answer: str) -> None:
        """Type a line, and the answer once its question is there."""
        self.keys += len(PROGRAM + words) + 1 + len(answer) + 1
        screen = self._terminal(words)
        screen.expect(question)
        screen.type(answer)
        assert screen.end() == 0


def test_two_weeks_of_small_mistakes(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """The keys in the table fix each one, and nothing else is lost."""
    found = {}

    def evening(name: str) -> Evening:
        found[name] = Evening(pdtrack, terminal)
        return found[name]

    pdtrack.ok(
        "log --mood 3 --tag wine,sad --with partner --note 'a long week' --at '2026-11-10 23:00'"
    )

    evening("the wrong mood").line("edit last -m 4", "was 3, is now 4")
    assert entry(pdtrack)["after"] == 4

    evening("forgot to write").line("log 6 --at monday", "Saved as entry 2")

    assert terminal("log 8 --with solo").end() == 0
    twice = evening("logged twice")
    twice.asked("log 8 --with solo", "The same was just saved as entry 3. Save it again?", "")
    twice.keys -= len("pdtrack log 8 --with solo") + 1  # the mistake itself
    assert len(numbers(pdtrack, "list")) == 3

    looks = evening("the partner looks over")
    hidden = looks.line("list --discreet")
    looks.keys -= len("pdtrack list") + 1  # typed already when the door opens
    assert "wine" not in hidden

    evening("one more tag on yesterday's entry").line("edit 1 --tag stress", "stress")
    assert entry(pdtrack, 1)["tags"] == ["wine", "sad", "stress"]

    evening("append to a note").line("edit 1 -n 'and then we talked'", "paragraph was added")
    assert entry(pdtrack, 1)["note"] == "a long week\n\nand then we talked"

    back = Evening(pdtrack, terminal)
    screen = terminal("day")
    screen.expect("How do you feel right now")
    screen.type("9")
    screen.expect("Tags")
    for answer in ("<", "\x7f7"):
        screen.type(answer)
        back.keys += len(answer) + 1
        screen.expect("How do you feel right now" if answer == "<" else "Tags")
    found["back one question"] = back
    for question in ("Did you cry?", "What helped?", "write something down", "Saved as entry 4"):
        screen.type("")
        screen.expect(question)
    assert screen.end() == 0
    assert entry(pdtrack)["mood"] == 7

    evening("last week").line("list --on 'last week'", "This is a part of the diary")

    apart = evening("one partner apart").line("patterns --with partner")
    assert "a part of the diary: with partner." in apart

    evening("undo").asked("undo", "This removes 1 entry; redo brings it back.", "y")
    del found["undo"]
    evening("an undo too many").line("redo", "Redone: entry 4 (")
    assert entry(pdtrack)["mood"] == 7

    assert {name: one.keys for name, one in found.items()} == {
        name: keys.now for name, keys in KEYS.items()
    }
