# ruff: noqa: E501  (the table of rules is a table)
"""Every rule that suggests seeing someone, in the real program: when it applies and when not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conftest import Pdtrack
from pdtrack.content import library

SAFETY = {
    "--wanted no": "card-not-agreed",
    "--wanted pressured": "card-pressured",
    "--wanted unsure": "card-unsure",
    "--tag self-harm-thoughts": "card-self-harm",
    "--tag afraid-of-partner": "card-partner-harm",
    "--tag hurt-by-partner": "card-partner-harm",
    "--tag alarm-symptom": "card-alarm",
}
MEDICAL = {
    "--tag bleeding": "card-bleeding",
    "--tag flashback": "card-flashback",
    "--tag out-of-body": "card-flashback",
    "--tag panic": "card-panic",
    "--tag hopeless": "card-hopeless",
}
NO_CARD = (
    "--wanted yes",
    "--wanted mixed",
    "--mood 0 --tears sobbing",
    "--pain severe",
    "--tag frozen",
    "--tag scared",
    "--tag headache",
    "--tag felt-obliged",
    "--tag numb",
    '--tag "of my own"',
)
# Rule | what makes it fire | what is one short, or not quite the same.
# An entry: how many days ago (.9 is just inside a window), and its options.
RULES = """
P1 | 5 --mood 6 --tag bleeding      | 5 --mood 6 --tag sore
P1 | 89.9 --mood 6 --tag bleeding   | 90 --mood 6 --tag bleeding
P2 | 5 --mood 6 --pain severe       | 5 --mood 6 --pain moderate
P2 | 89.9 --mood 6 --pain severe    | 90 --mood 6 --pain severe
P2 | 5 --mood 6 --pain 2; 9 --mood 6 --tag pain | 5 --mood 6 --pain 2; 9 --mood 6 --tag pain --pain 1
P2 | 5 --mood 6 --pain 2; 89.9 --mood 6 --pain 2 | 5 --mood 6 --pain 2; 90 --mood 6 --pain 2
P2 | 5 --mood 6 --pain 1; 6 --mood 6 --tag sore; 7 --mood 6 --pain 2 | 5 --mood 6 --pain 1; 6 --mood 6 --tag sore; 7 --mood 6 --pain 0
P2 | 5 --mood 6 --pain 1; 6 --mood 6 --tag dry; 89.9 --mood 6 --tag itch | 5 --mood 6 --pain 1; 6 --mood 6 --tag dry; 90 --mood 6 --tag itch
P3 | 5 --mood 6 --tag flashback; 9 --mood 6 --tag frozen | 5 --mood 6 --tag flashback; 9 --mood 6 --tag scared
P3 | 5 --mood 6 --tag out-of-body; 89.9 --mood 6 --tag frozen | 5 --mood 6 --tag out-of-body; 90 --mood 6 --tag frozen
P4 | 5 --mood 6 --tag panic; 27.9 --mood 6 --tag panic | 5 --mood 6 --tag panic; 28 --mood 6 --tag panic
P4 | 5 --mood 6 --tag panic; 6 --mood 6 --tag panic | 5 --mood 6 --tag panic; 6 --mood 6 --tag anxious
P5 | 5 --mood 6 --tag numb; 9 --mood 6 --tag cant-cope; 19 --mood 6 --tag low-lately | 5 --mood 6 --tag numb; 19 --mood 6 --tag low-lately
P5 | 5 --mood 6 --tag numb; 9 --mood 6 --tag hopeless; 19 --mood 6 --tag numb | 5 --mood 6 --tag numb; 9 --mood 6 --tag numb; 18.9 --mood 6 --tag numb
P5 | 5 --mood 6 --tag numb; 9 --mood 6 --tag numb; 27.9 --mood 6 --tag numb | 5 --mood 6 --tag numb; 9 --mood 6 --tag numb; 28 --mood 6 --tag numb
P5 | 2 day --mood 5 --tag numb; 9 day --mood 5 --tag numb; 19 day --mood 5 --tag numb | 2 day --mood 5 --tag numb; 9 day --mood 5 --tag sad; 19 day --mood 5 --tag numb
P6 | 5 --mood 6 --lasted days; 9 --mood 6 --lasted days | 5 --mood 6 --lasted days; 9 --mood 6 --lasted day
P6 | 5 --mood 6 --lasted days; 89.9 --mood 6 --lasted days | 5 --mood 6 --lasted days; 90 --mood 6 --lasted days
P7 | 5 --mood 3; 6 --mood 3; 7 --mood 3 | 5 --mood 3; 6 --mood 3; 7 --mood 4
P7 | 5 --mood 3; 6 --mood 3; 27.9 --mood 3 | 5 --mood 3; 6 --mood 3; 28 --mood 3
P7 | 50 --mood 3; 51 --mood 3; 52 --mood 8; 53 --mood 8 | 50 --mood 3; 51 --mood 3; 52 --mood 8
P7 | 50 --mood 3; 51 --mood 3; 52 --mood 8; 53 --mood 8; 54 --mood 1 | 50 --mood 3; 51 --mood 3; 52 --mood 8; 53 --mood 8; 54 --mood 9
P7 | 50 --mood 3; 51 --mood 3; 52 --mood 3; 53 --mood 8; 54 --mood 8; 55 --mood 8 | 50 --mood 3; 51 --mood 3; 52 --mood 8; 53 --mood 8; 54 --mood 8; 55 --mood 8; 56 --mood 3
P8 | 50 --mood 6 --tag sad; 51 --mood 6 --tag anxious; 52 --mood 6 --tag sad; 53 --mood 6 --tag sad | 50 --mood 6 --tag sad; 51 --mood 6 --tag sad; 52 --mood 6 --tag sad
P8 | 50 --mood 6 --tag sad; 51 --mood 6 --tag sad; 52 --mood 6 --tag sad; 53 --mood 6 --tag sad; 54 --mood 6 | 50 --mood 6; 51 --mood 6 --tag sad; 52 --mood 6 --tag sad; 53 --mood 6 --tag sad; 54 --mood 6 --tag sad
P9 | 5 --mood 6 --tag ill-after --lasted day; 6 --mood 6 --tag ill-after --lasted days; 7 --mood 6 --tag achy --lasted day | 5 --mood 6 --tag ill-after --lasted day; 6 --mood 6 --tag ill-after --lasted days; 7 --mood 6 --tag ill-after --lasted hours
P9 | 5 --mood 6 --tag ill-after --lasted day; 6 --mood 6 --tag ill-after --lasted day; 89.9 --mood 6 --tag ill-after --lasted day | 5 --mood 6 --tag ill-after --lasted day; 6 --mood 6 --tag ill-after --lasted day; 90 --mood 6 --tag ill-after --lasted day
P10 | 5 --mood 6 --tag dread; 89.9 --mood 6 --tag avoid | 5 --mood 6 --tag dread; 90 --mood 6 --tag dread
P10 | 5 --mood 6 --tag dread; 6 --mood 6 --tag dread | 5 --mood 6 --tag dread; 6 --mood 6 --tag scared
P11 | 5 --mood 6 --tag conflict; 6 --mood 6 --tag distant; 7 --mood 6 --tag let-down | 5 --mood 6 --tag conflict; 6 --mood 6 --tag distant; 7 --mood 6 --tag rushed
P11 | 5 --mood 6 --tag conflict; 6 --mood 6 --tag duty; 89.9 --mood 6 --tag let-down | 5 --mood 6 --tag conflict; 6 --mood 6 --tag duty; 90 --mood 6 --tag let-down
P12 | 50 --mood 6 --tag ashamed; 51 --mood 6 --tag guilty; 55 --mood 6 --tag ashamed | 50 --mood 6 --tag ashamed; 51 --mood 6 --tag guilty; 55 --mood 6 --tag body-worry
P12 | 50 --mood 6 --tag ashamed; 51 --mood 6; 52 --mood 6; 53 --mood 6; 54 --mood 6 --tag guilty; 55 --mood 6 --tag guilty | 50 --mood 6 --tag ashamed; 51 --mood 6; 52 --mood 6; 53 --mood 6; 54 --mood 6 --tag guilty; 55 --mood 6; 56 --mood 6 --tag guilty
P13 | 5 --mood 5 --tears 3 --lasted hours; 6 --mood 5 --tears 3 --lasted days | 5 --mood 5 --tears 3 --lasted hours; 6 --mood 5 --tears 3 --lasted minutes
P13 | 5 --mood 5 --tears 3 --lasted hours; 6 --mood 5 --tears 3 --lasted day | 5 --mood 5 --tears 3 --lasted hours; 6 --mood 5 --tears 2 --lasted day
P13 | 5 --mood 5 --tears 3 --lasted hours; 89.9 --mood 5 --tears 3 --lasted hours | 5 --mood 5 --tears 3 --lasted hours; 90 --mood 5 --tears 3 --lasted hours
P14 | {fine}; 60 --mood 3 --tag confused; 61 --mood 3 --tag confused; 62 --mood 3 --tag confused | {fine}; 60 --mood 3 --tag confused; 61 --mood 3 --tag confused; 62 --mood 6 --tag confused
P14 | {fine}; 60 --mood 3 --tag confused; 61 --mood 3 --tag confused; 89.9 --mood 3 --tag confused | {fine}; 60 --mood 3 --tag confused; 61 --mood 3 --tag confused; 90 --mood 3 --tag confused
P14 | {fine}; 60 --mood 3 --tag confused; 61 --mood 3; 62 --mood 3 | {fine}; 60 --mood 3; 61 --mood 3; 62 --mood 3
P15 | {fine}; 60 --mood 3 --tag pms; 61 --mood 3 --tag pms; 62 --mood 3 --tag pms | {fine}; 60 --mood 3 --tag pms; 61 --mood 3 --tag pms; 62 --mood 6 --tag pms
P15 | {fine}; 60 --mood 3 --tag pms; 61 --mood 3 --tag pms; 62 --mood 3 --tag pms; 63 --mood 3 --tag pms; 64 --mood 3; 65 --mood 3 | {fine}; 60 --mood 3 --tag pms; 61 --mood 3 --tag pms; 62 --mood 3 --tag pms; 63 --mood 3; 64 --mood 3
P15 | {fine}; 60 --mood 3 --tag pms; 61 --mood 3 --tag pms; 89.9 --mood 3 --tag pms | {fine}; 60 --mood 3 --tag pms; 61 --mood 3 --tag pms; 90 --mood 3 --tag pms
P11 | 5 --mood 6 --tag conflict; 6 --mood 6 --tag let-down; 7 --mood 6 --tag let-down --with partner | 5 --mood 6 --tag conflict; 6 --mood 6 --tag let-down; 7 --mood 6 --tag let-down --with solo
P16 | 5 --mood 6 --tag migraine      | 5 --mood 6 --tag ill-after
P16 | 89.9 --mood 6 --tag headache   | 90 --mood 6 --tag headache
P17 | 5 --mood 6 --wanted mixed; 6 --mood 6 --wanted mixed; 7 --mood 6 --wanted mixed | 5 --mood 6 --wanted mixed; 6 --mood 6 --wanted mixed; 7 --mood 6 --wanted yes
P17 | 5 --mood 6 --wanted mixed; 6 --mood 6 --wanted mixed; 89.9 --mood 6 --wanted mixed | 5 --mood 6 --wanted mixed; 6 --mood 6 --wanted mixed; 90 --mood 6 --wanted mixed
"""
# Good moments that keep harder ones below half of the last six.
FINE = "1 --mood 8; 2 --mood 8; 3 --mood 8; 4 --mood 8"
ROWS = [
    [cell.strip() for cell in row.format(fine=FINE).split("|")] for row in RULES.split("\n") if row
]


def log_story(pdtrack: Pdtrack, story: str) -> None:
    """Log every entry of a story: `5 --mood 3; 9 day --mood 4`, by how many days ago."""
    for each in story.split(";"):
        ago, _, options = each.strip().partition(" ")
        at = (pdtrack.now - timedelta(days=float(ago))).isoformat()
        command = options if options.startswith("day ") else f"log {options}"
        pdtrack.ok(f"{command} --at {at}")


def rules(pdtrack: Pdtrack, line: str = "patterns --json") -> list[str]:
    """The rules that fire, in order."""
    return [said["rule"] for said in pdtrack.ok(line).json["see_someone"]]


def cards(pdtrack: Pdtrack, line: str) -> list[str]:
    """The cards that an entry leads to."""
    found: list[str] = pdtrack.ok(f"log {line} --json").json["cards"]
    return found


@pytest.mark.parametrize(("rule", "story"), [row[:2] for row in ROWS])
def test_the_rule_fires(rule: str, story: str, pdtrack: Pdtrack) -> None:
    """With just enough entries just inside its window, this rule fires and no other."""
    log_story(pdtrack, story)
    assert rules(pdtrack) == [rule]


@pytest.mark.parametrize(("rule", "story"), [(row[0], row[2]) for row in ROWS])
def test_the_rule_does_not_fire_one_short(rule: str, story: str, pdtrack: Pdtrack) -> None:
    """With one entry fewer, one day older or one step less, no line appears."""
    log_story(pdtrack, story)
    assert rules(pdtrack) == []


@pytest.mark.parametrize(("answer", "card"), (SAFETY | MEDICAL).items())
def test_a_card_is_shown_at_once_and_from_one_entry(
    answer: str, card: str, pdtrack: Pdtrack
) -> None:
    """pdtrack prints the whole card first, before the line that the entry is saved."""
    assert cards(pdtrack, answer) == [card]
    out = pdtrack.ok(f"log {answer}").out
    assert out.startswith(library.message(card).text.strip())
    assert "\nSaved as entry 2: " in out.removeprefix(library.message(card).text.strip())


@pytest.mark.parametrize("answer", NO_CARD)
def test_no_card_without_its_answer(answer: str, pdtrack: Pdtrack) -> None:
    """Answers close to a card's answer don't show it."""
    assert cards(pdtrack, answer) == []


@pytest.mark.parametrize(("answer", "card"), SAFETY.items())
def test_nothing_good_softens_safety(answer: str, card: str, pdtrack: Pdtrack) -> None:
    """A good mood, pleasant tags, an orgasm and happy tears change no card and no count."""
    good = "--mood 10 --before 2 --orgasm --tears tears --tag love,content,happy-tears --pain none"
    assert cards(pdtrack, f"{answer} {good}") == [card]
    found = pdtrack.ok("patterns --json").json
    assert found["cards"] == [card]
    assert found["counts"] == {
        "entries": 1, "eligible": 0, "hard": 0, "happy_tears": 0, "mixed_tears": 0
    }  # fmt: skip


def test_cards_come_most_urgent_first(pdtrack: Pdtrack) -> None:
    """An entry with several cards shows them all, safety before anything medical."""
    line = "--wanted no --tag bleeding,panic,alarm-symptom,self-harm-thoughts,hurt-by-partner"
    assert cards(pdtrack, line) == [
        "card-not-agreed", "card-self-harm", "card-partner-harm", "card-alarm",
        "card-bleeding", "card-panic",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("note", "card"),
    [
        ("I want to kill myself", "card-self-harm"),
        ("then He  hit\nme again", "card-partner-harm"),
        ("I don’t want to live", "card-self-harm"),
        ("i was raped", "card-not-agreed"),
        ("I fainted in the bath", "card-alarm"),
    ],
)
def test_plain_words_in_a_note_add_a_card(note: str, card: str, pdtrack: Pdtrack) -> None:
    """pdtrack doesn't understand notes, but some words are clear; nothing removes a card."""
    found = pdtrack.ok(["log", "--mood", "9", "--tag", "love", "--note", note, "--json"])
    assert found.json["cards"] == [card]


