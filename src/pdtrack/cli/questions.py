"""The questions of `log`, `before`, `later` and `day`: their words and how answers are read.

After the moods, safety comes first: who it was with and whether it was wanted are asked before
anything that could sound like a judgement.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from pdtrack.cli.asking import Offer, Prompt
from pdtrack.domain.discreet import DISCREET
from pdtrack.domain.everyday_words import answer_in, mood_in, still_there
from pdtrack.domain.fields import FIELD, Field, parse_flag, parse_mood, parse_note
from pdtrack.domain.help_words import HELP_WORDS
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.domain.vocabulary import Vocabulary

# The commands that record an entry; `before` opens a moment that the next `log` completes.
Recording = Literal["log", "before", "day"]

# What Enter alone does: `skip`, or `keep` where an answer is in the line.
SKIP: Final = "skip"
KEEP: Final = "keep your answer"
A_NUMBER: Final = "A number helps here, 0 to 10, or Enter to {enter}."
WHICH_FITS: Final = "Type the number or the word that fits best, or press Enter to {enter}."
YES_OR_NO: Final = "Yes or no helps here, or Enter to {enter}."
HOW_MUCH: Final = "How much? Type 1 for mild, 2 for moderate or 3 for severe."
WRITE_IT: Final = "Type it here, or press Enter to skip."
STILL_HERE: Final = 'The question stays open. "pdtrack later" can note how long they lasted.'
SCALE: Final = "0 = as bad as it gets, 10 = as good as it gets"
# Typed at the first question of `log`, alone or with the mood behind it.
FINE: Final = "f"
OR_FINE: Final = "Or f and a number if all was well, such as f 8."
A_COMMA_ADDS: Final = "Type a comma to keep these words and add more."
FREQUENT_MOST: Final = 6
# Shown first in the list of tags once an answer called for a safety card.
SAFETY_GROUPS: Final = ("safety", "old-hurt")


class Question(NamedTuple):
    """One question: the attribute of `Entry` that it fills, and its words.

    `past` is asked instead of `text` about an earlier time. `choices` are the answers by
    number, from 0 for a scale and from 1 for words. `scale` is a mood.
    """

    attribute: str
    text: str
    past: str = ""
    hint: str = ""
    choices: tuple[Offer, ...] = ()
    help: tuple[str, ...] = ()
    scale: bool = False

    @property
    def field(self) -> Field:
        """The field that the answer fills."""
        return FIELD[self.attribute.rstrip("_")]


def _mood(attribute: str, text: str, past: str = "") -> Question:
    return Question(
        attribute, text, past, SCALE, scale=True,
        help=("0 is as bad as it gets, 5 is in between, 10 is as good as it gets.",
              "A first guess is fine. You can change it later with pdtrack edit."),
    )  # fmt: skip


AFTER_QUESTION: Final = _mood(
    "after", "How do you feel right now, 0-10?", "How did you feel right after, 0-10?"
)
BEFORE_QUESTION: Final = _mood("before", "How did you feel beforehand, 0-10?")
WITH_QUESTION: Final = Question(
    "with_", "Who were you with?",
    choices=(Offer("partner"), Offer("solo"), Offer("someone-else")),
    help=("partner: someone you are together with. solo: you were alone.",
          "someone-else: anyone else, such as a date or a friend. Names are not needed."),
)  # fmt: skip
WANTED_QUESTION: Final = Question(
    "wanted", "Did you want it?",
    choices=tuple(Offer(word) for word in FIELD["wanted"].words),
    help=("There is no wrong answer, and you can leave it open.",
          'If something happened that you did not want, "pdtrack support" is there.'),
)  # fmt: skip
# After a word about consent: the clear answers first, by the numbers that they always have.
WANTED_AFTER_A_WORD: Final = WANTED_QUESTION._replace(
    choices=tuple(
        WANTED_QUESTION.choices[number - 1]._replace(number=number) for number in (4, 3, 5, 2, 1)
    )
)
TAGS_QUESTION: Final = Question(
    "tags", 'Tags, separated by commas ("none" if nothing fits, ? lists them):'
)
TEARS_QUESTION: Final = Question(
    "tears", "Did you cry?", choices=tuple(Offer(word) for word in FIELD["tears"].words),
    help=("welled-up: your eyes filled. sobbing: you sobbed, or could not stop.",),
)  # fmt: skip
PAIN_QUESTION: Final = Question(
    "pain", "Any pain?", choices=tuple(Offer(word) for word in FIELD["pain"].words),
    help=("During or afterwards, of any kind.",),
)  # fmt: skip
ORGASM_QUESTION: Final = Question(
    "orgasm", "Did you have an orgasm?", hint="y or n", help=("Yes, no, or Enter to skip.",)
)
LASTED_QUESTION: Final = Question(
    "lasted", "How long did the feelings last?", hint="also: still here",
    choices=tuple(map(Offer, ("minutes", "hours", "rest of the day", "several days"))),
    help=("minutes: up to half an hour. hours: up to four.",
          "If they are still here, type that: pdtrack later can note how long they lasted."),
)  # fmt: skip
HELPED_WORDS: Final = tuple(HELP_WORDS)
HELPED_QUESTION: Final = Question(
    "helped", "What helped?",
    hint=f"such as {', '.join(HELPED_WORDS[:4])}, or a few words, separated by commas",
    help=("Anything that made it easier, for example being-held or a shower.",
          '"none" if nothing did.'),
)  # fmt: skip
NOTE_QUESTION: Final = Question(
    "note", "Would you like to write something down?",
    help=("pdtrack sends it to no one. Alt-Enter starts a new line; where that does not work, end "
          "a line with \\ to go on.",),
)  # fmt: skip
MOOD_QUESTION: Final = _mood("mood", "How do you feel right now, 0-10?", "How did you feel, 0-10?")
LATER_QUESTION: Final = _mood(
    "later", "How do you feel right now, 0-10?", "How did you feel some hours later, 0-10?"
)

LOG_QUESTIONS: Final = (
    AFTER_QUESTION,
    BEFORE_QUESTION,
    WITH_QUESTION,
    WANTED_QUESTION,
    TAGS_QUESTION,
    TEARS_QUESTION,
    PAIN_QUESTION,
    ORGASM_QUESTION,
    LASTED_QUESTION,
    HELPED_QUESTION,
    NOTE_QUESTION,
)
BEFORE_QUESTIONS: Final = (
    BEFORE_QUESTION._replace(text="How do you feel right now, 0-10?", past=BEFORE_QUESTION.text),
)
LATER_QUESTIONS: Final = (LATER_QUESTION, LASTED_QUESTION, HELPED_QUESTION, NOTE_QUESTION)
DAY_QUESTIONS: Final = (
    MOOD_QUESTION,
    TAGS_QUESTION,
    TEARS_QUESTION,
    HELPED_QUESTION,
    NOTE_QUESTION,
)
# Of an entry that is there already, in the words of an earlier time.
EDIT_QUESTIONS: Final[Mapping[str, tuple[Question, ...]]] = {
    "intimate": (*LOG_QUESTIONS[:2], LATER_QUESTION, *LOG_QUESTIONS[2:]),
    "day": DAY_QUESTIONS,
}


def questions_for(command: Recording) -> tuple[Question, ...]:
    """The questions that the command asks, in their order."""
    return {"log": LOG_QUESTIONS, "before": BEFORE_QUESTIONS, "day": DAY_QUESTIONS}[command]


def parser_of(
    question: Question,
    helped: Callable[[str], Any],
    *,
    is_discreet: bool = False,
    has_answer: bool = False,
) -> Callable[[str], Any]:
    """What reads a typed answer; `helped` reads a list of what helped.

    `has_answer`: Enter alone keeps the answer that is there. Raises `InvalidInput` in words for a
    person, without a field's name.
    """
    enter = KEEP if has_answer else SKIP
    read = _reader_of(question, helped, enter)
    allowed = DISCREET[question.attribute].allowed
    if not (is_discreet and allowed):
        return read
    return lambda typed: _read(
        lambda: read(typed), f"Type {allowed}, or press Enter to {enter}. ? shows more."
    )


def _reader_of(
    question: Question, helped: Callable[[str], Any], enter: str
) -> Callable[[str], Any]:
    field = question.field
    if question.attribute == "helped":
        return helped
    if field.holds == "note":
        return parse_note if enter == KEEP else read_note
    if field.holds == "mood":
        return lambda typed: _read(lambda: parse_mood(mood_in(typed)), A_NUMBER, enter)
    if field.holds == "flag":
        return lambda typed: _read(
            lambda: parse_flag(answer_in(field.name, typed)), YES_OR_NO, enter
        )
    return lambda typed: _read_choice(question, typed, enter)


def _read_choice(question: Question, typed: str, enter: str) -> Any:
    field = question.field
    if field.name == "lasted" and still_there(typed):
        raise StillThere
    word = typed.strip()
    if field.holds == "choice" and word.isascii() and word.isdigit():
        typed = {str(offer.number): offer.word for offer in _numbered(question)}.get(word, "")
    understood = answer_in(field.name, typed)
    which = _text("consent-not-caught") if field.name == "wanted" else WHICH_FITS
    if field.name == "pain" and answer_in("orgasm", typed) == "yes":
        which = HOW_MUCH
    return _read(lambda: field.parse(understood), which, enter)


def read_note(typed: str) -> str | None:
    """The text to keep; the question can also be answered with yes or no, which is no note."""
    word = typed.strip().casefold()
    if word in ("n", "no"):
        return None
    if word in ("y", "yes"):
        raise InvalidInput(WRITE_IT)
    return parse_note(typed)


def _read(parse: Callable[[], Any], otherwise: str, enter: str = SKIP) -> Any:
    try:
        return parse()
    except InvalidInput:
        raise InvalidInput(otherwise.replace("{enter}", enter)) from None


class StillThere(Exception):
    """The feelings have not passed: how long they lasted can't be said yet."""


