"""The map of imports, file by file, and where each library may be used.

docs/architecture.md draws the map; here it is checked. Every import counts: those inside
functions, those for type checkers alone, and modules that are named in a string.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pdtrack as package

ROOT: Final = Path(package.__file__).parent
PROJECT: Final = Path(__file__).parents[1]
PROGRAM: Final = {"cli", "__init__", "__main__"}
# Folder or file | what it may import besides itself. The program itself may import everything.
MAY_IMPORT: Final = {
    "errors": set[str](),
    "domain": {"errors"},
    "content": {"errors", "domain"},
    "store": {"errors", "domain"},
    "render": {"errors", "domain"},
    "exchange": {"errors", "domain"},
    "privacy": {"errors", "domain", "store"},
}
# What is not from the standard library, or opens a door to the world, and who may import it.
DOORS: Final = {
    "typer": ("cli/",),
    "click": (),
    "rich": ("render/rich.py", "render/progress_bar.py"),
    "prompt_toolkit": ("cli/editing_input.py",),
    "platformdirs": ("cli/own_folders.py",),
    "sqlite3": ("store/",),
    "sqlcipher3": ("store/",),
    "tomllib": ("content/", "store/"),
    "subprocess": ("cli/", "store/", "privacy/"),
    "socket": (),
    "urllib": (),
    "http": (),
    "ssl": (),
    "asyncio": (),
    "requests": (),
}
# All that the domain needs: no clock, file, terminal or chance.
PURE: Final = {
    "__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "difflib",
    "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "math", "operator", "re",
    "statistics", "string", "typing", "unicodedata",
}  # fmt: skip
IMPURE: Final = re.compile(r"\.now\(|\.today\(|\bopen\(|\bprint\(|\binput\(")
NO_PURPOSE: Final = {
    "utils", "helpers", "common", "shared", "base", "manager", "service", "misc",
}  # fmt: skip
# A public name that two files define, and why that helps rather than confuses.
SHARED_NAMES: Final[Mapping[str, str]] = {
    "read": "each format of `exchange` is read by the function of that name",
    "write": "each format of our own is written by the function of that name",
    "REQUIRED": "the columns by which each table of `exchange` is recognised",
    "guide": "the command of that name, and the text that it shows",
    "support": "the same",
}
SHARED_NAMES_MOST: Final = 20

Graph = Mapping[str, set[str]]


def name_of(path: Path) -> str:
    """The module that a file is: `pdtrack.cli.prompt`."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# All but the modules that a build adds.
FILES: Final = {
    name_of(path): path
    for path in sorted(ROOT.rglob("*.py"))
    if not path.name.startswith("compiled")
}


@cache
def tree(name: str) -> ast.Module:
    """A file, parsed."""
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in FILES else str(node.module)
        elif isinstance(node, ast.Constant) and node.value in FILES and node.value != "pdtrack":
            yield str(node.value)


@cache
def graph() -> Graph:
    """Each file with the files of ours that it imports."""
    return {name: set(imports(name)) & set(FILES) - {name} for name in FILES}


