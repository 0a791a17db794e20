"""What does it cost to start? pdtrack, bare Python, Typer alone and jrnl, side by side.

    python bench/startup.py                40 rounds, some three minutes
    python bench/startup.py --rounds 10    a first look

Everything is installed into throw-away environments, as a user would install it, and runs on
a journal of a few entries. Prints a Markdown table; exit code 1 when a promise is not kept: what
`PROMISES` has, and a passphrase adds at most 250 ms, most of which is its key.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from children import (
    ROOT,
    Failed,
    Runner,
    cost,
    home,
    installed,
    race,
    table,
    this_pdtrack,
    unless_failed,
)

sys.path.insert(0, str(ROOT / "src"))

from pdtrack.store.schema import JOURNAL_MODE, MIGRATIONS, PRAGMAS

INSERT = f"""
import os, sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
for pragma in {(JOURNAL_MODE, *PRAGMAS)!r}:
    connection.execute(pragma)
connection.execute("BEGIN IMMEDIATE")
connection.execute(
    "INSERT INTO entry (uid, kind, at, at_offset, recorded_at, after)"
    " VALUES (?, 'intimate', ?, 60, ?, 5)",
    (os.urandom(16).hex(), int(time.time()), int(time.time())),
)
connection.execute("COMMIT")
connection.close()
"""

TYPER = """
import sys, typer
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
@app.command()
def log(path: str, mood: str = typer.Option(None, "--mood")) -> None:
    insert(path)
@app.command("list")
def list_(path: str) -> None:
    pass
def insert(path):
    sys.argv[1] = path
    exec(INSERT)
"""

JRNL = """
colors: {{body: none, date: none, tags: none, title: none}}
default_hour: 9
default_minute: 0
editor: ''
encrypt: false
highlight: true
indent_character: '|'
journals: {{default: {{journal: '{}'}}}}
linewrap: 79
tagsymbols: '@'
template: false
timeformat: '%F %r'
version: v4.6
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """One runner, `who`, costs at most `most` times as much as another."""

    who: str
    other: str
    most: float


BARE = "bare Python, the same insert"
TAGGED = "pdtrack log --mood 5 --tag stress"
FORTY = "pdtrack patterns, 40 entries"
PROMISES = (
    Promise("pdtrack log --mood 5", BARE, 4.3),
    Promise(TAGGED, BARE, 4.8),
    Promise(TAGGED, "jrnl, a line", 0.6),
    Promise("pdtrack log --mood 5 --note fine", BARE, 5.2),
    Promise("pdtrack", "pdtrack list", 1.15),
    Promise(FORTY, BARE, 6.0),
    Promise("pdtrack --version", "python -c pass", 2.0),
)
PLAIN, SEALED = "pdtrack log --mood 5", "pdtrack log --mood 5, with a passphrase"
SEALED_MOST = 250.0


