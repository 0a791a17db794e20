"""One entry, asked for question by question: forwards, back, early end, and what comes first.

A disclosure comes before everything else. The moment an answer calls for a safety card, the
entry is saved and the card is shown; nothing more is asked unless the person goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pdtrack.cli.answers import Answers
from pdtrack.cli.asking import Offer, Prompt
from pdtrack.cli.prompt import Enough, GoBack, Prompter
from pdtrack.cli.questions import (
    AFTER_QUESTION,
    FINE,
    HELPED_WORDS,
    NOTE_QUESTION,
    OR_FINE,
    STILL_HERE,
    WANTED_AFTER_A_WORD,
    WANTED_QUESTION,
    WRITE_IT,
    Question,
    StillThere,
    parser_of,
    prompt_of,
    read_note,
    tag_lines,
    tags_prompt,
    understood,
)
from pdtrack.cli.tag_reader import TagReader
from pdtrack.domain.everyday_words import mood_in, stays_open, still_there, yes_or_no
from pdtrack.domain.fields import parse_mood
from pdtrack.domain.vocabulary import helped_words
from pdtrack.errors import InvalidInput

# Left out once an answer called for a safety card: nobody is asked these then.
NOT_AFTER_A_CARD: Final = frozenset({"with_", "orgasm", "lasted", "helped"})
# Questions whose answers are a number or one of a few words: these are read before anything
# looks for a disclosure, and only what they don't understand is looked at.
CLOSED: Final = frozenset({"mood", "step", "choice", "flag"})
ENTER_SKIPS: Final = (
    "Press Enter to skip any question, < to go back, ? for help. Ctrl-C stops without saving."
)
ENTER_KEEPS: Final = "Press Enter to keep an answer, < to go back, ? for help."
STAYS_OPEN: Final = "That's fine. The question stays open."
IS_ADDED: Final = "what you wrote before is kept, and this is added"
IS_FIRST: Final = "This is the first question."
GO_ON: Final = "Would you like to add more?"
MORE_THAN_AN_ANSWER: Final = "That is more than an answer. Keep it as a note?"
WILL_BE_NOTE: Final = "That will be your note."
KEPT_AS_NOTE: Final = "Kept as a note."
# "y" may still be meant for the question before.
WHOLE_WORD: Final = "Type the number or the whole word here, or press Enter to leave it open."
CHANGE_THE_LINE: Final = "You can change the line, or press Enter to leave the tags open."
A_FEW_WORDS: Final = "A word or two helps here, such as talking or a walk, or Enter to skip."
# So many words at a question for a number or a word are something to write down; fewer may be
# an answer that can be fixed, and are kept only where the person gives up on it.
NOTE_FROM: Final = 5
NOTE_FROM_GIVING_UP: Final = 3


@dataclass(slots=True)
class Conversation:
    """Asks `questions` for `answers`, in their order.

    `on_answer` is called after each answer and returns whether a safety card was shown; the
    entry is then on disk. Answers that are there before the first question are not asked
    for, unless `is_edit`: then they are in the line.
    """

    prompter: Prompter
    answers: Answers
    questions: tuple[Question, ...]
    reader: TagReader
    on_answer: Callable[[], bool]
    is_past: bool = False
    is_edit: bool = False
    is_safety: bool = False
    # Answered before it was their turn: not asked again.
    _given: set[str] = field(default_factory=set)
    _asked: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Ask until there is no question left, or the person is done.

        Raises `KeyboardInterrupt` where they stop without saving.
        """
        self._given = set() if self.is_edit else set(self.answers.values)
        self.prompter.run.is_answering = True
        try:
            self._run()
        except (Enough, EOFError):
            # Also in the middle of a question that a word asked for.
            self.answers.is_fine = self.answers.is_fine and "after" in self.answers.values
            self.prompter.notify("")
        self.prompter.run.is_answering = False

    def _run(self) -> None:
        position = 0
        while position < len(self.questions):
            if not self._applies(self.questions[position]):
                position += 1
                continue
            try:
                self._ask(position)
            except GoBack:
                position = self._one_back(position)
                continue
            self._asked.append(position)
            position += 1
            if self.on_answer() and not self._goes_on(position):
                return
            if self.answers.is_fine:
                return

    def _applies(self, question: Question) -> bool:
        attribute = question.attribute
        if attribute in self._given:
            return False
        if self.is_safety and attribute in NOT_AFTER_A_CARD:
            return False
        if attribute != "wanted" or question is WANTED_AFTER_A_WORD:
            return True
        return self.answers.values.get("with_") != "solo"

    def _tags_ask_consent(self) -> bool:
        """Whether a tag such as "frozen" or "drunk" asks once more what was skipped."""
        values = self.answers.values
        if self.is_edit or self.is_safety or WANTED_QUESTION not in self.questions:
            return False
        if "wanted" in values or values.get("with_") == "solo":
            return False
        from pdtrack.content import library

        tags = (library.vocabulary().tag_for(word) for word in values.get("tags") or ())
        return any(tag is not None and tag.asks_consent for tag in tags)

    def _one_back(self, position: int) -> int:
        if self._asked:
            return self._asked.pop()
        self.prompter.notify(IS_FIRST)
        return position

    def _goes_on(self, position: int) -> bool:
        """After a card: whether the person wants to add more.

        Where the words leave open whether it was wanted, that is asked next, at `position`.
        """
        self.is_safety = True
        self.prompter.notify("")
        from pdtrack.content import library

        self.prompter.notify(library.message("disclosed-saved").text)
        try:
            if not self._wants_more():
                return False
        except EOFError:
            return False
        if self.answers.asks_wanted and "wanted" not in self.answers.values:
            later = (one for one in self.questions[position:] if one.attribute != "wanted")
            self.questions = (*self.questions[:position], WANTED_AFTER_A_WORD, *later)
            self.answers.asks_wanted = False
        return True

    def _wants_more(self) -> bool:
        """The answer to "add more?"; a sentence is what they wanted to add, and is kept."""
        typed = self.prompter.ask(Prompt(f"{GO_ON} [y/N]", is_inline=True), str.strip) or ""
        if stays_open(typed):
            return False
        answer = yes_or_no(typed)
        if typed and (answer is None or len(typed.split()) >= NOTE_FROM_GIVING_UP):
            if not self.reader.discloses(typed, self.answers):
                self.answers.add_note(typed)
            self.prompter.notify(KEPT_AS_NOTE)
            self.on_answer()
            return answer is not False
        return bool(answer)

    def _ask(self, position: int) -> None:
        question = self.questions[position]
        ahead = sum(map(self._applies, self.questions[position:]))
        place = f"{len(self._asked) + 1}/{len(self._asked) + ahead}" if ahead else ""
        if len(self.questions) == 1:
            place = ""
        if question.attribute == "wanted" and (self.answers.asks_wanted or self.is_safety):
            question = WANTED_AFTER_A_WORD
        self._put(question, place)
        if question.attribute == "tags" and self._tags_ask_consent():
            self._put(WANTED_QUESTION, "")

    def _put(self, question: Question, place: str) -> None:
        was = self.answers.values.get(question.attribute)
        prompt = prompt_of(
            question,
            place=place,
            value=was,
            is_past=self.is_past,
            is_discreet=self.prompter.is_discreet,
        )
        if question.attribute == "tags":
            prompt = self._with_tags(prompt)
        if question.attribute == "helped" and not self.prompter.is_discreet:
            prompt = prompt._replace(offers=tuple(Offer(word) for word in HELPED_WORDS))
        if question is NOTE_QUESTION and was is not None and not self.is_edit:
            self._put_more(prompt._replace(answer="", hint=IS_ADDED))
            return
        is_plain_mood = not (self.is_edit or self.is_past or self.prompter.is_discreet)
        if question is AFTER_QUESTION and is_plain_mood:
            prompt = prompt._replace(aside=OR_FINE)
        is_short = question.field.holds in CLOSED or question.attribute == "helped"
        keeps = self._keeps_sentence if is_short else None
        if question.attribute == "note":
            keeps = self._waits_for_text
        value = self.prompter.ask(prompt, self._reader(question), in_steps=True, or_else=keeps)
        while self.answers.is_fine and value is None:
            value = self.prompter.ask(
                Prompt("Good. How do you feel now, 0-10?"), parser_of(question, str), in_steps=True
            )
        if value is None and self.prompter.is_discreet:
            return  # the answer is not in the line, so Enter keeps it
        self.answers.put(question.attribute, value)

    def _keeps_sentence(self, typed: str, gives_up: bool) -> bool:
        """Whether a text that answers no question was kept as a note."""
        if len(typed.split()) < (NOTE_FROM_GIVING_UP if gives_up else NOTE_FROM):
            return False
        try:
            if not self.prompter.confirm(MORE_THAN_AN_ANSWER, default=True):
                return False
        except EOFError:
            self.answers.add_note(typed.strip())
            raise
        self.answers.add_note(typed.strip())
        self.prompter.notify(KEPT_AS_NOTE if self.is_safety else WILL_BE_NOTE)
        return True

    def _waits_for_text(self, typed: str, gives_up: bool) -> bool:
        """Whether "yes" announced a note: then the line is free for it."""
        if gives_up or yes_or_no(typed) is not True or len(typed.split()) > 1:
            return False
        self.prompter.notify(WRITE_IT)
        return True

    def _put_more(self, prompt: Prompt) -> None:
        """Ask for a note where a sentence is kept as one already: this is added to it."""
        more = self.prompter.ask(prompt, read_note, in_steps=True, or_else=self._waits_for_text)
        if more is not None:
            self.answers.add_note(more)

    def _with_tags(self, prompt: Prompt) -> Prompt:
        from pdtrack.content import library

        if self.prompter.is_discreet:
            # A question mark asks to see it, whoever may be near.
            return prompt._replace(
                help=(*prompt.help, *tag_lines(library.vocabulary(), self.reader.own))
            )
        return tags_prompt(prompt, library.vocabulary(), self.reader.own, is_safety=self.is_safety)

    def _reader(self, question: Question) -> Callable[[str], Any]:
        """What reads an answer: a disclosure is never corrected, refused or dropped."""
        read = parser_of(
            question,
            lambda typed: helped_words([typed]),
            is_discreet=self.prompter.is_discreet,
            has_answer=question.attribute in self.answers.values,
        )

        def parse(typed: str) -> Any:
            if question.attribute == "tags":
                tags = self._tags(typed)
                self._show_tags(typed, tags)
                return tags
            if question is AFTER_QUESTION and not self.is_edit and _is_fine(typed):
                return self._fine(typed)
            if question.attribute == "helped" and (stays_open(typed) or still_there(typed)):
                return None
            if question.attribute == "helped" and len(typed.split(",")[0].split()) >= NOTE_FROM:
                raise InvalidInput(A_FEW_WORDS)
            if question.field.holds in CLOSED:
                return self._closed(question, read, typed)
            if question.attribute != "note" and self.reader.discloses(typed, self.answers):
                return None
            return read(typed)

        return parse

    def _closed(self, question: Question, read: Callable[[str], Any], typed: str) -> Any:
        """The value of an answer that is a number or one of a few words; `None` leaves it open."""
        if question is WANTED_AFTER_A_WORD and len(typed.strip()) == 1 and typed.strip().isalpha():
            raise InvalidInput(WHOLE_WORD)
        try:
            value = read(typed)
        except StillThere:
            self.prompter.notify(STILL_HERE)
            return None
        except InvalidInput:
            if self.reader.discloses(typed, self.answers):
                return None
            if stays_open(typed):
                self.prompter.notify(STAYS_OPEN)
                return None
            raise
        said = understood(question, typed, value)
        if said and not self.prompter.is_discreet:
            self.prompter.notify(said)
        return value

    def _tags(self, typed: str) -> tuple[str, ...] | None:
        """The tags in a typed line; where none is left of it, those that were there stay."""
        try:
            tags = replace(self.reader, in_steps=True).tags([typed], self.answers)
        except (Enough, EOFError):
            # The line was not understood to its end; it is kept as it was typed.
            self.answers.add_note(typed.strip())
            raise
        except GoBack:
            # From a question about a word, back to the line with all the words.
            raise InvalidInput(CHANGE_THE_LINE) from None
        return self.answers.values.get("tags") if tags is None else tags

    def _show_tags(self, typed: str, tags: tuple[str, ...] | None) -> None:
        """What was understood, where it isn't just what was typed."""
        same = [word.strip().casefold().replace(" ", "-") for word in typed.split(",")]
        if tags and list(tags) != same and not self.prompter.is_discreet:
            self.prompter.notify(f"Tags: {', '.join(tags)}.")

    def _fine(self, typed: str) -> int | None:
        rest = typed.strip().casefold().removeprefix("fine").removeprefix(FINE).strip()
        mood = parse_mood(mood_in(rest)) if rest else None
        self.answers.is_fine = True
        return mood


def _is_fine(typed: str) -> bool:
    word = typed.strip().casefold()
    rest = word.removeprefix("fine").removeprefix(FINE).strip()
    return word.startswith(FINE) and (not rest or rest[0].isdigit())
