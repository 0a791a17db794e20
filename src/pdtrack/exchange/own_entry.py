"""One entry in pdtrack's own words, from a row of CSV or an object of JSON.

Nothing is folded, guessed or rounded: an entry is imported as `export` wrote it. A table made
by hand may leave columns out; every value that it has must be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from pdtrack.domain.entry import EARLIEST, LATEST, Entry
from pdtrack.domain.fields import (
    FIELD_NAMES,
    FIELDS,
    FREE_TEXT,
    MISFITS,
    NOTE_MOST,
    Field,
    ValueKind,
    check_note,
)
from pdtrack.domain.times.day import YEARS
from pdtrack.domain.vocabulary import NONE_FITS, TAG_MOST, valid_tag
from pdtrack.errors import InvalidInput
from pdtrack.exchange.formula_guard import unescape_formula
from pdtrack.exchange.importing import CellError, ImportOptions, Incoming, Uids
from pdtrack.exchange.parse.dates import refuse_future

REQUIRED: Final = ("at", "kind")
OWN_ENTRIES_MOST: Final = 5_000_000

# What an import says where it changed the line ends of a note.
PLAIN_LINE_ENDS: Final = ("line ends of Windows in a note", "plain line ends")

# How many names CSV and JSON had in version 0.1.0.
_FIRST_NAMES: Final = 20
# A file that has this has all that was settled.
_SETTLED: Final = "settled_tags"
_NUMBER_MOST: Final = 2**63
# Longer than any answer or tag, so that what is cached of a file stays small.
_TEXT_MOST: Final = 60
_CARDS_MOST: Final = 400
_UID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
_WHOLE: Final = re.compile(r"[0-9]{1,19}")
_LAYOUT: Final = {ord("\n"): " ", ord("\t"): " "}
_FIELD: Final = {field.name: field for field in FIELDS}
# The type of a value in JSON; every other kind of value is text.
_TYPES: Final[dict[ValueKind, type]] = {
    "number": int,
    "mood": int,
    "step": int,
    "flag": bool,
    "words": list,
    "cards": list,
}


def from_cells(cells: Mapping[str, str], row: int, options: ImportOptions, uids: Uids) -> Incoming:
    """An entry from the cells of a table; an empty cell is a skipped answer."""
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if cell:
            field = _FIELD[name]
            values[field.attribute] = _parsed(field, _unescaped(field, cell), options)
    return _entry(_recalled(values), row, options, uids, is_settled=_SETTLED in cells)


def from_object(found: Any, row: int, options: ImportOptions, uids: Uids) -> Incoming:
    """An entry from JSON; `null` is a skipped answer."""
    if not isinstance(found, dict):
        raise CellError("", "this is not an entry", "Give a file that pdtrack exported.")
    values: dict[str, Any] = {}
    for name, value in found.items():
        field = _FIELD.get(name)
        if field is None:
            raise unknown_field()
        if value is not None:
            values[field.attribute] = _checked(field, value, options)
    return _entry(_recalled(values), row, options, uids, is_settled=_SETTLED in found)


def _recalled(values: dict[str, Any]) -> dict[str, Any]:
    """The values, a mood before as remembered where a file made by hand leaves that out."""
    if "before" in values:
        values.setdefault("before_recalled", True)
    return values


def unknown_field() -> CellError:
    """The error about a field that this version does not know."""
    return CellError(
        "", "it has a field that pdtrack does not know", f"The fields are {', '.join(FIELD_NAMES)}."
    )


def _unescaped(field: Field, cell: str) -> str:
    return unescape_formula(cell) if field.holds in FREE_TEXT else cell.strip()


def _parsed(field: Field, text: str, options: ImportOptions) -> Any:
    """A value from its text in CSV or in JSON."""
    match field.holds:
        case "number":
            return _number(text)
        case "uid":
            return _uid(text)
        case "time" | "instant":
            return _time(text, field.name)
        case "words":
            return _list(field, tuple(text.split()), options)
        case "note":
            return valid_note(text)
        case _:
            return _answer(field, text)


def _checked(field: Field, value: Any, options: ImportOptions) -> Any:
    """A value of JSON, which must have the type that `export` writes."""
    found = type(value)
    if found is not _TYPES.get(field.holds, str):
        raise CellError(field.name, "this is not one of its values")
    if field.holds == "flag":
        return value
    if field.holds not in ("words", "cards"):
        return _parsed(field, str(value), options)
    if not all(isinstance(word, str) for word in value):
        raise CellError(field.name, "this is not one of its values")
    if field.holds == "cards":
        return _answer(field, " ".join(value))
    return _list(field, tuple(value), options) if value else ()


def _entry(
    values: dict[str, Any], row: int, options: ImportOptions, uids: Uids, *, is_settled: bool
) -> Incoming:
    for name in REQUIRED:
        if name not in values:
            raise CellError(name, "it is empty, and every entry needs it")
    # Where the clock was ahead, the time of recording shows it.
    refuse_future(values["at"], max(options.now, values.get("recorded_at", options.now)), "at")
    number = values.pop("id", None)
    if "uid" not in values:
        values["uid"] = uids.of(*_identity(values))
    values["recorded_at"] = values.get("recorded_at", values["at"]).astimezone(UTC)
    if "edited_at" in values:
        values["edited_at"] = values["edited_at"].astimezone(UTC)
    entry = Entry(**values)
    _fits_together(entry)
    return Incoming(entry, row, number, is_settled)


def _identity(values: dict[str, Any]) -> Iterator[str]:
    """What the uid of an entry without one is made of, the same whenever its file is imported.

    A name that came later is part of it only where it has a value: older files stay the same.
    """
    for place, field in enumerate(FIELDS):
        value = values.get(field.attribute)
        if field.name not in ("id", "uid") and (place < _FIRST_NAMES or value):
            yield str(value)


def _fits_together(entry: Entry) -> None:
    if (entry.before is None) != (entry.before_recalled is None):
        raise CellError("before_recalled", "it needs a mood before, and only then has a value")
    for field in MISFITS[entry.kind]:
        if getattr(entry, field.attribute) is not None:
            raise CellError(field.name, f"an entry of kind {entry.kind} does not have it")


def _time(text: str, name: str) -> datetime:
    """A time as pdtrack writes it: ISO 8601, whole seconds, with its offset."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise CellError(name, "this is not a time with its offset", _TIME_HINT)
    day, clock, offset = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset == 'Z' else offset}")
    except ValueError:
        raise CellError(name, "there is no such time", _TIME_HINT) from None
    if not EARLIEST <= at < LATEST:
        raise CellError(name, f"years go from {YEARS[0]} to {YEARS[-1]}")
    return at


