"""Daylio: four generations of its CSV, and its backup."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.made import (
    FIXTURES,
    NOW,
    SEX,
    WORDS,
    AsRow,
    archive,
    as_row,
    backup,
    day,
    dropped,
    fixture,
    mapped,
    moment,
    reading,
)
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats
from pdtrack.exchange.apps import daylio
from pdtrack.exchange.importing import ImportReport, UnknownMoods

# CSV


def test_daylio_of_2018_has_its_year_apart() -> None:
    """Day and month come in either order, and noon is not midnight."""
    found, _ = fixture("daylio-2018.csv", "daylio")
    assert found == [
        day("2018-05-18 23:54", 8, "clean", "cook", "music", note="Went to a party"),
        day("2018-05-17 00:05", 5, "cook", "stressed"),
        day("2018-05-16 12:30", 0, note="Did nothing today."),
    ]


def test_daylio_of_2020_mixes_two_clocks() -> None:
    """12 and 24 hours in one file, bare lists, and the two nights when clocks change."""
    found, report = fixture("daylio-2020.csv", "daylio")
    assert found == [
        day("2020-05-30 18:50", 10, "friends", "gaming", "programming", "nap", note="Awesome"),
        day("2020-05-25 14:58", 5, "work", note="Could be better"),
        day("2020-03-29 03:00", 8, note="The hour that never was"),
        day("2020-10-25 02:30", 3, note="The hour that came twice"),
    ]
    assert mapped(report)["times that happened twice"] == "the first of the two"
    assert "times that a clock change skipped" in mapped(report)
    entries, _ = reading((FIXTURES / "daylio-2020.csv").read_bytes(), "daylio")
    assert [each.entry.at.isoformat()[-6:] for each in entries] == ["+02:00"] * 4


def test_daylio_of_2021_has_titles_quotes_and_trailing_spaces() -> None:
    """An activity named on the command line makes a moment; its mood is how it was after."""
    found, report = fixture("daylio-2021.csv", "daylio")
    note = 'Dolomet "with quotes"\nLorem ipsum sit "dolomet" amęt.'
    tags = ("clean", "music", "movies-/-tv", "bad-sleep", "tired", "sleep-early", "stomachache")
    twice = day("2022-10-30 10:04", 6, "sos", "quoted-activity", note=note)
    assert found == [
        day("2021-09-28 22:00", 2, *tags),
        twice,
        twice,
        moment("2022-11-01 21:15", after=10, tags=("happy", "pressured"), note="=1+1"),
    ]
    assert dropped(report) == {}
    assert mapped(report)['"quoted activity"'] == "your own tag quoted-activity"


def test_daylio_of_2026_has_scales_and_formatted_notes() -> None:
    """Scales become the last line of the note; its formatting becomes lines."""
    found, _ = fixture("daylio-2026.csv", "daylio")
    scales = "Sleep Quality: 8/10 points | Sleep Time: 8:00 | Awake mid-sleep: 1:00"
    assert found == [
        day("2026-04-12 12:00", 8, note=f"Testing the note.\n{scales}"),
        day("2026-03-30 20:18", 4, "pondering", note="Who knows.\n\nAm I [[virtual]]?"),
        day("2026-03-29 21:05", 8, note="A title\nFish & chips\n\n- one\n- two <3"),
    ]


def test_all_mood_words_are_asked_for_at_once() -> None:
    """pdtrack never guesses the value of `rested`; Daylio's own words can get other numbers."""
    with pytest.raises(UnknownMoods) as caught:
        fixture("daylio-2021.csv", "daylio", moods={})
    assert caught.value.words == ("sad", "vaguely ok")
    assert "sad (1), vaguely ok (2)" in caught.value.message
    assert caught.value.hint.endswith('--map "sad=N" --map "vaguely ok=N"')
    found, _ = fixture("daylio-2018.csv", "daylio", moods={"GOOD": 6})
    assert found[0][2]["mood"] == 6


def test_importing_a_file_twice_is_the_same_as_once() -> None:
    """Uids depend only on the file, not on the time or the values of words."""
    data = (FIXTURES / "daylio-2021.csv").read_bytes()
    later = NOW.replace(year=2027)
    first, _ = reading(data, "daylio", moods=WORDS)
    second, _ = reading(data, "daylio", moods={"sad": 1, "vaguely ok": 1}, now=later)
    uids = [each.entry.uid for each in first]
    assert uids == [each.entry.uid for each in second]
    assert len(set(uids)) == len(uids)


