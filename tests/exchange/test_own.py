"""pdtrack's own CSV and JSON: an import restores what an export wrote."""

from __future__ import annotations

import csv as python_csv
import io
import json as python_json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.made import back, entries, reading, to_csv, to_json
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD_NAMES, NOTE_MOST
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats

FAR = datetime(2202, 1, 1, tzinfo=UTC)
HEADER = "at,kind,before,before_recalled,after,mood,tears,tags,helped,note\n"

LENIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
DIARIES = st.lists(entries(), max_size=5)


def row(**cells: str) -> bytes:
    """A file with one entry, as someone would write it by hand."""
    usual = {"at": "2026-11-20T23:30:00+01:00", "kind": "day"} | cells
    names = HEADER.strip().split(",")
    return (HEADER + ",".join(usual.get(name, "") for name in names) + "\n").encode()


def refusal(data: bytes, form: str = "csv") -> str:
    with pytest.raises(InvalidInput) as caught:
        reading(data, form)
    assert str(caught.value).isprintable()
    return str(caught.value)


# Round trips


@settings(max_examples=150, deadline=None, suppress_health_check=LENIENT)
@given(DIARIES)
def test_an_export_reads_back_the_same(diary: list[Entry]) -> None:
    """Every field of every entry survives both formats, in order."""
    assert back(to_csv(diary), "csv", now=FAR) == diary
    assert back(to_json(diary), "json", now=FAR) == diary


@settings(max_examples=50, deadline=None, suppress_health_check=LENIENT)
@given(DIARIES)
def test_the_csv_is_what_the_standard_library_writes(diary: list[Entry]) -> None:
    """With quotes only where they have to be, and with or without notes in the same cells."""
    for notes in (True, False):
        text = to_csv(diary, notes=notes).decode()
        rows = list(python_csv.reader(io.StringIO(text, newline=""), strict=True))
        out = io.StringIO(newline="")
        python_csv.writer(out).writerows(rows)
        assert out.getvalue() == text
        assert [row[FIELD_NAMES.index("note")] != "" for row in rows[1:]] == [
            notes and each.note is not None for each in diary
        ]


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None, suppress_health_check=LENIENT)
@given(entries())
def test_twenty_thousand_entries_read_back_the_same(entry: Entry) -> None:
    """The same, for a great many entries."""
    assert back(to_csv([entry]), "csv", now=FAR) == [entry]
    assert back(to_json([entry]), "json", now=FAR) == [entry]


@pytest.mark.parametrize(("form", "write"), [("csv", to_csv), ("json", to_json)])
def test_an_export_is_recognised(form: str, write: Callable[[Iterable[Entry]], bytes]) -> None:
    """By its beginning, whatever its name."""
    at = datetime(2026, 11, 20, tzinfo=timezone(timedelta(hours=1)))
    for diary in ([], [Entry(id=1, at=at, recorded_at=at, kind="day", mood=3)]):
        assert formats.recognise(write(diary), "whatever") == form


def test_a_file_saved_by_a_spreadsheet_is_read() -> None:
    """A byte order mark, semicolons, line feeds and reordered columns do no harm."""
    data = '\ufeffkind;at;note;mood\nday;2026-11-20T23:30:00Z;"a; ""b""\nc";7\n'.encode()
    [entry] = back(data, "csv")
    assert (entry.mood, entry.note) == (7, 'a; "b"\nc')


def test_skipped_and_none_fits_stay_different() -> None:
    """An empty cell means skipped; `none` means that nothing fitted."""
    [entry] = back(row(tags="none"), "csv")
    assert (entry.tags, entry.helped) == ((), None)


def test_formulas_read_back_unchanged() -> None:
    """The apostrophe that `export` adds is removed."""
    [entry] = back(row(note="'=1+1"), "csv")
    assert entry.note == "=1+1"
    [entry] = back(row(note="'tis"), "csv")
    assert entry.note == "'tis"


def test_a_row_without_a_uid_gets_the_same_one_every_time() -> None:
    """So a hand-made table can be imported twice; two equal rows stay two."""
    line = "2026-11-20T23:30:00+01:00,day,,,,7,,,,\n"
    first = [each.uid for each in back((HEADER + line + line).encode(), "csv")]
    assert first == [each.uid for each in back((HEADER + line + line).encode(), "csv")]
    assert len(set(first)) == 2


