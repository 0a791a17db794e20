"""`config`: view and change settings, and the effect of a day's end and a 12-hour clock."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from cli.acts import entry, numbers
from conftest import Pdtrack, Terminal

SETTINGS = {"day-end": "04:00", "clock": "24", "discreet": "no", "keep-months": "all"}


@pytest.fixture
def file(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file, wherever this system keeps it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(pdtrack.home / "config"))
    from platformdirs import user_config_path

    return user_config_path("pdtrack", appauthor=False) / "config.toml"


def test_settings_are_shown_with_their_defaults(pdtrack: Pdtrack, file: Path) -> None:
    """Looking writes nothing."""
    assert pdtrack.ok("config --json").json["settings"] == SETTINGS
    shown = [line.split(" (")[0] for line in pdtrack.ok("config").out.splitlines()]
    assert shown == [f"{key}: {value}" for key, value in SETTINGS.items()]
    assert pdtrack.ok("config clock").out.startswith("clock: 24")
    assert not file.exists()


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("day-end 00:00", "day-end", "00:00"),
        ("day-end 08:00", "day-end", "08:00"),
        ("day-end 4:30", "day-end", "04:30"),
        ("DAY_END 05:15", "day-end", "05:15"),
        ("clock 12", "clock", "12"),
        ("discreet YES", "discreet", "yes"),
        ("keep-months 1", "keep-months", "1"),
        ("keep-months 1200", "keep-months", "1200"),
        ("keep-months all", "keep-months", "all"),
    ],
)
def test_a_setting_stays_set(line: str, key: str, value: str, pdtrack: Pdtrack, file: Path) -> None:
    """The others stay as they are; `--reset` restores the default."""
    assert pdtrack.ok(f"config {line}").out.startswith(f"{key}: {value}")
    assert pdtrack.ok("config --json").json["settings"] == SETTINGS | {key: value}
    pdtrack.ok(f"config {key} --reset")
    assert pdtrack.ok("config --json").json["settings"] == SETTINGS
    assert not file.exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("day-end 08:01", "day-end can be a time from 00:00 to 08:00."),
        ("day-end 24:00", "day-end can be"),
        ("day-end noon", "day-end can be"),
        ("day-end ''", "day-end can be"),
        ("day-end +4:00", "day-end can be"),
        ("day-end 0_4:0", "day-end can be"),
        ("day-end 04:0", "day-end can be"),
        ("day-end ٠٤:٠٠", "day-end can be"),
        ("clock 13", "clock can be 12 or 24."),
        ("discreet maybe", "discreet can be yes or no."),
        ("keep-months 0", "keep-months can be all, or a number of months from 1 to"),
        ("keep-months 1201", "keep-months can be"),
        ("keep-months " + "9" * 5000, "keep-months can be"),
        ("keep-months ٣", "keep-months can be"),
        (
            "colour red",
            "There is no setting with that name. The settings are day-end, clock, discreet,",
        ),
        ("colour", "There is no setting with that name."),
        ("--reset", "--reset takes a key and no value."),
        ("clock 12 --reset", "--reset takes a key and no value."),
        ("clock 12 24", "Some words here don't belong to any option."),
    ],
)
def test_a_bad_value_names_its_key_and_what_it_allows(
    line: str, says: str, pdtrack: Pdtrack, file: Path
) -> None:
    """One line, exit 2, nothing written."""
    result = pdtrack(f"config {line}")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"pdtrack: {says}")
    assert result.err.count("\n") == 1
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ('day-end = "05:00"\n', {"day-end": "05:00"}),
        ("day-end = 05:00:00\nclock = 12\n", {"day-end": "05:00", "clock": "12"}),
        ("discreet = true\nkeep-months = 6\n", {"discreet": "yes", "keep-months": "6"}),
        ("day_end = '03:00' # mine\n", {"day-end": "03:00"}),
        ("", {}),
    ],
)
def test_the_file_can_be_written_by_hand(
    text: str, settings: dict[str, str], pdtrack: Pdtrack, file: Path
) -> None:
    """In every way that TOML allows."""
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert pdtrack.ok("config --json").json["settings"] == SETTINGS | settings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clock = 13\n", "clock can be 12 or 24."),
        ('day-end = "noon"\n', "day-end can be a time from 00:00 to 08:00."),
        ("day-end = 05:00:30\n", "day-end can be"),
        ("day-end = 4\n", "day-end can be"),
        ("discreet = 1\n", "discreet can be"),
        ("keep-months = [1]\n", "keep-months can be"),
        ("[day-end]\nx = 1\n", "day-end can be"),
        ("colour = 1\n", "There is no setting colour. The settings are day-end, clock, discreet,"),
        ("clock = \n", "The settings are not valid TOML."),
        ("day-end = 04:00\n", "The settings are not valid TOML."),
    ],
)
def test_a_bad_settings_file_is_refused_with_its_key_and_path(
    text: str, says: str, pdtrack: Pdtrack, file: Path
) -> None:
    """The line names the key, its values and the file to fix; the file stays as it is."""
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    for line in ("list", "config", "log --mood 4 --at 'last night'", "config clock 24"):
        result = pdtrack(line)
        if line == "list" and result.code == 0:
            continue  # an empty list needs no setting
        assert result.code == 2, line
        assert result.err.startswith(f"pdtrack: {says.removesuffix('.')}")
        assert str(file) in result.err
    assert file.read_text(encoding="utf-8") == text


def test_a_settings_file_that_is_not_text_is_named(pdtrack: Pdtrack, file: Path) -> None:
    """Exit 1, one line."""
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xfe\x00")
    result = pdtrack("config")
    assert (result.code, str(file) in result.err) == (1, True)


# A day's end


def evenings(pdtrack: Pdtrack) -> list[str]:
    """The evening of each row of a list on a screen, from top to bottom."""
    out = pdtrack.ok("list", tty=True).out
    return re.findall(r"\b(\w{3} \d+ Nov)\b", out)


def test_a_list_shows_evenings_of_days_that_end_at_four(
    pdtrack: Pdtrack, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """03:59 belongs to the evening before, 04:00 doesn't; the setting moves the limit."""
    monkeypatch.setenv("COLUMNS", "80")
    pdtrack.at("2026-11-22T12:00:00+01:00")
    for clock in ("03:59", "04:00"):
        pdtrack.ok(f"log --mood 4 --at '2026-11-22 {clock}'")
    assert evenings(pdtrack) == ["Sun 22 Nov", "Sat 21 Nov"]
    pdtrack.ok("config day-end 03:00")
    assert set(evenings(pdtrack)) == {"Sun 22 Nov"}
    pdtrack.ok("config day-end 05:00")
    assert set(evenings(pdtrack)) == {"Sat 21 Nov"}


