"""What the histories of shells hold of pdtrack: how many lines, never which words.

A line counts where it gives `pdtrack` an answer, a tag, a note or a text to search for. The
command that removes lines has the same pattern that counts them, so it removes what was
counted.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pdtrack.domain.fields import ANSWERS

# Of a longer history only the end is read.
READ_MOST: Final = 20 * 2**20

_COMMANDS: Final = "log|before|later|day|list|edit|tags|export|import|report|support|chart"
_OPTIONS: Final = "|".join(
    (
        *(answer.name for answer in ANSWERS),
        *(f"no-{answer.name}" for answer in ANSWERS if answer.holds == "flag"),
        *("tag", "new-tag", "hide-tag", "text", "fine", "clear", "map", "intimate", "add"),
    )
)
_PROGRAM: Final = "(^|[^A-Za-z0-9_.-])pdtrack([.]exe)? "
_COMMAND: Final = f"({_COMMANDS}) "
_ANSWER: Final = f"(-[hy]*[mnt]|--({_OPTIONS})|rename )"
# Python, sed -E, fish and PowerShell understand it alike; there is no slash and no quote in it.
PATTERN: Final = f"{_PROGRAM}([^;|&]* )?{_COMMAND}([^;|&]*[^A-Za-z0-9;|&-])?{_ANSWER}"
# The three steps of `PATTERN`. None of them ever returns to what it has passed.
_STEPS: Final = tuple(
    re.compile(step) for step in (_PROGRAM, f" {_COMMAND}", f"[^A-Za-z0-9-]{_ANSWER}")
)
_QUOTED: Final = re.compile(r"""(?:[^'"\\]++|\\.|'[^']*+'|"(?:[^"\\]++|\\.)*+")*+""", re.S)
_STAMP: Final = re.compile(r": \d+:\d+;")
_HISTFILE: Final = re.compile(r"^\s*(?:export\s+)?HISTFILE=([^\s;#]+)", re.M)
_FISH: Final = re.compile(r"^- cmd: (.*)$", re.M)


Shell = Literal["bash", "zsh", "sh", "fish", "PowerShell"]


@dataclass(frozen=True, slots=True)
class History:
    """The history that a shell keeps in a file."""

    shell: Shell
    path: Path


@dataclass(frozen=True, slots=True)
class Hits:
    """How many lines of a history give something away; `open_ended` of them continue below.

    `whole` is whether all of the file was read.
    """

    lines: int
    open_ended: int
    whole: bool


def histories(home: Path, environ: Mapping[str, str], system: str) -> list[History]:
    """The history files of this account's shells that exist, each once."""
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    zsh = Path(environ.get("ZDOTDIR") or home)
    named: list[tuple[Shell, Path]] = [
        ("bash", home / ".bash_history"),
        *(("zsh", zsh / name) for name in (".zsh_history", ".zhistory", ".histfile")),
        ("zsh", home / ".zsh_history"),
        ("sh", home / ".sh_history"),
        ("fish", data / "fish" / "fish_history"),
        ("PowerShell", data / "powershell" / "PSReadLine" / "ConsoleHost_history.txt"),
    ]
    if system == "win32" and environ.get("APPDATA"):
        windows = Path(environ["APPDATA"], "Microsoft", "Windows", "PowerShell", "PSReadLine")
        named.append(("PowerShell", windows / "ConsoleHost_history.txt"))
    if environ.get("HISTFILE"):
        is_zsh = "zsh" in environ["HISTFILE"] or environ.get("SHELL", "").endswith("zsh")
        named.append(("zsh" if is_zsh else "bash", _expanded(environ["HISTFILE"], home)))
    named += _set_at_start(home, zsh)
    windows_of: tuple[Shell, ...] = ("bash", "zsh")
    for shell in windows_of:
        # macOS keeps a history for each window.
        with contextlib.suppress(OSError):
            for path in sorted((home / f".{shell}_sessions").glob("*.history*")):
                named.append((shell, path))
    found: dict[str, History] = {}
    for shell, path in named:
        if path.is_file():
            found.setdefault(os.path.realpath(path), History(shell, path))
    return list(found.values())


