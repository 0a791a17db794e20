"""`question`, and stored verdicts: exported, renamed, forgotten, damaged."""

from __future__ import annotations

import json
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from build import NOW
from cli.acts import bring, diary, row
from conftest import Pdtrack


def claim(pdtrack: Pdtrack) -> dict[str, Any]:
    """What the journal stores about links."""
    found: dict[str, Any] = pdtrack.ok("export --format json").json["claim"]
    return found


def links(pdtrack: Pdtrack) -> list[dict[str, Any]]:
    """The links in the JSON."""
    found: list[dict[str, Any]] = pdtrack.ok("patterns --json").json["links"]
    return found


def journal(pdtrack: Pdtrack) -> sqlite3.Connection:
    """The journal's file, opened directly."""
    (path,) = pdtrack.home.rglob("journal.db")
    return sqlite3.connect(path)


@pytest.fixture
def planted(pdtrack: Pdtrack) -> Pdtrack:
    """A diary of 60 entries where one own tag comes with tears, checked once."""
    bring(pdtrack, diary(60, seed=4, planted="commute"))
    assert {link["tag"] for link in links(pdtrack)} == {"commute"}
    return pdtrack


def test_a_question_is_asked_shown_and_dropped(planted: Pdtrack) -> None:
    """One at a time; dropping it before its tenth entry costs nothing."""
    before = claim(planted)["budget"]
    asked = planted.ok("question commute --for mood").out
    assert "You are watching commute for your mood: 0 entries so far" in " ".join(asked.split())
    assert "half of the remaining error budget" in " ".join(asked.split())
    assert claim(planted)["budget"] != before
    (one,) = planted.ok("question --json").json["questions"]
    assert set(one) == {"mark", "outcome", "asked_at", "entries", "state", "linked_at", "text"}
    assert (one["mark"], one["outcome"], one["state"]) == ("commute", "mood", "open")
    assert datetime.fromisoformat(one["asked_at"]) == NOW
    assert "You are watching commute" in planted.ok("patterns").out
    assert planted.ok("patterns --json").json["questions"] == [one]
    assert "commute" not in planted.ok("--discreet question").out
    assert planted("question commute").code == 2
    assert "You stopped watching commute" in planted.ok("question --drop").out
    assert sum(claim(planted)["budget"]["funds"].values()) == pytest.approx(
        sum(before["funds"].values()) + sum(before["balances"].values()) / 2, rel=1
    )
    assert planted("question --drop").code == 2
    planted.ok("question with:solo")


@pytest.mark.parametrize(
    "line",
    [
        "question comute",
        "question never-used-word",
        "question sad",
        "question hurt-by-partner",
        "question cause:3",
        "question relationship",
        "question none",
        "question commute --for joy",
        "question --for tears",
        "question commute --drop",
        "question --drop",
    ],
)
def test_a_question_that_cannot_be_watched_is_refused(line: str, planted: Pdtrack) -> None:
    """The error shows what to do, and nothing changes."""
    kept = claim(planted)
    refused = planted(line)
    assert refused.code == 2
    assert refused.err.startswith("pdtrack: ")
    assert claim(planted) == kept


def test_a_question_is_answered_by_the_entries_after_it(pdtrack: Pdtrack) -> None:
    """It finds the link sooner than the search, and the answer stays."""
    pdtrack.ok("log --mood 6 --new --tag rushed --tears 0")
    pdtrack.ok("question rushed")
    start, deal = pdtrack.now, random.Random(2)
    for number in range(1, 41):
        pdtrack.now = start + timedelta(hours=13 * number)
        rushed = int(deal.random() < 0.4)
        tag = "rushed" if rushed else "none"
        mood = 2 + number % 3
        pdtrack.ok(f"log --new --mood {mood} --tears {2 * rushed} --tag {tag}")
        if number in (5, 12):
            pdtrack.ok("question")
    (one,) = pdtrack.ok("question --json").json["questions"]
    assert (one["state"], one["entries"]) == ("linked", 40)
    assert 12 <= one["linked_at"] <= 30
    assert "more than chance would explain" in one["text"]


def test_a_look_writes_only_when_a_check_is_due(pdtrack: Pdtrack) -> None:
    """A read-only journal shows the same."""
    rows = diary(60, seed=4, planted="commute")
    bring(pdtrack, rows[:29])
    pdtrack.ok("patterns")
    kept = claim(pdtrack)
    assert (kept["checks"], kept["links"]) == ([], [])
    (path,) = pdtrack.home.rglob("journal.db")
    before = path.read_bytes()
    pdtrack.ok("patterns")
    assert path.read_bytes() == before
    bring(pdtrack, rows, "more.json")
    path.chmod(0o400)
    seen = pdtrack.ok("patterns --json").json
    path.chmod(0o600)
    assert pdtrack.ok("patterns --json").json["links"] == seen["links"] != []
    assert [check["n"] for check in claim(pdtrack)["checks"]] == [30, 45, 60] * 2


