"""What a person reads and answers once, before the first entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import typer

from pdtrack.cli.context import Run
from pdtrack.render.page import Page, Paragraph
from pdtrack.store.files import is_open
from pdtrack.store.journal import Journal
from pdtrack.store.memory_table import FIRST_DISCREET, FIRST_USE
from pdtrack.store.sqlcipher import looks_encrypted

if TYPE_CHECKING:
    from pdtrack.cli.prompt import Prompter

ADULT_FROM: Final = 18
# What can be done first, on a computer that others use, too.
LOCK: Final = "Lock your diary: pdtrack passphrase set."
NEUTRAL: Final = "Neutral words: pdtrack --discreet log."
MORE: Final = "More: pdtrack privacy"
KEPT: Final = (
    "Only this account can open the file with your entries. A passphrase also keeps out other "
    "people who use this account, and protects most if you set it early: pdtrack passphrase set."
)
NOTICE: Final = (
    "What you write stays on this device. Anyone who can open it may be able to read it. You "
    "can skip any question, and erase everything at any time."
)
# Not true of a journal with a passphrase.
OPEN: Final = (
    "Anyone who can open it may be able to read it. ",
    " Anyone who can use this device may be able to read what you write.",
)


def start_new(run: Run, name: str) -> None:
    """Where the journal is gone, ask whether to start a new one, before anything is typed.

    Raises `JournalGone` where nobody can be asked, or where `name` is not the command for it.
    """
    lost = run.gone()
    if lost is None:
        return
    if not run.out.can_ask or lost.begins != name:
        raise lost
    from pdtrack.cli.prompt import confirm_or_stop

    question = f"{lost.message} {lost.way_back} Those backups stay. Begin a new diary?"
    confirm_or_stop(run, name, question, yes=False, unlocks=False)
    run.begins_anew = True


def is_first_use(run: Run, journal: Journal) -> bool:
    """Whether the notices were never shown; in discreet mode, whether neither kind was."""
    known = journal.memory.known()
    return FIRST_USE not in known and not (run.is_discreet and FIRST_DISCREET in known)


def remember_first_use(run: Run, journal: Journal) -> bool:
    """Remember that the notices are shown now; whether this was the first use."""
    is_first = is_first_use(run, journal)
    if is_first:
        journal.memory.remember(FIRST_DISCREET if run.is_discreet else FIRST_USE, now=run.now)
    return is_first


def welcome(run: Run, prompter: Prompter) -> None:
    """What to know before the first question, in six lines; stop the command for a minor."""
    from pdtrack.content import library

    run.out.notify_page([_notice(run), *_first(run), Paragraph(MORE)])
    question = library.message("adult-question").text
    asked = "Are you 18 or older?" if run.is_discreet else question
    if not prompter.agree(asked, _is_adult):
        no = library.message("adult-no").text
        run.out.notify_page([Paragraph(no.split("\n")[0] if run.is_discreet else no)])
        raise typer.Exit


def _is_adult(typed: str) -> bool | None:
    """Whether "yes" or an age is typed, as in `19` and `yes im 19`."""
    from pdtrack.domain.everyday_words import yes_or_no  # asked once

    ages = re.findall(r"\b\d\d\b", typed)
    return int(ages[0]) >= ADULT_FROM if len(ages) == 1 else yes_or_no(typed)


def notices(run: Run, *, asked: bool) -> Page:
    """What everyone reads once, after the first entry; shorter in discreet mode.

    `asked`: whether `welcome` came before the entry.
    """
    from pdtrack.content import library
    from pdtrack.render.entries import in_full  # shown once

    notice = [] if asked else [_notice(run)]
    kept = [] if looks_encrypted(run.journal_path) else [Paragraph(KEPT), *_exceptions(run)]
    last = _true(run, library.message("disclaimer").text)
    return [*notice, *kept, in_full("log") if run.is_discreet else last]


def _notice(run: Run) -> Paragraph:
    """What to know before the first entry."""
    from pdtrack.content import library

    return _true(run, NOTICE if run.is_discreet else library.message("setup-device").text)


def _first(run: Run) -> Page:
    """What can be done before the first word, unless it was done."""
    lock = [] if looks_encrypted(run.journal_path) else [LOCK]
    neutral = [] if run.is_discreet else [NEUTRAL]
    return [Paragraph(" ".join([*lock, *neutral]))] if lock or neutral else []


def _true(run: Run, text: str) -> Paragraph:
    """A notice without what a passphrase prevents, where there is one."""
    if looks_encrypted(run.journal_path):
        for sentence in OPEN:
            text = text.replace(sentence, "")
    return Paragraph(text)


def _exceptions(run: Run) -> Page:
    """Where a journal without a passphrase is less protected than a person may expect."""
    folder = run.journal_path.parent
    if is_open(folder):
        return [Paragraph(f"Other accounts can look into {folder}: chmod 700 keeps them out.")]
    return []