def test_since_and_until_know_when_a_day_ends(pdtrack: Pdtrack, file: Path) -> None:
    """Both days count in full, until 03:59:59 the next morning."""
    for at in ("2026-11-20 03:59", "2026-11-20 04:00", "2026-11-21 03:59", "2026-11-21 04:00"):
        pdtrack.ok(f"log --mood 4 --at '{at}'")
    assert numbers(pdtrack, "list --since 2026-11-20 --until 2026-11-20") == [3, 2]
    pdtrack.ok("config day-end 00:00")
    assert numbers(pdtrack, "list --since 2026-11-20 --until 2026-11-20") == [2, 1]


def test_at_0040_last_night_is_the_current_night(pdtrack: Pdtrack, file: Path) -> None:
    """It began on Saturday evening."""
    pdtrack.ok("log --mood 4 --at 'last night 23:30'")
    assert entry(pdtrack)["at"] == "2026-11-21T23:30:00+01:00"


# The clock


def test_a_12_hour_clock_applies_wherever_a_time_is_shown(pdtrack: Pdtrack, file: Path) -> None:
    """Stored and exported times don't change."""
    pdtrack.ok("config clock 12")
    result = pdtrack.ok("log --mood 4 --at 'last night 11:30 pm'")
    assert result.out.startswith("Saved as entry 1: Sat 21 Nov 2026, 11:30 pm.\n")
    assert "11:30 pm" in pdtrack.ok("list").out
    assert "12:40 am" in pdtrack.ok("show 1").out
    pdtrack.now += timedelta(hours=1)
    assert "11:30 pm" in pdtrack.ok("later --mood 5").out
    assert pdtrack.ok("undo").out.endswith("on Sun 22 Nov 2026, 1:40 am.\n")
    assert entry(pdtrack)["at"] == "2026-11-21T23:30:00+01:00"


