"""Which of the causes may be mentioned, and with what counts.

All thresholds are pdtrack's own choice, erring on the side of silence (docs/patterns.md).
Which tags, answers and rules speak for a cause is written in `content/causes.toml`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal, NamedTuple

from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, different_days
from pdtrack.domain.vocabulary import Cause, Vocabulary

# Whether something is more common in harder moments: it is, it is not, too few to compare.
Contrast = Literal["more", "same", "few"]
ELIGIBLE_LEAST: Final = 4
HARD_LEAST: Final = 3
DAYS_LEAST: Final = 3
COMPARED_LEAST: Final = 3
# A quarter: how far apart two shares are before they count as different.
CONTRAST_LEAST: Final = (1, 4)
REFLECTIONS_MOST: Final = 2


class Reflection(NamedTuple):
    """A cause that may be mentioned, with its tags and the counts behind it.

    `hard_with` of `hard_total` harder moments and `other_with` of `other_total` other
    ones have it. `contrast`: "more" where it is at least 25 points more common in harder
    moments, "same" where not, "few" where there is too little to compare. `n` and `total`
    are the numbers that its sentence names; `entries` are the entries behind it. `leaves_out_solo`:
    there are moments of someone alone, which are not counted here.
    """

    cause: Cause
    tags: frozenset[str]
    hard_with: int
    hard_total: int
    other_with: int
    other_total: int
    contrast: Contrast
    n: int
    total: int
    entries: tuple[Entry, ...]
    leaves_out_solo: bool = False


class NotYet(NamedTuple):
    """Something that it is too early to say: `have` of `need` of what `what` names.

    `what` is the slug of a wording in `content/messages.toml`; `cause` fills its place.
    """

    what: str
    have: int
    need: int
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Moments:
    """The eligible moments of a look-back, split into harder and other ones."""

    hard: tuple[Entry, ...]
    other: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many there are of both."""
        return len(self.hard) + len(self.other)


