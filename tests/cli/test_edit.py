"""`edit`: with options, with questions that show each answer, and what it rejects."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cli.acts import entry, journal, steps
from conftest import Pdtrack, Screen, Terminal

FULL = (
    "log --mood 4 --before 7 --tears tears --pain mild --wanted yes --lasted hours "
    "--with partner --orgasm --tag stress,sad --helped held --note early"
)
CHANGES = [
    ("--mood 5", "after", 5),
    ("--before 6", "before", 6),
    ("--later 8", "later", 8),
    ("--tears none", "tears", 0),
    ("--pain 3", "pain", 3),
    ("--wanted mixed", "wanted", "mixed"),
    ("--lasted days", "lasted", "days"),
    ("--with solo", "with", "solo"),
    ("--no-orgasm", "orgasm", False),
    ("--tag love --tag sad,wine", "tags", ["stress", "sad", "love", "wine"]),
    ("--untag Stress", "tags", ["sad"]),
    ("--untag stressed --tag wine", "tags", ["sad", "wine"]),
    ("--untag sad,stress", "tags", None),
    ("--clear tags --tag love", "tags", ["love"]),
    ("--clear tag --tag none", "tags", []),
    ("--helped slept,tea", "helped", ["held", "slept", "tea"]),
    ("--clear helped --helped none", "helped", []),
    ("--note late", "note", "early\n\nlate"),
    ("--clear note --note late", "note", "late"),
    ("--at '2026-11-20 23:30'", "at", "2026-11-20T23:30:00+01:00"),
]
FIELDS = (
    "before", "after", "tears", "pain", "lasted", "wanted", "with", "orgasm", "tags",
    "helped", "note",
)  # fmt: skip


@pytest.mark.parametrize(("option", "field", "value"), CHANGES)
def test_an_option_changes_one_answer_and_adds_words_and_notes(
    option: str, field: str, value: object, pdtrack: Pdtrack
) -> None:
    """It changes one answer and the time of change; within 48 hours, settled answers too."""
    pdtrack.ok(FULL)
    was = entry(pdtrack)
    pdtrack.now += timedelta(minutes=5)
    shown = pdtrack.ok(f"edit 1 {option} --json").json["entry"]
    changed = {name.removeprefix("settled_") for name in was if shown[name] != was[name]}
    assert changed == {field, "edited_at"}
    assert shown[field] == value
    assert shown["edited_at"] == "2026-11-21T23:45:00+00:00"
    assert entry(pdtrack) == shown


@pytest.mark.parametrize("field", FIELDS)
def test_clear_makes_an_answer_skipped_again(field: str, pdtrack: Pdtrack) -> None:
    """Skipped is not none and not 0; `show` lists it as skipped."""
    pdtrack.ok(FULL)
    pdtrack.ok(f"edit 1 --clear {field}")
    found = entry(pdtrack)
    assert found[field] is None
    if field == "before":
        assert found["before_recalled"] is None
    (skipped,) = (line for line in pdtrack.ok("show 1").out.split("\n") if "or skipped: " in line)
    assert field in skipped


def test_several_answers_are_cleared_and_others_set_at_once(pdtrack: Pdtrack) -> None:
    """One edit is one change."""
    pdtrack.ok(FULL)
    pdtrack.ok("edit 1 --clear mood --clear WITH --clear orgasm --tears sobbing --tag wine")
    found = entry(pdtrack)
    assert [found[n] for n in ("after", "with", "orgasm", "tears")] == [None, None, None, 3]
    pdtrack.ok("undo")
    assert entry(pdtrack)["after"] == 4


def test_last_is_the_entry_written_most_recently(pdtrack: Pdtrack) -> None:
    """Not the one that happened most recently."""
    pdtrack.ok("log --mood 4")
    pdtrack.ok("log --mood 5 --at '3 days ago'")
    pdtrack.ok("edit LAST --mood 6")
    assert [entry(pdtrack, n)["after"] for n in (1, 2)] == [4, 6]


def test_a_day_has_its_own_answers(pdtrack: Pdtrack) -> None:
    """Its mood is the mood of the day; an answer about a moment is refused by name."""
    pdtrack.ok("day --mood 4 --tears 1 --tag stress")
    pdtrack.ok("edit 1 --mood 6 --clear tears")
    found = entry(pdtrack)
    assert (found["mood"], found["after"], found["tears"]) == (6, None, None)
    for option in ("--before 5", "--later 5", "--pain 1", "--wanted yes", "--with solo"):
        result = pdtrack(f"edit 1 {option}")
        name = option[2:].split()[0]
        assert result.code == 2
        assert result.err == f"pdtrack: An entry of this kind has no {name}.\n"
    result = pdtrack("edit 1 --clear pain")
    assert result.code == 2
    assert result.err == (
        "pdtrack: There is no answer with that name. "
        "The answers are mood, tears, tags, helped, note.\n"
    )
    assert entry(pdtrack) == found


def test_an_edit_that_changes_nothing_leaves_no_trace(pdtrack: Pdtrack) -> None:
    """No time of change, no undo step."""
    pdtrack.ok(FULL)
    before = journal(pdtrack.journal)
    pdtrack.now += timedelta(minutes=5)
    pdtrack.ok("edit 1 --mood 4 --before 7 --tag stress,sad --tears 2 --helped held --clear later")
    assert journal(pdtrack.journal) == before
    assert steps(pdtrack.journal) == 1
    assert "entry 1 (" in pdtrack.ok("undo").out


def test_a_remembered_mood_stays_remembered_and_a_new_one_is(pdtrack: Pdtrack) -> None:
    """An edit wasn't made at the time of the moment."""
    pdtrack.ok("log --mood 4")
    pdtrack.ok("edit 1 --before 7")
    assert entry(pdtrack)["before_recalled"] is True
    pdtrack.ok("edit 1 --before 8")
    assert entry(pdtrack)["before_recalled"] is True
    pdtrack.ok("before --mood 5")
    pdtrack.ok("edit 2 --clear before --before 6 --tears 1")
    assert entry(pdtrack, 2)["before_recalled"] is False


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("edit 9 --mood 4", "No entry 9. pdtrack list shows the numbers."),
        ("edit 0 --mood 4", "No entry 0. pdtrack list shows the numbers."),
        ("edit 1", "There is nothing to change. Give an option, such as --mood 6."),
        (
            "edit one --mood 4",
            "Name an entry by its number, or last. pdtrack list shows the numbers.",
        ),
        ("edit 1 --clear mood", "No answer would be left. Use pdtrack delete to delete the entry."),
        ("edit 1 --mood 5 --at 'in 2 hours'", ""),
        ("edit 1 --at tomorrow", ""),
        ("edit 1 --at 2027-01-01", ""),
        ("edit 1 --mood 11", ""),
        ("edit 1 --tears lots", ""),
        ("edit 1 --tag stres", "There is no tag stres. Did you mean stress?"),
        (
            "edit 1 --clear feelings",
            "There is no answer with that name. The answers are before, after, later, tears, pain, "
            "lasted, wanted, with, orgasm, tags, helped, note.",
        ),
        ("edit 1 2 --mood 3", "edit changes one entry at a time. Repeat the line for each."),
        ("edit mood 2", "Name an entry by its number, or last. pdtrack list shows the numbers."),
        ("edit 1 --clear ''", "There is no answer with that name."),
        ("edit 1 --clear at", "There is no answer with that name."),
        ("edit 1 --clear before-recalled", "There is no answer with that name."),
        ("edit 1 --tag -stress", "A tag can't begin with a hyphen. pdtrack edit ID --untag TAG"),
        ("edit 1 --helped ' -held'", "A word for what helped can't begin with a hyphen."),
        ("edit 1 --untag stress", "Entry 1 doesn't have that tag. pdtrack show 1 shows its tags."),
        ("edit 1 --untag ''", "Entry 1 doesn't have that tag."),
        ("edit 1 --untag sad --clear tags", "--clear tags takes every tag off. Leave out --untag."),
        ("edit 1 mood", "There is nothing to change. Give an option, such as --mood 6."),
        (
            "edit 1 mood --mood 6",
            "Name one answer to be asked about, or give options, but not both.",
        ),
        ("edit 1 feelings", "There is no answer with that name."),
        ("edit 1 message", "There is no answer with that name."),
        ("edit --mood 4", "A value is missing. Give the entry's number, or last."),
    ],
)
def test_a_bad_edit_is_refused_and_nothing_changes(line: str, says: str, pdtrack: Pdtrack) -> None:
    """One line explains why, exit 2; the journal stays byte for byte."""
    pdtrack.ok("log --mood 4")
    was = pdtrack.journal.read_bytes()
    result = pdtrack(line)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"pdtrack: {says}")
    assert result.err.count("\n") == 1
    assert pdtrack.journal.read_bytes() == was


