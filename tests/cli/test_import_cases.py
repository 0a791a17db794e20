"""Files as people really have them: the old result for each, and the right one.

We made small files of every kind; `before` is what version 0.1.0 did with them.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases import check_each
from conftest import Pdtrack
from exchange.made import archive
from pdtrack.domain.times.local_time import instants_in

# An entry in these cases: its wall clock, and its other answers.
Found = tuple[str, dict[str, Any]]

TABLE = "--from table --columns at=Date,mood=Mood,note=Note"
DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note\n"
GRAPH = "FeatureName,Timestamp,Value,Label,Note\n"
BEARABLE = "date,weekday,time of day,category,rating/amount,detail,notes\n"
DRIP = (
    "date,bleeding.value,bleeding.exclude,sex.solo,sex.partner,sex.pill,sex.none,mood.happy,"
    "pain.cramps,note.value\n"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One file: the old result, how to import it, and the right result.

    `shows` are words of the report or of the error. Without `right` the file is refused.
    """

    before: str
    content: str | bytes
    right: list[Found] | None
    line: str = ""
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    zone: str = "Europe/Berlin"
    name: str = "past.csv"


def day(when: str, mood: int | None = None, *tags: str, note: str = "") -> Found:
    """A mood of a day."""
    return when, _filled(kind="day", mood=mood, tags=list(tags), note=note)


def moment(when: str, after: int | None = None, *tags: str, **answers: Any) -> Found:
    """An intimate moment."""
    return when, _filled(kind="intimate", after=after, tags=list(tags), **answers)


def _filled(**answers: Any) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value not in (None, [], "")}


def backup(**entry: Any) -> bytes:
    """A backup of Daylio with one entry at 20:00 of 5 July 2024; months count from 0."""
    clock = {"year": 2024, "month": 6, "day": 5, "hour": 20, "minute": 0, "mood": 2, "tags": [1]}
    content = {"dayEntries": [clock | entry], "customMoods": [], "tags": [{"id": 1, "name": "tea"}]}
    return json.dumps(content).encode()


SUMMER = {"datetime": 1_720_202_400_000, "timeZoneOffset": 7_200_000}  # 20:00 in Berlin

