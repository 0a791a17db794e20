"""`support`: short enough for one screen, with the most important lines next to the prompt."""

from __future__ import annotations

import re

import pytest

from conftest import Pdtrack
from pdtrack.content import library


@pytest.mark.parametrize("own", [0, 1, 5])
def test_the_page_fits_a_screen_and_ends_with_people(own: int, pdtrack: Pdtrack) -> None:
    """24 lines of 80 columns, with the emergency line and the person's own people last."""
    for number in range(own):
        pdtrack.ok(["support", "--add", f"Person {number}, 555 123{number}"])
    drawn = re.sub(r"\x1b\[[\d;]*m", "", pdtrack.ok("support", tty=True).out)
    lines = drawn.rstrip().splitlines()
    assert len(lines) <= 23
    last = [line.strip() for line in lines if line.strip()][-(own + 2) :]
    if own:
        assert last[0] == library.support().emergency
        assert last[-1].endswith(f"Person {own - 1}, 555 123{own - 1}")
    else:
        assert last[-1] == library.support().emergency
        assert "support --add" in drawn


def test_a_diary_with_nobody_in_it_is_not_called_empty(pdtrack: Pdtrack) -> None:
    """It offers to store people and doesn't point out that there are none."""
    text = pdtrack.ok("support").out
    assert "Nobody" not in text
    assert 'pdtrack support --add "name, number"' in text


def test_the_command_to_copy_is_never_broken(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a screen it has a line of its own; in a pipe it ends its sentence."""
    command = 'pdtrack support --add "name, number"'
    assert f"numbers here: {command}" in pdtrack.ok("support").out
    monkeypatch.setenv("COLUMNS", "80")
    assert f"\x1b[1m  {command}\x1b[0m\n" in pdtrack.ok("support", tty=True).out


def test_it_names_no_date_and_no_legal_words(pdtrack: Pdtrack) -> None:
    """Review dates are for maintainers; the disclaimer appears at first use."""
    text = pdtrack.ok("support").out
    assert "checked" not in text
    assert library.message("disclaimer").text not in text


def test_a_change_keeps_letters_of_another_encoding(pdtrack: Pdtrack) -> None:
    """An editor may have saved the file in Latin-1: a friend's name is kept byte for byte."""
    pdtrack.ok("support --add Ann")
    file = pdtrack.home / "data" / "pdtrack" / "support.txt"
    file.write_bytes(b"Zo\xeb, 555 0100\n")
    assert "Zo\ufffd, 555 0100" in pdtrack.ok("support --add Robin").out
    assert file.read_bytes() == b"Zo\xeb, 555 0100\nRobin\n"


def test_a_change_shows_the_change_and_nothing_else(pdtrack: Pdtrack) -> None:
    """One line that confirms it, followed by the list."""
    added = pdtrack.ok(["support", "--add", "Mina, 555 123"]).out
    assert added.startswith("Added.\n")
    assert "A passphrase does not cover these lines" in added
    pdtrack.ok(["support", "--add", "Breathe out slowly"])
    left = pdtrack.ok("support --remove 1").out
    assert left.startswith("Removed.\n")
    assert "Breathe" in left
    assert "Mina" not in left
    assert "emergency" not in left
