"""What apps for the cycle share: everything that was noted for one day, and the entries of it.

A day becomes one `day` entry with tags and a note. Sex becomes an intimate moment of its own,
with what is known about it; a day has at most one alone and one with a partner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from pdtrack.domain.entry import Entry
from pdtrack.exchange.foreign_entry import foreign_entry, joined_note
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.labels import Labels

# In the diary the short words mean something else: pain with sex, and bleeding after it.
CYCLE_SPOTTING: Final = "cycle-spotting"
PERIOD_CRAMPS: Final = "period-cramps"
PERIOD: Final = "period"

_DAY_MOST: Final = 200
_DAYS_MOST: Final = 40_000


@dataclass(slots=True)
class CycleDay:
    """What was noted for one day, each thing once and in order.

    `sex` has the tags of each moment, by whom it was with: `partner`, `solo`, or nothing where
    that is not known. `orgasm` has the words of the answers.
    """

    row: int
    labels: dict[str, None] = field(default_factory=dict)
    feelings: set[str] = field(default_factory=set)
    sex: dict[str, list[str]] = field(default_factory=dict)
    orgasm: dict[str, bool] = field(default_factory=dict)
    # As bytes: one wide character would make a long text four times as large.
    notes: dict[bytes, None] = field(default_factory=dict)

    def add_label(self, label: str, *, is_feeling: bool = False) -> None:
        """Add a label."""
        self.labels[label] = None
        if is_feeling:
            self.feelings.add(label)

    def add_note(self, text: str) -> None:
        """Add a text."""
        if text.strip():
            self.notes[text.encode("utf-8", "surrogatepass")] = None

    def add_sex(self, whom: str, tag: str = "") -> None:
        """Add a moment, or a tag to one that is there."""
        self.sex.setdefault(whom, []).extend([tag] if tag else [])


class CycleDays:
    """The days of a file, in its order, and the entries that they become."""

    def __init__(self, form: str, options: ImportOptions, report: ImportReport) -> None:
        self._options = options
        self._report = report
        self._labels = Labels(options, report)
        self._uids = Uids(form)
        self._days: dict[date, CycleDay] = {}

    def day(self, when: date, row: int) -> CycleDay:
        """The day with that date; raises `CellError` for more than a life has."""
        if when not in self._days and len(self._days) >= _DAYS_MOST:
            raise CellError("date", "the file has far too many different days")
        found = self._days.setdefault(when, CycleDay(row))
        if len(found.labels) + len(found.sex) + len(found.notes) > _DAY_MOST:
            raise CellError("date", f"one day has more than {_DAY_MOST} measurements")
        return found

    def entries(self) -> Iterator[Incoming]:
        """The entries of every day."""
        for when, day in self._days.items():
            try:
                made = self._entries_of(when, day)
            except CellError as error:
                self._report.reject(day.row, error)
            else:
                yield from (Incoming(each, day.row) for each in made)

    def _entries_of(self, when: date, day: CycleDay) -> list[Entry]:
        at = dates.at_noon(when, "date", self._options, self._report)
        made = self._moments(at, when, day)
        found = self._labels.tags_of(day.labels, day.feelings)
        notes = (raw.decode("utf-8", "surrogatepass") for raw in day.notes)
        note = joined_note(*notes, *found.texts)
        if found.is_moment:
            uid = self._uids.of(when.isoformat(), "intimate")
            made.append(foreign_entry(at, uid, kind="intimate"))
        if found.tags or note:
            uid = self._uids.of(when.isoformat(), "day")
            made.append(foreign_entry(at, uid, tags=found.tags, note=note))
        return made

    def _moments(self, at: datetime, when: date, day: CycleDay) -> list[Entry]:
        company = [whom for whom in day.sex if whom] or list(day.sex)
        orgasm = self._orgasm(day, len(company))
        made = []
        for whom in company:
            answers: dict[str, Any] = {"with_": whom or None, "orgasm": orgasm}
            answers["tags"] = self._labels.tags_of(day.sex[whom]).tags
            uid = self._uids.of(when.isoformat(), "sex", whom)
            made.append(foreign_entry(at, uid, kind="intimate", **answers))
        return made

    def _orgasm(self, day: CycleDay, moments: int) -> bool | None:
        """The answer of a day that has only one, and only one moment that it can be about."""
        if len(day.orgasm) == 1 and moments == 1:
            return next(iter(day.orgasm.values()))
        for word in day.orgasm:
            self._report.drop(word, "the file does not say which moment it belongs to")
        return None