@pytest.mark.parametrize("note", ["he hit the road", "suicidality is a word in a book title?", "x"])
def test_other_words_in_a_note_add_none(note: str, pdtrack: Pdtrack) -> None:
    """Only whole phrases count."""
    assert pdtrack.ok(["log", "--note", note, "--json"]).json["cards"] == []


def test_a_day_entry_shows_its_card_too(pdtrack: Pdtrack) -> None:
    """Safety matters with or without intimacy."""
    found = pdtrack.ok("day --mood 2 --tag self-harm-thoughts --json").json
    assert found["cards"] == ["card-self-harm"]


@pytest.mark.parametrize(
    "tag",
    [
        "frozen", "scared", "felt-obliged", "rushed", "distant", "no-desire", "fight",
        "gave-in-to-keep-peace",
    ],
)  # fmt: skip
def test_some_tags_show_the_line_about_consent(tag: str, pdtrack: Pdtrack) -> None:
    """Whatever the answer to `wanted`, the line about saying no is printed once."""
    line = library.message("line-free-to-say-no").text.strip()
    for wanted in ("", "--wanted yes", "--wanted mixed"):
        assert pdtrack.ok(f"log --mood 5 --tag {tag} {wanted}").out.count(line[-60:]) == 1


def test_partly_wanted_shows_its_line(pdtrack: Pdtrack) -> None:
    """`mixed` is answered by its own line, and by no card."""
    text = library.message("line-mixed").text.strip()
    assert pdtrack.ok("log --mood 5 --wanted mixed").out.startswith(text)
    assert text not in pdtrack.ok("log --mood 5 --wanted yes").out


