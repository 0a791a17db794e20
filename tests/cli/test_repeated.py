"""No screen shows a sentence twice, whatever the diary."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from build import NOW
from cli.acts import bring, diary, row
from conftest import Pdtrack
from pdtrack.content import library
from sentences import repeated

# Tags that fire the rules about seeing someone, several of them in every entry.
MANY = (
    "panic", "flashback", "hopeless", "dread", "ashamed", "sad", "confused", "distant",
    "ill-after", "headache", "premenstrual", "bleeding", "sudden-drop", "stress",
)  # fmt: skip


def everything_at_once(pdtrack: Pdtrack, *tags: str) -> None:
    """Ten low moments in three weeks, with as many reasons to see someone as fit."""
    bring(
        pdtrack,
        [
            row(
                number,
                NOW - timedelta(days=2 * (11 - number)),
                before=8,
                before_recalled=True,
                after=2,
                later=2,
                tears=3,
                pain=2,
                lasted="days",
                wanted="yes",
                orgasm=True,
                tags=sorted(tags),
            )
            for number in range(1, 11)
        ],
    )


@pytest.mark.parametrize("options", ["", "--why", "--since 2026-11-01 --until 2026-11-18"])
def test_patterns_repeats_nothing_when_every_rule_fires(options: str, pdtrack: Pdtrack) -> None:
    """The more there is to show, the more easily two lines end alike."""
    everything_at_once(pdtrack, *MANY)
    assert repeated(pdtrack.ok(f"patterns {options}").out) == []


@pytest.mark.parametrize("pair", [("stress", "ashamed"), ("stress", "low-lately"), ("conflict",)])
def test_two_reflections_end_in_different_words(pair: tuple[str, ...], pdtrack: Pdtrack) -> None:
    """Both can have the same comparison."""
    everything_at_once(pdtrack, *pair)
    text = pdtrack.ok("patterns").out
    assert repeated(text) == []


@pytest.mark.parametrize("options", ["", "--why"])
def test_patterns_repeats_nothing_when_it_shows_several_links(
    options: str, pdtrack: Pdtrack
) -> None:
    """It explains once what a link means."""
    rows = diary(150, seed=4, planted="commute")
    for number, each in enumerate(rows):
        alone = ("commute" in each["tags"]) != (number % 9 == 0)
        each["with"] = "solo" if alone else "partner"
        if number % 11 == 0:  # or moods would follow tears in every entry
            each["after"] = each["before"]
    bring(pdtrack, rows)
    assert len(pdtrack.ok("patterns --json").json["links"]) > 1
    assert repeated(pdtrack.ok(f"patterns {options}").out) == []


def test_a_past_period_is_named_by_its_last_day(pdtrack: Pdtrack) -> None:
    """ "The last 28 days" would be untrue of a time four months ago."""
    everything_at_once(pdtrack, "stress")
    pdtrack.now += timedelta(days=120)
    text = pdtrack.ok("patterns --since 2026-11-01 --until 2026-11-21").out
    assert "in the last" not in text.casefold()
    assert "over the last" not in text
    assert "days up to 21 Nov 2026" in text


@pytest.mark.parametrize("topic", [page.topic for page in library.guides()])
def test_a_guide_repeats_nothing(topic: str, pdtrack: Pdtrack) -> None:
    """People read each one from top to bottom."""
    assert repeated(pdtrack.ok(f"guide {topic}").out) == []


def test_support_and_the_list_of_guides_repeat_nothing(pdtrack: Pdtrack) -> None:
    """Even if the person's own lines equal one of ours."""
    pdtrack.ok(["support", "--add", "Ana, next door"])
    assert repeated(pdtrack.ok("support").out) == []
    assert repeated(pdtrack.ok("guide").out) == []


def test_the_report_repeats_nothing(pdtrack: Pdtrack) -> None:
    """It lists every line that applies."""
    everything_at_once(pdtrack, *MANY)
    pdtrack.ok("report page.html")
    page = (pdtrack.home / "page.html").read_text(encoding="utf-8")
    body = re.sub(r"(?s)<(style|svg|title|figure).*?</\1>", "", page)
    text = html.unescape(re.sub(r"<[^>]+>", "\n\n", body))
    assert repeated(text) == []
