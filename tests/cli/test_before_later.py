"""One moment recorded in up to three steps, and which step completes which entry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from build import NOW
from cli.acts import entry, numbers, steps
from conftest import Pdtrack, Terminal


def readings(pdtrack: Pdtrack, number: int | str = "last") -> tuple[object, ...]:
    """The moods of an entry: before, whether remembered, right after, later."""
    found = entry(pdtrack, number)
    return tuple(found[name] for name in ("before", "before_recalled", "after", "later"))


def test_log_completes_the_moment_that_before_opened_and_reports_it(pdtrack: Pdtrack) -> None:
    """One entry holds both moods; the mood before doesn't count as remembered."""
    pdtrack.ok("before --mood 7")
    pdtrack.now += timedelta(hours=1)
    out = pdtrack.ok("log --mood 3").out
    assert (
        out == "Saved as entry 1. It completes the one you began Sun 22 Nov 2026, 00:40 (mood 7).\n"
        "\nBefore 7, after 3.\n"
        '\nBe gentle with yourself for a while. "pdtrack support" shows people to turn to.\n'
    )
    assert numbers(pdtrack, "list") == [1]
    assert readings(pdtrack) == (7, False, 3, None)


@pytest.mark.parametrize(
    ("later", "entries"), [({"hours": 12}, 1), ({"hours": 12, "seconds": 1}, 2)]
)
def test_a_moment_waits_12_hours(later: dict[str, int], entries: int, pdtrack: Pdtrack) -> None:
    """At twelve hours `log` completes it; a second later it starts a new one silently."""
    pdtrack.ok("before --mood 7")
    pdtrack.now += timedelta(**later)
    assert ("completes" in pdtrack.ok("log --mood 3").out) is (entries == 1)
    assert len(numbers(pdtrack, "list")) == entries


def test_new_leaves_an_opened_moment_alone(pdtrack: Pdtrack) -> None:
    """`--new` starts another; the open moment still waits for the next log."""
    pdtrack.ok("before --mood 7")
    pdtrack.ok("log --new --mood 3")
    assert readings(pdtrack, 1) == (7, False, None, None)
    assert readings(pdtrack, 2) == (None, None, 3, None)
    pdtrack.ok("log --mood 5")
    assert readings(pdtrack, 1) == (7, False, 5, None)


def test_the_newest_of_several_opened_moments_is_completed(pdtrack: Pdtrack) -> None:
    """Each log completes the newest one that still waits."""
    pdtrack.ok("before --mood 1")
    pdtrack.now += timedelta(hours=1)
    pdtrack.ok("before --mood 2")
    pdtrack.ok("log --mood 8")
    pdtrack.ok("log --mood 9")
    assert (readings(pdtrack, 2), readings(pdtrack, 1)) == (
        (2, False, 8, None),
        (1, False, 9, None),
    )


def test_a_completed_moment_is_not_completed_again(pdtrack: Pdtrack) -> None:
    """A second log after one `before` is a separate moment."""
    pdtrack.ok("before --mood 7")
    pdtrack.ok("log --mood 3")
    pdtrack.ok("log --mood 4")
    assert numbers(pdtrack, "list") == [2, 1]


def test_a_day_never_completes_a_moment(pdtrack: Pdtrack) -> None:
    """A mood during the day doesn't belong to a moment."""
    pdtrack.ok("before --mood 7")
    pdtrack.ok("day --mood 5")
    assert [entry(pdtrack, n)["kind"] for n in (1, 2)] == ["intimate", "day"]


def test_tags_and_notes_from_both_steps_stay(pdtrack: Pdtrack) -> None:
    """Tags are merged without repeats; the second note follows the first on its own line."""
    pdtrack.ok(["before", "--mood", "7", "--tag", "stress,wine", "--note", "a long day"])
    pdtrack.ok(["log", "--mood", "3", "--tag", "sad,stress", "--note", "cried a bit"])
    found = entry(pdtrack)
    assert found["tags"] == ["stress", "wine", "sad"]
    assert found["note"] == "a long day\ncried a bit"


def test_none_fits_afterwards_keeps_the_tags_from_before(pdtrack: Pdtrack) -> None:
    """What was marked before is still true."""
    pdtrack.ok("before --mood 7 --tag stress")
    pdtrack.ok("log --mood 8 --fine")
    assert entry(pdtrack)["tags"] == ["stress"]


def test_answers_skipped_afterwards_keep_their_earlier_values(pdtrack: Pdtrack) -> None:
    """A log without tags and note removes neither."""
    pdtrack.ok("before --mood 7 --tag stress --note early")
    pdtrack.ok("log --mood 8")
    assert (entry(pdtrack)["tags"], entry(pdtrack)["note"]) == (["stress"], "early")


def test_a_mood_before_given_to_log_counts_as_remembered(pdtrack: Pdtrack) -> None:
    """`before_recalled` marks it in the data, and `show` mentions it."""
    pdtrack.ok("log --mood 3 --before 7")
    assert readings(pdtrack) == (7, True, 3, None)
    assert "before: 7 (remembered)" in pdtrack.ok("show last").out


