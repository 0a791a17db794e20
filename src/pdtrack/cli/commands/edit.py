"""`edit`, `delete`, `undo` and `tags`: putting things right."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from pdtrack.cli import answers as telling
from pdtrack.cli import options, questions
from pdtrack.cli.analysis import care
from pdtrack.cli.answers import Told
from pdtrack.cli.commands.log import said_page
from pdtrack.cli.context import Run, number_of, run_of
from pdtrack.cli.options import Json, Number, Yes
from pdtrack.cli.prompt import Asker
from pdtrack.content import library
from pdtrack.domain import vocabulary as words
from pdtrack.domain.entry import DAY_ONLY, MOMENT_ONLY, Entry
from pdtrack.domain.field_checks import as_dict
from pdtrack.domain.fields import ANSWERS, BY_NAME
from pdtrack.domain.plural import entries as in_words
from pdtrack.domain.times.local_time import shown
from pdtrack.errors import InvalidInput
from pdtrack.render import entries as views

_NOTHING_YET: Final = ("There is no entry yet.", "pdtrack log writes the first.")


def edit(
    context: typer.Context,
    number: Number,
    mood: options.Mood = None,
    before: options.Before = None,
    later: Annotated[
        str | None, typer.Option("--later", metavar="0-10", help="The mood some hours later.")
    ] = None,
    tears: options.Tears = None,
    pain: options.Pain = None,
    wanted: options.Wanted = None,
    lasted: options.Lasted = None,
    with_: options.With = None,
    orgasm: options.Orgasm = None,
    tag: options.Tags = None,
    new_tag: options.NewTag = False,
    helped: options.Helped = None,
    note: options.Note = None,
    at: options.At = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="FIELD", help="Make an answer skipped again."),
    ] = None,
    json: Json = False,
) -> None:
    """Change an entry; what is given takes the place of what stands."""
    run = run_of(context)
    stands, own = _standing(run, number)
    told = Told()
    reading = "mood" if stands.kind == "day" else "after"
    moods = {reading: mood, "before": before, "later": later, "tears": tears, "pain": pain}
    text = {"wanted": wanted, "lasted": lasted, "with": with_}
    telling.from_options(run, told, parsed=moods | text, orgasm=orgasm, note=note, helped=helped)
    asker = Asker(run) if run.is_asking else None
    if tag:
        told.take("tags", telling.Words(own, new_tag, asker).tags(tag, told))
    cleared = [_field(name, stands) for name in clear or ()]
    if not told.answers and not cleared and not tag and at is None:
        if asker is None:
            raise InvalidInput("There is nothing to change.", "Give an option, such as --mood 6.")
        asker.say("Enter keeps what stands. Ctrl-C stops, and nothing is changed.")
        questions.ask_again(asker, told, own, stands)
    questions.settle_wanted(told, asker, stands.wanted)
    moment = None if at is None else telling.moment(run, at, asker)
    if moment is not None:
        telling.say_when(run, moment)
    with run.writing(f"edit of entry {stands.number}") as journal:
        current = journal.get(stands.number)
        if current is None:
            raise InvalidInput(f"No entry {stands.number}.", "It was deleted meanwhile.")
        changed = _changed(current, told, cleared)
        changed = replace(changed.settled(run.now), at=moment or current.at)
        if changed != current:
            changed = replace(changed, edited_at=run.now)
            journal.replace(changed)
    said = said_page(run, changed, told.lines, but=care().cards(current))
    if json:
        run.tell(said) if said else None
        run.show_json({"entry": as_dict(changed), "cards": list(care().cards(changed))})
    else:
        shown = views.entry(changed, clock=run.clock, discreet=run.is_discreet)
        run.show([*said, *shown])


def delete(
    context: typer.Context,
    numbers: Annotated[list[str], typer.Argument(metavar="ID...", help="Numbers, or last.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Delete entries; undo brings them back."""
    run = run_of(context)
    with run.reading() as journal:
        if journal is None:
            raise InvalidInput(*_NOTHING_YET)
        found = list(dict.fromkeys(number_of(number, journal) for number in numbers))
    named = _named(found)
    sure(run, f"Delete {named}? It can be undone.", yes=yes)
    with run.writing(f"delete of {named}") as journal:
        for number in found:
            if journal.get(number) is None:
                raise InvalidInput(f"No entry {number}.", "It was deleted meanwhile.")
            journal.delete(number)
    if json:
        run.show_json({"deleted": found})
    else:
        them = "it" if len(found) == 1 else "them"
        run.show([views.line(f"Deleted {named}. pdtrack undo brings {them} back.")])


def undo(context: typer.Context, json: Json = False) -> None:
    """Take back the last change of any kind; repeated, go further back."""
    run = run_of(context)
    undone = None
    if run.journal_path.exists():
        with run.writing() as journal:
            undone = journal.undo()
    if undone is None:
        raise InvalidInput("There is nothing to take back.", "pdtrack list shows what there is.")
    at = shown(undone.at, run.world.instants)
    if json:
        content = {"what": undone.what, "at": at.isoformat(), "entries": list(undone.entries)}
        run.show_json({"undone": content})
    else:
        run.show([views.undone(undone.what, at, undone.entries, run.clock)])


