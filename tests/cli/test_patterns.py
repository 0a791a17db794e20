"""The `patterns` screen: what it shows for diaries of each size, and what it never shows."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from build import NOW
from cli.acts import bring, diary, row
from conftest import Pdtrack
from pdtrack.cli.link_text import tag_text
from pdtrack.domain.analysis.comparable import ANSWER_MARKS

# This diary shows its planted tag by entry 45, not at 30; the other one never shows a tag.
PLANTED = 4
NULL = 3
SIZES = (12, 29, 30, 60, 200)
LINK = {
    "tag", "outcome", "with_hits", "with_total", "without_hits", "without_total", "difference",
    "found_at_entry", "chance", "since", "mostly_with", "text", "shown",
}  # fmt: skip
NEVER = (
    "%", "percent", "p-value", "p =", "p=", "significan", "probab", "correlat", "causes",
    "caused by", "because you", "times more likely", "None", "nan",
)  # fmt: skip
PROMISE = "tears and questions, is about 5 in 100 or less."


def planted(size: int) -> list[dict[str, Any]]:
    """A diary in which one of the person's own tags comes with tears."""
    return diary(size, seed=PLANTED, planted="commute")


def screen_text(pdtrack: Pdtrack, options: str = "") -> str:
    """The screen as one line."""
    return " ".join(pdtrack.ok(f"patterns {options}").out.split())


def links(pdtrack: Pdtrack) -> list[dict[str, Any]]:
    """The links in the JSON."""
    found: list[dict[str, Any]] = pdtrack.ok("patterns --json").json["links"]
    return found


def found_at(pdtrack: Pdtrack) -> dict[tuple[str, str], tuple[int, float]]:
    """At which entry each link was found, and how likely it was by chance alone."""
    return {(x["tag"], x["outcome"]): (x["found_at_entry"], x["chance"]) for x in links(pdtrack)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["null", "planted", "hard"])
def test_no_screen_has_percentages_or_proofs(kind: str, size: int, pdtrack: Pdtrack) -> None:
    """No percentage, no p-value, no "significant", no cause, not even with `--why`."""
    rows = {
        "null": lambda: diary(size, seed=NULL),
        "planted": lambda: planted(size),
        "hard": lambda: diary(size, seed=NULL, hard=1.0),
    }[kind]()
    bring(pdtrack, rows)
    screens = screen_text(pdtrack), screen_text(pdtrack, "--why")
    for text in (*screens, json.dumps(pdtrack.ok("patterns --json").json)):
        for word in NEVER:
            assert word not in text, word
    if size < 30:
        assert "linked with" not in screen_text(pdtrack, "--why")
        assert "in 100 more often" not in screen_text(pdtrack, "--why")
    if size < 20:
        assert "in 100" not in screen_text(pdtrack, "--why")


@pytest.mark.parametrize("size", SIZES)
def test_a_diary_of_chance_alone_shows_no_link(size: int, pdtrack: Pdtrack) -> None:
    """It shows when the first check is due and, after it, that no tag stands out."""
    bring(pdtrack, diary(size, seed=NULL))
    text = screen_text(pdtrack)
    assert links(pdtrack) == []
    assert "linked with" not in text
    assert PROMISE not in text
    left = (30 if size < 30 else size - size % 15 + 15) - size
    more = "1 more entry" if left == 1 else f"{left} more entries"
    needs = "tears, both moods and tags"
    again = f"For tears and your mood, pdtrack looks again after {more} with answers about {needs}."
    assert again in text
    assert ("So far, no tag stands out more than chance would explain." in text) is (size >= 30)
    if size < 30:
        assert "Used too rarely" not in text


@pytest.mark.parametrize("size", SIZES)
def test_a_planted_tag_is_shown_once_there_is_enough_evidence(size: int, pdtrack: Pdtrack) -> None:
    """With its counts, the promise, and that a link doesn't show what brings on what."""
    rows = planted(size)
    bring(pdtrack, rows)
    text = screen_text(pdtrack)
    known = size >= 45
    assert ("You cried in" in text) is known
    assert (PROMISE in text) is known
    assert ("no tag stands out" in text) is (size == 30)
    if known:
        with_ = [each for each in rows if "commute" in each["tags"]]
        without = [each for each in rows if "commute" not in each["tags"]]
        hits, others = (sum(1 for each in some if each["tears"]) for some in (with_, without))
        assert (
            f"You cried in {hits} of {len(with_)} entries with commute, and in {others} of "
            f"{len(without)} without it. The two tend to come together in your diary. "
            "That does not show that one brings on the other."
        ) in text
        assert "One diary in" not in text
        assert "in 100 more often" not in text


