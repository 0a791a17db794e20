"""`passphrase`, `forget`, `doctor`, `backup`, `restore`: the file itself, and who can read it."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pdtrack import __version__
from pdtrack.cli.ask import Asker
from pdtrack.cli.context import Json, Run, number_of, run_of
from pdtrack.cli.unlocking import Unlocking, from_file, from_script, is_scripted, typed_new
from pdtrack.domain.when import echo
from pdtrack.errors import InvalidInput, JournalUnusable, PdtrackError
from pdtrack.render.page import Lines, Page, Pairs, Paragraph
from pdtrack.store import backup as copying
from pdtrack.store import crypt, erase, files, lock
from pdtrack.store import passphrase as sealing
from pdtrack.store.journal import Journal
from pdtrack.store.opening import check_place, open_file
from pdtrack.store.salvage import salvage as salvage_into
from pdtrack.store.schema import VERSION
from pdtrack.store.soundness import damages

ACTIONS: Final = ("set", "change", "remove")
NO_WAY_BACK: Final = (
    "Without the passphrase nobody can open the journal, and nobody can reset it: "
    "if it is lost, so are the entries."
)
STILL_READABLE: Final = (
    "Not covered: exports, reports and backups that you made yourself, copies in a "
    "backup or sync service, and what the disk keeps of older files."
)
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
Force = Annotated[bool, typer.Option("--force", help="Write over an existing FILE.")]


# The passphrase


def passphrase(
    context: typer.Context,
    action: Annotated[str, typer.Argument(metavar="|".join(ACTIONS))],
    new_file: Annotated[
        str | None, typer.Option("--new-file", metavar="FILE", help="Holds the new passphrase.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Encrypt the whole journal with a passphrase, change it, or take it away."""
    run = run_of(context)
    if action not in ACTIONS:
        raise InvalidInput("There is no such action.", f"It is one of {', '.join(ACTIONS)}.")
    if new_file is not None and action == "remove":
        raise InvalidInput("remove takes no new passphrase.", "Leave out --new-file.")
    has_one = sealing.has_passphrase(run.journal_path)
    if action == "set" and has_one:
        raise InvalidInput(
            "The journal has a passphrase already.", "pdtrack passphrase change gives another."
        )
    if action != "set" and not has_one:
        raise InvalidInput("The journal has no passphrase.", "pdtrack passphrase set gives it one.")
    if action == "remove":
        _remove_passphrase(run, yes=yes)
    else:
        _give_passphrase(run, action, new_file)


def _give_passphrase(run: Run, action: str, new_file: str | None) -> None:
    crypt.library()
    if action == "change":
        run.unlock()
    new, again = _new_passphrase(run, action, new_file)
    done = sealing.rebuild(
        run.journal_path, run.passphrase, new=new, again=again, day=run.now.date()
    )
    said = "The journal has a passphrase now."
    if action == "change":
        said = "The journal opens with the new passphrase now, and no longer with the old one."
    elif done.made:
        said = "A new journal was made, encrypted from its first entry."
    run.say(f"{said} {NO_WAY_BACK}")
    if not done.made:
        run.say(f"{_replaced(done.copies)}{STILL_READABLE}")


def _new_passphrase(run: Run, action: str, new_file: str | None) -> tuple[str, str]:
    if new_file is not None:
        new = from_file(files.named(new_file))
        return new, new
    if action == "set" and is_scripted(run.world.environ):
        new = from_script(run.world.environ)
        return new, new
    if not run.is_asking:
        how = "--new-file FILE" if action == "change" else "PDTRACK_PASSPHRASE_FILE"
        raise InvalidInput("There is no terminal to type a new passphrase.", f"Use {how}.")
    run.say(
        f"{NO_WAY_BACK} At least {crypt.LEAST} characters: several words in a row are easy to "
        "type. Choose some that people who know you would not try. Nothing shows while you type."
    )
    with run.waiting.paused():
        return typed_new(run.say)


