"""The file of settings: a small TOML file that a person can also edit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any, Final

from pdtrack.domain.settings import Setting, Settings, from_texts, setting, texts
from pdtrack.errors import InvalidInput, PdtrackError
from pdtrack.store import files, lock

# A few lines. Python's reader takes memory that grows with the square of a name's length.
BYTES_MOST: Final = 8 * 2**10
_NAME_MOST: Final = 40


def read_settings(path: Path) -> Settings:
    """The settings in the file; all defaults where there is no file.

    Raises `InvalidInput` for a file that is not TOML, a key that is not a setting, or a
    value that its key does not allow.
    """
    try:
        text = files.read_small(path, BYTES_MOST).decode("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise PdtrackError("The settings can't be read.", f"See the file {path}.") from None
    import tomllib  # most people never set anything

    try:
        # A number may have too many digits to be written out.
        found = {key: _text(value) for key, value in tomllib.loads(text).items()}
    except (ValueError, RecursionError):
        raise InvalidInput(
            "The settings are not valid TOML.", f"Fix or remove the file {path}."
        ) from None
    try:
        return from_texts({_key(key): value for key, value in found.items()})
    except InvalidInput as problem:
        hint = f"{problem.hint} See the file {path}.".strip()
        raise InvalidInput(problem.message, hint) from None


def write_setting(path: Path, key: str, text: str, *, committing: Callable[[], None]) -> Settings:
    """Set one key; a default is not written to the file.

    `committing` is called when the next step can't be undone any more.
    """
    one = setting(key)
    value = one.read(text)
    with lock.folder_locked(path.parent):
        return _write(path, one, value, committing)


def _write(path: Path, one: Setting, value: Any, committing: Callable[[], None]) -> Settings:
    current = texts(read_settings(path)) | {one.key: one.text(value)}
    default = texts(Settings())
    lines = [f'{name} = "{word}"\n' for name, word in current.items() if word != default[name]]
    if lines:
        files.create_folder(path.parent)
        with files.written_whole(path, force=True, committing=committing) as file:
            file.write("".join(lines).encode())
    else:
        committing()
        path.unlink(missing_ok=True)
    return from_texts(current)


def _key(name: str) -> str:
    try:
        return setting(name).key
    except InvalidInput as problem:
        raise InvalidInput(f"There is no setting {name[:_NAME_MOST]}.", problem.hint) from None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time) and not (value.second or value.microsecond):
        return f"{value:%H:%M}"
    return str(value)
