"""Whole nights on a screen of 80 columns and 24 lines: what people type and what they see.

After each answer the test reads the screen: the words that matter are all visible, the
next question included, and nothing has scrolled away.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

import pytest

from cli.acts import entry, numbers
from conftest import Pdtrack
from terminal.conftest import Shell, Shells

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
LINES = 24
# What is typed, and the words that are on the screen afterwards.
Night = Sequence[tuple[str, Sequence[str]]]

MOOD = "How do you feel right now, 0-10?"
BEFORE = "How did you feel beforehand, 0-10?"
WITH = "Who were you with?"
WANTED = "Did you want it?"
TAGS = "Tags, separated by commas"
TEARS = "Did you cry?"
PAIN = "Any pain?"
ORGASM = "Did you have an orgasm?"
LASTED = "How long did the feelings last?"
HELPED = "What helped?"
NOTE = "Would you like to write something down?"
NOT_YOUR_FAULT = "Sex you did not agree to is not your fault."
SAVED_SO_FAR = "What you have written so far is saved."
GO_ON = "Would you like to add more? [y/N]"


@pytest.fixture
def screen(tmux: Shells) -> Shell:
    """A shell on a small screen."""
    return tmux(80, LINES)


def live(screen: Shell, line: str, night: Night) -> str:
    """Run pdtrack on a clear screen, play through the night, and return the last screen."""
    seen = screen(f"clear; {sys.executable} -m pdtrack {line}")
    for keys, words in night:
        seen = screen(keys, *words)
    return seen


@pytest.fixture
def used(pdtrack: Pdtrack) -> Pdtrack:
    """Someone who has seen the first-use notice."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    return pdtrack


def test_tears_and_stress(screen: Shell, used: Pdtrack) -> None:
    """A hard night without a card: everything answered, in the words of a tired person."""
    seen = live(screen, "log", [
        ("3/10", [BEFORE]), ("6", [WITH]), ("my boyfriend", ["Noted as partner.", WANTED]),
        ("y", [TAGS]), ("stress, sad", [TEARS]), ("a lot", ["Noted as sobbing.", PAIN]),
        ("no", [ORGASM]), ("n", [LASTED]), ("still here", ["pdtrack later", HELPED]),
        ("shower", [NOTE]), ("a long week", ["Saved as entry 2", "ready>"]),
    ])  # fmt: skip
    assert "Before 6, after 3. Crying: sobbing" in seen
    found = entry(used)
    assert (found["tears"], found["lasted"], found["tags"]) == (3, None, ["stress", "sad"])


def test_the_first_night(screen: Shell, pdtrack: Pdtrack) -> None:
    """pdtrack saves it before showing anything else, and ends with a kind line."""
    seen = live(screen, "log", [
        ("", ["18 or older? [y/n]"]), ("y", [MOOD]), ("3", [BEFORE]), ("", [WITH]),
        ("", [WANTED]), ("^D", ["Saved as entry 1", "not a doctor", "Be gentle", "ready>"]),
    ])  # fmt: skip
    read = " ".join(seen.split())
    assert read.index("Saved as entry 1") < read.index("not a doctor") < read.index("Be gentle")


def test_a_good_night_by_f(screen: Shell, used: Pdtrack) -> None:
    """Three keys and Enter, and one glad line."""
    seen = live(screen, "log", [("f 8", ["Saved as entry 2", "ready>"])])
    assert MOOD in seen
    assert entry(used)["after"] == 8


@pytest.mark.parametrize(
    ("typed", "card", "mark"),
    [
        ("pressured me", "Giving in is not the same as wanting to.", "card-pressured"),
        ("he forced me", NOT_YOUR_FAULT, "card-not-agreed"),
        ("i was asleep", NOT_YOUR_FAULT, "card-not-agreed"),
        ("5", "You do not have to decide now.", "card-unsure"),
    ],
)
def test_a_disclosure_by_the_consent_answer(
    typed: str, card: str, mark: str, screen: Shell, used: Pdtrack
) -> None:
    """One screen shows the whole card, what is saved and how to continue; Enter stops."""
    live(screen, "log", [
        ("2", [BEFORE]), ("", [WITH]), ("", [WANTED]),
        (typed, [card, "pdtrack support", SAVED_SO_FAR, GO_ON]),
        ("", ["Saved as entry 2", "ready>"]),
    ])  # fmt: skip
    assert entry(used)["cards"] == [mark]


def test_a_disclosure_by_a_tag_and_more_answers(screen: Shell, used: Pdtrack) -> None:
    """pdtrack doesn't ask about an orgasm then; the question about wanting can stay open."""
    seen = live(screen, "log", [
        ("1", [BEFORE]), ("", [WITH]), ("", [WANTED]), ("", [TAGS]),
        ("raped, sad", [NOT_YOUR_FAULT, SAVED_SO_FAR, GO_ON]),
        ("y", [WANTED, "4 no"]), ("", [TEARS]), ("2", [PAIN]), ("", [NOTE]),
        ("", ["Saved as entry 2", "ready>"]),
    ])  # fmt: skip
    assert ORGASM not in seen
    found = entry(used)
    assert (found["tags"], found["wanted"], found["tears"]) == (["sad"], None, 2)
    assert found["cards"] == ["card-not-agreed"]
    used.ok("undo --yes" if "--yes" in used.ok("undo --help").out else "undo")
    assert numbers(used, "list") == [1]


