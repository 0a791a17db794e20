"""What somebody tells about a moment: the options, the questions, and the answers they give."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pdtrack.cli.ask import Asker
from pdtrack.cli.context import Run
from pdtrack.domain.answers import BY_NAME, parse_flag, parse_mood, parse_note
from pdtrack.domain.day import echo
from pdtrack.domain.entry import LASTED, NOTE_MOST, PAIN, TEARS, WANTED, WITH, Entry
from pdtrack.domain.neutral import NEUTRAL
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.domain import vocabulary as words
    from pdtrack.domain.outcome import Judge

# Help that warns: what stands on a command line is kept in the shell's history.
_KEPT: Final = "Kept in your shell's history; at a prompt it is not."


def _of(scale: Sequence[str]) -> str:
    return "|".join(scale)


Mood = Annotated[
    str | None, typer.Option("--mood", "-m", metavar="0-10", help="How it is now; 10 is best.")
]
Before = Annotated[
    str | None, typer.Option("--before", metavar="0-10", help="The mood before, remembered.")
]
Tears = Annotated[str | None, typer.Option("--tears", metavar=_of(TEARS), help="Or 0 to 3.")]
Pain = Annotated[str | None, typer.Option("--pain", metavar=_of(PAIN), help="Or 0 to 3.")]
Wanted = Annotated[
    str | None, typer.Option("--wanted", metavar=_of(WANTED), help="Whether you wanted it.")
]
Lasted = Annotated[
    str | None, typer.Option("--lasted", metavar=_of(LASTED), help="How long feelings stayed.")
]
With = Annotated[str | None, typer.Option("--with", metavar=_of(WITH), help="With whom.")]
Orgasm = Annotated[bool | None, typer.Option("--orgasm/--no-orgasm", help="Whether there was one.")]
Tags = Annotated[
    list[str] | None,
    typer.Option("--tag", "-t", metavar="TAG", help="Repeatable; none: asked, none fits."),
]
NewTag = Annotated[bool, typer.Option("--new-tag", help="Keep a tag that looks like another.")]
Helped = Annotated[
    list[str] | None, typer.Option("--helped", metavar="WORD", help="What helped; repeatable.")
]
Note = Annotated[
    str | None, typer.Option("--note", "-n", metavar="TEXT", help=f"{_KEPT} - reads it from stdin.")
]
At = Annotated[
    str | None, typer.Option("--at", metavar="WHEN", help="Such as 22:30 or 'last night 23:30'.")
]

Parse = Callable[[str], Any]


@dataclass(slots=True)
class Told:
    """Answers given so far, by the attribute of `Entry` that they fill.

    `lines` are messages to say beside the cards; `asks_wanted` says that a word about
    consent was typed where tags go, `is_fine` that it was a good time and no tag fits.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    asks_wanted: bool = False
    is_fine: bool = False

    def take(self, attribute: str, value: Any) -> None:
        """Keep an answer; a skipped one is not there."""
        if value is not None:
            self.answers[attribute] = value


@dataclass(frozen=True, slots=True)
class Words:
    """How typed words become tags: the vocabulary, the tags used before, the person to ask."""

    own: Collection[str]
    keep_new: bool = False
    asker: Asker | None = None

    def tags(self, typed: Sequence[str], told: Told) -> tuple[str, ...] | None:
        """The tags that `typed` stands for; `()` for none fits, `None` where no tag is left."""
        from pdtrack.content import library  # whoever gives numbers only waits for no words
        from pdtrack.domain import vocabulary as words

        vocabulary = library.vocabulary()
        found: dict[str, None] = {}
        none_fits = False
        for word in _split(typed, vocabulary, self.own):
            match vocabulary.resolve(word, self.own):
                case words.Known(tag, note):
                    found[tag] = None
                    self._say_folded(word, tag)
                    if note:
                        told.lines.append(note)
                case words.Own(tag) | words.New(tag):
                    found[tag] = None
                case words.NoneFits():
                    none_fits = True
                case words.ConsentWord():
                    told.asks_wanted = True
                case words.AmbiguousWord(ambiguous):
                    for tag in self._meant(ambiguous, told):
                        found[tag] = None
                case words.NearMiss() as near:
                    for tag in self._near(near, told):
                        found[tag] = None
        if found and none_fits:
            raise InvalidInput("none stands for no tag at all.", "Leave it out, or the others.")
        if found or none_fits:
            return tuple(found)
        return None

    def _near(self, near: words.NearMiss, told: Told) -> tuple[str, ...]:
        """What a word close to others stands for: itself, or one of the others."""
        if self.keep_new:
            return (near.word,)
        if self.asker is None:
            raise InvalidInput(
                f"There is no tag {near.word}. Did you mean {' or '.join(near.suggestions)}?",
                "--new-tag keeps it as it is.",
                neutral="A word is close to another one. --new-tag keeps it as it is.",
            )
        if self.asker.is_discreet:
            return self._again("One of the words is close to another.", told)
        choices = [*near.suggestions, f"{near.word}, a new tag of your own"]
        choice = self.asker.choose(f"There is no tag {near.word}. Which do you mean?", choices)
        if choice is None:
            self.asker.say(f"{near.word} is left out.")
            return ()
        if choice == len(near.suggestions):
            return (near.word,)
        return self.tags([near.suggestions[choice]], told) or ()

    def _again(self, why: str, told: Told) -> tuple[str, ...]:
        """What stands in a word's place: asked without showing it, the others are kept."""
        assert self.asker is not None
        self.asker.say(f"{why} The others are kept.")
        return self.asker.ask("that word again?", lambda typed: self.tags([typed], told)) or ()

    def _say_folded(self, word: str, tag: str) -> None:
        """Say which tag a typed word is kept as, where that is another word."""
        from pdtrack.domain.vocabulary import fold

        if self.asker is not None and not self.asker.is_discreet and fold(word) != tag:
            self.asker.say(f"{fold(word)} is kept as {tag}.")

    def _meant(self, ambiguous: words.Ambiguous, told: Told) -> tuple[str, ...]:
        if self.asker is None:
            meanings = "; ".join(f"{option.tag} ({option.say})" for option in ambiguous.options)
            raise InvalidInput(
                f"{ambiguous.word} can mean more than one thing.",
                f"Type one of: {meanings}.",
                neutral="A word can mean more than one thing.",
            )
        if self.asker.is_discreet:
            return self._again("One of the words can mean more than one thing.", told)
        choice = self.asker.choose(ambiguous.question, [o.say for o in ambiguous.options])
        if choice is None:
            self.asker.say(f"{ambiguous.word} is left out.")
            return ()
        return (ambiguous.options[choice].tag,)