@pytest.mark.parametrize(
    ("answer", "slug"),
    [
        ("--pain severe", "line-severe-pain"),
        ("--tag after-kink", "line-after-kink"),
        ("--tag kink", "line-after-kink"),
        ("--tag hate-myself", "line-support"),
        ("--note 'he never hit me'", "line-support"),
    ],
)
def test_an_answer_shows_its_line(answer: str, slug: str, pdtrack: Pdtrack) -> None:
    """One line and no card; `show --message` shows it too."""
    line = library.message(slug).text.strip()
    assert pdtrack.ok(f"log --mood 5 {answer}").out.count(line) == 1
    assert cards(pdtrack, f"--mood 5 {answer} --new-tag") == []
    assert line in pdtrack.ok("show last --message").out


def test_with_json_the_card_is_printed_to_standard_error(pdtrack: Pdtrack) -> None:
    """Standard output is one document; the card can still be read."""
    result = pdtrack.ok("log --wanted no --json")
    assert result.json["cards"] == ["card-not-agreed"]
    assert library.message("card-not-agreed").text.strip() in result.err


STRESS = "20 --mood 2 --tag stress; 30 --mood 2 --tag stress; 40 --mood 2 --tag stress"
SHAME = (
    "20 --mood 2 --tag ashamed --wanted yes; 30 --mood 2 --tag ashamed --wanted yes; "
    "40 --mood 2 --tag ashamed --wanted yes"
)
GOOD = "21 --mood 8; 31 --mood 8; 41 --mood 8; 51 --mood 8"


