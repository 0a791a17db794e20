"""How a typed word finds its tag."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtrack.domain.disclosure import Disclosure, Disclosures, Phrase
from pdtrack.domain.phrase import Grammar
from pdtrack.domain.safe_text import safe
from pdtrack.domain.vocabulary import (
    Ambiguous,
    AmbiguousWord,
    Choice,
    Feeling,
    Group,
    KnownWord,
    NearMiss,
    NewWord,
    NoneFits,
    OtherAnswer,
    OwnWord,
    Resolved,
    Role,
    Sentence,
    Tag,
    Vocabulary,
    fold,
    valid_tag,
)
from pdtrack.errors import InvalidInput


def tag(
    slug: str,
    *synonyms: str,
    strong: int = 0,
    feels: Feeling = "unpleasant",
    role: Role = "context",
    card: str = "",
) -> Tag:
    """A tag with the values that a test needs; the rest is made up."""
    return Tag(
        slug=slug,
        meaning=slug,
        group="all",
        feels=feels,
        role=role,
        card=card,
        source="a test",
        strong=frozenset({strong} - {0}),
        synonyms=synonyms,
    )


NOT_AGREED = Disclosure(("card-not-agreed",))
DISCLOSURES = Disclosures(
    phrases=(
        Phrase("he hit me", ("card-partner-harm",)),
        Phrase("want to die", ("card-self-harm",)),
    ),
    words={"forced": NOT_AGREED, "didnt-want": NOT_AGREED},
    contexts={},
    grammar=Grammar(
        lists={},
        spelling={"didnt": "did not"},
        filler=["has"],
        denial=["never"],
        denies_before=["no"],
        ends=[],
        starts=[],
        common=frozenset(),
    ),
)
WORDS = Vocabulary(
    tags=(
        tag("stress", "stressed", "deadline", strong=1),
        tag("sore-or-dry", "dry", strong=2),
        tag("joy", "happy-tears", feels="pleasant"),
        tag("row", "fight"),
        tag("cant-cope"),
        tag("harm", "harmed", role="safety", card="card-self-harm"),
    ),
    groups=(Group("all", "All"),),
    ambiguous=(Ambiguous("hurt", "How?", (Choice("body", "sore-or-dry"), Choice("row", "row"))),),
    other_answers={"cried": OtherAnswer("tears", 2)},
    synonym_lines={"fight": "line-no"},
    synonym_cards={"harmed": "card-neck"},
    load_disclosures=lambda: DISCLOSURES,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Stress", "stress"),
        ("  happy tears ", "happy-tears"),
        ("happy_tears", "happy-tears"),
        ("happy  -  tears", "happy-tears"),
        ("#stress", "stress"),
        ("@ stress", "stress"),
        ("-stress-", "stress"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("\u00c9T\u00c9", "\u00e9t\u00e9"),
        ("didn\u2019t want", "didn't-want"),
        ("no\u00a0sleep", "no-sleep"),
        ("STRASSE", fold("stra\u00dfe")),
        ("", ""),
        ("###", ""),
    ],
)
def test_a_word_is_folded_to_its_normal_form(typed: str, folded: str) -> None:
    """Capitals, spaces, leading marks and ways of writing an accent make no difference."""
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    """A stored tag is found again by its own name."""
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_clean_tag_or_a_clear_refusal(text: str) -> None:
    """Characters that could break a line, a list or a file are refused."""
    try:
        word = valid_tag(text)
    except InvalidInput:
        return
    assert 1 <= len(word) <= 40
    assert valid_tag(word) == word
    assert not {",", " "} & set(word)
    assert safe(word) == word
    assert all(unicodedata.category(c)[0] != "Z" for c in word)


@pytest.mark.parametrize(
    "word",
    [
        *("a", "r&b", "5/10", "2nd-date", "l'amour", "a.m.", "a+b", "\u092e\u0928", "x" * 40),
        # A tear, a couple, a heart, a coloured hand, a flag; Persian, Hindi.
        *("\U0001f622", "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468", "\u2764\ufe0f"),
        *("\U0001f44b\U0001f3fd", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f"),
        *("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937"),
    ],
)
def test_letters_digits_marks_and_a_few_signs_are_allowed(word: str) -> None:
    """Own tags may be in any script."""
    assert valid_tag(word) == word


@pytest.mark.parametrize(
    ("word", "about"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("#", "empty"),
        ("x" * 41, "40"),
        ("a,b", '","'),
        ("a\nb", "U\\+000A"),
        ("a\tb", "U\\+0009"),
        ("a\x00b", "U\\+0000"),
        ("a\x1b[31mb", "U\\+001B"),
        ("a\u200db", "U\\+200D"),
        ("a\u202eb", "U\\+202E"),
        ("a\ud800b", "U\\+D800"),
        ("a\u2028b", "U\\+2028"),
        ("so:sad", '":"'),
        ("=1", '"="'),
        ("a^b", '"\\^"'),
        ("...", "letter"),
        ("&", "letter"),
    ],
)
def test_an_invalid_tag_is_refused_without_quoting_it(word: str, about: str) -> None:
    """The terminal never sees a control character that someone typed or pasted."""
    with pytest.raises(InvalidInput, match=about) as caught:
        valid_tag(word)
    assert caught.value.exit_code == 2
    assert caught.value.message.isascii()
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("stress", KnownWord("stress", "stress")),
        ("Deadline", KnownWord("stress", "deadline")),
        ("happy tears", KnownWord("joy", "happy-tears")),
        ("can't cope", KnownWord("cant-cope", "cant-cope")),
        ("fight", KnownWord("row", "fight")),
        ("none", NoneFits()),
        ("None fits", NoneFits()),
        ("hurt", AmbiguousWord(WORDS.ambiguous[0])),
        ("forced", NOT_AGREED),
        ("didn't want", NOT_AGREED),
        ("Did not want", NOT_AGREED),
        ("harmed", Disclosure(("card-self-harm", "card-neck"), tag="harmed")),
        ("i-want-to-die", Disclosure(("card-self-harm",))),
        ("i want to die, really, today: nothing else is left", Disclosure(("card-self-harm",))),
        ("he hit me", Disclosure(("card-partner-harm",))),
        ("cried", OtherAnswer("tears", 2)),
        ("we baked a cake", Sentence("we baked a cake")),
        ("he never hit me", Sentence("he never hit me")),
        ("we-baked-a-cake", NewWord("we-baked-a-cake")),
        ("full-moon", OwnWord("full-moon")),
        ("garden", NewWord("garden")),
        ("stres", NearMiss("stres", ("stress",))),
        ("deadlin", NearMiss("deadlin", ("deadline",))),
        ("forcd", NewWord("forcd")),
        ("harmd", NewWord("harmd")),
        ("fullmoon", NearMiss("fullmoon", ("full-moon",))),
    ],
)
def test_a_word_is_resolved(typed: str, found: Resolved) -> None:
    """Known, own, asked about, about consent, misspelt, or new."""
    assert WORDS.resolve(typed, {"full-moon"}) == found


def test_a_card_word_is_never_an_own_tag_even_if_it_was_used_as_one() -> None:
    """It may come from an import; typing it still shows the card."""
    assert WORDS.resolve("forced", {"forced", "hurt"}) == NOT_AGREED
    assert WORDS.resolve("he-hit-me", {"he-hit-me"}) == Disclosure(("card-partner-harm",))
    assert isinstance(WORDS.resolve("hurt", {"forced", "hurt"}), AmbiguousWord)


def test_an_own_tag_is_not_a_near_miss_of_a_known_one() -> None:
    """Once stored, a word isn't questioned again."""
    assert WORDS.resolve("stres", {"stres"}) == OwnWord("stres")


