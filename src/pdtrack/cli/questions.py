"""The questions for an entry: their words, their order, and what is asked after an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from pdtrack.cli.answers import Answers
from pdtrack.cli.prompt import Prompter
from pdtrack.cli.tag_reader import TagReader
from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import (
    ANSWERS,
    FIELD,
    LASTED,
    PAIN,
    TEARS,
    WANTED,
    WITH,
    parse_flag,
    parse_mood,
    parse_note,
)
from pdtrack.domain.vocabulary import helped_words
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.domain import vocabulary as words
    from pdtrack.domain.analysis.classify import Classifier

# The commands that record an entry; `before` opens a moment that the next `log` completes.
Recording = Literal["log", "before", "day"]

WANTED_MEANING: Final = (
    "1 yes: I wanted it and felt free to say no",
    "2 mixed: I agreed, part of me did not want it",
    "3 pressured: I said yes because I felt I had to, or could not really choose",
    "4 no: I did not agree",
    "5 unsure: I am not sure",
)
HELPED: Final = ("held", "left-alone", "talked", "shower", "slept", "water", "cried-it-out")
# Not asked once an answer called for a safety card.
AFTER_SAFETY: Final = frozenset({"lasted", "with_", "orgasm", "helped"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the attribute it fills, its text, how its answer is read.

    `in_full` is shown for a question mark.
    """

    attribute: str
    text: str
    parse: Callable[[str], Any]
    words: tuple[str, ...] = ()
    explain: tuple[str, ...] = ()
    in_full: tuple[str, ...] = ()

    def discreet(self) -> Question:
        """The same question in neutral words."""
        neutral = DISCREET[self.attribute]

        def parse(typed: str) -> Any:
            try:
                return self.parse(neutral.typed(typed))
            except InvalidInput:
                if not neutral.allowed:
                    raise
                raise InvalidInput(f"It is {neutral.allowed}.", "? says more.") from None

        in_full = (self.text, *self.explain)
        return replace(
            self, text=neutral.question, parse=parse, words=(), explain=(), in_full=in_full
        )

    def numbered(self) -> Question:
        """The same question, which also accepts the number of a word: fewer keys at night."""
        neutral = DISCREET[self.attribute]
        if not neutral.words:
            return self
        return replace(self, parse=lambda typed: self.parse(neutral.typed(typed)))


def _asked(prompter: Prompter, question: Question, current: str = "") -> Any:
    """The answer of the person, `None` where skipped; `current` is shown behind the question."""
    asked = question.discreet() if prompter.is_discreet else question.numbered()
    return prompter.ask(
        f"{asked.text} [{current}]" if current else asked.text,
        asked.parse,
        words=asked.words,
        explain=asked.explain,
        in_full=asked.in_full,
    )


WANTED_QUESTION: Final = Question(
    "wanted",
    "Wanted? (yes, mixed, pressured, no, unsure)",
    FIELD["wanted"].parse,
    WANTED,
    WANTED_MEANING,
)

QUESTIONS: Final = (
    Question("after", "How is it now, 0-10? (0 as bad as it gets, 10 as good)", parse_mood),
    Question("before", "How was it before, 0-10?", parse_mood),
    Question("tears", f"Tears? ({', '.join(TEARS)})", FIELD["tears"].parse, TEARS),
    WANTED_QUESTION,
    Question("tags", "Tags, commas between them? (none: none fits)", str),
    Question("pain", f"Pain? ({', '.join(PAIN)})", FIELD["pain"].parse, PAIN),
    Question("lasted", f"How long did the feelings stay? ({', '.join(LASTED)})",
             FIELD["lasted"].parse, LASTED),
    Question("with_", f"With whom? ({', '.join(WITH)})", FIELD["with"].parse, WITH),
    Question("orgasm", "Orgasm? (yes, no)", parse_flag, ("yes", "no")),
    Question("helped", f"What helped? ({', '.join(HELPED)}, or your own words)",
             lambda text: helped_words([text]), HELPED),
    Question("note", "A note?", parse_note),
)  # fmt: skip


DAY_QUESTIONS: Final = (
    Question("mood", "How is it now, 0-10? (0 as bad as it gets, 10 as good)", parse_mood),
    *(q for q in QUESTIONS if q.attribute in ("tears", "tags", "helped", "note")),
)


BEFORE_QUESTIONS: Final = (Question("before", "How is it now, 0-10?", parse_mood),)
LATER_QUESTIONS: Final = (
    Question("later", "How is it now, 0-10?", parse_mood),
    *(q for q in QUESTIONS if q.attribute in ("lasted", "helped")),
)
# Typed at the first question of `log`, alone or with the mood behind it.
FINE: Final = "f"


# Asked again of an entry that is edited.
AGAIN: Final = {
    "after": Question("after", "How was it right after, 0-10?", parse_mood),
    "mood": Question("mood", "How was it, 0-10?", parse_mood),
    "tags": Question("tags", "Tags, all of them, commas between them? (none: none fits)", str),
}


def questions_for(command: Recording) -> tuple[Question, ...]:
    """The questions that a command asks, in their order."""
    return {"log": QUESTIONS, "before": BEFORE_QUESTIONS, "day": DAY_QUESTIONS}[command]