def causes(pdtrack: Pdtrack) -> list[int]:
    """The causes that a reflection names, in order."""
    return [said["cause"] for said in pdtrack.ok("patterns --json").json["reflections"]]


@pytest.mark.parametrize("answer", SAFETY)
def test_a_safety_card_of_today_silences_the_reflections(answer: str, pdtrack: Pdtrack) -> None:
    """That day shows the card instead; the next day they start with the pointer to support."""
    log_story(pdtrack, f"{STRESS}; {GOOD}")
    assert causes(pdtrack) == [1]
    pdtrack.ok(f"log --mood 2 {answer}")
    said = pdtrack.ok("patterns")
    card = library.message(SAFETY[answer]).text.strip()
    assert said.out.startswith(card)
    assert "Something small to try" not in said.out
    assert causes(pdtrack) == []
    pdtrack.now += timedelta(days=1)
    said = pdtrack.ok("patterns")
    pointer = library.message("line-support").text.strip()
    assert card not in said.out
    assert said.out.index(pointer) < said.out.index("Something small to try")
    found = pdtrack.ok("patterns --json").json["reflections"]
    assert [one["cause"] for one in found] == [1]
    assert found[0]["text"].startswith(pointer)


def test_a_card_that_patterns_has_shown_today_comes_first_in_short(pdtrack: Pdtrack) -> None:
    """`--why` shows it in full again, and so does a look after another entry that calls for it."""
    pdtrack.ok("log --mood 2 --wanted no")
    card = library.message("card-not-agreed")
    pdtrack.now += timedelta(minutes=1)
    for quiet in ("patterns --json", "--discreet patterns"):
        pdtrack.ok(quiet)
    assert pdtrack.ok("patterns").out.startswith(card.text.strip())
    pdtrack.now += timedelta(minutes=1)
    again = pdtrack.ok("patterns").out
    assert again.startswith(card.lead)
    assert card.text.strip() not in again
    for needed in ("three to five days", "pdtrack support", "in danger", "patterns --why"):
        assert needed in again
    assert again.index("in danger") < again.index("In the last 90 days")
    assert pdtrack.ok("patterns --why").out.startswith(card.text.strip())
    pdtrack.ok("log --mood 3 --wanted no")
    pdtrack.now += timedelta(minutes=1)
    assert pdtrack.ok("patterns").out.startswith(card.text.strip())


