"""Files in each program's format are imported field by field.

The writers here are our own, by the shapes that docs/import.md names: times, zones, moods, notes
and labels of made diaries.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.made import BERLIN, SEX, AsRow, archive, as_row, day, moment, reading

ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
LEVELS: Final = {1: 0, 2: 3, 3: 5, 4: 8, 5: 10}
DAYLIO_WORDS: Final = {1: "awful", 2: "bad", 3: "meh", 4: "good", 5: "rad"}
# Labels, and the tag that each becomes: its own word, also where pdtrack has one for it.
LABELS: Final = {
    "walk": "walk",
    "Long Walk": "long-walk",
    "work": "work",
    "cramps": "cramps",
    "müde": "müde",
    "Tea & cake": "tea-&-cake",
    "日記": "日記",
    "bleeding": "bleeding",
}
LETTERS: Final = "ab é字\U0001f622,;|\"'=+-@0()\n"


class Noted(NamedTuple):
    """One entry of a made diary; `level` is a mood from 1 to 5."""

    at: datetime
    zone: str
    level: int | None
    labels: tuple[str, ...]
    note: str
    is_moment: bool

    @property
    def wall(self) -> str:
        """What the clock showed."""
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that its labels become."""
        return tuple(LABELS[label] for label in self.labels)


@st.composite
def noted(draw: st.DrawFn) -> Noted:
    """An entry at any minute from 04:00 on, when no clock is changed."""
    when = draw(st.dates(date(1990, 1, 1), date(2026, 11, 20)))
    clock = time(draw(st.integers(4, 23)), draw(st.integers(0, 59)))
    return Noted(
        datetime.combine(when, clock),
        draw(st.sampled_from(ZONES)),
        draw(st.none() | st.integers(1, 5)),
        tuple(draw(st.lists(st.sampled_from(sorted(LABELS)), unique=True, max_size=3))),
        draw(st.text(LETTERS, max_size=30)).strip(),
        draw(st.booleans()),
    )


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as a program writes it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def zoned(one: Noted) -> datetime:
    """The instant of an entry, at its place."""
    return one.at.replace(tzinfo=ZoneInfo(one.zone))


def level_row(one: Noted, *, can_be_moment: bool = True) -> AsRow | None:
    """What an entry with a level, labels and a note becomes; nothing where all are missing."""
    mood = None if one.level is None else LEVELS[one.level]
    if one.is_moment and can_be_moment:
        answers: dict[str, Any] = {
            "after": mood,
            "tags": one.tags or None,
            "note": one.note or None,
        }
        return moment(one.wall, **{k: v for k, v in answers.items() if v is not None})
    if mood is None and not one.tags and not one.note:
        return None
    return day(one.wall, mood, *one.tags, note=one.note)


def activities(one: Noted) -> str:
    """Labels as Daylio joins them, with the one that marks a moment."""
    return " | ".join((*one.labels, *(["Sex"] if one.is_moment else [])))


def daylio_csv(diary: Sequence[Noted]) -> bytes:
    """Daylio of 2021."""
    header = ["full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note"]
    return table(
        header,
        (
            [f"{one.at:%Y-%m-%d}", f"{one.at:%B %d}", f"{one.at:%A}", f"{one.at:%I:%M %p}",
             DAYLIO_WORDS.get(one.level or 0, ""), activities(one), "", one.note]
            for one in diary
        ),
    )  # fmt: skip


def daylio_backup(diary: Sequence[Noted]) -> bytes:
    """A backup of Daylio: moods count from the best, months from 0; offsets of the place."""
    numbers = {label: number for number, label in enumerate([*LABELS, "Sex"], 1)}
    entries = []
    for one in diary:
        there = zoned(one)
        offset = there.utcoffset() or timedelta(0)
        entries.append(
            {
                **{"year": one.at.year, "month": one.at.month - 1, "day": one.at.day},
                **{"hour": one.at.hour, "minute": one.at.minute},
                "datetime": int(there.timestamp()) * 1_000,
                "timeZoneOffset": int(offset.total_seconds()) * 1_000,
                "mood": None if one.level is None else 6 - one.level,
                "note": one.note,
                "note_title": "",
                "tags": [numbers[label] for label in one.labels] + [numbers["Sex"]] * one.is_moment,
            }
        )
    tags = [{"id": number, "name": label} for label, number in numbers.items()]
    content = {"version": 15, "dayEntries": entries, "tags": tags, "customMoods": []}
    return archive({"backup.daylio": base64.encodebytes(json.dumps(content).encode())})


