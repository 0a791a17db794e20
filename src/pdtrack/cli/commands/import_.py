"""`import`: add the entries of another diary, all of them or none."""

import contextlib
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, BinaryIO, Final, NamedTuple

import typer

from pdtrack.cli.asking import Prompt
from pdtrack.cli.cards import card_blocks, message_pointer
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.import_merge import Fate, Merger, claim_of
from pdtrack.cli.import_page import (
    MARKED_ENTRIES,
    details,
    foldable_labels,
    import_document,
    result,
    span,
)
from pdtrack.cli.marks import care, marked
from pdtrack.cli.options import Json, one_of
from pdtrack.cli.prompt import Prompter
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import parse_mood
from pdtrack.domain.plural import plural_entries
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats
from pdtrack.exchange.apps.table import parse_columns
from pdtrack.exchange.importing import ImportOptions, ImportReport, Incoming, UnknownMoods
from pdtrack.exchange.parse.dates import ORDER_NAMES, ORDERS, Order
from pdtrack.exchange.parse.labels import parse_mood_words, parse_scale
from pdtrack.exchange.unknown_files import not_readable, other_kind
from pdtrack.render.page import Block, Heading, Page, Paragraph

COUNTED_EVERY: Final = 5_000

_STANDARD_INPUT: Final = "-"
_INPUT_MOST: Final = 64 * 2**20
# A file of pdtrack's own, up to which a look at it first takes no time that anyone notices.
_READ_TWICE: Final = 2**23


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.")],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="NAME", help=f"Its format: {', '.join(formats.FORMATS)}."),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="WORD=N", help="Mood value for a word, 0-10."),
    ] = None,
    intimate: Annotated[
        list[str] | None,
        typer.Option("--intimate", metavar="WORD", help="An activity that marks a moment."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="at=DATE,mood=SCORE", help="For --from table."),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option("--scale", metavar="MIN-MAX", help="The other program's mood scale."),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option("--dates", metavar="|".join(ORDERS), help="How to read 5/6/2026."),
    ] = None,
    fold: Annotated[
        bool, typer.Option("--fold", help="Count labels as the known tags they name.")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows that can't be read.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported.")
    ] = False,
    json: Json = False,
) -> None:
    """Import entries from a file, all or none; repeating it changes nothing."""
    run = run_of(context)
    options = ImportOptions(
        now=run.now,
        instants=run.world.instants,
        vocabulary=library.vocabulary(),
        moods=parse_mood_words(map_ or ()),
        intimate=frozenset(intimate or ()),
        columns={} if columns is None else parse_columns(columns),
        scale=None if scale is None else parse_scale(scale),
        order=None if dates is None else _order(dates),
        fold=fold,
        skips_bad=skip_bad,
    )
    with _opened(file) as source:
        name = "" if file == _STANDARD_INPUT else Path(file).name
        head = source.read(formats.HEAD_SIZE)
        form = from_ or formats.recognise(head, name)
        if form is None:
            raise not_readable(source, head)
        reads_archives = formats.format_named(form).reads_archives
        if from_ and (other := other_kind(source, head, reads_archives=reads_archives)):
            raise other
        arrival = _Arrival(run, source, form, options, is_dry=dry_run, as_json=json)
        arrival.bring(arrival.prepare())


class _FirstLook(NamedTuple):
    """What a look at a file has shown, before anything of it is imported.

    `is_shown`: what was understood is on the terminal. `is_refused`: rows of it can't be read.
    """

    is_shown: bool = False
    is_refused: bool = False


class _Brought(NamedTuple):
    """What became of the entries of a file; `merger` knows which of them call for a card."""

    fates: Counter[Fate]
    merger: Merger
    is_written: bool = False


