"""Clue: today's list of measurements, and the older file with an object for every day.

Everything that was noted for a day becomes one `day` entry with tags. Sex becomes an intimate
moment of its own if an option means that it happened; other options (a wish, a fantasy) never
make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pdtrack.errors import InvalidInput
from pdtrack.exchange.apps.cycle_days import (
    CYCLE_SPOTTING,
    PERIOD,
    PERIOD_CRAMPS,
    CycleDay,
    CycleDays,
)
from pdtrack.exchange.importing import (
    FOREIGN_ROWS_MOST,
    CellError,
    ImportOptions,
    ImportReport,
    Incoming,
)
from pdtrack.exchange.parse import dates
from pdtrack.exchange.parse.json_stream import Member, ReadBytes, json_start, members
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
_PAINS: Final = {
    ("pain", "cramps"): PERIOD_CRAMPS,
    ("pain", "period_cramps"): PERIOD_CRAMPS,
    ("pain", "ovulation"): "ovulation-pain",
}
# Words that mean nothing without their kind.
_STEPS: Final = frozenset({"low", "medium", "high", "mild", "moderate", "severe", "good", "bad"})
_NOTHING: Final = frozenset({"none", "pain_free", "no_sex_today"})
_BLEEDING: Final = frozenset({"period", "bleeding"})
_OPTIONS_MOST: Final = 200

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]{5,18}(?:Z|[+-][0-9:]{4,6})?)?")


def is_measurements(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is one of Clue's, whatever its name."""
    if head.startswith(ZIP_MAGIC):
        return name.casefold().startswith(_ARCHIVE) or _MEMBER.encode() in head
    start = json_start(head)
    if start.startswith(b"["):
        return all(word in start for word in (b'"type"', b'"date"', b'"value"'))
    return start.startswith(b"{") and b'"data"' in start and b'"day"' in start


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of either file, or of the archive that Clue sends."""
    days = CycleDays("clue", options, report)
    is_list = False
    for member in members(_opened(file)):
        is_list |= member.key in ("", "data")
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
    if not is_list:
        raise InvalidInput(
            "This is not a list of measurements.", "Give measurements.json as Clue exported it."
        )
    yield from days.entries()


def _opened(file: BinaryIO) -> ReadBytes:
    is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    file.seek(0)
    return ZipMember(file, _MEMBER).decoded() if is_zip else file.read


_MEMBER: Final = "measurements.json"
# How the name of what Clue sends begins.
_ARCHIVE: Final = "cluedatadownload"


def _add_member(member: Member, days: CycleDays, report: ImportReport) -> None:
    value = member.value
    if not isinstance(value, dict):
        raise CellError("", "this is not a measurement")
    text = value.get("date", value.get("day"))
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise CellError("date", "this is not a date")
    day = days.day(dates.parse_date(found[1], "date"), member.place)
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


def _add_measurement(day: CycleDay, kind: str, measured: list[str], report: ImportReport) -> None:
    if len(measured) > _OPTIONS_MOST:
        raise CellError("value", f"it has more than {_OPTIONS_MOST} options")
    kind = kind.strip().casefold()
    if not measured:
        report.drop(kind, "pdtrack doesn't store this")
    for option in measured:
        word = option.casefold()
        if word in _NOTHING:
            report.drop(f"{kind}: {word}", "it means that there was nothing")
        elif kind in _SEX and word in _HAPPENED:
            day.add_sex(_HAPPENED[word], _SEX_TAGS.get(word, ""))
        elif kind in _SEX and word in _ORGASM:
            day.orgasm[word] = _ORGASM[word]
        elif kind in _SEX:
            report.drop(f"{kind}: {word}", "it does not say that sex happened")
        elif kind in _BLEEDING:
            day.add_label(CYCLE_SPOTTING if word == "spotting" else PERIOD)
        elif kind == "spotting":
            day.add_label(CYCLE_SPOTTING)
        elif kind in ("note", "notes"):
            day.add_note(option)
        elif kind in _LABELLED or kind in _FEELINGS:
            label = f"{option} {kind}" if word in _STEPS else option
            day.add_label(_PAINS.get((kind, word), label), is_feeling=kind in _FEELINGS)
        else:
            report.drop(kind, "pdtrack doesn't store this")
