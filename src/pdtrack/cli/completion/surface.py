"""Scripts for the Tab key of four shells, from plain values.

A script is static: it holds every word that it may offer and runs no program. A shell reads it
as code, so whatever is not written here goes through the quoting of that shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_ABOUT: Final = """\
# Made by: {name} completion {shell}
# What comes with {name} is all that is in here. Tab opens no journal and runs no program.
"""
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]*")


@dataclass(frozen=True, slots=True)
class Value:
    """What may stand in one place: some words, a list of them with commas, a file, free text."""

    label: str
    words: tuple[str, ...] = ()
    is_list: bool = False
    is_file: bool = False

    @property
    def kind(self) -> str:
        """`file`, `list`, `words` or `free`."""
        if self.is_file:
            return "file"
        if self.words:
            return "list" if self.is_list else "words"
        return "free"


@dataclass(frozen=True, slots=True)
class Option:
    """An option by all its names; a flag takes no value."""

    names: tuple[str, ...]
    help: str = ""
    value: Value | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command; with `repeats`, its last argument may be given many times."""

    name: str
    help: str = ""
    options: tuple[Option, ...] = ()
    arguments: tuple[Value, ...] = ()
    repeats: bool = False

    def places(self) -> Iterator[tuple[str, Value]]:
        """Each argument by its place: a number from 1, `many` for one that repeats."""
        for number, value in enumerate(self.arguments, 1):
            last = self.repeats and number == len(self.arguments)
            yield "many" if last else str(number), value


@dataclass(frozen=True, slots=True)
class Program:
    """The whole surface: what stands before the command, and the commands."""

    name: str
    options: tuple[Option, ...]
    commands: tuple[Command, ...]

    def root(self) -> Command:
        """What stands before a command, as if it were one, without a name."""
        names = tuple(command.name for command in self.commands)
        return Command("", options=self.options, arguments=(Value("COMMAND", names),))

    def everywhere(self) -> tuple[Command, ...]:
        """The root, then the commands."""
        return (self.root(), *self.commands)

    def table(self) -> dict[str, Value]:
        """What may stand where, by `COMMAND OPTION`, `COMMAND PLACE` and `COMMAND -`.

        The last is the list of options; a flag has no row.
        """
        rows: dict[str, Value] = {}
        for command in self.everywhere():
            for option in command.options:
                if option.value is not None:
                    rows |= {f"{command.name} {name}": option.value for name in option.names}
            rows |= {f"{command.name} {place}": value for place, value in command.places()}
            names = tuple(name for option in command.options for name in option.names)
            rows[f"{command.name} -"] = Value("OPTION", names)
        return rows


def _filled(template: str, program: Program, shell: str, **parts: str) -> str:
    """`template` with its @MARKS@ replaced; NAME and FUNCTION stand for the program."""
    about = _ABOUT.format(name=program.name, shell=shell).rstrip()
    parts |= {"about": about, "name": program.name, "function": _function(program)}
    return re.sub("@([A-Z]+)@", lambda mark: parts[mark[1].lower()], template)


def _function(program: Program) -> str:
    return program.name.replace("-", "_")


# bash, from 3.2 on

