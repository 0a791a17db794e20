"""Installs the lower bound of every dependency and runs the tests: a bound is a promise.

    python tests/lowest.py [--extras test,dev] [options for pytest]

In an environment of its own, which it removes. All extras are installed unless some are named;
the build, too, uses the lowest version that it asks for. Without options for pytest, the short
tests run: all but those of failing machines and of terminals.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OURS = "pdtrack"
SHORT = ("-q", "--ignore=tests/faults", "--ignore=tests/terminal")
# Name, extras in brackets, then the bound: `>=1.2`, or the `==1.2.*` of a tool that is pinned.
REQUIREMENT = re.compile(r"([\w.-]+)(\[[^]]*])?\s*(?:>=|==)\s*(\d[\d.]*\d)")


def requirements(project: dict[str, Any]) -> Iterator[str]:
    """Every line of the project that asks for a package."""
    yield from project["build-system"]["requires"]
    yield from project["project"]["dependencies"]
    for lines in project["project"]["optional-dependencies"].values():
        yield from lines


def lowest(project: dict[str, Any]) -> dict[str, str]:
    """Each package with the lowest version that the project takes."""
    found = {}
    for line in requirements(project):
        if line.split("[")[0] == OURS:
            continue
        match = REQUIREMENT.match(line)
        assert match is not None, f"no lower bound: {line}"
        found[match[1]] = match[3]
    return found


def main() -> int:
    """Install, show what was installed, check the types and run the tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extras", default=",".join(project["project"]["optional-dependencies"]))
    chosen, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="lowest-") as folder:
        bounds = Path(folder, "bounds.txt")
        lines = [f"{name}=={version}\n" for name, version in lowest(project).items()]
        bounds.write_text("".join(lines), encoding="utf-8")
        print("".join(lines), flush=True)
        # In the environment, a constraint holds for the build as well.
        environ = {**os.environ, "PIP_CONSTRAINT": str(bounds)}
        subprocess.run([sys.executable, "-m", "venv", f"{folder}/venv"], check=True)
        bin_ = Path(folder, "venv", "Scripts" if os.name == "nt" else "bin")
        python = str(bin_ / "python")
        install = [python, "-m", "pip", "install", "--quiet", f"{ROOT}[{chosen.extras}]"]
        subprocess.run(install, env=environ, check=True)
        for task in (["mypy"], ["pytest", *(options or SHORT)]):
            done = subprocess.run([python, "-m", *task], cwd=ROOT, check=False)
            if done.returncode != 0:
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
