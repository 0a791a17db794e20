"""What Linux shows of its disks in /proc and /sys: mounts, swap and encryption.

Both are below `root`; a test has its own.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

# Encryption below volumes below volumes; no machine has more layers.
DEEPEST: Final = 8

_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def swaps(root: Path) -> list[str] | None:
    """Where memory is swapped to; `None` where that can't be seen."""
    text = _read(root / "proc/swaps")
    if text is None:
        return None
    return [_unescaped(line.split()[0]) for line in text.splitlines()[1:] if line.strip()]


def mount_of(root: Path, folder: Path) -> tuple[str, str] | None:
    """The source and the kind of the file system that a folder is on."""
    found: tuple[int, str, str] | None = None
    for line in (_read(root / "proc/mounts") or "").splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        source, point, kind = (_unescaped(part) for part in parts[:3])
        depth = len(Path(point).parts)
        # Of two mounts at one place, the later one counts.
        if folder.is_relative_to(point) and (found is None or depth >= found[0]):
            found = (depth, source, kind)
    return None if found is None else found[1:]


def is_device(root: Path, name: str) -> bool:
    """Whether the system knows a block device of that name."""
    return _block(root, name) is not None


def is_protected(root: Path, name: str) -> bool:
    """Whether a device, or a file on one, is encrypted or in memory."""
    if not name.startswith("/dev/"):
        mount = mount_of(root, Path(name).parent)
        return mount is not None and _is_protected(root, mount[0])
    return _is_protected(root, name)


def _is_protected(root: Path, name: str, depth: int = 0) -> bool:
    block = _block(root, name)
    if block is None or depth > DEEPEST:
        return False
    if block.name.startswith("zram") or (_read(block / "dm/uuid") or "").startswith("CRYPT-"):
        return True
    try:
        below = [item.name for item in (block / "slaves").iterdir()]
    except OSError:
        return False
    return bool(below) and all(_is_protected(root, f"/dev/{each}", depth + 1) for each in below)


def _block(root: Path, name: str) -> Path | None:
    """The folder in /sys of a device; `None` where it is no block device."""
    if not name.startswith("/dev/"):
        return None
    device = os.path.realpath(root / name[1:])
    for place in ("sys/block", "sys/class/block"):
        block = root / place / os.path.basename(device)
        if block.exists():
            return block
    return None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _unescaped(text: str) -> str:
    """A path from /proc, which writes a space as \\040."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), text)
