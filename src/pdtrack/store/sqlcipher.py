"""A journal with a passphrase: SQLCipher 4 with its own defaults, nothing home-made.

Every program that knows SQLCipher can open the file, and nobody can without the passphrase.
The library is an extra (`pdtrack[passphrase]`) and is loaded only for a journal that needs
it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import sys
import unicodedata
from collections import Counter
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Final

from pdtrack.errors import InvalidInput, JournalUnusable
from pdtrack.store.schema import MAGIC

PAGE_BYTES: Final = 4096
# Bits of information in a byte of noise. A page of it has 7.95, and 7.5 if a disk lost a sector
# of it; text, zeros, numbers, programs and a damaged plain page have less than 7.
NOISE_LEAST: Final = 7.2
# How often SQLCipher 4 hashes a passphrase.
KEY_ROUNDS: Final = 256_000
PASSPHRASE_LEAST: Final = 12
# Nobody types more by accident, and no person's passphrase is longer.
PASSPHRASE_MOST: Final = 1000
NEEDS: Final = "'sqlcipher3>=0.6.4' 'zxcvbn>=4.5.0'"


class LockedFile(Enum):
    """Which file needs a passphrase. The value is what sentences call it."""

    JOURNAL = "The journal"
    BACKUP = "That backup"


class WrongPassphrase(JournalUnusable):
    """The file does not open with this passphrase; a file that is no journal looks the same."""

    def __init__(self, file: LockedFile = LockedFile.JOURNAL, hint: str = "") -> None:
        super().__init__(
            f"{file.value} can't be opened with this passphrase, or is not a journal.",
            hint or "Nothing is lost: check Caps Lock and the keyboard's language, and try again.",
        )


def locked_out(file: LockedFile = LockedFile.JOURNAL) -> JournalUnusable:
    """The error for a passphrase that nobody can be asked for."""
    return JournalUnusable(
        f"{file.value} has a passphrase, and there is no terminal to ask for it.",
        "A script can name it with PDTRACK_PASSPHRASE_COMMAND or PDTRACK_PASSPHRASE_FILE.",
    )


def looks_encrypted(path: Path) -> bool:
    """Whether the file at `path` may be a journal with a passphrase, by its first page."""
    try:
        # Not a plain open: it would wait until someone writes into a pipe.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        status = os.fstat(descriptor)
        # Reading a pipe would remove what another program waits for.
        if not stat.S_ISREG(status.st_mode):
            return False
        return is_encrypted(os.read(descriptor, PAGE_BYTES), status.st_size)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def is_encrypted(page: bytes, size: int) -> bool:
    """Whether a file of that size may be a journal with a passphrase, by its first page.

    Such a file has no mark of its own, but it is whole pages, and each looks like noise.
    """
    is_pages = size >= PAGE_BYTES and size % PAGE_BYTES == 0
    return is_pages and not page.startswith(MAGIC) and _bits_a_byte(page) >= NOISE_LEAST


def _bits_a_byte(page: bytes) -> float:
    """How much information a byte of the page carries on average, 0 to 8: its entropy."""
    from math import log2  # a plain journal never gets here

    shares = (count / len(page) for count in Counter(page).values())
    return -sum(share * log2(share) for share in shares)


def normal(passphrase: str) -> str:
    """The passphrase in one form for every keyboard: "é" is one letter, however it was typed."""
    return unicodedata.normalize("NFC", passphrase)


def alike(one: str | None, other: str | None) -> bool:
    """Whether two passphrases open the same file."""
    return one is not None and other is not None and normal(one) == normal(other)


def check_new(passphrase: str) -> None:
    """Raise `InvalidInput` for a passphrase that a journal can't have, or should not."""
    if not passphrase:
        raise InvalidInput("The passphrase is empty.", "Nothing was changed.")
    if not _is_text(passphrase):
        raise InvalidInput("The passphrase has control characters.", "Nothing was changed.")
    if len(normal(passphrase).strip()) < PASSPHRASE_LEAST:
        raise InvalidInput(
            f"The passphrase has fewer than {PASSPHRASE_LEAST} characters.",
            "Several words in a row are long enough and easy to type.",
        )
    if len(passphrase) > PASSPHRASE_MOST:
        raise InvalidInput(f"The passphrase has more than {PASSPHRASE_MOST:,} characters.")


