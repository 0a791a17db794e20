"""What `undo` and `redo` show once a change was undone or brought back."""

from __future__ import annotations

from typing import Final, Literal

from pdtrack.cli.context import Run
from pdtrack.cli.entry_name import entry_name
from pdtrack.domain.plural import plural_entries
from pdtrack.domain.times.day import echo
from pdtrack.domain.times.local_time import localized
from pdtrack.render.page import Lines, Paragraph
from pdtrack.store.undo_log import Undone

Turn = Literal["undone", "redone"]
# What a change of several entries is called; one entry speaks for itself.
_CALLED: Final = {"import": "the import", "tag rename": "the new name of a tag"}

# What else a command did with an entry that was there.
_ADDED: Final = {"later": "the later mood", "log": "the mood right after"}


def turned(run: Run, how: Turn, change: Undone, *, json: bool) -> None:
    """Show what became of which entries, and when the change was made."""
    at = localized(change.at, run.world.instants)
    if json:
        content = {"what": change.what, "at": at.isoformat(), "entries": list(change.entries)}
        run.out.show_json({how: content})
        return
    when = f"The change was made on {echo(at, run.clock)}."
    lines = [_became(run, how, change, place) for place in range(len(change.pairs))]
    what = _CALLED.get(change.what, "")
    if len(change.entries) == 1 and not what:
        run.out.show([Paragraph(f"{how.capitalize()}: {lines[0]}. {when}")])
        return
    if (more := len(change.entries) - len(lines)) > 0:
        lines.append(f"and {plural_entries(more)} more")
    title = f"{how.capitalize()}: {what or plural_entries(len(change.entries))}. {when}"
    run.out.show([Paragraph(title), Lines(tuple(lines))])


def _became(run: Run, how: Turn, change: Undone, place: int) -> str:
    """What an entry is now."""
    was, now = change.pairs[place]
    if now is None:
        assert was is not None
        return f"{entry_name(run, was)} is removed"
    if was is None:
        return f"{entry_name(run, now)} is back"
    when = "before" if how == "undone" else "after"
    added = _ADDED.get(change.what, "the change")
    return f"{entry_name(run, now)} is as it was {when} {added}"
