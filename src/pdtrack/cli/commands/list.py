"""`list`: entries, newest first."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.filters import check_tags, kept, part_document, part_of_diary, selection
from pdtrack.cli.options import Json, takes_filters
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import DIGITS
from pdtrack.domain.selection import Selection
from pdtrack.errors import InvalidInput
from pdtrack.render.charts.glyphs import glyphs_for
from pdtrack.render.entries import entries_page, in_full
from pdtrack.render.page import Page, Paragraph


@takes_filters
def list_(
    context: typer.Context,
    limit: Annotated[
        str | None, typer.Option("--limit", metavar="N", help="Show at most N; 0 for all.")
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Show the notes.")] = False,
    json: Json = False,
    **given: Any,
) -> None:
    """Show entries, newest first: as many as fit on the screen, or all in a pipe or a file."""
    run = run_of(context)
    most = _limit(limit)
    chosen = selection(run, given)
    # On a screen, what doesn't fit need not be read.
    fits = None if json or most is not None else run.out.rows()
    found, count = _found(run, chosen, most or fits or 0)
    if json:
        part = part_document(chosen, count - len(found)) if found else {}
        run.out.show_json({"entries": [as_dict(entry) for entry in found], **part})
    elif not found:
        run.out.show(no_entries_page(asked=chosen.narrows))
        return
    else:
        found = _show(run, chosen, found, count, notes=notes, must_fit=fits is not None)
    left = "" if run.out.is_screen else _more(count - len(found))
    said = " ".join(line for line in (_part(run, chosen, json=json), left) if line)
    if said:
        run.out.notify(said)


def _show(
    run: Run, chosen: Selection, found: Sequence[Entry], count: int, *, notes: bool, must_fit: bool
) -> Sequence[Entry]:
    """Show the entries, on a screen as many as fit; those that were shown."""
    discreet = run.is_discreet
    if discreet and notes:
        run.out.notify_page([in_full("list --notes")])

    def page(many: int) -> Page:
        shown = entries_page(
            found[:many],
            clock=run.clock,
            notes=notes,
            day_end=run.day_end,
            discreet=discreet,
            mark=run.offset_mark,
            year=run.now.year,
            glyphs=glyphs_for(sys.stdout.encoding),
        )
        part = part_of_diary(run, chosen) if run.out.is_screen else ""
        last = " ".join(line for line in (part, _more(count - many)) if line)
        return [*shown, Paragraph(last, "quiet")] if last and run.out.is_screen else shown

    many = run.out.rows_that_fit(page, len(found)) if must_fit else len(found)
    run.out.show(page(many))
    return found[:many]


def _part(run: Run, chosen: Selection, *, json: bool) -> str:
    """That this is a part of the diary, where no screen says so; a script knows what it asked."""
    return "" if json or run.out.is_screen else part_of_diary(run, chosen)


def _more(count: int) -> str:
    return f"{count:,} more; --limit 0 shows all." if count else ""


def _found(run: Run, chosen: Selection, most: int) -> tuple[Sequence[Entry], int]:
    """The newest `most` entries that were asked for (0 is all), and how many there are."""
    since, until = chosen.since, chosen.until
    with run.reading() as journal:
        check_tags(chosen, journal)
        if journal is None:
            return [], 0
        if not chosen.looks_inside:
            found = journal.newest(most or -1, since=since, until=until)
            is_whole = not most or len(found) < most
            return found, len(found) if is_whole else journal.count(since=since, until=until)
        inside = journal.newest(-1, since=since, until=until)
    found = list(kept(chosen, inside))
    return found[: most or None], len(found)


def _limit(text: str | None) -> int | None:
    """How many to show; 0 is all, `None` where it was not said."""
    if text is None:
        return None
    if text and len(text) < 10 and DIGITS.issuperset(text):
        return int(text)
    raise InvalidInput("--limit takes a whole number; 0 for all.")


def no_entries_page(*, asked: bool = False) -> Page:
    """For a list without entries; `asked` where only some entries were asked for."""
    text = "No entries match." if asked else "No entries. pdtrack log writes one."
    return [Paragraph(text)]
