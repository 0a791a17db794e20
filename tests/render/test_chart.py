"""Charts drawn with characters: their size, their characters, and the same in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import Color

from build import CLASSIFIER, NOW, diaries, diary
from pdtrack.cli.editing_input import STEP_STYLES
from pdtrack.domain.analysis.calendar import calendar_days
from pdtrack.domain.analysis.mood_series import changes, mood_series
from pdtrack.domain.analysis.tag_counts import moments_of, tag_counts
from pdtrack.domain.entry import Entry
from pdtrack.render.charts.calendar import calendar_chart
from pdtrack.render.charts.glyphs import ASCII, UNICODE, Glyphs, glyphs_for
from pdtrack.render.charts.mood import buckets_in, mood_chart
from pdtrack.render.charts.mood_grid import GRID_ROWS_MOST, mood_grid
from pdtrack.render.charts.tags import tags_chart
from pdtrack.render.charts.year import year_chart
from pdtrack.render.page import Page, Picture
from pdtrack.render.plain import plain
from pdtrack.render.rich import THEME, rich

WIDTHS = (40, 80, 200)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def pages(many: Sequence[Entry], width: int, glyphs: Glyphs = UNICODE) -> list[Page]:
    """Every chart, as the command makes them."""
    found = moments_of(many, CLASSIFIER)
    alone = mood_series(many, most=buckets_in(width))
    folded = mood_series(many, most=0, folded_most=GRID_ROWS_MOST)
    return [
        mood_chart(alone, changes(many), width=width, glyphs=glyphs)
        if not alone.is_folded
        else mood_grid(alone, changes(many), CLASSIFIER, width=width, glyphs=glyphs),
        calendar_chart(calendar_days(many, CLASSIFIER), width=width, glyphs=glyphs),
        tags_chart(
            tag_counts(found.hard, found.other, CLASSIFIER),
            left_out=len(found.left_out),
            moments=found.count,
            width=width,
            glyphs=glyphs,
        ),
        year_chart(
            calendar_days(many, CLASSIFIER),
            until=NOW.date(),
            width=width,
            glyphs=glyphs,
            months_most=12,
        ),
        mood_grid(folded, changes(many), CLASSIFIER, width=width, glyphs=glyphs),
    ]


def picture(page: Page) -> Picture:
    """The one picture of a page."""
    (found,) = (block for block in page if isinstance(block, Picture))
    return found


def drawn(page: Page) -> list[str]:
    """The lines of the picture, without their styles."""
    return ["".join(text for text, _ in row) for row in picture(page).rows]


@settings(max_examples=30, deadline=None)
@given(diaries(most=40, days=2000).filter(bool), st.sampled_from((40, 57, 80, 133, 200)))
def test_a_picture_fits_its_screen(many: list[Entry], width: int) -> None:
    """No line of any chart is wider than the screen, in Unicode or in ASCII."""
    for glyphs in (UNICODE, ASCII):
        for page in pages(many, width, glyphs):
            text = rich(page, width)
            for line in ESCAPES.sub("", text).splitlines():
                assert len(line) <= width
                assert not line.endswith("…")
            if glyphs is ASCII:
                assert text.isascii()


@settings(max_examples=60, deadline=None)
@given(diaries(most=30).filter(bool), st.sampled_from(WIDTHS))
def test_the_words_hold_every_mood_that_is_drawn(many: list[Entry], width: int) -> None:
    """Plain output has each mood that was noted, and no character of the drawing."""
    page = pages(many, width)[0]
    text = plain(page, None)
    assert not set("○●◊□─│┐┘┤└┬▲▼•█▌") & set(text)
    if "One place an entry" in text:
        for entry in many:
            for name, value in (("before", entry.before), ("right after", entry.after)):
                assert value is None or f"{name} {value}" in text


def test_a_fall_and_its_recovery_are_seen_at_once() -> None:
    """Before is left and high, right after is low, later is on its way back."""
    many = diary({"ago": 2, "before": 8, "before_recalled": True, "after": 2, "later": 7})
    lines = drawn(pages(many, 40)[0])[:11]
    assert lines == [
        "10 ┤",
        " 9 ┤",
        " 8 ┤○┐",
        " 7 ┤ │◊",
        " 6 ┤ │",
        " 5 ┤ │",
        " 4 ┤ │",
        " 3 ┤ │",
        " 2 ┤ ●",
        " 1 ┤",
        " 0 ┤",
    ]


def test_skipped_moods_are_counted() -> None:
    """For each of the three, with its total."""
    many = diary({"ago": 2, "after": 2}, {"ago": 1, "after": 6, "later": 7})
    assert "Skipped: before in 2 of 2, later in 1 of 2." in plain(pages(many, 80)[0], None)


def test_a_group_names_the_days_of_its_entries() -> None:
    """A moment at 00:40 belongs to the evening before: on a Monday, to the week before."""
    many = diary({"ago": 6, "after": 5}, *({"ago": ago, "after": 5} for ago in range(20, 60)))
    assert "Week of Mon 9 Nov 2026, 1 moment:" in plain(pages(many, 40)[0], None)
    assert "41 moments, 23 Sep 2026 to 15 Nov 2026." in plain(pages(many, 200)[0], None)


def test_a_day_of_the_calendar_is_never_shown_by_colour_alone() -> None:
    """A fall, a rise and no change have symbols; tears and happy tears have letters."""
    recalled = {"before_recalled": True}
    many = diary(
        {"ago": 4, "before": 8, "after": 2, "tears": 2, **recalled},
        {"ago": 3, "before": 6, "after": 9, "tears": 1, "tags": "happy-tears", **recalled},
        {"ago": 2, "before": 6, "after": 6, **recalled},
        {"ago": 1, "after": 6},
    )
    page = pages(many, 80)[1]
    text = "\n".join(drawn(page))
    for cell in ("17▼t", "18▲h", "19=", "20•"):
        assert cell in text
    words = plain(page, None)
    assert "Tue 17: fell by 6, tears." in words
    assert "Wed 18: rose by 3, happy tears." in words


def test_a_day_of_the_year_has_its_mood_on_the_colour_of_its_step_and_a_letter_for_tears() -> None:
    """Only a moment is filled; a day before the diary and one to come are blank."""
    many = diary(
        {"ago": 4, "after": 2, "tears": 2},
        {"ago": 3, "kind": "day", "mood": 5},
        {"ago": 2, "after": 10, "tears": 1, "tags": "happy-tears"},
        {"ago": 1},
    )
    month = picture(pages(many, 80)[3]).rows[1]
    assert month == (
        ("Nov " + " " * 32, "plain"),
        *(("2t", "step-0"), ("5 ", "quiet"), ("Xh", "step-4"), ("? ", "plain"), ("· ·", "quiet")),
    )
    wide = picture(pages(many, 120)[3]).rows[1]
    assert ("10h", "step-4") in wide
    words = plain(pages(many, 80)[3], None)
    for line in (
        "November 2026: 3 moments on 3 days, day moods alone on 1 day, tears on 1, happy "
        "tears on 1.",
        "Tue 17: right after 2, tears.",
        "Wed 18: day mood 5.",
        "Thu 19: right after 10, happy tears.",
        "Fri 20: right after skipped.",
    ):
        assert line in words.splitlines()


def test_a_day_with_several_moments_shows_the_lowest_and_notes_it() -> None:
    """A good moment never hides a hard one of the same day."""
    page = pages(diary({"ago": 1, "after": 9}, {"ago": 1.05, "after": 4}), 80)[3]
    assert "lowest mood right after" in plain(page, None)
    assert "2 moments, the lowest right after 4." in plain(page, None)
    assert ("4 ", "step-1") in picture(page).rows[1]


def test_with_few_colours_a_mood_still_has_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 16 colours the lowest moods are bold, and no colour is asked for."""
    page = pages(diary({"ago": 2, "after": 2}, {"ago": 1, "after": 9}), 80)[3]
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "48;5;130" in rich(page, 80)
    monkeypatch.setenv("TERM", "xterm")
    assert not re.search(r"\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]", rich(page, 80))
    assert "\x1b[1;7m2 \x1b[0m" in rich(page, 80)


