"""One entry in pdtrack's own words, from a row of CSV or an object of JSON.

Nothing is folded, guessed or rounded: what `export` wrote comes back as it was. A table
made by hand may leave columns out; what it has must be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from pdtrack.domain.entry import (
    DAY_ONLY,
    EARLIEST,
    KINDS,
    LATEST,
    MOMENT_ONLY,
    NOTE_MOST,
    YEARS,
    Entry,
    check_note,
)
from pdtrack.domain.field_checks import ATTRIBUTES, NAMES
from pdtrack.domain.fields import BY_NAME
from pdtrack.domain.vocabulary import NONE_FITS, TAG_MOST, Vocabulary, valid_tag
from pdtrack.errors import InvalidInput
from pdtrack.exchange.formula_guard import restored
from pdtrack.exchange.importing import How, Incoming, Uids, Unfit

REQUIRED: Final = ("at", "kind")
NUMBER_MOST: Final = 2**62
# Longer than any answer or tag: what is remembered of a file stays small.
LONGEST: Final = 60

_UID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
_WHOLE: Final = re.compile(r"[0-9]{1,18}")
_TIMES: Final = frozenset({"at", "recorded_at", "edited_at"})
_CACHED: Final = frozenset(
    {"before", "before_recalled", "after", "later", "mood", "tears", "pain"}
    | {"lasted", "wanted", "with", "orgasm"}
)
_NUMBERS: Final = frozenset({"before", "after", "later", "mood", "tears", "pain"})
_LAYOUT: Final = {ord("\n"): " ", ord("\t"): " "}
_NAME_OF: Final = {attribute: name for name, attribute in ATTRIBUTES.items()}


def from_cells(cells: Mapping[str, str], row: int, how: How, uids: Uids) -> Incoming:
    """An entry from the cells of a table; an empty cell is a skipped answer."""
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if cell:
            values[name] = _parsed(name, cell, how)
    return _entry(values, row, how, uids)


def from_object(found: Any, row: int, how: How, uids: Uids) -> Incoming:
    """An entry from JSON; `null` is a skipped answer."""
    if not isinstance(found, dict):
        raise Unfit("", "this is not an entry", "Give a file that pdtrack exported.")
    values: dict[str, Any] = {}
    for name, value in found.items():
        if name not in ATTRIBUTES:
            raise unknown_field()
        if value is not None:
            values[name] = _checked(name, value, how)
    return _entry(values, row, how, uids)


def unknown_field() -> Unfit:
    """A column that this version does not know."""
    return Unfit(
        "", "it has a field that pdtrack does not know", f"The fields are {', '.join(NAMES)}."
    )


def moment(text: str, name: str) -> datetime:
    """A time as pdtrack writes it: ISO 8601, whole seconds, with its offset."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unfit(name, "this is not a time with its offset", _TIME_HINT)
    day, clock, offset = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset == 'Z' else offset}")
    except ValueError:
        raise Unfit(name, "there is no such time", _TIME_HINT) from None
    if not EARLIEST <= at < LATEST:
        raise Unfit(name, f"years go from {YEARS[0]} to {YEARS[1]}")
    return at


_TIME_HINT: Final = "Write it as in 2026-11-20T23:30:00+01:00."


def not_to_come(at: datetime, now: datetime, name: str = "at") -> None:
    """Raise `Unfit` for a time that is still to come."""
    if at > now:
        raise Unfit(name, "this is in the future", "Check the date, and this computer's clock.")


def _parsed(name: str, cell: str, how: How) -> Any:
    if name in _CACHED:
        return _answer("orgasm" if name == "before_recalled" else name, cell, name)
    if name == "id":
        return _number(cell)
    if name in _TIMES:
        return moment(cell.strip(), name)
    if name == "uid":
        return _uid(restored(cell))
    if name == "kind":
        return _kind(cell.strip())
    if name == "note":
        return note_text(restored(cell))
    return _list(name, tuple(restored(cell).split()), how)


def _checked(name: str, value: Any, how: How) -> Any:
    """A value of JSON, which must have the type that `export` gives it."""
    if name == "id":
        if type(value) is int:
            return _number(str(value))
    elif name in ("before_recalled", "orgasm"):
        if isinstance(value, bool):
            return value
    elif name in _NUMBERS:
        if type(value) is int:
            return _answer(name, str(value), name)
    elif name in ("tags", "helped"):
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return _list(name, tuple(value), how) if value else ()
    elif isinstance(value, str):
        return _text(name, value)
    raise Unfit(name, "this is not a value for it")


