"""Where the program starts, and how it leaves."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run pdtrack on this process's arguments and leave with its exit code."""
    if sys.argv[1:] == ["--version"] and _said_version():
        leave(0)
    else:
        leave(_ran())


def _said_version() -> bool:
    """Answer before anything is loaded: scripts ask this a lot."""
    from pdtrack import __version__

    try:
        # Past the buffer: what it could not write would fail again, later and elsewhere.
        os.write(sys.stdout.fileno(), f"pdtrack {__version__}\n".encode())
    except (OSError, AttributeError):
        return False
    return True


def _ran() -> int:
    """The exit code of the line that was typed."""
    # All that a command makes is its owner's alone, what SQLite makes included.
    os.umask(0o077)
    _dump_no_core()
    # What is loaded stays to the end; looking for garbage among it is a tenth of a start.
    gc.disable()
    try:
        from pdtrack.cli.interrupts import hold, listen

        listen()
        from pdtrack.cli.main import main
    except KeyboardInterrupt:
        return 130
    except SystemExit as end:
        return int(end.code or 0)
    gc.freeze()
    gc.enable()
    code = main(sys.argv[1:])
    hold()  # what is done counts
    return code


def _dump_no_core() -> None:
    """Keep what is typed and decrypted out of a core dump."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def leave(code: int) -> None:
    """End the process at once, after everything is written.

    Journals and files are closed where they were opened. Taking the interpreter apart
    frees memory that the system takes back anyway, and costs a sixth of a short command.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