def _remove_passphrase(run: Run, *, yes: bool) -> None:
    run.unlock()
    if not yes:
        _need_terminal(run, "remove")
        asker = Asker(run)
        if not asker.confirm("Afterwards anyone using this account can read it. Go on?"):
            run.say("Nothing was changed.")
            return
    done = sealing.rebuild(
        run.journal_path, run.passphrase, new=None, again=None, day=run.now.date()
    )
    run.say(
        "The journal has no passphrase now: anyone using this account can read it. "
        f"{_replaced(done.copies)}".rstrip()
    )


def _replaced(copies: int) -> str:
    if not copies:
        return ""
    return f"{_many(copies, 'automatic copy', 'automatic copies')} went; a fresh one was made. "


# Forgetting


def forget(
    context: typer.Context,
    entries: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="All before this day.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Everything of pdtrack's.")] = False,
    yes: Yes = False,
) -> None:
    """Take entries out for good, or everything. There is no undo."""
    run = run_of(context)
    if (bool(entries) + (before is not None) + all_) != 1:
        raise InvalidInput(
            "Say what to forget, in one way.", "It is entry numbers, --before DATE, or --all."
        )
    if all_:
        _forget_all(run, yes=yes)
        return
    edge = None if before is None else run.edge(before)
    chosen, named = _chosen(run, entries or [], edge)
    if not chosen:
        run.say("There is nothing to forget.")
        return
    if not yes and not _agreed(run, f"{named} will be gone for good.{_copies_go(run)}"):
        return
    done = erase.forget(run.journal_path, run.passphrase, now=run.now, numbers=chosen, before=edge)
    run.show(_forgotten(done))


def _chosen(run: Run, named: Sequence[str], edge: datetime | None) -> tuple[list[int], str]:
    """The numbers to forget, and how these entries are called before somebody agrees."""
    with run.reading() as journal:
        if journal is None:
            if edge is not None:
                return [], ""
            raise InvalidInput("There is no entry yet.", "pdtrack log writes the first.")
        if edge is not None:
            numbers = journal.forgettable(before=edge)
        else:
            numbers = list(dict.fromkeys(_number(text, journal) for text in named))
        only = journal.get(numbers[0]) if len(numbers) == 1 else None
    called = _many(len(numbers), "entry", "entries")
    if only is not None:
        called = f"Entry {only.number} ({echo(only.at, run.clock)})"
    return numbers, called


def _copies_go(run: Run) -> str:
    """What else goes when the automatic copies go: a journal that a restore replaced."""
    kept = [copy for copy in copying.copies(run.journal_path) if copy.is_replaced]
    if not kept:
        return " There is no undo."
    made = echo(kept[-1].made.astimezone(run.now.tzinfo), run.clock)
    more = f" and {len(kept) - 1} older" if len(kept) > 1 else ""
    return (
        f" There is no undo. The automatic copies go too, and with them the journal that a "
        f"restore replaced ({made}{more})."
    )


def _number(text: str, journal: Journal) -> int:
    """The number of an entry; one that was deleted counts while undo could bring it back."""
    word = text.strip()
    if word.isascii() and word.isdigit() and len(word) < 19 and journal.knows(int(word)):
        return int(word)
    return number_of(text, journal)


def _forgotten(done: erase.Forgotten) -> Page:
    many = _many(done.entries, "entry is", "entries are")
    where = "the journal, the steps of undo that go back to it, and the file's free space"
    checked = (
        "The file is encrypted; its tables were checked."
        if done.encrypted
        else f"A search through the bytes of {_many(done.searched, 'file', 'files')} found nothing."
    )
    copies = ""
    if done.copies:
        gone = _many(done.copies, "automatic copy was", "automatic copies were")
        copies = f" {gone} removed and a fresh one made."
    return [
        Paragraph(f"{many} gone from pdtrack's files: {where}.{copies} {checked}"),
        Paragraph(
            f"{STILL_READABLE} pdtrack log lines with words in them may be in the "
            "history of your shell."
        ),
    ]


