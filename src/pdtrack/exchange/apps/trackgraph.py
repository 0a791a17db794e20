"""Track & Graph: a row for every point of every tracker.

Each point becomes a `day` entry with the names of its tracker and its label as tags. Only the
tracker that the person names as the mood gives a number; what the others count is unknown, but
0 and "No" mean that it did not happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from pdtrack.domain.vocabulary import fold
from pdtrack.exchange.foreign_csv import entries_of_rows, foreign_table, report_other_columns
from pdtrack.exchange.foreign_entry import joined_note, labelled_entries
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, cell, require_columns
from pdtrack.exchange.parse.labels import LABEL_MOST, MEANS_YES, Labels, means_no, mood_on_scale

REQUIRED: Final = ("featurename", "timestamp", "value")

_COLUMNS: Final = frozenset({*REQUIRED, "label", "note"})
_PACKED: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?):(.*)", re.DOTALL)
_DURATION: Final = re.compile(r"([0-9]{1,6}:[0-9]{2}:[0-9]{2})(?::(.*))?", re.DOTALL)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of an export, of today's five columns or the older four."""
    table = foreign_table(file, report)
    require_columns(table, REQUIRED, "Track & Graph")
    labels, uids = Labels(options, report), Uids("trackgraph")
    mood_tracker = fold(options.columns.get("mood", ""))

    def read_row(cells: Cells, row: int) -> list[Incoming]:
        report_other_columns(cells, _COLUMNS, report)
        tracker, stamp = cell(cells, "featurename"), cell(cells, "timestamp")
        value, label = _unpacked(cells)
        if not tracker:
            raise CellError("featurename", "it is empty")
        uid = uids.of(tracker, stamp, value, label, cell(cells, "note"))
        at = dates.parse_moment(stamp, "timestamp", options, report)
        if mood_tracker and fold(tracker[:LABEL_MOST]) == mood_tracker:
            mood = mood_on_scale(value, "value", options, report)
            found = labels.tags_of([label])
        elif means_no(value) or means_no(label):
            report.drop(f"{tracker}: {label or value}", "it means that it did not happen")
            mood, found = None, labels.tags_of([])
        else:
            said = "" if label.casefold() in MEANS_YES else label
            mood, found = None, labels.tags_of([tracker, said])
            if not found.is_moment:
                report.drop(f"numbers of {tracker}", "name the mood's: --columns mood=NAME")
        note = joined_note(cells.get("note", ""), *found.texts)
        return labelled_entries(at, uid, row, found, report, mood=mood, note=note)

    yield from entries_of_rows(table, report, read_row)


def _unpacked(cells: Cells) -> tuple[str, str]:
    """The value and its label, which older exports have in one cell."""
    value, label = cell(cells, "value"), cell(cells, "label")
    if "label" in cells:
        return value, label
    if found := _DURATION.fullmatch(value):
        return found[1], (found[2] or "").strip()
    packed = _PACKED.fullmatch(value)
    return (packed[1], packed[2].strip()) if packed else (value, label)
