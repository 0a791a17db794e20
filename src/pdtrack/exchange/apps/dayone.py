"""Day One: the JSON of its export, a list of entries with a text, tags and a time zone.

It has no moods. Each entry becomes a `day` entry with a note, at the clock of its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, BinaryIO, Final

from pdtrack.exchange.foreign_entry import joined_note, labelled_entries
from pdtrack.exchange.foreign_json import entries_of_members, object_of, text_in, texts_in
from pdtrack.exchange.importing import ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.json_stream import json_start, members
from pdtrack.exchange.parse.labels import Labels

_PICTURE: Final = re.compile(r"^[ \t]*!\[\]\(dayone-moment:[^)\n]*\)[ \t]*\n?", re.MULTILINE)
# What is counted and left out, by its name in the file.
_LEFT_OUT: Final = {
    "photos": "photos",
    "videos": "videos",
    "audios": "recordings",
    "pdfAttachments": "attachments",
    "location": "places",
    "weather": "weather",
    "starred": "stars",
}


def is_dayone(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is a journal of Day One, whatever its name."""
    start = json_start(head)
    return start.startswith(b"{") and b'"entries"' in start and b'"creationDate"' in start


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a journal."""
    labels, uids = Labels(options, report), Uids("dayone")

    def read_entry(value: Any, row: int) -> list[Incoming]:
        found = object_of(value)
        for name, what in _LEFT_OUT.items():
            if part := found.get(name):
                count = len(part) if isinstance(part, list) else 1
                report.drop(what, "pdtrack doesn't store this", count)
        at = _at(found, options, report)
        tags = labels.tags_of(texts_in(found, "tags"))
        note = joined_note(_PICTURE.sub("", text_in(found, "text")), *tags.texts)
        identity = text_in(found, "uuid") or f"{at.isoformat()} {note}"
        return labelled_entries(at, uids.of(identity), row, tags, report, note=note)

    yield from entries_of_members(members(file.read), "entries", report, read_entry)


def _at(found: dict[str, Any], options: ImportOptions, report: ImportReport) -> datetime:
    """When an entry was, by the clock of the place that it names."""
    at = dates.parse_moment(
        text_in(found, "creationDate"), "creationDate", options, ImportReport("")
    )
    zone = _zone(text_in(found, "timeZone"))
    if zone is None:
        report.map("entries without a known time zone", "the time zone of this computer")
    else:
        at = at.astimezone(zone)
        dates.check_year(at.year, "creationDate")
        at = at.astimezone(timezone(at.utcoffset() or timedelta(0)))
    if found.get("isAllDay") is True:
        return dates.at_noon(at.date(), "creationDate", options, report)
    return at


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo  # only this format names zones

    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None
