"""`demo`: a tour of the program with a made-up diary in a temporary journal."""

from __future__ import annotations

import shlex
import tempfile
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.dispatch import dispatch
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import FIELD
from pdtrack.domain.times.day import day_of
from pdtrack.domain.times.local_time import Instants
from pdtrack.render.entries import in_full
from pdtrack.render.page import Heading, Paragraph, Verbatim

# The tour shows these lines and runs them, each exactly as it is shown.
LINES: Final = ("list --limit 8", "patterns", "chart", "export --since '11 days ago'")


def demo(context: typer.Context) -> None:
    """Take a tour with sample entries; your own diary isn't touched."""
    run = run_of(context)
    if run.is_discreet:
        run.out.show([in_full("demo")])
        return
    with tempfile.TemporaryDirectory(prefix="tour-") as folder:
        # Only this account can enter the folder.
        tour = replace(run, journal_option=str(Path(folder) / "journal.db"))
        count = write_sample(tour)
        tour.out.show(
            [
                Heading("A tour"),
                Paragraph(
                    f"This is a made-up diary of {count} entries over three months. It lives in "
                    "a temporary file, and your own diary isn't touched."
                ),
            ]
        )
        for line in LINES:
            tour.out.show([Verbatim(f"$ pdtrack {line}")])
            dispatch(shlex.split(line), tour)
    tour.out.show(
        [
            Paragraph(
                "The temporary file was deleted. pdtrack log starts your own diary, and pdtrack "
                "guide lists short guides."
            ),
        ]
    )


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