def track_and_graph(diary: Sequence[Noted]) -> bytes:
    """A point of the mood for each entry, with one label, at the offset of its place."""
    rows = (
        ["Mood", zoned(one).isoformat(timespec="milliseconds"), float(one.level or 1),
         one.labels[0] if one.labels else "", one.note]
        for one in diary
    )  # fmt: skip
    return table(["FeatureName", "Timestamp", "Value", "Label", "Note"], rows)


def trackgraph_row(one: Noted) -> AsRow:
    """What such a point becomes."""
    return day(one.wall, LEVELS[one.level or 1], *one.tags[:1], note=one.note)


def bearable(diary: Sequence[Noted]) -> bytes:
    """A mood and its symptoms, the only ones of their minute."""
    header = ["date", "weekday", "time of day", "category", "rating/amount", "detail", "notes"]
    rows = []
    for one in minutes(diary):
        when = [f"{one.at.day}th {one.at:%b %Y}", f"{one.at:%A}", f"{one.at:%H:%M}"]
        rows.append([*when, "Mood", one.level or "", "", one.note])
        rows.extend([*when, "Symptom", 2, f"{label} (Mild)", ""] for label in one.labels)
    return table(header, rows)


def minutes(diary: Sequence[Noted]) -> list[Noted]:
    """The first entry of each minute; Bearable doesn't separate entries of the same time."""
    return list({one.wall: one for one in reversed(diary)}.values())


def bearable_rows(diary: Sequence[Noted]) -> list[AsRow | None]:
    """What they become; the scale of the test is 1 to 5."""
    return [level_row(one, can_be_moment=False) for one in minutes(diary)]


def any_table(diary: Sequence[Noted]) -> bytes:
    """A table with names of our own."""
    rows = (
        [f"{one.at:%d.%m.%Y %H:%M}", one.level or "N/A", "; ".join(one.labels), one.note]
        for one in diary
    )
    return table(["Wann", "Wie", "Was", "Notiz"], rows)


def pixels(diary: Sequence[Noted]) -> bytes:
    """A day each, with one score or none."""
    return json.dumps(
        [
            {
                "date": f"{one.at.year}-{one.at.month}-{one.at.day}",
                "type": "Mood",
                "scores": [one.level] if one.level else [],
                "notes": one.note,
                "tags": [{"type": "Things", "entries": one.labels}],
            }
            for one in diary
        ]
    ).encode()


def at_noon(one: Noted) -> Noted:
    """The same entry as an app has it that knows only the day."""
    return one._replace(at=one.at.replace(hour=12, minute=0))


def pixels_row(one: Noted) -> AsRow | None:
    """What a day of Pixels becomes."""
    return level_row(at_noon(one), can_be_moment=False)


def how_we_feel(diary: Sequence[Noted]) -> bytes:
    """A check-in each, whose mood is a word."""
    header = ["Date", "Locale", "Mood Keys", "Mood", "Tags (People)", "Tags (Places)",
              "Tags (Events)", "Notes", "Reflections", "Takeaways"]  # fmt: skip
    rows = (
        [f"{one.at:%Y %a %b} {one.at.day} {one.at:%I:%M %p}", "en", "proud", "proud",
         ", ".join(one.labels), "", "", one.note, "[]", "[]"]
        for one in diary
    )  # fmt: skip
    return table(header, rows)


def howwefeel_row(one: Noted) -> AsRow:
    """What a check-in becomes."""
    return day(one.wall, None, "proud", *one.tags, note=one.note)


