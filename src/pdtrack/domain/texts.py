"""The texts for people: messages, guides, and lists of places to find help.

The sentences themselves are rows of the files in `pdtrack.content`.
"""

from typing import Final, Literal, NamedTuple, get_args

MessageKind = Literal["card", "frame", "line", "contrast", "meaning", "fact", "notice"]
GuideKind = Literal["cause", "page", "facts"]
MESSAGE_KINDS: Final[tuple[MessageKind, ...]] = get_args(MessageKind)


class Message(NamedTuple):
    """One text for people; messages.toml explains the kinds.

    A card has its parts as well as the whole text, for a screen with several cards: `lead`,
    `care`, and the conditions and signs that call for an emergency number. `based_on` says
    whom a study asked and how many; `own` marks words that are not in the research notes.
    """

    slug: str
    kind: MessageKind
    text: str
    source: str
    title: str = ""
    based_on: str = ""
    own: bool = False
    lead: str = ""
    care: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


class Guide(NamedTuple):
    """A page to read; `words` find it as well as its topic."""

    topic: str
    title: str
    kind: GuideKind
    text: str
    source: str
    words: tuple[str, ...] = ()


class Directory(NamedTuple):
    """A list of places to find help: where, what for, and what was seen when."""

    name: str
    purpose: str
    checked: str
    seen: str


class Support(NamedTuple):
    """What `support` shows besides the person's own people and words.

    `empty` is shown while there are none.
    """

    emergency: str
    empty: str
    directories: tuple[Directory, ...]
    lines: tuple[str, ...]
