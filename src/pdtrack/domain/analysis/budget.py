"""One error budget for the whole life of a diary: 5 in 100, over all outcomes and questions.

`free` belongs to no outcome yet. Each outcome that takes part has a *fund*, which is released a
part at each of its checks, and a *balance*: what is released and not spent. What is spent is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ALPHA: Final = 0.05
"""The promise: the chance of ever showing something false."""
HALF: Final = 30
"""After this many entries half of what an outcome has is released."""
QUESTION_MOST: Final = 0.025
"""A question never reserves more than this."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of the 5 in 100, and where; every method returns the budget afterwards."""

    free: float = ALPHA
    funds: Mapping[str, float] = field(default_factory=dict)
    balances: Mapping[str, float] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """All that is not spent yet."""
        return self.free + sum(self.funds.values()) + sum(self.balances.values())

    def joined(self, outcome: str) -> Budget:
        """Another outcome takes part: what is not released yet is shared evenly."""
        names = [*self.funds, outcome]
        share = (self.free + sum(self.funds.values())) / len(names)
        return Budget(0.0, dict.fromkeys(names, share), {**self.balances, outcome: 0.0})

    def released(self, outcome: str, before: int, n: int) -> Budget:
        """A part of the fund is released at the check after `n` entries, the last at `before`."""
        part = self.funds[outcome] * (n - before) / (n + HALF)
        return Budget(
            self.free,
            {**self.funds, outcome: self.funds[outcome] - part},
            {**self.balances, outcome: self.balances[outcome] + part},
        )

    def spent(self, outcome: str, cost: float) -> Budget:
        """A check of the outcome cost so much; rounding never leaves less than nothing."""
        rest = max(0.0, self.balances[outcome] - cost)
        return Budget(self.free, self.funds, {**self.balances, outcome: rest})

    @property
    def for_question(self) -> float:
        """What a question would reserve now: half of what is left."""
        return min(QUESTION_MOST, self.left / 2)

    def reserved(self, amount: float) -> Budget:
        """A question reserves an amount, the same share of everything."""
        rest = 1 - amount / self.left if self.left else 1.0
        return Budget(
            self.free * rest,
            {name: fund * rest for name, fund in self.funds.items()},
            {name: balance * rest for name, balance in self.balances.items()},
        )

    def returned(self, amount: float) -> Budget:
        """A question that could not have found anything yet gives back what it reserved."""
        if not self.funds:
            return Budget(self.free + amount, self.funds, self.balances)
        each = amount / len(self.funds)
        funds = {name: fund + each for name, fund in self.funds.items()}
        return Budget(self.free, funds, self.balances)
