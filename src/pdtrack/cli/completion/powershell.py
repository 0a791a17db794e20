"""The completion script for PowerShell, from 5.1 on."""

from __future__ import annotations

import re
from typing import Final

from pdtrack.cli.completion.surface import Program
from pdtrack.cli.completion.template import filled

_POWERSHELL: Final = """\
@ABOUT@

Register-ArgumentCompleter -Native -CommandName @QUOTED@ -ScriptBlock {
    param($typed, $ast, $cursor)

    # What may be typed at "COMMAND WHERE"; small and capital letters differ.
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
        places.setdefault((value.kind, value.words), []).append(_quoted(place))
    for (kind, words), found in places.items():
        listed = ", ".join(_quoted(word) for word in words)
        rows.append(f"    foreach ($row in {', '.join(found)}) {{")
        rows.append(f"        $kinds[$row] = '{kind}'")
        rows.append(f"        $words[$row] = @({listed})")
        rows.append("    }")
    helps = {f" {command.name}": command.help for command in program.commands}
    for command in program.everywhere():
        for option in command.options:
            helps |= {f"{command.name} {name}": option.help for name in option.names}
    rows += [
        f"    $about[{_quoted(place)}] = {_quoted(text)}" for place, text in helps.items() if text
    ]
    quoted = _quoted(program.name)
    return filled(_POWERSHELL, program, "powershell", rows="\n".join(rows), quoted=quoted)


def _quoted(text: str) -> str:
    # PowerShell reads curly quotation marks as straight ones.
    return "'" + re.sub("['‘’‚‛]", r"\g<0>\g<0>", text) + "'"
