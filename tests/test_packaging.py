"""What is handed on beside the program: the manual page, the views for SQL, the README's links."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from conftest import Pdtrack
from lowest import lowest, requirements
from pdtrack.store.schema import VERSION, definitions

ROOT = Path(__file__).parents[1]
VIEWS = (ROOT / "docs" / "views.sql").read_text(encoding="utf-8")
SQL_PAGE = (ROOT / "docs" / "sql.md").read_text(encoding="utf-8")


# The manual page


def test_the_manual_page_matches_the_table_of_commands(home: Path) -> None:
    """`python docs/manual.py` writes it again after a command or an option has changed."""
    argv = [sys.executable, str(ROOT / "docs" / "manual.py"), "--check"]
    assert subprocess.run(argv, check=False).returncode == 0


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff")
def test_the_manual_page_has_no_mistake(home: Path) -> None:
    """The program behind `man` reads it without a warning."""
    argv = ["groff", "-man", "-Tutf8", "-ww", "-z", str(ROOT / "docs" / "pdtrack.1")]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# The views


def test_the_views_show_local_times_and_a_row_for_each_tag(pdtrack: Pdtrack) -> None:
    """Over a connection that can't write; not a byte of the journal changes."""
    pdtrack.ok("log --mood 3 --before 6 --tears sobbing --tag stress,sad --helped water")
    pdtrack.ok("log --mood 8 --tag none --at 'fri 23:00'")
    pdtrack.ok("day --mood 5 --at 'sat 12:00'")
    before = hashlib.sha256(pdtrack.journal.read_bytes()).digest()
    journal = sqlite3.connect(f"file:{pdtrack.journal}?mode=ro", uri=True)
    journal.executescript(VIEWS)
    shown = journal.execute(
        "SELECT id, at_local, day, change, mood_then, tears, tags FROM entries ORDER BY id"
    ).fetchall()
    tags = journal.execute("SELECT entry, tag FROM entry_tags ORDER BY entry, tag").fetchall()
    helped = journal.execute("SELECT * FROM entry_helped").fetchall()
    journal.close()
    assert shown == [
        (1, "2026-11-22 00:40", "2026-11-21", -3, 3, "sobbing", "stress sad"),
        (2, "2026-11-20 23:00", "2026-11-20", None, 8, None, "none"),
        (3, "2026-11-21 12:00", "2026-11-21", None, 5, None, None),
    ]
    assert tags == [(1, "sad"), (1, "stress")]
    assert helped == [(1, "water")]
    assert hashlib.sha256(pdtrack.journal.read_bytes()).digest() == before
    pdtrack.ok("doctor")


def test_the_page_names_every_table_and_column(pdtrack: Pdtrack) -> None:
    """Of the journal and of the views."""
    pdtrack.ok("log --mood 3")
    journal = sqlite3.connect(pdtrack.journal)
    journal.executescript(VIEWS)
    tables = [name for kind, name, _, _ in definitions(VERSION) if kind == "table"]
    views = [name for (name,) in journal.execute("SELECT name FROM sqlite_temp_schema")]
    for table in {*tables, *views} - {"sqlite_sequence"}:
        for column in journal.execute(f"SELECT name FROM pragma_table_info('{table}')"):
            assert f"`{column[0]}`" in SQL_PAGE, (table, column)
        assert f"`{table}`" in SQL_PAGE
    assert str(journal.execute("PRAGMA application_id").fetchone()[0]) in SQL_PAGE
    journal.close()


# What it is built on


def test_what_is_installed_is_within_every_bound() -> None:
    """Upper ends too: pip chose the newest that pyproject.toml takes, and all tests ran with it.

    `make lowest` runs them at the lower ends. Typer has an upper one because of Pydantic, and
    tests/test_loaded.py shows that nothing loads that.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = set()
    for line in requirements(project):
        wanted = Requirement(line)
        # An extra may not be installed here.
        with contextlib.suppress(PackageNotFoundError):
            assert wanted.specifier.contains(version(wanted.name), prereleases=True), line
            found.add(wanted.name)
    assert found.issuperset({"typer", "rich", "platformdirs", "prompt_toolkit", "jinja2"})


def test_both_ends_of_every_bound_are_there() -> None:
    """A lower one everywhere, which `make lowest` installs; no Typer that pdtrack can't run on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    bounds = lowest(project)
    assert bounds.keys() >= {Requirement(line).name for line in requirements(project)} - {"pdtrack"}
    typer = next(one for one in map(Requirement, requirements(project)) if one.name == "typer")
    # 0.26.0 to 0.27.1 lack what pdtrack is built on; 0.29 loads much more at every start.
    assert not any(map(typer.specifier.contains, ("0.26.0", "0.27.1", "0.29.0")))


# The README on a package index


def _build_hook() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_readme_link_works_on_a_package_index() -> None:
    """With the repository's address they lead there; without one they are plain words."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    with_links = _build_hook().with_links
    for place in ("", "https://example.org/o/pdtrack/raw/v1.0"):
        found = re.findall(r"\]\(([^()]+)\)", with_links(text, place))
        assert all(target.startswith(("https://", "#")) for target in found)
    assert "https://example.org/o/pdtrack/blob/v1.0/docs/privacy.md" in with_links(
        text, "https://example.org/o/pdtrack/raw/v1.0"
    )


# Tab completion, by the commands of its page


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_each_command_of_the_page_installs_completion(home: Path) -> None:
    """One command a shell; what it saves is what `completion` prints."""
    page = (ROOT / "docs" / "completion.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.+)\n```", page)
    assert len(commands) >= 4
    program = home / "pdtrack"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pdtrack "$@"\n')
    program.chmod(0o700)
    environ = {**os.environ, "PATH": f"{home}:{os.environ['PATH']}"}
    for command in commands[:4]:
        subprocess.run(["sh", "-c", command], check=True, env=environ)
    for place in (
        ".local/share/bash-completion/completions/pdtrack",
        ".pdtrack.bash",
        ".pdtrack.zsh",
        ".config/fish/completions/pdtrack.fish",
    ):
        assert "Made by: pdtrack completion" in (home / place).read_text()
    assert "source ~/.pdtrack.bash" in (home / ".bashrc").read_text()