def test_why_adds_the_numbers_and_the_entries(pdtrack: Pdtrack) -> None:
    """The difference and its interval, where it was found, the chance of luck, and later counts."""
    rows = planted(200)
    bring(pdtrack, rows)
    (link,) = (each for each in links(pdtrack) if each["outcome"] == "tears")
    text = screen_text(pdtrack, "--why")
    points, low, high = (round(100 * share) for share in link["difference"])
    since = link["since"]
    assert f"about {points} points in 100 more often (likely between {low} and {high})" in text
    assert "Found at entry 45." in text
    assert f"about one diary in {round(1 / link['chance'])} would show a tag this striking" in text
    assert (
        f"Since then: {since['with_hits']} of {since['with_total']} with it, "
        f"and {since['without_hits']} of {since['without_total']} without."
    ) in text
    assert text.count("First findings tend to look stronger than they are.") == 1
    numbers = [each["id"] for each in rows if "commute" in each["tags"]]
    assert "Entries: " + ", ".join(map(str, numbers)) in text


def test_a_link_in_json_has_the_documented_shape(pdtrack: Pdtrack) -> None:
    """Every field, counts that add up, and a difference inside its interval."""
    rows = planted(60)
    bring(pdtrack, rows)
    found = pdtrack.ok("patterns --json").json
    assert {each["outcome"] for each in found["links"]} == {"tears", "mood"}
    for each in found["links"]:
        assert set(each) == LINK
        found_at = 45 if each["outcome"] == "tears" else 60
        assert (each["tag"], each["mostly_with"], each["shown"]) == ("commute", None, True)
        assert each["found_at_entry"] == found_at
        assert each["with_total"] + each["without_total"] == 60
        difference, low, high = each["difference"]
        shares = (
            each["with_hits"] / each["with_total"],
            each["without_hits"] / each["without_total"],
        )
        assert difference == pytest.approx(shares[0] - shares[1])
        assert -1 <= low < difference < high <= 1
        assert 0 < each["chance"] < 0.025
        since = each["since"]
        assert set(since) == {"with_hits", "with_total", "without_hits", "without_total"}
        assert since["with_total"] + since["without_total"] == 60 - found_at
    for each in found["not_yet"]:
        assert set(each) == {"what", "have", "need"}
        assert isinstance(each["have"], int)
        assert each["need"] > 0
    check = {"what": "entries that can be compared, for tears", "have": 60, "need": 75}
    assert check in found["not_yet"]


def test_a_link_that_has_faded_is_in_the_past_tense(pdtrack: Pdtrack) -> None:
    """It stays, with when it was found, and a note that it no longer stands out."""
    rows = planted(60)
    for number in range(61, 301):
        marked = number % 2
        rows.append(
            row(
                number,
                NOW,
                before=6,
                before_recalled=True,
                after=7 if marked else 3,
                tears=0 if marked else 1,
                tags=["commute"] if marked else [],
            )
        )
    for number, each in enumerate(rows):
        at = NOW - timedelta(days=len(rows) - number)
        each["at"], each["recorded_at"] = at.isoformat(), at.astimezone(UTC).isoformat()
    bring(pdtrack, rows)
    text = screen_text(pdtrack)
    assert "commute was linked with tears at entry 45." in text
    assert "it no longer stands out." in text
    assert "entries with commute" not in text
    link = links(pdtrack)[0]
    assert link["difference"][0] <= 0
    assert link["text"].startswith("commute was linked with")
    assert not re.search(r"about -\d+ points in 100 more", screen_text(pdtrack, "--why"))