CASES: dict[str, Case] = {
    # Labels
    "labels of an office": Case(
        "work is stress, cold is distant, chore is felt-obliged",
        DAYLIO + '2026-11-20,November 20,Friday,22:30,bad,"work | cold | chore | Cramps","",""\n',
        [day("2026-11-20 22:30", 3, "work", "cold", "chore", "cramps")],
        shows=("Kept as your own words", "work (1): like the tag stress", "--fold"),
    ),
    "labels that are asked to count": Case(
        "the same, without being asked for",
        DAYLIO + '2026-11-20,November 20,Friday,22:30,bad,"work | cold","",""\n',
        [day("2026-11-20 22:30", 3, "stress", "distant")],
        "--fold",
        hides=("Kept as your own words",),
    ),
    "trackers": Case(
        "cramps is pain, spotting is bleeding",
        GRAPH + "Cramps,2026-11-01T09:00:00+01:00,2.0,,\nSpotting,2026-11-02T09:00:00+01:00,1,,\n",
        [day("2026-11-01 09:00", None, "cramps"), day("2026-11-02 09:00", None, "spotting")],
    ),
    "feelings": Case(
        "the same",
        BEARABLE + '"5th Mar 2025","Wednesday","am","Mood","6","Calm | Lucky",""\n',
        [day("2025-03-05 09:00", 6, "content", "lucky")],
    ),
    "words about consent": Case(
        "the same, but not listed",
        DAYLIO + '2026-11-20,November 20,Friday,22:30,bad,"walk | pressured","",""\n',
        [
            (
                "2026-11-20 22:30",
                {
                    "kind": "day",
                    "mood": 3,
                    "tags": ["walk", "pressured"],
                    "cards": ["card-pressured"],
                },
            )
        ],
        shows=("About consent or safety", "pressured (1)", "This is about 1 entry in this diary"),
    ),
    # Bearable
    "symptoms that were not there": Case(
        "a tag",
        BEARABLE + '"5th Mar 2025","Wednesday","09:53","Symptom","0","Headache",""\n'
        '"5th Mar 2025","Wednesday","09:53","Mood","6","",""\n',
        [day("2025-03-05 09:53", 6)],
        shows=("symptoms of 0 (1)",),
    ),
    "times": Case(
        "the dry run is fine, the import is refused",
        BEARABLE
        + '"5th Mar 2025","Wednesday","09:53","Mood","6","Calm","slept well"\n'
        + '"5th Mar 2025","Wednesday","all day","Factors","","Walk | Friends",""\n'
        + '"5th Mar 2025","Wednesday","pm","Symptom","2","Headache (Moderate)",""\n'
        + '"5th Mar 2025","Wednesday","","Sleep","7:15","Asleep 23:00",""\n',
        [
            day("2025-03-05 09:53", 6, "content", note="slept well"),
            day("2025-03-05 20:00", None, "headache"),
        ],
        shows=("factors (2)", "sleep (an amount) (1)"),
    ),
    "a sentence is no label": Case(
        "a tag of 40 characters, cut",
        BEARABLE
        + '"5th Mar 2025","Wednesday","am","Gratitudes","","My sister called and we laughed'
        ' for an hour",""\n',
        [day("2025-03-05 09:00", note="My sister called and we laughed for an hour")],
    ),
    "times that are none": Case(
        "one of pre, am, mid, pm",
        BEARABLE + '"5th Mar 2025","Wednesday","teatime","Mood","6","",""\n',
        None,
        shows=("Row 2, column time of day: ",),
    ),
    # Dates
    **{
        f"a date like {text}": Case(
            before,
            f'Date,Mood,Note\n"{text}",4,x\n',
            [day(f"2024-05-15 {clock}", 4, note="x")],
            TABLE,
        )
        for text, before, clock in (
            ("20240515", "refused", "12:00"),
            ("15. Mai 2024", "refused", "12:00"),
            ("15-May-24", "refused", "12:00"),
            ("15.05.24", "refused", "12:00"),
            ("Wednesday, May 15, 2024", "refused", "12:00"),
            ("5/15/2024", "can be read in two ways", "12:00"),
            ("5/15/2024 21:03:00", "can be read in two ways", "21:03"),
            ("15/05/2024, 9:03 PM", "can be read in two ways", "21:03"),
            ("15 мая 2024 21:03", "refused", "21:03"),
            ("mercredi 15 mai 2024 21h03", "refused", "21:03"),
            ("2024년 5월 15일 오후 9:03", "refused", "21:03"),
            ("45427", "refused", "12:00"),
            ("45427.876", "refused", "21:01"),
            ("20240515T210300", "refused", "21:03"),
            ("1715799780", "refused", "21:03"),
            ("1715799780000", "refused", "21:03"),
            ("May 15 2024 9:03 p.m.", "refused", "21:03"),
            ("15.05.2024, 21:03 Uhr", "refused", "21:03"),
            ("2024. 5. 15. 오후 9:03", "refused", "21:03"),
            ("Wed May 15 2024 21:03:00 GMT+0200 (a summer time)", "refused", "21:03"),
            ("Wed May 15 21:03:00 2024", "refused", "21:03"),
            ("21:03 15.05.2024", "refused", "21:03"),
            ("१५ मई २०२४", "refused", "12:00"),
            ("2024-05-15 下午9:03", "refused", "21:03"),
        )
    },
    "a column decides": Case(
        "can be read in two ways",
        "Date,Mood,Note\n5/6/2024,4,x\n5/15/2024,5,y\n",
        [day("2024-05-06 12:00", 4, note="x"), day("2024-05-15 12:00", 5, note="y")],
        TABLE,
        shows=("dates in numbers (2): month/day/year",),
    ),
    "a column that leaves it open": Case(
        "can be read in two ways",
        "Date,Mood,Note\n5/6/2024,4,x\n",
        None,
        TABLE,
        shows=("can be read in two ways", "--dates dmy", "--dates mdy"),
    ),
    "a column with both orders": Case(
        "can be read in two ways",
        "Date,Mood,Note\n15/5/2024,4,x\n5/15/2024,4,x\n5/6/2024,4,x\n",
        None,
        TABLE,
        shows=("Row 4, column date: ", "two ways"),
    ),
    "a person decides": Case(
        "no such option",
        "Date,Mood,Note\n5/6/2024,4,x\n",
        [day("2024-06-05 12:00", 4, note="x")],
        f"{TABLE} --dates dmy",
        shows=("dates in numbers (1): day/month/year",),
    ),
    "opened in a spreadsheet": Case(
        "can be read in two ways",
        "\ufeff" + DAYLIO + "6/3/2021,3-Jun,Thursday,9:39 PM,good,walk,,a\n",
        [day("2021-06-03 21:39", 8, "walk", note="a")],
        shows=("month/day/year",),
    ),
    "a weekday that is another one": Case(
        "refused", 'Date,Mood,Note\n"Monday, May 15, 2024",4,x\n', None, TABLE, shows=("weekday",)
    ),
    # False moments
    "the pill is taken every day": Case(
        "a moment each day",
        DRIP + "2024-01-16,,,,,true,,true,,\n2024-01-18,,,,,,true,,,\n",
        [
            day("2024-01-16 12:00", None, "content", "pill"),
            day("2024-01-18 12:00", None, "no-contraception"),
        ],
    ),
    "no is no": Case(
        "a moment, and cramps",
        GRAPH
        + "Sex,2026-11-01T23:00:00+01:00,0.0,No,\nSex,2026-11-02T23:00:00+01:00,1.0,Yes,\n"
        + "Run,2026-11-01T09:00:00+01:00,0:00:00,,\n"
        + "Cramps,2026-11-01T09:00:00+01:00,0.00,None,\nTea,2026-11-01T09:00:00+01:00,false,,\n",
        [moment("2026-11-02 23:00")],
        "--intimate Sex",
        shows=("Sex: No (1)", "Cramps: None (1)", "Tea: false (1)"),
    ),
    # Untidy rows
    "blank rows": Case(
        "refused",
        "Date,Mood,Note\n2024-05-15,7,a\n,,\n\n2024-05-16,5,b\n,,\n , ,\n",
        [day("2024-05-15 12:00", 7, note="a"), day("2024-05-16 12:00", 5, note="b")],
        TABLE,
    ),
    "short rows": Case(
        "refused",
        "Date,Mood,Note\n2024-05-15,7,a\n2024-05-16,5\n",
        [day("2024-05-15 12:00", 7, note="a"), day("2024-05-16 12:00", 5)],
        TABLE,
    ),
    "empty columns at the end": Case(
        "refused",
        "Date,Mood,Note,,\n2024-05-15,7,a,,,\n",
        [day("2024-05-15 12:00", 7, note="a")],
        TABLE,
    ),
    "a name twice": Case(
        "refused",
        "Date,Mood,Note,Note\n2024-05-15,7,a,b\n",
        [day("2024-05-15 12:00", 7, note="a\nb")],
        TABLE,
    ),
    "rows that are too long": Case(
        "refused",
        "Date,Mood,Note\n2024-05-15,7,a\n2024-05-16,7,a,b\n",
        None,
        TABLE,
        shows=("Row 3: it has more cells than the 3 columns", "--skip-bad"),
    ),
    "rows that are left out": Case(
        "no such option",
        "Date,Mood,Note\n2024-05-15,7,a\n2024-05-16,7,a,b\nx,1,\n2024-05-17,99,\n",
        [day("2024-05-15 12:00", 7, note="a")],
        f"{TABLE} --skip-bad",
        shows=("row 3", "row 4 date", "row 5 mood"),
    ),
    "moods that are none": Case(
        "refused",
        "Date,Mood,Note\n2024-05-15,N/A,a\n2024-05-16,-,b\n2024-05-17,5,c\n",
        [
            day("2024-05-15 12:00", note="a"),
            day("2024-05-16 12:00", note="b"),
            day("2024-05-17 12:00", 5, note="c"),
        ],
        TABLE,
    ),
    "moods with their scale": Case(
        "refused",
        'Date,Mood,Note\n2024-05-15,7/10,a\n2024-05-16,70%,b\n2024-05-17,"7,5",c\n',
        [
            day("2024-05-15 12:00", 7, note="a"),
            day("2024-05-16 12:00", 7, note="b"),
            day("2024-05-17 12:00", 8, note="c"),
        ],
        TABLE,
    ),
    "another scale": Case(
        "refused",
        "Date,Mood,Note\n2024-05-15,3/5,a\n",
        None,
        TABLE,
        shows=("Row 2, column mood: ", "scale"),
    ),
    "crosses": Case(
        "a tag x",
        "Date;Mood;Headache;Walk;Sex\n15.05.2024;7;x;;x\n16.05.2024;5;no;TRUE;0\n",
        [moment("2024-05-15 12:00", 7, "headache"), day("2024-05-16 12:00", 5, "walk")],
        "--from table --columns at=Date,mood=Mood,tags=Headache,tags=Walk,tags=Sex --intimate Sex",
    ),
    "crosses that Excel wrote in another language": Case(
        "a tag ja, and one falsch",
        "Date;Mood;Walk;Sex\n15.05.2024;7 out of 10;ja;WAHR\n16.05.2024;5;nein;FALSCH\n",
        [moment("2024-05-15 12:00", 7, "walk"), day("2024-05-16 12:00", 5)],
        "--from table --columns at=Date,mood=Mood,tags=Walk,tags=Sex --intimate Sex",
    ),
    "a form": Case(
        "the columns can't be read",
        'Timestamp,"How was it, 1-10?",Anything else?\n2024/05/15 9:03:11 PM GMT+2,7,a\n',
        [day("2024-05-15 21:03", 7, note="a")],
        "--from table --columns 'at=Timestamp,mood=How was it, 1-10?,note=Anything else?'",
    ),
    "a table of moments": Case(
        "refused",
        'When,After,Tears,Orgasm,Tags\n2024-05-15 22:00,3,tears,no,"sad; own"\n'
        "2024-05-16 22:00,8,0,TRUE,\n",
        [
            moment("2024-05-15 22:00", 3, "sad", "own", tears=2, orgasm=False),
            moment("2024-05-16 22:00", 8, tears=0, orgasm=True),
        ],
        "--from table --columns at=When,after=After,tears=Tears,orgasm=Orgasm,tags=Tags",
    ),
    "Latin-1": Case(
        "refused",
        "Date;Mood;Note\n15.05.2024;7;schön müde\n".encode("latin-1"),
        [day("2024-05-15 12:00", 7, note="schön müde")],
        TABLE,
        shows=("Latin-1",),
    ),
    "damaged UTF-8 is not Latin-1": Case(
        "refused",
        "Date;Mood;Note\n15.05.2024;7;schön ".encode() + b"\xff\n",
        None,
        TABLE,
        shows=("Row 2: it is not UTF-8",),
    ),
    "UTF-16": Case(
        "refused",
        (DAYLIO.replace(",", "\t") + "2024-05-05\tMay 5\tSunday\t12:00\tgood\ttea\t\tö\n").encode(
            "utf-16"
        ),
        [day("2024-05-05 12:00", 8, "tea", note="ö")],
        shows=("UTF-16",),
    ),
    "sep=": Case(
        "the format is not known",
        "sep=;\nDate;Mood;Note\n2024-05-15;7;a\n",
        [day("2024-05-15 12:00", 7, note="a")],
        TABLE,
    ),
    # Backups of Daylio
    "an offset of 16 hours": Case(
        "another day",
        archive(
            {
                "backup.daylio": base64.encodebytes(
                    backup(datetime=1_720_202_400_000, timeZoneOffset=57_600_000)
                )
            }
        ),
        [day("2024-07-05 20:00", 8, "tea")],
        shows=("offset does not fit",),
        name="a.daylio",
    ),
    "seconds for milliseconds": Case(
        "1970",
        archive(
            {
                "backup.daylio": base64.encodebytes(
                    backup(datetime=1_720_202_400, timeZoneOffset=7_200_000)
                )
            }
        ),
        [day("2024-07-05 20:00", 8, "tea")],
        shows=("offset does not fit",),
        name="a.daylio",
    ),
    "a backup out of its archive": Case(
        "the format is not known",
        base64.encodebytes(backup(**SUMMER)),
        [day("2024-07-05 20:00", 8, "tea")],
        hides=("offset",),
        name="backup.daylio",
    ),
    "a backup that was decoded": Case(
        "the format is not known",
        backup(**SUMMER),
        [day("2024-07-05 20:00", 8, "tea")],
        hides=("offset",),
        name="backup.json",
    ),
    # Nothing is lost without a line
    "notes of Clue": Case(
        "no place for it",
        json.dumps(
            [
                {"type": "notes", "id": "n", "date": "2025-01-05", "value": {"text": "We talked"}},
                {
                    "type": "sleep_duration",
                    "id": "s",
                    "date": "2025-01-05",
                    "value": {"minutes": 420},
                },
            ]
        ),
        [day("2025-01-05 12:00", note="We talked")],
        shows=("sleep_duration (1)",),
    ),
    "bleeding that drip leaves out": Case(
        "lost",
        DRIP + "2024-01-16,2,true,,,,,,,a\n",
        [day("2024-01-16 12:00", note="a")],
        shows=("bleeding marked as excluded (1)",),
    ),
    "signs that are no HTML": Case(
        "if ad",
        "Date,Mood,Note\n2024-05-15,7,if a<b and c>d then <3 & &amp; <b>x</b>\n",
        [day("2024-05-15 12:00", 7, note="if a<b and c>d then <3 & &amp; <b>x</b>")],
        TABLE,
    ),
    "signs in a note of Daylio": Case(
        "if ad",
        DAYLIO + "2024-05-15,May 15,Wednesday,12:00,good,,,<b>if</b> a<b and c>d &amp; e\n",
        [day("2024-05-15 12:00", 8, note="if a<b and c>d & e")],
    ),
    # Zones
    "an instant": Case(
        "a wall clock in UTC, the next day",
        "Date,Mood,Note\n2024-05-16T03:30:00.000Z,4,x\n",
        [("2024-05-15T23:30:00-04:00", {"kind": "day", "mood": 4, "note": "x"})],
        TABLE,
        shows=("times in UTC (1)",),
        zone="America/New_York",
    ),
    # Daylio in other languages
    "a Spanish clock": Case(
        "refused",
        DAYLIO + "2024-05-05,5 de mayo,domingo,9:03 p. m.,bad,,,x\n",
        [day("2024-05-05 21:03", 3, note="x")],
    ),
    "a Korean clock": Case(
        "refused",
        DAYLIO + "2024-05-05,5월 5일,일요일,오후 9:03,good,,,x\n",
        [day("2024-05-05 21:03", 8, note="x")],
    ),
    "other digits": Case(
        "refused",
        DAYLIO + "٢٠٢٤-٠٥-٠٥,x,x,٩:٠٣ م,good,,,x\n",
        [day("2024-05-05 21:03", 8, note="x")],
    ),
    "Polish months": Case(
        "refused",
        "year,date,weekday,time,mood,activities,note\n2017,7 września,czwartek,12:10,ok,,\n",
        [day("2017-09-07 12:10", 6)],
        "--map ok=6",
    ),
    "no header": Case(
        "refused",
        "\ufeff2021-10-16,16 de octubre,sábado,18:43,mal,,nota\n",
        [day("2021-10-16 18:43", 3, note="nota")],
        "--from daylio --map mal=3",
    ),
    # Small
    "a duration with a label": Case(
        "the tag 10-00-in-the-park",
        "FeatureName,Timestamp,Value,Note\nRun,2024-05-05T13:00:00+02:00,1:10:00:in the park,\n",
        [day("2024-05-05 13:00", None, "run", "in-the-park")],
    ),
    "a table made by hand": Case(
        "before_recalled is missing",
        "at,kind,before,after\n2024-05-15T22:00:00+02:00,intimate,7,3\n",
        [moment("2024-05-15 22:00", 3, before=7, before_recalled=True)],
    ),
    "a table made by hand, with an empty cell": Case(
        "refused",
        "at,kind,before,before_recalled,after\n2024-05-15T22:00:00+02:00,intimate,7,,3\n",
        [moment("2024-05-15 22:00", 3, before=7, before_recalled=True)],
    ),
    "line ends of Windows": Case(
        "changed without a word",
        'at,kind,mood,note\r\n2024-05-15T22:00:00+02:00,day,7,"a\r\nb"\r\n',
        [day("2024-05-15 22:00", 7, note="a\nb")],
        shows=("line ends of Windows in a note (1)",),
    ),
}


