"""Opens a page in a real browser, as a program of its own: `looking.py PAGE FOLDER`.

Tests may open no socket, and a browser's driver does; so they start this instead, and read
what it prints: every request, every word on the console, what axe-core found, and how wide
the page is, for each scheme and width. Pictures and PDFs are left in FOLDER.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

WIDTHS = (400, 800, 1400)
SCHEMES = ("light", "dark")
PAPERS = ("A4", "Letter")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def look(browser: Browser, page: Path, folder: Path, width: int, scheme: Any) -> dict[str, Any]:
    """One visit: what the page loaded and logged, and what axe-core found wrong with it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    visit = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    visit.on("request", lambda request: asked.append(request.url))
    visit.on("console", lambda message: said.append(message.text))
    visit.on("pageerror", lambda error: said.append(str(error)))
    visit.goto(page.resolve().as_uri(), wait_until="networkidle")
    visit.screenshot(path=folder / f"{scheme}-{width}.png", full_page=True)
    elements = visit.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)")
    wide = visit.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(visit).response
    if width == WIDTHS[1] and scheme == SCHEMES[0]:
        for paper in PAPERS:
            visit.pdf(path=folder / f"{paper}.pdf", format=paper, prefer_css_page_size=False)
    context.close()
    return {
        "width": width,
        "scheme": scheme,
        "requests": [url for url in asked if url != page.resolve().as_uri()],
        "console": said,
        "violations": [
            f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]
        ],
        "passes": [one["id"] for one in found["passes"]],
        "incomplete": [
            f"{one['id']}: {node['target']}" for one in found["incomplete"] for node in one["nodes"]
        ],
        "elements": sorted(set(elements)),
        "scroll_width": wide,
    }


def main(page: Path, folder: Path) -> None:
    """All visits, as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        visits = [look(browser, page, folder, w, s) for s in SCHEMES for w in WIDTHS]
        browser.close()
    json.dump(visits, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
