"""Answers in people's words: `3/10`, `a lot`, `my boyfriend`, `kind of`.

The fields themselves know only their own words (`domain/fields.py`). This table is asked
where someone types at a prompt, so that a tired person is not corrected. Whatever is not
listed stays unknown: a guess would put an answer into the diary that nobody gave.
"""

from __future__ import annotations

import re
from typing import Final

_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bc]")
_EDGES: Final = " \t.,!;:\u2026"
# "3/10", "3 of 10", "3 out of 10".
_OF_TEN: Final = re.compile(r"(\d{1,2})\s*(?:/|of|out of)\s*10")
# A number from 0 to 10 by itself, also in "5ish" and "3/10".
_NUMBER: Final = re.compile(
    r"(?<![\w.,/-])(10|\d)(?:ish|\s*(?:/|of|out of)\s*10)?(?![\w/]|[.,]\d|-\d)"
)
_PUNCTUATION: Final = str.maketrans(dict.fromkeys(".,!?;:()~", " "))
# Words typed with a mood that change nothing about its number.
_HEDGES: Final = frozenset({
    "a", "about", "actually", "around", "at", "bad", "better", "bit", "dunno", "feel",
    "feeling", "fine", "good", "great", "guess", "high", "hm", "hmm", "hmmm", "i", "id", "idk",
    "im", "is", "it", "its", "just", "kind", "kinda", "like", "lol", "low", "maybe", "meh",
    "more", "now", "of", "ok", "okay", "or", "pretty", "prob", "probably", "really", "right",
    "roughly", "say", "so", "solid", "sort", "still", "tbh", "think", "this", "to", "today",
    "tonight", "u", "uh", "um", "very", "was", "well", "worse", "would", "yeah",
})  # fmt: skip
_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five"),
    *("six", "seven", "eight", "nine", "ten"),
)
# Words around an answer that change nothing: "a lot of pain", "with my partner".
_LEAD: Final = re.compile(
    r"^(?:(?:i|it|was|were|is|cried|just|only|maybe|well|um|uh|oh|with|my|a|an|the|for|about)\s+)+"
)

YES: Final = frozenset(
    {"yes", "y", "yeah", "yep", "yup", "yea", "ya", "yh", "sure", "ja", "i did", "did"}
)
# A yes where nothing hangs on it; to "Did you want it?" it would be a guess.
WEAK_YES: Final = frozenset({"ok", "okay", "i think so", "think so", "i am", "i guess so"})
NO: Final = frozenset(
    {"no", "n", "nope", "nah", "not at all", "i didnt", "didnt", "nein"}
    | {"i dont think so", "dont think so", "no thanks"}
)
# "I don't know" is no answer, and leaves a question open.
UNKNOWN: Final = frozenset(
    {"dont know", "i dont know", "idk", "dunno", "no idea", "not sure", "im not sure", "cant say"}
)
STILL: Final = frozenset(
    {"still", "still here", "still there", "ongoing", "not over", "not over yet", "they still do"}
)

