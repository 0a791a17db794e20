"""`tags`: the list with counts and last use; renaming, merging, and undoing both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cli.acts import entry, journal, numbers, steps
from conftest import Pdtrack
from pdtrack.content import library


def listed(pdtrack: Pdtrack) -> dict[str, dict[str, Any]]:
    """What scripts see of every tag."""
    return {each["tag"]: each for each in pdtrack.ok("tags --json").json["tags"]}


def used(pdtrack: Pdtrack) -> dict[str, int]:
    """The tags in use with their counts."""
    return {tag: each["count"] for tag, each in listed(pdtrack).items() if each["count"]}


def test_every_known_tag_is_listed_before_the_first_entry(pdtrack: Pdtrack) -> None:
    """With its meaning and no count; `tags` makes no journal."""
    known = listed(pdtrack)
    assert list(known) == [tag.slug for tag in library.vocabulary().tags]
    assert all(each["count"] == 0 and each["last"] is None for each in known.values())
    assert all(each["known"] and each["meaning"] for each in known.values())
    assert not pdtrack.journal.exists()


def test_the_most_used_come_first_with_counts_and_last_use(pdtrack: Pdtrack) -> None:
    """The last use is the time of the entry, not of its recording; days count too."""
    pdtrack.ok("log --mood 3 --tag wine,stress")
    pdtrack.ok("log --mood 3 --tag wine --at '9 days ago'")
    pdtrack.ok("day --mood 3 --tag wine,travel --at '2 days ago'")
    found = listed(pdtrack)
    assert list(found)[:3] == ["wine", "travel", "stress"]
    assert [found[tag]["count"] for tag in ("wine", "travel", "stress")] == [3, 1, 1]
    assert found["wine"]["last"] == "2026-11-22T00:40:00+01:00"
    assert found["travel"]["last"] == "2026-11-20T00:40:00+01:00"
    assert (found["wine"]["known"], found["wine"]["meaning"]) == (False, None)
    out = pdtrack.ok("tags").out.split("\n")
    assert out[0] == "wine, in 3, last on 22 Nov 2026"
    assert out[2].startswith("stress, in 1, last on 22 Nov 2026, ")


def test_counts_follow_edits_and_deletes(pdtrack: Pdtrack) -> None:
    """A tag that no entry has is no longer listed as the person's own."""
    pdtrack.ok("log --mood 3 --tag wine,stress")
    pdtrack.ok("log --mood 3 --tag wine")
    pdtrack.ok("edit 2 --untag wine --tag beer")
    assert used(pdtrack) == {"beer": 1, "stress": 1, "wine": 1}
    pdtrack.ok("delete 1 --yes")
    assert used(pdtrack) == {"beer": 1}
    assert "wine" not in listed(pdtrack)


# Renaming


def test_rename_changes_a_tag_in_every_entry(pdtrack: Pdtrack) -> None:
    """It keeps its place among the others; the entries are marked as changed."""
    pdtrack.ok("log --mood 3 --tag stress,wine,sad")
    pdtrack.ok("day --mood 3 --tag wine")
    pdtrack.ok("log --mood 3 --tag sad")
    pdtrack.now += timedelta(hours=1)
    assert pdtrack.ok("tags rename wine red-wine").out == "wine is now red-wine in 2 entries.\n"
    assert entry(pdtrack, 1)["tags"] == ["stress", "red-wine", "sad"]
    assert entry(pdtrack, 2)["tags"] == ["red-wine"]
    assert entry(pdtrack, 2)["edited_at"] == "2026-11-22T00:40:00+00:00"
    assert entry(pdtrack, 3)["edited_at"] is None
    assert used(pdtrack) == {"stress": 1, "red-wine": 2, "sad": 2}


def test_old_and_new_names_are_normalised(pdtrack: Pdtrack) -> None:
    """As everywhere, capitals, spaces and a number sign don't matter."""
    pdtrack.ok(["log", "--mood", "3", "--tag", "Red Wine"])
    renamed = pdtrack.ok(["tags", "rename", "#RED_wine", " White  Wine ", "--json"]).json
    assert renamed["renamed"] == {"from": "red-wine", "to": "white-wine", "entries": 1}


@pytest.mark.parametrize("known", ["stress", "stressed"])
def test_renaming_to_an_existing_tag_merges_them(known: str, pdtrack: Pdtrack) -> None:
    """An entry that had both keeps one; a synonym means its tag."""
    pdtrack.ok("log --mood 3 --tag pressure-at-work,stress,sad")
    pdtrack.ok("log --mood 3 --tag stress,pressure-at-work")
    pdtrack.ok("log --mood 3 --tag pressure-at-work")
    pdtrack.ok(f"tags rename pressure-at-work {known}")
    tags = [entry(pdtrack, n)["tags"] for n in (1, 2, 3)]
    assert tags == [["stress", "sad"], ["stress"], ["stress"]]
    assert used(pdtrack) == {"stress": 3, "sad": 1}


