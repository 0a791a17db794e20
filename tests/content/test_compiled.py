"""The texts compiled into a wheel are the same as in the files."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from pdtrack.content import rows

NAMES = sorted(path.relative_to(rows.FOLDER).as_posix() for path in rows.FOLDER.rglob("*.toml"))
needs_wheel = pytest.mark.skipif(
    find_spec("pdtrack.content.compiled") is None, reason="a checkout reads the files themselves"
)


@needs_wheel
def test_every_file_is_compiled() -> None:
    """None is missing, and none is left over from another version."""
    modules = [rows.compiled(name) for name in ("compiled", "compiled_rare", "compiled_short")]
    assert sorted(name for module in modules for name in module) == NAMES
    assert set(modules[2]) == rows.ALONE


@needs_wheel
@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_texts_equal_the_files(name: str) -> None:
    """Row by row, word by word."""
    assert rows.rows(name) == rows.from_file(name)