def helped_words(typed: Sequence[str]) -> tuple[str, ...]:
    """What helped, folded like tags; `()` where none did."""
    from pdtrack.domain import vocabulary as words

    found = [words.valid_tag(word) for word in _parts(typed)]
    rest = [word for word in found if word not in words.NONE_FITS]
    if rest and len(rest) < len(found):
        raise InvalidInput("none stands for nothing at all.", "Leave it out, or the others.")
    return tuple(dict.fromkeys(rest))


def _parts(typed: Sequence[str]) -> list[str]:
    return [part for text in typed for part in text.split(",")]


def _split(typed: Sequence[str], vocabulary: words.Vocabulary, own: Collection[str]) -> list[str]:
    """The words in `typed`: parted by commas, or by spaces where each word is a tag."""
    found = []
    for part in _parts(typed):
        pieces = part.split()
        if (
            len(pieces) > 1
            and not _is_tag(part, vocabulary, own)
            and all(_is_tag(piece, vocabulary, own) for piece in pieces)
        ):
            found += pieces
        else:
            found.append(part)
    return found


def _is_tag(word: str, vocabulary: words.Vocabulary, own: Collection[str]) -> bool:
    from pdtrack.domain import vocabulary as words

    resolved = vocabulary.resolve(word, own)
    return not isinstance(resolved, words.New | words.NearMiss)


# Options


def from_options(
    run: Run,
    told: Told,
    *,
    parsed: dict[str, str | None],
    orgasm: bool | None = None,
    note: str | None = None,
    helped: list[str] | None = None,
) -> None:
    """Take the answers that stand on the command line; raises `InvalidInput` for a bad one."""
    for name, text in parsed.items():
        if text is not None:
            answer = BY_NAME[name]
            told.take(answer.attribute, answer.parse(text))
    told.take("orgasm", orgasm)
    if helped:
        told.take("helped", helped_words(helped))
    if note is not None:
        told.take("note", parse_note(_stdin_note(run) if note == "-" else note))


def _stdin_note(run: Run) -> str:
    # A note that was typed must not be lost over a wrong passphrase.
    run.unlock()
    # One more than a note holds is enough to know that it is too long.
    text = sys.stdin.read(NOTE_MOST + 2)
    return text.removesuffix("\n")


def settle_wanted(told: Told, asker: Asker | None, stands: str | None = None) -> None:
    """After a word about consent: make sure that `wanted` says what it means, by asking.

    `stands` is the answer that an entry has already. Raises `InvalidInput` where nobody can
    be asked.
    """
    if not told.asks_wanted:
        return
    from pdtrack.domain.outcome import PARTLY, UNWANTED

    wanted = told.answers.get("wanted", stands)
    if wanted in UNWANTED or wanted in PARTLY:
        return
    if asker is None:
        if wanted is None:
            raise InvalidInput(
                "That word is about consent, which has its own answer.",
                'Add --wanted no, pressured, unsure, mixed or yes. "pdtrack support" is there too.',
            )
        raise InvalidInput(
            "That word is about consent, and wanted says yes.",
            'Choose one of the two. "pdtrack support" is there too.',
        )
    if not asker.is_discreet:
        from pdtrack.content import library

        asker.say(library.message("consent-lead").text)
    told.take("wanted", _asked(asker, WANTED_QUESTION, wanted or ""))
    left = told.answers.get("wanted", stands)
    if left not in UNWANTED and left not in PARTLY:
        # The word is no tag, and is not met with silence either.
        told.lines.append("card-not-agreed" if left is None else "line-support")


def moment(run: Run, text: str | None, asker: Asker | None) -> datetime:
    """When it was; a time that happened twice is asked about."""
    if text is None:
        return run.now
    from pdtrack.domain.when import HappenedTwice, understand  # 10 ms for those who need it

    try:
        at = understand(text, now=run.now, instants=run.world.instants, day_end=run.day_end)
    except HappenedTwice as twice:
        if asker is None:
            raise
        choice = asker.choose(
            "Which of the two?", [f"{echo(at, run.clock)} ({at:%z})" for at in twice.choices]
        )
        if choice is None:
            raise
        at = twice.choices[choice]
    return at


def say_when(run: Run, at: datetime) -> None:
    """Say back how a typed time was understood, before anything is saved."""
    run.say(f"{echo(at, run.clock)}.")


# Questions

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
    from pdtrack.domain.outcome import Judge

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
        if word.startswith(FINE):
            told.is_fine = True
            word = word.removeprefix(FINE).strip()
        return parse_mood(word) if word else None

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


def with_answers(entry: Entry, told: Told) -> Entry:
    """`entry` with the answers told; a mood before that was told now is remembered."""
    answers = dict(told.answers)
    if "before" in answers:
        answers.setdefault("before_recalled", True)
    return replace(entry, **answers)
