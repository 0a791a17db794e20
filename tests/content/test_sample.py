"""The made-up diary: believable, gentle, and with a story that the rules can see."""

from __future__ import annotations

import re
from typing import Any

from cases import check_each
from pdtrack.content import library

NAMES = [
    "days_ago",
    "time",
    "kind",
    "before",
    "before_recalled",
    "after",
    "later",
    "mood",
    "tears",
    "pain",
    "lasted",
    "wanted",
    "with",
    "orgasm",
    "tags",
    "helped",
    "note",
]
ROWS = library.sample()
INTIMATE = [row for row in ROWS if row.get("kind", "intimate") == "intimate"]


def tagged(row: dict[str, Any], cause: int) -> bool:
    return bool(library.vocabulary().strong_for(cause) & set(row.get("tags", ())))


def is_hard(row: dict[str, Any]) -> bool:
    """A rough reading of a hard moment: low after, or clearly lower than before."""
    after = row.get("after", 10)
    fell = "before" in row and row["before"] - after >= 2
    return bool(after <= 3 or (fell and after <= 5))


def test_there_are_about_forty_entries_over_three_months_and_the_year_before_them() -> None:
    """Oldest first, a day apart at least; enough for every part of the tour."""
    days = [row["days_ago"] for row in ROWS]
    assert 38 <= sum(ago <= 90 for ago in days) <= 44
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == len(days)
    assert 300 <= max(days) <= 335
    assert min(days) == 1


def test_a_hard_spring_is_followed_by_an_easier_summer() -> None:
    """The year chart should show exactly this."""

    def harder(oldest: int, newest: int) -> float:
        rows = [row for row in INTIMATE if newest <= row["days_ago"] <= oldest]
        return sum(map(is_hard, rows)) / len(rows)

    assert harder(268, 186) > 0.5
    assert harder(185, 90) < 0.2
    assert all(re.fullmatch(r"[0-2]\d:[0-5]\d", row["time"]) for row in ROWS)


def test_every_row_uses_the_names_and_steps_of_the_diary() -> None:
    """The demo shows what a person could have written."""
    check_each(((f"day {row['days_ago']}", row) for row in ROWS), check_names_and_steps)


def check_names_and_steps(row: dict[str, Any]) -> None:
    """No name that the diary doesn't have, and no value outside its scale."""
    assert set(row) <= set(NAMES)
    for name in {"before", "after", "later", "mood"} & set(row):
        assert row[name] in range(11)
    for name in {"tears", "pain"} & set(row):
        assert row[name] in range(4)
    assert row.get("lasted", "day") in ("minutes", "hours", "day", "days")
    assert row.get("with", "solo") in ("partner", "solo")
    assert ("before" in row) == ("before_recalled" in row)
    if row.get("kind") == "day":
        assert set(row) <= {"days_ago", "time", "kind", "mood", "tags", "note"}
    else:
        assert "after" in row
        assert "mood" not in row


def test_nothing_in_it_is_about_safety_or_pressure() -> None:
    """A demo is no place for a safety card."""
    words = library.vocabulary()
    for row in ROWS:
        assert row.get("wanted", "yes") == "yes"
        assert not words.disclosures.in_text(row.get("note", ""))
        for slug in row.get("tags", ()):
            tag = words.tag(slug)
            assert tag is None or (tag.role != "safety" and not tag.card)


def test_it_shows_a_hard_patch_with_stress() -> None:
    """Most of the harder moments come with too much at once, on different days."""
    hard = [row for row in INTIMATE if is_hard(row)]
    stressed = [row for row in hard if tagged(row, 1) and not tagged(row, 2)]
    assert len(stressed) >= 3
    assert 2 * len(stressed) >= len(hard)
    assert any(tagged(row, 1) for row in INTIMATE if not is_hard(row))


def test_it_shows_happy_tears_on_several_days() -> None:
    """Tears, a good mood that did not fall, no bad feeling, no pain."""
    unpleasant = library.vocabulary().feeling("unpleasant")
    happy = [
        row
        for row in INTIMATE
        if row.get("tears", 0) >= 1
        and row["after"] >= max(6, row.get("before", 0))
        and not unpleasant & set(row.get("tags", ()))
        and not row.get("pain")
    ]
    assert len(happy) >= 3


def test_it_shows_pain_often_enough_for_the_medical_line() -> None:
    """Moderate pain twice in 90 days."""
    assert sum(row.get("pain", 0) >= 2 for row in INTIMATE) >= 2


def test_it_has_plain_good_times_skipped_answers_and_later_readings() -> None:
    """The tour shows that skipped, "none fits" and a later reading are different things."""
    assert sum(row.get("tags") == [] for row in INTIMATE) >= 3
    assert sum("tags" not in row for row in INTIMATE) >= 2
    assert sum("wanted" not in row for row in INTIMATE) >= 2
    assert sum("later" in row for row in INTIMATE) >= 3
    assert sum(row.get("kind") == "day" for row in ROWS) >= 2
    assert {row["before_recalled"] for row in ROWS if "before" in row} == {True, False}
    held = [row for row in ROWS if "being-held" in row.get("helped", ()) and "later" in row]
    assert len(held) >= 3
