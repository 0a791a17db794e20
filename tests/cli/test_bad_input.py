"""Rejected input: one line names the problem and the fix, and nothing is saved."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Pdtrack, Process, Result

SECRET = "xyzzy-secret"
BAD = [
    ["log", "--mood", "11"],
    ["log", "--mood", "-1"],
    ["log", "--mood=-1"],
    ["log", "--mood", "7.5"],
    ["log", "--mood", "good"],
    ["log", "--mood", ""],
    ["log", "--mood", "٥"],
    ["log", "--mood", "1" * 5000],
    ["log", "--before", "11"],
    ["log", "--tears", "4"],
    ["log", "--tears", "lots"],
    ["log", "--pain", "4"],
    ["log", "--wanted", "perhaps"],
    ["log", "--wanted", ""],
    ["log", "--lasted", "weeks"],
    ["log", "--with", "friend"],
    ["log", "--mood", "4", "--at", "2026-11-22 00:41"],
    ["log", "--mood", "4", "--at", "2027-01-01"],
    ["log", "--mood", "4", "--at", "tomorrow"],
    ["log", "--mood", "4", "--at", "2026-02-30"],
    ["log", "--mood", "4", "--at", "2026-13-01"],
    ["log", "--mood", "4", "--at", "25:00"],
    ["log", "--mood", "4", "--at", "soon"],
    ["log", "--mood", "4", "--at", ""],
    ["log", "--mood", "4", "--at", "2026-03-29 02:30"],
    ["log", "--mood", "4", "--at", "2026-10-25 02:30"],
    ["log", "--mood", "4", "--at", "0001-01-01"],
    ["log"],
    ["log", "--at", "2026-11-20"],
    ["log", "--json"],
    ["log", "--fine"],
    ["log", "--fine", "--mood", "8", "--tag", "sad"],
    ["log", "--mood", "4", "--note", "x" * 20_001],
    ["log", "--mood", "4", "--note", f"{SECRET}\x00"],
    ["log", "--mood", "4", "--note", f"{SECRET}\ud800"],
    ["log", "--mood", "4", "--note", f"{SECRET}\x1b[2J"],
    ["log", "--mood", "4", "--note", ""],
    ["log", "--mood", "4", "--tag", ""],
    ["log", "--mood", "4", "--tag", "sad,,stress"],
    ["log", "--mood", "4", "--tag", "x" * 1000],
    ["log", "--mood", "4", "--tag", "tag;drop"],
    ["log", "--mood", "4", "--tag", "***"],
    ["log", "--mood", "4", "--tag", "none,sad"],
    ["log", "--mood", "4", "--tag", "stres"],
    ["log", "--mood", "4", "--tag", "hurt"],
    ["log", "--mood", "4", "--tag", "disconnected"],
    ["log", "--mood", "4", "--helped", ""],
    ["log", "--mood", "4", "--helped", "none,shower"],
    ["log", "--moood", "4"],
    ["log", "--mood"],
    ["log", "--mood", "4", SECRET, SECRET],
    ["log", "--json=yes", "--mood", "4"],
    ["day", "--mood", "11"],
    ["day"],
    ["day", "--mood", "4", "--wanted", "yes"],
    ["show", "999"],
    ["show", "0"],
    ["show", "-1"],
    ["show", "last"],
    ["show", "first"],
    ["show", "9" * 40],
    ["show"],
    ["list", "--limit", "-1"],
    ["list", "--limit", "many"],
    ["list", "--limit", ""],
    ["list", "--kind", "night"],
    ["list", "--since", "soon"],
    ["patterns", "--until", "2026-02-30"],
    ["export", "--format", "xml"],
    ["export", "--since", "gibberish"],
    ["export", "no/such/folder/file.csv"],
    ["export", "."],
    ["guide", "nothing-of-that-name"],
    ["support", "--remove", "1"],
    ["support", "--add", " "],
    ["support", "--add", "x", "--remove", "1"],
    ["lgo"],
    ["--nonsense"],
    ["--journal"],
]


def assert_one_line(result: Result, code: int) -> None:
    """The exit code, nothing on standard output, and one line in the form of every error."""
    assert result.code == code, result
    assert result.out == ""
    assert result.err.count("\n") == 1, result.err
    assert result.err.startswith("pdtrack: ")
    assert result.err.rstrip("\n").endswith((".", "?", ").")), result.err
    assert "Traceback" not in result.err
    assert SECRET not in result.err


@pytest.mark.parametrize(
    "argv", BAD, ids=lambda argv: " ".join(argv)[:40].encode("ascii", "replace").decode()
)
def test_bad_input_is_refused_in_one_line(argv: list[str], pdtrack: Pdtrack) -> None:
    """Exit 2, and no journal is made."""
    assert_one_line(pdtrack(argv), 2)
    assert not pdtrack.journal.exists()
    assert list(pdtrack.home.iterdir()) == []


@pytest.mark.parametrize("argv", BAD[:60:6], ids=lambda argv: " ".join(argv)[:30])
def test_bad_input_leaves_an_existing_journal_unchanged(argv: list[str], pdtrack: Pdtrack) -> None:
    """Not a byte of the journal changes."""
    pdtrack.ok("log --mood 5")
    before = pdtrack.journal.read_bytes()
    assert_one_line(pdtrack(argv), 2)
    assert pdtrack.journal.read_bytes() == before


def test_a_near_miss_suggests_the_known_tag(pdtrack: Pdtrack) -> None:
    """And `--new-tag` keeps the word."""
    assert "Did you mean stress?" in pdtrack("log --mood 4 --tag stres").err
    assert pdtrack.ok("log --mood 4 --tag stres --new-tag --json").json["entry"]["tags"] == [
        "stres"
    ]
    assert pdtrack.ok("log --mood 4 --tag stres --json").json["entry"]["tags"] == ["stres"]


def test_a_word_about_consent_marks_the_entry_and_is_not_a_tag(pdtrack: Pdtrack) -> None:
    """It is never refused: pdtrack saves and marks the entry, and `--wanted` can add more."""
    result = pdtrack.ok("log --mood 4 --tag forced,sad")
    assert "is not your fault" in result.out
    assert "--wanted" in result.err
    kept = pdtrack.ok("show last --json").json["entry"]
    assert (kept["tags"], kept["wanted"], kept["cards"]) == (["sad"], None, ["card-not-agreed"])
    also = pdtrack.ok("log --mood 4 --tag forced --wanted yes")
    assert "is not your fault" in also.out
    assert "You also answered yes" in also.err
    found = pdtrack.ok("log --mood 4 --tag forced,sad --wanted pressured --json").json
    assert (found["entry"]["tags"], found["cards"]) == (["sad"], ["card-pressured"])
    alone = pdtrack.ok("log --tag raped --wanted no --json").json
    assert (alone["entry"]["tags"], alone["cards"]) == (None, ["card-not-agreed"])


def test_a_note_from_standard_input_has_the_same_limits(pdtrack: Pdtrack) -> None:
    """Too long, empty, with control characters: refused; 20,000 characters: kept."""
    for bad in ("x" * 20_001, "", "\n", "a\x00b", "a\x07b"):
        assert_one_line(pdtrack("log --mood 4 --note -", stdin=bad), 2)
    longest = "x" * 19_998 + "\né"
    marked = pdtrack.ok("log --new --note - --json", stdin="\ufeffa\r\nb\r\n").json
    assert marked["entry"]["note"] == "a\nb"
    kept = pdtrack.ok("log --note - --json", stdin=longest + "\n").json
    assert kept["entry"]["note"] == longest


def test_bytes_that_are_not_text_are_refused(process: Process) -> None:
    """A note of broken UTF-8 in the arguments of the real program."""
    result = process("log --mood 4 --note " + os.fsdecode(b"caf\xe9"))
    assert_one_line(result, 2)


def test_a_failed_export_leaves_the_file_alone(pdtrack: Pdtrack) -> None:
    """Without --force an existing file stays; with it, the new file is complete."""
    pdtrack.ok("log --mood 5 --note secret")
    target = pdtrack.home / "out.csv"
    target.write_text("mine")
    assert_one_line(pdtrack("export out.csv"), 2)
    assert target.read_text() == "mine"
    pdtrack.ok("export out.csv --force")
    assert target.read_text().startswith("id,uid,")
    assert [path.name for path in pdtrack.home.iterdir() if "out" in path.name] == ["out.csv"]


def test_a_link_at_the_target_is_not_followed(pdtrack: Pdtrack) -> None:
    """Neither with nor without --force."""
    pdtrack.ok("log --mood 5")
    other = pdtrack.home / "other.txt"
    other.write_text("theirs")
    (pdtrack.home / "out.csv").symlink_to(other)
    assert_one_line(pdtrack("export out.csv"), 2)
    pdtrack.ok("export out.csv --force")
    assert other.read_text() == "theirs"


# A journal that can't be used: exit 3, and the file stays as it is, byte for byte


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 0x50445431")
    connection.execute("PRAGMA user_version = 9999")
    connection.execute("CREATE TABLE entry (id INTEGER)")
    connection.commit()
    connection.close()


def _other_id(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 1")
    connection.execute("CREATE TABLE entry (id INTEGER)")
    connection.commit()
    connection.close()


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("Dear diary,\n" * 50),
    "short text": lambda path: path.write_text("hi"),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "half a header": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "another program's": _foreign,
    "another program's, with its id": _other_id,
    "a newer one": _newer,
    "noise behind our header": lambda path: path.write_bytes(
        b"SQLite format 3\x00".ljust(60, b"\x01")
        + (1).to_bytes(4, "big")
        + bytes(4)
        + 0x50445431.to_bytes(4, "big")
        + os.urandom(4096)
    ),
}
COMMANDS = ("log --mood 5", "day --mood 5", "list", "show 1", "patterns --json", "export", "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", UNUSABLE)
def test_an_unusable_journal_is_left_as_it_is(kind: str, command: str, pdtrack: Pdtrack) -> None:
    """Exit 3 for every command."""
    path = pdtrack.home / "other.db"
    UNUSABLE[kind](path)
    before = path.read_bytes()
    assert_one_line(pdtrack(f"--journal other.db {command}"), 3)
    assert path.read_bytes() == before
    assert {each.name for each in pdtrack.home.iterdir()} <= {"other.db", "other.db.lock"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_is_not_a_journal(command: str, pdtrack: Pdtrack) -> None:
    """Exit 3, and nothing is written into it."""
    folder = pdtrack.home / "folder"
    folder.mkdir()
    assert_one_line(pdtrack(f"--journal folder {command}"), 3)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
@pytest.mark.parametrize("command", ["log --mood 5", "list"])
def test_a_fifo_is_not_a_journal(command: str, pdtrack: Pdtrack) -> None:
    """pdtrack doesn't even open it: it would wait for ever."""
    os.mkfifo(pdtrack.home / "pipe")
    assert_one_line(pdtrack(f"--journal pipe {command}"), 3)


