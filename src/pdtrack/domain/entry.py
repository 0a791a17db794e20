"""One entry of the diary: its answers, their scales, and what makes it valid.

Every answer can be skipped, and skipped is `None`: never "no", never 0. For `tags` and
`helped`, `None` is skipped and `()` is "asked, none fits".
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pdtrack.errors import InvalidInput

KINDS: Final = ("intimate", "day")
TEARS: Final = ("none", "welled-up", "tears", "sobbing")
PAIN: Final = ("none", "mild", "moderate", "severe")
WANTED: Final = ("yes", "mixed", "pressured", "no", "unsure")
LASTED: Final = ("minutes", "hours", "day", "days")
WITH: Final = ("partner", "solo")

MOOD_MOST: Final = 10
STEPS_MOST: Final = 3
NOTE_MOST: Final = 20_000
# Until then a change of what is compared is still part of telling; after that, the
# outcome is known too well (docs/patterns.md, "What it can't do").
SETTLES_AFTER: Final = timedelta(hours=48)
YEARS: Final = (1970, 2200)
# By the instant, a day around them: a clock without a battery says 1970, and west of
# Greenwich that is 1969.
EARLIEST: Final = datetime(YEARS[0] - 1, 12, 31, tzinfo=UTC)
LATEST: Final = datetime(YEARS[1] + 1, 1, 2, tzinfo=UTC)

# An entry of the other kind can't hold these: a day has a mood, a moment has its three.
MOMENT_ONLY: Final = (
    "before",
    "before_recalled",
    "after",
    "later",
    "pain",
    "lasted",
    "wanted",
    "with_",
    "orgasm",
)
DAY_ONLY: Final = ("mood",)

ANSWERS: Final = (
    "before",
    "after",
    "later",
    "mood",
    "tears",
    "pain",
    "lasted",
    "wanted",
    "with_",
    "orgasm",
    "tags",
    "helped",
    "note",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An intimate moment told afterwards, or a mood during a day.

    `before`, `after`, `later`, `mood`: 0 (as bad as it gets) to 10 (as good as it gets).
    `tears`: 0 none, 1 eyes welled up, 2 tears, 3 sobbing. `pain`: 0 none to 3 severe.
    `at`: when it was, with the UTC offset of that place. `recorded_at`: when it was first
    written down; `edited_at`: when it was last changed, `None` if never; both in UTC.
    `id` and `uid` are given by the journal: `id` is short and never reused, `uid` is
    random and the same in every copy.

    `settled_*` are the answers that the one statistical claim looks at, as they stood
    48 hours after recording (docs/patterns.md); the journal keeps them.
    """

    at: datetime
    recorded_at: datetime
    kind: str = "intimate"
    id: int | None = None
    uid: str | None = None
    edited_at: datetime | None = None
    before: int | None = None
    before_recalled: bool | None = None
    after: int | None = None
    later: int | None = None
    mood: int | None = None
    tears: int | None = None
    pain: int | None = None
    lasted: str | None = None
    wanted: str | None = None
    with_: str | None = None
    orgasm: bool | None = None
    tags: tuple[str, ...] | None = None
    helped: tuple[str, ...] | None = None
    note: str | None = None
    settled_tags: tuple[str, ...] | None = None
    settled_with: str | None = None
    settled_orgasm: bool | None = None

    def check(self) -> None:
        """Raise `InvalidInput` for a value outside its range; the journal asks before it stores."""
        _check_times(self)
        for name in ("before", "after", "later", "mood"):
            _check_number(name, getattr(self, name), MOOD_MOST)
        for name in ("tears", "pain"):
            _check_number(name, getattr(self, name), STEPS_MOST)
        _check_word("kind", self.kind, KINDS)
        _check_word("lasted", self.lasted, LASTED)
        _check_word("wanted", self.wanted, WANTED)
        _check_word("with", self.with_, WITH)
        if (self.before is None) != (self.before_recalled is None):
            raise InvalidInput("A mood before needs to say whether it is remembered.")
        if self.note is not None:
            check_note(self.note)
        wrong = DAY_ONLY if self.kind == "intimate" else MOMENT_ONLY
        for name in wrong:
            if getattr(self, name) is not None:
                raise InvalidInput(f"An entry of this kind has no {name.rstrip('_')}.")

    def settled(self, now: datetime) -> Entry:
        """This entry with `settled_*` following its answers, if it is young enough at `now`."""
        if now - self.recorded_at > SETTLES_AFTER:
            return self
        return replace(
            self,
            settled_tags=self.tags,
            settled_with=self.with_,
            settled_orgasm=self.orgasm,
        )

    @property
    def answered(self) -> tuple[str, ...]:
        """The names of the answers that were given, in the order of `ANSWERS`."""
        return tuple(name for name in ANSWERS if getattr(self, name) is not None)

    @property
    def number(self) -> int:
        """The entry's number; only entries that the journal has stored have one."""
        if self.id is None:
            raise ValueError("this entry is not stored yet")
        return self.id

    @property
    def reading(self) -> int | None:
        """The mood that this entry is about: right after, or during the day."""
        return self.mood if self.kind == "day" else self.after


def check_note(note: str) -> None:
    """Raise `InvalidInput` for a note that can't be kept; never quotes it."""
    if len(note) > NOTE_MOST:
        raise InvalidInput(
            f"A note holds at most {NOTE_MOST:,} characters; this one has {len(note):,}.",
            "Make it shorter, or split it over two entries.",
        )
    if note.replace("\n", "").replace("\t", "").isprintable():
        return  # nearly always, and at once
    for character in note:
        if character in "\n\t":
            continue
        category = unicodedata.category(character)
        if category in ("Cc", "Cs"):
            what = "control characters" if category == "Cc" else "broken characters"
            raise InvalidInput(f"The note has {what}.", "Type or paste it as plain text.")


def _check_times(entry: Entry) -> None:
    for moment in (entry.at, entry.recorded_at, entry.edited_at):
        if moment is not None and moment.tzinfo is None:
            raise ValueError("times need their UTC offset")
    if not EARLIEST <= entry.at < LATEST:
        raise InvalidInput(
            f"The year is {entry.at.year}.", f"Years go from {YEARS[0]} to {YEARS[1]}."
        )


def _check_number(name: str, value: int | None, most: int) -> None:
    if value is not None and not 0 <= value <= most:
        raise InvalidInput(f"{name} is a whole number from 0 to {most}.")


def _check_word(name: str, value: str | None, words: tuple[str, ...]) -> None:
    if value is not None and value not in words:
        raise InvalidInput(f"{name} is one of {', '.join(words)}.")
