"""What the tests of a journal with a passphrase share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PHRASE = "correct horse café battery"
NEEDLE = "needle of the note"
needs_sqlcipher = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("sqlcipher3") is None, reason="needs the extra"
)
posix = pytest.mark.skipif(os.name == "nt", reason="modes and terminals of POSIX")


def secret(home: Path, words: str = PHRASE, name: str = "secret") -> str:
    """Write a passphrase to a file that only its owner can read; return its path."""
    file = home / name
    file.write_text(words, encoding="utf-8")
    file.chmod(0o600)
    return str(file)


def listing(home: Path) -> list[str]:
    """Everything below a folder, with modes."""
    return sorted(f"{path} {path.lstat().st_mode:o}" for path in home.rglob("*"))
