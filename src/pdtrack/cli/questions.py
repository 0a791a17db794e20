"""The questions of a telling: their words, their order, and what is asked after an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pdtrack.cli.answers import Parse, Told, Words, helped_words
from pdtrack.cli.prompt import Asker
from pdtrack.domain.discreet import NEUTRAL
from pdtrack.domain.entry import LASTED, PAIN, TEARS, WANTED, WITH, Entry
from pdtrack.domain.fields import BY_NAME, parse_flag, parse_mood, parse_note
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.domain import vocabulary as words
    from pdtrack.domain.analysis.classify import Judge

WANTED_MEANING: Final = (
    "1 yes: I wanted it and felt free to say no",
    "2 mixed: I agreed, part of me did not want it",
    "3 pressured: I said yes because I felt I had to, or could not really choose",
    "4 no: I did not agree",
    "5 unsure: I am not sure",
)
HELPED: Final = ("held", "left-alone", "talked", "shower", "slept", "water", "cried-it-out")
# Left out once an answer called for a safety card: nobody is asked these then.
AFTER_SAFETY: Final = frozenset({"lasted", "with_", "orgasm", "helped"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question of `log`: the attribute it fills, its words, how its answer is read.

    `in_full` is what a question mark is answered with.
    """

    attribute: str
    text: str
    parse: Parse
    words: tuple[str, ...] = ()
    explain: tuple[str, ...] = ()
    in_full: tuple[str, ...] = ()

    def discreet(self) -> Question:
        """The same question in neutral words, which shows no word that was not typed."""
        neutral = NEUTRAL[self.attribute]

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
        """The same question, which takes the number of a word as well: fewer keys at night."""
        neutral = NEUTRAL[self.attribute]
        if not neutral.words:
            return self
        return replace(self, parse=lambda typed: self.parse(neutral.typed(typed)))


def _asked(asker: Asker, question: Question, stands: str = "") -> Any:
    """The answer of the person, `None` where skipped; `stands` is shown behind the question."""
    asked = question.discreet() if asker.is_discreet else question.numbered()
    return asker.ask(
        f"{asked.text} [{stands}]" if stands else asked.text,
        asked.parse,
        words=asked.words,
        explain=asked.explain,
        in_full=asked.in_full,
    )


WANTED_QUESTION: Final = Question(
    "wanted",
    "Wanted? (yes, mixed, pressured, no, unsure)",
    BY_NAME["wanted"].parse,
    WANTED,
    WANTED_MEANING,
)

