"""Programs run as children: what each one cost in processor time, on the clock and in memory.

Shared by the other measurements. Two things make the figures comparable on a busy machine:
programs take turns, so that all run under the same conditions, and the comparison uses
processor time and ratios, never seconds from different runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[1]
# What could change how the programs start or what they print.
UNSET = ("PYTHONPATH", "PYTHONUNBUFFERED", "PDTRACK_JOURNAL", "PDTRACK_DEBUG", "COLUMNS")


class Failed(Exception):
    """A child did not do what it was measured for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one child cost: seconds of processor time, seconds on the clock, MB at its peak."""

    cpu: float
    wall: float
    memory: float


def cost(
    argv: Sequence[str | Path], environ: Mapping[str, str], output: Path | None = None
) -> Cost:
    """Run `argv` to its end, its output in a file or nowhere; raises `Failed` if it fails."""
    with open(output or os.devnull, "wb") as out, open(os.devnull, "rb") as nothing:
        start = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in argv],
            stdin=nothing,
            stdout=out,
            stderr=subprocess.PIPE,
            env=dict(environ),
        )
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.stderr.close()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise Failed(f"{' '.join(map(str, argv))}: {said.decode(errors='replace').strip()}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / unit)


@dataclass(slots=True)
class Runner:
    """One program in the race: its name, how it is called, what it cost each time."""

    name: str
    argv: Sequence[str | Path]
    costs: list[Cost] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Processor time in milliseconds, the median."""
        return 1000 * median(one.cpu for one in self.costs)

    @property
    def spread(self) -> tuple[float, float]:
        """Between which values the middle half of the runs lies, in milliseconds."""
        low, _, high = quantiles((1000 * one.cpu for one in self.costs), n=4)
        return low, high


def race(runners: Sequence[Runner], environ: Mapping[str, str], rounds: int) -> None:
    """Let the runners take turns; the first round warms the caches and is not counted."""
    for number in range(rounds + 1):
        # Nobody always runs behind the same other one.
        shift = number % len(runners)
        for runner in (*runners[shift:], *runners[:shift]):
            one = cost(runner.argv, environ)
            if number:
                runner.costs.append(one)
        progress(f"round {number} of {rounds}")
    progress("")


def progress(text: str) -> None:
    """A line that is written over, where someone watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def home(folder: Path) -> dict[str, str]:
    """An environment whose home is `folder`, without our own settings."""
    environ = {name: text for name, text in os.environ.items() if name not in UNSET}
    folder.mkdir(parents=True, exist_ok=True)
    changed = {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "NO_COLOR": "1",
    }
    return environ | changed


def installed(folder: Path, *packages: str) -> Path:
    """The `bin` of a fresh virtual environment that has `packages`; raises `Failed` if it can't."""
    progress(f"installing {' '.join(packages)}")
    argv = [sys.executable, "-m", "venv", str(folder)]
    subprocess.run(argv, check=True, capture_output=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--compile", *packages]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    progress("")
    if done.returncode != 0:
        raise Failed(f"could not install {' '.join(packages)}")
    return scripts


def this_pdtrack(folder: Path) -> Path:
    """The `bin` of a fresh environment that has this checkout, installed as a user would."""
    source = folder / "source"
    skipped = shutil.ignore_patterns("__pycache__", "*.pyc")
    source.mkdir(parents=True)
    for name in ("src", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "CHANGELOG.md"):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=skipped)
        else:
            shutil.copy(path, source / name)
    return installed(folder / "pdtrack", str(source))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left and the others to the right."""
    marks = ["---", *("---:" for _ in columns[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, marks, *rows))


def unless_failed(make: Callable[[], Path], what: str) -> Path | None:
    """What `make` makes; if it raises `Failed`, prints that `what` is left out: `None`."""
    try:
        return make()
    except Failed as problem:
        print(f"{what} is left out: {problem}.\n")
        return None
