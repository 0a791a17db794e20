"""What the scripts of all shells share: templates, and what needs no quotes.

A script is static: it holds every word that it may offer and runs no program. A shell reads it
as code, so whatever is not written in its template is quoted for that shell.
"""

from __future__ import annotations

import re
from typing import Final

from pdtrack.cli.completion.surface import Program

_ABOUT: Final = """\
# Made by: {name} completion {shell}
# What comes with {name} is all that is in here. Tab opens no journal and runs no program.
"""
PLAIN: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]*")


def filled(template: str, program: Program, shell: str, **parts: str) -> str:
    """`template` with its @MARKS@ replaced; NAME and FUNCTION stand for the program."""
    about = _ABOUT.format(name=program.name, shell=shell).rstrip()
    parts |= {"about": about, "name": program.name, "function": function_name(program)}
    return re.sub("@([A-Z]+)@", lambda mark: parts[mark[1].lower()], template)


def function_name(program: Program) -> str:
    """The program's name as part of the name of a shell function."""
    return program.name.replace("-", "_")


def posix_quoted(*words: str) -> str:
    """`words` for bash and zsh, in single quotes unless they are plain."""
    return " ".join(
        word if PLAIN.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'" for word in words
    )
