"""Where the program starts."""

from __future__ import annotations

import sys


def run() -> None:
    """Run pdtrack on this process's arguments and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Answered before anything is loaded: scripts ask this a lot.
        from pdtrack import __version__

        print(f"pdtrack {__version__}")
        return
    from pdtrack.cli.main import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
