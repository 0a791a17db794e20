"""Files that are no diary which pdtrack can read: what each is, and the step that helps."""

from collections.abc import Callable
from typing import BinaryIO, Final, NamedTuple

from pdtrack.errors import InvalidInput
from pdtrack.exchange.importing import printable
from pdtrack.exchange.parse.csv_table import header_of
from pdtrack.exchange.parse.json_stream import json_start
from pdtrack.exchange.parse.zip_member import ZIP_MAGIC, names_in


class _Kind(NamedTuple):
    """One kind of file: what tells it, what it is, and what to do."""

    fits: Callable[[bytes], bool]
    what: str
    hint: str


def _starts(*words: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(words)


def _is_web_page(head: bytes) -> bool:
    start = json_start(head)[:1_000].lower()
    return start.startswith((b"<!doctype html", b"<html")) or b"<table" in start


_CSV_HINT: Final = "Open it in a spreadsheet, save it as CSV, and import that."
_UNPACK: Final = "Unpack it, and import the file in it."
_EXPORT: Final = "Export the diary as CSV or JSON instead."
_HEALTH: Final = (
    "That is an export of Apple Health.",
    "pdtrack can't read it; an app such as Clue or drip exports the cycle for it.",
)
_KINDS: Final = (
    _Kind(_is_web_page, "That is a web page, whatever its name.", "Export or download it again."),
    _Kind(_starts(b"%PDF"), "That is a PDF.", _EXPORT),
    _Kind(_starts(b"SQLite format 3\x00"), "That is a database.", "pdtrack restore reads backups."),
    _Kind(_starts(b"\xd0\xcf\x11\xe0"), "That is an old Excel workbook (xls).", _CSV_HINT),
    _Kind(_starts(b"\x1f\x8b"), "That is a gzip archive.", _UNPACK),
    _Kind(_starts(b"7z\xbc\xaf", b"Rar!"), "That is an archive.", _UNPACK),
    _Kind(_starts(b"{\\rtf"), "That is formatted text (RTF).", _EXPORT),
    _Kind(_starts(b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "That is a picture.", _EXPORT),
    _Kind(lambda head: b"<HealthData" in head, *_HEALTH),
)
# By a file inside an archive.
_ARCHIVES: Final = (
    ("xl/workbook.xml", "That is an Excel workbook (xlsx).", _CSV_HINT),
    ("content.xml", "That is an OpenDocument file.", _CSV_HINT),
    ("word/document.xml", "That is a Word document.", _EXPORT),
    ("Index/Document.iwa", "That is a Numbers or Pages document.", _CSV_HINT),
    ("apple_health_export/", *_HEALTH),
    (
        "Checkmarks.csv", "That is an export of Loop Habit Tracker.",
        "It has habits and no moods; pdtrack has no place for habits alone.",
    ),
)  # fmt: skip
_NAMED_MOST: Final = 8
# What the columns of people's tables are often called, by the answer that they hold.
_USUAL: Final = {
    "at": ("date", "datum", "timestamp", "when", "day", "fecha", "data", "datetime"),
    "time": ("time", "clock", "uhrzeit", "hora"),
    "mood": ("mood", "score", "stimmung", "rating", "feeling"),
    "after": ("after",),
    "tags": ("tags", "labels", "activities"),
    "note": ("note", "notes", "comment", "notiz", "text"),
}


def other_kind(file: BinaryIO, head: bytes, *, reads_archives: bool) -> InvalidInput | None:
    """The error for a file that is something else than the format that was named, if it shows."""
    if head.startswith(ZIP_MAGIC):
        return None if reads_archives else _archive(file)
    kind = next((kind for kind in _KINDS if kind.fits(head)), None)
    return None if kind is None else InvalidInput(kind.what, kind.hint)


def not_readable(file: BinaryIO, head: bytes) -> InvalidInput:
    """The error for a file of no known format: what it is, as far as that can be told."""
    if not head.strip():
        return InvalidInput("The file is empty.", "Give a file that was exported.")
    if (other := other_kind(file, head, reads_archives=False)) is not None:
        return other
    if json_start(head).startswith((b"{", b"[")):
        return InvalidInput(
            "That is JSON from a program that pdtrack doesn't know.",
            "Export it as CSV if you can; --from table --columns reads any CSV.",
        )
    return _table(head)


def _archive(file: BinaryIO) -> InvalidInput:
    try:
        names, is_locked = names_in(file)
    except InvalidInput as error:
        return error
    if is_locked:
        return InvalidInput(
            "That is a zip archive with a password.",
            "Unpack it with its password, and import the file in it.",
        )
    for inside, what, hint in _ARCHIVES:
        if any(name == inside or name.startswith(inside) for name in names):
            return InvalidInput(what, hint)
    shown = ", ".join(printable(name) for name in names[:3]) or "nothing"
    return InvalidInput(
        f"That is a zip archive with {shown} in it.",
        "Unpack it, and import the file that has your entries.",
        neutral="That is a zip archive from a program that pdtrack doesn't know.",
    )


def _is_loop(head: bytes, names: list[str]) -> bool:
    """Whether a table is a list of habits: a date, whole numbers, and a comma at every end."""
    rows = [line.split(b",") for line in head.splitlines()[1:_ROWS_SEEN]]
    return (
        len(names) > 2
        and names[0] == "date"
        and not names[-1]
        and bool(rows)
        and all(row[1:-1] and all(_is_whole(each) for each in row[1:-1]) for row in rows)
    )


def _is_whole(text: bytes) -> bool:
    return text.strip().removeprefix(b"-").isdigit()


_ROWS_SEEN: Final = 20


def _table(head: bytes) -> InvalidInput:
    names = header_of(head) or []
    header = [name for name in names if name]
    if _is_loop(head, names):
        return InvalidInput(
            "That looks like an export of Loop Habit Tracker: habits, and no moods.",
            "pdtrack has no place for habits alone.",
        )
    if len(header) < 2 or any(not name.isprintable() for name in header):
        return InvalidInput(
            "The format of that file is not known.",
            "Name it with --from; --from table --columns reads any CSV.",
        )
    named = ", ".join(f'"{printable(name)}"' for name in header[:_NAMED_MOST])
    columns = ",".join(
        f"{ours}={name}"
        for ours, usual in _USUAL.items()
        if (name := next((name for name in header if name in usual), ""))
    )
    if not columns.startswith("at="):
        columns = "at=DATE,mood=SCORE"
    elif "mood=" not in columns:
        columns += ",mood=SCORE"
    return InvalidInput(
        f"That is a table from a program that pdtrack doesn't know; its columns are {named}.",
        f'Name what they hold: --from table --columns "{columns}"',
        neutral="That is a table from a program that pdtrack doesn't know; --from table reads any.",
    )
