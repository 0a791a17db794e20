"""Which small changes to the code does no test notice? A seeded sample of mutants.

    python bench/mutation.py                       all targets, 25 mutants of each
    python bench/mutation.py daylio --sample 100   one target, more of them
    python bench/mutation.py --seed 7 --jobs 2     another sample, two at a time

A mutant is the code with one change: a comparison turned, a number larger by one, `and` for `or`,
a `not` or a statement removed, or `None` returned. The tests of its target run in a copy of this
checkout. A mutant that they pass is a survivor: a test is missing, or the change makes no
difference. Prints the survivors and a Markdown table.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

from children import ROOT, progress, table

SEED: Final = 20261122
# For each target: the files to change, and the tests that belong to them.
TARGETS: Final = {
    "analysis": (["domain/analysis/*.py"], ["tests/domain"]),
    "journal": (
        ["store/journal.py", "store/entry_table.py", "store/undo_log.py"],
        [
            *(f"tests/store/test_{name}.py" for name in ("journal", "redo", "undo", "erase")),
            *(
                f"tests/cli/test_{name}.py"
                for name in ("delete_undo", "tags", "patterns", "import")
            ),
        ],
    ),
    "daylio": (["exchange/apps/daylio.py"], ["tests/exchange/test_daylio.py"]),
}
PYTEST: Final = ("-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider")
# A mutant may loop for ever: it gets so many times what the tests need without one.
PATIENCE: Final = 4.0
# No test can notice a change to these: types, and what decorates a function or makes a class.
SKIPPED: Final = {"annotation", "returns", "decorator_list", "bases"}
PAIRS: Final = (
    (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot),
    (ast.In, ast.NotIn), (ast.And, ast.Or),
)  # fmt: skip
TURNED: Final[dict[type, Any]] = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}


class Mutant(NamedTuple):
    """A file with one change in it, and the change in words."""

    path: str
    line: int
    text: str
    before: str
    after: str
    source: str


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its text."""
    tree, lines = ast.parse(source), source.splitlines()
    for parent, name, place, node in _nodes(tree):
        for changed in _changes(node):
            _put(parent, name, place, changed)
            line: int = getattr(node, "lineno", 1)
            words = (lines[line - 1].strip(), ast.unparse(node), ast.unparse(changed))
            yield Mutant(path, line, *words, ast.unparse(tree))
            _put(parent, name, place, node)


def _nodes(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node, with its parent, the field of the parent, and the place if that is a list."""
    for name, value in ast.iter_fields(parent):
        if name in SKIPPED:
            continue
        for place, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(node, ast.AST):
                yield parent, name, place, node
                yield from _nodes(node)


def _put(parent: ast.AST, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                changed = copy.deepcopy(node)
                changed.ops[place] = TURNED[type(op)]()
                yield changed
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(TURNED[type(op)](), values)
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            yield ast.Constant(number + 1)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Return(value=ast.AST() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()


def sample(patterns: Sequence[str], many: int, seed: int) -> list[Mutant]:
    """A number of mutants of the files that match the patterns, chosen by the seed."""
    package = ROOT / "src" / "pdtrack"
    found = [
        mutant
        for pattern in patterns
        for path in sorted(package.glob(pattern))
        for mutant in mutants(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    return random.Random(seed).sample(found, min(many, len(found)))


def survives(tree: Path, mutant: Mutant, tests: Sequence[str], seconds: float | None) -> bool:
    """Whether the tests pass with that mutant in a copy of the checkout, and in time."""
    path = tree / mutant.path
    original = path.read_bytes()
    path.write_text(mutant.source, encoding="utf-8")
    # No compiled files: two mutants may be written within one tick of the file system's clock.
    environ = os.environ | {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    argv, nowhere = [sys.executable, *PYTEST, *tests], subprocess.DEVNULL
    child = subprocess.Popen(
        argv, cwd=tree, env=environ, stdout=nowhere, stderr=nowhere, start_new_session=True
    )
    try:
        return child.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        path.write_bytes(original)


def survivors(target: str, sampled: Sequence[Mutant], trees: Sequence[Path]) -> list[Mutant]:
    """Those of the sampled mutants that the target's tests don't notice."""
    tests = TARGETS[target][1]
    original = sampled[0]._replace(source=(ROOT / sampled[0].path).read_text("utf-8"))
    start = time.monotonic()
    if not survives(trees[0], original, tests, None):
        raise SystemExit(f"{target}: the tests fail without a mutant.")
    seconds = 10 + PATIENCE * len(trees) * (time.monotonic() - start)
    free: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for tree in trees:
        free.put(tree)

    def survived(numbered: tuple[int, Mutant]) -> bool:
        progress(f"{target}: mutant {numbered[0]} of {len(sampled)}")
        tree = free.get()
        try:
            return survives(tree, numbered[1], tests, seconds)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        verdicts = list(pool.map(survived, enumerate(sampled, 1)))
    progress("")
    return [mutant for mutant, alive in zip(sampled, verdicts, strict=True) if alive]


def main() -> None:
    """Make mutants, run the tests, print the survivors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--sample", type=int, default=25, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    asked = parser.parse_args()
    ignored = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
    rows = []
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        names = (f"{folder}/{number}" for number in range(asked.jobs))
        trees = [Path(shutil.copytree(ROOT, name, ignore=ignored)) for name in names]
        for target in asked.targets or TARGETS:
            sampled = sample(TARGETS[target][0], asked.sample, asked.seed)
            left = survivors(target, sampled, trees)
            for one in left:
                print(f"{one.path}:{one.line}: {one.text}\n    {one.before}  ->  {one.after}")
            rows.append([target, str(len(sampled)), str(len(sampled) - len(left)), str(len(left))])
    print("\n" + table(["target", "mutants", "killed", "survived"], rows))


if __name__ == "__main__":
    main()
