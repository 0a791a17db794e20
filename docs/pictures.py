"""Draws screens of the made-up diary as SVG, for the README: `python docs/pictures.py`.

    python docs/pictures.py                    every picture of PICTURES and the head of the report,
                                               into docs/pictures/
    python docs/pictures.py --check            exit 1 if one of them is no longer what is printed
    python docs/pictures.py chart mood         this command's screen, to standard output

`--columns 50`, `--light` and `--diary FILE.json` change what is drawn. The same program, the same
day and the same diary give the same bytes; nothing of this machine is in a picture, and a browser
that shows one loads no font.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
import tempfile
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from pdtrack.cli.commands.demo import write_sample
from pdtrack.cli.context import Run, World
from pdtrack.cli.main import main as pdtrack
from pdtrack.cli.output import Output
from pdtrack.domain.times.local_time import instants_at

FOLDER: Final = Path(__file__).parent / "pictures"
# The day on which the made-up diary ends.
NOW: Final = datetime(2026, 11, 25, 10, 40, tzinfo=UTC)
COLUMNS: Final = 80
# The file of each picture, and the line that is typed in it.
PICTURES: Final = {
    "year.svg": "chart year",
}
REPORT: Final = "report.svg"

_ANSI: Final = [(0, 0, 0), (180, 60, 60), (60, 140, 60), (150, 110, 30), (60, 90, 190),
                (150, 70, 150), (40, 140, 150), (200, 200, 200)]  # fmt: skip
DARK: Final = TerminalTheme((30, 30, 30), (225, 225, 225), _ANSI, _ANSI)
LIGHT: Final = TerminalTheme((255, 255, 255), (38, 38, 38), _ANSI, _ANSI)
# Rich's own frame has the addresses of fonts in it.
SVG: Final = """\
<svg viewBox="0 0 WIDTH HEIGHT" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; }}
{styles}
</style>
<defs>
{lines}
</defs>
<rect width="WIDTH" height="HEIGHT" rx="8" fill="BACKGROUND"/>
<g transform="translate(MARGIN, MARGIN)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
# In the units of an SVG by Rich.
MARGIN: Final = 18
CELL: Final = (12.2, 24.4)


