"""Where a run begins and ends, and where every error becomes a line of text."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Final

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import Run, World
from pdtrack.cli.dispatch import dispatch
from pdtrack.cli.output import Output, screen_size
from pdtrack.domain.safe_text import safe_line
from pdtrack.domain.times.local_time import in_minutes
from pdtrack.errors import PdtrackError

INTERRUPTED: Final = 130
IN_FULL: Final = "pdtrack --no-discreet shows more."


def main(argv: Sequence[str], world: World | None = None) -> int:
    """Run pdtrack on `argv` and return the exit code; every error becomes a line of text."""
    world = world or World()
    _forgiving_streams()
    try:
        now = world.clock()
        in_minutes(now)  # a day's offset, less a second, is none that a file can have
    except (ValueError, OverflowError):
        return _fail("The time zone of this computer can't be used.", "Fix or unset TZ.", 1)
    run = Run(world, now, Output(world.environ))
    try:
        with run.out.progress, run.kept:
            code = dispatch(argv, run)
            _finish(run)
        sys.stdout.flush()
    except interrupts.Ended as end:
        return int(end.code or 0)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except PdtrackError as problem:
        _show_trace(world, problem)
        if problem.neutral and _is_discreet(run):
            return _fail(problem.neutral, IN_FULL, problem.exit_code)
        return _fail(problem.message, problem.hint, problem.exit_code, problem.command)
    except BrokenPipeError:
        # The reader closed the pipe.
        return 0
    except SystemExit as end:
        # Typer turns a pipe that closed inside a command into an exit of its own.
        if isinstance(end.__context__, BrokenPipeError):
            return 0
        raise
    except (EOFError, typer.Abort):
        return _fail("The input ended before the answer.", "Nothing was saved.", 2)
    except OSError as problem:
        _show_trace(world, problem)
        return _fail(*_refused(run, problem.strerror or "unknown reason"), 1)
    except Exception as problem:
        _show_trace(world, problem)
        return _fail(
            "Something went wrong inside pdtrack.",
            "What was saved before is still there; PDTRACK_DEBUG=1 shows where it happened.",
            1,
        )
    if code == INTERRUPTED and sys.stderr.isatty():
        # End the line of the question, so that the shell continues below it.
        sys.stderr.write(f"\n{_what_was_kept(run)}")
    return code


def _what_was_kept(run: Run) -> str:
    """What a person has to know who stopped while questions were asked."""
    if run.is_erasing:
        return (
            "It is erased from the journal, but not yet from every automatic backup. Type the "
            "same again to finish it.\n"
        )
    if run.saved_meanwhile is not None:
        number = run.saved_meanwhile
        return (
            f"Entry {number} is saved. To erase it: pdtrack forget {number}.\n"
            "pdtrack support shows where to find help.\n"
        )
    return "Nothing was saved.\n" if run.is_answering else ""


def _finish(run: Run) -> None:
    """What comes after the result of a command: notices, and entries that are still to be erased.

    Those are older than `keep-months`, once something was written, or an erasing was stopped.
    """
    if run.has_written and (months := run.settings.keep_months) is not None:
        from pdtrack.cli.keep_months import forget_older  # few people set this

        forget_older(run, months)
    for notice in run.notices:
        run.out.notify(notice)
    if run.is_erasing:
        from pdtrack.cli.keep_months import finish_erasing  # something stopped it before

        finish_erasing(run)


def _refused(run: Run, reason: str) -> tuple[str, str]:
    """What the system refused, which may be no more than showing the result; and what to do."""
    if run.has_written:
        return f"It is saved, but couldn't be shown ({reason}).", "pdtrack list shows it."
    if run.is_done:
        return f"It worked, but the result couldn't be shown ({reason}).", "Don't run it again."
    return f"The system refused ({reason}).", "What was saved before is still there."


def _is_discreet(run: Run) -> bool:
    """Whether others may see the screen; the settings themselves may be what is wrong."""
    try:
        return run.is_discreet
    except PdtrackError:
        return False


def _fail(message: str, hint: str, code: int, command: str = "") -> int:
    line = safe_line(f"pdtrack: {message} {hint}".rstrip())
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr.isatty():
            # A command that was broken into lines can't be copied.
            copied = safe_line(command)
            lines = _wrapped(line.removesuffix(copied)) if copied else _wrapped(line)
            line = "\n".join([*lines, *filter(None, [copied])])
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    return code


def _wrapped(line: str) -> list[str]:
    """The line, wrapped between words for a screen."""
    from textwrap import wrap

    return wrap(line, screen_size()[0], break_on_hyphens=False)


def _show_trace(world: World, problem: Exception) -> None:
    """With PDTRACK_DEBUG=1, show the place and the class of an error.

    Its message is never part of that: it may contain a note.
    """
    if world.environ.get("PDTRACK_DEBUG") != "1":
        return
    from traceback import format_tb

    frames = "".join(format_tb(problem.__traceback__))
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"Traceback (most recent call last):\n{frames}{type(problem).__name__}\n")


def _forgiving_streams() -> None:
    """Show a question mark for a letter that the screen lacks, instead of failing.

    Input that is not text arrives as broken characters, which every answer rejects.
    """
    _open_streams()
    kinds = {sys.stdin: "surrogateescape", sys.stdout: "replace", sys.stderr: "replace"}
    for stream, errors in kinds.items():
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors)


def _open_streams() -> None:
    """Replace a stream that was closed before we began.

    Standard input is empty then, standard error is discarded, and standard output fails,
    since the result can't be written. This also keeps our files from getting their numbers.
    """
    for name, flags in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            stream = open(os.open(os.devnull, flags), mode, encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, stream)
