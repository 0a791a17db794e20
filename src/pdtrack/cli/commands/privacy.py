"""`privacy`: what this machine shows to others of the diary, and the fix."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import typer

from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json
from pdtrack.privacy import audit as looking
from pdtrack.render import entries as views

HIDDEN: Final = "pdtrack --no-discreet privacy"


def privacy(context: typer.Context, json: Json = False) -> None:
    """Look at this machine and say what leaks, with the fix. Reads only; asks no passphrase."""
    run = run_of(context)
    machine = _machine(run)
    notes = looking.look(machine)
    if run.is_discreet and not json:
        # A command that takes lines out names what it looks for.
        notes = [
            replace(note, fix=HIDDEN) if "history" in note.what and note.fix else note
            for note in notes
        ]
    if json:
        run.show_json(_document(machine, notes))
    else:
        run.show(
            views.privacy(
                [(note.what, note.state, note.fix, note.advice) for note in notes],
                looking.NOT_PROTECTED,
            )
        )


def _machine(run: Run) -> looking.Machine:
    return looking.Machine(
        journal=run.journal_path,
        folder=run.folder,
        settings=run.settings_path,
        home=Path.home(),
        here=Path(os.path.realpath(".")),
        environ=run.world.environ,
        zone=run.now.tzinfo,
    )


def _document(machine: looking.Machine, notes: list[looking.Note]) -> dict[str, Any]:
    found, _ = looking.leftovers(machine)
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
                "kind": one.kind,
                "made": one.made.isoformat(timespec="seconds"),
                "mode": f"{one.mode:04o}",
            }
            for one in found
        ],
        "not_protected": list(looking.NOT_PROTECTED),
    }
