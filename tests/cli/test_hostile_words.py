"""Text from outside can't control a terminal: not in a note, a tag, a name or an error."""

from __future__ import annotations

import itertools
import random
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Pdtrack, Terminal

FEW = 300
MANY = 5_000
CONTROLS = [chr(point) for point in (*range(0x20), *range(0x7F, 0xA0)) if point not in (9, 10)]
MARKS = [chr(point) for point in (
    0xAD, 0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF, 0xFFF9, 0xFFFB, 0xE0001, 0xE0061)]  # fmt: skip
SEQUENCES = [
    "\x1b[2J", "\x1b[31m", "\x1b[1A\x1b[2K", "\x1b[?1049h", "\x1b[6n", "\x1b[5i", "\x1bc", "\x1b#8",
    "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07", "\x1bP+q544e\x1b\\", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x9b31m",
    "\x9d0;title\x9c", "\x90x\x9c", "\rpdtrack: all is gone", "\b\b\b\b", "\x0b\x0c", "\x07\x07",
    "\u202egnp.exe", "\u2066abc\u2069", "a\u0300" * 30, "\u200bstress", "\ufeffstress",
]  # fmt: skip
MARKUP = [
    "[/nope]", "[bold]", "[link=http://evil.example]x[/link]", "[red on white]", "[/]", "[[",
    "[@click=x]",
    ":smile:", "{0}", "{tag}", "%s%n", "<b>x</b>", "&lt;", "`x`", "$(reboot)", "; rm -rf ~", "\\",
    "=1+1", "'; DROP TABLE entry; --", "\"", "-n", "--note", "*" * 200, "长" * 60, "😀👩‍👩‍👧",
]  # fmt: skip
# All that a rich screen may send: colours and weights.
LOOKS = re.compile(r"\x1b\[[0-9;]*m")


def hostile(most: int) -> list[str]:
    """A number of strings, each with its own number in it."""
    alone = [*CONTROLS, *MARKS, *SEQUENCES, *MARKUP]
    chance = random.Random(7)
    mixed = ("".join(chance.choices(alone, k=chance.randint(2, 6))) for _ in itertools.count())
    return [f"x{n}{text}y" for n, text in enumerate(itertools.islice((*alone, *_some(mixed, most)),
                                                                    most))]  # fmt: skip


def _some(texts: Iterator[str], most: int) -> Iterator[str]:
    return itertools.islice(texts, most)


# Joiners after a letter of another script or an emoji: there they are part of the spelling.
SPELT = re.compile("(?<=[^\x00-\x7f])[\u200c\u200d]|(?<=\U0001f3f4)[\U000e0061-\U000e007f]+")


