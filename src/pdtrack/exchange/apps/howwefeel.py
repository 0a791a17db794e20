"""How We Feel: its CSV, with a row for every check-in.

Its moods are words for feelings and no numbers, so each becomes a tag; a word with a number
from `--map` is the mood as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from pdtrack.exchange.foreign_csv import entries_of_rows, foreign_table, report_other_columns
from pdtrack.exchange.foreign_entry import joined_note, labelled_entries
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, cell, require_columns
from pdtrack.exchange.parse.labels import Labels, MoodWords

REQUIRED: Final = ("date", "mood", "tags (people)", "tags (places)", "tags (events)")

_LABELS: Final = ("tags (people)", "tags (places)", "tags (events)")
_TEXTS: Final = ("reflections", "takeaways")
_COLUMNS: Final = frozenset({*REQUIRED, *_TEXTS, "notes", "locale", "mood keys"})
_SEPARATORS: Final = re.compile(r"[,;|]")


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of an export."""
    table = foreign_table(file, report)
    require_columns(table, REQUIRED, "How We Feel")
    labels, moods, uids = Labels(options, report), MoodWords(options, report, {}), Uids("howwefeel")

    def read_row(cells: Cells, row: int) -> list[Incoming]:
        report_other_columns(cells, _COLUMNS, report)
        at = dates.parse_moment(cell(cells, "date"), "date", options, report)
        feelings = _split(cell(cells, "mood"))
        others = [label for name in _LABELS for label in _split(cell(cells, name))]
        tags = labels.tags_of([*feelings, *others], feelings)
        texts = (text for name in _TEXTS for text in _texts(cells, name, report))
        note = joined_note(cells.get("notes", ""), *texts, *tags.texts)
        mood = next((n for word in feelings if (n := moods.own_number(word)) is not None), None)
        uid = uids.of(cell(cells, "date"), *feelings, "", *others, cell(cells, "notes"))
        return labelled_entries(at, uid, row, tags, report, mood=mood, note=note)

    yield from entries_of_rows(table, report, read_row)


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _texts(cells: Cells, name: str, report: ImportReport) -> list[str]:
    """The texts in a cell, which is a list in JSON; anything else in it is counted."""
    text = cell(cells, name)
    if not text:
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise CellError(name, "this is not a list of texts") from None
    listed = found if isinstance(found, list) else [found]
    texts = [each for each in listed if isinstance(each, str)]
    if others := len(listed) - len(texts):
        report.drop(name, "pdtrack reads only their text", others)
    return texts