def main() -> int:
    """Install what takes part, let it race, and print what it cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="startup-") as name:
        folder = Path(name)
        runners = prepared(folder)
        race(runners, home(folder / "home"), asked.rounds)
    return report(runners)


def prepared(folder: Path) -> list[Runner]:
    """All runners, ready to run."""
    scripts = this_pdtrack(folder / "ours")
    python, pdtrack = scripts / "python", scripts / "pdtrack"
    journals = [folder / "bare.db", folder / "typer.db"]
    for journal in journals:
        empty_journal(journal)
    naked = TYPER.replace("exec(INSERT)", f"exec({INSERT!r})")
    runners = [
        Runner("python -c pass", [python, "-c", "pass"]),
        Runner(BARE, [python, "-c", INSERT, journals[0]]),
        Runner(
            "import typer, the same insert", [python, "-c", "import typer" + INSERT, journals[1]]
        ),
        Runner(
            "a naked Typer app, the same insert",
            [python, "-c", f"{naked}\napp()", "log", journals[1], "--mood", "5"],
        ),
    ]
    for line in (
        "--version",
        "--help",
        "",
        "log --mood 5",
        "log --mood 5 --tag stress",
        "log --mood 5 --note fine",
        "day --mood 5",
        "later --mood 6",
        "show last",
        "list",
        "patterns",
    ):
        runners.append(Runner(f"pdtrack {line}".strip(), [pdtrack, *line.split()]))
    forty = folder / "forty.db"
    fill(scripts, forty)
    runners.append(Runner(FORTY, [pdtrack, "--journal", forty, "patterns"]))
    sealed = unless_failed(lambda: encrypted(scripts, folder / "sealed"), "a passphrase")
    if sealed is not None:
        variable = f"PDTRACK_PASSPHRASE_FILE={sealed.with_name('secret')}"
        log = ["--journal", str(sealed), "log", "--mood", "5"]
        runners.append(Runner(SEALED, ["env", variable, pdtrack, *log]))
    jrnl = unless_failed(lambda: installed(folder / "jrnl", "jrnl"), "jrnl")
    if jrnl is not None:
        settings = folder / "jrnl.yaml"
        settings.write_text(JRNL.format(folder / "jrnl.txt"))
        lines = {"jrnl, a line": ["mood 5."], "jrnl --version": ["--version"]}
        lines["jrnl, the last 30"] = ["-n", "30"]
        runners += [
            Runner(name, [jrnl / "jrnl", "--config-file", settings, *words])
            for name, words in lines.items()
        ]
    return runners


def fill(scripts: Path, journal: Path) -> None:
    """A journal of 40 moments over as many days, some of them hard and tearful."""
    newest = datetime.now(UTC).replace(microsecond=0)
    rows = [
        "id,uid,at,recorded_at,edited_at,kind,before,before_recalled,after,later,mood,tears,tags"
    ]
    for n in range(40):
        at = (newest - timedelta(days=40 - n)).isoformat()
        hard = n % 4 == 0
        rows.append(
            f"{n + 1},entry{n:03},{at},{at},,intimate,7,no,{3 if hard else 8},,,"
            f"{2 if hard else 0},{'stress' if hard else 'content'}"
        )
    table = journal.with_suffix(".csv")
    table.write_text("\n".join(rows) + "\n")
    cost(
        [scripts / "pdtrack", "--journal", journal, "import", table], home(journal.parent / "forty")
    )


def encrypted(scripts: Path, folder: Path) -> Path:
    """An encrypted journal, and `secret` beside it; raises `Failed` without the extra."""
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "sqlcipher3>=0.6.4"]
    if subprocess.run(pip, check=False, capture_output=True).returncode != 0:
        raise Failed("could not install sqlcipher3")
    folder.mkdir()
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text("several words in a row")
    environ = {**home(folder / "home"), "PDTRACK_PASSPHRASE_FILE": str(secret)}
    cost([scripts / "pdtrack", "--journal", folder / "j.db", "passphrase", "set"], environ)
    return folder / "j.db"


def empty_journal(path: Path) -> None:
    """A journal made without pdtrack: its tables only."""
    connection = sqlite3.connect(path)
    for migration in MIGRATIONS:
        for statement in migration:
            connection.execute(statement)
    connection.close()


def report(runners: list[Runner]) -> int:
    """Print the table and the promises; exit code 1 if one is not kept."""
    by_name = {runner.name: runner for runner in runners}
    bare = by_name[BARE].cpu
    jrnl = by_name.get("jrnl, a line")
    rows = []
    for runner in runners:
        low, high = runner.spread
        rows.append(
            (
                runner.name,
                f"{runner.cpu:.0f}",
                f"{low:.0f}-{high:.0f}",
                f"{runner.cpu / bare:.2f}",
                f"{runner.cpu / jrnl.cpu:.2f}" if jrnl else "",
            )
        )
    columns = ("", "CPU ms", "middle half", "of the bare insert", "of jrnl's line")
    print(table(columns, rows))
    print(
        f"\n{len(runners[0].costs)} rounds, everybody in turn; medians of user and system time.\n"
    )
    kept = []
    for promise in PROMISES:
        if promise.other in by_name:
            ratio = by_name[promise.who].cpu / by_name[promise.other].cpu
            kept.append(ratio <= promise.most)
            word = "kept" if kept[-1] else "NOT KEPT"
            print(f"{word}: {promise.who} / {promise.other} = {ratio:.2f} (at most {promise.most})")
    if SEALED in by_name:
        more = by_name[SEALED].cpu - by_name[PLAIN].cpu
        kept.append(more <= SEALED_MOST)
        word = "kept" if kept[-1] else "NOT KEPT"
        print(f"{word}: a passphrase adds {more:.0f} ms (at most {SEALED_MOST:.0f})")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