# When it was


def test_a_typed_time_is_shown_once_as_it_was_understood(pdtrack: Pdtrack, file: Path) -> None:
    """With weekday and date, in the line that saves it or before JSON; also where it is refused."""
    pdtrack.ok("log --mood 4")
    saved = pdtrack.ok("log --mood 4 --at '2h ago'")
    assert saved.out.startswith("Saved as entry 2: Sat 21 Nov 2026, 22:40.\n")
    assert saved.err == ""
    assert pdtrack.ok("day --mood 4 --at 'fri 9:00' --json").err == "Fri 20 Nov 2026, 09:00.\n"
    result = pdtrack("log --mood 4 --at '2026-11-22 00:41'")
    assert result.code == 2
    assert result.err.startswith("pdtrack: Sun 22 Nov 2026, 00:41 is in the future.")


def test_without_a_terminal_a_time_that_happened_twice_is_refused(
    pdtrack: Pdtrack, file: Path
) -> None:
    """The line shows how to write each; with its offset, either one is accepted."""
    pdtrack.at("2026-10-25T12:00:00+01:00")
    result = pdtrack("log --mood 4 --at 02:30")
    assert result.code == 2
    assert "happened twice" in result.err
    for number, offset in enumerate(("+02:00", "+01:00"), 1):
        assert f"2026-10-25 02:30 {offset}" in result.err or f"or {offset}" in result.err
        pdtrack.ok(f"log --mood 4 --at '2026-10-25 02:30 {offset}'")
        assert entry(pdtrack, number)["at"] == f"2026-10-25T02:30:00{offset}"


@pytest.mark.parametrize(("typed", "offset"), [("1", "+02:00"), ("2", "+01:00")])
def test_on_a_terminal_it_asks_which_of_the_two(
    typed: str, offset: str, pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows both with their offsets and stores the chosen one."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    screen = terminal("--plain log --mood 4 --at '2025-10-26 02:30'")
    screen.expect("Which of the two?")
    screen.expect("1 Sun 26 Oct 2025, 02:30 (+0200)")
    screen.expect("2 Sun 26 Oct 2025, 02:30 (+0100)")
    screen.type(typed)
    assert screen.end() == 0
    assert entry(pdtrack)["at"] == f"2025-10-26T02:30:00{offset}"


def test_the_chosen_time_is_kept_when_a_moment_is_completed(
    pdtrack: Pdtrack, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pdtrack asks once and remembers the answer."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    pdtrack.at("2025-10-26T01:00:00+02:00")
    pdtrack.ok("before --mood 7")
    screen = terminal("--plain log --mood 4 --at '2025-10-26 02:30'")
    screen.expect("Which of the two?")
    screen.type("2")
    assert screen.end() == 0
    assert entry(pdtrack)["at"] == "2025-10-26T02:30:00+01:00"


@pytest.mark.parametrize("text", ['discret = "yes"', "clock = 13", "not toml", "\xff"])
def test_a_mistake_in_the_settings_saves_nothing(pdtrack: Pdtrack, text: str) -> None:
    """The error comes before any write; otherwise an entry would be saved without its card."""
    pdtrack.ok("config clock 12")
    (file,) = pdtrack.home.rglob("config.toml")
    file.write_bytes(text.encode("latin-1"))
    for words in ("--tag self-harm-thoughts", "--wanted no", "--note hello"):
        result = pdtrack(f"log --mood 3 --new {words}")
        assert (result.code, result.out) in ((2, ""), (1, ""))
        assert str(file) in result.err
    file.unlink()
    assert pdtrack.ok("list --json").json["entries"] == []


def test_neutral_words_are_not_taken_for_a_lock(pdtrack: Pdtrack) -> None:
    """Someone who hides the diary from a partner learns that anyone can turn them off."""
    pdtrack.ok("log --mood 4 --tag sad")
    warned = pdtrack.ok("config discreet yes")
    assert "not a lock" in warned.err
    assert "pdtrack passphrase set" in warned.err
    assert pdtrack.ok("config discreet").err == pdtrack.ok("config discreet no").err == ""
