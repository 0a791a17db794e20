"""The completion script for fish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pdtrack.cli.completion.surface import Program, Subcommand, Value
from pdtrack.cli.completion.template import PLAIN, filled, function_name

_FISH: Final = """\
@ABOUT@

# Whether the command is this one and, if a place is given, whether its argument comes next.
function __@FUNCTION@_at
    set -l command ''
    set -l place 1
    set -l skips ''
    set -l ended ''
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test -n "$skips"
            set skips ''
        else if test -n "$ended"; or not string match -q -- '-?*' $word
            if test -z "$command"
                set command $word
            else
                set place (math $place + 1)
            end
        else if test "$word" = --
            set ended 1
        else
            switch "$command $word"
                case @TAKES@
                    set skips 1
            end
        end
    end
    test "$command" = "$argv[1]"; and begin
        test (count $argv) -lt 2; or test "$place" = "$argv[2]"
    end
end

# Words behind the last comma, what stands before it kept.
function __@FUNCTION@_list
    set -l token (commandline -ct | string replace -r -- '^--[^=]*=' '')
    set -l before (string match -r -- '^.*,' $token)
    printf '%s\\n' "$before"$argv
end

complete -c @NAME@ -f
@LINES@
"""


def fish(program: Program) -> str:
    """The script for fish."""
    takes = [place for place in program.table() if place.partition(" ")[2].startswith("-")]
    lines = [line for command in program.everywhere() for line in _lines(program, command)]
    parts = {
        "takes": " ".join(_quoted(place) for place in takes if not place.endswith(" -")),
        "lines": "\n".join(lines),
    }
    return filled(_FISH, program, "fish", **parts)


def _lines(program: Program, command: Subcommand) -> Iterator[str]:
    at = f"__{function_name(program)}_at {_quoted(command.name)}"
    start = f"complete -c {program.name} -n"
    for option in command.options:
        names = " ".join(
            f"-l {_quoted(name[2:])}" if name.startswith("--") else f"-s {name[1:]}"
            for name in option.names
        )
        takes = ""
        if option.value is not None:
            # Without -x, file names are offered as well.
            alone = "-r" if option.value.is_file else "-x"
            takes = f"{alone} {_offer(program, option.value)}".rstrip()
        about = f"-d {_quoted(option.help)}" if option.help else ""
        yield " ".join(part for part in (start, _quoted(at), names, takes, about) if part)
    if not command.name:
        for each in program.commands:
            word, about = _quoted(_quoted(each.name)), _quoted(each.help)
            yield f"{start} {_quoted(f'{at} 1')} -a {word} -d {about}"
        return
    for place, value in command.places():
        here = _quoted(at if place == "many" else f"{at} {place}")
        if value.kind != "free":
            yield f"{start} {here} {_offer(program, value)}"


def _offer(program: Program, value: Value) -> str:
    if value.kind in ("file", "free"):
        return "-F" if value.is_file else ""
    # fish evaluates what follows -a once more, so the words are quoted twice.
    words = " ".join(_quoted(word) for word in value.words)
    if value.is_list:
        words = f"(__{function_name(program)}_list {words})"
    return f"-k -a {_quoted(words)}"


def _quoted(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    return "'" + re.sub(r"[\\']", r"\\\g<0>", text) + "'"
