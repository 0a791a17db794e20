"""`forget`: erase entries for good, or everything."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.analysis import tag_of_word
from pdtrack.cli.context import Run, no_entry_yet, run_of
from pdtrack.cli.left_behind import OTHER_NAME, STILL_READABLE, TARGET, UNREACHED, replaced
from pdtrack.cli.named_entry import entry_number, find_entry
from pdtrack.cli.options import Json, Yes
from pdtrack.cli.prompt import confirm_or_stop
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.errors import InvalidInput, PdtrackError
from pdtrack.render.page import Lines, Page, Paragraph
from pdtrack.store import files
from pdtrack.store import forget as erase
from pdtrack.store.copies import automatic_copies
from pdtrack.store.journal import Journal

IN_WINDOW: Final = (
    "A terminal window still shows what was printed in it when you scroll up: close it."
)


def forget(
    context: typer.Context,
    entries: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Everything before this day.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Everything that pdtrack keeps.")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Erase entries for good, or everything. There is no undo."""
    run = run_of(context)
    if (bool(entries) + (before is not None) + all_) != 1:
        raise InvalidInput(
            "Give entry numbers, --before DATE or --all, and only one of them.",
            "Nothing was erased.",
        )
    if all_:
        _forget_all(run, yes=yes, json=json)
        return
    edge = None if before is None else run.day_boundary(before)
    chosen, named = _chosen(run, entries or [], edge)
    if not chosen and (edge is None or not automatic_copies(run.journal_path)):
        run.out.notify("There is nothing to erase.")
        if json:
            run.out.show_json({"forgotten": asdict(erase.Forgotten(0, 0, 0, False))})
        return
    question = (
        f"{named} will be erased for good, also from every automatic backup. There is no undo."
    )
    confirm_or_stop(run, "forget", question, yes=yes, word="forget")
    done = erase.forget_entries(
        run.journal_path,
        run.passphrase,
        now=run.now,
        numbers=chosen,
        before=edge,
        kept=run.kept,
        counts_with=tag_of_word(),
        by_hand=True,
        usual=run.folder / "journal.db",
        committing=lambda: _hold(run),
    )
    run.is_done, run.is_erasing = True, False
    if json:
        run.out.show_json({"forgotten": asdict(done)})
    elif done.entries or done.copies:
        run.out.show(_forgotten(done))
    else:
        run.out.notify("There is nothing to erase.")
    if done.unopened:
        named = ", ".join(done.unopened)
        raise PdtrackError(
            f"These backups can't be opened, so they may still hold it: {named}.",
            "Delete them yourself if you don't need them.",
        )


def _hold(run: Run) -> None:
    """From here on it is erased, and what stops the rest has to be reported."""
    interrupts.hold()
    run.is_erasing = True


def _chosen(run: Run, named: Sequence[str], edge: datetime | None) -> tuple[list[int], str]:
    """The numbers to erase, and what to call these entries in the question."""
    with run.reading() as journal:
        if journal is None:
            if edge is not None:
                return [], ""
            raise no_entry_yet()
        if edge is not None:
            numbers = journal.forgettable(before=edge)
        else:
            numbers = list(dict.fromkeys(_number(text, journal) for text in named))
        only = journal.get(numbers[0]) if len(numbers) == 1 else None
    called = plural_entries(len(numbers))
    if only is not None:
        called = f"Entry {only.number} ({run.shown_time(only.at)})"
    return numbers, called


def _number(text: str, journal: Journal) -> int:
    """The number of an entry; one that was deleted counts while undo could bring it back."""
    word = text.strip()
    if (number := entry_number(word)) is not None and journal.knows(number):
        return number
    return find_entry(journal, text).number


