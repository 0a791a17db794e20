"""The settings on disk: a small TOML file that a person can also edit."""

from __future__ import annotations

from pathlib import Path

from pdtrack.domain.settings import Settings, from_texts, setting, texts
from pdtrack.errors import InvalidInput, PdtrackError
from pdtrack.store import files


def read_settings(path: Path) -> Settings:
    """What the file sets; everything as it comes where there is no file.

    Raises `InvalidInput` for a file that is not TOML, a key that is not a setting, or a
    value that its key does not allow.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise PdtrackError("The settings can't be read.", f"See the file {path}.") from None
    import tomllib  # most people never set anything

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise InvalidInput(
            "The settings are not valid TOML.", f"Mend or remove the file {path}."
        ) from None
    return from_texts({key: _text(value) for key, value in found.items()})


def write_setting(path: Path, key: str, text: str) -> Settings:
    """Set one key; the value that holds anyway is not written down."""
    one = setting(key)
    value = one.read(text)
    stands = texts(read_settings(path)) | {one.key: one.text(value)}
    default = texts(Settings())
    lines = [f'{name} = "{word}"\n' for name, word in stands.items() if word != default[name]]
    if lines:
        files.make_folder(path.parent)
        with files.written_whole(path, force=True) as file:
            file.write("".join(lines).encode())
    else:
        path.unlink(missing_ok=True)
    return from_texts(stands)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
