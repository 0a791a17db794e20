"""The files of other programs, and the entries that each of their rows becomes."""

from __future__ import annotations

import io
from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest

from exchange.made import BERLIN, FIXTURES, NOW, archive, backup, how, reading
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats
from pdtrack.exchange.apps.table import mapping
from pdtrack.exchange.importing import Report, UnknownMoods
from pdtrack.exchange.parse.labels import mood_words, of_level, scale

WORDS = {"sad": 2, "vaguely ok": 6, "rested": 8, "vaguely bad": 4, "okay": 6}
SEX = frozenset({"sex"})

# What every entry from outside has, and what is looked at one by one.
ASIDE = {"id", "uid", "recorded_at", "at", "kind"}


def told(entry: Entry) -> tuple[Any, ...]:
    """An entry as the tables below write it: when by the clock, which kind, what it says."""
    said = {
        each.name: getattr(entry, each.name)
        for each in fields(Entry)
        if each.name not in ASIDE and getattr(entry, each.name) is not None
    }
    return (f"{entry.at:%Y-%m-%d %H:%M}", entry.kind, said)


def day(when: str, mood: int | None = None, *tags: str, note: str = "") -> tuple[Any, ...]:
    said = {"mood": mood, "tags": tags or None, "note": note or None}
    return (when, "day", {name: value for name, value in said.items() if value is not None})


def moment(when: str, **said: Any) -> tuple[Any, ...]:
    return (when, "intimate", said)


def file(name: str, form: str, **changes: Any) -> tuple[list[tuple[Any, ...]], Report]:
    data = (FIXTURES / name).read_bytes()
    found, report = reading(data, form, **({"moods": WORDS, "intimate": SEX} | changes))
    assert not report.rejects
    assert all(each.entry.recorded_at == each.entry.at and each.entry.uid for each in found)
    return [told(each.entry) for each in found], report


def dropped(report: Report) -> dict[str, int]:
    return {each.what: each.count for each in report.dropped}


def mapped(report: Report) -> dict[str, str]:
    return {each.what: each.how for each in report.mapped}


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
        ("table.csv", None),
    ],
)
def test_each_format_is_recognised_by_what_is_in_it(name: str, form: str | None) -> None:
    """The name of the file does not matter; a table without a known shape is nobody's."""
    data = (FIXTURES / name).read_bytes()
    assert formats.recognise(data[: formats.HEAD], "renamed.txt") == form


# Daylio


def test_daylio_of_2018_has_its_year_apart() -> None:
    """Day and month stand in either order, noon and midnight are told apart."""
    found, _ = file("daylio-2018.csv", "daylio")
    assert found == [
        day("2018-05-18 23:54", 8, "clean", "cook", "music", note="Went to a party"),
        day("2018-05-17 00:05", 5, "cook", "stress"),
        day("2018-05-16 12:30", 0, note="Did nothing today."),
    ]


def test_daylio_of_2020_mixes_two_clocks() -> None:
    """12 and 24 hours in one file, bare lists, and the two nights when clocks change."""
    found, report = file("daylio-2020.csv", "daylio")
    assert found == [
        day("2020-05-30 18:50", 10, "friends", "gaming", "programming", "nap", note="Awesome"),
        day("2020-05-25 14:58", 5, "stress", note="Could be better"),
        day("2020-03-29 03:00", 8, note="The hour that never was"),
        day("2020-10-25 02:30", 3, note="The hour that came twice"),
    ]
    assert mapped(report)["times that happened twice"] == "the first of the two"
    assert "times that a clock change skipped" in mapped(report)
    entries, _ = reading((FIXTURES / "daylio-2020.csv").read_bytes(), "daylio")
    assert [each.entry.at.isoformat()[-6:] for each in entries] == ["+02:00"] * 4