def test_a_hasty_yes_after_a_disclosure_is_not_an_answer_and_can_be_taken_back(
    screen: Shell, used: Pdtrack
) -> None:
    """The question before it was answered with y; and < leads back to whether it was wanted."""
    live(screen, "log", [
        ("he didnt stop when i said no", [NOT_YOUR_FAULT, SAVED_SO_FAR, GO_ON]),
        ("y", [WANTED, "4 no"]), ("y", ["the whole word here"]), ("1", [BEFORE]),
        ("<", [WANTED, "4 no"]), ("no", [BEFORE]), ("", [TAGS]),
    ])  # fmt: skip
    assert entry(used)["wanted"] == "no"


def test_whether_it_was_wanted_is_asked_once_and_not_of_somebody_alone(
    screen: Shell, used: Pdtrack
) -> None:
    """A question that was skipped after one card isn't asked again after the next one."""
    live(screen, "log", [
        ("he forced me", [NOT_YOUR_FAULT, GO_ON]), ("y", [WANTED, "4 no"]), ("", [BEFORE]),
        ("i want to die", ["being honest here", GO_ON]), ("y", [TAGS]), ("^C", ["ready>"]),
    ])  # fmt: skip
    used.ok("log --mood 6 --with solo --new")
    seen = live(screen, "edit last", [
        ("i want to die", ["being honest here", GO_ON]), ("y", [BEFORE]),
        ("", ["some hours later"]), ("", [TAGS]),
        ("^C", ["ready>"]),
    ])  # fmt: skip
    assert WANTED not in seen


def test_a_disclosure_by_a_note(screen: Shell, used: Pdtrack) -> None:
    """At the last question; the card comes before anything else."""
    live(screen, "log", [
        ("3", [BEFORE]), ("", [WITH]), ("", [WANTED]), ("", [TAGS]), ("", [TEARS]), ("", [PAIN]),
        ("", [ORGASM]), ("", [LASTED]), ("", [HELPED]), ("", [NOTE]),
        ("i said no and he carried on", [NOT_YOUR_FAULT, SAVED_SO_FAR, GO_ON]),
        ("", ["Saved as entry 2", "ready>"]),
    ])  # fmt: skip
    assert entry(used)["cards"] == ["card-not-agreed"]


def test_a_disclosure_by_an_import(screen: Shell, used: Pdtrack) -> None:
    """A hand-made table; the entry is marked, and its card can be read."""
    (used.home / "hand.csv").write_text(
        "at,kind,after,note\n2026-11-20T23:30:00+01:00,intimate,3,he forced me\n", encoding="utf-8"
    )
    live(screen, "import hand.csv", [("", ["This is about 1 entry", "ready>"])])
    live(screen, "show 2 --message", [("", [NOT_YOUR_FAULT, "pdtrack support"])])
    assert entry(used, 2)["cards"] == ["card-not-agreed"]


def test_self_harm_as_a_sentence_then_ctrl_c(screen: Shell, used: Pdtrack) -> None:
    """Typed at the very first question: pdtrack doesn't correct or lose it, even after Ctrl-C."""
    live(screen, "log", [
        ("i dont want to live anymore",
         ["call your local emergency number", "pdtrack support", SAVED_SO_FAR, GO_ON]),
        ("^C", ["Entry 2 is saved.", "pdtrack support shows where to find help."]),
    ])  # fmt: skip
    found = entry(used)
    assert (found["note"], found["cards"]) == ("i dont want to live anymore", ["card-self-harm"])


def test_a_mistake_is_corrected_four_questions_later(screen: Shell, used: Pdtrack) -> None:
    """Go back question by question; each line holds its answer, and Enter keeps it."""
    live(screen, "log", [
        ("3", [BEFORE]), ("9", [WITH]), ("1", [WANTED]), ("1", [TAGS]), ("sad", [TEARS]),
        ("<", ["\u203a sad"]),
    ])  # fmt: skip
    for current in ("\u203a yes", "\u203a partner", "\u203a 9"):
        # The line holds the answer, so it is emptied first.
        screen("\x15<", current)
    for keys, words in (
        ("\x156", [WITH]), ("", [WANTED]), ("", [TAGS]), ("", [TEARS]), ("1", [PAIN]),
    ):  # fmt: skip
        screen(keys, *words)
    screen("^D", "Saved as entry 2", "ready>")
    found = entry(used)
    assert (found["before"], found["with"], found["tags"]) == (6, "partner", ["sad"])
    assert (found["wanted"], found["tears"]) == ("yes", 1)


