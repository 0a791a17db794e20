"""`import`: add the entries of another diary, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, Literal

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.marks import marked
from pdtrack.cli.options import Json
from pdtrack.cli.prompt import Prompt, Prompter
from pdtrack.content import library
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import parse_mood
from pdtrack.domain.times.day import echo
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats
from pdtrack.exchange.apps.table import parse_columns
from pdtrack.exchange.importing import ImportOptions, ImportReport, Incoming, UnknownMoods
from pdtrack.exchange.parse.labels import parse_mood_words, parse_scale
from pdtrack.render.page import Block, Heading, Page, Pairs, Paragraph
from pdtrack.store.journal import Journal

# What becomes of an entry in the file, and how the page counts it.
Fate = Literal["new", "newer", "same"]
_COUNTED: Final[dict[Fate, str]] = {
    "new": "new",
    "newer": "newer than in the journal",
    "same": "already there",
}
COUNTED_EVERY: Final = 5_000


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    from_: Annotated[
        str | None, typer.Option("--from", metavar="|".join(formats.FORMATS), help="Its format.")
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
        scale=(0, 10) if scale is None else parse_scale(scale),
    )
    path = _path(file)
    with _opened(path) as source:
        form = from_ or formats.recognise(source.read(formats.HEAD_SIZE), path.name)
        if form is None:
            raise InvalidInput(
                "The format of that file is not known.",
                "Name it with --from; --from table --columns reads any CSV.",
            )
        options = _with_moods(run, source, form, options)
        report = ImportReport(form)
        entries = _counted_aloud(run, formats.read_entries(source, form, options, report))
        brought = _tried(run, entries) if dry_run else _brought(run, entries, report)
    if json:
        run.out.show_json({"import": _document(report, brought, dry_run=dry_run)})
    else:
        run.out.show(_page(report, brought, run, dry_run=dry_run))


def _brought(run: Run, entries: Iterable[Incoming], report: ImportReport) -> Counter[Fate]:
    """Store the entries in one transaction, which is one step for `undo`."""
    with run.writing("import") as journal:
        was_empty = not journal.count()
        brought = Counter(_merged(run, journal, incoming) for incoming in entries)
        report.raise_rejected()
        if was_empty and report.claim is not None:
            _keep_claim(journal, report)
    return brought


def _keep_claim(journal: Journal, report: ImportReport) -> None:
    """Keep what the file has about links, where it fits its entries."""
    # Few files have one, and it needs all that computes patterns.
    from pdtrack.domain.analysis.verdict_document import check_fits, verdicts_of

    try:
        verdicts = verdicts_of(report.claim)
        check_fits(verdicts, journal.entries(), journal.highest())
    except InvalidInput:
        report.drop("claim", "it does not fit the entries; it is worked out anew")
    else:
        journal.keep_claim(verdicts)


def _tried(run: Run, entries: Iterable[Incoming]) -> Counter[Fate]:
    """What `_brought` would do, without writing anything."""
    with run.reading() as journal:
        return Counter(
            "new" if journal is None else _fate(journal.by_uid(one.entry.uid or ""), one.entry)
            for one in entries
        )


def _merged(run: Run, journal: Journal, incoming: Incoming) -> Fate:
    """Store an entry of the file, unless the journal has it, or a later edit of it."""
    entry = marked(incoming.entry)
    current = journal.by_uid(entry.uid or "")
    fate = _fate(current, entry)
    if current is None:
        journal.add(entry, wanted=incoming.number, is_settled=incoming.is_settled)
    elif fate == "newer":
        newer = replace(
            entry,
            id=current.id,
            settled_tags=current.settled_tags,
            settled_with=current.settled_with,
            settled_orgasm=current.settled_orgasm,
        )
        journal.replace(newer.settled(run.now))
    return fate


def _fate(current: Entry | None, incoming: Entry) -> Fate:
    """What becomes of an entry of the file, given the one in the journal; the newer edit wins."""
    if current is None:
        return "new"
    last = current.edited_at or current.recorded_at
    return "newer" if incoming.edited_at is not None and incoming.edited_at > last else "same"


def _with_moods(run: Run, source: BinaryIO, form: str, options: ImportOptions) -> ImportOptions:
    """The options, with a number for every word for a mood; unknown words are asked about."""
    if formats.format_named(form).is_own:
        return options
    try:
        formats.check_file(source, form, options)
    except UnknownMoods as unknown:
        if not run.out.can_ask:
            raise
        prompter = Prompter(run)
        prompter.notify("These words are moods. What number is each of them, 0-10?")
        moods = dict(options.moods)
        for number, word in enumerate(unknown.words, 1):
            # The words come from the file; a question mark shows them.
            asked = f"word {number} of {len(unknown.words)}" if run.is_discreet else word
            prompt = Prompt(f"{asked}:", help=(word,) if run.is_discreet else ())
            mood = prompter.ask(prompt, parse_mood)
            if mood is None:
                raise
            moods[word] = mood
        return replace(options, moods=moods)
    return options


def _path(file: str) -> Path:
    try:
        return Path(file).expanduser()
    except RuntimeError:  # no user has the name after the tilde
        return Path(file)


def _opened(path: Path) -> BinaryIO:
    try:
        if path.is_file():
            return path.open("rb")
    except OSError as problem:
        raise InvalidInput(f"The file can't be read ({problem.strerror}).", "Check it.") from None
    raise InvalidInput("There is no such file.", "Check the path.")


def _counted_aloud(run: Run, entries: Iterable[Incoming]) -> Iterator[Incoming]:
    """The same entries, counted on the terminal."""
    for number, incoming in enumerate(entries, 1):
        if number % COUNTED_EVERY == 0:
            run.out.progress.reach("Entries read", number)
        yield incoming


def _page(report: ImportReport, brought: Counter[Fate], run: Run, *, dry_run: bool) -> Page:
    """What was imported, or would be; what got another name; what could not be imported."""
    counts = [f"{count:,} {text}" for fate, text in _COUNTED.items() if (count := brought[fate])]
    verb = "Would import" if dry_run else "Imported"
    title = formats.format_named(report.form).title
    page: list[Block] = [Paragraph(f"{verb} from {title}: {', '.join(counts) or 'nothing'}.")]
    if span := [echo(at, run.clock) for at in (report.first, report.last) if at is not None]:
        page.append(Paragraph(f"From {' to '.join(span)}."))
    mapped = [(f"{one.what} ({one.count})", one.becomes) for one in report.mapped]
    dropped = [(f"{one.what} ({one.count})", one.why) for one in report.dropped]
    rejected = [(f"row {one.row} {one.column}".strip(), one.reason) for one in report.rejects]
    if run.is_discreet:
        # Others may see the screen, so no words and tags are shown.
        mapped, dropped = [], []
        rejected = [(f"row {one.row}", "--no-discreet shows why") for one in report.rejects]
    for heading, pairs in (
        ("Imported as", mapped),
        ("Left out", dropped),
        ("Rows that couldn't be imported", rejected),
    ):
        if pairs:
            page += [Heading(heading), Pairs(tuple(pairs))]
    if dry_run:
        page.append(Paragraph("Nothing was written.", "quiet"))
    elif (brought["new"] or brought["newer"]) and run.settings.keep_months is None:
        # Entries older than the months that are kept are erased at once; undo can't go past that.
        page.append(Paragraph("pdtrack undo undoes all of it.", "quiet"))
    return page


def _document(report: ImportReport, brought: Counter[Fate], *, dry_run: bool) -> dict[str, Any]:
    return {
        "format": report.form,
        "dry_run": dry_run,
        "new": brought["new"],
        "newer": brought["newer"],
        "same": brought["same"],
        "kinds": dict(report.kinds),
        "mapped": [{"what": m.what, "how": m.becomes, "count": m.count} for m in report.mapped],
        "dropped": [{"what": d.what, "why": d.why, "count": d.count} for d in report.dropped],
        "rejected": [
            {"row": r.row, "column": r.column, "reason": r.reason} for r in report.rejects
        ],
    }
