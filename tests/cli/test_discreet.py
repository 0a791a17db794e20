"""`--discreet`: for a screen that someone else may see. Numbers, dates, moods; no other word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Pdtrack, Terminal
from pdtrack.cli.questions import (
    DAY_QUESTIONS,
    LATER_QUESTIONS,
    LOG_QUESTIONS,
    parser_of,
    prompt_of,
)
from pdtrack.content import library
from pdtrack.domain.discreet import DISCREET

VOCABULARY = library.vocabulary()
# No answer word, no tag, no cause title.
NAMES = sorted({tag.slug for tag in VOCABULARY.tags} - {"other"}, key=len)
WORDS = re.compile(
    r"\bsex|orgasm|\bcry|cried|\btears?\b|welled|sobb|\bpain\b|\bsore|wanted|pressured|partner|"
    r"\bsolo\b|intima|agree|fault|danger|hurt|assault|clinic|"
    + "|".join(rf"\b{re.escape(name)}\b" for name in NAMES),
    re.I,
)
FULL = (
    "log --mood 3 --before 7 --tears sobbing --pain severe --wanted pressured --lasted hours "
    "--with partner --no-orgasm --tag sad,ashamed,annas-visit --helped held --note secretnote"
)


@pytest.fixture
def diary(pdtrack: Pdtrack) -> Pdtrack:
    """A diary with every answer, a day and a moment that calls for a card."""
    pdtrack.ok(FULL)
    pdtrack.ok("day --mood 4 --tag sad --note secretnote")
    pdtrack.ok("log --mood 2 --wanted no --new")
    return pdtrack


def neutral(text: str) -> None:
    """Check that the text shows nothing private."""
    assert not WORDS.findall(text), text
    assert "secretnote" not in text
    assert "annas-visit" not in text


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize(
    "line",
    ["list", "list --notes", "list --hard", "show 1", "show 2", "patterns", "patterns --why",
     "tags", "guide", "guide facts", "chart", "chart mood", "chart calendar", "chart tags", "demo",
     "later --mood 4",
     "edit 1 --mood 4", "edit 3 --wanted no", "edit 3 --wanted pressured", "undo", "delete 1 --yes",
     "tags rename annas-visit bella", "", "export out.csv", "report out.html", "config",
     "log --mood 3 --tag self-harm-thoughts --new", "log --mood 5 --tag fight",
     "log --mood 5 --wanted mixed --json"],
)  # fmt: skip
def test_no_word_is_seen(line: str, tty: bool, diary: Pdtrack) -> None:
    """By the option or by the setting, drawn or plain."""
    result = diary.ok(f"--discreet {line}", tty=tty)
    shown = result.err if "--json" in line else result.out + result.err
    neutral(shown.replace("bella", ""))


def test_the_option_overrides_the_setting(diary: Pdtrack) -> None:
    """In both directions."""
    with_option = diary.ok("--discreet list").out
    diary.ok("config discreet yes")
    assert diary.ok("list").out == with_option
    assert "annas-visit" in diary.ok("--no-discreet list").out
    diary.ok("config discreet no")
    assert "annas-visit" in diary.ok("list").out


def test_the_list_has_numbers_dates_moods_tag_counts_and_the_mark(diary: Pdtrack) -> None:
    """Enough to find an entry again."""
    last = diary.ok("--discreet list").out.splitlines()[-1]
    assert last.startswith("1. Sun 22 Nov 2026, 00:40")
    assert last.endswith("before 7, after 3, 3 tags, has a note")


def test_show_has_a_number_for_every_answer(diary: Pdtrack) -> None:
    """Under the same names as the prompts."""
    out = diary.ok("--discreet show 1").out
    for line in ("before: 7", "now: 3", "scale A: 3", "scale B: 3", "time: 2", "choice: 3",
                 "with: 1", "mark: no", "words: 3", "helped: 1", "note: yes"):  # fmt: skip
        assert f"\n{line}\n" in out


def test_a_chart_shows_only_moods(diary: Pdtrack) -> None:
    """In the year and in grouped moods; no letter and no word for tears."""
    for day in range(1, 21):
        for hour in (9, 12, 18, 21):
            diary.ok(f"log --mood 4 --tears 2 --at '2026-10-{day:02} {hour}:00' --new")
    for line in ("chart", "chart mood"):
        for tty in (True, False):
            shown = diary.ok(f"--discreet {line}", tty=tty).out
            neutral(shown)
            assert "4t" not in shown
            assert "tttt" not in shown
    assert "tears" in diary.ok("chart mood").out


def test_json_stays_complete_for_scripts(diary: Pdtrack) -> None:
    """Scripts rely on the field names."""
    for line in ("list --json", "show 1 --json", "patterns --why --json", "tags --json"):
        assert diary.ok(f"--discreet {line}").out == diary.ok(line).out


# Cards


@pytest.mark.parametrize(
    ("answer", "card"),
    [("--wanted no", "card-not-agreed"), ("--tag self-harm-thoughts", "card-self-harm"),
     ("--tag fight", "line-free-to-say-no"), ("--wanted mixed", "line-mixed")],
)  # fmt: skip
def test_a_card_waits_until_nobody_can_see_the_screen(
    answer: str, card: str, pdtrack: Pdtrack
) -> None:
    """One neutral line replaces it and names the command that shows it, in any mode."""
    pdtrack.ok("log --mood 5")
    text = library.message(card).text.strip()
    out = pdtrack.ok(f"--discreet log --mood 2 {answer}").out
    assert text not in out
    first = out.splitlines()[0]
    assert first.startswith("There is a message for you. Please read it soon")
    assert "pdtrack show 2 --message" in first
    assert "pdtrack support" in first
    for line in ("show 2 --message", "--discreet show 2 --message"):
        assert pdtrack.ok(line).out.startswith(text)


def test_an_entry_without_a_card_has_no_message(pdtrack: Pdtrack) -> None:
    """`show --message` reports that, and saving prints no extra line."""
    assert "There is a message" not in pdtrack.ok("--discreet log --mood 5").out
    assert pdtrack.ok("show 1 --message").out == "There is no message about that entry.\n"


def test_scripts_get_the_cards_by_name(pdtrack: Pdtrack) -> None:
    """The line is printed to standard error, like a card."""
    result = pdtrack.ok("--discreet log --wanted no --json")
    assert result.json["cards"] == ["card-not-agreed"]
    assert "There is a message for you" in result.err


def test_a_hidden_line_does_not_count_as_shown(pdtrack: Pdtrack) -> None:
    """A reason to see someone still appears the next time patterns are shown in full."""
    for ago in (5, 6, 7):
        pdtrack.ok(f"log --mood 6 --pain severe --at '{ago} days ago'")
    pdtrack.ok("--discreet patterns")
    assert "pain or soreness" in pdtrack.ok("patterns").out


def test_support_is_shown_in_full(pdtrack: Pdtrack) -> None:
    """People ask for it by name, and help is never hidden."""
    assert pdtrack.ok("--discreet support").out == pdtrack.ok("support").out


def test_an_import_shows_counts_and_no_words(diary: Pdtrack) -> None:
    """Without the option, it lists which label became which tag."""
    Path("a.csv").write_text("full_date,date,weekday,time,mood,activities,note_title,note\n"
                             "2026-11-01,November 1,Sunday,10:00,rad,stress | sex,,\n")  # fmt: skip
    line = "import a.csv --dry-run --intimate sex"
    result = diary(f"--discreet {line}")
    assert result.code == 0, result.err
    neutral(result.out)


# Questions


def test_every_question_has_neutral_words() -> None:
    """No two questions of one command share a name."""
    for questions in (LOG_QUESTIONS, DAY_QUESTIONS, LATER_QUESTIONS):
        asked = [prompt_of(question, is_discreet=True) for question in questions]
        assert len({prompt.text for prompt in asked}) == len(asked)
        for prompt in asked:
            neutral(prompt.text)
            assert (prompt.hint, prompt.choices, prompt.offers, prompt.aside) == ("", (), (), "")
            assert prompt.help[0]


@pytest.mark.parametrize(
    ("attribute", "typed", "value"),
    [("wanted", "1", "yes"), ("wanted", "3", "pressured"), ("wanted", "5", "unsure"),
     ("wanted", "no", "no"), ("lasted", "4", "days"), ("with_", "2", "solo"),
     ("with_", "3", "someone-else"), ("tears", "3", 3),
     ("pain", "0", 0), ("orgasm", "yes", True), ("after", "10", 10)],
)  # fmt: skip
def test_a_number_can_answer_instead_of_a_word(attribute: str, typed: str, value: object) -> None:
    """Numbers follow the order of the full question; the word itself works too."""
    (question,) = (q for q in LOG_QUESTIONS if q.attribute == attribute)
    assert parser_of(question, str, is_discreet=True)(typed) == value
    assert DISCREET[attribute].text(value) == (
        typed if attribute != "wanted" or typed != "no" else "4"
    )


@pytest.mark.parametrize("dumb", [True, False])
def test_recording_on_a_terminal_shows_no_private_word(
    dumb: bool, pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first use on, even after a wrong answer, a double meaning or a slip."""
    if dumb:
        monkeypatch.setenv("TERM", "dumb")
    screen = terminal("--discreet log")
    screen.expect("18 or older")
    screen.type("y")
    for question, typed in (
        ("now 0-10?", "12"), ("Type 0-10, or press Enter to skip.", ""),
        ("now 0-10?", "3"),
        ("before 0-10?", "7"), ("with 1-3?", "1"), ("choice 1-5?", "9"),
        ("Type 1-5, or press Enter to skip.", ""), ("choice 1-5?", "2"),
        ("words?", "walking, stres"),
        ("close to another. The others are kept.", ""), ("Which word did you mean?", "evening"),
        ("scale A 0-3?", "2"),
        ("scale B 0-3?", "1"), ("mark yes or no?", "no"),
        ("time 1-4?", "1"), ("helped?", ""), ("note?", ""),
    ):  # fmt: skip
        screen.expect(question)
        if question.endswith("?"):
            screen.type(typed)
    screen.expect("Saved as entry 1")
    assert screen.end() == 0
    neutral(screen.text)
    entry = pdtrack.ok("list --json").json["entries"][0]
    found_again = (entry["after"], entry["wanted"], entry["pain"], entry["with"], entry["orgasm"])
    assert found_again == (3, "mixed", 1, "partner", False)
    assert entry["tags"] == ["walking", "evening"]


