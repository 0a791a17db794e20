"""What the readers of other programs' JSON files share: the elements of a list, and their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import FOREIGN_ROWS_MOST, CellError, ImportReport, Incoming
from pdtrack.exchange.parse.json_stream import Member


def entries_of_members(
    members: Iterator[Member],
    key: str,
    report: ImportReport,
    read: Callable[[Any, int], list[Incoming]],
    most: int = FOREIGN_ROWS_MOST,
) -> Iterator[Incoming]:
    """The entries that `read` makes of each element of the list `key` of a JSON document.

    What it can't read goes to the report; raises `InvalidInput` if there is no such list.
    """
    is_there = False
    for member in members:
        is_there |= member.key == key
        if member.key != key or not member.place:
            continue
        if member.place > most:
            raise InvalidInput(
                f"The file has more than {most:,} entries.",
                "Check that this is the right file.",
            )
        try:
            found = read(member.value, member.place)
        except CellError as error:
            report.reject(member.place, error)
        else:
            yield from found
    if not is_there:
        raise InvalidInput(
            "The file has no list of entries.", "Give the file as the other program exported it."
        )


def object_of(value: Any, column: str = "") -> dict[str, Any]:
    """An element of a list that has to be an object."""
    if not isinstance(value, dict):
        raise CellError(column, "this is not an entry")
    return value


def text_in(found: dict[str, Any], name: str) -> str:
    """The text of a member; empty if it has none."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


def whole_in(found: dict[str, Any], name: str) -> int | None:
    """The whole number of a member, if it has one."""
    value = found.get(name)
    return value if type(value) is int else None


def texts_in(found: dict[str, Any], name: str) -> list[str]:
    """The texts of a list; empty if it has none."""
    value = found.get(name)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
