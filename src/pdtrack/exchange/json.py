"""pdtrack's own JSON: `{"schema": 1, "entries": [...]}` with the names of the CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import How, Incoming, Report, Uids, Unfit
from pdtrack.exchange.own_entry import from_object
from pdtrack.exchange.parse.json_stream import members

SCHEMA: Final = 1
ENTRIES_MOST: Final = 5_000_000


def read(file: BinaryIO, how: How, report: Report) -> Iterator[Incoming]:
    """The entries of an export; raises at the first that is wrong."""
    schema: Any = None
    found = False
    uids = Uids(report.form)
    for member in members(file.read):
        if member.key == "schema":
            schema = _known(member.value)
        elif member.key == "entries" and member.place:
            if member.place > ENTRIES_MOST:
                raise InvalidInput(f"The file has more than {ENTRIES_MOST:,} entries.", "Split it.")
            try:
                yield from_object(member.value, member.place, how, uids)
            except Unfit as unfit:
                raise unfit.at(member.place, "Entry") from None
        elif member.key == "entries" and member.value == []:
            found = True
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
    if schema > SCHEMA:
        raise InvalidInput(
            "The file was written by a newer pdtrack.", "Install that version to import it."
        )
    return schema


def _not_ours() -> InvalidInput:
    return InvalidInput(
        "This is not a list of entries.", 'It should be {"schema": 1, "entries": [...]}.'
    )
