"""What the content files hold, and that they fit together."""

from __future__ import annotations

import pytest

from pdtrack.content import library, rows
from pdtrack.domain.disclosure import Disclosure
from pdtrack.domain.texts import Guide
from pdtrack.domain.vocabulary import fold, valid_tag
from pdtrack.errors import InvalidInput, PdtrackError

COMPARED = [
    "stress",
    "overwhelmed",
    "pain",
    "sore-or-dry",
    "felt-obliged",
    "let-down",
    "conflict",
    "distant",
    "rushed",
    "body-worry",
    "taught-wrong",
    "after-kink",
    "dread",
    "premenstrual",
    "low-lately",
    "cant-cope",
    "sensory-overload",
    "betrayed",
    "erection-or-orgasm",
    "no-desire",
    "gender-dysphoria",
    "alcohol-or-drugs",
    "loss",
    "new-baby",
    "hormones-or-medicine",
    "casual",
]
PAGES = ("if-you-cry", "if-partner-cries", "professional", "other-things")


def test_there_are_56_tags_in_twelve_groups() -> None:
    """No tag was lost on the way from the research notes."""
    words = library.vocabulary()
    assert len(words.tags) == 56
    assert len({tag.slug for tag in words.tags}) == 56
    assert [len(words.in_group(group.slug)) for group in words.groups] == [
        6, 7, 3, 3, 6, 5, 5, 5, 4, 2, 4, 6,
    ]  # fmt: skip


def test_every_tag_has_a_meaning_and_a_source() -> None:
    """A row without a meaning or a source can't be reviewed."""
    for tag in library.vocabulary().tags:
        assert tag.meaning
        assert tag.source
        assert tag.synonyms
        assert valid_tag(tag.slug) == tag.slug


def test_synonyms_are_unique_and_never_name_a_tag() -> None:
    """If a word meant two tags, the result would depend on the order of the file."""
    words = library.vocabulary()
    synonyms = [word for tag in words.tags for word in tag.synonyms]
    assert len(synonyms) == len(set(synonyms))
    assert not {tag.slug for tag in words.tags} & set(synonyms)
    assert all(word == fold(word) for word in synonyms)


def test_ambiguous_and_consent_words_are_neither_tags_nor_synonyms() -> None:
    """A word that needs a question never becomes a tag silently."""
    words = library.vocabulary()
    taken = {tag.slug for tag in words.tags} | {w for tag in words.tags for w in tag.synonyms}
    asked = {row.word for row in words.ambiguous}
    assert asked == {
        "disconnected", "detached", "blank", "unreal", "floating", "choked", "neck", "hit",
        "slapped", "bruised", "held-down", "memory", "reminded", "frustrated", "comedown",
        "passed-out", "blacked-out", "blackout", "hurt", "unsafe",
    }  # fmt: skip
    assert not taken & asked
    assert not taken & words.consent_words
    assert not asked & words.consent_words


def test_every_ambiguous_word_offers_at_least_two_known_tags() -> None:
    """A question with one answer is a guess."""
    words = library.vocabulary()
    for row in words.ambiguous:
        assert len({option.tag for option in row.options}) >= 2
        assert all(words.known(option.tag) for option in row.options)


@pytest.mark.parametrize(
    "word",
    [
        "forced",
        "rape",
        "raped",
        "assault",
        "assaulted",
        "coerced",
        "pressured",
        "made-me",
        "said-no",
        "didnt-want",
        "molested",
        "abused",
        "did-not-want",
    ],
)
def test_the_consent_words_are_all_there(word: str) -> None:
    """The words of the research notes, and the ways in which people type them."""
    found = library.vocabulary().resolve(word)
    assert isinstance(found, Disclosure)
    assert found.asks_consent


def test_only_the_compared_tags_are_context() -> None:
    """What the statistics compare are things that could be known apart from the outcome."""
    assert library.vocabulary().with_role("context") == frozenset(COMPARED)


def test_safety_tags_are_evidence_for_nothing_and_each_has_a_card() -> None:
    """Shame, hormones or the relationship can never explain them."""
    words = library.vocabulary()
    assert len(words.with_role("safety")) == 4
    for tag in words.in_group("safety"):
        assert tag.role == "safety"
        assert not tag.strong
        assert not tag.weak
        assert tag.card