_TEARS: Final[dict[str, frozenset[str]]] = {
    "none": NO | {"nothing", "dry", "no tears", "i didnt cry", "0"},
    "welled-up": frozenset({
        "a little", "a bit", "little", "bit", "almost", "nearly", "teary", "watery",
        "tearing up", "welled up", "wet eyes", "slightly", "kind of", "sort of",
    }),
    "tears": YES | {"cried", "crying", "i cried", "some", "a few tears", "a few", "tear"},
    "sobbing": frozenset({
        "a lot", "lots", "lot", "sobbed", "sob", "hard", "really hard", "so much",
        "very much", "couldnt stop", "could not stop", "cant stop", "bawling", "bawled",
        "uncontrollably", "ugly crying", "like ugly crying", "ugly cried", "my eyes out",
    }),
}  # fmt: skip
_PAIN: Final[dict[str, frozenset[str]]] = {
    "none": NO | {"nothing", "no pain", "painless", "not really", "0"},
    "mild": frozenset({
        "a little", "a bit", "little", "bit", "slight", "slightly", "not much", "light",
        "minor", "kind of", "sort of", "hardly any", "hurt a bit", "hurts a bit",
        "hurt a little", "hurts a little",
    }),
    "moderate": frozenset({"some", "medium", "quite a bit", "quite some", "middling", "so-so"}),
    "severe": frozenset({
        "a lot", "lots", "lot", "very", "very much", "bad", "really bad", "very bad",
        "terrible", "awful", "horrible", "unbearable", "strong", "extreme", "so much",
        "hurt a lot", "hurts a lot", "hurt so much", "hurts so much",
    }),
}  # fmt: skip
_WANTED: Final[dict[str, frozenset[str]]] = {
    "yes": YES
    | {"of course", "absolutely", "definitely", "i wanted it", "wanted it", "i wanted to"},
    "mixed": frozenset({
        "kind of", "kinda", "sort of", "sorta", "not really", "partly", "half", "a bit",
        "a little", "in part", "yes and no", "both", "i went along", "went along",
        "not fully", "not entirely",
    }),
    "pressured": frozenset({
        "pressure", "pressured me", "pressured into it", "i was pressured", "was pressured",
        "talked into it", "he pressured me", "she pressured me", "they pressured me",
        "coerced", "guilt-tripped", "guilt tripped", "guilted", "i felt i had to",
        "felt i had to", "had to", "i had to", "gave in", "i gave in", "nagged",
        "i couldnt say no", "couldnt say no",
    }),
    "no": NO
    | {
        "never", "forced", "i was forced", "was forced", "he forced me", "she forced me",
        "they forced me", "forced me", "didnt want to", "i didnt want to", "did not want to",
        "i did not want to", "didnt want it", "i didnt want it", "did not want it", "i said no",
        "said no", "against my will", "raped", "rape", "i was raped", "assaulted",
        "i was assaulted", "i was asleep", "asleep", "i didnt agree", "i did not agree",
        "did not agree", "unwanted",
    },
    "unsure": frozenset({
        "not sure", "im not sure", "i am not sure", "dont know", "i dont know", "dunno",
        "idk", "no idea", "cant tell", "hard to say", "i cant say", "maybe", "unclear",
    }),
}  # fmt: skip
_WITH: Final[dict[str, frozenset[str]]] = {
    "partner": frozenset({
        "boyfriend", "bf", "girlfriend", "gf", "husband", "wife", "spouse", "fiance",
        "fiancee", "fianc\u00e9", "fianc\u00e9e", "him", "her", "them", "my partner", "lover",
        "so", "other half", "significant other", "better half", "man", "woman", "hubby",
        "wifey", "partners",
    }),
    "solo": frozenset({
        "alone", "me", "myself", "by myself", "just me", "only me", "on my own", "no one",
        "no-one", "nobody", "self", "masturbation", "masturbating", "masturbated", "single",
        "with myself",
    }),
    "someone-else": frozenset({
        "someone", "someone else", "someone new", "somebody", "somebody else", "stranger",
        "friend", "a friend", "date", "hookup", "hook-up", "hook up", "one-night stand",
        "one night stand", "ons", "fwb", "friend with benefits", "ex", "other", "another",
        "new person", "colleague", "casual", "client", "affair", "group", "several people",
        "two people",
    }),
}  # fmt: skip
_LASTED: Final[dict[str, frozenset[str]]] = {
    "minutes": frozenset({
        "minute", "a minute", "few minutes", "a few minutes", "not long", "short", "briefly",
        "half an hour", "moments", "seconds", "a moment", "a short while", "mins", "min",
    }),
    "hours": frozenset({
        "hour", "an hour", "one hour", "two hours", "few hours", "a few hours", "some hours",
        "several hours", "a couple of hours", "couple of hours", "evening", "all evening",
    }),
    "day": frozenset({
        "a day", "one day", "all day", "whole day", "the day", "rest of the day", "all night",
        "until the next day", "till the next day", "overnight", "until morning",
    }),
    "days": frozenset({
        "few days", "a few days", "several days", "couple of days", "a couple of days",
        "two days", "week", "a week", "weeks", "a long time", "long", "very long", "longer",
    }),
}  # fmt: skip
_ORGASM: Final[dict[str, frozenset[str]]] = {
    "yes": YES | WEAK_YES | {"i came", "came", "more than one", "several"},
    "no": NO
    | {"none", "never", "i didnt come", "didnt come", "not this time", "couldnt", "almost"},
}
_COUNTED: Final = re.compile(
    r"(?:about |around |some |maybe )?(\d{1,3})\s*(minutes?|mins?|hours?|hrs?|h|days?|weeks?)"
)
_BY_NAME: Final = {
    "tears": _TEARS,
    "pain": _PAIN,
    "wanted": _WANTED,
    "with": _WITH,
    "lasted": _LASTED,
    "orgasm": _ORGASM,
}


