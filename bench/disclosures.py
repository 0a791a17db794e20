"""How many sentences show the card that they should? Counted over tests/content/disclosures.csv.

    python bench/disclosures.py

Prints a Markdown table. "tuned": sentences that the phrases were made for. "held-out":
sentences that were written, in three rounds, before their author saw the phrases. They
were measured once, and the first result is in the table; then the phrases were extended for
them as well.
"missed": sentences that pdtrack is known not to understand.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter

from children import ROOT, table

sys.path.insert(0, str(ROOT / "src"))

from pdtrack.content import library

CORPUS = ROOT / "tests" / "content" / "disclosures.csv"
PARTS = ("tuned", "held-out", "missed")
# Of the held-out sentences of each kind, how many were right when they were first measured.
FIRST = {
    "self-harm": 23,
    "not-agreed": 39,
    "pressured": 17,
    "unsure": 6,
    "partner-harm": 23,
    "neck": 17,
    "alarm": 19,
    "bleeding": 8,
    "denied": 12,
    "harmless": 104,
}


def is_right(sentence: str, card: str) -> bool:
    """Whether a sentence has its card; "none" is nothing at all, "support" the line alone."""
    found = library.disclosures().in_text(sentence)
    if card == "none":
        return not found
    if card == "support":
        return not found.cards and found.lines == ("line-support",)
    return card in found.cards


def main() -> None:
    """Print the table."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    with CORPUS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row["kind"], row["part"]
            total[key] += 1
            right[key] += is_right(row["sentence"], row["card"])
    rows = []
    for kind, first in FIRST.items():
        counts = [f"{right[kind, part]} of {total[kind, part]}" for part in PARTS]
        rows.append([kind, *counts, f"{first} of {total[kind, 'held-out']}"])
    print(table(["kind", *PARTS, "held-out, when first measured"], rows))


if __name__ == "__main__":
    main()
