"""The words that come with pdtrack as values, checked; each file is read once, when needed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from pdtrack.content.rows import check, compiled, rows, text_of
from pdtrack.domain.analysis.care_rules import CARE_LEVELS, SHAPES, Condition, Rule
from pdtrack.domain.disclosure import Disclosure, Disclosures, Phrase
from pdtrack.domain.fields import FIELD
from pdtrack.domain.texts import MESSAGE_KINDS, Directory, Guide, Message, Support
from pdtrack.domain.vocabulary import (
    CAUSE_COUNTS,
    EVIDENCE,
    FEELINGS,
    ROLES,
    Ambiguous,
    Cause,
    Choice,
    Group,
    OtherAnswer,
    Tag,
    Vocabulary,
    fold,
)
from pdtrack.errors import InvalidInput

# What a build also brings along: `Disclosures.index`.
PHRASE_INDEX: Final = "phrase_index"
FACTS: Final = "facts"
PROFESSIONAL: Final = "professional"
FACTS_TITLE: Final = "What studies found"


@cache
def vocabulary() -> Vocabulary:
    """All known tags, with their groups, synonyms, and the words that are asked about."""
    name = "tags.toml"
    data = rows(name)
    groups = tuple(Group(**row) for row in data["group"])
    tags = tuple(_tag(row) for row in data["tag"])
    ambiguous = tuple(
        Ambiguous(word, row["question"], tuple(_choice(option) for option in row["options"]))
        for row in data["ambiguous"]
        for word in row["words"]
    )
    other_answers = {
        word: OtherAnswer(row["answer"], FIELD[row["answer"]].words.index(row["step"]))
        for row in data["fills"]
        for word in row["words"]
    }
    found = Vocabulary(
        tags=tags,
        groups=groups,
        ambiguous=ambiguous,
        other_answers=other_answers,
        synonym_lines={word: row["line"] for row in data["synonym_line"] for word in row["words"]},
        synonym_cards={word: row["card"] for row in data["synonym_card"] for word in row["words"]},
        load_disclosures=disclosures,
        plain_feelings=frozenset(data["plain_feelings"]),
    )
    # What a wheel has was checked by the tests of that version.
    if compiled(name) is None:
        _check_words(name, found)
    return found


def _check_words(name: str, found: Vocabulary) -> None:
    """Raise the error for a damaged file where the words don't fit together."""
    slugs = {tag.slug for tag in found.tags}
    synonyms = [word for tag in found.tags for word in tag.synonyms]
    words = [tag.slug for tag in found.tags] + synonyms
    words += [row.word for row in found.ambiguous]
    words += found.other_answers
    special = found.synonym_lines.keys() | found.synonym_cards.keys()
    plain = found.plain_feelings
    options = [option.tag for row in found.ambiguous for option in row.options]
    used = {tag.group for tag in found.tags}
    check(name, "every word is there once", len(words) == len(set(words)))
    check(name, "words are folded", all(w == fold(w) and "'" not in w for w in words))
    check(name, "feels", all(tag.feels in FEELINGS for tag in found.tags))
    check(name, "roles", all(tag.role in ROLES for tag in found.tags))
    check(name, "groups", used == {group.slug for group in found.groups})
    check(name, "options", slugs.issuperset(options))
    check(name, "synonyms with a line or a card", special <= set(synonyms))
    check(name, "plain feelings", plain <= slugs.union(synonyms))


@cache
def disclosures() -> Disclosures:
    """The words and sentences that call for a card or a line."""
    from pdtrack.domain.phrase import Grammar  # a known tag needs no phrase

    data = rows("disclosure.toml")
    role = data["role"]
    grammar = Grammar(
        lists=data["lists"],
        spelling=data["spelling"],
        filler=role["filler"],
        denial=role["denial"],
        denies_before=role["denies_before"],
        starts=role["starts"],
        ends=role["ends"],
        common=frozenset(role["common"]),
    )
    phrases = tuple(
        Phrase(
            says,
            tuple(row.get("cards", ())),
            tuple(row.get("lines", ())),
            tuple(row.get("unless", ())),
        )
        for row in data["family"]
        for says, _, _ in row["phrases"]
    )
    words = {word: Disclosure(tuple(row["cards"])) for row in data["word"] for word in row["words"]}
    return Disclosures(phrases, words, data["context"], grammar, compiled(PHRASE_INDEX))


@cache
def causes() -> tuple[Cause, ...]:
    """The eight causes, by number."""
    found = tuple(Cause(**_listed(row)) for row in rows("causes.toml")["cause"])
    numbers = [cause.number for cause in found]
    check("causes.toml", "numbers", numbers == list(range(1, len(found) + 1)))
    check("causes.toml", "counts", all(cause.counts in CAUSE_COUNTS for cause in found))
    check("causes.toml", "evidence", all(cause.evidence in EVIDENCE for cause in found))
    return found


@cache
def _messages() -> dict[str, Message]:
    listed = rows("messages.toml")["message"]
    found = {row["slug"]: Message(**_listed(row)) for row in listed}
    check("messages.toml", "every slug is there once", len(found) == len(listed))
    check("messages.toml", "kinds", all(text.kind in MESSAGE_KINDS for text in found.values()))
    return found


