"""How typed words become tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pdtrack.domain import vocabulary as words
from pdtrack.domain.disclosure import Disclosure
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.cli.answers import Answers
    from pdtrack.cli.prompt import Prompter


A_WORD: Final = "A tag is a word, such as stress or sad. ? lists them, and Enter skips."
KEEP_AS_NOTE: Final = "That is a sentence, and a tag is a word or two. Keep it as a note?"


@dataclass(eq=False, repr=False)
class TagReader:
    """Turns typed words into tags.

    `own` are the tags used before, each with how many entries have it. A word close to other
    tags is kept with `keep_new`; otherwise the `prompter` asks, and without one it is refused.
    With `in_steps`, `<` at such a question raises `GoBack`.
    """

    own: Mapping[str, int]
    keep_new: bool = False
    prompter: Prompter | None = None
    in_steps: bool = False

    def tags(self, typed: Sequence[str], answers: Answers) -> tuple[str, ...] | None:
        """The tags for `typed`; `()` for "none fits", `None` where no tag is left.

        What else the words mean is kept in `answers`: a message, a question about consent.
        """
        from pdtrack.content import library

        vocabulary = library.vocabulary()
        typed_words = _split(typed, vocabulary, self.own)
        meanings = [vocabulary.resolve(word, self.own) for word in typed_words]
        # Next to a disclosure nothing is asked or corrected: it comes first.
        met = any(isinstance(each, Disclosure) and each.cards for each in meanings)
        found: dict[str, None] = {}
        for word, meaning in zip(typed_words, meanings, strict=True):
            found |= dict.fromkeys(self._tags_of(word, meaning, answers, met=met))
        none_fits = any(isinstance(each, words.NoneFits) for each in meanings)
        if found and none_fits:
            raise InvalidInput(
                '"none" can\'t be combined with other tags.', "Leave out one of the two."
            )
        return tuple(found) if found or none_fits else None

    def _tags_of(
        self, word: str, meaning: words.Resolved, answers: Answers, *, met: bool
    ) -> tuple[str, ...]:
        """The tags for one typed word, asked about where `met` is false."""
        if word.lstrip().startswith("-") and not isinstance(meaning, Disclosure):
            raise InvalidInput(
                "A tag can't begin with a hyphen.",
                "pdtrack edit ID --untag TAG removes a tag from an entry.",
            )
        match meaning:
            case words.KnownWord(tag, own_word):
                self._show_synonym(own_word, tag)
                return (own_word,)
            case words.NewWord(tag) if tag.isdecimal() and self.prompter and not self.keep_new:
                # An answer to another question, or the place of a tag in a list.
                raise InvalidInput(A_WORD)
            case words.OwnWord(tag) | words.NewWord(tag):
                return (tag,)
            case Disclosure() as disclosure:
                self._keep_disclosure(disclosure, answers)
                if disclosure.tag:
                    return (disclosure.tag,)
                if len(word.split()) > 1:
                    answers.add_note(word.strip())
            case words.OtherAnswer(answer, value):
                answers.values.setdefault(answer, value)
                self._show_other_answer(word, answer)
            case words.Sentence(text) if met:
                answers.add_note(text)
            case words.Sentence(text):
                self._sentence(text, answers)
            case words.AmbiguousWord(_) if met:
                answers.add_note(word.strip())
            case words.AmbiguousWord(ambiguous):
                return self._meaning(ambiguous, answers)
            case words.NearMiss(tag, _) if met:
                return (tag,)
            case words.NearMiss() as near:
                return self._nearest(near, answers)
        return ()

    def discloses(self, typed: str, answers: Answers) -> bool:
        """Whether a text that answers no question calls for a card or a line; kept then."""
        from pdtrack.content import library

        disclosure = library.vocabulary().disclosures.in_word(typed)
        if disclosure:
            self._keep_disclosure(disclosure, answers)
            answers.add_note(typed.strip())
        return bool(disclosure)

    @staticmethod
    def _keep_disclosure(disclosure: Disclosure, answers: Answers) -> None:
        """Keep what calls for a card: it is never a tag of the person's own, and never lost."""
        answers.asks_wanted |= disclosure.asks_consent
        answers.cards += disclosure.cards
        answers.messages += disclosure.lines

    def _sentence(self, text: str, answers: Answers) -> None:
        """A sentence is not a tag: it becomes a note, unless the person answers no."""
        if self.prompter is None or self._keeps_as_note(text):
            answers.add_note(text)

    def _keeps_as_note(self, text: str) -> bool:
        assert self.prompter is not None
        if not self.prompter.is_discreet:
            self.prompter.notify(f'"{text}"')
        return self.prompter.confirm(KEEP_AS_NOTE, default=True)

    def _nearest(self, near: words.NearMiss, answers: Answers) -> tuple[str, ...]:
        """The tags for a word close to others: itself, or one of the others."""
        if self.keep_new:
            return (near.word,)
        if self.prompter is None:
            raise InvalidInput(
                f"There is no tag {near.word}. Did you mean {' or '.join(near.suggestions)}?",
                "--new-tag keeps it as it is.",
                neutral="A word is close to another one. --new-tag keeps it as it is.",
            )
        if self.prompter.is_discreet:
            return self._ask_again("One of the words is close to another.", answers)
        choices = [*near.suggestions, f"{near.word}, a new tag of your own"]
        asked = f'"{near.word}" is new. Did you mean one of these?'
        choice = self.prompter.choose(asked, choices, in_steps=self.in_steps, enter="leave it out")
        if choice is None:
            self.prompter.notify(f'"{near.word}" was not added.')
            return ()
        if choice == len(near.suggestions):
            return (near.word,)
        return self.tags([near.suggestions[choice]], answers) or ()

    def _meaning(self, ambiguous: words.Ambiguous, answers: Answers) -> tuple[str, ...]:
        """The tags for a word with several meanings."""
        if self.prompter is None:
            meanings = "; ".join(f"{option.tag} ({option.say})" for option in ambiguous.options)
            from pdtrack.content import library

            discloses = library.vocabulary().discloses
            is_urgent = any(option.cards or discloses(option.tag) for option in ambiguous.options)
            support = ' "pdtrack support" is there too.' if is_urgent else ""
            raise InvalidInput(
                f"{ambiguous.word} can mean more than one thing.",
                f"Type one of: {meanings}.{support}",
                neutral=f"A word can mean more than one thing.{support}",
            )
        if self.prompter.is_discreet:
            return self._ask_again("One of the words can mean more than one thing.", answers)
        asked = ambiguous.question.replace("{word}", ambiguous.word)
        choice = self.prompter.choose(
            asked, [option.say for option in ambiguous.options], in_steps=self.in_steps
        )
        if choice is None:
            # It may matter, whatever it means.
            answers.add_note(ambiguous.word)
            self.prompter.notify(f'"{ambiguous.word}" was added to your note.')
            return ()
        option = ambiguous.options[choice]
        answers.cards += option.cards
        return (option.tag,)

    def _show_other_answer(self, word: str, answer: str) -> None:
        """Show which question a typed word answers, where that is not the one about tags."""
        if self.prompter is not None and not self.prompter.is_discreet:
            self.prompter.notify(f'"{word.strip()}" is noted under {answer}.')

    def _ask_again(self, why: str, answers: Answers) -> tuple[str, ...]:
        """The tags typed in place of a word, which is not shown; the others are kept."""
        assert self.prompter is not None
        self.prompter.notify(f"{why} The others are kept.")
        again = self.prompter.ask(
            "Which word did you mean?", lambda typed: self.tags([typed], answers)
        )
        return again or ()

    def _show_synonym(self, word: str, tag: str) -> None:
        """Show which tag a typed word counts as, where that is another word."""
        if self.prompter is not None and not self.prompter.is_discreet and word != tag:
            self.prompter.notify(f'"{word}" counts as {tag}.')


def _split(typed: Sequence[str], vocabulary: words.Vocabulary, own: Collection[str]) -> list[str]:
    """The words in `typed`, split at commas, or at spaces where each word is a tag."""
    found = []
    for part in (part for text in typed for part in _parts(text, vocabulary)):
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


def _parts(text: str, vocabulary: words.Vocabulary) -> list[str]:
    """The text split at commas, unless they are those of one sentence that calls for a card."""
    parts = text.split(",")
    if len(parts) > 1:
        find = vocabulary.disclosures
        apart = {card for part in parts for card in find.in_word(part).cards}
        if not apart.issuperset(find.in_text(text).cards):
            return [text]
    return parts


def _is_tag(word: str, vocabulary: words.Vocabulary, own: Collection[str]) -> bool:
    resolved = vocabulary.resolve(word, own)
    return not isinstance(resolved, words.NewWord | words.NearMiss | words.Sentence)
