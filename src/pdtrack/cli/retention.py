"""The setting `keep-months`: erase older entries after something was written."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pdtrack.cli.analysis import tag_of_word
from pdtrack.cli.context import Run
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import day_of, months_before
from pdtrack.errors import PdtrackError
from pdtrack.store.forget import StillFound, forget_entries
from pdtrack.store.journal import Journal
from pdtrack.store.sqlcipher import looks_encrypted

LEAP: Final = "keep-months-leap"


def forget_older(run: Run, months: int) -> None:
    """Erase the entries from before the last `months` months, and report it if there were any.

    Whatever goes wrong here, what was written before is kept.
    """
    since = kept_since(run, months)
    try:
        with run.reading() as journal:
            if journal is None or not journal.forgettable(before=since):
                return
            leaps = _is_clock_leap(journal, since, run.now)
        if leaps:
            _announce(run, months)
            return
        done = forget_entries(
            run.journal_path,
            run.passphrase,
            now=run.now,
            before=since,
            kept=run.kept,
            counts_with=tag_of_word(),
            usual=run.folder / "journal.db",
        )
    except StillFound as problem:
        run.out.notify(f"Older entries were erased. {problem.message} {problem.hint}")
        return
    except PdtrackError as problem:
        run.out.notify(f"Older entries could not be erased this time. {problem.message}")
        return
    kept = plural(months, "month")
    run.out.notify(
        f"Erased {plural_entries(done.entries)} older than {kept}, as set. There is no undo."
    )


def finish_erasing(run: Run) -> None:
    """Erase from every copy what the journal has erased already."""
    try:
        forget_entries(
            run.journal_path,
            run.passphrase,
            now=run.now,
            kept=run.kept,
            counts_with=tag_of_word(),
            usual=run.folder / "journal.db",
        )
    except PdtrackError as problem:
        run.out.notify(
            f"Entries that you erased may still be in an automatic backup. {problem.message}"
        )


def _is_clock_leap(journal: Journal, since: datetime, now: datetime) -> bool:
    """Whether, by the clock, nothing was recorded during all the months that are kept.

    Then everything would be erased at once: the person was away for long, or the clock is
    wrong. The first time this only brings a warning.
    """
    last = journal.last_recorded(before=now)
    said = journal.memory().get(LEAP)
    return last is not None and last < since and (said is None or said < last)


def _announce(run: Run, months: int) -> None:
    with run.writing() as journal:
        journal.remember(LEAP, now=run.now)
    run.out.notify(
        f"By this machine's clock all earlier entries are older than {plural(months, 'month')}. "
        "They will be erased the next time you write. If the clock is wrong, set it first."
    )


def retention_notice(run: Run, months: int) -> str:
    """What will be erased, and when; a locked journal is not opened to count it."""
    when = "will be erased the next time you write"
    older: list[int] = []
    if not looks_encrypted(run.journal_path):
        with run.reading(must_exist=False) as journal:
            older = [] if journal is None else journal.forgettable(before=kept_since(run, months))
    if not older:
        return f"Older entries {when}."
    return f"{plural_entries(len(older))} older than that {when}."


def kept_since(run: Run, months: int) -> datetime:
    """The beginning of the day `months` months ago; a shorter month ends earlier."""
    return run.day_boundary(months_before(day_of(run.now, run.day_end), months).isoformat())
