"""The wording rules that a machine can check, and the strings in the code that people read.

Each rule has what to write instead. It is a backstop: a text that passes can still be wrong,
so texts are also read aloud, in place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pdtrack

ROOT: Final = Path(pdtrack.__file__).parent
SOURCES: Final = sorted(ROOT.rglob("*.py"))


# Scripts for shells and generated rows; the texts in them are checked where they come from.
# everyday_words.py holds what people type, not what pdtrack prints.
NOT_PROSE: Final = (
    *(path.relative_to(ROOT).as_posix() for path in SOURCES if path.name.startswith("compiled_")),
    "privacy/shell_history.py",
    "domain/everyday_words.py",
)


class Wording(NamedTuple):
    """A wording that nobody should read here, and what to write instead."""

    pattern: re.Pattern[str]
    instead: str


def _rule(pattern: str, instead: str) -> Wording:
    return Wording(re.compile(pattern, re.I), instead)


# In every text.
EVERYWHERE: Final = (
    # Verbs that stand in for plainer ones.
    _rule(r"\btold\b", "recorded, shown or asked"),
    _rule(
        r"\btell(s|ing)?\b(?! (us|one|an?|your|someone|them|him|her|you|which|apart)\b)",
        "record, show; only people are told something",
    ),
    _rule(r"\bstand(s|ing)?\b(?! out)|\bstood\b", "is, stays, what was there"),
    _rule(r"\b(take|takes|taken|taking|took)( \w+)?( of it)? (away|back|out)\b", "delete, undo"),
    _rule(r"\bmend(s|ed|ing)?\b|\bput(s|ting)? right\b", "edit, fix"),
    _rule(r"\bparted\b", "split, separated"),
    _rule(r"\bsays\b(?! so\b)", "shows, has"),
    # One thing, one name.
    _rule(r"\bnotebook\b|\bmood (log|notes)\b", "diary"),
    _rule(r"\bof (yours|ours)\b", "your, pdtrack's"),
    _rule(r"\bhard entr(y|ies)\b", "entry with tears or a fall"),
    _rule(r"\bbad moments?\b|\bharder ones?\b", "harder moment"),
    _rule(r"\bafter-sex (moments?|times?)\b", "moment"),
    _rule(r"\bsomebody\b", "someone"),
    _rule(r"\bnotes? for (you|that entry)\b", "message"),
    _rule(r"\bcop(y|ies) of (the|your) journal\b", "backup"),
    _rule(r"(?<!in the )\bmiddle (of|was|is)\b", "median"),
    _rule(r"\b(bring|brings|brought|bringing) in\b(?! another diary)|\bcomes? in as\b", "import"),
    _rule(r"\bleft-alone\b|\bcried-it-out\b", "time-alone, crying-it-out"),
    # Used too often, or never by people.
    _rule(r"good enough reason|\bno hurry\b", "one of the other closing lines"),
    _rule(r"\bsoon rather than\b", "sooner rather than later"),
    _rule(r"\bnot known yet\b(?!\")", "Too early to say"),
    _rule(r"\bmarked as a help\b", "What helped"),
    _rule(r"\bso many\b|\bjournal of now\b", "this many, the current journal"),
    _rule(r"\bmagazine\b", "the name of the study"),
    _rule(r"\bread along\b|\breads along\b", "can see your screen"),
    _rule(r"\bbeside\b", "next to, besides, with"),
    _rule(r"\bmeanwhile\b", "in the meantime"),
    _rule(r"\banew\b", "again"),
)
# In the strings of the code, which never speak about people telling or hearing each other.
IN_CODE: Final = (
    _rule(r"(?<!not )(?<!n't )(?<!free to )(?<!early to )(?<!I )\b(say|said|saying)\b", "show"),
    _rule(r"\b(goes|gone|going|went)\b(?! wrong)", "is erased, is saved, fits"),
    _rule(r"\b(hear|hears|heard|meets?|met)\b", "handle, find"),
    _rule(r"\b(house|purse|carry|carries|carrying|carried)\b", "what it is, without a metaphor"),
    _rule(r"\bhow (is|was) it\b", 'How do you feel ...; "it" is the sex here'),
    _rule(r"skip anything|nothing is kept", "Press Enter to skip; without saving"),
    _rule(r"\bis one of \{\}", "the question again; never the name of a field"),
    _rule(r"\bnone fits\b|\bno entry fits\b", '"none" if nothing fits; No entries match.'),
    _rule(r"^not done:|to have it gone", "the main clause first"),
    _rule(r"\bcounted:", "That is ..."),
)


def wordings(text: str, rules: tuple[Wording, ...]) -> list[str]:
    """What is wrong with a text, with what to write instead."""
    return [
        f"{hit.group()!r}: {rule.instead}" for rule in rules if (hit := rule.pattern.search(text))
    ]


def crowded(text: str) -> list[str]:
    """The sentences with more than one semicolon."""
    return [one for one in re.split(r"(?<=[.?])\s", text) if one.count(";") > 1]


def code_texts() -> Iterator[tuple[str, str]]:
    """Every string in the code that reads like words for people, with where it is.

    A string counts if it has a space between two words and is no docstring, pattern, SQL or
    style sheet. The docstring of a command counts, since it is the help that people see.
    """
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if name in NOT_PROSE or name.startswith("cli/completion/"):
            continue
        for line, text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            if _reads_like_words(text):
                yield f"{name}:{line}", text


_CODE: Final = re.compile(
    r"\\[bdswWS.]|\(\?|\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|ATTACH|COMMIT)\b"
    r"|[{};]\n|\$\(|^\s*[-#<|]|:\s*(none|block|auto|\d+px)\b|=>|&&"
)


def _reads_like_words(text: str) -> bool:
    return bool(re.search(r"[a-z'] [a-z]", text, re.I)) and not _CODE.search(text)


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _is_command(node):
            yield node.lineno, ast.get_docstring(node) or ""
        if isinstance(node, ast.Expr):  # a docstring, of a constant as well
            inside.add(id(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            inside |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Assert):
            inside |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            if id(node) not in inside:
                yield node.lineno, "".join(_part(part) for part in node.values)
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            yield node.lineno, node.value


def prompts() -> Iterator[tuple[str, str]]:
    """Every question that the code asks, as far as it is written where it is asked."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                for argument in node.args[ASKING[name]] if name in ASKING else ():
                    if isinstance(argument, ast.Constant | ast.JoinedStr):
                        text = "".join(map(_part, getattr(argument, "values", [argument])))
                        yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", text


# What asks, and which of its arguments is the question.
ASKING: Final = {
    **{"Question": slice(1, 2), "_mood": slice(1, 3)},
    **dict.fromkeys(("ask", "agree", "confirm", "confirm_or_stop", "secret"), slice(0, 1)),
}


def _part(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "{}"


def _is_command(node: ast.AST) -> bool:
    """A command takes Typer's context first."""
    if not (isinstance(node, ast.FunctionDef) and node.args.args):
        return False
    kind = node.args.args[0].annotation
    return kind is not None and ast.unparse(kind) == "typer.Context"