def ask_all(
    prompter: Prompter, answers: Answers, own: Collection[str], questions: Sequence[Question]
) -> None:
    """Ask what was not answered yet, one question at a time."""
    from pdtrack.content import library
    from pdtrack.domain.analysis.classify import Classifier

    classifier = Classifier.of(library.vocabulary())
    for question in questions:
        if question.attribute in answers.values or answers.is_fine:
            continue
        if question.attribute in AFTER_SAFETY and _is_safety(classifier, answers):
            continue
        if question.attribute == "tags":
            _ask_tags(prompter, answers, own, question)
        elif question.attribute == "after":
            _ask_after(prompter, answers, question)
        elif question.attribute == "before" and questions is BEFORE_QUESTIONS:
            answers.keep("before", _asked(prompter, question))
            answers.keep("before_recalled", False if "before" in answers.values else None)
        else:
            answers.keep(question.attribute, _asked(prompter, question))


def _ask_after(prompter: Prompter, answers: Answers, question: Question) -> None:
    """The mood right after; `f` before it, or instead of it, says that it was a good time."""

    def parse(typed: str) -> int | None:
        word = typed.strip().casefold()
        fine = word.startswith(FINE)
        word = word.removeprefix(FINE).strip()
        mood = parse_mood(word) if word else None
        answers.is_fine = fine
        return mood

    text = f"{question.text} f: a good time, quickly"
    answers.keep("after", _asked(prompter, replace(question, text=text, parse=parse)))
    while answers.is_fine and "after" not in answers.values:
        again = replace(question, text="Good. And the mood now, 0-10?")
        answers.keep("after", _asked(prompter, again))


def ask_again(prompter: Prompter, answers: Answers, own: Collection[str], entry: Entry) -> None:
    """Ask every question of an entry once more, showing its answer; Enter keeps it."""
    extra = (Question("later", "How was it some hours later, 0-10?", parse_mood),)
    questions = (*QUESTIONS, *extra) if entry.is_moment else DAY_QUESTIONS
    by_attribute = {answer.attribute: answer for answer in ANSWERS}
    for question in questions:
        question = AGAIN.get(question.attribute, question)
        value = getattr(entry, question.attribute)
        if value is None:
            current = "skipped"
        elif prompter.is_discreet:
            current = DISCREET[question.attribute].text(value)
        elif question.attribute == "note":
            current = "a note"
        else:
            current = by_attribute[question.attribute].text(value)
        if question.attribute == "tags":
            _ask_tags(prompter, answers, own, question, current)
        else:
            answers.keep(question.attribute, _asked(prompter, question, current))


def _ask_tags(
    prompter: Prompter,
    answers: Answers,
    own: Collection[str],
    question: Question,
    current: str = "",
) -> None:
    from pdtrack.content import library

    vocabulary = library.vocabulary()

    def parse(typed: str) -> tuple[str, ...] | None:
        return TagReader(own, prompter=prompter).tags([typed], answers)

    known = [tag.slug for tag in vocabulary.tags]
    lines = tuple(tag_lines(vocabulary, own))
    asked = replace(question, parse=parse, words=(*known, *own), explain=lines)
    answers.keep("tags", _asked(prompter, asked, current))
    asks = [tag for slug in answers.values.get("tags") or () if (tag := vocabulary.tag(slug))]
    if any(tag.asks_consent for tag in asks) and "wanted" not in answers.values and not current:
        answers.keep("wanted", _asked(prompter, WANTED_QUESTION))
    if not current:
        settle_wanted(answers, prompter)


def tag_lines(vocabulary: words.Vocabulary, own: Collection[str]) -> list[str]:
    """The known tags in their groups, then the person's own ones, a line for each group."""
    lines = [
        f"{group.title}: {', '.join(tag.slug for tag in vocabulary.in_group(group.slug))}"
        for group in vocabulary.groups
    ]
    mine = [word for word in own if not vocabulary.known(word)]
    return [*lines, f"Your own: {', '.join(mine)}"] if mine else lines


def _is_safety(classifier: Classifier, answers: Answers) -> bool:
    someday = datetime(2000, 1, 1, tzinfo=UTC)
    probe = Entry(
        at=someday,
        recorded_at=someday,
        wanted=answers.values.get("wanted"),
        tags=answers.values.get("tags"),
    )
    return classifier.is_safety(probe)


def settle_wanted(answers: Answers, prompter: Prompter | None, current: str | None = None) -> None:
    """After a word about consent, make sure that `wanted` fits it, by asking.

    `current` is the answer that the entry already has. Raises `InvalidInput` where nobody can
    be asked.
    """
    if not answers.asks_wanted:
        return
    from pdtrack.domain.analysis.classify import PARTLY, UNWANTED

    wanted = answers.values.get("wanted", current)
    if wanted in UNWANTED or wanted in PARTLY:
        return
    if prompter is None:
        if wanted is None:
            raise InvalidInput(
                "That word is about consent, which has its own answer.",
                'Add --wanted no, pressured, unsure, mixed or yes. "pdtrack support" is there too.',
                neutral='A word has an answer of its own. "pdtrack support" is there too.',
            )
        raise InvalidInput(
            "That word is about consent, and wanted says yes.",
            'Choose one of the two. "pdtrack support" is there too.',
            neutral='Two answers don\'t go together. "pdtrack support" is there too.',
        )
    if not prompter.is_discreet:
        from pdtrack.content import library

        prompter.notify(library.message("consent-lead").text)
    answers.keep("wanted", _asked(prompter, WANTED_QUESTION, wanted or ""))
    left = answers.values.get("wanted", current)
    if left not in UNWANTED and left not in PARTLY:
        # The word is not kept as a tag, but it is not ignored either.
        answers.messages.append("card-not-agreed" if left is None else "line-support")
