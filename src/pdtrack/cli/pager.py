"""Long pages through the pager: `PAGER`, or else `less`."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from typing import Final

# -F leaves at once if all fits, -R shows colour, -X leaves the text on the screen. -Ps: what
# the last line says, for someone who has never seen a pager.
DEFAULT: Final = "less -FRX '-Ps?eThis is the end, q closes:Space shows more, q closes.'"


def show_in_pager(text: str, environ: Mapping[str, str]) -> bool:
    """Show the text in the pager; `False` where there is none, or it is switched off (`PAGER=`).

    The text goes through a pipe, so none of it is written to a disk. Of what is searched for,
    `less` keeps no history.
    """
    argv = _argv(environ.get("PAGER", DEFAULT))
    if not argv or shutil.which(argv[0]) is None:
        return False
    quiet = {**environ, "LESSHISTFILE": "-", "LESSCHARSET": "utf-8", "LESSSECURE": "1"}
    # Ctrl-C is for the pager, which keeps the terminal until it leaves.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        subprocess.run(argv, input=text.encode(errors="replace"), env=quiet, check=False)  # noqa: S603
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def _argv(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # a quotation mark without its partner
        return []
