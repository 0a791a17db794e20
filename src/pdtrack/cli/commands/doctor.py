"""`doctor`: check the journal, and show where everything is."""

import os
import platform
import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pdtrack import __version__
from pdtrack.cli import interrupts
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Force, Json
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import dated, echo
from pdtrack.errors import JournalUnusable, PdtrackError
from pdtrack.render.page import Lines, Page, Pairs
from pdtrack.store import files, sqlcipher
from pdtrack.store.copies import Copy, automatic_copies
from pdtrack.store.copy_places import known_copies
from pdtrack.store.daily_copy import DAILY_MOST, missing_since, older_than
from pdtrack.store.generations import CopyState, last_holders, newer_copy, state_of
from pdtrack.store.integrity import integrity_problems
from pdtrack.store.journal import Journal
from pdtrack.store.numbering import is_sound
from pdtrack.store.opening import Opened, open_file
from pdtrack.store.paths import copies_folder, typed
from pdtrack.store.salvage import salvage_entries
from pdtrack.store.schema import VERSION


def doctor(
    context: typer.Context,
    salvage: Annotated[
        str | None,
        typer.Option("--salvage", metavar="FILE", help="Save what can be read into FILE."),
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Check the journal file, and show where everything is."""
    run = run_of(context)
    if salvage is not None:
        _salvage(run, run.target(salvage, as_journal=True), force=force)
        return
    report: dict[str, Any] = {"ok": True, "damages": [], "notes": []}
    problem = _examine(run, report)
    report["ok"] = problem is None
    if json:
        run.out.show_json(report)
    else:
        run.out.show(_report_page(report, run.clock))
    if problem is not None:
        raise problem


def _examine(run: Run, report: dict[str, Any]) -> JournalUnusable | None:
    """Fill in the report; returns what makes the journal unusable, if anything does."""
    path = run.journal_path
    problem: JournalUnusable | None = None
    state: dict[str, Any] = {"path": str(path), "exists": os.path.lexists(path)}
    report["journal"] = state
    if sqlcipher.looks_encrypted(path):
        # Encrypted or not a journal at all; opening it decides.
        state["encrypted"] = True
    try:
        opened = open_file(path, ask=run.passphrase, kept=run.kept)
        if opened is not None:
            with Journal(opened.connection, path, opened.close) as journal:
                state["encrypted"] = opened.passphrase is not None
                # All of one and the same state: others may be writing.
                with journal.snapshot():
                    problems = integrity_problems(opened.connection, encrypted=state["encrypted"])
                    counts_on = bool(problems) or is_sound(opened.connection)
                report["damages"] = [one.value for one in problems]
                if not counts_on:
                    report["damages"] = ["The counter of entry numbers does not match the entries."]
                    problem = JournalUnusable(
                        "The journal's counter of entry numbers is damaged.",
                        "pdtrack backup FILE, then pdtrack restore FILE, repairs it.",
                    )
                if not report["damages"]:
                    state.update(entries=journal.count(), undo_steps=journal.steps())
                    _check_claim(journal, report)
                state["schema_version"] = VERSION
                _check_copies(run, opened, report)
    except JournalUnusable as found:
        problem = found
        report["damages"] = [found.message]
    if report["damages"] and problem is None:
        problem = JournalUnusable(
            "The journal is damaged.",
            "pdtrack restore replaces it with a backup; doctor --salvage FILE saves what can be "
            "read.",
        )
    _look_around(run, report)
    return problem or run.missing()


def _check_copies(run: Run, opened: Opened, report: dict[str, Any]) -> None:
    """Open every automatic backup and check it, wherever this journal was."""
    known = known_copies(opened.path, run.folder / "journal.db", opened.connection)
    states = {copy: state_of(copy, opened.passphrase) for copy in known.copies}
    report["backups"] = [_described(copy, run, states[copy]) for copy in known.copies]
    notes = report["notes"]
    if bad := sum(state is CopyState.DAMAGED for state in states.values()):
        notes.append(f"{plural(bad, 'backup is', 'backups are')} damaged and can't be used.")
    try:
        alone = last_holders(opened.connection, opened.path, opened.passphrase)
        newer = newer_copy(opened.connection, opened.path, opened.passphrase)
        missing = missing_since(opened.connection, known.copies, run.now.tzinfo)
    except PdtrackError:
        return  # the journal itself is damaged
    if alone:
        kept = plural(len(alone), "backup is", "backups are")
        notes.append(f"{kept} kept for entries that may be nowhere else.")
    if newer is not None:
        notes.append(older_than(newer))
    folder = copies_folder(opened.path)
    if os.path.lexists(folder) and not folder.is_dir():
        notes.append(f"No backup can be made: {folder} is not a folder. Move it away.")
    elif missing is not None:
        notes.append(f"No automatic backup was made after {dated(missing)}.")
    for folder in known.unreached:
        notes.append(f"The backups in {folder} can't be checked now.")


def _described(copy: Copy, run: Run, state: CopyState | None = None) -> dict[str, Any]:
    return {
        "path": str(copy.path),
        "made": copy.made.astimezone(run.now.tzinfo).isoformat(timespec="seconds"),
        "size": copy.size,
        "mode": _mode(copy.mode),
        "encrypted": copy.encrypted,
        "state": None if state is None else state.value,
    }


def _check_claim(journal: Journal, report: dict[str, Any]) -> None:
    """Note it where what was judged about links can't be used."""
    if journal.claim() is None:
        return
    from pdtrack.cli.analysis import kept_verdicts

    if not kept_verdicts(journal, journal.entries()).is_sound:
        report["notes"].append(
            "What pdtrack stored about links is damaged or from another diary. It is not used; "
            "pdtrack patterns works it out again."
        )


def _look_around(run: Run, report: dict[str, Any]) -> None:
    path = run.journal_path
    state, notes = report["journal"], report["notes"]
    if path.exists():
        status = path.stat()
        state.update(size=status.st_size, mode=_mode(status.st_mode))
    folder = Path(os.path.realpath(path)).parent
    place: dict[str, Any] = {"path": str(folder), "exists": folder.is_dir()}
    if folder.is_dir():
        mode = folder.stat().st_mode
        place.update(mode=_mode(mode), free_bytes=shutil.disk_usage(folder).free)
        if files.is_open(folder):
            fix = f"chmod 700 {typed(folder)}"
            notes.append(f"Other accounts can look into the folder; {fix} keeps them out.")
    report["folder"] = place
    copies = automatic_copies(path)
    if "backups" not in report:
        report["backups"] = [_described(copy, run) for copy in copies]
    if state.get("encrypted") and any(not copy.encrypted for copy in copies):
        notes.append("One of the backups has no passphrase, although the journal has one.")
    if state.get("size", 0) > DAILY_MOST:
        notes.append("The journal is too large for a daily backup; pdtrack backup FILE makes one.")
    report["settings"] = str(run.settings_path)
    report["support"] = str(run.people_path)
    report["versions"] = {
        "pdtrack": __version__,
        "python": platform.python_version(),
        **sqlcipher.versions(),
    }


def _report_page(report: dict[str, Any], clock: int) -> Page:
    state, place = report["journal"], report["folder"]
    pairs = [("journal", state["path"])]
    if not state["exists"]:
        pairs.append(("state", "There is none yet."))
    elif report["damages"]:
        pairs.append(("state", " ".join(report["damages"])))
    else:
        pairs.append(("state", "whole"))
    if "entries" in state:
        pairs += [("entries", str(state["entries"])), ("undo steps", str(state["undo_steps"]))]
    if "encrypted" in state:
        protection = (
            "Protected with a passphrase."
            if state["encrypted"]
            else "Not encrypted: anyone using this account can read it."
        )
        pairs.append(("passphrase", protection))
    if "size" in state:
        pairs.append(("file", f"{state['size']:,} bytes, mode {state['mode']}"))
    if place["exists"]:
        free = f"{place['free_bytes'] // 2**20:,} MB free"
        pairs.append(("folder", f"{place['path']}, mode {place['mode']}, {free}"))
    for copy in report["backups"]:
        made = echo(datetime.fromisoformat(copy["made"]), clock)
        how = "passphrase" if copy["encrypted"] else "not encrypted"
        how += f", {copy['state']}" if copy["state"] else ""
        pairs.append(("backup", f"{made}, {copy['size']:,} bytes, {how}: {copy['path']}"))
    if not report["backups"]:
        pairs.append(("backups", "none yet; the first entry of a day makes one"))
    versions = [f"{name} {number}" for name, number in report["versions"].items() if number]
    pairs += [
        ("settings", report["settings"]),
        ("support lines", report["support"]),
        ("versions", ", ".join(versions)),
    ]
    page: list[Any] = [Pairs(tuple(pairs))]
    if report["notes"]:
        page.append(Lines(tuple(report["notes"])))
    return page


def _mode(mode: int) -> str:
    return f"{mode & 0o777:04o}"


def _salvage(run: Run, target: Path, *, force: bool) -> None:
    done = salvage_entries(
        run.journal_path,
        run.passphrase,
        target,
        force=force,
        now=run.now,
        committing=interrupts.hold,
    )
    saved = (
        f"Saved {plural_entries(done.saved)} to {target}. "
        f"{plural(done.lost, 'number')} could not be read."
    )
    if done.absent:
        have = plural(done.absent, "number has", "numbers have")
        saved += f" {have} no entry: deleted, or lost without a trace."
    run.warn_of_sync(target)
    if done.lost:
        raise PdtrackError(
            saved, "The journal was left as it is; a backup may have what is missing."
        )
    run.out.notify(f"{saved} The journal was left as it is.")
