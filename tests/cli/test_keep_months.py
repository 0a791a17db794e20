"""`keep-months`: pdtrack erases older entries after a write, and reports it in a line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import Pdtrack, Process, Terminal
from pdtrack.cli import keep_months
from pdtrack.domain.times.day import months_before

NEEDLE = "needle-note-5519"
OLD = f"log --mood 3 --new --note {NEEDLE} --at"


def numbers(pdtrack: Pdtrack) -> list[int]:
    """The numbers of the entries that are there, oldest first."""
    return sorted(entry["id"] for entry in pdtrack.ok("list --json").json["entries"])


def in_a_week(pdtrack: Pdtrack) -> None:
    """Move the clock past the grace period."""
    pdtrack.now += timedelta(days=8)


def places(folder: Path) -> list[str]:
    """The files below `folder` that hold the needle."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and NEEDLE.encode() in
            path.read_bytes()]  # fmt: skip


def test_no_entry_is_erased_by_default(pdtrack: Pdtrack) -> None:
    """By default the setting keeps everything."""
    pdtrack.ok(f"{OLD} 2001-01-01")
    assert pdtrack.ok("log --mood 4 --new").err == ""
    assert numbers(pdtrack) == [1, 2]


def test_older_entries_are_erased_from_every_file_for_good(pdtrack: Pdtrack) -> None:
    """From the journal, its free pages, the undo steps and the backups."""
    pdtrack.ok(f"{OLD} 2025-11-21")
    pdtrack.ok(f"{OLD} 2025-11-21T12:00")
    pdtrack.ok("log --mood 4 --new")
    pdtrack.ok("edit 1 --mood 5")
    assert "keep-months: 12" in pdtrack.ok("config keep-months 12").out
    assert numbers(pdtrack) == [1, 2, 3]
    pdtrack.now = pdtrack.now.replace(day=23)
    assert pdtrack.ok("log --mood 6 --new").err == ""
    in_a_week(pdtrack)
    result = pdtrack.ok("log --mood 6 --new")
    assert result.out.startswith("Saved as entry 5")
    assert result.err == "Erased 2 entries older than 12 months, as you set. There is no undo.\n"
    assert numbers(pdtrack) == [3, 4, 5]
    assert places(pdtrack.home) == []
    while pdtrack("undo").code == 0:
        pass
    assert not {1, 2} & set(numbers(pdtrack))
    assert places(pdtrack.home) == []


def test_a_line_appears_only_when_entries_were_erased(pdtrack: Pdtrack) -> None:
    """One line for each time, and nothing otherwise."""
    pdtrack.ok(f"{OLD} 2001-01-01")
    pdtrack.ok("config keep-months 3")
    in_a_week(pdtrack)
    assert "Erased 1 entry older than 3 months" in pdtrack.ok("log --mood 4 --new").err
    assert pdtrack.ok("log --mood 5 --new").err == ""


def test_reading_erases_nothing(pdtrack: Pdtrack) -> None:
    """Viewing entries changes nothing."""
    pdtrack.ok(f"{OLD} 2001-01-01")
    pdtrack.ok("config keep-months 1")
    for line in ("list", "show 1", "tags", "chart", "export", "patterns", "privacy", ""):
        assert "Erased" not in pdtrack.ok(line).err
    assert numbers(pdtrack) == [1]


def test_the_limit_is_a_day_of_the_diary(pdtrack: Pdtrack) -> None:
    """22 November 00:40 still counts as the 21st; entries from that day a month ago stay."""
    pdtrack.ok("config keep-months 1")
    pdtrack.ok("log --mood 3 --new --at 2026-10-21T04:00")
    pdtrack.ok("log --mood 3 --new --at 2026-10-21T03:59")
    in_a_week(pdtrack)
    assert "Erased 1" in pdtrack.ok("log --mood 3 --new").err
    assert numbers(pdtrack) == [1, 3]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-03-31", 1, "2026-02-28"), ("2024-03-31", 1, "2024-02-29"), ("2026-01-15", 1,
     "2025-12-15"), ("2026-11-22", 12, "2025-11-22"), ("2026-11-22", 23, "2024-12-22")],
)  # fmt: skip
def test_months_are_calendar_months(day: str, months: int, before: str) -> None:
    """A day missing from a shorter month means its last day."""
    assert months_before(date.fromisoformat(day), months).isoformat() == before