def test_daylio_of_2021_has_titles_quotes_and_trailing_spaces() -> None:
    """An activity named on the command line makes a moment; its mood is how it was after."""
    found, report = file("daylio-2021.csv", "daylio")
    note = 'Dolomet "with quotes"\nLorem ipsum sit "dolomet" amęt.'
    tags = ("clean", "music", "movies-/-tv", "bad-sleep", "drained", "sleep-early", "stomachache")
    twice = day("2022-10-30 10:04", 6, "sos", "quoted-activity", note=note)
    assert found == [
        day("2021-09-28 22:00", 2, *tags),
        twice,
        twice,
        moment("2022-11-01 21:15", after=10, tags=("content",), note="=1+1"),
    ]
    assert dropped(report) == {"words about consent": 1}
    assert mapped(report)["tired"] == "the tag drained"
    assert mapped(report)['"quoted activity"'] == "your own tag quoted-activity"


def test_daylio_of_2026_has_scales_and_formatted_notes() -> None:
    """Scales become the last line of the note; its formatting becomes lines."""
    found, _ = file("daylio-2026.csv", "daylio")
    scales = "Sleep Quality: 8/10 points | Sleep Time: 8:00 | Awake mid-sleep: 1:00"
    assert found == [
        day("2026-04-12 12:00", 8, note=f"Testing the note.\n{scales}"),
        day("2026-03-30 20:18", 4, "pondering", note="Who knows.\n\nAm I [[virtual]]?"),
        day("2026-03-29 21:05", 8, note="A title\nFish & chips\n\n- one\n- two <3"),
    ]


def test_words_for_moods_are_asked_for_all_at_once() -> None:
    """Nobody guesses what `rested` is worth; the five words of Daylio can be given another."""
    with pytest.raises(UnknownMoods) as caught:
        file("daylio-2021.csv", "daylio", moods={})
    assert caught.value.words == ("sad", "vaguely ok")
    assert "sad, vaguely ok" in caught.value.message
    found, _ = file("daylio-2018.csv", "daylio", moods={"GOOD": 6})
    assert found[0][2]["mood"] == 6


def test_the_same_file_twice_is_the_same_as_once() -> None:
    """Uids depend on the file alone: neither on the time nor on what words are worth."""
    data = (FIXTURES / "daylio-2021.csv").read_bytes()
    later = NOW.replace(year=2027)
    first, _ = reading(data, "daylio", moods=WORDS)
    second, _ = reading(data, "daylio", moods={"sad": 1, "vaguely ok": 1}, now=later)
    uids = [each.entry.uid for each in first]
    assert uids == [each.entry.uid for each in second]
    assert len(set(uids)) == len(uids)


def test_a_row_of_daylio_that_is_wrong_is_named() -> None:
    """Every one of them is on the report, and the first one makes the error."""
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


# The backup of Daylio

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
    assert [told(each.entry) for each in found] == [
        day("2020-01-01 20:30", 5, "drained", "cycling", note="A title\none\n\ntwo"),
        moment("2020-01-02 00:40", after=10),
    ]
    assert mapped(report)["mood so-so"] == "5"
    assert dropped(report) == {"activities": 1, "entries' photos and recordings": 1}
    found, _ = reading(data, "daylio", moods={"so-so": 4})
    assert found[0].entry.mood == 4


def test_a_mood_without_a_level_is_asked_for() -> None:
    """A mood that the backup does not explain is not taken for the worst."""
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
def test_a_hostile_backup_is_one_line(data: bytes) -> None:
    """Nothing is unpacked to disk, and nothing grows without bound."""
    with pytest.raises(InvalidInput):
        reading(data, "daylio")


# Bearable


def test_bearable_has_a_row_for_every_fact() -> None:
    """A mood is an entry; what else was noted for that part of the day are its tags."""
    found, report = file("bearable-2022.csv", "bearable")
    assert found == [
        day("2021-12-08 09:00", 7, "content", "hopeful", note="Slept well"),
        day("2021-12-08 14:00", None, "neck-pain"),
        day("2021-12-08 20:00", 4, "drained", "back-lower-pain", note="after sitting"),
        moment("2022-01-05 12:00", tags=("friends",)),
    ]
    assert dropped(report) == {
        "energy (an amount)": 1,
        "sleep (an amount)": 1,
        "how severe a symptom was": 2,
    }


