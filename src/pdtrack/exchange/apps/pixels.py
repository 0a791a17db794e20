"""Pixels: its backup in JSON, a list of days with one or more scores from 1 to 5.

Each score is a `day` entry; the first one has the tags and the note of the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pdtrack.exchange.foreign_entry import joined_note, labelled_entries
from pdtrack.exchange.foreign_json import entries_of_members, object_of, text_in, texts_in
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.json_stream import json_start, members
from pdtrack.exchange.parse.labels import Labels, mood_of_level

_LEVELS: Final = range(1, 6)
_FEELINGS: Final = "emotions"
_MOOD: Final = "mood"
_SCORES_MOST: Final = 100


def is_pixels(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is a backup, whatever its name."""
    start = json_start(head)
    return start.startswith(b"[") and b'"scores"' in start and b'"date"' in start


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a backup."""
    labels, uids = Labels(options, report), Uids("pixels")

    def read_day(value: Any, row: int) -> list[Incoming]:
        found = object_of(value)
        kind = text_in(found, "type") or _MOOD
        if kind.casefold() != _MOOD:
            report.drop(f"days of the kind {kind}", "they are not moods")
            return []
        day = dates.parse_date(text_in(found, "date"), "date")
        at = dates.at_noon(day, "date", options, report)
        every, feelings = _labels(found)
        tags = labels.tags_of(every, feelings)
        note = joined_note(text_in(found, "notes"), *tags.texts)
        made: list[Incoming] = []
        for mood in _moods(found, report) or [None]:
            # Only the first one has the rest of the day.
            rest = (tags, note) if not made else (labels.tags_of([]), None)
            uid = uids.of(day.isoformat())
            made += labelled_entries(at, uid, row, rest[0], report, mood=mood, note=rest[1])
        return made

    yield from entries_of_members(members(file.read), "", report, read_day)


def _moods(found: dict[str, Any], report: ImportReport) -> list[int | None]:
    """The moods of a day."""
    scores = found.get("scores") or []
    if not isinstance(scores, list) or len(scores) > _SCORES_MOST:
        raise CellError("scores", "this is not a list of scores")
    if any(type(score) is not int or score not in _LEVELS for score in scores):
        raise CellError("scores", "a score is a whole number from 1 to 5")
    for score in scores:
        report.map(f"score {score} (of 1 to 5)", str(mood_of_level(score)))
    return [mood_of_level(score) for score in scores]


def _labels(found: dict[str, Any]) -> tuple[list[str], list[str]]:
    """All labels of a day, and those of them that are feelings."""
    every: list[str] = []
    feelings: list[str] = []
    groups = found.get("tags")
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, dict):
            words = texts_in(group, "entries")
            every += words
            if text_in(group, "type").casefold() == _FEELINGS:
                feelings += words
    return every, feelings