def test_each_wrong_row_is_named() -> None:
    """The report lists them all, and the first one is in the error."""
    data = (
        b"full_date,date,weekday,time,mood,activities,note\n"
        b"2026-13-01,x,y,10:00,good,,\n"
        b"2026-01-01,x,y,25:00,good,,\n"
        b"2026-01-01,x,y,13:00 pm,good,,\n"
        b"2099-01-01,x,y,10:00,good,,\n"
        b"2026-01-01,x,y,10:00,good,,a\x1b[2Jb\n"
        b"2026-01-01,x,y,10:00,good,,fine\n"
    )
    found, report = reading(data, "daylio")
    assert len(found) == 1
    assert [(each.row, each.column) for each in report.rejects] == [
        (2, "full_date"),
        (3, "time"),
        (4, "time"),
        (5, "time"),
        (6, "note"),
    ]
    with pytest.raises(InvalidInput) as caught:
        report.raise_rejected()
    assert caught.value.message == (
        "Row 2, column full_date: there is no such date (and 4 more rows)."
    )


HEADER = "full_date,date,weekday,time,mood,activities,note\n"


def test_an_empty_row_is_not_an_entry() -> None:
    """A row with only a time is counted and left out; a moment needs only a time."""
    rows = "2026-01-01,x,y,10:00,,,\n2026-01-02,x,y,10:00, , | ,\n2026-01-03,x,y,10:00,,Sex,\n"
    found, report = reading((HEADER + rows).encode(), "daylio", intimate=SEX)
    assert [as_row(each.entry) for each in found] == [moment("2026-01-03 10:00")]
    assert dropped(report) == {"rows": 2}
    assert not report.rejects


def test_the_report_lists_an_unknown_column() -> None:
    """With the number of its filled cells; nothing is left out silently."""
    header = HEADER.strip() + ",weather,people\n"
    rows = "2026-01-01,x,y,10:00,good,,,sunny,\n2026-01-02,x,y,10:00,good,,,rain, \n"
    found, report = reading((header + rows).encode(), "daylio")
    assert len(found) == 2
    assert dropped(report) == {"column weather": 2}


def test_a_row_without_a_time_is_at_noon() -> None:
    """The report has a line about it."""
    found, report = reading((HEADER + "2026-01-01,x,y,,good,,\n").encode(), "daylio")
    assert [as_row(each.entry) for each in found] == [day("2026-01-01 12:00", 8)]
    assert mapped(report)["days without a time"] == "12:00"


def test_a_row_without_a_year_names_its_column() -> None:
    """The error uses the file's own column name."""
    _, report = reading((HEADER + ",1 May,x,10:00,good,,\n").encode(), "daylio")
    assert reasons(report) == [(2, "full_date", "the date has no year")]
    older = "year,date,weekday,time,mood,activities,note\n,1 May,x,10:00,good,,\n"
    _, report = reading(older.encode(), "daylio")
    assert reasons(report) == [(2, "year", "the date has no year")]


@pytest.mark.parametrize("name", ["full_date", "date", "time", "mood", "activities", "note"])
def test_a_file_without_a_column_is_refused(name: str) -> None:
    """Once, not row by row."""
    header = ",".join(column for column in HEADER.strip().split(",") if column != name)
    with pytest.raises(InvalidInput, match=f"Row 1: the column {name} is missing"):
        reading(f"{header}\n".encode(), "daylio")


# The backup

MILLISECONDS = 1_577_907_000_000  # 2020-01-01 19:30 UTC
BACKUP: dict[str, Any] = {
    "version": 15,
    "dayEntries": [
        {
            "datetime": MILLISECONDS,
            "timeZoneOffset": 3_600_000,
            "mood": 6,
            "note_title": "A title",
            "note": "<p>one</p><p>two</p>",
            "tags": [1, 2, 99],
            "assets": [4],
        },
        {"year": 2020, "month": 0, "day": 2, "hour": 0, "minute": 40, "mood": 1, "tags": [3]},
    ],
    "customMoods": [
        {"id": 1, "custom_name": "", "mood_group_id": 1, "predefined_name_id": 1},
        {"id": 6, "custom_name": "so-so", "mood_group_id": 3, "predefined_name_id": -1},
    ],
    "tags": [{"id": 1, "name": "tired "}, {"id": 2, "name": "cycling"}, {"id": 3, "name": "Sex"}],
    "tag_groups": [{"id": 1, "name": "Other"}],
}