def understood(question: Question, typed: str, value: Any) -> str:
    """What an answer in people's words was taken as; empty where they typed that very word.

    The beginning of the word will do: `y` was clearly yes.
    """
    field = question.field
    if value is None or field.holds not in ("step", "choice", "mood"):
        return ""
    word = field.text(value)
    if field.holds == "mood":
        # "3/10" is clearly 3; where words were typed with it, the number is shown.
        return f"Noted as {word}." if any(map(str.isalpha, typed)) else ""
    plain = typed.strip().casefold()
    if word.startswith(plain.replace(" ", "-")) or plain.isdigit():
        return ""
    if field.name != "wanted" or word == "yes":
        return f"Noted as {word}."
    # For the other answers the card makes it clear.
    return f"Noted as {word}: {_text(f'wanted-{word}')}." if word == "mixed" else ""


def prompt_of(
    question: Question,
    *,
    place: str = "",
    value: Any = None,
    is_past: bool = False,
    is_discreet: bool = False,
) -> Prompt:
    """The question as it is asked; neutral on a screen that others may see.

    `value` is the answer that is there already.
    """
    text = question.past if is_past and question.past else question.text
    if question.attribute == "wanted":
        question = question._replace(
            choices=tuple(
                offer._replace(meaning=_text(f"wanted-{offer.word}")) for offer in question.choices
            )
        )
    if is_discreet:
        label = DISCREET[question.attribute]
        shown = f"{label.question} [{label.text(value)}]" if value is not None else label.question
        full = (text, *map(_meaning, _numbered(question)))
        return Prompt(shown, place=place, help=(*full, *question.help))
    return Prompt(
        text, question.hint, place, _numbered(question), help=question.help,
        answer=answer_text(question, value),
        scale=question.scale, has_lines=question.attribute == "note",
        aside=A_COMMA_ADDS if isinstance(value, tuple) and value else "",
    )  # fmt: skip


