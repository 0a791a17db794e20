"""pdtrack's own JSON: `{"schema": 1, "entries": [...]}`, with the names of the CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO, Final

from pdtrack.domain.entry import Entry, as_dict
from pdtrack.domain.fields import JSON_SCHEMA
from pdtrack.domain.safe_text import safe_json
from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import CellError, ImportOptions, ImportReport, Incoming, Uids
from pdtrack.exchange.own_entry import OWN_ENTRIES_MOST, PLAIN_LINE_ENDS, from_object
from pdtrack.exchange.parse.json_stream import json_start, members

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

# Written from entries


def write(
    entries: Iterable[Entry], *, notes: bool = True, also: Mapping[str, Any] = _NOTHING
) -> Iterator[str]:
    """The document in pieces, one entry per line, so that memory stays flat.

    `also` comes after the entries: `claim`, which is what was judged about links and goes with a
    whole diary only, or `part`, which says that this is a part of one.
    """
    yield f'{{"schema": {JSON_SCHEMA}, "entries": ['
    lead = "\n"
    for entry in entries:
        text = json.dumps(as_dict(entry, notes=notes), ensure_ascii=False)
        yield lead + safe_json(text)
        lead = ",\n"
    yield "\n]"
    for name, value in also.items():
        yield f', "{name}": {safe_json(json.dumps(value, ensure_ascii=False))}'
    yield "}\n"


# Read


def is_export(head: bytes, name: str) -> bool:
    """Whether a file that begins like this is an export of pdtrack, whatever its name."""
    start = json_start(head)
    return start.startswith(b"{") and (
        b'"schema"' in start or all(word in start for word in (b'"entries"', b'"kind"', b'"at"'))
    )


def read(file: BinaryIO, options: ImportOptions, report: ImportReport) -> Iterator[Incoming]:
    """The entries of a file that `write` made; raises at the first that is wrong."""
    schema: Any = None
    found = False
    uids = Uids(report.form)
    for member in members(file.read):
        if member.key == "schema":
            schema = _known(member.value)
        elif member.key == "entries" and member.place:
            if member.place > OWN_ENTRIES_MOST:
                raise InvalidInput(
                    f"The file has more than {OWN_ENTRIES_MOST:,} entries.", "Split it."
                )
            try:
                incoming = from_object(member.value, member.place, options, uids)
            except CellError as error:
                if not options.skips_bad:
                    raise error.in_row(member.place, "Entry") from None
                report.reject(member.place, error)
            else:
                if "\r" in (member.value.get("note") or ""):
                    report.map(*PLAIN_LINE_ENDS)
                yield incoming
        elif member.key == "entries" and member.value == []:
            found = True
        elif member.key == "claim" and not member.place:
            report.claim = member.value
        elif member.key == "part" and not member.place:
            continue
        else:
            raise _not_ours()
    if not found:
        raise _not_ours()
    if schema is None:
        raise InvalidInput("The file does not say its schema.", 'It should begin with "schema": 1.')


def _known(schema: Any) -> int:
    if type(schema) is not int or schema < 1:
        raise InvalidInput(
            "The schema is not a number that pdtrack knows.", "Export the file again."
        )
    if schema > JSON_SCHEMA:
        raise InvalidInput(
            "The file was written by a newer pdtrack.", "Install that version to import it."
        )
    return schema


def _not_ours() -> InvalidInput:
    return InvalidInput(
        "This is not a list of entries.", 'It should be {"schema": 1, "entries": [...]}.'
    )
