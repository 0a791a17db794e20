"""The few things that a person may set, what each allows, and what holds if nothing is set."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any, Final, NamedTuple

from pdtrack.domain.times.day import DAY_END
from pdtrack.errors import InvalidInput

LATEST_DAY_END: Final = time(8)
MONTHS_MOST: Final = 1200

_CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}"


class Settings(NamedTuple):
    """`day_end`: when a day ends, 00:00 to 08:00. `clock`: 12 or 24 hours.

    `discreet`: neutral words in prompts and lists. `keep_months`: forget entries older
    than so many months, `None` to keep everything.
    """

    day_end: time = DAY_END
    clock: int = 24
    discreet: bool = False
    keep_months: int | None = None


class Setting(NamedTuple):
    """One setting: its key, the attribute it fills, what it means and allows, how it is read
    and shown.
    """

    key: str
    attribute: str
    meaning: str
    allowed: str
    parse: Callable[[str], Any]
    text: Callable[[Any], str]

    def read(self, text: str) -> Any:
        """The value that `text` means; raises `InvalidInput` naming key and choices."""
        try:
            return self.parse(text.strip().casefold())
        except (ValueError, KeyError):
            raise InvalidInput(f"{self.key} can be {self.allowed}.") from None


def _day_end(text: str) -> time:
    if not re.fullmatch(_CLOCK, text):
        raise ValueError
    hours, _, minutes = text.partition(":")
    found = time(int(hours), int(minutes))
    if found > LATEST_DAY_END:
        raise ValueError
    return found


def _months(text: str) -> int | None:
    if text in ("all", "off"):
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MONTHS_MOST):
        raise ValueError
    return int(text)


SETTINGS: Final = (
    Setting(
        "day-end",
        "day_end",
        "when a day ends",
        "a time from 00:00 to 08:00",
        _day_end,
        lambda value: f"{value:%H:%M}",
    ),
    Setting(
        "clock",
        "clock",
        "12- or 24-hour clock",
        "12 or 24",
        lambda text: {"12": 12, "24": 24}[text],
        str,
    ),
    Setting(
        "discreet",
        "discreet",
        "neutral words in prompts and lists",
        "yes or no",
        lambda text: {"yes": True, "on": True, "no": False, "off": False}[text],
        lambda value: "yes" if value else "no",
    ),
    Setting(
        "keep-months",
        "keep_months",
        "months to keep before entries are erased",
        f"all, or a number of months from 1 to {MONTHS_MOST}",
        _months,
        lambda value: "all" if value is None else str(value),
    ),
)
BY_KEY: Final = {setting.key: setting for setting in SETTINGS}


def setting(key: str) -> Setting:
    """The setting of that key; raises `InvalidInput` where there is none."""
    found = BY_KEY.get(key.strip().casefold().replace("_", "-"))
    if found is None:
        raise InvalidInput(
            "There is no setting with that name.", f"The settings are {', '.join(BY_KEY)}."
        )
    return found


def texts(settings: Settings) -> dict[str, str]:
    """Each key with its value as a person types it."""
    return {one.key: one.text(getattr(settings, one.attribute)) for one in SETTINGS}


def from_texts(found: dict[str, str]) -> Settings:
    """The settings that `texts` gave; what is missing holds as if never set."""
    values = {setting(key).attribute: setting(key).read(text) for key, text in found.items()}
    assert values.keys() <= set(Settings._fields)
    return Settings(**values)
