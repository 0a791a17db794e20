"""What the histories of shells keep of pdtrack: how many lines, never which words.

A line counts where it gives `pdtrack` an answer, a tag, a note or a text to look for. The
same pattern counts the lines and stands in the command that removes them, so that what
was counted is what goes.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pdtrack.domain.fields import ANSWERS

# Read from the end of a longer history.
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
# Understood alike by Python, sed -E, fish and PowerShell; no slash and no quote in it.
PATTERN: Final = f"{_PROGRAM}([^;|&]* )?{_COMMAND}([^;|&]*[^A-Za-z0-9;|&-])?{_ANSWER}"
# The three steps of `PATTERN`. None of them needs to go back over what it has passed.
_STEPS: Final = tuple(
    re.compile(step) for step in (_PROGRAM, f" {_COMMAND}", f"[^A-Za-z0-9-]{_ANSWER}")
)
_QUOTED: Final = re.compile(r"""(?:[^'"\\]++|\\.|'[^']*+'|"(?:[^"\\]++|\\.)*+")*+""", re.S)
_STAMP: Final = re.compile(r": \d+:\d+;")
_HISTFILE: Final = re.compile(r"^\s*(?:export\s+)?HISTFILE=([^\s;#]+)", re.M)
_FISH: Final = re.compile(r"^- cmd: (.*)$", re.M)


@dataclass(frozen=True, slots=True)
class History:
    """The history that a shell keeps in a file."""

    shell: str
    path: Path


@dataclass(frozen=True, slots=True)
class Hits:
    """What a history holds: `lines` that tell something, `open_ended` of them go on below.

    `whole` is whether all of the file was read.
    """

    lines: int
    open_ended: int
    whole: bool


def histories(home: Path, environ: Mapping[str, str], system: str) -> list[History]:
    """Where the shells of this account keep their histories; files that are there, each once."""
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    zsh = Path(environ.get("ZDOTDIR") or home)
    named = [
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
    for shell in ("bash", "zsh"):
        # macOS keeps one for each window.
        with contextlib.suppress(OSError):
            for path in sorted((home / f".{shell}_sessions").glob("*.history*")):
                named.append((shell, path))
    found: dict[str, History] = {}
    for shell, path in named:
        if path.is_file():
            found.setdefault(os.path.realpath(path), History(shell, path))
    return list(found.values())


def _set_at_start(home: Path, zsh: Path) -> Iterator[tuple[str, Path]]:
    """The histories that start files name without telling other programs, as most do."""
    starts = [("bash", home / name) for name in (".bashrc", ".bash_profile", ".profile")]
    starts += [("zsh", folder / name) for folder in (home, zsh) for name in (".zshenv", ".zshrc")]
    for shell, start in starts:
        try:
            text = start.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for value in _HISTFILE.findall(text):
            yield shell, _expanded(value.strip("\"'"), home)


def _expanded(value: str, home: Path) -> Path:
    """A path as a start file writes it."""
    text = re.sub(r"^~(?=/|$)|\$\{?(HOME|ZDOTDIR)\}?", lambda _: str(home), value)
    return Path(text)


def hits(history: History) -> Hits:
    """How many lines of a history tell something; raises `OSError` where it can't be read."""
    with history.path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - READ_MOST))
        # Any byte is some letter: what is looked for is plain ASCII.
        text = file.read(READ_MOST).decode("latin-1")
    lines = _commands(history.shell, text)
    telling = [line for line in lines if "pdtrack" in line and tells(line)]
    open_ended = 0 if history.shell in ("fish", "zsh") else sum(map(goes_on, telling))
    return Hits(len(telling), open_ended, size <= READ_MOST)


def _commands(shell: str, text: str) -> Iterable[str]:
    """What was typed, a command each where the shell shows where it ends."""
    if shell == "fish":
        return (line.replace("\\n", "\n") for line in _FISH.findall(text))
    lines = text.splitlines() if shell == "PowerShell" else text.split("\n")
    if shell == "zsh":
        joined = "\n".join(lines).replace("\\\n", "\\\0").split("\n")
        return (_STAMP.sub("", line, count=1).replace("\0", "\n") for line in joined)
    return lines


def tells(line: str) -> bool:
    """Whether `PATTERN` is somewhere in the line, in time that grows as the line does.

    The pattern alone tries every `pdtrack` with every command and every option behind it. But
    where the first of each in one command don't fit, later ones don't either.
    """
    return any(_part_tells(part) for part in re.split("[;|&]", line))


def _part_tells(part: str) -> bool:
    at = 0
    for step in _STEPS:
        found = step.search(part, at)
        if found is None:
            return False
        # Each step begins with the space that the one before it ends with.
        at = found.end() - 1
    return True


def goes_on(line: str) -> bool:
    """Whether a quote is left open: the rest of a note is then on the next lines."""
    return line.endswith("`") or not _QUOTED.fullmatch(line)


def removal(history: History, system: str) -> str:
    """The command that removes these lines, to be typed in that shell: from file and memory."""
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
            # A command on several lines is joined before it is looked at.
            joined = r"-e ':a' -e '/\\$/{' -e 'N' -e 'ba' -e '}'"
            drop = f"-e '/{PATTERN}/d' -e '/fc -AI .*C sed/d'"
            return f"fc -AI {path}; {sed} {joined} {drop} {path}; exec zsh"
        case "bash":
            # The second of the two takes this line itself.
            drop = f"-e '/{PATTERN}/d' -e '/history -a; LC_ALL=C sed/d'"
            return f"history -a; {sed} {drop} {path}; history -c; history -r"
    return f"{sed} '/{PATTERN}/d' {path}"
