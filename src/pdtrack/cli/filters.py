"""The filters that several commands share: what was typed becomes a `Selection`.

`list`, `patterns`, `chart`, `report` and `export` have the same ones (`options.takes_filters`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pdtrack.cli.context import Run
from pdtrack.cli.options import one_of
from pdtrack.domain.entry import Entry
from pdtrack.domain.fields import ENTRY_KINDS, WITH, EntryKind, WithWord
from pdtrack.domain.selection import Selection
from pdtrack.domain.times.day import dated, day_of, echo, instant_here
from pdtrack.errors import InvalidInput
from pdtrack.store.journal import Journal


def selection(run: Run, given: Mapping[str, Any]) -> Selection:
    """The entries that the options ask for; raises `InvalidInput` for one that can't be meant."""
    since, until = _stretch(run, given["since"], given["until"], given["on"])
    tags, none_fits = _tags("--tag", given["tag"] or ())
    without, some_fit = _tags("--without-tag", given["without_tag"] or ())
    if none_fits and tags:
        raise InvalidInput(
            '"none" can\'t be combined with other tags.', "Leave out one of the two."
        )
    return Selection(
        since=since,
        until=until,
        tags=tags,
        without=without,
        none_fits=none_fits,
        some_fit=some_fit,
        with_=None if given["with_"] is None else _with(given["with_"]),
        kind=None if given["kind"] is None else _kind(given["kind"]),
        hard=bool(given["hard"]),
        text=given["text"] or None,
    )


def check_tags(chosen: Selection, journal: Journal | None) -> None:
    """Raise `InvalidInput` for a tag that is neither known nor used: it may be misspelt."""
    if not (chosen.tags or chosen.without):
        return
    from pdtrack.content import library

    vocabulary = library.vocabulary()
    own = {} if journal is None else journal.words("tags")
    used = {*own, *map(vocabulary.counts_with, own)}
    for word in (*chosen.tags, *chosen.without):
        tag = vocabulary.counts_with(word)
        if not (vocabulary.known(tag) or tag in used):
            raise _unknown(word, own)


def _unknown(word: str, own: Mapping[str, int]) -> InvalidInput:
    from pdtrack.content import library
    from pdtrack.domain.vocabulary import AmbiguousWord, NearMiss, NewWord

    vocabulary = library.vocabulary()
    near: Sequence[str] = ()
    match vocabulary.resolve(word, own):
        case NearMiss(_, near):
            pass
        case NewWord(text):
            near = vocabulary.near(text, own)
        case AmbiguousWord(ambiguous):
            near = [option.tag for option in ambiguous.options]
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    hint = "pdtrack tags lists your tags."
    neutral = f"There is no tag with that name. {hint}"
    return InvalidInput(f"There is no tag {word}.{meant}", hint, neutral=neutral)


