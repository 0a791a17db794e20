"""What the histories of shells hold of pdtrack: how many lines, never which words.

A line counts where it gives `pdtrack` an answer, a tag, a note, a text to search for, or words that
are no command. The command that removes them is short enough to be read, copied and understood: it
removes every line that has the word `pdtrack` in it, itself included.
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

_WITH_ANSWERS: Final = "log|before|later|day|list|edit|tags|export|import|report|support|chart"
_OPTIONS: Final = "|".join(
    (
        *(answer.name for answer in ANSWERS),
        *(f"no-{answer.name}" for answer in ANSWERS if answer.holds == "flag"),
        *("tag", "new-tag", "hide-tag", "text", "fine", "clear", "map", "intimate", "add"),
    )
)
_PROGRAM: Final = "(^|[^A-Za-z0-9_.-])pdtrack([.]exe)? "
_COMMAND: Final = f"({_WITH_ANSWERS}) "
_ANSWER: Final = f"(-[hy]*[mnt]|--({_OPTIONS})|rename )"
# The two ways to give a mood or words away, in steps. No step ever returns to what it has passed.
_WITH_OPTION: Final = (_PROGRAM, f" {_COMMAND}", f"[^A-Za-z0-9-]{_ANSWER}")
_WITH_NUMBER: Final = (_PROGRAM, " (log|before|later|day) +[0-9]")
_WAYS: Final = tuple(tuple(map(re.compile, steps)) for steps in (_WITH_OPTION, _WITH_NUMBER))
# Commands after which every word is the person's own, but for the names of entries and answers.
_OWN_WORDS: Final = frozenset(
    ("log", "before", "later", "day", "show", "edit", "delete", "forget", "question", "support")
)
_OTHER_WORDS: Final = frozenset(
    ("list", "undo", "redo", "tags", "patterns", "chart", "report", "guide", "demo", "export",
     "import", "backup", "restore", "config", "completion", "passphrase", "privacy", "doctor",
     "help")
)  # fmt: skip
KNOWN_COMMANDS: Final = _OWN_WORDS | _OTHER_WORDS
_NAMES: Final = frozenset(("last", *(answer.name for answer in ANSWERS)))
_GLOBAL_FLAGS: Final = frozenset(("--plain", "--discreet", "--no-discreet", "--json", "--yes"))
# What may come before the program's name: a variable for it, or what runs it.
_BEFORE_PROGRAM: Final = re.compile(
    r"\w+=|-m$|(?:.*[/\\])?(?:python[0-9.]*|py|sudo|env|time|uv|run|uvx)(?:[.]exe)?$"
)
_PROGRAM_NAME: Final = re.compile(r"(?:.*[/\\])?pdtrack(?:[.]exe)?$")
# Any command followed by as many words was not meant as a command.
_A_SENTENCE: Final = 3
# Without possessive quantifiers, which Python 3.11.2 (Debian 12) gets wrong.
_QUOTED: Final = re.compile(r"""\\.|'[^']*'|"(?:[^"\\]|\\.)*\"""", re.S)
_OPENING: Final = re.compile(r"""['"\\]""")
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
    """Whether a command in the line calls pdtrack with an answer, a tag or words.

    The time it takes grows only as fast as the line. If the first `pdtrack`, the first command
    after it and the first option after that don't match, later ones don't either.
    """
    commands = re.split("[;|&]", line)
    return any(
        _has_own_words(command) or any(_is_found(steps, command) for steps in _WAYS)
        for command in commands
    )


def _has_own_words(command: str) -> bool:
    """Whether pdtrack was called with words that are no command, file or name of an entry."""
    typed = iter(_QUOTED.sub(_in_quotes, command).split())
    program = next((word for word in typed if not _BEFORE_PROGRAM.match(word)), "")
    if not _PROGRAM_NAME.match(program):
        return False
    words = list(_words(typed))
    if not words:
        return False
    name, rest = words[0], [word for word in words[1:] if word not in _NAMES]
    if name not in KNOWN_COMMANDS:
        return True
    return len(rest) >= (1 if name in _OWN_WORDS else _A_SENTENCE)


def _in_quotes(found: re.Match[str]) -> str:
    """Quoted text as one word; a backslash alone may be in the path of a program."""
    return found[0] if found[0][0] == "\\" else "x"


def _words(typed: Iterator[str]) -> Iterator[str]:
    """The words among what was typed: no options, their values, numbers or files to write to."""
    for word in typed:
        if word[0] in "-<>" or word.endswith(">"):
            if word not in _GLOBAL_FLAGS and "=" not in word:
                next(typed, "")
        elif not word[0].isdigit() and any(map(str.isalpha, word)):
            yield word


def _is_found(steps: Iterable[re.Pattern[str]], command: str) -> bool:
    at = 0
    for step in steps:
        found = step.search(command, at)
        if found is None:
            return False
        # Each step begins with the space that the one before it ends with.
        at = found.end() - 1
    return True


def is_open_ended(line: str) -> bool:
    """Whether a quote is not closed: the rest of a note is then on the next lines."""
    return line.endswith("`") or _OPENING.search(_QUOTED.sub("", line)) is not None


def removal(history: History, home: Path, system: str) -> str:
    """The command that removes these lines from the file and from the shell's memory.

    To be typed in that shell. It contains the word that it looks for, so it removes itself.
    """
    path = _from_home(history.path, home)
    sed = "LC_ALL=C sed -i ''" if system == "darwin" else "sed -i"
    match history.shell:
        case "fish":
            return "history -z pdtrack | while read -lz l; history delete -eC -- $l; end"
        case "PowerShell":
            return (
                "[Microsoft.PowerShell.PSConsoleReadLine]::ClearHistory() # pdtrack\n"
                "$h = (Get-PSReadLineOption).HistorySavePath # pdtrack\n"
                "(Get-Content $h) -notmatch 'pdtrack' | Set-Content $h"
            )
        case "zsh":
            # A command on several lines is joined before it is compared.
            joined = r"':a;/\\$/{N;ba};/pdtrack/d'"
            if system == "darwin":
                joined = r"-e :a -e '/\\$/{N' -e ba -e '}' -e /pdtrack/d"
            return f"fc -AI; {sed} {joined} {path}; exec zsh"
        case "bash":
            return f"history -a; {sed} /pdtrack/d {path}; history -c; history -r"
    return f"{sed} /pdtrack/d {path}"


def _from_home(path: Path, home: Path) -> str:
    """The path as it is typed, with `~` for the home folder."""
    try:
        return f"~/{shlex.quote(str(path.relative_to(home)))}"
    except ValueError:
        return shlex.quote(str(path))
