"""What this machine reveals of the diary, looked at from outside and never opened.

The audit only reads, and not much: the names and first bytes of files in a handful of
folders, the shells' histories, and what Linux shows of its disks. It never walks the disk.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pdtrack.domain.plural import plural
from pdtrack.domain.safe_text import safe_line
from pdtrack.domain.times.day import dated
from pdtrack.privacy import disks, leftovers
from pdtrack.privacy.machine import Machine, own_files
from pdtrack.privacy.shell_history import histories, hits, removal
from pdtrack.privacy.sync_folders import synced_by
from pdtrack.store import files
from pdtrack.store.copies import Copy, automatic_copies
from pdtrack.store.lock import lock_path
from pdtrack.store.passphrase_mark import REPLACED, had_passphrase
from pdtrack.store.paths import stem_of_name, typed
from pdtrack.store.sqlcipher import looks_encrypted

# At most this many files are named; --json names them all.
FILES_NAMED_MOST: Final = 12

NOT_PROTECTED: Final = (
    "Someone at your unlocked screen can read what you can read. A passphrase protects the "
    "journal, but not what is on the screen, exports, or your own support lines. A window still "
    "shows earlier lines when you scroll up: close it.",
    "pdtrack doesn't hide that it is installed, or that it was used.",
    "A program that records the keys or the screen sees what you type and read.",
    "Someone who demands the passphrase, or knows you well enough to guess it, gets in. "
    "pdtrack has no second, harmless diary to show.",
    "An administrator of this machine can read what is open, and change any program.",
    "Copies outside this computer: a sync or backup service, a photo of the screen, paper.",
    "Traces of deleted data on the disk. A journal that had a passphrase before its first entry "
    "leaves nothing readable there.",
)
UNTYPABLE: Final = (
    "A name in that path can't be shown as it is, so there is no command to copy. Use a file "
    "browser."
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was looked at, and its state.

    `fix` is the command to type, `advice` what to do where no command does it. Where both
    are empty there is nothing to fix. `quotes` means that the fix names what it looks for.
    """

    what: str
    state: str
    fix: str = ""
    advice: str = ""
    quotes: bool = False


def audit_machine(machine: Machine) -> list[Observation]:
    """Everything that can be seen, what matters most first.

    A command is shown only as it has to be typed.
    """
    found = (
        *encryption(machine),
        *modes(machine),
        *own_copies(machine),
        *synced(machine),
        *indexed(machine),
        *shells(machine),
        *left_over(machine),
        *swap(machine),
        disk(machine),
    )
    return [
        one if safe_line(one.fix) == one.fix else replace(one, fix="", advice=UNTYPABLE)
        for one in found
    ]


# The journal


def encryption(machine: Machine) -> Iterator[Observation]:
    """Whether the journal has a passphrase, and whether a script opens it without asking."""
    what = "passphrase"
    if not os.path.lexists(machine.journal):
        state = "There is no journal yet. With a passphrase from the start, it is never readable."
        yield Observation(what, state, "pdtrack passphrase set")
        return
    if not looks_encrypted(machine.journal):
        state = "Not encrypted: anyone using this account can read it."
        advice = ""
        if had_passphrase(machine.journal):
            state = f"{REPLACED} Anyone using this account can read it."
            advice = "Where it is not yours, pdtrack restore FILE brings a backup back."
        yield Observation(what, state, "pdtrack passphrase set", advice)
        return
    yield Observation(what, "Protected with a passphrase.")
    if (machine.folder / "support.txt").exists():
        state = "Your own support lines are not encrypted: pdtrack shows them without asking."
        yield Observation(what, state, "pdtrack support --remove 1", "One line at a time.")
    for name in ("PDTRACK_PASSPHRASE_FILE", "PDTRACK_PASSPHRASE_COMMAND"):
        if machine.environ.get(name):
            state = f"{name} opens it without asking: anyone using this account can read it."
            # fish has no `unset`; empty is as good as none.
            yield Observation(
                what, state, f"export {name}=", "Delete it from your shell's start file, too."
            )


def modes(machine: Machine) -> list[Observation]:
    """Whether other accounts may read our files and look into their folders."""
    if machine.system == "win32":
        state = "On Windows the permissions of your profile count; they can't be seen from here."
        return [Observation("files", state)]
    notes = [note for path in own_files(machine) for note in _mode(path, files.FILE_MODE)]
    folders = (machine.place, *(copy.path.parent for copy in machine.known.copies))
    for folder in dict.fromkeys((*folders, machine.place / "backups")):
        if folder.is_dir():
            notes += _mode(folder, files.FOLDER_MODE)
    if not notes and machine.journal.exists():
        return [
            Observation("files", "Only your account can read the journal and the files next to it.")
        ]
    return notes