def day_one(diary: Sequence[Noted]) -> bytes:
    """An instant and the zone of its place."""
    return json.dumps(
        {
            "metadata": {"version": "1.0"},
            "entries": [
                {
                    "uuid": f"{number:032X}",
                    "creationDate": f"{zoned(one).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                    "timeZone": one.zone,
                    "text": one.note,
                    "tags": [*one.labels, *(["sex"] if one.is_moment else [])],
                }
                for number, one in enumerate(diary)
            ],
        }
    ).encode()


def jrnl(diary: Sequence[Noted]) -> bytes:
    """A title, a body, a day and a time."""
    entries = []
    for one in diary:
        title, _, body = one.note.partition("\n")
        entries.append(
            {
                "title": title,
                "body": body,
                "date": f"{one.at:%Y-%m-%d}",
                "time": f"{one.at:%H:%M}",
                "tags": [f"@{label}" for label in one.labels] + ["@sex"] * one.is_moment,
                "starred": False,
            }
        )
    return json.dumps({"tags": {}, "entries": entries}).encode()


def text_row(one: Noted) -> AsRow | None:
    """What an entry of a diary without moods becomes."""
    return level_row(one._replace(level=None, note=lines(one.note)))


def lines(note: str) -> str:
    """A note whose first line was separate, without the spaces around either part."""
    title, _, body = note.partition("\n")
    return "\n".join(part for part in (title.strip(), body.strip()) if part)


def cycle_days(diary: Sequence[Noted]) -> list[Noted]:
    """The first entry of each day, which is all that an app for the cycle has of it."""
    first: dict[date, Noted] = {}
    for one in diary:
        first.setdefault(one.at.date(), at_noon(one))
    return list(first.values())


def clue(diary: Sequence[Noted]) -> bytes:
    """A measurement for each thing of a day."""
    found: list[dict[str, Any]] = []
    for one in cycle_days(diary):
        when = {"id": "x", "date": f"{one.at:%Y-%m-%d}"}
        found.append({**when, "type": "tags", "value": [{"option": o} for o in one.labels]})
        found.append({**when, "type": "notes", "value": {"text": one.note}})
        if one.is_moment:
            found.append({**when, "type": "sex_life", "value": [{"option": "unprotected"}]})
    return archive({"measurements.json": json.dumps(found).encode()})


def flo_rows(diary: Sequence[Noted]) -> list[AsRow | None]:
    """What the days of Flo become; its cramps are those of a period."""
    period = {"cramps": "period-cramps"}
    rows: list[AsRow | None] = []
    for when, kind, answers in filter(None, of_days(tags=("unprotected",))(diary)):
        tags = tuple(period.get(tag, tag) for tag in answers.get("tags", ()))
        rows.append((when, kind, answers | ({"tags": tags} if tags else {})))
    return rows


def flo(diary: Sequence[Noted]) -> bytes:
    """An event or a note for each thing of a day."""
    events, notes = [], []
    for one in cycle_days(diary):
        when = {"local_date": f"{one.at:%Y-%m-%d} 00:00:00"}
        events += [{**when, "category": "Symptom", "subcategory": label} for label in one.labels]
        notes.append({**when, "text": one.note})
        if one.is_moment:
            events.append({**when, "category": "Sex", "subcategory": "SexUnprotected"})
    return json.dumps(
        {"operationalData": {"cycles": [], "point_events_manual_v2": events, "notes": notes}}
    ).encode()


DRIP: Final = ("date", "bleeding.value", "bleeding.exclude", "sex.solo", "sex.partner",
               "pain.headache", "mood.happy", "note.value")  # fmt: skip


def drip(diary: Sequence[Noted]) -> bytes:
    """A row for each day."""
    rows = (
        [f"{one.at:%Y-%m-%d}", "", "", "", "true" if one.is_moment else "", "", "", one.note]
        for one in cycle_days(diary)
    )
    return table(DRIP, rows)


def cycle_rows(one: Noted, *, has_labels: bool = True, **sex: Any) -> list[AsRow]:
    """What a day of such an app becomes: a moment, and what else was noted."""
    rows = [moment(one.wall, with_="partner", **sex)] if one.is_moment else []
    tags = one.tags if has_labels else ()
    return rows + ([day(one.wall, None, *tags, note=one.note)] if tags or one.note else [])


