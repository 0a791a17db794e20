"""`privacy`: find what this machine shows others about the diary, and how to fix it."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from typing import Any, Final

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json
from pdtrack.privacy.audit import NOT_PROTECTED, Observation, audit_machine
from pdtrack.privacy.leftovers import find_leftovers
from pdtrack.privacy.machine import Machine
from pdtrack.render.page import Block, Heading, Lines, Page, Pairs, Verbatim

# A longer command is broken into lines.
FIX_WIDTH: Final = 76
HIDDEN: Final = "pdtrack --no-discreet privacy"


def privacy(context: typer.Context, json: Json = False) -> None:
    """Check this machine for leaks, and show how to fix them. Needs no passphrase."""
    run = run_of(context)
    machine = _machine(run)
    notes = audit_machine(machine)
    if json:
        run.out.show_json(_document(machine, notes))
    else:
        run.out.show(_page(_discreet(notes) if run.is_discreet else notes))


def _discreet(notes: Sequence[Observation]) -> list[Observation]:
    """The same notes; a command that names what it looks for is replaced by how to see it."""
    return [replace(note, fix=HIDDEN) if note.quotes else note for note in notes]


def _page(notes: Sequence[Observation]) -> Page:
    """What to fix first, each with its command; then what was checked and needs nothing."""
    page: list[Block] = []
    leaks = [note for note in notes if note.fix or note.advice]
    if leaks:
        page.append(Heading("To fix"))
    for note in leaks:
        page.append(Pairs(((note.what, f"{note.state} {note.advice}".strip()),)))
        if note.fix:
            page.append(Verbatim(_in_lines(note.fix)))
    if well := [(note.what, note.state) for note in notes if note not in leaks]:
        page += [Heading("Checked, nothing to do"), Pairs(tuple(well))]
    return [*page, Heading("What pdtrack can't protect you from"), Lines(NOT_PROTECTED)]


def _in_lines(fix: str) -> str:
    """The command in lines that fit a screen where it can be broken, ready to be copied."""
    if len(fix) > FIX_WIDTH:
        fix = fix.replace(" && ", " &&\n")
    return indent(fix, "  ")


def _machine(run: Run) -> Machine:
    return Machine(
        journal=run.journal_path,
        folder=run.folder,
        settings=run.settings_path,
        home=Path.home(),
        here=Path(os.path.realpath(".")),
        environ=run.world.environ,
        zone=run.now.tzinfo,
        now=run.now,
    )


def _document(machine: Machine, notes: list[Observation]) -> dict[str, Any]:
    found, _ = find_leftovers(machine)
    return {
        "notes": [
            {
                "what": note.what,
                "state": note.state,
                "fix": note.fix or None,
                "advice": note.advice or None,
            }
            for note in notes
        ],
        "leftovers": [
            {
                "path": str(one.path),
                "kind": one.kind.value,
                "made": one.made.isoformat(timespec="seconds"),
                "mode": f"{one.mode:04o}",
            }
            for one in found
        ],
        "not_protected": list(NOT_PROTECTED),
    }