@pytest.mark.parametrize("answer", SAFETY)
def test_for_90_days_after_safety_shame_is_left_out(answer: str, pdtrack: Pdtrack) -> None:
    """Cause 4 is left out while the look-back holds such an entry, and returns after it."""
    log_story(pdtrack, f"{SHAME}; {GOOD}")
    assert causes(pdtrack) == [4]
    log_story(pdtrack, f"60 --mood 7 {answer}")
    assert causes(pdtrack) == []
    log_story(pdtrack, "1 --mood 8")
    pdtrack.now += timedelta(days=30)
    assert causes(pdtrack) == [4]


@pytest.mark.parametrize("answer", SAFETY)
def test_couples_counselling_is_not_suggested_after_harm(answer: str, pdtrack: Pdtrack) -> None:
    """Rule P11 is left out for 90 days after a safety entry."""
    log_story(pdtrack, "5 --mood 6 --tag conflict; 6 --mood 6 --tag distant; 7 --mood 6 --tag row")
    log_story(pdtrack, f"80 --mood 7 {answer}")
    assert "P11" not in rules(pdtrack)


@pytest.mark.parametrize("answer", SAFETY)
def test_harm_holds_rule_p11_back_for_a_year(answer: str, pdtrack: Pdtrack) -> None:
    """S1, S2 and S4 hold it back for 12 months; S3 and S5 only as long as the look-back."""
    log_story(pdtrack, "5 --mood 6 --tag conflict; 6 --mood 6 --tag distant; 7 --mood 6 --tag row")
    log_story(pdtrack, f"364 --mood 7 {answer}")
    holds = SAFETY[answer] not in ("card-self-harm", "card-alarm")
    assert rules(pdtrack) == ([] if holds else ["P11"])
    pdtrack.now += timedelta(days=1)
    if holds:
        assert rules(pdtrack) == ["P11"]