_BASH: Final = """\
@ABOUT@

# What may stand in the place "COMMAND WHERE": sets kind and words; fails where nothing is known.
_@FUNCTION@_takes() {
    kind=free words=()
    case $1 in
@ROWS@
        *) return 1 ;;
    esac
}

_@FUNCTION@() {
    local cur=${COMP_WORDS[COMP_CWORD]} command= place=1 option= ended= before= quote= kind= i word
    local -a words
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == : ]]; then
            # bash parts 22:30 into three words.
            ((i++))
        elif [[ -n $option ]]; then
            # It parts --tears=none, too.
            [[ $word == '=' ]] || option=
        elif [[ -n $ended || $word != -?* ]]; then
            if [[ -z $command ]]; then command=$word; else ((place++)); fi
        elif [[ $word == -- ]]; then
            ended=1
        elif _@FUNCTION@_takes "$command $word"; then
            option=$word
        fi
    done
    if [[ -n $option ]]; then
        [[ $cur != '=' ]] || cur=
    elif [[ -z $ended && $cur == --*=* ]]; then
        option=${cur%%=*} before=${cur%%=*}= cur=${cur#*=}
    fi
    if [[ -n $option ]]; then
        _@FUNCTION@_takes "$command $option"
    elif [[ -z $ended && $cur == -* ]]; then
        _@FUNCTION@_takes "$command -"
    else
        _@FUNCTION@_takes "$command $place" || _@FUNCTION@_takes "$command many" ||
            [[ -n $ended ]] || _@FUNCTION@_takes "$command -"
    fi
    if [[ $kind == file ]]; then
        compopt -o default 2>/dev/null
        return 0
    fi
    case $cur in
        \\"* | \\'*) quote=1 cur=${cur:1} ;;
    esac
    if [[ $kind == list ]]; then
        before+=${cur%"${cur##*,}"} cur=${cur##*,}
    fi
    ((${#words[@]})) || return 0
    for word in "${words[@]}"; do
        [[ $word == "$cur"* ]] || continue
        [[ -n $quote ]] || printf -v word %q "$word"
        COMPREPLY+=("$before$word")
    done
    return 0
}

# An older bash can't be told to keep the order; it offers files where there is nothing else.
complete -o nosort -F _@FUNCTION@ @NAME@ 2>/dev/null ||
    complete -o default -F _@FUNCTION@ @NAME@
"""


def bash(program: Program) -> str:
    """The script for bash."""
    places: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for place, value in program.table().items():
        places.setdefault((value.kind, value.words), []).append(_quoted(place))
    rows = "\n".join(
        f"        {' | '.join(found)})\n            kind={kind} words=({_quoted(*words)}) ;;"
        for (kind, words), found in places.items()
    )
    return _filled(_BASH, program, "bash", rows=rows)


def _quoted(*words: str) -> str:
    """`words` for bash and zsh, in single quotes unless they are plain."""
    return " ".join(
        word if _PLAIN.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'" for word in words
    )


# zsh

_ZSH: Final = """\
#compdef @NAME@
@ABOUT@

@VALUES@

_@FUNCTION@_commands() {
  local -a commands=(
@COMMANDS@
  )
  _describe -V -t commands command commands
}

_@FUNCTION@() {
  local curcontext=$curcontext state line ret=1
  local -A opt_args
  _arguments -C -S -A '-*'@OPTIONS@ \\
    '1:command:_@FUNCTION@_commands' '*::argument:->rest' && ret=0
  [[ $state == rest ]] || return ret
  curcontext=${curcontext%:*:*}:@NAME@-$line[1]:
  case $line[1] in
@CASES@
  esac
  return ret
}

if [[ $funcstack[1] == _@FUNCTION@ ]]; then
  _@FUNCTION@ "$@"
else
  compdef _@FUNCTION@ @NAME@
fi
"""


def zsh(program: Program) -> str:
    """The script for zsh, to be found by `compinit` or sourced after it."""
    speech = _Zsh(program)
    options = speech.specs(program.options, (), indent=4)
    cases = "\n".join(
        f"    {_quoted(command.name)})\n      _arguments -S"
        f"{speech.specs(command.options, command.places(), indent=8)} && ret=0 ;;"
        for command in program.commands
    )
    commands = "\n".join(
        "    " + _quoted(f"{_escaped(command.name, ':')}:{command.help}")
        for command in program.commands
    )
    parts = {"options": options, "cases": cases, "commands": commands}
    return _filled(_ZSH, program, "zsh", values=speech.functions(), **parts)


