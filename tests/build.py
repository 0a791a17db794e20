"""The shortest ways to make data: one entry, a diary, any diary at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st

from pdtrack.content import library
from pdtrack.domain import fields as scales
from pdtrack.domain.analysis.care import Care
from pdtrack.domain.analysis.classify import Classifier
from pdtrack.domain.analysis.findings import Rules, Scope
from pdtrack.domain.entry import Entry
from pdtrack.domain.times.day import Period, is_within

Word = TypeVar("Word", bound=str)

NOW = datetime.fromisoformat("2026-11-22T00:40:00+01:00")
CLASSIFIER = Classifier.of(library.vocabulary())
CARE = Care(library.care_rules(), CLASSIFIER, library.vocabulary())
RULES = Rules.of(CARE, library.causes())


def entry(tags: str | None = None, *, ago: float = 1, number: int = 1, **answers: Any) -> Entry:
    """A moment `ago` days before NOW; tags as words, an empty text for "none fits"."""
    at = NOW - timedelta(days=ago)
    words = None if tags is None else tuple(tags.split())
    return Entry(at=at, recorded_at=at.astimezone(UTC), id=number, tags=words, **answers)


def diary(*rows: dict[str, Any]) -> list[Entry]:
    """Entries from their answers, oldest first and numbered so."""
    found = sorted((entry(**row) for row in rows), key=lambda one: one.at)
    return [entry_numbered(one, number) for number, one in enumerate(found, 1)]


def entry_numbered(one: Entry, number: int) -> Entry:
    """The same entry under another number."""
    return one._replace(id=number)


def whole(diary: Sequence[Entry], period: Period) -> Scope:
    """All of a period of `diary`, without filters."""
    within = [one for one in diary if is_within(one.at, period.since, period.until)]
    return Scope(period, within, within, diary)


# Any valid entry. Notes hold whatever a person can paste, direction marks included.
moods = st.none() | st.integers(0, 10)
steps = st.none() | st.integers(0, 3)
known = st.sampled_from([tag.slug for tag in library.vocabulary().tags])
tag_lists = st.none() | st.lists(known | st.just("own-word"), unique=True, max_size=4).map(tuple)
notes = st.none() | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60
)


def _one_of(words: tuple[Word, ...]) -> st.SearchStrategy[Word | None]:
    return st.none() | st.sampled_from(words)


@st.composite
def entries(draw: st.DrawFn, days: int = 120) -> Entry:
    """One entry of the last `days` days."""
    at = NOW - timedelta(minutes=draw(st.integers(0, days * 24 * 60)))
    at = at.astimezone(timezone(timedelta(minutes=draw(st.integers(-48, 56)) * 15)))
    shared: dict[str, Any] = {
        "at": at,
        "recorded_at": at.astimezone(UTC),
        "tears": draw(steps),
        "tags": draw(tag_lists),
        "helped": draw(st.none() | st.just(()) | st.just(("held", "own-way"))),
        "note": draw(notes),
    }
    if draw(st.integers(0, 5)) == 0:
        return Entry(kind="day", mood=draw(moods), **shared)
    before = draw(moods)
    return Entry(
        before=before,
        before_recalled=None if before is None else draw(st.booleans()),
        after=draw(moods),
        later=draw(moods),
        pain=draw(steps),
        lasted=draw(_one_of(scales.LASTED)),
        wanted=draw(_one_of(scales.WANTED)),
        with_=draw(_one_of(scales.WITH)),
        orgasm=draw(st.none() | st.booleans()),
        **shared,
    )


def diaries(most: int = 14, days: int = 120) -> st.SearchStrategy[list[Entry]]:
    """A whole diary, oldest first and numbered so."""
    lists = st.lists(entries(days), max_size=most)
    return lists.map(
        lambda many: [
            entry_numbered(one, number)
            for number, one in enumerate(sorted(many, key=lambda each: each.at), 1)
        ]
    )