def test_bearable_of_2023_has_the_date_twice() -> None:
    """The date for machines is taken where it is one, the other where it is not."""
    found, _ = file("bearable-2023.csv", "bearable")
    assert found == [day("2023-12-08 06:00", 6, "content"), day("2023-12-09 14:00", 10)]
    found, _ = file("bearable-2023.csv", "bearable", scale=(1, 10))
    assert [said["mood"] for _, _, said in found] == [6, 10]


# drip and Clue


def test_drip_has_a_row_for_every_day() -> None:
    """Sex is a moment of its own with what is known: with whom, and nothing about wanting."""
    found, report = file("drip.csv", "drip")
    assert found == [
        day("2022-03-01 12:00", None, "sad", "period-cramps", "period", note="a long, slow day"),
        moment("2022-03-03 12:00", with_="partner", tags=("condom",), note="it was late"),
        moment("2022-03-03 12:00", with_="solo"),
        day("2022-03-03 12:00", None, "content"),
        moment("2022-03-04 12:00", tags=("pill",)),
        day("2022-03-05 12:00", note="left knee\nonly a note"),
    ]
    assert dropped(report) == {"column temperature": 2, "column desire": 1}


def test_clue_lists_what_was_measured() -> None:
    """Only options that say that sex happened make a moment."""
    found, report = file("clue.json", "clue")
    assert found == [
        day("2025-01-06 12:00", None, "period", "sad", "sensitive", "period-cramps", "headache"),
        day("2025-01-09 12:00", None, "cycle-spotting"),
        moment("2025-01-10 12:00", with_="partner", orgasm=False, tags=("unprotected",)),
        moment("2025-01-12 12:00", with_="solo"),
        moment("2025-01-12 12:00", with_="partner", tags=("withdrawal",)),
        day("2025-01-12 12:00", None, "long-walk"),
    ]
    assert dropped(report) == {
        "sex_life: high_sex_drive": 1,
        "sex_life: no_sex_today": 1,
        "pain: pain_free": 1,
        "orgasm": 1,
        "bbt": 1,
    }


def test_older_clue_has_an_object_for_every_day() -> None:
    """The same days from the older file."""
    found, _ = file("clue.cluedata", "clue")
    assert found == [
        day("2017-02-01 12:00", None, "period", "content", "sensitive", "drained"),
        moment("2017-02-03 12:00", with_="partner", tags=("protected",)),
        day("2017-02-03 12:00", None, "holiday"),
    ]


# Track & Graph, and any table


def test_track_and_graph_has_a_row_for_every_point() -> None:
    """Only the tracker that is named as the mood gives a number."""
    columns = {"mood": "mood"}
    found, report = file("trackgraph.csv", "trackgraph", columns=columns, scale=(1, 5))
    assert found == [
        day("2022-09-14 21:30", 8, "rainy", note='He said "hi"'),
        day("2022-09-14 22:00", None, "steps"),
        moment("2022-09-15 00:40"),
    ]
    assert dropped(report) == {"numbers of Steps": 1}


def test_older_track_and_graph_packs_the_label_with_the_number() -> None:
    """`1.0:Rather low` is both; `0:45:10` is a duration."""
    columns = {"mood": "Mood"}
    found, _ = file("trackgraph-old.csv", "trackgraph", columns=columns, scale=(1, 5))
    assert found == [
        day("2020-01-02 08:00", 0, "rather-low"),
        day("2020-01-02 09:00", None, "run"),
    ]


COLUMNS = "at=Date,time=Clock,mood=Score,before=Before,tags=Labels,note=Comment"


def test_any_table_comes_in_when_its_columns_are_named() -> None:
    """A number or a word for the mood; a moment where it says what only a moment has."""
    found, report = file("table.csv", "table", columns=mapping(COLUMNS))
    assert found == [
        day("2026-01-05 23:10", 8, "sunny", "friends", note="Fine <3"),
        day("2025-12-08 12:00", 6),
        moment("2025-11-20 23:30", before=6, before_recalled=True, after=3, tags=("drained",)),
    ]
    assert dropped(report) == {"column weather": 1}