def test_undo_reverts_a_merge_exactly(pdtrack: Pdtrack) -> None:
    """Each entry has its own tags again, in the old order."""
    pdtrack.ok("log --mood 3 --tag wine,beer,sad")
    pdtrack.ok("log --mood 3 --tag beer")
    pdtrack.ok("log --mood 3 --tag beer,wine")
    pdtrack.now += timedelta(days=3)
    pdtrack.ok("edit 2 --untag beer --tag wine")
    was = journal(pdtrack.journal)
    assert pdtrack.ok("tags rename beer wine").out == "beer is now wine in 2 entries.\n"
    assert used(pdtrack) == {"wine": 3, "sad": 1}
    pdtrack.ok("undo")
    assert journal(pdtrack.journal) == was


def test_rename_also_changes_settled_tags(pdtrack: Pdtrack) -> None:
    """An entry's tag as settled after 48 hours gets the new name, so nothing looks added later."""
    pdtrack.ok("log --mood 3 --tag wine")
    pdtrack.now += timedelta(days=9)
    pdtrack.ok("tags rename wine beer")
    assert "added later" not in pdtrack.ok("show 1").out


def test_rename_changes_a_tag_that_is_only_in_settled_tags(pdtrack: Pdtrack) -> None:
    """A tag removed late still counts for links, under one name only."""
    pdtrack.ok("log --mood 3 --tag wine,sad")
    pdtrack.ok("log --mood 3 --tag wine")
    pdtrack.now += timedelta(days=9)
    pdtrack.ok("edit 1 --untag wine")
    pdtrack.ok("tags rename wine beer")
    rows = journal(pdtrack.journal)["entry"]
    assert [row[21] for row in rows] == ["beer sad", "beer"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tags rename stress work", "That tag is one of pdtrack's own."),
        ("tags rename STRESS work", "That tag is one of pdtrack's own."),
        ("tags rename beer wine", "You have no tag called that."),
        ("tags rename wine wine", "That is its name already."),
        ("tags rename wine Wine", "That is its name already."),
        ("tags rename wine none", "That word is not a tag."),
        ("tags rename wine rape", "That word is not a tag."),
        ("tags rename wine hurt", "That word can mean more than one thing."),
        ("tags rename wine ''", "A tag is empty."),
        ("tags rename wine 'a;b'", 'A tag can\'t have ";" in it.'),
        ("tags rename wine", "tags works alone, or with rename OLD NEW."),
        ("tags remove wine", "tags works alone, or with rename OLD NEW."),
    ],
)
def test_a_bad_rename_is_refused_and_nothing_changes(
    line: str, says: str, pdtrack: Pdtrack
) -> None:
    """One line explains why, exit 2; there is no undo step."""
    pdtrack.ok("log --mood 3 --tag wine,stress")
    was = journal(pdtrack.journal)
    result = pdtrack(line)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"pdtrack: {says}")
    assert journal(pdtrack.journal) == was
    assert steps(pdtrack.journal) == 1


def test_a_synonym_that_an_import_brought_can_be_renamed(pdtrack: Pdtrack) -> None:
    """An imported word that now matches a known tag is still the person's own."""
    file = pdtrack.home / "own.csv"
    file.write_text("at,kind,after,tags\n2026-11-20T23:30:00+01:00,intimate,3,stressed\n")
    pdtrack.ok(["import", str(file)])
    assert used(pdtrack) == {"stressed": 1}
    pdtrack.ok("tags rename stressed stress")
    assert used(pdtrack) == {"stress": 1}
    assert numbers(pdtrack, "list --tag stressed") == [1]


def test_counts_show_the_person_s_own_word_for_a_tag(pdtrack: Pdtrack) -> None:
    """Chart, report and patterns show the word typed most often; filters find every form."""
    for day, tag in enumerate(("deadline", "deadline", "stress", "deadline"), 1):
        pdtrack.ok(f"log --mood 2 --tag {tag} --at 2026-11-{day:02}T23:00:00+01:00")
    assert "deadline: 4 of 4 harder moments" in pdtrack.ok("chart tags").out
    assert len(pdtrack.ok("list --tag stress --json").json["entries"]) == 4
    assert len(pdtrack.ok("list --tag deadline --json").json["entries"]) == 4
    found = pdtrack.ok("patterns --json").json["reflections"]
    assert [one["cause"] for one in found] == [1]
    listed = {one["tag"]: one for one in pdtrack.ok("tags --json").json["tags"]}
    assert listed["deadline"]["count"] == 3
    assert listed["deadline"]["meaning"] == "counts as stress"
    assert pdtrack.ok("export --no-notes").out.count("deadline") == 6  # tags and settled_tags