def test_a_tag_that_comes_with_another_names_it(pdtrack: Pdtrack) -> None:
    """They are mostly on the same entries, so one means little without the other."""
    rows = diary(150, seed=2, planted="commute")
    deal = random.Random(5)
    for each in rows:
        if "commute" in each["tags"] and deal.random() < 0.85:
            each["tags"].append("late-night")
    bring(pdtrack, rows)
    found = {each["tag"]: each for each in links(pdtrack) if each["outcome"] == "tears"}
    assert found["late-night"]["mostly_with"] == "commute"
    assert (
        "The link between late-night and tears is mostly in entries that also have commute."
        in screen_text(pdtrack)
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_diary_of_only_harder_entries_cannot_be_compared(size: int, pdtrack: Pdtrack) -> None:
    """It shows what would help, and doesn't claim that no tag stands out."""
    rows = diary(size, seed=NULL, hard=1.0)
    for each in rows:
        # Without the mood before, there are only tears to compare.
        each["before"], each["before_recalled"], each["after"] = None, None, 5
    bring(pdtrack, rows)
    text = screen_text(pdtrack)
    assert f"There are {size} entries to compare for tears, with tears in {size} of them." in text
    assert "would give it something to compare." in text
    # By the feelings afterwards some of these moments aren't harder, and no line claims so.
    assert "All your entries so far are harder" not in text
    assert "no tag stands out" not in text
    assert "Used too rarely" not in text
    assert links(pdtrack) == []


def test_a_diary_of_only_harder_moments_is_described_once(pdtrack: Pdtrack) -> None:
    """Even though neither outcome can be compared."""
    rows = diary(40, seed=NULL, hard=1.0)
    for each in rows:
        each["after"] = 2
        each["before"] = 8
    bring(pdtrack, rows)
    text = screen_text(pdtrack)
    assert text.count("All your entries so far are harder moments.") == 1
    assert "entries to compare" not in text


def test_at_most_five_tags_come_up_with_a_word_about_chance(pdtrack: Pdtrack) -> None:
    """Counts for both groups, and that some of it is chance."""
    bring(pdtrack, planted(200))
    text = screen_text(pdtrack)
    assert len(re.findall(r"of your last 20 harder moments", text)) <= 5
    assert "Chance alone" in text


def test_too_early_to_say_is_not_shown_above_a_finding(pdtrack: Pdtrack) -> None:
    """If tags come up or occur together, the screen doesn't deny it first."""
    rows = planted(60)
    for each in rows:
        each["tags"] = [tag for tag in each["tags"] if tag == "commute"]
    bring(pdtrack, rows)
    text = screen_text(pdtrack)
    assert "entries with commute" in text
    assert "There is not enough in your diary yet to see a pattern" not in text


def test_a_second_reflection_is_short_and_names_its_guide(pdtrack: Pdtrack) -> None:
    """What to see someone about stays; `--why` and the JSON have the whole text."""
    for number in range(8):
        pdtrack.now += timedelta(days=2)
        tags = "stress,numb" if number % 2 else "none"
        mood = 2 if number % 2 else 8
        pdtrack.ok(f"log --new --mood {mood} --tag {tags} --wanted yes")
    text = screen_text(pdtrack)
    assert text.count("Something small to try") == 1
    assert 'If you have thoughts of hurting yourself, type "pdtrack support" now.' in text
    assert "More: pdtrack guide low-mood." in text
    assert screen_text(pdtrack, "--why").count("Something small to try") == 2
    found = pdtrack.ok("patterns --json").json["reflections"]
    assert all("Something small to try" in one["text"] for one in found)
    assert pdtrack.ok("guide low-mood").out


def test_moments_alone_are_named_where_a_count_leaves_them_out(pdtrack: Pdtrack) -> None:
    """Else "all 3 of your harder moments" would contradict the count above it."""
    for number in range(9):
        pdtrack.now += timedelta(days=2)
        how = ("--with partner --tag conflict", "--with solo --tag none", "--tag none")[number % 3]
        pdtrack.ok(f"log --new --mood {8 if number % 3 == 2 else 2} {how}")
    text = screen_text(pdtrack)
    assert "6 were harder" in text
    assert "In all 3 of your harder moments (not counting those alone)" in text


def test_the_counts_do_not_contradict_the_claim(pdtrack: Pdtrack) -> None:
    """A tag that is linked is not also listed as what chance can do; rare means how few."""
    rows = planted(60)
    for each in rows[:3]:
        each["tags"].append("new-flat")
    bring(pdtrack, rows)
    text = screen_text(pdtrack)
    comes_up = text.partition("What keeps coming up")[2].partition("These are counts.")[0]
    assert "commute" not in comes_up
    assert text.index("You cried in") < text.index("What keeps coming up")
    assert re.search(r"rarely to compare yet \(in fewer than 5 entries\): .*new-flat", text)


@pytest.mark.parametrize("size", [12, 30, 60, 120])
def test_the_first_screen_is_enough_by_itself(size: int, pdtrack: Pdtrack) -> None:
    """On 24 lines: what went well comes first, and what matters most is on it."""
    bring(pdtrack, planted(size))
    first = pdtrack.ok("patterns", tty=True).out.splitlines()[:23]
    text = " ".join(" ".join(first).split())
    assert "moments were fine" in first[0]
    assert "Harder means a mood of 0 to 3 afterwards" in text
    if size == 12:
        assert "no tag stands out" not in text
    elif size == 30:
        assert "no tag stands out more than chance would explain." in text
    else:
        assert "You cried in" in text
        assert "That does not show that one brings on the other." in text


def test_nothing_linked_names_how_many_entries_were_compared(pdtrack: Pdtrack) -> None:
    """So the sentence is about that check, and not about what was counted since."""
    bring(pdtrack, diary(59, seed=NULL))
    text = screen_text(pdtrack)
    assert "pdtrack last compared all your tags after 45 entries. So far, no tag" in text
    assert "not enough in your diary" not in text


# Things that change nothing


def test_an_edit_after_48_hours_changes_no_link(pdtrack: Pdtrack) -> None:
    """Tags added or removed later don't count, on any entry; within 48 hours they do."""
    rows = planted(60)
    bring(pdtrack, rows)
    was = links(pdtrack)
    for each in rows[:57]:
        other = ["quarrel"] if "commute" in each["tags"] else ["commute"]
        line = ["edit", str(each["id"]), "--new-tag", "--tag", ",".join(other)]
        pdtrack.ok(line)
    assert links(pdtrack) == was
    assert "added later" in pdtrack.ok("show 5").out
    had = "commute" in rows[59]["tags"]
    pdtrack.ok(["edit", "60", "--new-tag", "--untag" if had else "--tag", "commute"])
    (total,) = {each["with_total"] for each in was}
    assert {each["with_total"] for each in links(pdtrack)} == {total - 1 if had else total + 1}


def test_an_entry_is_compared_as_it_was_after_48_hours(pdtrack: Pdtrack) -> None:
    """A journal recorded day by day, with late edits, has the same links."""
    rows = planted(46)
    pdtrack.now = datetime.fromisoformat(rows[0]["at"])
    for each in rows:
        pdtrack.now = datetime.fromisoformat(each["at"])
        tags = ",".join(each["tags"]) or "none"
        pdtrack.ok(
            f"log --new --new-tag --mood {each['after']} --before {each['before']} "
            f"--tears {each['tears']} --tag {tags}"
        )
    pdtrack.now = NOW
    was = found_at(pdtrack)
    assert ("commute", "tears") in was
    for number in range(1, 44):
        pdtrack.ok(f"edit {number} --clear tags --tag none")
    assert found_at(pdtrack) == was


def test_entries_of_one_time_may_be_in_any_order(pdtrack: Pdtrack) -> None:
    """Comparisons use the order of recording, not of the moments."""
    rows = planted(60)
    bring(pdtrack, rows)
    was = links(pdtrack)
    pdtrack.ok("undo")
    for each in rows:
        each["at"] = rows[0]["at"]
    random.Random(1).shuffle(rows)
    for number, each in enumerate(rows, 1):
        each["uid"] = f"again-{number}"
    bring(pdtrack, rows, "shuffled.json")
    assert links(pdtrack) == was


def test_appending_changes_no_earlier_check(pdtrack: Pdtrack) -> None:
    """A link that was found stays found, at the same entry and with the same chance."""
    rows = diary(200, seed=PLANTED, planted="commute")
    was: dict[tuple[str, str], tuple[int, float]] = {}
    for size in (29, 30, 44, 45, 59, 60, 61, 75, 120, 200):
        bring(pdtrack, rows[:size], f"{size}.json")
        now = found_at(pdtrack)
        assert {key: now[key] for key in was} == was
        assert all(entry <= size for entry, _ in now.values())
        was = now
    assert was


def test_looking_more_often_changes_nothing(pdtrack: Pdtrack) -> None:
    """The answer depends on the journal alone."""
    bring(pdtrack, planted(60))
    first = links(pdtrack)
    for _ in range(5):
        screen_text(pdtrack)
        screen_text(pdtrack, "--why")
    assert links(pdtrack) == first


def test_entries_that_cannot_be_compared_are_left_out(pdtrack: Pdtrack) -> None:
    """Days, and moments without tags, without the outcome or not wanted, change no link."""
    rows = planted(60)
    bring(pdtrack, rows)
    was = links(pdtrack)
    more = [
        row(61, NOW - timedelta(hours=60), after=2, tears=2),
        row(62, NOW - timedelta(hours=59), after=2, tags=["commute"]),
        row(63, NOW - timedelta(hours=58), tears=2, tags=["commute"], wanted="mixed"),
        row(64, NOW - timedelta(hours=57), tears=2, tags=["commute"], wanted="no"),
        row(65, NOW - timedelta(hours=56), tears=2, tags=["commute", "hurt-by-partner"]),
        row(66, NOW - timedelta(hours=55), kind="day", mood=2, tears=2, tags=["commute"]),
        row(67, NOW - timedelta(hours=54), before=6, before_recalled=False, tags=["commute"]),
    ]
    for each in more:
        each["recorded_at"] = (NOW - timedelta(days=30)).astimezone(UTC).isoformat()
    bring(pdtrack, more, "more.json")
    assert links(pdtrack) == was


def test_reactions_and_safety_are_never_compared(pdtrack: Pdtrack) -> None:
    """A tag for how it felt can't be linked with how it felt."""
    rows = diary(200, seed=NULL)
    for each in rows:
        if each["tears"]:
            each["tags"] += ["sad", "sudden-drop"]
    bring(pdtrack, rows)
    assert links(pdtrack) == []
    assert "with sad" not in screen_text(pdtrack)


def test_with_whom_and_orgasm_are_compared_in_plain_words(pdtrack: Pdtrack) -> None:
    """Being alone and no orgasm can be linked; the sentence has no code word."""
    rows = diary(90, seed=NULL)
    deal = random.Random(3)
    for each in rows:
        alone = deal.random() < (0.8 if each["tears"] else 0.15)
        each["with"] = "solo" if alone else "partner"
    bring(pdtrack, rows)
    assert {each["tag"] for each in links(pdtrack)} == {"with:solo"}
    text = screen_text(pdtrack)
    assert "entries with only you" in text
    assert "with:solo" not in text


@pytest.mark.parametrize("mark", [*ANSWER_MARKS, "cause:3"])
def test_answers_compared_like_tags_are_named_in_words(mark: str) -> None:
    """A sentence names the person, never the code for the answer."""
    assert ":" not in tag_text(mark, {})


def test_the_document_of_an_empty_diary_has_every_part(pdtrack: Pdtrack) -> None:
    """A script finds the same names as in a long one."""
    found = pdtrack.ok("patterns --json").json["over_time"]
    assert found["last_ten"] == {"harder": 0, "of": 0}
    assert (found["ten_before"], found["as_large_by_chance"], found["claim"]) == (None, None, None)


def test_no_line_counts_none_of_nothing(pdtrack: Pdtrack) -> None:
    """Where every moment was harder, there are no others to compare with."""
    for day in range(1, 6):
        pdtrack.ok(f"log --mood 3 --pain 2 --tag stress --at '{day} days ago'")
    assert "That is all 5 harder moments.\n" in pdtrack.ok("patterns").out


def test_every_moment_that_is_in_no_count_is_named_as_left_out(pdtrack: Pdtrack) -> None:
    """The numbers on the page add up to all moments, and the report has the same."""
    for day, wanted in ((1, "yes"), (2, "mixed"), (3, "pressured")):
        pdtrack.ok(f"log --mood 4 --wanted {wanted} --at 2026-11-{day:02}")
    page = pdtrack.ok("patterns").out
    assert "3 entries; " in page
    assert "2 moments are left out of the counting" in page
    assert "2 moments were not fully wanted" in pdtrack.ok("report r.html").err
