"""The house: who may know whom, what is loaded when, and that every command is in the map."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pdtrack as package
from conftest import Pdtrack
from pdtrack.cli.index import COMMANDS

ROOT = Path(package.__file__).parent
README = Path(__file__).parents[1] / "README.md"
MODULES = sorted(path for path in ROOT.rglob("*.py"))
LINES_MOST = 520
BANNED = {"utils", "helpers", "common", "shared", "base", "manager", "service", "misc"}
# Room | the rooms it may know. `cli` may know them all.
ARROWS = {
    "domain": {"errors"},
    "content": {"errors", "domain"},
    "store": {"errors", "domain"},
    "privacy": {"errors", "domain", "store"},
    "render": {"errors", "domain"},
    "exchange": {"errors", "domain"},
}
# What is not from the standard library, and the only places that may import it.
OUTSIDE = {
    "typer": ("cli/",),
    "click": (),
    "rich": ("render/rich.py", "render/progress_bar.py"),
    "prompt_toolkit": ("cli/prompt.py",),
    "platformdirs": ("cli/context.py",),
    "sqlite3": ("store/",),
    "sqlcipher3": ("store/",),
    "tomllib": ("content/", "store/"),
    "subprocess": ("cli/", "store/"),
    "socket": (),
    "urllib": (),
    "http": (),
    "ssl": (),
    "asyncio": (),
    "requests": (),
}
# The domain knows no clock, file, terminal or chance but what it is handed.
PURE = {
    "__future__", "bisect", "calendar", "collections", "dataclasses", "datetime", "difflib",
    "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "math", "operator", "re",
    "statistics", "string", "typing", "unicodedata",
}  # fmt: skip
HEAVY = (
    "rich", "prompt_toolkit", "pydantic", "sqlcipher3", "urllib.request", "socket", "ssl",
    "asyncio", "http.client", "click", "multiprocessing", "xml.etree",
)  # fmt: skip


def name_of(path: Path) -> str:
    """`cli/prompt.py`."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            yield node.module or ""
            if node.module == "pdtrack":
                yield from (f"pdtrack.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_arrows_hold(path: Path) -> None:
    """Domain knows nothing but errors; the three rooms beside each other don't know each other."""
    room = name_of(path).split("/")[0]
    allowed = {room} | ARROWS.get(
        room, {"cli", "content", "store", "privacy", "render", "exchange"}
    )
    allowed |= {"domain", "errors"} if room not in ("domain", "errors.py") else {"errors"}
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "pdtrack" and len(parts) > 1 and parts[1] != "__version__":
            assert parts[1] in allowed, f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_has_its_door(path: Path) -> None:
    """Rich, SQL and the command line each live in one place; the network nowhere."""
    for name in imports(path):
        doors = OUTSIDE.get(name.split(".")[0])
        if doors is not None:
            assert name_of(path).startswith(doors or ("nowhere",)), f"{name_of(path)}: {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "domain").glob("*.py")), ids=name_of)
def test_the_domain_is_pure(path: Path) -> None:
    """It asks for no time, opens no file and prints nothing."""
    for name in imports(path):
        assert name.split(".")[0] in PURE | {"pdtrack"}, f"{name_of(path)} imports {name}"
    source = path.read_text(encoding="utf-8")
    for call in (r"\.now\(", r"\.today\(", r"\bopen\(", r"\bprint\(", r"\binput\("):
        assert not re.search(call, source), f"{name_of(path)}: {call}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_small_named_and_said(path: Path) -> None:
    """At most 520 lines, a name of its own, a docstring, and no file called after no purpose."""
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LINES_MOST
    assert path.stem not in BANNED
    assert path.parent.name not in BANNED
    if path.name == "__init__.py":
        assert path.parent == ROOT or not source.strip()
    else:
        assert ast.get_docstring(ast.parse(source))


def test_every_command_has_help_and_stands_in_the_readme(pdtrack: Pdtrack) -> None:
    """Each by its own name."""
    readme = README.read_text(encoding="utf-8")
    overview = pdtrack.ok("--help").out
    for command in COMMANDS:
        if command.name != "help":  # which is the overview itself
            assert f"`{command.name}" in readme, command.name
            assert f" {command.name} " in overview, command.name
        text = pdtrack.ok(f"{command.name} --help").out
        assert f"pdtrack {command.name}" in text
        assert len(text.splitlines()) > 4


def test_the_help_fits_a_screen(pdtrack: Pdtrack) -> None:
    """24 lines of 80 columns."""
    lines = pdtrack.ok("--help").out.splitlines()
    assert len(lines) <= 24
    assert max(len(line) for line in lines) <= 80


@pytest.mark.parametrize("line", ["log --mood 5 --tag sad", "list", "list --json", "show 1", ""])
def test_nothing_heavy_is_loaded(line: str, pdtrack: Pdtrack) -> None:
    """What everybody types every day, with its output to a pipe, loads only what it needs."""
    pdtrack.ok("log --mood 5")
    script = (
        "import sys\n"
        "from pdtrack.cli.main import main\n"
        f"code = main({line.split()!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.strip().split("\n")[-1] == "[] 0"