def test_a_mood_is_legible_on_its_colour() -> None:
    """At 4.5 to 1 or better, as the cell brings both colours along."""
    for step in range(5):
        style = THEME.styles[f"step-{step}"]
        assert style.color is not None
        assert style.bgcolor is not None
        light, dark = sorted(map(luminance, (style.color, style.bgcolor)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_question_about_a_mood_has_the_colours_of_the_charts() -> None:
    """One palette in two notations: what draws pages and what asks name colours differently."""
    for step, style in enumerate(STEP_STYLES):
        drawn_in = THEME.styles[f"step-{step}"]
        assert drawn_in.color is not None
        assert drawn_in.bgcolor is not None
        fill, letters = drawn_in.bgcolor.get_truecolor().hex, drawn_in.color.get_truecolor().hex
        assert style == f"bg:{fill} {letters}"


def luminance(colour: Color) -> float:
    """As WCAG defines it."""
    parts = [part / 255 for part in colour.get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_bars_have_counts_and_grow_from_the_middle() -> None:
    """A tag has one line: a share of each group, the harder moments to the left."""
    many = diary(
        {"ago": 3, "after": 2, "tags": "stress"},
        {"ago": 2, "after": 2},
        {"ago": 1, "after": 8, "tags": "stress love"},
    )
    lines = drawn(pages(many, 80)[2])
    assert re.fullmatch(r"stress +1 of 2 █{14} │ █{28} 1 of 1", lines[1])
    assert re.fullmatch(r"love +·  │ █{28} 1 of 1", lines[2])
    assert "1 of" not in "".join(drawn(pages(many, 40)[2]))
    words = plain(pages(many, 40)[2], None)
    assert "stress: 1 of 2 harder moments, 1 of 1 other moments." in words
    assert "Tags: in 2 harder moments and 1 other" in words


def test_good_tags_are_among_the_most_common_ones() -> None:
    """Twelve of many are shown, by their larger share; `most=None` shows all."""
    hard = [{"ago": n, "after": 2, "tags": f"own{n}"} for n in range(1, 31)]
    good = [{"ago": n, "after": 8, "tags": "love"} for n in range(40, 45)]
    found = moments_of(diary(*hard, *good), CLASSIFIER)
    counts = tag_counts(found.hard, found.other, CLASSIFIER)
    page = tags_chart(counts, left_out=0, moments=35, width=80)
    assert len(drawn(page)) == 13
    assert any(line.startswith("love ") for line in drawn(page))
    assert "19 more tags: --all." in plain(page, None)
    everything = tags_chart(counts, left_out=0, moments=35, width=80, most=None)
    assert len(drawn(everything)) == 32
    assert "--all" not in plain(everything, None)


def test_a_long_tag_is_cut_to_its_column_and_whole_in_words() -> None:
    """Also one of wide letters, which take two columns each."""
    many = diary({"ago": 1, "after": 2, "tags": "一二三四五六七八九十一二三四五"})
    page = pages(many, 40)[2]
    assert drawn(page)[1].startswith("一二三四五六… ")
    assert "一二三四五六七八九十一二三四五: 1 of 1" in plain(page, None)


def test_many_moods_are_folded_into_months_and_counted() -> None:
    """Left is worse and right is better; the median, falls and tears are next to them."""
    recalled = {"before_recalled": True}
    many = diary(
        *({"ago": 60 + n, "after": 8} for n in range(3)),
        {"ago": 62.5, "before": 7, "after": 3, "tears": 2, **recalled},
        {"ago": 30, "after": 10, "tears": 1, "tags": "happy-tears"},
        *({"ago": n, "kind": "day", "mood": 5} for n in range(20)),
        {"ago": 1},
    )
    folded = mood_series(many, most=1, folded_most=5)
    assert folded.unit == "month"
    page = mood_grid(folded, changes(many), CLASSIFIER, width=80)
    assert drawn(page)[:4] == [
        "    all   0   1   2   3   4   5   6   7   8   9  10  median  fell  tears",
        "Sep   4   ·   ·   ·   1   ·   ·   ·   ·   3   ·   ·       8  ▼     t",
        "Oct   1   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   1      10        h",
        "Nov   1   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·       ·",
    ]
    assert ("  3 ", "step-3") in picture(page).rows[1]
    words = plain(page, None).splitlines()
    for line in (
        "Mood right after, month by month: 6 moments, 5 with a mood",
        "September 2026, 4 moments: right after 3 in 1, 8 in 3; median 8; fell by 2 or more in 1; "
        "tears in 1.",
        "October 2026, 1 moment: right after 10 in 1; median 10; happy tears in 1.",
        "November 2026, 1 moment: moods skipped.",
    ):
        assert line in words
    narrow = drawn(mood_grid(folded, changes(many), CLASSIFIER, width=40))
    assert narrow[1] == "Sep · · · 1 · · · · 3 · ·    8 ▼1 t1"


def test_a_count_that_does_not_fit_its_cell_is_marked() -> None:
    """The text version has the full count."""
    many = diary(*({"ago": n / 50, "after": 7} for n in range(120)))
    folded = mood_series(many, most=1, folded_most=5)
    page = mood_grid(folded, changes(many), CLASSIFIER, width=40)
    assert " + " in "\n".join(drawn(page))
    assert "+ more than fit" in "\n".join(drawn(page))
    assert "Fri 20 Nov 2026, 50 moments: right after 7 in 50; median 7." in plain(page, None)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437x", None])
def test_a_screen_that_cannot_show_symbols_gets_ascii(encoding: str | None) -> None:
    """No character is drawn that the encoding does not have."""
    assert glyphs_for(encoding) is ASCII
    assert glyphs_for("utf-8") is UNICODE
