"""What a page for a professional contains and what it leaves out, before it is written."""

from __future__ import annotations

from collections.abc import Sequence

from pdtrack.domain.entry import Entry
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import dated
from pdtrack.render.page import Lines, Page, Paragraph
from pdtrack.render.report.page import REPORT_NOTES_MOST, ReportData


def contents_page(data: ReportData, diary: Sequence[Entry], *, part: str, discreet: bool) -> Page:
    """Two lists: what someone who gets the page can read there, and what they can't.

    `part`: which part of the diary it is, where it is one. `discreet` keeps to counts, as others
    may see the screen.
    """
    which = [Paragraph(part)] if part else []
    if discreet:
        counts = [plural_entries(len(data.entries)), plural(_notes_shown(data), "note")]
        text = f"Before you show it: this page has {' and '.join(counts)}. Read it."
        return [*which, Paragraph(text)]
    return [
        *which,
        Paragraph("Before you show it: this page contains"),
        Lines(tuple(_contained(data))),
        Paragraph("It leaves out"),
        Lines(tuple(_left_out(data, diary))),
    ]


def _contained(data: ReportData) -> list[str]:
    entries = plural_entries(len(data.entries))
    lines = [
        f"{entries}, {dated(data.since)} to {dated(data.until)}: dates, moods, tears, pain, how "
        "long feelings lasted, what helped"
    ]
    if tags := len(data.tags):
        lines.append(f"your tags ({tags}), and how often you used each")
    if notes := _notes_shown(data):
        theirs = "its date" if notes == 1 else "their dates"
        lines.append(
            f"{plural(notes, 'note')} in your own words, with {theirs} "
            "(--no-notes leaves all notes out)"
        )
    if unwanted := len(data.moments.left_out):
        lines.append(
            f"that {plural(unwanted, 'moment')} {'was' if unwanted == 1 else 'were'} not fully "
            "wanted or had a safety tag"
        )
    if links := len(data.links) + len(data.asked):
        lines.append(f"{plural(links, 'line')} about links and questions, over your whole diary")
    elif data.none_linked:
        lines.append("a line that no tag is linked, over your whole diary")
    if data.over_time:
        lines.append("how your moments changed, over your whole diary")
    return lines


def _left_out(data: ReportData, diary: Sequence[Entry]) -> list[str]:
    lines = []
    if outside := len(diary) - len(data.entries):
        lines.append(f"{plural_entries(outside)}, of other days or not chosen")
    if hidden := len(data.hidden.tags):
        lines.append(f"{plural(hidden, 'hidden tag')}, and the notes of entries that have one")
    noted = sum(entry.note is not None for entry in data.entries)
    if missing := noted - _notes_shown(data):
        lines.append(plural(missing, "note"))
    lines.append("who you were with, orgasm, and your own people and numbers")
    return lines


def _notes_shown(data: ReportData) -> int:
    return min(len(data.notes), REPORT_NOTES_MOST)
