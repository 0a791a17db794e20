"""`tags`: list tags with their counts, or rename one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json
from pdtrack.content import library
from pdtrack.domain import vocabulary as words
from pdtrack.domain.plural import plural_entries
from pdtrack.domain.times.day import dated
from pdtrack.errors import InvalidInput
from pdtrack.render.entries import count_of
from pdtrack.render.page import Column, Page, Paragraph, Table


def tags(
    context: typer.Context,
    action: Annotated[str | None, typer.Argument(metavar="[rename]")] = None,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]")] = None,
    json: Json = False,
) -> None:
    """List tags with their counts; rename OLD NEW renames a tag of your own."""
    run = run_of(context)
    if action is None:
        _list_tags(run, json=json)
    elif action == "rename" and old is not None and new is not None:
        _rename(run, old, new, json=json)
    else:
        raise InvalidInput("tags works alone, or with rename OLD NEW.", "See pdtrack tags --help.")


def _list_tags(run: Run, *, json: bool) -> None:
    with run.reading() as journal:
        counts = {} if journal is None else journal.words("tags")
        entries = [] if journal is None or not counts else journal.entries()
    last = {word: entry.at for entry in entries for word in entry.tags or ()}
    labels = {word for entry in entries if entry.has_labels for word in entry.tags or ()}
    labels -= {word for entry in entries if not entry.has_labels for word in entry.tags or ()}
    vocabulary = library.vocabulary()
    rows = [
        (word, counts.get(word, 0), last.get(word), meaning)
        for word, meaning in _all_tags(vocabulary, counts, labels)
    ]
    if json:
        listed = [
            {
                "tag": word,
                "count": count,
                "last": None if at is None else at.isoformat(),
                "known": vocabulary.tag_for(word) is not None,
                "meaning": meaning or None,
            }
            for word, count, at, meaning in rows
        ]
        run.out.show_json({"tags": listed})
    elif run.is_discreet:
        run.out.show(count_of(len(counts), "tag in use", "tags in use", "tags"))
    else:
        run.out.show(_page(rows))


def _all_tags(
    vocabulary: words.Vocabulary, counts: dict[str, int], labels: Collection[str]
) -> list[tuple[str, str]]:
    """Each tag with its meaning: the most used first, then the known ones in their order.

    `labels` are only in entries of another app, where they mean what they meant there.
    """
    own = [
        (word, _meaning(word, vocabulary, is_label=word in labels))
        for word in counts
        if not vocabulary.known(word)
    ]
    known = [(tag.slug, tag.meaning) for tag in vocabulary.tags]
    return sorted([*own, *known], key=lambda pair: -counts.get(pair[0], 0))


def _meaning(word: str, vocabulary: words.Vocabulary, *, is_label: bool) -> str:
    """What a word means that is no tag's name: another word for one, or nothing known."""
    tag = vocabulary.label_counts_with(word) if is_label else vocabulary.counts_with(word)
    return f"counts as {tag}" if tag != word else ""


def _rename(run: Run, old: str, new: str, *, json: bool) -> None:
    vocabulary = library.vocabulary()
    with run.reading() as journal:
        used = {} if journal is None else journal.words("tags")
    source = words.fold(old)
    if vocabulary.known(source):
        raise InvalidInput("That tag is one of pdtrack's own.", "Only your own can be renamed.")
    if source not in used:
        raise InvalidInput("You have no tag called that.", "pdtrack tags lists your tags.")
    target = _target(new, vocabulary, used)
    if target == source:
        raise InvalidInput("That is its name already.", "pdtrack tags lists your tags.")
    with run.writing("tag rename") as journal:
        changed = journal.rename_tag(source, target, now=run.now)
    if json:
        run.out.show_json({"renamed": {"from": source, "to": target, "entries": changed}})
    else:
        named = "It has its new name" if run.is_discreet else f"{source} is now {target}"
        run.out.show([Paragraph(f"{named} in {plural_entries(changed)}.")])


def _target(new: str, vocabulary: words.Vocabulary, used: dict[str, int]) -> str:
    match vocabulary.resolve(new, used):
        case (
            words.KnownWord(word, _)
            | words.OwnWord(word)
            | words.NewWord(word)
            | words.NearMiss(word, _)
        ):
            return word
        case words.AmbiguousWord(ambiguous):
            meanings = ", ".join(option.tag for option in ambiguous.options)
            many_things = "That word can mean more than one thing."
            raise InvalidInput(many_things, f"Say {meanings}.", neutral=many_things)
    raise InvalidInput("That word is not a tag.", "Choose another.")


def _page(rows: Sequence[tuple[str, int, datetime | None, str]]) -> Page:
    """Every tag with its count, when it was last used and what it means."""
    columns = (
        Column("tag", "{}"),
        Column("entries", "in {}", right=True),
        Column("last used", "last on {}"),
        Column("meaning", "{}", wraps=True),
    )
    drawn = tuple(
        (word, str(count) if count else "", "" if at is None else dated(at.date()), meaning)
        for word, count, at, meaning in rows
    )
    return [Table(columns, drawn)]
