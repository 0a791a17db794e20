"""`passphrase`: encrypt the journal, or stop encrypting it."""

import os
from typing import Annotated, Final, Literal, get_args

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.first_use import start_new
from pdtrack.cli.left_behind import OTHER_NAME, STILL_READABLE, TARGET, UNREACHED, replaced
from pdtrack.cli.options import Yes, one_of
from pdtrack.cli.passphrase_source import (
    guessed_in,
    is_scripted,
    keep_out_of_sight,
    passphrase_from_file,
    passphrase_from_script,
    typed_new,
)
from pdtrack.cli.prompt import confirm_or_stop
from pdtrack.errors import InvalidInput
from pdtrack.store import files
from pdtrack.store.rekey import Rekeyed, has_passphrase, rekey
from pdtrack.store.sqlcipher import PASSPHRASE_LEAST, library

Action = Literal["set", "change", "remove"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
NO_WAY_BACK: Final = (
    "Nobody can open the journal without the passphrase, and nobody can reset one: "
    "if it is lost, so are the entries."
)


def passphrase(
    context: typer.Context,
    typed: Annotated[str, typer.Argument(metavar="|".join(ACTIONS))],
    new_file: Annotated[
        str | None,
        typer.Option("--new-file", metavar="FILE", help="A file with the new passphrase."),
    ] = None,
    yes: Yes = False,
) -> None:
    """Encrypt the whole journal with a passphrase; change or remove the passphrase."""
    run = run_of(context)
    action = one_of(
        typed,
        ACTIONS,
        InvalidInput(
            "There is no such action.", f"Use {', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}."
        ),
    )
    if new_file is not None and action == "remove":
        raise InvalidInput("remove needs no new passphrase.", "Leave out --new-file.")
    has_one = has_passphrase(run.journal_path)
    if action == "set" and has_one:
        raise InvalidInput(
            "The journal has a passphrase already.", "pdtrack passphrase change replaces it."
        )
    if action != "set" and not has_one:
        run.check_there()
        raise InvalidInput("The journal has no passphrase.", "pdtrack passphrase set adds one.")
    if action == "remove":
        _remove_passphrase(run, yes=yes)
    else:
        _give_passphrase(run, action, new_file)


def _give_passphrase(run: Run, action: Action, new_file: str | None) -> None:
    library()
    if action == "change":
        run.unlock()
    else:
        start_new(run, "passphrase set")
    keep_out_of_sight()
    is_typed = new_file is None and not (action == "set" and is_scripted(run.world.environ))
    new, again = _new_passphrase(run, action, new_file)
    done = _rekeyed(run, new, again)
    if action == "change":
        now = "The journal opens with the new passphrase now, and no longer with the old one."
    elif done.made:
        now = "A new journal was made, encrypted from its first entry."
    else:
        now = "The journal has a passphrase now."
    # Whoever typed it has read that already.
    run.out.notify(now if is_typed else f"{now} {NO_WAY_BACK}")
    if soon := guessed_in(new):
        run.out.notify(
            f"This passphrase is easy to guess: a program could find it in {soon}. pdtrack uses "
            "it anyway. Four or more words that have nothing to do with each other, or with you, "
            "are much harder to guess: pdtrack passphrase change."
        )
    _name_left(run, done)
    if not done.made:
        lists = "pdtrack privacy lists those that it finds."
        run.out.notify(" ".join((*replaced(done.copies), STILL_READABLE, lists)))
    if os.path.exists(run.people_path):
        run.out.notify("Your own support lines stay readable without it: they are shown at once.")


def _new_passphrase(run: Run, action: Action, new_file: str | None) -> tuple[str, str]:
    if new_file is not None:
        new = passphrase_from_file(files.named(new_file))
        return new, new
    if action == "set" and is_scripted(run.world.environ):
        new = passphrase_from_script(run.world.environ)
        return new, new
    if not run.out.can_ask:
        how = "--new-file FILE" if action == "change" else "PDTRACK_PASSPHRASE_FILE"
        raise InvalidInput("There is no terminal to type a new passphrase in.", f"Use {how}.")
    run.out.notify(
        f"{NO_WAY_BACK} At least {PASSPHRASE_LEAST} characters: several words in a row are easy to "
        "type. Choose some that people who know you would not try. Nothing shows while you type."
    )
    with run.out.progress.paused():
        return typed_new(run.out.notify)


def _remove_passphrase(run: Run, *, yes: bool) -> None:
    run.unlock()
    question = "Afterwards anyone using this account can read it. Go on?"
    confirm_or_stop(run, "remove", question, yes=yes)
    done = _rekeyed(run, None, None)
    _name_left(run, done)
    now = "The journal has no passphrase now: anyone using this account can read it."
    run.out.notify(" ".join((now, *replaced(done.copies))))


def _rekeyed(run: Run, new: str | None, again: str | None) -> Rekeyed:
    """Encrypt the journal with `new`, which was typed `again`; with none, stop encrypting it."""
    return rekey(
        run.journal_path,
        run.passphrase,
        new=new,
        again=again,
        day=run.now.date(),
        kept=run.kept,
        usual=run.folder / "journal.db",
        committing=interrupts.hold,
        anew=run.begins_anew,
    )


def _name_left(run: Run, done: Rekeyed) -> None:
    """Name the automatic backups that are as they were."""
    for path in done.left:
        run.out.notify(
            "This backup was left as it was. It can't be opened, or is damaged, or is next to "
            f"another journal now: {path}"
        )
    for path in done.linked:
        run.out.notify(OTHER_NAME.format(path))
    for path in done.targets:
        run.out.notify(TARGET.format(path))
    for folder in done.unreached:
        run.out.notify(f"{UNREACHED.format(folder)} They were left as they were.")