def test_happy_tears_are_never_a_reason_to_see_someone(pdtrack: Pdtrack) -> None:
    """However often they come, and however long they last."""
    log_story(
        pdtrack, "; ".join(f"{n} --mood 9 --tears sobbing --lasted days" for n in range(1, 9))
    )
    assert rules(pdtrack) == []


def test_no_rule_counts_unwanted_moments_as_harder_ones(pdtrack: Pdtrack) -> None:
    """Three unwanted moments show their card and suggest no counsellor."""
    log_story(pdtrack, "; ".join(f"{n} --mood 1 --wanted no" for n in (3, 4, 5)))
    assert rules(pdtrack) == []


# How often a line appears

TWO_CHATS = "5 --mood 3 --tag dread; 6 --mood 3 --tag dread; 7 --mood 3"


def test_each_run_shows_one_chat_line_the_highest_first(pdtrack: Pdtrack) -> None:
    """With two due, the higher one appears; the other can appear in the next run."""
    log_story(pdtrack, TWO_CHATS)
    assert [rules(pdtrack) for _ in range(3)] == [["P7"], ["P10"], []]


def test_a_chat_line_does_not_repeat_within_14_days(pdtrack: Pdtrack) -> None:
    """A minute before that it is still left out; then it may appear again."""
    log_story(pdtrack, "5 --mood 6 --tag dread; 6 --mood 6 --tag dread")
    assert rules(pdtrack) == ["P10"]
    pdtrack.now += timedelta(days=14, minutes=-1)
    assert rules(pdtrack) == []
    pdtrack.now += timedelta(minutes=1)
    assert rules(pdtrack) == ["P10"]


