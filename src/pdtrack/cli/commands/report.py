"""`report`: a page for a professional."""

import contextlib
from typing import Annotated, Any, Final

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.analysis import findings, is_news, keep_verdicts, kept_verdicts
from pdtrack.cli.context import run_of
from pdtrack.cli.filters import check_tags, part_of_diary, selection
from pdtrack.cli.options import DOCUMENTS, Force, takes_filters
from pdtrack.domain.times.day import day_of
from pdtrack.errors import InvalidInput, JournalUnusable
from pdtrack.render.page import Paragraph, Verbatim
from pdtrack.store import files

TRACE: Final = (
    "The browser keeps this name in its history. Delete the file when you no longer need it."
)


@takes_filters
def report(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE.html", help="Such as mood-diary.html.")],
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave the notes out.")] = False,
    hide_tag: Annotated[
        list[str] | None,
        typer.Option(
            "--hide-tag", metavar="TAG", help="Leave a tag out, with everything that shows it."
        ),
    ] = None,
    force: Force = False,
    **given: Any,
) -> None:
    """Write a page to read, or to print for a professional. Default: the last 90 days."""
    # A line that only has the word "report" in it loads this file, too.
    from pdtrack.cli.report_contents import contents_page
    from pdtrack.cli.report_data import hidden_tags, report_data
    from pdtrack.render.report.page import report_html

    run = run_of(context)
    if file.lower().endswith((*DOCUMENTS, ".csv", ".json")):
        raise InvalidInput(
            "The report is an HTML page, and a file with that name is not.",
            "Name it FILE.html; your browser prints it, also as PDF.",
        )
    target = run.target(file)
    chosen = selection(run, given)
    # Read once, so that every number on the page counts the same entries.
    with run.reading() as journal:
        check_tags(chosen, journal)
        entries = [] if journal is None else journal.entries()
        judged = kept_verdicts(journal, entries)
    found = findings(run, entries, chosen, kept=judged.verdicts)
    data = report_data(
        entries,
        found,
        hidden_tags(hide_tag or [], entries),
        made=day_of(run.now, run.day_end),
        is_part=chosen.looks_inside,
        with_notes=not no_notes,
        shown_time=run.shown_time,
        day_end=run.day_end,
    )
    with files.written_whole(target, force=force, committing=interrupts.hold) as written:
        part = part_of_diary(run, chosen)
        run.out.notify_page(contents_page(data, entries, part=part, discreet=run.is_discreet))
        written.write(report_html(data).encode())
    if is_news(judged, found.compared.verdicts):
        # What a page shows is judged once, like what a screen shows.
        with contextlib.suppress(JournalUnusable), run.writing() as journal:
            keep_verdicts(journal, judged, found.compared.verdicts)
    written_to = Paragraph("\nWrote the report. It is not encrypted. Open it in a browser:")
    run.out.notify_page([written_to, Verbatim(str(target.absolute())), Paragraph(TRACE)])
    run.warn_of_sync(target)
