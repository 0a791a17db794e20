"""The options and arguments that several commands share, each with its line of help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, TypeVar

import typer

from pdtrack.domain.fields import DIGITS, ENTRY_KINDS, LASTED, PAIN, TEARS, WANTED, WITH
from pdtrack.errors import InvalidInput

# Help that warns: what is typed on a command line is kept in the shell's history.
_KEPT: Final = "Stays in your shell history (a prompt doesn't)."


def _choices(scale: Sequence[str]) -> str:
    return "|".join(scale)


_Choice = TypeVar("_Choice", bound=str)


def one_of(typed: str, choices: Sequence[_Choice], wrong: InvalidInput) -> _Choice:
    """The one of `choices` that was typed; raises `wrong` where it is none of them."""
    for choice in choices:
        if choice == typed:
            return choice
    raise wrong


# The answers of an entry

Mood = Annotated[
    str | None, typer.Option("--mood", "-m", metavar="0-10", help="How you feel; 10 is best.")
]
# The same as a bare number: `pdtrack later 6`.
BareMood = Annotated[str | None, typer.Argument(metavar="[0-10]", help="The same as --mood.")]
Before = Annotated[
    str | None, typer.Option("--before", metavar="0-10", help="Your mood beforehand.")
]
Tears = Annotated[
    str | None,
    typer.Option("--tears", metavar=_choices(TEARS), help="Whether you cried, or 0 to 3."),
]
Pain = Annotated[
    str | None,
    typer.Option("--pain", metavar=_choices(PAIN), help="How bad any pain was, or 0 to 3."),
]
Wanted = Annotated[
    str | None, typer.Option("--wanted", metavar=_choices(WANTED), help="Whether you wanted it.")
]
Lasted = Annotated[
    str | None,
    typer.Option("--lasted", metavar=_choices(LASTED), help="How long the feelings lasted."),
]
With = Annotated[
    str | None, typer.Option("--with", metavar=_choices(WITH), help="Who you were with.")
]
Orgasm = Annotated[bool | None, typer.Option("--orgasm/--no-orgasm", help="Whether you had one.")]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", "-t", metavar="TAG", help='A tag; can be repeated. "none" if nothing fits.'
    ),
]
NewTag = Annotated[bool, typer.Option("--new-tag", help="Keep a tag that looks like a typo.")]
Helped = Annotated[
    list[str] | None, typer.Option("--helped", metavar="WORD", help="What helped; can be repeated.")
]
Note = Annotated[
    str | None,
    typer.Option("--note", "-n", metavar="TEXT", help=f"{_KEPT} Use - for standard input."),
]
Later = Annotated[
    str | None, typer.Option("--later", metavar="0-10", help="Your mood some hours later.")
]
At = Annotated[
    str | None, typer.Option("--at", metavar="WHEN", help="Such as 22:30 or 'last night 23:30'.")
]

# By the name of the parameter, in the order of the help: `mood` is the mood that the command
# is about, `tag` and `new_tag` need the tags used before, and the rest are attributes of `Entry`.
ANSWER_OPTIONS: Final[dict[str, Any]] = {
    "mood": Mood,
    "before": Before,
    "later": Later,
    "tears": Tears,
    "pain": Pain,
    "wanted": Wanted,
    "lasted": Lasted,
    "with_": With,
    "orgasm": Orgasm,
    "tag": Tags,
    "new_tag": NewTag,
    "helped": Helped,
    "note": Note,
}
_Command = TypeVar("_Command", bound=Callable[..., None])


def takes_answers(*, but: Sequence[str] = ()) -> Callable[[_Command], _Command]:
    """Let a command take every answer as an option, except `but`.

    It receives as `**given` those that it has no parameter for.
    """
    return _takes({name: one for name, one in ANSWER_OPTIONS.items() if name not in but})


def takes_filters(command: _Command) -> _Command:
    """Let a command take every filter; it receives them as `**given` (`cli/filters.py`)."""
    return _takes(FILTER_OPTIONS)(command)


def _takes(options: Mapping[str, Any]) -> Callable[[_Command], _Command]:
    def decorate(command: _Command) -> _Command:
        signature = inspect.signature(command, eval_str=True)
        own = {n: one for n, one in signature.parameters.items() if one.kind != one.VAR_KEYWORD}
        shared = [
            own.pop(name) if name in own else _option(name, annotation)
            for name, annotation in options.items()
        ]
        fixed = [one for one in own.values() if one.kind != one.KEYWORD_ONLY]
        rest = [one for one in own.values() if one.kind == one.KEYWORD_ONLY]
        whole = signature.replace(parameters=[*fixed, *shared, *rest])
        command.__signature__ = whole  # type: ignore[attr-defined]
        return command

    return decorate


def _option(name: str, annotation: Any) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=None, annotation=annotation)


def typed_mood(text: str) -> str:
    """The number in a mood that was typed as at a prompt: `3/10`, `three`."""
    if DIGITS.issuperset(text.strip()):
        return text
    from pdtrack.domain.everyday_words import mood_in  # most moods are plain numbers

    return mood_in(text)


def either_mood(command: str, bare: str | None, mood: str | None) -> str | None:
    """The mood of a line for `command`, given as a bare number or as `--mood`."""
    if bare is None:
        return mood
    if any(map(str.isalpha, typed_mood(bare))):
        from pdtrack.cli.usage_errors import words_left_over

        raise words_left_over(command, [bare])
    if mood is not None:
        raise InvalidInput("The mood is there twice.", "Give the number or --mood, not both.")
    return bare


# Files

# Programs that open these can't read what pdtrack writes.
DOCUMENTS: Final = (".pdf", ".docx", ".odt", ".xlsx", ".ods")

# Which entries

Number = Annotated[str, typer.Argument(metavar="ID", help="A number, or last.")]

# By the name of the parameter, in the order of the help.
FILTER_OPTIONS: Final[dict[str, Any]] = {
    "since": Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="From this day on, or 7d.")
    ],
    "until": Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Up to this day.")],
    "on": Annotated[
        str | None,
        typer.Option("--on", metavar="WHEN", help="A day, 'last week' or 2026-11."),
    ],
    "tag": Annotated[
        list[str] | None,
        typer.Option("--tag", "-t", metavar="TAG", help='With this tag; "none" if no tag fitted.'),
    ],
    "without_tag": Annotated[
        list[str] | None, typer.Option("--without-tag", metavar="TAG", help="Without this tag.")
    ],
    "with_": Annotated[
        str | None,
        typer.Option("--with", metavar=_choices(WITH), help="Moments with this person, or solo."),
    ],
    "kind": Annotated[
        str | None,
        typer.Option("--kind", metavar=_choices(ENTRY_KINDS), help="Entries of this kind."),
    ],
    "hard": Annotated[bool | None, typer.Option("--hard", help="Harder moments only.")],
    "text": Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="With this text in the note.")
    ],
}

# How a command behaves

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing FILE.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