def tags(
    context: typer.Context,
    action: Annotated[str | None, typer.Argument(metavar="[rename]")] = None,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]")] = None,
    json: Json = False,
) -> None:
    """List tags with their counts; rename OLD NEW gives an own tag another name."""
    run = run_of(context)
    if action is None:
        _list_tags(run, json=json)
    elif action == "rename" and old is not None and new is not None:
        _rename(run, old, new, json=json)
    else:
        raise InvalidInput("tags takes nothing, or rename OLD NEW.", "See pdtrack tags --help.")


def sure(run: Run, question: str, *, yes: bool) -> None:
    """Go on only after a clear yes; without a terminal `--yes` is needed."""
    if yes:
        return
    if not run.is_asking:
        raise InvalidInput("This needs a yes.", "Add --yes.")
    if not Asker(run).confirm(question):
        run.say("Nothing was changed.")
        raise typer.Exit


# Editing


def _standing(run: Run, number: str) -> tuple[Entry, dict[str, int]]:
    with run.reading() as journal:
        if journal is None:
            raise InvalidInput(*_NOTHING_YET)
        found = journal.get(number_of(number, journal))
        assert found is not None
        return found, journal.words("tags")


def _field(name: str, entry: Entry) -> str:
    """The attribute of `entry` that `--clear` names."""
    word = name.strip().casefold().replace("-", "_")
    if word == "mood" and entry.kind == "intimate":
        word = "after"
    wrong = DAY_ONLY if entry.kind == "intimate" else MOMENT_ONLY
    fields = [answer.name for answer in ANSWERS if answer.attribute not in wrong]
    if word not in fields:
        none = "There is no answer of that name."
        raise InvalidInput(none, f"It is one of {', '.join(fields)}.", neutral=none)
    return BY_NAME[word].attribute


def _changed(entry: Entry, told: Told, cleared: list[str]) -> Entry:
    changes: dict[str, Any] = dict.fromkeys(cleared)
    if "before" in cleared:
        changes["before_recalled"] = None
    answers = dict(told.answers)
    if "before" in answers and entry.before is not None:
        # A slip corrected is no memory: what was told at the time stays so.
        answers.setdefault("before_recalled", entry.before_recalled)
    changed = telling.with_answers(replace(entry, **changes), Told(answers))
    if not changed.answered:
        raise InvalidInput("No answer would be left.", "pdtrack delete takes the entry away.")
    return changed


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"entry {numbers[0]}"
    return f"{len(numbers)} entries ({', '.join(str(number) for number in numbers)})"


# Tags


def _list_tags(run: Run, *, json: bool) -> None:
    with run.reading() as journal:
        counts = {} if journal is None else journal.words("tags")
        last = {} if journal is None or not counts else journal.last_used("tags")
    vocabulary = library.vocabulary()
    rows = [
        (word, counts.get(word, 0), last.get(word), meaning)
        for word, meaning in _all_tags(vocabulary, counts)
    ]
    if json:
        listed = [
            {
                "tag": word,
                "count": count,
                "last": None if at is None else at.isoformat(),
                "known": vocabulary.known(word),
                "meaning": meaning or None,
            }
            for word, count, at, meaning in rows
        ]
        run.show_json({"tags": listed})
    elif run.is_discreet:
        run.show(views.count_of(len(counts), "tag in use", "tags in use", "tags"))
    else:
        run.show(views.tags(rows))


def _all_tags(vocabulary: words.Vocabulary, counts: dict[str, int]) -> list[tuple[str, str]]:
    """Each tag with its meaning: the most used first, then the known ones in their order."""
    own = [(word, "") for word in counts if not vocabulary.known(word)]
    known = [(tag.slug, tag.meaning) for tag in vocabulary.tags]
    return sorted([*own, *known], key=lambda pair: -counts.get(pair[0], 0))


def _rename(run: Run, old: str, new: str, *, json: bool) -> None:
    vocabulary = library.vocabulary()
    with run.reading() as journal:
        used = {} if journal is None else journal.words("tags")
    source = words.fold(old)
    if vocabulary.known(source):
        raise InvalidInput("That tag is one of pdtrack's own.", "Only your own can be renamed.")
    if source not in used:
        raise InvalidInput("There is no tag of yours of that name.", "pdtrack tags lists them.")
    target = _target(new, vocabulary, used)
    if target == source:
        raise InvalidInput("That is its name already.", "pdtrack tags lists them.")
    with run.writing(f"rename of a tag in {in_words(used[source])}") as journal:
        changed = journal.rename_tag(source, target, now=run.now)
    if json:
        run.show_json({"renamed": {"from": source, "to": target, "entries": changed}})
    else:
        named = "It has its new name" if run.is_discreet else f"{source} is now {target}"
        run.show([views.line(f"{named} in {in_words(changed)}.")])


def _target(new: str, vocabulary: words.Vocabulary, used: dict[str, int]) -> str:
    match vocabulary.resolve(new, used):
        case words.Known(tag) | words.Own(tag) | words.New(tag):
            return tag
        case words.NearMiss(word, _):
            return word
        case words.AmbiguousWord(ambiguous):
            meanings = ", ".join(option.tag for option in ambiguous.options)
            many_things = "That word can mean more than one thing."
            raise InvalidInput(many_things, f"Say {meanings}.", neutral=many_things)
    raise InvalidInput("That word is not a tag.", "Choose another.")
