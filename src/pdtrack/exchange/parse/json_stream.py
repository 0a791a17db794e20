"""The members of a JSON document, one at a time: memory stays flat however long its lists are.

A document is a list, or an object whose members may be lists. Each element of a list is read
as a whole, up to a limit.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pdtrack.errors import InvalidInput

_CHUNK: Final = 65_536
_ELEMENT_MOST: Final = 1_000_000
_KEYS_MOST: Final = 1_000

_SPACE: Final = re.compile(r"[ \t\r\n]*")

ReadBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Member:
    """A value of the document. `place` counts the elements of a list from 1.

    The start of a list is a member too, with place 0, so that an empty list is seen.
    """

    key: str
    place: int
    value: Any


def json_start(head: bytes) -> bytes:
    """The start of a document, from the first bytes of its file."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip()


def members(read: ReadBytes, inside: Collection[str] = ()) -> Iterator[Member]:
    """The members of the document whose bytes `read` returns in pieces.

    Those of the objects that `inside` names are members as well, as `object.name`.
    """
    source = _Source(read)
    try:
        start = source.peek()
        if start == "[":
            yield from source.elements("")
        elif start == "{":
            yield from source.object(inside)
        else:
            raise InvalidInput("The file is not JSON.", "Check that this is the right file.")
        if source.peek():
            raise source.broken("Something follows after its end.")
    except UnicodeDecodeError:
        raise InvalidInput(
            f"{source.where}: it is not UTF-8 text.", "Export or save the file as UTF-8."
        ) from None


class _Source:
    """The text of the document: the part that is loaded, and the place that is reached."""

    def __init__(self, read: ReadBytes) -> None:
        self._read = read
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._text = ""
        self._at = 0
        self._ended = False
        self.where = "Entry 1"

    def broken(self, what: str = "The JSON is broken.") -> InvalidInput:
        if self._ended and self._at >= len(self._text):
            what = "The file ends before it is complete."
        return InvalidInput(f"{self.where}: {what[0].lower()}{what[1:]}", "Export the file again.")

    def peek(self) -> str:
        """The next character that is not a space; empty at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def object(self, inside: Collection[str] = (), prefix: str = "") -> Iterator[Member]:
        """The members of the object that starts here, and of those in it that are named."""
        self._take("{")
        seen: set[str] = set()
        more = self.peek() != "}"
        while more:
            key = self._value()
            if not isinstance(key, str) or key in seen or len(seen) >= _KEYS_MOST:
                raise self.broken()
            seen.add(key)
            self._take(":")
            start = self.peek()
            if start == "[":
                yield from self.elements(prefix + key)
            elif start == "{" and key in inside:
                yield from self.object(prefix=f"{key}.")
            else:
                yield Member(prefix + key, 0, self._value())
            more = self.peek() == ","
            if more:
                self._take(",")
        self._take("}")

    def elements(self, key: str) -> Iterator[Member]:
        """The elements of the list that starts here."""
        self._take("[")
        yield Member(key, 0, [])
        place = 0
        more = self.peek() != "]"
        while more:
            place += 1
            self.where = f"Entry {place}"
            yield Member(key, place, self._value())
            more = self.peek() == ","
            if more:
                self._take(",")
        self._take("]")

    def _take(self, character: str) -> None:
        if self.peek() != character:
            raise self.broken()
        self._at += 1

    def _value(self) -> Any:
        self.peek()
        wanted = _CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                # A number at the end of what is loaded may have more digits.
                if end < len(self._text) or not self._more():
                    self._at = end
                    return value
                continue
            except (_Twice, RecursionError, OverflowError):
                raise self.broken(
                    "It is nested or repeated in a way that makes no sense."
                ) from None
            except ValueError:
                pass
            if not self._more():
                if not self._text[self._at :].strip():
                    self._at = len(self._text)
                raise self.broken("The JSON is broken or cut off here.")
            while len(self._text) - self._at < wanted and self._more():
                pass
            wanted *= 4
            if wanted > 4 * _ELEMENT_MOST:
                raise self.broken("It is broken or far too long for one entry.")

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = self._read(_CHUNK)
        self._ended = not chunk
        fresh = self._decode.decode(chunk, self._ended)
        if "\x00" in fresh:
            raise InvalidInput(
                f"{self.where}: it holds a NUL character.", "Check that this is the right file."
            )
        self._text = self._text[self._at :] + fresh
        self._at = 0
        return bool(fresh) or (not self._ended and self._more())


class _Twice(Exception):
    """An object has a name twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _no_constant(_: str) -> Any:
    raise _Twice


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)
