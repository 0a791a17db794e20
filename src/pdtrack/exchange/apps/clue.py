"""Clue: the list of measurements of today, and the older file with an object for each day.

All that was noted for a day becomes one `day` entry with tags. Sex becomes an intimate
moment of its own, where an option says that it happened; options that say nothing of the
kind (a wish, a fantasy) never make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, Final

from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.shared_rows import ROWS_MOST, entry, note_of
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.parse import dates as clocks
from pdtrack.exchange.parse.html_text import text_of
from pdtrack.exchange.parse.json_stream import Member, members
from pdtrack.exchange.parse.labels import LABEL_MOST, Labels

# Which option of `sex_life` says that it happened, and with whom.
HAPPENED: Final = {
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
# What they say besides, in words of the diary.
SAID: Final = {
    "protected": "protected",
    "protected_sex": "protected",
    "unprotected": "unprotected",
    "unprotected_sex": "unprotected",
    "withdrawal": "withdrawal",
    "painful_intercourse": "painful-sex",
}
ORGASM: Final = {"orgasm": True, "no_orgasm": False}
SEX: Final = frozenset({"sex_life", "sex"})
# Kinds of measurements whose options are feelings, pains or circumstances.
LABELLED: Final = frozenset(
    {
        "feelings",
        "mood",
        "mind",
        "mental",
        "emotion",
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
# Words that mean something else in the diary: pain in sex, blood that nobody expected.
SPOTTING: Final = "cycle-spotting"
NAMED: Final = {
    ("pain", "cramps"): "period-cramps",
    ("pain", "period_cramps"): "period-cramps",
    ("pain", "ovulation"): "ovulation-pain",
}
# Words that say nothing without their kind.
STEPS: Final = frozenset({"low", "medium", "high", "mild", "moderate", "severe", "good", "bad"})
NOTHING: Final = frozenset({"none", "pain_free", "no_sex_today"})
BLEEDING: Final = frozenset({"period", "bleeding"})
DAY_MOST: Final = 200
DAYS_MOST: Final = 40_000

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]{5,18}(?:Z|[+-][0-9:]{4,6})?)?")


@dataclass(slots=True)
class _Day:
    """What was noted for one day, each thing once and in order."""

    row: int
    labels: dict[str, None] = field(default_factory=dict)
    sex: dict[str, None] = field(default_factory=dict)
    notes: dict[bytes, None] = field(default_factory=dict)


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of either file."""
    days: dict[date, _Day] = {}
    found = False
    for member in members(file.read):
        found |= member.key in ("", "data")
        if member.key not in ("", "data") or not member.place:
            continue
        if member.place > ROWS_MOST:
            raise InvalidInput(f"The file has more than {ROWS_MOST:,} entries.", "Is it from Clue?")
        try:
            _put(member, days, report)
        except Unfit as unfit:
            report.reject(member.place, unfit)
    if not found:
        raise InvalidInput(
            "This is not a list of measurements.", "Give measurements.json as Clue exported it."
        )
    labels, uids = Labels(how, report), Uids("clue")
    for there, day in days.items():
        try:
            made = _entries(there, day, labels, uids, how, report)
        except Unfit as unfit:
            report.reject(day.row, unfit)
        else:
            yield from made


def _put(member: Member, days: dict[date, _Day], report: Report) -> None:
    value = member.value
    if not isinstance(value, dict):
        raise Unfit("", "this is not a measurement")
    text = value.get("date", value.get("day"))
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Unfit("date", "this is not a date")
    there = clocks.day(found[1], "date")
    if there not in days and len(days) >= DAYS_MOST:
        raise Unfit("date", "the file has far too many different days")
    day = days.setdefault(there, _Day(member.place))
    if isinstance(value.get("type"), str):
        _measured(day, value["type"], _options(value.get("value")), report)
        return
    for kind, options in value.items():
        if kind not in ("day", "date", "id"):
            _measured(day, kind, _options(options), report)


def _options(value: Any) -> list[str]:
    """The options of a measurement: one, or a list; as words or as objects."""
    listed = value if isinstance(value, list) else [value]
    found = []
    for each in listed:
        option = each.get("option", each.get("name")) if isinstance(each, dict) else each
        if isinstance(option, str) and option.strip():
            found.append(option.strip())
    return found


def _measured(day: _Day, kind: str, options: list[str], report: Report) -> None:
    if len(day.labels) + len(day.sex) + len(day.notes) + len(options) > DAY_MOST:
        raise Unfit("date", f"one day has more than {DAY_MOST} measurements")
    kind = kind.strip().casefold()
    if not options:
        report.drop(kind, "the diary has no place for it")
    for option in options:
        word = option.casefold()
        if word in NOTHING:
            report.drop(f"{kind}: {word}", "it says that there was nothing")
        elif kind in SEX and (word in HAPPENED or word in ORGASM):
            day.sex[word] = None
        elif kind in SEX:
            report.drop(f"{kind}: {word}", "it does not say that sex happened")
        elif kind in BLEEDING:
            day.labels[SPOTTING if word == "spotting" else "period"] = None
        elif kind == "spotting":
            day.labels[SPOTTING] = None
        elif kind in ("note", "notes"):
            # As bytes: one wide character would make a long text four times as large.
            day.notes[option.encode("utf-8", "surrogatepass")] = None
        elif kind in LABELLED:
            label = f"{option} {kind}" if word in STEPS else option[:LABEL_MOST]
            day.labels[NAMED.get((kind, word), label)] = None
        else:
            report.drop(kind, "the diary has no place for it")


def _entries(
    there: date, day: _Day, labels: Labels, uids: Uids, how: How, report: Report
) -> list[Incoming]:
    at = clocks.whole_day(there, "date", how, report)
    made = []
    moments = list(dict.fromkeys(HAPPENED[word] for word in day.sex if word in HAPPENED))
    if len(moments) > 1 and "" in moments:
        moments.remove("")  # it says nothing that the others don't
    orgasm = _orgasm(day, moments, report)
    for whom in moments:
        said = [SAID[word] for word in day.sex if word in SAID and HAPPENED[word] == whom]
        answers: dict[str, Any] = {"tags": labels.take(said).tags, "orgasm": orgasm}
        uid = uids.of(there.isoformat(), "sex", whom)
        made.append(entry(at, uid, kind="intimate", with_=whom or None, **answers))
    taken = labels.take(day.labels)
    notes = (raw.decode("utf-8", "surrogatepass") for raw in day.notes)
    note = note_of(*(text_of(text) for text in notes))
    if taken.intimate:
        uid = uids.of(there.isoformat(), "intimate")
        made.append(entry(at, uid, kind="intimate"))
    if taken.tags or note:
        made.append(entry(at, uids.of(there.isoformat(), "day"), tags=taken.tags, note=note))
    return [Incoming(each, day.row) for each in made]


def _orgasm(day: _Day, moments: list[str], report: Report) -> bool | None:
    """Known where the day says one thing about it, and had one moment it can belong to."""
    said = [word for word in day.sex if word in ORGASM]
    if len(said) == 1 and len(moments) == 1:
        return ORGASM[said[0]]
    for word in said:
        report.drop(word, "the file does not say which moment it belongs to")
    return None
