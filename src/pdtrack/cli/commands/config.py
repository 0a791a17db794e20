"""`config`: view or change settings."""

from collections.abc import Mapping
from typing import Annotated, Final

import typer

from pdtrack.cli import interrupts
from pdtrack.cli.context import Run, run_of
from pdtrack.cli.options import Json, Yes
from pdtrack.domain.settings import SETTINGS, Settings, setting, texts
from pdtrack.errors import InvalidInput
from pdtrack.render.page import Page, Pairs
from pdtrack.store.settings_file import write_setting
from pdtrack.store.sqlcipher import looks_encrypted

NO_LOCK: Final = (
    "Neutral words are not a lock: anyone who uses this account can type --no-discreet. "
    "Lock your diary: pdtrack passphrase set."
)


def config(
    context: typer.Context,
    key: Annotated[str | None, typer.Argument(metavar="[KEY]")] = None,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Reset KEY to its default.")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Show the settings, or set KEY to VALUE."""
    run = run_of(context)
    if reset:
        if key is None or value is not None:
            raise InvalidInput("--reset takes a key and no value.", "See pdtrack config --help.")
        value = texts(Settings())[setting(key).key]
    if key is not None and value is not None:
        _confirm_erasing(run, key, value, yes=yes)
        run.make_folder(run.settings_path.parent)
        settings = write_setting(run.settings_path, key, value, committing=interrupts.hold)
        run.is_done = True
    else:
        settings = run.settings
    shown = texts(settings)
    if key is not None:
        shown = {setting(key).key: shown[setting(key).key]}
    if json:
        run.out.show_json({"settings": shown})
    else:
        run.out.show(_page(shown))
    if (
        value is not None
        and shown.get("discreet") == "yes"
        and not looks_encrypted(run.journal_path)
    ):
        run.out.notify(NO_LOCK)
    was_set = value is not None and "keep-months" in shown
    if was_set and settings.keep_months is not None:
        from pdtrack.cli.keep_months import retention_notice  # hardly anybody sets this

        run.out.notify(
            f"{retention_notice(run, settings.keep_months)} There is no undo. "
            "pdtrack config keep-months all keeps everything."
        )


def _confirm_erasing(run: Run, key: str, value: str, *, yes: bool) -> None:
    """Ask before older entries are erased from now on, where there is someone to ask."""
    if yes or not run.out.can_ask or setting(key).key != "keep-months":
        return
    months = setting(key).read(value)
    if months is None:
        return
    from pdtrack.cli.keep_months import retention_notice
    from pdtrack.cli.prompt import confirm_or_stop

    question = f"{retention_notice(run, months)} There is no undo. Go on?"
    confirm_or_stop(run, "config", question, yes=False)


def _page(shown: Mapping[str, str]) -> Page:
    """The settings, each with its value and what it means."""
    meanings = {one.key: one.meaning for one in SETTINGS}
    return [Pairs(tuple((key, f"{value} ({meanings[key]})") for key, value in shown.items()))]
