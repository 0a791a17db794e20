"""The licence of everything that an installation of pdtrack brings with it.

    python bench/licences.py [EXTRA ...]

Read from what is installed beside this Python; extras are named as in pyproject.toml. Exits 1
where a package has no licence that pdtrack may be shipped with.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata

# All of them let anyone use, change and pass on the program.
FINE = re.compile(r"\b(MIT|BSD|Apache|Python Software Foundation|PSF|zlib|ISC|MPL)\b", re.I)
# Read in the file that it comes with: its metadata names none.
KNOWN = {"sqlcipher3": "zlib; its wheel carries SQLCipher (BSD-3-Clause) and OpenSSL (Apache-2.0)"}
NAME = re.compile(r"[\w.-]+")
EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


def brought(package: str, extras: set[str], seen: set[str]) -> Iterator[str]:
    """The package and everything that it needs, as far as it is installed."""
    key = package.lower().replace("_", "-")
    if key in seen:
        return
    seen.add(key)
    try:
        needed = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return  # for another system or Python
    yield package
    for line in needed:
        extra, name = EXTRA.search(line), NAME.match(line)
        if name is not None and (extra is None or extra[1] in extras):
            yield from brought(name[0], set(), seen)


def licence_of(package: str) -> str:
    """Its licence as its authors name it; its classifier where there is no short text."""
    found = metadata.metadata(package)
    fields = ("License-Expression", "License")
    said = next((text for field in fields for text in found.get_all(field) or []), "")
    if said and len(said) < 60:
        return said
    classes = [one for one in found.get_all("Classifier") or [] if one.startswith("License ::")]
    if package in KNOWN:
        return KNOWN[package]
    return ", ".join(one.rpartition(" :: ")[2] for one in classes) or said.split("\n")[0]


def main() -> int:
    """Print a row for each package."""
    code = 0
    for package in brought("pdtrack", set(sys.argv[1:]), set()):
        licence = licence_of(package)
        is_fine = FINE.search(licence) is not None
        code |= not is_fine
        version = metadata.version(package)
        print(f"{package:<20} {version:<12} {licence}{'' if is_fine else '   <- look at this'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
