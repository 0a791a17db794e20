"""What a build made of the texts is the same as in the files."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pytest

from pdtrack.content import library, rows

NAMES = sorted(path.relative_to(rows.FOLDER).as_posix() for path in rows.FOLDER.rglob("*.toml"))
needs_wheel = pytest.mark.skipif(
    find_spec("pdtrack.content.compiled_tags") is None,
    reason="a checkout reads the files themselves",
)


@needs_wheel
def test_every_file_is_compiled() -> None:
    """None is missing, and none is left over from another version."""
    found = {path.stem for path in rows.FOLDER.glob("compiled_*.py")}
    assert found == {rows.module_of(name) for name in (*NAMES, library.PHRASE_INDEX)}


@needs_wheel
@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_texts_equal_the_files(name: str) -> None:
    """Row by row, word by word."""
    assert rows.rows(name) == rows.from_file(name)


@needs_wheel
def test_the_compiled_index_finds_the_phrases_that_reading_them_finds() -> None:
    """A phrase that the index lacks would never be looked for."""
    found = library.disclosures()
    read = replace(found, known_index=None)
    assert found.known_index
    assert {word: list(numbers) for word, numbers in found.index.items()} == read.index
