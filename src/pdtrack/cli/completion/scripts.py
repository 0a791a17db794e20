"""The script of each shell."""

from __future__ import annotations

from typing import Final

from pdtrack.cli.completion.bash import bash
from pdtrack.cli.completion.fish import fish
from pdtrack.cli.completion.powershell import powershell
from pdtrack.cli.completion.zsh import zsh

SCRIPTS: Final = {"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}
