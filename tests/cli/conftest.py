"""A journal with a passphrase."""

from __future__ import annotations

import pytest

from cli.locked import NEEDLE, secret
from conftest import Pdtrack


@pytest.fixture
def locked(pdtrack: Pdtrack, monkeypatch: pytest.MonkeyPatch) -> Pdtrack:
    """A journal of one entry with a passphrase, and nothing in the environment to open it."""
    pdtrack.ok(["log", "--mood", "3", "--note", NEEDLE])
    with monkeypatch.context() as patch:
        patch.setenv("PDTRACK_PASSPHRASE_FILE", secret(pdtrack.home))
        pdtrack.ok("passphrase set")
    return pdtrack
