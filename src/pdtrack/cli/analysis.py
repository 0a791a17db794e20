"""The care rules and the findings, made from the texts, the settings and the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdtrack.cli.context import Run
from pdtrack.content import library
from pdtrack.domain.analysis.care import Care
from pdtrack.domain.analysis.classify import Judge

if TYPE_CHECKING:
    from pdtrack.domain.analysis.findings import Findings


def care() -> Care:
    """The care rules, ready to use."""
    vocabulary = library.vocabulary()
    return Care(library.care_rules(), Judge.of(vocabulary), vocabulary)


def findings(
    run: Run, since: str | None = None, until: str | None = None, *, reader: str = ""
) -> Findings:
    """What may be shown about a period to a reader; to none, also what was shown lately.

    Links are looked for in the whole diary, unless a period was asked for.
    """
    # What counts is needed by few commands; a tag alone needs the care rules.
    from pdtrack.domain.analysis.associations import Comparer
    from pdtrack.domain.analysis.findings import LOOK_BACK_DAYS, find
    from pdtrack.domain.analysis.reflections import Reflector
    from pdtrack.domain.times.day import Period

    after, before = run.bounds(since, until)
    high = run.now if before is None else min(before, run.now)
    low = Period.last(LOOK_BACK_DAYS, high).since if after is None else after
    with run.reading() as journal:
        entries = [] if journal is None else journal.entries()
        memory = journal.memory() if journal is not None and reader else {}
    shown = {
        what.removeprefix(reader): at for what, at in memory.items() if what.startswith(reader)
    }
    asked = [entry for entry in entries if (after is None or entry.at >= low) and entry.at <= high]
    vocabulary = library.vocabulary()
    judge = Judge.of(vocabulary)
    return find(
        entries,
        compared=asked,
        period=Period(low, high),
        care=Care(library.care_rules(), judge, vocabulary),
        reflector=Reflector(library.causes(), vocabulary, judge, run.day_end),
        comparer=Comparer(vocabulary, judge),
        memory=shown,
        now=run.now,
        day_end=run.day_end,
    )