def _mode(path: Path, wanted: int) -> Iterator[Observation]:
    try:
        status = path.stat()
    except OSError:
        return
    what = "folder" if stat.S_ISDIR(status.st_mode) else "files"
    others = status.st_mode & 0o077
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        yield Observation(
            what,
            f"{path} belongs to another account.",
            advice="Keep the journal in a folder of your own: --journal PATH.",
        )
    elif others:
        verb = "look into" if what == "folder" else "read"
        if not others & 0o055:
            verb = "change"
        yield Observation(
            what,
            f"Other accounts may {verb} {path} (mode {_octal(status.st_mode)}).",
            f"chmod {wanted:o} {typed(path)}",
        )


def _octal(mode: int) -> str:
    return f"{mode & 0o777:04o}"


def own_copies(machine: Machine) -> Iterator[Observation]:
    """The backups that pdtrack made by itself, wherever it put them."""
    known = machine.known
    found = sorted(known.copies, key=lambda copy: copy.made)
    if found:
        yield Observation("backups", f"{_span(found, machine)}.")
    elif machine.journal.exists():
        state = (
            "There is no automatic backup. The first entry of a day makes one; if that failed, "
            "pdtrack doctor shows why."
        )
        yield Observation("backups", state)
    beside = Path(os.path.realpath(machine.journal)).parent / "backups"
    away = Counter(copy.path.parent for copy in found if copy.path.parent != beside)
    for folder, count in away.items():
        yield Observation("backups", f"{count} of them in {folder}.")
    for folder in known.unreached:
        state = f"pdtrack also put some in {folder}, which can't be looked into now."
        yield Observation("backups", state, advice="Check that folder yourself.")
    if not looks_encrypted(machine.journal):
        return
    if not files.same(machine.journal, machine.usual):
        state = (
            "Only the journal knows in which other folders it was, and it is locked. forget and "
            "passphrase set check those, too."
        )
        yield Observation("backups", state)
    open_ones = [copy.path for copy in found if not copy.encrypted]
    if open_ones:
        those = plural(len(open_ones), "backup has", "backups have")
        yield Observation(
            "backups", f"{those} no passphrase, although the journal has one.", _rm(open_ones)
        )


def _span(found: Sequence[Copy], machine: Machine) -> str:
    """How many backups there are, of which days, and how old the newest is."""
    made = [copy.made.astimezone(machine.zone).date() for copy in found]
    days = list(dict.fromkeys(map(dated, made)))
    span = " to ".join((days[0], days[-1])) if len(days) > 1 else days[0]
    count = plural(len(found), "automatic backup", "automatic backups")
    if machine.now is None:
        return f"{count}, {span}"
    age = (machine.now.date() - made[-1]).days
    newest = {0: "today", 1: "yesterday"}.get(age, f"{age} days ago")
    if age < 0:
        newest = "later than this machine's clock shows"
    return f"{count}, {span}; the newest was made {newest}"


def _rm(paths: Iterable[Path]) -> str:
    command = "del" if os.name == "nt" else "rm"
    return f"{command} {' '.join(typed(path) for path in paths)}"


# The folder


def synced(machine: Machine) -> Iterator[Observation]:
    """Whether a service seems to copy the journal's folder elsewhere."""
    service = synced_by(machine.place, machine.environ)
    if service is None:
        return
    versions = "older versions, encrypted" if looks_encrypted(machine.journal) else "older versions"
    state = f"{service} seems to copy the journal's folder, with its {versions}."
    target = machine.usual
    if synced_by(machine.folder, machine.environ) is not None or not machine.journal.exists():
        yield Observation("sync", state, advice=f"Keep it in a folder that {service} does not see.")
        return
    move = _move_here(machine)
    unset = "unset PDTRACK_JOURNAL, and " if machine.environ.get("PDTRACK_JOURNAL") else ""
    advice = f"Then {unset}delete the old versions at {service}."
    if machine.system == "win32":
        yield Observation("sync", state, advice=f"Move it to {target}. {advice}")
    else:
        yield Observation("sync", state, move, advice)