class Shape(NamedTuple):
    """A format, its writer, and what its entries become."""

    form: str
    write: Callable[[Sequence[Noted]], bytes]
    right: Callable[[Sequence[Noted]], list[AsRow | None]]
    options: dict[str, Any] = {}  # noqa: RUF012 - never changed


COLUMNS: Final = {"at": "Wann", "mood": "Wie", "tags": "Was", "note": "Notiz"}


def each(row: Callable[[Noted], AsRow | None]) -> Callable[[Sequence[Noted]], list[AsRow | None]]:
    """The rows of a diary, one for each entry."""
    return lambda diary: [row(one) for one in diary]


def of_days(**sex: Any) -> Callable[[Sequence[Noted]], list[AsRow | None]]:
    """The rows of a diary of days."""
    return lambda diary: [row for one in cycle_days(diary) for row in cycle_rows(one, **sex)]


SHAPES: Final = {
    "Daylio CSV": Shape("daylio", daylio_csv, each(level_row)),
    "Daylio backup": Shape("daylio", daylio_backup, each(level_row)),
    "Bearable": Shape("bearable", bearable, bearable_rows, {"scale": (1, 5)}),
    "Track & Graph": Shape(
        "trackgraph", track_and_graph, each(trackgraph_row),
        {"scale": (1, 5), "columns": {"mood": "Mood"}},
    ),
    "any table": Shape(
        "table", any_table, each(lambda one: level_row(one, can_be_moment=False)),
        {"scale": (1, 5), "columns": COLUMNS, "intimate": frozenset()},
    ),
    "Pixels": Shape("pixels", pixels, each(pixels_row)),
    "How We Feel": Shape("howwefeel", how_we_feel, each(howwefeel_row)),
    "Day One": Shape("dayone", day_one, each(lambda one: level_row(one._replace(level=None)))),
    "jrnl": Shape("jrnl", jrnl, each(text_row)),
    "Clue": Shape("clue", clue, of_days(tags=("unprotected",))),
    "Flo": Shape("flo", flo, flo_rows),
    "drip": Shape("drip", drip, of_days(has_labels=False)),
}  # fmt: skip


def check_shape(shape: Shape, diary: Sequence[Noted]) -> None:
    """Read what the writer wrote, and compare every entry."""
    data = shape.write(diary)
    found, report = reading(data, shape.form, **({"intimate": SEX} | shape.options))
    assert not report.rejects
    rows = Counter(repr(as_row(one.entry)) for one in found)
    assert rows == Counter(repr(row) for row in shape.right(diary) if row is not None)
    again, _ = reading(data, shape.form, **({"intimate": SEX} | shape.options))
    assert [one.entry.uid for one in again] == [one.entry.uid for one in found]


DIARIES: Final = st.lists(noted(), max_size=6)


@pytest.mark.parametrize("name", SHAPES)
def test_each_entry_is_imported_field_by_field(name: str) -> None:
    """Fifty diaries of every format."""
    given(DIARIES)(settings(max_examples=50)(lambda diary: check_shape(SHAPES[name], diary)))()


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_two_thousand_diaries_are_imported_field_by_field(name: str) -> None:
    """The same, often enough to include rare ones."""
    given(DIARIES)(settings(max_examples=2_000)(lambda diary: check_shape(SHAPES[name], diary)))()


def test_an_imported_entry_keeps_the_offset_of_its_place() -> None:
    """The offset is the one that the place had at that time."""
    one = Noted(datetime(2024, 5, 15, 21, 3), "America/New_York", 4, (), "", False)
    [found], _ = reading(daylio_backup([one]), "daylio")
    assert found.entry.at == one.at.replace(tzinfo=timezone(-timedelta(hours=4)))
    [found], _ = reading(day_one([one._replace(note="x")]), "dayone")
    assert found.entry.at.utcoffset() == -timedelta(hours=4)
    [found], _ = reading(daylio_csv([one]), "daylio")
    assert found.entry.at == one.at.replace(tzinfo=BERLIN)