def _text(slug: str) -> str:
    """A text about consent; these are written with the cards."""
    from pdtrack.content import library

    return library.message(slug).text


def _numbered(question: Question) -> tuple[Offer, ...]:
    """The choices with their numbers; steps count from 0."""
    counted = enumerate(question.choices, 0 if question.field.holds == "step" else 1)
    return tuple(
        offer if offer.number is not None else offer._replace(number=number)
        for number, offer in counted
    )


def _meaning(offer: Offer) -> str:
    meaning = offer.meaning and f": {offer.meaning}"
    return f"{offer.number} {offer.word}{meaning}"


# The question about tags


def tags_prompt(
    prompt: Prompt, vocabulary: "Vocabulary", own: Mapping[str, int], *, is_safety: bool
) -> Prompt:
    """The question about tags, with the person's own frequent ones first.

    After a safety card it starts with Safety and Fear instead.
    """
    known = {tag.slug: tag.meaning for tag in vocabulary.tags}
    ranked = sorted(own, key=lambda word: (-own[word], word))
    mine = [word for word in ranked if not vocabulary.discloses(word)]
    offers = tuple(
        Offer(word, known.get(word) or _own_meaning(word, vocabulary))
        for word in dict.fromkeys([*mine, *known])
    )
    if is_safety:
        # The words of Safety itself are not suggested to anyone; ? lists them first.
        fear = [tag.slug for tag in vocabulary.in_group(SAFETY_GROUPS[-1])]
        hint = f"such as {', '.join(fear[:3])}"
    elif mine:
        hint = f"yours most often: {', '.join(mine[:FREQUENT_MOST])}"
    else:
        hint = "such as stress, sad, love"
    lines = tuple(tag_lines(vocabulary, own, first=SAFETY_GROUPS if is_safety else ()))
    return prompt._replace(hint=hint, offers=offers, help=lines)


def _own_meaning(word: str, vocabulary: "Vocabulary") -> str:
    tag = vocabulary.counts_with(word)
    return "your own" if tag == word else f"counts as {tag}"


def tag_lines(
    vocabulary: "Vocabulary", own: Collection[str], first: Sequence[str] = ()
) -> list[str]:
    """A line for each group of known tags, those of `first` before others, then the own ones."""
    groups = sorted(
        vocabulary.groups,
        key=lambda group: first.index(group.slug) if group.slug in first else len(first),
    )
    lines = [
        f"{group.title}: {', '.join(tag.slug for tag in vocabulary.in_group(group.slug))}"
        for group in groups
    ]
    mine = [
        word for word in own if vocabulary.tag_for(word) is None and not vocabulary.discloses(word)
    ]
    return [*lines, f"Your own: {', '.join(mine)}"] if mine else lines


def answer_text(question: Question, value: Any) -> str:
    """The answer that is there already, as it would be typed; empty where skipped."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value) if value else "none"
    return question.field.text(value)
