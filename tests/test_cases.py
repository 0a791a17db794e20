"""A table of cases in one test is as strict as a test for each."""

from __future__ import annotations

import pytest

from cases import check_each


def test_every_case_that_fails_is_named() -> None:
    """Whether an assertion, an error or a missing error; those that pass are not."""

    def check(number: int) -> None:
        assert number != 2
        if number == 3:
            raise KeyError(number)
        if number == 4:
            with pytest.raises(ValueError, match="four"):
                pass

    with pytest.raises(AssertionError) as problem:
        check_each([(f"case {number}", number) for number in range(5)], check)
    lines = str(problem.value).splitlines()
    assert lines[0] == "3 of 5 cases fail"
    assert [line[:8] for line in lines if line.startswith("case")] == [
        "case 2: ",
        "case 3: ",
        "case 4: ",
    ]


def test_no_case_at_all_fails() -> None:
    """A table that became empty would let everything pass."""
    with pytest.raises(AssertionError):
        check_each([], print)
