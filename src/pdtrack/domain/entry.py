"""One entry of the diary: its answers, their scales, and what makes it valid.

Every answer can be skipped, and skipped is `None`: never "no", never 0. For `tags` and
`helped`, `None` is skipped and `()` is "asked, none fits".
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from pdtrack.domain.fields import (
    ANSWERS,
    FIELDS,
    MISFITS,
    EntryKind,
    LastedWord,
    WantedWord,
    WithWord,
)
from pdtrack.domain.times.day import YEARS, YEARS_HINT
from pdtrack.errors import InvalidInput

# Until then a change counts as recording; afterwards the outcome is known too well to
# change what is compared (docs/patterns.md, "What it can't do").
SETTLES_AFTER: Final = timedelta(hours=48)
# A day around the years, by the instant: a clock without a battery starts in 1970, which is
# 1969 west of Greenwich.
EARLIEST: Final = datetime(YEARS[0] - 1, 12, 31, tzinfo=UTC)
LATEST: Final = datetime(YEARS[-1] + 1, 1, 2, tzinfo=UTC)


# How the uid of an entry begins whose tags are another app's labels, word for word.
LABELS_UID: Final = "labels-"


class Entry(NamedTuple):
    """An intimate moment recorded afterwards, or a mood during a day.

    `before`, `after`, `later`, `mood`: 0 (as bad as it gets) to 10 (as good as it gets).
    `tears`: 0 none, 1 eyes welled up, 2 tears, 3 sobbing. `pain`: 0 none to 3 severe.
    `at`: when it was, with the UTC offset of that place. `recorded_at`: when it was first
    written down; `edited_at`: when it was last changed, `None` if never; both in UTC.
    `id` and `uid` are given by the journal: `id` is short and never reused, `uid` is
    random and the same in every copy.

    `cards` are the safety cards that the entry called for, by a word, an answer or a note,
    here or in an import. They stay when the words are edited away, and such an entry counts
    for no cause, no link and no comparison.

    `settled_*` are the answers that the statistical claim compares, as they were 48 hours
    after recording (docs/patterns.md); the journal keeps them.
    """

    at: datetime
    recorded_at: datetime
    kind: EntryKind = "intimate"
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
    lasted: LastedWord | None = None
    wanted: WantedWord | None = None
    with_: WithWord | None = None
    orgasm: bool | None = None
    tags: tuple[str, ...] | None = None
    helped: tuple[str, ...] | None = None
    note: str | None = None
    cards: tuple[str, ...] = ()
    settled_tags: tuple[str, ...] | None = None
    settled_with: WithWord | None = None
    settled_orgasm: bool | None = None

    def __repr__(self) -> str:
        """Never the answers: a note has no place in a report of an error."""
        return f"Entry {self.id}"

    def check(self) -> None:
        """Raise `InvalidInput` for a value out of range; the journal calls it before it stores."""
        _check_times(self)
        for field in FIELDS:
            if (value := getattr(self, field.attribute)) is not None:
                field.check(value)
        if (self.before is None) != (self.before_recalled is None):
            raise InvalidInput("A mood before needs the mark whether it is remembered.")
        for field in MISFITS[self.kind]:
            if getattr(self, field.attribute) is not None:
                raise InvalidInput(f"An entry of this kind has no {field.name}.")

    def settled(self, now: datetime) -> "Entry":
        """This entry with `settled_*` following its answers, if it is young enough at `now`."""
        if now - self.recorded_at > SETTLES_AFTER:
            return self
        return self._replace(
            settled_tags=self.tags,
            settled_with=self.with_,
            settled_orgasm=self.orgasm,
        )

    @property
    def answered(self) -> tuple[str, ...]:
        """The names of the answers that were given, in the order of `ANSWERS`."""
        names = (field.attribute for field in ANSWERS)
        return tuple(name for name in names if getattr(self, name) is not None)

    @property
    def is_moment(self) -> bool:
        """Whether this is an intimate moment; everything else is a mood during a day."""
        return self.kind == "intimate"

    @property
    def has_labels(self) -> bool:
        """Whether its tags are another app's labels: they mean what they meant there.

        `work` is a label for an office there, and no stress; only plain feelings and words
        about safety count with a known tag.
        """
        return self.uid is not None and self.uid.startswith(LABELS_UID)

    @property
    def number(self) -> int:
        """The entry's number; only entries that the journal has stored have one."""
        if self.id is None:
            raise ValueError("this entry is not stored yet")
        return self.id

    @property
    def reading(self) -> int | None:
        """The mood that this entry is about: right after, or during the day."""
        return self.after if self.is_moment else self.mood


def as_dict(entry: Entry, *, notes: bool = True) -> dict[str, Any]:
    """An entry as JSON has it: skipped is `None`, lists are lists, times are ISO 8601."""
    values = {field.name: field.as_json(getattr(entry, field.attribute)) for field in FIELDS}
    return values if notes else values | {"note": None}


def _check_times(entry: Entry) -> None:
    for moment in (entry.at, entry.recorded_at, entry.edited_at):
        if moment is not None and moment.tzinfo is None:
            raise ValueError("times need their UTC offset")
    if not EARLIEST <= entry.at < LATEST:
        raise InvalidInput(f"The year is {entry.at.year}.", YEARS_HINT)
