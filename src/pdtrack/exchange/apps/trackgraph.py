"""Track & Graph: a row for every point of every tracker.

Each point becomes a `day` entry with the names of its tracker and its label as tags. Its
number comes in only from the tracker that is named as the mood; nobody can tell what the
others count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pdtrack.domain.vocabulary import fold
from pdtrack.exchange.apps.shared_rows import entry, leftovers, note_of, table_of, taken
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.parse import dates as clocks
from pdtrack.exchange.parse.csv_table import Row, cell, need
from pdtrack.exchange.parse.html_text import text_of
from pdtrack.exchange.parse.labels import LABEL_MOST, Labels, on_scale

COLUMNS: Final = frozenset({"featurename", "timestamp", "value", "label", "note"})

_PACKED: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?):(.*)", re.DOTALL)
_DURATION: Final = re.compile(r"[0-9]{1,6}:[0-9]{2}:[0-9]{2}")


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of an export, of today's five columns or the older four."""
    table = table_of(file)
    need(table.columns, ("featurename", "timestamp", "value"), "Track & Graph")
    labels, uids = Labels(how, report), Uids("trackgraph")
    mood_of = fold(how.columns.get("mood", ""))

    def take(cells: Row, row: int) -> list[Incoming]:
        leftovers(cells, COLUMNS, report)
        name, stamp = cell(cells, "featurename"), cell(cells, "timestamp")
        value, label = _unpacked(cells)
        if not name:
            raise Unfit("featurename", "it is empty")
        uid = uids.of(name, stamp, value, label, cell(cells, "note"))
        at = clocks.moment(stamp, "timestamp", how, report)
        note = note_of(text_of(cells.get("note", "")))
        if mood_of and fold(name[:LABEL_MOST]) == mood_of:
            mood = on_scale(value, "value", how, report)
            found = labels.take([label])
        else:
            mood = None
            found = labels.take([name, label])
            if not found.intimate:
                report.drop(f"numbers of {name}", "name the mood's: --columns mood=NAME")
        answers: dict[str, Any] = {"tags": found.tags, "note": note}
        if found.intimate:
            return [Incoming(entry(at, uid, kind="intimate", after=mood, **answers), row)]
        made = entry(at, uid, mood=mood, **answers)
        return [Incoming(made, row)] if made.answered else []

    yield from taken(table, report, take)


def _unpacked(cells: Row) -> tuple[str, str]:
    """The value and its label, which the older form packs into one cell."""
    value, label = cell(cells, "value"), cell(cells, "label")
    packed = None if "label" in cells or _DURATION.fullmatch(value) else _PACKED.fullmatch(value)
    if packed:
        return packed[1], packed[2].strip()
    return value, label
