"""What does a long diary cost? Every command on 1,000 to 1,000,000 entries.

    python bench/scale.py                     all four sizes, some fifteen minutes
    python bench/scale.py --most 100000       three sizes, two minutes
    python bench/scale.py --keep FOLDER       leave the made-up journals there

The diaries are made up from one seed. Each command runs as a program of its own, installed as
a user would install it. Prints processor time and peak memory as Markdown tables, and exits with 1
when a promise is not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from children import ROOT, Cost, cost, home, installed, progress, table, this_pdtrack, unless_failed
from startup import JRNL

sys.path.insert(0, str(ROOT / "src"))

from pdtrack.store.schema import APPLICATION_ID, MIGRATIONS, VERSION

SEED: Final = 20261122
SIZES: Final = (100, 1_000, 10_000, 100_000, 1_000_000)
# Our own limit; a diary of a million entries is hypothetical, and a longer run may be stopped.
JRNL_SIZES: Final = (1_000, 10_000)
TAGS: Final = (
    ("tired", 0.22), ("close", 0.30), ("relief", 0.12), ("overwhelmed", 0.07), ("lonely", 0.06),
    ("stress", 0.18), ("sad", 0.09), ("tender", 0.15), ("my-own-word", 0.05), ("week-3", 0.04),
)  # fmt: skip
HELPED: Final = ("held", "talked", "shower", "slept", "water", "left-alone")
TEXT: Final = (
    "it was late and the window stood open we talked a while then I could not say why it came "
    'over me like rain, and "it\'s fine" he said; later tea, and sleep – besser am Morgen'
)
WORDS: Final = tuple(TEXT.split())


# -- A diary --------------------------------------------------------------------------------


def rows(many: int) -> Iterator[tuple[Any, ...]]:
    """The rows of a made-up diary, oldest first, in the columns of `INSERT`.

    A diary of more than 20 years of days has several entries a day instead, as an import of
    another program's log would: a filter by time then gets more of them.
    """
    chance = random.Random(SEED)
    end = int(datetime.now(UTC).timestamp()) - 3600
    step = max(1, 20 * 365 * 86_400 // many) if many > 7_300 else 86_400
    for number in range(1, many + 1):
        at = end - (many - number) * step - chance.randrange(step)
        tags = [tag for tag, share in TAGS if chance.random() < share]
        tags = tags if chance.random() < 0.9 else []
        words = " ".join(chance.choices(WORDS, k=chance.randrange(4, 40)))
        note = None if chance.random() < 0.5 else words
        helped = chance.sample(HELPED, chance.randrange(1, 3)) if chance.random() < 0.2 else None
        told = None if chance.random() < 0.1 else " ".join(tags)
        uid = f"{chance.getrandbits(128):032x}"
        if chance.random() < 0.4:
            answers: tuple[Any, ...] = (None, None, None, None, chance.randrange(11), None)
            answers += (None, None, None, None, None)
            kind = "day"
        else:
            before = chance.choice((None, chance.randrange(11)))
            answers = (
                before,
                None if before is None else chance.randrange(2),
                chance.randrange(11),
                chance.choice((None, None, chance.randrange(11))),
                None,
                chance.choice((0, 0, 0, 1, 2, 3, None)),
                chance.choice((0, 0, 0, 1, None)),
                chance.choice((None, "minutes", "hours")),
                chance.choice(("yes", "yes", "yes", None, "mixed")),
                chance.choice(("partner", "partner", "solo", None)),
                chance.choice((0, 1, None)),
            )
            kind = "intimate"
        joined = None if helped is None else " ".join(helped)
        edited = at + 7_200 if chance.random() < 0.1 else None
        settled = (told, answers[9], answers[10])
        offset = chance.choice((60, 60, 120, 330, -480))
        yield (uid, kind, at, offset, at + 600, edited, *answers, told, joined, note, *settled)


# The notes call for no card; without that mark, the first command would read all of them.
INSERT: Final = (
    "INSERT INTO entry (uid, kind, at, at_offset, recorded_at, edited_at, before, before_recalled,"
    " after, later, mood, tears, pain, lasted, wanted, with_whom, orgasm, tags, helped, note,"
    f" settled_tags, settled_with, settled_orgasm, cards) VALUES ({', '.join('?' * 23)}, '')"
)


def diary(path: Path, many: int) -> Path:
    """A journal with `many` made-up entries, as pdtrack would have written it."""
    progress(f"making a diary of {many:,}")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for migration in MIGRATIONS:
        for statement in migration:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    uses: Counter[tuple[str, str]] = Counter()

    def counted() -> Iterator[tuple[Any, ...]]:
        for row in rows(many):
            uses.update(("tags", word) for word in (row[17] or "").split())
            uses.update(("helped", word) for word in (row[18] or "").split())
            yield row

    connection.executemany(INSERT, counted())
    connection.executemany(
        "INSERT INTO word VALUES (?, ?, ?)", [(a, b, count) for (a, b), count in uses.items()]
    )
    connection.execute("INSERT INTO memory VALUES ('first-use', 0)")
    connection.execute("COMMIT")
    connection.close()
    path.chmod(0o600)
    return path


def unjudge(path: Path, *, keep: bool) -> None:
    """Make all checks of the claim due again; with `keep`, only the last of each outcome."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        row = connection.execute("SELECT content FROM claim").fetchone()
        connection.execute("DELETE FROM claim")
        if row is None or not keep:
            return
        kept = json.loads(row[0])
        last = {check["outcome"]: check for check in kept["checks"]}
        kept["checks"] = [one for one in kept["checks"] if one is not last[one["outcome"]]]
        connection.execute("INSERT INTO claim VALUES (1, ?)", (json.dumps(kept),))


