"""The page for a professional: its contents, what it never has, and that it loads nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
import stat
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from build import NOW
from conftest import Pdtrack
from pdtrack.cli.commands import demo as tour
from pdtrack.cli.context import Run, World
from pdtrack.cli.output import Output
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.render.report import page as page_module
from pdtrack.store.journal import Journal, open_journal

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# All that a page of words, tables and drawings may hold.
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section",
    "h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "div", "span", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary", "svg",
    "desc", "path", "text", "circle", "rect", "polyline", "strong", "b",
}  # fmt: skip
INVISIBLE = ("Cc", "Cf", "Zl", "Zp")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table><iframe src=https://example.org></iframe>",
    "<svg onload=alert(1)><animate attributeName=href values=javascript:alert(1)/></svg>",
    "</style><style>body{background:url(https://example.org/x)}",
    "</title><base href=//example.org>",
    "<!-- -->", "]]>", "{{ 7 * 7 }}", "{% raw %}", "&lt;b&gt;&#60;b&#62;",
    "javascript:alert(1)", "<a href='https://example.org' target=_blank>x</a>",
    "\u202eevil\u202c", "\u2066x\u2069", "\u200b\u200d\ufeff", "a\u2028b\u2029c",
    "[bold red]x[/] [link=https://example.org]y[/link]", "[/nonsense]", "\\[", ":smile:",
    "=1+1", "<meta http-equiv=refresh content=0;url=//example.org>", "<form action=//x><input>",
    "<plaintext>", "<math><mtext></form><mglyph><style></math><img src onerror=alert(1)>",
)  # fmt: skip
HOSTILE_TAGS = ("<script>", "onerror=", "a&b", "\u202etag", "[bold]", "x" * 40, "日本語", "'\"><b>")


@dataclass(slots=True)
class Read(HTMLParser):
    """A page as a browser's parser sees it: its elements, attributes and words."""

    elements: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    in_style: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element."""
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """The style sheet ends."""
        if tag == "style":
            self.in_style = False

    def handle_data(self, data: str) -> None:
        """Words, but for the style sheet."""
        if not self.in_style:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words, single spaces between them."""
        return " ".join(" ".join(self.words).split())


def read(page: Path) -> Read:
    """The page, parsed."""
    found = Read()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def report(pdtrack: Pdtrack, line: str = "") -> Read:
    """A report of the journal, parsed."""
    target = pdtrack.home / "mood-diary.html"
    pdtrack.ok(f"report {target} --force {line}")
    return read(target)


def keep(pdtrack: Pdtrack, *entries: Entry) -> None:
    """Put entries into the journal as they are."""
    pdtrack.journal.parent.mkdir(parents=True, exist_ok=True)
    journal = open_journal(pdtrack.journal, create=True)
    assert journal is not None
    with journal, journal.writing("log", now=NOW):
        for entry in entries:
            journal.add(entry)


def moment(ago: float, **answers: object) -> Entry:
    """A moment some days ago."""
    at = NOW - timedelta(days=ago)
    return Entry(at=at, recorded_at=at, **answers)  # type: ignore[arg-type]


@pytest.fixture
def sample(pdtrack: Pdtrack) -> Pdtrack:
    """The made-up diary of the tour."""
    run = Run(
        World(os.environ, lambda: NOW), NOW, Output(os.environ), journal_option=str(pdtrack.journal)
    )
    pdtrack.journal.parent.mkdir(parents=True, exist_ok=True)
    tour.write_sample(run)
    return pdtrack


# The contents


def test_it_is_one_page_that_loads_nothing(sample: Pdtrack) -> None:
    """No script, no address, the policy that forbids both, a neutral title."""
    page = report(sample)
    assert set(page.elements) <= ELEMENTS
    assert not [one for one in page.attributes if one[1] in ("src", "href", "action", "style")]
    assert not [one for one in page.attributes if one[1].startswith("on")]
    meta = {(name, value) for tag, name, value in page.attributes if tag == "meta"}
    assert ("http-equiv", "Content-Security-Policy") in meta
    assert ("content", CSP) in meta
    assert {("name", "referrer"), ("content", "no-referrer")} <= meta
    source = (sample.home / "mood-diary.html").read_text()
    assert "url(" not in source
    assert "@import" not in source
    assert "<title>Mood diary</title>" in source