def _forget_all(run: Run, *, yes: bool) -> None:
    others, folders = _own(run)
    found = erase.leftovers(run.journal_path, others)
    if not found:
        run.say("There is nothing to forget.")
        return
    if not yes:
        run.tell([Paragraph("This goes:"), Lines(tuple(str(path) for path in found))])
        if not _agreed(run, "All of it will be gone for good. There is no undo."):
            return
    erase.forget_all(run.journal_path, others, folders)
    left = [path for path in found if os.path.lexists(path)]
    if left:
        raise PdtrackError("Not everything could be removed.", f"See {left[0]}.")
    run.show(
        [
            Paragraph(
                "Everything is gone from pdtrack's files: the journal, its copies, your own "
                "support lines and the settings."
                if others
                else "This journal and its copies are gone from pdtrack's files."
            ),
            Paragraph(
                f"{STILL_READABLE} pdtrack itself is still installed, and its name may be in "
                "the history of your shell."
            ),
        ]
    )


def _own(run: Run) -> tuple[list[Path], list[Path]]:
    """Our files beside the journal's own, and our folders.

    Not those of a journal that was named on the line: the rest belongs to the usual one.
    """
    if run.journal_option is not None and run.journal_path != run.folder / "journal.db":
        return [], []
    usual = run.folder / "journal.db"
    settings = run.settings_path
    files = [run.folder / "support.txt", settings]
    folders = [settings.parent, run.folder]
    if run.journal_path != usual and not os.path.lexists(usual):
        files.append(lock.lock_path(usual))
        folders += lock.folders_made(usual)
    return files, folders


def _agreed(run: Run, what: str) -> bool:
    _need_terminal(run, "forget")
    asker = Asker(run)
    asker.say(what)

    def parse(typed: str) -> bool:
        return typed.strip().casefold() == "forget"

    if asker.ask("Type forget to go on, or Enter to stop:", parse):
        return True
    run.say("Nothing was changed.")
    return False


def _need_terminal(run: Run, name: str) -> None:
    if not run.is_asking:
        raise InvalidInput(
            f"{name} asks first, and there is no terminal to ask on.", "Add --yes to go on."
        )


# Copies


def backup(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE")],
    force: Force = False,
) -> None:
    """Write a checked copy of the whole journal, as it is at this moment, to FILE."""
    run = run_of(context)
    target = files.named(file)
    with run.reading() as journal:
        if journal is None:
            raise InvalidInput("There is no journal yet.", "pdtrack log writes the first entry.")
        if _same(target, run.journal_path) or _same(target, lock.lock_path(run.journal_path)):
            raise InvalidInput("That file is the journal itself.", "Choose another name.")
        journal.copy_to(target, force=force)
        many = _many(journal.count(), "entry", "entries")
    how = (
        "It opens with the journal's passphrase."
        if crypt.looks_encrypted(target)
        else "It is not encrypted."
    )
    run.say(f"Wrote a copy with {many} to {file}. {how}")


def _same(first: Path, second: Path) -> bool:
    return os.path.realpath(first) == os.path.realpath(second)


def restore(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE")],
) -> None:
    """Put a copy back in the journal's place, after a check; the journal of now is kept."""
    run = run_of(context)
    check_place(run.journal_path)
    ask = Unlocking(run.world.environ, asks=run.is_asking, name="That copy")
    done = copying.restore(run.journal_path, files.named(file), ask)
    run.say(f"The journal holds {_many(done.entries, 'entry', 'entries')} now.")
    if done.kept is not None:
        run.say(f"What it was before is kept as {done.kept}.")
    run.say(
        "It opens with the passphrase of that copy."
        if done.encrypted
        else "It has no passphrase: anyone using this account can read it."
    )


# How it is