@dataclass(slots=True)
class _Arrival:
    """One file on its way into the journal: looked at first, and then imported.

    `options` are those that were typed, and then what the answers to questions make of them.
    """

    run: Run
    source: BinaryIO
    form: str
    options: ImportOptions
    is_dry: bool
    as_json: bool

    @property
    def asks(self) -> bool:
        """Whether questions can be asked: on a terminal, and not with the file on its input."""
        return self.run.out.can_ask and not self.as_json

    # First

    def prepare(self) -> _FirstLook:
        """Look at the whole file, ask what it leaves open, and show what was understood."""
        if formats.format_named(self.form).is_own:
            if self._would_make_a_journal() and self.source.seek(0, os.SEEK_END) <= _READ_TWICE:
                self._looked_at()
            return _FirstLook()
        report = self._looked_at()
        if report.has_unclear_dates and self.asks:
            self._ask_for_dates()
            report = self._looked_at()
        if report.unknown:
            if not self.asks:
                raise UnknownMoods(report.unknown)
            self._ask_for_moods(UnknownMoods(report.unknown))
            report = self._looked_at()
        can_fold = bool(report.foldable) and not self.run.is_discreet
        asks_fold = can_fold and self.asks and not self.is_dry
        if asks_fold:
            self._ask_for_fold(report)
            report = self._looked_at()
        is_refused = self._is_refused(report)
        shows = self.asks and not self.is_dry and not is_refused
        if shows:
            self.run.out.show(self._understood(report, lists_labels=not asks_fold))
        return _FirstLook(shows, is_refused)

    def _would_make_a_journal(self) -> bool:
        """Whether none is there yet: a file that can't be read must not leave an empty one."""
        return not (self.is_dry or os.path.lexists(self.run.journal_path))

    def _looked_at(self) -> ImportReport:
        report = ImportReport(self.form)
        self.source.seek(0)
        with contextlib.suppress(UnknownMoods):  # they are on the report
            for _ in formats.read_entries(self.source, self.form, self.options, report):
                pass
        return report

    def _ask_for_dates(self) -> None:
        prompter = Prompter(self.run)
        names = [ORDER_NAMES[order] for order in ORDERS]
        choice = prompter.choose(
            "Dates like 5/6/2026 are in this file. How are they written?", names
        )
        if choice is not None:
            self.options = replace(self.options, order=ORDERS[choice])

    def _ask_for_moods(self, unknown: UnknownMoods) -> None:
        prompter = Prompter(self.run)
        prompter.notify("These words are moods. What number is each of them, 0-10?")
        moods = dict(self.options.moods)
        if not self.run.is_discreet:
            every = ", ".join(f"{word} ({count:,})" for word, count in unknown.counts.items())
            prompter.notify(f"Entries with each: {every}.")
        for number, word in enumerate(unknown.words, 1):
            # The words come from the file; a question mark shows them.
            asked = f"word {number} of {len(unknown.words)}" if self.run.is_discreet else word
            prompt = Prompt(f"{asked}:", help=(word,) if self.run.is_discreet else ())
            mood = prompter.ask(prompt, parse_mood)
            if mood is None:
                raise unknown
            moods[word] = mood
        self.options = replace(self.options, moods=moods)

    def _ask_for_fold(self, report: ImportReport) -> None:
        prompter = Prompter(self.run)
        self.run.out.notify_page(
            [Heading("Labels that look like pdtrack's tags"), foldable_labels(report)]
        )
        question = "Count these as pdtrack's tags? Enter keeps them as your own words."
        if prompter.confirm(question):
            self.options = replace(self.options, fold=True)

    def _understood(self, report: ImportReport, *, lists_labels: bool) -> Page:
        """How the file was read, before anything of it is written."""
        title = formats.format_named(report.form).title
        line = f"Read from {title}: {plural_entries(report.entries)}."
        rest = details(report, self.run, lists_labels=lists_labels)
        return [Paragraph(line), *span(report, self.run), *rest]

    # Then

    def bring(self, first: _FirstLook) -> None:
        """Import the entries, or see what would become of them; show the result."""
        report = ImportReport(self.form)
        self.source.seek(0)
        entries = _counted_aloud(
            self.run, formats.read_entries(self.source, self.form, self.options, report)
        )
        try:
            writes = not (self.is_dry or first.is_refused)
            brought = self._stored(entries, report) if writes else self._tried(entries, report)
        except _BadRows as bad:
            self._show(report, _Brought(Counter(), bad.merger), is_shown=first.is_shown)
            raise bad.error from None
        self._show(report, brought, is_shown=first.is_shown)

    def _stored(self, entries: Iterable[Incoming], report: ImportReport) -> _Brought:
        """Store the entries in one transaction, which is one step for `undo`."""
        with self.run.writing("import") as journal:
            was_empty = not journal.count()
            merger = Merger(journal)
            fates = Counter(merger.store(incoming, self.run) for incoming in entries)
            self._check(report, merger)
            if was_empty and report.claim is not None:
                verdicts = claim_of(report, journal.entries(), journal.highest())
                if verdicts is not None:
                    journal.keep_claim(verdicts)
        return _Brought(fates, merger, is_written=True)

    def _tried(self, entries: Iterable[Incoming], report: ImportReport) -> _Brought:
        """What `_stored` would do, without writing anything."""
        with self.run.reading(must_exist=False) as journal:
            was_empty = journal is None or not journal.count()
            merger = Merger(journal)
            fates = Counter(merger.fate(incoming) for incoming in entries)
        self._check(report, merger)
        if was_empty and report.claim is not None:
            stored = self._as_stored()
            claim_of(report, stored, max((each.number for each in stored), default=0))
        return _Brought(fates, merger)

    def _as_stored(self) -> list[Entry]:
        """The entries of a file as an empty journal would hold them, oldest first."""
        self.source.seek(0)
        report, found, highest = ImportReport(self.form), {}, 0
        for incoming in formats.read_entries(self.source, self.form, self.options, report):
            if incoming.entry.uid not in found:
                number = incoming.number
                highest = number if number is not None and number > highest else highest + 1
                found[incoming.entry.uid] = marked(incoming.entry)._replace(id=highest)
        return sorted(found.values(), key=lambda entry: (entry.at, entry.number))

    def _check(self, report: ImportReport, merger: Merger) -> None:
        if self._is_refused(report):
            try:
                report.raise_rejected()
            except InvalidInput as error:
                raise _BadRows(error, merger) from None

    def _is_refused(self, report: ImportReport) -> bool:
        return bool(report.rejected) and not self.options.skips_bad

    def _show(self, report: ImportReport, brought: _Brought, *, is_shown: bool) -> None:
        fates, is_dry = brought.fates, self.is_dry
        if self.as_json:
            self.run.out.show_json({"import": import_document(report, fates, is_dry=is_dry)})
            return
        page = result(report, fates, is_dry=is_dry)
        if not is_shown:
            page += [*(span(report, self.run) if fates else []), *details(report, self.run)]
        self.run.out.show([*page, *self._met(brought), *self._last_line(fates)])

    def _met(self, brought: _Brought) -> list[Block]:
        """The safety cards that new entries call for: a disclosure gets its card at once."""
        merger = brought.merger
        if not merger.cards:
            return []
        if self.run.is_discreet:
            first = merger.disclosed
            return [] if first is None else [message_pointer(first)]
        order = care().card_order
        cards = sorted(merger.cards, key=order.index)
        count = plural_entries(merger.disclosing)
        about = [f"This is about {count} in this diary."]
        if brought.is_written:
            about.append(MARKED_ENTRIES)
        return [*card_blocks(cards), Paragraph(" ".join(about))]

    def _last_line(self, fates: Counter[Fate]) -> Page:
        if self.is_dry:
            return [Paragraph("Nothing was written.", "quiet")]
        is_changed = fates["new"] or fates["newer"]
        if is_changed and self.run.settings.keep_months is None:
            # Entries older than the months that are kept are erased at once; undo can't go past
            # that.
            return [Paragraph("pdtrack undo undoes all of it.", "quiet")]
        return []