@pytest.mark.parametrize("command", ["log --mood 5", "list"])
def test_a_broken_link_is_not_a_journal(command: str, pdtrack: Pdtrack) -> None:
    """A planted link does not decide where a journal is made."""
    (pdtrack.home / "link.db").symlink_to(pdtrack.home / "elsewhere.db")
    assert_one_line(pdtrack(f"--journal link.db {command}"), 3)
    assert not (pdtrack.home / "elsewhere.db").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root can read everything"
)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_unreadable_journal_is_left_as_it_is(command: str, pdtrack: Pdtrack) -> None:
    """Exit 3."""
    pdtrack.ok("log --mood 5")
    pdtrack.journal.chmod(0)
    assert_one_line(pdtrack(command), 3)


def test_a_folder_that_cannot_be_made_is_exit_3(pdtrack: Pdtrack) -> None:
    """A file has the folder's name."""
    (pdtrack.home / "file").write_text("x")
    assert_one_line(pdtrack("--journal file/journal.db log --mood 5"), 3)


def test_a_damaged_page_is_exit_3_and_shows_no_word_of_the_diary(pdtrack: Pdtrack) -> None:
    """SQLite's own message about the damage isn't shown."""
    for number in range(40):
        pdtrack.ok(["log", "--mood", "5", "--note", f"{SECRET} {number} " + "x" * 500])
    content = bytearray(pdtrack.journal.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    pdtrack.journal.write_bytes(content)
    assert_one_line(pdtrack("list --notes"), 3)
    assert pdtrack.journal.read_bytes() == content


def test_a_bug_is_exit_1_without_a_traceback(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line; only PDTRACK_DEBUG shows where it happened, and never a note."""
    from pdtrack.store.journal import Journal

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Journal, "add", broken)
    assert_one_line(pdtrack(["log", "--note", SECRET]), 1)
    monkeypatch.setenv("PDTRACK_DEBUG", "1")
    result = pdtrack(["log", "--note", SECRET])
    assert "RuntimeError" in result.err
    assert SECRET not in result.err
    assert pdtrack.ok("list --json").json["entries"] == []


@pytest.mark.parametrize("line", ["show 9", "list --journal junk.db", "log --mood 11"])
def test_debugging_shows_where_any_error_comes_from(
    line: str, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the usual line, which stays the last one."""
    (pdtrack.home / "junk.db").write_text("junk")
    plain = pdtrack(line)
    assert_one_line(plain, plain.code)
    monkeypatch.setenv("PDTRACK_DEBUG", "1")
    shown = pdtrack(line)
    assert shown.err.startswith("Traceback (most recent call last):\n")
    assert (shown.code, shown.err.splitlines()[-1]) == (plain.code, plain.err.rstrip("\n"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log --moood 4", "There is no option --moood. Did you mean --mood? "
         "See pdtrack log --help."),
        ("--bad", "There is no option --bad. See pdtrack --help."),
        ("log '--a note that lost its quotes'", "There is no such option. See pdtrack log --help."),
        ("log --mood", "--mood takes a value. See pdtrack log --help."),
        ("list --json=3", "--json takes no value. See pdtrack list --help."),
        ("--journal", "--journal takes a value. See pdtrack --help."),
        ("completion", "A value is missing. Type pdtrack completion bash|zsh|fish|powershell."),
        ("report", "A value is missing. Type pdtrack report FILE.html."),
        ("show", "A value is missing. Give the entry's number, or last. pdtrack list shows the "
         "numbers."),
        ("lig", "There is no such command. Did you mean log?"),
        ("version", "There is no such command. Did you mean --version?"),
        ("log 3 4", "Some words here don't belong to any option. For your own words, type pdtrack "
         "log alone: it asks, and your answers are in no shell history. A time needs --at and "
         'quotes, as in --at "friday 23:00".'),
        ("i feel so bad", "There is no such command. To write, type pdtrack log: it asks, and your "
         "answers are in no shell history. pdtrack support shows where to find help. Your shell "
         "may keep this line in its history. Close this window, and pdtrack privacy shows how to "
         "remove it."),
    ],
)  # fmt: skip
def test_a_usage_error_is_in_our_own_words(line: str, said: str, pdtrack: Pdtrack) -> None:
    """Exit 2, without Typer's wording and without free text."""
    result = pdtrack(line)
    assert (result.code, result.out, result.err) == (2, "", f"pdtrack: {said}\n")


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("log friday", '--at "friday 23:00"'),
        ("log --at yesterday 11pm", '--at "friday 23:00"'),
        ("log sad", "type pdtrack log alone"),
        ("later 1 6", "pdtrack edit 12 --later 6"),
        ("list stress", "--tag stress"),
        ("patterns last week", "--since 7d"),
        ("edit 1 mood 2", "pdtrack edit 12 --mood 4"),
        ("show 1 2", "pdtrack list"),
        ("undo 1", "pdtrack edit and delete"),
        ("support Anna 555", 'pdtrack support --add "name, number"'),
        ("backup a b", "See pdtrack backup --help."),
    ],
)
def test_words_that_belong_to_no_option_lead_to_the_line_that_was_meant(
    line: str, shows: str, pdtrack: Pdtrack
) -> None:
    """Exit 2 and one line, which repeats none of the words and is neutral on a discreet screen."""
    result = pdtrack(line)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert shows in result.err
    assert "--tag" not in pdtrack(f"--discreet {line}").err


