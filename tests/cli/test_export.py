"""`export`: its header and quoting, with nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from conftest import Pdtrack, Process
from pdtrack.cli.commands import export as export_command
from pdtrack.domain.selection import Selection
from pdtrack.store.journal import Journal, open_journal

HEADER = (
    "id,uid,at,recorded_at,edited_at,kind,before,before_recalled,after,later,mood,tears,pain,"
    "lasted,wanted,with,orgasm,tags,helped,note,cards,settled_tags,settled_with,settled_orgasm"
)
TRICKY = (
    'quotes " and "" and commas, here',
    "two\nlines and\n\nan empty one",
    "semi;colons\tand tabs",
    " spaces around ",
    "ünï 中文 😀 \u202e",
    "'already quoted",
    "none",
    "",
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''=1",
    "\t=1",
    "=\n",
)


def exported(pdtrack: Pdtrack, line: str = "export") -> list[dict[str, str]]:
    """The rows, read strictly."""
    return list(csv.DictReader(io.StringIO(pdtrack.ok(line).out, newline=""), strict=True))


def diary_with_notes(pdtrack: Pdtrack, notes: tuple[str, ...]) -> None:
    """Log an entry for each note; an empty one means no note."""
    for note in notes:
        pdtrack.ok(["log", "--mood", "5", *(["--note", note] if note else [])])


def test_the_header_is_as_documented(pdtrack: Pdtrack) -> None:
    """Even without entries; lines end as RFC 4180 requires."""
    assert pdtrack.ok("export").out == HEADER + "\r\n"
    pdtrack.ok("log --mood 4 --note x")
    lines = pdtrack.ok("export").out.split("\r\n")
    assert (lines[0], len(lines), lines[-1]) == (HEADER, 3, "")


def test_a_whole_row(pdtrack: Pdtrack) -> None:
    """Every cell is as documented."""
    pdtrack.ok(
        "log --mood 3 --before 6 --tears sobbing --pain mild --lasted hours --wanted mixed "
        '--with partner --no-orgasm --tag sad,stress --helped held,water --note "so, so" '
        "--at 2026-11-20T23:30:00+01:00"
    )
    (row,) = exported(pdtrack)
    row["uid"] = "uid"
    assert ",".join(row.values()) == (
        "1,uid,2026-11-20T23:30:00+01:00,2026-11-21T23:40:00+00:00,,intimate,6,yes,3,,,3,1,hours,"
        "mixed,partner,no,sad stress,held water,so, so,,sad stress,partner,no"
    )


def test_entries_are_in_the_order_of_their_numbers(pdtrack: Pdtrack) -> None:
    """Whenever they happened; a period can be chosen."""
    for at in ("2026-11-10", "2026-10-01", "2026-11-20"):
        pdtrack.ok(f"log --mood 5 --at {at}")
    assert [row["id"] for row in exported(pdtrack)] == ["1", "2", "3"]
    since = exported(pdtrack, "export --since 2026-11-01 --until 2026-11-10")
    assert [row["id"] for row in since] == ["1"]


def test_notes_of_every_kind_read_back(pdtrack: Pdtrack) -> None:
    """A strict parser reads the notes back exactly; so does JSON."""
    diary_with_notes(pdtrack, TRICKY)
    rows = exported(pdtrack)
    assert [row["note"] for row in rows] == list(TRICKY)
    document = json.loads(pdtrack.ok("export --json").out)
    assert [each["note"] or "" for each in document["entries"]] == list(TRICKY)


def test_a_spreadsheet_runs_no_cell_as_a_formula(pdtrack: Pdtrack) -> None:
    """Each gets an apostrophe, which makes it inert and can be removed again."""
    diary_with_notes(pdtrack, FORMULAS)
    rows = exported(pdtrack)
    assert [row["note"] for row in rows] == [f"'{note}" for note in FORMULAS]
    for row in rows:
        assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in row.values())
    document = json.loads(pdtrack.ok("export --json").out)
    assert [each["note"] for each in document["entries"]] == list(FORMULAS)


def test_without_notes_their_column_is_empty(pdtrack: Pdtrack) -> None:
    """The header stays."""
    diary_with_notes(pdtrack, ("secret",))
    assert [row["note"] for row in exported(pdtrack, "export --no-notes")] == [""]


@pytest.mark.parametrize("line", ["export out.csv", "export out.json", "export out --json"])
def test_a_file_holds_the_same_as_standard_output(line: str, pdtrack: Pdtrack) -> None:
    """Byte for byte, readable by its owner alone; standard output stays empty."""
    diary_with_notes(pdtrack, TRICKY)
    result = pdtrack.ok(line)
    assert result.out == ""
    assert "8 entries" in result.err
    target = pdtrack.home / line.split()[1]
    form = "json" if "json" in line else "csv"
    assert target.read_bytes().decode() == pdtrack.ok(f"export --format {form}").out
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="no sqlite3 shell")
def test_the_sqlite3_shell_imports_it(pdtrack: Pdtrack) -> None:
    """One row for each entry, multi-line notes included."""
    diary_with_notes(pdtrack, TRICKY[:6])
    pdtrack.ok("export out.csv")
    script = ".import --csv out.csv diary\nSELECT count(*), sum(after) FROM diary;\n"
    script += "SELECT hex(note) FROM diary WHERE id = '2';\n"
    done = subprocess.run(
        ["sqlite3", ":memory:"], input=script, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["6|30", TRICKY[1].encode().hex().upper()]


def test_a_reader_that_stops_early_is_not_an_error(pdtrack: Pdtrack, process: Process) -> None:
    """`pdtrack export | head -1` ends well and quietly."""
    for _ in range(3):
        pdtrack.ok(["log", "--note", "x" * 20_000])
    import sys

    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m pdtrack export | head -c 10; echo"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("id,uid,at,\n", "")


# Page by page


@pytest.mark.parametrize("form", ["csv", "json"])
def test_pages_make_the_same_document(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """With any page size, to a pipe or a file."""
    for mood in range(7):
        pdtrack.ok(f"log --new --mood {mood} --tag stress --note =SUM{mood}")
    pdtrack.ok("delete 3 --yes")
    whole = pdtrack.ok(f"export --format {form}").out
    for most in (1, 2, 3, 6, 7):
        monkeypatch.setattr(export_command, "ROWS_AT_ONCE", most)
        assert pdtrack.ok(f"export --format {form}").out == whole
        pdtrack.ok(f"export out.{form} --force")
        assert Path(f"out.{form}").read_bytes().decode() == whole


def test_since_and_until_apply_to_every_page(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice of entries doesn't depend on the page size."""
    monkeypatch.setattr(export_command, "ROWS_AT_ONCE", 2)
    for day in range(10, 20):
        pdtrack.ok(f"log --new --mood 5 --at '2026-11-{day} 20:00'")
    found = json.loads(pdtrack.ok("export --json --since 2026-11-12 --until 2026-11-16").out)
    assert [one["at"][8:10] for one in found["entries"]] == ["12", "13", "14", "15", "16"]


