"""What helped: recorded next to the tags, stored separately, and counted without a claim."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cli.acts import entry
from conftest import Pdtrack

HEADING = "What helped"


def log_moments(pdtrack: Pdtrack, *later: int | None, word: str = "held") -> None:
    """Moments of 3 right after, a day apart, with these moods later."""
    for mood in later:
        pdtrack.now += timedelta(days=1)
        pdtrack.ok(f"log --mood 3 --helped {word}")
        if mood is not None:
            pdtrack.ok(f"later --mood {mood}")


def helped_lines(pdtrack: Pdtrack, options: str = "") -> list[str]:
    """The lines about what helped."""
    out = pdtrack.ok(f"patterns {options}").out
    if HEADING not in out:
        return []
    after = out.split(HEADING, 1)[1].split("Too early to say")[0].partition("\n")[2]
    return [line for line in after.split("\n") if line]


def test_three_moments_with_both_moods_make_a_line(pdtrack: Pdtrack) -> None:
    """The line counts and claims nothing."""
    log_moments(pdtrack, 6, 2, 7, None)
    assert helped_lines(pdtrack) == [
        '"being-held" was a help in 4 moments. In 3 you noted a later mood, and in 2 it was higher.'
    ]
    assert helped_lines(pdtrack, "--why")[1] == "Entries: 1, 2, 3"


def test_two_moments_with_both_moods_make_no_line(pdtrack: Pdtrack) -> None:
    """However many moments have only one of the moods."""
    log_moments(pdtrack, 6, 6, None, None, None)
    assert helped_lines(pdtrack) == []
    assert "held" not in pdtrack.ok("patterns").out


@pytest.mark.parametrize("typed", ["a shower", "my shower", "taking a shower", "Showered"])
def test_a_filler_word_before_a_help_changes_nothing(typed: str, pdtrack: Pdtrack) -> None:
    """Own words stay as they are; words that pdtrack knows have one name."""
    saved = pdtrack.ok(["log", "--mood", "4", "--helped", f"{typed}, a walk"]).out
    assert "Helped: shower, a-walk." in saved


def test_own_words_are_counted_too(pdtrack: Pdtrack) -> None:
    """Normalised like tags; each word of one moment has its own line."""
    log_moments(pdtrack, 6, 6, 6, word="'A Walk,held'")
    assert [line.split()[0] for line in helped_lines(pdtrack)] == ['"a-walk"', '"being-held"']


def test_what_helped_is_not_a_tag(pdtrack: Pdtrack) -> None:
    """No list of tags shows it, and no comparison uses it."""
    log_moments(pdtrack, 6, 6, 6, word="cocoa")
    assert entry(pdtrack)["tags"] is None
    assert entry(pdtrack)["helped"] == ["cocoa"]
    assert "cocoa" not in pdtrack.ok("tags").out
    assert pdtrack("list --tag cocoa --json").code == 2
    pdtrack.ok("log --mood 3 --tag cocoa --new-tag")
    assert pdtrack("tags rename held x").code == 2


def test_only_the_chosen_period_counts(pdtrack: Pdtrack) -> None:
    """The default is the last 90 days."""
    log_moments(pdtrack, 6, 6, 6)
    pdtrack.now += timedelta(days=89)
    assert helped_lines(pdtrack) == []
    assert len(helped_lines(pdtrack, "--since '120 days ago'")) == 1


def test_no_help_is_counted_on_a_day_with_a_safety_card(pdtrack: Pdtrack) -> None:
    """The card appears on its own."""
    log_moments(pdtrack, 6, 6, 6)
    pdtrack.ok("log --mood 2 --wanted no")
    assert helped_lines(pdtrack) == []


@pytest.mark.parametrize("typed", ["none", "held,none", "", "a;b"])
def test_none_cannot_be_combined_and_words_are_checked(typed: str, pdtrack: Pdtrack) -> None:
    """`none` means that nothing helped."""
    result = pdtrack(["log", "--mood", "3", "--helped", typed])
    assert result.code == (0 if typed == "none" else 2)
    if typed == "none":
        assert entry(pdtrack)["helped"] == []
