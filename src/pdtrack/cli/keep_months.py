"""The setting `keep-months`: erase older entries after something was written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from pdtrack.cli.analysis import tag_of_word
from pdtrack.cli.context import Run
from pdtrack.domain.plural import plural, plural_entries
from pdtrack.domain.times.day import dated, day_of, months_before
from pdtrack.errors import PdtrackError
from pdtrack.store.forget import StillFound, forget_entries
from pdtrack.store.journal import Journal
from pdtrack.store.memory_table import LEAP
from pdtrack.store.sqlcipher import looks_encrypted

# Nothing is erased by a time that the clock has shown for less than this: it may be wrong.
GRACE: Final = timedelta(days=7)


def forget_older(run: Run, months: int) -> None:
    """Erase the entries from before the last `months` months, and report it if there were any.

    Whatever goes wrong here, what was written before is kept.
    """
    try:
        with run.reading() as journal:
            if journal is None:
                return
            since = _settled_since(run, journal, months)
            due = [] if since is None else journal.forgettable(before=since)
            leaps = _is_clock_leap(run, journal, months, len(due))
        if due:
            _forget(run, months, since)
        if leaps:
            _announce(run, months, "more" if due else "some")
    except StillFound as problem:
        run.out.notify(f"Older entries were erased. {problem.message} {problem.hint}")
    except PdtrackError as problem:
        run.out.notify(f"Older entries could not be erased this time. {problem.message}")


def _forget(run: Run, months: int, since: datetime | None) -> None:
    done = forget_entries(
        run.journal_path,
        run.passphrase,
        now=run.now,
        before=since,
        kept=run.kept,
        counts_with=tag_of_word(),
        usual=run.folder / "journal.db",
    )
    if done.unopened:
        run.out.notify(
            "They may still be in backups that can't be opened: " + ", ".join(done.unopened)
        )
    kept = plural(months, "month")
    run.out.notify(
        f"Erased {plural_entries(done.entries)} older than {kept}, as you set. There is no undo."
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


def _settled_since(run: Run, journal: Journal, months: int) -> datetime | None:
    """From when on entries are kept, by the last write that is a week old.

    A clock that is wrong, by months or years, then erases nothing before a week of writing has
    gone by; there is time to see what is announced.
    """
    written = journal.last_written(before=run.now - GRACE)
    return None if written is None else kept_since(run, months, written)


def _is_clock_leap(run: Run, journal: Journal, months: int, due: int) -> bool:
    """Whether nothing was written for longer than a week, and more entries than those that are
    `due` have grown too old since.

    The person was away for long, or the clock is wrong. That is announced once.
    """
    last, said = journal.last_written(before=run.now), journal.memory.known().get(LEAP)
    is_said = said is not None and abs(run.now - said) < GRACE
    if last is None or run.now - last < GRACE or is_said:
        return False
    return len(journal.forgettable(before=kept_since(run, months))) > due


def _announce(run: Run, months: int, which: str) -> None:
    with run.writing() as journal:
        journal.memory.remember(LEAP, now=run.now)
    kept = plural(months, "month")
    run.out.notify(
        f"By this machine's clock, {which} entries are now older than {kept}. They will be erased "
        f"the first time you write after {dated((run.now + GRACE).date())}. If the clock is wrong, "
        "set it first."
    )


def retention_notice(run: Run, months: int) -> str:
    """What will be erased, and when; a locked journal is not opened to count it."""
    when = "will be erased the next time you write, or up to a week later"
    older: list[int] = []
    if not looks_encrypted(run.journal_path):
        with run.reading(must_exist=False) as journal:
            older = [] if journal is None else journal.forgettable(before=kept_since(run, months))
    if not older:
        return f"Older entries {when}."
    return f"{plural_entries(len(older))} older than that {when}."


def kept_since(run: Run, months: int, moment: datetime | None = None) -> datetime:
    """The beginning of the day `months` months before now, or before that moment.

    A shorter month ends earlier.
    """
    local = run.now if moment is None else moment.astimezone(run.now.tzinfo)
    return run.day_boundary(months_before(day_of(local, run.day_end), months).isoformat())
