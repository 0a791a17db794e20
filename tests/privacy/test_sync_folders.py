"""Which folders look synced, over the names that the services use and names that only look so."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from pdtrack.privacy.sync_folders import synced_by

POSIX = PurePosixPath
WINDOWS = PureWindowsPath


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (POSIX("/home/a/Dropbox"), "Dropbox"),
        (POSIX("/home/a/Dropbox/notes/x"), "Dropbox"),
        (POSIX("/home/a/Dropbox (Personal)/x"), "Dropbox"),
        (POSIX("/Users/a/Library/CloudStorage/Dropbox-Home"), "Dropbox"),
        (POSIX("/home/a/dropbox"), "Dropbox"),
        (POSIX("/home/a/dropboxes"), None),
        (WINDOWS(r"C:\Users\a\OneDrive\Documents"), "OneDrive"),
        (WINDOWS(r"C:\Users\a\OneDrive - Contoso\x"), "OneDrive"),
        (POSIX("/Users/a/Library/CloudStorage/OneDrive-Personal"), "OneDrive"),
        (WINDOWS(r"D:\work\x"), None),
        (WINDOWS(r"G:\My Drive\x"), "Google Drive"),
        (POSIX("/Users/a/Google Drive/My Drive"), "Google Drive"),
        (POSIX("/Users/a/Library/CloudStorage/GoogleDrive-a@example.org"), "Google Drive"),
        (POSIX("/home/a/Drive"), None),
        (POSIX("/Users/a/Library/Mobile Documents/com~apple~CloudDocs/x"), "iCloud"),
        (POSIX("/Users/a/Library/Mobile Documents"), "iCloud"),
        (WINDOWS(r"C:\Users\a\iCloudDrive\x"), "iCloud"),
        (WINDOWS(r"C:\Users\a\iCloud Drive"), "iCloud"),
        (POSIX("/home/a/Nextcloud/x"), "Nextcloud"),
        (POSIX("/home/a/Nextcloud2"), "Nextcloud"),
        (POSIX("/home/a/ownCloud"), "ownCloud"),
        (POSIX("/home/a/pCloudDrive/x"), "pCloud"),
        (POSIX("/home/a/pCloud Sync"), "pCloud"),
        (POSIX("/home/a/Proton Drive/x"), "Proton Drive"),
        (WINDOWS(r"C:\Users\a\Proton Drive\My files"), "Proton Drive"),
        (POSIX("/Users/a/Library/CloudStorage/ProtonDrive-a@proton.me"), "Proton Drive"),
        (POSIX("/home/a/MEGA/x"), "MEGA"),
        (POSIX("/home/a/MEGAsync"), "MEGA"),
        (POSIX("/home/a/megaphone"), None),
        (POSIX("/home/a/Documents"), None),
        (POSIX("/home/a/.local/share/pdtrack"), None),
        (POSIX("/home/a/Sync"), None),
    ],
    ids=str,
)
def test_synced_folders_are_recognised_by_name(path: PurePath, service: str | None) -> None:
    """Each service by the names it uses, on every system; nothing else by accident."""
    assert synced_by(path, {}) == service


def test_syncthing_leaves_a_mark(tmp_path: Path) -> None:
    """Its marker counts in the folder and in any folder around it."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    assert synced_by(inside, {}) is None
    (tmp_path / ".stfolder").mkdir()
    assert synced_by(inside, {}) == "Syncthing"


def test_onedrive_names_its_folder_in_the_environment() -> None:
    """A folder of any name counts if OneDrive's variable names it."""
    environ = {"OneDriveCommercial": r"C:\Users\a\Contoso"}
    assert synced_by(WINDOWS(r"C:\Users\a\Contoso\x"), environ) == "OneDrive"
    assert synced_by(WINDOWS(r"C:\Users\a\Other"), environ) is None


def test_a_link_into_a_synced_folder_counts(tmp_path: Path) -> None:
    """The name of a link doesn't show where it leads."""
    target = tmp_path / "Dropbox"
    target.mkdir()
    link = tmp_path / "plain"
    link.symlink_to(target, target_is_directory=True)
    assert synced_by(link, {}) == "Dropbox"


def test_a_folder_that_is_not_there_yet_is_judged_by_its_name(tmp_path: Path) -> None:
    """Nothing has to exist."""
    assert synced_by(tmp_path / "none" / "MEGA" / "x", {}) == "MEGA"
