"""What somebody tells about a moment: the options, the questions, and the answers they give."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pdtrack.cli.context import Run
from pdtrack.cli.prompt import Asker
from pdtrack.domain.entry import NOTE_MOST, Entry
from pdtrack.domain.fields import BY_NAME, parse_note
from pdtrack.domain.times.day import echo
from pdtrack.errors import InvalidInput

if TYPE_CHECKING:
    from pdtrack.domain import vocabulary as words

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
    with run.waiting.paused():
        text = sys.stdin.read(NOTE_MOST + 2)
    return text.removesuffix("\n")


def moment(run: Run, text: str | None, asker: Asker | None) -> datetime:
    """When it was; a time that happened twice is asked about."""
    if text is None:
        return run.now
    from pdtrack.domain.times.resolve import (  # 10 ms for those who need it
        HappenedTwice,
        understand,
    )

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


def with_answers(entry: Entry, told: Told) -> Entry:
    """`entry` with the answers told; a mood before that was told now is remembered."""
    answers = dict(told.answers)
    if "before" in answers:
        answers.setdefault("before_recalled", True)
    return replace(entry, **answers)
