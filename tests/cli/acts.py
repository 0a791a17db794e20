"""What the tests in this folder share: reading the journal, made-up diaries, real shells."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from build import NOW
from conftest import Pdtrack

Table = list[tuple[Any, ...]]

# How often an entry of a made-up diary has each tag, whatever happened.
SHARES = {
    "stress": 0.45,
    "content": 0.4,
    "rushed": 0.25,
    "low-lately": 0.2,
    "wine": 0.15,
    "premenstrual": 0.1,
    "travel": 0.04,
}


def journal(path: Path) -> dict[str, Table]:
    """Every row of each table that holds a person's words, as stored in the file."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        found = {
            table: file.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("entry", "word")
        }
    file.close()
    return found


def steps(path: Path) -> int:
    """How many changes can be undone."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        (found,) = file.execute("SELECT count(*) FROM change WHERE id > 0").fetchone()
    file.close()
    return int(found)


def entry(pdtrack: Pdtrack, number: int | str = "last") -> dict[str, Any]:
    """An entry as scripts see it: the JSON of `show`."""
    found: dict[str, Any] = pdtrack.ok(f"show {number} --json").json["entry"]
    return found


def numbers(pdtrack: Pdtrack, line: str) -> list[int]:
    """The numbers that a list shows, in its order."""
    return [each["id"] for each in pdtrack.ok(f"{line} --json").json["entries"]]


def row(number: int, at: datetime, **answers: Any) -> dict[str, Any]:
    """An entry as `export --format json` writes it."""
    return {
        "id": number,
        "uid": f"made-{number}",
        "at": at.isoformat(),
        "recorded_at": (at + timedelta(minutes=5)).astimezone(UTC).isoformat(),
        "edited_at": None,
        "kind": "intimate",
        **answers,
    }


def diary(
    size: int, *, seed: int, planted: str = "", hard: float | None = None, share: float = 0.3
) -> list[dict[str, Any]]:
    """A number of moments, one a day up to yesterday; only the `planted` tag matters.

    With the planted tag, tears are far likelier (70 against 20 in 100); `hard` is
    their chance on all entries alike. Moods follow tears.
    """
    deal = random.Random(seed)
    rows = []
    for number in range(1, size + 1):
        tags = [tag for tag, often in SHARES.items() if deal.random() < often]
        if planted and deal.random() < share:
            tags.append(planted)
        chance = hard if hard is not None else 0.35
        if planted:
            chance = 0.7 if planted in tags else 0.2
        cries = deal.random() < chance
        before = deal.randint(5, 9)
        after = before - deal.randint(2, 5) if cries else min(10, before + deal.randint(0, 2))
        rows.append(
            row(
                number,
                NOW - timedelta(days=size + 1 - number, minutes=deal.randint(0, 90)),
                before=before,
                before_recalled=True,
                after=max(0, after),
                tears=deal.randint(1, 3) if cries else 0,
                tags=tags,
            )
        )
    return rows


def bring(pdtrack: Pdtrack, rows: Sequence[dict[str, Any]], name: str = "diary.json") -> None:
    """Import entries through the program."""
    file = pdtrack.home / name
    file.write_text(json.dumps({"schema": 1, "entries": list(rows)}), encoding="utf-8")
    pdtrack.ok(["import", str(file)])
