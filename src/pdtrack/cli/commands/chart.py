"""`chart`: moods over time, a calendar, or tags, drawn on the screen."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json, Since, Until
from pdtrack.content import library
from pdtrack.domain.analysis.classify import Judge, change
from pdtrack.domain.analysis.mood_series import (
    Course,
    calendar,
    changes,
    course,
    moments_of,
    tag_counts,
    tears_of,
)
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.render import entries as views
from pdtrack.render.charts import calendar as chart_calendar
from pdtrack.render.charts import mood as mood_chart
from pdtrack.render.charts import tags as chart_tags
from pdtrack.render.charts.glyphs import fitting, nothing, symbols
from pdtrack.render.page import Page

CHARTS: Final = ("mood", "calendar", "tags")
# Without --since, a calendar goes back over so many months.
MONTHS_MOST: Final = 12


def chart(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="|".join(CHARTS), help="mood, if not told.")
    ] = CHARTS[0],
    since: Since = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Draw moods over time, a calendar, or tags."""
    if what not in CHARTS:
        raise InvalidInput(f"There are charts of {', '.join(CHARTS)}.")
    run = run_of(context)
    entries = _entries(run, since, until)
    if json:
        run.show_json({"chart": what, **_NUMBERS[what](run, entries)})
    elif not entries:
        run.show(nothing())
    elif run.is_discreet and what != CHARTS[0]:
        run.show(views.count_of(len(entries), "entry", "entries", f"chart {what}"))
    else:
        run.show(_drawn(run, what, entries, months_most=None if since else MONTHS_MOST))


def _entries(run: Run, since: str | None, until: str | None) -> list[Entry]:
    low, high = run.bounds(since, until)
    with run.reading() as journal:
        return [] if journal is None else journal.entries(since=low, until=high)


def _drawn(run: Run, what: str, entries: list[Entry], *, months_most: int | None) -> Page:
    width = fitting(run.width())
    marks = symbols(sys.stdout.encoding)
    if what == "mood":
        over_time = course(
            entries,
            most=mood_chart.slots_in(width),
            folded_most=mood_chart.folded_slots_in(width),
            day_end=run.day_end,
        )
        return mood_chart.mood(
            over_time, changes(entries), width=width, marks=marks, clock=run.clock
        )
    judge = Judge.of(library.vocabulary())
    if what == "calendar":
        days = calendar(entries, judge, run.day_end)
        return chart_calendar.calendar(days, width=width, marks=marks, months_most=months_most)
    found = moments_of(entries, judge)
    return chart_tags.tags(
        tag_counts(found.hard, found.other),
        left_out=len(found.left_out),
        moments=found.count,
        width=width,
        marks=marks,
    )


# The numbers behind a picture


def _mood_numbers(run: Run, entries: list[Entry]) -> dict[str, Any]:
    alone: Course = course(entries, most=len(entries), day_end=run.day_end)
    return {
        "changes": asdict(changes(entries)),
        "entries": [
            {
                "id": entry.id,
                "at": entry.at.isoformat(),
                "kind": entry.kind,
                "before": entry.before,
                "after": entry.after,
                "later": entry.later,
                "mood": entry.mood,
                "change": change(entry),
                "rolling_middle": slot.rolling,
            }
            for slot in alone.slots
            for entry in slot.entries
        ],
    }


def _calendar_numbers(run: Run, entries: list[Entry]) -> dict[str, Any]:
    judge = Judge.of(library.vocabulary())
    return {
        "days": [
            {
                "day": day.day.isoformat(),
                "moments": day.moments,
                "change": day.change,
                "tears": day.tears or None,
                "entries": [
                    {
                        "id": entry.id,
                        "change": change(entry),
                        "tears": tears_of(entry, judge) or None,
                    }
                    for entry in day.entries
                ],
            }
            for day in calendar(entries, judge, run.day_end)
        ]
    }


def _tag_numbers(run: Run, entries: list[Entry]) -> dict[str, Any]:
    found = moments_of(entries, Judge.of(library.vocabulary()))
    return {
        "moments": found.count,
        "left_out": len(found.left_out),
        "tags": [asdict(one) for one in tag_counts(found.hard, found.other)],
    }


_NUMBERS: Final = {"mood": _mood_numbers, "calendar": _calendar_numbers, "tags": _tag_numbers}