# -- Measuring ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """What one command cost at one size: seconds, seconds on the clock, MB at its peak."""

    cpu: float
    wall: float
    memory: float

    @classmethod
    def of(cls, costs: Sequence[Cost]) -> Measured:
        """The median of the times and the most memory, which has to be there in every run."""
        return cls(
            median(one.cpu for one in costs),
            median(one.wall for one in costs),
            max(one.memory for one in costs),
        )


# By command, then by size.
Figures = dict[str, dict[int, Measured]]
SHELL: Final = "sqlite3 shell, csv"


@dataclass(frozen=True, slots=True)
class Task:
    """A command to measure. `flat`: its cost must not grow with the diary."""

    name: str
    line: str
    flat: bool = False
    output: str = ""


TASKS: Final = (
    Task("log", "log --mood 5", flat=True),
    Task("log, first of the day", "log --mood 5"),
    Task("later", "later --mood 6", flat=True),
    Task("edit", "edit last --mood 4 --tag sad", flat=True),
    Task("undo", "undo", flat=True),
    Task("redo", "redo", flat=True),
    Task("list --limit 30", "list --limit 30", flat=True),
    Task("show last", "show last", flat=True),
    Task("tags", "tags"),
    Task("patterns", "patterns"),
    Task("patterns, a check due", "patterns"),
    Task("patterns, all checks due", "patterns"),
    Task("chart", "chart"),
    Task("export csv", "export {folder}/out.csv --force"),
    Task("export json", "export {folder}/out.json --force"),
    Task("export csv, to a pipe", "export", output="{folder}/piped.csv"),
    Task("import csv", "import {folder}/out.csv"),
    Task("report", "report {folder}/report.html --force"),
    Task("doctor", "doctor"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A diary of one size, with a folder for everything that is made from it."""

    many: int
    folder: Path
    pdtrack: Path

    @property
    def journal(self) -> Path:
        """The diary."""
        return self.folder / "journal.db"

    @property
    def environ(self) -> dict[str, str]:
        """A home of its own."""
        return home(self.folder / "home")

    def run(self, task: Task) -> Cost:
        """Do `task` once."""
        progress(f"{self.many:,}: {task.name}")
        journal = self.journal
        if task.name == "log, first of the day":
            shutil.rmtree(self.folder / "backups", ignore_errors=True)
        if task.name == "import csv":
            journal = self.folder / "imported.db"
            for path in self.folder.glob("imported*"):
                path.unlink()
        if task.name.startswith("patterns, "):
            unjudge(journal, keep=task.name == "patterns, a check due")
        words = [word.format(folder=self.folder) for word in task.line.split()]
        output = Path(task.output.format(folder=self.folder)) if task.output else None
        return cost([self.pdtrack, "--journal", journal, *words], self.environ, output)


def measured_flat(tasks: Sequence[Task], places: Sequence[Place], rounds: int = 15) -> Figures:
    """What `tasks` cost, with the diaries taking turns; the first round isn't counted."""
    costs: dict[tuple[str, int], list[Cost]] = {}
    for number in range(rounds + 1):
        for task in tasks:
            for place in places:
                one = place.run(task)
                if number:
                    costs.setdefault((task.name, place.many), []).append(one)
    found: Figures = {}
    for (name, many), those in costs.items():
        found.setdefault(name, {})[many] = Measured.of(those)
    return found


def measured(task: Task, place: Place) -> Measured:
    """What `task` costs in one diary, run more often the shorter it takes."""
    runs = 7 if place.many <= 10_000 else 3 if place.many <= 100_000 else 1
    return Measured.of([place.run(task) for _ in range(runs)])


def shell_csv(place: Place) -> Measured | None:
    """What the sqlite3 shell needs to write the same table as CSV; `None` without one."""
    shell = shutil.which("sqlite3")
    if shell is None:
        return None
    argv: list[str | Path] = [shell, "-csv", "-header", place.journal, "SELECT * FROM entry"]
    return Measured.of([cost(argv, place.environ, place.folder / "shell.csv") for _ in range(3)])


def jrnl_diary(folder: Path, many: int) -> Path:
    """Write the same diary as jrnl keeps it; its settings file."""
    text = folder / "jrnl.txt"
    with text.open("w", encoding="utf-8") as file:
        for row in rows(many):
            at = datetime.fromtimestamp(row[2], UTC).strftime("%Y-%m-%d %I:%M:%S %p")
            tags = " ".join(f"@{word}" for word in (row[17] or "").split())
            file.write(f"[{at}] mood {row[8] if row[1] == 'intimate' else row[10]}.\n")
            file.write(f"{tags} {row[19] or ''}".strip() + "\n\n")
    settings = folder / "jrnl.yaml"
    settings.write_text(JRNL.format(text))
    return settings


def jrnl_figures(scripts: Path, place: Place) -> dict[str, Measured]:
    """What jrnl needs to add an entry, and to show the last 30, in a diary of that size."""
    settings = jrnl_diary(place.folder, place.many)
    found = {}
    for name, words in (("jrnl, a line", ["mood 5."]), ("jrnl, the last 30", ["-n", "30"])):
        argv: list[str | Path] = [scripts / "jrnl", "--config-file", settings, *words]
        found[name] = Measured.of([cost(argv, place.environ) for _ in range(5)])
    return found


def growth(figures: Mapping[int, Measured]) -> float | None:
    """The exponent between the two largest sizes up to 100,000: 1 for linear time."""
    sizes = sorted(size for size in figures if 1_000 <= size <= 100_000)
    if len(sizes) < 2:
        return None
    low, high = sizes[-2:]
    return math.log(figures[high].cpu / figures[low].cpu) / math.log(high / low)


# -- Report ---------------------------------------------------------------------------------


def report(found: Figures, sizes: Sequence[int]) -> None:
    """Print the time and memory of every task."""
    columns = ["processor time, s", *(f"{size:,}" for size in sizes), "growth"]
    lines = []
    for name, figures in found.items():
        exponent = growth(figures)
        cells = [f"{figures[size].cpu:.2f}" if size in figures else "" for size in sizes]
        lines.append([name, *cells, "" if exponent is None else f"{exponent:.2f}"])
    print(table(columns, lines))
    print("\ngrowth: the exponent from the second largest to the largest size up to 100,000.\n")
    columns = ["peak memory, MB", *(f"{size:,}" for size in sizes)]
    lines = [
        [name, *(f"{figures[size].memory:.0f}" if size in figures else "" for size in sizes)]
        for name, figures in found.items()
    ]
    print(table(columns, lines) + "\n")


def promises(found: Figures, sizes: Sequence[int]) -> Iterator[tuple[str, float, float]]:
    """Each promise: what it is about, what was measured, and the most that it may be."""
    small, large = 1_000, max(sizes)
    for task in TASKS:
        if task.flat and large > small:
            ratio = found[task.name][large].cpu / found[task.name][small].cpu
            yield f"{task.name}: {large:,} to {small:,} entries", ratio, 1.3
    patterns = found["patterns"]
    if 100 in patterns and small in patterns:
        yield "patterns: 1,000 to 100 entries", patterns[small].cpu / patterns[100].cpu, 2.0
    if (exponent := growth(patterns)) is not None:
        yield "patterns: growth", exponent, 1.1
    for name in ("export csv", "export json"):
        if (exponent := growth(found[name])) is not None:
            yield f"{name}: growth", exponent, 1.1
        yield f"{name}: memory in MB", found[name][large].memory, 80.0
    yield "import csv: memory in MB", found["import csv"][large].memory, 200.0
    if large == 1_000_000:
        yield "import csv: seconds for a million", found["import csv"][large].wall, 60.0
        shell = found.get(SHELL, {}).get(large)
        if shell:
            ratio = found["export csv"][large].cpu / shell.cpu
            yield "export csv: to the sqlite3 shell's own", ratio, 3.0


def main() -> int:
    """Make the diaries, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--most", type=int, default=SIZES[-1], metavar="N")
    parser.add_argument("--only", metavar="NAME", help="only the tasks whose names hold this")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    sizes = [size for size in SIZES if size <= asked.most]
    tasks = [task for task in TASKS if not asked.only or asked.only in task.name]
    found: Figures = {}
    with contextlib.ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="scale-")
        folder = asked.keep or Path(stack.enter_context(made))
        tools = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tools-")))
        pdtrack = this_pdtrack(tools) / "pdtrack"
        jrnl = (
            None if asked.only else unless_failed(lambda: installed(tools / "jrnl", "jrnl"), "jrnl")
        )
        places = [Place(many, folder / str(many), pdtrack) for many in sizes]
        for place in places:
            place.folder.mkdir(parents=True, exist_ok=True)
            if not place.journal.exists():
                diary(place.journal, place.many)
        found |= measured_flat([task for task in tasks if task.flat], places)
        for place in places:
            for task in tasks:
                if not task.flat:
                    found.setdefault(task.name, {})[place.many] = measured(task, place)
            if (shell := shell_csv(place)) is not None:
                found.setdefault(SHELL, {})[place.many] = shell
            if jrnl is not None and place.many in JRNL_SIZES:
                for name, figures in jrnl_figures(jrnl, place).items():
                    found.setdefault(name, {})[place.many] = figures
    progress("")
    report(found, sizes)
    if asked.only:
        return 0
    kept = []
    for what, value, most in promises(found, sizes):
        kept.append(value <= most)
        print(f"{'kept' if kept[-1] else 'NOT KEPT'}: {what}: {value:.2f} (at most {most:g})")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
