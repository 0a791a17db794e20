"""`list`: entries, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json, Since, Until, chosen
from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import DIGITS, ENTRY_KINDS, EntryKind
from pdtrack.errors import InvalidInput
from pdtrack.render.entries import entries_page, in_full
from pdtrack.render.page import Page, Paragraph

LIMIT: Final = 30


def list_(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", "-t", metavar="TAG", help="With this tag.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="|".join(ENTRY_KINDS), help="Of this kind.")
    ] = None,
    hard: Annotated[bool, typer.Option("--hard", help="Harder moments only.")] = False,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="With this text in the note.")
    ] = None,
    limit: Annotated[
        str | None, typer.Option("--limit", metavar="N", help="Show at most N; 0 for all.")
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Show the notes.")] = False,
    json: Json = False,
) -> None:
    """Show entries, newest first."""
    run = run_of(context)
    most = _limit(limit, unlimited=json)
    of_kind = None if kind is None else _kind(kind)
    found = _newest_first(run, since, until, most if not (tag or kind or hard or text) else 0)
    if tag:
        found = _with_tags(found, tag)
    if of_kind:
        found = [entry for entry in found if entry.kind == of_kind]
    if hard:
        from pdtrack.content import library
        from pdtrack.domain.analysis.classify import Classifier

        classifier = Classifier.of(library.vocabulary())
        found = [entry for entry in found if classifier.is_hard(entry)]
    if text:
        part = text.casefold()
        found = [entry for entry in found if part in (entry.note or "").casefold()]
    if most:
        found = found[:most]
    if json:
        run.out.show_json({"entries": [as_dict(entry) for entry in found]})
    elif not found:
        asked = any((since, until, tag, kind, hard, text))
        run.out.show(no_entries_page(asked=asked))
    else:
        _list_shown(run, found, notes=notes)


def _list_shown(run: Run, found: list[Entry], *, notes: bool) -> None:
    discreet = run.is_discreet
    if discreet and notes:
        run.out.notify_page([in_full("list --notes")])
    run.out.show(
        entries_page(found, clock=run.clock, notes=notes, day_end=run.day_end, discreet=discreet)
    )


def _newest_first(run: Run, since: str | None, until: str | None, most: int) -> list[Entry]:
    low, high = run.bounds(since, until)
    with run.reading() as journal:
        if journal is None:
            return []
        return journal.newest(most or -1, since=low, until=high)


def _kind(typed: str) -> EntryKind:
    what = "There is no entry of that kind."
    hint = f"Use {' or '.join(ENTRY_KINDS)}."
    return chosen(typed, ENTRY_KINDS, InvalidInput(what, hint, neutral=what))


def _limit(text: str | None, *, unlimited: bool) -> int:
    """How many to show; 0 is all."""
    if text is None:
        return 0 if unlimited else LIMIT
    if text and len(text) < 10 and DIGITS.issuperset(text):
        return int(text)
    raise InvalidInput("--limit takes a whole number; 0 for all.")


def _with_tags(entries: list[Entry], typed: Sequence[str]) -> list[Entry]:
    """The entries that have all these tags, by whatever word that counts with them."""
    from pdtrack.content import library
    from pdtrack.domain.vocabulary import valid_tag

    counts_with = library.vocabulary().counts_with
    wanted = {counts_with(valid_tag(word)) for word in typed}
    return [entry for entry in entries if wanted <= set(map(counts_with, entry.tags or ()))]


def no_entries_page(*, asked: bool = False) -> Page:
    """For a list without entries; `asked` where only some entries were asked for."""
    text = "No entries match." if asked else "No entries. pdtrack log writes one."
    return [Paragraph(text)]
