"""A safety mark belongs to its entry, whatever caused it: `cards` in journal and files."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from cli.acts import entry
from conftest import Pdtrack

OLD = Path(__file__).parents[1] / "store" / "schemas" / "version-1.sql"
ROUTES = {
    "log --mood 3 --wanted no": ["card-not-agreed"],
    "log --mood 3 --wanted pressured": ["card-pressured"],
    "log --mood 3 --wanted unsure": ["card-unsure"],
    "log --mood 3 --tag raped": ["card-not-agreed"],
    "log --tag raped": ["card-not-agreed"],
    "log --mood 3 --tag suicidal": ["card-self-harm"],
    "log --mood 3 --tag i-want-to-die": ["card-self-harm"],
    "log --mood 3 --tag 'he forced me'": ["card-not-agreed"],
    "log --mood 3 --tag afraid-of-partner": ["card-partner-harm"],
    "log --mood 3 --note 'he kept going after i said stop'": ["card-not-agreed"],
    "log --mood 3 --note 'dont want to live anymore'": ["card-self-harm"],
    "log --mood 3 --tag choking-play-we-both-like": ["card-neck"],
    "day --mood 2 --note 'i want to kill myself'": ["card-self-harm"],
    "log --mood 3 --wanted mixed": [],
    "log --mood 3 --pain severe": [],
    "log --mood 3 --tag alarm-symptom": [],
    "log --mood 8 --tag love": [],
}


def test_every_route_marks_the_entry(pdtrack: Pdtrack) -> None:
    """An answer, a tag, a word that isn't a tag, a sentence or a note."""
    wrong = {}
    for line, cards in ROUTES.items():
        found = pdtrack.ok(f"{line} --new-tag" if "--tag" in line else line)
        assert not cards or "pdtrack support" in found.out, line
        if entry(pdtrack)["cards"] != cards:
            wrong[line] = entry(pdtrack)["cards"]
    assert wrong == {}


def test_a_mark_stays_when_the_words_are_edited_away(pdtrack: Pdtrack) -> None:
    """It can be removed on purpose."""
    pdtrack.ok("log --mood 3 --note 'he forced me'")
    pdtrack.ok("edit 1 --note 'a long evening' --tag stress")
    assert entry(pdtrack)["cards"] == ["card-not-agreed"]
    assert "is not your fault" in pdtrack.ok("show 1 --message").out
    pdtrack.ok("edit 1 --clear note --clear message")
    assert entry(pdtrack)["cards"] == []


def test_a_mark_survives_csv_and_json(pdtrack: Pdtrack) -> None:
    """Both ways, even if the words that caused it are left out."""
    pdtrack.ok("log --mood 3 --note 'he forced me'")
    for name in ("csv", "json"):
        pdtrack.ok(f"export out.{name} --format {name} --no-notes")
        pdtrack.ok(f"--journal from-{name}.db import out.{name}")
        found = pdtrack.ok(f"--journal from-{name}.db show 1 --json").json["entry"]
        assert (found["note"], found["cards"]) == (None, ["card-not-agreed"])


def test_an_import_marks_entries_that_had_no_mark(pdtrack: Pdtrack) -> None:
    """A hand-made table whose note describes what happened."""
    file = pdtrack.home / "hand.csv"
    file.write_text(
        "at,kind,after,note\n2026-11-20T23:30:00+01:00,intimate,3,he forced me\n", encoding="utf-8"
    )
    pdtrack.ok("import hand.csv")
    assert entry(pdtrack)["cards"] == ["card-not-agreed"]


def test_a_word_about_consent_in_a_file_is_kept_and_marks(pdtrack: Pdtrack) -> None:
    """It is never refused or dropped, and no menu offers it."""
    file = pdtrack.home / "hand.csv"
    file.write_text(
        "at,kind,after,tags\n2026-11-20T23:30:00+01:00,intimate,3,raped stress\n", encoding="utf-8"
    )
    pdtrack.ok("import hand.csv")
    assert entry(pdtrack)["tags"] == ["raped", "stress"]
    assert entry(pdtrack)["cards"] == ["card-not-agreed"]
    assert pdtrack.ok("log --mood 3 --tag rapid --json").json["entry"]["tags"] == ["rapid"]


def test_marked_entries_count_towards_no_cause(pdtrack: Pdtrack) -> None:
    """Five of them, with a tag of a cause and `wanted` skipped: no reflection names a cause."""
    for day in range(5):
        pdtrack.ok(f"log --mood 2 --tag stress,raped --at 2026-11-{10 + day}T23:00:00+01:00")
    document = pdtrack.ok("patterns --json").json
    assert document["reflections"] == []
    assert (document["counts"]["entries"], document["counts"]["eligible"]) == (5, 0)
    assert document["cards"] == ["card-not-agreed"]


@pytest.mark.parametrize("line", ["list", "patterns --json", "log --mood 5"])
def test_opening_an_older_journal_marks_its_entries(line: str, pdtrack: Pdtrack) -> None:
    """From tags, `wanted` and notes, by the first command of any kind; undo keeps the marks."""
    pdtrack.journal.parent.mkdir(parents=True)
    connection = sqlite3.connect(pdtrack.journal)
    connection.executescript(OLD.read_text(encoding="utf-8"))
    connection.execute("UPDATE entry SET note = 'he forced me' WHERE id = 1")
    connection.commit()
    connection.close()
    pdtrack.ok(line)
    assert entry(pdtrack, 1)["cards"] == ["card-not-agreed"]
    assert entry(pdtrack, 3)["cards"] == []
    with sqlite3.connect(pdtrack.journal) as file:
        assert file.execute("SELECT count(*) FROM entry WHERE cards IS NULL").fetchone() == (0,)


def test_json_of_a_log_names_the_cards(pdtrack: Pdtrack) -> None:
    """Scripts don't show the card themselves."""
    result = pdtrack.ok("log --mood 3 --tag raped --json")
    document = json.loads(result.out)
    assert document["cards"] == ["card-not-agreed"]
    assert document["entry"]["cards"] == ["card-not-agreed"]
    assert "is not your fault" in result.err
