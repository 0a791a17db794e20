"""`demo`: a tour of the program with a made-up diary in a temporary journal."""

import io
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.dispatch import dispatch
from pdtrack.cli.interrupts import release
from pdtrack.cli.plain_input import PlainInput
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD
from pdtrack.domain.times.day import day_of
from pdtrack.domain.times.local_time import Instants
from pdtrack.render.entries import in_full
from pdtrack.render.page import Block, Heading, Paragraph, Verbatim

# The tour shows these lines and runs them, each exactly as it is shown, on a screen of its own.
LINES: Final = {
    "list --limit 10": "one entry per line: before, right after, later",
    "patterns": "what keeps coming up, counted",
    "chart tags": "harder moments and the others",
    "chart mood": "moods right after, month by month",
    "chart": "the year, day by day",
}
# Below a screen: a blank line and the question, or the last words and the shell's prompt.
ASKS_ON: Final = 3
QUITS: Final = ("q", "quit", "n", "no")


def demo(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Print everything in one go.")] = False,
) -> None:
    """Take a tour with sample entries; your own diary isn't touched."""
    run = run_of(context)
    if run.is_discreet:
        run.out.show([in_full("demo")])
        return
    run.out.is_paging = False
    waits = run.out.can_ask and run.out.is_screen and not every
    with tempfile.TemporaryDirectory(prefix="tour-") as folder:
        # Only this account can enter the folder.
        tour = replace(run, journal_option=str(Path(folder) / "journal.db"))
        for number, text in enumerate(_screens(tour), 1):
            if number > 1 and not waits:
                sys.stdout.write("\n")
            left = _show(text, run.out.rows() if waits else None)
            if waits and number < len(LINES) and not _goes_on(run, number, left):
                break
    run.out.show([Paragraph("The temporary file was deleted. pdtrack log starts your own diary.")])


def _screens(tour: Run) -> Iterator[str]:
    """What each of the lines prints, below the line itself, with what it adds for a person."""
    count = write_sample(tour)
    intro: list[Block] = [
        Heading("A tour"),
        Paragraph(
            f"This is a made-up diary of {count} entries. It lives in a temporary file, and your "
            "own diary isn't touched."
        ),
    ]
    for line, what in LINES.items():
        screen = _Screen(sys.stdout)
        with tour.out.progress.paused(), redirect_stdout(screen), redirect_stderr(screen):
            if intro:
                tour.out.show(intro)
                intro = []
            typed = f"$ pdtrack {line}"
            explained = f"{typed}  # {what}"
            fits = len(explained) <= (tour.out.width() or len(explained))
            tour.out.show([Verbatim(explained if fits else typed)])
            dispatch(shlex.split(line), tour)
        yield screen.printed


class _Screen(io.TextIOWrapper):
    """Keeps what is printed, and has the abilities of the real output."""

    def __init__(self, real: TextIO) -> None:
        self._is_terminal = real.isatty()
        self._bytes = io.BytesIO()
        super().__init__(
            self._bytes, encoding=real.encoding, errors="replace", newline="\n", write_through=True
        )

    def isatty(self) -> bool:
        """As the real one is."""
        return self._is_terminal

    @property
    def printed(self) -> str:
        """All of it."""
        return self._bytes.getvalue().decode(self.encoding)


def _show(text: str, rows: int | None) -> int:
    """Print what fits above a question; returns how many lines don't."""
    lines = text.lstrip("\n").splitlines(keepends=True)
    shown = lines if rows is None else lines[: _cut(lines, max(1, rows - ASKS_ON))]
    sys.stdout.write("".join(shown))
    sys.stdout.flush()
    return len(lines) - len(shown)


def _cut(lines: list[str], room: int) -> int:
    """How many lines to show: no half a paragraph, nor a heading alone, if much is left."""
    if room >= len(lines) or not lines[room].strip():
        return room
    blank = [number for number in range(room) if not lines[number].strip()]
    if len(blank) > 1 and blank[-1] - blank[-2] == 2:
        blank.pop()
    return blank[-1] if blank and blank[-1] > room // 2 else room


def _goes_on(run: Run, number: int, left: int) -> bool:
    """Wait for Enter below a screen; whether the next one is wanted."""
    more = f"{left} more lines in pdtrack demo --all. " if left else ""
    # What was saved is thrown away in any case.
    release()
    with run.out.progress.paused():
        sys.stderr.write(f"\n{more}Enter: {number + 1} of {len(LINES)}, q: end ")
        sys.stderr.flush()
        try:
            typed = PlainInput.typed_line()
        except EOFError:
            return False
    return typed.strip().casefold() not in QUITS


def write_sample(run: Run) -> int:
    """Write the made-up diary into the journal of `run`; returns how many entries it has."""
    rows = library.sample()
    with run.writing("log") as journal:
        for row in rows:
            journal.add(_entry(row, run))
    return len(rows)


def _entry(row: dict[str, Any], run: Run) -> Entry:
    """A row of the sample as an entry that was recorded half an hour after it happened."""
    answers = {name: value for name, value in row.items() if name not in ("days_ago", "time")}
    values: dict[str, Any] = {
        FIELD[name].attribute: tuple(value) if isinstance(value, list) else value
        for name, value in answers.items()
    }
    at = _at(run.now, row["days_ago"], row["time"], run.world.instants)
    return Entry(at=at, recorded_at=at + timedelta(minutes=30), **values)


def _at(now: datetime, days_ago: int, clock: str, instants: Instants) -> datetime:
    day = day_of(now) - timedelta(days=days_ago)
    wall = datetime.combine(day, time.fromisoformat(clock))
    # On the night of a clock change the hour may be missing; an hour earlier is there.
    return (instants(wall) or instants(wall - timedelta(hours=1)))[0]