def _text(name: str, value: str) -> Any:
    if name in _TIMES:
        return moment(value, name)
    if name == "uid":
        return _uid(value)
    if name == "kind":
        return _kind(value)
    return note_text(value) if name == "note" else _answer(name, value, name)


def _entry(values: dict[str, Any], row: int, how: How, uids: Uids) -> Incoming:
    for name in REQUIRED:
        if name not in values:
            raise Unfit(name, "it is empty, and every entry needs it")
    # A clock that was ahead says so itself: the entry was written down at that time.
    not_to_come(values["at"], max(how.now, values.get("recorded_at", how.now)))
    number = values.pop("id", None)
    if "uid" not in values:
        values["uid"] = uids.of(*(str(values.get(name)) for name in NAMES[2:]))
    values["recorded_at"] = values.get("recorded_at", values["at"]).astimezone(UTC)
    if "edited_at" in values:
        values["edited_at"] = values["edited_at"].astimezone(UTC)
    if "with" in values:
        values["with_"] = values.pop("with")
    entry = Entry(**values)
    _fits_together(entry)
    return Incoming(entry, row, number)


def _fits_together(entry: Entry) -> None:
    if (entry.before is None) != (entry.before_recalled is None):
        raise Unfit("before_recalled", "it goes with a mood before, and only with one")
    for attribute in DAY_ONLY if entry.kind == "intimate" else MOMENT_ONLY:
        if getattr(entry, attribute) is not None:
            reason = f"an entry of kind {entry.kind} does not have it"
            raise Unfit(_NAME_OF[attribute], reason)


def _number(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()) or not 0 < int(text) < NUMBER_MOST:
        raise Unfit("id", "this is not the number of an entry", "Leave it empty for a new one.")
    return int(text)


def _uid(text: str) -> str:
    if not _UID.fullmatch(text):
        raise Unfit("uid", "this is not a uid", "Leave it empty for a new one.")
    return text


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Unfit("kind", f"kind is one of {', '.join(KINDS)}")
    return text


def _answer(answer: str, text: str, name: str) -> Any:
    if len(text) > LONGEST:
        raise Unfit(name, "this is not a value for it")
    return _read_answer(answer, text, name)


@lru_cache(maxsize=10_000)
def _read_answer(answer: str, text: str, name: str) -> Any:
    try:
        return BY_NAME[answer].parse(text)
    except InvalidInput as problem:
        raise Unfit(name, problem.message) from None


def _list(name: str, words: tuple[str, ...], how: How) -> tuple[str, ...]:
    if len(words) == 1 and words[0] in NONE_FITS:
        return ()
    if not words:
        raise Unfit(name, "it has no word in it", "Leave it empty, or write none.")
    return tuple(dict.fromkeys(_word(name, word, how.vocabulary) for word in words))


def _word(name: str, word: str, vocabulary: Vocabulary) -> str:
    if len(word) > LONGEST:
        raise Unfit(name, f"a word in it has more than {TAG_MOST} characters")
    try:
        valid = _valid(word)
    except InvalidInput as problem:
        raise Unfit(name, problem.message, problem.hint) from None
    bare = valid.replace("'", "")
    if bare in NONE_FITS:
        raise Unfit(name, "none stands alone", "Leave none out, or the other words.")
    if name == "tags" and bare in vocabulary.consent_words:
        raise Unfit(name, "a word about consent is not a tag", "Write it in the column wanted.")
    return valid


@lru_cache(maxsize=10_000)
def _valid(word: str) -> str:
    return valid_tag(word)


def note_text(text: str) -> str:
    """A note that can be kept, its line ends made `\\n`."""
    note = text.replace("\r\n", "\n").replace("\r", "\n")
    if not note:
        raise Unfit("note", "it is empty", "Leave it out to skip it.")
    if len(note) > NOTE_MOST or not note.translate(_LAYOUT).isprintable():
        # Only then look at it character by character; printable text is always fine.
        try:
            check_note(note)
        except InvalidInput as problem:
            raise Unfit("note", problem.message, problem.hint) from None
    return note