class _Zsh:
    """How zsh is told of options and arguments; each set of words has a function of its own."""

    def __init__(self, program: Program) -> None:
        self.names: dict[tuple[str, tuple[str, ...]], str] = {}
        function = _function(program)
        for command in program.commands:
            for value in (*(option.value for option in command.options), *command.arguments):
                if value is not None and value.words:
                    name = f"_{function}_{len(self.names) + 1}"
                    self.names.setdefault((value.kind, value.words), name)

    def functions(self) -> str:
        """The functions that offer words, in their order."""
        found = []
        for (kind, words), name in self.names.items():
            how = '_sequence "$@" -V words compadd -' if kind == "list" else 'compadd "$@" -V words'
            found.append(f"{name}() {{ {how} -- {_quoted(*words)}; }}")
        return "\n".join(found)

    def specs(
        self, options: Iterable[Option], places: Iterable[tuple[str, Value]], *, indent: int
    ) -> str:
        """What follows a call of `_arguments`, a line for each option and place."""
        found = [spec for option in options for spec in self._option(option)]
        found += [
            ("*" if place == "many" else place) + self._action(value) for place, value in places
        ]
        return "".join(f" \\\n{' ' * indent}{_quoted(spec)}" for spec in found)

    def _option(self, option: Option) -> Iterator[str]:
        about = f"[{_escaped(option.help, '[]:')}]" if option.help else ""
        # A long name takes its value behind = as well, a short one right behind itself.
        ends = {True: "=", False: "+"}
        for name in option.names:
            end = "" if option.value is None else ends[name.startswith("--")]
            before = "*" if option.repeats else f"({' '.join(option.names)})"
            action = "" if option.value is None else self._action(option.value)
            yield f"{before}{name}{end}{about}{action}"

    def _action(self, value: Value) -> str:
        does = "_files" if value.is_file else self.names.get((value.kind, value.words), " ")
        return f":{_escaped(value.label, ':')}:{does}"


def _escaped(text: str, which: str) -> str:
    return re.sub(rf"[{re.escape(which)}\\]", r"\\\g<0>", text)


# fish

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
    lines = [line for command in program.everywhere() for line in _fish_lines(program, command)]
    parts = {
        "takes": " ".join(_fish_quoted(place) for place in takes if not place.endswith(" -")),
        "lines": "\n".join(lines),
    }
    return _filled(_FISH, program, "fish", **parts)


def _fish_lines(program: Program, command: Command) -> Iterator[str]:
    at = f"__{_function(program)}_at {_fish_quoted(command.name)}"
    start = f"complete -c {program.name} -n"
    for option in command.options:
        names = " ".join(
            f"-l {_fish_quoted(name[2:])}" if name.startswith("--") else f"-s {name[1:]}"
            for name in option.names
        )
        takes = ""
        if option.value is not None:
            # Without -x, file names are offered as well.
            alone = "-r" if option.value.is_file else "-x"
            takes = f"{alone} {_fish_offer(program, option.value)}".rstrip()
        about = f"-d {_fish_quoted(option.help)}" if option.help else ""
        yield " ".join(part for part in (start, _fish_quoted(at), names, takes, about) if part)
    if not command.name:
        for each in program.commands:
            word, about = _fish_quoted(_fish_quoted(each.name)), _fish_quoted(each.help)
            yield f"{start} {_fish_quoted(f'{at} 1')} -a {word} -d {about}"
        return
    for place, value in command.places():
        here = _fish_quoted(at if place == "many" else f"{at} {place}")
        if value.kind != "free":
            yield f"{start} {here} {_fish_offer(program, value)}"


def _fish_offer(program: Program, value: Value) -> str:
    if value.kind in ("file", "free"):
        return "-F" if value.is_file else ""
    # fish reads what follows -a once more, so the words are quoted twice.
    words = " ".join(_fish_quoted(word) for word in value.words)
    if value.is_list:
        words = f"(__{_function(program)}_list {words})"
    return f"-k -a {_fish_quoted(words)}"