def mood_in(text: str) -> str:
    """The number in `3/10`, `3 out of 10`, `three` or `like 7, maybe`; other text as it is.

    Words typed with the number must be such that they change nothing: "2 drinks" is no mood.
    """
    word = _plain(text)
    if found := _OF_TEN.fullmatch(word):
        return found[1]
    if word in _NUMBERS:
        return str(_NUMBERS.index(word))
    beside = _NUMBER.sub(" ", word).translate(_PUNCTUATION).split()
    numbers = [found[1] for found in _NUMBER.finditer(word)]
    if len(numbers) == 1 and _HEDGES.issuperset(beside):
        return numbers[0]
    return text.strip().rstrip(".!")


def yes_or_no(text: str) -> bool | None:
    """Whether `yeah im 31` or `no thanks` is a yes; `None` for anything else."""
    word = _plain(text)
    first = word.split(" ", 1)[0].rstrip(",.!")
    if word in NO or first in NO:
        return False
    return True if word in WEAK_YES or first in YES | WEAK_YES else None


def answer_in(name: str, text: str) -> str:
    """The field's own word for what someone typed, or the text as it is.

    `name` is the field's name in CSV and JSON, such as `wanted`.
    """
    table = _BY_NAME.get(name)
    if table is None:
        return text
    word = _plain(text)
    if name == "lasted" and (counted := _COUNTED.fullmatch(word)):
        return _band(int(counted[1]), counted[2])
    # "yeah a lot", "a bit, yes": the yes says less than the rest.
    first, _, rest = word.partition(" ")
    but_yes = rest if first in YES | NO and rest else word
    rest, _, last = but_yes.rpartition(" ")
    but_yes = rest.rstrip(",") if last in YES and rest else but_yes
    for candidate in (word, _LEAD.sub("", word), but_yes, _LEAD.sub("", but_yes)):
        for value, words in table.items():
            if candidate in words or candidate == value:
                return value
    return text


def still_there(text: str) -> bool:
    """Whether the feelings still last: that is not a length, and stays open."""
    word = _plain(text)
    first = word.removeprefix("i am ").removeprefix("im ").removeprefix("its ")
    return word in STILL or first.startswith(("still ", "not yet"))


def stays_open(text: str) -> bool:
    """Whether the answer is that there is none: "I don't know"."""
    return _plain(text) in UNKNOWN


def _band(count: int, unit: str) -> str:
    """The step of `lasted` for a count; the bands are those that its question explains."""
    if unit.startswith("m"):
        return "minutes" if count <= 30 else "hours"
    if unit.startswith("h"):
        return "hours" if count <= 4 else "day" if count <= 24 else "days"
    return "day" if unit.startswith("d") and count == 1 else "days"


def _plain(text: str) -> str:
    """Small letters, no apostrophes, no marks at the ends, single spaces."""
    return " ".join(_APOSTROPHES.sub("", text).casefold().strip(_EDGES).split())