def test_nothing_is_open_while_a_pager_waits(pdtrack: Pdtrack) -> None:
    """The journal is closed before the last page, often the only one, is written."""
    pdtrack.ok("log --mood 5")
    held: list[Journal] = []

    class Run:
        def reading(self) -> Journal:
            journal = open_journal(pdtrack.journal)
            assert journal is not None
            held.append(journal)
            return journal

    out = export_command._Outgoing(Run(), "csv", Selection(), True)  # type: ignore[arg-type]
    pieces = out.pieces()
    next(pieces)
    assert next(pieces).count("\r\n") == 1
    with pytest.raises(Exception, match="closed"):
        held[0]._connection.execute("SELECT 1")


def cells_by(text: str, separator: str) -> list[str]:
    """What a spreadsheet that splits at `separator` makes of a file."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [cell for row in rows for cell in row]


def test_a_file_is_also_safe_when_split_at_semicolons(pdtrack: Pdtrack) -> None:
    """No cell is a formula that way, and the same diary is imported again."""
    notes = [
        "a;=1+1",
        ";@x",
        'he said "x";-2',
        "=1;=2",
        "plain, and a comma",
        "'+1;+1",
        "a\n;=3",
        '";=4',
    ]
    for note in notes:
        pdtrack.ok(["log", "--new", "--mood", "5", "--note", note])
    text = pdtrack.ok("export --semicolon").out
    assert text.startswith("id;uid;at;")
    assert not [cell for cell in cells_by(text, ";") if cell[:1] in "=+-@\t\r" and cell]
    assert len(cells_by(text, ";")) == len(cells_by(pdtrack.ok("export").out, ","))
    before = pdtrack.ok("export --json").json["entries"]
    pdtrack.ok("export s.csv --semicolon")
    assert (pdtrack.home / "s.csv").read_bytes().decode() == text
    assert pdtrack.ok("privacy --json").json["leftovers"][0]["kind"] == "A CSV export"
    pdtrack.ok("--journal other/j.db import s.csv")
    assert pdtrack.ok("--journal other/j.db export --json").json["entries"] == before
    assert pdtrack("export --json --semicolon").code == 2


def test_a_name_that_promises_another_format_is_refused(pdtrack: Pdtrack) -> None:
    """No program opens a PDF that is a table inside; the other command is named."""
    pdtrack.ok("log --mood 4")
    for line, leads_to in (
        ("export diary.pdf", "pdtrack report FILE.html"),
        ("export Diary.XLSX", "Name it FILE.csv"),
        ("export diary.html", "pdtrack report FILE.html"),
        ("report diary.pdf", "Name it FILE.html"),
        ("report diary.csv", "Name it FILE.html"),
    ):
        refused = pdtrack(line)
        assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1), line
        assert leads_to in refused.err
        assert not (pdtrack.home / line.split()[1]).exists()
    # Whoever names the format means it.
    pdtrack.ok("export diary.pdf --format csv")
    assert "The browser keeps this name in its history." in pdtrack.ok("report for-mia").err