def circles(files: Graph) -> list[list[str]]:
    """The groups of files that lead back to themselves, by Tarjan's algorithm."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        waiting.append(name)
        for other in sorted(files[name]):
            if other not in order:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in waiting:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            at = waiting.index(name)
            group = sorted(waiting[at:])
            del waiting[at:]
            if len(group) > 1:
                found.append(group)

    for name in files:
        if name not in order:
            visit(name)
    return found


def part_of(name: str) -> str:
    """The folder or file right below `pdtrack` that a module is in."""
    return name.split(".")[1] if "." in name else "__init__"


def public_names(name: str) -> Iterator[str]:
    """What a file defines at its top for others: functions, classes and values."""
    for node in tree(name).body:
        found: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found = [node.name]
        elif isinstance(node, ast.Assign):
            found = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found = [node.target.id]
        yield from (one for one in found if not one.startswith("_"))


def none(wrong: list[str]) -> None:
    """Fail with a line for each thing that is wrong."""
    assert not wrong, "\n" + "\n".join(wrong)


def test_files_import_in_one_direction() -> None:
    """No file leads back to itself, on whatever way."""
    none([" <-> ".join(group) for group in circles(graph())])


def test_a_circle_is_found_wherever_it_is() -> None:
    """The check is worth something only if it sees what it is there for."""
    files = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
    assert sorted(circles(files)) == [["a", "b", "c"], ["d", "e"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_the_folders_import_according_to_the_map() -> None:
    """The program imports all; `domain` imports nothing but errors; siblings never each other."""
    assert {part_of(name) for name in FILES} == PROGRAM | set(MAY_IMPORT)
    none(
        [
            f"{name} imports {other}"
            for name, others in graph().items()
            if (part := part_of(name)) not in PROGRAM
            for other in sorted(others - {"pdtrack"})
            if part_of(other) not in MAY_IMPORT[part] | {part}
        ]
    )


def test_no_command_imports_another() -> None:
    """What two commands share is in a file above them both."""
    commands = {name for name in FILES if name.startswith("pdtrack.cli.commands.")}
    none(
        [
            f"{name} imports {other}"
            for name in sorted(commands)
            for other in sorted(graph()[name] & commands)
        ]
    )


def test_each_library_has_its_door() -> None:
    """Rich, SQL and the command line each have their place; the network has none."""
    wrong = []
    for name, path in FILES.items():
        place = path.relative_to(ROOT).as_posix()
        for other in imports(name):
            doors = DOORS.get(other.split(".")[0])
            if doors is not None and not place.startswith(doors or ("nowhere",)):
                wrong.append(f"{place} imports {other}")
    none(wrong)


def test_the_domain_is_pure() -> None:
    """It asks for no time, opens no file and prints nothing."""
    wrong = []
    for name, path in FILES.items():
        if part_of(name) == "domain":
            strange = {other.split(".")[0] for other in imports(name)} - PURE - {"pdtrack"}
            calls = IMPURE.findall(path.read_text(encoding="utf-8"))
            wrong += [f"{name}: {each}" for each in [*sorted(strange), *calls]]
    none(wrong)


def test_a_public_name_means_one_thing() -> None:
    """Names that several files define are few, and each has a reason."""
    places = defaultdict(list)
    for name in FILES:
        for one in set(public_names(name)):
            places[one].append(name)
    shared = {one: names for one, names in places.items() if len(names) > 1}
    unexplained = sorted(shared.keys() - SHARED_NAMES.keys())
    none([f"{one}: {', '.join(shared[one])}" for one in unexplained])
    assert len(SHARED_NAMES) <= SHARED_NAMES_MOST
    assert sorted(SHARED_NAMES.keys() - shared.keys()) == [], "no longer shared"


def test_every_file_states_its_purpose() -> None:
    """A docstring, and a name with a purpose; a file that makes a folder a package is empty."""
    wrong = []
    for name, path in FILES.items():
        if {path.stem, path.parent.name} & NO_PURPOSE:
            wrong.append(f"{name} has a name for everything")
        if path.name == "__init__.py" and path.parent != ROOT:
            wrong += [f"{name} is not empty"] if path.read_text(encoding="utf-8").strip() else []
        elif not ast.get_docstring(tree(name)):
            wrong.append(f"{name} has no docstring")
    none(wrong)


def test_annotations_that_are_read_at_a_start_are_no_texts() -> None:
    """`from __future__ import annotations` makes them texts. `NamedTuple`, and Typer for the
    options of a command, would then compile each of them, which costs more than all else.
    """
    wrong = []
    for name in FILES:
        is_read = name.startswith(("pdtrack.cli.commands.", "pdtrack.cli.dispatch"))
        named = {one.id for one in ast.walk(tree(name)) if isinstance(one, ast.Name)}
        if (is_read or "NamedTuple" in named) and "__future__" in set(imports(name)):
            wrong.append(name)
    none(wrong)


def test_the_map_leads_to_every_file() -> None:
    """Each file that docs/architecture.md names exists; each file has a row, or its folder has."""
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    text = text.replace("/X.py", "/*.py")
    source = PROJECT / "src" / "pdtrack"
    places = [path.relative_to(source) for path in source.rglob("*")]
    around = [*PROJECT.iterdir(), *PROJECT.glob("docs/*"), *PROJECT.glob("tests/**/*")]
    named = re.findall(r"`([\w/.*]+(?:/|\.(?:py|toml|j2|sql)))`", text)
    none([f"{one} is not there" for one in named if not _is_named((*places, *around), [one])])
    rows = [line for line in text.splitlines() if line.startswith("|")]
    in_rows = re.findall(r"`([^`]+)`", "\n".join(rows))
    files = [place for place in places if place.suffix in {".py", ".toml", ".j2"}]
    files = [place for place in files if "__" not in place.stem]
    none([f"{at} has no row" for at in files if not _is_named((at, *at.parents), in_rows)])


def _is_named(places: Iterable[Path], names: Iterable[str]) -> bool:
    return any(place.match(name) for place in places for name in names)
