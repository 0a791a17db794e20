"""What a reader of code finds without running it, and what the encryption is made of. S12."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from pdtrack.store import sqlcipher as crypt

PROJECT = Path(__file__).parents[1]


@pytest.mark.skipif(importlib.util.find_spec("ruff") is None, reason="needs the extra dev")
@pytest.mark.parametrize("task", [["check"], ["format", "--check"]], ids=["rules", "format"])
def test_the_linter_finds_nothing_in_the_source(task: list[str]) -> None:
    """Including the security rules (S); pyproject.toml explains every ignored rule."""
    argv = [sys.executable, "-m", "ruff", *task, "--no-cache", "src", "tests", "bench"]
    done = subprocess.run(
        [*argv, "hatch_build.py"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_versions_of_what_encrypts_are_known() -> None:
    """`doctor` shows them, so that anyone who learns of a flaw can check."""
    found = crypt.versions()
    assert found["sqlite"]
    if importlib.util.find_spec("sqlcipher3") is None:
        pytest.skip("needs the extra passphrase")
    number = (found["sqlcipher"] or "").split()[0]
    print(f"\nSQLCipher {found['sqlcipher']}")
    assert tuple(map(int, number.split("."))) >= (4, 5, 0)
