"""One test over a table of cases: it tries them all and names each one that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def check_each(cases: Iterable[tuple[str, T]], check: Callable[[T], None]) -> None:
    """Check every case by its name; there has to be one."""
    tried, failed = 0, []
    for name, case in cases:
        tried += 1
        try:
            check(case)
        except (Exception, pytest.fail.Exception) as problem:
            failed.append(f"{name}: {problem!s}".rstrip())
    assert not failed, "\n".join([f"{len(failed)} of {tried} cases fail", *failed])
    assert tried