def _is_text(passphrase: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in passphrase)


class RawKey(str):
    """The key that SQLCipher makes out of a passphrase, with the salt of the file."""


def raw_key(path: Path, passphrase: str) -> RawKey:
    """The key of an encrypted file: to open it many times, it is made only once."""
    from hashlib import pbkdf2_hmac  # only to read what is damaged

    with path.open("rb") as file:
        salt = file.read(16)
    key = pbkdf2_hmac("sha512", normal(passphrase).encode(), salt, KEY_ROUNDS, 32)
    return RawKey(key.hex() + salt.hex())


def cipher_connection(
    path: Path, passphrase: str | None, *, timeout: float, only_read: bool = False
) -> sqlite3.Connection:
    """A connection through SQLCipher; without a passphrase, to a plain file.

    With `only_read`, nothing is written to the file or next to it.

    Raises `WrongPassphrase`, or what SQLCipher raises, for `translated_errors` to translate.
    """
    driver = library()
    if passphrase is not None and not (passphrase and _is_text(passphrase)):
        # No journal was ever given one like that, and SQLCipher can't be given one.
        raise WrongPassphrase
    connection: sqlite3.Connection = driver.connect(
        path.absolute().as_uri() + ("?mode=ro&immutable=1" if only_read else "?mode=rw"),
        uri=True,
        timeout=timeout,
        isolation_level=None,
    )
    try:
        # Otherwise it writes lines of its own to standard error.
        connection.execute("PRAGMA cipher_log_level = NONE")
        if passphrase is not None:
            # A pragma takes no parameters; a doubled quote is a quote.
            quoted = normal(passphrase).replace("'", "''")
            key = f"\"x'{quoted}'\"" if isinstance(passphrase, RawKey) else f"'{quoted}'"
            connection.execute(f"PRAGMA key = {key}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException as problem:
        connection.close()
        if getattr(problem, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise WrongPassphrase from None
        raise
    return connection


def library() -> ModuleType:
    """SQLCipher's module; raises `JournalUnusable` with the one command that installs it."""
    from importlib import import_module

    try:
        return import_module("sqlcipher3.dbapi2")
    except (ImportError, OSError):
        raise JournalUnusable(
            "A passphrase needs the extra pdtrack[passphrase], which is not installed.",
            f"Type this, then try again: {(command := _install_command())}",
            command=command,
        ) from None


def error_types(name: str) -> tuple[type[Exception], ...]:
    """The exceptions of that name of both libraries: SQLCipher's don't derive from SQLite's."""
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    modules = [sqlite3] if loaded is None else [sqlite3, loaded]
    return tuple(getattr(module, name) for module in modules)


def versions() -> dict[str, str | None]:
    """SQLite's version, and SQLCipher's, `None` where the extra is not installed."""
    found: dict[str, str | None] = {"sqlite": sqlite3.sqlite_version, "sqlcipher": None}
    with contextlib.suppress(JournalUnusable):
        connection = library().connect(":memory:")
        try:
            found["sqlcipher"] = str(connection.execute("PRAGMA cipher_version").fetchone()[0])
        finally:
            connection.close()
    return found


def _install_command() -> str:
    from importlib.util import find_spec
    from shlex import quote

    # For this very Python, so that the package ends up next to pdtrack (pipx, uv, venv).
    python = quote(sys.executable or "python3")
    if find_spec("pip") is None:
        return f"uv pip install --python {python} {NEEDS}"
    return f"{python} -m pip install {NEEDS}"
