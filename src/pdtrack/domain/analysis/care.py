"""Safety and "see someone": which rules of `content/care.toml` fire, on which entries.

The shapes of the conditions are described in `pdtrack.domain.analysis.care_rules`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from pdtrack.domain.analysis.care_rules import Condition, Level, Rule
from pdtrack.domain.analysis.classify import PARTLY, Classifier
from pdtrack.domain.disclosure import Disclosure
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import PAIN
from pdtrack.domain.vocabulary import Vocabulary

SAFETY_LEVEL: Final = "now"
_SEVERE: Final = PAIN.index("severe")
SEVERE_LINE: Final = "line-severe-pain"
MIXED_LINE: Final = "line-mixed"
FREE_LINE: Final = "line-free-to-say-no"
# How long a line is not repeated.
SILENCE: Final[dict[Level, timedelta]] = {"soon": timedelta(days=7), "chat": timedelta(days=14)}


# The entries that make a condition hold, and how many were looked at.
_Hit: TypeAlias = tuple[tuple[Entry, ...], int]


class Fired(NamedTuple):
    """A rule that fired: by which condition, on which entries (oldest first)."""

    rule: Rule
    condition: Condition
    entries: tuple[Entry, ...]
    total: int

    @property
    def what(self) -> str:
        """What was marked, in words."""
        return self.condition.what or self.rule.what


@dataclass(eq=False, repr=False)
class Care:
    """Evaluates the rules over entries, as one classifier reads them."""

    rules: tuple[Rule, ...]
    classifier: Classifier
    vocabulary: Vocabulary

    def cards(self, entry: Entry) -> tuple[str, ...]:
        """The cards that a single entry calls for, most urgent first.

        Words in a note may add a card, and so do the cards that mark the entry; nothing
        takes one away.
        """
        # Own tags are words as well: "i want to die" may be typed as a tag.
        asked = {*entry.cards, *self._written(entry).cards}
        for rule in self.rules:
            for condition in rule.any_of:
                card = condition.card or rule.card
                if card and self._holds_alone(condition, entry):
                    asked.add(card)
        for word in self._counted(entry):
            asked.update(self.vocabulary.cards_for(word))
        if not entry.is_moment:
            asked.difference_update(rule.card for rule in self.rules if rule.about_sex)
        return tuple(card for card in self.card_order if card in asked)

    def lines(self, entry: Entry) -> tuple[str, ...]:
        """The lines that a single entry calls for, whatever its cards are."""
        # The lines of tags are about sex, and so are for moments only.
        words = self._counted(entry) if entry.is_moment else ()
        found = [line for word in words for line in self.vocabulary.lines_for(word)]
        if entry.pain == _SEVERE:
            found.append(SEVERE_LINE)
        if entry.wanted in PARTLY:
            # It includes what the other line says.
            found = [MIXED_LINE, *(line for line in found if line != FREE_LINE)]
        return tuple(dict.fromkeys((*found, *self._written(entry).lines)))

    def _counted(self, entry: Entry) -> Sequence[str]:
        """The words of an entry that count with a tag, or with themselves."""
        words = entry.tags or ()
        if not entry.has_labels:
            return words
        counts_with = self.vocabulary.counts_with
        return [w for w in words if self.vocabulary.label_counts_with(w) == counts_with(w)]

    def _written(self, entry: Entry) -> Disclosure:
        """What the note and the person's own tags disclose."""
        own = [word for word in entry.tags or () if self.vocabulary.tag_for(word) is None]
        if not own and not entry.note:
            return Disclosure()
        find = self.vocabulary.disclosures
        found = [find.in_word(word) for word in own]
        if entry.note:
            found.append(find.in_text(entry.note))
        cards = tuple(dict.fromkeys(card for one in found for card in one.cards))
        lines = tuple(dict.fromkeys(line for one in found for line in one.lines))
        return Disclosure(cards, () if cards else lines)

    @cached_property
    def card_order(self) -> tuple[str, ...]:
        """Every card there is, most urgent first."""
        cards = [
            card
            for rule in self.rules
            for card in (*(condition.card or rule.card for condition in rule.any_of), rule.card)
        ]
        named = (tag.card for tag in self.vocabulary.tags)
        return tuple(dict.fromkeys(card for card in (*cards, *named) if card))

    def is_safety_card(self, card: str) -> bool:
        """Whether the card belongs to a rule of the most urgent level."""
        return any(
            card in (rule.card, *(condition.card for condition in rule.any_of))
            for rule in self.rules
            if rule.level == SAFETY_LEVEL
        )

    def fired(self, entries: Sequence[Entry], until: datetime) -> list[Fired]:
        """Every see-someone rule that fires at `until`, in the order of the rules."""
        past = [entry for entry in entries if entry.at <= until]
        found = []
        for rule in self.rules:
            if rule.level == SAFETY_LEVEL or self._is_held_back(rule, past, until):
                continue
            about = [entry for entry in past if entry.is_moment] if rule.about_sex else past
            for condition in rule.any_of:
                hit = self._hit(condition, about, until)
                if hit is not None:
                    entries_hit, total = hit
                    behind = self._all_behind(rule, condition, about, until, entries_hit)
                    found.append(Fired(rule, condition, behind, total))
                    break
        return found

    def _all_behind(
        self,
        rule: Rule,
        fired: Condition,
        entries: Sequence[Entry],
        until: datetime,
        hits: tuple[Entry, ...],
    ) -> tuple[Entry, ...]:
        """Every entry that the sentence is about, also where fewer made the rule fire.

        "You marked pain" counts mild pain too, once severe pain has opened the sentence.
        """
        alike = [
            condition
            for condition in rule.any_of
            if condition.shape == "times"
            and (condition.days, condition.text) == (fired.days, fired.text)
        ]
        if len(alike) < 2 or fired not in alike:
            return hits
        return tuple(
            entry
            for entry in _recent(entries, until, fired.days)
            if any(self._matches(condition, entry) for condition in alike)
            and not self.classifier.is_happy_tears(entry)
        )

    def _is_held_back(self, rule: Rule, entries: Sequence[Entry], until: datetime) -> bool:
        if not rule.unless:
            return False
        recent = _recent(entries, until, rule.unless_days)
        return any(
            self._called_for(other, entry)
            for other in self.rules
            if other.id in rule.unless
            for entry in recent
        )

    def _called_for(self, rule: Rule, entry: Entry) -> bool:
        """Whether one entry was enough for a rule, by its answers or by a card that marks it."""
        cards = {rule.card, *(condition.card for condition in rule.any_of)}
        return not cards.isdisjoint(entry.cards) or any(
            self._holds_alone(condition, entry) for condition in rule.any_of
        )

    def _holds_alone(self, condition: Condition, entry: Entry) -> bool:
        """Whether one entry is enough, by what was wanted or by a tag."""
        if condition.shape == "wanted":
            return entry.wanted in condition.values
        tags = self.classifier.tags(entry)
        return condition.times == 1 and not condition.tags.isdisjoint(tags)

    def _hit(self, condition: Condition, entries: Sequence[Entry], until: datetime) -> _Hit | None:
        """The entries that make a condition hold and how many were looked at, or `None`."""
        if condition.shape == "times":
            return self._hit_often(condition, _recent(entries, until, condition.days))
        eligible = [entry for entry in entries if self.classifier.is_eligible(entry)]
        if condition.shape in ("hard-share", "each-of-last", "of-last"):
            return self._hit_among_last(condition, eligible[-condition.last :])
        return self._hit_beside_hard(condition, _recent(eligible, until, condition.days))

    def _hit_often(self, condition: Condition, recent: Sequence[Entry]) -> _Hit | None:
        # Tears that feel good are never a reason to see someone, however frequent.
        is_happy = self.classifier.is_happy_tears
        hits = [e for e in recent if self._matches(condition, e) and not is_happy(e)]
        enough = len(hits) >= condition.times and _spans(hits, condition.spread)
        return (tuple(hits), len(recent)) if enough else None

    def _hit_among_last(self, condition: Condition, last: Sequence[Entry]) -> _Hit | None:
        if condition.shape == "hard-share":
            hits = [entry for entry in last if self.classifier.is_hard(entry)]
            enough = len(last) >= condition.least
            enough = enough and _is_share(len(hits), len(last), condition.share)
        else:
            hits = self._tagged(condition, last)
            needed = condition.last if condition.shape == "each-of-last" else condition.times
            enough = len(hits) >= needed
        return (tuple(hits), len(last)) if enough else None

    def _hit_beside_hard(self, condition: Condition, recent: Sequence[Entry]) -> _Hit | None:
        hard = [entry for entry in recent if self.classifier.is_hard(entry)]
        if condition.shape == "hard":
            return (tuple(hard), len(recent)) if len(hard) >= condition.times else None
        if condition.shape == "mostly":
            hits = self._tagged(condition, hard)
            enough = _is_share(len(hits), len(hard), condition.share)
            return (tuple(hits), len(hard)) if enough and len(hits) >= condition.hard else None
        hits = self._tagged(condition, recent)
        enough = len(hard) >= condition.hard and len(hits) >= condition.times
        return (tuple(hits), len(recent)) if enough else None

    def _tagged(self, condition: Condition, entries: Sequence[Entry]) -> list[Entry]:
        """Those of `entries` that have a tag of the condition."""
        tags_of = self.classifier.tags
        return [entry for entry in entries if not condition.tags.isdisjoint(tags_of(entry))]

    def _matches(self, condition: Condition, entry: Entry) -> bool:
        pain = self.classifier.pain(entry)
        lasted = entry.lasted
        return (
            not condition.tags.isdisjoint(self.classifier.tags(entry))
            or (condition.pain is not None and pain is not None and pain >= condition.pain)
            or (
                condition.tears is not None
                and entry.tears is not None
                and entry.tears >= condition.tears
            )
            or (
                condition.later is not None
                and entry.later is not None
                and entry.later <= condition.later
            )
            or (lasted is not None and lasted in condition.lasted)
            or (entry.wanted is not None and entry.wanted in condition.values)
        ) and not (
            (condition.when_lasted and lasted not in condition.when_lasted)
            or (condition.but_solo and entry.with_ == "solo")
        )


def due(fired: Iterable[Fired], memory: Mapping[str, datetime], now: datetime) -> list[Fired]:
    """What to show now: every `soon` line and one `chat` line, none shown too recently.

    `memory` has, by the id of each rule, when it was last shown.
    """
    shown: list[Fired] = []
    for one in fired:
        last = memory.get(one.rule.id)
        if last is not None and timedelta(0) <= now - last < SILENCE[one.rule.level]:
            continue
        if one.rule.level == "chat" and any(other.rule.level == "chat" for other in shown):
            continue
        shown.append(one)
    return shown


def _recent(entries: Iterable[Entry], until: datetime, days: int) -> list[Entry]:
    since = until - timedelta(days=days)
    return [entry for entry in entries if since < entry.at <= until]


def _spans(entries: Sequence[Entry], days: int) -> bool:
    return not days or entries[-1].at - entries[0].at >= timedelta(days=days)


def _is_share(part: int, whole: int, share: tuple[int, int]) -> bool:
    return whole > 0 and part * share[1] >= whole * share[0]
