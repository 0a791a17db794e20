"""Everything that can go wrong, as one family.

An error knows its sentence, its hint and its exit code. It never prints, logs or
formats itself; that happens once, in `pdtrack.cli.main`. No error ever carries the
text of a note, and none names a tag of another entry.
"""

from __future__ import annotations


class PdtrackError(Exception):
    """The program or the machine failed (exit code 1).

    `message` is one sentence that says what is wrong, `hint` one that says what to do.
    `command` is the line to copy that ends the hint. `neutral` replaces all of it where someone
    may see the screen and it would show too much.
    """

    exit_code = 1

    def __init__(
        self, message: str, hint: str = "", *, command: str = "", neutral: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.command = command
        self.neutral = neutral


class InvalidInput(PdtrackError):
    """What the person gave can't be taken as it is (exit code 2)."""

    exit_code = 2


class JournalUnusable(PdtrackError):
    """The journal is locked, damaged, not a journal, too new or read-only (exit code 3)."""

    exit_code = 3
