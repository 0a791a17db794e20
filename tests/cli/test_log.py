"""Answers are saved as given: skipped, no, zero and "none fits", however they are entered."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.acts import entry
from conftest import Pdtrack
from pdtrack.cli.options import ANSWER_OPTIONS
from pdtrack.cli.questions import DAY_QUESTIONS, LATER_QUESTIONS, LOG_QUESTIONS
from pdtrack.content import library
from pdtrack.domain.fields import FIELD_NAMES, FIELDS

SETTLED = ("settled_tags", "settled_with", "settled_orgasm")
GIVEN = ("id", "uid", "at", "recorded_at", "kind", "cards", *SETTLED)
SKIPPED = dict.fromkeys(name for name in FIELD_NAMES if name not in GIVEN)
# Options | what JSON has | what CSV has | what `show` prints
ANSWERS: list[tuple[str, dict[str, Any], dict[str, str], str]] = [
    ("--mood 0", {"after": 0}, {"after": "0"}, "after: 0"),
    ("--before 0", {"before": 0, "before_recalled": True},
     {"before": "0", "before_recalled": "yes"}, "before: 0 (remembered)"),
    ("--tears none", {"tears": 0}, {"tears": "0"}, "tears: no tears"),
    ("--tears 1", {"tears": 1}, {"tears": "1"}, "tears: welled-up"),
    ("--tears sobbing", {"tears": 3}, {"tears": "3"}, "tears: sobbing"),
    ("--pain 0", {"pain": 0}, {"pain": "0"}, "pain: no pain"),
    ("--pain severe", {"pain": 3}, {"pain": "3"}, "pain: severe"),
    ("--lasted minutes", {"lasted": "minutes"}, {"lasted": "minutes"}, "lasted: minutes"),
    ("--wanted no", {"wanted": "no"}, {"wanted": "no"}, "wanted: no"),
    ("--wanted yes", {"wanted": "yes"}, {"wanted": "yes"}, "wanted: yes"),
    ("--with solo", {"with": "solo"}, {"with": "solo"}, "with: solo"),
    (
        "--with someone-else",
        {"with": "someone-else"},
        {"with": "someone-else"},
        "with: someone-else",
    ),
    ("--orgasm", {"orgasm": True}, {"orgasm": "yes"}, "orgasm: yes"),
    ("--no-orgasm", {"orgasm": False}, {"orgasm": "no"}, "orgasm: no"),
    ("--tag none", {"tags": []}, {"tags": "none"}, "tags: none"),
    ("--tag sad,stress", {"tags": ["sad", "stress"]}, {"tags": "sad stress"}, "tags: sad, stress"),
    ("--helped none", {"helped": []}, {"helped": "none"}, "helped: none"),
    ("--helped held", {"helped": ["held"]}, {"helped": "held"}, "helped: being-held"),
    ('--note "a b"', {"note": "a b"}, {"note": "a b"}, "note: a b"),
    ("--fine --mood 8", {"after": 8, "tears": 0, "tags": []},
     {"after": "8", "tears": "0", "tags": "none"}, "tags: none"),
]  # fmt: skip


def table(pdtrack: Pdtrack, line: str = "export") -> list[dict[str, str]]:
    """The rows of the exported CSV."""
    text = pdtrack.ok(line).out
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(("options", "as_json", "as_csv", "shown"), ANSWERS)
def test_one_answer_on_its_own(
    options: str, as_json: dict[str, Any], as_csv: dict[str, str], shown: str, pdtrack: Pdtrack
) -> None:
    """Everything else stays skipped: null, an empty cell, and shown as not asked or skipped."""
    logged = pdtrack.ok(f"log {options} --json").json
    entry = logged["entry"]
    assert logged["schema"] == 1
    assert list(entry) == list(FIELD_NAMES)
    assert {name: entry[name] for name in SKIPPED} == SKIPPED | as_json
    assert [entry[name] for name in SETTLED] == [entry[name[8:]] for name in SETTLED]
    (row,) = table(pdtrack)
    assert {name: row[name] for name in SKIPPED} == dict.fromkeys(SKIPPED, "") | as_csv
    for line in ("list --json", "export --format json", "export --json"):
        document = pdtrack.ok(line).json
        assert [document["schema"], document["entries"]] == [1, [entry]]
    assert pdtrack.ok("show 1 --json").json == {"schema": 1, "entry": entry}
    lines = pdtrack.ok("show last").out.split("\n")
    assert shown in lines
    head = "Not asked or skipped: "
    skipped = next(line for line in lines if line.startswith(head))
    for name in ("after", "before", "later", "tears", "pain", "lasted", "wanted", "with", "note",
                 "orgasm", "tags", "helped"):  # fmt: skip
        assert (name in skipped.removeprefix(head).rstrip(".").split(", ")) == (name not in as_json)


def test_wanted_has_no_default(pdtrack: Pdtrack) -> None:
    """No other answer, not even an orgasm or a good mood, implies that it was wanted."""
    pdtrack.ok("log --mood 10 --fine --orgasm --with partner --tears none")
    (row,) = table(pdtrack)
    assert row["wanted"] == ""
    assert pdtrack.ok("list --json").json["entries"][0]["wanted"] is None


def test_a_day_has_a_mood_and_nothing_about_a_moment(pdtrack: Pdtrack) -> None:
    """`mood` is filled; every field of a moment is empty."""
    entry = pdtrack.ok("day --mood 0 --tears 0 --tag none --helped slept --json").json["entry"]
    expected = {"kind": "day", "mood": 0, "tears": 0, "tags": [], "helped": ["slept"]}
    assert {name: entry[name] for name in expected} == expected
    for name in ("before", "before_recalled", "after", "later", "pain", "lasted", "wanted", "with",
                 "orgasm"):  # fmt: skip
        assert entry[name] is None
    shown = pdtrack.ok("show 1").out
    assert "a day mood" in shown
    assert "wanted" not in shown


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("happy tears", ["happy-tears"]),
        ("joy", ["joy"]),
        (" #Stressed ", ["stressed"]),
        ("can't function", ["can't-function"]),
        ("sad,stress,sad", ["sad", "stress"]),
        ("sad stress", ["sad", "stress"]),
        ("down,blue,tearful", ["down", "blue", "tearful"]),
        ("my own word", ["my-own-word"]),
        ("Übermut", ["übermut"]),
        ("fight", ["fight"]),
        ("none", []),
        ("None fits", []),
    ],
)
def test_words_are_normalised(typed: str, tags: list[str], pdtrack: Pdtrack) -> None:
    """Spaces become hyphens, synonyms become their tag, and each tag appears once."""
    assert pdtrack.ok(["log", "--tag", typed, "--json"]).json["entry"]["tags"] == tags


def test_tags_can_be_repeated_and_separated_by_commas(pdtrack: Pdtrack) -> None:
    """All of them count, in the order they were typed."""
    found = pdtrack.ok('log -t stress -t "sad, joy" -t mine --json').json["entry"]["tags"]
    assert found == ["stress", "sad", "joy", "mine"]


def test_an_own_word_is_not_a_near_miss_of_itself(pdtrack: Pdtrack) -> None:
    """Once used, it is known, and pdtrack asks about a word close to it."""
    pdtrack.ok("log --tag thunderstorm")
    pdtrack.ok("log --tag thunderstorm")
    result = pdtrack("log --tag thunderstrom")
    assert result.code == 2
    assert "Did you mean thunderstorm?" in result.err


def test_helped_words_are_kept(pdtrack: Pdtrack) -> None:
    """Known words and own words."""
    entry = pdtrack.ok('log --helped held,"long walk" --helped held --json').json["entry"]
    assert entry["helped"] == ["held", "long-walk"]


# When it happened


def test_an_entry_keeps_and_shows_the_offset_of_its_time(pdtrack: Pdtrack) -> None:
    """A summer entry shows summer time, and an entry from elsewhere its own clock."""
    pdtrack.ok('log --mood 4 --at "2026-07-01 22:30"')
    pdtrack.ok("log --mood 5 --at 2026-11-20T22:30:00-08:00")
    entries = pdtrack.ok("list --json").json["entries"]
    assert [each["at"] for each in entries] == [
        "2026-11-20T22:30:00-08:00", "2026-07-01T22:30:00+02:00",
    ]  # fmt: skip
    assert "Wed 1 Jul 2026, 22:30" in pdtrack.ok("show 1").out
    assert "Fri 20 Nov 2026, 22:30" in pdtrack.ok("show 2").out


def test_the_time_is_now_by_default(pdtrack: Pdtrack) -> None:
    """The time of recording is the same, in UTC."""
    entry = pdtrack.ok("log --mood 4 --json").json["entry"]
    assert entry["at"] == "2026-11-22T00:40:00+01:00"
    assert entry["recorded_at"] == "2026-11-21T23:40:00+00:00"
    assert entry["edited_at"] is None
    late = pdtrack.ok("log --mood 4 --at 2026-11-01 --json").json["entry"]
    assert datetime.fromisoformat(late["recorded_at"]) == pdtrack.now.astimezone(UTC)


def test_log_shows_once_the_time_that_it_understood(pdtrack: Pdtrack) -> None:
    """In the "Saved" line; on standard error when JSON is printed."""
    result = pdtrack.ok("log --mood 4 --at 22:30")
    assert result.out.startswith("Saved as entry 1: Sat 21 Nov 2026, 22:30.\n")
    assert (result.out + result.err).count("22:30") == 1
    assert "Sat 21 Nov 2026, 22:30" in pdtrack.ok("log --mood 5 --at 22:30 --json").err


# Numbers, names, lists


def test_numbers_count_up_and_uids_are_random(pdtrack: Pdtrack) -> None:
    """Two entries with the same answers share no part of a uid."""
    entries = [pdtrack.ok("log --mood 4 --json").json["entry"] for _ in range(3)]
    assert [entry["id"] for entry in entries] == [1, 2, 3]
    uids = {entry["uid"] for entry in entries}
    assert len(uids) == 3
    assert all(len(uid) == 32 for uid in uids)


def test_last_is_the_entry_written_most_recently(pdtrack: Pdtrack) -> None:
    """Not the one that happened most recently."""
    pdtrack.ok("log --mood 4")
    pdtrack.ok("log --mood 5 --at 2026-01-01")
    assert pdtrack.ok("show last --json").json["entry"]["id"] == 2


def test_a_list_is_newest_first(pdtrack: Pdtrack) -> None:
    """By the time of the moment."""
    for at in ("2026-11-10", "2026-11-20", "2026-11-15"):
        pdtrack.ok(f"log --mood 4 --at {at}")
    assert [each["id"] for each in pdtrack.ok("list --json").json["entries"]] == [2, 3, 1]


FILTERS = {
    "--since 2026-11-10": [4, 3, 2],
    "--until 2026-11-10": [2, 1],
    "--since 2026-11-10 --until 2026-11-10": [2],
    "--tag stress": [4, 1],
    "--tag work": [4, 1],
    "--tag stress --tag sad": [1],
    "--tag grateful": [],
    "--kind day": [3],
    "--kind intimate": [4, 2, 1],
    "--hard": [4, 1],
    "--text RAIN": [2],
    "--limit 2": [4, 3],
    "--limit 0": [4, 3, 2, 1],
    "--hard --limit 1": [4],
    "": [4, 3, 2, 1],
}


@pytest.mark.parametrize(("filters", "expected"), FILTERS.items())
def test_a_list_can_be_filtered(filters: str, expected: list[int], pdtrack: Pdtrack) -> None:
    """By day, tag, kind, harder moments, words in a note, and number."""
    pdtrack.ok("log --mood 2 --tag sad,stress --at 2026-11-05")
    pdtrack.ok('log --mood 8 --note "it was raining" --at "2026-11-11 00:30"')
    pdtrack.ok("day --mood 2 --at 2026-11-12")
    pdtrack.ok("log --mood 3 --tag stress --at 2026-11-20")
    found = pdtrack.ok(f"list {filters} --json").json["entries"]
    assert [each["id"] for each in found] == expected
    shown = pdtrack.ok(f"list {filters}").out
    assert all(f"{number}." in shown for number in expected)


def test_notes_are_shown_on_request(pdtrack: Pdtrack) -> None:
    """Without --notes, a list only marks an entry that has one."""
    pdtrack.ok("log --mood 4 --note hush-hush")
    assert "hush-hush" not in pdtrack.ok("list").out
    assert "note" in pdtrack.ok("list").out
    assert "hush-hush" in pdtrack.ok("list --notes").out
    assert "hush-hush" not in pdtrack.ok("export --no-notes").out
    assert json.loads(pdtrack.ok("export --json --no-notes").out)["entries"][0]["note"] is None


def test_an_empty_diary_is_not_an_error(pdtrack: Pdtrack) -> None:
    """Looking makes no journal."""
    for line in ("", "list", "patterns", "export", "guide", "support", "--help"):
        assert pdtrack.ok(line).err == ""
    assert pdtrack.ok("list --json").json == {"schema": 1, "entries": []}
    assert table(pdtrack) == []
    found = pdtrack.ok("patterns --json").json
    assert (found["see_someone"], found["reflections"], found["links"]) == ([], [], [])
    assert not pdtrack.journal.exists()


def test_the_first_use_notice_appears_once(pdtrack: Pdtrack) -> None:
    """With the first entry: what pdtrack is, and what it isn't."""
    texts = [library.message(name).text.strip() for name in ("setup-device", "disclaimer")]
    first = pdtrack.ok("log --mood 4")
    assert all(text in first.err for text in texts)
    second = pdtrack.ok("log --mood 5")
    assert second.err == ""


