"""What helped: recorded beside the tags, kept apart from them, and counted without a claim."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cli.acts import entry
from conftest import Pdtrack

HEADING = "What helped"


def tell(pdtrack: Pdtrack, *later: int | None, word: str = "held") -> None:
    """Moments of 3 right after, a day apart, with these moods later."""
    for mood in later:
        pdtrack.now += timedelta(days=1)
        pdtrack.ok(f"log --mood 3 --helped {word}")
        if mood is not None:
            pdtrack.ok(f"later --mood {mood}")


def said(pdtrack: Pdtrack, options: str = "") -> list[str]:
    """The lines about what helped."""
    out = pdtrack.ok(f"patterns {options}").out
    if HEADING not in out:
        return []
    after = out.split(HEADING, 1)[1].split("Too early to say")[0].partition("\n")[2]
    return [line for line in after.split("\n") if line]


def test_three_moments_with_both_moods_make_a_line(pdtrack: Pdtrack) -> None:
    """It counts, and claims nothing."""
    tell(pdtrack, 6, 2, 7, None)
    assert said(pdtrack) == [
        '"being-held" was a help in 4 moments. In 3 you noted a later mood, and in 2 it was higher.'
    ]
    assert said(pdtrack, "--why")[1] == "Entries: 1, 2, 3"


def test_two_with_both_moods_are_silent(pdtrack: Pdtrack) -> None:
    """However many moments have only one."""
    tell(pdtrack, 6, 6, None, None, None)
    assert said(pdtrack) == []
    assert "held" not in pdtrack.ok("patterns").out


@pytest.mark.parametrize("typed", ["a shower", "my shower", "taking a shower", "Showered"])
def test_a_little_word_before_it_changes_nothing(typed: str, pdtrack: Pdtrack) -> None:
    """A person's own words stay as they are; those that pdtrack knows have one name."""
    saved = pdtrack.ok(["log", "--mood", "4", "--helped", f"{typed}, a walk"]).out
    assert "Helped: shower, a-walk." in saved


def test_words_of_ones_own_are_counted_as_well(pdtrack: Pdtrack) -> None:
    """Folded as tags are; several words of one moment each have their line."""
    tell(pdtrack, 6, 6, 6, word="'A Walk,held'")
    assert [line.split()[0] for line in said(pdtrack)] == ['"a-walk"', '"being-held"']


def test_what_helped_is_no_tag(pdtrack: Pdtrack) -> None:
    """It is in no list of tags, and nothing is compared by it."""
    tell(pdtrack, 6, 6, 6, word="cocoa")
    assert entry(pdtrack)["tags"] is None
    assert entry(pdtrack)["helped"] == ["cocoa"]
    assert "cocoa" not in pdtrack.ok("tags").out
    assert pdtrack("list --tag cocoa --json").code == 2
    pdtrack.ok("log --mood 3 --tag cocoa --new-tag")
    assert pdtrack("tags rename held x").code == 2


def test_only_the_stretch_that_is_asked_for_counts(pdtrack: Pdtrack) -> None:
    """The last 90 days, unless told otherwise."""
    tell(pdtrack, 6, 6, 6)
    pdtrack.now += timedelta(days=89)
    assert said(pdtrack) == []
    assert len(said(pdtrack, "--since '120 days ago'")) == 1


def test_nothing_is_said_on_a_day_with_a_safety_card(pdtrack: Pdtrack) -> None:
    """The card stands alone."""
    tell(pdtrack, 6, 6, 6)
    pdtrack.ok("log --mood 2 --wanted no")
    assert said(pdtrack) == []


@pytest.mark.parametrize("typed", ["none", "held,none", "", "a;b"])
def test_none_stands_alone_and_words_are_checked(typed: str, pdtrack: Pdtrack) -> None:
    """`none` says that nothing helped."""
    result = pdtrack(["log", "--mood", "3", "--helped", typed])
    assert result.code == (0 if typed == "none" else 2)
    if typed == "none":
        assert entry(pdtrack)["helped"] == []