def test_a_backup_of_daylio_knows_what_its_moods_are_worth() -> None:
    """Numbers, own moods, activities by number, months from zero, offsets of then."""
    data = backup(BACKUP)
    assert formats.recognise(data, "backup_2020.daylio") == "daylio"
    found, report = reading(data, "daylio", intimate=SEX)
    assert [as_row(each.entry) for each in found] == [
        day("2020-01-01 20:30", 5, "tired", "cycling", note="A title\none\n\ntwo"),
        moment("2020-01-02 00:40", after=10),
    ]
    assert mapped(report)["mood so-so"] == "5"
    assert dropped(report) == {"activities": 1, "entries' photos and recordings": 1}
    found, _ = reading(data, "daylio", moods={"so-so": 4})
    assert found[0].entry.mood == 4


def test_a_backup_is_recognised_by_its_content_or_its_name() -> None:
    """An archive counts if it has the right name or holds the file."""
    other = archive({"notes.txt": b"x"})
    assert formats.recognise(backup(BACKUP), "renamed.zip") == "daylio"
    assert formats.recognise(other, "Backup.DAYLIO") == "daylio"
    assert formats.recognise(other, "notes.zip") is None
    assert formats.recognise(b"backup.daylio", "backup.daylio") is None


def test_a_mood_has_its_name_in_the_backup() -> None:
    """Its own name, else the one it came with, else its number; only five groups are levels."""
    moods = [
        {"id": 7, "custom_name": "", "predefined_name_id": 2, "mood_group_id": 4},
        {"id": 8, "mood_group_id": 4},
        {"id": 9, "custom_name": "calm", "predefined_name_id": 2, "mood_group_id": 4},
    ]
    entries = [at(2020, mood=number) for number in (7, 8, 9)]
    _, report = of_backup(dayEntries=entries, customMoods=moods)
    assert mapped(report) == {"mood good": "3", "mood mood 8": "3", "mood calm": "3"}
    for group in (0, 6, None):
        moods = [{"id": 7, "custom_name": "odd", "mood_group_id": group}]
        with pytest.raises(UnknownMoods) as caught:
            of_backup(dayEntries=[at(2020, mood=7)], customMoods=moods)
        assert caught.value.words == ("odd",)


def test_a_mood_without_a_level_is_asked_for() -> None:
    """A mood that the backup doesn't explain isn't treated as the worst."""
    with pytest.raises(UnknownMoods) as caught:
        reading(backup(BACKUP | {"customMoods": []}), "daylio")
    assert caught.value.words == ("mood 6",)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        backup(BACKUP)[:-30],
        archive({"../../etc/backup.daylio": b"e30="}),
        archive({"backup.daylio": b"!!!!"}),
        archive({"backup.daylio": b"\x00" * 5_000_000}),
        archive({"backup.daylio": b"e30="}),
        archive({"backup.daylio": b" " * 300_000_000}),
    ],
    ids=["no end", "cut off", "elsewhere", "not base64", "zeros", "no entries", "bomb"],
)
def test_a_hostile_backup_is_refused_in_one_line(data: bytes) -> None:
    """Nothing is unpacked to disk, and nothing grows without bound."""
    with pytest.raises(InvalidInput):
        reading(data, "daylio")


def of_backup(**changes: Any) -> tuple[list[AsRow], ImportReport]:
    """What a backup with these members brings in, and its report."""
    found, report = reading(backup({"dayEntries": []} | changes), "daylio")
    return [as_row(each.entry) for each in found], report


def at(year: int, month: int = 0, day: int = 1, **answers: Any) -> dict[str, Any]:
    """An entry of a backup at 10:00; months count from zero."""
    when = {"year": year, "month": month, "day": day, "hour": 10, "minute": 0}
    return when | {"mood": 1} | answers


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in report.rejects]


