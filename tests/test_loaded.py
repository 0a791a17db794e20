"""What a command leaves out: the modules that it never loads, in an interpreter of its own.

A stopwatch in a test measures how busy the machine is. The modules show what a start costs.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import NOW
from conftest import Pdtrack
from pdtrack.cli.marks import cards_for, care
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import LASTED, WITH

# Never, whatever is typed: what draws, asks and decrypts belongs to few commands, what
# speaks to a network to none.
NEVER = (
    # Whoever has no settings of their own, and an installed pdtrack, reads no TOML.
    *(("tomllib",) if find_spec("pdtrack.content.compiled_tags") else ()),
    *(("platformdirs",) if sys.platform == "linux" else ()),
    "rich",
    "prompt_toolkit",
    "jinja2",
    "pydantic",
    "sqlcipher3",
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "asyncio",
    "csv",
    "xml",
    "zoneinfo",
    "getpass",
    "importlib.resources",
    "pdtrack.exchange",
    "pdtrack.store.rekey",
    "pdtrack.cli.passphrase_source",
    "pdtrack.cli.questions",
    "pdtrack.domain.times.resolve",
    "pdtrack.domain.analysis.mood_series",
    "pdtrack.domain.analysis.findings",
    "pdtrack.domain.analysis.reflections",
    "statistics",
    "fractions",
    "pdtrack.render.charts.mood",
)
# Not with a tag, a list or a whole entry either.
HEAVY = (
    "rich", "prompt_toolkit", "pydantic", "sqlcipher3", "urllib.request", "socket", "ssl",
    "asyncio", "http.client", "click", "multiprocessing", "xml.etree",
)  # fmt: skip
# What the words cost: what knows the files, and what is made of them.
WORDS = ("pdtrack.content.library", "pdtrack.domain.vocabulary", "pdtrack.domain.analysis.care")

# It leaves without a way back, so what is asked afterwards is asked on the way out.
SAID = """
import os, sys
from pdtrack.__main__ import run
sys.argv[0] = "pdtrack"
os._exit = lambda code: None
run()
sys.stderr.write("\\n" + " ".join(sys.modules))
"""


def loaded(line: str) -> set[str]:
    """The modules that are there once `pdtrack line` has run, without the interpreter's own."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", SITE + SAID, *line.split()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


# Without `site`, whose `.pth` files load what they like; its folders are handed over instead.
SITE = f"import sys; sys.path[:0] = {sys.path!r}\n"


def test_a_mood_is_logged_without_the_words(pdtrack: Pdtrack) -> None:
    """A number alone loads no vocabulary, no rules and nothing that counts."""
    pdtrack.ok("log --mood 5")
    assert loaded("log --mood 6") & {*NEVER, *WORDS, "json"} == set()


@pytest.mark.parametrize("line", ["day --mood 5", "before --mood 5", "show last"])
def test_other_numbers_load_no_words_either(pdtrack: Pdtrack, line: str) -> None:
    """Recording or showing numbers needs no content file."""
    pdtrack.now = NOW.now(NOW.tzinfo)
    pdtrack.ok("log --mood 5")
    assert loaded(line) & {*NEVER, *WORDS} == set()


def test_a_tag_loads_the_words_and_nothing_that_counts(pdtrack: Pdtrack) -> None:
    """A tag needs the vocabulary and the cards; only `patterns` needs comparisons."""
    pdtrack.ok("log --mood 5")
    found = loaded("log --mood 6 --tag stress")
    assert found.issuperset(WORDS)
    assert found & set(NEVER) == set()


@pytest.mark.parametrize("line", ["", "list"])
def test_a_list_and_the_last_weeks_load_no_words(pdtrack: Pdtrack, line: str) -> None:
    """Entries are shown as they were recorded."""
    pdtrack.ok("log --mood 5 --tag stress")
    assert loaded(line) & {*NEVER, *WORDS, "json"} == set()


def test_help_loads_no_words(pdtrack: Pdtrack) -> None:
    """The map of the program is a table in one module."""
    assert loaded("--help") & {*NEVER, *WORDS, "json"} == set()


def test_the_version_loads_next_to_nothing(pdtrack: Pdtrack) -> None:
    """Scripts ask for the version a lot: no Typer, no SQLite, no date."""
    found = loaded("--version")
    ours = {name for name in found if name.startswith("pdtrack")}
    assert ours == {"pdtrack", "pdtrack.__main__"}
    assert found & {*NEVER, *WORDS, "typer", "sqlite3", "dataclasses", "inspect"} == set()


@pytest.mark.parametrize("line", ["log --mood 5 --tag sad", "list", "list --json", "show 1", ""])
def test_nothing_heavy_is_loaded(line: str, pdtrack: Pdtrack) -> None:
    """An everyday command, with its output to a pipe, loads only what it needs."""
    pdtrack.ok("log --mood 5")
    script = (
        "import sys\n"
        "from pdtrack.cli.main import main\n"
        f"code = main({line.split()!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.strip().split("\n")[-1] == "[] 0"


MOODS = st.none() | st.integers(0, 10)


@given(
    after=MOODS,
    later=MOODS,
    tears=st.none() | st.integers(0, 3),
    pain=st.none() | st.integers(0, 3),
    lasted=st.none() | st.sampled_from(LASTED),
    with_=st.none() | st.sampled_from(WITH),
    orgasm=st.none() | st.booleans(),
    tags=st.sampled_from([None, ()]),
)
def test_numbers_alone_call_for_no_card(**answers: object) -> None:
    """What `log` relies on when it does not look for cards: the rules have none for these."""
    entry = Entry(at=NOW, recorded_at=NOW, **answers)  # type: ignore[arg-type]
    assert care().cards(entry) == cards_for(entry) == ()