def test_a_sentence_is_never_left_in_the_shells_history_without_a_word(pdtrack: Pdtrack) -> None:
    """People type what they feel where a command belongs; that line is no secret any more."""
    warned = "Your shell may keep this line in its history. Close this window, and pdtrack "
    for line in (
        "i cried again",
        "'i cried again'",
        "add i cried again",
        "log i cried again",
        "log 'i cried again'",
        "edit 1 it hurt too",
        "export for my therapist",
    ):
        for result in (pdtrack(line), pdtrack(f"--discreet {line}")):
            assert_one_line(result, 2)
            assert warned in result.err, line
            assert "cried" not in result.err
    for line in ("lgo", "log 3 4", "log friday 23:00", "show"):
        assert "in its history" not in pdtrack(line).err, line


def test_what_people_call_a_command_leads_to_it(pdtrack: Pdtrack) -> None:
    """A similar name can be the opposite: `remove` was taken for `restore`."""
    for line, meant in (
        ("remove 2", "delete"),
        ("password", "passphrase set"),
        ("Write", "log"),
        ("hide", "privacy"),
        ("private?", "privacy"),
        ("stats", "patterns"),
        ("remove my last entry", "delete"),
        ("lst", "list"),
    ):
        assert f"There is no such command. Did you mean {meant}?" in pdtrack(line).err, line


def test_discreet_names_no_option_that_was_not_typed(pdtrack: Pdtrack) -> None:
    """A suggestion could give away what the diary is about."""
    err = pdtrack("--discreet log --orgazm").err
    assert "There is no option --orgazm." in err
    assert "--orgasm" not in err
