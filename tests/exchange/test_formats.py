"""Every format is recognised by its content, and a file of another format is refused."""

from __future__ import annotations

import io

import pytest

from exchange.made import FIXTURES, options_for
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("daylio-2018.csv", "daylio"),
        ("daylio-2020.csv", "daylio"),
        ("daylio-2021.csv", "daylio"),
        ("daylio-2026.csv", "daylio"),
        ("bearable-2022.csv", "bearable"),
        ("bearable-2023.csv", "bearable"),
        ("drip.csv", "drip"),
        ("clue.json", "clue"),
        ("clue.cluedata", "clue"),
        ("trackgraph.csv", "trackgraph"),
        ("trackgraph-old.csv", "trackgraph"),
        ("table.csv", None),
    ],
)
def test_each_format_is_recognised_by_what_is_in_it(name: str, form: str | None) -> None:
    """Whatever its name; a table with unknown columns has none."""
    data = (FIXTURES / name).read_bytes()
    assert formats.recognise(data[: formats.HEAD_SIZE], "renamed.txt") == form


def test_a_file_of_another_kind_is_refused() -> None:
    """With the wrong format, the file is refused."""
    data = (FIXTURES / "drip.csv").read_bytes()
    for form in ("daylio", "bearable", "trackgraph", "csv", "table", "clue", "json"):
        with pytest.raises(InvalidInput):
            formats.check_file(io.BytesIO(data), form, options_for())
    with pytest.raises(InvalidInput):
        formats.check_file(io.BytesIO(data), "nonsense", options_for())