def doctor(
    context: typer.Context,
    salvage: Annotated[
        str | None,
        typer.Option("--salvage", metavar="FILE", help="Save what can be read into FILE."),
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Check that the journal is whole, and say where everything is."""
    run = run_of(context)
    if salvage is not None:
        _salvage(run, files.named(salvage), force=force)
        return
    report: dict[str, Any] = {"ok": True, "damages": [], "notes": []}
    problem = _examine(run, report)
    report["ok"] = problem is None
    if json:
        run.show_json(report)
    else:
        run.show(_report_page(report, run.clock))
    if problem is not None:
        raise problem


def _examine(run: Run, report: dict[str, Any]) -> JournalUnusable | None:
    """Fill in the report; returns what makes the journal unusable, if anything does."""
    path = run.journal_path
    problem: JournalUnusable | None = None
    state: dict[str, Any] = {"path": str(path), "exists": os.path.lexists(path)}
    report["journal"] = state
    if crypt.looks_encrypted(path):
        # A file that is neither plain nor opens may be anything: then it is not known.
        state["encrypted"] = True
    try:
        opened = open_file(path, ask=run.passphrase)
        if opened is not None:
            with Journal(opened.connection, path, opened.held) as journal:
                state["encrypted"] = opened.passphrase is not None
                report["damages"] = damages(opened.connection, encrypted=state["encrypted"])
                if not report["damages"]:
                    state.update(entries=journal.count(), undo_steps=journal.steps())
                state["schema_version"] = VERSION
    except JournalUnusable as found:
        problem = found
        report["damages"] = [found.message]
    if report["damages"] and problem is None:
        problem = JournalUnusable(
            "The journal is damaged.",
            "pdtrack restore brings back a copy; doctor --salvage FILE saves what can be read.",
        )
    _look_around(run, report)
    return problem


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
        if os.name != "nt" and mode & 0o077:
            notes.append(f"Others can look into the folder; chmod 700 {folder} keeps them out.")
    report["folder"] = place
    copies = copying.copies(path)
    report["backups"] = [
        {
            "path": str(copy.path),
            "made": copy.made.astimezone(run.now.tzinfo).isoformat(timespec="seconds"),
            "size": copy.size,
            "mode": _mode(copy.mode),
            "encrypted": copy.encrypted,
        }
        for copy in copies
    ]
    if state.get("encrypted") and any(not copy.encrypted for copy in copies):
        notes.append("A copy among the backups has no passphrase, although the journal has one.")
    if state.get("size", 0) > copying.DAILY_MOST:
        notes.append("The journal is too large for a daily copy; pdtrack backup FILE makes one.")
    report["settings"] = str(run.settings_path)
    report["support"] = str(run.folder / "support.txt")
    report["versions"] = {
        "pdtrack": __version__,
        "python": platform.python_version(),
        **crypt.versions(),
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
        said = "Protected with a passphrase."
        if not state["encrypted"]:
            said = "Not encrypted: anyone using this account can read it."
        pairs.append(("passphrase", said))
    if "size" in state:
        pairs.append(("file", f"{state['size']:,} bytes, mode {state['mode']}"))
    if place["exists"]:
        free = f"{place['free_bytes'] // 2**20:,} MB free"
        pairs.append(("folder", f"{place['path']}, mode {place['mode']}, {free}"))
    for copy in report["backups"]:
        made = echo(datetime.fromisoformat(copy["made"]), clock)
        how = "passphrase" if copy["encrypted"] else "not encrypted"
        pairs.append(("copy", f"{made}, {copy['size']:,} bytes, {how}: {copy['path']}"))
    if not report["backups"]:
        pairs.append(("copies", "none yet; the first entry of a day makes one"))
    versions = report["versions"]
    said = ", ".join(f"{name} {number}" for name, number in versions.items() if number)
    pairs += [
        ("settings", report["settings"]),
        ("support lines", report["support"]),
        ("versions", said),
    ]
    page: list[Any] = [Pairs(tuple(pairs))]
    if report["notes"]:
        page.append(Lines(tuple(report["notes"])))
    return page


def _mode(mode: int) -> str:
    return f"{mode & 0o777:04o}"


def _salvage(run: Run, target: Path, *, force: bool) -> None:
    if _same(target, run.journal_path):
        raise InvalidInput("That file is the journal itself.", "Choose another name.")
    saved, lost = salvage_into(run.journal_path, run.passphrase, target, force=force, now=run.now)
    run.say(
        f"Saved {_many(saved, 'entry', 'entries')} to {target}. "
        f"{_many(lost, 'number', 'numbers')} could not be read. The journal was left as it is."
    )


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
