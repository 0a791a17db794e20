"""`support`: people and places to turn to; opens no journal."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import run_of
from pdtrack.cli.options import Json
from pdtrack.content import library
from pdtrack.domain.fields import DIGITS, check_note
from pdtrack.domain.texts import Support
from pdtrack.errors import InvalidInput, PdtrackError
from pdtrack.render.page import Block, Heading, Page, Pairs, Paragraph, Verbatim
from pdtrack.store.support_lines import change_people, read_people

READABLE: Final = (
    "A passphrase does not cover these lines: anyone who can use this account can read them."
)


def support(
    context: typer.Context,
    add: Annotated[
        str | None, typer.Option("--add", metavar="TEXT", help="Add a person, number or words.")
    ] = None,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="N", help="Remove the one with this number.")
    ] = None,
    json: Json = False,
) -> None:
    """Show where to find help, and your own people and words."""
    run = run_of(context)
    if add is not None and remove is not None:
        raise InvalidInput("--add and --remove can't be combined.", "Use one at a time.")
    unread: PdtrackError | None = None
    if add is None and remove is None:
        try:
            own = read_people(run.people_path)
        except PdtrackError as problem:
            # Where to find help is shown all the same.
            own, unread = [], problem
    else:
        line = None if add is None else _one_line(add)
        if remove is not None:
            # A line that isn't there is refused before a folder is made.
            _without(read_people(run.people_path), remove)
        run.make_folder(run.folder)
        own = change_people(
            run.people_path,
            lambda lines: _without(lines, remove or "") if line is None else [*lines, line],
            committing=interrupts.hold,
        )
        run.is_done = True
    lists = library.support()
    if json:
        places = [
            {"name": place.name, "for": place.purpose, "checked": place.checked or None}
            for place in lists.directories
        ]
        run.out.show_json({"own": own, "emergency": lists.emergency, "directories": places})
    elif run.is_done:
        done = Paragraph("Removed." if add is None else "Added.")
        readable = [] if add is None else [Paragraph(READABLE, "quiet")]
        run.out.show([done, *_people(own), *readable])
    else:
        run.out.show(_page(own, lists, run.out.width()))
    if unread is not None:
        raise unread


def _one_line(text: str) -> str:
    # Before the words are split, which treats some control characters as spaces.
    check_note(text)
    line = " ".join(text.split())
    if not line:
        raise InvalidInput("There is nothing to add.", "Give a name, a number or some words.")
    return line


def _without(own: list[str], number: str) -> list[str]:
    if number and len(number) < 6 and DIGITS.issuperset(number) and 1 <= int(number) <= len(own):
        position = int(number) - 1
        return own[:position] + own[position + 1 :]
    raise InvalidInput("There is no line with that number.", "pdtrack support shows the numbers.")


def _page(own: Sequence[str], lists: Support, width: int | None) -> Page:
    """Where to look for help; the emergency line and the person's own people come last.

    That is next to the prompt, where the eye is when the rest has scrolled away.
    """
    page: list[Block] = [
        Heading("Where to look for help"),
        Pairs(tuple((place.name, place.purpose) for place in lists.directories), quiet="neither"),
        *(Paragraph(line) for line in lists.lines),
    ]
    if not own:
        page += _how_to_add(lists.empty, width)
    return [*page, Paragraph(lists.emergency, "strong"), *_people(own)]


def _how_to_add(text: str, width: int | None) -> Page:
    """The command in a line of its own where it would be broken, so that it can be copied."""
    if width is None or len(text) <= width:
        return [Paragraph(text)]
    words, _, command = text.partition(": ")
    return [Paragraph(f"{words}:"), Verbatim(f"  {command}")]


def _people(own: Sequence[str]) -> Page:
    """The person's own people and words, numbered."""
    if not own:
        return []
    numbered = tuple((str(number), text) for number, text in enumerate(own, 1))
    return [Heading(library.message("frame-people").text), Pairs(numbered)]
