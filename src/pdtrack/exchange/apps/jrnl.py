"""jrnl: the JSON of `jrnl --format json`, a list of entries with a title, a body and tags.

It has no moods. Each entry becomes a `day` entry; its title is the first line of the note.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from pdtrack.exchange.foreign_entry import joined_note, labelled_entries
from pdtrack.exchange.foreign_json import entries_of_members, object_of, text_in, texts_in
from pdtrack.exchange.importing import ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.json_stream import json_start, members
from pdtrack.exchange.parse.labels import Labels


def is_jrnl(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is jrnl's, whatever its name."""
    start = json_start(head)
    names = (b'"entries"', b'"title"', b'"body"', b'"time"')
    return start.startswith(b"{") and all(name in start for name in names)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of an export."""
    labels, uids = Labels(options, report), Uids("jrnl")

    def read_entry(value: Any, row: int) -> list[Incoming]:
        found = object_of(value)
        day = dates.parse_date(text_in(found, "date"), "date")
        if clock := text_in(found, "time"):
            at = dates.at_clock(day, dates.parse_clock(clock, "time"), "time", options, report)
        else:
            at = dates.at_noon(day, "date", options, report)
        if found.get("starred"):
            report.drop("stars", "pdtrack doesn't store this")
        tags = labels.tags_of(texts_in(found, "tags"))
        title, body = text_in(found, "title"), text_in(found, "body")
        note = joined_note(title, body, *tags.texts)
        uid = uids.of(day.isoformat(), clock, title, body)
        return labelled_entries(at, uid, row, tags, report, note=note)

    yield from entries_of_members(members(file.read), "entries", report, read_entry)