def _move_here(machine: Machine) -> str:
    """The command that moves the backups and then the journal to the usual folder.

    It stops where something stands in the way, and what `privacy` shows then moves the rest. A link
    to the journal that is there is replaced by the journal itself.
    """
    real, target = Path(os.path.realpath(machine.journal)), machine.usual
    is_link = files.same(real, target)
    moved = target.with_name(f"{target.name}.moved") if is_link else target
    steps = [
        f"test ! -e {typed(moved)}",
        f"test ! -e {typed(real.with_name(real.name + '-journal'))}",
        f"mkdir -p -m 700 {typed(target.parent)}",
    ]
    copies = automatic_copies(real)
    if copies:
        steps.append(f"mkdir -p -m 700 {typed(target.parent / 'backups')}")
    for copy in copies:
        there = _free_name(copy, real, target)
        steps += [f"test ! -e {typed(there)}", f"mv {typed(copy.path)} {typed(there)}"]
    steps.append(f"mv {typed(real)} {typed(moved)}")
    if is_link:
        steps.append(f"mv {typed(moved)} {typed(target)}")
    steps.append(f"rm -f {typed(lock_path(real))}")
    return " && ".join(steps)


def _free_name(copy: Copy, journal: Path, target: Path) -> Path:
    """Where a backup of the journal is kept next to `target`; two may be of the same day."""
    stem = stem_of_name(target.name)
    name = stem + copy.path.name.removeprefix(stem_of_name(journal.name))
    there = target.parent / "backups" / name
    made, number = copy.made, 1
    while os.path.lexists(there):
        there = there.with_name(f"{stem}-replaced-{made:%Y-%m-%d-%H%M%S}-{number}.db")
        number += 1
    return there


def indexed(machine: Machine) -> Iterator[Observation]:
    """Whether desktop search may read the folder.

    It doesn't read the journal's text, but it finds its name, and the text of exports.
    """
    try:
        parts = machine.place.relative_to(machine.home).parts
    except ValueError:
        return
    if any(part.startswith(".") or part in ("Library", "AppData") for part in parts):
        return
    state = f"{{}} may list what is in {machine.place}."
    quoted = typed(machine.place)
    if (machine.home / ".local/share/baloo/index").exists():
        fix = f"balooctl6 config add excludeFolders {quoted}"
        yield Observation("search", state.format("KDE's file search"), fix)
    marks = (".trackerignore", ".nomedia", ".git")
    gnome = any((machine.home / ".cache" / name).is_dir() for name in ("tracker3", "localsearch"))
    if gnome and not any((machine.place / mark).exists() for mark in marks):
        fix = f"touch {typed(machine.place / '.trackerignore')}"
        yield Observation("search", state.format("GNOME's file search"), fix)
    if machine.system == "darwin":
        advice = "Add the folder in System Settings, Spotlight, Search Privacy."
        yield Observation("search", state.format("Spotlight"), advice=advice)
    if machine.system == "win32":
        advice = "Exclude the folder in Settings, Privacy & security, Searching Windows."
        yield Observation("search", state.format("Windows Search"), advice=advice)


# What was typed


def shells(machine: Machine) -> list[Observation]:
    """How many lines with answers, tags, notes or texts the histories of shells hold."""
    notes = []
    for history in histories(machine.home, machine.environ, machine.system):
        what = f"{history.shell} history"
        try:
            found = hits(history)
        except OSError:
            notes.append(
                Observation(what, f"{history.path} can't be read, so it was not looked at.")
            )
            continue
        if not found.lines:
            continue
        lines = plural(found.lines, "pdtrack line")
        state = f"{history.path} holds {lines} with answers, tags or words."
        if not found.whole:
            state += " Only its end was read."
        advice = (
            "This removes every line with pdtrack in it, and no other line. Close other "
            f"{history.shell} windows, then type it in {history.shell}:"
        )
        if found.open_ended:
            go_on = "continues" if found.open_ended == 1 else "continue"
            state += f" {found.open_ended} {go_on} on the next line: remove the rest in an editor."
        notes.append(
            Observation(
                what, state, removal(history, machine.home, machine.system), advice, quotes=True
            )
        )
    atuin = machine.home / ".local/share/atuin/history.db"
    if atuin.exists():
        state = "atuin keeps what is typed in a history of its own, which pdtrack doesn't read."
        notes.append(
            Observation("atuin history", state, "atuin search --delete pdtrack", quotes=True)
        )
    return notes or [Observation("shell history", _nothing_in(machine))]


