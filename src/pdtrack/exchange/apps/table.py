"""Any other table, when somebody says which of its columns holds which answer.

`at=Date,mood=Score,tags=Labels,note=Comment`: ours on the left, theirs on the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.fields import ANSWERS, MISFITS, EntryKind, Field
from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.shared_rows import entry, note_of, table_of, taken
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit, shown
from pdtrack.exchange.parse import dates as clocks
from pdtrack.exchange.parse.csv_table import Row, cell
from pdtrack.exchange.parse.html_text import text_of
from pdtrack.exchange.parse.labels import Labels, Moods, is_number, on_scale

MOODS: Final = tuple(field.name for field in ANSWERS if field.holds == "mood")
_PLAIN: Final = tuple(field for field in ANSWERS if field.holds in ("step", "choice", "flag"))
OURS: Final = ("at", "time", *(field.name for field in ANSWERS))
_MOMENT_ONLY: Final = tuple(field.attribute for field in MISFITS["day"])

_SEPARATORS: Final = re.compile(r"[|,;\n]")


def mapping(text: str) -> dict[str, str]:
    """What `at=Date,mood=Score` says; raises `InvalidInput` for what makes no sense."""
    found: dict[str, str] = {}
    for part in text.split(","):
        ours, sign, theirs = (piece.strip() for piece in part.partition("="))
        if not sign or not theirs or ours in found:
            raise InvalidInput("The columns can't be read.", _HINT)
        if ours not in OURS:
            raise InvalidInput(f"There is no answer {shown(ours)}.", _HINT)
        found[ours] = theirs
    return found


_HINT: Final = (
    f"Write them as in at=Date,mood=Score,tags=Labels; the answers are {', '.join(OURS)}."
)


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of a table whose columns `how.columns` names."""
    table = table_of(file)
    columns = {ours: theirs.strip().casefold() for ours, theirs in how.columns.items()}
    if "at" not in columns:
        raise InvalidInput("Nobody said which column holds the date.", _HINT)
    for theirs in columns.values():
        if theirs not in table.columns:
            raise InvalidInput(f"Row 1: there is no column {shown(theirs)}.", _HINT)
    reader = _Reader(columns, how, report)
    for name in table.columns:
        if name not in columns.values():
            report.drop(f"column {name}", "it was not asked for")
    yield from taken(table, report, reader.take)


class _Reader:
    def __init__(self, columns: Mapping[str, str], how: How, report: Report) -> None:
        self._columns = columns
        self._how = how
        self._report = report
        self._labels = Labels(how, report)
        self._moods = Moods(how, report, {})
        self._uids = Uids("columns")

    def take(self, cells: Row, row: int) -> list[Incoming]:
        """One row; a moment if it says anything that only a moment has."""
        found = {ours: cell(cells, theirs) for ours, theirs in self._columns.items()}
        uid = self._uids.of(*(part for pair in sorted(found.items()) for part in pair))
        at = self._at(found)
        answers: dict[str, Any] = {}
        asked = False
        for name in MOODS:
            if text := found.get(name, ""):
                answers[name] = self._mood(name, text)
                asked |= answers[name] is None
        for field in _PLAIN:
            if text := found.get(field.name, ""):
                answers[field.attribute] = self._plain(field, text)
        taken_tags = self._labels.take(_SEPARATORS.split(found.get("tags", "")))
        answers["tags"] = taken_tags.tags
        answers["helped"] = self._labels.take(_SEPARATORS.split(found.get("helped", ""))).tags
        answers["note"] = note_of(text_of(cells.get(self._columns.get("note", ""), "")))
        if asked:
            return []
        moment = taken_tags.intimate or any(name in answers for name in _MOMENT_ONLY)
        if moment and "mood" in answers:
            if "after" in answers:
                raise Unfit(self._columns["mood"], "a moment has a mood after and no other")
            answers["after"] = answers.pop("mood")
        if "before" in answers:
            answers["before_recalled"] = True
        kind: EntryKind = "intimate" if moment else "day"
        made = entry(at, uid, kind=kind, **answers)
        if not made.answered and not moment:
            self._report.drop("rows", "they say nothing")
            return []
        return [Incoming(made, row)]

    def _at(self, found: Mapping[str, str]) -> datetime:
        column = self._columns["at"]
        if not found["at"]:
            raise Unfit(column, "it is empty, and every entry needs it")
        if found.get("time"):
            there = clocks.day(found["at"], column)
            clock = clocks.clock(found["time"], self._columns["time"])
            return clocks.placed(there, clock, self._columns["time"], self._how, self._report)
        return clocks.moment(found["at"], column, self._how, self._report)

    def _mood(self, name: str, text: str) -> int | None:
        column = self._columns[name]
        mood = self._moods.own(text)
        if mood is not None:
            self._moods.say(text, mood)
            return mood
        if is_number(text):
            return on_scale(text, column, self._how, self._report)
        return self._moods.of(text, column)

    def _plain(self, field: Field, text: str) -> Any:
        try:
            return field.parse(text)
        except InvalidInput as problem:
            raise Unfit(self._columns[field.name], problem.message) from None
