"""Any other table, for which `--columns` names the column of each answer.

`at=Date,mood=Score,tags=Labels,note=Comment`: pdtrack's names before the signs, the columns of
the table after them. `tags` may be there several times; a cell of it with `x`, `TRUE` or a number
means that the name of its column is the tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.fields import ANSWERS, MISFITS, EntryKind, Field
from pdtrack.errors import InvalidInput
from pdtrack.exchange.foreign_csv import ColumnOrder, column_order, entries_of_rows, foreign_table
from pdtrack.exchange.foreign_entry import foreign_entry, joined_note
from pdtrack.exchange.importing import (
    CellError,
    ImportOptions,
    ImportReport,
    Incoming,
    Uids,
    printable,
)
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.csv_table import Cells, base_name, cell
from pdtrack.exchange.parse.labels import (
    MEANS_YES,
    Labels,
    MoodWords,
    is_number,
    means_no,
    mood_on_scale,
)

_NAMES: Final = ("at", "time", *(field.name for field in ANSWERS))
_MOODS: Final = tuple(field.name for field in ANSWERS if field.holds == "mood")
_PLAIN: Final = tuple(field for field in ANSWERS if field.holds in ("step", "choice", "flag"))
_MOMENT_ONLY: Final = tuple(field.attribute for field in MISFITS["day"])

_SEPARATORS: Final = re.compile(r"[|,;\n]")


# Where a comma ends a column: a name of ours follows. Names of columns may have commas.
_PARTS: Final = re.compile(rf",\s*(?=(?:{'|'.join(_NAMES)})\s*=)")


def parse_columns(text: str) -> dict[str, str]:
    """The columns by the names of their answers, from a text like `at=Date,mood=Score`.

    Several columns for `tags` are joined by line feeds.
    """
    found: dict[str, str] = {}
    for part in _PARTS.split(text):
        ours, sign, theirs = (piece.strip() for piece in part.partition("="))
        theirs = theirs.removeprefix('"').removesuffix('"').strip()
        if not sign or not theirs or (ours in found and ours != "tags"):
            raise InvalidInput("The columns can't be read.", _HINT)
        if ours not in _NAMES:
            raise InvalidInput(f"There is no answer {printable(ours)}.", _HINT)
        found[ours] = f"{found[ours]}\n{theirs}" if ours in found else theirs
    return found


_HINT: Final = (
    f"Write them as in at=Date,mood=Score,tags=Labels; the answers are {', '.join(_NAMES)}."
)


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a table whose columns `options.columns` names."""
    columns = {ours: _folded(theirs) for ours, theirs in options.columns.items()}
    if "at" not in columns:
        raise InvalidInput("pdtrack needs to know which column holds the date.", _HINT)
    orders = column_order(file, columns["at"], options)
    table = foreign_table(file, report)
    asked = {name for theirs in columns.values() for name in theirs.split("\n")}
    for theirs in asked:
        if theirs not in table.columns:
            named = ", ".join(map(printable, table.columns[:_COLUMNS_NAMED]))
            raise InvalidInput(
                f"Row 1: there is no column {printable(theirs)}.", f"The columns are {named}."
            )
    texts = [name for name in table.columns if base_name(name) == columns.get("note")]
    reader = _Reader(columns, texts, orders, options, report)
    others = [name for name in table.columns if name not in asked and name not in texts]

    def read_row(cells: Cells, row: int) -> list[Incoming]:
        for name in others:
            if cells[name].strip():
                report.drop(f"column {name}", "it was not asked for")
        return reader.read_row(cells, row)

    yield from entries_of_rows(table, report, read_row)


def _folded(theirs: str) -> str:
    return "\n".join(name.strip().casefold() for name in theirs.split("\n"))


_COLUMNS_NAMED: Final = 20


class _Reader:
    def __init__(
        self,
        columns: Mapping[str, str],
        texts: Sequence[str],
        orders: ColumnOrder,
        options: ImportOptions,
        report: ImportReport,
    ) -> None:
        self._columns = columns
        self._texts = texts
        self._orders = orders
        self._options = options
        self._report = report
        self._labels = Labels(options, report)
        self._moods = MoodWords(options, report, {})
        self._uids = Uids("columns")

    def read_row(self, cells: Cells, row: int) -> list[Incoming]:
        """The entry of a row: a moment if it has any answer that only a moment has."""
        found = {ours: self._found(ours, theirs, cells) for ours, theirs in self._columns.items()}
        uid = self._uids.of(*(part for pair in sorted(found.items()) for part in pair))
        at = self._at(found)
        answers: dict[str, Any] = {}
        asked = False
        for name in _MOODS:
            if text := found.get(name, ""):
                mood, is_known = self._mood(name, text)
                asked |= not is_known
                if mood is not None:
                    answers[name] = mood
        for field in _PLAIN:
            if text := found.get(field.name, ""):
                answers[field.attribute] = self._plain(field, text)
        row_tags = self._labels.tags_of(_SEPARATORS.split(found.get("tags", "")))
        helped = self._labels.tags_of(_SEPARATORS.split(found.get("helped", "")))
        answers["tags"], answers["helped"] = row_tags.tags, helped.tags
        notes = (cells[name] for name in self._texts)
        answers["note"] = joined_note(*notes, *row_tags.texts, *helped.texts)
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

    def _found(self, ours: str, theirs: str, cells: Cells) -> str:
        """What a row has for an answer."""
        if ours != "tags":
            return cell(cells, theirs)
        labels = (self._label(name, cell(cells, name)) for name in theirs.split("\n"))
        return "\n".join(filter(None, labels))

    def _label(self, name: str, text: str) -> str:
        """The labels in a cell: its text, or the name of the column where it is only marked."""
        word = text.casefold()
        is_counted = is_number(word) and not word.startswith("-") and not means_no(word)
        if word in MEANS_YES or is_counted:
            return base_name(name)
        if means_no(word) or is_number(word):
            self._report.drop(f"{base_name(name)}: {text}", "it means that there was none")
            return ""
        return text

    def _at(self, found: Mapping[str, str]) -> datetime:
        column = self._columns["at"]
        if not found["at"]:
            raise CellError(column, "it is empty, and every entry needs it")
        order = self._orders.of(found["at"])
        dates.report_order(found["at"], order, self._report)
        if found.get("time"):
            there = dates.parse_date(found["at"], column, order=order)
            clock = dates.parse_clock(found["time"], self._columns["time"])
            return dates.at_clock(there, clock, self._columns["time"], self._options, self._report)
        return dates.parse_moment(found["at"], column, self._options, self._report, order)

    def _mood(self, name: str, text: str) -> tuple[int | None, bool]:
        """A mood, and whether it is known what the text means."""
        column = self._columns[name]
        mood = self._moods.own_number(text)
        if mood is not None:
            self._moods.report_number(text, mood)
            return mood, True
        if is_number(text):
            return mood_on_scale(text, column, self._options, self._report), True
        mood = self._moods.number_of(text, column)
        return mood, mood is not None

    def _plain(self, field: Field, text: str) -> Any:
        word = text.casefold()
        if field.holds == "flag" and (word in MEANS_YES or means_no(word)):
            return word in MEANS_YES
        if field.holds == "step" and means_no(word):
            return 0
        try:
            return field.parse(text)
        except InvalidInput as problem:
            raise CellError(self._columns[field.name], problem.message) from None