def _fish_quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return "'" + re.sub(r"[\\']", r"\\\g<0>", text) + "'"


# PowerShell, from 5.1 on

_POWERSHELL: Final = """\
@ABOUT@

Register-ArgumentCompleter -Native -CommandName @QUOTED@ -ScriptBlock {
    param($typed, $ast, $cursor)

    # What may stand in the place "COMMAND WHERE"; small and capital letters differ.
    $kinds = New-Object System.Collections.Hashtable
    $words = New-Object System.Collections.Hashtable
    $about = New-Object System.Collections.Hashtable
@ROWS@

    $command = ''
    $place = 1
    $option = ''
    $ended = $false
    foreach ($element in @($ast.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursor) { break }
        $text = $element.Extent.Text
        if ($option) {
            $option = ''
        } elseif ($ended -or -not $text.StartsWith('-') -or $text -eq '-') {
            if ($command) { $place++ } else { $command = $text }
        } elseif ($text -eq '--') {
            $ended = $true
        } elseif ($kinds.ContainsKey("$command $text")) {
            $option = $text
        }
    }

    $typed = [string]$typed
    $before = ''
    if (-not $option -and -not $ended -and $typed -match '^(--[^=]*)=(.*)$') {
        $option = $Matches[1]
        $before = "$option="
        $typed = $Matches[2]
    }
    $row = "$command $option"
    if (-not $option) {
        if (-not $ended) { $row = "$command -" }
        if ($ended -or -not $typed.StartsWith('-')) {
            foreach ($where in "$place", 'many') {
                if ($kinds.ContainsKey("$command $where")) {
                    $row = "$command $where"
                    break
                }
            }
        }
    }
    # Where nothing is returned, PowerShell offers files by itself.
    if ($kinds[$row] -eq 'file') { return }
    if ($kinds[$row] -eq 'list') {
        $length = $typed.LastIndexOf(',') + 1
        $before += $typed.Substring(0, $length)
        $typed = $typed.Substring($length)
    }
    $typed = $typed.Trim([char]34, [char]39)
    $found = @($words[$row] | Where-Object { $_ -and $_.StartsWith($typed, 'Ordinal') })
    # An empty text keeps it from doing so.
    if ($found.Count -eq 0) { return '' }
    foreach ($word in $found) {
        $tip = $about["$command $word"]
        if (-not $tip) { $tip = $word }
        $text = $word
        if ($text -notmatch '^[A-Za-z0-9_./:-]+$') { $text = "'" + $text.Replace("'", "''") + "'" }
        $result = "$before$text", $word, 'ParameterValue', $tip
        New-Object System.Management.Automation.CompletionResult $result
    }
}
"""


def powershell(program: Program) -> str:
    """The script for PowerShell."""
    rows = []
    places: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for place, value in program.table().items():
        places.setdefault((value.kind, value.words), []).append(_powershell_quoted(place))
    for (kind, words), found in places.items():
        listed = ", ".join(_powershell_quoted(word) for word in words)
        rows.append(f"    foreach ($row in {', '.join(found)}) {{")
        rows.append(f"        $kinds[$row] = '{kind}'")
        rows.append(f"        $words[$row] = @({listed})")
        rows.append("    }")
    helps = {f" {command.name}": command.help for command in program.commands}
    for command in program.everywhere():
        for option in command.options:
            helps |= {f"{command.name} {name}": option.help for name in option.names}
    rows += [
        f"    $about[{_powershell_quoted(place)}] = {_powershell_quoted(text)}"
        for place, text in helps.items()
        if text
    ]
    quoted = _powershell_quoted(program.name)
    return _filled(_POWERSHELL, program, "powershell", rows="\n".join(rows), quoted=quoted)


def _powershell_quoted(text: str) -> str:
    # PowerShell takes curly quotation marks for straight ones.
    return "'" + re.sub("['‘’‚‛]", r"\g<0>\g<0>", text) + "'"


SCRIPTS: Final = {"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}
