"""Files that are wrong on purpose are refused in one line, and nothing else happens."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exchange.made import FIXTURES, NOW, archive, backup, reading, to_csv, to_json
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput

MEMORY_MOST = 200  # MB, the whole process
HUGE = 50 * 2**20

ENTRY = Entry(
    id=1,
    uid="0f" * 16,
    at=NOW,
    recorded_at=NOW,
    before=3,
    before_recalled=True,
    after=7,
    tears=1,
    tags=("stress", "own"),
    helped=(),
    note='=1+1, "quoted"\nand more',
)
DAYLIO = {
    "dayEntries": [
        {"datetime": 1_577_907_000_000, "timeZoneOffset": 3_600_000, "mood": 2, "tags": [1]},
        {
            "year": 2020,
            "month": 0,
            "day": 2,
            "hour": 0,
            "minute": 40,
            "mood": 1,
            "note": "<b>x</b>",
        },
    ],
    "customMoods": [{"id": 2, "custom_name": "so-so", "mood_group_id": 3}],
    "tags": [{"id": 1, "name": "cycling"}],
}
MAPPING = {"at": "Date", "time": "Clock", "mood": "Score", "tags": "Labels", "note": "Comment"}


def originals() -> Iterator[tuple[str, bytes]]:
    """A file of every format and generation."""
    yield "csv", to_csv([ENTRY, ENTRY])
    yield "json", to_json([ENTRY, ENTRY])
    yield "daylio", backup(DAYLIO)
    yield "daylio", json.dumps(DAYLIO).encode()
    yield "daylio", (FIXTURES / "daylio-2021.csv").read_text("utf-8").encode("utf-16")
    yield "clue", archive({"measurements.json": (FIXTURES / "clue.json").read_bytes()})
    for path in sorted(FIXTURES.iterdir()):
        yield path.name.partition("-")[0].partition(".")[0], path.read_bytes()


SPLICES = [
    b'"', b"'", b",", b";", b"\n", b"\r", b"\x00", b"\xff", b"\xed\xa0\x80", b"\x1b[2J",
    b"\xc2\x9b",
    b"=cmd|' /C calc'!A0", b"[" * 2_000, b"{" * 500, b"]", b"}", b":", b"null", b"true", b"NaN",
    b"1e999", b"-1", b"9" * 5_000, b"\\ud800", b"\\u0000", b"<br>", b"&#0;", b"&#x110000;",
    b"0001-01-01", b"9999-12-31", b"2026-11-20T23:30:00+23:59", b"\xef\xbb\xbf", b"\xe2\x80\xae",
    b" | ", b"none", b"raped", "２".encode(), b"," * 600, b"x" * 30_000, b"PK\x05\x06",
]  # fmt: skip


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The file with one to four things wrong with it."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(out) + 1)
        to = min(len(out), at + dice.choice([1, 1, 2, 8, 40, 400]))
        match dice.randrange(7):
            case 0:
                del out[at:to]
            case 1:
                out[at:at] = dice.choice(SPLICES)
            case 2:
                out[at:to] = dice.choice(SPLICES)
            case 3:
                out[at:at] = out[at:to]
            case 4 if at < len(out):
                out[at] = dice.randrange(256)
            case 5:
                del out[at:]
            case _:
                lines = out.split(b"\n")
                dice.shuffle(lines)
                out = bytearray(b"\n".join(lines))
    return bytes(out)


def refused_or_read(form: str, data: bytes) -> bool:
    """Whether it was read; raises any error except an `InvalidInput` of one clean line."""
    columns = {"table": MAPPING, "trackgraph": {"mood": "Mood"}}.get(form, {})
    try:
        found, report = reading(data, form, columns=columns, intimate=frozenset({"sex"}))
        report.raise_rejected()
    except InvalidInput as problem:
        for text in (problem.message, problem.hint):
            assert text.isprintable(), text
            assert len(text) < 20_000
            assert "and more" not in text
        return False
    for each in found:
        each.entry.check()
        assert each.entry.at <= NOW
        assert each.entry.uid
    return True


def play(times: int, seed: int) -> tuple[int, int]:
    dice = random.Random(seed)
    files = list(originals())
    came_in = sum(
        refused_or_read(form, mutated(data, dice)) for form, data in files for _ in range(times)
    )
    return came_in, times * len(files)


def test_damaged_files_are_read_or_refused() -> None:
    """Hundreds of damaged files of every format: never any other error."""
    came_in, played = play(100, seed=1)
    assert 0 < came_in < played


@pytest.mark.slow
def test_ten_thousand_damaged_files_of_every_format_are_read_or_refused() -> None:
    """The same, ten thousand times for each file, half of them with a new seed."""
    seed = random.SystemRandom().randrange(2**32)
    for chosen in (2, seed):
        came_in, played = play(5_000, seed=chosen)
        print(f"seed {chosen}: {played} files, {came_in} came in, {played - came_in} refused")


# Memory

READ = """
import sys
from datetime import timedelta, datetime, UTC
from pathlib import Path
from pdtrack.content import library
from pdtrack.domain.times.local_time import instants_at
from pdtrack.errors import InvalidInput
from pdtrack.exchange import formats
from pdtrack.exchange.importing import ImportOptions, ImportReport

options = ImportOptions(
    now=datetime(2026, 11, 22, tzinfo=UTC), instants=instants_at(timedelta(0)),
    vocabulary=library.vocabulary(), columns={"at": "date", "note": "note"},
)
with Path(sys.argv[1]).open("rb") as file:
    try:
        report = ImportReport(sys.argv[2])
        print(sum(1 for _ in formats.read_entries(file, sys.argv[2], options, report)))
    except InvalidInput as problem:
        print(problem.message)