def test_the_help_command_points_to_support(pdtrack: Pdtrack) -> None:
    """`pdtrack help` is `--help` with one more line."""
    plain = pdtrack.ok("--help").out
    longer = pdtrack.ok("help").out
    assert longer.startswith(plain.rstrip("\n"))
    assert "pdtrack support" in longer.removeprefix(plain.rstrip("\n"))


def test_the_version_is_shown(pdtrack: Pdtrack) -> None:
    """In one line."""
    from pdtrack import __version__

    assert pdtrack.ok("--version").out == f"pdtrack {__version__}\n"


def test_the_journal_option_overrides_the_environment(pdtrack: Pdtrack) -> None:
    """The environment overrides the default path."""
    pdtrack.ok("--journal one.db log --mood 4")
    assert not pdtrack.journal.exists()
    assert (pdtrack.home / "one.db").exists()
    assert len(pdtrack.ok("--journal one.db list --json").json["entries"]) == 1
    assert pdtrack.ok("list --json").json["entries"] == []


def test_the_demo_changes_nothing(pdtrack: Pdtrack) -> None:
    """It shows list, patterns and charts, and leaves nothing behind."""
    import tempfile
    from pathlib import Path

    pdtrack.ok("log --mood 4 --note mine")
    before = pdtrack.journal.read_bytes()
    kept = set(Path(tempfile.gettempdir()).glob("tour-*"))
    out = pdtrack.ok("demo").out
    for step in ("$ pdtrack list", "$ pdtrack patterns", "$ pdtrack chart"):
        assert step in out
    assert pdtrack.journal.read_bytes() == before
    assert set(Path(tempfile.gettempdir()).glob("tour-*")) == kept
    assert {path.name for path in pdtrack.home.rglob("*")} <= {
        "data", "pdtrack", "journal.db", "journal.db.lock"
    }  # fmt: skip