def test_it_has_the_period_the_counts_and_what_was_skipped(sample: Pdtrack) -> None:
    """Dates, numbers with their denominators, and skipped answers."""
    text = report(sample).text
    for words in (
        "23 Aug 2026 to 21 Nov 2026",
        "41 entries, 39 moments and 2 day moods",
        "Harder moments 9 of 39 moments",
        "skipped in 20 of 39",
        "Right after 2 7 9 39 of 39",
        "Skipped: before in 18 of 39, later in 33 of 39.",
        "stress 4 of 9",
        "not a diagnosis",
        "a pattern is not proof of a cause",
        library.message("report-footer").text,
    ):
        assert words in text, words


def test_four_figures_are_at_the_top(sample: Pdtrack) -> None:
    """Each is "n of m", with what it counts and where that was answered."""
    text = report(sample).text
    top = text[: text.index("Day by day")]
    for words in (
        "9 of 21 moments fell by 2 or more, from before to right after where both moods were noted",
        "13 of 39 moments with tears, 5 of them happy where answered; skipped in 0 of 39",
        "4 of 5 falls were back within a point of before, some hours later where a later mood",
        "3 of 19 moments with pain, mild or more where answered; skipped in 20 of 39",
    ):
        assert words in top, words


def test_it_counts_what_patterns_counts(sample: Pdtrack) -> None:
    """The page has the counts behind each line of the screen, with the days."""
    found = sample.ok("patterns --why --json").json
    text = report(sample).text
    for one in found["reflections"]:
        if one["hard_with"]:
            assert f"In {one['hard_with']} of {one['hard_total']} harder moments" in text
    assert "Pain or soreness: 3 entries in the last 90 days (30 Sep; 23 Oct; 5 Nov 2026)." in text
    assert "pdtrack suggests a doctor or sexual health clinic" in text


def test_it_is_about_the_writer_and_never_speaks_to_them(sample: Pdtrack, pdtrack: Pdtrack) -> None:
    """Whoever reads it is someone else. Notes are the writer's own words."""
    pdtrack.ok("log --mood 2 --wanted mixed --tag ashamed --lasted days --new --at '1h ago'")
    text = report(sample, "--no-notes").text
    assert not re.search(r"\b(you|your|yours)\b", text, re.I)
    assert "article" not in text


def test_tears_and_pain_have_their_days_and_how_strong_they_were(sample: Pdtrack) -> None:
    """Pain with severity and dates; happy tears apart."""
    text = report(sample).text
    for words in (
        "Tears, sobbing 1 2 Oct 2026",
        "Happy tears, among these 5 30 Aug; 13 Sep; 17, 29 Oct; 11 Nov 2026",
        "Pain, mild 1 30 Sep 2026",
        "Pain, moderate 2 23 Oct; 5 Nov 2026",
    ):
        assert words in text, words


def test_good_tags_are_there_as_well(sample: Pdtrack) -> None:
    """Tags that are commoner on the other moments have a table of their own."""
    text = report(sample).text
    good = text[text.index("In a larger share of the other moments") :]
    assert "love 0 of 9 5 of 30" in good


def test_the_year_has_each_day_in_words_too(sample: Pdtrack) -> None:
    """A sentence for each day that has an entry."""
    text = report(sample).text
    assert "Sun 30 Aug 2026: right after 9, happy tears." in text
    assert "Fri 2 Oct 2026: right after 2, tears." in text
    assert "Sun 20 Sep 2026: day mood 4." in text


def test_a_year_in_cells_has_at_most_twelve_months(pdtrack: Pdtrack) -> None:
    """The newest; the page names that earlier ones are not drawn."""
    keep(pdtrack, *(moment(30.0 * n + 1, after=n % 11) for n in range(20)))
    text = report(pdtrack, "--since 2020-01-01").text
    assert "December 2025 to November 2026; earlier months are not drawn." in text


