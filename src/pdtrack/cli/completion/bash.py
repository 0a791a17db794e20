"""The completion script for bash, from 3.2 on."""

from __future__ import annotations

from typing import Final

from pdtrack.cli.completion.surface import Program
from pdtrack.cli.completion.template import filled, posix_quoted

_BASH: Final = """\
@ABOUT@

# What may be typed at "COMMAND WHERE": sets kind and words; fails where nothing is known.
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
        places.setdefault((value.kind, value.words), []).append(posix_quoted(place))
    rows = "\n".join(
        f"        {' | '.join(found)})\n            kind={kind} words=({posix_quoted(*words)}) ;;"
        for (kind, words), found in places.items()
    )
    return filled(_BASH, program, "bash", rows=rows)