def test_a_question_mark_shows_the_full_question(
    pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only when the person asks."""
    monkeypatch.setenv("TERM", "dumb")
    pdtrack.ok("--discreet log --mood 4")
    screen = terminal("--discreet edit 1")
    screen.expect("now 0-10? [4]")
    screen.type()
    screen.expect("before 0-10?")
    screen.type()
    screen.expect("later 0-10?")
    screen.type()
    screen.expect("with 1-3?")
    screen.type()
    screen.expect("choice 1-5?")
    screen.type("?")
    screen.expect("pressured: I said yes because I felt I had to")
    screen.expect("choice 1-5?")
    screen.interrupt()
    assert screen.end() == 130


def test_the_first_use_notice_is_not_lost(pdtrack: Pdtrack) -> None:
    """A short one appears once; the full one with the first entry without the option."""
    device = library.message("setup-device").text.strip()
    first = pdtrack.ok("--discreet log --mood 5").err
    assert device not in first
    neutral(first)
    assert pdtrack.ok("--discreet log --mood 6").err == ""
    assert device in pdtrack.ok("log --mood 5").err
    assert pdtrack.ok("log --mood 6").err == ""


# Errors


@pytest.mark.parametrize(
    "line",
    ["log --tears bad", "log --wanted maybe", "log --pain x --mood 3", "log --with whom",
     "log --tag annas-visi", "log --tag hurt", "edit 1 --clear foo", "list --kind x",
     "log --orgasmm", "edit 1 --tear none", "import d.csv --from daylio", "import r.csv"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["option", "setting"])
def test_an_error_shows_no_word_that_was_not_typed(line: str, how: str, diary: Pdtrack) -> None:
    """The error is neutral and shows how to get the full sentence."""
    Path("d.csv").write_text(
        "full_date,date,weekday,time,mood,activities,note_title,note\n"
        "2026-11-01,1 Nov,Sunday,22:00,cried after sex,,,\n"
    )
    Path("r.csv").write_text("at,kind,tears\n2026-11-01T20:00:00+01:00,intimate,floods\n")
    if how == "setting":
        diary.ok("config discreet yes")
    result = diary(line if how == "setting" else f"--discreet {line}")
    assert (result.code, result.out) == (2, "")
    typed = re.compile("|".join(re.escape(word) for word in line.split()))
    neutral(typed.sub("", result.err))
    assert "cried" not in result.err
    whole = diary(f"--no-discreet {line}")
    assert whole.code == 2
    assert whole.err != result.err


def test_moods_of_another_diary_are_asked_for_by_number(
    pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """A question mark shows which word it is."""
    pdtrack.ok("log --mood 5")
    Path("d.csv").write_text(
        "full_date,date,weekday,time,mood,activities,note_title,note\n"
        "2026-11-01,1 Nov,Sunday,22:00,after the cry,,,\n"
    )
    screen = terminal("--discreet --plain import d.csv")
    screen.expect("word 1 of 1:")
    assert "cry" not in screen.text
    screen.type("?")
    screen.expect("after the cry")
    screen.type("4")
    screen.expect("Imported")
    assert screen.end() == 0


def test_the_command_that_cleans_a_history_is_not_shown(pdtrack: Pdtrack) -> None:
    """It would show the words it looks for; pdtrack shows where to find it instead."""
    (pdtrack.home / ".bash_history").write_text("pdtrack log --tag sad\n")
    out = pdtrack.ok("--discreet privacy").out
    assert "holds 1 pdtrack line" in out
    assert "pdtrack --no-discreet privacy" in out
    assert "orgasm" not in out
    assert "sed" in pdtrack.ok("privacy").out
