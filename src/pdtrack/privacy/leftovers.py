"""Finds exports, reports and backups that were left lying around, by their first bytes."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum
from pathlib import Path
from typing import Final

from pdtrack.privacy.machine import Machine, own_files
from pdtrack.store import files
from pdtrack.store.schema import APPLICATION_ID, MAGIC

NAMES_MOST: Final = 2_000
HEAD_BYTES: Final = 64 * 1024

# How files begin that pdtrack wrote.
CSV_HEAD: Final = b"id,uid,at,recorded_at,edited_at,kind,"
_JSON: Final = re.compile(rb'\s*\{\s*"schema"\s*:\s*1\s*,\s*"(entries|entry|counts|period|chart)"')
_PAGE: Final = re.compile(
    rb'<title>Mood (?:notes|diary)</title>|<meta\s+name="?generator"?\s+content="?pdtrack', re.I
)
_USER_FOLDER: Final = re.compile(r'^XDG_(?:DOCUMENTS|DOWNLOAD|DESKTOP)_DIR="(.+)"$', re.M)


class LeftOverKind(Enum):
    """What a file of ours is."""

    CSV = "A CSV export"
    JSON = "A JSON export"
    REPORT = "A report"
    BACKUP = "An unencrypted backup"


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A file that begins like one of ours and is neither the journal nor one of its copies."""

    path: Path
    kind: LeftOverKind
    made: datetime
    mode: int


def find_leftovers(machine: Machine) -> tuple[list[LeftOver], bool]:
    """The files left lying around, oldest first, and whether every name was looked at."""
    own = {os.path.realpath(path) for path in own_files(machine)}
    found: list[LeftOver] = []
    seen = 0
    for folder in _folders(machine):
        try:
            listing = os.scandir(folder)
        except OSError:
            continue
        with listing:
            for item in listing:
                seen += 1
                if seen > NAMES_MOST:
                    return sorted(found, key=lambda one: one.made), False
                one = _left_over(Path(item.path), machine.zone)
                if one is not None and os.path.realpath(item.path) not in own:
                    found.append(one)
    return sorted(found, key=lambda one: one.made), True


def _folders(machine: Machine) -> list[Path]:
    home = machine.home
    named = [machine.place, machine.place / "backups", machine.here, home]
    named += [home / name for name in ("Documents", "Downloads", "Desktop")]
    config = Path(machine.environ.get("XDG_CONFIG_HOME") or home / ".config")
    try:
        # What the desktop calls them in its language.
        text = (config / "user-dirs.dirs").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    named += [Path(name.replace("$HOME", str(home))) for name in _USER_FOLDER.findall(text)]
    return [Path(path) for path in dict.fromkeys(os.path.realpath(path) for path in named)]


def _left_over(path: Path, zone: tzinfo | None) -> LeftOver | None:
    flags = os.O_RDONLY | files.NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        descriptor = os.open(path, flags)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        try:
            kind = kind_of(file.read(HEAD_BYTES))
        except OSError:
            return None
    if kind is None:
        return None
    made = datetime.fromtimestamp(status.st_mtime, zone)
    return LeftOver(path, kind, made, status.st_mode & 0o777)


def kind_of(head: bytes) -> LeftOverKind | None:
    """What a file with these first bytes is; `None` where it is not ours."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((CSV_HEAD, CSV_HEAD.replace(b",", b";"))):
        return LeftOverKind.CSV
    if _JSON.match(text):
        return LeftOverKind.JSON
    if text.lstrip()[:1] == b"<" and _PAGE.search(text):
        return LeftOverKind.REPORT
    if text.startswith(MAGIC) and int.from_bytes(text[68:72], "big") == APPLICATION_ID:
        return LeftOverKind.BACKUP
    return None