for line in Path("/proc/self/status").read_text().splitlines():
    if line.startswith("VmHWM:"):
        print(int(line.split()[1]) // 1024)
"""


def repeated(piece: bytes, start: bytes = b"", end: bytes = b"") -> bytes:
    return start + piece * ((HUGE - len(start)) // len(piece)) + end


DAY = b"2020-01-01"
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "one line": ("csv", lambda: repeated(b"x")),
    "one cell": ("csv", lambda: repeated(b"x\n", b'at,kind\n"')),
    "columns": ("csv", lambda: repeated(b",x")),
    "cells of one row": ("csv", lambda: repeated(b'"\n",', b"at,kind\n")),
    "own rows": ("csv", lambda: repeated(b"2020-01-01T00:00:00Z,day\n", b"at,kind\n")),
    "own rows without a uid": (
        "csv",
        lambda: (
            b"at,kind,note\n"
            + b"".join(b"2020-01-01T00:00:00Z,day,%d\n" % n for n in range(1_500_000))
        ),
    ),
    "nested lists": ("json", lambda: repeated(b"[", b'{"schema": 1, "entries": [')),
    "flat lists": ("json", lambda: repeated(b"[],", b'{"schema": 1, "entries": [[')),
    "keys": ("json", lambda: b"{" + b",".join(b'"%d":1' % n for n in range(4_000_000))),
    "short entries": ("json", lambda: repeated(b"{},", b'{"schema": 1, "entries": [')),
    "one string": ("json", lambda: repeated(b"x", b'{"schema": 1, "entries": ["')),
    "wide letters": (
        "json",
        lambda: repeated("\U0001f622".encode(), b'{"schema": 1, "entries": ["'),
    ),
    "moods": (
        "daylio",
        lambda: (
            b"full_date,date,weekday,time,mood,activities,note\n"
            + b"".join(DAY + b",,,10:00,m%d,,\n" % n for n in range(1_000_000))
        ),
    ),
    "activities": (
        "daylio",
        lambda: (
            b"full_date,date,weekday,time,mood,activities,note\n"
            + b"".join(DAY + b",,,10:00,,a%d|b%d,\n" % (n, n) for n in range(400_000))
        ),
    ),
    "long labels": (
        "daylio",
        lambda: (
            b"full_date,date,weekday,time,mood,activities,note\n"
            + b"".join(
                DAY + b",,,10:00,,a%s%d,\n" % (b"-" * 60_000, n) for n in range(HUGE // 60_040)
            )
        ),
    ),
    "long tags": (
        "csv",
        lambda: (
            b"at,kind,mood,tags\n"
            + b"".join(
                b"2020-01-01T00:00:00Z,day,7%s,a%s%d\n" % (b" " * 30_000, b"-" * 30_000, n)
                for n in range(HUGE // 60_040)
            )
        ),
    ),
    "rejects": (
        "daylio",
        lambda: repeated(b"x,,,,,,\n", b"full_date,date,weekday,time,mood,activities,note\n"),
    ),
    "facts": (
        "bearable",
        lambda: repeated(
            DAY + b",Symptom,,ache,x\n", b"date,category,rating/amount,detail,notes\n"
        ),
    ),
    "measurements": (
        "clue",
        lambda: (
            b"["
            + b",".join(
                b'{"date":"%04d-01-%02d","type":"tags","value":["%d"]}'
                % (1970 + n // 28 % 56, n % 28 + 1, n)
                for n in range(499_999)
            )
            + b"]"
        ),
    ),
    "periods": (
        "flo",
        lambda: repeated(
            b'{"period_start_date":"2020-01-01","period_end_date":"2020-02-20"},',
            b'{"operationalData":{"cycles":[',
        ),
    ),
    "scores": (
        "pixels",
        lambda: repeated(b'{"date":"2020-1-1","scores":[1,2,3,4,5],"notes":"x"},', b"["),
    ),
    "texts": (
        "dayone",
        lambda: repeated(
            b'{"creationDate":"2020-01-01T00:00:00Z","text":"' + b"\\n" * 9_000 + b'x"},',
            b'{"entries":[',
        ),
    ),
    "unclear dates": ("table", lambda: repeated(b"5/6/2020,x\n", b"date,note\n")),
    "Latin-1": ("table", lambda: repeated(b"2020-01-01,\xe9\n", b"date,note\n")),
    "UTF-16": ("table", lambda: repeated("2020-01-01,x\n".encode("utf-16-le"), b"\xff\xfe")),
    "a bomb": ("daylio", lambda: archive({"backup.daylio": b" " * 255 * 2**20})),
    "a list of files": ("daylio", lambda: archive({f"{n}": b"" for n in range(200_000)})),
    "notes": ("table", lambda: repeated(DAY + b"," + b"<p" * 9_000 + b"\n", b"date,note\n")),
}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("what", HOSTILE)
def test_fifty_megabytes_of_anything_stay_below_the_limit(what: str, tmp_path: Path) -> None:
    """Whatever is repeated until the file is huge, the program stays small."""
    form, make = HOSTILE[what]
    path = tmp_path / "file"
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), form],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, memory = done.stdout.splitlines()
    print(f"{what}: {memory} MB, {said[:90]}")
    assert int(memory) < MEMORY_MOST
