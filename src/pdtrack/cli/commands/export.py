"""`export`: the diary as CSV or JSON."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Final, Literal, get_args

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.filters import check_tags, kept, part_document, part_of_diary, selection
from pdtrack.cli.options import DOCUMENTS, Force, one_of, takes_filters
from pdtrack.domain.plural import plural_entries
from pdtrack.domain.safe_text import safe
from pdtrack.domain.selection import Selection
from pdtrack.errors import InvalidInput
from pdtrack.exchange import csv as csv_format
from pdtrack.exchange import json as json_format
from pdtrack.store import files
from pdtrack.store.entry_row import COLUMNS, Row, entry_of
from pdtrack.store.journal import Journal
from pdtrack.store.sqlite_errors import damaged

ExportFormat = Literal["csv", "json"]
EXPORT_FORMATS: Final[tuple[ExportFormat, ...]] = get_args(ExportFormat)
# Rows at a time; a decade of daily entries fits.
ROWS_AT_ONCE: Final = 5_000


@takes_filters
def export(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Default: standard output.")
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="|".join(EXPORT_FORMATS), help="Default: csv."),
    ] = None,
    no_notes: Annotated[bool, typer.Option("--no-notes", help="Leave the notes out.")] = False,
    semicolon: Annotated[
        bool, typer.Option("--semicolon", help="CSV for a spreadsheet that expects semicolons.")
    ] = False,
    force: Force = False,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    **given: Any,
) -> None:
    """Write your data as CSV or JSON."""
    run = run_of(context)
    form = _format(format_, file, json)
    if semicolon and form == "json":
        raise InvalidInput("--semicolon is for CSV only.", "Leave it out.")
    asked = selection(run, given)
    out = _Outgoing(run, form, asked, notes=not no_notes, separator=";" if semicolon else ",")
    if part := part_of_diary(run, asked):
        # An error is the only line there is.
        with run.reading() as journal:
            check_tags(asked, journal)
        run.out.notify(part)
    if file is None or file == "-":
        if sys.stdout.isatty():
            # On a screen, no character may move the cursor.
            with run.out.progress.paused():
                sys.stdout.writelines(safe(piece.replace("\r\n", "\n")) for piece in out.pieces())
            return
        # Line ends as in RFC 4180, whatever the system uses.
        sys.stdout.flush()
        sys.stdout.buffer.writelines(piece.encode() for piece in out.pieces())
        sys.stdout.buffer.flush()
        _name_what_csv_lacks(out)
        return
    target = run.target(file)
    with files.written_whole(target, force=force, committing=interrupts.hold) as written:
        written.writelines(piece.encode() for piece in out.pieces(at_once=True))
    run.out.notify(f"Wrote {plural_entries(out.many)} to {file}. It is not encrypted.")
    _name_what_csv_lacks(out)
    run.warn_of_sync(target)


def _name_what_csv_lacks(out: "_Outgoing") -> None:
    if out.form == "csv" and out.has_claim():
        out.run.out.notify("CSV has the entries only; JSON also has what was found about links.")


def _format(named: str | None, file: str | None, json: bool) -> ExportFormat:
    if json and named not in (None, "json"):
        raise InvalidInput("--json and --format csv can't be combined.", "Use one of them.")
    if json or (named is None and file is not None and file.endswith(".json")):
        return "json"
    if named is None:
        if file is not None and file.lower().endswith((*DOCUMENTS, ".html", ".htm")):
            raise InvalidInput(
                "export writes CSV or JSON, and a file with that name is neither.",
                "Name it FILE.csv. For a page to read or print: pdtrack report FILE.html.",
            )
        return "csv"
    return one_of(
        named,
        EXPORT_FORMATS,
        InvalidInput("There is no such format.", f"Use {' or '.join(EXPORT_FORMATS)}."),
    )


def _begun(pages: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """The pages, the first one already read: an unusable journal fails before the header."""
    first = next(pages, None)
    return iter(()) if first is None else chain((first,), pages)


def _sound(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces as they are; a value that no answer can have means that the file is damaged."""
    try:
        yield from pieces
    except (TypeError, ValueError, LookupError, OverflowError, AttributeError):
        raise damaged() from None


@dataclass(slots=True)
class _Outgoing:
    """Exports a page of rows at a time, so that memory use does not grow with the diary."""

    run: Run
    form: ExportFormat
    asked: Selection
    notes: bool
    separator: str = ","
    many: int = 0

    def pieces(self, *, at_once: bool = False) -> Iterator[str]:
        """The document in pieces; `at_once` reads all of it from one snapshot."""
        if self.form == "csv":
            pages = _begun(self._pages(csv_format.JOURNAL_COLUMNS, at_once=at_once))
            return _sound(csv_format.write(pages, notes=self.notes, separator=self.separator))
        claim = self._claim_document()
        also = part_document(self.asked) if claim is None else {"claim": claim}
        pages = _begun(self._pages(COLUMNS, at_once=at_once))
        entries = (entry_of(row) for page in pages for row in page)
        return json_format.write(entries, notes=self.notes, also=also)

    def has_claim(self) -> bool:
        """Whether something was judged about links, and the whole diary is exported."""
        return not self.asked.narrows and self._claim() is not None

    def _claim(self) -> str | None:
        with self.run.reading() as journal:
            return None if journal is None else journal.claim()

    def _claim_document(self) -> dict[str, Any] | None:
        """What was judged about links, if only how much of the budget is left: it belongs to the
        whole diary.
        """
        if self.asked.narrows:
            return None
        from pdtrack.domain.analysis.verdict_document import as_document
        from pdtrack.store.claim_table import parsed_claim

        try:
            return as_document(parsed_claim(self._claim()))
        except InvalidInput:
            # It can't be read, so it is worked out again wherever the file goes.
            return None

    def _pages(self, columns: Sequence[str], *, at_once: bool) -> Iterator[list[Row]]:
        """The rows, a page at a time; the journal is closed before the last one is written."""
        read = COLUMNS if self.asked.looks_inside else columns
        with self.run.reading() as journal:
            if journal is None:
                return
            with journal.snapshot() if at_once else nullcontext():
                page = self._page(journal, read, 0)
                while len(page) == ROWS_AT_ONCE:
                    yield self._counted(page, columns)
                    self.run.out.progress.reach("Entries written", self.many)
                    page = self._page(journal, read, page[-1][0])
        yield self._counted(page, columns)

    def _counted(self, page: list[Row], columns: Sequence[str]) -> list[Row]:
        """The rows of a page that were asked for, with their `columns` alone."""
        if self.asked.looks_inside:
            numbers = {entry.id for entry in kept(self.asked, [entry_of(row) for row in page])}
            places = [COLUMNS.index(name) for name in columns]
            page = [tuple(row[at] for at in places) for row in page if row[0] in numbers]
        self.many += len(page)
        return page

    def _page(self, journal: Journal, columns: Sequence[str], after: int) -> list[Row]:
        since, until = self.asked.since, self.asked.until
        return journal.page(columns, after=after, since=since, until=until, most=ROWS_AT_ONCE)
