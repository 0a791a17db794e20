"""`import`: nothing is lost or duplicated, and it is all or nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from build import NOW
from cli.acts import bring, diary, entry, journal, numbers, row, steps
from conftest import Pdtrack, Process, Terminal
from exchange.made import archive, backup

FIXTURES = Path(__file__).parents[1] / "exchange" / "fixtures"
HEADER = "at,kind,after,tags\n"
GOOD = "2026-11-20T23:30:00+01:00,intimate,3,wine\n"
DAYLIO = "full_date,date,weekday,time,mood,activities,note\n"


def report(pdtrack: Pdtrack, line: list[str]) -> dict[str, Any]:
    """The JSON report of an import."""
    found: dict[str, Any] = pdtrack.ok(["import", *line, "--json"]).json["import"]
    return found


def made(pdtrack: Pdtrack, text: str, name: str = "past.csv") -> str:
    """Write a file with this text; return its path."""
    file = pdtrack.home / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def full(pdtrack: Pdtrack) -> None:
    """A journal with every kind of entry and answer, gaps in its numbers, and bad cells."""
    pdtrack.ok("before --mood 7 --tag none")
    pdtrack.ok(
        ["log", "--mood", "3", "--tears", "2", "--pain", "0", "--wanted", "yes", "--with", "solo",
         "--no-orgasm", "--tag", "wine,stress", "--helped", "none", "--note", "=1\n\"quoted\", 'x'"]
    )  # fmt: skip
    pdtrack.ok("log --mood 3 --new-tag --tag 'Ünï çode'")
    pdtrack.ok("day --mood 0 --note '@SUM(A1)'")
    pdtrack.ok("log --mood 9 --at '2026-10-25 02:30 +02:00'")
    pdtrack.ok("log --note ' -leading and trailing '")
    pdtrack.ok("delete 2 --yes")
    pdtrack.now += timedelta(hours=1)
    pdtrack.ok("later --mood 8 --lasted hours")
    pdtrack.ok("edit 4 --tears 3")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_is_imported_byte_for_byte(form: str, pdtrack: Pdtrack) -> None:
    """Into an empty journal: numbers, uids, times with their offsets, skipped and none."""
    full(pdtrack)
    exported = pdtrack.ok(f"export --format {form}").out
    file = made(pdtrack, "", f"all.{form}")
    Path(file).write_bytes(exported.encode())
    os.environ["PDTRACK_JOURNAL"] = str(pdtrack.home / "other.db")
    said = pdtrack.ok(["import", file]).out
    assert said.startswith(f"Imported from pdtrack {form.upper()}: 4 new.\n")
    assert pdtrack.ok(f"export --format {form}").out == exported
    assert steps(pdtrack.journal) == 1


def test_importing_twice_is_the_same_as_once(pdtrack: Pdtrack) -> None:
    """The second time, every entry is there already, and there is nothing to undo."""
    full(pdtrack)
    Path(made(pdtrack, "", "all.csv")).write_bytes(pdtrack.ok("export").out.encode())
    was, before = journal(pdtrack.journal), steps(pdtrack.journal)
    said = pdtrack.ok("import all.csv").out
    assert said.startswith("Imported from pdtrack CSV: 4 already there.")
    assert "undo" not in said
    assert (journal(pdtrack.journal), steps(pdtrack.journal)) == (was, before)


def test_the_newer_change_wins_and_is_reported(pdtrack: Pdtrack) -> None:
    """Two computers, one entry edited on each: both end with the later edit."""
    bring(pdtrack, diary(3, seed=1))
    here = str(pdtrack.journal)
    there = str(pdtrack.home / "there.db")
    bring_there = diary(3, seed=1)
    os.environ["PDTRACK_JOURNAL"] = there
    bring(pdtrack, bring_there)
    pdtrack.ok("edit 1 --mood 1")
    pdtrack.ok("log --mood 10 --note 'only there'")
    pdtrack.now += timedelta(minutes=1)
    pdtrack.ok("edit 2 --mood 2")
    Path(made(pdtrack, "", "there.csv")).write_bytes(pdtrack.ok("export").out.encode())
    os.environ["PDTRACK_JOURNAL"] = here
    pdtrack.ok("edit 1 --mood 8")
    pdtrack.ok("log --mood 0 --note 'only here'")
    was = journal(pdtrack.journal)
    said = report(pdtrack, ["there.csv"])
    assert (said["new"], said["newer"], said["same"]) == (1, 1, 2)
    assert [entry(pdtrack, n)["after"] for n in (1, 2)] == [8, 2]
    assert [entry(pdtrack, n)["note"] for n in (4, 5)] == ["only here", "only there"]
    pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was
    assert "1 newer than in the journal" in pdtrack.ok("import there.csv").out


def test_undo_reverts_an_import_in_one_step(pdtrack: Pdtrack) -> None:
    """The entries from before stay."""
    pdtrack.ok("log --mood 4 --tag wine")
    was = journal(pdtrack.journal)
    said = pdtrack.ok(["import", made(pdtrack, HEADER + GOOD * 3)]).out
    assert said.endswith("pdtrack undo undoes all of it.\n")
    assert len(numbers(pdtrack, "list")) == 4
    pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was


def test_a_dry_run_reports_the_same_and_writes_nothing(pdtrack: Pdtrack) -> None:
    """It doesn't even make a missing journal."""
    file = made(pdtrack, HEADER + GOOD)
    said = pdtrack.ok(["import", file, "--dry-run"]).out
    assert said.startswith("Would import from pdtrack CSV: 1 new.\n")
    assert said.endswith("Nothing was written.\n")
    assert not pdtrack.journal.exists()
    pdtrack.ok("log --mood 4")
    was = pdtrack.journal.read_bytes()
    dry = report(pdtrack, [file, "--dry-run"])
    assert pdtrack.journal.read_bytes() == was
    real = report(pdtrack, [file])
    assert dry | {"dry_run": False} == real
    assert dry["dry_run"] is True