@pytest.mark.parametrize("word", ["jo", "jog", "wow"])
def test_short_words_are_not_treated_as_misspelt(word: str) -> None:
    """Three letters are too easily like three others."""
    assert WORDS.resolve(word) == NewWord(word)


def test_words_that_differ_in_a_number_are_not_alike() -> None:
    """Numbered tags are numbered on purpose."""
    assert WORDS.resolve("week-2", {"week-1"}) == NewWord("week-2")


def test_suggestions_have_each_tag_once_and_can_be_resolved() -> None:
    """The closest word represents its tag."""
    found = WORDS.resolve("stresse")
    assert found == NearMiss("stresse", ("stressed",))
    assert WORDS.resolve("stressed") == KnownWord("stress", "stressed")


def test_the_vocabulary_answers_questions_about_its_tags() -> None:
    """Code asks by cause, feeling, role and group, and names no tag."""
    assert WORDS.known("stress")
    assert not WORDS.known("deadline")
    assert WORDS.tag("row") == WORDS.tags[3]
    assert WORDS.tag("garden") is None
    assert WORDS.strong_for(2) == {"sore-or-dry"}
    assert WORDS.feeling("pleasant") == {"joy"}
    assert len(WORDS.with_role("context")) == 5
    assert WORDS.in_group("all") == WORDS.tags


@pytest.mark.parametrize(
    ("stored", "tag"),
    [
        ("stress", "stress"),
        ("deadline", "stress"),
        ("can't-cope", "cant-cope"),
        ("garden", "garden"),
        ("hurt", "hurt"),
    ],
)
def test_a_stored_word_counts_with_its_tag(stored: str, tag: str) -> None:
    """The typed word is stored; an own word counts as itself."""
    assert WORDS.counts_with(stored) == tag
    found = WORDS.tag_for(stored)
    assert (found.slug if found else None) == (tag if WORDS.known(tag) else None)


def test_a_synonym_may_show_more_than_its_tag() -> None:
    """A line or a card in addition to the tag's, with any apostrophe."""
    assert WORDS.lines_for("fight") == ("line-no",)
    assert WORDS.lines_for("row") == ()
    assert WORDS.cards_for("harm") == ("card-self-harm",)
    assert WORDS.cards_for("harmed") == ("card-self-harm", "card-neck")


@pytest.mark.parametrize("word", ["no-row", "not-joy", "unstress"])
def test_an_opposite_is_not_suggested_as_a_correction(word: str) -> None:
    """Someone who typed "aftercare" doesn't mean "no-aftercare"."""
    assert WORDS.resolve(word) == NewWord(word)
