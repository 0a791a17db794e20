"""Emoji, Persian, Hindi and Turkish in tags and notes; what could hide a word stays visible."""

from __future__ import annotations

import pytest

from cli.acts import entry
from conftest import Pdtrack, Terminal

FAMILY = "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
HINDI = "\u0915\u094d\u200d\u0937"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
SPELT = (FAMILY, PERSIAN, HINDI, ENGLAND, "\U0001f44b\U0001f3fd", "\u2764\ufe0f")


def test_characters_that_belong_to_a_word_are_shown_unchanged(pdtrack: Pdtrack) -> None:
    """On every screen and in every file, as a tag and in a note."""
    for number, word in enumerate(SPELT, 1):
        pdtrack.ok(["log", "--mood", "5", "--tag", word, "--note", f"so {word} so", "--new-tag"])
        assert entry(pdtrack, number)["tags"] == [word]
        for line in (f"show {number}", "list --notes", "export", "tags"):
            assert word in pdtrack.ok(line).out, line
            assert "<U+" not in pdtrack.ok(line).out
        assert word in pdtrack.ok(f"show {number}", tty=True).out
        assert len(pdtrack.ok(["list", "--json", "--tag", word]).json["entries"]) == 1
    before = pdtrack.ok("export --json").json["entries"]
    pdtrack.ok("export all.csv")
    pdtrack.ok("--journal other.db import all.csv")
    assert pdtrack.ok("--journal other.db export --json").json["entries"] == before


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200f", "a\u200db", "a\u200cb", "\u200b", "\U000e0061"]
)
def test_characters_that_hide_or_reverse_text_stay_visible(hidden: str, pdtrack: Pdtrack) -> None:
    """A note shows them as marks; a tag with one is refused, naming it."""
    pdtrack.ok(["log", "--mood", "5", "--note", f"not {hidden} safe"])
    assert "<U+" in pdtrack.ok("show 1").out
    assert hidden not in pdtrack.ok("show 1").out
    refused = pdtrack(["log", "--mood", "5", "--tag", f"x{hidden}y"])
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("pdtrack: A tag can't have U+")


def test_a_turkish_capital_is_the_same_tag(pdtrack: Pdtrack) -> None:
    """İstanbul, istanbul and ISTANBUL."""
    for word in ("İstanbul", "istanbul", "ISTANBUL"):
        pdtrack.ok(["log", "--mood", "5", "--tag", word])
        assert entry(pdtrack)["tags"] == ["istanbul"]
    assert len(pdtrack.ok("list --tag İSTANBUL --json").json["entries"]) == 3


def test_the_error_for_a_long_note_shows_its_real_length(pdtrack: Pdtrack) -> None:
    """From standard input too, and when it would be added to another note."""
    too_long = pdtrack("log --mood 5 --note -", stdin="x" * 54_321 + "\n")
    assert "this one has 54,321." in too_long.err
    pdtrack.ok("log --mood 5 --note -", stdin="x" * 20_000 + "\n")
    assert len(entry(pdtrack)["note"]) == 20_000
    assert "this one has 20,003." in pdtrack("edit 1 --note y").err


def test_a_note_from_a_terminal_shows_how_to_end_it(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """Nobody should have to guess in front of an empty line."""
    screen = terminal("log --mood 5 --note -")
    screen.expect("Type the note; Ctrl-D on a line of its own ends it.")
    screen.type("a long week")
    screen.press("\x04")
    screen.expect("Saved as entry 1")
    assert screen.end() == 0
    assert entry(pdtrack)["note"] == "a long week"