def message(slug: str) -> Message:
    """The text of that name; a name that does not exist is a mistake in the program."""
    return _messages()[slug]


def messages(kind: str) -> tuple[Message, ...]:
    """All texts of a kind, in their order."""
    return tuple(text for text in _messages().values() if text.kind == kind)


@cache
def care_rules() -> tuple[Rule, ...]:
    """The rules that point to a person, highest first."""
    rules = tuple(_rule(row) for row in rows("care.toml")["rule"])
    shapes = {condition.shape for rule in rules for condition in rule.any_of}
    ids = [rule.id for rule in rules]
    check("care.toml", "every id is there once", len(ids) == len(set(ids)))
    check("care.toml", "shapes", shapes <= set(SHAPES))
    check("care.toml", "levels", all(rule.level in CARE_LEVELS for rule in rules))
    check("care.toml", "unless", all(rule.unless <= set(ids) for rule in rules))
    return rules


@cache
def guides() -> tuple[Guide, ...]:
    """Everything that `guide` can show: the causes, the pages, the facts."""
    index = rows("guides/index.toml")
    pages = tuple(_page(row) for row in index["guide"])
    about = tuple(
        Guide(cause.slug, cause.title, "cause", cause.why, cause.source, cause.words)
        for cause in causes()
    )
    found = (*about, *pages, _facts(index["facts"]))
    words = [word for page in found for word in (page.topic, *page.words)]
    check("guides/index.toml", "every word finds one page", len(words) == len(set(words)))
    check("guides/index.toml", "words are folded", all(word == fold(word) for word in words))
    return found


def guide(topic: str) -> Guide:
    """The guide for a topic, the number of a cause, or a plain word such as "crying"."""
    wanted = fold(topic).replace("'", "")
    pages = guides()
    for number, found in enumerate(pages, start=1):
        if wanted in (found.topic, fold(found.title), *found.words):
            return found
        if found.kind == "cause" and wanted == str(number):
            return found
    about = _topic_of(wanted)
    for found in pages:
        if about == found.topic:
            return found
    raise InvalidInput("There is no guide with that name.", "Type `pdtrack guide` for the list.")


def _topic_of(word: str) -> str:
    """The page about a tag or a word for one; for words about safety, who can help."""
    words = vocabulary()
    if word in words.consent_words:
        return PROFESSIONAL
    tag = next((tag for tag in words.tags if word in (tag.slug, *tag.synonyms)), None)
    if tag is None:
        return ""
    if tag.role == "safety":
        return PROFESSIONAL
    numbers = tag.strong or tag.weak
    return causes()[min(numbers) - 1].slug if numbers else ""


@cache
def support() -> Support:
    """What `support` shows besides the person's own people and words."""
    data = rows("support.toml")
    return Support(
        emergency=data["emergency"],
        empty=data["empty"],
        directories=tuple(
            Directory(row["name"], row["for"], row["checked"], row["seen"])
            for row in data["directory"]
        ),
        lines=tuple(data["lines"]),
    )


def directories() -> tuple[Directory, ...]:
    """The places to find help, by name."""
    return support().directories


def sample() -> tuple[dict[str, Any], ...]:
    """The rows of the made-up diary that `demo` shows, oldest first."""
    found = rows("sample.toml")
    return (*found["earlier"], *found["entry"])


def _stripped(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.strip() if isinstance(value, str) else value for key, value in row.items()}


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose lists are tuples, which nobody can change."""
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in _stripped(row).items()
    }


def _frozen(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: frozenset(row[name]) for name in names if name in row}


def _choice(row: dict[str, Any]) -> Choice:
    return Choice(row["say"], row["tag"], tuple(row.get("cards", ())))


def _tag(row: dict[str, Any]) -> Tag:
    return Tag(**_frozen(row, "strong", "weak") | {"synonyms": tuple(row["synonyms"])})


def _rule(row: dict[str, Any]) -> Rule:
    rest = _frozen({key: value for key, value in row.items() if key != "any"}, "unless")
    return Rule(any_of=_conditions(row["any"]), **rest)


def _conditions(listed: Iterable[dict[str, Any]]) -> tuple[Condition, ...]:
    found = []
    for row in listed:
        fields = _frozen(row, "tags", "values", "lasted", "when_lasted")
        if "share" in fields:
            numerator, denominator = fields["share"]
            fields["share"] = (numerator, denominator)
        found.append(Condition(**fields))
    return tuple(found)


def _page(row: dict[str, Any]) -> Guide:
    topic = row["topic"]
    title, _, text = text_of(f"guides/{topic}.md").partition("\n")
    title = title.removeprefix("#").strip()
    return Guide(topic, title, "page", text.strip(), row["source"], tuple(row["words"]))


def _facts(row: dict[str, Any]) -> Guide:
    parts = (
        f"{fact.title}\n\n{fact.text}\n\nBased on: {fact.based_on}.\nSource: {fact.source}."
        for fact in messages("fact")
    )
    text = "\n\n".join(parts)
    return Guide(FACTS, FACTS_TITLE, "facts", text, "named under each of them", tuple(row["words"]))
