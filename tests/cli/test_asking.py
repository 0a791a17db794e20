"""`log` and `day` on a real terminal: the questions, the answers, and stopping at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conftest import Pdtrack, Screen, Terminal
from pdtrack.cli.questions import DAY_QUESTIONS, QUESTIONS
from pdtrack.content import library

AGE = "Are you 18 or older?"
# Each question up to its question mark, by what it fills.
ASKED = {question.attribute: question.text.split("?")[0] + "?" for question in QUESTIONS}
AFTER_SAFETY = ("lasted", "with_", "orgasm", "helped")
PROMPTS = [AGE, *ASKED.values()]


@pytest.fixture(params=["dumb"])
def plain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A terminal that can do nothing: the questions come line by line."""
    monkeypatch.setenv("TERM", request.param)
    return str(request.param)


@pytest.fixture
def grown_up(pdtrack: Pdtrack, plain: str) -> Pdtrack:
    """Somebody who has used pdtrack before, so that the first words are behind them."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    return pdtrack


def answer(screen: Screen, answers: Mapping[str, str], but: tuple[str, ...] = ()) -> None:
    """Answer the questions in their order, Enter for those without an answer."""
    for attribute, question in ASKED.items():
        if attribute not in but:
            screen.expect(question)
            screen.type(answers.get(attribute, ""))


def newest(pdtrack: Pdtrack) -> dict[str, Any]:
    """The entry that was written last."""
    found: dict[str, Any] = pdtrack.ok("show last --json").json["entry"]
    return found


def test_the_order_is_that_of_the_notes() -> None:
    """After, before, tears, wanted, tags, then the rest."""
    assert list(ASKED)[:5] == ["after", "before", "tears", "wanted", "tags"]
    assert set(list(ASKED)[5:]) == {"pain", "lasted", "with_", "orgasm", "helped", "note"}


def test_every_question_can_be_answered(grown_up: Pdtrack, terminal: Terminal) -> None:
    """One after the other; what was typed is what is kept."""
    screen = terminal("log")
    screen.expect("Skip anything you like")
    answer(screen, {
        "after": "3", "before": "6", "tears": "sobbing", "wanted": "yes",
        "tags": "work, joyful, of my own", "pain": "1", "lasted": "hours", "with_": "partner",
        "orgasm": "no", "helped": "held, long walk", "note": "hard to say",
    })  # fmt: skip
    screen.expect("Saved as 2")
    assert screen.end() == 0
    entry = newest(grown_up)
    expected = {
        "after": 3, "before": 6, "before_recalled": True, "tears": 3, "wanted": "yes",
        "tags": ["stress", "happy-tears", "of-my-own"], "pain": 1, "lasted": "hours",
        "with": "partner", "orgasm": False, "helped": ["held", "long-walk"],
        "note": "hard to say", "kind": "intimate",
    }  # fmt: skip
    assert {name: entry[name] for name in expected} == expected


def test_enter_skips_every_question(grown_up: Pdtrack, terminal: Terminal) -> None:
    """One answer is enough, and the others are skipped, not no."""
    screen = terminal("log")
    answer(screen, {"note": "only this"})
    assert screen.end() == 0
    entry = newest(grown_up)
    assert entry["note"] == "only this"
    for name in ("after", "before", "tears", "wanted", "tags", "pain", "lasted", "with", "orgasm",
                 "helped", "before_recalled"):  # fmt: skip
        assert entry[name] is None


def test_nothing_but_enter_saves_nothing(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Exit 2, and it says so."""
    screen = terminal("log")
    answer(screen, {})
    screen.expect("no answer to save")
    assert screen.end() == 2
    assert newest(grown_up)["id"] == 1


