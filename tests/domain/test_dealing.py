"""What keeps a long diary quick changes no chance that is used."""

from __future__ import annotations

import random

import pytest

from pdtrack.domain.analysis import question_test
from pdtrack.domain.analysis.dealing import SPECK, Distribution, chance_of_at_least, trimmed
from pdtrack.domain.analysis.lift import MOOD_SCALE, Mark


def test_the_lowest_totals_become_one_and_the_others_stay() -> None:
    """All chances still sum to 1, and that of at least a total grows by less than a speck."""
    whole = Distribution(4, [1e-15, 1e-14, 1e-13, 1e-3, 0.9, 0.099])
    short = trimmed(whole)
    assert short == Distribution(6, [1e-15 + 1e-14 + 1e-13, 1e-3, 0.9, 0.099])
    for total in range(12):
        gained = chance_of_at_least(total, short) - chance_of_at_least(total, whole)
        assert 0 <= gained < SPECK
    assert trimmed(short) == short


def test_a_question_shows_the_same_without_its_lowest_totals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At every look of 300 entries: the total, the least that would count, and whether it does."""
    deal = random.Random(7)
    scores = deal.choices((0, 0, 0, 1, 1, 2, 3, 4), k=300)
    on = [at for at, score in enumerate(scores) if deal.random() < (0.6 if score > 2 else 0.3)]
    marks = {"rushed": Mark("tag", on), "stress": Mark("tag", range(0, 300, 3))}

    def looks() -> list[question_test.Look]:
        return list(question_test.looks(MOOD_SCALE, scores, marks, "rushed", 0, 0.025))

    quick = looks()
    assert any(look.is_linked for look in quick)
    monkeypatch.setattr(question_test, "trimmed", lambda found: found)
    assert looks() == quick