def test_none_fits_never_replaces_words(pdtrack: Pdtrack) -> None:
    """The line shows how to do it; a word does replace "none fits"."""
    pdtrack.ok(FULL)
    for option in ("--tag none", "--helped none"):
        result = pdtrack(f"edit 1 {option}")
        assert (result.code, result.out) == (2, "")
        assert "--clear tags --tag none" in result.err
    pdtrack.ok("edit 1 --clear tags --tag none")
    assert "- tags: was none, is now love." in pdtrack.ok("edit 1 --tag love").out


def test_a_word_that_calls_for_a_card_is_never_refused_for_a_hyphen(pdtrack: Pdtrack) -> None:
    """Showing the card matters more."""
    pdtrack.ok("log --mood 4")
    assert "is not your fault" in pdtrack.ok("edit 1 --tag -raped").out


def test_edit_shows_each_old_and_new_answer(pdtrack: Pdtrack) -> None:
    """One line each, without the note's text; a discreet screen has numbers."""
    pdtrack.ok(FULL)
    out = pdtrack.ok(
        "edit 1 --mood 5 --tag love --untag sad --clear pain --note more --at '2026-11-21 23:30'"
    ).out
    for line in (
        "- after: was 4, is now 5.",
        "- pain: was mild, is now skipped.",
        "- tags: was stress, sad, is now stress, love.",
        "- note: a paragraph was added.",
        "- when: was Sun 22 Nov 2026, 00:40, is now Sat 21 Nov 2026, 23:30.",
    ):
        assert f"{line}\n" in out
    assert out.count("early") == 1
    out = pdtrack.ok("--discreet edit 1 --tag wine --clear note").out
    assert "- words: was 2, is now 3.\n- note: cleared.\n" in out
    assert pdtrack.ok("edit 1 --mood 5").out.endswith("Nothing was changed.\n")