class _BadRows(Exception):
    """The file has rows that can't be read, so nothing of it is imported."""

    def __init__(self, error: InvalidInput, merger: Merger) -> None:
        super().__init__()
        self.error = error
        self.merger = merger


# The file


def _order(text: str) -> Order:
    wrong = InvalidInput(
        "The order of dates can be dmy or mdy.", "dmy has the day first, as in 31/12/2026."
    )
    return one_of(text.strip().casefold(), ORDERS, wrong)


def _opened(file: str) -> BinaryIO:
    if file == _STANDARD_INPUT:
        return _standard_input()
    try:
        path = Path(file).expanduser()
    except RuntimeError:  # no user has the name after the tilde
        path = Path(file)
    try:
        if path.is_dir():
            raise InvalidInput(
                "That is a folder.", "Name the file in it that the other program exported."
            )
        if path.is_file():
            return path.open("rb")
    except OSError as problem:
        raise InvalidInput(f"The file can't be read ({problem.strerror}).", "Check it.") from None
    raise InvalidInput("There is no such file.", "Check the path.")


def _standard_input() -> BinaryIO:
    """All of standard input, held in memory: it has to be read twice and is never kept."""
    data = sys.stdin.buffer.read(_INPUT_MOST + 1)
    if len(data) > _INPUT_MOST:
        raise InvalidInput(
            f"Standard input is larger than {_INPUT_MOST // 2**20} MB.",
            "Import the file by its name.",
        )
    return io.BytesIO(data)


def _counted_aloud(run: Run, entries: Iterable[Incoming]) -> Iterator[Incoming]:
    """The entries as they are, counted on the terminal."""
    for number, incoming in enumerate(entries, 1):
        if number % COUNTED_EVERY == 0:
            run.out.progress.reach("Entries read", number)
        yield incoming
