"""The findings, made from the texts, the settings and the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pdtrack.cli.context import Run
from pdtrack.cli.marks import care
from pdtrack.content import library
from pdtrack.domain.entry import Entry

if TYPE_CHECKING:
    from pdtrack.domain.analysis.findings import Findings


def findings(
    run: Run,
    diary: Sequence[Entry],
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    shown: Mapping[str, datetime] | None = None,
) -> Findings:
    """What may be shown about a period of the whole `diary`, oldest entry first.

    Links are looked for in all entries, unless a period was asked for. A line about seeing
    someone is held back for a while if `shown` has it.
    """
    # What counts is needed by few commands; a tag alone needs the care rules.
    from pdtrack.domain.analysis.associations import Comparer
    from pdtrack.domain.analysis.findings import LOOK_BACK_DAYS, find
    from pdtrack.domain.analysis.reflections import Reflector
    from pdtrack.domain.times.day import Period

    high = run.now if until is None else min(until, run.now)
    low = Period.last(LOOK_BACK_DAYS, high).since if since is None else since
    asked = [entry for entry in diary if (since is None or entry.at >= low) and entry.at <= high]
    rules = care()
    return find(
        diary,
        compared=asked,
        period=Period(low, high),
        care=rules,
        reflector=Reflector(library.causes(), rules.vocabulary, rules.classifier, run.day_end),
        comparer=Comparer(rules.vocabulary, rules.classifier),
        memory=shown or {},
        now=run.now,
        day_end=run.day_end,
    )
