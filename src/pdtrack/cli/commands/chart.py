"""`chart`: the year in cells, moods over time, a calendar, or tags."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any, Final, Literal, get_args

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.filters import check_tags, kept, part_document, part_of_diary, selection
from pdtrack.cli.options import Json, one_of, takes_filters
from pdtrack.content import library
from pdtrack.domain.analysis.calendar import CalendarDay, calendar_days, tears_of
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.mood_series import changes, mood_series
from pdtrack.domain.analysis.tag_counts import moments_of, tag_counts
from pdtrack.domain.entry import Entry
from pdtrack.domain.moods import change
from pdtrack.domain.selection import Selection
from pdtrack.domain.times.day import day_of
from pdtrack.errors import InvalidInput
from pdtrack.render.charts.calendar import calendar_chart
from pdtrack.render.charts.glyphs import glyphs_for, picture_width
from pdtrack.render.charts.mood import buckets_in, mood_chart
from pdtrack.render.charts.mood_grid import GRID_ROWS_MOST, mood_grid
from pdtrack.render.charts.tags import CHART_TAGS_MOST, tags_chart
from pdtrack.render.charts.year import year_chart
from pdtrack.render.entries import count_of
from pdtrack.render.page import Page, Paragraph

ChartName = Literal["year", "mood", "calendar", "tags"]
CHARTS: Final[tuple[ChartName, ...]] = get_args(ChartName)
USUAL: Final = CHARTS[0]
# What a discreet screen shows, without tears.
MOODS_ALONE: Final = ("year", "mood")
# Without --since, the year and the calendar go back this many months.
CHART_MONTHS_MOST: Final = 12


@takes_filters
def chart(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="|".join(CHARTS), help="Default: year.")] = USUAL,
    every: Annotated[bool, typer.Option("--all", help="All tags, however many.")] = False,
    json: Json = False,
    **given: Any,
) -> None:
    """Show the year day by day, your moods over time, a calendar, or your tags."""
    name = one_of(
        what,
        CHARTS,
        InvalidInput("There is no such chart.", f"The charts are {', '.join(CHARTS)}."),
    )
    run = run_of(context)
    chosen = selection(run, given)
    entries = _entries(run, chosen)
    if json:
        run.out.show_json({"chart": name, **_numbers(run, name, entries), **part_document(chosen)})
        return
    if part := part_of_diary(run, chosen):
        run.out.notify(part)
    if not entries and chosen.narrows:
        run.out.show([Paragraph("No entries match.")])
    elif not entries:
        run.out.show([Paragraph("Nothing to chart yet. pdtrack log records the first entry.")])
    elif run.is_discreet and name not in MOODS_ALONE:
        run.out.show(count_of(len(entries), "entry", "entries", f"chart {name}"))
    else:
        run.out.show(_page(run, name, entries, chosen, every=every))


def _entries(run: Run, chosen: Selection) -> Sequence[Entry]:
    """The entries that were asked for, oldest first."""
    with run.reading() as journal:
        check_tags(chosen, journal)
        if journal is None:
            return []
        entries = journal.entries(since=chosen.since, until=chosen.until)
    return kept(chosen, entries) if chosen.looks_inside else entries


def _page(
    run: Run, name: ChartName, entries: Sequence[Entry], chosen: Selection, *, every: bool
) -> Page:
    width, glyphs = picture_width(run.out.width()), glyphs_for(sys.stdout.encoding)
    months_most = CHART_MONTHS_MOST if chosen.since is None else None
    classifier = Classifier.of(library.vocabulary())
    match name:
        case "year":
            days = calendar_days(entries, classifier, run.day_end)
            if run.is_discreet:
                days = tuple(replace(one, tears="") for one in days)
            return year_chart(
                days,
                until=min(day_of(end, run.day_end) for end in (run.now, chosen.until) if end),
                width=width,
                glyphs=glyphs,
                months_most=months_most,
            )
        case "mood":
            series = mood_series(
                entries,
                most=buckets_in(width),
                folded_most=GRID_ROWS_MOST,
                day_end=run.day_end,
            )
            counts = changes(entries)
            if series.is_folded:
                return mood_grid(
                    series,
                    counts,
                    classifier,
                    width=width,
                    glyphs=glyphs,
                    tears=not run.is_discreet,
                )
            return mood_chart(series, counts, width=width, glyphs=glyphs, shown_time=run.shown_time)
        case "calendar":
            days = calendar_days(entries, classifier, run.day_end)
            return calendar_chart(days, width=width, glyphs=glyphs, months_most=months_most)
        case "tags":
            moments = moments_of(entries, classifier)
            return tags_chart(
                tag_counts(moments.hard, moments.other, classifier),
                left_out=len(moments.left_out),
                moments=moments.count,
                width=width,
                glyphs=glyphs,
                most=None if every else CHART_TAGS_MOST,
            )


def _numbers(run: Run, name: ChartName, entries: Sequence[Entry]) -> dict[str, Any]:
    """The numbers behind a chart, for JSON."""
    classifier = Classifier.of(library.vocabulary())
    match name:
        case "mood":
            series = mood_series(entries, most=len(entries), day_end=run.day_end)
            return {
                "changes": asdict(changes(entries)),
                "entries": [
                    _mood_object(entry, bucket.rolling)
                    for bucket in series.buckets
                    for entry in bucket.entries
                ],
            }
        case "year" | "calendar":
            days = calendar_days(entries, classifier, run.day_end)
            return {"days": [_day_object(day, classifier) for day in days]}
        case "tags":
            moments = moments_of(entries, classifier)
            counts = tag_counts(moments.hard, moments.other, classifier)
            return {
                "moments": moments.count,
                "left_out": len(moments.left_out),
                "tags": [one._asdict() for one in counts],
            }


def _mood_object(entry: Entry, rolling: float | None) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "before": entry.before,
        "after": entry.after,
        "later": entry.later,
        "mood": entry.mood,
        "change": change(entry),
        "rolling_middle": rolling,
    }


def _day_object(day: CalendarDay, classifier: Classifier) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "moments": day.moments,
        "mood": day.mood,
        "change": day.change,
        "tears": day.tears or None,
        "entries": [
            {"id": entry.id, "change": change(entry), "tears": tears_of(entry, classifier) or None}
            for entry in day.entries
        ],
    }
