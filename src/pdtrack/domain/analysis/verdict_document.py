"""Verdicts as a JSON document: how the journal keeps them, and how an export carries them.

A document that pdtrack didn't write, or that doesn't fit the diary, is never trusted: reading it
raises `InvalidInput`, and the verdicts are worked out again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pdtrack.domain.analysis.budget import ALPHA, QUESTION_MOST, Budget
from pdtrack.domain.analysis.comparable import place_of
from pdtrack.domain.analysis.sequential_test import FIRST, STEP, TIE
from pdtrack.domain.analysis.verdicts import (
    BEGINNING,
    OUTCOMES,
    Check,
    Link,
    Outcome,
    OwnQuestion,
    Place,
    Verdicts,
)
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput

_MARK_MOST: Final = 60
_NUMBER_MOST: Final = 2**53


def as_document(verdicts: Verdicts) -> dict[str, Any]:
    """The verdicts as JSON has them."""
    return {
        "checks": [
            {
                "outcome": outcome,
                "n": check.n,
                "border": _place(check.border),
                "allowed": check.allowed,
                "level": check.level,
                "cost": check.cost,
            }
            for outcome in OUTCOMES
            for check in verdicts.checks[outcome]
        ],
        "links": [
            {
                "mark": link.mark,
                "outcome": link.outcome,
                "n": link.n,
                "chance": link.chance,
                "former": list(link.former),
            }
            for link in verdicts.links
        ],
        "budget": {
            "free": verdicts.budget.free,
            "funds": dict(verdicts.budget.funds),
            "balances": dict(verdicts.budget.balances),
        },
        "questions": [
            {
                "mark": one.mark,
                "outcome": one.outcome,
                "after": _place(one.after),
                "asked_at": _time(one.asked_at),
                "reserve": one.reserve,
                "judged": _place(one.judged),
                "entries": one.entries,
                "linked_at": one.linked_at,
                "dropped": one.is_dropped,
                "former": list(one.former),
            }
            for one in verdicts.questions
        ],
    }


def verdicts_of(found: Any) -> Verdicts:
    """The verdicts of a document; raises `InvalidInput` where it can't be one."""
    try:
        verdicts = _verdicts(found)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        raise unusable_verdicts() from None
    _check(verdicts)
    return verdicts


def check_fits(verdicts: Verdicts, entries: Sequence[Entry], highest: int) -> None:
    """Raise `InvalidInput` for verdicts that belong to another diary than these entries.

    Deleted entries may be missing, but those that are there are where the verdicts have them.
    """
    places = {entry.number: place_of(entry) for entry in entries}
    borders = [check.border for checks in verdicts.checks.values() for check in checks]
    for one in (*borders, *(question.after for question in verdicts.questions)):
        if one.number > highest or places.get(one.number, one) != one:
            raise unusable_verdicts()


def unusable_verdicts() -> InvalidInput:
    return InvalidInput("What pdtrack kept about links can't be used.", "It is worked out again.")


# -- To and from JSON -------------------------------------------------------------------------


def _place(place: Place) -> dict[str, Any] | None:
    if place == BEGINNING:
        return None
    return {"recorded_at": _time(place.recorded_at), "id": place.number}


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _seconds(found: str) -> int:
    return int(datetime.fromisoformat(found).timestamp())


def _read_place(found: dict[str, Any] | None) -> Place:
    if found is None:
        return BEGINNING
    return Place(_seconds(found["recorded_at"]), _whole(found["id"]))


def _whole(found: Any) -> int:
    if type(found) is not int or not 0 <= found < _NUMBER_MOST:
        raise ValueError
    return found


def _share(found: Any, most: float = ALPHA) -> float:
    if type(found) not in (int, float) or not 0 <= found <= most * (1 + TIE):
        raise ValueError
    return float(found)


def _mark(found: Any) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= _MARK_MOST or " " in found:
        raise ValueError
    return found


def _outcome(found: Any) -> Outcome:
    return OUTCOMES[OUTCOMES.index(found)]


def _shares(found: Mapping[str, Any]) -> dict[str, float]:
    return {_outcome(name): _share(value) for name, value in found.items()}


def _verdicts(found: Mapping[str, Any]) -> Verdicts:
    checks: dict[Outcome, tuple[Check, ...]] = dict.fromkeys(OUTCOMES, ())
    for one in found["checks"]:
        check = Check(
            n=_whole(one["n"]),
            border=_read_place(one["border"]),
            allowed=_share(one["allowed"]),
            level=_share(one["level"]),
            cost=_share(one["cost"]),
        )
        checks[_outcome(one["outcome"])] += (check,)
    budget = found["budget"]
    return Verdicts(
        checks=checks,
        links=tuple(_link(one) for one in found["links"]),
        budget=Budget(
            _share(budget["free"]), _shares(budget["funds"]), _shares(budget["balances"])
        ),
        questions=tuple(_question(one) for one in found["questions"]),
    )


def _link(one: Mapping[str, Any]) -> Link:
    chance = _share(one["chance"], 1.0)
    if not chance:
        raise ValueError
    former = tuple(map(_mark, one.get("former", ())))
    return Link(_mark(one["mark"]), _outcome(one["outcome"]), _whole(one["n"]), chance, former)


def _question(one: Mapping[str, Any]) -> OwnQuestion:
    linked_at = one["linked_at"]
    return OwnQuestion(
        mark=_mark(one["mark"]),
        outcome=_outcome(one["outcome"]),
        after=_read_place(one["after"]),
        asked_at=_seconds(one["asked_at"]),
        reserve=_share(one["reserve"], QUESTION_MOST),
        judged=_read_place(one["judged"]),
        entries=_whole(one["entries"]),
        linked_at=None if linked_at is None else _whole(linked_at),
        is_dropped=one["dropped"] is True,
        former=tuple(map(_mark, one.get("former", ()))),
    )


def _check(verdicts: Verdicts) -> None:
    """Raise for verdicts that don't add up: borders out of order, or a budget made larger."""
    budget = verdicts.budget
    paid = [budget.left]
    for checks in verdicts.checks.values():
        borders = [check.border for check in checks]
        numbers = [check.n for check in checks]
        if borders != sorted(set(borders)):
            raise unusable_verdicts()
        if numbers != list(range(FIRST, FIRST + STEP * len(checks), STEP)):
            raise unusable_verdicts()
        paid += [check.cost for check in checks]
    paid += [question.reserve for question in verdicts.questions]
    judged = {(outcome, check.n) for outcome in OUTCOMES for check in verdicts.checks[outcome]}
    if (
        not math.isclose(math.fsum(paid), ALPHA, rel_tol=TIE)
        or budget.funds.keys() != budget.balances.keys()
        or any((link.outcome, link.n) not in judged for link in verdicts.links)
        or sum(question.state == "open" for question in verdicts.questions) > 1
    ):
        raise unusable_verdicts()