def harmless(text: str) -> None:
    """Whether it has no control, direction mark or hidden letter, and only colour escapes."""
    bare = SPELT.sub("", LOOKS.sub("", text))
    bad = {
        f"U+{ord(character):04X}"
        for character in set(bare)
        if character not in "\n\t"
        and (unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    }
    assert not bad, bad


def planted(pdtrack: Pdtrack, texts: list[str]) -> None:
    """A journal with all of them in notes, tags and what helped, bypassing every check.

    As another program, or a damaged disk, may have left it.
    """
    Path("in.csv").write_text(
        "id,uid,at,recorded_at,edited_at,kind,before,before_recalled,after,later,mood,tears,pain,"
        "lasted,wanted,with,orgasm,tags,helped,note\r\n"
        + "".join(
            f",u{n},2026-11-{1 + n % 20:02}T{n % 24:02}:00:00+01:00,,,intimate,8,yes,{n % 5},,,"
            f"{n % 4},{n % 4},,yes,,,,,\r\n"
            for n in range(len(texts))
        )
    )
    pdtrack.ok("import in.csv")
    connection = sqlite3.connect(pdtrack.journal)
    for number, text in enumerate(texts, 1):
        tag = text.replace(" ", "_") or "x"
        connection.execute(
            "UPDATE entry SET note = ?, tags = ?, helped = ?, settled_tags = ? WHERE id = ?",
            (text, f"{tag} stress", tag, "stress", number),
        )
        connection.execute("INSERT OR REPLACE INTO word VALUES ('tags', ?, 1)", (tag,))
        connection.execute("INSERT INTO change (at, what) VALUES (1790000000, ?)", (text,))
        connection.execute(
            "INSERT INTO change_entry SELECT max(id), ?, NULL FROM change", (10_000 + number,)
        )
    connection.commit()
    connection.close()


LINES = (
    "list --limit 0", "list --limit 0 --notes", "list --json --limit 0", "tags", "tags --json",
    "patterns", "patterns --why", "patterns --json", "chart", "chart calendar", "chart tags",
    "chart tags --json", "export --format json", "doctor", "privacy", "--discreet list",
    "--discreet tags",
)  # fmt: skip


def looked_through(pdtrack: Pdtrack, texts: list[str], shown: int) -> None:
    """Every view of such a journal, drawn and plain."""
    planted(pdtrack, texts)
    for line in LINES:
        for how in ("", "--plain "):
            result = pdtrack(how + line, tty=True)
            # doctor finds that the words were planted.
            assert result.code == (3 if line == "doctor" else 0), result.err
            harmless(result.out + result.err)
    out = pdtrack.ok("export", tty=True).out
    harmless(out)
    assert all(f"x{number}" in out for number in range(len(texts)))
    for number in range(1, shown + 1):
        for tty in (True, False):
            for line in (f"show {number}", f"edit {number} --mood 4"):
                # An edit refuses a note that could not have been written.
                result = pdtrack(line, tty=tty)
                assert result.code == 0 or line.startswith("edit")
                harmless(result.out + result.err)
    for _ in range(min(shown, 40)):
        result = pdtrack("undo", tty=True)
        harmless(result.out + result.err)


def refused(pdtrack: Pdtrack, texts: list[str], step: int = 1) -> None:
    """Type each in every (or every `step`th) place: pdtrack accepts or refuses it safely."""
    for number, text in enumerate(texts):
        given = text.replace("\0", "")
        doors = (
            ["log", "--mood", given], ["log", "--tag", given], ["log", "--helped", given],
            ["log", "--note", given], ["log", "--at", given], ["list", "--tag", given],
            ["list", "--since", given], ["show", given], ["tags", "rename", given, "x"],
            ["guide", given], ["config", given], [given], ["list", f"--{given}"],
            ["import", given], ["chart", given], ["list", given],
        )  # fmt: skip
        for argv in doors[number % step :: step]:
            result = pdtrack(argv, tty=True)
            assert result.code in (0, 2), (argv, result.err)
            harmless(result.out + result.err)


def test_no_view_passes_on_control_characters(pdtrack: Pdtrack) -> None:
    """300 strings in every output."""
    looked_through(pdtrack, hostile(FEW), shown=60)


def test_no_error_passes_on_control_characters(pdtrack: Pdtrack) -> None:
    """Usage errors, refused tags, unknown commands, wrong times."""
    refused(pdtrack, hostile(FEW)[::6])


@pytest.mark.slow
def test_no_view_passes_on_any_of_5000_strings(pdtrack: Pdtrack) -> None:
    """The same with many more strings, mixed at random with a fixed seed."""
    looked_through(pdtrack, hostile(MANY), shown=400)


@pytest.mark.slow
def test_no_error_passes_on_any_of_5000_strings(pdtrack: Pdtrack) -> None:
    """The same for typed input."""
    refused(pdtrack, hostile(MANY), step=5)


def test_markup_is_shown_as_plain_text(pdtrack: Pdtrack) -> None:
    """No bold, no link, no emoji, no crash."""
    for text in MARKUP:
        pdtrack.ok(["log", "--new", "--mood", "5", f"--note={text}"])
    out = LOOKS.sub("", pdtrack.ok("list --notes --limit 0", tty=True).out)
    flat = re.sub(r"\s+", "", out)
    for text in MARKUP:
        if text.isascii():
            assert re.sub(r"\s+", "", text) in flat, text
    assert "\x1b]8" not in pdtrack.ok("list --notes --limit 0", tty=True).out


@pytest.mark.parametrize("character", [*CONTROLS[1:], "\ud800"])
def test_stored_text_may_not_hold_control_characters(character: str, pdtrack: Pdtrack) -> None:
    """In notes, tags, what helped and support lines; nothing is saved."""
    text = f"a{character}b"
    argvs = [["log", "--tag", text], ["log", "--helped", text], ["support", "--add", text]]
    if character != "\r":
        # A carriage return in a note is another system's line end.
        argvs.append(["log", "--note", text])
    for argv in argvs:
        result = pdtrack(argv)
        assert result.code == 2, argv
        harmless(result.out + result.err)
    assert pdtrack.ok("list --json").json["entries"] == []
    assert pdtrack.ok("support --json").json["own"] == []


def test_an_import_shows_foreign_words_safely(pdtrack: Pdtrack) -> None:
    """Another program's moods, activities, columns and file names."""
    head = "full_date,date,weekday,time,mood,activities,note_title,note\n"
    for number, text in enumerate(hostile(FEW)[::5]):
        cell = '"' + text.replace('"', '""').replace("\0", "") + '"'
        path = Path(f"{number}.csv")
        path.write_text(
            f"{head}2026-11-01,November 1,Sunday,10:00,{cell},{cell},{cell},{cell}\n",
            encoding="utf-8",
        )
        for line in (f"import {path} --dry-run", f"import {path} --dry-run --from table "
                     "--columns at=full_date,mood=mood"):  # fmt: skip
            for tty in (True, False):
                result = pdtrack(line, tty=tty)
                harmless(result.out + result.err)


def test_a_hostile_file_name_is_shown_safely(pdtrack: Pdtrack) -> None:
    """As a file to write, to read, or as the journal itself."""
    pdtrack.ok("log --mood 4")
    for number, text in enumerate(hostile(FEW)[::7]):
        name = f"{number}-{text}".replace("\0", "").replace("/", "_")[:80]
        for argv in (["export", f"{name}.csv"], ["backup", f"{name}.db"],
                     ["report", f"{name}.html"], ["import", f"{name}.csv", "--dry-run"],
                     ["restore", f"{name}.db"],
                     ["--journal", f"{name}.x", "list"], ["--journal", f"{name}.csv", "list"],
                     ["doctor", "--salvage", f"{name}.s"]):  # fmt: skip
            result = pdtrack(argv, tty=True)
            assert result.code in (0, 1, 2, 3), argv
            harmless(result.out + result.err)
    harmless(pdtrack.ok("privacy", tty=True).out)


def test_hostile_settings_and_support_lines_are_shown_safely(pdtrack: Pdtrack) -> None:
    """Both are files that the person or anyone else can edit."""
    pdtrack.ok("support --add Ann")
    (pdtrack.journal.parent / "support.txt").write_text("\n".join(hostile(FEW)), encoding="utf-8")
    for how in ("", "--plain "):
        harmless(pdtrack.ok(f"{how}support", tty=True).out)
    harmless(pdtrack.ok("support --json").out)
    pdtrack.ok("config clock 12")
    (path,) = pdtrack.home.rglob("config.toml")
    for text in hostile(FEW)[::10]:
        for content in (f'"{text}" = 1', f'clock = "{text}"', text, f"day-end = '{text}'"):
            path.write_bytes(content.encode("utf-8", "surrogatepass"))
            result = pdtrack("list", tty=True)
            harmless(result.out + result.err)


def test_no_question_is_asked_about_a_word_with_control_characters(terminal: Terminal) -> None:
    """The question about a mood word would contain that word."""
    head = "full_date,date,weekday,time,mood,activities,note_title,note\n"
    row = "2026-11-01,November 1,Sunday,10:00,me\x1b]0;evil\x07h,,,\n"
    Path("a.csv").write_text(head + row)
    screen = terminal("import a.csv --dry-run")
    screen.expect("this is not a word for a mood")
    assert screen.end() == 2
    assert "evil" not in screen.raw
    assert "\x07" not in screen.raw