def test_a_remembered_mood_does_not_open_a_moment(pdtrack: Pdtrack) -> None:
    """A log with only the mood before is complete; the next log is another moment."""
    pdtrack.ok("log --before 7")
    pdtrack.ok("log --mood 3")
    assert numbers(pdtrack, "list") == [2, 1]


def test_an_opened_moment_is_never_counted_as_hard(pdtrack: Pdtrack) -> None:
    """However low the mood before was."""
    for _ in range(4):
        pdtrack.ok("before --mood 0 --tag sad,stress")
        pdtrack.now += timedelta(days=1)
    assert pdtrack.ok("patterns --json").json["counts"]["hard"] == 0
    assert numbers(pdtrack, "list --hard") == []


def test_a_completed_moment_keeps_when_it_was_opened(pdtrack: Pdtrack) -> None:
    """`at` and `recorded_at` keep the opening's time; `edited_at` is when `log` completed it."""
    pdtrack.ok("before --mood 7")
    opened = entry(pdtrack)
    pdtrack.now += timedelta(hours=2)
    pdtrack.ok("log --mood 3")
    found = entry(pdtrack)
    assert (found["at"], found["recorded_at"]) == (opened["at"], opened["recorded_at"])
    assert found["edited_at"] == "2026-11-22T01:40:00+00:00"


def test_a_time_given_afterwards_moves_the_moment(pdtrack: Pdtrack) -> None:
    """`--at` may be any time between the opening and now."""
    pdtrack.ok("before --mood 7")
    pdtrack.now += timedelta(hours=2)
    result = pdtrack.ok("log --mood 3 --at 01:30")
    assert result.out.startswith("Saved as entry 1: Sun 22 Nov 2026, 01:30. It completes the one")
    assert (numbers(pdtrack, "list"), entry(pdtrack)["at"]) == ([1], "2026-11-22T01:30:00+01:00")


def test_a_time_before_the_opening_is_another_moment(pdtrack: Pdtrack) -> None:
    """What happened before the moment was opened can't complete it."""
    pdtrack.ok("before --mood 7")
    pdtrack.ok("log --mood 3 --at 23:00")
    assert readings(pdtrack, 1) == (7, False, None, None)
    assert len(numbers(pdtrack, "list")) == 2


def test_the_twelve_hours_run_until_the_time_of_the_moment(pdtrack: Pdtrack) -> None:
    """Recorded a day late, a moment 11 hours after the opening still completes it."""
    pdtrack.ok("before --mood 7 --at '2026-11-21 10:00'")
    pdtrack.ok("log --mood 3 --at '2026-11-21 21:00'")
    assert readings(pdtrack) == (7, False, 3, None)
    pdtrack.ok("before --mood 6 --at '2026-11-20 10:00'")
    pdtrack.ok("log --mood 3 --at '2026-11-20 23:00'")
    assert numbers(pdtrack, "list") == [1, 3, 2]


def test_a_moment_can_be_opened_afterwards(pdtrack: Pdtrack) -> None:
    """`before --at` in the past opens a moment at that time."""
    pdtrack.ok("before --mood 7 --at '2h ago'")
    assert entry(pdtrack)["at"] == "2026-11-21T22:40:00+01:00"
    assert "completes" in pdtrack.ok("log --mood 3").out


def test_an_edit_of_the_mood_before_leaves_the_moment_open(pdtrack: Pdtrack) -> None:
    """A corrected typing slip isn't a memory; the next log still completes the moment."""
    pdtrack.ok("before --mood 7")
    pdtrack.ok("edit last --before 6")
    assert readings(pdtrack) == (6, False, None, None)
    assert "completes" in pdtrack.ok("log --mood 3").out


def test_a_mood_noted_in_time_is_never_replaced_by_a_remembered_one(pdtrack: Pdtrack) -> None:
    """`log --before` on an open moment keeps it and reports that, unless both are equal."""
    pdtrack.ok("before --mood 7")
    done = pdtrack.ok("log --mood 3 --before 5")
    assert readings(pdtrack) == (7, False, 3, None)
    assert done.err == "The mood before stays 7, as you noted it at the time.\n"
    pdtrack.ok("before --mood 7")
    assert pdtrack.ok("log --mood 3 --before 7").err == ""


# Later


def test_later_adds_what_helped(pdtrack: Pdtrack) -> None:
    """It adds to the words already there; "none" removes none of them."""
    pdtrack.ok("log --mood 3 --helped held")
    pdtrack.ok("later --mood 6 --helped tea,held")
    assert entry(pdtrack)["helped"] == ["held", "tea"]
    pdtrack.ok("later --helped none")
    assert entry(pdtrack)["helped"] == ["held", "tea"]


def test_later_adds_to_the_newest_moment_and_shows_its_moods(pdtrack: Pdtrack) -> None:
    """The line names the entry, its time, and all three moods."""
    pdtrack.ok("log --mood 3 --before 7")
    pdtrack.now += timedelta(hours=9)
    out = pdtrack.ok("later --mood 6 --lasted hours --helped held").out
    first, _, kind = out.partition("\n\n")
    assert first == (
        "Added to entry 1, Sun 22 Nov 2026, 00:40."
        " Before 7, after 3, later 6. Lasted: hours. Helped: being-held."
    )
    assert kind == "Your mood is higher than it was then. Now your diary shows that, too.\n"
    found = entry(pdtrack)
    assert (found["later"], found["lasted"], found["helped"]) == (6, "hours", ["held"])