QUESTIONS: Final = (
    Question("after", "How is it now, 0-10? (0 as bad as it gets, 10 as good)", parse_mood),
    Question("before", "How was it before, 0-10?", parse_mood),
    Question("tears", f"Tears? ({', '.join(TEARS)})", BY_NAME["tears"].parse, TEARS),
    WANTED_QUESTION,
    Question("tags", "Tags, commas between them? (none: none fits)", str),
    Question("pain", f"Pain? ({', '.join(PAIN)})", BY_NAME["pain"].parse, PAIN),
    Question("lasted", f"How long did the feelings stay? ({', '.join(LASTED)})",
             BY_NAME["lasted"].parse, LASTED),
    Question("with_", f"With whom? ({', '.join(WITH)})", BY_NAME["with"].parse, WITH),
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


# Asked of an entry that was told some time ago.
AGAIN: Final = {
    "after": Question("after", "How was it right after, 0-10?", parse_mood),
    "mood": Question("mood", "How was it, 0-10?", parse_mood),
    "tags": Question("tags", "Tags, all of them, commas between them? (none: none fits)", str),
}


def questions_for(kind: str) -> tuple[Question, ...]:
    """The questions for an entry of this kind, in their order."""
    return {"intimate": QUESTIONS, "before": BEFORE_QUESTIONS, "day": DAY_QUESTIONS}[kind]


def ask_all(asker: Asker, told: Told, own: Collection[str], questions: Sequence[Question]) -> None:
    """Ask what was not answered yet, one question at a time."""
    from pdtrack.content import library
    from pdtrack.domain.analysis.classify import Judge

    judge = Judge.of(library.vocabulary())
    for question in questions:
        if question.attribute in told.answers or told.is_fine:
            continue
        if question.attribute in AFTER_SAFETY and _is_safety(judge, told):
            continue
        if question.attribute == "tags":
            _ask_tags(asker, told, own, question)
        elif question.attribute == "after":
            _ask_after(asker, told, question)
        elif question.attribute == "before" and questions is BEFORE_QUESTIONS:
            told.take("before", _asked(asker, question))
            told.take("before_recalled", False if "before" in told.answers else None)
        else:
            told.take(question.attribute, _asked(asker, question))


def _ask_after(asker: Asker, told: Told, question: Question) -> None:
    """The mood right after; `f` before it, or instead of it, says that it was a good time."""

    def parse(typed: str) -> int | None:
        word = typed.strip().casefold()
        fine = word.startswith(FINE)
        word = word.removeprefix(FINE).strip()
        mood = parse_mood(word) if word else None
        told.is_fine = fine
        return mood

    text = f"{question.text} f: a good time, quickly"
    told.take("after", _asked(asker, replace(question, text=text, parse=parse)))
    while told.is_fine and "after" not in told.answers:
        again = replace(question, text="Good. And the mood now, 0-10?")
        told.take("after", _asked(asker, again))


def ask_again(asker: Asker, told: Told, own: Collection[str], entry: Entry) -> None:
    """Ask every question of an entry once more, showing what stands; Enter keeps it."""
    extra = (Question("later", "How was it some hours later, 0-10?", parse_mood),)
    questions = (*QUESTIONS, *extra) if entry.kind == "intimate" else DAY_QUESTIONS
    by_attribute = {answer.attribute: answer for answer in BY_NAME.values()}
    for question in questions:
        question = AGAIN.get(question.attribute, question)
        value = getattr(entry, question.attribute)
        if value is None:
            stands = "skipped"
        elif asker.is_discreet:
            stands = NEUTRAL[question.attribute].text(value)
        elif question.attribute == "note":
            stands = "a note"
        else:
            stands = by_attribute[question.attribute].text(value)
        if question.attribute == "tags":
            _ask_tags(asker, told, own, question, stands)
        else:
            told.take(question.attribute, _asked(asker, question, stands))


def _ask_tags(
    asker: Asker, told: Told, own: Collection[str], question: Question, stands: str = ""
) -> None:
    from pdtrack.content import library

    vocabulary = library.vocabulary()

    def parse(typed: str) -> tuple[str, ...] | None:
        return Words(own, asker=asker).tags([typed], told)

    known = [tag.slug for tag in vocabulary.tags]
    lines = tuple(tag_lines(vocabulary, own))
    asked = replace(question, parse=parse, words=(*known, *own), explain=lines)
    told.take("tags", _asked(asker, asked, stands))
    asks = [tag for slug in told.answers.get("tags") or () if (tag := vocabulary.tag(slug))]
    if any(tag.asks_consent for tag in asks) and "wanted" not in told.answers and not stands:
        told.take("wanted", _asked(asker, WANTED_QUESTION))
    if not stands:
        settle_wanted(told, asker)


def tag_lines(vocabulary: words.Vocabulary, own: Collection[str]) -> list[str]:
    """The known tags in their groups, then the person's own ones, a line for each group."""
    lines = [
        f"{group.title}: {', '.join(tag.slug for tag in vocabulary.in_group(group.slug))}"
        for group in vocabulary.groups
    ]
    mine = [word for word in own if not vocabulary.known(word)]
    return [*lines, f"Your own: {', '.join(mine)}"] if mine else lines


def _is_safety(judge: Judge, told: Told) -> bool:
    someday = datetime(2000, 1, 1, tzinfo=UTC)
    probe = Entry(
        at=someday,
        recorded_at=someday,
        wanted=told.answers.get("wanted"),
        tags=told.answers.get("tags"),
    )
    return judge.is_safety(probe)


def settle_wanted(told: Told, asker: Asker | None, stands: str | None = None) -> None:
    """After a word about consent: make sure that `wanted` says what it means, by asking.

    `stands` is the answer that an entry has already. Raises `InvalidInput` where nobody can
    be asked.
    """
    if not told.asks_wanted:
        return
    from pdtrack.domain.analysis.classify import PARTLY, UNWANTED

    wanted = told.answers.get("wanted", stands)
    if wanted in UNWANTED or wanted in PARTLY:
        return
    if asker is None:
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
    if not asker.is_discreet:
        from pdtrack.content import library

        asker.say(library.message("consent-lead").text)
    told.take("wanted", _asked(asker, WANTED_QUESTION, wanted or ""))
    left = told.answers.get("wanted", stands)
    if left not in UNWANTED and left not in PARTLY:
        # The word is no tag, and is not met with silence either.
        told.lines.append("card-not-agreed" if left is None else "line-support")
