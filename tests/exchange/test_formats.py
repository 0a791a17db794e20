"""Every format is recognised by its content, and a file of another format is refused."""

from __future__ import annotations

import io

import pytest

from cases import check_each
from exchange.made import FIXTURES, archive, reading
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats
from pdtrack.exchange.unknown_files import not_readable


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("daylio-2018.csv", "daylio"),
        ("daylio-2020.csv", "daylio"),
        ("daylio-2021.csv", "daylio"),
        ("daylio-2026.csv", "daylio"),
        ("bearable-2022.csv", "bearable"),
        ("bearable-2023.csv", "bearable"),
        ("drip.csv", "drip"),
        ("clue.json", "clue"),
        ("clue.cluedata", "clue"),
        ("trackgraph.csv", "trackgraph"),
        ("trackgraph-old.csv", "trackgraph"),
        ("flo.json", "flo"),
        ("pixels.json", "pixels"),
        ("howwefeel.csv", "howwefeel"),
        ("dayone.json", "dayone"),
        ("jrnl.json", "jrnl"),
        ("table.csv", None),
    ],
)
def test_each_format_is_recognised_by_what_is_in_it(name: str, form: str | None) -> None:
    """Whatever its name; a table with unknown columns has none."""
    data = (FIXTURES / name).read_bytes()
    assert formats.recognise(data[: formats.HEAD_SIZE], "renamed.txt") == form


def test_an_archive_of_clue_is_recognised() -> None:
    """By the file in it, or by its name where that is hidden; a password is named."""
    data = archive({"profile.json": b"{}", "measurements.json": b"[]"})
    assert formats.recognise(data, "renamed.zip") == "clue"
    locked = data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    assert locked != data
    with pytest.raises(InvalidInput, match="password"):
        reading(locked, "clue")


OTHERS = {
    "xlsx": (archive({"xl/workbook.xml": b""}), "Excel", "save it as CSV"),
    "ods": (archive({"mimetype": b"", "content.xml": b""}), "OpenDocument", "save it as CSV"),
    "Apple Health": (archive({"apple_health_export/x.xml": b""}), "Apple Health", "Clue or drip"),
    "Apple Health, unpacked": (b"<?xml?><HealthData locale=1>", "Apple Health", ""),
    "Loop": (archive({"Checkmarks.csv": b""}), "Loop Habit", "habits"),
    "Loop, unpacked": (b"Date,Exercise,Meditate,\n2024-05-15,2,-1,\n", "Loop Habit", "habits"),
    "an archive": (archive({"a.csv": b""}), "zip archive with a.csv", "Unpack it"),
    "a broken archive": (b"PK\x03\x04nothing", "damaged or cut off", ""),
    "a web page": (b"\n<!DOCTYPE html><html><table>", "web page", "again"),
    "a PDF": (b"%PDF-1.7", "PDF", "CSV or JSON"),
    "a journal": (b"SQLite format 3\x00", "database", "pdtrack restore"),
    "JSON": (b'{"a": 1}', "JSON from a program", "--from table"),
    "nothing": (b"  \n", "empty", ""),
    "a table": (b"Date,Mood,Tea\n1,2,3\n", 'are "date", "mood", "tea"', '"at=date,mood=mood"'),
    "a text": (b"hello there", "not known", "--from"),
}  # fmt: skip


def test_an_unsupported_file_is_named_by_its_kind() -> None:
    """In one line, with the step that helps."""

    def check(case: tuple[bytes, str, str]) -> None:
        data, what, hint = case
        assert formats.recognise(data[: formats.HEAD_SIZE], "past.csv") is None
        error = not_readable(io.BytesIO(data), data)
        assert what in error.message
        assert hint in error.hint
        assert "\n" not in error.message + error.hint

    check_each(OTHERS.items(), check)


def test_a_format_is_recognised_by_what_only_it_has() -> None:
    """Not by names that others have as well."""

    def check(case: tuple[str, str | None]) -> None:
        text, form = case
        assert formats.recognise(text.encode(), "past.json") == form

    check_each(
        {
            "a list of days": ('[{"date": "2024-09-01", "type": "Mood", "scores": [4]}]', "pixels"),
            "measurements": ('[{"type": "period", "date": "2024-09-01", "value": {}}]', "clue"),
            "other dates": ('[{"type": "x", "date": "2024-09-01"}]', None),
            "a journal": ('{"entries": [{"creationDate": "2024-05-15T21:03:00Z"}]}', "dayone"),
            "our own": ('{"entries": [{"at": "x", "kind": "day"}], "schema": 1}', "json"),
            "our own, empty": ('{"entries": [], "schema": 1}', "json"),
            "other entries": ('{"entries": [{"text": "x"}]}', None),
            "data without days": ('{"data": [1]}', None),
        }.items(),
        check,
    )


def test_a_file_of_another_kind_is_refused() -> None:
    """With the wrong format, the file is refused."""
    data = (FIXTURES / "drip.csv").read_bytes()
    for form in set(formats.FORMATS) - {"drip"}:
        with pytest.raises(InvalidInput):
            reading(data, form)
    with pytest.raises(InvalidInput):
        reading(data, "nonsense")