def test_deleting_a_linked_tag_s_entries_removes_no_link_and_forgetting_does(
    planted: Pdtrack,
) -> None:
    """A deleted entry may be restored; forgetting one erases its tag and link for good."""
    found = [(x["tag"], x["outcome"], x["found_at_entry"]) for x in links(planted)]
    numbers = [
        str(one["id"])
        for one in planted.ok("export --format json").json["entries"]
        if "commute" in (one["tags"] or [])
    ]
    planted.ok(["delete", *numbers, "--yes"])
    assert [(x["tag"], x["outcome"], x["found_at_entry"]) for x in links(planted)] == found
    planted.ok("undo")
    planted.ok(["forget", *numbers, "--yes"])
    assert links(planted) == []
    assert "commute" not in json.dumps(claim(planted))
    with journal(planted) as file:
        assert "commute" not in str(file.execute("SELECT content FROM claim").fetchall())


def test_a_link_follows_a_renamed_tag_and_its_undo(planted: Pdtrack) -> None:
    """Also when the tag is merged into another."""
    before = links(planted)
    planted.ok("tags rename commute train")
    assert {link["tag"] for link in links(planted)} == {"train"}
    planted.ok("undo")
    assert links(planted) == before
    planted.ok("redo")
    assert {link["tag"] for link in links(planted)} == {"train"}


def test_an_export_includes_verdicts_and_settled_answers(planted: Pdtrack) -> None:
    """Imported into an empty journal they are the same; CSV has only the entries."""
    planted.ok("question commute")
    planted.ok("edit 5 --tag late")
    planted.ok("export all.json --force")
    kept, entries = claim(planted), planted.ok("export --format json").json["entries"]
    assert entries[4]["settled_tags"] != entries[4]["tags"]
    planted.ok("forget --all --yes")
    planted.ok("import all.json")
    assert claim(planted) == kept
    assert planted.ok("export --format json").json["entries"] == entries
    assert "JSON also has" in planted.ok("export all.csv --force").err
    assert planted.ok("export").err.count("JSON also has") == 1
    planted.ok("forget --all --yes")
    planted.ok("import all.csv")
    assert planted.ok("export --format json").json["entries"] == entries
    untouched = {"free": 0.05, "funds": {}, "balances": {}}
    assert claim(planted) == {"checks": [], "links": [], "budget": untouched, "questions": []}
    assert planted.ok("export").err == ""


def test_damaged_and_foreign_verdicts_are_worked_out_again(planted: Pdtrack) -> None:
    """`doctor` reports it until the next check."""
    before = claim(planted)
    for content in ("nonsense", json.dumps(before).replace("T", "T0", 1)):
        with journal(planted) as file:
            file.execute("UPDATE claim SET content = ?", (content,))
        assert "about links is damaged" in " ".join(planted.ok("doctor").out.split())
        assert {link["tag"] for link in links(planted)} == {"commute"}
        assert claim(planted) == before
        assert "about links" not in planted.ok("doctor").out


def test_over_time_shows_the_last_ten_next_to_the_ten_before(pdtrack: Pdtrack) -> None:
    """With how often chance alone does that, and a claim only at moments 60, 80 and so on."""
    rows = []
    for number in range(1, 61):
        at = NOW - timedelta(days=61 - number)
        mood = min(10, 2 + number // 8)
        rows.append(row(number, at, after=mood, before=mood, before_recalled=True, tags=[]))
        rows[-1]["recorded_at"] = at.astimezone(UTC).isoformat()
    bring(pdtrack, rows)
    found = pdtrack.ok("patterns --json").json["over_time"]
    assert found["last_ten"] == {"harder": 0, "of": 10}
    assert found["ten_before"] == {"harder": 0, "of": 10}
    assert (found["as_large_by_chance"], found["claim"]) == (100, "easier")
    shown = " ".join(pdtrack.ok("patterns").out.split())
    assert "Harder moments: 0 of the last 10, 0 of the 10 before." in shown
    assert "Over 60 moments, your mood right after rose, from" in shown


@pytest.mark.parametrize(
    ("harder", "words"),
    [
        (2, "2 of the last 10, 2 of the 10 before."),
        (3, "3 of the last 10, 2 of the 10 before. That is about the same."),
        (4, "4 of the last 10, 2 of the 10 before. A difference that large comes up in about 70 "),
    ],
)
def test_a_difference_between_the_tens_says_how_little_it_may_mean(
    harder: int, words: str, pdtrack: Pdtrack
) -> None:
    """Also a difference of one, which nobody should take for a change."""
    hard = {0, 1, *range(10, 10 + harder)}
    moods = [2 if number in hard else 8 for number in range(20)]
    bring(
        pdtrack,
        [row(n + 1, NOW - timedelta(days=21 - n), after=mood) for n, mood in enumerate(moods)],
    )
    assert f"Harder moments: {words}" in " ".join(pdtrack.ok("patterns").out.split())


def test_the_report_shows_the_question_and_what_changed(planted: Pdtrack) -> None:
    """Unless the tag is hidden."""
    planted.ok("question commute")
    planted.ok("report page.html")
    page = next(planted.home.rglob("page.html")).read_text(encoding="utf-8")
    assert "Nov 2026: commute and tears. 0 entries so far, 0 of them with it." in page
    assert "entries with commute, and in" in page
    assert "Found at entry" in page
    assert "Harder moments:" in page
    planted.ok("report page.html --force --hide-tag commute")
    page = next(planted.home.rglob("page.html")).read_text(encoding="utf-8")
    assert "commute" not in page
