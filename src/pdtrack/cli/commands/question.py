"""`question`: watch one tag from now on."""

from collections.abc import Mapping
from typing import Annotated, Final

import typer

from pdtrack.cli.analysis import Kept, comparer, is_news, keep_verdicts, kept_verdicts
from pdtrack.cli.context import Run, no_entry_yet, run_of
from pdtrack.cli.link_text import question_text
from pdtrack.cli.marks import care
from pdtrack.cli.options import Json, one_of
from pdtrack.cli.patterns_page import question_object
from pdtrack.content import library
from pdtrack.domain import vocabulary as words
from pdtrack.domain.analysis.associations import Associations, associations
from pdtrack.domain.analysis.comparable import ANSWER_MARKS, CAUSE_MARK, place_of
from pdtrack.domain.analysis.tag_counts import names_of_tags
from pdtrack.domain.analysis.verdicts import (
    BEGINNING,
    OUTCOMES,
    Outcome,
    Verdicts,
    asked,
    dropped,
)
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput, JournalUnusable
from pdtrack.render.entries import in_full
from pdtrack.render.page import Page, Paragraph
from pdtrack.store.journal import Journal

_WHICH: Final = (
    "You can watch your own tag, one like stress or rushed, or an answer like with:solo."
)


def question(
    context: typer.Context,
    tag: Annotated[str | None, typer.Argument(metavar="[TAG]")] = None,
    for_: Annotated[
        str | None,
        typer.Option("--for", metavar="|".join(OUTCOMES), help="Default: tears."),
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Stop watching.")] = False,
    json: Json = False,
) -> None:
    """Watch one tag from now on. Without a tag, show what you are watching."""
    run = run_of(context)
    if drop and (tag is not None or for_ is not None):
        raise InvalidInput("--drop takes no tag.", "It ends the question that is open.")
    if tag is None and for_ is not None:
        raise InvalidInput("--for needs a tag.", "For example: pdtrack question rushed --for mood")
    if drop:
        found = _drop(run)
    elif tag is not None:
        found = _ask(run, tag, for_ or OUTCOMES[0])
    else:
        found = _look(run)
    names = _names(run)
    if json:
        run.out.show_json(
            {
                "questions": [
                    question_object(one, names)
                    for one in found.questions
                    if not one.question.is_erased
                ]
            }
        )
    elif run.is_discreet:
        run.out.show([Paragraph(_neutral(found)), in_full("question")])
    else:
        run.out.show(_page(found, names, is_new=tag is not None))


def _page(found: Associations, names: Mapping[str, str], *, is_new: bool) -> Page:
    shown = [one for one in found.questions if not one.question.is_erased]
    if not shown:
        return [Paragraph(library.message("question-none").text)]
    page: Page = [Paragraph(question_text(one, names)) for one in shown[-1:]]
    if is_new:
        return [*page, Paragraph(library.message("question-cost").text, "quiet")]
    if shown[-1].question.state != "open":
        return [*page, Paragraph(library.message("question-none").text, "quiet")]
    return page


def _names(run: Run) -> Mapping[str, str]:
    """For each tag the word that the person types."""
    with run.reading() as journal:
        diary = [] if journal is None else journal.entries()
    return names_of_tags(diary, care().classifier)


def _neutral(found: Associations) -> str:
    if found.verdicts.open_question is None:
        return "You are not watching any tag."
    return "One question is open."


def _look(run: Run) -> Associations:
    """How the question is; what is due is judged first, like at every look."""
    with run.reading() as journal:
        diary = [] if journal is None else journal.entries()
        kept = kept_verdicts(journal, diary)
    found = _counted(diary, kept.verdicts)
    if is_news(kept, found.verdicts):
        try:
            with run.writing() as journal:
                keep_verdicts(journal, kept, found.verdicts)
        except JournalUnusable:
            # One that can only be read shows the same.
            return found
    return found


def _counted(diary: list[Entry], verdicts: Verdicts) -> Associations:
    return associations(comparer(), diary, verdicts, ())


def _ask(run: Run, typed: str, outcome: str) -> Associations:
    """Ask a question, inside one transaction with what is judged before it."""
    named: Outcome = one_of(
        outcome, OUTCOMES, InvalidInput(f"--for is one of {', '.join(OUTCOMES)}.")
    )
    with run.reading() as journal:
        if journal is None:
            raise no_entry_yet()
        mark = _mark(typed, journal.words("tags"))
    with run.writing() as journal:
        diary, kept = _judged(journal)
        if kept.verdicts.open_question is not None:
            raise InvalidInput(
                "You are watching something already, and one question can be open at a time.",
                "pdtrack question shows it; pdtrack question --drop ends it.",
            )
        places = [place_of(entry) for entry in diary]
        verdicts = asked(
            kept.verdicts,
            mark,
            named,
            after=max(places, default=BEGINNING),
            asked_at=int(run.now.timestamp()),
        )
        journal.keep_claim(verdicts)
    return _counted(diary, verdicts)


def _drop(run: Run) -> Associations:
    nothing = InvalidInput("You are not watching any tag.", "pdtrack question TAG watches one.")
    with run.reading() as journal:
        if journal is None or kept_verdicts(journal, journal.entries()).verdicts == Verdicts():
            raise nothing
    with run.writing() as journal:
        diary, kept = _judged(journal)
        if kept.verdicts.open_question is None:
            raise nothing
        series = {outcome: x.series for outcome, x in comparer().diary(diary).items()}
        verdicts = dropped(kept.verdicts, series)
        journal.keep_claim(verdicts)
    return _counted(diary, verdicts)


def _judged(journal: Journal) -> tuple[list[Entry], Kept]:
    """The diary, and the verdicts with everything that is due."""
    diary = journal.entries()
    kept = kept_verdicts(journal, diary)
    return diary, Kept(kept.text, _counted(diary, kept.verdicts).verdicts)


def _mark(typed: str, used: dict[str, int]) -> str:
    """The tag or answer that was typed; raises `InvalidInput` for what can't be watched."""
    word = words.fold(typed)
    if word in ANSWER_MARKS:
        return word
    vocabulary = library.vocabulary()
    causes = [name for cause in library.causes() for name in (cause.slug, cause.title.casefold())]
    if word.startswith(CAUSE_MARK.format("")) or (word in causes and not vocabulary.known(word)):
        raise InvalidInput("A cause can't be watched.", _WHICH)
    match vocabulary.resolve(typed, used):
        case words.KnownWord(tag) | words.OwnWord(tag):
            pass
        case words.NearMiss(_, suggestions):
            raise InvalidInput(
                f"You have no tag called that. Did you mean {' or '.join(suggestions)}?",
                neutral="You have no tag called that.",
            )
        case _:
            raise InvalidInput("You have no tag called that.", _WHICH)
    if not comparer().is_compared(tag):
        raise InvalidInput("Feelings and safety tags can't be watched.", _WHICH)
    return tag
