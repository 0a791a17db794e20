"""A year of use: 400 entries in the real program, with slips, corrections and second thoughts.

The program's final output is compared with a count made here, straight from the
definitions (docs/patterns.md), over the entries that the journal should hold.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from cli.acts import steps
from conftest import Pdtrack
from pdtrack.content import library
from pdtrack.store.undo_log import CHANGES_KEPT

ENTRIES = 400
TAGS = (
    "happy-tears", "content", "love", "sad", "anxious", "stress", "pain", "sore-or-dry",
    "conflict", "ashamed", "frozen", "sudden-drop", "numb", "afraid-of-partner", "premenstrual",
    "wine", "travel",
)  # fmt: skip
TEARS = ("none", "welled-up", "tears", "sobbing")
PAIN = ("none", "mild", "moderate", "severe")


@dataclass
class Diary:
    """What the journal should hold, recorded separately."""

    deal: random.Random
    entries: dict[int, dict[str, Any]] = field(default_factory=dict)
    number: int = 0
    history: list[dict[int, dict[str, Any]]] = field(default_factory=list)

    def keep(self) -> None:
        """Remember the state before a change."""
        self.history.append({number: dict(given) for number, given in self.entries.items()})

    def add(self, **given: Any) -> int:
        """A new entry."""
        self.keep()
        self.number += 1
        self.entries[self.number] = given
        return self.number


def options(given: dict[str, Any]) -> list[str]:
    """The answers as options."""
    line = []
    for name, value in given.items():
        match name, value:
            case ("at" | "kind" | "opened", _):
                pass
            case ("tags", []):
                line += ["--tag", "none"]
            case ("tags", tags):
                line += ["--tag", ",".join(tags)]
            case ("helped", words):
                line += ["--helped", ",".join(words)]
            case ("orgasm", yes):
                line.append("--orgasm" if yes else "--no-orgasm")
            case ("after" | "mood", mood):
                line += ["--mood", str(mood)]
            case _:
                line += [f"--{name}", str(value)]
    return line


def some(deal: random.Random) -> dict[str, Any]:
    """Some answers about a moment; each is sometimes skipped."""
    every: dict[str, Any] = {
        "after": deal.randint(0, 10),
        "before": deal.randint(2, 10),
        "tears": deal.choice(TEARS),
        "pain": deal.choice(PAIN),
        "wanted": deal.choice(("yes", "yes", "yes", "yes", "mixed", "pressured", "no", "unsure")),
        "tags": deal.sample(TAGS, deal.randint(0, 3)),
        "with": deal.choice(("partner", "solo")),
        "orgasm": deal.random() < 0.5,
        "helped": deal.sample(("held", "shower", "tea"), deal.randint(1, 2)),
        "note": f"note {deal.random()}",
    }
    found = {name: value for name, value in every.items() if deal.random() < 0.6}
    return found or {"after": every["after"]}


def live(pdtrack: Pdtrack, diary: Diary) -> None:
    """A day: record something, sometimes correct it, sometimes undo it."""
    deal = diary.deal
    pdtrack.now += timedelta(hours=21, minutes=deal.randint(0, 360))
    at = pdtrack.now
    kind = deal.random()
    if kind < 0.15:
        given: dict[str, Any] = {"mood": deal.randint(0, 10), "tags": deal.sample(TAGS, 2)}
        pdtrack.ok(["day", "--new-tag", *options(given)])
        diary.add(at=at, kind="day", **given)
    elif kind < 0.3:
        before = deal.randint(0, 10)
        pdtrack.ok(["before", "--mood", str(before), "--tag", "stress"])
        number = diary.add(at=at, kind="intimate", before=before, tags=["stress"])
        if deal.random() < 0.7:
            pdtrack.now += timedelta(hours=deal.randint(0, 11))
            given = some(deal)
            given.pop("before", None)
            given.setdefault("after", 4)
            pdtrack.ok(["log", "--new-tag", *options(given)])
            diary.keep()
            merged = list(dict.fromkeys(["stress", *given.get("tags", [])]))
            diary.entries[number] |= given | {"tags": merged}
    else:
        given = some(deal)
        line = ["log", "--new", "--new-tag", *options(given)]
        if deal.random() < 0.3:
            at -= timedelta(hours=deal.randint(1, 200))
            line += ["--at", at.isoformat()]
        pdtrack.ok(line)
        diary.add(at=at, kind="intimate", **given)
    if deal.random() < 0.25:
        _add_later(pdtrack, diary)
    if deal.random() < 0.2:
        _correct(pdtrack, diary)
    if deal.random() < 0.05:
        number = deal.choice(list(diary.entries))
        pdtrack.ok(f"delete {number} --yes")
        diary.keep()
        del diary.entries[number]
    if deal.random() < 0.1:
        for _ in range(deal.randint(1, 3)):
            pdtrack.ok("undo")
            diary.entries = diary.history.pop()


def _add_later(pdtrack: Pdtrack, diary: Diary) -> None:
    pdtrack.now += timedelta(hours=diary.deal.randint(1, 10))
    reach = pdtrack.now - timedelta(hours=36)
    lately = [
        (given["at"], number)
        for number, given in diary.entries.items()
        if given["kind"] == "intimate" and given["at"] >= reach
    ]
    mood = diary.deal.randint(0, 10)
    result = pdtrack(f"later --mood {mood}")
    assert result.code == (0 if lately else 2)
    if lately:
        diary.keep()
        diary.entries[max(lately)[1]]["later"] = mood


def _correct(pdtrack: Pdtrack, diary: Diary) -> None:
    number = diary.deal.choice(list(diary.entries))
    stands = diary.entries[number]
    given: dict[str, Any] = {"tags": diary.deal.sample(TAGS, 2)}
    given["mood" if stands["kind"] == "day" else "after"] = diary.deal.randint(0, 10)
    line = ["edit", str(number), "--new-tag", "--clear", "tags", *options(given)]
    if "tears" in stands and diary.deal.random() < 0.5:
        line += ["--clear", "tears"]
        given["tears"] = None
    changed = {name: value for name, value in (stands | given).items() if value is not None}
    pdtrack.ok(line)
    if changed != stands:
        diary.keep()
        # An entry that led to a safety card stays out of the counts, whatever its words are now.
        diary.entries[number] = changed | ({"marked": True} if is_safety(stands) else {})


# The definitions, repeated independently


def feels(kind: str) -> set[str]:
    """The tags with this feeling, read from the table of tags."""
    return {tag.slug for tag in library.vocabulary().tags if tag.feels == kind}


PLEASANT = {"happy-tears", "content", "love"}
UNPLEASANT = {
    "sad", "anxious", "stress", "pain", "sore-or-dry", "conflict", "ashamed", "frozen",
    "sudden-drop", "numb", "afraid-of-partner",
}  # fmt: skip
SAFETY = {"afraid-of-partner"}
HURTS = {"pain", "sore-or-dry"}


def is_safety(given: dict[str, Any]) -> bool:
    """Whether a tag or the answer to `wanted` leads to a safety card."""
    asked = given.get("wanted") in ("pressured", "no", "unsure")
    return "marked" in given or asked or bool(SAFETY.intersection(given.get("tags") or ()))


def judged(given: dict[str, Any]) -> str:
    """hard, happy, mixed, other; or nothing for an entry that is not eligible."""
    tags = set(given.get("tags") or ())
    if given["kind"] != "intimate" or is_safety(given) or given.get("wanted", "yes") != "yes":
        return ""
    after, before = given.get("after"), given.get("before")
    tears = TEARS.index(given.get("tears", "none"))
    fell = None if after is None or before is None else after - before
    if after is not None and (after <= 3 or (after <= 5 and fell is not None and fell <= -2)):
        return "hard"
    if tears and tags & UNPLEASANT and not tags & PLEASANT and (after is None or after <= 5):
        return "hard"
    if tears or "happy-tears" in tags:
        hurts = PAIN.index(given["pain"]) if "pain" in given else bool(tags & HURTS)
        fine = after is not None and after >= 6 and (fell is None or fell >= 0)
        return "happy" if fine and not tags & UNPLEASANT and not hurts else "mixed"
    return "other"


@pytest.fixture
def year(pdtrack: Pdtrack) -> Diary:
    """The diary of a year, recorded in pdtrack."""
    pdtrack.at("2025-11-01T22:00:00+01:00")
    diary = Diary(random.Random(2026))
    while diary.number < ENTRIES:
        live(pdtrack, diary)
    pdtrack.now = (pdtrack.now + timedelta(days=1)).replace(hour=12)
    return diary


def test_the_tags_in_this_story_have_the_feelings_of_the_table() -> None:
    """This file distinguishes the same feelings as the table."""
    assert feels("pleasant").intersection(TAGS) == PLEASANT
    assert feels("unpleasant").intersection(TAGS) == UNPLEASANT


def test_after_a_year_everything_agrees(pdtrack: Pdtrack, year: Diary) -> None:
    """List, show, filters, tags, patterns, export and doctor match the expected entries."""
    meant = year.entries
    assert len(meant) > 300
    kinds = Counter(judged(given) for given in meant.values())
    assert min(kinds[kind] for kind in ("hard", "happy", "mixed", "other", "")) >= 5

    listed = pdtrack.ok("list --json").json["entries"]
    newest = sorted(meant, key=lambda number: (meant[number]["at"], number), reverse=True)
    assert [each["id"] for each in listed] == newest
    for each in listed:
        given = meant[each["id"]]
        assert datetime.fromisoformat(each["at"]) == given["at"]
        assert each["kind"] == given["kind"]
        for name in ("before", "after", "later", "mood", "wanted", "with", "orgasm", "note"):
            assert each[name] == given.get(name), (each["id"], name)
        assert each["tags"] == given.get("tags")
        assert each["helped"] == given.get("helped")
        assert each["tears"] == (TEARS.index(given["tears"]) if "tears" in given else None)

    first = (min(given["at"] for given in meant.values()) - timedelta(days=1)).date()
    counts = pdtrack.ok(f"patterns --since {first} --json").json["counts"]
    assert counts == {
        "entries": len(meant),
        "eligible": sum(kinds.values()) - kinds[""],
        "hard": kinds["hard"],
        "happy_tears": kinds["happy"],
        "mixed_tears": kinds["mixed"],
    }
    recent = [given for given in meant.values() if given["at"] > pdtrack.now - timedelta(days=90)]
    lately = Counter(judged(given) for given in recent)
    counts = pdtrack.ok("patterns --json").json["counts"]
    assert (counts["entries"], counts["hard"]) == (len(recent), lately["hard"])

    used = Counter(tag for given in meant.values() for tag in given.get("tags") or ())
    tags = pdtrack.ok("tags --json").json["tags"]
    assert {each["tag"]: each["count"] for each in tags if each["count"]} == used

    rows = list(csv.DictReader(io.StringIO(pdtrack.ok("export").out)))
    assert [int(row["id"]) for row in rows] == sorted(meant)
    stress = [n for n in newest if "stress" in (meant[n].get("tags") or ())]
    found = pdtrack.ok("list --tag stress --json").json["entries"]
    assert [each["id"] for each in found] == stress
    days = [n for n in newest if meant[n]["kind"] == "day"]
    assert [e["id"] for e in pdtrack.ok("list --kind day --json").json["entries"]] == days

    doctor = pdtrack.ok("doctor --json").json
    assert doctor["ok"]
    assert doctor["journal"]["entries"] == len(meant)
    assert doctor["journal"]["undo_steps"] == steps(pdtrack.journal)
    for line in ("patterns", "patterns --why", "chart", "chart calendar", "list --notes --limit 0"):
        assert pdtrack.ok(line).out
    _check_undo(pdtrack, year)


def _check_undo(pdtrack: Pdtrack, year: Diary) -> None:
    """Undo step by step, as far as the history reaches, and compare each state."""
    kept = steps(pdtrack.journal)
    assert CHANGES_KEPT - 100 < kept <= CHANGES_KEPT
    for left in range(kept - 1, -1, -1):
        pdtrack.ok("undo")
        year.entries = year.history.pop()
        if left % 100 == 0:
            listed = pdtrack.ok("list --json").json["entries"]
            assert {each["id"]: each["after"] for each in listed} == {
                number: given.get("after") for number, given in year.entries.items()
            }
    assert pdtrack("undo").code == 2
