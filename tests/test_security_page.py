"""SECURITY.md: where to report, and what an installation brings with it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_package_that_is_installed_is_in_the_table() -> None:
    """Those of pyproject.toml, and what they bring with them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["passphrase"]]
    named = PAGE.partition("## What is installed")[2].partition("\n## ")[0]
    for line in asked:
        name = re.split(r"[<>=;\[ ]", line)[0]
        assert re.search(rf"\b{re.escape(name)}\b", named), name
    # What a wheel carries, and how to install exactly what was tested.
    for words in ("its wheel carries SQLCipher and OpenSSL", "--require-hashes"):
        assert words in named


def test_every_licence_is_free() -> None:
    """According to the installed packages' own metadata."""
    script = ROOT / "bench" / "licences.py"
    if not script.exists():
        pytest.skip("only in a checkout")
    argv = [sys.executable, str(script), "passphrase"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    named = PAGE.partition("## What is installed")[2].casefold().replace("_", "-")
    for row in done.stdout.splitlines():
        name = row.split()[0].casefold()
        assert name == "pdtrack" or name in named, name


def test_there_is_a_place_for_the_address() -> None:
    """Which only the maintainers can fill in, before the first release."""
    assert "## Report a problem" in PAGE
    assert "address for private reports" in PAGE


def test_the_workflow_looks_up_known_problems() -> None:
    """With pip-audit, in an environment that has the extra, and the lower bounds as well."""
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    audit = workflow.partition("\n  audit:\n")[2]
    assert "python -m pip_audit --path" in audit
    assert ".[passphrase]" in audit
    assert "run: python tests/lowest.py" in workflow
    assert re.search(r"\n  schedule:\n(?:    #.*\n)*    - cron: ", workflow)
