"""The completion script for zsh."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pdtrack.cli.completion.surface import Option, Program, Value
from pdtrack.cli.completion.template import filled, function_name, posix_quoted

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
    writer = _Writer(program)
    options = writer.specs(program.options, (), indent=4)
    cases = "\n".join(
        f"    {posix_quoted(command.name)})\n      _arguments -S"
        f"{writer.specs(command.options, command.places(), indent=8)} && ret=0 ;;"
        for command in program.commands
    )
    commands = "\n".join(
        "    " + posix_quoted(f"{_escaped(command.name, ':')}:{command.help}")
        for command in program.commands
    )
    parts = {"options": options, "cases": cases, "commands": commands}
    return filled(_ZSH, program, "zsh", values=writer.functions(), **parts)


class _Writer:
    """Writes options and arguments as zsh reads them; each set of words has its own function."""

    def __init__(self, program: Program) -> None:
        self.names: dict[tuple[str, tuple[str, ...]], str] = {}
        function = function_name(program)
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
            found.append(f"{name}() {{ {how} -- {posix_quoted(*words)}; }}")
        return "\n".join(found)

    def specs(
        self, options: Iterable[Option], places: Iterable[tuple[str, Value]], *, indent: int
    ) -> str:
        """What follows a call of `_arguments`, a line for each option and place."""
        found = [spec for option in options for spec in self._option(option)]
        found += [
            ("*" if place == "many" else place) + self._action(value) for place, value in places
        ]
        return "".join(f" \\\n{' ' * indent}{posix_quoted(spec)}" for spec in found)

    def _option(self, option: Option) -> Iterator[str]:
        about = f"[{_escaped(option.help, '[]:')}]" if option.help else ""
        # A long option can have its value after =, a short one right after itself.
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