def test_every_cause_has_a_strong_tag() -> None:
    """Without one, a reflection could never name it."""
    numbers = [cause.number for cause in library.causes()]
    for number in numbers:
        assert library.vocabulary().strong_for(number)
    for tag in library.vocabulary().tags:
        assert tag.strong | tag.weak <= set(numbers)
        assert not tag.strong & tag.weak


def test_everyday_feelings_count_strongly_for_no_cause() -> None:
    """Sad or anxious alone doesn't explain why."""
    assert not any(tag.strong for tag in library.vocabulary().in_group("everyday"))


def test_there_are_eight_causes_in_their_order() -> None:
    """The eight of the research notes, by the slugs that the commands show."""
    assert [(cause.number, cause.slug) for cause in library.causes()] == list(
        enumerate(
            [
                "overwhelmed",
                "pain",
                "relationship",
                "shame",
                "old-hurt",
                "orgasm",
                "happy-tears",
                "low-mood",
            ],
            start=1,
        )
    )
    counting = {cause.number for cause in library.causes() if cause.counts == "entries"}
    assert counting == {2, 5, 7}


def test_every_cause_explains_itself_in_two_to_six_sentences() -> None:
    """Long enough to be honest, short enough to be read."""
    for cause in library.causes():
        assert 2 <= cause.why.count(". ") + 1 <= 6


def test_every_card_that_anything_names_exists() -> None:
    """A missing card would be found by someone who needs it."""
    cards = {message.slug for message in library.messages("card")}
    words = library.vocabulary()
    named = {tag.card for tag in words.tags}
    named |= {card for phrase in words.disclosures.phrases for card in phrase.cards}
    named |= {card for found in words.disclosures.words.values() for card in found.cards}
    for rule in library.care_rules():
        named |= {rule.card, *(condition.card for condition in rule.any_of)}
    assert named - {""} <= cards


def test_every_text_that_a_rule_or_a_synonym_names_exists() -> None:
    """A rule that fires has words."""
    for rule in library.care_rules():
        for slug in {rule.text, rule.once_text, *(c.text for c in rule.any_of)} - {""}:
            assert library.message(slug).text
    for slug in library.vocabulary().synonym_lines.values():
        assert library.message(slug).kind == "line"


def test_the_rules_are_in_the_order_of_precedence() -> None:
    """The order of the file is the order of precedence."""
    rules = library.care_rules()
    wanted = [f"S{n}" for n in range(1, 7)]
    wanted += [f"P{n}" for n in (1, 2, 3, 4, 5, 16, 17, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)]
    assert [rule.id for rule in rules] == wanted
    levels = ["now"] * 6 + ["soon"] * 6 + ["chat"] * 11
    assert [rule.level for rule in rules] == levels


def test_every_safety_rule_has_a_card_and_every_other_rule_a_text() -> None:
    """Cards are printed at entry; texts by `patterns`, with who to see."""
    for rule in library.care_rules():
        if rule.level == "now":
            assert rule.card
            assert not rule.text
        else:
            assert rule.text
            assert rule.what
            assert rule.who


def test_rules_name_only_known_tags() -> None:
    """A misspelt tag would silence a rule for good."""
    for rule in library.care_rules():
        for condition in rule.any_of:
            assert all(library.vocabulary().known(tag) for tag in condition.tags)


def test_a_tag_of_a_safety_rule_has_the_card_of_that_rule() -> None:
    """The tag and the rule never disagree."""
    for rule in library.care_rules():
        if rule.level == "now":
            for slug in {tag for condition in rule.any_of for tag in condition.tags}:
                tag = library.vocabulary().tag(slug)
                assert tag is not None
                assert tag.card == rule.card


def test_couples_counselling_is_held_back_after_harm() -> None:
    """It is advised against where there is abuse."""
    rules = [rule for rule in library.care_rules() if "couples" in rule.who.casefold()]
    assert [rule.id for rule in rules] == ["P11"]
    assert rules[0].unless == {"S1", "S2", "S4"}
    assert rules[0].unless_days == 365


def test_saying_no_is_free_in_the_same_words_everywhere() -> None:
    """The line for frozen, scared and felt-obliged ends `line-mixed`; nobody is blamed in it."""
    free = library.message("line-free-to-say-no").text
    assert library.message("line-mixed").text.endswith(free)
    assert library.message("line-chat-dread").text.count(free.partition(". ")[0]) == 1
    tags = library.vocabulary().tags
    marked = {tag.slug for tag in tags if tag.line == "line-free-to-say-no"}
    assert marked == {"frozen", "scared", "felt-obliged", "rushed", "distant", "no-desire"}
    assert {tag.slug for tag in tags if tag.asks_consent} == {"frozen", "alcohol-or-drugs"}