def kept(chosen: Selection, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of the entries that were asked for, in their order."""
    if not chosen.narrows:
        return entries
    from pdtrack.content import library  # what is not narrowed needs no words
    from pdtrack.domain.analysis.classify import Classifier

    classifier = Classifier.of(library.vocabulary())
    return [entry for entry in entries if chosen.keeps(entry, classifier)]


def part_of_diary(run: Run, chosen: Selection) -> str:
    """That this is a part of the diary, and which one; empty where it is the whole."""
    if not chosen.narrows:
        return ""
    which = "" if run.is_discreet else ", ".join(_described(run, chosen))
    return f"This is a part of the diary{which and ': '}{which}."


def part_document(chosen: Selection, more: int | None = None) -> dict[str, Any]:
    """The part of the diary as JSON has it, under `part`; nothing where it is the whole.

    `more`: how many entries a limit left out. The words of a filter are not repeated: a file that
    is handed on would name what it leaves out.
    """
    if not (chosen.narrows or more):
        return {}
    filters = {
        "tag": chosen.tags or chosen.none_fits,
        "without-tag": chosen.without or chosen.some_fit,
        "with": chosen.with_,
        "kind": chosen.kind,
        "hard": chosen.hard,
        "text": chosen.text,
    }
    part: dict[str, Any] = {
        "since": None if chosen.since is None else chosen.since.isoformat(),
        "until": None if chosen.until is None else chosen.until.isoformat(),
        "filters": [name for name, asked in filters.items() if asked],
    }
    return {"part": part if more is None else {**part, "more": more}}


def _described(run: Run, chosen: Selection) -> list[str]:
    found = _stretch_in_words(run, chosen.since, chosen.until)
    found += [f"tagged {tag}" for tag in chosen.tags]
    found += [f"not tagged {tag}" for tag in chosen.without]
    found += ["no tag fits"] if chosen.none_fits else []
    found += ["some tag fits"] if chosen.some_fit else []
    if chosen.with_ is not None:
        found.append("solo" if chosen.with_ == "solo" else f"with {chosen.with_}")
    if chosen.kind is not None:
        found.append("moments" if chosen.kind == "intimate" else "moods during the day")
    found += ["harder moments"] if chosen.hard else []
    found += ["with that text in the note"] if chosen.text is not None else []
    return found


def _stretch_in_words(run: Run, since: datetime | None, until: datetime | None) -> list[str]:
    first = "" if since is None else _edge(run, since)
    last = "" if until is None else _edge(run, until)
    if first and last:
        return [first if first == last else f"{first} to {last}"]
    return [f"from {first}" if first else f"up to {last}"] if first or last else []


def _edge(run: Run, at: datetime) -> str:
    """A day, or the time where one was typed."""
    if at.time() == run.day_end or at.second == 59:
        return dated(day_of(at, run.day_end))
    return echo(at, run.clock) if at.tzinfo is None else run.shown_time(at)


# One option


def _stretch(
    run: Run, since: str | None, until: str | None, on: str | None
) -> tuple[datetime | None, datetime | None]:
    """The first and the last second; `None` for an end that is open."""
    if on is not None:
        if since is not None or until is not None:
            raise InvalidInput("--on can't be combined with --since or --until.", "Use one way.")
        first, last = _understood(run, on)
        if first == last:
            raise InvalidInput("--on takes a whole day, not a time.", "Use --since and --until.")
        return first, last
    low = None if since is None else _understood(run, since)[0]
    high = None if until is None else _understood(run, until, until=True)[1]
    if low is not None and high is not None and _here(run, low) > _here(run, high):
        raise InvalidInput(
            "That stretch ends before it begins.",
            f'Did you mean --since "{until}" --until "{since}"?',
        )
    return low, high


def _understood(run: Run, text: str, *, until: bool = False) -> tuple[datetime, datetime]:
    from pdtrack.domain.times.resolve import understand_stretch  # 10 ms

    return understand_stretch(
        text, now=run.now, instants=run.world.instants, day_end=run.day_end, until=until
    )


def _here(run: Run, at: datetime) -> datetime:
    return instant_here(at, run.world.instants)


def _tags(option: str, typed: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The tags, and whether "none" was among them."""
    if not typed:
        return (), False
    from pdtrack.domain.vocabulary import NOTHING, valid_tag

    found = []
    for text in typed:
        if text.lstrip().startswith("-"):
            raise InvalidInput(
                "A tag can't begin with a hyphen.", "Use --without-tag TAG for entries without it."
            )
        if len(parts := [part.strip() for part in text.split(",")]) > 1:
            named = " ".join(f"{option} {part}" for part in parts if part) or f"{option} TAG"
            raise InvalidInput(
                f"{option} takes one tag, and there is a comma in it.",
                f"Use {named}.",
                neutral=f"{option} takes one tag. Repeat it for more.",
            )
        found.append(valid_tag(text))
    return tuple(word for word in found if word not in NOTHING), not NOTHING.isdisjoint(found)


def _with(typed: str) -> WithWord:
    what = f"--with can be {', '.join(WITH)}."
    neutral = "That value of an option is unknown."
    return one_of(typed.strip().casefold(), WITH, InvalidInput(what, neutral=neutral))


def _kind(typed: str) -> EntryKind:
    what = "There is no entry of that kind."
    hint = f"Use {' or '.join(ENTRY_KINDS)}."
    return one_of(typed, ENTRY_KINDS, InvalidInput(what, hint, neutral=what))
