"""The page in a real browser: no request, no word on the console, nothing against it by axe-core.

Needs Debian's chromium, and the extra `browser`; skipped where one of them is missing. The
browser runs in a program of its own (`looking.py`).
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from build import NOW
from conftest import Pdtrack
from pdtrack.cli.commands import demo as tour
from pdtrack.cli.context import Run, World
from pdtrack.cli.output import Output

LOOKING = Path(__file__).with_name("looking.py")
NEEDED = ("playwright", "axe_playwright_python")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
if shutil.which("chromium") is None:
    MISSING.append("chromium")

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"missing: {', '.join(MISSING)}")

Visits = tuple[list[dict[str, Any]], Path]


@pytest.fixture(params=["sample", "hostile"])
def visits(request: pytest.FixtureRequest, pdtrack: Pdtrack, tmp_path: Path) -> Visits:
    """What was seen on every visit, and where the screenshots are."""
    if request.param == "sample":
        run = Run(
            World(os.environ, lambda: NOW),
            NOW,
            Output(os.environ),
            journal_option=str(pdtrack.journal),
        )
        pdtrack.journal.parent.mkdir(parents=True, exist_ok=True)
        tour.write_sample(run)
    else:
        from render.test_report import hostile_entries, keep

        keep(pdtrack, *hostile_entries(400))
    page = pdtrack.home / "mood-diary.html"
    pdtrack.ok(f"report {page}")
    folder = tmp_path / "seen"
    done = subprocess.run(
        [sys.executable, str(LOOKING), str(page), str(folder)],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout), folder


def test_the_page_works_in_a_browser(visits: Visits) -> None:
    """In both schemes at three widths; and the sample is two sheets of either paper."""
    seen, folder = visits
    assert len(seen) == 6
    for visit in seen:
        where = f"{visit['scheme']} at {visit['width']}"
        assert visit["requests"] == [], where
        assert visit["console"] == [], where
        assert visit["violations"] == [], where
        assert "color-contrast" in visit["passes"], where
        assert visit["scroll_width"] <= visit["width"], where
        assert not {"script", "iframe", "img", "object", "form", "link"} & set(visit["elements"])
        assert (folder / f"{visit['scheme']}-{visit['width']}.png").stat().st_size > 10_000
    for paper in ("A4", "Letter"):
        pages = re.findall(rb"/Type\s*/Page\b", (folder / f"{paper}.pdf").read_bytes())
        assert len(pages) == 2
