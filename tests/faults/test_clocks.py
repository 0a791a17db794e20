"""Clocks that change, differ or go wrong: every instant is exact, none is guessed or lost.

A table has the output of `zdump -v` for some two dozen zones; the program has to record
times around each change, by the clocks of the named zone and by those of this computer.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from build import NOW
from cli.acts import entry, journal, numbers
from conftest import Pdtrack, Process, Result, Terminal
from pdtrack.domain.times.day import echo
from pdtrack.domain.times.local_time import Instants, instants_here, instants_in

try:
    for name in ("Europe/Berlin", "Pacific/Apia"):
        ZoneInfo(name)
except ZoneInfoNotFoundError:  # a system without time zones, and no tzdata
    pytest.skip("no time zones on this system", allow_module_level=True)

# zone | the last second before a change | the first second after it
CHANGES = """
Africa/Cairo        | 2025-04-24 23:59:59+02:00 | 2025-04-25 01:00:00+03:00
Africa/Cairo        | 2025-10-30 23:59:59+03:00 | 2025-10-30 23:00:00+02:00
Africa/Casablanca   | 2025-02-23 02:59:59+01:00 | 2025-02-23 02:00:00+00:00
Africa/Casablanca   | 2025-04-06 01:59:59+00:00 | 2025-04-06 03:00:00+01:00
America/Asuncion    | 2024-03-23 23:59:59-03:00 | 2024-03-23 23:00:00-04:00
America/Asuncion    | 2024-10-05 23:59:59-04:00 | 2024-10-06 01:00:00-03:00
America/Caracas     | 2007-12-09 02:59:59-04:00 | 2007-12-09 02:30:00-04:30
America/Caracas     | 2016-05-01 02:29:59-04:30 | 2016-05-01 03:00:00-04:00
America/Havana      | 2025-03-08 23:59:59-05:00 | 2025-03-09 01:00:00-04:00
America/Havana      | 2025-11-02 00:59:59-04:00 | 2025-11-02 00:00:00-05:00
America/New_York    | 2025-03-09 01:59:59-05:00 | 2025-03-09 03:00:00-04:00
America/New_York    | 2025-11-02 01:59:59-04:00 | 2025-11-02 01:00:00-05:00
America/Santiago    | 2025-04-05 23:59:59-03:00 | 2025-04-05 23:00:00-04:00
America/Santiago    | 2025-09-06 23:59:59-04:00 | 2025-09-07 01:00:00-03:00
America/Sao_Paulo   | 2018-02-17 23:59:59-02:00 | 2018-02-17 23:00:00-03:00
America/Sao_Paulo   | 2018-11-03 23:59:59-03:00 | 2018-11-04 01:00:00-02:00
America/St_Johns    | 2006-04-02 00:00:59-03:30 | 2006-04-02 01:01:00-02:30
America/St_Johns    | 2006-10-29 00:00:59-02:30 | 2006-10-28 23:01:00-03:30
Antarctica/Troll    | 2025-03-30 00:59:59+00:00 | 2025-03-30 03:00:00+02:00
Antarctica/Troll    | 2025-10-26 02:59:59+02:00 | 2025-10-26 01:00:00+00:00
Asia/Kathmandu      | 1985-12-31 23:59:59+05:30 | 1986-01-01 00:15:00+05:45
Asia/Pyongyang      | 2015-08-14 23:59:59+09:00 | 2015-08-14 23:30:00+08:30
Asia/Pyongyang      | 2018-05-04 23:29:59+08:30 | 2018-05-05 00:00:00+09:00
Asia/Tehran         | 2022-03-21 23:59:59+03:30 | 2022-03-22 01:00:00+04:30
Asia/Tehran         | 2022-09-21 23:59:59+04:30 | 2022-09-21 23:00:00+03:30
Australia/Adelaide  | 2025-04-06 02:59:59+10:30 | 2025-04-06 02:00:00+09:30
Australia/Adelaide  | 2025-10-05 01:59:59+09:30 | 2025-10-05 03:00:00+10:30
Australia/Eucla     | 2008-03-30 02:59:59+09:45 | 2008-03-30 02:00:00+08:45
Australia/Eucla     | 2008-10-26 01:59:59+08:45 | 2008-10-26 03:00:00+09:45
Australia/Lord_Howe | 2025-04-06 01:59:59+11:00 | 2025-04-06 01:30:00+10:30
Australia/Lord_Howe | 2025-10-05 01:59:59+10:30 | 2025-10-05 02:30:00+11:00
Europe/Berlin       | 2025-03-30 01:59:59+01:00 | 2025-03-30 03:00:00+02:00
Europe/Berlin       | 2025-10-26 02:59:59+02:00 | 2025-10-26 02:00:00+01:00
Europe/London       | 2025-03-30 00:59:59+00:00 | 2025-03-30 02:00:00+01:00
Europe/London       | 2025-10-26 01:59:59+01:00 | 2025-10-26 01:00:00+00:00
Europe/Moscow       | 2011-03-27 01:59:59+03:00 | 2011-03-27 03:00:00+04:00
Europe/Moscow       | 2014-10-26 01:59:59+04:00 | 2014-10-26 01:00:00+03:00
Pacific/Apia        | 2011-04-02 03:59:59-10:00 | 2011-04-02 03:00:00-11:00
Pacific/Apia        | 2011-12-29 23:59:59-10:00 | 2011-12-31 00:00:00+14:00
Pacific/Chatham     | 2025-04-06 03:44:59+13:45 | 2025-04-06 02:45:00+12:45
Pacific/Chatham     | 2025-09-28 02:44:59+12:45 | 2025-09-28 03:45:00+13:45
Pacific/Kwajalein   | 1993-08-20 23:59:59-12:00 | 1993-08-22 00:00:00+12:00
"""
# Zones whose clocks never change, or haven't for a long time.
UNCHANGING = {"Asia/Kolkata": "+05:30", "Asia/Tokyo": "+09:00", "Pacific/Marquesas": "-09:30"}
BERLIN, NEW_YORK, TOKYO, AUCKLAND = (
    "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland",
)  # fmt: skip
SECOND, MINUTE, HOUR, DAY = (timedelta(**{u: 1}) for u in ("seconds", "minutes", "hours", "days"))
EPOCH = "1970-01-01T00:00:10+00:00"
AHEAD = ["2027-11-22T00:40+01:00", "2038-01-19T04:14:08+01:00", "2106-02-07T07:28:16+01:00"]
ASKS_TWICE = re.compile(r"Write (\S+ \S+) (\S+) for the first time or (\S+) for the second\.")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clocks of a zone: forward, which skips times, or back, which repeats some."""

    zone: str
    before: datetime
    after: datetime

    def __str__(self) -> str:
        return f"{self.zone}-{'on' if self.skips else 'back'}"

    @property
    def skips(self) -> bool:
        """Whether the clocks went forward."""
        return wall(self.after) > wall(self.before)

    @property
    def unclear(self) -> list[datetime]:
        """The first, a middle and the last of the skipped or repeated minutes."""
        first, last = wall(self.before) + SECOND, wall(self.after) - MINUTE
        if not self.skips:
            first, last = wall(self.after), wall(self.before) - 59 * SECOND
        return [first, first + (last - first) // 2 // MINUTE * MINUTE, last]

    @property
    def clear(self) -> list[tuple[datetime, datetime]]:
        """What the clocks showed just before and just after those minutes, with the instants."""
        if self.skips:
            return [(wall(at), at) for at in (self.before, self.after)]
        earlier = self.after.replace(tzinfo=self.before.tzinfo) - SECOND
        later = self.before.replace(tzinfo=self.after.tzinfo) + SECOND
        return [(wall(at), at) for at in (earlier, later)]


def wall(at: datetime) -> datetime:
    """What the clock showed."""
    return at.replace(tzinfo=None)


def changes() -> list[Change]:
    """The rows of the table."""
    rows = [[cell.strip() for cell in line.split("|")] for line in CHANGES.strip().split("\n")]
    return [Change(zone, *map(datetime.fromisoformat, times)) for zone, *times in rows]


ON = [change for change in changes() if change.skips]
BACK = [change for change in changes() if not change.skips]


@dataclass(slots=True)
class Traveller(Pdtrack):
    """Someone whose computer has the clocks of the place where they are."""

    def go(self, zone: str, moment: str | datetime) -> None:
        """Travel to that zone, and set the computer's clock to that moment."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        there = at.astimezone(ZoneInfo(zone))
        # Like the real clock: with the current offset and no zone.
        self.now = there.astimezone(timezone(there.utcoffset() or 0 * DAY))
        self.clocks = instants_in(ZoneInfo(zone))


@pytest.fixture
def traveller(pdtrack: Pdtrack) -> Traveller:
    """Someone with an empty home, in Berlin until they travel."""
    return Traveller(pdtrack.home)


@pytest.fixture(params=["named", "this computer's"])
def clocks(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Instants]]:
    """The clocks of a zone: by its name, or the computer's own clocks while there."""
    if request.param == "named":
        yield lambda zone: instants_in(ZoneInfo(zone))
        return
    if not hasattr(time, "tzset"):
        pytest.skip("the zone can't be set here")
    with pytest.MonkeyPatch.context() as patch:

        def here(zone: str) -> Instants:
            patch.setenv("TZ", zone)
            time.tzset()
            return instants_here()

        yield here
    time.tzset()


Clocks = Callable[[str], Instants]


def after(traveller: Traveller, change: Change, clocks: Clocks) -> None:
    """Travel to where the clocks changed, a day later."""
    traveller.go(change.zone, change.after + DAY)
    traveller.clocks = clocks(change.zone)


def kept(pdtrack: Pdtrack) -> list[tuple[int, int]]:
    """The instant and offset in minutes of every entry, as stored in the file, by number."""
    rows = journal(pdtrack.journal)["entry"]
    return [(row[3], row[4]) for row in rows]


def exact(*moments: datetime) -> list[tuple[int, int]]:
    """The same for the intended moments."""
    return [(int(at.timestamp()), (at.utcoffset() or 0 * DAY) // MINUTE) for at in moments]


def shown(pdtrack: Pdtrack) -> list[str]:
    """What scripts see of the times, newest first."""
    return [each["at"] for each in pdtrack.ok("list --json").json["entries"]]


def refused(result: Result) -> str:
    """The one-line error for a time that is refused."""
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pdtrack: ")
    assert result.err.count("\n") == 1
    return result.err


# Around a change of the clocks


@pytest.mark.parametrize("change", changes(), ids=str)
def test_the_times_around_a_change_are_kept_exactly(
    change: Change, traveller: Traveller, clocks: Clocks
) -> None:
    """The last unambiguous time before it and the first after it, to the second, with offsets."""
    after(traveller, change, clocks)
    for clock, _ in change.clear:
        traveller.ok(["log", "--new", "--mood", "4", "--at", str(clock)])
    moments = [at for _, at in change.clear]
    assert kept(traveller) == exact(*moments)
    assert shown(traveller) == [at.isoformat() for at in reversed(moments)]


@pytest.mark.parametrize("change", ON, ids=str)
def test_a_time_that_was_skipped_is_refused(
    change: Change, traveller: Traveller, clocks: Clocks
) -> None:
    """From its first minute to its last, even a whole day at the date line; nothing is saved."""
    after(traveller, change, clocks)
    for clock in change.unclear:
        said = refused(traveller(["log", "--mood", "4", "--at", str(clock)]))
        assert "does not exist: the clocks skip it" in said
    assert not traveller.journal.exists()


@pytest.mark.parametrize("change", BACK, ids=str)
def test_a_time_that_happened_twice_is_refused_with_both_choices(
    change: Change, traveller: Traveller, clocks: Clocks
) -> None:
    """The refusal shows how to write each; typed like that, each is stored exactly."""
    after(traveller, change, clocks)
    meant = []
    for clock in change.unclear:
        said = refused(traveller(["log", "--mood", "4", "--at", str(clock)]))
        offer = ASKS_TWICE.search(said)
        assert offer is not None, said
        for offset, side in zip(offer.groups()[1:], (change.before, change.after), strict=True):
            traveller.ok(["log", "--new", "--mood", "4", "--at", f"{offer[1]} {offset}"])
            meant.append(clock.replace(tzinfo=side.tzinfo))
    assert kept(traveller) == exact(*meant)


@pytest.mark.parametrize("change", BACK, ids=str)
def test_a_repeated_time_is_sorted_by_its_instant(change: Change, traveller: Traveller) -> None:
    """In a list, the last second before a change is below the first second after it."""
    traveller.go(change.zone, change.after + DAY)
    for at in (change.after, change.before):
        traveller.ok(["log", "--new", "--mood", "4", "--at", at.isoformat(sep=" ")])
    assert wall(change.after) < wall(change.before)
    assert numbers(traveller, "list") == [1, 2]
    assert shown(traveller) == [change.after.isoformat(), change.before.isoformat()]


@pytest.mark.parametrize("change", changes(), ids=str)
def test_ago_counts_real_minutes_across_a_change(change: Change, traveller: Traveller) -> None:
    """Ten minutes after it, a quarter of an hour ago was before it, with the offset of then."""
    traveller.go(change.zone, change.after + 10 * MINUTE)
    for phrase in ("5 min ago", "15 min ago"):
        traveller.ok(["log", "--new", "--mood", "4", "--at", phrase])
    earlier = change.before + SECOND - 5 * MINUTE
    assert kept(traveller) == exact(change.after + 5 * MINUTE, earlier)


@pytest.mark.parametrize(("zone", "offset"), UNCHANGING.items())
def test_where_clocks_never_change_every_time_happened_once(
    zone: str, offset: str, traveller: Traveller
) -> None:
    """Even in nights when clocks elsewhere change."""
    traveller.go(zone, "2025-11-30T12:00+00:00")
    nights = [at for one in changes() for at in (one.before, one.after) if at.year == 2025]
    for at in nights[::3]:
        traveller.ok(["log", "--new", "--mood", "4", "--at", str(wall(at))])
    assert {at[19:] for at in shown(traveller)} == {offset}


def test_a_day_that_was_skipped_has_only_the_hours_of_its_night(traveller: Traveller) -> None:
    """Samoa had no 30 December 2011; a moment at 01:00 after it belongs to that day."""
    traveller.go("Pacific/Apia", "2011-12-31T12:00+14:00")
    for at in ("2011-12-29 22:00", "2011-12-31 01:00", "2011-12-31 05:00"):
        traveller.ok(["log", "--new", "--mood", "4", "--at", at])
    for day, found in (("29", [1]), ("30", [2]), ("31", [3])):
        assert numbers(traveller, f"list --since 2011-12-{day} --until 2011-12-{day}") == found
    for phrase in ("yesterday", "30 dec", "last night"):
        assert "skip it" in refused(traveller(["log", "--mood", "4", "--at", phrase]))


def test_an_offset_with_seconds_moves_nothing(traveller: Traveller) -> None:
    """Liberia's offset was -00:44:30 until 1972: entries still show the typed time."""
    traveller.go("Africa/Monrovia", "2026-11-22T12:00+00:00")
    said = traveller.ok(["log", "--mood", "4", "--at", "1971-06-01 22:30", "--json"])
    assert shown(traveller) == [said.json["entry"]["at"]]
    assert kept(traveller)[0][0] == int(datetime(1971, 6, 1, 23, 14, 30, tzinfo=UTC).timestamp())
    assert "Tue 1 Jun 1971, 22:30" in traveller.ok("list").out


# A clock that is set back, or was wrong


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
def test_a_clock_that_is_set_back_blocks_and_reorders_nothing(
    zone: str, traveller: Traveller
) -> None:
    """By a second, by an hour, to 1970 with a flat battery, and corrected again."""
    moments = [NOW, NOW - SECOND, NOW - HOUR, datetime.fromisoformat(EPOCH), NOW]
    for number, moment in enumerate(moments, 1):
        traveller.go(zone, moment)
        said = traveller.ok(f"log --new --mood {number}").out
        assert said.startswith(f"Saved as entry {number}: ")
    assert numbers(traveller, "list") == [5, 1, 2, 3, 4]
    assert entry(traveller)["id"] == 5
    traveller.go(zone, EPOCH)
    assert "Undone: entry 5 (" in traveller.ok("undo").out
    assert traveller.ok("log --new --mood 6").out.startswith("Saved as entry 6: ")
    assert traveller.ok("doctor --json").json["ok"] is True


def test_a_change_made_under_a_clock_that_was_set_back_counts(traveller: Traveller) -> None:
    """An edit, a delete and their undo, all dated before the entry itself."""
    traveller.ok("log --mood 4 --tag stress")
    traveller.go(BERLIN, EPOCH)
    traveller.ok("edit 1 --mood 6")
    traveller.ok("delete 1 --yes")
    traveller.ok("undo")
    assert (entry(traveller)["after"], entry(traveller)["tags"]) == (6, ["stress"])
    traveller.ok("undo")
    assert entry(traveller)["after"] == 4


WRONG = ["1901-12-13T20:45:52", "1970-01-01T00:00:10", "1980-01-06", "2106-02-07", "9999-12-31"]
LOOKING = (
    "list", "list --json", "list --since 2026", "show 1", "patterns", "patterns --why", "chart",
    "chart calendar", "chart tags", "tags", "export", "doctor", "privacy", "report page.html",
    "backup copy.db",
)  # fmt: skip


@pytest.mark.parametrize("moment", WRONG)
def test_the_diary_can_be_read_at_any_clock_time(moment: str, traveller: Traveller) -> None:
    """A clock that is decades or centuries off hides no entry."""
    for number in range(5):
        traveller.ok(f"log --new --mood {number} --tag stress --tears 2")
    was = traveller.ok("export").out
    traveller.go(BERLIN, f"{moment}+00:00" if "T" in moment else f"{moment}T00:00+00:00")
    for line in LOOKING:
        traveller.ok(line)
    assert numbers(traveller, "list") == [5, 4, 3, 2, 1]
    assert traveller.ok("export").out == was


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_clock_that_was_ahead_can_be_corrected(ahead: str, traveller: Traveller) -> None:
    """Its entries stay, block nothing, and can be moved to the right time."""
    traveller.go(BERLIN, ahead)
    traveller.ok("before --mood 2")
    traveller.go(BERLIN, NOW)
    assert traveller.ok("log --mood 3").out.startswith("Saved as entry 2: Sun 22 Nov 2026, 00:40.")
    assert numbers(traveller, "list") == [1, 2]
    assert traveller.ok("later --mood 6").out.startswith("Added to entry 2, ")
    traveller.ok("edit 1 --at '1h ago'")
    assert numbers(traveller, "list") == [2, 1]
    for line in LOOKING:
        traveller.ok(line)


def test_a_line_shown_under_a_clock_that_was_ahead_appears_again(traveller: Traveller) -> None:
    """The line about seeing a doctor for pain isn't silenced until that date."""
    for moment in (AHEAD[0], NOW):
        traveller.go(BERLIN, moment)
        traveller.ok("log --new --mood 4 --pain severe")
        assert "doctor or sexual health clinic" in traveller.ok("patterns").out, moment


@pytest.mark.parametrize("form", ["csv", "json"])
def test_entries_written_under_a_clock_that_was_ahead_can_be_imported(
    form: str, traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole export is imported, since its entries have their own recording times."""
    traveller.go(BERLIN, AHEAD[0])
    traveller.ok("log --mood 2")
    traveller.go(BERLIN, NOW)
    traveller.ok("log --new --mood 3")
    exported = carried(traveller, form, monkeypatch)
    assert traveller.ok(f"export --format {form}").out == exported


def test_backups_dated_in_the_future_do_not_prevent_today_s(traveller: Traveller) -> None:
    """A week of wrong dates leaves five backups, all newer than any made from now on."""
    ahead = datetime.fromisoformat(AHEAD[0])
    for number in range(7):
        traveller.go(BERLIN, ahead + number * DAY)
        traveller.ok(f"log --new --mood {number}")
        for copy in copies(traveller):
            if str(traveller.now.date()) in copy.name:
                os.utime(copy, (traveller.now.timestamp(),) * 2)
    assert len(copies(traveller)) == 5
    traveller.go(BERLIN, NOW)
    traveller.ok("log --new --mood 8")
    assert "journal-2026-11-22.db" in [copy.name for copy in copies(traveller)]


def copies(pdtrack: Pdtrack) -> list[Path]:
    """The automatic backups."""
    return sorted((pdtrack.journal.parent / "backups").glob("*.db"))


# From one place to another


def test_travelling_west_the_later_entry_is_the_newer_one(traveller: Traveller) -> None:
    """Across the date line it is yesterday again; the list uses the instant."""
    traveller.go(AUCKLAND, "2026-11-22T09:00+13:00")
    traveller.ok("log --new --mood 3")
    traveller.go("Pacific/Honolulu", "2026-11-21T12:00-10:00")
    traveller.ok("log --new --mood 4")
    assert numbers(traveller, "list") == [2, 1]
    assert shown(traveller) == ["2026-11-21T12:00:00-10:00", "2026-11-22T09:00:00+13:00"]


def everywhere(traveller: Traveller) -> None:
    """Log an entry in every zone of the table at the same instant, then travel to Tokyo."""
    for zone in sorted({change.zone for change in changes()}):
        traveller.go(zone, NOW)
        traveller.ok(["log", "--new", "--mood", "4", "--note", zone])
    traveller.go(TOKYO, NOW)


def test_an_entry_shows_the_clock_of_its_place(traveller: Traveller) -> None:
    """From anywhere else it shows the same times, days and nights."""
    everywhere(traveller)
    lines = ("list", "show 3", "chart calendar --json", "export", "export --format json", "tags")

    def looked() -> list[str]:
        """All pages without the offsets, which only appear when they differ."""
        return [re.sub(r" \([+-]\d\d:\d\d\)", "", traveller.ok(line).out) for line in lines]

    seen = looked()
    assert "Sat 21 Nov 2026, 20:10, after 4" in seen[0]  # St. John's
    assert "Sun 22 Nov 2026, 13:25, after 4" in seen[0]  # the Chatham Islands
    for zone in (BERLIN, NEW_YORK, "Pacific/Apia", "Asia/Kathmandu"):
        traveller.go(zone, NOW)
        assert looked() == seen


def carried(traveller: Traveller, form: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Import everything into another journal; return the export."""
    exported = traveller.ok(f"export --format {form}").out
    (traveller.home / f"all.{form}").write_bytes(exported.encode())
    monkeypatch.setenv("PDTRACK_JOURNAL", str(traveller.home / "other.db"))
    traveller.ok(f"import all.{form}")
    return exported


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_imported_in_another_zone_is_unchanged(
    form: str, traveller: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From some two dozen zones, exported in one and imported in another, row by row the same."""
    everywhere(traveller)
    was = journal(traveller.journal)["entry"]
    traveller.go("Pacific/Chatham", NOW)
    exported = carried(traveller, form, monkeypatch)
    assert journal(traveller.journal)["entry"] == was
    traveller.go("America/Caracas", NOW)
    assert traveller.ok(f"export --format {form}").out == exported


# Windows of hours

# A moment at 20:00 before the clocks change in the night, or before a day is skipped.
NIGHTS = [
    (BERLIN, "2026-10-24T20:00+02:00"),
    (BERLIN, "2026-03-28T20:00+01:00"),
    ("Australia/Lord_Howe", "2026-04-04T20:00+11:00"),
    ("Pacific/Apia", "2011-12-29T20:00-10:00"),
]


@pytest.mark.parametrize(("past", "code"), [(36 * HOUR, 0), (36 * HOUR + SECOND, 2)])
@pytest.mark.parametrize(("zone", "evening"), NIGHTS)
def test_later_counts_36_real_hours(
    zone: str, evening: str, past: timedelta, code: int, traveller: Traveller
) -> None:
    """Whatever the clock shows at the end."""
    traveller.go(zone, evening)
    traveller.ok("log --mood 3")
    traveller.go(zone, traveller.now + past)
    assert traveller("later --mood 6").code == code


@pytest.mark.parametrize(("past", "entries"), [(12 * HOUR, 1), (12 * HOUR + SECOND, 2)])
@pytest.mark.parametrize(("zone", "evening"), NIGHTS)
def test_an_opened_moment_waits_12_real_hours(
    zone: str, evening: str, past: timedelta, entries: int, traveller: Traveller
) -> None:
    """A clock change makes the night longer or shorter on the clock, but not here."""
    traveller.go(zone, evening)
    traveller.ok("before --mood 7")
    traveller.go(zone, traveller.now + past)
    traveller.ok("log --mood 3")
    assert len(numbers(traveller, "list")) == entries


@pytest.mark.parametrize(("past", "late"), [(48 * HOUR, False), (48 * HOUR + SECOND, True)])
@pytest.mark.parametrize(("zone", "evening"), NIGHTS)
def test_a_tag_is_late_after_48_real_hours(
    zone: str, evening: str, past: timedelta, late: bool, traveller: Traveller
) -> None:
    """Two days on the clock may be 47, 49 or 72 hours."""
    traveller.go(zone, evening)
    traveller.ok("log --mood 4 --tag stress")
    traveller.go(zone, traveller.now + past)
    traveller.ok("edit 1 --tag stress,wine")
    assert ("added later: wine" in traveller.ok("show 1").out) is late


def test_a_moment_opened_in_one_zone_is_completed_in_another(traveller: Traveller) -> None:
    """Eleven hours after Tokyo it is still the afternoon before in New York."""
    traveller.go(TOKYO, "2026-11-22T04:00+09:00")
    traveller.ok("before --mood 7")
    traveller.go(NEW_YORK, "2026-11-22T06:00Z")
    assert traveller.ok("log --mood 3").out.startswith(
        "Saved as entry 1. It completes the one you began Sun 22 Nov 2026, 04:00 (+09:00) (mood 7)"
    )
    traveller.go(NEW_YORK, "2026-11-22T19:00Z")
    assert traveller.ok("later --mood 6").out.startswith(
        "Added to entry 1, Sun 22 Nov 2026, 04:00 (+09:00). "
    )


def test_undo_shows_the_time_of_a_change_by_its_own_clock(traveller: Traveller) -> None:
    """A change made at 20:00 in summer time still shows 20:00 in winter time."""
    for evening in ("2026-10-24T20:00+02:00", "2026-03-28T20:00+01:00"):
        traveller.go(BERLIN, evening)
        traveller.ok("log --new --mood 3")
        traveller.go(BERLIN, traveller.now + DAY)
        assert ", 20:00.\n" in traveller.ok("undo").out, evening


# The zone of a real process

ZONES = {
    "Nonsense/Zone": "+00:00",
    ":::": "+00:00",
    "": "+00:00",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0": "+10:30",
    "America/St_Johns": "-02:30",
}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is not set by a variable here")
@pytest.mark.parametrize(("zone", "offset"), ZONES.items())
def test_any_zone_works_and_its_offset_is_kept(
    zone: str, offset: str, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown zone means UTC; from elsewhere the entry shows the same time."""
    monkeypatch.setenv("TZ", zone)
    before = datetime.now(UTC).replace(microsecond=0)
    summer = process("log --mood 3 --at '2025-07-01 22:30' --json")
    now = process("log --new --mood 4 --json")
    assert (summer.code, now.code) == (0, 0), summer.err + now.err
    assert summer.json["entry"]["at"] == f"2025-07-01T22:30:00{offset}"
    saved = datetime.fromisoformat(now.json["entry"]["at"])
    assert before <= saved <= datetime.now(UTC)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    listed = process("list")
    assert (listed.code, listed.err) == (0, "")
    assert f"2. {echo(saved)}" in listed.out
    assert "1. Tue 1 Jul 2025, 22:30" in listed.out


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is not set by a variable here")
def test_a_skipped_time_is_refused_and_a_repeated_one_asked_about(
    process: Process, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lord Howe Island changes by half an hour: exit 2 without a terminal, a question on one."""
    monkeypatch.setenv("TZ", "Australia/Lord_Howe")
    for at in ("2025-10-05 02:10", "2025-04-06 01:45"):
        refused(process(f"log --mood 3 --at '{at}'"))
    screen = terminal("--plain log --mood 3 --at '2025-04-06 01:45'")
    screen.expect("Which of the two?")
    screen.expect("1 Sun 6 Apr 2025, 01:45 (+1100)")
    screen.expect("2 Sun 6 Apr 2025, 01:45 (+1030)")
    screen.type("2")
    assert screen.end() == 0
    assert process("show 1 --json").json["entry"]["at"] == "2025-04-06T01:45:00+10:30"
