"""`chart` and `report`: seeing it, and showing it to somebody."""

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
from pdtrack.domain.plural import entries as in_words
from pdtrack.errors import InvalidInput
from pdtrack.render import entries as views
from pdtrack.render.charts import calendar as chart_calendar
from pdtrack.render.charts import mood as mood_chart
from pdtrack.render.charts import tags as chart_tags
from pdtrack.render.charts.glyphs import fitting, nothing, symbols
from pdtrack.render.page import Page
from pdtrack.store import files

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
    if json:
        numbers = _NUMBERS[what](run, _entries(run, since, until))
        run.show_json({"chart": what, **numbers})
    else:
        show_chart(run, what, since, until)


def show_chart(
    run: Run, what: str = CHARTS[0], since: str | None = None, until: str | None = None
) -> None:
    """Draw one chart on the screen."""
    entries = _entries(run, since, until)
    if entries and run.is_discreet and what != CHARTS[0]:
        run.show(views.count_of(len(entries), "entry", "entries", f"chart {what}"))
    elif entries:
        run.show(_drawn(run, what, entries, months_most=None if since else MONTHS_MOST))
    else:
        run.show(nothing())


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


def report(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE.html", help="Such as mood-notes.html.")],
    since: Since = None,
    until: Until = None,
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave the notes out.")] = False,
    hide_tag: Annotated[
        list[str] | None,
        typer.Option("--hide-tag", metavar="TAG", help="Leave a tag out, and all it shows."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing FILE.")] = False,
) -> None:
    """Write a page to read or to print for a professional: the last 90 days, if not told."""
    from pdtrack.cli.report_data import told
    from pdtrack.render.report.page import page

    run = run_of(context)
    target = files.named(file)
    shown = told(run, since, until, hide=hide_tag or [], with_notes=not no_notes)
    with files.written_whole(target, force=force) as written:
        written.write(page(shown).encode())
    run.say(f"Wrote a page of {in_words(len(shown.entries))} to {file}. It is not encrypted.")
    run.warn_of_sync(target)


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
