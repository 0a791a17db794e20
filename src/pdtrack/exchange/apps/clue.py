"""Clue: today's list of measurements, and the older file with an object for every day.

Everything that was noted for a day becomes one `day` entry with tags. Sex becomes an intimate
moment of its own if an option means that it happened; other options (a wish, a fantasy) never
make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.shared_rows import FOREIGN_ROWS_MOST, foreign_entry, joined_note
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.json_stream import Member, ReadBytes, json_start, members
from pdtrack.exchange.parse.labels import Labels
from pdtrack.exchange.parse.zip_member import ZIP_MAGIC, ZipMember

# The options of `sex_life` that mean that it happened, and with whom.
_HAPPENED: Final = {
    "masturbation": "solo",
    "protected": "partner",
    "protected_sex": "partner",
    "unprotected": "partner",
    "unprotected_sex": "partner",
    "withdrawal": "partner",
    "sex_toys": "",
    "oral_sex": "partner",
    "anal_sex": "partner",
    "painful_intercourse": "partner",
}
# What they mean besides, as tags of the diary.
_SEX_TAGS: Final = {
    "protected": "protected",
    "protected_sex": "protected",
    "unprotected": "unprotected",
    "unprotected_sex": "unprotected",
    "withdrawal": "withdrawal",
    "painful_intercourse": "painful-sex",
}
_ORGASM: Final = {"orgasm": True, "no_orgasm": False}
_SEX: Final = frozenset({"sex_life", "sex"})
# Kinds of measurements whose options are feelings, and those that are pains or circumstances.
_FEELINGS: Final = frozenset({"feelings", "mood", "mind", "mental", "emotion"})
_LABELLED: Final = frozenset(
    {
        "energy",
        "pain",
        "pms",
        "tags",
        "social_life",
        "social",
        "leisure",
        "party",
        "partying",
        "exercise",
        "ailments",
        "medication",
        "craving",
        "digestion",
        "motivation",
        "sleep_quality",
        "tag",
    }
)
# In the diary the short words mean something else: pain with sex, and bleeding after it.
_SPOTTING: Final = "cycle-spotting"
_PAINS: Final = {
    ("pain", "cramps"): "period-cramps",
    ("pain", "period_cramps"): "period-cramps",
    ("pain", "ovulation"): "ovulation-pain",
}
# Words that mean nothing without their kind.
_STEPS: Final = frozenset({"low", "medium", "high", "mild", "moderate", "severe", "good", "bad"})
_NOTHING: Final = frozenset({"none", "pain_free", "no_sex_today"})
_BLEEDING: Final = frozenset({"period", "bleeding"})
_DAY_MOST: Final = 200
_DAYS_MOST: Final = 40_000

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]{5,18}(?:Z|[+-][0-9:]{4,6})?)?")


@dataclass(slots=True)
class _Day:
    """What was noted for one day, each thing once and in order."""

    row: int
    labels: dict[str, None] = field(default_factory=dict)
    feelings: set[str] = field(default_factory=set)
    sex: dict[str, None] = field(default_factory=dict)
    # As bytes: one wide character would make a long text four times as large.
    notes: dict[bytes, None] = field(default_factory=dict)


def is_measurements(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is one of Clue's, whatever its name."""
    if head.startswith(ZIP_MAGIC):
        return _MEMBER.encode() in head
    start = json_start(head)
    if start.startswith(b"["):
        return all(word in start for word in (b'"type"', b'"date"', b'"value"'))
    return start.startswith(b"{") and b'"data"' in start and b'"day"' in start


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of either file, or of the archive that Clue sends."""
    days: dict[date, _Day] = {}
    found = False
    for member in members(_opened(file)):
        found |= member.key in ("", "data")
        if member.key not in ("", "data") or not member.place:
            continue
        if member.place > FOREIGN_ROWS_MOST:
            raise InvalidInput(
                f"The file has more than {FOREIGN_ROWS_MOST:,} entries.", "Is it from Clue?"
            )
        try:
            _add_member(member, days, report)
        except CellError as error:
            report.reject(member.place, error)
    if not found:
        raise InvalidInput(
            "This is not a list of measurements.", "Give measurements.json as Clue exported it."
        )
    reader = _Reader(options, report)
    for when, day in days.items():
        try:
            made = reader.entries_of(when, day)
        except CellError as error:
            report.reject(day.row, error)
        else:
            yield from made


def _opened(file: BinaryIO) -> ReadBytes:
    is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    file.seek(0)
    return ZipMember(file, _MEMBER).decoded() if is_zip else file.read


_MEMBER: Final = "measurements.json"


def _add_member(member: Member, days: dict[date, _Day], report: ImportReport) -> None:
    value = member.value
    if not isinstance(value, dict):
        raise CellError("", "this is not a measurement")
    text = value.get("date", value.get("day"))
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise CellError("date", "this is not a date")
    when = dates.parse_date(found[1], "date")
    if when not in days and len(days) >= _DAYS_MOST:
        raise CellError("date", "the file has far too many different days")
    day = days.setdefault(when, _Day(member.place))
    if isinstance(value.get("type"), str):
        _add_measurement(day, value["type"], _words_of(value.get("value")), report)
        return
    for kind, measured in value.items():
        if kind not in ("day", "date", "id"):
            _add_measurement(day, kind, _words_of(measured), report)


# Where a measurement has its word, or its text.
_OPTION: Final = ("option", "name", "text")


def _words_of(value: Any) -> list[str]:
    """The options of a measurement: one, or a list; as words or as objects."""
    listed = value if isinstance(value, list) else [value]
    found = []
    for each in listed:
        option = each
        if isinstance(each, dict):
            option = next((each[name] for name in _OPTION if name in each), None)
        if isinstance(option, str) and option.strip():
            found.append(option.strip())
    return found


def _add_measurement(day: _Day, kind: str, measured: list[str], report: ImportReport) -> None:
    if len(day.labels) + len(day.sex) + len(day.notes) + len(measured) > _DAY_MOST:
        raise CellError("date", f"one day has more than {_DAY_MOST} measurements")
    kind = kind.strip().casefold()
    if not measured:
        report.drop(kind, "pdtrack doesn't store this")
    for option in measured:
        word = option.casefold()
        if word in _NOTHING:
            report.drop(f"{kind}: {word}", "it means that there was nothing")
        elif kind in _SEX and (word in _HAPPENED or word in _ORGASM):
            day.sex[word] = None
        elif kind in _SEX:
            report.drop(f"{kind}: {word}", "it does not say that sex happened")
        elif kind in _BLEEDING:
            day.labels[_SPOTTING if word == "spotting" else "period"] = None
        elif kind == "spotting":
            day.labels[_SPOTTING] = None
        elif kind in ("note", "notes"):
            day.notes[option.encode("utf-8", "surrogatepass")] = None
        elif kind in _LABELLED or kind in _FEELINGS:
            label = f"{option} {kind}" if word in _STEPS else option
            day.labels[_PAINS.get((kind, word), label)] = None
            if kind in _FEELINGS:
                day.feelings.add(label)
        else:
            report.drop(kind, "pdtrack doesn't store this")


class _Reader:
    def __init__(self, options: ImportOptions, report: ImportReport) -> None:
        self._options = options
        self._report = report
        self._labels = Labels(options, report)
        self._uids = Uids("clue")

    def entries_of(self, when: date, day: _Day) -> list[Incoming]:
        """The moments of a day, and one entry for everything else that was noted for it."""
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
        return [Incoming(each, day.row) for each in made]

    def _moments(self, at: datetime, when: date, day: _Day) -> list[Entry]:
        company = list(dict.fromkeys(_HAPPENED[word] for word in day.sex if word in _HAPPENED))
        if len(company) > 1 and "" in company:
            company.remove("")  # the others are more exact
        orgasm = self._orgasm(day, len(company))
        made = []
        for whom in company:
            tags = [_SEX_TAGS[w] for w in day.sex if w in _SEX_TAGS and _HAPPENED[w] == whom]
            answers: dict[str, Any] = {"with_": whom or None, "orgasm": orgasm}
            answers["tags"] = self._labels.tags_of(tags).tags
            uid = self._uids.of(when.isoformat(), "sex", whom)
            made.append(foreign_entry(at, uid, kind="intimate", **answers))
        return made

    def _orgasm(self, day: _Day, moments: int) -> bool | None:
        """The answer of a day that has only one, and only one moment that it can be about."""
        found = [word for word in day.sex if word in _ORGASM]
        if len(found) == 1 and moments == 1:
            return _ORGASM[found[0]]
        for word in found:
            self._report.drop(word, "the file does not say which moment it belongs to")
        return None
