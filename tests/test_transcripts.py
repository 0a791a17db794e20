"""Replays the stories in `transcripts/` and the console blocks of the README.

`# words`, `$ pdtrack …`, `@ time` (from here on), standard output, `! ` standard error, `? `
exit code. `PDTRACK_UPDATE_TRANSCRIPTS=1` writes down what happens instead of comparing it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from conftest import Pdtrack
from pdtrack.cli.first_use import KEPT
from pdtrack.content import library

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
STORIES = sorted(HERE.glob("transcripts/*.txt"))
FIRST_WORDS = "\n\n".join(
    (library.message("setup-device").text, KEPT, library.message("disclaimer").text + "\n")
)


def replayed(story: str, pdtrack: Pdtrack) -> str:
    """The story with today's output."""
    lines: list[str] = []
    for line in story.splitlines():
        if line.startswith("#") and lines and not lines[-1].startswith(("#", "@")):
            lines.append("")
        if line.startswith(("# ", "@ ", "$ ")):
            lines.append(line)
        if line.startswith("@ "):
            pdtrack.at(line[2:])
        if line.startswith("$ pdtrack"):
            lines += _ran(line, pdtrack)
    return "\n".join(lines) + "\n"


def _ran(line: str, pdtrack: Pdtrack) -> list[str]:
    result = pdtrack(line.removeprefix("$ pdtrack"))
    err = result.err.replace(FIRST_WORDS, "(the first-use notice)\n")
    said = [*_even(result.out), *(f"! {each}".rstrip() for each in _even(err))]
    return [*said, f"? {result.code}"] if result.code else said


def _even(text: str) -> list[str]:
    """Lines without what differs from run to run, none of which looks like one of ours."""
    text = re.sub(r"\b[0-9a-f]{32}\b", "(uid)", text)
    return [re.sub(r"^(?=[#$@!?])", r"\\", line) for line in text.splitlines()]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_runs_as_written(path: Path, pdtrack: Pdtrack) -> None:
    """Every command of the story prints exactly the lines under it."""
    story = path.read_text(encoding="utf-8")
    happened = replayed(story, pdtrack)
    if os.environ.get("PDTRACK_UPDATE_TRANSCRIPTS") == "1":
        path.write_text(happened, encoding="utf-8")
    assert happened == path.read_text(encoding="utf-8")


def test_the_readme_shows_what_happens(pdtrack: Pdtrack) -> None:
    """Its console blocks are one story; `...` stands for lines left out."""
    for block in re.findall(r"```console\n(.*?)```", README.read_text(encoding="utf-8"), re.S):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            if command.startswith("pdtrack") and "|" not in command:
                out = re.sub(r"\b[0-9a-f]{32}\b", "(uid)", pdtrack.ok(command[8:]).out)
                shown = re.sub(r"\b[0-9a-f]{32}\b", "(uid)", shown).rstrip("\n") + "\n"
                pattern = re.escape(shown).replace(re.escape("...\n"), r"(?:.*\n)*?")
                assert re.fullmatch(pattern, out), f"$ {command}\n{out}"