def test_every_answer_is_an_option_and_a_question() -> None:
    """This reminds a maintainer who adds an answer to the table."""
    options = {"mood": "after", "tag": "tags"}
    offered = {options.get(name, name) for name in ANSWER_OPTIONS}
    asked = {question.attribute for question in (*LOG_QUESTIONS, *DAY_QUESTIONS, *LATER_QUESTIONS)}
    answers = {answer.attribute for answer in FIELDS if answer.neutral}
    assert answers - {"mood"} <= offered
    assert answers == asked


@pytest.mark.parametrize("answers", ["--mood 2", "--mood 4 --tears tears", "--mood 5", "--pain 3"])
def test_an_old_moment_does_not_suggest_later(answers: str, pdtrack: Pdtrack) -> None:
    """`later` reaches 36 hours back."""
    for day in range(1, 7):
        out = pdtrack.ok(f'log {answers} --at "2026-11-0{day} 22:00"').out
        assert "pdtrack later" not in out
        assert "right now" not in out


def test_an_old_mood_before_does_not_suggest_log(pdtrack: Pdtrack) -> None:
    """The next `log` completes it only within 12 hours."""
    out = pdtrack.ok('before --mood 6 --at "2026-11-01 22:00"').out
    assert "pdtrack log" not in out


def test_a_mood_can_be_a_bare_number(pdtrack: Pdtrack) -> None:
    """In all four commands; part of an unquoted note isn't taken for a mood."""
    pdtrack.ok("before 7")
    pdtrack.ok("log 3 --tag stress")
    pdtrack.ok("later 6")
    pdtrack.ok("day 5")
    found = entry(pdtrack, 1)
    assert (found["before"], found["after"], found["later"]) == (7, 3, 6)
    assert entry(pdtrack, 2)["mood"] == 5
    for line in ("log --note a secret", "later secret", "day 5 6", "log 3 --mood 3", "log 11"):
        result = pdtrack(line)
        assert (result.code, result.out) == (2, "")
        assert "secret" not in result.err
    assert len(pdtrack.ok("list --json").json["entries"]) == 2