def each_case() -> Iterator[tuple[str, Case]]:
    """Every case by its name."""
    yield from CASES.items()


def imported(pdtrack: Pdtrack) -> list[Found]:
    """What is in the journal, oldest first."""
    entries = pdtrack.ok("export --format json").json["entries"]
    return [_found(entry) for entry in sorted(entries, key=lambda entry: str(entry["at"]))]


def _found(entry: dict[str, Any]) -> Found:
    hidden = {"id", "uid", "at", "recorded_at", "edited_at"}
    return entry["at"], {
        name: value
        for name, value in entry.items()
        if value is not None and value != [] and name not in hidden and "settled" not in name
    }


def same(found: Found, right: Found) -> bool:
    """Whether an entry is the right one; a time without an offset is a wall clock in minutes."""
    when = right[0] if "T" in right[0] else right[0].replace(" ", "T")
    return found[0].startswith(when) and found[1] == right[1]


def test_every_case_is_imported_correctly(
    pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run reports the same, and a refused file imports nothing."""

    def check(case: Case) -> None:
        monkeypatch.setenv("PDTRACK_JOURNAL", str(pdtrack.home / f"{os.urandom(4).hex()}.db"))
        pdtrack.clocks = instants_in(ZoneInfo(case.zone))
        content = case.content.encode() if isinstance(case.content, str) else case.content
        (pdtrack.home / case.name).write_bytes(content)
        dry = pdtrack(f"import {case.name} {case.line} --dry-run")
        real = pdtrack(f"import {case.name} {case.line}")
        assert dry.code == real.code, (dry.err, real.err)
        said = real.out + real.err
        assert dry.err == real.err
        for words in case.shows:
            assert words in said, said
        for words in case.hides:
            assert words not in said, said
        if case.right is None:
            assert real.code == 2
            assert not pdtrack.journal.exists() or imported(pdtrack) == []
            return
        assert real.code == 0, real.err
        assert real.out.endswith("pdtrack undo undoes all of it.\n")
        found = imported(pdtrack)
        assert len(found) == len(case.right), found
        for one, right in zip(found, case.right, strict=True):
            assert same(one, right), f"{one} is not {right}"
        again = pdtrack.ok(f"import {case.name} {case.line} --json").json["import"]
        assert (again["new"], again["same"]) == (0, len(found))

    check_each(each_case(), check)


def test_a_disclosure_in_an_imported_diary_shows_its_card_at_once(pdtrack: Pdtrack) -> None:
    """In the dry run too, once for all entries; a discreet screen shows a pointer."""
    rows = "2026-11-20,x,x,22:30,bad,raped,,\n2026-11-19,x,x,22:30,bad,,,he forced me\n"
    (pdtrack.home / "past.csv").write_text(DAYLIO + rows, encoding="utf-8")
    bad_row = "2026-11-32,x,x,22:30,bad,,,\n"
    (pdtrack.home / "bad.csv").write_text(DAYLIO + rows + bad_row, encoding="utf-8")
    for line, code in (("past.csv --dry-run", 0), ("bad.csv", 2), ("past.csv", 0)):
        result = pdtrack(f"import {line}")
        assert result.code == code
        assert result.out.count("not your fault") == 1
        assert "This is about 2 entries in this diary." in result.out
        # Only what was imported can be shown again.
        assert ("pdtrack show ID --message" in result.out) is (line == "past.csv")
    assert "not your fault" not in pdtrack.ok("import past.csv").out
    exported = pdtrack.ok("export --format json").out
    (pdtrack.home / "own.json").write_text(exported, encoding="utf-8")
    pdtrack.ok("undo")
    assert "not your fault" not in pdtrack.ok("import own.json").out
    pdtrack.ok("undo")
    said = pdtrack.ok("--discreet import past.csv").out
    assert "There is a message for you." in said
    assert "raped" not in said
    number = said.split("pdtrack show ")[1].split()[0]
    assert "not your fault" in pdtrack.ok(f"show {number} --message").out


def test_an_imported_diary_of_days_shows_nothing_about_sex(pdtrack: Pdtrack) -> None:
    """After an import without moments, no line or card is about sex, not even on a new day."""
    rows = "".join(
        f"2026-11-{number:02},x,x,22:30,bad,bleeding | pain | dread | headache | chore | fight,,\n"
        for number in range(1, 21)
    )
    (pdtrack.home / "past.csv").write_text(DAYLIO + rows, encoding="utf-8")
    for fold in ("", "--fold"):
        pdtrack.ok(f"import past.csv {fold}")
        shown = pdtrack.ok("patterns --json").json
        assert (shown["see_someone"], shown["cards"]) == ([], [])
        pdtrack.ok("undo")
    for tag in ("bleeding", "spotting", "chore", "rushed"):
        said = pdtrack.ok(f"day --mood 4 --tag {tag}").out
        assert "bleeding with sex" not in said
        assert "right to say no" not in said


def test_labels_from_another_app_count_only_as_feelings(pdtrack: Pdtrack) -> None:
    """Even in moments: an office isn't stress, and the name of a known tag is just a word."""
    rows = "".join(
        f"2026-11-{number:02},x,x,22:30,bad,Sex | {label} | sad,,\n"
        for number, label in enumerate(["work", "chore", "bleeding", "spotting", "pain"] * 4, 1)
    )
    (pdtrack.home / "past.csv").write_text(DAYLIO + rows, encoding="utf-8")
    pdtrack.ok("import past.csv --intimate Sex")
    shown = pdtrack.ok("patterns --json").json
    assert {one["rule"] for one in shown["see_someone"]} <= {"P7", "P8"}
    assert "stress" not in pdtrack.ok("patterns").out
    assert "bleeding with sex" not in pdtrack.ok("show 3").out
    assert "counts as" not in pdtrack.ok("tags").out
    for tag, count in (("work", 4), ("bleeding", 4), ("stress", 0), ("sad", 20)):
        listed = pdtrack.ok(f"list --tag {tag} --json").json["entries"]
        assert len(listed) == count, tag
    exported = pdtrack.ok("export").out
    (pdtrack.home / "again.csv").write_text(exported, encoding="utf-8", newline="")
    pdtrack.ok("undo")
    pdtrack.ok("import again.csv")
    again = {one["rule"] for one in pdtrack.ok("patterns --json").json["see_someone"]}
    assert again <= {"P7", "P8"}
    pdtrack.ok("forget --all --yes")
    pdtrack.ok("import past.csv --intimate Sex --fold")
    counted = {one["rule"] for one in pdtrack.ok("patterns --json").json["see_someone"]}
    assert "P1" in counted
    # The same file is recognised, however its labels are read.
    said = pdtrack.ok("import past.csv --intimate Sex --json").json["import"]
    assert (said["new"], said["same"]) == (0, 20)
