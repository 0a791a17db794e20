"""Where a passphrase comes from: a person at the terminal, a command, or a file.

Never from an option or a plain variable: anyone using the same account can read both.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pdtrack.errors import InvalidInput, JournalUnusable
from pdtrack.store.files import named
from pdtrack.store.sqlcipher import (
    LockedFile,
    WrongPassphrase,
    check_new,
    library,
    locked_out,
    normal,
)

COMMAND: Final = "PDTRACK_PASSPHRASE_COMMAND"
FILE: Final = "PDTRACK_PASSPHRASE_FILE"
TRIES: Final = 3
IF_LOST: Final = (
    "Check Caps Lock and the keyboard's language. If it is really lost, the entries can't be "
    "opened. To start over: pdtrack forget --all"
)
PASSPHRASE_QUESTIONS: Final = {
    LockedFile.JOURNAL: "Passphrase: ",
    LockedFile.BACKUP: "Passphrase of that backup: ",
}
# Far longer than any passphrase; stops reading a device that never ends.
FILE_MOST: Final = 64 * 1024
# Of zxcvbn's scores, 0 to 4, the one that needs no warning.
_STRONG: Final = 4
_JUDGED_MOST: Final = 72
_PR_SET_DUMPABLE: Final = 4


class PassphraseSource:
    """Gives the passphrase of one file, and keeps it while this command runs."""

    def __init__(
        self, environ: Mapping[str, str], *, asks: bool, file: LockedFile = LockedFile.JOURNAL
    ) -> None:
        self._environ = environ
        self._asks = asks
        self._file = file
        self._known: str | None = None

    def __call__(self, wrong: int) -> str:
        """The passphrase, after `wrong` wrong ones; raises `JournalUnusable` when it gives up."""
        if wrong == 0 and self._known is not None:
            return self._known
        # Fails before anything is asked, since nothing can be opened without it.
        library()
        if wrong and (not self._asks or is_scripted(self._environ)):
            raise WrongPassphrase(self._file)
        if wrong >= TRIES:
            raise WrongPassphrase(self._file, IF_LOST if self._file is LockedFile.JOURNAL else "")
        keep_out_of_sight()
        if is_scripted(self._environ):
            try:
                self._known = passphrase_from_script(self._environ)
            except InvalidInput as problem:
                raise JournalUnusable(problem.message, problem.hint) from None
        elif self._asks:
            again = "That passphrase didn't work. " if wrong else ""
            question = again + PASSPHRASE_QUESTIONS[self._file]
            # Enter alone does not count as a try.
            try:
                while not (typed := _typed(question)):
                    pass
            except EOFError:
                raise locked_out(self._file) from None
            self._known = typed
        else:
            raise locked_out(self._file)
        return self._known


def is_scripted(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a command or a file with the passphrase."""
    return bool(environ.get(COMMAND) or environ.get(FILE))


def passphrase_from_script(environ: Mapping[str, str]) -> str:
    """The passphrase from that command or file; raises `InvalidInput` if there is none."""
    command, file = environ.get(COMMAND), environ.get(FILE)
    if command and file:
        raise InvalidInput(f"{COMMAND} and {FILE} are both set.", "Unset one of them.")
    if command:
        return _first_line(_output_of(command))
    return passphrase_from_file(named(file or ""))


def passphrase_from_file(path: Path) -> str:
    """The first line of a file that only its owner, this account, can read."""
    try:
        # Without O_NONBLOCK, a pipe that has no writer would block forever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as problem:
        raise InvalidInput(
            f"The passphrase file can't be read ({problem.strerror}).",
            "Check its name and who owns it.",
        ) from None
    try:
        _check_file(os.fstat(descriptor))
        return _first_line(os.read(descriptor, FILE_MOST))
    except OSError:
        raise InvalidInput("The passphrase file can't be read.", "Check it.") from None
    finally:
        os.close(descriptor)


def _check_file(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInput("The passphrase file is not a file.", "Give the path of a file.")
    if os.name == "nt":
        return
    if status.st_uid != os.geteuid():
        raise InvalidInput(
            "The passphrase file belongs to another account.", "Use a file that you own."
        )
    if status.st_mode & 0o077:
        raise InvalidInput(
            "Others can read the passphrase file.", "chmod 600 on the file keeps them out."
        )


def _output_of(command: str) -> bytes:
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
        if not words:
            raise ValueError
        # Run without a shell; what the command writes to standard error is shown.
        with subprocess.Popen(  # noqa: S603
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as running:
            assert running.stdout is not None
            written: bytes = running.stdout.read(FILE_MOST + 1)
            is_endless = len(written) > FILE_MOST
            if is_endless:
                running.kill()
    except (OSError, ValueError):
        raise InvalidInput("The passphrase command can't be run.", f"See {COMMAND}.") from None
    if is_endless:
        raise InvalidInput(
            f"The passphrase command wrote more than {FILE_MOST // 1024} KB.", f"See {COMMAND}."
        )
    if running.returncode != 0:
        raise InvalidInput("The passphrase command failed.", f"See {COMMAND}.")
    return written


def _first_line(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("The passphrase is not UTF-8 text.") from None
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        raise InvalidInput("The passphrase is empty.", "Nothing was changed.")
    return line


def keep_out_of_sight() -> None:
    """Keep other programs of this account from reading the passphrase in memory, on Linux."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # only with a passphrase, which takes longer by itself

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def guessed_in(passphrase: str) -> str:
    """How long a program would need to guess the passphrase, if that is not long; else "".

    An estimate, by zxcvbn: it knows common passwords, names, dates and rows of keys.
    """
    try:
        from zxcvbn import zxcvbn
    except ImportError:
        return ""
    # It is slow for long ones, and nothing that long is weak.
    found = zxcvbn(normal(passphrase)[:_JUDGED_MOST])
    if found["score"] >= _STRONG:
        return ""
    # What SQLCipher's key costs a fast machine, about.
    return str(found["crack_times_display"]["offline_slow_hashing_1e4_per_second"])


def typed_new(notify: Callable[[str], None]) -> tuple[str, str]:
    """A new passphrase, typed twice; asked until both are the same and it is long enough.

    It never gives up: what is typed next would end up in the shell and in its history.
    """
    while True:
        first = _typed("New passphrase: ")
        try:
            check_new(first)
        except InvalidInput as problem:
            notify(f"{problem.message} {problem.hint}".rstrip())
            continue
        second = _typed("Repeat it: ")
        if normal(first) == normal(second):
            return first, second
        notify("The two don't match. Ctrl-C stops without changing anything.")


def _typed(question: str) -> str:
    """A line typed without being shown; raises `JournalUnusable` where it would be shown."""
    import getpass
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except getpass.GetPassWarning:
            raise locked_out() from None