def test_the_tags_are_shown_in_their_groups(grown_up: Pdtrack, terminal: Terminal) -> None:
    """All 45 of them under their headings, and the own ones."""
    grown_up.ok("day --mood 5 --tag my-own-word")
    screen = terminal("log")
    answer(screen, {"after": "5"})
    assert screen.end() == 0
    vocabulary = library.vocabulary()
    shown = screen.text[: screen.text.index(ASKED["tags"])]
    for group in vocabulary.groups:
        assert f"{group.title}: {vocabulary.in_group(group.slug)[0].slug}" in shown
    assert all(tag.slug in shown for tag in vocabulary.tags)
    assert "my-own-word" in shown


def test_a_wrong_answer_is_asked_again(grown_up: Pdtrack, terminal: Terminal) -> None:
    """With what would be right; the answers before it stay."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type("11")
    screen.expect("whole number from 0 to 10")
    screen.expect(ASKED["after"])
    screen.type("4")
    screen.expect(ASKED["before"])
    screen.type()
    screen.expect(ASKED["tears"])
    screen.type("floods")
    screen.expect("tears is one of")
    screen.type("2")
    answer(screen, {}, but=("after", "before", "tears"))
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["after"], entry["tears"]) == (4, 2)


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("1", ["pain"]), ("2", ["sad"]), ("3", ["hurt-by-partner"]), ("", None)],
)
def test_a_word_with_two_meanings_is_asked_about(
    typed: str, tag: list[str] | None, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """`hurt` is never guessed; skipping the question leaves it out."""
    screen = terminal("log")
    for attribute in list(ASKED)[:5]:
        screen.expect(ASKED[attribute])
        screen.type({"after": "4", "tags": "hurt"}.get(attribute, ""))
    screen.expect("Hurt in what way?")
    screen.type(typed)
    safety = tag == ["hurt-by-partner"]
    answer(screen, {}, but=(*list(ASKED)[:5], *(AFTER_SAFETY if safety else ())))
    if safety:
        screen.expect("You do not deserve that")
    assert screen.end() == 0
    assert newest(grown_up)["tags"] == tag


def test_a_word_on_consent_asks_for_wanted(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Though it was skipped before; the word is no tag, the card follows, and less is asked."""
    screen = terminal("log")
    for attribute in list(ASKED)[:5]:
        screen.expect(ASKED[attribute])
        screen.type({"tags": "forced, sad"}.get(attribute, ""))
    screen.expect(ASKED["wanted"])
    screen.type("no")
    answer(screen, {}, but=(*list(ASKED)[:5], *AFTER_SAFETY))
    screen.expect("is not your fault")
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["wanted"], entry["tags"]) == ("no", ["sad"])


def test_a_word_on_consent_is_not_met_with_silence(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Where the question it asks is skipped, too, the way to support is still shown."""
    screen = terminal("log")
    for attribute in list(ASKED)[:5]:
        screen.expect(ASKED[attribute])
        screen.type({"after": "4", "tags": "forced"}.get(attribute, ""))
    screen.expect(ASKED["wanted"])
    screen.type()
    while screen.running.poll() is None and "Saved as 2" not in screen.text:
        screen.type()
        screen.wait(0.2)
    assert screen.end() == 0
    assert newest(grown_up)["tags"] is None
    assert "pdtrack support" in screen.text


def test_a_frozen_moment_asks_for_wanted(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Where it was skipped; and the tag stays."""
    screen = terminal("log")
    for attribute in list(ASKED)[:5]:
        screen.expect(ASKED[attribute])
        screen.type({"tags": "froze"}.get(attribute, ""))
    screen.expect(ASKED["wanted"])
    screen.type("yes")
    answer(screen, {}, but=tuple(ASKED)[:5])
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["wanted"], entry["tags"]) == ("yes", ["frozen"])


