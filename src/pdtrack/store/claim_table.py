"""The verdicts about links, kept in the journal as one text, and what changes them there.

Nothing here begins a transaction; `Journal` does. A text that can't be read is left as it is until
something is judged again, and erased with the first entry that is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection

from pdtrack.domain.analysis.verdict_document import (
    as_document,
    unusable_verdicts,
    verdicts_of,
)
from pdtrack.domain.analysis.verdicts import Place, Verdicts
from pdtrack.errors import InvalidInput


def claim_text_of(verdicts: Verdicts) -> str:
    """The verdicts as a text."""
    return json.dumps(as_document(verdicts), ensure_ascii=False, separators=(",", ":"))


def parsed_claim(text: str | None) -> Verdicts:
    """The verdicts of a text, `Verdicts()` where there is none; raises `InvalidInput` for one that
    pdtrack can't have written.
    """
    if text is None:
        return Verdicts()
    try:
        return verdicts_of(json.loads(text))
    except (ValueError, RecursionError):
        raise unusable_verdicts() from None


class ClaimTable:
    """Reads and writes the verdicts through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def text(self) -> str | None:
        """What is kept, `None` where nothing was judged yet."""
        row = self._connection.execute("SELECT content FROM claim").fetchone()
        return None if row is None else str(row[0])

    def keep(self, verdicts: Verdicts) -> None:
        """Keep these verdicts instead of those that are there."""
        self._connection.execute(
            "INSERT INTO claim (id, content) VALUES (1, ?) "
            "ON CONFLICT (id) DO UPDATE SET content = excluded.content",
            (claim_text_of(verdicts),),
        )

    def clear(self) -> None:
        """Keep nothing."""
        self._connection.execute("DELETE FROM claim")

    def rename(self, old: str, new: str) -> None:
        """Follow a tag to its new name."""
        if verdicts := self._readable():
            self.keep(verdicts.renamed(old, new))

    def rename_back(self, old: str) -> None:
        """Follow a tag to the name that it had before it was renamed."""
        if verdicts := self._readable():
            self.keep(verdicts.renamed_back(old))

    def forget(self, words: Collection[str], counts_with: Callable[[str], str]) -> None:
        """Erase what is kept of entries that were erased, and that had these `words` as tags."""
        if self.text() is None:
            return
        verdicts = self._readable()
        places = self._places()
        if verdicts is None or not places:
            self.clear()
            return
        gone = set(map(counts_with, words)) - set(map(counts_with, self._tags()))
        kept = [check.border for checks in verdicts.checks.values() for check in checks]
        kept += [place for one in verdicts.questions for place in (one.after, one.judged)]
        there = set(places)
        moved = {
            place: max((one for one in places if one < place), default=Place(place.recorded_at, 0))
            for place in set(kept) - there
        }
        self.keep(verdicts.forgotten(gone, moved))

    def _readable(self) -> Verdicts | None:
        kept = self.text()
        if kept is None:
            return None
        try:
            return parsed_claim(kept)
        except InvalidInput:
            return None

    def _places(self) -> list[Place]:
        query = "SELECT recorded_at, id FROM entry"
        return [Place(*row) for row in self._connection.execute(query)]

    def _tags(self) -> set[str]:
        query = "SELECT tags FROM entry UNION SELECT settled_tags FROM entry"
        rows = self._connection.execute(query)
        return {tag for (tags,) in rows for tag in (tags or "").split(" ")}