def _nothing_in(machine: Machine) -> str:
    """That nothing was found, in which files, and what can't be seen yet."""
    looked = [str(one.path) for one in histories(machine.home, machine.environ, machine.system)]
    where = f" in {', '.join(looked)}" if looked else ", since no history was found"
    return (
        f"No pdtrack line with answers, tags or words{where}. Words that you typed at the shell's "
        "own prompt are not looked for. Most shells save a window's history when it closes: close "
        "it and look again."
    )


# Exports, reports and copies in the usual folders


def left_over(machine: Machine) -> list[Observation]:
    """Exports, pages and copies in the folders where they are usually put."""
    found, whole = leftovers.find_leftovers(machine)
    notes = []
    for one in found[:FILES_NAMED_MOST]:
        state = (
            f"{one.kind.value} from {dated(one.made.date())}, mode {_octal(one.mode)}: {one.path}."
        )
        if machine.system == "win32":
            state = f"{one.kind.value} from {dated(one.made.date())}: {one.path}."
        advice = ""
        if one.mode & 0o077 and machine.system != "win32":
            advice = f"To keep it for yourself: chmod 600 {typed(one.path)}"
        notes.append(Observation("left over", state, _rm([one.path]), advice))
    if len(found) > FILES_NAMED_MOST:
        more = plural(len(found) - FILES_NAMED_MOST, "more file", "more files")
        notes.append(
            Observation("left over", f"{more} like these.", advice="--json names them all.")
        )
    where = "the journal's folder, this folder, home, Documents, Downloads and Desktop"
    if not whole:
        state = f"Only the first {leftovers.NAMES_MOST:,} names in {where} were looked at."
        notes.append(Observation("left over", state))
    elif not found:
        state = f"No readable pdtrack file in {where}. An encrypted backup can't be recognised."
        notes.append(Observation("left over", state))
    return notes


# The disks, as far as Linux shows them

_BETTER: Final = "Full-disk encryption keeps your diary from whoever takes the machine or the disk."
_ENCRYPTED: Final = ("ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs")
_ELSEWHERE: Final = ("nfs", "cifs", "smb", "fuse.sshfs", "9p")


def swap(machine: Machine) -> Iterator[Observation]:
    """Whether what was in memory may be readable on a disk."""
    if not machine.system.startswith("linux"):
        return
    names = disks.swaps(machine.root)
    if names is None:
        yield Observation("swap", "Whether memory is swapped to a disk can't be seen here.")
        return
    open_ones = [name for name in names if not disks.is_protected(machine.root, name)]
    if not names:
        yield Observation("swap", "No swap: memory is not written to a disk.")
    elif not open_ones:
        yield Observation("swap", "Swap is encrypted, or stays in memory.")
    else:
        state = f"Swap on {', '.join(open_ones)} is not encrypted, as far as can be seen."
        advice = f"This lasts until the next start. {_BETTER}"
        yield Observation("swap", state, "sudo swapoff -a", advice)


def disk(machine: Machine) -> Observation:
    """Whether the disk under the journal is encrypted."""
    if machine.system == "darwin":
        return Observation("disk", "FileVault can't be seen from here.", "fdesetup status", _BETTER)
    if machine.system == "win32":
        advice = f"Settings, Privacy & security, Device encryption shows it. {_BETTER}"
        return Observation("disk", "BitLocker can't be seen from here.", advice=advice)
    source, kind = disks.mount_of(machine.root, machine.place) or ("", "")
    if kind in _ENCRYPTED:
        name = kind.removeprefix("fuse.")
        return Observation("disk", f"The journal's folder is encrypted ({name}).")
    if kind in ("tmpfs", "ramfs"):
        return Observation("disk", "The journal's folder is in memory, not on a disk.")
    if kind.startswith(_ELSEWHERE):
        state = f"The journal's folder is on another machine ({kind})."
        return Observation("disk", state, advice="Whoever runs that machine can copy it.")
    if not disks.is_device(machine.root, source):
        return Observation("disk", f"Whether the disk is encrypted can't be seen here. {_BETTER}")
    if disks.is_protected(machine.root, source):
        return Observation("disk", "The disk under the journal is encrypted.")
    state = f"The disk under the journal ({source}) is not encrypted, as far as can be seen."
    return Observation("disk", state, advice=_BETTER)