def test_a_dry_run_checks_stored_links_too(pdtrack: Pdtrack) -> None:
    """Both reports mention a stored link that doesn't fit."""
    rows = [row(1, NOW - timedelta(days=1), after=3)]
    document = {"schema": 1, "entries": rows, "claim": {"checks": 1}}
    file = made(pdtrack, json.dumps(document), "past.json")
    dry, real = report(pdtrack, [file, "--dry-run"]), report(pdtrack, [file])
    assert dry | {"dry_run": False} == real
    assert [each["what"] for each in real["dropped"]] == ["claim"]


FOREIGN = [
    ("daylio-2018.csv", [], 3),
    ("daylio-2020.csv", [], 4),
    ("daylio-2021.csv", ["--map", "sad=2", "--map", "vaguely ok=6", "--intimate", "Sex"], 4),
    ("daylio-2026.csv", ["--map", "rested=8", "--map", "vaguely bad=4"], 3),
    ("bearable-2022.csv", [], None),
    ("bearable-2023.csv", [], None),
    ("drip.csv", [], None),
    ("clue.json", [], None),
    ("clue.cluedata", [], None),
    ("trackgraph.csv", [], None),
    ("trackgraph-old.csv", [], None),
    (
        "table.csv",
        ["--from", "table", "--map", "okay=6", "--columns",
         "at=Date,time=Clock,mood=Score,before=Before,tags=Labels,note=Comment"],
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "count"), FOREIGN, ids=[each[0] for each in FOREIGN])
def test_each_foreign_file_is_imported_once(
    name: str, options: list[str], count: int | None, pdtrack: Pdtrack
) -> None:
    """The dry run predicts it, the report counts it, repeating changes nothing, undo reverts it."""
    pdtrack.at("2026-11-22T12:00:00+01:00")
    line = [str(FIXTURES / name), *options]
    dry = pdtrack(["import", *line, "--dry-run", "--json"])
    assert dry.code == 0, dry.err
    said = report(pdtrack, line)
    assert said == dry.json["import"] | {"dry_run": False}
    listed = pdtrack.ok("list --json").json["entries"]
    assert len(listed) == said["new"] == sum(said["kinds"].values())
    assert said["new"] == (count or said["new"])
    assert said["new"] > 0
    assert all(each["wanted"] is None for each in listed)
    again = report(pdtrack, line)
    assert (again["new"], again["newer"], again["same"]) == (0, 0, said["new"])
    assert steps(pdtrack.journal) == 1
    pdtrack.ok("patterns")
    pdtrack.ok("undo")
    assert numbers(pdtrack, "list") == []


