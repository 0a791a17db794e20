"""How typed words become tags."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdtrack.domain import vocabulary as words
from pdtrack.domain.disclosure import Disclosure
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.cli.answers import Answers
    from pdtrack.cli.prompt import Prompter


@dataclass(frozen=True, slots=True)
class TagReader:
    """Turns typed words into tags.

    `own` are the tags used before. A word close to other tags is kept with `keep_new`;
    otherwise the `prompter` asks, and without one it is refused.
    """

    own: Collection[str]
    keep_new: bool = False
    prompter: Prompter | None = None

    def tags(self, typed: Sequence[str], answers: Answers) -> tuple[str, ...] | None:
        """The tags for `typed`; `()` for "none fits", `None` where no tag is left.

        What else the words mean is kept in `answers`: a message, a question about consent.
        """
        from pdtrack.content import library

        vocabulary = library.vocabulary()
        found: dict[str, None] = {}
        none_fits = False
        for word in _split(typed, vocabulary, self.own):
            match vocabulary.resolve(word, self.own):
                case words.KnownWord(tag, message):
                    found[tag] = None
                    self._show_synonym(word, tag)
                    if message:
                        answers.messages.append(message)
                case words.OwnWord(tag) | words.NewWord(tag):
                    found[tag] = None
                case words.NoneFits():
                    none_fits = True
                case Disclosure() as disclosure:
                    self._keep_disclosure(disclosure, word, answers)
                    if disclosure.tag:
                        found[disclosure.tag] = None
                case words.Sentence(text):
                    _keep_note(text, answers)
                case words.AmbiguousWord(ambiguous):
                    found |= dict.fromkeys(self._meaning(ambiguous, answers))
                case words.NearMiss() as near:
                    found |= dict.fromkeys(self._nearest(near, answers))
        if found and none_fits:
            raise InvalidInput("none stands for no tag at all.", "Leave it out, or the others.")
        if found or none_fits:
            return tuple(found)
        return None

    def _keep_disclosure(self, disclosure: Disclosure, word: str, answers: Answers) -> None:
        """Keep what calls for a card: never as a tag of the person's own, and never lost."""
        answers.asks_wanted |= disclosure.asks_consent
        if len(word.split()) >= words.SENTENCE_LEAST:
            _keep_note(word.strip(), answers)
        elif not disclosure.tag and not disclosure.asks_consent:
            answers.messages += disclosure.cards

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
        choice = self.prompter.choose(f"There is no tag {near.word}. Which do you mean?", choices)
        if choice is None:
            self.prompter.notify(f"{near.word} is left out.")
            return ()
        if choice == len(near.suggestions):
            return (near.word,)
        return self.tags([near.suggestions[choice]], answers) or ()

    def _meaning(self, ambiguous: words.Ambiguous, answers: Answers) -> tuple[str, ...]:
        """The tags for a word with several meanings."""
        if self.prompter is None:
            meanings = "; ".join(f"{option.tag} ({option.say})" for option in ambiguous.options)
            raise InvalidInput(
                f"{ambiguous.word} can mean more than one thing.",
                f"Type one of: {meanings}.",
                neutral="A word can mean more than one thing.",
            )
        if self.prompter.is_discreet:
            return self._ask_again("One of the words can mean more than one thing.", answers)
        choice = self.prompter.choose(ambiguous.question, [o.say for o in ambiguous.options])
        if choice is None:
            self.prompter.notify(f"{ambiguous.word} is left out.")
            return ()
        return (ambiguous.options[choice].tag,)

    def _ask_again(self, why: str, answers: Answers) -> tuple[str, ...]:
        """The tags typed in place of a word, which is not shown; the others are kept."""
        assert self.prompter is not None
        self.prompter.notify(f"{why} The others are kept.")
        again = self.prompter.ask("that word again?", lambda typed: self.tags([typed], answers))
        return again or ()

    def _show_synonym(self, word: str, tag: str) -> None:
        """Show which tag a typed word is kept as, where that is another word."""
        if self.prompter is None or self.prompter.is_discreet:
            return
        if (folded := words.fold(word)) != tag:
            self.prompter.notify(f"{folded} is kept as {tag}.")


def _keep_note(text: str, answers: Answers) -> None:
    note = answers.values.get("note")
    answers.values["note"] = text if note is None else f"{note}\n{text}"


def _split(typed: Sequence[str], vocabulary: words.Vocabulary, own: Collection[str]) -> list[str]:
    """The words in `typed`, split at commas, or at spaces where each word is a tag."""
    found = []
    for part in (part for text in typed for part in text.split(",")):
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
    return not isinstance(vocabulary.resolve(word, own), words.NewWord | words.NearMiss)