def _set_at_start(home: Path, zsh: Path) -> Iterator[tuple[Shell, Path]]:
    """The histories that start files name: most don't export the name to other programs."""
    starts: list[tuple[Shell, Path]] = [
        ("bash", home / name) for name in (".bashrc", ".bash_profile", ".profile")
    ]
    starts += [("zsh", folder / name) for folder in (home, zsh) for name in (".zshenv", ".zshrc")]
    for shell, start in starts:
        try:
            text = start.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for value in _HISTFILE.findall(text):
            yield shell, _expanded(value.strip("\"'"), home)


def _expanded(value: str, home: Path) -> Path:
    """The path that a start file writes, with `~` and variables replaced."""
    text = re.sub(r"^~(?=/|$)|\$\{?(HOME|ZDOTDIR)\}?", lambda _: str(home), value)
    return Path(text)


def hits(history: History) -> Hits:
    """How many lines of a history give something away; raises `OSError` if it can't be read."""
    with history.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - READ_MOST))
        # Every byte becomes some letter: the pattern is plain ASCII.
        text = file.read(READ_MOST).decode("latin-1")
    lines = _commands(history.shell, text)
    found = [line for line in lines if "pdtrack" in line and gives_away(line)]
    open_ended = 0 if history.shell in ("fish", "zsh") else sum(map(is_open_ended, found))
    return Hits(len(found), open_ended, size <= READ_MOST)


def _commands(shell: Shell, text: str) -> Iterable[str]:
    """What was typed: whole commands where the shell marks their ends, else lines."""
    if shell == "fish":
        return (line.replace("\\n", "\n") for line in _FISH.findall(text))
    lines = text.splitlines() if shell == "PowerShell" else text.split("\n")
    if shell == "zsh":
        joined = "\n".join(lines).replace("\\\n", "\\\0").split("\n")
        return (_STAMP.sub("", line, count=1).replace("\0", "\n") for line in joined)
    return lines


def gives_away(line: str) -> bool:
    """Whether `PATTERN` is in the line, found in time that grows only as fast as the line.

    The pattern alone tries every `pdtrack` with every command and every option after it. But
    if the first of each don't match within one command, later ones don't either.
    """
    return any(_command_gives_away(command) for command in re.split("[;|&]", line))


def _command_gives_away(command: str) -> bool:
    at = 0
    for step in _STEPS:
        found = step.search(command, at)
        if found is None:
            return False
        # Each step begins with the space that the one before it ends with.
        at = found.end() - 1
    return True


def is_open_ended(line: str) -> bool:
    """Whether a quote is not closed: the rest of a note is then on the next lines."""
    return line.endswith("`") or not _QUOTED.fullmatch(line)


def removal(history: History, system: str) -> str:
    """The command that removes these lines from the file and from the shell's memory.

    It is to be typed in that shell.
    """
    path = shlex.quote(str(history.path))
    in_place = "-i ''" if system == "darwin" else "-i"
    sed = f"LC_ALL=C sed {in_place} -E"
    match history.shell:
        case "fish":
            return (
                "history search --null pdtrack | while read -lz line; "
                f"string match -qr '{PATTERN}' -- $line; "
                "and history delete --exact --case-sensitive -- $line; end; history save"
            )
        case "PowerShell":
            return (
                "$h = (Get-PSReadLineOption).HistorySavePath; "
                f"(Get-Content $h) -cnotmatch '{PATTERN}' | Set-Content $h; "
                "[Microsoft.PowerShell.PSConsoleReadLine]::ClearHistory()"
            )
        case "zsh":
            # A command on several lines is joined before it is compared.
            joined = r"-e ':a' -e '/\\$/{' -e 'N' -e 'ba' -e '}'"
            drop = f"-e '/{PATTERN}/d' -e '/fc -AI .*C sed/d'"
            return f"fc -AI {path}; {sed} {joined} {drop} {path}; exec zsh"
        case "bash":
            # The second of the two removes this line itself.
            drop = f"-e '/{PATTERN}/d' -e '/history -a; LC_ALL=C sed/d'"
            return f"history -a; {sed} {drop} {path}; history -c; history -r"
    return f"{sed} '/{PATTERN}/d' {path}"
