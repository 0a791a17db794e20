"""Files from other programs, and the entry that each row becomes."""

from __future__ import annotations

import pytest

from exchange.made import FIXTURES, day, dropped, fixture, moment, reading
from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.table import parse_columns

# Bearable


def test_bearable_has_a_row_for_every_fact() -> None:
    """A mood is an entry; what else was noted for that part of the day are its tags."""
    found, report = fixture("bearable-2022.csv", "bearable")
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
    """The machine-readable date is used if it is valid, otherwise the other one."""
    found, _ = fixture("bearable-2023.csv", "bearable")
    assert found == [day("2023-12-08 06:00", 6, "content"), day("2023-12-09 14:00", 10)]
    found, _ = fixture("bearable-2023.csv", "bearable", scale=(1, 10))
    assert [said["mood"] for _, _, said in found] == [6, 10]


# drip and Clue


def test_drip_has_a_row_for_every_day() -> None:
    """Sex becomes its own moment with the known answers: with whom, and nothing about wanting.

    The pill alone isn't a moment, and bleeding that drip excludes is counted.
    """
    found, report = fixture("drip.csv", "drip")
    assert found == [
        day("2022-03-01 12:00", None, "sad", "period-cramps", "period", note="a long, slow day"),
        moment("2022-03-03 12:00", with_="partner", tags=("condom",), note="it was late"),
        moment("2022-03-03 12:00", with_="solo"),
        day("2022-03-03 12:00", None, "content"),
        day("2022-03-04 12:00", None, "pill"),
        day("2022-03-05 12:00", note="left knee\nonly a note"),
    ]
    assert dropped(report) == {
        "column temperature": 2,
        "bleeding marked as excluded": 1,
        "column desire": 1,
    }


def test_clue_lists_what_was_measured() -> None:
    """Only options that mean that sex happened make a moment."""
    found, report = fixture("clue.json", "clue")
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
    found, _ = fixture("clue.cluedata", "clue")
    assert found == [
        day("2017-02-01 12:00", None, "period", "content", "sensitive", "low-energy"),
        moment("2017-02-03 12:00", with_="partner", tags=("protected",)),
        day("2017-02-03 12:00", None, "holiday"),
    ]


def test_flo_has_lists_of_cycles_events_and_notes() -> None:
    """Each day of a period is a tag; a wish, "no sex" and what was deleted make no moment."""
    found, report = fixture("flo.json", "flo")
    assert found == [
        day("2025-01-05 12:00", None, "period", "content", "period-cramps"),
        day("2025-01-06 12:00", None, "period"),
        day("2025-02-01 12:00", None, "period"),
        day("2025-01-07 12:00", None, "tender-breasts"),
        moment("2025-01-08 12:00", with_="partner", orgasm=True, tags=("unprotected",)),
        day("2025-01-09 12:00", None, "cycle-spotting", note="a slow day"),
        moment("2025-01-12 12:00", with_="solo"),
    ]
    assert dropped(report) == {
        "cycles of a pregnancy": 1,
        "Sex: SexNone": 1,
        "Sex: HighDrive": 1,
        "Temperature": 1,
        "events that were deleted": 1,
        "repeatable child point events": 1,
    }


# Diaries of days and of texts


def test_pixels_has_scores_for_every_day() -> None:
    """Each score is an entry; tags and note are with the first one. Only emotions are feelings."""
    found, report = fixture("pixels.json", "pixels")
    assert found == [
        day("2024-09-01 12:00", 8, "content", "proud", "calm-cafe", note="a day"),
        day("2024-09-02 12:00", 0, note="two of them"),
        day("2024-09-02 12:00", 10),
        day("2024-09-03 12:00", None, "tea"),
    ]
    assert dropped(report) == {"days of the kind Sleep": 1}


def test_how_we_feel_has_words_for_feelings_and_no_numbers() -> None:
    """A word is a tag; with the person's own number it is the mood too."""
    found, report = fixture("howwefeel.csv", "howwefeel", moods={"calm": 7})
    note = 'a quiet "evening"\nrest more'
    assert found == [
        day("2026-05-06 21:03", 7, "content", "by-myself", "home", "tea", "walking", note=note),
        day("2026-05-05 08:15", None, "anxious", "work"),
    ]
    assert dropped(report) == {"column sleep hours": 1, "reflections": 1}


def test_day_one_has_the_time_zone_of_each_entry() -> None:
    """Its text is the note; a tag that the person named makes a moment."""
    found, report = fixture("dayone.json", "dayone")
    assert found == [
        moment("2024-05-15 23:03", tags=("calm",), note="An evening.\n\nAnd *more* of it."),
        day("2024-05-14 23:30", note="Late"),
        day("2024-05-15 12:00", note="All day"),
    ]
    assert dropped(report) == {"photos": 1, "stars": 1, "places": 1}
    entries, _ = reading((FIXTURES / "dayone.json").read_bytes(), "dayone")
    assert [each.entry.at.isoformat()[-6:] for each in entries] == ["+02:00", "-04:00", "+02:00"]


def test_jrnl_has_a_title_and_a_body() -> None:
    """The title is the first line of the note; its tags lose their sign."""
    found, report = fixture("jrnl.json", "jrnl")
    assert found == [
        day("2024-05-15 21:03", None, "walk", note="A first line.\nAnd @walk more.\nOn two lines."),
        day("2024-05-16 00:40", note="Only a title"),
    ]
    assert dropped(report) == {"stars": 1}


# Track & Graph, and any table


def test_track_and_graph_has_a_row_for_every_point() -> None:
    """Only the tracker that is named as the mood gives a number."""
    columns = {"mood": "mood"}
    found, report = fixture("trackgraph.csv", "trackgraph", columns=columns, scale=(1, 5))
    assert found == [
        day("2022-09-14 21:30", 8, "rainy", note='He said "hi"'),
        day("2022-09-14 22:00", None, "steps"),
        moment("2022-09-15 02:40"),  # 00:40 in UTC, by the clock of Berlin
    ]
    assert dropped(report) == {"numbers of Steps": 1}


def test_older_track_and_graph_packs_the_label_with_the_number() -> None:
    """`1.0:Rather low` is both; `0:45:10` is a duration."""
    columns = {"mood": "Mood"}
    found, _ = fixture("trackgraph-old.csv", "trackgraph", columns=columns, scale=(1, 5))
    assert found == [
        day("2020-01-02 08:00", 0, "rather-low"),
        day("2020-01-02 09:00", None, "run"),
    ]


COLUMNS = "at=Date,time=Clock,mood=Score,before=Before,tags=Labels,note=Comment"


def test_any_table_comes_in_when_its_columns_are_named() -> None:
    """The mood is a number or a word; a row with an answer that only a moment has is one."""
    found, report = fixture("table.csv", "table", columns=parse_columns(COLUMNS))
    assert found == [
        day("2026-01-05 23:10", 8, "sunny", "friends", note="Fine <3"),
        day("2025-12-08 12:00", 6),
        moment("2025-11-20 23:30", before=6, before_recalled=True, after=3, tags=("tired",)),
    ]
    assert dropped(report) == {"column weather": 2}


@pytest.mark.parametrize("text", ["", "at", "at=", "colour=red", "at=a,at=b", "=x"])
def test_columns_that_make_no_sense_are_refused(text: str) -> None:
    """Before the file is looked at."""
    with pytest.raises(InvalidInput):
        parse_columns(text)