def _forgotten(done: erase.Forgotten) -> Page:
    entries = plural(done.entries, "entry was", "entries were")
    erased = [
        f"{entries} erased from pdtrack's files: the journal, its undo history, and the file's "
        "free space.",
        *replaced(done.copies),
        "The file is encrypted; its tables were checked."
        if done.encrypted
        else f"A byte search of {plural(done.searched, 'file')} found no trace.",
    ]
    if done.entries:
        # Lists don't say why a number is missing, as other things do the same.
        its = "Its number" if done.entries == 1 else "Their numbers"
        erased.append(f"{its} won't be used again; every deleted entry leaves such a gap.")
    left = [f"{UNREACHED.format(folder)} They may still hold it." for folder in done.unreached]
    left += [OTHER_NAME.format(path) for path in done.linked]
    left += [TARGET.format(path) for path in done.targets]
    return [
        Paragraph(" ".join(erased)),
        Paragraph(
            f"{STILL_READABLE} Your words may also be in your shell history: pdtrack privacy looks "
            f"for them. {IN_WINDOW}"
        ),
        *map(Paragraph, left),
    ]


def _forget_all(run: Run, *, yes: bool, json: bool) -> None:
    journals, others, folders = _own(run)
    for one in journals:
        erase.check_ours(one)
    own = [erase.files_of(one, run.folder / "journal.db") for one in journals]
    found = [path for one in own for path in one.paths]
    found += [path for path in others if os.path.lexists(path)]
    found = list(dict.fromkeys(found))
    left_behind = [OTHER_NAME.format(path) for path in files.other_names(found)]
    left_behind += [TARGET.format(path) for path in files.link_targets(found).values()]
    if not found:
        run.check_there()
        run.out.notify("There is nothing to erase.")
        if json:
            run.out.show_json({"forgotten": {"files": 0}})
        return
    confirm_or_stop(
        run,
        "forget",
        "All of it will be erased for good. There is no undo.",
        yes=yes,
        shown=[Paragraph("This will be erased:"), Lines(tuple(str(path) for path in found))],
        word="forget",
        unlocks=False,
    )
    elsewhere = [path for path in found if path.parent.name == "backups"]
    interrupts.hold()
    for one in journals:
        erase.forget_all(one, [*others, *elsewhere], folders)
    run.is_done = True
    left = [path for path in found if os.path.lexists(path)]
    if left:
        raise PdtrackError("Not everything could be erased.", f"See {left[0]}.")
    if json:
        run.out.show_json({"forgotten": {"files": len(found)}})
    else:
        run.out.show([*_all_erased(everything=bool(folders)), *_not_reached(own, left_behind)])


def _not_reached(own: Sequence[erase.OwnFiles], left_behind: Sequence[str]) -> Page:
    """What may still be somewhere."""
    lines = list(left_behind)
    lines += [
        f"Backups in {folder} are next to another journal now, so they were left. They may hold "
        "entries of this one."
        for one in own
        for folder in one.beside_another
    ]
    lines += [UNREACHED.format(folder) for one in own for folder in one.unreached]
    if not all(one.is_all for one in own):
        lines.append(
            "If the journal was in another folder before, its backups may still be there, in a "
            "folder called backups: only the journal knew which, and it could not be opened."
        )
    return [Paragraph(line) for line in lines]


def _all_erased(*, everything: bool) -> Page:
    erased = "This journal and its backups were erased."
    if everything:
        erased = (
            "Everything was erased: the journal, its backups, your own support lines and the "
            "settings."
        )
    return [
        Paragraph(erased),
        Paragraph(
            f"{STILL_READABLE} pdtrack itself is still installed, and your shell history may have "
            f"its name and your words. {IN_WINDOW}"
        ),
    ]


def _own(run: Run) -> tuple[list[Path], list[Path], list[Path]]:
    """The journals to erase, our files next to them, and our folders.

    With `--journal`, only that journal is erased, as the rest belongs to the usual one. The
    usual one is erased together with the one that PDTRACK_JOURNAL names.
    """
    usual = run.folder / "journal.db"
    if run.journal_option is not None and run.journal_path != usual:
        return [run.journal_path], [], []
    journals = list(dict.fromkeys((run.journal_path, usual)))
    others = [
        path
        for file in (run.people_path, run.settings_path)
        for path in (file, *files.drafts_of(file))
    ]
    return journals, others, [run.settings_path.parent, run.folder]