@pytest.mark.parametrize(("typed", "tags"), [("1", ["stress"]), ("2", ["stres"])])
def test_a_near_miss_is_asked_about(
    typed: str, tags: list[str], grown_up: Pdtrack, terminal: Terminal
) -> None:
    """The known word, or the new one as it is."""
    screen = terminal("log")
    for attribute in list(ASKED)[:5]:
        screen.expect(ASKED[attribute])
        screen.type({"tags": "stres"}.get(attribute, ""))
    screen.expect("There is no tag stres")
    screen.type(typed)
    answer(screen, {}, but=tuple(ASKED)[:5])
    assert screen.end() == 0
    assert newest(grown_up)["tags"] == tags


@pytest.mark.parametrize("wanted", ["no", "pressured", "unsure"])
def test_after_a_safety_answer_less_is_asked(
    wanted: str, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """Nobody is asked then how long it lasted, with whom, for an orgasm or what helped."""
    screen = terminal("log")
    answer(screen, {"wanted": wanted, "after": "9"}, but=AFTER_SAFETY)
    card = {"no": "card-not-agreed", "pressured": "card-pressured", "unsure": "card-unsure"}
    screen.expect(" ".join(library.message(card[wanted]).text.split())[:60])
    screen.expect("Saved as 2")
    assert screen.end() == 0
    for attribute in AFTER_SAFETY:
        assert ASKED[attribute] not in screen.text


def test_wanted_in_part_asks_everything(grown_up: Pdtrack, terminal: Terminal) -> None:
    """`mixed` is no safety answer."""
    screen = terminal("log")
    answer(screen, {"wanted": "mixed"})
    screen.expect("part of you did not want to")
    assert screen.end() == 0


@pytest.mark.parametrize("line", ["f 8", "f"])
def test_a_good_time_takes_two_answers(line: str, grown_up: Pdtrack, terminal: Terminal) -> None:
    """`f` and the mood; the tags are answered with "none fits", and wanted is not."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type(line)
    if line == "f":
        screen.expect("0-10?")
        screen.type("8")
    screen.expect("Saved as 2")
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["after"], entry["tags"], entry["wanted"]) == (8, [], None)


def test_a_day_asks_for_no_intimacy(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Its own few questions."""
    screen = terminal("day")
    for question in DAY_QUESTIONS:
        screen.expect(question.text.split("?")[0] + "?")
        screen.type({"mood": "4", "tags": "tired"}.get(question.attribute, ""))
    screen.expect("Saved as 2")
    assert screen.end() == 0
    assert ASKED["wanted"] not in screen.text
    entry = newest(grown_up)
    assert (entry["kind"], entry["mood"], entry["tags"]) == ("day", 4, ["drained"])


@pytest.mark.parametrize("prompt", range(len(PROMPTS)), ids=lambda n: PROMPTS[n][:16])
def test_ctrl_c_leaves_nothing_behind(
    prompt: int, pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """At any question: exit 130, and there is not even a journal."""
    screen = terminal("log")
    for number, words in enumerate(PROMPTS):
        screen.expect(words)
        if number == prompt:
            screen.interrupt()
            break
        screen.type(
            "y" if words == AGE else {ASKED["after"]: "5", ASKED["tags"]: "sad"}.get(words, "")
        )
    assert screen.end() == 130
    assert "Traceback" not in screen.text
    assert not pdtrack.journal.exists()
    assert [path for path in pdtrack.home.rglob("*") if path.is_file()] == []


def test_the_end_of_the_input_saves_nothing(
    pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """Ctrl-D at a question is no answer: exit 2."""
    screen = terminal("log")
    screen.expect(AGE)
    screen.type("y")
    screen.expect(ASKED["after"])
    screen.type("5")
    screen.expect(ASKED["before"])
    screen.press("\x04")
    assert screen.end() == 2
    assert not pdtrack.journal.exists()


@pytest.mark.parametrize("typed", ["", "maybe", "12"])
def test_what_is_no_answer_sends_nobody_away(
    typed: str, pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """Enter at a first question is a slip: it is asked again."""
    screen = terminal("log")
    screen.expect(AGE)
    screen.type(typed)
    screen.expect("Type y or n.")
    screen.expect(AGE)
    screen.type("y")
    screen.expect(ASKED["after"])
    screen.interrupt()
    assert screen.end() == 130


@pytest.mark.parametrize("typed", ["n", "no"])
def test_whoever_is_not_grown_up_is_sent_on_kindly(
    typed: str, pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """A kind line, a list of helplines, and nothing stored; the next time it asks again."""
    screen = terminal("log")
    screen.expect(AGE)
    screen.type(typed)
    screen.expect("childhelplineinternational.org")
    assert screen.end() == 0
    assert not pdtrack.journal.exists()
    again = terminal("log")
    again.expect(AGE)
    again.interrupt()
    assert again.end() == 130


def test_the_first_words_are_said_before_the_first_question_once(
    pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """What the file is, and who may read it, is known before anything is typed."""
    screen = terminal("log")
    screen.expect("Anyone who can open it may be able to read them.")
    screen.expect("It is not a doctor.")
    screen.expect(AGE)
    screen.type("yes")
    answer(screen, {"after": "5"})
    assert screen.end() == 0
    again = terminal("log")
    answer(again, {"after": "5"})
    assert again.end() == 0
    assert AGE not in again.text
    assert "It is not a doctor." not in again.text


@pytest.mark.parametrize("environ", ["TERM=dumb", "NO_COLOR=1", "ACCESSIBLE=1", "--plain"])
def test_plain_questions_hold_no_escapes(
    environ: str, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    """No colour, no cursor movement, nothing that a screen reader would spell out."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    if "=" in environ:
        monkeypatch.setenv(*environ.split("="))
    screen = terminal("--plain log" if environ == "--plain" else "log")
    answer(screen, {"after": "5", "tags": "sad"})
    assert screen.end() == 0
    assert "\x1b" not in screen.raw


def test_a_terminal_with_editing_asks_the_same(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """The same questions in the same order."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("log", columns=100)
    answer(screen, {"after": "3", "tags": "joy, work", "lasted": "hours"})
    screen.expect("Saved as 2")
    assert screen.end() == 0
    entry = newest(pdtrack)
    assert (entry["after"], entry["tags"], entry["lasted"]) == (
        3,
        ["happy-tears", "stress"],
        "hours",
    )


@pytest.mark.parametrize(
    ("typed", "completed"), [("overw", "overwhelmed"), ("sad, happy-t", "happy-tears")]
)
def test_tab_completes_a_tag(
    typed: str, completed: str, pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """Also behind a comma, and one with a hyphen in it."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("log", columns=100)
    for attribute in list(ASKED)[:5]:
        screen.expect(ASKED[attribute])
        if attribute != "tags":
            screen.type()
    screen.press(f"{typed}\t")
    screen.expect(completed)
    screen.interrupt()
    assert screen.end() == 130


@pytest.mark.parametrize("prompt", [AGE, ASKED["after"], ASKED["tags"], ASKED["note"]])
def test_ctrl_c_leaves_nothing_behind_with_editing_either(
    prompt: str, pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """Exit 130, no journal, and no history of what was typed."""
    screen = terminal("log", columns=100)
    for words in PROMPTS:
        screen.expect(words)
        if words == prompt:
            screen.interrupt()
            break
        screen.type("y" if words == AGE else "")
    assert screen.end() == 130
    assert [path for path in pdtrack.home.rglob("*") if path.is_file()] == []


def test_nothing_typed_is_kept_anywhere_else(grown_up: Pdtrack, terminal: Terminal) -> None:
    """In the whole home there is the journal, and no history beside it."""
    screen = terminal("log")
    answer(screen, {"note": "xyzzy-secret"})
    assert screen.end() == 0
    holds = [
        path.name
        for path in grown_up.home.rglob("*")
        if path.is_file() and b"xyzzy-secret" in path.read_bytes()
    ]
    assert holds == ["journal.db"]