def test_a_mood_in_a_line_can_be_typed_as_at_the_prompt(pdtrack: Pdtrack) -> None:
    """A bare number and an option understand the same; what could be another number is refused."""
    pdtrack.ok(["log", "3/10", "--before", "8 out of 10"])
    pdtrack.ok("later five")
    pdtrack.ok("edit 1 --mood 4/10")
    found = entry(pdtrack, 1)
    assert (found["before"], found["after"], found["later"]) == (8, 4, 5)
    for typed in ("11/10", "3/5", "3-4", "3.5", "2 drinks", "-3", "a lot"):
        assert pdtrack(["day", "--mood", typed]).code == 2, typed
    assert "whole number from 0 to 10" in pdtrack("day 3.5").err
    assert len(pdtrack.ok("list --json").json["entries"]) == 1


def test_global_options_work_after_the_command(pdtrack: Pdtrack) -> None:
    """As well as before it; a note may look like one."""
    pdtrack.ok("log 3 --tag stress --journal other.db")
    assert not pdtrack.journal.exists()
    assert "stress" in pdtrack.ok("list --plain --journal=other.db").out
    assert "stress" not in pdtrack.ok("show 1 --discreet --journal other.db").out
    assert "stress" in pdtrack.ok("--discreet list --no-discreet --journal other.db").out
    pdtrack.ok("log 4 --note=--plain --journal other.db")
    assert pdtrack.ok("show 2 --json --journal other.db").json["entry"]["note"] == "--plain"
