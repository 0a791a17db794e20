"""Entries and files for the tests of this folder, and how they are read and compared."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from pdtrack.content import library
from pdtrack.domain.disclosure import SAFETY_CARDS
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ENTRY_KINDS, LASTED, WANTED, WITH
from pdtrack.domain.times.local_time import instants_in
from pdtrack.domain.vocabulary import valid_tag
from pdtrack.errors import InvalidInput
from pdtrack.exchange import csv, formats
from pdtrack.exchange import json as json_format
from pdtrack.exchange.importing import ImportOptions, ImportReport, Incoming
from pdtrack.store.entry_row import COLUMNS, row_of

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FIXTURES = Path(__file__).with_name("fixtures")
# What the words for moods in the fixtures are worth, and the label that marks a moment.
WORDS = {"sad": 2, "vaguely ok": 6, "rested": 8, "vaguely bad": 4, "okay": 6}
SEX = frozenset({"sex"})


def options_for(**changes: Any) -> ImportOptions:
    """The options of an import, by default in Berlin on a day in November 2026."""
    usual: dict[str, Any] = {
        "now": NOW,
        "instants": instants_in(BERLIN),
        "vocabulary": library.vocabulary(),
    }
    return ImportOptions(**(usual | changes))


def reading(data: bytes, form: str, **changes: Any) -> tuple[list[Incoming], ImportReport]:
    """What a file brings in, and its report."""
    report = ImportReport(form)
    return list(
        formats.read_entries(io.BytesIO(data), form, options_for(**changes), report)
    ), report


def to_csv(diary: Iterable[Entry], *, notes: bool = True) -> bytes:
    """These entries as `export` writes them in CSV, from their rows in the journal."""
    rows = [dict(zip(COLUMNS, row_of(each), strict=True)) for each in diary]
    page = [tuple(row[name] for name in csv.JOURNAL_COLUMNS) for row in rows]
    return "".join(csv.write([page], notes=notes)).encode()


def to_json(diary: Iterable[Entry]) -> bytes:
    """These entries as `export` writes them in JSON."""
    return "".join(json_format.write(diary)).encode()


def back(data: bytes, form: str, **changes: Any) -> list[Entry]:
    """The entries of one of our own files, with the numbers they had."""
    found, _ = reading(data, form, **changes)
    return [each.entry._replace(id=each.number) for each in found]


# Entries as the tests write them

AsRow = tuple[Any, ...]
# What every entry from another program has; the tests look at these one by one.
_ALWAYS = {"id", "uid", "recorded_at", "at", "kind"}


def as_row(entry: Entry) -> AsRow:
    """An entry as the tests write it: its wall clock, its kind and its answers."""
    answers = {
        name: value
        for name, value in entry._asdict().items()
        if name not in _ALWAYS and value not in (None, Entry._field_defaults[name])
    }
    return (f"{entry.at:%Y-%m-%d %H:%M}", entry.kind, answers)


def day(when: str, mood: int | None = None, *tags: str, note: str = "") -> AsRow:
    """A `day` entry as `as_row` has it."""
    answers = {"mood": mood, "tags": tags or None, "note": note or None}
    return (when, "day", {name: value for name, value in answers.items() if value is not None})


def moment(when: str, **answers: Any) -> AsRow:
    """An intimate moment as `as_row` has it."""
    return (when, "intimate", answers)


def fixture(name: str, form: str, **changes: Any) -> tuple[list[AsRow], ImportReport]:
    """What a file of `fixtures` brings in, and its report."""
    data = (FIXTURES / name).read_bytes()
    found, report = reading(data, form, **({"moods": WORDS, "intimate": SEX} | changes))
    assert not report.rejects
    assert all(each.entry.recorded_at == each.entry.at and each.entry.uid for each in found)
    return [as_row(each.entry) for each in found], report


def dropped(report: ImportReport) -> dict[str, int]:
    """How often each thing was left out."""
    return {each.what: each.count for each in report.dropped}


def mapped(report: ImportReport) -> dict[str, str]:
    """What each thing became."""
    return {each.what: each.becomes for each in report.mapped}


# Any entry at all

CARDS = st.lists(st.sampled_from(sorted(SAFETY_CARDS)), unique=True, max_size=2).map(tuple)


def _valid(word: str) -> bool:
    try:
        folded = valid_tag(word)
    except InvalidInput:
        return False
    return folded.replace("'", "") not in ("none", "none-fits")


# Letters that spreadsheets and parsers stumble over, and then everything else.
CHARACTERS = st.one_of(
    st.sampled_from("=+-@'\"\t\n,;| ＝＋－＠\ufeff\u2028\u00a0<>&é字\U0001f622"),
    st.characters(blacklist_categories=("Cs", "Cc")),
)
NOTES = st.text(CHARACTERS, min_size=1, max_size=60)
TAGS = (
    st.text(
        st.one_of(
            st.sampled_from("abz09-.'+&/éßİ"), st.characters(whitelist_categories=("L", "N", "M"))
        ),
        min_size=1,
        max_size=12,
    )
    .filter(_valid)
    .map(valid_tag)
)
LISTS = st.none() | st.lists(TAGS, max_size=4, unique=True).map(tuple)
MOODS = st.none() | st.integers(0, 10)
STEPS = st.none() | st.integers(0, 3)
FLAGS = st.none() | st.booleans()
UTC_TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 12, 31)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that a journal can hold."""
    kind = draw(st.sampled_from(ENTRY_KINDS))
    offset = timezone(timedelta(minutes=draw(st.integers(-1439, 1439))))
    wall = draw(st.datetimes(datetime(1970, 1, 1), datetime(2200, 12, 30)))
    moment: dict[str, Any] = {}
    if kind == "intimate":
        before = draw(MOODS)
        moment = {
            "before": before,
            "before_recalled": None if before is None else draw(st.booleans()),
            "after": draw(MOODS),
            "later": draw(MOODS),
            "pain": draw(STEPS),
            "lasted": draw(st.none() | st.sampled_from(LASTED)),
            "wanted": draw(st.none() | st.sampled_from(WANTED)),
            "with_": draw(st.none() | st.sampled_from(WITH)),
            "orgasm": draw(FLAGS),
        }
    return Entry(
        id=draw(st.integers(1, 2**40)),
        uid=draw(st.text("0123456789abcdef", min_size=32, max_size=32)),
        kind=kind,
        at=wall.replace(microsecond=0, tzinfo=offset),
        recorded_at=draw(UTC_TIMES),
        edited_at=draw(st.none() | UTC_TIMES),
        mood=draw(MOODS) if kind == "day" else None,
        tears=draw(STEPS),
        tags=draw(LISTS),
        helped=draw(LISTS),
        note=draw(st.none() | NOTES),
        cards=draw(CARDS),
        **moment,
    )


def archive(files: dict[str, bytes]) -> bytes:
    """A zip archive with those files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def backup(content: dict[str, Any]) -> bytes:
    """A backup as Daylio makes it: JSON, as base64, in an archive."""
    encoded = base64.encodebytes(json.dumps(content).encode())
    return archive({"backup.daylio": encoded, "assets/photos/1.jpg": b"\xff\xd8"})