def test_a_soon_line_appears_weekly_at_most(pdtrack: Pdtrack) -> None:
    """A minute before the week is over it is still left out."""
    log_story(pdtrack, "5 --mood 6 --pain severe --tag panic; 6 --mood 6 --tag panic")
    assert rules(pdtrack) == ["P2", "P4"]
    pdtrack.now += timedelta(days=7, minutes=-1)
    assert rules(pdtrack) == []
    pdtrack.now += timedelta(minutes=1)
    assert rules(pdtrack) == ["P2", "P4"]


def test_why_shows_recent_lines_again(pdtrack: Pdtrack) -> None:
    """`--why` repeats them, with the numbers of the entries."""
    log_story(pdtrack, "5 --mood 6 --pain severe; 6 --mood 6 --tag dread; 7 --mood 6 --tag dread")
    first = pdtrack.ok("patterns").out
    assert "pain or soreness" in first
    again = pdtrack.ok("patterns").out
    assert "Once is enough" not in again
    why = pdtrack.ok("patterns --why").out
    assert "Once is enough" in why
    assert "dread" in why
    assert "Entries: 3, 2" in why


def test_a_new_rule_appears_even_if_another_just_did(pdtrack: Pdtrack) -> None:
    """pdtrack remembers each rule separately."""
    log_story(pdtrack, "5 --mood 6 --tag dread; 6 --mood 6 --tag dread")
    assert rules(pdtrack) == ["P10"]
    log_story(pdtrack, "4 --mood 6 --pain severe")
    assert rules(pdtrack) == ["P2"]


def test_the_entries_behind_a_line_are_named(pdtrack: Pdtrack) -> None:
    """`entries` are the numbers of the entries that the sentence counts."""
    log_story(pdtrack, "5 --mood 6 --pain 2; 6 --mood 6; 7 --mood 6 --pain 2")
    (said,) = pdtrack.ok("patterns --json").json["see_someone"]
    assert (said["rule"], said["level"], sorted(said["entries"])) == ("P2", "soon", [1, 3])
    assert "twice in the last 90 days" in said["text"]


def test_the_line_about_no_idea_why_counts_how_often_it_was_marked(pdtrack: Pdtrack) -> None:
    """Marked once among three harder moments counts as one, not three."""
    log_story(pdtrack, f"{FINE}; 60 --mood 3 --tag confused; 61 --mood 3; 62 --mood 3")
    (said,) = pdtrack.ok("patterns --json").json["see_someone"]
    assert said["rule"] == "P14"
    assert "in 1 of 7 you marked having no idea why" in said["text"]


def test_severe_pain_on_its_own_is_counted_as_once(pdtrack: Pdtrack) -> None:
    """The line doesn't read "1 times"."""
    log_story(pdtrack, "5 --mood 6 --pain severe")
    (said,) = pdtrack.ok("patterns --json").json["see_someone"]
    assert "You marked severe pain in the last 90 days. Once is enough" in said["text"]


def test_what_is_disclosed_again_shows_its_card_again(pdtrack: Pdtrack) -> None:
    """The mark is there already, and still pdtrack answers someone who writes it again."""
    pdtrack.ok("log --mood 3 --wanted no")
    for line in (
        ["later", "4", "--note", "he forced me"],
        ["edit", "1", "--note", "he held me down and forced me"],
        ["edit", "1", "--tag", "raped"],
    ):
        assert "not your fault" in pdtrack.ok(line).out, line
        assert "not your fault" not in pdtrack.ok([*line[:2], "--helped", "shower"]).out, line
    found = pdtrack.ok(["later", "--note", "he forced me", "--json"])
    assert found.json["cards"] == ["card-not-agreed"]
    assert "not your fault" in found.err
    assert pdtrack.ok("later 5 --json").json["cards"] == []