def test_the_guides_are_the_causes_the_pages_and_the_facts() -> None:
    """Everything that `guide` lists, in its order."""
    topics = [guide.topic for guide in library.guides()]
    assert topics == [*(cause.slug for cause in library.causes()), *PAGES, "facts"]
    assert all(guide.title and guide.text for guide in library.guides())


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        *(
            ("if you cry", "if-you-cry"),
            ("Old_Hurt", "old-hurt"),
            ("4", "shame"),
            ("FACTS", "facts"),
        ),
        *(("if your partner cries", "if-partner-cries"), ("Too much at once", "overwhelmed")),
        ("when to talk to a professional", "professional"),
    ],
)
def test_a_guide_is_found_however_it_is_typed(typed: str, topic: str) -> None:
    """Spaces, capitals, the title and the number of a cause all do."""
    found = library.guide(typed)
    assert isinstance(found, Guide)
    assert found.topic == topic


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("cry crying cried tears weeping sobbing sad", "if-you-cry"),
        ("partner", "if-partner-cries"),
        ("stress stressed busy work", "overwhelmed"),
        ("hurts ouch dry bleeding hurt", "pain"),
        ("lonely duty conflict let-down", "relationship"),
        ("guilt ashamed dirty ugly kink", "shame"),
        ("trauma flashback frozen scared", "old-hurt"),
        ("dopamine hormones sudden-drop", "orgasm"),
        ("joy in-love", "happy-tears"),
        ("numb empty depressed can't-cope", "low-mood"),
        ("doctor therapist help raped suicidal afraid-of-partner panic", "professional"),
        ("menopause medication autism porn drunk", "other-things"),
        ("studies how-common", "facts"),
    ],
)
def test_a_guide_answers_to_plain_words(words: str, topic: str) -> None:
    """Someone who is crying types "crying", not the name of a page."""
    for word in words.split():
        assert library.guide(word).topic == topic, word


@pytest.mark.parametrize("typed", ["", "9", "12", "nonsense", "\x1b[31m"])
def test_a_guide_that_does_not_exist_is_refused(typed: str) -> None:
    """The refusal points to the list and quotes nothing."""
    with pytest.raises(InvalidInput) as caught:
        library.guide(typed)
    assert "\x1b" not in caught.value.message
    assert "pdtrack guide" in caught.value.hint


def test_the_facts_guide_shows_every_fact_with_source_and_people_asked() -> None:
    """No share is shown without the people it is a share of."""
    text = library.guide("facts").text
    for fact in library.messages("fact"):
        assert fact.text in text
        assert f"Based on: {fact.based_on}" in text
        assert fact.source in text


def test_support_names_three_directories_for_adults_and_no_number() -> None:
    """Lists by name, with what they are for; each was read before it was listed."""
    places = library.directories()
    names = [place.name for place in places]
    assert names == ["findahelpline.com", "befrienders.org", "lila.help"]
    assert all(place.checked and place.seen for place in places)
    assert "women and their children" in places[2].purpose
    assert len(library.support().lines) == 2
    assert "emergency number" in library.support().emergency


def test_texts_that_are_our_own_are_marked() -> None:
    """A reviewer can distinguish them from the researched ones."""
    own = {
        m.slug for kind in ("line", "contrast", "notice") for m in library.messages(kind) if m.own
    }
    assert {"line-soon-once", "line-support", "contrast-more-unlinked", "adult-no"} <= own
    assert "line-soon" not in own
    assert not any(m.own for kind in ("card", "fact") for m in library.messages(kind))


def test_a_damaged_content_file_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file and never shows a traceback's worth of detail."""
    monkeypatch.setattr(rows, "compiled", lambda name: None)
    monkeypatch.setattr(rows, "text_of", lambda name: "not [ toml")
    library.vocabulary.cache_clear()
    with pytest.raises(PdtrackError, match=r"tags\.toml") as caught:
        library.vocabulary()
    assert caught.value.exit_code == 1
    monkeypatch.undo()
    library.vocabulary.cache_clear()
    assert len(library.vocabulary().tags) == 56


def test_rows_are_values_that_nobody_can_change() -> None:
    """They are read once and shared by the whole program."""
    for row in (library.causes()[0], library.care_rules()[0], library.vocabulary().tags[0]):
        with pytest.raises(AttributeError):
            setattr(row, row.__match_args__[0], "changed")
