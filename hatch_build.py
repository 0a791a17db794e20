"""Compiles the words while a wheel is built: reading TOML is a fifth of a short command.

The files that people write are read, checked and shipped as they are; beside them goes one
module that says the same in Python's own form, `pdtrack/content/compiled.py`. A checkout
has no such module and reads the files.
"""

from __future__ import annotations

import ast
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = Path("src/pdtrack/content")
MODULE = '''"""The rows of the files beside this one, read when pdtrack was built."""

ROWS = {rows!r}
'''


class CompiledWords(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled words to a wheel, and to nothing else."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Read every file of words; a mistake in one ends the build."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory(prefix="words-")
        content = Path(self.root, CONTENT)
        rows = {
            path.relative_to(content).as_posix(): tomllib.loads(path.read_text(encoding="utf-8"))
            for path in sorted(content.rglob("*.toml"))
        }
        if ast.literal_eval(repr(rows)) != rows:
            raise ValueError("a file of words holds more than texts, numbers, yes or no and lists")
        compiled = Path(self._folder.name, "compiled.py")
        compiled.write_text(MODULE.format(rows=rows), encoding="utf-8")
        build_data["force_include"][str(compiled)] = "pdtrack/content/compiled.py"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the folder of the build away."""
        if version != "editable":
            self._folder.cleanup()