@pytest.mark.parametrize("name", ["tags", "customMoods"])
def test_the_lists_of_a_backup_are_limited(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list may be as long as the limit and no longer."""
    monkeypatch.setattr(daylio, "_LISTED_MOST", 2)
    element = {"id": 9, "name": "walk", "custom_name": "calm", "mood_group_id": 2}
    assert of_backup(**{name: [element] * 2}) == ([], ImportReport("daylio"))
    with pytest.raises(InvalidInput, match=f"list of {name} makes no sense"):
        of_backup(**{name: [element] * 3})


def test_the_entries_of_a_backup_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the limit are imported; with one more the file is refused."""
    monkeypatch.setattr(daylio, "FOREIGN_ROWS_MOST", 2)
    assert len(of_backup(dayEntries=[at(2020)] * 2)[0]) == 2
    with pytest.raises(InvalidInput, match="more than 2 entries"):
        of_backup(dayEntries=[at(2020)] * 3)


@pytest.mark.parametrize("name", ["tags", "customMoods"])
@pytest.mark.parametrize("element", ["walk", 7, None, ["walk"]])
def test_the_lists_of_a_backup_hold_objects(name: str, element: Any) -> None:
    """A list of anything else is refused."""
    with pytest.raises(InvalidInput, match=f"list of {name} makes no sense"):
        of_backup(**{name: [element]})


def test_members_of_another_kind_are_refused_by_row() -> None:
    """An entry that is no object, and activities that are no list; the other rows are imported."""
    found, report = of_backup(
        dayEntries=["walk", at(2020, tags={"id": 1}), at(2020, tags=["1", True, None])]
    )
    assert found == [day("2020-01-01 10:00", 10)]
    assert reasons(report) == [
        (1, "dayEntries", "this is not an entry"),
        (2, "tags", "this is not a list"),
    ]


def test_activities_and_moods_without_an_id_are_not_used() -> None:
    """An activity or a mood without a whole number as its id can't be meant by any entry."""
    tags = [{"id": "1", "name": "walk"}, {"id": True, "name": "run"}, {"id": 2, "name": 5}]
    moods = [{"id": "1", "custom_name": "x"}, {"custom_name": "y", "mood_group_id": 5}]
    found, report = of_backup(dayEntries=[at(2020, tags=[1, 2])], tags=tags, customMoods=moods)
    assert found == [day("2020-01-01 10:00", 10)]
    assert dropped(report) == {"activities": 2}


def test_the_years_of_a_backup_have_bounds() -> None:
    """1970 is the first and 2200 the last, by the wall clock or by milliseconds."""
    first = {"datetime": 0, "timeZoneOffset": 0, "mood": 1}
    last = {"datetime": 7_289_654_399_000, "timeZoneOffset": 0}  # 2200-12-31 23:59:59
    found, report = of_backup(
        dayEntries=[
            at(1969, 11, 31),
            at(1970),
            at(2200, 11, 31),
            at(2201),
            first | {"datetime": -1},
            first,
            last,
            last | {"datetime": last["datetime"] + 1_000},
            first | {"timeZoneOffset": -60_000},
        ]
    )
    # The last one has no offset that there is, and is read by the clock of Berlin.
    assert found == [day(f"1970-01-01 {clock}", 10) for clock in ("10:00", "00:00", "01:00")]
    no_year, future = "the entry does not say when it was", "this is in the future"
    assert reasons(report) == [
        (1, "datetime", no_year),
        (3, "datetime", future),
        (4, "datetime", no_year),
        (5, "datetime", "years go from 1970 to 2200"),
        (7, "datetime", future),
        (8, "datetime", "years go from 1970 to 2200"),
    ]


def test_the_clock_of_an_entry_in_a_backup_counts() -> None:
    """Milliseconds and offset are used where they agree with it, and with offsets that there are.

    Seconds instead of milliseconds, a past summer's offset and one of 16 hours change nothing.
    """
    clock = {"year": 2020, "month": 0, "day": 1, "hour": 20, "minute": 30, "mood": 1}
    agreeing = {"datetime": MILLISECONDS, "timeZoneOffset": 3_600_000}
    entries = [
        agreeing,
        {"datetime": MILLISECONDS // 1_000, "timeZoneOffset": 3_600_000},
        {"datetime": MILLISECONDS, "timeZoneOffset": 7_200_000},
        {"datetime": MILLISECONDS - 15 * 3_600_000, "timeZoneOffset": 16 * 3_600_000},
        {"datetime": MILLISECONDS, "timeZoneOffset": 3_660_000},
    ]
    found, report = of_backup(dayEntries=[clock | each for each in entries])
    assert found == [day("2020-01-01 20:30", 10)] * 5
    assert {m.what: m.count for m in report.mapped if "offset" in m.what} == {
        "times whose offset does not fit their clock": 4
    }


@pytest.mark.parametrize(
    "changes",
    [{"month": 12}, {"month": None}, {"day": 32}, {"hour": 24}, {"minute": 60}, {"day": "1"}],
)
def test_a_time_that_does_not_exist_is_refused_by_row(changes: dict[str, Any]) -> None:
    """Nothing is rolled over to the next month or hour."""
    found, report = of_backup(dayEntries=[at(2020) | changes])
    assert (found, reasons(report)) == ([], [(1, "datetime", "there is no such time")])


def test_milliseconds_count_only_with_an_offset() -> None:
    """Without one the clock of the entry counts; milliseconds beyond every year are refused."""
    found, report = of_backup(
        dayEntries=[
            at(2020, datetime=0),
            at(2020, timeZoneOffset=0),
            {"datetime": 10**18, "timeZoneOffset": 0, "mood": 1},
        ]
    )
    assert found == [day("2020-01-01 10:00", 10)] * 2
    assert reasons(report) == [(3, "datetime", "there is no such time")]