def test_the_contents_are_listed_before_the_report_is_written(sample: Pdtrack) -> None:
    """And what it leaves out; in discreet mode in counts alone. The path is on a line, whole."""
    target = sample.home / "a folder with a long name"
    target.mkdir()
    target /= "x.html"
    err = sample.ok(["report", str(target), "--hide-tag", "pain"]).err
    assert err.index("Before you show it: this page contains") < err.index("Wrote the report.")
    assert "your tags (13)" in err
    assert "1 hidden tag, and the notes of entries that have one" in err
    assert f"\n{target}\n" in err
    discreet = sample.ok(["report", str(target), "--force", "--discreet"]).err
    assert "this page has 41 entries and 12 notes" in discreet
    assert "tears" not in discreet
    refused = sample(["report", str(target)])
    assert refused.code == 2
    assert "Before" not in refused.err


def test_the_diary_is_read_once(sample: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry saved in the meantime is in all of the page's numbers or in none."""
    read = []
    entries = Journal.entries

    def counted(journal: Journal, **bounds: Any) -> list[Entry]:
        read.append(bounds)
        return entries(journal, **bounds)

    monkeypatch.setattr(Journal, "entries", counted)
    report(sample)
    assert read == [{}]


def test_every_line_about_seeing_someone_is_there(pdtrack: Pdtrack) -> None:
    """The screen suggests one talk at a time; the page has all of them."""
    keep(
        pdtrack,
        *(
            moment(ago, after=2, tears=3, lasted="days", tags=("ashamed", "dread"), wanted="yes")
            for ago in (2, 4, 6, 8)
        ),
    )
    text = report(pdtrack).text
    for words in ("Feelings that lasted for days", "Dread of sex or touch", "Shame or guilt"):
        assert words in text


def test_drawings_and_tables_have_words(sample: Pdtrack) -> None:
    """Each drawing has a title and a description, each table a caption and scoped heads."""
    page = report(sample)
    plots = [value for tag, name, value in page.attributes if (tag, name) == ("svg", "role")]
    # The year and the course, each for a wide and a narrow page; the keys of its five steps.
    assert plots == ["img"] * (4 + 2 * 5)
    assert page.elements.count("desc") == 4
    assert page.elements.count("table") == page.elements.count("caption") == 5
    heads = [value for tag, name, value in page.attributes if (tag, name) == ("th", "scope")]
    assert len(heads) == page.elements.count("th")
    assert {"row", "col"} == set(heads)


def test_words_on_the_page_keep_to_the_rules(sample: Pdtrack) -> None:
    """No banned wording is anywhere on the page."""
    from content.test_words import BANNED

    text = report(sample, "--no-notes").text
    assert not BANNED.findall(text.replace("not a diagnosis", ""))
    assert "because" not in text.replace(library.message("disclaimer").text, "")


def test_a_day_ends_at_the_time_in_the_settings(pdtrack: Pdtrack) -> None:
    """A moment at 00:40 belongs to the same day in the report as in the chart."""
    keep(pdtrack, moment(0, after=5))
    pdtrack.ok("config day-end 00:00")
    assert "1 moment, 22 Nov 2026." in pdtrack.ok("chart mood").out
    assert "1 moment, 22 Nov 2026." in report(pdtrack).text


def test_nothing_linked_is_shown_with_what_was_compared(sample: Pdtrack) -> None:
    """Else its counts would look like findings."""
    text = report(sample).text
    assert "All tags were last compared after 75 entries for tears and 45 for moods" in text
    assert "than chance would explain. That can still change." in text


def test_an_empty_period_is_a_page_too(pdtrack: Pdtrack) -> None:
    """It has its own sentence."""
    assert "There are no entries in this period." in report(pdtrack).text


@pytest.mark.parametrize("many", [1, 2, 3, 70, 400])
def test_any_number_of_entries_makes_a_page(pdtrack: Pdtrack, many: int) -> None:
    """From one entry to more than a drawing can show one by one."""
    keep(
        pdtrack,
        *(
            moment(80 * n / many + 1, after=n % 11, before=7, before_recalled=True)
            for n in range(many)
        ),
    )
    text = report(pdtrack).text
    assert f"{many} {'entry' if many == 1 else 'entries'}, {many} moment" in text
    assert ("Each point covers" in text) == (many > 24)


# What is left out


def test_notes_are_there_unless_left_out(sample: Pdtrack) -> None:
    """`--no-notes` leaves out every note."""
    note = "First weekend away in a year. I laughed and cried at once."
    assert note in report(sample).text
    page = report(sample, "--no-notes")
    for row in library.sample():
        assert row.get("note", "\x00") not in page.text


def test_long_and_many_notes_keep_to_the_page(pdtrack: Pdtrack) -> None:
    """Twelve notes at most, each short, and how many are left out."""
    keep(pdtrack, *(moment(n + 1, after=5, note=f"Number {n} " + "word " * 900) for n in range(20)))
    text = report(pdtrack).text
    assert "The newest 12; 8 earlier ones are not on this page." in text
    assert text.count("(shortened)") == 12
    assert len(text) < 16_000


@pytest.mark.parametrize(
    "tag", ["stress", "new-flat", "happy-tears", "pain", "love", "overwhelmed", "sore-or-dry"]
)
def test_a_hidden_tag_is_nowhere_on_the_page(sample: Pdtrack, tag: str) -> None:
    """Not as a tag, nor in a count, a line, a note or the words of a drawing."""
    sample.ok(f"log --mood 3 -t {tag} -n 'It was about {tag.replace('-', ' ')} again.' --new")
    source = sample.home / "mood-diary.html"
    report(sample, f"--hide-tag {tag}")
    text = read(source).text.casefold()
    for word in {tag, tag.replace("-", " ")}:
        assert not re.search(rf"(?<!\w){word}(?!\w)", text), word
    assert tag not in source.read_text().split("</style>")[1]


def test_synonyms_commas_and_several_tags_can_be_hidden(sample: Pdtrack) -> None:
    """A synonym hides its tag; one option can have several tags."""
    text = report(sample, "--hide-tag stressed,new-flat --hide-tag love").text
    for word in ("stress", "stressed", "new-flat", "love"):
        assert not re.search(rf"(?<!\w){word}(?!\w)", text)


def test_a_misspelt_hidden_tag_writes_nothing(sample: Pdtrack) -> None:
    """The page would show the tag that was meant."""
    target = sample.home / "x.html"
    result = sample(f"report {target} --hide-tag new-flaat")
    assert result.code == 2
    assert "flaat" not in result.err
    assert not target.exists()


def test_an_unwanted_moment_counts_for_no_cause(pdtrack: Pdtrack) -> None:
    """It is counted as left out, and no sentence uses its tags."""
    keep(
        pdtrack,
        *(moment(n, after=2, tags=("stress",), wanted="pressured", tears=2) for n in (1, 3, 5, 7)),
        moment(9, after=8, tags=("love",), wanted="yes"),
    )
    text = report(pdtrack).text
    assert "(in no count of harder moments or tags) 4 of 5 moments" in text
    assert "stress" not in text
    assert "Harder moments 0 of 1 moments" in text


def test_a_hidden_safety_tag_leaves_no_gap(pdtrack: Pdtrack) -> None:
    """Its entry is not counted at all, and what safety holds back stays held back."""
    keep(
        pdtrack,
        *(moment(n, after=2, tags=("conflict", "distant"), wanted="yes") for n in (20, 22, 24, 26)),
        moment(10, after=1, tags=("hurt-by-partner",), wanted="yes", note="Not to be seen."),
    )
    shown = report(pdtrack).text
    assert "(in no count of harder moments or tags) 1 of 5 moments" in shown
    hidden = report(pdtrack, "--hide-tag hurt-by-partner").text
    assert "4 entries, 4 moments" in hidden
    assert "(in no count of harder moments or tags)" not in hidden
    assert "pdtrack points out less" in shown
    assert "pdtrack points out less" not in hidden
    assert "Not to be seen" not in hidden
    for page in (shown, hidden):
        assert "couples counsellor" not in page


def test_a_shorter_period_counts_its_own_entries_only(pdtrack: Pdtrack) -> None:
    """No line counts an entry from before `--since`, or more days than the period has."""
    keep(
        pdtrack,
        *(moment(n, after=6, pain=2) for n in (3, 5, 40, 50, 60)),
    )
    text = report(pdtrack, "--since '10 days ago'").text
    assert re.search(r"Pain or soreness: 2 entries in the last (9|10|11) days", text)


# Hostile text


def hostile_entries(count: int) -> list[Entry]:
    """Entries whose notes and tags try to be markup, the same ones in each run."""
    chance = random.Random(20261122)
    found = []
    for number in range(count):
        parts = chance.choices(HOSTILE, k=chance.randint(1, 4))
        note = "".join(
            character
            for character in " ".join(parts)
            if unicodedata.category(character) not in ("Cc", "Cs")
        )
        found.append(
            moment(
                number % 85 + chance.random() + 0.1,
                after=chance.randint(0, 10),
                before=chance.randint(0, 10),
                before_recalled=True,
                tears=chance.randint(0, 3),
                tags=tuple({chance.choice(HOSTILE_TAGS), chance.choice(HOSTILE_TAGS)}),
                helped=(chance.choice(HOSTILE_TAGS),),
                note=note,
            )
        )
    return found


@pytest.fixture(scope="module")
def hostile_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """5,000 of them in a journal, made once."""
    path = tmp_path_factory.mktemp("hostile") / "journal.db"
    journal = open_journal(path, create=True)
    assert journal is not None
    with journal, journal.writing("log", now=NOW):
        for entry in hostile_entries(5000):
            journal.add(entry)
    return path


@pytest.fixture
def hostile(pdtrack: Pdtrack, hostile_journal: Path) -> Pdtrack:
    """A copy of that journal."""
    pdtrack.journal.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(hostile_journal, pdtrack.journal)
    return pdtrack


def test_five_thousand_hostile_entries_inject_nothing(
    hostile: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No element, no attribute, no direction mark, though all notes are on the page in full."""
    monkeypatch.setattr(page_module, "REPORT_NOTES_MOST", 5000)
    monkeypatch.setattr(page_module, "REPORT_NOTE_LONGEST", 5000)
    page = report(hostile)
    assert page.text.count("(before ") > 4000
    assert set(page.elements) <= ELEMENTS
    assert not [one for one in page.attributes if one[1].startswith("on") or one[1] == "href"]
    source = (hostile.home / "mood-diary.html").read_text(encoding="utf-8")
    assert not [c for c in source if unicodedata.category(c) in INVISIBLE and c != "\n"]


@pytest.mark.parametrize("what", ["mood", "calendar", "tags"])
@pytest.mark.parametrize("tty", [True, False])
def test_hostile_entries_draw_no_control_bytes(hostile: Pdtrack, what: str, tty: bool) -> None:
    """A chart has the escapes of its own colours and no other control character."""
    out = re.sub(r"\x1b\[[0-9;]*m", "", hostile.ok(f"chart {what}", tty=tty).out)
    assert not [c for c in out if unicodedata.category(c) in INVISIBLE and c != "\n"]


# The file


def test_only_its_owner_can_read_it_and_no_file_is_replaced(sample: Pdtrack) -> None:
    """0600, and an existing file stays unless `--force`."""
    target = sample.home / "mood-diary.html"
    result = sample.ok(f"report {target}")
    assert result.out == ""
    assert "Wrote the report. It is not encrypted." in result.err
    if os.name != "nt":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.write_text("mine")
    again = sample(f"report {target}")
    assert again.code == 2
    assert target.read_text() == "mine"
    sample.ok(f"report {target} --force")
    assert target.read_text() != "mine"


def test_a_synced_folder_is_named_once(sample: Pdtrack) -> None:
    """On standard error; for any other folder nothing is printed."""
    folder = sample.home / "Dropbox"
    folder.mkdir()
    assert sample.ok(f"report {folder}/a.html").err.count("Dropbox copies") == 1
    assert "copies" not in sample.ok(f"report {sample.home}/b.html").err


def test_only_report_loads_the_template_engine(sample: Pdtrack) -> None:
    """Charts are drawn without it."""
    script = (
        "import sys\n"
        "from pdtrack.cli.main import main\n"
        "main(['chart', 'mood'])\n"
        "print('jinja2' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.strip() == "False"