class Screen(io.TextIOWrapper):
    """A standard output that says it is a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)

    def isatty(self) -> bool:
        """So that pdtrack draws."""
        return True

    @property
    def shown(self) -> str:
        """All that was printed, with its colours."""
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode()


def screen(
    line: str, *, columns: int = COLUMNS, diary: Path | None = None, written: str = ""
) -> str:
    """What `pdtrack LINE` prints on a terminal in the made-up diary, or in that of a JSON file.

    With `written`, the text of the file of that name that it wrote.
    """
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "HOME": folder, "USERPROFILE": folder, "XDG_DATA_HOME": folder,
            "XDG_CONFIG_HOME": folder, "PDTRACK_JOURNAL": f"{folder}/journal.db",
            "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": "200", "PAGER": "",
        }  # fmt: skip
        world = World(environ, lambda: NOW, instants_at(timedelta(0)))
        out = Screen()
        with patch.dict(os.environ, environ, clear=True):
            if diary is None:
                write_sample(Run(world, NOW, Output(environ)))
            else:
                with contextlib.redirect_stdout(io.StringIO()):
                    pdtrack(["import", str(diary)], world)
            with contextlib.redirect_stdout(out):
                code = pdtrack(line.replace("FOLDER", folder).split(), world)
        text = Path(folder, written).read_text(encoding="utf-8") if written and not code else ""
    if code:
        sys.exit(f"pdtrack {line}: exit code {code}")
    return text or out.shown


def svg(text: str, *, columns: int = COLUMNS, theme: TerminalTheme = DARK) -> str:
    """Printed text with its colours, as an SVG of a terminal."""
    console = Console(
        record=True, file=io.StringIO(), width=columns, force_terminal=True,
        color_system="truecolor", legacy_windows=False,
    )  # fmt: skip
    # Rich forgets the frame of the last line, so that one is empty.
    console.print(Text.from_ansi(f"{text}\n"), no_wrap=True, crop=False, highlight=False)
    frame = SVG
    for name, value in (
        ("WIDTH", f"{columns * CELL[0] + 2 * MARGIN:g}"),
        ("HEIGHT", f"{text.count(chr(10)) * CELL[1] + 2 * MARGIN:g}"),
        ("MARGIN", str(MARGIN)),
        ("BACKGROUND", theme.background_color.hex),
    ):
        frame = frame.replace(name, value)
    drawn = console.export_svg(theme=theme, code_format=frame, unique_id="pdtrack")
    return "\n".join(line.strip() for line in drawn.splitlines() if line.strip()) + "\n"


def picture(line: str, *, columns: int, theme: TerminalTheme, diary: Path | None = None) -> str:
    """The screen after a line was typed, with that line above it."""
    shown = screen(line, columns=columns, diary=diary)
    return svg(f"$ \x1b[1mpdtrack {line}\x1b[0m\n\n{shown}", columns=columns, theme=theme)


# The head of the report


def report_picture() -> str:
    """The title, the four figures and the year of the page for a professional, with its colours."""
    with contextlib.redirect_stderr(io.StringIO()):
        page = screen("report FOLDER/page.html --no-notes", written="page.html")
    style = _found(r"<style>\n(.*?)</style>", page)
    title, period = _found(r"<h1>(.*?)</h1>", page), _found(r"</h1>\n<p>(.*?)</p>", page)
    year = re.sub(
        r"<(title|desc).*?</\1>\n", "", _found(r"(<svg class=\"plot year.*?</svg>)", page)
    )
    height = float(_found(r'viewBox="0 0 720 ([\d.]+)"', year))
    year = year.replace("<svg", f'<svg x="20" y="230" width="720" height="{height:g}"', 1)
    texts = [
        _text(20, 44, title, "title"),
        _text(20, 70, period, "line"),
        *_figures(re.findall(r"<li><strong>(.*?)</strong>(.*?)<span[^>]*>(.*?)</span>", page)),
    ]
    bottom = 230 + height
    steps = re.findall(r'<text class="in-s\d" x="15"[^>]*>(.*?)</text>', page)[:5]
    for number, step in enumerate(steps):
        x = 20 + 38 * number
        texts.append(
            f'<rect class="s{number}" x="{x}" y="{bottom + 12}" width="34" height="17" rx="2"/>'
        )
        texts.append(
            f'<text class="in-s{number} line" x="{x + 17}" y="{bottom + 25}" '
            f'text-anchor="middle">{step}</text>'
        )
    legend = "mood right after · corner: tears, white: happy tears · ring: a day mood only"
    texts.append(_text(218, bottom + 25, legend, "line soft"))
    return (
        f'<svg viewBox="0 0 760 {bottom + 46:g}" xmlns="http://www.w3.org/2000/svg">\n'
        f"<style>\n{style}{REPORT_STYLE}</style>\n"
        '<rect class="paper" width="100%" height="100%" rx="8"/>\n'
        + "\n".join(texts)
        + f"\n{year}\n</svg>\n"
    )


REPORT_STYLE: Final = """\
.paper { fill: var(--page); }
text { fill: var(--ink); font: 13px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
text.title { font-size: 24px; font-weight: 700; }
text.number { font-size: 24px; font-weight: 700; }
text.soft { fill: var(--soft); }
text.line { font-size: 12.5px; }
text.in-s0 { fill: var(--on0); }
text.in-s1 { fill: var(--on1); }
text.in-s2 { fill: var(--on2); }
text.in-s3 { fill: var(--on3); }
text.in-s4 { fill: var(--on4); }
"""


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.S)
    if found is None:
        sys.exit(f"The report has no {pattern}")
    return found[1]


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{text}</text>'


def _figures(figures: list[tuple[str, str, str]]) -> list[str]:
    """The figures beside each other; a line of words is as long as a column is wide."""
    drawn = []
    for place, (number, what, where) in enumerate(figures):
        x, y = 20 + 184 * place, 120
        drawn.append(f'<path class="grid" d="M{x} 92h168"/>')
        drawn.append(_text(x, y, number, "number"))
        for kind, words in (("", what), ("soft", where)):
            for line in textwrap.wrap(words, 24):
                y += 17
                drawn.append(_text(x, y, line, f"line {kind}".strip()))
    return drawn


def main() -> int:
    """Draw what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(description="Draw screens of the made-up diary as SVG.")
    parser.add_argument("line", nargs="*", help="a command of pdtrack")
    parser.add_argument("--columns", type=int, default=COLUMNS)
    parser.add_argument("--light", action="store_true", help="dark text on white")
    parser.add_argument("--diary", type=Path, metavar="FILE.json", help="another diary")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    typed, rest = parser.parse_known_args()
    theme = LIGHT if typed.light else DARK
    if typed.line:
        line = " ".join((*typed.line, *rest))
        drawn = picture(line, columns=typed.columns, theme=theme, diary=typed.diary)
        sys.stdout.write(drawn)
        return 0
    old = []
    for name in (*PICTURES, REPORT):
        shown = PICTURES.get(name)
        drawn = picture(shown, columns=COLUMNS, theme=DARK) if shown else report_picture()
        place = FOLDER / name
        if not place.exists() or place.read_text(encoding="utf-8") != drawn:
            old.append(name)
            if not typed.check:
                FOLDER.mkdir(exist_ok=True)
                place.write_text(drawn, encoding="utf-8")
    print(
        "\n".join(f"{'old' if typed.check else 'drawn'}: {name}" for name in old)
        or "All as printed."
    )
    return 1 if old and typed.check else 0


if __name__ == "__main__":
    sys.exit(main())
