"""Everything that `patterns` can show, in its order of precedence.

Safety comes first, then what is worth showing to someone, then reflections.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from pdtrack.domain.analysis.associations import Associations, associations
from pdtrack.domain.analysis.care import Care, Fired, due
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.comparable import Comparer
from pdtrack.domain.analysis.helped import Help, Recovery, find_help, find_recovery
from pdtrack.domain.analysis.over_time import OverTime, over_time
from pdtrack.domain.analysis.reflections import NotYet, Reflection, Reflector
from pdtrack.domain.analysis.tag_counts import names_of_tags
from pdtrack.domain.analysis.verdicts import Verdicts
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import DAY_END, Period, day_of
from pdtrack.domain.vocabulary import Cause

LOOK_BACK_DAYS: Final = 90
NO_NAMES: Final[Mapping[str, str]] = {}


class Rules(NamedTuple):
    """How a diary is read: what calls for care, which causes may be mentioned, what is compared."""

    care: Care
    reflector: Reflector
    comparer: Comparer
    day_end: time

    @classmethod
    def of(cls, care: Care, causes: Sequence[Cause], day_end: time = DAY_END) -> "Rules":
        """The rules that read tags and harder moments as `care` does."""
        vocabulary, classifier = care.vocabulary, care.classifier
        reflector = Reflector(causes, vocabulary, classifier, day_end)
        return cls(care, reflector, Comparer(vocabulary, classifier), day_end)


class Scope(NamedTuple):
    """What of a diary was asked for, oldest first.

    `within`: all entries of `period`, since filters never take a safety card away. `counted`: those
    of them that the filters leave. `asked`: those that the filters leave of the whole diary, where
    what comes up next to a link is counted.
    """

    period: Period
    within: Sequence[Entry]
    counted: Sequence[Entry]
    asked: Sequence[Entry]


class PeriodCounts(NamedTuple):
    """How many entries a period has; all but `entries` count eligible ones only."""

    entries: int
    eligible: int
    hard: int
    happy_tears: int
    mixed_tears: int


class Findings(NamedTuple):
    """What was found in a period.

    `cards`: the safety cards that its entries call for, most urgent first. `fresh_cards`: those of
    entries of the current day, which come first and silence the reflections; `cards_were_shown`:
    the person has had each of them in full since these were written. `still_true`: lines about
    seeing someone that were shown lately and still hold. `left_out`: moments that are not counted:
    not fully wanted, or safety came first. `guarded`: safety came first in some entry of the
    look-back. `compared` and `over_time` look at the whole diary, everything else at the period.
    `ends`: the last day of a period that does not end today. `names`: for a tag, the word that the
    person types. `counted`: the entries that were asked for, oldest first. `fine`: how many of them
    went well.
    """

    period: Period
    counts: PeriodCounts
    cards: tuple[str, ...]
    fresh_cards: tuple[str, ...]
    cards_were_shown: bool
    guarded: bool
    see_someone: tuple[Fired, ...]
    still_true: tuple[Fired, ...]
    reflections: tuple[Reflection, ...]
    not_yet: tuple[NotYet, ...]
    compared: Associations
    help: tuple[Help, ...]
    recovery: Recovery | None
    over_time: OverTime | None
    ends: date | None = None
    left_out: int = 0
    names: Mapping[str, str] = NO_NAMES
    counted: Sequence[Entry] = ()
    fine: int = 0


def find(
    entries: Sequence[Entry],
    scope: Scope,
    rules: Rules,
    *,
    kept: Verdicts,
    memory: Mapping[str, datetime],
    now: datetime,
) -> Findings:
    """What can be shown at `now` about the part of all `entries` that was asked for.

    Links are always looked for in all of them; `kept` is what was judged about links before.
    `memory` has when each see-someone line, and each card, was last shown; it is empty where the
    person asks for all of them.
    """
    care, reflector, comparer, day_end = rules
    classifier = care.classifier
    counted = scope.counted
    until = min(scope.period.until, now)
    guard = [e for e in entries if until - timedelta(days=LOOK_BACK_DAYS) < e.at <= until]
    guarded = any(classifier.is_safety(entry) for entry in (*scope.within, *guard))
    cards = _safety_cards(care, scope.within)
    last_day, this_day = day_of(until, day_end), day_of(now, day_end)
    today = [entry for entry in scope.within if day_of(entry.at, day_end) == this_day]
    fresh = _safety_cards(care, today)
    fired = [
        one for one in care.fired(entries, until) if not (guarded and one.rule.silent_after_safety)
    ]
    now_due = due(fired, memory, now)
    moments = reflector.moments(counted)
    reflections: list[Reflection] = []
    if not fresh:
        held = {one.rule.id for one in fired}
        reflections = reflector.reflections(counted, held, guarded=guarded)
    return Findings(
        period=scope.period,
        counts=PeriodCounts(
            entries=len(counted),
            eligible=moments.count,
            hard=len(moments.hard),
            happy_tears=sum(classifier.is_happy_tears(entry) for entry in moments.other),
            mixed_tears=sum(classifier.is_mixed_tears(entry) for entry in moments.other),
        ),
        cards=cards,
        fresh_cards=fresh,
        cards_were_shown=_were_shown(fresh, today, memory),
        guarded=guarded,
        see_someone=tuple(now_due),
        still_true=tuple(one for one in fired if one not in now_due and one.rule.id in memory),
        reflections=tuple(reflections),
        not_yet=() if fresh else tuple(reflector.not_yet(counted, guarded=guarded)),
        compared=(
            Associations(verdicts=kept)
            if fresh
            else associations(comparer, entries, kept, scope.asked)
        ),
        help=() if fresh else find_help(counted),
        recovery=None if fresh else find_recovery(filter(classifier.is_eligible, counted)),
        over_time=None if fresh else _over_time(entries, classifier),
        ends=None if last_day == this_day else last_day,
        left_out=sum(entry.is_moment and not classifier.is_eligible(entry) for entry in counted),
        names=names_of_tags(entries, classifier),
        counted=tuple(counted),
        fine=sum(map(classifier.is_fine, counted)),
    )


def _over_time(entries: Sequence[Entry], classifier: Classifier) -> OverTime:
    """What changed over all moments with a mood right after."""
    moments = [e for e in entries if e.after is not None and classifier.is_eligible(e)]
    return over_time([classifier.is_hard(e) for e in moments], [e.after or 0 for e in moments])


def _were_shown(
    cards: Sequence[str], today: Sequence[Entry], memory: Mapping[str, datetime]
) -> bool:
    """Whether all of `cards` were shown after everything of `today` was written or edited."""
    newest = [entry.edited_at or entry.recorded_at for entry in today]
    return bool(cards) and all(card in memory and memory[card] > max(newest) for card in cards)


def _safety_cards(care: Care, entries: Sequence[Entry]) -> tuple[str, ...]:
    asked = {card for entry in entries for card in care.cards(entry)}
    return tuple(card for card in care.card_order if card in asked and care.is_safety_card(card))