def test_adding_too_long_a_paragraph_keeps_the_note(pdtrack: Pdtrack) -> None:
    """The limit applies to the whole note, and the message has its length."""
    pdtrack.ok(f"log --note {'a' * 19_990}")
    result = pdtrack(f"edit 1 --note {'b' * 20}")
    assert result.code == 2
    assert "this one has 20,012" in result.err


def test_without_a_journal_there_is_nothing_to_edit(pdtrack: Pdtrack) -> None:
    """`edit` doesn't make one."""
    assert pdtrack("edit 1 --mood 4").code == 2
    assert pdtrack("edit last --mood 4").code == 2
    assert not pdtrack.journal.exists()


def test_an_edit_can_lead_to_a_new_card(pdtrack: Pdtrack) -> None:
    """Once: the next edit doesn't show it again."""
    pdtrack.ok("log --mood 4")
    first = pdtrack.ok("edit 1 --wanted no")
    assert "not your fault" in first.out
    assert "not your fault" not in pdtrack.ok("edit 1 --mood 3").out


def test_the_new_time_is_shown_once(pdtrack: Pdtrack) -> None:
    """With its weekday and date; on standard error beside JSON."""
    pdtrack.ok("log --mood 4")
    result = pdtrack.ok("edit 1 --at 'fri 23:00'")
    assert (result.out.count("is now Fri 20 Nov 2026, 23:00"), result.err) == (1, "")
    assert pdtrack.ok("edit 1 --at 'fri 22:00' --json").err == "Fri 20 Nov 2026, 22:00.\n"


# What is compared settles after 48 hours


@pytest.mark.parametrize(
    ("past", "late"), [({"hours": 48}, False), ({"hours": 48, "seconds": 1}, True)]
)
def test_a_tag_added_late_is_marked_so(past: dict[str, int], late: bool, pdtrack: Pdtrack) -> None:
    """Within 48 hours it belongs to the entry; after that, `show` marks it as added later."""
    pdtrack.ok("log --mood 4 --tag stress")
    pdtrack.now += timedelta(**past)
    pdtrack.ok("edit 1 --tag stress,wine")
    assert ("added later: wine" in pdtrack.ok("show 1").out) is late


# By questions


STANDS = (
    ("How did you feel right after, 0-10?", "4"),
    ("How did you feel beforehand, 0-10?", "7"),
    ("How did you feel some hours later, 0-10?", ""),
    ("Who were you with?", "partner"),
    ("Did you want it?", "yes"),
    ("Tags, separated by commas", "stress, sad"),
    ("Did you cry?", "tears"),
    ("Any pain?", "mild"),
    ("Did you have an orgasm?", "yes"),
    ("How long did the feelings last?", "hours"),
    ("What helped?", "held"),
    ("Would you like to write something down?", "early"),
)


