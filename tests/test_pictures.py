"""The README's pictures: drawn by docs/pictures.py from what the program prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(
    int(version("rich").split(".")[0]) < 15, reason="the pictures are drawn with a newer rich"
)
def test_every_picture_is_what_the_program_prints_today() -> None:
    """`python docs/pictures.py` draws one anew after a screen was changed on purpose."""
    checked = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "pictures.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "TZ": "Pacific/Auckland", "LANG": "C"},
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_picture_loads_nothing_and_names_no_machine() -> None:
    """No font, script or address but that of SVG itself, and no path."""
    for place in (ROOT / "docs" / "pictures").glob("*.svg"):
        text = place.read_text(encoding="utf-8")
        assert re.findall(r"[a-z]+://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"@import|@font-face|<script|href|/home|/tmp|/Users", text)
