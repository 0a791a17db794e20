"""One file of a zip archive, read in pieces; nothing is ever unpacked to disk."""

from __future__ import annotations

import binascii
import codecs
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO, Final

from pdtrack.errors import InvalidInput

ZIP_MAGIC: Final = b"PK\x03\x04"

# The size of the archive's list of files, and of the one that is read.
_LIST_MOST: Final = 4 * 2**20
_UNPACKED_MOST: Final = 256 * 2**20

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_END_64: Final = b"PK\x06\x07"
_COMMENT_MOST: Final = 65_535


def names_in(file: BinaryIO) -> tuple[list[str], bool]:
    """The names of the files in an archive, and whether one has a password."""
    _check_list(file)
    with _archive_errors():
        listed = zipfile.ZipFile(file).infolist()
    return [each.filename for each in listed], any(each.flag_bits & 1 for each in listed)


class ZipMember:
    """The one file of that name in an archive; raises `InvalidInput` if it can't be read."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        _check_list(file)
        with _archive_errors():
            self._zip = zipfile.ZipFile(file)
            found = [each for each in self._zip.infolist() if _is_named(each.filename, name)]
        if len(found) != 1:
            raise InvalidInput(f"The archive does not hold one file {name}.", _AGAIN)
        self._info = found[0]
        if self._info.flag_bits & 1:
            raise InvalidInput(
                "The archive has a password.", "Unpack it with its password, and import that file."
            )
        if self._info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InvalidInput("The archive is packed in an unusual way.", _AGAIN)
        if self._info.file_size > _UNPACKED_MOST:
            raise _too_large()

    def decoded(self) -> Callable[[int], bytes]:
        """A function that returns the file piece by piece, decoded if it is base64."""
        pieces = decoded_pieces(self._pieces())
        return lambda _: next(pieces, b"")

    def _pieces(self) -> Iterator[bytes]:
        with _archive_errors():
            stream = self._zip.open(self._info)
        with stream:
            while True:
                with _archive_errors():
                    piece = stream.read(65_536)
                if not piece:
                    return
                yield piece


def _is_named(path: str, name: str) -> bool:
    """Whether a file in an archive has that name, also inside one folder of the archive."""
    folder, _, last = path.rpartition("/")
    return last == name and "/" not in folder and ".." not in folder


def decoded_pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a document in JSON, decoded if they are base64; too many are refused."""
    left = b""
    total = 0
    is_plain: bool | None = None
    for piece in chain(pieces, [b""]):
        total += len(piece)
        if total > _UNPACKED_MOST:
            raise _too_large()
        if is_plain is None and piece.strip():
            is_plain = piece.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"{", b"["))
        if is_plain:
            text = piece
        else:
            text = left + b"".join(piece.split())
            whole = len(text) // 4 * 4 if piece else len(text)
            text, left = text[:whole], text[whole:]
            try:
                text = binascii.a2b_base64(text, strict_mode=True) if text else b""
            except binascii.Error:
                raise InvalidInput("The backup in the archive is damaged.", _AGAIN) from None
        if text:
            yield text


def _check_list(file: BinaryIO) -> None:
    """Refuse an archive whose list of files alone would fill the memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _COMMENT_MOST - 20))
    tail = file.read()
    file.seek(0)
    at = len(tail) - _END_SIZE
    if not (tail[max(at, 0) :].startswith(_END) and tail.endswith(b"\x00\x00")):
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise InvalidInput("The archive is damaged or cut off.", _AGAIN)
    (listed,) = struct.unpack_from("<I", tail, at + 12)
    if listed > _LIST_MOST or tail[max(at - 20, 0) : at].startswith(_END_64):
        raise InvalidInput("The archive holds far too many files.", _AGAIN)


@contextmanager
def _archive_errors() -> Iterator[None]:
    """Raise `InvalidInput` for anything that a damaged archive can make the library raise."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
        ValueError,
        OverflowError,
        OSError,
    ):
        raise InvalidInput("The archive is damaged, cut off or locked.", _AGAIN) from None


def _too_large() -> InvalidInput:
    return InvalidInput(
        "The archive unpacks to far too much.", "Check that this is the right file."
    )


_AGAIN: Final = "Make the backup again."