def test_questions_show_the_old_answer_and_enter_keeps_it(
    terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Pressing Enter twelve times changes nothing."""
    pdtrack.ok(FULL)
    was = journal(pdtrack.journal)
    screen = terminal("--plain edit 1")
    screen.expect("Press Enter to keep an answer")
    for question, current in STANDS:
        screen.expect(question)
        screen.expect(current)
        screen.type()
    screen.expect("Entry 1")
    assert screen.end() == 0
    assert journal(pdtrack.journal) == was
    assert steps(pdtrack.journal) == 1


def test_a_typed_answer_replaces_the_old_one(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """pdtrack asks again after a wrong answer; the others stay."""
    pdtrack.ok(FULL)
    screen = terminal("--plain edit last")
    typed = {"4": "6", "tears": "none", "stress, sad": "none", "": "9"}
    for question, current in STANDS:
        screen.expect(question)
        screen.expect(current)
        screen.type(typed.get(current, ""))
    assert screen.end() == 0
    found = entry(pdtrack)
    answers = [found[n] for n in ("after", "before", "tears", "tags", "later", "note")]
    assert answers == [6, 7, 0, [], 9, "early"]


def test_edit_can_ask_for_one_answer_only(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """The line holds the old text, and whatever it holds at the end is the answer."""
    pdtrack.ok(FULL)
    screen = terminal("--plain edit last note")
    screen.expect("Press Enter to keep the answer")
    screen.expect("Would you like to write something down?")
    screen.expect("early")
    screen.type(" morning")
    screen.expect("note: rewritten.")
    assert screen.end() == 0
    assert "Who were you with" not in screen.text
    assert entry(pdtrack)["note"] == "early morning"


@pytest.mark.parametrize("how", ["", "--plain "])
def test_a_comma_adds_a_tag_to_those_in_the_line(
    how: str, terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """The question says so: a letter would begin a new answer."""
    pdtrack.ok("log 4 --tag wine --tag stress")
    screen = terminal(f"{how}edit 1 tags")
    screen.expect("Type a comma to keep these words and add more.")
    screen.expect("wine, stress")
    screen.type(", sad")
    screen.expect("tags: was wine, stress, is now wine, stress, sad.")
    assert screen.end() == 0


def test_ctrl_c_changes_nothing(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """Whatever was typed before; exit 130."""
    pdtrack.ok(FULL)
    was = pdtrack.journal.read_bytes()
    screen = terminal("edit 1")
    screen.expect("How did you feel right after")
    screen.type()
    screen.expect("How did you feel beforehand")
    screen.interrupt()
    assert screen.end() == 130
    assert pdtrack.journal.read_bytes() == was


def edited_day(screen: Screen, *, mood: str = "", tag: str = "") -> Screen:
    """The screen after its five questions; the mood of 4 is rubbed out first."""
    typed = {"How did you feel, 0-10?": mood, "Tags": tag}
    for question in ("How did you feel, 0-10?", "Tags", "Did you cry?", "What helped?", "write"):
        screen.expect(question)
        if question.startswith("How"):
            screen.expect("\u203a 4")
            screen.press("\x7f")
        screen.type(typed.get(question, ""))
    return screen


def test_a_day_is_asked_its_own_questions(terminal: Terminal, pdtrack: Pdtrack) -> None:
    """There are five of them."""
    pdtrack.ok("day --mood 4")
    screen = edited_day(terminal("edit 1"), mood="5")
    assert screen.end() == 0
    assert entry(pdtrack)["mood"] == 5
    assert "Who were you with" not in screen.text


def test_a_word_about_consent_marks_an_entry_in_edit_too(
    terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """The card appears at once, the change is saved, and no further answer is needed."""
    pdtrack.ok("log --mood 4 --wanted yes --tag stress")
    screen = terminal("--plain edit 1")
    for question in STANDS[:5]:
        screen.expect(question[0])
        screen.type()
    screen.expect("Tags, separated by commas")
    screen.expect("stress")
    screen.type("stress, raped")
    screen.expect("is not your fault")
    screen.expect("Would you like to add more? [y/N]")
    screen.interrupt()
    assert screen.end() == 130
    assert "Entry 1 is saved." in screen.text
    found = entry(pdtrack)
    assert (found["tags"], found["cards"]) == (["stress"], ["card-not-agreed"])


def test_the_only_answer_can_be_cleared_before_another_is_given(
    terminal: Terminal, pdtrack: Pdtrack
) -> None:
    """Whether an answer is left counts at the end, when the change is saved."""
    pdtrack.ok("day --mood 4")
    assert edited_day(terminal("edit 1"), tag="stress").end() == 0
    found = entry(pdtrack)
    assert (found["mood"], found["tags"]) == (None, ["stress"])
