"""`log` and `day` on a real terminal: questions, answers, and stopping at any point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from conftest import Pdtrack, Screen, Terminal
from pdtrack.cli.questions import DAY_QUESTIONS, LASTED_QUESTION, LOG_QUESTIONS
from pdtrack.content import library
from pdtrack.domain.everyday_words import answer_in
from pdtrack.domain.fields import FIELD

AGE = "Are you 18 or older?"
# Each question as it appears, by the field that it fills.
ASKED = {
    question.attribute: question.text.split("?")[0] + ("?" if "?" in question.text else "")
    for question in LOG_QUESTIONS
} | {"tags": "Tags, separated by commas"}
# The questions before the tags.
FIRST = ("after", "before", "with_", "wanted", "tags")
NOT_AFTER_A_CARD = ("with_", "orgasm", "lasted", "helped")
PROMPTS = [AGE, *ASKED.values()]


@pytest.fixture(params=["dumb"])
def plain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A terminal without line editing: the questions appear line by line."""
    monkeypatch.setenv("TERM", request.param)
    return str(request.param)


@pytest.fixture
def grown_up(pdtrack: Pdtrack, plain: str) -> Pdtrack:
    """Someone who has used pdtrack before, so the first-use notice isn't shown."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    return pdtrack


def answer(screen: Screen, answers: Mapping[str, str], but: tuple[str, ...] = ()) -> None:
    """Answer the questions in order, and press Enter where there is no answer."""
    for attribute, question in ASKED.items():
        if attribute not in but:
            screen.expect(question)
            screen.type(answers.get(attribute, ""))


def up_to_tags(screen: Screen, typed: str, mood: str = "4") -> None:
    """Answer the mood and the tags, and skip what is between."""
    for attribute in FIRST:
        screen.expect(ASKED[attribute])
        screen.type({"after": mood, "tags": typed}.get(attribute, ""))


def newest(pdtrack: Pdtrack) -> dict[str, Any]:
    """The entry that was written most recently."""
    found: dict[str, Any] = pdtrack.ok("show last --json").json["entry"]
    return found


def test_safety_comes_first_in_the_order() -> None:
    """The mood, then with whom and whether it was wanted, before anything else."""
    assert list(ASKED) == [
        "after", "before", "with_", "wanted", "tags", "tears", "pain", "orgasm", "lasted",
        "helped", "note",
    ]  # fmt: skip


def test_every_question_can_be_answered(grown_up: Pdtrack, terminal: Terminal) -> None:
    """pdtrack asks one after the other, and stores what was typed."""
    screen = terminal("log")
    screen.expect("Press Enter to skip any question")
    answer(screen, {
        "after": "3", "before": "6", "tears": "sobbing", "wanted": "yes",
        "tags": "stress, of my own", "pain": "1", "lasted": "hours", "with_": "partner",
        "orgasm": "no", "helped": "shower, long walk", "note": "hard to say",
    })  # fmt: skip
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    entry = newest(grown_up)
    expected = {
        "after": 3, "before": 6, "before_recalled": True, "tears": 3, "wanted": "yes",
        "tags": ["stress", "of-my-own"], "pain": 1, "lasted": "hours",
        "with": "partner", "orgasm": False, "helped": ["shower", "long-walk"],
        "note": "hard to say", "kind": "intimate",
    }  # fmt: skip
    assert {name: entry[name] for name in expected} == expected


def test_answers_are_understood_as_people_give_them(grown_up: Pdtrack, terminal: Terminal) -> None:
    """`3/10`, `my boyfriend`, `a lot`: pdtrack shows how it understood them."""
    screen = terminal("log")
    said = {
        "after": "3/10", "before": "six", "with_": "my boyfriend", "wanted": "y",
        "tears": "a lot", "pain": "a bit", "orgasm": "nope", "lasted": "2 hours",
    }  # fmt: skip
    answer(screen, said)
    assert screen.end() == 0
    for words in ("Noted as partner.", "Noted as sobbing.", "Noted as mild.", "Noted as hours."):
        assert words in screen.text
    entry = newest(grown_up)
    found = [entry[n] for n in ("after", "before", "with", "wanted", "tears", "pain", "lasted")]
    assert found == [3, 6, "partner", "yes", 3, 1, "hours"]
    assert entry["orgasm"] is False


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("y", "yes"), ("kind of", "mixed"), ("not really", "mixed"), ("2", "mixed")],
)
def test_the_consent_question_understands_people(
    typed: str, wanted: str, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """Words and numbers that don't lead to a card."""
    screen = terminal("log")
    answer(screen, {"after": "5", "wanted": typed})
    assert screen.end() == 0
    assert newest(grown_up)["wanted"] == wanted


