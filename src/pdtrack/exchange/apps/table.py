"""Any other table, for which `--columns` names the column of each answer.

`at=Date,mood=Score,tags=Labels,note=Comment`: pdtrack's names before the signs, the columns of
the table after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.fields import ANSWERS, MISFITS, EntryKind, Field
from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.shared_rows import (
    entries_of_rows,
    foreign_entry,
    foreign_table,
    joined_note,
)
from pdtrack.exchange.importing import (
    CellError,
    ImportOptions,
    ImportReport,
    Incoming,
    Uids,
    printable,
)
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, cell
from pdtrack.exchange.parse.html_text import plain_text
from pdtrack.exchange.parse.labels import Labels, MoodWords, is_number, mood_on_scale

_NAMES: Final = ("at", "time", *(field.name for field in ANSWERS))
_MOODS: Final = tuple(field.name for field in ANSWERS if field.holds == "mood")
_PLAIN: Final = tuple(field for field in ANSWERS if field.holds in ("step", "choice", "flag"))
_MOMENT_ONLY: Final = tuple(field.attribute for field in MISFITS["day"])

_SEPARATORS: Final = re.compile(r"[|,;\n]")


def parse_columns(text: str) -> dict[str, str]:
    """The columns by the names of their answers, from a text like `at=Date,mood=Score`."""
    found: dict[str, str] = {}
    for part in text.split(","):
        ours, sign, theirs = (piece.strip() for piece in part.partition("="))
        if not sign or not theirs or ours in found:
            raise InvalidInput("The columns can't be read.", _HINT)
        if ours not in _NAMES:
            raise InvalidInput(f"There is no answer {printable(ours)}.", _HINT)
        found[ours] = theirs
    return found


_HINT: Final = (
    f"Write them as in at=Date,mood=Score,tags=Labels; the answers are {', '.join(_NAMES)}."
)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a table whose columns `options.columns` names."""
    table = foreign_table(file)
    columns = {ours: theirs.strip().casefold() for ours, theirs in options.columns.items()}
    if "at" not in columns:
        raise InvalidInput("pdtrack needs to know which column holds the date.", _HINT)
    for theirs in columns.values():
        if theirs not in table.columns:
            raise InvalidInput(f"Row 1: there is no column {printable(theirs)}.", _HINT)
    reader = _Reader(columns, options, report)
    for name in table.columns:
        if name not in columns.values():
            report.drop(f"column {name}", "it was not asked for")
    yield from entries_of_rows(table, report, reader.read_row)


class _Reader:
    def __init__(
        self, columns: Mapping[str, str], options: ImportOptions, report: ImportReport
    ) -> None:
        self._columns = columns
        self._options = options
        self._report = report
        self._labels = Labels(options, report)
        self._moods = MoodWords(options, report, {})
        self._uids = Uids("columns")

    def read_row(self, cells: Cells, row: int) -> list[Incoming]:
        """The entry of a row: a moment if it has any answer that only a moment has."""
        found = {ours: cell(cells, theirs) for ours, theirs in self._columns.items()}
        uid = self._uids.of(*(part for pair in sorted(found.items()) for part in pair))
        at = self._at(found)
        answers: dict[str, Any] = {}
        asked = False
        for name in _MOODS:
            if text := found.get(name, ""):
                answers[name] = self._mood(name, text)
                asked |= answers[name] is None
        for field in _PLAIN:
            if text := found.get(field.name, ""):
                answers[field.attribute] = self._plain(field, text)
        row_tags = self._labels.tags_of(_SEPARATORS.split(found.get("tags", "")))
        answers["tags"] = row_tags.tags
        answers["helped"] = self._labels.tags_of(_SEPARATORS.split(found.get("helped", ""))).tags
        answers["note"] = joined_note(plain_text(cells.get(self._columns.get("note", ""), "")))
        if asked:
            return []
        moment = row_tags.is_moment or any(name in answers for name in _MOMENT_ONLY)
        if moment and "mood" in answers:
            if "after" in answers:
                raise CellError(self._columns["mood"], "a moment has a mood after and no other")
            answers["after"] = answers.pop("mood")
        if "before" in answers:
            answers["before_recalled"] = True
        kind: EntryKind = "intimate" if moment else "day"
        made = foreign_entry(at, uid, kind=kind, **answers)
        if not made.answered and not moment:
            self._report.drop("rows", "they add nothing")
            return []
        return [Incoming(made, row)]

    def _at(self, found: Mapping[str, str]) -> datetime:
        column = self._columns["at"]
        if not found["at"]:
            raise CellError(column, "it is empty, and every entry needs it")
        if found.get("time"):
            there = dates.parse_date(found["at"], column)
            clock = dates.parse_clock(found["time"], self._columns["time"])
            return dates.at_clock(there, clock, self._columns["time"], self._options, self._report)
        return dates.parse_moment(found["at"], column, self._options, self._report)

    def _mood(self, name: str, text: str) -> int | None:
        column = self._columns[name]
        mood = self._moods.own_number(text)
        if mood is not None:
            self._moods.report_number(text, mood)
            return mood
        if is_number(text):
            return mood_on_scale(text, column, self._options, self._report)
        return self._moods.number_of(text, column)

    def _plain(self, field: Field, text: str) -> Any:
        try:
            return field.parse(text)
        except InvalidInput as problem:
            raise CellError(self._columns[field.name], problem.message) from None