def test_import_reads_standard_input(pdtrack: Pdtrack, process: Process) -> None:
    """The format is recognised or named, and pdtrack asks nothing."""
    said = pdtrack.ok("import -", stdin=HEADER + GOOD).out
    assert said.startswith("Imported from pdtrack CSV: 1 new.\n")
    text = (FIXTURES / "daylio-2018.csv").read_text(encoding="utf-8")
    assert pdtrack.ok("import - --json", stdin=text).json["import"]["new"] == 3
    assert pdtrack("import -", stdin="").err.startswith("pdtrack: The file is empty.")
    moods = (FIXTURES / "daylio-2021.csv").read_text(encoding="utf-8")
    assert "--map" in pdtrack("import -", stdin=moods).err


def test_the_same_diary_as_csv_and_as_backup_is_imported_once(pdtrack: Pdtrack) -> None:
    """An entry of the same minute and mood is the same; two in one minute stay two."""
    rows = [("05", "good", "tea"), ("05", "good", "other"), ("06", "bad", ""), ("07", "rad", "")]
    text = "".join(f"2024-07-{day},x,x,20:00,{mood},{tags},\n" for day, mood, tags in rows)
    file = made(pdtrack, DAYLIO + text)
    assert report(pdtrack, [file])["new"] == 4
    entries = [
        {"year": 2024, "month": 6, "day": int(day), "hour": 20, "minute": 0, "mood": mood}
        for day, mood in (("05", 2), ("05", 2), ("05", 2), ("06", 4), ("07", 2), ("08", 2))
    ]
    backup_file = pdtrack.home / "past.daylio"
    backup_file.write_bytes(backup({"dayEntries": entries}))
    dry = report(pdtrack, [str(backup_file), "--dry-run"])
    found = report(pdtrack, [str(backup_file)])
    # A third one of the fifth, another mood on the seventh, and the eighth.
    assert (found["new"], found["same"]) == (3, 3)
    assert dry | {"dry_run": False} == found
    assert "3 already there" in pdtrack.ok(["import", str(backup_file)]).out
    pdtrack.ok("undo")
    assert "with the same minute and mood" in pdtrack.ok(["import", str(backup_file)]).out


def test_two_computers_have_the_same_diary_after_both_exports(pdtrack: Pdtrack) -> None:
    """Each imports the other's export: every entry exists once, in its newest state."""
    journals = [pdtrack.journal, pdtrack.home / "there.db"]

    def at_computer(number: int, *lines: str) -> None:
        os.environ["PDTRACK_JOURNAL"] = str(journals[number])
        for line in lines:
            pdtrack.now += timedelta(minutes=1)
            pdtrack.ok(line)

    at_computer(0, "log --mood 4 --tag wine", "export start.json --format json")
    at_computer(1, "import start.json", "edit 1 --mood 5 --note there", "day --mood 8")
    at_computer(0, "before --mood 7", "log --mood 6 --tears 1", "day --mood 2 --tag raped")
    at_computer(0, "export a.json --format json")
    at_computer(1, "export b.json --format json", "import a.json")
    at_computer(0, "import b.json")
    diaries = []
    for number in (0, 1):
        at_computer(number)
        entries = pdtrack.ok("export --format json").json["entries"]
        diaries.append({one["uid"]: one | {"id": None} for one in entries})
    assert diaries[0] == diaries[1]
    assert len(diaries[0]) == 4
    assert any(one["note"] == "there" and one["after"] == 5 for one in diaries[0].values())
    at_computer(0)
    assert report(pdtrack, ["b.json"])["new"] == 0