def test_after_a_card_nothing_is_asked_twice_and_nothing_is_lost(
    screen: Shell, used: Pdtrack
) -> None:
    """pdtrack asks once whether it was wanted, and saves every answer after the card at once."""
    live(screen, "log", [
        ("he forced me", [NOT_YOUR_FAULT, GO_ON]),
        ("yes my neck still hurts", ["Kept as a note.", WANTED]),
        ("4", [BEFORE]), ("6", [TAGS]), ("^C", ["Entry 2 is saved.", "ready>"]),
    ])  # fmt: skip
    found = entry(used)
    assert (found["wanted"], found["before"]) == ("no", 6)
    assert found["note"] == "he forced me\nyes my neck still hurts"
    # What was saved before and after the card is one change.
    used.ok("undo --yes")
    assert numbers(used, "list") == [1]


def test_a_sentence_at_a_question_for_a_number_is_kept(screen: Shell, used: Pdtrack) -> None:
    """It becomes a note, and pdtrack asks again; a number with words is understood."""
    live(screen, "log", [
        ("idk, 3/10 maybe", ["Noted as 3.", BEFORE]),
        ("it was a very long day", ["Keep it as a note?"]),
        ("", ["That will be your note.", BEFORE]), ("", [WITH]),
        ("tom, he was drunk", ["fits best"]),
    ])  # fmt: skip
    screen("", "more than an answer")
    screen("y", WANTED)
    screen("^D", "Saved as entry 2", "ready>")
    assert entry(used)["note"] == "it was a very long day\ntom, he was drunk"


def test_a_disclosure_among_tags_comes_before_any_question(screen: Shell, used: Pdtrack) -> None:
    """Tags that would raise a question are kept unchanged."""
    live(screen, "log", [
        ("3", [BEFORE]), ("", [WITH]), ("", [WANTED]), ("", [TAGS]),
        ("hit, stres, he choked me a bit", ["pressure on the neck", GO_ON]), ("", ["ready>"]),
    ])  # fmt: skip
    found = entry(used)
    assert found["cards"] == ["card-neck"]
    assert found["tags"] == ["stres"]
    assert found["note"] == "hit\nhe choked me a bit"


def test_a_disclosure_the_morning_after(screen: Shell, used: Pdtrack) -> None:
    """Typed where `later` asks for a mood: the card appears at once, and the words are kept."""
    live(screen, "log --mood 3 --note alone", [("", ["Saved as entry 2", "ready>"])])
    live(screen, "later", [
        ("i want to die", ["emergency number", GO_ON]), ("y", [NOTE]),
        ("^C", ["Entry 2 is saved.", "ready>"]),
    ])  # fmt: skip
    assert entry(used)["note"] == "alone\n\ni want to die"


def test_a_rejected_suggestion_leaves_the_tags_as_they_were(screen: Shell, used: Pdtrack) -> None:
    """Enter at "Did you mean" removes no tag; < goes back to the line with all the words."""
    used.ok("log --mood 3 --tag stress,sad")
    live(screen, "edit 2 tags", [("strss", ["Did you mean"]), ("", ["ready>"])])
    assert entry(used)["tags"] == ["stress", "sad"]
    live(screen, "edit 2 tags", [
        ("love, strss", ["Did you mean"]), ("<", ["You can change the line", "love, strss"]),
        ("\x15love", ["ready>"]),
    ])  # fmt: skip
    assert entry(used)["tags"] == ["love"]


def test_keys_work_in_plain_lines(screen: Shell, used: Pdtrack) -> None:
    """Tab completes a tag, ? with a prefix shows meanings, and a lone ? isn't added to a note."""
    live(screen, "--plain log", [("3", [BEFORE]), ("", [WITH]), ("", [WANTED]), ("", [TAGS])])
    screen("? stres", "stress: pressure from work")
    screen("ashame\t", TEARS, "3 sobbing Your answer:")
    screen("^D", "Saved as entry 2", "Tags: ashamed.")
    used.ok(["edit", "2", "--note", "a long week"])
    live(screen, "--plain edit 2 note", [("?", ["pdtrack sends it to no one."]), ("", ["ready>"])])
    assert entry(used)["note"] == "a long week"


def test_a_refused_answer_leaves_the_old_one(screen: Shell, used: Pdtrack) -> None:
    """While editing, Enter keeps the old answer, even after an invalid one."""
    used.ok("log --mood 3")
    live(screen, "edit 2 after", [("purple", ["or Enter to keep your answer"]), ("", ["ready>"])])
    assert entry(used)["after"] == 3


def test_a_night_with_a_screen_reader(
    screen: Shell, used: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain lines with the question first and the same options: help, back, early end."""
    night: Night = [
        ("2", [BEFORE, "(2/11)"]), ("?", ["A first guess is fine."]),
        ("<", ["Your answer was 2. Enter keeps it."]),
        ("", [BEFORE]), ("", ["1 partner", "Your answer:"]), ("kind of a date", ["fits best"]),
    ]  # fmt: skip
    live(screen, "--plain log", night)
    screen("", "Keep it as a note? [Y/n]")
    screen("n", WANTED, "1 yes: I wanted it and felt free to say no")
    screen("kind of", "Noted as mixed", TAGS, "(5/11) Your answer:")
    screen("^D", "Saved as entry 2", "ready>")
    found = entry(used)
    assert (found["after"], found["wanted"]) == (2, "mixed")