class Reflector:
    """Finds the reflections on the entries of one look-back."""

    def __init__(
        self,
        causes: Sequence[Cause],
        vocabulary: Vocabulary,
        classifier: Classifier,
        day_end: time = DAY_END,
    ) -> None:
        self._classifier = classifier
        self._day_end = day_end
        self._causes = sorted(causes, key=lambda cause: cause.tier)
        self._strong = {cause.number: vocabulary.strong_for(cause.number) for cause in causes}
        # Each cause asks for all causes of every entry.
        self._causes_of: dict[Entry, frozenset[int]] = {}

    def moments(self, entries: Sequence[Entry], cause: Cause | None = None) -> Moments:
        """The eligible entries; with `cause`, as that cause counts them."""
        partly = cause is not None and cause.partly
        eligible = [e for e in entries if self._classifier.is_eligible(e, partly=partly)]
        if cause is not None and cause.but_solo:
            eligible = [entry for entry in eligible if entry.with_ != "solo"]
        hard: list[Entry] = []
        other: list[Entry] = []
        for entry in eligible:
            (hard if self._classifier.is_hard(entry) else other).append(entry)
        return Moments(tuple(hard), tuple(other))

    def causes_of(self, entry: Entry) -> frozenset[int]:
        """The causes that an entry is evidence for: those of the first tier that has any.

        Pain comes before old hurt, both before everything else, and what came with orgasm
        counts only where nothing else was marked.
        """
        if entry not in self._causes_of:
            self._causes_of[entry] = self._found_causes(entry)
        return self._causes_of[entry]

    def _found_causes(self, entry: Entry) -> frozenset[int]:
        found: set[int] = set()
        tier = None
        for cause in self._causes:
            if found and cause.tier != tier:
                break
            if self._speaks(cause, entry):
                found.add(cause.number)
                tier = cause.tier
        return frozenset(found)

    def reflections(
        self, entries: Sequence[Entry], rules: Collection[str], *, guarded: bool
    ) -> list[Reflection]:
        """At most two reflections, the best supported first.

        `rules` are the names of the care rules that fired. `guarded`: the look-back holds
        an entry where safety came first, so some causes stay silent.
        """
        found = []
        for cause in self._causes:
            if guarded and cause.silent_after_safety:
                continue
            one = self._reflection(cause, entries, rules)
            if one is not None:
                found.append(one)
        found.sort(key=_support)
        return found[:REFLECTIONS_MOST]

    def not_yet(self, entries: Sequence[Entry], *, guarded: bool) -> list[NotYet]:
        """What is missing before a reflection could be made, nearest things first."""
        moments = self.moments(entries)
        shown = self.reflections(entries, (), guarded=guarded)
        missing = []
        if moments.count < ELIGIBLE_LEAST:
            missing.append(NotYet("not-yet-moments", moments.count, ELIGIBLE_LEAST))
        if len(moments.hard) < HARD_LEAST:
            # Moments wanted in part may have been enough for one cause that is shown.
            if not any(one.cause.partly for one in shown):
                missing.append(NotYet("not-yet-hard", len(moments.hard), HARD_LEAST))
        elif (days := self._days(moments.hard)) < DAYS_LEAST:
            missing.append(NotYet("not-yet-days", days, DAYS_LEAST))
        elif len(moments.other) < COMPARED_LEAST:
            missing.append(NotYet("not-yet-other", len(moments.other), COMPARED_LEAST))
        for cause in self._causes:
            if (guarded and cause.silent_after_safety) or cause.evidence == "happy-tears":
                continue
            hits = len(self._with(cause, self.moments(entries, cause).hard))
            if hits == HARD_LEAST - 1:
                missing.append(NotYet("not-yet-cause", hits, HARD_LEAST, cause.title.lower()))
        happy = [e for e in entries if self._classifier.is_happy_tears(e)]
        if 0 < (days := self._days(happy)) < DAYS_LEAST:
            missing.append(NotYet("not-yet-happy", days, DAYS_LEAST))
        return missing

    def _reflection(
        self, cause: Cause, entries: Sequence[Entry], rules: Collection[str]
    ) -> Reflection | None:
        moments = self.moments(entries, cause)
        if cause.evidence == "happy-tears":
            return self._of_happy_tears(cause, moments)
        hard_with = self._with(cause, moments.hard)
        other_with = self._with(cause, moments.other)
        hard_rule = (
            moments.count >= ELIGIBLE_LEAST
            and len(moments.hard) >= HARD_LEAST
            and self._days(moments.hard) >= DAYS_LEAST
            and len(hard_with) >= HARD_LEAST
            and 2 * len(hard_with) >= len(moments.hard)
        )
        spoken_for = cause.speaks_with in rules and bool(hard_with or other_with)
        if not (hard_rule or spoken_for):
            return None
        if cause.needs_yes and any(entry.wanted != "yes" for entry in hard_with):
            return None
        counts = (len(hard_with), len(moments.hard), len(other_with), len(moments.other))
        all_entries = cause.counts == "entries"
        everyone = self.moments(entries)
        alone = any(entry.with_ == "solo" for entry in (*everyone.hard, *everyone.other))
        return Reflection(
            cause,
            self._strong[cause.number],
            *counts,
            contrast=contrast(*counts),
            n=len(hard_with) + (len(other_with) if all_entries else 0),
            total=moments.count if all_entries else len(moments.hard),
            entries=_in_order((*hard_with, *other_with) if all_entries else hard_with),
            leaves_out_solo=cause.but_solo and alone,
        )

    def _of_happy_tears(self, cause: Cause, moments: Moments) -> Reflection | None:
        happy = tuple(entry for entry in moments.other if self._classifier.is_happy_tears(entry))
        if len(happy) < HARD_LEAST or self._days(happy) < DAYS_LEAST:
            return None
        return Reflection(
            cause,
            self._strong[cause.number],
            hard_with=0,
            hard_total=len(moments.hard),
            other_with=len(happy),
            other_total=len(moments.other),
            # Nothing is compared: good tears need no contrast.
            contrast="few",
            n=len(happy),
            total=moments.count,
            entries=_in_order(happy),
        )

    def _with(self, cause: Cause, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(entry for entry in entries if cause.number in self.causes_of(entry))

    def _speaks(self, cause: Cause, entry: Entry) -> bool:
        if cause.evidence == "happy-tears":
            return False
        marked = not self._strong[cause.number].isdisjoint(self._classifier.tags(entry))
        if cause.evidence == "pain":
            return marked or bool(self._classifier.pain(entry))
        if cause.evidence == "orgasm":
            return marked and entry.orgasm is True
        return marked

    def _days(self, entries: Sequence[Entry]) -> int:
        return different_days((entry.at for entry in entries), self._day_end)


def contrast(hard_with: int, hard_total: int, other_with: int, other_total: int) -> Contrast:
    """Whether something is more common in harder moments than in others.

    "few" where fewer than 3 other moments, or no harder one, are there to compare.
    """
    if other_total < COMPARED_LEAST or hard_total == 0:
        return "few"
    apart = hard_with * other_total - other_with * hard_total
    return (
        "more"
        if apart * CONTRAST_LEAST[1] >= hard_total * other_total * CONTRAST_LEAST[0]
        else "same"
    )


def _support(one: Reflection) -> tuple[float, ...]:
    behind = one.hard_with or one.n
    share = one.hard_with / one.hard_total if one.hard_total else 0.0
    return (-behind, -share, one.cause.number)


def _in_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.number)))