def test_the_file_of_a_phone_in_the_docs_is_read(pdtrack: Pdtrack) -> None:
    """As docs/import.md shows it; lines added later are imported on their own."""
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    text = page.split("```csv\n")[1].split("```")[0]
    pdtrack.at("2026-11-22T12:00:00+01:00")
    assert report(pdtrack, [made(pdtrack, text)])["new"] == 2
    more = text + "2026-11-21T23:00:00Z,intimate,3\n"
    assert report(pdtrack, [made(pdtrack, more)])["new"] == 1
    assert [e["after"] for e in pdtrack.ok("list --json").json["entries"]] == [3, 7, 4]


# Words for moods


def test_words_for_moods_are_listed_and_never_guessed(pdtrack: Pdtrack) -> None:
    """Exit 2, and what to type; nothing is imported."""
    file = str(FIXTURES / "daylio-2021.csv")
    result = pdtrack(["import", file])
    assert (result.code, result.out) == (2, "")
    assert "doesn't know these words for moods: sad (1), vaguely ok (2)." in result.err
    assert '--map "sad=N" --map "vaguely ok=N"' in result.err
    assert result.err.count("\n") == 1
    half = pdtrack(["import", file, "--map", "sad=2"])
    assert half.code == 2
    assert "vaguely ok" in half.err
    assert ": sad" not in half.err
    assert not pdtrack.journal.exists()


def test_on_a_terminal_each_mood_word_is_asked_about_once(
    terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """A wrong number is asked again; after that everything is imported."""
    screen = terminal(f"--plain import {FIXTURES / 'daylio-2021.csv'}")
    screen.expect("These words are moods. What number is each of them, 0-10?")
    screen.expect("Entries with each: sad (1), vaguely ok (2).")
    screen.expect("sad:")
    screen.type("eleven")
    screen.expect("A mood is a whole number from 0 to 10.")
    screen.expect("sad:")
    screen.type("2")
    screen.expect("vaguely ok:")
    screen.type("6")
    # The summary appears before anything is written.
    screen.expect("Read from Daylio CSV or backup: 4 entries.")
    screen.expect("mood vaguely ok (2): 6")
    screen.expect("4 new.")
    screen.expect("pdtrack undo undoes all of it.")
    assert screen.end() == 0
    assert [e["mood"] for e in pdtrack.ok("list --json").json["entries"]][-1] == 2


@pytest.mark.parametrize(("typed", "tags"), [("y", ["stress"]), ("", ["work"])])
def test_labels_that_match_a_tag_are_listed_and_asked_about_once(
    typed: str, tags: list[str], terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Enter keeps them as they are; questions about ambiguous dates come first."""
    made(pdtrack, DAYLIO + "5/6/2024,x,x,20:00,good,work,\n5/7/2024,x,x,20:00,good,work,\n")
    screen = terminal("--plain import past.csv")
    screen.expect("Dates like 5/6/2026 are in this file. How are they written?")
    screen.expect("2 month/day/year")
    screen.type("2")
    screen.expect("work (2): like the tag stress")
    screen.expect("Enter keeps them as your own words.")
    screen.type(typed)
    screen.expect("dates in numbers (2): month/day/year")
    screen.expect("2 new.")
    assert screen.end() == 0
    [last, _] = pdtrack.ok("list --json").json["entries"]
    assert (last["at"][:10], last["tags"]) == ("2024-05-07", tags)


@pytest.mark.parametrize("stop", ["skip", "interrupt"])
def test_a_mood_word_without_a_number_imports_nothing(
    stop: str, terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Enter isn't a number, and Ctrl-C is exit 130."""
    screen = terminal(f"--plain import {FIXTURES / 'daylio-2021.csv'}")
    screen.expect("sad:")
    if stop == "skip":
        screen.type()
        screen.expect("doesn't know these words for moods")
    else:
        screen.interrupt()
    assert screen.end() == (2 if stop == "skip" else 130)
    assert not pdtrack.journal.exists()


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (["--map", "meh"], "Write --map"),
        (["--map", "=5"], "Write --map"),
        (["--map", "meh=11"], "from 0 to 10"),
        (["--columns", "at"], "as in "),
        (["--scale", "5"], "as in 1-5"),
        (["--scale", "5-5"], ""),
        (["--from", "excel"], "They are csv, json, daylio, bearable, drip, clue"),
    ],
)
def test_a_wrong_option_is_refused(option: list[str], says: str, pdtrack: Pdtrack) -> None:
    """Before the file is read, in one line that shows the right form."""
    result = pdtrack(["import", made(pdtrack, DAYLIO), *option])
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert result.err.count("\n") == 1
    assert "inside pdtrack" not in result.err