@pytest.mark.parametrize("text", ["", "at", "at=", "colour=red", "at=a,at=b", "=x"])
def test_columns_that_make_no_sense_are_refused(text: str) -> None:
    """Before the file is looked at."""
    with pytest.raises(InvalidInput):
        mapping(text)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("01/02/2026", "two ways"),
        ("1-2-26", "two ways"),
        ("5 März 2026", "not a date"),
        ("5 Jux 2026", "month"),
        ("2026-02-30", "no such date"),
        ("1969-01-01", "1970"),
        ("2026-11-23", "future"),
        ("２０２６-01-01", "not a date"),
        ("2026-01-01T10:00+99:00", "no such time"),
    ],
)
def test_dates_that_are_unclear_are_refused(cell: str, reason: str) -> None:
    """Day and month are never guessed."""
    _, report = reading(f"when\n{cell}\n".encode(), "table", columns={"at": "when"})
    assert [each.column for each in report.rejects] == ["when"]
    assert reason in report.rejects[0].reason


def test_today_before_noon_is_now() -> None:
    """A day without a time is never in the future because of the hour that stands for it."""
    morning = datetime(2026, 11, 22, 8, 30, tzinfo=BERLIN)
    data = b"when,mood\n2026-11-22,5\n"
    columns = {"at": "when", "mood": "mood"}
    found, report = reading(data, "table", columns=columns, now=morning)
    assert [each.entry.at for each in found] == [morning]
    assert not report.rejects


# Numbers and words


def test_five_levels_are_spread_evenly_over_the_scale() -> None:
    """The worst is 0 and the best is 10; a half is rounded up."""
    assert [of_level(level) for level in range(1, 6)] == [0, 3, 5, 8, 10]


def test_what_is_typed_for_moods_and_scales_is_checked() -> None:
    """A word and its number, the two ends of a scale."""
    assert mood_words(["very good=9", "a=b=1"]) == {"very good": 9, "a=b": 1}
    assert [scale(text) for text in ("1-5", "-2..2", "0 to 100")] == [(1, 5), (-2, 2), (0, 100)]
    for text in ("good", "=3", "good=11"):
        with pytest.raises(InvalidInput):
            mood_words([text])
    for text in ("5-1", "3-3", "a-b", ""):
        with pytest.raises(InvalidInput):
            scale(text)


def test_labels_are_made_valid_and_cut() -> None:
    """What a tag can't have becomes a hyphen; what has no letter is left out."""
    long = "x" * 60
    labels = f"a, b|{long}|(((|\u200bzero\u200bwidth\u200b|none|Violent|raped|stress|Stressed"
    columns = {"at": "at", "tags": "tags"}
    data = f'at;tags\n2026-01-01;"{labels.replace(", ", "$")}"\n'.encode()
    found, report = reading(data, "table", columns=columns)
    assert found[0].entry.tags == ("a-b", "x" * 40, "zero-width", "hurt-by-partner", "stress")
    assert dropped(report) == {"(((": 1, "none": 1, "words about consent": 1}


def test_a_word_that_only_looks_like_a_known_one_stays_as_it_is() -> None:
    """Nothing is guessed: neither a near miss nor a word with two meanings is folded."""
    data = b"at,tags\n2026-01-01,stres|cry|weird\n"
    found, _ = reading(data, "table", columns={"at": "at", "tags": "tags"})
    assert found[0].entry.tags == ("stres", "cry", "weird")


def test_a_file_of_another_kind_is_refused() -> None:
    """When somebody says the wrong format, the error names what is missing."""
    data = (FIXTURES / "drip.csv").read_bytes()
    for form in ("daylio", "bearable", "trackgraph", "csv", "table", "clue", "json"):
        with pytest.raises(InvalidInput):
            formats.check(io.BytesIO(data), form, how())
    with pytest.raises(InvalidInput):
        formats.check(io.BytesIO(data), "nonsense", how())