_TIME_HINT: Final = "Write it as in 2026-11-20T23:30:00+01:00."


def _number(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()) or not 0 < int(text) < _NUMBER_MOST:
        raise CellError("id", "this is not the number of an entry", "Leave it empty for a new one.")
    return int(text)


def _uid(text: str) -> str:
    if not _UID.fullmatch(text):
        raise CellError("uid", "this is not a uid", "Leave it empty for a new one.")
    return text


def _answer(field: Field, text: str) -> Any:
    if len(text) > (_CARDS_MOST if field.holds == "cards" else _TEXT_MOST):
        raise CellError(field.name, "this is not one of its values")
    return _read_answer(field.name, text)


@lru_cache(maxsize=10_000)
def _read_answer(name: str, text: str) -> Any:
    try:
        return _FIELD[name].parse(text)
    except InvalidInput as problem:
        raise CellError(name, problem.message) from None


def _list(field: Field, words: tuple[str, ...], options: ImportOptions) -> tuple[str, ...]:
    if len(words) == 1 and words[0] in NONE_FITS:
        return ()
    if not words:
        raise CellError(field.name, "it has no word in it", "Leave it empty, or write none.")
    return tuple(dict.fromkeys(_word(field.name, word) for word in words))


def _word(name: str, word: str) -> str:
    if len(word) > _TEXT_MOST:
        raise CellError(name, f"a word in it has more than {TAG_MOST} characters")
    try:
        valid = _valid(word)
    except InvalidInput as problem:
        raise CellError(name, problem.message, problem.hint) from None
    bare = valid.replace("'", "")
    if bare in NONE_FITS:
        raise CellError(
            name, "none can't be combined with other words", "Leave none out, or the other words."
        )
    return valid


@lru_cache(maxsize=10_000)
def _valid(word: str) -> str:
    return valid_tag(word)


def valid_note(text: str) -> str:
    """A note that can be stored, its line ends made `\\n`; raises `CellError` for any other."""
    note = text.replace("\r\n", "\n").replace("\r", "\n")
    if not note:
        raise CellError("note", "it is empty", "Leave it out to skip it.")
    if len(note) > NOTE_MOST or not note.translate(_LAYOUT).isprintable():
        # Only then is it worth looking at each character; printable text is always fine.
        try:
            check_note(note)
        except InvalidInput as problem:
            raise CellError("note", problem.message, problem.hint) from None
    return note