def test_the_consent_question_asks_again_kindly_when_it_does_not_understand(
    grown_up: Pdtrack, terminal: Terminal
) -> None:
    """It shows no field name and repeats the question."""
    screen = terminal("log")
    for attribute in ("after", "before", "with_"):
        screen.expect(ASKED[attribute])
        screen.type("5" if attribute == "after" else "")
    screen.expect(ASKED["wanted"])
    screen.type("purple")
    screen.expect("I didn't catch that.")
    screen.expect(ASKED["wanted"])
    assert "one of" not in screen.text
    screen.interrupt()
    assert screen.end() == 130


def test_solo_is_not_asked_whether_it_was_wanted(grown_up: Pdtrack, terminal: Terminal) -> None:
    """No one else was there to pressure them."""
    screen = terminal("log")
    answer(screen, {"after": "5", "with_": "just me"}, but=("wanted",))
    assert screen.end() == 0
    assert ASKED["wanted"] not in screen.text
    assert newest(grown_up)["with"] == "solo"


@pytest.mark.parametrize("tag", ["froze", "drunk"])
def test_some_tags_ask_once_more_whether_it_was_wanted(
    tag: str, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """Someone who skipped the question and then writes that they froze may want to answer now."""
    screen = terminal("log")
    for attribute in FIRST:
        screen.expect(ASKED[attribute])
        screen.type({"after": "4", "tags": tag}.get(attribute, ""))
    screen.expect(ASKED["wanted"])
    screen.type("yes")
    answer(screen, {}, but=FIRST)
    assert screen.end() == 0
    assert (newest(grown_up)["wanted"], newest(grown_up)["tags"]) == ("yes", [tag])


def test_enter_skips_every_question(grown_up: Pdtrack, terminal: Terminal) -> None:
    """One answer is enough; the others count as skipped, not as "no"."""
    screen = terminal("log")
    answer(screen, {"note": "only this"})
    assert screen.end() == 0
    entry = newest(grown_up)
    assert entry["note"] == "only this"
    for name in ("after", "before", "tears", "wanted", "tags", "pain", "lasted", "with", "orgasm",
                 "helped", "before_recalled"):  # fmt: skip
        assert entry[name] is None


def test_nothing_but_enter_saves_nothing(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Exit 2, with a line that explains it."""
    screen = terminal("log")
    answer(screen, {})
    screen.expect("no answer to save")
    assert screen.end() == 2
    assert newest(grown_up)["id"] == 1


def test_a_question_mark_lists_the_tags_in_their_groups(
    grown_up: Pdtrack, terminal: Terminal
) -> None:
    """All tags under their headings, own tags included; the frequent ones show without asking."""
    grown_up.ok("day --mood 5 --tag my-own-word")
    screen = terminal("log")
    up_to_tags(screen, "?")
    screen.expect(ASKED["tags"])
    shown = screen.text
    assert "yours most often: my-own-word" in shown
    vocabulary = library.vocabulary()
    for group in vocabulary.groups:
        assert f"{group.title}: {vocabulary.in_group(group.slug)[0].slug}" in shown
    assert all(tag.slug in shown for tag in vocabulary.tags)
    screen.interrupt()
    assert screen.end() == 130


@pytest.mark.parametrize("attribute", list(ASKED))
def test_a_question_mark_explains_every_question(
    attribute: str, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """After that, pdtrack repeats the question."""
    screen = terminal("log")
    for name, question in ASKED.items():
        screen.expect(question)
        if name == attribute:
            break
        screen.type()
    screen.type("?")
    screen.expect(ASKED[attribute])
    screen.interrupt()
    assert screen.end() == 130


def test_a_wrong_answer_is_asked_again(grown_up: Pdtrack, terminal: Terminal) -> None:
    """The line shows what would be valid; earlier answers stay."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type("11")
    screen.expect("A number helps here, 0 to 10, or Enter to skip.")
    screen.expect("Your answer:")
    screen.type("1")
    answer(screen, {"tears": "floods"}, but=("after", "pain", "orgasm", "lasted", "helped", "note"))
    screen.expect("Type the number or the word that fits best")
    screen.expect("Your answer:")
    screen.type("2")
    answer(screen, {}, but=("after", "before", "with_", "wanted", "tags", "tears"))
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["after"], entry["tears"]) == (1, 2)


def test_a_yes_to_pain_asks_how_much(grown_up: Pdtrack, terminal: Terminal) -> None:
    """ "Yes" doesn't answer how much."""
    screen = terminal("log")
    answer(screen, {"after": "5", "pain": "yes"}, but=("orgasm", "lasted", "helped", "note"))
    screen.expect("How much?")
    screen.expect("Your answer:")
    screen.interrupt()
    assert screen.end() == 130


def test_less_than_sign_goes_back_one_question(grown_up: Pdtrack, terminal: Terminal) -> None:
    """pdtrack shows the old answer to keep or change; those in between stay."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type("3")
    screen.expect(ASKED["before"])
    screen.type("7")
    screen.expect(ASKED["with_"])
    screen.type("<")
    screen.expect("Your answer was 7. Enter keeps it.")
    screen.type("<")
    screen.expect("Your answer was 3. Enter keeps it.")
    screen.type("4")
    screen.expect("Your answer was 7. Enter keeps it.")
    screen.type()
    answer(screen, {}, but=("after", "before"))
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["after"], entry["before"]) == (4, 7)


def test_there_is_nothing_before_the_first_question(grown_up: Pdtrack, terminal: Terminal) -> None:
    """pdtrack explains that and asks again."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type("<")
    screen.expect("This is the first question.")
    screen.expect(ASKED["after"])
    screen.interrupt()
    assert screen.end() == 130


def test_ctrl_d_saves_the_answers_so_far(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Someone who has had enough for tonight loses nothing."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type("4")
    screen.expect(ASKED["before"])
    screen.press("\x04")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    assert newest(grown_up)["after"] == 4


@pytest.mark.parametrize(
    ("at", "typed", "asked"),
    [
        ("tags", "hurt", "Hurt in what way?"),
        ("tags", "stres", "Did you mean one of these?"),
        ("tags", "we had a long week", "Keep it as a note?"),
        ("tears", "we had a long week", "Keep it as a note?"),
    ],
)
def test_ctrl_d_at_a_question_about_an_answer_keeps_what_was_typed(
    at: str, typed: str, asked: str, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """What was not understood to its end is kept as a note."""
    screen = terminal("log")
    for attribute in list(ASKED)[: list(ASKED).index(at)]:
        screen.expect(ASKED[attribute])
        screen.type("")
    screen.expect(ASKED[at])
    screen.type(typed)
    screen.expect(asked)
    screen.press("\x04")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    assert newest(grown_up)["note"] == typed


def test_ctrl_d_also_ends_the_questions_at_an_answer_that_is_in_the_line(
    pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """While editing, after going back and after a refused text, the line is not empty."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type("4")
    screen.expect(ASKED["before"])
    screen.type("<")
    screen.expect("\u203a 4")
    screen.type("3")
    screen.expect(ASKED["before"])
    screen.type("lots")
    screen.expect("A number helps here")
    screen.expect("\u203a lots")
    screen.press("\x04")
    assert screen.end() == 0
    assert (newest(pdtrack)["after"], newest(pdtrack)["before"]) == (3, None)
    screen = terminal("edit last")
    screen.expect("\u203a 3")
    screen.type("5")
    screen.expect(ASKED["before"])
    screen.type("6")
    screen.expect("some hours later")
    screen.type("<")
    screen.expect(ASKED["before"])
    screen.expect("\u203a 6")
    screen.press("\x04")
    assert screen.end() == 0
    assert (newest(pdtrack)["after"], newest(pdtrack)["before"]) == (5, 6)


@pytest.mark.parametrize("plainly", ["", "1"])
def test_answers_typed_ahead_of_the_questions_are_all_there(
    plainly: str, pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with a screen reader, where some lines can be edited and others can't."""
    monkeypatch.setenv("ACCESSIBLE", plainly)
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    answers = ["7", "5", "partner", "yes", "none", "n", "0", "y", "hours", "water", "my note"]
    screen = terminal("log")
    screen.press("".join(f"{answer}\n" for answer in answers))
    assert screen.end() == 0
    entry = newest(pdtrack)
    assert (entry["after"], entry["before"], entry["tags"], entry["tears"]) == (7, 5, [], 0)
    assert (entry["orgasm"], entry["helped"], entry["note"]) == (True, ["water"], "my note")


def test_a_command_typed_at_a_question_is_no_answer(grown_up: Pdtrack, terminal: Terminal) -> None:
    """Someone who wants out is shown how; it was kept as a note, or as what helped."""
    screen = terminal("log")
    answer(screen, {"after": "4"}, but=("helped", "note"))
    for question in ("helped", "note"):
        screen.expect(ASKED[question])
        for typed in ("pdtrack edit 1", "exit"):
            screen.type(typed)
            screen.expect("You are still in the questions. Ctrl-D keeps what you answered")
            screen.expect(ASKED[question])
        screen.type({"helped": "tea", "note": "pdtrack makes me feel less alone"}[question])
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["helped"], entry["note"]) == (["tea"], "pdtrack makes me feel less alone")


def test_help_typed_at_a_question_gives_both_kinds_of_help(
    grown_up: Pdtrack, terminal: Terminal
) -> None:
    """What the question means, and where people are; not only that a number helps here."""
    screen = terminal("log")
    for typed in ("help", "help me!"):
        screen.expect(ASKED["after"])
        screen.type(typed)
        screen.expect("10 is as good as it gets")
        screen.expect("For people and helplines: Ctrl-C, then pdtrack support.")
    screen.expect(ASKED["after"])
    screen.interrupt()
    assert screen.end() == 130


def test_a_past_time_is_asked_about_in_the_past(grown_up: Pdtrack, terminal: Terminal) -> None:
    """pdtrack doesn't ask how you feel now about last week."""
    screen = terminal("log --at '2026-11-20 23:00'")
    screen.expect("How did you feel right after, 0-10?")
    screen.interrupt()
    assert screen.end() == 130
    assert "right now" not in screen.text


def test_feelings_that_are_still_here_stay_open(grown_up: Pdtrack, terminal: Terminal) -> None:
    """That is not a length of time; `later` can record it."""
    screen = terminal("log")
    answer(screen, {"after": "3", "lasted": "still here"})
    assert screen.end() == 0
    assert "pdtrack later" in screen.text
    assert newest(grown_up)["lasted"] is None


def test_a_note_can_have_several_lines(grown_up: Pdtrack, terminal: Terminal) -> None:
    """In plain mode, a backslash continues on the next line."""
    screen = terminal("log")
    answer(screen, {"after": "5", "note": "one\\"})
    screen.type("two")
    assert screen.end() == 0
    assert newest(grown_up)["note"] == "one\ntwo"


@pytest.mark.parametrize(("typed", "note"), [("", True), ("n", False), ("<", False)])
def test_a_sentence_typed_as_a_tag_becomes_a_note(
    typed: str, note: bool, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """Unless the person answers no, or goes back."""
    screen = terminal("log")
    up_to_tags(screen, "we had such a long week")
    screen.expect("Keep it as a note?")
    screen.type(typed)
    answer(screen, {}, but=(*FIRST, *(("note",) if note else ())))
    if note:
        screen.expect(ASKED["note"])
        screen.type()
    assert screen.end() == 0
    entry = newest(grown_up)
    assert entry["tags"] is None
    assert entry["note"] == ("we had such a long week" if note else None)


@pytest.mark.parametrize(("typed", "tag"), [("1", ["pain"]), ("2", ["sad"]), ("", None)])
def test_a_word_with_two_meanings_is_asked_about(
    typed: str, tag: list[str] | None, grown_up: Pdtrack, terminal: Terminal
) -> None:
    """pdtrack never guesses what `hurt` means; skipping the question leaves it out."""
    screen = terminal("log")
    up_to_tags(screen, "hurt")
    screen.expect("Hurt in what way?")
    screen.type(typed)
    answer(screen, {}, but=FIRST)
    assert screen.end() == 0
    assert newest(grown_up)["tags"] == tag


def test_a_number_is_not_a_tag(grown_up: Pdtrack, terminal: Terminal) -> None:
    """It may answer another question, or point to a tag in a list, so it stays in the line."""
    screen = terminal("log")
    up_to_tags(screen, "stress, 5")
    screen.expect("A tag is a word, such as stress or sad.")
    screen.type("stress")
    answer(screen, {}, but=FIRST)
    assert screen.end() == 0
    assert newest(grown_up)["tags"] == ["stress"]


@pytest.mark.parametrize(("typed", "tags"), [("1", ["stress"]), ("2", ["stres"])])
def test_a_near_miss_is_asked_about(
    typed: str, tags: list[str], grown_up: Pdtrack, terminal: Terminal
) -> None:
    """The answer is the known word, or the new one unchanged."""
    screen = terminal("log")
    up_to_tags(screen, "stres")
    screen.expect('"stres" is new. Did you mean one of these?')
    screen.type(typed)
    answer(screen, {}, but=FIRST)
    assert screen.end() == 0
    assert newest(grown_up)["tags"] == tags


def test_partly_wanted_still_asks_every_question(grown_up: Pdtrack, terminal: Terminal) -> None:
    """`mixed` doesn't count as a safety answer."""
    screen = terminal("log")
    answer(screen, {"wanted": "mixed"})
    screen.expect("part of you did not want to")
    assert screen.end() == 0


@pytest.mark.parametrize("line", ["f 8", "f"])
def test_a_good_moment_needs_two_answers(line: str, grown_up: Pdtrack, terminal: Terminal) -> None:
    """`f` and the mood; the tags are answered with "none fits", and wanted is not."""
    screen = terminal("log")
    screen.expect(ASKED["after"])
    screen.type(line)
    if line == "f":
        screen.expect("Good. How do you feel now, 0-10?")
        screen.type("8")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    entry = newest(grown_up)
    assert (entry["after"], entry["tags"], entry["wanted"]) == (8, [], None)


def test_a_day_asks_nothing_about_intimacy(grown_up: Pdtrack, terminal: Terminal) -> None:
    """It has a few questions of its own."""
    screen = terminal("day")
    for question in DAY_QUESTIONS:
        screen.expect(question.text.split("?")[0])
        screen.type({"mood": "4", "tags": "drained"}.get(question.attribute, ""))
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    assert ASKED["wanted"] not in screen.text
    entry = newest(grown_up)
    assert (entry["kind"], entry["mood"], entry["tags"]) == ("day", 4, ["drained"])


@pytest.mark.parametrize("prompt", range(len(PROMPTS)), ids=lambda n: PROMPTS[n][:16])
def test_ctrl_c_leaves_nothing_behind(
    prompt: int, pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """At any question: exit 130, a line that nothing was saved, and no journal."""
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
    assert ("Nothing was saved." in screen.text) is (prompt > 0)
    assert not pdtrack.journal.exists()
    assert [path for path in pdtrack.home.rglob("*") if path.is_file()] == []


def test_the_end_of_the_input_before_any_answer_saves_nothing(
    pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """Ctrl-D at the first question: exit 2."""
    screen = terminal("log")
    screen.expect(AGE)
    screen.type("y")
    screen.expect(ASKED["after"])
    screen.press("\x04")
    assert screen.end() == 2
    assert not pdtrack.journal.exists()


@pytest.mark.parametrize("typed", ["", "maybe", "1", "18 or 19"])
def test_an_empty_first_answer_does_not_end_the_questions(
    typed: str, pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """Enter at the first question is a slip, so pdtrack asks again."""
    screen = terminal("log")
    screen.expect(AGE)
    screen.type(typed)
    screen.expect("Type y or n.")
    screen.expect(AGE)
    screen.type("y")
    screen.expect(ASKED["after"])
    screen.interrupt()
    assert screen.end() == 130


@pytest.mark.parametrize("typed", ["n", "no", "16", "yes im 16"])
def test_someone_under_18_gets_a_kind_line_and_helplines(
    typed: str, pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """Nothing is stored, and the next run asks again."""
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


def test_an_age_answers_whether_someone_is_an_adult(
    pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """People answer with the number that was asked about."""
    for typed in ("19", "im 19", "18"):
        screen = terminal("log")
        screen.expect(AGE)
        screen.type(typed)
        screen.expect(ASKED["after"])
        screen.interrupt()
        assert screen.end() == 130


def test_the_first_use_notice_has_six_lines_and_appears_once(
    pdtrack: Pdtrack, plain: str, terminal: Terminal
) -> None:
    """Before typing, people learn who can read the file and how to keep it to themselves; the
    rest appears after saving."""
    screen = terminal("log")
    screen.expect("Anyone who can open it may be able to read it.")
    screen.expect("Lock your diary: pdtrack passphrase set. Neutral words: pdtrack --discreet log.")
    screen.expect("More: pdtrack privacy")
    # The question after them may be there already.
    notice = screen.raw.partition("pdtrack is made for adults")[0]
    assert len([line for line in notice.splitlines() if line.strip()]) <= 6
    screen.expect(AGE)
    screen.type("yes")
    answer(screen, {"after": "5"})
    screen.expect("It is not a doctor")
    assert screen.end() == 0
    again = terminal("log")
    answer(again, {"after": "6"})
    assert again.end() == 0
    assert AGE not in again.text
    assert "It is not a doctor" not in again.text


def test_a_refused_answer_stays_in_the_line_for_editing(
    pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """An editing key fixes it, a letter starts over, and Enter alone skips."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("log", columns=100)
    screen.expect(ASKED["after"])
    screen.type("11")
    screen.expect("A number helps here")
    screen.expect("\u203a 11")
    screen.type("\x7f")
    screen.expect(ASKED["before"])
    screen.type("lots")
    screen.expect("A number helps here")
    screen.expect("\u203a lots")
    screen.type("7")
    screen.expect(ASKED["with_"])
    screen.type("xyz")
    screen.expect("Type the number or the word that fits best")
    screen.expect("\u203a xyz")
    screen.type()
    screen.expect(ASKED["wanted"])
    screen.press("\x04")
    assert screen.end() == 0
    entry = newest(pdtrack)
    assert (entry["after"], entry["before"], entry["with"]) == (1, 7, None)


def test_yes_and_no_answer_the_question_about_a_note(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """Neither is kept as the note itself."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("--plain day")
    for typed in ("6", "", "", ""):
        screen.expect("?")
        screen.type(typed)
    screen.expect("Would you like to write something down?")
    screen.type("yes")
    screen.expect("Type it here, or press Enter to skip.")
    screen.expect("Would you like to write something down?")
    screen.type("No")
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    assert newest(pdtrack)["note"] is None


def test_a_screen_reader_hears_once_what_0_and_10_mean(
    pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """Two moods are asked one after the other."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("--plain log")
    screen.expect("How do you feel right now")
    screen.type("4")
    screen.expect("How did you feel beforehand, 0-10? (2/11):")
    screen.type("6")
    screen.expect("Who were you with")
    assert screen.text.count("0 = as bad as it gets") == 1


@pytest.mark.parametrize("environ", ["TERM=dumb", "NO_COLOR=1", "ACCESSIBLE=1", "--plain"])
def test_plain_questions_have_no_escapes(
    environ: str, pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    """No colour, no cursor movement: nothing that a screen reader would spell out."""
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
    answer(screen, {"after": "3", "tags": "love, stress", "lasted": "hours"})
    screen.expect("Saved as entry 2")
    assert screen.end() == 0
    entry = newest(pdtrack)
    assert (entry["after"], entry["tags"], entry["lasted"]) == (
        3,
        ["love", "stress"],
        "hours",
    )


@pytest.mark.parametrize(
    ("typed", "completed"), [("overw", "overwhelmed"), ("sad, happy-t", "happy-tears")]
)
def test_tab_completes_a_tag(
    typed: str, completed: str, pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """After a comma too, and with a hyphen in the tag."""
    pdtrack.ok("day --mood 5 --at 2026-01-01")
    screen = terminal("log", columns=100)
    for attribute in FIRST:
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


def test_answers_are_stored_only_in_the_journal(grown_up: Pdtrack, terminal: Terminal) -> None:
    """The home holds the journal and no history file."""
    screen = terminal("log")
    answer(screen, {"note": "xyzzy-secret"})
    assert screen.end() == 0
    holds = [
        path.name
        for path in grown_up.home.rglob("*")
        if path.is_file() and b"xyzzy-secret" in path.read_bytes()
    ]
    assert holds == ["journal.db"]


def test_each_choice_of_how_long_it_lasted_is_understood() -> None:
    """They are shown in plain words and stored under the option's own values."""
    choices = [answer_in("lasted", offer.word) for offer in LASTED_QUESTION.choices]
    assert choices == list(FIELD["lasted"].words)
