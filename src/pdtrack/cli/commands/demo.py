"""`demo`: the whole tour on a throw-away journal; nothing of the person's is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import typer

from pdtrack.cli.commands.chart import show_chart
from pdtrack.cli.commands.patterns import show_patterns
from pdtrack.cli.context import Run, run_of
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.domain.field_checks import ATTRIBUTES
from pdtrack.domain.times.day import day_of
from pdtrack.domain.times.local_time import Instants
from pdtrack.exchange import csv as as_csv
from pdtrack.render import entries as views
from pdtrack.render.page import Heading, Paragraph, Verbatim

SHOWN = 8
LISTS = ("tags", "helped")


def demo(context: typer.Context) -> None:
    """Take the whole tour on a made-up journal; nothing of yours is touched."""
    run = run_of(context)
    if run.is_discreet:
        run.show([views.in_full("demo")])
        return
    with tempfile.TemporaryDirectory(prefix="tour-") as folder:
        # The journal of the tour lives in a folder that only this account can enter.
        visit = replace(run, journal_option=str(Path(folder) / "journal.db"))
        count = _fill(visit)
        visit.show(
            [
                Heading("A tour"),
                Paragraph(
                    f"This is a made-up diary of {count} entries over three months. It lives in "
                    "a throw-away file, and nothing of yours is touched."
                ),
            ]
        )
        for command, step in _steps(visit):
            visit.show([Verbatim(f"$ pdtrack {command}")])
            step()
    run.show(
        [
            Paragraph(
                "The throw-away file is gone. pdtrack log starts a diary of your own, and "
                "pdtrack guide has short reads."
            ),
        ]
    )


def _steps(run: Run) -> Iterator[tuple[str, Callable[[], None]]]:
    yield f"list --limit {SHOWN}", lambda: _list(run)
    yield "patterns", lambda: show_patterns(run)
    yield "chart", lambda: show_chart(run)
    yield "export", lambda: _export(run)


def _fill(run: Run) -> int:
    rows = library.sample()
    with run.writing("log") as journal:
        for row in rows:
            journal.add(_entry(row, run))
    return len(rows)


def _entry(row: dict[str, Any], run: Run) -> Entry:
    """A row of the sample as an entry that was written half an hour after it happened."""
    told = {name: value for name, value in row.items() if name not in ("days_ago", "time")}
    values: dict[str, Any] = {
        ATTRIBUTES[name]: tuple(value) if name in LISTS else value for name, value in told.items()
    }
    at = _at(run.now, row["days_ago"], row["time"], run.world.instants)
    return Entry(at=at, recorded_at=at + timedelta(minutes=30), **values)


def _at(now: datetime, days_ago: int, clock: str, instants: Instants) -> datetime:
    day = day_of(now) - timedelta(days=days_ago)
    wall = datetime.combine(day, time.fromisoformat(clock))
    # On the night of a clock change the hour may be missing; an hour earlier is there.
    return (instants(wall) or instants(wall - timedelta(hours=1)))[0]


def _list(run: Run) -> None:
    with run.reading() as journal:
        newest = [] if journal is None else journal.newest(SHOWN)
    run.show(views.entries(newest, clock=run.clock, notes=False, day_end=run.day_end))


def _export(run: Run) -> None:
    with run.reading() as journal:
        entries = [] if journal is None else journal.entries()
    lines = "".join(as_csv.lines(entries[:SHOWN])).splitlines()
    shown = 2
    rest = len(entries) - shown
    run.show([Verbatim("\n".join(lines[: shown + 1])), Paragraph(f"and {rest} lines more")])
