"""Two ways to draw a page: the same facts, and nothing from outside acts on a screen."""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build import diaries
from conftest import Pdtrack
from pdtrack.cli.commands.list import no_entries_page
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.safe_text import safe, safe_line
from pdtrack.render import json as as_json
from pdtrack.render.entries import entries_page, entry_page
from pdtrack.render.page import Column, Heading, Lines, Page, Pairs, Paragraph, Table, Verbatim
from pdtrack.render.plain import plain
from pdtrack.render.rich import rich

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
WIDTHS = (20, 40, 80, 200)
WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|\d+")


def words(text: str) -> set[str]:
    """The words and numbers in a text, but for uids, which differ in every run."""
    return set(WORD.findall(re.sub(r"\b[0-9a-f]{32}\b", "", text)))


def look(many: list[Entry]) -> Iterator[Page]:
    """Every page that is made from entries alone."""
    yield entries_page(many, clock=24, notes=False) if many else no_entries_page()
    yield entries_page(many, clock=12, notes=True) if many else no_entries_page()
    for one in many:
        yield entry_page(one, clock=24)
        yield entry_page(one, clock=12, added_later=["sad"])


@settings(max_examples=25, deadline=None)
@given(diaries(most=5), st.sampled_from(WIDTHS))
def test_no_page_of_any_diary_fails(many: list[Entry], width: int) -> None:
    """Plain, rich and JSON, at any width; and no character of a note acts."""
    for page in look(many):
        for drawn in (plain(page, None), plain(page, width), ESCAPE.sub("", rich(page, width))):
            assert not [c for c in drawn if _acts(c)], drawn
    assert as_json.document({"entries": [as_dict(one) for one in many]})


