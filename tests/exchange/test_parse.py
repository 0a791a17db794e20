"""Dates, labels and words for moods as other programs write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from exchange.made import BERLIN, dropped, reading
from pdtrack.errors import InvalidInput
from pdtrack.exchange.parse.labels import mood_of_level, parse_mood_words, parse_scale

# Dates


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("01/02/2026", "two ways"),
        ("1-2-26", "two ways"),
        ("5 Märkte 2026", "month"),
        ("Monday 20 November 2026", "weekday"),
        ("13/13/2026", "no such date"),
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


def test_the_years_of_a_date_have_bounds() -> None:
    """1970 is the first year and 2200 the last, though nothing may be in the future."""
    cells = ["1969-12-31", "1970-01-01", "2200-12-31", "2201-01-01", "1969-12-31T23:59Z"]
    found, report = reading("\n".join(["when", *cells]).encode(), "table", columns={"at": "when"})
    assert (found, dropped(report)) == ([], {"rows": 1})
    assert [(each.row, each.reason) for each in report.rejects] == [
        (2, "years go from 1970 to 2200"),
        (4, "this is in the future"),
        (5, "years go from 1970 to 2200"),
        (6, "years go from 1970 to 2200"),
    ]


def test_today_before_noon_is_now() -> None:
    """Noon of today may be in the future, so a day without a time is now."""
    morning = datetime(2026, 11, 22, 8, 30, tzinfo=BERLIN)
    data = b"when,mood\n2026-11-22,5\n"
    columns = {"at": "when", "mood": "mood"}
    found, report = reading(data, "table", columns=columns, now=morning)
    assert [each.entry.at for each in found] == [morning]
    assert not report.rejects


# Labels and words for moods


def test_five_levels_are_spread_evenly_over_the_scale() -> None:
    """The worst is 0 and the best is 10; a half is rounded up."""
    assert [mood_of_level(level) for level in range(1, 6)] == [0, 3, 5, 8, 10]


def test_mood_values_and_scales_are_checked() -> None:
    """A word and its number, the two ends of a scale."""
    assert parse_mood_words(["very good=9", "a=b=1"]) == {"very good": 9, "a=b": 1}
    assert [parse_scale(text) for text in ("1-5", "-2..2", "0 to 100")] == [
        (1, 5),
        (-2, 2),
        (0, 100),
    ]
    for text in ("good", "=3", "good=11"):
        with pytest.raises(InvalidInput):
            parse_mood_words([text])
    for text in ("5-1", "3-3", "a-b", ""):
        with pytest.raises(InvalidInput):
            parse_scale(text)


def test_labels_stay_unchanged() -> None:
    """A character that a tag can't have becomes a hyphen; too long a label goes into the note.

    A label without letters is left out, and words about safety are listed.
    """
    long = "x" * 60
    labels = f"a, b|{long}|(((|\u200bzero\u200bwidth\u200b|none|Violent|raped|stress|Stressed"
    columns = {"at": "at", "tags": "tags"}
    data = f'at;tags\n2026-01-01;"{labels.replace(", ", "$")}"\n'.encode()
    found, report = reading(data, "table", columns=columns)
    assert found[0].entry.tags == (
        "a-b", "zero-width", "violent", "raped", "stress", "stressed",
    )  # fmt: skip
    assert found[0].entry.note == long
    assert report.safety == {"Violent": 1, "raped": 1}
    assert dropped(report) == {"(((": 1, "none": 1}


def test_a_word_that_only_looks_like_a_known_one_stays_as_it_is() -> None:
    """Nothing is guessed: neither a near miss nor a word with two meanings is folded."""
    data = b"at,tags\n2026-01-01,stres|cry|weird\n"
    found, _ = reading(data, "table", columns={"at": "at", "tags": "tags"})
    assert found[0].entry.tags == ("stres", "cry", "weird")
