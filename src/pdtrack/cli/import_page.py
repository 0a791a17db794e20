"""What `import` shows: what was read, what became of it, and what was left out."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from pdtrack.cli.context import Run
from pdtrack.cli.import_merge import Fate
from pdtrack.domain.plural import plural_entries
from pdtrack.exchange import formats
from pdtrack.exchange.importing import ImportReport
from pdtrack.render.page import Block, Heading, Pairs, Paragraph

_COUNTED: Final[dict[Fate, str]] = {
    "new": "new",
    "newer": "newer than in the journal",
    "same": "already there",
    "twin": "already there from another file, with the same minute and mood",
}
_ROWS_MOST: Final = 12
MARKED_ENTRIES: Final = (
    "Such entries are marked and left out of every count."
    " pdtrack show ID --message shows this again."
)
_MAY_BE_MOMENTS: Final = (
    "They are imported as moods of a day. If the word marks intimate moments, add --intimate WORD."
)
_FOLD: Final = "They don't count as these tags. To count them, import with --fold."


def result(report: ImportReport, brought: Counter[Fate], *, is_dry: bool) -> list[Block]:
    """What was imported, or would be."""
    counts = [f"{count:,} {text}" for fate, text in _COUNTED.items() if (count := brought[fate])]
    verb = "Would import" if is_dry else "Imported"
    title = formats.format_named(report.form).title
    return [Paragraph(f"{verb} from {title}: {', '.join(counts) or 'nothing'}.")]


def span(report: ImportReport, run: Run) -> list[Block]:
    span = [run.shown_time(at) for at in (report.first, report.last) if at is not None]
    return [Paragraph(f"From {' to '.join(span)}.")] if span else []


def details(report: ImportReport, run: Run, *, lists_labels: bool = True) -> list[Block]:
    """What got another name, what was left out, and what could not be imported."""
    mapped = [(f"{one.what} ({one.count:,})", one.becomes) for one in report.mapped]
    dropped = [(f"{one.what} ({one.count:,})", one.why) for one in report.dropped]
    rejected = [(f"row {one.row} {one.column}".strip(), one.reason) for one in report.rejects]
    if report.rejected > len(rejected):
        rejected.append(("and others", f"{report.rejected - len(rejected):,} more rows"))
    page: list[Block] = []
    if run.is_discreet:
        # Others may see the screen, so no words and tags are shown.
        mapped, dropped = [], []
        rejected = [(f"row {one.row}", "--no-discreet shows why") for one in report.rejects]
    else:
        if report.safety:
            words = ", ".join(f"{word} ({count:,})" for word, count in report.safety.items())
            page += [Heading("About consent or safety"), Paragraph(f"{words}.")]
        if report.may_be_moments:
            named = ", ".join(
                f'"{word}" is in {plural_entries(count)}'
                for word, count in report.may_be_moments.items()
            )
            page.append(Paragraph(f"{named}. {_MAY_BE_MOMENTS}"))
        if report.foldable and lists_labels:
            page += [Heading("Kept as your own words"), foldable_labels(report), Paragraph(_FOLD)]
    for heading, pairs in (
        ("Imported as", mapped),
        ("Left out", dropped),
        ("Rows that couldn't be imported", rejected),
    ):
        if pairs:
            page += [Heading(heading), Pairs(tuple(_shortened(pairs, run)))]
    return page


def _shortened(pairs: list[tuple[str, str]], run: Run) -> list[tuple[str, str]]:
    """The first rows of a long list on a terminal; all of them elsewhere."""
    if not run.out.is_screen or len(pairs) <= _ROWS_MOST:
        return pairs
    rest = len(pairs) - _ROWS_MOST + 1
    return [
        *pairs[: _ROWS_MOST - 1],
        (f"and {rest:,} more", "a file or a pipe gets all of them"),
    ]


def foldable_labels(report: ImportReport) -> Pairs:
    return Pairs(
        tuple(
            (f"{one.what} ({one.count:,})", f"like the tag {one.becomes}")
            for one in report.foldable
        )
    )


def import_document(
    report: ImportReport, brought: Counter[Fate], *, is_dry: bool
) -> dict[str, Any]:
    return {
        "format": report.form,
        "dry_run": is_dry,
        "new": brought["new"],
        "newer": brought["newer"],
        "same": brought["same"] + brought["twin"],
        "kinds": dict(report.kinds),
        "mapped": [{"what": m.what, "how": m.becomes, "count": m.count} for m in report.mapped],
        "foldable": [{"what": f.what, "tag": f.becomes, "count": f.count} for f in report.foldable],
        "safety": [{"what": what, "count": count} for what, count in report.safety.items()],
        "dropped": [{"what": d.what, "why": d.why, "count": d.count} for d in report.dropped],
        "rejected": [
            {"row": r.row, "column": r.column, "reason": r.reason} for r in report.rejects
        ],
    }