def _acts(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in (
        "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    )


@settings(max_examples=25, deadline=None)
@given(diaries(most=5))
def test_every_fact_of_a_rich_page_is_in_the_plain_one(many: list[Entry]) -> None:
    """Each word and number that rich shows on a wide screen is in the plain text as well."""
    titles = {"no", "when", "mood", "before", "after", "later", "tears", "pain", "wanted", "tags"}
    titles |= {"note", "evening", "of"}
    for page in look(many):
        shown = words(ESCAPE.sub("", rich(page, 400)))
        assert shown - titles <= words(plain(page, None))


# Hostile text: sequences that terminals act upon, by hand, and a few hundred made up

SEQUENCES = (
    "\x1b[2J", "\x1b]0;title\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1bP+q544e\x1b\\", "\x9b31m",
    "\x1b[6n", "\x1b[?1049h", "\x1bc", "\r", "\b\b\b", "\x07", "\x00", "\x7f", "\x85", "\x0c",
    "\u202e", "\u2066", "\u200b", "\u200d", "\u2028", "\u2029", "\ufeff", "\u00ad", "\U000e0041",
    "\ud800", "[red]", "[/]", "[link=http://x]y[/link]", ":smile:", "{0}", "{n}", "%s", "$(x)",
)  # fmt: skip


def hostile() -> Iterator[str]:
    """Texts with such sequences in the middle of words."""
    yield from SEQUENCES
    chance = random.Random(7)
    for _ in range(300):
        pieces = chance.choices([*SEQUENCES, "word", " ", "ü", "中", "\n"], k=chance.randint(1, 8))
        yield "".join(pieces)


def pages_with(text: str) -> Iterator[Page]:
    """The text in every kind of block."""
    yield [Heading(text), Paragraph(text), Paragraph(text, "care"), Paragraph(text, "quiet")]
    yield [Lines((text, text)), Pairs(((text, text),)), Verbatim(text)]
    yield [Table((Column("a"), Column("b", "b {}", right=True)), ((text, text), ("", "x")))]


@pytest.mark.parametrize("width", [None, 40, 80])
def test_hostile_text_never_reaches_the_screen_raw(width: int | None) -> None:
    """Every character that could act is shown as its number, and all others as they are."""
    for text in hostile():
        for page in pages_with(text):
            drawn = plain(page, width)
            assert not [c for c in drawn if _acts(c)], repr(text)
            shown = ESCAPE.sub("", rich(page, width or 80))
            assert not [c for c in shown if _acts(c)], repr(text)


def test_markup_is_only_text() -> None:
    """Square brackets, colons and braces are letters like any other."""
    for text in ("[red]x[/red]", ":smile:", "{n} {total}", "[/]", "[bold"):
        assert text in ESCAPE.sub("", rich([Paragraph(text)], 80))
        assert text in plain([Paragraph(text)], None)


def test_safe_leaves_ordinary_text_alone() -> None:
    """Of any script."""
    for text in ("ünï", "中文", "😀", "a\nb\tc", "naïve – “quoted”", "עברית", "العربية"):
        assert safe(text) == text
    assert safe_line("a\nb\tc") == "a b c"


def test_safe_shows_every_character_that_acts_and_no_other() -> None:
    """All characters there are, one by one."""
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if character not in "\n\t" and _acts(character):
            assert safe(character) == f"<U+{point:04X}>"
        elif character.isprintable():
            assert safe(character) == character


# The whole program: which of the two it is

STORY = (
    "log --mood 3 --before 6 --tears tears --wanted yes --tag stress --note quiet --at 2026-11-20",
    "log --mood 2 --tag stress,bleeding --pain 2 --at 2026-11-10",
    "log --mood 3 --tag stress --lasted days --helped held --at 2026-11-05",
    "log --mood 9 --tag love --tears 1 --at 2026-11-01",
    "day --mood 4 --tag tired",
)
LINES = ("", "list", "list --notes", "show 1", "show 5", "patterns --why", "guide", "guide facts",
         "guide 2", "guide if-you-cry", "support", "demo", "--help")  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal in which every page has something to show; written once."""
    path = tmp_path_factory.mktemp("written") / "journal.db"
    for line in STORY:
        Pdtrack(path.parent).ok(f"--journal {path} {line}")
    return path


@pytest.fixture
def diary(pdtrack: Pdtrack, written: Path) -> Pdtrack:
    """A copy of that journal."""
    pdtrack.journal.parent.mkdir(mode=0o700, parents=True)
    shutil.copy2(written, pdtrack.journal)
    return pdtrack


@pytest.mark.parametrize("line", [line for line in LINES if line not in ("", "demo")])
def test_rich_and_plain_have_the_same_words(
    line: str, diary: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal of 200 columns, every word is in the plain text too.

    A picture has words of its own; tests/render/test_chart.py compares the facts.
    """
    monkeypatch.setenv("COLUMNS", "200")
    shown = words(ESCAPE.sub("", diary.ok(line, tty=True).out))
    said = words(diary.ok(f"--plain {line}", tty=True).out)
    titles = {"no", "evening", "of", "when", "mood", "note"}
    assert shown - titles <= said


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("columns", ["40", "80"])
def test_nothing_is_wider_than_the_terminal(
    line: str, columns: str, diary: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rich or plain; only CSV and a word longer than a line may be wider."""
    monkeypatch.setenv("COLUMNS", columns)
    for how in ("", "--plain "):
        out = ESCAPE.sub("", diary.ok(f"{how}{line}", tty=True).out)
        for row in out.splitlines():
            fits = len(row) <= int(columns) or "," in row or not row.strip(" -").count(" ")
            assert fits or line == "demo", row


@pytest.mark.parametrize("how", ["--plain", "NO_COLOR=1", "ACCESSIBLE=1", "TERM=dumb"])
@pytest.mark.parametrize("line", ["list", "show 1", "patterns --why", "support"])
def test_plain_has_no_escapes(
    how: str, line: str, diary: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for in any of the four ways, also on a terminal; no box, no colour."""
    monkeypatch.setenv("COLUMNS", "80")
    assert "\x1b" in diary.ok(line, tty=True).out
    if "=" in how:
        name, _, value = how.partition("=")
        monkeypatch.setenv(name, value)
    out = diary.ok(f"--plain {line}" if how == "--plain" else line, tty=True).out
    assert "\x1b" not in out
    assert not re.search("[\u2500-\u259f]", out)


@pytest.mark.parametrize("line", LINES)
def test_without_a_terminal_it_is_plain(line: str, diary: Pdtrack) -> None:
    """A pipe or a file gets words and numbers."""
    assert "\x1b" not in diary.ok(line).out


@pytest.mark.skipif(os.name == "nt", reason="no terminal of Windows names itself")
def test_a_terminal_without_a_name_gets_plain_lines(
    diary: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without TERM, nobody knows what it understands; git does the same."""
    monkeypatch.delenv("TERM")
    assert "\x1b" not in diary.ok("list", tty=True).out


@pytest.mark.parametrize("value", ["0", ""])
def test_accessible_can_be_switched_off(
    value: str, diary: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ACCESSIBLE=0` means no."""
    monkeypatch.setenv("ACCESSIBLE", value)
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b" in diary.ok("list", tty=True).out


def test_hostile_notes_and_paths_stay_harmless(diary: Pdtrack) -> None:
    """Stored text is shown harmlessly; an error shows no raw character of the input."""
    diary.ok(["log", "--mood", "5", "--note", "turn \u202earound and \u200bhide\u2066"])
    for line in ("list --notes", "show last"):
        for tty in (False, True):
            out = diary.ok(line, tty=tty).out
            assert not [c for c in ESCAPE.sub("", out) if _acts(c)]
    for argv in (["guide", "\x1b[2J"], ["show", "\x1b[2J"], ["log", "--at", "\x1b]0;x\x07"],
                 ["\x1b[2J"], ["--journal", "\x1b[2J/x/", "list"], ["log", "--\x1b[2J"],
                 ["list", "--since", "\u202e"], ["log", "--tag", "\x1b"]):  # fmt: skip
        result = diary(argv)
        assert not [c for c in result.err + result.out if _acts(c)], argv