@pytest.mark.parametrize(("past", "code"), [({"hours": 36}, 0), ({"hours": 36, "seconds": 1}, 2)])
def test_later_reaches_back_36_hours(past: dict[str, int], code: int, pdtrack: Pdtrack) -> None:
    """At 36 hours it is added; a second later it is refused."""
    pdtrack.ok("log --mood 3")
    pdtrack.now += timedelta(**past)
    result = pdtrack("later --mood 6")
    assert result.code == code
    assert readings(pdtrack)[-1] == (6 if code == 0 else None)
    if code:
        assert result.err == (
            "pdtrack: There is no moment in the last 36 hours. "
            "pdtrack edit ID --later 6 adds it to an older one.\n"
        )


def test_later_chooses_the_newest_by_when_it_happened(pdtrack: Pdtrack) -> None:
    """Not the one written most recently, and never a day entry."""
    pdtrack.ok("log --mood 3 --at '2h ago'")
    pdtrack.ok("log --mood 4 --at '5h ago'")
    pdtrack.ok("day --mood 5 --at '1h ago'")
    pdtrack.ok("later --mood 6")
    assert [entry(pdtrack, n)["later"] for n in (1, 2, 3)] == [6, None, None]


def test_a_second_later_replaces_the_first_and_reports_it(pdtrack: Pdtrack) -> None:
    """pdtrack shows the first one, and undo brings it back."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("later --mood 6")
    assert "later 8. (It was 6.)\n" in pdtrack.ok("later --mood 8").out
    pdtrack.ok("undo")
    assert readings(pdtrack)[-1] == 6


def test_later_completes_nothing_and_makes_no_moment_harder(pdtrack: Pdtrack) -> None:
    """A low mood hours later doesn't make a harder moment."""
    pdtrack.ok("log --mood 8")
    pdtrack.ok("later --mood 0")
    assert numbers(pdtrack, "list --hard") == []


def test_later_needs_an_answer_and_a_moment(pdtrack: Pdtrack) -> None:
    """Without either it is refused; without a journal none is made."""
    assert pdtrack("later").code == 2
    assert pdtrack("later --mood 6").code == 2
    assert not pdtrack.journal.exists()
    pdtrack.ok("day --mood 4")
    assert pdtrack("later --mood 6").code == 2
    assert steps(pdtrack.journal) == 1


def test_the_second_of_two_equal_times_can_be_chosen_for_an_opened_moment(
    pdtrack: Pdtrack,
) -> None:
    """With its offset, the second 02:30 of the night of the clock change is stored."""
    pdtrack.at("2026-10-25T04:00:00+01:00")
    pdtrack.ok("before --mood 7 --at '2026-10-25 01:00'")
    pdtrack.ok("log --mood 3 --at '2026-10-25 02:30 +01:00'")
    assert entry(pdtrack)["at"] == "2026-10-25T02:30:00+01:00"
    assert readings(pdtrack) == (7, False, 3, None)


def test_the_mood_before_is_not_asked_for_again(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """When questions complete a moment, they skip what `before` already recorded."""
    from datetime import datetime

    pdtrack.now = datetime.now().astimezone().replace(microsecond=0)
    pdtrack.ok("before --mood 7")
    screen = terminal("--plain log")
    screen.expect("How do you feel right now, 0-10?")
    screen.type("3")
    screen.expect("Who were you with?")
    screen.interrupt()
    assert screen.end() == 130
    assert "beforehand" not in screen.text


def test_a_note_hours_later_is_added_below_the_first_and_shows_its_card(pdtrack: Pdtrack) -> None:
    """Some people only write it down the morning after."""
    pdtrack.ok(["log", "--mood", "3", "--note", "a long week"])
    shown = pdtrack.ok(["later", "4", "--note", "he held me down and forced me"]).out
    assert "not your fault" in shown
    found = entry(pdtrack)
    assert found["note"] == "a long week\n\nhe held me down and forced me"
    assert found["cards"] == ["card-not-agreed"]
    # The card was shown, so it isn't shown again.
    assert "not your fault" not in pdtrack.ok("later 5").out


def test_a_disclosure_hours_later_is_met_at_its_question(
    terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Also where the moment has that mark already: the card, and then whether to go on."""
    pdtrack.now = NOW.now(NOW.tzinfo)
    pdtrack.ok("log --mood 3 --wanted no")
    screen = terminal("--plain later")
    for question in ("How do you feel right now", "How long did the feelings last?", "What helped"):
        screen.expect(question)
        screen.type("")
    screen.expect("write something down?")
    screen.type("he forced me")
    screen.expect("is not your fault")
    screen.expect("Would you like to add more? [y/N]")
    screen.type("n")
    assert screen.end() == 0
    assert screen.text.count("is not your fault") == 1
    assert entry(pdtrack)["note"] == "he forced me"