def test_setting_it_explains_what_will_happen(pdtrack: Pdtrack) -> None:
    """Before it happens; turning it off prints nothing."""
    assert "the next time you write" in pdtrack.ok("config keep-months 6").err
    assert pdtrack.ok("config keep-months all").err == ""


def test_a_failed_erase_does_not_lose_the_new_entry(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new entry is saved and reported; the older one is erased next time."""
    from pdtrack.errors import PdtrackError

    def refused(*_: object, **__: object) -> None:
        raise PdtrackError("The automatic backups can't be removed.")

    pdtrack.ok(f"{OLD} 2001-01-01")
    pdtrack.ok("config keep-months 6")
    in_a_week(pdtrack)
    with monkeypatch.context() as patch:
        patch.setattr(keep_months, "forget_entries", refused)
        result = pdtrack.ok("log --mood 4 --new")
    assert result.out.startswith("Saved as entry 2")
    assert "could not be erased this time" in result.err
    assert numbers(pdtrack) == [1, 2]
    assert "Erased 1 entry" in pdtrack.ok("log --mood 4 --new").err


def test_an_encrypted_journal_asks_once(
    pdtrack: Pdtrack, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erasing uses the passphrase already given in this run."""
    pytest.importorskip("sqlcipher3")
    secret = pdtrack.home / "secret"
    secret.write_text("five words that nobody guesses\n")
    secret.chmod(0o600)
    pdtrack.at("2026-10-01T20:00:00+02:00")
    pdtrack.ok(f"{OLD} 2001-01-01")
    monkeypatch.setenv("PDTRACK_PASSPHRASE_FILE", str(secret))
    pdtrack.ok("passphrase set")
    pdtrack.ok("config keep-months 6")
    result = process("log --mood 4 --new")
    assert result.code == 0
    assert "Erased 1 entry" in result.err
    assert numbers(pdtrack) == [2]


def test_the_tour_erases_none_of_your_entries(pdtrack: Pdtrack) -> None:
    """The tour has its own journal and its own dates."""
    pdtrack.ok(f"{OLD} 2001-01-01")
    pdtrack.ok("config keep-months 1")
    assert "Erased" not in pdtrack.ok("demo").err
    assert numbers(pdtrack) == [1]


def test_recording_on_a_terminal_erases_older_entries_too(
    pdtrack: Pdtrack, terminal: Terminal
) -> None:
    """Once the new entry is saved."""
    pdtrack.at("2026-10-01T20:00:00+02:00")
    pdtrack.ok(f"{OLD} 2001-01-01")
    pdtrack.ok("config keep-months 1")
    screen = terminal("log --mood 4 --new")
    screen.expect("Saved as entry 2")
    screen.expect("Erased 1 entry")
    assert screen.end() == 0


def test_setting_it_shows_how_many_entries_would_be_erased(pdtrack: Pdtrack) -> None:
    """Turned off before the next entry, it erases nothing."""
    for year in (2001, 2002):
        pdtrack.ok(f"{OLD} {year}-01-01")
    said = pdtrack.ok("config keep-months 6").err
    assert "2 entries older than that will be erased the next time you write" in said
    pdtrack.ok("config keep-months off")
    pdtrack.ok("log --mood 4 --new")
    assert len(pdtrack.ok("list --json").json["entries"]) == 3


def test_an_import_does_not_promise_an_undo_that_would_fail(pdtrack: Pdtrack) -> None:
    """Older entries are erased at once, and the undo step with them."""
    Path("in.csv").write_text("at,kind,after,tags\n2001-01-01T20:00:00+01:00,intimate,3,none\n")
    pdtrack.ok("log --mood 5")
    pdtrack.at("2026-11-22T20:00:00+01:00")
    assert "undo" in pdtrack.ok("import in.csv").out
    pdtrack.ok("undo")
    pdtrack.ok("config keep-months 6")
    in_a_week(pdtrack)
    result = pdtrack.ok("import in.csv")
    assert "undo" not in result.out
    assert "Erased 1 entry older than 6 months" in result.err


def year(pdtrack: Pdtrack) -> None:
    """A diary of thirteen months, set to keep twelve."""
    for month in range(13):
        pdtrack.at(f"{2025 + (month + 9) // 12}-{(month + 9) % 12 + 1:02d}-20T22:00:00+01:00")
        pdtrack.ok("log --mood 5 --new")
    pdtrack.ok("config keep-months 12")


@pytest.mark.parametrize("years", [1, 4])
def test_a_clock_that_is_ahead_erases_nothing_for_a_week(pdtrack: Pdtrack, years: int) -> None:
    """Not at the first entry, nor five minutes later; once it is right, nothing was lost."""
    year(pdtrack)
    wrong = pdtrack.now + timedelta(days=335 * years)
    for minutes in (0, 5, 60 * 24 * 6):
        pdtrack.now = wrong + timedelta(minutes=minutes)
        said = pdtrack.ok("log --mood 6 --new").err
        assert ("If the clock is wrong, set it first." in said) == (minutes == 0)
    pdtrack.at("2026-10-21T22:00:00+02:00")
    pdtrack.ok("log --mood 6 --new")
    assert len(numbers(pdtrack)) == 17


def test_each_jump_of_the_clock_is_announced_once(pdtrack: Pdtrack) -> None:
    """Also where an entry is due, and a second time after the clock was right in between.

    What was written while it was ahead does not count as time that has gone by.
    """
    year(pdtrack)
    for day, due in ((21, True), (29, False)):
        pdtrack.at(f"2026-10-{day}T22:00:00+01:00")
        pdtrack.ok("log --mood 5 --new")
        pdtrack.now += timedelta(days=335)
        said = [pdtrack.ok("log --mood 6 --new").err for _ in range(2)]
        assert ["set it first" in one for one in said] == [True, False], day
        assert ("Erased 1 entry older" in said[0]) == due
        assert f"{'more' if due else 'some'} entries are now older" in said[0]
    assert len(numbers(pdtrack)) == 18


def test_after_a_long_break_older_entries_are_erased_a_week_later(pdtrack: Pdtrack) -> None:
    """The clock was right, so the setting applies."""
    year(pdtrack)
    pdtrack.now += timedelta(days=400)
    assert "set it first" in pdtrack.ok("log --mood 6 --new").err
    in_a_week(pdtrack)
    assert "Erased 13 entries" in pdtrack.ok("log --mood 7 --new").err
    assert numbers(pdtrack) == [14, 15]


@pytest.mark.parametrize("line", ["edit 2 --note x", "tags rename own other", "delete 1 --yes"])
def test_a_jump_of_the_clock_is_announced_by_any_write(pdtrack: Pdtrack, line: str) -> None:
    """An edit under a wrong clock erases nothing either; a week later the setting applies."""
    for day in (1, 2, 3):
        pdtrack.at(f"2026-11-0{day}T22:00:00+01:00")
        pdtrack.ok("log --mood 5 --new --tag own --new-tag")
    pdtrack.ok("config keep-months 12")
    pdtrack.at("2028-11-03T22:00:00+01:00")
    assert "set it first" in pdtrack.ok(line).err
    assert numbers(pdtrack)[-2:] == [2, 3]
    in_a_week(pdtrack)
    assert "Erased 3 entries" in pdtrack.ok("edit 3 --note y").err


def test_on_a_terminal_config_asks_before_setting_it(pdtrack: Pdtrack, terminal: Terminal) -> None:
    """The question has the number of entries; Enter sets nothing."""
    pdtrack.ok(f"{OLD} 2001-01-01")
    screen = terminal("config keep-months 6")
    screen.expect("1 entry older than that will be erased")
    screen.expect("Go on?")
    screen.type()
    screen.expect("Nothing was changed.")
    screen.end()
    assert "keep-months: all" in pdtrack.ok("config keep-months").out


def test_a_replaced_journal_loses_only_older_entries(pdtrack: Pdtrack) -> None:
    """Entries that only a replaced journal holds stay."""
    pdtrack.ok(f"{OLD} 2001-01-01")
    pdtrack.ok("backup old.db")
    pdtrack.ok("log --mood 6 --new --note nowhere-else")
    pdtrack.ok("restore old.db")
    pdtrack.ok("config keep-months 6")
    in_a_week(pdtrack)
    assert "Erased 1 entry" in pdtrack.ok("log --mood 7 --new").err
    Path("old.db").unlink()
    assert places(pdtrack.home) == []
    (replaced,) = pdtrack.journal.parent.glob("backups/*replaced*")
    kept = pdtrack.ok(f"--journal {replaced} list --json").json["entries"]
    assert [one["note"] for one in kept] == ["nowhere-else"]
