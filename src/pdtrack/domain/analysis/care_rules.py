"""The rows of the care rules, as values: when to suggest seeing someone.

The rows themselves are words and numbers in `content/care.toml`; `pdtrack.domain.analysis.care`
evaluates them.
"""

from typing import Final, Literal, NamedTuple, get_args

Level = Literal["now", "soon", "chat"]
Shape = Literal[
    "wanted", "times", "hard", "hard-share", "each-of-last", "of-last", "with-hard", "mostly"
]
CARE_LEVELS: Final[tuple[Level, ...]] = get_args(Level)
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)


class Condition(NamedTuple):
    """One way for a rule to fire. Which fields a shape uses:

    - `wanted`: an entry whose `wanted` is one of `values`; one is enough.
    - `times`: at least `times` entries in the last `days` days, spanning at least
      `spread` days. An entry matches by any one of: a tag of `tags`, at least `pain`, at
      least `tears`, `later` or lower, `lasted` in `lasted`, `wanted` in `values`. Where
      `when_lasted` is given, it must also have lasted so; with `but_solo`, entries of
      someone alone are left out.
    - `hard`: at least `times` hard moments in the last `days` days.
    - `hard-share`: of the last `last` eligible entries, of which there are at least
      `least`, at least `share` are hard.
    - `each-of-last`: each of the last `last` eligible entries has a tag of `tags`.
    - `of-last`: at least `times` of the last `last` eligible entries have a tag of `tags`.
    - `with-hard`: at least `hard` hard moments in the last `days` days, and at least
      `times` of the entries of these days have a tag of `tags`.
    - `mostly`: at least `hard` hard moments of the last `days` days have a tag of `tags`,
      and they are at least `share` of all hard moments of these days.

    `share` is a numerator and a denominator, so that "two thirds" is exact. `card`,
    `text` and `what`, where given, replace those of the rule.
    """

    shape: Shape
    tags: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    lasted: frozenset[str] = frozenset()
    when_lasted: frozenset[str] = frozenset()
    pain: int | None = None
    tears: int | None = None
    later: int | None = None
    times: int = 1
    days: int = 0
    spread: int = 0
    last: int = 0
    least: int = 0
    hard: int = 0
    share: tuple[int, int] = (0, 1)
    card: str = ""
    text: str = ""
    what: str = ""
    but_solo: bool = False


class Rule(NamedTuple):
    """One care rule; it fires when any of its conditions holds.

    `card` is printed at the moment of entry, `text` by `patterns`; each names a message
    and is empty where there is none. `once_text` replaces `text` where a single entry
    made the rule fire. `what` and `who` fill the places of those names in the texts. The
    rule stays silent while one of the rules `unless` fired in the last `unless_days` days,
    and with `silent_after_safety` while the look-back holds an entry where safety came first.
    With `about_sex`, only moments count: a tag of a day's mood is not about sex.
    """

    id: str
    level: Level
    any_of: tuple[Condition, ...]
    what: str = ""
    who: str = ""
    card: str = ""
    text: str = ""
    once_text: str = ""
    unless: frozenset[str] = frozenset()
    unless_days: int = 0
    silent_after_safety: bool = False
    about_sex: bool = False
    source: str = ""
