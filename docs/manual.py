"""Writes the manual page from the table of commands: `python docs/manual.py [--check]`.

The page, `docs/pdtrack.1`, comes with a wheel as `share/man/man1/pdtrack.1`. With `--check` the
exit code is 1 if it is no longer what the table says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import typer

from pdtrack import __version__
from pdtrack.cli import dispatch
from pdtrack.cli.commands.completion import surface
from pdtrack.cli.completion.surface import Option, Program, Subcommand, Value
from pdtrack.cli.index import COMMANDS, SUMMARY

PAGE: Final = Path(__file__).with_name("pdtrack.1")
DESCRIPTION: Final = """\
pdtrack is a private diary for how you feel after sex: your mood before, right after and later, what
was going on, and, once there is enough to compare, what keeps coming back. It is not a diagnosis
and not therapy. Everything stays in one SQLite file; there is no network code.
"""
NOTES: Final = """\
.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
pdtrack or the machine failed
.TP
.B 2
the input is wrong
.TP
.B 3
the journal can't be used: locked, damaged, not a journal, newer, read-only
.TP
.B 130
Ctrl-C
.SH ENVIRONMENT
.TP
.B PDTRACK_JOURNAL
the journal, where
.B --journal
is not given
.TP
.BR PDTRACK_PASSPHRASE_FILE ", " PDTRACK_PASSPHRASE_COMMAND
where the passphrase comes from without a terminal
.TP
.BR NO_COLOR ", " ACCESSIBLE=1 ", " TERM=dumb
the same as
.B --plain
.TP
.B PAGER
shows what is longer than the screen; the default is less -FRX
.SH FILES
.B pdtrack doctor
shows where the journal, the settings and the backups are.
.SH EXAMPLES
.TP
.B pdtrack log
asks one question at a time; what you type there is in no shell history
.TP
.B pdtrack later 6
your mood some hours later
.TP
.B pdtrack report diary.html
a page to read or to print for a professional
.PP
Having a hard night? Type
.BR "pdtrack support" .
"""


def manual(program: Program) -> str:
    """The page in the language of man(7)."""
    lines = [
        f'.TH PDTRACK 1 "" "pdtrack {__version__}" "User Commands"',
        ".SH NAME",
        f"pdtrack - {_escaped(_lowered(SUMMARY.partition('.')[0]))}",
        ".SH SYNOPSIS",
        ".B pdtrack",
        "[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]",
        ".SH DESCRIPTION",
        _escaped(DESCRIPTION.strip()),
        ".SH OPTIONS",
        "Before or after the command:",
        *_options(program.options),
        ".SH COMMANDS",
    ]
    by_name = {command.name: command for command in program.commands}
    for group, rows in groupby(COMMANDS, key=lambda row: row.group):
        if group:
            lines.append(f'.SS "{_escaped(group)}"')
            for row in rows:
                lines += _command(by_name[row.name])
    return "\n".join(lines) + "\n" + NOTES


def _command(command: Subcommand) -> Iterable[str]:
    arguments = "".join(f" {_argument(value)}" for value in command.arguments)
    yield ".TP"
    yield f"\\fB{_escaped(command.name)}\\fR{arguments}{' ...' if command.repeats else ''}"
    yield _escaped(command.help)
    if command.options:
        yield ".RS"
        yield from _options(command.options)
        yield ".RE"


def _argument(value: Value) -> str:
    label = f"\\fI{_escaped(value.label)}\\fR"
    return f"[{label}]" if value.is_optional else label


def _options(options: Iterable[Option]) -> Iterable[str]:
    for option in options:
        names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in option.names)
        value = f" \\fI{_escaped(option.value.label)}\\fR" if option.value else ""
        yield ".TP"
        yield names + value
        yield _escaped(option.help) or "-"


def _escaped(text: str) -> str:
    """Text in which nothing is a request, and a hyphen can be copied into a shell."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in text.split("\n"))


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]


def _program() -> Program:
    app = typer.Typer(add_completion=False)
    app.callback(invoke_without_command=True, add_help_option=False)(dispatch._options)
    app.command("none")(lambda: None)
    root: Any = typer.main.get_command(app)
    return surface(root)


def main(arguments: list[str]) -> int:
    """Write the page, or look whether it is still right."""
    text = manual(_program())
    if "--check" in arguments:
        return 0 if PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