# What is refused


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"at": "2026-11-20T23:30:00"}, "Row 2, column at: this is not a time with its offset"),
        ({"at": "2026-02-30T23:30:00+01:00"}, "Row 2, column at: there is no such time"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "Row 2, column at: years go from 1970 to 2200"),
        ({"at": "2027-01-01T00:00:00Z"}, "Row 2, column at: this is in the future"),
        ({"at": ""}, "Row 2, column at: it is empty"),
        ({"kind": "night"}, "Row 2, column kind: "),
        ({"mood": "11"}, "Row 2, column mood: "),
        ({"mood": "２"}, "Row 2, column mood: "),
        ({"after": "3"}, "Row 2, column after: an entry of kind day does not have it"),
        ({"tears": "4"}, "Row 2, column tears: "),
        ({"tags": "a$b"}, "Row 2, column tags: "),
        ({"tags": "none stress"}, "Row 2, column tags: none can't be combined"),
        ({"note": "x" * (NOTE_MOST + 1)}, "Row 2, column note: "),
        ({"note": "a\x1b[31mb"}, "Row 2, column note: the note has control characters"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(cells: dict[str, str], where: str) -> None:
    """In one line that never shows the cell's text."""
    assert refusal(row(**cells)).startswith(where)


def test_only_a_mood_before_can_be_marked_as_remembered() -> None:
    """Without a mood there is nothing to remember."""
    assert "Row 2, column before_recalled" in refusal(row(kind="intimate", before_recalled="yes"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"at,kind\n2026-11-20T23:30:00Z,day\n2026-11-20T23:3", "Row 3"),
        (b'at,kind\n2026-11-20T23:30:00Z,"day\n', "Row 2: the file ends inside quotes"),
        (b'at,kind\n"2026"-11-20T23:30:00Z,day\n', "Row 2: its quotes"),
        (b"at,kind\n2026-11-20T23:30:00Z,d\xffay\n", "Row 2: it is not UTF-8 text"),
        (b"at,kind\n2026-11-20T23:30:00Z,d\x00ay\n", "Row 2: it holds a NUL"),
        (b"\xff\xfea\x00t\x00", "UTF-16"),
        (b"at,kind,day,day\n", "is there twice"),
        (b"at,kind,colour\n", "Row 1"),
        (b"kind,mood\n", "the column at is missing"),
        (b"at,kind\n2026-11-20T23:30:00Z,day,7\n", "Row 2, column 3"),
        (b"at,kind" + b",x" * 1_000_000, "Row 1"),
        (b"at,kind\n" + b"x" * 2_000_000, "Row 2: it is far too long"),
        (b"at,kind\n" + b'"\n' * 2_000_000, "Row 2"),
    ],
)
def test_a_damaged_table_is_refused_in_one_line(data: bytes, said: str) -> None:
    """Cut off, not text, too wide or too long: the error names the row."""
    assert said in refusal(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON"),
        (b"7", "not JSON"),
        (b"{}", "not a list of entries"),
        (b'{"schema": 2, "entries": []}', "newer pdtrack"),
        (b'{"schema": true, "entries": []}', "schema"),
        (b'{"entries": []}', "does not say its schema"),
        (b'{"schema": 1, "schema": 1, "entries": []}', "broken"),
        (b'{"schema": 1, "entries": [7]}', "Entry 1: this is not an entry"),
        (b'{"schema": 1, "entries": [{"at": null}]}', "Entry 1, field at"),
        (b'{"schema": 1, "entries": [{"mood": "3"}]}', "Entry 1, field mood"),
        (b'{"schema": 1, "entries": [{"mood": true}]}', "Entry 1, field mood"),
        (b'{"schema": 1, "entries": [{"mood": NaN}]}', "Entry 1"),
        (b'{"schema": 1, "entries": [{"mood": 1, "mood": 2}]}', "Entry 1"),
        (b'{"schema": 1, "entries": [{"colour": "red"}]}', "does not know"),
        (b'{"schema": 1, "entries": [{"note": "\\ud800"}]}', "Entry 1, field note"),
        (b'{"schema": 1, "entries": [{"note": "\xff"}]}', "UTF-8"),
        (b'{"schema": 1, "entries": [{"note": "a\x00"}]}', "NUL"),
        (b'{"schema": 1, "entries": [{"tags": [1]}]}', "Entry 1, field tags"),
        (b'{"schema": 1, "entries": [{"at": "2026', "cut off"),
        (b'{"schema": 1, "entries": [' + b"[" * 200_000, "Entry 1"),
        (b'{"schema": 1, "entries": ["' + b"x" * 6_000_000, "too long"),
        (b'{"schema": 1, "entries": []} x', "follows"),
    ],
)
def test_damaged_json_is_refused_in_one_line(data: bytes, said: str) -> None:
    """Cut off, nested without end or of the wrong type: the error names the entry."""
    assert said in refusal(data, "json")


def test_json_is_read_however_it_is_laid_out() -> None:
    """Other programs sort the names or put each on its own line."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    diary = [
        Entry(id=n, uid=f"{n:032x}", at=at, recorded_at=at, kind="day", note="x" * 9_000)
        for n in range(1, 30)
    ]
    data = python_json.loads(to_json(diary))
    assert back(python_json.dumps(data, indent=4, sort_keys=True).encode(), "json") == diary
    assert back(python_json.dumps(data, separators=(",", ":")).encode(), "json") == diary


def test_reading_a_file_reports_what_is_in_it() -> None:
    """Before anything of it is stored."""
    _, report = reading(row(mood="7"), "csv")
    assert (report.entries, report.rejected, report.dropped) == (1, 0, ())


def test_an_unknown_card_name_is_refused() -> None:
    """The column holds card names and no text from a person."""
    header, line = row(mood="4").decode().split("\n")[:2]
    data = f"{header},cards\n{line},he hurt me\n".encode()
    assert "no card with that name" in refusal(data)
    assert "he hurt" not in refusal(data)
    fine = f"{header},cards\n{line},card-self-harm card-neck\n".encode()
    (entry,) = back(fine, "csv", now=FAR)
    assert entry.cards == ("card-self-harm", "card-neck")


def test_a_file_without_cards_is_read_as_before() -> None:
    """Its entries have none."""
    (entry,) = back(row(mood="4"), "csv", now=FAR)
    assert entry.cards == ()
