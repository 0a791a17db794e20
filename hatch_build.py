"""What a build adds: the words, compiled, and a README whose links work everywhere.

Reading TOML is a fifth of a short command. The files that people write are read, checked and
shipped as they are; beside each goes a module that says the same in Python's own form, such as
`pdtrack/content/compiled_tags.py`, so that a command loads the words that it needs and no others.
One more, `compiled_phrase_index.py`, says which word can be part of which phrase. A checkout has
none of them and reads the files.

A package index shows the README without the repository around it. With an address of the
repository (`Source` in `[project.urls]`), its links lead there, to the tag of this version; without
one they become plain words, so that none leads nowhere.
"""

from __future__ import annotations

import ast
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

CONTENT = Path("src/pdtrack/content")
MODULE = '''"""Made of {name}, when pdtrack was built."""

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
        rows: dict[str, Any] = {
            path.relative_to(content).as_posix(): tomllib.loads(path.read_text(encoding="utf-8"))
            for path in sorted(content.rglob("*.toml"))
        }
        # What the files become is decided where they are read.
        sys.path.insert(0, str(Path(self.root, "src")))
        from pdtrack.content.library import PHRASE_INDEX, disclosures
        from pdtrack.content.rows import module_of

        index = disclosures().index
        rows[PHRASE_INDEX] = {word: tuple(numbers) for word, numbers in sorted(index.items())}
        if ast.literal_eval(repr(rows)) != rows:
            raise ValueError("a file of words holds more than texts, numbers, yes or no and lists")
        for name, found in rows.items():
            module = f"{module_of(name)}.py"
            compiled = Path(self._folder.name, module)
            compiled.write_text(MODULE.format(name=name, rows=found), encoding="utf-8")
            build_data["force_include"][str(compiled)] = f"pdtrack/content/{module}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the folder of the build away."""
        if version != "editable":
            self._folder.cleanup()


# `[words](docs/page.md#place)`, with a `!` before it where it is a picture.
LINK = re.compile(r"(!?)\[([^][]*)\]\((?!https?:|#)([^()]+)\)")


class ReadmeForAnIndex(MetadataHookInterface):
    """The README as a package index shows it."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add it to what is known about the package."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        version = re.search(
            '__version__ = "(.+)"', Path(self.root, "src/pdtrack/__init__.py").read_text()
        )
        source = metadata.get("urls", {}).get("Source", "")
        place = f"{source.rstrip('/')}/raw/v{version[1]}" if source and version else ""
        metadata["readme"] = {"content-type": "text/markdown", "text": with_links(text, place)}


def with_links(text: str, place: str) -> str:
    """The text with its links into the repository leading to `place`, or taken out without one."""

    def placed(link: re.Match[str]) -> str:
        is_picture, words, path = link.groups()
        if not place:
            return "" if is_picture else words
        where = place if is_picture else place.replace("/raw/", "/blob/")
        return f"{is_picture}[{words}]({where}/{path})"

    return LINK.sub(placed, text)