# All or nothing


BAD = [
    ("2026-11-20T23:30:00+01:00,intimate,11,\n", "Row 4, column after: a mood is a whole number"),
    ("2026-11-20 23:30,intimate,3,\n", "Row 4, column at: this is not a time with its offset."),
    ("2027-11-20T23:30:00+01:00,intimate,3,\n", "Row 4, column at: this is in the future."),
    ("2026-11-20T23:30:00+01:00,night,3,\n", "Row 4, column kind: kind can be intimate, day."),
    ("2026-11-20T23:30:00+01:00,day,3,\n", "Row 4, column after: an entry of kind day does not"),
    ("2026-11-20T23:30:00+01:00,intimate,3\n", "Row 4"),
    (
        "2026-11-20T23:30:00+01:00,intimate,3,none wine\n",
        "Row 4, column tags: none can't be combined with other words.",
    ),
    ('2026-11-20T23:30:00+01:00,intimate,3,"wine\n', "Row 4"),
]


@pytest.mark.parametrize(("row_", "says"), BAD)
def test_one_bad_row_imports_nothing(row_: str, says: str, pdtrack: Pdtrack) -> None:
    """One line with its row and column, exit 2; not even the good rows before it are imported."""
    pdtrack.ok("log --mood 4")
    was = journal(pdtrack.journal)
    result = pdtrack(["import", made(pdtrack, HEADER + GOOD * 2 + row_ + GOOD)])
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"pdtrack: {says}")
    assert result.err.count("\n") == 1
    assert journal(pdtrack.journal) == was
    assert steps(pdtrack.journal) == 1


def test_a_dry_run_does_everything_but_write(pdtrack: Pdtrack) -> None:
    """The same report and exit code, even if rows can't be read; it lists them."""
    text = (
        DAYLIO + "2020-05-30,30 May,Saturday,6:50 pm,rad,,\n" + "2020-13-45,x,x,99:99,rad,,\n" * 2
    )
    file = made(pdtrack, text)
    dry, real = (pdtrack(["import", file, "--json", *more]) for more in (["--dry-run"], []))
    assert (dry.code, dry.err) == (real.code, real.err) == (2, real.err)
    assert real.err.startswith("pdtrack: Row 3, column full_date: ")
    assert "(and 1 more row). Nothing was imported. --skip-bad" in real.err
    assert dry.json["import"] | {"dry_run": False} == real.json["import"]
    assert [each["row"] for each in real.json["import"]["rejected"]] == [3, 4]
    assert real.json["import"]["new"] == 0
    assert not pdtrack.journal.exists() or numbers(pdtrack, "list") == []
    plain = pdtrack(["import", file])
    assert "Rows that couldn't be imported" in plain.out
    assert "Imported from Daylio CSV or backup: nothing." in plain.out
    skipping = report(pdtrack, [file, "--skip-bad"])
    assert (skipping["new"], len(skipping["rejected"])) == (1, 2)


def test_ctrl_c_in_the_middle_leaves_nothing(pdtrack: Pdtrack) -> None:
    """While thousands of entries are being imported; the journal stays intact and usable."""
    pdtrack.ok("log --mood 4")
    was = journal(pdtrack.journal)
    rows = [
        row(n, NOW - timedelta(minutes=n), after=n % 11, tags=["wine"]) for n in range(1, 20_001)
    ]
    file = made(pdtrack, json.dumps({"schema": 1, "entries": rows}), "long.json")
    running = subprocess.Popen(
        [sys.executable, "-m", "pdtrack", "import", file],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    sidecar = Path(f"{pdtrack.journal}-journal")
    end = time.monotonic() + 20
    while not sidecar.exists() and running.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err.strip()) == (130, b"", b"")
    assert journal(pdtrack.journal) == was
    assert not sidecar.exists()
    pdtrack.ok(["import", made(pdtrack, HEADER + GOOD)])


# Which file


@pytest.mark.parametrize(
    "name",
    ["-n", "--json", "a b.csv", "ünï ☃.csv", "new\nline.csv", "\x1b[31mred.csv", "~.csv",
     "$(x).csv", "'; DROP TABLE entry;.csv", "%s%n.csv", "x" * 200],
)  # fmt: skip
def test_a_file_with_any_name_is_imported(name: str, pdtrack: Pdtrack) -> None:
    """pdtrack never prints its name."""
    made(pdtrack, HEADER + GOOD, name)
    result = pdtrack.ok(["import", "--", name])
    assert numbers(pdtrack, "list") == [1]
    assert "\x1b" not in result.out + result.err
    assert name not in result.out.replace("\n", "")


@pytest.mark.parametrize(
    "name",
    ["", "nothing.csv", "~nobody-of-that-name/x.csv", "x" * 5000, "a\x00b", ".", "/dev/null"],
)
def test_anything_that_is_not_a_file_is_refused(name: str, pdtrack: Pdtrack) -> None:
    """One line, exit 2, whatever was typed."""
    result = pdtrack(["import", name])
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert "inside pdtrack" not in result.err
    assert not pdtrack.journal.exists()


def test_a_named_pipe_is_refused_without_waiting(pdtrack: Pdtrack, process: Process) -> None:
    """A pipe can only be read once."""
    os.mkfifo(pdtrack.home / "pipe.csv")
    result = process("import pipe.csv")
    assert (result.code, result.err) == (2, "pdtrack: There is no such file. Check the path.\n")


def test_an_unknown_format_is_refused_with_a_way_to_import_it(pdtrack: Pdtrack) -> None:
    """`--from table --columns` reads any CSV."""
    result = pdtrack(["import", made(pdtrack, "a,b\n1,2\n")])
    assert result.code == 2
    assert "--from table --columns" in result.err


def test_a_wrongly_named_format_is_reported(pdtrack: Pdtrack) -> None:
    """Errors name a workbook, a web page and a folder as such, whatever format was given."""
    (pdtrack.home / "book.csv").write_bytes(archive({"xl/workbook.xml": b""}))
    (pdtrack.home / "page.csv").write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    (pdtrack.home / "folder").mkdir()
    for name, what in (("book.csv", "Excel"), ("page.csv", "web page"), ("folder", "folder")):
        for line in ("", "--from table --columns at=Date", "--from daylio --dry-run"):
            result = pdtrack(f"import {name} {line}")
            assert (result.code, result.out) == (2, "")
            if (name, line[:13]) != ("book.csv", "--from daylio"):
                assert what in result.err
            assert result.err.count("\n") == 1


def test_an_entry_whose_number_is_used_gets_a_new_one(pdtrack: Pdtrack) -> None:
    """An entry keeps its number only if it was never used here."""
    pdtrack.ok("log --mood 4")
    pdtrack.ok("delete 1 --yes")
    bring(pdtrack, diary(2, seed=1))
    assert numbers(pdtrack, "list") == [3, 2]
    assert {entry(pdtrack, n)["uid"] for n in (2, 3)} == {"made-1", "made-2"}


def test_a_label_that_may_mark_moments_is_pointed_out(pdtrack: Pdtrack) -> None:
    """It is never taken for one unasked; with --intimate nothing is left to point out."""
    made(pdtrack, DAYLIO + "5/16/2024,x,x,20:00,good,sex | friends,\n")
    shown = pdtrack.ok("import past.csv --dry-run --dates mdy").out
    assert '"sex" is in 1 entry. They are imported as moods of a day.' in shown
    done = pdtrack.ok("import past.csv --dates mdy --intimate sex").out
    assert "--intimate WORD" not in done
    assert entry(pdtrack)["kind"] == "intimate"
